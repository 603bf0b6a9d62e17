LONGEST = 300
"""Seconds after which what a test waits for is held never to come, on however busy a machine."""
