"""What a template may name: mistakes in its holes, in words and with the way out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from sonodeck.sheets.kinds import Field
from sonodeck.sheets.shapes import closest
from sonodeck.sheets.templates import Misfit, Template

_NO_TEXT = frozenset({"picture", "sound", "scene", "calculation", "html"})
_LISTS = frozenset({"list", "steps"})


def unknown(misfits: Sequence[Misfit], known: Collection[str]) -> Iterator[tuple[Misfit, str]]:
    """What is no hole of known names, each with a hint."""
    for misfit in misfits:
        name = misfit.written.strip("{}").partition("!")[0].strip()
        if name and name not in known:
            yield misfit, closest(name, known)
        elif name:
            yield misfit, f"write {{{name}}}, {{{name}!a}} or {{{name}!s}}"
        else:
            yield misfit, ""


def unfit(
    template: Template, fields: Mapping[str, Field], *, whole: Collection[str], english: bool
) -> Iterator[tuple[Misfit, str]]:
    """Holes whose field can't stand there; ``whole``: types of which one may be all of it.

    ``english``: articles and plurals can be made.
    """
    for hole in template.holes():
        if hole.form and not english:
            shown = f"{{{hole.name}!{hole.form}}}"
            hint = f"write {{{hole.name}}}, and the article or plural in the text or the value"
            yield Misfit(shown, f"{shown}: articles and plurals work in English only"), hint
            continue
        owner = fields.get(hole.name)
        if owner is None:
            continue
        written = f"{{{hole.name}"
        if hole.form and (owner.type in _LISTS or owner.type in _NO_TEXT):
            shown = f"{written}!{hole.form}}}"
            message = f"{shown}: a {owner.type} field has no article or plural"
            yield Misfit(shown, message), f"write {written}}}"
        if owner.type == "picture" and not ("picture" in whole and template.alone == hole.name):
            hint = f"use it as the whole answer ('{written}}}') or in 'picture:'"
            yield Misfit(written, "a picture can't be part of a sentence"), hint
        if owner.type == "html" and not ("html" in whole and template.alone == hole.name):
            hint = f"'style: own' takes it, alone: '{written}}}'"
            yield Misfit(written, "HTML can't be part of a sentence"), hint
        if owner.type in {"scene", "calculation"}:
            hint = f"use 'style: {owner.type}' with 'of: {hole.name}'"
            yield Misfit(written, f"a {owner.type} can't be part of a sentence"), hint
