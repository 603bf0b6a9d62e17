"""Cells of a table ↔ plain values of a sheet.

Text stands as it is; a list with its separator; what is neither (a text with its article, a value
by field, a scene) in braces or brackets, as a sheet has it in one line. So each value has one cell,
and each cell that was written from a value gives that value again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from sonodeck.doors.tables.reading import clean
from sonodeck.sheets import Plain, kinds, writing

Shape = Literal["text", "list", "some", "structure"]
"""``some``: one text, or a list of several."""

_COMMON: dict[str, Shape] = {
    "id": "text", "formerly": "text", "source": "some", "as_of": "text", "details": "text",
    "picture": "text", "tags": "some", "contrast": "some", "alike": "some", "reword": "structure",
    "slips": "structure", "skip": "some", "retired": "text",
}  # fmt: skip
COMMON = tuple(_COMMON)
"""What every fact may have, whatever its kind."""

SEPARATORS = ("\n", "|", ";")
"""Of lists in cells; of those that are found the first wins."""
_JOINT = "; "
_SHORT = 80
"""Letters of an item, on average."""


def shape(key: str, kind: kinds.Kind) -> Shape:
    """What the value of a key is in the facts of a kind."""
    field = kind.fields.get(key)
    if field is None:
        return _COMMON[key]
    match field.type:
        case "list" | "steps":
            return "list"
        case "scene" | "calculation":
            return "structure"
        case "text" | "number" | "one-of" | "picture" | "sound" | "fact" | "html":
            return "text"


def found_separator(cells: Iterable[str]) -> str | None:
    """The separator that most of some lists have; None where none has any."""
    cells = list(cells)
    counts = {sign: sum(sign in cell for cell in cells) for sign in SEPARATORS}
    best = max(SEPARATORS, key=lambda sign: counts[sign])
    return best if counts[best] else None


def are_lists(cells: Sequence[str], separator: str | None) -> bool:
    """Whether a fifth of some cells and more hold several short items."""
    split = [cell.split(separator) for cell in cells if separator and separator in cell]
    items = [item for one in split for item in one]
    short = bool(items) and sum(map(len, items)) / len(items) <= _SHORT
    return 5 * len(split) >= len(cells) and short


def value(cell: str, of: Shape, separator: str | None) -> Plain:
    """What a cell says; ``separator``: of the lists in its column."""
    whole = _structure(cell)
    if whole is not None and (of != "text" or isinstance(whole, dict)):
        return whole
    if of in {"text", "structure"}:
        return cell
    items = items_of(cell, separator)
    return items[0] if of == "some" and len(items) == 1 else items


def items_of(cell: str, separator: str | None) -> list[Plain]:
    """The items that a cell lists."""
    whole = _structure(cell)
    if isinstance(whole, list):
        return whole
    parts = [cell] if separator is None else cell.split(separator)
    return [_item(part) for one in parts if (part := clean(one))]


def _item(part: str) -> Plain:
    whole = _structure(part)
    return whole if isinstance(whole, dict) else part


def _structure(cell: str) -> Plain | None:
    """What stands in braces or brackets, where it is right as YAML; else the cell is text."""
    if cell[:1] + cell[-1:] not in {"{}", "[]"} or "\n" in cell:
        return None
    try:
        return _only_texts(json.loads(cell))
    except (ValueError, RecursionError):
        read = writing.read_flow(cell)
    return None if isinstance(read, dict) and ": " not in cell else read


def _only_texts(plain: Any) -> Plain | None:
    """What JSON holds, if it is texts all the way down."""
    below = plain.values() if isinstance(plain, dict) else plain if isinstance(plain, list) else ()
    fine = isinstance(plain, str | list | dict) and all(
        _only_texts(one) is not None for one in below
    )
    return plain if fine else None


def cell(plain: Plain | None) -> str:
    """The cell of a value; that of none is empty."""
    if plain is None:
        return ""
    if isinstance(plain, str):
        return plain if _structure(plain) is None else _in_line({"text": plain})
    if isinstance(plain, list) and plain and all(map(_can_be_joined, plain)):
        return _JOINT.join(str(one) for one in plain)
    return _in_line(plain)


def _in_line(plain: Plain) -> str:
    return writing.flow(plain) or json.dumps(plain, ensure_ascii=False)


def _can_be_joined(one: Plain) -> bool:
    """Whether an item can stand between semicolons, and would be found there again."""
    return (
        isinstance(one, str)
        and not any(sign in one for sign in SEPARATORS)
        and clean(one) == one
        and one[:1] not in {"[", "{"}
    )


def joined(parts: Sequence[str]) -> str:
    """The cells of several columns that are one list, as one cell."""
    return "\n".join(part for part in parts if part)
