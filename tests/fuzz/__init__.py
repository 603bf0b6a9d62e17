"""A search for inputs that break the readers: a grammar of what people and others write.

`python -m tests.fuzz 10000` tries so many inputs on each reader, new ones each time; what it finds
is made as small as it goes, and printed with the call that repeats it. tests/test_fuzz.py tries a
few.
"""
