"""``python -m sonodeck``."""

from sonodeck.cli import main

main()
