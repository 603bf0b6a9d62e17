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
    """Write facts once, in YAML sheets; sonodeck asks the questions and packs them for Anki.

    \b
    Begin with:
      sonodeck build                 the deck that comes with it, into out/
      sonodeck new deck anatomy      a deck of your own
      sonodeck check                 everything that is wrong with it
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
    """The program; exits with 0 clean, 1 errors in what people wrote, 2 wrong usage, 130 Ctrl-C."""
    # A terminal that knows no "›" shows a question mark; that is no reason to stop.
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        result = cli.main(standalone_mode=False)
        sys.stdout.flush()
        gc.freeze()  # or Python looks through all that is left for garbage before it ends
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("sonodeck: interrupted", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # Whoever read our output has seen enough; a second flush at exit must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    sys.exit(result if isinstance(result, int) else 0)
