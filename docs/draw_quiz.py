"""Draw what the quiz looks like, into docs/pictures: SVG with its text as text.

    python docs/draw_quiz.py

The cards are those of the sonography deck, on a fixed day; answers are made up. A test holds the
text of the pictures against what the program shows now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, timedelta
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

from sonodeck import project
from sonodeck.common.ranking import DAY_BEGINS
from sonodeck.sheets.languages import labels
from sonodeck.study import stats
from sonodeck.study.quiz.cards import Card
from sonodeck.study.quiz.compiling import cards
from sonodeck.study.quiz.drawing import drawn
from sonodeck.study.quiz.session import begin, press
from sonodeck.study.quiz.state import Asked, Known, Moment, Session, Wanted
from sonodeck.study.quiz.view import view
from sonodeck.study.reviews import Answer, CardId, Grade, RecordId
from sonodeck.study.reviews.log import Log
from sonodeck.study.reviews.schedule import State, after

ROOT = Path(__file__).parents[1]
DECK = ROOT / "decks" / "sonography"
PICTURES = ROOT / "docs" / "pictures"

TODAY = date(2026, 5, 12)
_MINUTE = 60_000
_DAY = 24 * 60 * _MINUTE
_NOW = (TODAY - date(1970, 1, 1)).days * _DAY + 12 * 60 * _MINUTE
_CHOICE = "qa.wall-filter-type.ask"
_CLOZE = "credential.rdms.specialties"
_PLAIN = "term.duty-factor.meaning"

_FORMAT = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px;
}}
.{unique_id}-title {{ font: bold 18px sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def moment(minutes: float = 0) -> Moment:
    """Noon of the fixed day, and some minutes more; days of study begin as in UTC."""
    begins = _NOW - 12 * 60 * _MINUTE + DAY_BEGINS // timedelta(milliseconds=1)
    return Moment(
        now=_NOW + round(minutes * _MINUTE),
        today=begins,
        tomorrow=begins + _DAY,
        after_tomorrow=begins + 2 * _DAY,
        day=TODAY,
        id=RecordId("0" * 16),
    )


def screens() -> Iterator[tuple[str, str, int]]:
    """For each picture its name, what is to be seen, colors included, and the columns."""
    compiled = project.compile_deck(DECK)
    by_key: dict[str, Card] = {}
    for card in cards(compiled):
        by_key.setdefault(card.key, card)
    plain = _session(by_key, _PLAIN, known=True)
    yield "quiz-question", _shown(plain, 72), 72
    yield "quiz-answer", _shown(_typed(plain, " "), 72), 72
    yield "quiz-narrow", _shown(_typed(_session(by_key, _CLOZE), " "), 40), 40
    choice = _session(by_key, _CHOICE)
    yield "quiz-told", _shown(_typed(choice, _wrong_letter(choice)), 72), 72
    yield "quiz-help", _shown(_typed(plain, "?"), 72), 72
    yield "quiz-end", _shown(_typed(plain, " 3 4 3 3 1 3sq"), 72), 72
    yield "quiz-stats", stats.as_text(_numbers(), 72, labels("en")), 72


def _session(by_key: dict[str, Card], key: str, *, known: bool = False) -> Session:
    """A session that begins with a card, and has some more after it."""
    others = [card for one, card in by_key.items() if one != key][:30]
    asked = [by_key[key], *others]
    states: dict[CardId, State] = {}
    for at, card in enumerate(asked[:5] if known else ()):
        state = after(None, card.id, 4, _NOW - 30 * _DAY, 0.9)
        states[card.id] = replace(state, due=_NOW - (5 - at) * _DAY)
    about = Known(states=states, suspended=frozenset(), retention=0.9)
    return begin(asked, about, Wanted(), moment(), labels("en"))


def _typed(session: Session, keys: str) -> Session:
    for at, key in enumerate(keys):
        session, _ = press(session, key, moment(at / 4))
    return session


def _wrong_letter(session: Session) -> str:
    if not isinstance(session.phase, Asked):
        raise TypeError("a question should be in view")
    right = session.cards[session.phase.card].right
    return "ab"[session.phase.order[0] == right]


def _shown(session: Session, columns: int) -> str:
    return drawn(view(session, moment()), columns, color=True)


def _numbers() -> stats.Stats:
    """The statistics of two made-up months of study, the same ones each time."""
    topics = ("Terms", "Safety", "Specialties › Abdomen", "Specialties › Cardiac", "Doppler")
    asked = stats.Asked(
        deck="sonography",
        title="Sonography",
        labels=labels("en"),
        topics={
            CardId("sonography", f"{at}", 1): f"Sonography › {topics[at // 60]}"
            for at in range(300)
        },
    )
    grades: tuple[Grade, ...] = (3, 3, 4, 3, 1, 3, 2, 3, 3, 4, 3)
    states: dict[CardId, State] = {}
    answers: list[Answer] = []
    deck = list(asked.topics)
    for day in range(60, -1, -1):
        at = _NOW - day * _DAY
        due = [card for card, state in states.items() if state.due <= at and day]
        for card in (*due, *(deck[(60 - day) * 5 :][:5] if day > 10 else ())):
            at += _MINUTE // 4
            grade = grades[len(answers) % len(grades)]
            states[card] = after(states.get(card), card, grade, at, 0.9)
            id_ = RecordId(f"{len(answers):016x}")
            answers.append(Answer(id=id_, at=at, card=card, key="k", grade=grade, took=9000))
    log = Log()
    log.add(*answers)
    return stats.of(asked, log, _NOW, UTC)


def svg(name: str, screen: str, columns: int) -> str:
    """A screen as a picture of a terminal."""
    console = Console(
        file=StringIO(), record=True, width=columns, force_terminal=True, color_system="truecolor"
    )
    console.print(Text.from_ansi(screen.rstrip("\n")), soft_wrap=True)
    title = "sonodeck stats" if name.endswith("stats") else "sonodeck quiz"
    return console.export_svg(title=title, code_format=_FORMAT, unique_id=name)


def main() -> None:
    for name, screen, columns in screens():
        picture = PICTURES / f"{name}.svg"
        text = svg(name, screen, columns)
        picture.write_text("\n".join(line.rstrip() for line in text.split("\n")), "utf-8")
        print(picture.relative_to(ROOT))


if __name__ == "__main__":
    main()
