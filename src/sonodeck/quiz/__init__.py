"""The quiz in the terminal: a pure state machine, what it looks like, and a thin loop."""
