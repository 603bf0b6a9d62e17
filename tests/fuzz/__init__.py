"""A search for inputs that break the readers: a grammar of what people and others write.

`python -m tests.fuzz 5` searches for five minutes, with new inputs each time; what it finds is made
as small as it goes, and printed with the call that repeats it. tests/test_fuzz.py tries a few.
"""
