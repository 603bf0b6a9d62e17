"""When two texts say the same: a row for each find, and decks whose options must all differ."""

import json
import sys
import unicodedata
from collections.abc import Sequence
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sonodeck import project
from sonodeck.common.folders import Folder
from sonodeck.questions import QuestionNote, english
from sonodeck.sheets import comparable, numbers, rough, values
from sonodeck.sheets.folding import fold, seen
from sonodeck.sheets.values import Unfit, meant
from tests import folds

# Rows of what is the same. One row for each find; where a sign is hard to see, by its number.
SAME = """
Activates \u03bc receptors | Activates \u00b5 receptors | Greek mu, micro sign
Liver | liver | capitals
Crohn's disease | Crohn\u2019s disease | apostrophes
5\u2032 end | 5' end | prime
\u201clupoid\u201d | "lupoid" | quotes
\u00ablupoid\u00bb | \u201elupoid\u201c | quotes of other languages
B-mode | B\u2011mode | a hyphen that doesn't break
B-mode | B\u2010mode | Unicode's hyphen
B-mode | B mode | a hyphen that joins
follow-up scan | follow\u2013up scan | a dash for a hyphen
\u22126 \u00b0C | -6 \u00b0C | minus sign
5\u201310 | 5-10 | en dash
left kidney | left\u00a0kidney | a space that doesn't break
left kidney | left\u2009kidney | a thin space
left kidney | left\u3000kidney | a wide space
left kidney | left  kidney | two spaces
sub\u00adtotal | subtotal | soft hyphen
left\u200bkidney | leftkidney | a space of no width
\u0645\u06cc\u200c\u0631\u0648\u062f | \u0645\u06cc\u0631\u0648\u062f | a joiner of no width
heart \u2764\ufe0f | heart \u2764 | variation selector
\ufeffliver | liver | byte order mark
left\u200e kidney | left kidney | direction mark
\u06a9\u0628\u062f | \u0643\u0628\u062f | Persian and Arabic kaf
\u0642\u0644\u0628\u06cc | \u0642\u0644\u0628\u064a | Persian and Arabic yeh
\u0642\u0644\u0628\u0649 | \u0642\u0644\u0628\u064a | yeh without points
\u06a9\u0640\u0628\u062f | \u06a9\u0628\u062f | tatweel
\ufee3\ufb8e | \u0645\u0643 | presentation forms
\ufb01brin | fibrin | ligature
c\u00e6cum | caecum | ae
f\u0153tus | foetus | oe
\uff2c\uff49\uff56\uff45\uff52 | Liver | full width
\u80dd\u81d3\uff08\u5de6\uff09 | \u80dd\u81d3(\u5de6) | full-width parentheses
\uff76\uff9e\uff9d | \u30ac\u30f3 | half-width kana
CO\u2082 | CO2 | subscript
Ca\u00b2\u207a | Ca2+ | superscript
\u00b9\u00b3\u00b9I | 131I | superscript before a letter
x\u00b2 | x^2 | a power of a letter
37 \u2103 | 37 \u00b0C | one sign for degrees Celsius
90\u00ba | 90\u00b0 | the ordinal sign for degrees
90\u02da | 90\u00b0 | the ring for degrees
5 k\u2126 | 5 k\u03a9 | ohm, omega
300 \u212a | 300 K | kelvin
5 \u212b | 5 \u00c5 | angstrom
M\u00e9ni\u00e8re | Me\u0301nie\u0300re | one letter or two
\u0441\u043eronary | coronary | Cyrillic among Latin
\u0410 | A | a Cyrillic capital
\u0440\u041d | pH | Cyrillic altogether
\u0391 | A | a Greek capital that looks as a Latin one
\u039d\u0391D\u03a1H | NADPH | Greek among Latin
\u0422\u043e\u0440 | \u0442\u043e\u0440 | Cyrillic capitals
\u0391\u03af\u03bc\u03b1 | \u03b1\u03af\u03bc\u03b1 | Greek capitals of a word
\u00df-blocker | \u03b2-blocker | German sharp s for beta
\u2206G | \u0394G | increment, delta
\u2211F | \u03a3F | sum, sigma
\U0001d6fc decay | \u03b1 decay | mathematical letters
\u03d5 | \u03c6 | two shapes of phi
N\u22c5m | N\u00b7m | two dots
5 \u00d7 3 | 5 x 3 | times, x
1\u22361 | 1:1 | ratio sign
\u2264 3 mm | <= 3 mm | at most
A \u2192 B | A -> B | arrow
\u2163 | IV | one sign for a Roman number
\u0663 \u0643\u063a | 3 \u0643\u063a | Arabic digits
\u06f3 \u0643\u063a | \u0663 \u0643\u063a | Persian digits
**bold** text | bold text | markup
Ma\u1e9ee | Ma\u00dfe | capital sharp s
120 min | 2 h | time
120 min | two hours | in words
120 min | about 2 hours | about
1000 \u00b5mol/L | 1 mmol/L | concentration
1000 \u03bcmol/l | 1 mmol/L | liter
1 mg/mL | 1 g/L | concentration by mass
100 mg/dL | 1 mg/mL | deciliter
5,000 U | 5000 IU | units
1 Gy | 100 cGy | dose
60 bpm | 60/min | rate
3 hrs | 3 h | plural of a short name
5 lbs | 5 lb | likewise
60 beats per minute | 1 Hz | rate in words
60 mmHg | 60 mm Hg | with a space
1 atm | 760 mmHg | pressure
1 W/cm\u00b2 | 1000 mW/cm2 | intensity
1 MHz | 1,000 kHz | frequency
3.6 km/h | 1 m/s | speed
9.81 m/s\u00b2 | 9.81 m s\u207b\u00b2 | negative power
0.5 dB/cm/MHz | 0.5 dB/(cm\u00b7MHz) | two lines, parentheses
98.6 \u00b0F | 37 \u00b0C | Fahrenheit
310.15 K | 37 \u00b0C | kelvin
1 in | 2.54 cm | inch
1 mCi | 37 MBq | curie
3 \u00d7 10\u2075 | 300,000 | power of ten
3e5 | 3 \u00d7 10^5 | two ways to write it
10\u2075 | 100 000 | a power alone
5 million | 5,000,000 | millions
\u00bd h | 30 min | a fraction in one sign
1\u00bd h | 90 min | one and a half
1 1/2 h | 1.5 h | the same with a slash
1 h 30 min | 90 min | two units
5 ft 10 in | 70 in | feet and inches
30 min to 2 h | 0.5\u20132 h | mixed units in a range
5 \u00b1 1 mm | 4 to 6 mm | give or take
5 mm \u00b1 20 % | 4\u20136 mm | give or take a share
1 g/8 h | 3 g/day | a rate
2 g a day | 2 g/d | a day
12 months | 1 y | months
2 wk | 14 d | weeks
1 in 4 | 25 % | a share
1:1,000 | 0.1 % | a ratio
3.0 | 3 | decimals
.5 | 0.5 | without its zero
30+ | 30 or more | or more
18 y or older | at least 18 years | or older
3 mm | 3mm | without a space
a 5-mm stone | a 5 mm stone | with a hyphen
lasts at least 2 h | lasts at least 120 min | in a sentence
lasts 1\u20132 h in all | lasts 60 to 120 min in all | a range in a sentence
takes two hours in all | takes 2 h in all | words in a sentence
1,540 m/s in tissue | 1540 m/s in tissue | thousands in a sentence
3,5 h of sleep | 3.5 h of sleep | a decimal comma in a sentence
1 540 m/s | 1\u202f540 m/s | thin space between thousands
17,098,246 km\u00b2 | 17098246 square kilometers | area in words
2 weeks of rest | 14 days of rest | words behind the unit
q8h | every 8 h | Latin
2 g q6h | 2 g every 6 hours | Latin in a dose
beta-blocker | \u03b2-blocker | a Greek letter and its name
TGF-beta | TGF\u2011\u03b2 | likewise behind Latin ones
p \u21d2 q | p => q | double arrow
A \u2194 B | A <-> B | arrow both ways
\u30b3\uff0d\u30d2\uff0d | \u30b3\u30fc\u30d2\u30fc | a dash for the sign of a long vowel
\u0647\u0654 | \u06c0 | two letters or one
the letter 'A' | the letter A | quotes
10 %\u201320 % | 10\u201320 % | a share at both ends
contains 10%-20% of it | contains 10 to 20 % of it | likewise in a sentence
10 min\u20131 h | 10 to 60 min | a dash between two units
lasts 10 min\u20131 h in all | lasts 10\u201360 min in all | likewise in a sentence
6 months-2 years | 6 to 24 months | a hyphen between two units
twenty-one days | 21 d | tens in words
thirty days | 30 d | likewise
five hundred thousand | 500,000 | thousands in words
5 mg% | 5 mg/dL | milligrams percent
4.5 K/\u00b5L | 4,500/\u00b5L | thousands as laboratories count
5 M/uL | 5 \u00d7 10^12/L | millions
150,000/mm\u00b3 | 150 \u00d7 10\u2079/L | per cubic millimeter
0.5 dB/cm-MHz | 0.5 dB/cm/MHz | a hyphen below the line
10 mg/kg-day | 10 mg/kg/d | likewise
1 J/kg | 1 Gy | what cancels out within a unit
9.8 N/kg | 9.8 m/s\u00b2 | likewise
5 mg/h/kg | 5 mg/kg/h | in another order
5 coulombs | 5 A\u00b7s | coulomb
5 Nm | 5 J | newton meter
1 Cal | 1 kcal | calories of food
60 Kg | 60 kg | a capital of one's own
5 KHZ | 5 kHz | likewise
120 MMHG | 120 mmHg | likewise
1h30min | 90 min | without spaces
5'10" | 5 ft 10 in | feet and inches by their signs
6 in. | 15.24 cm | a point behind the unit
5 per 100,000 | 5 per 100 000 | a space between thousands
travels 1 540 m/s in tissue | travels 1,540 m/s in tissue | likewise in a sentence
21st century | 21st century | an ordinal
lasts over 5 min in all | lasts > 5 min in all | a bound in words
at most 5 min in all | \u2264 5 min in all | likewise
5 years and 6 months | 66 months | two units with and
10 mL kg\u207b\u00b9 h\u207b\u00b9 | 10 mL/kg/h | powers of one sign
250 G/L | 250 \u00d7 10\u2079/L | thousands of millions as laboratories count
5 oder mehr | \u2265 5 | German
18 a\u00f1os o m\u00e1s | \u2265 18 years | Spanish
5 tablettes ou plus | \u2265 5 tablettes | behind a unit that isn't known
entre 5 y 10 mm | 5 to 10 mm | a Spanish range
5 Mio. | 5.000.000 | German millions
5\u4e07 | 50000 | Japanese ten thousands
120\u5206 | 2\u6642\u9593 | Japanese minutes
120 \u05d3\u05e7\u05d5\u05ea | 2 \u05e9\u05e2\u05d5\u05ea | Hebrew minutes
5mm\u4ee5\u4e0a | \u2265 5 mm | a Japanese bound
h\u00f6chstens 3 mm | \u2264 3 mm | a German bound
~ 3 mm | ~3 mm | about, before a number
m\u00e1s de 3 mm | > 3 mm | a Spanish bound
\u05e4\u05d7\u05d5\u05ea \u05de-3 mm | < 3 mm | a Hebrew bound
"""

DIFFERENT = """
\u03b1 receptors | a receptors | alpha is no a
\u03b11 | A1 | nor is it one before a digit
\u03bd | v | nu
\u03c1 | p | rho
\u03a9 | \u03c9 | a Greek letter alone has its capital
\u0394 | \u03b4 | delta
Ma\u00dfe | Masse | sharp s is no ss
a\u00f1o | ano | tilde
\u0451 | \u0435 | Cyrillic yo
10\u2075 | 105 | a power is no hundred
10^5 | 10 5 | nor two numbers
Rh+ | Rh- | signs
Rh- | Rh | a minus at the end
Na+ | Na | a plus at the end
(+)-menthol | (\u2212)-menthol | signs in parentheses
< 3 mm | > 3 mm | bounds
< 3 mm | 3 mm | a bound and none
CO | CO2 | a digit
B1 | B12 | digits
vitamin B | vitamin B12 | a word more
5 mg | 5 mg/kg | a dose by weight
5 mg/kg | 5 mg/kg/day | by time
5 mg/kg | 0.0005 % | cancelled out
5 M | 5 m | capital
5 mM | 5 mm | mole, meter
5 mmol | 5 mol | prefix
5 mmol/L | 5 mEq/L | equivalents
5 Mg | 5 mg | prefix by its capital
5 MPa | 5 mPa | likewise
5 dB | 5 | decibels
37 \u00b0C | 37 \u00b0F | degrees
37 \u00b0C | 37 K | kelvin
1 Gy | 1 Sv | dose and its effect
30 d | 1 month | months have no fixed length
2 h | 2 d | hours, days
5 cm | 5 cm\u00b2 | area
5:1 | 1:5 | the other way round
5 | 5 % | a share
34 % of adults | 34 % of children | of whom
2 g every 8 h | 2 g every 6 h | how often
$5 | \u20ac5 | money
$5 | 5 | money and none
45\u00b0 N | 45\u00b0 S | where
1975 | 1976 | years
type 1 | type 2 | types
5-HT | 5 h | no unit
1,25-dihydroxyvitamin D | 2,4-dihydroxyvitamin D | no decimal comma
x-1 | x 1 | a minus between letter and digit
> 5 mm | \u2265 5 mm | with its end and without
C | C# | a sharp
\uff5e\u6642\u9593 | \u6642\u9593 | a suffix in a list of Japanese words
f | f' | a derivative
f' | f'' | the next one
A | A* | a star
n | n! | a factorial
5' | 5" | feet, inches
5 C of charge | 5 \u00b0C of charge | coulombs are no degrees
1 Cal | 1 cal | calories of food
5 mg/kg | 5 mg/dL | of a body, of blood
\u03b1-blocker | \u03b2-blocker | Greek letters
q8h | q6h | how often
\u30cf | \u30d0 | a sound mark
"""


def rows(table: str) -> list[tuple[str, str, str]]:
    found = (line.split(" | ") for line in table.strip().split("\n"))
    return [(one, other, why) for one, other, why in found]


@pytest.mark.parametrize(("one", "other", "why"), rows(SAME), ids=lambda text: ascii(text)[1:-1])
def test_the_same(one: str, other: str, why: str) -> None:
    assert meant(one) == meant(other), why


@pytest.mark.parametrize(
    ("one", "other", "why"), rows(DIFFERENT), ids=lambda text: ascii(text)[1:-1]
)
def test_not_the_same(one: str, other: str, why: str) -> None:
    assert meant(one) != meant(other), why
    assert comparable(one) != comparable(other), why


@pytest.mark.parametrize(("one", "other", "why"), rows(SAME), ids=lambda text: ascii(text)[1:-1])
def test_the_quick_look_misses_nothing(one: str, other: str, why: str) -> None:
    if comparable(one) == comparable(other) and not set(one.split()) & numbers.SPELLED:
        assert rough(one) == rough(other) or set(other.split()) & numbers.SPELLED, why


# What a field of numbers refuses, with what is said of it.
REFUSED = """
3,5 h | a point for the comma: 3.5
0,5 mg | a point for the comma: 0.5
0,125 mg | a point for the comma: 0.125
3,50 | a point for the comma: 3.50
1,2345 | a point for the comma: 1.2345
12,34,567 | three digits behind each comma
1.540.000 | three digits behind each comma
3.4.5 | three digits behind each comma
12/3 | a ratio as 1:3
120/80 mmHg | a ratio as 1:3
20/40 | a ratio as 1:3
5/2 h | a ratio as 1:3
5:1 h | 1:4 or 1 in 4
12:30 | a time of day
37 C | write \u00b0C
98.6 F | write \u00b0F
5 x 3 cm | more than a number
5 \u00d7 3 cm | more than a number
3 x 10 5 | more than a number
5 mg to 3 mmol | don't measure the same
100 to 1 \u00d7 10^6 | two ways
3 mm, 5 mm | more than one number
5 mg (10 mg in adults) | more than a number
one third | more than a number
3 h 5 kg | more than one number
1e400 | out of all proportion
1:0 | divides by zero
3^5 | powers of ten
\u2265 1:160 | a share as at least 1 in 160
1:10.000 | a point between thousands
1-1/2 h | a mixed fraction or a range
1914\u201318 | the smaller one first
4-0 | the smaller one first
10-3 | the smaller one first
two hundred and five | in digits
1990s | a decade or seconds
5 rad | an angle or a dose
5 pm | a time of day or picometers
5 mhz | MHz or mHz
5 MG | or mg
1h30 | more than one number
37w3d | more than a number
3 E8 | more than a number
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [tuple(line.split(" | ")) for line in REFUSED.strip().split("\n")],
    ids=lambda text: ascii(text)[1:-1],
)
def test_what_may_mean_two_things_is_refused(text: str, said: str) -> None:
    with pytest.raises(Unfit) as caught:
        values.number(text)
    assert caught.value.code == "SD107"
    assert said in f"{caught.value.message} {caught.value.hint}"


UNDERSTOOD: list[tuple[str, float | None, float | None, str]] = [
    ("30 min to 2 h", 0.5, 2, "h"),
    ("3 \u00d7 10^5", 300_000, 300_000, ""),
    ("1 g/8 h", 1, 1, "g/8 h"),
    ("5 \u00b1 1 mm", 4, 6, "mm"),
    ("60 mL/min/1.73 m\u00b2", 60, 60, "mL/min/1.73 m2"),
    ("at most 1.0 cm\u00b2", None, 1, "cm2"),
    ("8.2 per 1,000 live births", 8.2, 8.2, "per 1,000 live births"),
    ("150\u2013400 \u00d7 10^9/L", 150e9, 400e9, "/L"),
    ("5 to 6 million", 5e6, 6e6, ""),
    ("1 out of 4 patients", 0.25, 0.25, "patients"),
    ("\u221240 \u00b0C", -40, -40, "\u00b0C"),
    ("18 years or older", 18, None, "years"),
    ("two and a half hours", 2.5, 2.5, "hours"),
]


@pytest.mark.parametrize(("text", "low", "high", "unit"), UNDERSTOOD)
def test_what_is_understood(text: str, low: float | None, high: float | None, unit: str) -> None:
    found = values.number(text)
    assert (found.low, found.high, found.unit) == (low, high, unit)
    assert found.phrase.text == text


COMMAS = [
    ("3,5 h", "3.5 h"), ("0,125 mg", "0.125 mg"), ("1.234,5 g", "1234.5 g"), ("3.5 h", "3.5 h"),
    ("1.540.000", "1540000"), ("3,5 bis 4,5 mm", "3.5 to 4.5 mm"), ("1 540 m", "1540 m"),
]  # fmt: skip


@pytest.mark.parametrize(("german", "english_"), COMMAS)
def test_decimal_commas_are_understood_where_the_language_has_them(
    german: str, english_: str
) -> None:
    own, other = values.number(german, comma=True), values.number(english_)
    assert (own.low, own.high, own.unit) == (other.low, other.high, other.unit)


@pytest.mark.parametrize("text", ["1,540 m", "1.540 m"])
def test_three_digits_behind_a_lone_sign_are_refused_there(text: str) -> None:
    with pytest.raises(Unfit, match="may be 1540 or 1,54"):
        values.number(text, comma=True)


@pytest.mark.parametrize(
    ("language", "comma"),
    [("en", False), ("de", True), ("de-CH", False), ("es", True), ("es-MX", False), ("ja", False)],
)
def test_which_languages_have_decimal_commas(language: str, comma: bool) -> None:
    assert numbers.decimal_comma(language) is comma


# the table


def test_the_table_is_what_unicode_says() -> None:
    """A later Unicode adds signs, but never changes what one is (its stability policy)."""
    for line in folds.FILE.read_text("ascii").splitlines():
        if not line.startswith("#"):
            name, target, signs = line.split("\t")
            meant_ = "".join(chr(int(code, 16)) for code in target.split())
            change = folds.looks if name == "look" else folds.small
            assert {change(chr(int(code, 16))) for code in signs.split()} == {meant_}


def test_every_python_folds_alike() -> None:
    """The form of every sign of Unicode 14, the oldest that a supported Python has."""
    signs = (chr(code) for code in range(sys.maxunicode + 1))
    listed = [s for s in signs if unicodedata.category(s) not in {"Cs", "Co", "Cn"}]
    if unicodedata.unidata_version == "14.0.0":
        digest = sha256("\n".join(map(fold, listed)).encode()).hexdigest()[:12]
        assert digest == "a7e96e316935"


@given(st.text())
def test_a_folded_text_stays_as_it_is(text: str) -> None:
    once = fold(text)
    assert comparable(fold(once)) == comparable(once)
    assert seen(text.encode("ascii", "ignore").decode()) is not None


@given(st.text("0123456789.,/:^x× eE+-±%hmgCFµ°<>≤to()", max_size=14))
def test_a_number_is_understood_or_refused(text: str) -> None:
    try:
        found = values.number(text)
    except Unfit as unfit:
        assert unfit.message
        assert unfit.hint or unfit.code != "SD107"
    else:
        assert found.low is not None or found.high is not None
        assert meant(text, found) == meant(text, found)


# whole decks


class Value(NamedTuple):
    """A value, and the ways in which authors write it."""

    truth: object
    spellings: tuple[str, ...]


def measured(quantity: str, base: Fraction, units: dict[str, Fraction]) -> Value:
    """A quantity in each of the units that give it few digits."""
    shown = {unit: base / size for unit, size in units.items()}
    written = [
        f"{float(value):.6g}{gap}{unit}"
        for unit, value in shown.items()
        if value == Fraction(f"{float(value):.6g}") and Fraction(1, 100) <= value < 10**6
        for gap in (" ", "\u00a0")
    ]
    return Value((quantity, base), (*written, *(f"about {one}" for one in written)))


def spelled(text: str) -> Value:
    """A text in all the ways that look or read the same."""
    ways = [text, text.upper() if text.isascii() else text, f" {text} ", f"**{text}**"]
    for old, new in (
        (" ", "\u00a0"), (" ", "\u2009"), ("-", "\u2011"), ("'", "\u2019"), ("\u03bc", "\u00b5"),
        ("fi", "\ufb01"), ("2", "\u2082"), ("a", "\u0430"), ("o", "\u043e"),
        ("\u00e9", "e\u0301"), ("\u03b2", "\u00df"), ("l", "\uff4c"),
    ):  # fmt: skip
        ways.append(text.replace(old, new))
    return Value(text, tuple(dict.fromkeys(ways)))


def several(quantity: str, bases: Sequence[int | str], units: dict[str, Fraction]) -> list[Value]:
    return [measured(quantity, Fraction(base), units) for base in bases]


HOURS = {"s": Fraction(1, 3600), "min": Fraction(1, 60), "h": Fraction(1), "hours": Fraction(1),
         "d": Fraction(24), "days": Fraction(24), "wk": Fraction(168)}  # fmt: skip
MOLAR = {"mmol/L": Fraction(1), "\u00b5mol/L": Fraction(1, 1000), "mol/l": Fraction(1000),
         "mM": Fraction(1), "\u03bcM": Fraction(1, 1000)}  # fmt: skip
RATE = {"mg/day": Fraction(1), "g/d": Fraction(1000), "mg/h": Fraction(24), "g/8 h": Fraction(3000)}
SPEED = {"m/s": Fraction(1), "cm/s": Fraction(1, 100), "km/h": Fraction(10, 36),
         "mm/ms": Fraction(1), "m s\u207b\u00b9": Fraction(1)}  # fmt: skip
PRESSURE = {"Pa": Fraction(1), "kPa": Fraction(1000), "hPa": Fraction(100), "bar": Fraction(10**5),
            "N/m\u00b2": Fraction(1)}  # fmt: skip
AREA = {"km\u00b2": Fraction(1), "ha": Fraction(1, 100), "square kilometers": Fraction(1)}
PEOPLE = {"million people": Fraction(10**6), "people": Fraction(1)}

DECKS = {
    "pharmacology": {
        "effect": [spelled(one) for one in (
            "Activates \u03bc receptors", "Activates \u03b1 receptors", "\u03b2-blocker",
            "Crohn's disease", "Retains CO2", "fibrin clot", "M\u00e9ni\u00e8re's attacks")],
        "time": several("time", (1, 2, "1/2", 24, 48, 12), HOURS),
        "amount": several("molar", (1, 2, 5, "1/2", 10), MOLAR),
        "dose": several("rate", (24, 48, 240, 3000, 6000), RATE),
    },
    "physics": {
        "effect": [spelled(one) for one in (
            "\u03bd", "v", "\u03c1", "p", "\u03a9", "\u03c9", "\u0394", "\u03b4", "\u03b1", "a")],
        "time": several("speed", (1, 10, "1/2", 5, 1540), SPEED),
        "amount": several("pressure", (100, 1000, 10**5, 2 * 10**5), PRESSURE),
        "dose": several("time", (1, 2, 3, 24), HOURS),
    },
    "geography": {
        "effect": [spelled(one) for one in (
            "Port-au-Prince", "N'Djamena", "Bogot\u00e1", "Bogota Island", "S\u00e3o Tom\u00e9",
            "Saint John's", "Alofi")],
        "time": several("area", (100, 2500, 10_000, 300_000), AREA),
        "amount": several("people", (10**6, 5 * 10**6, 500_000), PEOPLE),
        "dose": several("speed", (10, 20, 50), SPEED),
    },
}  # fmt: skip
FIELDS = ("effect", "time", "amount", "dose")
KIND = """
kind: thing
title: Thing
name: '{name}'
fields:
  name: {type: text, required: true}
  effect: {type: text}
  time: {type: number}
  amount: {type: text}
  dose: {type: text}
questions:
  effect: {style: choice, ask: 'What of {name}?', answer: '{effect}', reverse: 'Which? {effect}'}
  time: {style: choice, ask: 'How long is {name}?', answer: '{time}', reverse: 'Whose? {time}'}
  amount: {style: choice, ask: 'How much is {name}?', answer: '{amount}'}
  dose: {style: choice, ask: 'How fast is {name}?', answer: 'It takes {dose} in all'}
"""


def deck(facts: Sequence[dict[str, str]]) -> Folder:
    """A deck of facts; each is named by a letter, for a digit would be one more number."""
    named = [
        {"id": f"f{at}", "name": f"thing {'abcdefghijklmnop'[at]}"} | one
        for at, one in enumerate(facts)
    ]
    sheet = json.dumps({"kind": "thing", "facts": named}, ensure_ascii=False)
    return Folder(
        path=Path("deck"), shown="deck", media={}, found=(),
        kinds={"thing.yaml": KIND.encode()},
        files={"deck.yaml": b"id: same-0000\ntitle: Same\nsheets: [s.yaml]\n",
               "s.yaml": sheet.encode()},
    )  # fmt: skip


# Without a look for why: each try compiles a deck.
QUICK = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)


@pytest.mark.parametrize("subject", sorted(DECKS))
@settings(max_examples=30, deadline=None, phases=QUICK, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_option_equals_the_right_one_or_another(subject: str, data: st.DataObject) -> None:
    """However the same values are written, all options of a card are different values."""
    truths: dict[tuple[str, str], object] = {}
    facts, own = [], []
    for _ in range(data.draw(st.integers(4, 10))):
        chosen = {field: data.draw(st.sampled_from(DECKS[subject][field])) for field in FIELDS}
        fact = {name: data.draw(st.sampled_from(one.spellings)) for name, one in chosen.items()}
        for name, text in fact.items():
            said = f"It takes {text} in all" if name == "dose" else text.strip()
            shown = english.capitalised(unicodedata.normalize("NFC", said))
            truths[name, shown] = chosen[name].truth
        facts.append(fact)
        own.append({name: one.truth for name, one in chosen.items()})
    compiled = project.compile_folder(deck(facts))
    # Two spellings are told (SD205), and so is what has no reverse (SD301) or one name twice.
    assert {one.code for one in compiled.found} <= {"SD205", "SD301", "SD302", "SD401", "SD405"}
    assert len(compiled.notes) == 4 * len(facts)
    for note in compiled.notes:
        assert isinstance(note, QuestionNote)
        _, fact_id, field = note.about.key.split(".")
        options = [truths[field, option] for option in note.options]
        assert len(set(options)) == len(options), (note.options, options)
        if note.reverse:
            holders = [
                f"f{at}" for at, one in enumerate(own) if one[field] == own[int(fact_id[1:])][field]
            ]
            assert holders == [fact_id]
