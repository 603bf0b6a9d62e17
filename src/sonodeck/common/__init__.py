"""What all wings stand on; each file is a room of its own, and is imported by its name.

``diagnostics``: a finding and its place; ``folders``: the files of a deck folder; ``frozen``:
values that don't change; ``labels``: what the program itself says, in the deck's language;
``stamps``: what a command said of the same files the last time.
"""
