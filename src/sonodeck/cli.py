"""The commands: each parses, makes one call, prints, and exits."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

import click

from sonodeck import __version__

if TYPE_CHECKING:
    from sonodeck import diagnostics, project, release
    from sonodeck.apkg import reading

# Everything heavy is imported inside the command that needs it, so that --help is quick.

_DECK = click.argument("decks", metavar="[DECK]...", nargs=-1, type=click.Path(path_type=Path))
_ONE_DECK = click.argument("deck", required=False, type=click.Path(path_type=Path))


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


def main() -> NoReturn:
    """The program; exits with 0 clean, 1 errors in what people wrote, 2 wrong usage, 130 Ctrl-C."""
    try:
        result = cli.main(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        _fail("interrupted", 130)
    except KeyboardInterrupt:
        _fail("interrupted", 130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # Whoever read our output has seen enough; a second flush at exit must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    sys.exit(result if isinstance(result, int) else 0)


def _fail(message: str, code: int) -> NoReturn:
    click.echo(f"sonodeck: {message}", err=True)
    sys.exit(code)


# build


@cli.command()
@_DECK
@click.option(
    "-o",
    "output",
    type=click.Path(path_type=Path),
    default=Path("out"),
    help="The package (if it ends in .apkg) or the folder to write to; default: out.",
)
@click.option("--locked", is_flag=True, help="Fail if deck.lock would change (for CI).")
@click.option(
    "--since",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="PACKAGE",
    help="The release that students have (an .apkg file): what equals it is left alone, what "
    "differs is sent. The way to build a release, and the way back from a lost deck.lock.",
)
@click.option(
    "--resend",
    metavar="KEY",
    multiple=True,
    help="Send this note again to everybody, though it did not change. May be repeated.",
)
@click.option(
    "--retire-many",
    is_flag=True,
    help="Retire more than a tenth of a deck or a kind at once; without it that is refused.",
)
def build(
    decks: tuple[Path, ...],
    output: Path,
    locked: bool,
    since: Path | None,
    resend: tuple[str, ...],
    retire_many: bool,
) -> int:
    """Check decks and pack each into an .apkg file for Anki.

    DECK is a deck folder or a folder of them; without it decks/ here, else the deck that comes
    with sonodeck. What is wrong is shown as by 'check'; a deck with errors is not packed, and a
    package made before stays as it was. The first build writes deck.lock beside the sheets: keep
    it with them, it is what lets students keep their progress.

    \b
    Example:
      sonodeck build decks/sonography -o sonography.apkg
    """
    from sonodeck import folders, progress, release

    found = _find(decks)
    single = output.suffix == ".apkg"
    if single and len(found) > 1:
        raise click.UsageError(f"{output} is one package, but there are {len(found)} decks.")
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch and not (epoch.isascii() and epoch.isdigit() and 0 < int(epoch) < _LAST_SECOND):
        raise click.UsageError(f"SOURCE_DATE_EPOCH is {epoch!r}; seconds since 1970 are expected.")
    now = int(epoch) if epoch else int(time.time())
    options = release.Options(
        locked=locked, resend=resend, retire_many=retire_many, slack=0 if epoch else _CLOCK_SLACK
    )
    if since is not None and len(found) > 1:
        raise click.UsageError(f"{since} is of one deck, but there are {len(found)} decks.")
    package = None if since is None else _package(since)
    failed = False
    for folder in progress.watched(found):
        with folders.exclusive(folder):
            failed = not _build_one(folder, output, now, options, package) or failed
    return 1 if failed else 0


_LAST_SECOND = 1 << 32
_CLOCK_SLACK = 3600
"""Seconds that this machine's clock may be behind the one that made the lock."""


def _package(path: Path) -> reading.PackageRead:
    """A package that a person named. What can't be read is wrong usage."""
    from sonodeck.apkg import reading

    try:
        return reading.read(path)
    except reading.Unreadable as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror}") from error


def _build_one(
    folder: Path,
    output: Path,
    now: int,
    options: release.Options,
    since: reading.PackageRead | None,
) -> bool:
    """Build one deck and say so; False if it has errors."""
    from sonodeck import diagnostics, project, release
    from sonodeck.diagnostics import counted

    compiled = project.compile_deck(folder, since)
    _talk(compiled.found, compiled.texts)
    knowledge = compiled.knowledge
    if knowledge is None or diagnostics.has_errors(compiled.found):
        click.echo(f"{folder}: not built: {diagnostics.summary(compiled.found)}", err=True)
        return False
    path = output if output.suffix == ".apkg" else output / f"{knowledge.deck.tag}.apkg"
    with _writing(path):
        made, more = release.build(compiled, path, now, options)
    _talk(more, compiled.texts)
    if made is None:
        click.echo(f"{folder}: not built: {diagnostics.summary(more)}", err=True)
        return False
    for built in filter(None, (made.main, made.retired)):
        size = f"{counted(built.notes, 'note')}, {counted(built.cards, 'card')}"
        click.echo(f"{built.path}: {size}, sha256 {built.sha256}")
    if made.lock == "started":
        click.echo(
            f"{folder}/deck.lock: started; keep it with the sheets (commit it), or students lose "
            "their progress with the next release. If the deck was released before and its lock "
            "is lost, delete this one and run: sonodeck build --since RELEASE.apkg",
            err=True,
        )
    return True


# check


@cli.command()
@_DECK
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option(
    "--format",
    "how",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="github: annotations for GitHub Actions.",
)
def check(decks: tuple[Path, ...], strict: bool, how: str) -> int:
    """Say everything that is wrong with sheets, kinds and the notes made of them.

    DECK is a deck folder or a folder of them; without it decks/ here, else the deck that comes
    with sonodeck. Nothing is written. Ends with 1 if there are errors.

    \b
    Example:
      sonodeck check decks/sonography --strict
    """
    from sonodeck import diagnostics, progress, project

    found: list[diagnostics.Diagnostic] = []
    texts: dict[str, str] = {}
    for folder in progress.watched(_find(decks)):
        compiled = project.compile_deck(folder)
        found += compiled.found
        texts |= compiled.texts
        said = diagnostics.summary(compiled.found) or "nothing to report"
        click.echo(f"{folder}: {_counts(compiled)}: {said}", err=True)
    match how:
        case "json":
            shown = diagnostics.render(found, "json", texts)
        case "github":
            shown = diagnostics.render(found, "github", texts)
        case _:
            shown = diagnostics.render(found, "text", texts, color=_colored(sys.stdout))
    click.echo(shown, nl=False)
    return diagnostics.exit_code(found, strict=strict)


# diff


@cli.command()
@_ONE_DECK
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="PACKAGE",
    help="A release, as an .apkg file: what a student who has it will see.",
)
@click.option(
    "--format",
    "how",
    type=click.Choice(["text", "json", "md"]),
    default="text",
    help="md: for release notes.",
)
def diff(deck: Path | None, against: Path | None, how: str) -> int:
    """Say what a student who re-imports the deck will see. Nothing is written.

    DECK is a deck folder; without it the one in decks/ here, else the deck that comes with
    sonodeck. Without --against it is held against deck.lock: what the next build would do.

    \b
    Example:
      sonodeck diff decks/sonography
    """
    from sonodeck import diff as difference
    from sonodeck import release

    compiled = _one(deck)
    options = release.Options(retire_many=True, slack=_CLOCK_SLACK)
    planned, found = release.plan(compiled, int(time.time()), options)
    _talk(found, compiled.texts)
    if planned is None or compiled.lock is None or compiled.knowledge is None:
        return 1
    tag = compiled.knowledge.deck.tag
    if against is None:
        seen = difference.against_lock(planned, compiled.lock, tag)
    else:
        seen = difference.against_package(planned, _package(against), tag)
    match how:
        case "json":
            shown = difference.render(seen, "json")
        case "md":
            shown = difference.render(seen, "md")
        case _:
            shown = difference.render(seen, "text")
    click.echo(shown, nl=False)
    return 0


# list and show


@cli.command("list")
@_ONE_DECK
@click.option("--kind", help="Only notes of this kind.")
@click.option("--tag", help="Only notes with this tag, or one below it.")
@click.option(
    "--format",
    "how",
    type=click.Choice(["table", "json", "md"]),
    default="table",
    help="md: a Markdown table.",
)
def list_(deck: Path | None, kind: str | None, tag: str | None, how: str) -> int:
    """List the notes of a deck in the order of study.

    DECK is a deck folder; without it the one in decks/ here, else the deck that comes with
    sonodeck. The first column is the note's key: 'sonodeck show KEY' shows that note.

    \b
    Example:
      sonodeck list decks/sonography --kind term --format md
    """
    from sonodeck import listing

    compiled = _one(deck)
    rows = listing.rows(compiled, kind=kind, tag=tag)
    match how:
        case "json":
            click.echo(listing.as_json(rows))
        case "md":
            click.echo(listing.as_markdown(rows), nl=False)
        case _:
            listing.print_table(rows)
    return _ends(compiled)


@cli.command()
@click.argument("key")
@_ONE_DECK
def show(key: str, deck: Path | None) -> int:
    """Show one note as a student sees it: each of its cards, both sides.

    KEY is the name of a note, as 'sonodeck list' shows it. DECK is a deck folder or a folder of
    them; without it decks/ here, else the deck that comes with sonodeck.

    \b
    Example:
      sonodeck show term.transducer.meaning
    """
    from sonodeck import listing

    searched = [_compiled(folder) for folder in _find((deck,) if deck else ())]
    compiled = next((one for one in searched if listing.has_key(one, key)), searched[0])
    try:
        click.echo(listing.note_as_text(compiled, key), nl=False)
    except listing.UnknownKey as error:
        raise click.UsageError(str(error)) from error
    return _ends(compiled)


# new


@cli.group()
def new() -> None:
    """Begin a deck, a sheet or a kind: a commented starter that passes 'check'.

    \b
    Example:
      sonodeck new deck anatomy
    """


@new.command("deck")
@click.argument("name")
@click.option(
    "--in", "parent", type=click.Path(path_type=Path), default=Path("decks"),
    help="The folder to put it in; default: decks.",
)  # fmt: skip
def new_deck(name: str, parent: Path) -> int:
    """Begin a deck folder with a first sheet.

    NAME becomes the name of the folder and of the package: small letters, digits and dashes.

    \b
    Example:
      sonodeck new deck anatomy
    """
    from sonodeck import starters

    return _created(lambda: starters.new_deck(name, parent))


@new.command("sheet")
@click.argument("kind")
@click.argument("name", required=False)
@click.option("--deck", type=click.Path(path_type=Path), help="The deck folder it belongs to.")
def new_sheet(kind: str, name: str | None, deck: Path | None) -> int:
    """Begin a sheet of facts of a kind, with every field explained, and list it in deck.yaml.

    NAME is the sheet's file name without .yaml; default: the kind with an s.

    \b
    Example:
      sonodeck new sheet term heart-terms --deck decks/anatomy
    """
    from sonodeck import starters

    folder = _find((deck,) if deck else ())[0]
    return _created(lambda: starters.new_sheet(kind, name or f"{kind}s", folder))


@new.command("kind")
@click.argument("name")
@click.option("--from", "source", default="term", help="The kind to copy; default: term.")
@click.option("--deck", type=click.Path(path_type=Path), help="The deck folder it belongs to.")
def new_kind(name: str, source: str, deck: Path | None) -> int:
    """Begin a kind of your own: a copy of another one to change.

    \b
    Example:
      sonodeck new kind muscle --from term --deck decks/anatomy
    """
    from sonodeck import starters

    folder = _find((deck,) if deck else ())[0]
    return _created(lambda: starters.new_kind(name, source, folder))


# schema


@cli.command()
@_DECK
@click.option("--check", "only_check", is_flag=True, help="Write nothing; end with 1 if it is old.")
def schema(decks: tuple[Path, ...], only_check: bool) -> int:
    """Write the JSON Schema that gives an editor completion and help for a deck's sheets.

    Run it again when a kind has changed. A sheet's first line names the file:
    # yaml-language-server: $schema=sheet.schema.json

    \b
    Example:
      sonodeck schema decks/sonography
    """
    from sonodeck import folders, project

    old = False
    for folder in _find(decks):
        compiled = project.compile_deck(folder)
        text = project.editor_schema(compiled)
        if text is None:
            _talk(compiled.found, compiled.texts)
            return 1
        path = folder / project.SCHEMA_FILE
        current = path.is_file() and path.read_text("utf-8") == text
        old = old or not current
        if not current and not only_check:
            with _writing(path):
                folders.write_aside(path, text.encode())
        state = "up to date" if current else "out of date" if only_check else "written"
        click.echo(f"{path}: {state}")
    return 1 if only_check and old else 0


# shared


def _find(decks: Sequence[Path]) -> list[Path]:
    from sonodeck import folders

    try:
        if not decks:
            return folders.find(None)
        return list(dict.fromkeys(folder for path in decks for folder in folders.find(path)))
    except folders.NoDeck as error:
        raise click.UsageError(str(error)) from error


def _one(deck: Path | None) -> project.Compiled:
    found = _find((deck,) if deck else ())
    if len(found) > 1:
        names = ", ".join(str(folder) for folder in found)
        raise click.UsageError(f"There are several decks: {names}. Say which one.")
    return _compiled(found[0])


def _compiled(folder: Path) -> project.Compiled:
    from sonodeck import project

    compiled = project.compile_deck(folder)
    _talk(compiled.found, compiled.texts)
    return compiled


def _ends(compiled: project.Compiled) -> int:
    from sonodeck import diagnostics

    return diagnostics.exit_code(compiled.found, strict=False)


def _counts(compiled: project.Compiled) -> str:
    from sonodeck.diagnostics import counted

    facts = len(compiled.knowledge.facts) if compiled.knowledge else 0
    cards = sum(len(one.filled.cards) for one in compiled.packed)
    counts = ((facts, "fact"), (len(compiled.packed), "note"), (cards, "card"))
    return ", ".join(counted(number, what) for number, what in counts)


def _talk(found: Iterable[diagnostics.Diagnostic], texts: Mapping[str, str]) -> None:
    """Diagnostics of a command whose result is something else."""
    from sonodeck import diagnostics

    shown = diagnostics.render(list(found), "text", texts, color=_colored(sys.stderr))
    click.echo(shown, nl=False, err=True)


def _colored(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR")


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """A folder that is read-only or a disk that is full: said in one line, no traceback."""
    try:
        yield
    except OSError as error:
        said = error.strerror or str(error)
        raise click.ClickException(f"can't write {error.filename or path}: {said}") from error


def _created(create: Callable[[], list[Path]]) -> int:
    from sonodeck import starters

    with _writing(Path()):
        try:
            written = create()
        except starters.Refused as error:
            raise click.UsageError(str(error)) from error
    for path in written:
        click.echo(path)
    return 0
