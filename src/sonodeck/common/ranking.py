"""What a card shows on a day of study, the same here and in a card's script.

A rank for a text is the order among equals; with the day in it, it decides which numbers a question
has and how its options stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo

DAY_BEGINS = timedelta(hours=4)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_MASK = 0xFFFFFFFF


def rank(text: str) -> int:
    """A number below 2**32, as ``rank`` in cardlook/options.js computes it.

    FNV-1a over the two bytes of each UTF-16 unit; the last lines spread what differs late in the
    text over all bits (the finish of Bret Mulvey's hash).
    """
    value = 2166136261
    for byte in text.encode("utf-16-le", "surrogatepass"):
        value = (value ^ byte) * 16777619 & _MASK
    value = value + (value << 13) & _MASK
    value ^= value >> 7
    value = value + (value << 3) & _MASK
    value ^= value >> 17
    return value + (value << 5) & _MASK


def study_day(at: int, zone: tzinfo | None = None) -> date:
    """The day of study that a moment belongs to; it begins at 4 in the morning, local time.

    ``at``: milliseconds since 1970.
    """
    return ((_EPOCH + at * _MILLISECOND).astimezone(zone) - DAY_BEGINS).date()


def options_on(day: date, key: str, options: Sequence[str], *, ordered: bool = False) -> list[int]:
    """The order of a multiple choice on a day: places in ``options``, as Anki's card has it.

    ``options`` are texts as a browser gives them for the card: without tags, with their math signs;
    ``ordered``: they are numbers by size, which rise, or on other days fall. Letters point to
    places in a picture, so they stand as in the alphabet: A never is option B.
    """
    if ordered:
        places = list(range(len(options)))
        return places[::-1] if rank(f"{key}\0{day.isoformat()}") & 1 else places
    words = [" ".join(re.split(r"\s+", option)).strip(" ") for option in options]
    if are_letters(words):
        return sorted(range(len(words)), key=words.__getitem__)
    ranked = [(rank(f"{key}\0{text}\0{day.isoformat()}"), text) for text in words]
    return sorted(range(len(words)), key=lambda at: (ranked[at][0], _units(ranked[at][1])))


def are_letters(options: Iterable[str]) -> bool:
    """Whether options are capital letters, which name places in a picture."""
    return all(map(_LETTER.fullmatch, options))


_LETTER = re.compile(r"[A-Z]")


def variant_on(day: date, key: str, count: int) -> int:
    """Which of its sets of numbers a question shows on a day, from 0, as Anki's card has it."""
    return rank(f"{key}\0variant\0{day.isoformat()}") % count if count > 1 else 0


def _units(text: str) -> bytes:
    """What orders texts as a browser's ``<`` does."""
    return text.encode("utf-16-be", "surrogatepass")
