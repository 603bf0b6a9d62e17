"""The beginning and end of sentences, lists and numbers in them."""

import re
from collections.abc import Sequence

from sonodeck.questions.english.words import APOSTROPHES, DASHES, QUOTES, UNITS, spans


def capitalised(text: str) -> str:
    """The text with a capital first letter, where a sentence begins with it.

    Left alone: a word with another capital or a digit (pH, mRNA, t1), the symbol of a unit, a
    letter that stands alone as a variable (but "a copy" and "x-ray" change), a Greek letter before
    a hyphen, code and math, and letters whose capital isn't one letter (ß).
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
    return text[:start] + _capital(word[0]) + word[1:] + rest


_BEFORE_SENTENCE = " \t\r\n*_[(" + QUOTES
_CLOZE_GROUP = re.compile("[0-9]+:")
_SMALL_DIGITS = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉")


# The blocks whose capitals no version of Unicode changes any more: Latin-1, Latin Extended-A,
# Greek, Cyrillic, Armenian, Latin Extended Additional.
_TWO_CASES = "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f\u0370-\u0587\u1e00-\u1eff"
_HAS_TWO_CASES = re.compile(f"[A-Za-z{_TWO_CASES}]")
# Letters and digits; beyond ASCII whatever may be a letter of an alphabet with capitals.
_WORD = re.compile(f"[A-Za-z0-9{''.join(sorted(_SMALL_DIGITS))}\u00b5\u0300-\u036f{_TWO_CASES}]+")


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
    joined_to_word = _JOINED.match(rest) is not None
    return (
        joined_to_word or not word.isascii() or (word == "a" and _AFTER_A.match(rest) is not None)
    )


_JOINED = re.compile(f"[-\u2010\u2011{APOSTROPHES}][A-Za-z]")
_AFTER_A = re.compile(r"\Z|[ \t\n*](?![=<>≤≥≈])")  # not the variable in "a = 5"


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


def tidy(text: str) -> str:
    """A filled template without the seams: doubled full stops, lost spaces, spaces before commas.

    "in the U.S.." gives "in the U.S.", "Is it? ." gives "Is it?", "by echoes.?" gives "by echoes?",
    but "in the U.S.?" stays, and "..." too. Code and math stay.
    """
    if not _SEAM.search(text):
        return text
    return "".join(span if protected else _tidy_span(span) for protected, span in spans(text))


# Without one of these nothing is to be done: the usual case, and quickly seen.
_SEAM = re.compile(rf"[ .,;?!…](?:[.,;?!…]|(?<= ) |(?<! )(?: [.,;?!…]|(?:\*{{1,3}}|[{QUOTES}])\.))")


def _tidy_span(text: str) -> str:
    single = _SPACES.sub(" ", text)
    return _STOP_AFTER_MARKUP.sub("", _STOPS.sub(_tidy_stops, single))


_SPACES = re.compile("  +")
_STOPS = re.compile(" ?[.,;?!…](?: ?[.,;?!…])*")
_STOP_AFTER_MARKUP = re.compile(
    rf"(?:(?<=[.?!…][*{QUOTES}])|(?<=[.?!…]\*\*)|(?<=[.?!…]\*\*\*))\.(?=[ \t\r\n]|\Z)"
)
_AFTER_STOP = frozenset(" \t\r\n*)]" + QUOTES + DASHES)


def _tidy_stops(found: re.Match[str]) -> str:
    """Punctuation with single spaces in it, brought to what may stand in a sentence."""
    marks = found.group()
    if len(marks) == 1:
        return marks
    parts = marks.strip(" ").split(" ")
    after = found.string[found.end() : found.end() + 1]
    tail = ""
    if after and after not in _AFTER_STOP:  # ".5", ".txt" belong to what follows
        tail = " " + parts.pop()
    if not parts:
        return marks
    if any(part.startswith(("...", "…")) for part in parts):  # may stand alone: "wait ... what"
        return marks[: marks.startswith(" ")] + " ".join(map(_stop, parts)) + tail
    run = _stop("".join(parts))
    before = found.string[max(0, found.start() - _LONGEST_SHORTENED) : found.start()]
    if _ENDS_TOO_EARLY.match(run) and not _SHORTENED.search(before):
        run = run[1:]
    return run + tail


# A full stop that a value brought along, before what the sentence goes on with.
_ENDS_TOO_EARLY = re.compile(r"\.(?=[?!,;])")
_LONGEST_SHORTENED = 8
_SHORTENED = re.compile(
    r"(?:\.[A-Za-z]|(?<![A-Za-z])(?:[A-Za-z]"  # U.S., e.g., vitamin B.
    r"|etc|vs|al|cf|ca|approx|[Dd]r|[Mm]rs?|[Mm]s|[Jj]r|[Ss]r|[Ss]t|[Ii]nc|[Ll]td|[Cc]orp|[Cc]o|[Ff]ig"
    r"|[Mm]ax|[Mm]in|[Ss]ec|[Hh]rs?|[Ii]n|[Ll]at|[Vv]ol|[Ee]d))\Z"
)


def _stop(marks: str) -> str:
    """One run of punctuation without what is doubled: ".." "?." ",." "...."; "etc.," is right."""
    marks = _DOUBLED.sub(r"\1", marks)
    marks = _BEFORE_STOP.sub("", marks)
    marks = _AFTER_QUESTION.sub(r"\1", marks)
    return _DOTS.sub(lambda dots: _FEWER_DOTS.get(dots.group(), dots.group()), marks)


_DOUBLED = re.compile("([,;?])\\1+")
_BEFORE_STOP = re.compile("[,;]+(?=[.?!…])")
_AFTER_QUESTION = re.compile(r"([?!…])\.{1,2}(?!\.)")
_DOTS = re.compile(r"\.+")
_FEWER_DOTS = {"..": ".", "....": "..."}
