"""The beginning and end of sentences, lists and numbers in them."""

import re
from collections.abc import Sequence
from itertools import pairwise

from sonodeck.questions.english.words import APOSTROPHES, DASHES, QUOTES, UNITS
from sonodeck.sheets import markup


def capitalised(text: str) -> str:
    """The text with a capital first letter, where a sentence begins with it.

    Left alone: a word with another capital or a digit (pH, mRNA, t1), the symbol of a unit, a
    letter that stands alone as a variable or before a hyphen (d-glucose; but "a copy" and "x-ray"
    change), a Greek letter before a hyphen, code and math, what looks like a command, a path or an
    address (cd .., os.path, https://), and letters whose capital isn't one letter (ß).
    """
    if "A" <= text[:1] <= "Z":
        return text
    start = len(text) - len(text.lstrip(_BEFORE_SENTENCE))
    if text[:start].endswith("((") and (group := _CLOZE_GROUP.match(text, start)):
        start = group.end()
    found = _WORD.match(text, start)
    word = found.group() if found else ""
    rest = text[start + len(word) :]
    if not word or word in UNITS or not _takes_capital(word, rest):
        return text
    if _NAME_OF_ITS_OWN.match(rest) or not _is_prose(text):
        return text
    return text[:start] + _capital(word[0]) + word[1:] + rest


_BEFORE_SENTENCE = " \t\r\n*[(" + QUOTES
# What goes on behind its first word without a space, and isn't prose: os.path, x=5, print(…); but
# "artery(ies)" and "and/or" are.
_NAME_OF_ITS_OWN = re.compile(r"[._@=#$&+<>|~^][^\s*]|:[^\s*]|/[^\s/]*/|\((?!(?:e?s|ies)\))")
_CLOZE_GROUP = re.compile("[0-9]+:")
_SMALL_DIGITS = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉")


# The blocks whose capitals no version of Unicode changes any more: Latin-1, Latin Extended-A,
# Greek, Cyrillic, Armenian, Latin Extended Additional.
_TWO_CASES = "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f\u0370-\u0587\u1e00-\u1eff"
_HAS_TWO_CASES = re.compile(f"[A-Za-z{_TWO_CASES}]")
# Letters and digits; beyond ASCII whatever may be a letter of an alphabet with capitals.
_WORD = re.compile(f"[A-Za-z0-9{''.join(sorted(_SMALL_DIGITS))}\u00b5\u0300-\u036f{_TWO_CASES}]+")


def is_before_sentence(text: str) -> bool:
    """Whether only spaces, stars, quotes and brackets stand there, so that a sentence begins."""
    return not text.strip(_BEFORE_SENTENCE)


def _capital(letter: str) -> str:
    """The capital of a letter, or the letter itself where that isn't one letter: ß, ŉ."""
    upper = letter.upper() if _HAS_TWO_CASES.match(letter) else letter
    return upper if len(upper) == 1 else letter


def _takes_capital(word: str, rest: str) -> bool:
    if len(word) > 1:
        if word.isascii():
            return word[1:].isalpha() and word[1:].islower()
        return not any(
            character in "0123456789"
            or character in _SMALL_DIGITS
            or character != character.lower()
            for character in word[1:]
        )
    if "\u0370" <= word <= "\u03ff":
        return False
    joined_to_word = (_JOINED if word in _NO_SYMBOL else _ELIDED).match(rest) is not None
    return (
        joined_to_word or not word.isascii() or (word == "a" and _AFTER_A.match(rest) is not None)
    )


_ELIDED = re.compile(f"[{APOSTROPHES}][A-Za-z]")
_JOINED = re.compile(f"[-\u2010\u2011{APOSTROPHES}][A-Za-z]")
# Letters before a hyphen that are words or shapes; d-glucose, n-hexane, p-value and c-fos are not.
_NO_SYMBOL = frozenset("aeuvwxy")
# Not the variable in "a = 5", "a -> b", "a * b" and "a*b"; stars at a word are emphasis.
_AFTER_A = re.compile(
    r"\Z|[ \t\n](?!\*+[ \t\n])(?![-+=<>≤≥≈×/·^|\u2190-\u21ff\u2212])|\*+(?:[ \t\n]|\Z)"
)


def joined(items: Sequence[str]) -> str:
    """Items as a list in a sentence: "a, b and c"; "a, b; and c and d" where one has its own."""
    *before, last = items or [""]
    if not before:
        return last
    if any(", " in item or " and " in item for item in items):
        return "; ".join([*before, f"and {last}"])
    return ", ".join(before) + f" and {last}"


def number_word(number: int) -> str:
    """A count in a sentence: in words from one to twenty, else in digits."""
    return _NUMBER_WORDS[number - 1] if 1 <= number <= 20 else str(number)


# fmt: off
_NUMBER_WORDS = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
]
# fmt: on


def sentence(pieces: Sequence[tuple[str, bool]]) -> str:
    """A filled template: pieces of text, each with whether a value was put in there.

    Mended are the seams only. A stop that the value brought along and the template's own become
    one: "in the U.S." and "." give "in the U.S.", "Is it?" and "." give "Is it?". A value that ends
    like a sentence loses its full stop where the sentence goes on: "by echoes." and "?" give "by
    echoes?", but "the U.S." keeps it. All else stays as typed.
    """
    parts = [text for text, _ in pieces]
    for at, ((value, is_value), (rest, next_is_value)) in enumerate(pairwise(pieces)):
        if is_value and not next_is_value:
            parts[at : at + 2] = _mended(value, rest)
    return "".join(parts)


def _mended(value: str, rest: str) -> tuple[str, str]:
    """What ends with a value, and what follows it in the template, without doubled stops."""
    end, after = value.rstrip(_AFTER_STOP)[-1:], rest.lstrip(_AFTER_STOP)
    mark, marks = after[:1], rest[: len(rest) - len(after)]
    if not end or not _ONE_STOP.match(after) or end not in ".,;?!…":
        return value, rest
    if end == mark or (mark == "." and end in "?!…"):
        return value, marks + after[1:]
    if end == "." and mark != "." and _ends_a_sentence(value):
        return value[:-1], rest
    return value, rest


_AFTER_STOP = "*" + QUOTES
# One stop of the template, before a space or at its end; not ".5", "...", ".txt".
_ONE_STOP = re.compile(rf"[.,;?!](?=[ \t\r\n*)\]{QUOTES}{DASHES}]|\Z)")


def _ends_a_sentence(value: str) -> bool:
    """Whether the full stop at the end of a value is no part of its last word."""
    before = value[:-1]
    return (
        value.endswith(".")
        and _LAST_LETTER.search(before[-1:]) is not None
        and not _SHORTENED.search(before[-_LONGEST_SHORTENED:])
        and _is_prose(value)
    )


_LAST_LETTER = re.compile(f"[a-z)\\]{QUOTES}\u00e0-\u024f]")
_LONGEST_SHORTENED = 8
_SHORTENED = re.compile(
    r"(?:\.[A-Za-z]|(?<![A-Za-z])(?:[A-Za-z]"  # U.S., e.g., vitamin B.
    r"|etc|vs|al|cf|ca|approx|[Dd]r|[Mm]rs?|[Mm]s|[Jj]r|[Ss]r|[Ss]t|[Ii]nc|[Ll]td|[Cc]orp|[Cc]o|[Ff]ig"
    r"|[Mm]ax|[Mm]in|[Ss]ec|[Hh]rs?|[Ii]n|[Ll]at|[Vv]ol|[Ee]d))\Z"
)


def _is_prose(text: str) -> bool:
    """Whether a text may be a sentence, and not a command, a path or a piece of a program."""
    if text.endswith(";"):
        return False
    return not any(
        span.kind == "text" and _PROGRAM.search(span.written) for span in markup.spans(text)
    )


_PROGRAM = re.compile(
    r"(?:^|\s)(?:-[A-Za-z]{1,2}(?!\w)|--[A-Za-z]|[~.]{0,2}/[\w.~]|\.\.(?:[\s,;:?!]|$)|\|\s|&&)"
    r"|://|\?\?|==|=>|::|[{}]|\\|\w\(\)"
)
