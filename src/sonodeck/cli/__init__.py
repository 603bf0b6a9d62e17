"""The commands: each parses, makes one call, prints, and exits.

In: what a person typed. Out: text, files, and an exit code. Read first: ``packing.py``, the command
``build``; ``shared.py`` has what all commands do alike.
"""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper
from typing import NoReturn

import click

from sonodeck import __version__
from sonodeck.cli import looking, packing, pages, starting, studying

# Everything heavy is imported inside the command that needs it, so that --help is quick.


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "--version", message="sonodeck %(version)s")
def cli() -> None:
    """Turn facts in YAML sheets into questions, and pack them into decks for Anki.

    \b
    To start:
      sonodeck build                 build the included deck into out/
      sonodeck new deck anatomy      create a deck of your own
      sonodeck check                 report everything that is wrong with it
    """


for command in (
    packing.build,
    packing.diff,
    looking.check,
    looking.list_,
    looking.show,
    pages.preview,
    studying.quiz,
    studying.stats,
    pages.site,
    starting.new,
    starting.schema,
):
    cli.add_command(command)


def main() -> NoReturn:
    """Run the program; exit codes: 0 clean, 1 errors in the deck, 2 usage error, 130 Ctrl-C."""
    # A terminal that can't show "›" shows a question mark; that is no reason to stop.
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        result = cli.main(standalone_mode=False)
        sys.stdout.flush()
        gc.freeze()  # or Python looks through all that is left for garbage before it ends
    except click.exceptions.Abort:
        _fail("interrupted", 130)
    except KeyboardInterrupt:
        _fail("interrupted", 130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output has closed the pipe; a second flush at exit must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    sys.exit(result if isinstance(result, int) else 0)


def _fail(message: str, code: int) -> NoReturn:
    click.echo(f"sonodeck: {message}", err=True)
    sys.exit(code)
