"""A note type of the author's own: files under ``notetypes/<name>/``, packed as they are.

``notetype.yaml`` has what Anki knows it by, ``style.css`` its look, and each card template a file
for its front and one for its back. Ids, names, and order are what students' cards hang on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any

from sonodeck.common.diagnostics import Diagnostic, has_errors, problem
from sonodeck.common.frozen import dataclass
from sonodeck.sheets import shapes
from sonodeck.sheets.shapes import Flag, Parsed, closest
from sonodeck.sheets.values import Unfit, shown
from sonodeck.sheets.yamltext import Plain, Read

TYPE_FILE, STYLE_FILE = "notetype.yaml", "style.css"

More = tuple[tuple[str, str | int | bool], ...]
"""Settings by their names in Anki, sorted; those that have Anki's default are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDef:
    """A field of a note type; the id is what Anki knows it by, the description who edits it."""

    name: str
    id: int
    description: str
    collapsed: bool = False
    more: More | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateDef:
    """A card template: front and back."""

    name: str
    id: int
    front: str
    back: str
    more: More | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteType:
    """A note type; ``sort_field`` is an index of ``fields``.

    ``more`` is None in the two of sonodeck's own making; an id of 0 is none.
    """

    id: int
    name: str
    cloze: bool
    fields: tuple[FieldDef, ...]
    templates: tuple[TemplateDef, ...]
    css: str
    sort_field: int
    more: More | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its fields, in their order."""
        return tuple(field.name for field in self.fields)

    def as_own(self, *, like: NoteType) -> NoteType:
        """As a package has it, with as much of it as counts in ``like``."""
        if like.more is not None:
            return self
        fields = tuple(replace(one, more=None) for one in self.fields)
        templates = tuple(replace(one, more=None) for one in self.templates)
        return replace(self, fields=fields, templates=templates, more=None)


_LATEX = r"""\documentclass[12pt]{article}
\special{papersize=3in,5in}
\usepackage[utf8]{inputenc}
\usepackage{amssymb,amsmath}
\pagestyle{empty}
\setlength{\parindent}{0in}
\begin{document}
"""
_LATEX_END = r"\end{document}"

# What people write: for each key its name in Anki, and Anki's default.
FIELD_KEYS: Mapping[str, tuple[str, str | int | bool]] = {
    "font": ("font", "Arial"),
    "size": ("size", 20),
    "rtl": ("rtl", False),
    "sticky": ("sticky", False),
    "plain_text": ("plainText", False),
    "exclude_from_search": ("excludeFromSearch", False),
    "prevent_deletion": ("preventDeletion", False),
    "tag": ("tag", -1),
}
TEMPLATE_KEYS: Mapping[str, tuple[str, str | int | bool]] = {
    "browser_front": ("bqfmt", ""),
    "browser_back": ("bafmt", ""),
    "browser_font": ("bfont", ""),
    "browser_size": ("bsize", 0),
}
TYPE_KEYS: Mapping[str, tuple[str, str | int | bool]] = {
    "latex_before": ("latexPre", _LATEX),
    "latex_after": ("latexPost", _LATEX_END),
    "latex_svg": ("latexsvg", False),
    "stock_kind": ("originalStockKind", 0),
    "original": ("originalId", 0),
}


def _whole(plain: Plain) -> int:
    if isinstance(plain, str) and re.fullmatch(r"-?[0-9]{1,19}", plain):
        return int(plain)
    raise Unfit("SD103", f"expected a whole number, not {shown(plain)}")


def _raw(plain: Plain) -> str:
    if isinstance(plain, str):
        return plain
    raise Unfit("SD103", f"expected text, not {shown(plain)}")


_Whole = Annotated[int, Parsed(_whole, {"type": ["integer", "string"]})]
_Raw = Annotated[str, Parsed(_raw, shapes.TEXT_SCHEMA)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _FieldShape:
    name: _Raw
    id: _Whole = 0
    description: _Raw = ""
    collapsed: Flag = False
    font: _Raw = "Arial"
    size: _Whole = 20
    rtl: Flag = False
    sticky: Flag = False
    plain_text: Flag = False
    exclude_from_search: Flag = False
    prevent_deletion: Flag = False
    tag: _Whole = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class _TemplateShape:
    name: _Raw
    id: _Whole = 0
    front: _Raw
    back: _Raw
    browser_front: _Raw = ""
    browser_back: _Raw = ""
    browser_font: _Raw = ""
    browser_size: _Whole = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _TypeShape:
    id: _Whole
    name: _Raw
    cloze: Flag = False
    sort: _Raw = ""
    fields: list[_FieldShape]
    templates: list[_TemplateShape]
    latex_before: _Raw = _LATEX
    latex_after: _Raw = _LATEX_END
    latex_svg: Flag = False
    stock_kind: _Whole = 0
    original: _Whole = 0


_TYPE = shapes.model(_TypeShape)


def more_of(keys: Mapping[str, tuple[str, str | int | bool]], shape: Any) -> More:
    """The settings of a shape that differ from Anki's defaults, under Anki's names."""
    settings = ((name, getattr(shape, key), default) for key, (name, default) in keys.items())
    return tuple(sorted((name, value) for name, value, default in settings if value != default))


def read_note_type(
    files: Mapping[str, bytes], file: Read
) -> tuple[NoteType | None, list[Diagnostic]]:
    """The note type of one folder; ``files`` are those of the folder, ``file`` notetype.yaml."""
    if file.plain is None and file.found:
        return None, list(file.found)
    shape, found = shapes.check(_TYPE, file.plain, file)
    found = [*file.found, *found]
    if shape is None:
        return None, found
    found += _misfits(shape, files, file)
    if has_errors(found):
        return None, found
    texts = {name: _text(data) for name, data in files.items()}
    names = [field.name for field in shape.fields]
    made = NoteType(
        id=shape.id,
        name=shape.name,
        cloze=shape.cloze,
        fields=tuple(
            FieldDef(
                name=one.name,
                id=one.id,
                description=one.description,
                collapsed=one.collapsed,
                more=more_of(FIELD_KEYS, one),
            )
            for one in shape.fields
        ),
        templates=tuple(
            TemplateDef(
                name=one.name,
                id=one.id,
                front=texts[one.front],
                back=texts[one.back],
                more=more_of(TEMPLATE_KEYS, one),
            )
            for one in shape.templates
        ),
        css=texts.get(STYLE_FILE, ""),
        sort_field=names.index(shape.sort) if shape.sort else 0,
        more=more_of(TYPE_KEYS, shape),
    )
    return made, found


def _text(data: bytes) -> str:
    return data.decode("utf-8-sig", "replace").replace("\r\n", "\n")


_TAG = re.compile(r"<!--.*?-->|\{\{(.*?)\}\}", re.DOTALL)
SPECIAL = frozenset({"FrontSide", "Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag", "CardID"})
"""What a template may name that is no field."""


def _misfits(shape: _TypeShape, files: Mapping[str, bytes], file: Read) -> Iterator[Diagnostic]:
    """What Anki would refuse, or show as an error on every card."""
    names = [field.name for field in shape.fields]
    if not 0 < shape.id < 1 << 53:
        hint = "the id that the note type has in Anki: a time in milliseconds"
        yield problem("SD105", file.places.value("id"), f"{shape.id} can't be an id", hint)
    for what, ones in (("fields", names), ("templates", [one.name for one in shape.templates])):
        if not ones:
            yield problem("SD102", file.places.value(what), f"there are no {what}")
        for at, name in enumerate(ones):
            if (
                name in ones[:at]
                or not name.strip()
                or (what == "fields" and _UNNAMED.search(name))
            ):
                place = file.places.value(what, at, "name")
                yield problem("SD105", place, f"{name!r} can't name one of the {what}")
    if shape.sort and shape.sort not in names:
        place = file.places.value("sort")
        yield problem(
            "SD113", place, f"there is no field {shape.sort!r}", closest(shape.sort, names)
        )
    if shape.cloze and len(shape.templates) > 1:
        place = file.places.value("templates", 1, "name")
        yield problem("SD113", place, "a cloze note type has one template")
    yield from _files_that_misfit(shape, files, file, names)


def _files_that_misfit(
    shape: _TypeShape, files: Mapping[str, bytes], file: Read, names: list[str]
) -> Iterator[Diagnostic]:
    for at, template in enumerate(shape.templates):
        for side in ("front", "back"):
            written = getattr(template, side)
            place = file.places.value("templates", at, side)
            if written not in files:
                hint = closest(written, files)
                yield problem("SD203", place, f"there is no file {written!r} beside it", hint)
                continue
            text = _text(files[written])
            for said, hint in _unknown(text, names):
                yield problem("SD111", place, f"{written}: {said}", hint)
            if runs(text):
                message = f"{written} has a script, which Anki runs on every card"
                yield problem("SD614", place, message, "look at it if the deck isn't yours")


def runs(template: str) -> bool:
    """Whether something in a template is run."""
    return bool(_SCRIPT.search(template))


_SCRIPT = re.compile(r"<script\b|<iframe\b|\son[a-z]+\s*=|javascript:", re.IGNORECASE)
_UNNAMED = re.compile(r'[:"{}]|^[#^/]')


def _unknown(template: str, names: list[str]) -> Iterator[tuple[str, str]]:
    """What Anki would show as an error: fields that there are not, sections that don't pair."""
    opened: list[str] = []
    for match in _TAG.finditer(template):
        inner = (match[1] or "").strip()
        name = inner.lstrip("#^/").rpartition(":")[2].strip()
        cloze = re.fullmatch(r"[#^/]c[0-9]+", inner)
        if match[1] is not None and not cloze and name not in {*names, *SPECIAL}:
            yield f"there is no field {name!r}", closest(name, {*names, *SPECIAL})
        if inner.startswith(("#", "^")):
            opened.append(inner[1:].strip())
        elif inner.startswith("/") and (not opened or opened.pop() != inner[1:].strip()):
            yield f"{{{{{inner}}}}} closes nothing", "sections end as they begin: {{#A}} … {{/A}}"
            return
    if opened:
        yield f"{{{{#{opened[-1]}}}}} is never closed", f"write {{{{/{opened[-1]}}}}} behind it"
