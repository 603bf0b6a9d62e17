"""Records as a file that the terminal and the site exchange: JSON, one record per line.

The format is described in docs/quiz.md; the site reads and writes the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import assert_never

from sonodeck.common import exams
from sonodeck.common.diagnostics import Diagnostic, Place, problem
from sonodeck.study.reviews import (
    LAST_MOMENT,
    RETENTIONS,
    Answer,
    CardId,
    Choice,
    Exam,
    ExamDay,
    Grade,
    HandedIn,
    Record,
    RecordId,
    Retention,
    Suspension,
    Undo,
)

VERSION = 1
_HEAD = "sonodeck-reviews"

MAX_FILE = 128 * 1024 * 1024
"""Bytes of a file: over half a million answers."""
MAX_LINE = 20_000
"""Bytes of a line; no record comes near it."""

_MAX_CARD = 1000
_MAX_TOOK = 24 * 60 * 60 * 1000
_MAX_MINUTES = 999_999
_MAX_USED = _MAX_MINUTES * 60_000


def write(records: Iterable[Record]) -> Iterator[str]:
    """The lines of a file, each with its line end."""
    yield HEAD
    yield from map(line, records)


def line(record: Record) -> str:
    """A record as a line of a file. Raises ValueError for one that could not be read again."""
    if not 1 <= record.at <= LAST_MOMENT:
        raise ValueError(f"a record of the moment {record.at}")
    return _line(_plain(record))


def _line(plain: Mapping[str, object]) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")) + "\n"


HEAD = _line({_HEAD: VERSION})
"""The first line of a file."""


def _plain(record: Record) -> dict[str, object]:
    match record:
        case Answer():
            begin = _begin("answer", record) | _card(record)
            cram = {"cram": True} if record.cram else {}
            option = {"option": record.option} if record.option else {}
            return {**begin, "grade": record.grade, "took": record.took, **cram, **option}
        case Suspension():
            return _begin("suspend" if record.suspended else "resume", record) | _card(record)
        case Retention():
            return {**_begin("retention", record), "deck": record.deck, "value": record.value}
        case Exam():
            return _begin("exam", record) | {
                "deck": record.deck, "seed": record.seed, "minutes": record.minutes,
                "questions": list(record.questions),
            }  # fmt: skip
        case Choice():
            option = {"option": record.option} if record.option else {}
            flagged = {"flagged": True} if record.flagged else {}
            begin = _begin("choice", record) | {"exam": record.exam, "question": record.question}
            return {**begin, **option, **flagged, "used": record.used}
        case HandedIn():
            return _begin("handed-in", record) | {"exam": record.exam, "used": record.used}
        case ExamDay():
            day = {"day": record.day} if record.day else {}
            return {**_begin("exam-day", record), "deck": record.deck, **day}
        case Undo():
            return _begin("undo", record) | {"of": record.of}
    assert_never(record)


def _begin(kind: str, record: Record) -> dict[str, object]:
    return {"type": kind, "id": record.id, "at": record.at}


def _card(record: Answer | Suspension) -> dict[str, object]:
    card = record.card
    return {"deck": card.deck, "guid": card.guid, "card": card.number, "key": record.key}


class _Wrong(ValueError):
    """A line that is no record, and why."""


def read(data: bytes, path: str) -> tuple[tuple[Record, ...], list[Diagnostic]]:
    """The records of a file in its order, each once, and all that is wrong with it.

    A file with errors is not to be imported in part: what could be read comes back all the same.
    """
    first, _, rest = data.removeprefix(b"\xef\xbb\xbf").partition(b"\n")
    found = _head(first, path)
    return ((), found) if found else read_lines(rest, path, 2)


def read_lines(data: bytes, path: str, number: int) -> tuple[tuple[Record, ...], list[Diagnostic]]:
    """The same of a part of a file that begins with the line of a number, not the first."""
    found: list[Diagnostic] = []
    records: dict[str, Record] = {}
    for at, line in enumerate(data.split(b"\n"), number):
        if not line.strip():
            continue
        try:
            _add(records, _record(_object(line)))
        except _Wrong as error:
            hint = "export the answers again, or delete this line and lose its record"
            found.append(problem("SD702", Place(path, at, 1), f"not a record: {error}", hint))
    return tuple(records.values()), found


def _add(records: dict[str, Record], record: Record) -> None:
    if records.setdefault(record.id, record) != record:
        raise _Wrong(f"another record has the same id, {record.id}")


def _head(line: bytes, path: str) -> list[Diagnostic]:
    place = Place(path, 1, 1)
    try:
        version = _object(line).get(_HEAD)
    except _Wrong:
        version = None
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        message = "this is not a review file exported by sonodeck"
        hint = f'its first line should be: {{"{_HEAD}":{VERSION}}}'
        return [problem("SD701", place, message, hint)]
    if version > VERSION:
        message = "this file was exported by a newer sonodeck"
        return [problem("SD703", place, message, "install that version; nothing was imported")]
    return []


def _object(line: bytes) -> dict[str, object]:
    if len(line) > MAX_LINE:
        raise _Wrong("the line is too long")
    try:
        plain = json.loads(line.decode())
    except (ValueError, RecursionError) as error:
        raise _Wrong("the line is damaged or cut off") from error
    if not isinstance(plain, dict):
        raise _Wrong("it should be a JSON object")
    return plain


def _record(plain: Mapping[str, object]) -> Record:
    kind = _text(plain, "type")
    make = _MAKERS.get(kind)
    if make is None:
        raise _Wrong(f"unknown type {kind!r}")
    return make(plain, _id(plain, "id"), _number(plain, "at", 1, LAST_MOMENT))


def _answer(plain: Mapping[str, object], own: RecordId, at: int) -> Answer:
    cram = plain.get("cram", False)
    if not isinstance(cram, bool):
        raise _Wrong("'cram' should be true or false")
    return Answer(
        id=own,
        at=at,
        card=_card_id(plain),
        key=_text(plain, "key"),
        grade=_grade(plain),
        took=_number(plain, "took", 0, _MAX_TOOK),
        cram=cram,
        option=_text(plain, "option") if "option" in plain else "",
    )


def _suspension(*, suspended: bool) -> _Maker:
    def make(plain: Mapping[str, object], own: RecordId, at: int) -> Suspension:
        card, key = _card_id(plain), _text(plain, "key")
        return Suspension(id=own, at=at, card=card, key=key, suspended=suspended)

    return make


def _retention(plain: Mapping[str, object], own: RecordId, at: int) -> Retention:
    value = plain.get("value")
    least, most = RETENTIONS
    if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
        raise _Wrong(f"'value' should be a number from {least} to {most}")
    return Retention(id=own, at=at, deck=_text(plain, "deck"), value=float(value))


def _undo(plain: Mapping[str, object], own: RecordId, at: int) -> Undo:
    return Undo(id=own, at=at, of=_id(plain, "of"))


def _exam(plain: Mapping[str, object], own: RecordId, at: int) -> Exam:
    questions = plain.get("questions")
    if not isinstance(questions, list) or not 1 <= len(questions) <= exams.MOST:
        raise _Wrong(f"'questions' should be a list of 1 to {exams.MOST} guids")
    return Exam(
        id=own,
        at=at,
        deck=_text(plain, "deck"),
        seed=_text(plain, "seed"),
        minutes=_number(plain, "minutes", 1, _MAX_MINUTES),
        questions=tuple(_text({"questions": one}, "questions") for one in questions),
    )


def _choice(plain: Mapping[str, object], own: RecordId, at: int) -> Choice:
    flagged = plain.get("flagged", False)
    if not isinstance(flagged, bool):
        raise _Wrong("'flagged' should be true or false")
    return Choice(
        id=own,
        at=at,
        exam=_id(plain, "exam"),
        question=_number(plain, "question", 1, exams.MOST),
        option=_text(plain, "option") if "option" in plain else "",
        flagged=flagged,
        used=_number(plain, "used", 0, _MAX_USED),
    )


def _handed_in(plain: Mapping[str, object], own: RecordId, at: int) -> HandedIn:
    used = _number(plain, "used", 0, _MAX_USED)
    return HandedIn(id=own, at=at, exam=_id(plain, "exam"), used=used)


def _exam_day(plain: Mapping[str, object], own: RecordId, at: int) -> ExamDay:
    day = _text(plain, "day") if "day" in plain else ""
    if day and not _is_day(day):
        raise _Wrong("'day' should be a date like 2027-05-14")
    return ExamDay(id=own, at=at, deck=_text(plain, "deck"), day=day)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


_Maker = Callable[[Mapping[str, object], RecordId, int], Record]
_MAKERS: Mapping[str, _Maker] = {
    "answer": _answer,
    "suspend": _suspension(suspended=True),
    "resume": _suspension(suspended=False),
    "retention": _retention,
    "exam": _exam,
    "choice": _choice,
    "handed-in": _handed_in,
    "exam-day": _exam_day,
    "undo": _undo,
}

_ID = re.compile(r"[0-9a-f]{16}")
# Texts of a file end up on a terminal: nothing that steers one is taken.
_TEXT = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,4000}")


def _id(plain: Mapping[str, object], name: str) -> RecordId:
    value = _text(plain, name)
    if not _ID.fullmatch(value):
        raise _Wrong(f"{name!r} should be 16 lowercase hexadecimal digits")
    return RecordId(value)


def _text(plain: Mapping[str, object], name: str) -> str:
    value = plain.get(name)
    if not isinstance(value, str) or not _TEXT.fullmatch(value):
        raise _Wrong(f"{name!r} should be a text")
    return value


def _number(plain: Mapping[str, object], name: str, least: int, most: int) -> int:
    value = plain.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise _Wrong(f"{name!r} should be a whole number from {least} to {most}")
    return value


def _card_id(plain: Mapping[str, object]) -> CardId:
    deck, guid = _text(plain, "deck"), _text(plain, "guid")
    return CardId(deck, guid, _number(plain, "card", 1, _MAX_CARD))


def _grade(plain: Mapping[str, object]) -> Grade:
    grades: Sequence[Grade] = (1, 2, 3, 4)
    return grades[_number(plain, "grade", 1, 4) - 1]
