"""A compiler from knowledge to spaced repetition."""

__version__ = "0.1.0"
