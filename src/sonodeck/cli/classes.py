"""``stats --answers``: what a class's answers say of a deck's cards."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from sonodeck.cli.shared import (
    colored,
    compiled_deck,
    one_folder,
    refuse_to_overwrite,
    say,
    writing,
)

if TYPE_CHECKING:
    from sonodeck.anki import Compiled
    from sonodeck.doors import classes

Format = Literal["text", "json", "github", "csv", "html"]


def tell(deck: Path | None, folder: Path, how: Format, output: Path | None) -> int:
    """Tell what the answers in a folder say of a deck; 1 where a file in it can't be used.

    A deck with errors has no cards to tell of.
    """
    from sonodeck.common import diagnostics

    target = _target(deck, folder, how, output)
    compiled = compiled_deck(one_folder(deck))
    if diagnostics.has_errors(compiled.found):
        problems = diagnostics.summary(compiled.found)
        say(f"{compiled.folder.shown}: nothing told: {problems}", err=True)
        return 1
    read = _read(compiled, folder)
    _complain(read, folder)
    if not read.students:
        raise click.ClickException(f"{folder} has no answers to this deck")
    _show(read, compiled, how, target)
    return 1 if read.left_out else 0


def _target(deck: Path | None, folder: Path, how: Format, output: Path | None) -> Path | None:
    """Where a table or a page goes; the rest is printed."""
    if how not in {"csv", "html"}:
        if output is not None:
            raise click.UsageError("-o is for --format csv and html; the others are printed.")
        return None
    own = one_folder(deck)
    target = output or Path("out") / f"{own.resolve().name}-class.{how}"
    refuse_to_overwrite(target, deck=own)
    if target.resolve().is_relative_to(folder.resolve()):
        raise click.UsageError(f"{target} is among the answers, which are inputs here.")
    return target


def _read(compiled: Compiled, folder: Path) -> classes.Class:
    from sonodeck.doors import classes

    try:
        return classes.read(compiled, folder)
    except classes.TooLarge as error:
        raise click.ClickException(f"{folder}: {error}; take a part of them") from error
    except OSError as error:
        raise click.UsageError(f"{folder}: {error.strerror or error}") from error


def _complain(of: classes.Class, folder: Path) -> None:
    """What is not counted. No file is named: its name may be a student's."""
    from sonodeck.common.diagnostics import counted

    if of.left_out:
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(of.left_out.items()))
        files = counted(sum(of.left_out.values()), "file")
        say(f"{folder}: left out: {files} ({reasons})", err=True)
    if of.empty:
        say(f"{folder}: {counted(of.empty, 'student')} without an answer to this deck", err=True)
    if of.gone:
        say(f"{folder}: left out: {counted(of.gone, 'answer')} to cards that are no more", err=True)


def _show(of: classes.Class, compiled: Compiled, how: Format, target: Path | None) -> None:
    from sonodeck.common import diagnostics, files
    from sonodeck.doors import classes

    found = classes.findings(of, compiled.texts)
    if target is not None:
        data = classes.as_csv(of) if how == "csv" else classes.as_page(of, found).encode()
        with writing(target):
            files.write_aside(target, data)
        say(target)
        return
    match how:
        case "json":
            say(classes.as_json(of, found), signs="escaped")
        case "github":
            say(diagnostics.render(found, "github", compiled.texts), nl=False, commands=True)
        case _:
            color = colored(sys.stdout)
            say(classes.as_text(of) + ("\n" if found else ""), nl=False)
            shown = diagnostics.render(found, "text", compiled.texts, color=color)
            say(shown, nl=False, signs="kept" if color else "replaced")
