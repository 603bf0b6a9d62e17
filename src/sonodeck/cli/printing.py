"""``print``: a handout, an exam, or cards as PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sonodeck.cli.shared import (
    DECK,
    clock,
    compiled_deck,
    one_folder,
    refuse_to_overwrite,
    say,
    writing,
)

if TYPE_CHECKING:
    from sonodeck.doors import paper


@click.group("print")
def print_() -> None:
    """Print a handout, an exam with its key, or cards to cut out: accessible PDFs.

    They are set by typst (pip install 'sonodeck[print]'). A deck may have templates of its own in
    its folder print; see docs/printing.md.

    \b
    Example:
      sonodeck print exam decks/anatomy --questions 20 --versions 3
    """


def _options(command: Callable[..., int]) -> Callable[..., int]:
    """What all three share."""
    decorators: tuple[Callable[[Any], Any], ...] = (
        DECK,
        click.option("--kind", help="Only notes on facts of this kind."),
        click.option("--tag", help="Only notes with this tag or a tag below it."),
        click.option(
            "--paper", type=click.Choice(("letter", "a4")),
            help="The size of the sheets; default: letter for US and Canadian English, else a4.",
        ),
        click.option(
            "-o", "output", type=click.Path(dir_okay=False, path_type=Path),
            help="The file to write; default: in out/, named after the deck's folder.",
        ),
    )  # fmt: skip
    for decorate in reversed(decorators):
        command = decorate(command)
    return command


Chosen = tuple[str | None, str | None]


@print_.command("handout")
@_options
def handout(
    deck: Path | None, kind: str | None, tag: str | None, paper: paper.Paper | None,
    output: Path | None,
) -> int:  # fmt: skip
    """What a deck says, by topic, with its pictures and a list of sources.

    DECK is a deck folder; default: the one in decks/, else the included deck.

    \b
    Example:
      sonodeck print handout decks/anatomy --paper a4
    """
    return _print(deck, "handout", (kind, tag), paper, output)


@print_.command("cards")
@_options
def cards(
    deck: Path | None, kind: str | None, tag: str | None, paper: paper.Paper | None,
    output: Path | None,
) -> int:  # fmt: skip
    """Cards to cut out, eight on a sheet. Print both sides, flipped on the long edge.

    DECK is a deck folder; default: the one in decks/, else the included deck.

    \b
    Example:
      sonodeck print cards decks/anatomy
    """
    return _print(deck, "cards", (kind, tag), paper, output)


@print_.command("exam")
@_options
@click.option(
    "--questions", type=click.IntRange(1, 500),
    help="How many; default: as the deck's blueprint says, else all.",
)  # fmt: skip
@click.option(
    "--versions", type=click.IntRange(1, 8), default=1, show_default=True, help="How many."
)
@click.option("--seed", default="1", show_default=True, help="Another text gives another exam.")
@click.option(
    "--written", is_flag=True, help="Also questions without options, with lines to write on."
)
def exam(  # noqa: PLR0913  # a parameter for each option
    *, deck: Path | None, kind: str | None, tag: str | None, paper: paper.Paper | None,
    output: Path | None, questions: int | None, versions: int, seed: str, written: bool,
) -> int:  # fmt: skip
    """An exam of multiple choice in one or more versions, and the key: a PDF for each.

    All versions ask the same, in another order, with other numbers, and with other letters for the
    options. The key gives the right letter for each, and the reasons. The exam is drawn by the
    blueprint in deck.yaml; without one, or with --kind, --tag, or --written, from all the notes
    that are left. The same seed gives the same exam.

    DECK is a deck folder; default: the one in decks/, else the included deck. -o names the files:
    midterm.pdf becomes midterm-A.pdf, midterm-B.pdf, and midterm-key.pdf.

    \b
    Example:
      sonodeck print exam decks/anatomy --questions 20 --versions 3
    """
    from sonodeck.doors import paper as papers

    what = papers.Exam(questions=questions, versions=versions, seed=seed, written=written)
    return _print(deck, what, (kind, tag), paper, output)


def _print(
    deck: Path | None, what: paper.What, chosen: Chosen, size: paper.Paper | None,
    output: Path | None,
) -> int:  # fmt: skip
    """A deck with errors is not printed: half of it would be taken for the whole."""
    import os

    from sonodeck.cli import progress
    from sonodeck.common import diagnostics, folders
    from sonodeck.doors import paper
    from sonodeck.pages import listing

    folder = one_folder(deck)
    name = what if isinstance(what, str) else "exam"
    target = output or Path("out") / f"{folder.resolve().name}-{name}.pdf"
    refuse_to_overwrite(target, deck=folder)
    time = clock()[0] if os.environ.get("SOURCE_DATE_EPOCH") else None
    compiled = compiled_deck(folder)
    if diagnostics.has_errors(compiled.found):
        problems = diagnostics.summary(compiled.found)
        say(f"{compiled.folder.shown}: nothing printed: {problems}", err=True)
        return 1
    kind, tag = chosen
    try:
        for _ in progress.watched((folder,)):
            made = paper.printed(compiled, what, paper=size, time=time, kind=kind, tag=tag)
    except paper.TooFew as error:
        choices_only = isinstance(what, paper.Exam) and not what.written
        more = "; with --written also what has no options is asked" if choices_only else ""
        raise click.UsageError(f"{error}{more}") from error
    except (listing.Unknown, paper.NoTypst) as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"can't read {error.filename}: {error.strerror}") from error
    except paper.Unset as error:
        own = compiled.folder.name(folders.TEMPLATES)
        raise click.ClickException(f"nothing printed: {own}/{error}") from error
    if made.left_out:
        notes = diagnostics.counted(made.left_out, "note")
        say(f"left out: {notes} in note types of their own, which only Anki can show", err=True)
    for line in made.told:
        say(line, err=True)
    if not made.count:
        say(f"{compiled.folder.shown}: nothing to print", err=True)
        return 1
    unit = "note" if name == "handout" else "card" if name == "cards" else "question"
    _write(made, target, folder, diagnostics.counted(made.count, unit))
    return 0


def _write(made: paper.Printed, target: Path, deck: Path, counted: str) -> None:
    """The files, each said; versions of an earlier exam that are still there are told."""
    from sonodeck.common import files

    for ending, data in made.pdfs.items():
        path = _beside(target, ending)
        refuse_to_overwrite(path, deck=deck)
        with writing(path):
            files.write_aside(path, data)
        say(f"{path}: {counted}")
    for ending in made.others:
        if (old := _beside(target, ending)).exists():
            say(f"{old} is of an earlier exam: the key no longer fits it", err=True)


def _beside(target: Path, ending: str) -> Path:
    return target.with_name(f"{target.stem}{ending}{target.suffix}")
