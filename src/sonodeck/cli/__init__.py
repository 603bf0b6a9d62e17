"""The commands: each parses, makes one call, prints, and exits.

In: what a person typed. Out: text, files, and an exit code. Read first: ``packing.py``, the command
``build``; ``shared.py`` has what all commands do alike.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import NoReturn

import click

from sonodeck import __version__
from sonodeck.cli import streams
from sonodeck.cli.shared import say, say_error

# Where each command is. A module is imported when its command is asked for, and what is heavy
# inside of the command.
_COMMANDS = {
    "build": "packing.build",
    "check": "looking.check",
    "diff": "packing.diff",
    "exam": "examining.exam",
    "export": "exporting.export",
    "import": "importing.import_",
    "list": "looking.list_",
    "lsp": "serving.lsp",
    "new": "starting.new",
    "preview": "pages.preview",
    "print": "printing.print_",
    "quiz": "studying.quiz",
    "schema": "starting.schema",
    "show": "looking.show",
    "site": "pages.site",
    "stats": "studying.stats",
    "suggestions": "suggesting.suggestions",
}


class _Lazily(Mapping[str, click.Command]):
    """The commands by name, imported one by one."""

    def __iter__(self) -> Iterator[str]:
        return iter(_COMMANDS)

    def __len__(self) -> int:
        return len(_COMMANDS)

    def __getitem__(self, name: str) -> click.Command:
        module, _, attribute = _COMMANDS[name].partition(".")
        command: click.Command = getattr(import_module(f"sonodeck.cli.{module}"), attribute)
        return command


@click.group(
    commands=_Lazily(),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, "--version", message="sonodeck %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """Turn facts in YAML sheets into questions, and pack them into decks for Anki.

    \b
    To start:
      sonodeck build                 build the included deck into out/
      sonodeck new deck anatomy      create a deck of your own
      sonodeck check                 report everything that is wrong with it
    """
    from sonodeck.common import kept

    token = kept.IN_USE.set(True)
    context.call_on_close(lambda: kept.IN_USE.reset(token))


def main() -> NoReturn:
    """Run the program; exit codes: 0 clean, 1 errors in the deck, 2 usage error, 130 Ctrl-C.

    Also 1 if stdout is closed or full.
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
            say(f"sonodeck: {lost}", err=True)
    gc.freeze()  # or Python looks through all that is left for garbage before it ends
    sys.exit(code)


def _run() -> int:
    try:
        result = cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        return _interrupted()
    except click.ClickException as error:
        say_error(error)
        return error.exit_code
    return result if isinstance(result, int) else 0


def _interrupted() -> int:
    say("sonodeck: interrupted", err=True)
    return 130
