"""Plain values → lines of a sheet, as a person would write them: quotes only where needed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from unicodedata import combining, normalize

from sonodeck.sheets import yamltext
from sonodeck.sheets.yamltext import Plain

_WIDEST = 100
"""Columns up to which a list or a map stands in one line."""

# Begins with a letter or a digit, and nothing in it could mean anything to YAML.
_PLAIN = re.compile(
    r"[^\W_](?:[^:#\\\n,\[\]{}\"'`–—’]++|:+(?=[^\s:,\[\]{}])|(?<=\w)['’])*+(?<![\s:])"
)
# The same outside of brackets and braces, where commas and they themselves are signs like others.
_PLAIN_LINE = re.compile(
    r"[^\W_](?:[^:#\\\n\"'`–—’]++|:+(?=[^\s:,\[\]{}])|(?<=\w)['’])*+(?<![\s:])"
)
_FLOW_SIGNS = re.compile(r"[,\[\]{}]|: |:$")


def unaccented(text: str) -> str:
    """The text with its letters bare: ``São Tomé`` is ``Sao Tome``, as in an id to be read."""
    letters = normalize("NFKD", text.replace("ß", "ss"))
    return "".join(one for one in letters if not combining(one))


def fact(plain: Mapping[str, Plain], indent: int = 2) -> list[str]:
    """The lines of one fact; the first begins with the dash of its list, so many columns in."""
    return [line for own in entries(plain, indent) for line in own]


def entries(plain: Mapping[str, Plain], indent: int = 2) -> list[list[str]]:
    """The same lines by key."""
    own = [entry(key, value, indent + 2) for key, value in plain.items()]
    own[0][0] = f"{' ' * indent}- {own[0][0].lstrip(' ')}"
    return own


def entry(key: str, value: Plain, indent: int) -> list[str]:
    """The lines of a key with its value, as many columns in as said."""
    pad = " " * indent
    name = scalar(key)
    if isinstance(value, str):
        if "\n" in value:
            return [f"{pad}{name}: {_style(value)}", *_block(value, indent + 2)]
        return [f"{pad}{name}: {scalar(value)}"]
    short = flow(value)
    if short is not None and indent + len(name) + 2 + len(short) <= _WIDEST:
        return [f"{pad}{name}: {short}"]
    return [f"{pad}{name}:", *_below(value, indent + 2)]


def item(value: Plain, indent: int) -> list[str]:
    """The lines of one item of a list."""
    pad = " " * indent
    if isinstance(value, str):
        if "\n" in value:
            return [f"{pad}- {_style(value)}", *_block(value, indent + 2)]
        return [f"{pad}- {scalar(value)}"]
    short = flow(value)
    if short is not None:
        return [f"{pad}- {short}"]
    below = _below(value, indent + 2)
    return [f"{pad}- {below[0].lstrip(' ')}", *below[1:]]


def _below(value: Plain, indent: int) -> list[str]:
    if isinstance(value, dict):
        return [line for key, one in value.items() for line in entry(key, one, indent)]
    return [line for one in value for line in item(one, indent)]


def _style(text: str) -> str:
    """How a block begins that is read as the text: with its blanks, and the breaks at its end."""
    end = "+" if text.endswith("\n") else "-"
    begin = "2" if text.startswith((" ", "\n")) else ""
    return f"|{begin}{end}"


def _block(text: str, indent: int) -> list[str]:
    lines = text.removesuffix("\n").split("\n")
    return [f"{' ' * indent}{line}" if line else "" for line in lines]


def flow(value: Plain) -> str | None:
    """A value in one line, lists and maps in brackets and braces; None where a text has several."""
    if isinstance(value, str):
        return None if "\n" in value else scalar(value, in_flow=True)
    if isinstance(value, dict):
        pairs = [(scalar(key, in_flow=True), flow(one)) for key, one in value.items()]
        inside = [None if one is None else f"{key}: {one}" for key, one in pairs]
        opening, closing = "{}"
    else:
        inside = [flow(one) for one in value]
        opening, closing = "[]"
    if any(one is None for one in inside):
        return None
    return f"{opening}{', '.join(one for one in inside if one is not None)}{closing}"


def read_flow(text: str) -> Plain | None:
    """What stands in braces or brackets in one line; None where that isn't right."""
    read = yamltext.read(f"k: {text}\n".encode(errors="replace"), "")
    return read.plain["k"] if isinstance(read.plain, dict) and not read.found else None


def scalar(text: str, *, in_flow: bool = False) -> str:
    """A text of one line, in single quotes where YAML, or our reader, would take it for more."""
    if _PLAIN.fullmatch(text):
        return text
    if not in_flow and (_PLAIN_LINE.fullmatch(text) or _reads_as(text)):
        return text
    return "'" + text.replace("'", "''") + "'"


def _reads_as(text: str) -> bool:
    """Whether a text without quotes is read as itself, and nothing is found in it."""
    if _FLOW_SIGNS.match(text) or "\n" in text:
        return False
    read = yamltext.read(f"facts:\n  - key: {text}\n".encode(errors="replace"), "")
    return read.plain == {"facts": [{"key": text}]} and not read.found
