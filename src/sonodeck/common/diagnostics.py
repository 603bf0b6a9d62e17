"""What is wrong, where, and the way out: one frozen value per finding, and how it is shown."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from types import MappingProxyType
from typing import Literal, assert_never

from sonodeck.common.frozen import dataclass
from sonodeck.common.signs import one_line, visible, visible_json

Format = Literal["text", "json", "github"]


class Severity(Enum):
    """How much a finding weighs: an error stops the build, a hint never changes an exit code."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of one line; line and column count from 1, width in characters."""

    path: str
    line: int
    column: int
    width: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """What should stand instead of one line of a file: one, several, or none; no line ends.

    ``path``: of a file other than the one that the finding is in.
    """

    line: int
    lines: tuple[str, ...]
    path: str = ""


# Codes are never reused: SD0xx text, SD1xx shape, SD2xx references, SD3xx one note,
# SD4xx across notes, SD5xx lock, SD6xx media, SD7xx answers, SD8xx what a class answers. A
# withdrawn code stays here as a comment.
_ERRORS = """
SD001 an unreadable file
SD002 not UTF-8
SD003 a character that doesn't belong in a text file
SD004 a file that is too large
SD005 not YAML
SD006 nested too deeply
SD007 more than one document in a file
SD008 a duplicate key
SD009 a key that isn't text
SD010 a value that starts with a YAML indicator
SD011 a colon inside a value
SD012 braces read as a mapping
SD013 a backslash in double quotes
SD014 text after a closing quote or bracket
SD015 an unclosed quote or bracket
SD016 a tab in the indentation
SD017 no space after a colon or dash
SD018 an anchor, alias, tag, or merge key
SD021 a comma that ends a text inside brackets or braces
SD022 wrong indentation
SD023 a conflict marker
SD101 not a mapping
SD102 a missing key
SD103 a value of the wrong type
SD104 an unknown key
SD105 an invalid id
SD106 a value that isn't allowed
SD107 an unreadable number
SD108 an invalid date
SD109 invalid markup
SD110 a reserved name
SD111 an invalid template
SD113 a question that doesn't fit its style
SD114 a tag that Anki doesn't allow
SD115 a cloze without a deletion
SD116 an impossible scene
SD117 unpaired double parentheses
SD119 an impossible calculation
SD120 a calculation with too few sets of numbers
SD201 a duplicate id
SD202 an unknown reference
SD203 a missing file
SD204 a sheet that isn't in deck.yaml
SD205 two spellings of the same value
SD206 an unknown source
SD207 a fact that refers to itself
SD208 two deck names that differ only in case
SD209 an ambiguous former id
SD210 two decks with one id
SD211 two decks that would write one package
SD401 the same question with two answers
SD402 a wrong option that is right
SD403 a fact that is both contrast and alike
SD404 more cards than Anki allows in a note
SD501 an unreadable lock
SD502 the lock of another deck
SD503 a note that would change its note type
SD504 a lock that would change
SD506 a clock that is behind the lock
SD508 many notes retired at once
SD509 a key that isn't in the lock
SD510 a release of another deck
SD511 a release that no lock can represent
SD601 an unusable media file
SD612 a picture with a script or an address in it
SD701 not a review file
SD702 a damaged record in a review file
SD703 a review file of a newer version
"""
_WARNINGS = """
SD112 an unused field
SD118 missing labels in the deck's language
SD019 text cut off by a number sign
SD020 an ignore comment that hides nothing
SD212 a subdeck that Anki shows before one taught earlier
SD213 an outdated schema for editors
SD302 no options, though the question mentions them
SD303 a question that no fact can answer
SD304 a note that makes no card
SD310 a question that gives away its answer
SD311 an answer too long for one card
SD312 two questions in one
SD313 a list too long to recall
SD314 a question with only two possible answers
SD315 a word that refers to nothing on the card
SD317 a negative question
SD318 a number without a unit
SD319 a figure that goes out of date, without a date
SD321 no source
SD322 a figure found only in study aids
SD323 all or none of the above
SD324 a cloze that hides too much
SD325 a cloze that hides too little
SD326 a picture without a text alternative
SD327 a text alternative that gives away the answer
SD328 a right option that is by far the longest
SD329 a right option that is the only one with a number
SD330 a right option that is the only one to fit the article
SD331 a right option that is the only one to repeat a word
SD332 a cloze that shows what it hides
SD333 HTML, which is shown literally
SD334 a guess that is right too often
SD335 a list of one item that reads like several
SD336 an item cut in two by a comma
SD337 a value in typographic quotes
SD338 a placeholder for a value
SD339 the same text in two fields
SD340 a or an where the other is right
SD410 two nearly identical questions
SD411 a wrong option that is right elsewhere
SD413 an unexplained abbreviation
SD414 an unused source
SD415 a domain with too few questions
SD610 an unused media file
SD611 a large media file
SD613 a file that a field of HTML names and media/ lacks
SD405 a duplicate card
SD507 an id that disappeared while a new one appeared
SD512 a renamed deck
SD801 a wrong option that more students choose than the right one
SD802 a card that students who know the others get wrong
"""
_HINTS = """
SD301 a reverse question that is not asked
SD316 a vague word for how often
SD412 easily confused facts
SD320 a date older than the limit
SD614 a card template with a script
SD803 an option that nobody chooses
SD804 a card that most students forget
"""


def _codes() -> Mapping[str, tuple[Severity, str]]:
    table: dict[str, tuple[Severity, str]] = {}
    for severity, text in zip(Severity, (_ERRORS, _WARNINGS, _HINTS), strict=True):
        for line in text.strip().splitlines():
            code, _, title = line.partition(" ")
            table[code] = (severity, title)
    return MappingProxyType(table)


CODES = _codes()
OF_CLASSES = frozenset(code for code in CODES if code.startswith("SD8"))
"""What only the answers of a class can tell: ``check`` looks for none of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding. Its severity follows from its code, so that no place can misname it.

    ``fix``: what to write instead, in the file of ``place``, where there is one way out; ``add``: a
    key and its value that belong below the line of ``place``.
    """

    code: str
    message: str
    place: Place | None
    hint: str = ""
    other: Place | None = None
    fix: tuple[Edit, ...] = ()
    add: str = ""

    @property
    def severity(self) -> Severity:
        return CODES[self.code][0]


_LONGEST_MESSAGE = 400


def problem(
    code: str,
    place: Place | None,
    message: str,
    hint: str = "",
    *,
    other: Place | None = None,
    fix: tuple[Edit, ...] = (),
    add: str = "",
) -> Diagnostic:
    """A diagnostic in one short call; ``other`` is the second place where there are two.

    A message that quotes a very long text is cut.
    """
    if len(message) > _LONGEST_MESSAGE:
        message = message[:_LONGEST_MESSAGE] + " …"
    return Diagnostic(
        code=code, place=place, message=message, hint=hint, other=other, fix=fix, add=add
    )


def in_order(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sorted by place, those without one first; the same finding only once."""
    nowhere = Place("", 0, 0)
    return sorted(
        dict.fromkeys(found),
        key=lambda d: (d.place or nowhere, d.code, d.message, d.other or nowhere),
    )


def has_errors(found: Iterable[Diagnostic]) -> bool:
    return any(d.severity is Severity.ERROR for d in found)


def exit_code(found: Iterable[Diagnostic], *, strict: bool) -> int:
    """0 clean or warnings only, 1 errors; with ``strict`` warnings count as errors."""
    severities = {d.severity for d in found}
    fatal = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return 1 if severities & fatal else 0


def source_lines(text: str) -> list[str]:
    """The lines of a file as an editor counts them (LF, CR LF, CR)."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def render(
    found: Sequence[Diagnostic], how: Format, sources: Mapping[str, str], *, color: bool = False
) -> str:
    """Findings as text (with the line and a caret), JSON, or annotations of GitHub Actions.

    There is no sign in it that a terminal would obey but the colors that were asked for.
    ``sources`` maps a path as it stands in a place to the text of that file.
    """
    match how:
        case "text":
            return _as_text(found, sources, color=color)
        case "json":
            return visible_json(
                json.dumps([_as_dict(d) for d in found], ensure_ascii=False, indent=1) + "\n"
            )
        case "github":
            return "".join(_as_annotation(d) + "\n" for d in found)
    assert_never(how)


def counted(number: int, what: str) -> str:
    """``1 note``, ``2 notes``."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def by_code(found: Sequence[Diagnostic]) -> str:
    """How often each code was found, the most frequent first: lines of text, or none."""
    counts = Counter(d.code for d in found)
    lines = sorted((-count, code) for code, count in counts.items())
    return "".join(f"{-count:6} {code} {CODES[code][1]}\n" for count, code in lines)


def summary(found: Sequence[Diagnostic]) -> str:
    """``2 errors, 1 warning``; empty where there is nothing to count."""
    counts = ((sum(d.severity is one for d in found), one.value) for one in Severity)
    return ", ".join(counted(count, what) for count, what in counts if count)


_ANSI = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.HINT: "36"}


def _as_text(found: Sequence[Diagnostic], sources: Mapping[str, str], *, color: bool) -> str:
    named = {place.path for d in found for place in (d.place, d.other) if place is not None}
    lines = {path: source_lines(sources[path]) for path in named if path in sources}
    shown = []
    for d in found:
        label = f"{d.severity.value} {d.code}"
        if color:
            label = f"\x1b[1;{_ANSI[d.severity]}m{label}\x1b[0m"
        head = f"{one_line(str(d.place))}: {label}" if d.place else label
        shown.append(f"{head}: {one_line(d.message)}\n")
        if d.place:
            shown.append(_excerpt(d.place, lines))
        if d.other:
            shown.append(f"  and {one_line(str(d.other))}\n")
            shown.append(_excerpt(d.other, lines))
        if d.hint:
            shown.append("  hint: " + visible(d.hint).replace("\n", "\n        ") + "\n")
    return "".join(shown)


_LONGEST = 100
_BESIDE = 4


def _excerpt(place: Place, lines: Mapping[str, list[str]]) -> str:
    """The line with a caret under the place; a window of it where the line is long."""
    text = lines.get(place.path, [])
    line = text[place.line - 1] if 0 < place.line <= len(text) else ""
    if not line or line.isspace():
        return ""
    start = max(0, place.column - _LONGEST // 2) if len(line) > _LONGEST else 0
    # With what stands beside it: a sign may be fit only there.
    before = min(start, _BESIDE)
    part = visible(line[start - before : start + _LONGEST + _BESIDE].replace("\t", " "))
    window = part[before : before + _LONGEST].rstrip()
    column = min(place.column - 1 - start, len(window))
    width = max(1, min(place.width, len(window) - column))
    return f"    {window}\n    {' ' * column}{'^' * width}\n"


def _as_dict(d: Diagnostic) -> dict[str, object]:
    shown: dict[str, object] = {
        "code": d.code,
        "severity": d.severity.value,
        "message": d.message,
        "hint": d.hint or None,
    }
    for name, place in (("place", d.place), ("other", d.other)):
        shown[name] = place and {
            "path": place.path,
            "line": place.line,
            "column": place.column,
            "width": place.width,
        }
    return shown


def _as_annotation(d: Diagnostic) -> str:
    """A workflow command of GitHub Actions; ``%``, CR, LF (and ``:`` ``,``) are escaped."""

    def data(text: str) -> str:
        text = visible(text)
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def value(text: str) -> str:
        return data(text).replace(":", "%3A").replace(",", "%2C")

    command = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "notice"}
    parts = [f"title={value(d.code)}"]
    if d.place:
        parts = [
            f"file={value(d.place.path)}",
            f"line={d.place.line}",
            f"col={d.place.column}",
            *parts,
        ]
    text = d.message + (f" (hint: {d.hint})" if d.hint else "")
    if d.other:
        text += f" (and {d.other})"
    return f"::{command[d.severity]} {','.join(parts)}::{data(text)}"
