"""`python -m sonodeck`, and what the command `sonodeck` starts."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import NoReturn


def main() -> NoReturn:
    """The program; Ctrl-C while it is loaded ends it as quietly as later on."""
    try:
        from sonodeck.cli import main as run
    except KeyboardInterrupt:
        with suppress(OSError, AttributeError):  # stderr may be full, or closed
            sys.stderr.write("sonodeck: interrupted\n")
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
