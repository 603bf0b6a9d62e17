"""One form for all spellings of a text that a reader can't tell apart.

What is shown stays as typed; this is what is compared. The tables are part of the program: what
Unicode says is in ``folds.txt``, what it leaves is here, so every Python finds the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


def seen(text: str) -> str:
    """A text as it is seen: signs that look alike are one sign, capitals stay.

    The micro sign is the Greek letter, a hyphen that doesn't break is a hyphen, what nobody sees is
    gone. A raised digit behind a digit is a power (``10⁵`` is ``10^5``, and not 105), all others
    are digits: ``m²`` is ``m2``, ``CO₂`` is ``CO2``.
    """
    if not text.isascii():
        text = _from_unicode(text)
    return _POWER_SIGN.sub("", text) if "^" in text else text


def fold(text: str) -> str:
    """As ``seen``, in small letters; a Greek letter alone is a symbol: not ω for Ω."""
    text = seen(text)
    if text.isascii():
        return text.lower()
    case = _tables()[1]
    words = _GREEK.split(text)
    if len(words) == 1:
        return text.translate(case)
    greek = [one if len(one) == 1 else one.translate(case) for one in _GREEK.findall(text)]
    return "".join(
        other.translate(case) + own for other, own in zip(words, [*greek, ""], strict=True)
    )


def _from_unicode(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    if _IN_CONTEXT.search(text):
        text = _POWER.sub(lambda found: "^" + found.group(), text)
        text = _INDEX.sub(lambda found: "_" + found.group(), text)
        text = _FRACTION.sub(" ", _GROUPS.sub("", text))
        text = _GREEK.sub(_latin, _LONE_SHARP_S.sub("\u03b2", text))
    text = _KANA_BAR.sub("\u30fc", text)
    return unicodedata.normalize("NFC", text.translate(_tables()[0]))


# A dash behind katakana is their sign for a long vowel, typed with the wrong key.
_KANA_BAR = re.compile("(?<=[\u30a1-\u30fa\u30fc])[\uff0d\u2010-\u2015\u2212]")
_RAISED = "\u2070\u00b9\u00b2\u00b3\u2074-\u2079"
_POWER = re.compile(f"(?<=[0-9])[\u207a\u207b]?[{_RAISED}]+")
_INDEX = re.compile("(?<=[0-9])[\u2080-\u2089]+")
_FRACTION = re.compile("(?<=[0-9])[ \u00a0\u2009\u202f]?(?=[\u00bc-\u00be\u2150-\u215f])")
# Spaces that only ever part thousands: 1 540 with a space that doesn't break.
_GROUPS = re.compile("(?<=[0-9])[\u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))")
# x^2 as x² and x2, but 10^5 not as 105.
_POWER_SIGN = re.compile(r"(?<=[A-Za-z)])\^(?=[-+]?[0-9])")
# German keyboards have no beta, but a sharp s: alone it stands for the Greek letter.
_LETTERS = "A-Za-z\u00c0-\u024f"
_LONE_SHARP_S = re.compile(f"(?<![{_LETTERS}])\u00df(?![{_LETTERS}])")
# Greek capitals that look as Latin ones, where no other Greek letter stands beside them.
_GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]+")
_LIKE_LATIN = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϳ", "ABEZHIKMNOPTYXCj")  # noqa: RUF001 - meant
_IN_CONTEXT = re.compile(
    f"[{_RAISED}\u2080-\u2089\u00bc-\u00be\u2150-\u215f\u00a0\u2009\u202f\u00df\u0370-\u03ff]"
)


def _latin(greek: re.Match[str]) -> str:
    word = greek.group()
    latin = word.translate(_LIKE_LATIN)
    return latin if latin.isascii() else "o" if word == "\u03bf" else word


# Each sign with all that a reader takes for it, beyond NFKC.
_LOOKS = {
    "-": "\u2010-\u2015\u2212\u2043\u02d7\u05be\u1806\u2796\u2e3a\u2e3b\u2e17\u2e40\u30a0",
    "'": "\u2018-\u201b\u2032\u2035\u02b9\u02bb-\u02bf\u02c8\u02ca\u02cb\u00b4\u055a\u05f3"
         "\ua78b\ua78c\u2039\u203a\u1fbd\u1ffd\u1ffe",
    '"': "\u201c-\u201f\u2033\u2036\u00ab\u00bb\u02ba\u02ee\u05f4\u301d-\u301f\u3003",
    "\u00b7": "\u2022\u2219\u22c5\u2027\u30fb\u0387\u1427\u25cf\u2981",
    ":": "\u2236\ua789\u02d0\u05c3", "/": "\u2044\u2215\u29f8\u2571", "|": "\u2223\u01c0\u2758",
    "~": "\u223c\u301c\u02dc\u2053", "x": "\u00d7\u2715\u2a2f\u2a09\u2717\u2716\u274c",
    "*": "\u2217\u204e\u2731\u066d", "%": "\u066a", ".": "\u066b\u3002\u06d4", ";": "\u061b\u037e",
    ",": "\u060c\u066c\u3001\u201a\u02cc", "?": "\u061f", " ": "\u00a1\u00bf",
    "\u00b0": "\u00ba\u02da\u2218\u1d52", "\u0394": "\u2206\u25b3", "\u03a3": "\u2211",
    "\u03a0": "\u220f", "\u03b1": "\u0251\u237a", "\u03b3": "\u0263", "\u03c6": "\u0278",
    "\u03b2": "\ua7b5", "g": "\u0261", "f": "\u0192", "ae": "\u00e6", "AE": "\u00c6",
    "oe": "\u0153", "OE": "\u0152", "<=": "\u2264\u2266\u2a7d", ">=": "\u2265\u2267\u2a7e",
    "->": "\u2192\u27f6\u2794\u279c", "<-": "\u2190\u27f5", "=>": "\u21d2\u27f9",
    "<->": "\u2194\u27f7", "<=>": "\u21d4\u27fa\u21cc",
    # Arabic and Persian yeh, kaf and heh.
    "\u064a": "\u0649\u06cc", "\u0643": "\u06a9\u06aa", "\u0647": "\u06c1\u06d5",
    "\u0647\u0654": "\u06c0\u06c2",
    # Nobody sees them: joiners, directions, selectors, fillers, the soft hyphen, the tatweel.
    "": "\u00ad\u034f\u061c\u0640\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
        "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef",
}  # fmt: skip
# Cyrillic; small letters as their capitals, so that both cases stay one word.
_CYRILLIC = ("АВЕКМНОРСТУХЅІЈӀавекмнорстухѕіјӏ", "ABEKMHOPCTYXSIJIabekmhopctyxsiji")
# The first of ten digits, in the scripts that have their own.
_DIGITS = (
    "\u0660\u06f0\u0966\u09e6\u0a66\u0ae6\u0b66\u0be6\u0c66\u0ce6\u0d66\u0e50\u0ed0\u0f20\u1040\u17e0\u1810"
)  # fmt: skip


@cache
def _tables() -> tuple[Mapping[int, str], Mapping[int, str]]:
    """What each sign looks like, and the small letter of each letter."""
    own = dict(zip(map(ord, _CYRILLIC[0]), _CYRILLIC[1], strict=True))
    for first in _DIGITS:
        own |= {ord(first) + digit: str(digit) for digit in range(10)}
    for sign, signs in _LOOKS.items():
        own |= dict.fromkeys(_codes(signs), sign)
    tables: dict[str, dict[int, str]] = {"look": {}, "case": {}}
    written = files("sonodeck.sheets").joinpath("folds.txt").read_text("ascii")
    for line in written.splitlines():
        if not line.startswith("#"):
            name, meant, signs = line.split("\t")
            target = "".join(chr(int(code, 16)) for code in meant.split())
            target = target.translate(own) if name == "look" else target
            tables[name] |= {int(code, 16): target for code in signs.split()}
    capitals = {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
    return tables["look"] | own, tables["case"] | capitals


def _codes(signs: str) -> list[int]:
    """The code points of signs, ranges (``a-c``) included."""
    found: list[int] = []
    for first, last in re.findall(r"(?s)(.)(?:-(.))?", signs):
        found += range(ord(first), ord(last or first) + 1)
    return found
