"""The commands: each parses, makes one call, prints, and exits."""

from __future__ import annotations

import gc
import sys
from typing import NoReturn

import click

from sonodeck import __version__
from sonodeck.cli import looking, packing, pages, starting, streams, studying

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
    """The program; exits with 0 clean, 1 errors in what people wrote, 2 wrong usage, 130 Ctrl-C.

    With 1 too where stdout is closed or full.
    """
    try:
        streams.begin()
        code = _run()
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = _interrupted()
    except streams.Lost as lost:
        code = 1
        if not lost.unheard:
            click.echo(f"sonodeck: {lost}", err=True)
    gc.freeze()  # or Python looks through all that is left for garbage before it ends
    sys.exit(code)


def _run() -> int:
    try:
        result = cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        return _interrupted()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    return result if isinstance(result, int) else 0


def _interrupted() -> int:
    click.echo("sonodeck: interrupted", err=True)
    return 130
