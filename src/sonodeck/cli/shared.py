"""What the commands share: finding decks, talking to people, files that can't be written."""

from __future__ import annotations

import gc
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO, assert_never

import click

if TYPE_CHECKING:
    from sonodeck import anki
    from sonodeck.anki import PackageRead
    from sonodeck.common import diagnostics

Signs = Literal["replaced", "escaped", "kept"]

DECKS = click.argument("decks", metavar="[DECK]...", nargs=-1, type=click.Path(path_type=Path))
DECK = click.argument("deck", required=False, type=click.Path(path_type=Path))


def _without_cache(
    context: click.Context, _option: click.Parameter, value: bool
) -> None:  # as click calls it
    if value:
        from sonodeck.common import stamps

        token = stamps.DO_WITHOUT.set(True)
        context.call_on_close(lambda: stamps.DO_WITHOUT.reset(token))


NO_CACHE = click.option(
    "--no-cache",
    is_flag=True,
    expose_value=False,
    callback=_without_cache,
    help="Use no cached results, and cache none.",
)

SHIPPED_STAYS = "The deck included with sonodeck is read-only."

CLOCK_SLACK = 3600
"""Seconds that this machine's clock may be behind the one that made the lock."""
_LAST_SECOND = 1 << 32


def clock() -> tuple[int, int]:
    """The present in seconds since 1970, and by how many of them it may be behind.

    SOURCE_DATE_EPOCH wins over the machine's clock, and is exact.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return int(time.time()), CLOCK_SLACK
    if not re.fullmatch("0*[1-9][0-9]{0,9}", epoch) or int(epoch) >= _LAST_SECOND:
        said = epoch if len(epoch) < 20 else f"{epoch[:20]}…"
        raise click.UsageError(f"SOURCE_DATE_EPOCH is {said!r}; expected seconds since 1970.")
    return int(epoch), 0


def day(now: int) -> str:
    """The day of a second since 1970, in Greenwich: ``2026-11-25``."""
    return time.strftime("%Y-%m-%d", time.gmtime(now))


# What GitHub Actions obeys in the output of a step, of whatever program.
_COMMAND = re.compile(r"(?m)^([ \t]*:)(?=:)|#(?=#\[)")


def say(
    text: object,
    *,
    err: bool = False,
    nl: bool = True,
    signs: Signs = "replaced",
    commands: bool = False,
) -> None:
    """Print one line, or several without ``nl``: all that a command says goes through here.

    A name or a key may hold signs that a terminal obeys, and a line may be a command to GitHub
    Actions; both are shown, not obeyed. ``signs``: "kept" for what was made safe where it was
    colored, "escaped" for JSON, whose values stay the same; ``commands``: whether such are meant.
    """
    from sonodeck.common.signs import one_line, visible, visible_json

    shown = str(text)
    match signs:
        case "replaced":
            shown = one_line(shown) if nl else visible(shown)
        case "escaped":
            shown = visible_json(shown)
        case "kept":
            pass
        case _:
            assert_never(signs)
    if os.environ.get("GITHUB_ACTIONS") and not commands:
        number = "\\u0023" if signs == "escaped" else "# "
        shown = _COMMAND.sub(lambda m: f"{m[1]} " if m[1] else number, shown)
    click.echo(shown, err=err, nl=nl)


def say_error(error: click.ClickException) -> None:
    """What click says of wrong usage and the like, on stderr."""
    from sonodeck.common.signs import one_line

    shown, said = StringIO(), error.format_message()
    error.show(file=shown)
    say(shown.getvalue().replace(said, one_line(said)), err=True, nl=False)


def begin_batch() -> None:
    """For commands that make much, keep it until they end, and end soon.

    To look through all of it for garbage, again and again as it grows, took a third of the time,
    and found none.
    """
    gc.disable()


def find(decks: Sequence[Path]) -> list[Path]:
    """The deck folders that a person named; none named: the usual places. None there: usage."""
    from sonodeck.common import folders

    try:
        if not decks:
            return folders.find(None)
        return list(dict.fromkeys(folder for path in decks for folder in folders.find(path)))
    except folders.NoDeck as error:
        raise click.UsageError(str(error)) from error


def clashing(
    decks: Sequence[Path],
) -> tuple[list[diagnostics.Diagnostic], dict[str, str]]:
    """Why decks can't be built side by side, and the texts of the places."""
    if len(decks) < 2:
        return [], {}
    from sonodeck import sheets
    from sonodeck.common import folders

    return sheets.clashes(map(folders.manifest, decks))


def side_by_side(decks: Sequence[Path], otherwise: str) -> bool:
    """Whether decks can stand beside each other; what stands in the way is said."""
    found, texts = clashing(decks)
    talk(found, texts)
    if found:
        say(f"{otherwise}: give each deck an id and a tag of its own", err=True)
    return not found


def one_folder(deck: Path | None) -> Path:
    """The folder of the one deck that is meant; several are wrong usage."""
    found = find((deck,) if deck else ())
    if len(found) > 1:
        names = ", ".join(str(folder) for folder in found)
        raise click.UsageError(f"There are several decks: {names}. Name one of them.")
    return found[0]


def one_deck(deck: Path | None) -> anki.Compiled:
    """The one deck that is meant, compiled; several are wrong usage."""
    return compiled_deck(one_folder(deck))


def compiled_deck(folder: Path) -> anki.Compiled:
    """A deck, compiled; what is wrong with it has been said."""
    from sonodeck import project

    compiled = project.compile_deck(folder)
    talk(compiled.found, compiled.texts)
    return compiled


def ends(compiled: anki.Compiled) -> int:
    """The exit code of a command that shows something of a deck."""
    from sonodeck.common import diagnostics

    return diagnostics.exit_code(compiled.found, strict=False)


def talk(found: Iterable[diagnostics.Diagnostic], texts: Mapping[str, str]) -> None:
    """Diagnostics of a command whose result is something else."""
    from sonodeck.common import diagnostics

    color = colored(sys.stderr)
    shown = diagnostics.render(list(found), "text", texts, color=color)
    say(shown, nl=False, err=True, signs="kept" if color else "replaced")


def colored(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR")


def refuse_to_overwrite(output: Path, *inputs: Path, deck: Path | None = None) -> None:
    """Wrong usage where a file would be written over one that is read, whatever it is called.

    ``deck``: the folder whose sheets are read; the folder that the output lies in is always looked
    at, too, for an author's files are nobody's output, nor is a student's log.
    """
    from sonodeck.common import files, folders

    if output.exists():
        from sonodeck.study import opening

        inputs = (*inputs, opening.place(None))
    decks = {one for one in (deck, output.parent, output.parent.parent) if one is not None}
    own = (
        file
        for folder in decks
        if (folder / folders.DECK_FILE).is_file()
        for file in folders.read_files(folder)
    )
    if any(files.same(output, file) for file in (*inputs, *own)):
        raise click.UsageError(
            f"{output} is an input here, so it can't be written. Name another file."
        )


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Report a read-only folder or a full disk in one line, without a traceback."""
    try:
        yield
    except OSError as error:
        said = error.strerror or str(error)
        raise click.ClickException(f"can't write {error.filename or path}: {said}") from error


def bytes_of(path: Path, most: int) -> bytes:
    """The bytes of a file named by the user. One that can't be read whole is a usage error."""
    if not path.is_file():
        raise click.UsageError(f"{path} is not a readable file.")
    try:
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            data = b"" if size > most else stream.read(most + 1)
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror}") from error
    if max(size, len(data)) > most:
        raise click.UsageError(f"{path} is larger than {most >> 20} MiB, the maximum.")
    return data


def package_at(path: Path, *, with_retired: bool = False) -> PackageRead:
    """A package named by the user. One that can't be read is a usage error."""
    from sonodeck.anki import reading

    try:
        return reading.released(path) if with_retired else reading.read(path)
    except reading.Unreadable as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror or error}") from error
