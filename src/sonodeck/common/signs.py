"""Signs that nobody sees, that look like others, or that a terminal obeys.

A text with one of them is not what it seems to be: in a sheet it is an error, and of whatever is
printed (names of files, keys, what SQLite says) it is replaced.
"""

from __future__ import annotations

import re
from functools import cache
from unicodedata import category

_NEVER = (
    # What a terminal obeys; YAML's own "printable" leaves these out, too.
    "\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
    # Line breaks that no editor counts, changes of direction.
    "\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f"
    # Unicode's Default_Ignorable_Code_Point: of no width, whatever stands beside them.
    "\xad\u034f\u115f\u1160\u17b4\u17b5\u180e\u2060-\u2065\u3164\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    # Blanks that are no space, marks of annotations, controls of scripts of old.
    "\u2800\ufff9-\ufffc\U00013430-\U00013440\U00013455\U00016fe4\U0001d159"
    # Halves of pairs, private use, and code points that are no characters.
    "\ud800-\uf8ff\ufdd0-\ufdef"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(15))
    + "\U000f0000-\U0010ffff"
)
_SOMEWHERE = "\u180b-\u180d\u180f\u200b-\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef"
"""What some scripts and emoji need: joiners, the space of no width, variation selectors."""

# Scripts whose letters change their shape with their neighbors: Arabic, Syriac, N'Ko, those of
# India and Sri Lanka, Tibetan, Burmese, Khmer, Mongolian.
_JOINING = (
    "\u0600-\u08ff\u0900-\u0dff\u0f00-\u0fff\u1000-\u109f\u1780-\u17b3\u17b6-\u17ff\u1800-\u180a\u1820-\u18af"
    "\ua840-\ua87f\ua8e0-\ua8ff\ufb50-\ufbff\ufe70-\ufefc"
)
# Scripts that put no space between words: Thai, Lao, Burmese, Khmer.
_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17b3\u17b6-\u17ff"
_MONGOLIAN = "\u1820-\u18af"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_EMOJI = (
    "\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf"
    "\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_NEEDED = (
    f"(?<=[{_JOINING}])\u200c(?=[{_JOINING}])",
    f"(?<=[{_JOINING}])\u200d",
    f"(?<=[{_EMOJI}])\u200d(?=[{_EMOJI}])",
    f"(?<=[{_EMOJI}]\ufe0f)\u200d(?=[{_EMOJI}])",
    f"(?<=[{_SPACELESS}])\u200b(?=[{_SPACELESS}])",
    f"(?<=[{_MONGOLIAN}])[\u180b-\u180d\u180f]",
    f"(?<=[{_HAN}])[\ufe00-\ufe02\U000e0100-\U000e01ef]",
    f"(?<=[{_EMOJI}])[\ufe0e\ufe0f]",
    "(?<=[0-9#*])\ufe0f(?=\u20e3)",
)

# These two take some milliseconds to be made, and most texts need neither.


@cache
def _somewhere_unfit() -> re.Pattern[str]:
    return re.compile(f"[{_NEVER}{_SOMEWHERE}]")


@cache
def _unfit() -> re.Pattern[str]:
    return re.compile(f"[{_NEVER}]|(?!{'|'.join(_NEEDED)})[{_SOMEWHERE}]")


def perhaps(signs: str) -> bool:
    """Whether any of the signs is unfit somewhere, in whatever order they are."""
    return _somewhere_unfit().search(signs) is not None


def unfit(text: str) -> re.Match[str] | None:
    """The first sign that doesn't belong where it stands."""
    return _unfit().search(text) if _LOOKED_AT.search(text) and perhaps(text) else None


def without_unfit(text: str) -> str:
    """The text without the signs that don't belong where they stand."""
    return _unfit().sub("", text)


def without_unseen(text: str) -> str:
    """The text without the signs that don't belong there and that nobody could have seen."""
    if unfit(text) is None:
        return text
    return _unfit().sub(lambda m: "" if category(m.group()) == "Cf" else m.group(), text)


_LOOKED_AT = re.compile(r"[^\t\n\r -~]")
_BREAK = re.compile(r"[\t\r\n]")
_SHOWN = "\ufffd"


def visible(text: str) -> str:
    """The text as it may be printed: each unfit sign as U+FFFD."""
    return _unfit().sub(_SHOWN, text) if unfit(text) else text


def one_line(text: str) -> str:
    """As ``visible``, for what has to stay within its line: a name, another program's words."""
    return _BREAK.sub(_SHOWN, visible(text))


def visible_json(text: str) -> str:
    """JSON with each unfit sign escaped: the same value, and nothing in it that is obeyed."""
    return _unfit().sub(_escaped, text) if unfit(text) else text


def _escaped(match: re.Match[str]) -> str:
    units = match.group().encode("utf-16-be", "surrogatepass")
    pairs = zip(units[::2], units[1::2], strict=True)
    return "".join(f"\\u{high:02x}{low:02x}" for high, low in pairs)
