"""How much an SVG draws: its shapes, times the parts that are used again.

Ten parts that use the one before ten times are ten lines, and ten thousand million shapes. A part
is used by a `<use>`, or by a look that names it (`fill`, `mask`, `marker-end` …): of an element
itself, of one around it, or of a rule in a style sheet. What is counted is never less than what a
browser draws.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import NamedTuple
from urllib.parse import unquote

from sonodeck.common.frozen import dataclass

MOST = 200_000
"""Shapes that may be drawn besides those that stand there: by parts that are used again."""
_SHAPES = frozenset(
    ("image", "line", "path", "polygon", "polyline", "rect", "circle", "ellipse", "text", "use")
)
_PART = re.compile(r"url\(\s*['\"]?\s*#([^'\"(){};]*)", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# The numbers and commands of a path: a marker can stand at no more points than there are of them.
_STEP = re.compile(r"[A-Za-z]|[\d.]+")
_PLAIN = re.compile(r"([A-Za-z][\w-]*)?((?:[.#][\w-]+)*)(?:::?[\w-]+)*")
# The looks that an element hands on to what is in it; "" is the name of one that can't be read.
_AT_POINTS = frozenset({"", "marker", "marker-start", "marker-mid", "marker-end"})
_INHERITED = _AT_POINTS | {"fill", "stroke"}


class Look(NamedTuple):
    """A look that names a part of the picture: `fill: url(#a)`."""

    name: str
    part: str


class TooMuch(Exception):
    """A browser would never end."""


def part_named(address: str) -> str:
    """The id in an address like `#a%20b`."""
    return unquote(address.strip().removeprefix("#"))


def looks(name: str, value: str) -> list[Look]:
    """Of an attribute: its own, or those of a `style`."""
    if name == "style":
        return list(_declared(_COMMENT.sub(" ", value)))
    return [Look(name, part_named(part)) for part in _PART.findall(value)]


def _declared(text: str) -> Iterator[Look]:
    for piece in re.split("[;{}]", text):
        if parts := _PART.findall(piece):
            name = piece.partition(":")[0].strip().lower()
            # A variable (`--a`) can be used as any look.
            plain = re.fullmatch("[a-z][a-z-]*", name)
            yield from (Look(name if plain else "", part_named(part)) for part in parts)


def rules(sheet: str) -> dict[str, list[Look]]:
    """The looks of a style sheet by what they hold for: `.class`, `#id`, an element, `*` for all.

    A selector that is not understood holds for all.
    """
    found: defaultdict[str, list[Look]] = defaultdict(list)
    around: list[str] = []
    pieces = re.split("([{}])", _COMMENT.sub(" ", sheet))
    for text, sign in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        before, _, selector = text.rpartition(";") if sign == "{" else (text, "", "")
        for look in _declared(before):
            for key in _keys(around):
                found[key].append(look)
        if sign == "{":
            around.append(selector.strip())
        elif around:
            around.pop()
    return dict(found)


def _keys(around: Sequence[str]) -> Iterator[str]:
    if not around or not all(one.lower().startswith("@media") for one in around[:-1]):
        yield "*"
        return
    for selector in around[-1].split(","):
        read = _PLAIN.fullmatch(re.split(r"[\s>+~]+", selector.strip())[-1])
        first = re.match(r"[.#][\w-]+", read[2]) if read else None
        yield first[0] if first else (read and read[1]) or "*"


@dataclass(slots=True)
class Drawn:
    """What an SVG draws, element by element; `check` says whether it is too much."""

    rules: Mapping[str, Sequence[Look]]
    inside: list[str] = field(default_factory=lambda: [""])
    uses: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    # The shapes in each part, and the points of theirs that may have markers.
    shapes: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)
    # The looks that each open element hands on to what is in it; those that a `<use>` hands on.
    handed: list[frozenset[Look]] = field(default_factory=lambda: [frozenset()])
    painted: list[tuple[str, Look, str]] = field(default_factory=list)
    steps: int = 0

    def starts(
        self, element: str, attributes: Mapping[str, str], used: str | None, own: Sequence[Look]
    ) -> None:
        """Raises TooMuch where looks are handed on so often that counting alone takes too long."""
        name = attributes.get("id", "").strip()
        if name:
            self.uses[self.inside[-1]][name] += 1
        here = name or self.inside[-1]
        self.inside.append(here)
        if used is not None:
            self.uses[here][used] += 1
        every = {*own, *self._of_rules(element, name, attributes.get("class", ""))}
        for look in every:
            if look.name not in _INHERITED:
                self.uses[here][look.part] += 1
        self.handed.append(self.handed[-1].union(look for look in every if look.name in _INHERITED))
        if element in _SHAPES:
            line = attributes.get("d") or attributes.get("points") or ""
            points = 2 + len(_STEP.findall(line))
            self.shapes[here] += 1
            self.points[here] += points
            self._step(len(self.handed[-1]))
            for look in self.handed[-1]:
                self.uses[here][look.part] += points if look.name in _AT_POINTS else 1
                if used is not None:
                    self.painted.append((here, look, used))

    def _of_rules(self, element: str, name: str, classes: str) -> list[Look]:
        if not self.rules:
            return []
        keys = ["*", element, f"#{name}", *(f".{one}" for one in set(classes.split()))]
        found = [look for key in keys for look in self.rules.get(key, ())]
        self._step(len(found))
        return found

    def _step(self, number: int) -> None:
        self.steps += number
        if self.steps > 5 * MOST:
            raise TooMuch

    def ends(self) -> None:
        self.inside.pop()
        self.handed.pop()

    def check(self) -> None:
        """Raise TooMuch where more than MOST shapes are drawn beside those that stand there.

        A part that uses itself is not drawn in itself.
        """
        most = MOST + self.shapes.total()
        # What a `<use>` hands on is used by every shape of the part that it uses.
        if self.painted:
            shapes, points = self._all(self.shapes, most), self._all(self.points, most)
            for here, look, used in self.painted:
                counts = points if look.name in _AT_POINTS else shapes
                self.uses[here][look.part] += counts.get(used, 0)
        if self._all(self.shapes, most)[""] > most:
            raise TooMuch

    def _all(self, own: Mapping[str, int], most: int) -> dict[str, int]:
        """How many each part has with all that it uses, up to one more than `most`."""
        counts: dict[str, int] = {}
        begun = set()
        left = [""]
        while left:
            name = left.pop()
            if name in counts:
                continue
            if name in begun:
                used = (counts.get(part, 0) * times for part, times in self.uses[name].items())
                counts[name] = min(own.get(name, 0) + sum(used), most + 1)
                continue
            begun.add(name)
            left.append(name)
            left += (part for part in self.uses[name] if part not in begun)
        return counts
