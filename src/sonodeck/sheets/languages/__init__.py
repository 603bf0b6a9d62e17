"""What the program itself says on cards and pages, in the language of the deck.

A file per language holds the words (``en.yaml`` is the list of them); a deck may bring its own in
``labels.yaml``. What a language lacks is said in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from sonodeck.common.diagnostics import Diagnostic, problem
from sonodeck.common.labels import GAP, Label, Labels, base
from sonodeck.sheets import yamltext
from sonodeck.sheets.shapes import closest
from sonodeck.sheets.values import Unfit
from sonodeck.sheets.yamltext import Plain, Read

TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
"""A language as HTML names it (RFC 5646): ``en``, ``pt-BR``, ``zh-Hant``."""

_NONE: Mapping[str, Label] = MappingProxyType({})


def labels(language: str, own: Mapping[str, Label] = _NONE) -> Labels:
    """The words of a language; ``own`` are those that the deck brings."""
    return Labels(language, MappingProxyType({**_shipped("en"), **_shipped(base(language)), **own}))


def missing(language: str, own: Mapping[str, Label]) -> tuple[str, ...]:
    """The labels that a deck in a language has in English only, for want of others."""
    known = {**_shipped(base(language)), **own}
    return tuple(name for name in _shipped("en") if name not in known)


def known() -> tuple[str, ...]:
    """The languages that the program speaks."""
    return tuple(sorted(file.stem for file in Path(__file__).parent.glob("*.yaml")))


@cache
def _shipped(language: str) -> Mapping[str, Label]:
    """The labels of a language that comes with sonodeck; none for another one."""
    if language not in known():
        return _NONE
    data = (Path(__file__).parent / f"{language}.yaml").read_bytes()
    file = yamltext.read(data, f"sonodeck/languages/{language}.yaml")
    if language == "en":
        return MappingProxyType({name: _label(plain) for name, _, plain in _entries(file.plain)})
    found, wrong = read_labels(file)
    if wrong:
        raise AssertionError(wrong)
    return found


def read_labels(file: Read) -> tuple[Mapping[str, Label], list[Diagnostic]]:
    """The labels of a file, and what is wrong with it; those that are wrong are left out."""
    found = list(file.found)
    english = _shipped("en")
    if not isinstance(file.plain, dict):
        if file.plain is not None:
            hint = "groups of labels: 'card:', and indented under it 'source: …'"
            found.append(problem("SD101", file.places.value(), "a map is expected here", hint))
        return _NONE, found
    texts: dict[str, Label] = {}
    for name, where, plain in _entries(file.plain):
        if name not in english:
            hint = closest(name, english)
            found.append(problem("SD104", file.places.key(*where), f"unknown label {name!r}", hint))
            continue
        try:
            texts[name] = _fitting(name, _label(plain), english[name])
        except Unfit as unfit:
            place = file.places.value(*where)
            found.append(problem(unfit.code, place, unfit.message, unfit.hint))
    return MappingProxyType(texts), found


def _entries(plain: Plain | None) -> Iterator[tuple[str, tuple[str, ...], Plain]]:
    """Each label of a file: its name, where it stands, what stands there."""
    for group, labels in plain.items() if isinstance(plain, dict) else ():
        if not isinstance(labels, dict):
            yield group, (group,), labels
            continue
        yield from ((f"{group}.{name}", (group, name), text) for name, text in labels.items())


def _label(plain: Plain) -> Label:
    """A label: a text, or two. Raises Unfit."""
    if isinstance(plain, str):
        return plain
    if isinstance(plain, dict) and plain.keys() == {"one", "other"}:
        forms = {form: text for form, text in plain.items() if isinstance(text, str)}
        if len(forms) == 2:
            return forms
    raise Unfit("SD103", "a text is expected here", "a text, or {one: '{n} card', other: '…'}")


def _fitting(name: str, label: Label, english: Label) -> Label:
    """A label that has the gaps of the English one, and no others. Raises Unfit."""
    if name == "card.letters" and not (isinstance(label, str) and len(set(label)) == len(english)):
        raise Unfit("SD103", "eight letters are expected here", f"in a row, as in {english}")
    wanted = _gaps(english)
    for text in (label,) if isinstance(label, str) else label.values():
        lost, strange = sorted(wanted - {"n"} - _gaps(text)), sorted(_gaps(text) - wanted)
        if lost:
            raise Unfit("SD111", f"{{{lost[0]}}} is missing", f"write {{{lost[0]}}} in the text")
        if strange:
            raise Unfit("SD111", f"{{{strange[0]}}} is nothing here", closest(strange[0], wanted))
    return label


def _gaps(label: Label) -> set[str]:
    texts = (label,) if isinstance(label, str) else label.values()
    return {gap[1] for text in texts for gap in GAP.finditer(text)}
