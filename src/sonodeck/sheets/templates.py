"""Templates of kinds: text with ``{field}``, ``{field!a}`` and ``{field!s}``, and nothing else.

``{{`` and ``}}`` are literal braces. Inside math (``\\( … \\)``) braces are LaTeX's, unless they
hold a name that the kind knows.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import field
from typing import Literal

from sonodeck.common.frozen import dataclass

Form = Literal["", "a", "s"]


@dataclass(frozen=True, slots=True)
class Hole:
    """A place to fill: a name, and whether with an article (a) or as a plural (s)."""

    name: str
    form: Form = ""


@dataclass(frozen=True, slots=True)
class Template:
    """Text and holes in turn.

    ``names``: those of the holes; ``alone``: the name, where the template is one hole and nothing
    else.
    """

    parts: tuple[str | Hole, ...]
    names: frozenset[str] = field(init=False, compare=False, repr=False)
    alone: str | None = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", frozenset(hole.name for hole in self.holes()))
        match self.parts:
            case (Hole(name, ""),):
                object.__setattr__(self, "alone", name)
            case _:
                object.__setattr__(self, "alone", None)

    @property
    def only(self) -> str | None:
        """The one name that it holds, alone or in words."""
        return next(iter(self.names)) if len(self.names) == 1 else None

    def holes(self) -> tuple[Hole, ...]:
        return tuple(part for part in self.parts if isinstance(part, Hole))

    def literal(self) -> str:
        """The text between the holes."""
        return "".join(part for part in self.parts if isinstance(part, str))


@dataclass(frozen=True, slots=True)
class Misfit:
    """What a template can't mean: the braces as written, and why."""

    written: str
    message: str


_BRACE = re.compile(r"\{\{|\}\}|\\\(|\\\)|\{([^{}]*)\}|[{}]")
_HOLE = re.compile(r"([a-z][a-z0-9_]*)(?:!([^!]*))?")


def parse(text: str, known: Collection[str]) -> tuple[Template, list[Misfit]]:
    """A template, and everything in it that is no hole of ``known`` names."""
    parts: list[str | Hole] = []
    misfits: list[Misfit] = []
    end = 0
    math = False
    for match in _BRACE.finditer(text):
        parts.append(text[end : match.start()])
        end = match.end()
        sign = match.group()
        if sign in {"\\(", "\\)"}:
            math = sign == "\\("
            parts.append(sign)
        elif sign in {"{{", "}}"} and not math:
            parts.append(sign[0])
        elif math and (match[1] is None or match[1] not in known):
            literal = sign if sign in {"{{", "}}"} else sign[0]
            parts.append(literal)
            end = match.start() + len(literal)
        else:
            parts.append(_hole(sign, match[1], known, misfits))
    parts.append(text[end:])
    return Template(_merged(parts)), misfits


def _hole(
    sign: str, inner: str | None, known: Collection[str], misfits: list[Misfit]
) -> str | Hole:
    match = _HOLE.fullmatch(inner or "")
    if inner is None:
        misfits.append(Misfit(sign, f"unmatched {sign}; write {sign}{sign} for a literal brace"))
    elif not match:
        misfits.append(
            Misfit(sign, f"{sign} is not a field; write {{field}}, {{field!a}}, or {{field!s}}")
        )
    elif match[1] not in known:
        misfits.append(Misfit(sign, f"unknown field {match[1]!r} in {sign}"))
    elif match[2] not in {None, "a", "s"}:
        misfits.append(Misfit(sign, f"{sign}: only a (article) or s (plural) can follow !"))
    else:
        return Hole(match[1], "a" if match[2] == "a" else "s" if match[2] == "s" else "")
    return sign


def _merged(parts: list[str | Hole]) -> tuple[str | Hole, ...]:
    merged: list[str | Hole] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part:
            merged.append(part)
    return tuple(merged)
