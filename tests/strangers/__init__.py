"""What a stranger may put into a deck: pictures and formulas that would run or fetch something."""
