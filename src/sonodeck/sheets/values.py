"""What the fields of a fact hold: frozen values made from plain text, and what is wrong with it.

A parser here takes what the reader of YAML gives (text, list, map) and returns a value, or raises
``Unfit`` with what the author should read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Hashable, Mapping
from dataclasses import field, replace
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Generic, Literal, TypeVar

from sonodeck import scenes
from sonodeck.common.frozen import dataclass
from sonodeck.sheets import fieldhtml, markup, numbers, sameness
from sonodeck.sheets.calculations import Calculation
from sonodeck.sheets.folding import fold
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
    """A number as medicine writes it: shown as typed; the bounds (None: open) for comparing.

    ``strict``: an open number is open at its end, too: ``> 5`` and not ``≥ 5``.
    """

    phrase: Phrase
    low: float | None
    high: float | None
    unit: str
    strict: bool = field(default=False, compare=False)


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


@dataclass(frozen=True, slots=True)
class Html:
    """HTML as it stands in a field of a note type of the author's own."""

    html: str


Value = (
    Phrase | Number | Reference | Media | Scene | Calculation | Html
    | tuple[Item, ...] | tuple[Reference, ...]
)  # fmt: skip


def slug(text: str) -> str:
    """A short ASCII name for a text: equal for spellings that differ in case or punctuation only.

    Signs that carry meaning (``<``, ``%``, a minus) become words; what is not ASCII is kept apart
    by a hash.
    """
    text = said = fold(markup.plain(text))
    if _ANY_SIGN.search(text):
        said = sameness.MARK.sub(lambda m: f" {_MARK_WORDS[m.group()]} ", said)
        said = _SIGNS.sub(lambda m: f" {_SIGN_WORDS[m.group()]} ", _MINUS.sub(" minus ", said))
    name = "-".join(re.findall(r"[a-z0-9]+", said))
    if not text.isascii() or len(name) > MAX_ID or not name:
        digest = sha256(
            " ".join(sameness.words(text)).encode("utf-8", "surrogatepass")
        ).hexdigest()[:6]
        name = "-".join(filter(None, (name[: MAX_ID - 7].strip("-"), digest)))
    return name


_SIGN_WORDS = {"<": "lt", ">": "gt", "=": "eq", "+": "plus", "%": "percent", "/": "per"}
_SIGN_WORDS |= {"^": "to the"}
_MARK_WORDS = {"#": "sharp", "*": "star", "!": "factorial", "'": "prime", '"': "double prime"}
_ANY_SIGN = re.compile(r"[#*!'\"<>=+%/^-]")
_SIGNS = re.compile(r"[<>=+%/]|(?<=[0-9])\^")
# Before a number, and behind a letter with nothing after it: Rh-, (-)-menthol.
_MINUS = re.compile(r"(?:(?<=[\s(])|^)-(?=[0-9.)])|(?<=[a-z0-9])-(?![a-z0-9-])")


def phrase(plain: Plain) -> Phrase:
    """Text, or a map ``{text, a, s}``."""
    if isinstance(plain, str):
        return Phrase(_text(plain))
    if isinstance(plain, list):
        raise Unfit("SD103", "expected text, not a list", _LIST_HINT)
    if "text" not in plain:
        raise Unfit("SD103", "expected text, not a mapping", _map_hint(plain))
    unknown = [key for key in plain if key not in {"text", "a", "s"}]
    if unknown:
        raise Unfit("SD104", f"unknown key {unknown[0]!r}", "allowed keys: text, a, s")
    a, s = plain.get("a"), plain.get("s")
    if a is not None and a not in ("a", "an"):
        raise Unfit("SD106", f"the article must be a or an, not {shown(a)}")
    if not isinstance(plain["text"], str) or not isinstance(s, str | None):
        raise Unfit("SD103", "text, a, and s must be text")
    return Phrase(_text(plain["text"]), "an" if a == "an" else "a" if a else None, s and _text(s))


def value(plain: Plain) -> Phrase:
    """The text of a field: as ``phrase``, and the map may say what its id was: ``formerly``."""
    if isinstance(plain, str):
        return Phrase(_text(plain))
    if isinstance(plain, dict) and "text" in plain and "formerly" in plain:
        rest = {key: value for key, value in plain.items() if key != "formerly"}
        return replace(phrase(rest), formerly=identifier(plain["formerly"]))
    return phrase(plain)


_LIST_HINT = "write a single text; put one that starts with [ or a dash in single quotes: '- 20 dB'"


def _map_hint(plain: dict[str, Plain]) -> str:
    if plain and plain.keys() <= {"a", "s"}:
        return "the text itself is missing: {text: …, a: an, s: …}"
    key, value = next(iter(plain.items()), ("", ""))
    if len(plain) == 1 and isinstance(value, str):
        text = f"{key}: {value}".replace("'", "''")
        return f"a colon and a space make a mapping; if this is one text, write: '{text}'"
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
        hint = "formulas may use letters, symbols, fractions, roots, matrices, and text"
        raise Unfit("SD109", f"{command} isn't allowed in a formula", hint)
    return text


# What stands for a sound or a gap while a card is made.
_OURS = re.compile("[\ue000\ue001\U000f0000-\U000ffffd]")
_LINE = re.compile(r"[^\S\n]*\n[^\S\n]*")


def identifier(plain: Plain) -> str:
    """An id: ``[a-z0-9-]+``, written by a person."""
    if not isinstance(plain, str) or not ID.fullmatch(plain) or len(plain) > MAX_ID:
        shown = f"{plain!r} is not a valid id" if isinstance(plain, str) else "expected an id"
        example = slug(plain) if isinstance(plain, str) else "abdomen"
        hint = f"lowercase letters, digits, single dashes, at most {MAX_ID}; for example: {example}"
        raise Unfit("SD105", shown, hint)
    return plain


EXAMPLE = "example"
"""How the id of a fact ends that 'sonodeck new' writes, to be replaced with one's own."""


def is_example(fact: str) -> bool:
    """Whether a fact's id is that of an example."""
    return fact == EXAMPLE or fact.endswith(f"-{EXAMPLE}")


def html(plain: Plain) -> Html:
    """HTML of which every tag and attribute is on the list of what a field may hold."""
    if not isinstance(plain, str):
        raise Unfit("SD103", f"expected HTML, not {shown(plain)}", _LIST_HINT)
    text = unicodedata.normalize("NFC", plain)
    refused = fieldhtml.refused(text)
    if refused is not None:
        hint = "docs/adopting.md lists what HTML may hold; a < that is text is written &lt;"
        raise Unfit("SD109", refused, hint)
    return Html(text)


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
            raise Unfit("SD104", f"unknown key {unknown[0]!r}", "allowed keys: file, text")
        file, text = plain.get("file", ""), plain.get("text", "")
    else:
        file, text = plain, ""
    if not isinstance(file, str) or not isinstance(text, str) or not file:
        raise Unfit("SD103", "expected a file name", "a file in the folder media/")
    if not _FILE.fullmatch(file) or ".." in file:
        hint = "a file directly in media/, without / or .."
        raise Unfit("SD601", f"{file!r} is not the name of a file in media/", hint)
    if not portable(file):
        raise Unfit("SD601", f"{file!r} can't be a file's name on Windows", "rename it")
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
        hint = "for example: {family: direction, ask: direction, steer: -20, shown: red}"
        raise Unfit("SD103", f"a scene is a mapping, not {shown(plain)}", hint)
    try:
        return Scene(scenes.read(plain))
    except scenes.Impossible as impossible:
        at = (impossible.parameter,) if impossible.parameter else ()
        raise Unfit("SD116", impossible.message, impossible.hint, at=at) from impossible


_FILE = re.compile(r"[^/\\:*?\"<>|\x00-\x1f.][^/\\:*?\"<>|\x00-\x1f]*")


def number(plain: Plain, *, comma: bool = False) -> Number:
    """``< 3 mm``, ``9 to 13 cm``, ``about two years``, ``$84,470``: understood, shown as typed.

    ``comma``: the language of the deck has a decimal comma.
    """
    own = value(plain)
    try:
        found = numbers.read(markup.plain(own.text), comma=comma)
    except numbers.NotUnderstood as other:
        raise Unfit("SD107", other.message, other.hint) from other
    return _number(own, found)


def number_in(text: str) -> Number | None:
    """The number that a text is, if it is one and nothing else, in whatever language."""
    plain = markup.plain(text)
    if len(plain) > _LONGEST_NUMBER or not numbers.may_be(plain):
        return None
    for comma in (False, True):
        try:
            return _number(Phrase(text), numbers.read(plain, comma=comma))
        except numbers.NotUnderstood:
            continue
    return None


_LONGEST_NUMBER = 60


def meant(text: str, number: Number | None = None) -> Hashable:
    """What a text comes to: equal where two say the same, in whatever spelling or unit.

    That is its number where it is one, else its words.
    """
    own = number or number_in(text)
    if own is None:
        return sameness.tokens(text)
    measured = numbers.span(own.low, own.high, own.unit)
    ends = (None if end is None else f"{end:.9g}" for end in (measured.low, measured.high))
    return (measured.quantity, own.strict, *ends)


def _number(own: Phrase, found: numbers.Bounds) -> Number:
    low, high = (None if end is None else float(end) for end in (found.low, found.high))
    return Number(own, low, high, found.unit, found.strict)


DATE = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")


def date(plain: Plain) -> str:
    """``2026``, ``2026-05`` or ``2026-05-17``."""
    if not isinstance(plain, str) or not DATE.fullmatch(plain):
        raise Unfit("SD108", f"{shown(plain)} is not a date", "write 2026, 2026-05, or 2026-05-17")
    return plain


def tag(plain: Plain) -> str:
    """A tag as Anki keeps it: no space, parts joined by ``::``."""
    if not isinstance(plain, str) or not _TAG.fullmatch(plain):
        hint = "no spaces, quotes, or commas; separate levels with ::, for example spi::doppler"
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
