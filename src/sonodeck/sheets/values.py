"""What the fields of a fact hold: frozen values made from plain text, and what is wrong with it.

A parser here takes what the reader of YAML gives (text, list, map) and returns a value, or raises
``Unfit`` with what the author should read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import field, replace
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Generic, Literal, TypeVar

from sonodeck import scenes
from sonodeck.common.frozen import dataclass
from sonodeck.sheets import markup
from sonodeck.sheets.yamltext import Plain

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_ID = 60


class Unfit(ValueError):
    """A value that its field can't hold; ``hint`` is the way out, ``at`` leads inside the value."""

    def __init__(
        self, code: str, message: str, hint: str = "", *, at: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.at = at


@dataclass(frozen=True, slots=True)
class Phrase:
    """Text as inside a sentence; ``a`` and ``s`` where the program's article or plural is wrong.

    ``formerly``: the id that the text had before, as a value that is asked about.
    """

    text: str
    a: Literal["a", "an"] | None = None
    s: str | None = None
    formerly: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list or one step. ``id`` is given by a person, or the slug of the text."""

    id: str
    phrase: Phrase
    given: bool = False
    formerly: str | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A number as medicine writes it: shown as typed; the bounds (None: open) for comparing."""

    phrase: Phrase
    low: float | None
    high: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A fact of a kind, by id."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Media:
    """A file of the deck's media folder; ``text`` says what is seen, for who doesn't see it.

    A picture that the program drew carries its SVG in ``drawn``; its ``file`` then holds a slash,
    which no file of the folder can.
    """

    file: str
    text: str = ""
    drawn: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Scene:
    """A Doppler scene, from which question, answer and pictures are computed."""

    scene: scenes.Scene


Value = Phrase | Number | Reference | Media | Scene | tuple[Item, ...] | tuple[Reference, ...]


def slug(text: str) -> str:
    """A short ASCII name for a text: equal for spellings that differ in case or punctuation only.

    Signs that carry meaning (``<``, ``%``, a minus) become words; what is not ASCII is kept apart
    by a hash. Uses no Unicode table but NFC, so it is the same on every Python.
    """
    text = markup.plain(unicodedata.normalize("NFC", text))
    words = _SIGNS.sub(lambda m: f" {_SIGN_WORDS[m.group()]} ", _MINUS.sub(" minus ", text))
    found = re.findall(r"[a-z0-9]+", "".join(_LOWER.get(c, c) for c in words))
    name = "-".join(found)
    if not text.isascii() or len(name) > MAX_ID or not name:
        digest = sha256(text.encode()).hexdigest()[:6]
        name = "-".join(filter(None, (name[: MAX_ID - 7].strip("-"), digest)))
    return name


_LOWER = {chr(upper): chr(upper + 32) for upper in range(ord("A"), ord("Z") + 1)}
_SIGN_WORDS = {"<": "lt", ">": "gt", "=": "eq", "+": "plus", "%": "percent", "/": "per"}
_SIGNS = re.compile(r"[<>=+%/]")
_MINUS = re.compile(r"(?:(?<=\s)|^)-(?=[0-9.])")


def phrase(plain: Plain) -> Phrase:
    """Text, or a map ``{text, a, s}``."""
    if isinstance(plain, str):
        return Phrase(_text(plain))
    if isinstance(plain, list):
        raise Unfit("SD103", "text is expected here, not a list", _LIST_HINT)
    if "text" not in plain:
        raise Unfit("SD103", "text is expected here, not a map", _map_hint(plain))
    unknown = [key for key in plain if key not in {"text", "a", "s"}]
    if unknown:
        raise Unfit("SD104", f"unknown key {unknown[0]!r}", "a text may have: text, a, s")
    a, s = plain.get("a"), plain.get("s")
    if a is not None and a not in ("a", "an"):
        raise Unfit("SD106", f"the article is a or an, not {shown(a)}")
    if not isinstance(plain["text"], str) or not isinstance(s, str | None):
        raise Unfit("SD103", "text, a and s are text")
    return Phrase(_text(plain["text"]), "an" if a == "an" else "a" if a else None, s and _text(s))


def value(plain: Plain) -> Phrase:
    """The text of a field: as ``phrase``, and the map may say what its id was: ``formerly``."""
    if isinstance(plain, str):
        return Phrase(_text(plain))
    if isinstance(plain, dict) and "text" in plain and "formerly" in plain:
        rest = {key: value for key, value in plain.items() if key != "formerly"}
        return replace(phrase(rest), formerly=identifier(plain["formerly"]))
    return phrase(plain)


_LIST_HINT = "one text only; one that begins with [ or a dash goes into single quotes: '- 20 dB'"


def _map_hint(plain: dict[str, Plain]) -> str:
    if plain and plain.keys() <= {"a", "s"}:
        return "the text itself is missing: {text: …, a: an, s: …}"
    key, value = next(iter(plain.items()), ("", ""))
    if len(plain) == 1 and isinstance(value, str):
        text = f"{key}: {value}".replace("'", "''")
        return f"a colon and a space make a map; if it is one text, write: '{text}'"
    return "write the text, or {text: …, a: an, s: …}"


def shown(plain: Plain) -> str:
    """A value in a message."""
    if isinstance(plain, str):
        return repr(plain)
    return "a list" if isinstance(plain, list) else "a map"


def _text(text: str) -> str:
    """NFC, without space at the ends of lines; code keeps all of its own."""
    text = unicodedata.normalize("NFC", text.strip())
    if _OURS.search(text):
        hint = "characters for private use look different everywhere; write another one"
        raise Unfit("SD109", "it has a character that sonodeck keeps for itself", hint)
    if "\n" in text:
        spans = markup.spans(text)
        text = "".join(_LINE.sub("\n", s.written) if s.kind == "text" else s.written for s in spans)
    if "\\" not in text:
        return text
    if markup.unclosed_math(text) is not None:
        raise Unfit("SD109", r"\( and \) don't pair", r"math stands between \( and \)")
    command = markup.active_math(text)
    if command is not None:
        hint = "a formula shows something; it doesn't link, load, style or define"
        raise Unfit("SD109", f"{command} can't stand in a formula", hint)
    return text


# What stands for a sound or a gap while a card is made.
_OURS = re.compile("[\ue000\ue001\U000f0000-\U000ffffd]")
_LINE = re.compile(r"[^\S\n]*\n[^\S\n]*")


def identifier(plain: Plain) -> str:
    """An id: ``[a-z0-9-]+``, written by a person."""
    if not isinstance(plain, str) or not ID.fullmatch(plain) or len(plain) > MAX_ID:
        shown = f"{plain!r} is not an id" if isinstance(plain, str) else "an id is expected here"
        example = slug(plain) if isinstance(plain, str) else "abdomen"
        hint = f"small letters, digits and single dashes, at most {MAX_ID}; for example: {example}"
        raise Unfit("SD105", shown, hint)
    return plain


def item(plain: Plain) -> Item:
    """One item of a list or one step: text, or a map ``{id, text, a, s, formerly}``."""
    if isinstance(plain, dict) and "text" in plain:
        extra = {key: value for key, value in plain.items() if key not in {"id", "formerly"}}
        own = phrase(extra)
        formerly = identifier(plain["formerly"]) if "formerly" in plain else None
        if "id" in plain:
            return Item(identifier(plain["id"]), own, given=True, formerly=formerly)
        return Item(slug(own.text), own, formerly=formerly)
    own = phrase(plain)
    return Item(slug(own.text), own)


def media(plain: Plain) -> Media:
    """A file name in ``media/``, or ``{file, text}``."""
    if isinstance(plain, dict):
        unknown = [key for key in plain if key not in {"file", "text"}]
        if unknown:
            raise Unfit("SD104", f"unknown key {unknown[0]!r}", "a picture may have: file, text")
        file, text = plain.get("file", ""), plain.get("text", "")
    else:
        file, text = plain, ""
    if not isinstance(file, str) or not isinstance(text, str) or not file:
        raise Unfit("SD103", "a file name is expected here", "a file of the folder media/")
    if not _FILE.fullmatch(file) or ".." in file:
        hint = "a file directly in media/, without / and .."
        raise Unfit("SD601", f"{file!r} is not the name of a file in media/", hint)
    if not portable(file):
        raise Unfit("SD601", f"{file!r} can't be a file's name on Windows", "give it another name")
    return Media(file, _text(text))


PICTURES = ("avif", "gif", "jpeg", "jpg", "png", "svg", "webp")
SOUNDS = ("aac", "flac", "m4a", "mp3", "oga", "ogg", "opus", "wav")

_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)


def portable(name: str) -> bool:
    """Whether every system can have a file of this name: none of the devices of Windows."""
    return not _DEVICE.fullmatch(name) and name == name.rstrip(" .")


def scene(plain: Plain) -> Scene:
    """A map: the family of a Doppler scene and its parameters."""
    if not isinstance(plain, dict):
        hint = "as in: {family: direction, ask: direction, steer: -20, shown: red}"
        raise Unfit("SD103", f"a scene is a map, not {shown(plain)}", hint)
    try:
        return Scene(scenes.read(plain))
    except scenes.Impossible as impossible:
        at = (impossible.parameter,) if impossible.parameter else ()
        raise Unfit("SD116", impossible.message, impossible.hint, at=at) from impossible


_FILE = re.compile(r"[^/\\:*?\"<>|\x00-\x1f.][^/\\:*?\"<>|\x00-\x1f]*")

_TO_TWENTY = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
)  # fmt: skip
_WORDS = {word: float(value) for value, word in enumerate(_TO_TWENTY)} | {"half": 0.5}
_FIGURE = r"[-\u2212]?(?:[0-9][0-9,\u00a0\u202f]*(?:\.[0-9]+)?|\.[0-9]+)"
_NUMBER = rf"(?:{_FIGURE}|(?:{'|'.join(_WORDS)})\b)"
_BOUNDS = {
    "<": "below", "less than": "below", "under": "below", "below": "below", "fewer than": "below",
    "\u2264": "most", "<=": "most", "at most": "most", "up to": "most", "no more than": "most",
    ">": "above", "more than": "above", "over": "above", "above": "above",
    "\u2265": "least", ">=": "least", "at least": "least", "no less than": "least",
    "about": "near", "around": "near", "approximately": "near", "roughly": "near", "nearly": "near",
    "almost": "near", "some": "near", "~": "near", "\u2248": "near", "\u00b1": "near",
}  # fmt: skip
_AS_WRITTEN = re.compile(
    rf"""(?P<bound>{"|".join(re.escape(b) for b in sorted(_BOUNDS, key=len, reverse=True))})?\s*
        (?P<between>between\s+|from\s+)?(?P<sign>[$\u20ac\u00a3]\s?)?
        (?P<low>{_NUMBER})
        (?P<low_unit>\s?(?!(?:to|and|or|in|out)\b)(?:%|\u00b0|[A-Za-z\u00b5\u03bc]+(?:/[A-Za-z]+)?))?
        (?:\s*(?P<to>to|and|or|\u2013|-|in|out\ of|:|/)\s*[$\u20ac\u00a3]?(?P<high>{_NUMBER}))?
        (?P<unit>(?:\s|[%\u00b0A-Za-z\u00b5\u03bc(\u00b2\u00b3+]|$).*)?""",
    re.VERBOSE | re.DOTALL,
)


def number(plain: Plain) -> Number:
    """``< 3 mm``, ``9 to 13 cm``, ``about two years``, ``$84,470``: understood, shown as typed."""
    own = value(plain)
    text = markup.plain(own.text)
    match = _AS_WRITTEN.fullmatch(text[:1].lower() + text[1:])
    if not match:
        hint = "like 3 mm, < 3 mm, 9 to 13 cm, about two years, 34 %; or make the field's type text"
        raise Unfit("SD107", f"{text!r} is not a number as medicine writes it", hint)
    unit = (match["unit"] or match["low_unit"] or "").strip()
    first = _figure(match["low"]) * _factor((match["low_unit"] or unit).strip(), unit)
    low: float | None
    high: float | None
    if match["high"] is None:
        low, high = _bounded(_BOUNDS.get(match["bound"] or "", ""), first)
    elif match["to"] in _RATIO:
        low = high = first / (_figure(match["high"]) or 1.0)
    else:
        low, high = sorted((first, _figure(match["high"])))
    return Number(own, low, high, unit)


_RATIO = {"in", "out of", ":", "/"}


def _factor(unit: str, other: str) -> float:
    """How many of the other unit one of a unit is: ``8 mm to 1.2 cm`` is from 0.8 cm; else 1."""
    (quantity, size), (other_quantity, other_size) = measure(unit), measure(other)
    return size / other_size if quantity == other_quantity else 1


def _figure(text: str) -> float:
    if text in _WORDS:
        return _WORDS[text]
    digits = re.sub("[,\u00a0\u202f]", "", text.replace("\u2212", "-"))
    return float(digits)


def _bounded(bound: str, value: float) -> tuple[float | None, float | None]:
    if bound in {"below", "most"}:
        return None, value
    if bound in {"above", "least"}:
        return value, None
    return value, value


_MEASURES: dict[str, dict[str, float]] = {
    "length": {
        "nm": 0.001, "\u03bcm": 1, "mm": 1_000, "cm": 10_000, "m": 1_000_000, "km": 1_000_000_000,
        "millimeter": 1_000, "centimeter": 10_000, "meter": 1_000_000,
        "millimeters": 1_000, "centimeters": 10_000, "meters": 1_000_000,
        "in": 25_400, "inch": 25_400, "inches": 25_400,
        "ft": 304_800, "foot": 304_800, "feet": 304_800,
    },
    "area": {"mm\u00b2": 1, "cm\u00b2": 100, "m\u00b2": 1_000_000},
    "volume": {
        "mm\u00b3": 0.001, "ml": 1, "mL": 1, "cc": 1, "cm\u00b3": 1, "dl": 100, "dL": 100,
        "l": 1_000, "L": 1_000, "liter": 1_000, "liters": 1_000,
    },
    "mass": {"\u03bcg": 1, "mcg": 1, "mg": 1_000, "g": 1_000_000, "kg": 1_000_000_000,
        "lb": 453_592_370, "pound": 453_592_370, "pounds": 453_592_370,
    },
    "frequency": {"Hz": 1, "kHz": 1_000, "MHz": 1_000_000, "GHz": 1_000_000_000},
    "speed": {"mm/s": 1, "cm/s": 10, "mm/\u03bcs": 1_000_000, "m/s": 1_000, "km/s": 1_000_000},
    "intensity": {"W/m\u00b2": 0.1, "mW/cm\u00b2": 1, "W/cm\u00b2": 1_000},
    "power": {"mW": 1, "W": 1_000},
    "pressure": {"Pa": 1, "mmHg": 133.322, "kPa": 1_000, "MPa": 1_000_000},
    "voltage": {"\u03bcV": 1, "mV": 1_000, "V": 1_000_000},
    "time": {
        "ns": 0.001, "\u03bcs": 1, "ms": 1_000, "s": 1_000_000,
        "microsecond": 1, "millisecond": 1_000, "second": 1_000_000, "minute": 60_000_000,
        "hour": 3_600_000_000, "day": 86_400_000_000, "week": 604_800_000_000,
        "microseconds": 1, "milliseconds": 1_000, "seconds": 1_000_000, "minutes": 60_000_000,
        "hours": 3_600_000_000, "days": 86_400_000_000, "weeks": 604_800_000_000,
    },
    "months": {"month": 1, "months": 1, "year": 12, "years": 12, "decade": 120, "decades": 120},
    "%": {"%": 1, "percent": 1},
    "\u00b0": {"\u00b0": 1, "degree": 1, "degrees": 1},
}  # fmt: skip
_MEASURED: dict[str, tuple[str, float]] = {
    unit: (quantity, size) for quantity, units in _MEASURES.items() for unit, size in units.items()
}
_SAME_SIGN = str.maketrans({"\u00b5": "\u03bc"})


def measure(unit: str) -> tuple[str, float]:
    """What a unit measures, and its size among the units of that: ``cm`` is 10,000 of length.

    A unit that isn't known measures itself. Months and weeks don't measure the same: a month has
    no fixed number of days. The prefixes are those of the SI (BIPM, The International System of
    Units, table 7), inch, foot, pound and millimeter of mercury those of NIST (SP 811, appendix B).
    """
    return _MEASURED.get(unit.translate(_SAME_SIGN), (unit, 1))


DATE = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")


def date(plain: Plain) -> str:
    """``2026``, ``2026-05`` or ``2026-05-17``."""
    if not isinstance(plain, str) or not DATE.fullmatch(plain):
        raise Unfit("SD108", f"{shown(plain)} is not a date", "2026, 2026-05 or 2026-05-17")
    return plain


def tag(plain: Plain) -> str:
    """A tag as Anki keeps it: no space, parts joined by ``::``."""
    if not isinstance(plain, str) or not _TAG.fullmatch(plain):
        hint = "no spaces, quotes or commas; parts joined by ::, for example spi::doppler"
        raise Unfit("SD114", f"{shown(plain)} can't be a tag", hint)
    return unicodedata.normalize("NFC", plain)


_TAG = re.compile(r"(?!:)(?!.*:::)[^\s\"',;\u3000*]+(?<!:)")


T = TypeVar("T")

_NO_FIELDS: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ByField(Generic[T]):
    """One value for all fields of a fact, or a map from field to value (``default``: the rest)."""

    default: T | None = None
    fields: Mapping[str, T] = field(default_factory=lambda: _NO_FIELDS)

    def of(self, name: str) -> T | None:
        return self.fields.get(name, self.default)

    def of_all(self, names: Collection[str]) -> tuple[T, ...]:
        """The values for these fields, each once, in order."""
        if not self.fields:
            return () if self.default is None or not names else (self.default,)
        found = [value for name in names if (value := self.of(name)) is not None]
        return tuple(value for at, value in enumerate(found) if value not in found[:at])
