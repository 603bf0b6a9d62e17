"""A quiz session as a pure state machine: which cards come, and what each key does to them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonodeck.common.diagnostics import Place
from sonodeck.sheets.languages import labels
from sonodeck.study.quiz import session as sessions
from sonodeck.study.quiz.cards import Card
from sonodeck.study.quiz.session import edited, press, refreshed
from sonodeck.study.quiz.state import (
    Asked,
    Edit,
    Effect,
    Ended,
    Finished,
    Known,
    Moment,
    Revealed,
    Save,
    Session,
    Show,
    Told,
    Wanted,
)
from sonodeck.study.quiz.summary import summary
from sonodeck.study.reviews import (
    Answer,
    CardId,
    Grade,
    Record,
    RecordId,
    Suspension,
    Undo,
)
from sonodeck.study.reviews.log import Log
from sonodeck.study.reviews.schedule import State, after

begin = partial(sessions.begin, labels=labels("en"))

MINUTE = 60_000
DAY = 24 * 60 * MINUTE
MORNING = 1_767_225_600_000
"""When the day of study of these tests begins."""

_ids = count(1)


def moment(minutes: float = 0, days: int = 0) -> Moment:
    today = MORNING + days * DAY
    return Moment(
        now=today + round(minutes * MINUTE),
        today=today,
        tomorrow=today + DAY,
        after_tomorrow=today + 2 * DAY,
        day=date.fromordinal(date(2026, 1, 1).toordinal() + days),
        id=RecordId(f"{next(_ids):016x}"),
    )


def card(guid: str, number: int = 1, tag: str = "deck::a", **more: object) -> Card:
    made = Card(
        id=CardId("deck-0000", guid, number),
        key=f"qa.{guid}.ask",
        topic="Deck",
        tags=(tag,),
        cloze=False,
        asked=f"What is {guid}?",
        answer=guid,
        place=Place("deck/a.yaml", 3, 5),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def choice(guid: str = "choice") -> Card:
    options, names = ("liver", "spleen", "kidney"), ("the-liver", "=", "kidneys=left")
    return card(guid, answer="spleen", options=options, ranked=options, names=names, right=1)


def known(states: Mapping[CardId, State] | None = None, **more: object) -> Known:
    return replace(
        Known(states=states or {}, suspended=frozenset(), retention=0.9),
        **more,  # type: ignore[arg-type]
    )


def learned(of: Card, *, due_in: float, days_ago: int = 10) -> State:
    """A card that left its steps some days ago, and is due in so many days from this morning."""
    state = after(None, of.id, 4, MORNING - days_ago * DAY, 0.9)
    return replace(state, due=MORNING + round(due_in * DAY))


def asked(session: Session) -> str:
    """The guid of the card in view; nothing where there is none."""
    phase = session.phase
    match phase:
        case Asked():
            return phase.card.guid
        case Revealed() | Told():
            return phase.asked.card.guid
        case Finished() | Ended():
            return ""


def played(session: Session, keys: str, minutes: float = 1) -> tuple[Session, list[Effect]]:
    """The session after keys, one a second, and all that was to be done."""
    effects: list[Effect] = []
    for at, key in enumerate(keys):
        session, more = press(session, key, moment(minutes + at / 60))
        effects += more
    return session, effects


def order(cards: Sequence[Card], about: Known, wanted: Wanted = Wanted()) -> list[str]:  # noqa: B008
    """The guids in the order in which they are asked, all answered as easy."""
    session, shown = begin(cards, about, wanted, moment()), []
    while isinstance(session.phase, Asked):
        shown.append(f"{session.phase.card.guid}{session.phase.card.number}")
        session, _ = played(session, " 4")
    return shown


# which cards come


def test_due_cards_come_first_then_new_ones_in_teaching_order() -> None:
    cards = [card("n"), card("o"), card("late"), card("later"), card("m")]
    states = {
        cards[2].id: learned(cards[2], due_in=-1),
        cards[3].id: learned(cards[3], due_in=-4),
        cards[4].id: learned(cards[4], due_in=1.5),
    }
    assert order(cards, known(states)) == ["later1", "late1", "n1", "o1"]


def test_new_cards_are_counted_by_the_day() -> None:
    cards = [card(name) for name in "abcdef"]
    first = after(None, cards[0].id, 4, MORNING + MINUTE, 0.9)
    yesterday = after(None, cards[1].id, 4, MORNING - DAY, 0.9)
    states = {cards[0].id: first, cards[1].id: yesterday}
    assert order(cards, known(states), Wanted(new=3)) == ["c1", "d1"]
    assert order(cards, known(states), Wanted(new=0)) == []
    assert order(cards, known(states), Wanted(new=1)) == []


def test_new_cards_of_a_day_to_come_are_none_of_today() -> None:
    """A clock was years ahead when they were answered."""
    cards = [card(name) for name in "abc"]
    states = {one.id: after(None, one.id, 4, MORNING + 3650 * DAY, 0.9) for one in cards[:2]}
    assert order(cards, known(states), Wanted(new=1)) == ["c1"]


def test_a_limit_counts_all_cards() -> None:
    cards = [card(name) for name in "abcdef"]
    states = {one.id: learned(one, due_in=-1) for one in cards[3:]}
    assert len(order(cards, known(states), Wanted(limit=4))) == 4
    assert set(order(cards, known(states), Wanted(limit=2))) <= {"d1", "e1", "f1"}


def test_siblings_are_not_asked_in_the_same_session() -> None:
    cards = [card("a", 1), card("a", 2), card("b", 2), card("b", 1), card("c", 1), card("c", 2)]
    states = {cards[1].id: learned(cards[1], due_in=-1)}
    assert order(cards, known(states)) == ["a2", "b2", "c1"]


def test_a_tag_takes_those_below_it_with_the_root_or_without() -> None:
    cards = [card("a", tag="deck::heart"), card("b", tag="deck::heart::valves"),
             card("c", tag="deck::hearth"), card("d", tag="deck::lung::heart")]  # fmt: skip
    for tag in ("heart", "deck::heart"):
        assert order(cards, known(), Wanted(tag=tag)) == ["a1", "b1"]
    assert order(cards, known(), Wanted(tag="deck")) == ["a1", "b1", "c1", "d1"]
    assert order(cards, known(), Wanted(tag="valves")) == []


def test_suspended_cards_are_not_asked() -> None:
    cards = [card("a"), card("b")]
    assert order(cards, known(suspended=frozenset({cards[0].id}))) == ["b1"]


def test_cramming_asks_all_those_longest_unseen_of_each_note() -> None:
    cards = [card("a", 1), card("a", 2), card("b"), card("c")]
    states = {one.id: learned(one, due_in=9) for one in cards}
    seen = {cards[0].id: 5, cards[2].id: 7, cards[3].id: 6}
    about = known(states, seen=seen)
    assert order(cards, about, Wanted(cram=True)) == ["a2", "b1", "c1"]
    assert order(cards, about, Wanted(cram=True, limit=2)) == ["a2", "c1"]


# keys


def test_space_shows_the_answer_and_a_grade_is_saved() -> None:
    session = begin([card("a"), card("b")], known(), Wanted(), moment())
    shown, effects = played(session, " ")
    assert isinstance(shown.phase, Revealed)
    assert effects == []
    answered, effects = played(shown, "3", minutes=2)
    assert asked(answered) == "b"
    (saved,) = effects
    assert isinstance(saved, Save)
    record = saved.record
    assert isinstance(record, Answer)
    assert (record.card.guid, record.key, record.grade) == ("a", "qa.a.ask", 3)
    assert (record.at, record.took, record.cram) == (MORNING + 2 * MINUTE, 2 * MINUTE, False)


@pytest.mark.parametrize("key", ["1", "2", "3", "4", "a", "x", "", "\x1b[A", "ü"])
def test_before_the_answer_a_grade_means_nothing(key: str) -> None:
    session = begin([card("a")], known(), Wanted(), moment())
    assert press(session, key, moment()) == (session, ())


def test_a_card_in_its_steps_comes_back_when_it_is_due_or_nothing_else_is_left() -> None:
    cards = [card("a"), card("b"), card("c")]
    session = begin(cards, known(), Wanted(), moment())
    session, _ = played(session, " 1")  # a comes back in a minute
    session, _ = played(session, " ", minutes=1.5)
    session, _ = played(session, "4", minutes=3)
    assert asked(session) == "a"
    session, _ = played(session, " 3", minutes=3.1)  # and now in ten
    assert asked(session) == "c"
    session, _ = played(session, " 4", minutes=3.5)
    assert asked(session) == "a"
    session, _ = played(session, " 3", minutes=3.6)
    assert isinstance(session.phase, Finished)


def letter_of(session: Session, option: int) -> str:
    assert isinstance(session.phase, Asked)
    return "abc"[session.phase.order.index(option)]


@pytest.mark.parametrize(("option", "grade"), [(0, 1), (1, 3), (2, 1)])
def test_a_letter_answers_a_multiple_choice_at_once(option: int, grade: int) -> None:
    session = begin([choice(), card("b")], known(), Wanted(), moment())
    letter = letter_of(session, option)
    name = choice().names[option]
    for typed in (letter, letter.upper()):
        told, effects = played(session, typed)
        assert isinstance(told.phase, Told)
        (saved,) = effects
        assert isinstance(saved, Save)
        assert isinstance(saved.record, Answer)
        assert (saved.record.grade, saved.record.option) == (grade, name)
        assert played(told, "a1234")[0].phase == told.phase
        assert asked(played(told, " ")[0]) == "b"


def test_a_multiple_choice_can_be_answered_without_a_choice() -> None:
    session = begin([choice(), card("b")], known(), Wanted(), moment())
    session, (saved,) = played(session, " 2")
    assert asked(session) == "b"
    assert isinstance(saved, Save)
    assert isinstance(saved.record, Answer)
    assert (saved.record.grade, saved.record.option) == (2, "")


def test_numbers_stand_by_size_and_are_chosen_by_their_letter() -> None:
    sizes = ("1 mm", "2 mm", "3 mm")
    one = replace(choice("size"), answer="2 mm", options=sizes, ranked=sizes, ordered=True)
    session = begin([one, card("b")], known(), Wanted(), moment())
    assert isinstance(session.phase, Asked)
    assert session.phase.order in {(0, 1, 2), (2, 1, 0)}
    _, (saved,) = press(session, "b", moment())
    assert isinstance(saved, Save)
    assert isinstance(saved.record, Answer)
    assert saved.record.grade == 3


def typing(*cards: Card) -> Session:
    return begin(list(cards), known(), Wanted(typing=True), moment())


def typed(session: Session) -> str | None:
    assert isinstance(session.phase, Asked)
    return session.phase.typed


def test_an_answer_is_typed_and_graded_by_the_student() -> None:
    session = typing(card("aorta", typed=("aorta",)), card("b"))
    session, effects = played(session, "qu?s1\x7f")
    assert (typed(session), effects) == ("qu?s", [])
    session, _ = played(session, "\x15 aotra  ")
    assert typed(session) == " aotra  "
    session, effects = played(session, "\r")
    assert isinstance(session.phase, Revealed)
    assert (session.phase.typed, effects) == ("aotra", [])
    session, (saved,) = played(session, "3")
    assert isinstance(saved, Save)
    assert isinstance(saved.record, Answer)
    assert (saved.record.grade, asked(session), typed(session)) == (3, "b", None)
    session, _ = played(session, "u")
    assert (asked(session), typed(session)) == ("aorta", "")


def test_what_is_pasted_is_typed_and_steers_nothing() -> None:
    session = typing(card("aorta", typed=("aorta",)))
    for key in (
        "\x1b[200~the\x1b[31m ao\nrta\x1b[201~",
        "\x1b[A",
        "\x1b[200~" + "x" * 999 + "\x1b[201~",
    ):
        session, effects = press(session, key, moment())
        assert effects == ()
    assert typed(session) == "the[31m aorta" + "x" * (200 - len("the[31m aorta"))


def test_escape_leaves_the_typing_to_the_keys() -> None:
    options = replace(choice("size"), ordered=True, typed=("2 mm",))
    session = typing(options, card("b"))
    assert typed(session) == ""
    session, _ = press(session, "\x1b", moment())
    assert typed(session) is None
    assert isinstance(press(session, "a", moment())[0].phase, Told)
    assert isinstance(press(typing(options), "\x04", moment())[0].phase, Ended)


def test_whole_lines_are_typed_or_begin_with_a_slash_to_be_keys() -> None:
    session = typing(card("aorta", typed=("aorta",)), card("b"))
    shown, _ = press(session, "the aorta\n", moment())
    assert isinstance(shown.phase, Revealed)
    assert shown.phase.typed == "the aorta"
    plain, _ = press(session, "\n", moment())
    assert isinstance(plain.phase, Revealed)
    assert plain.phase.typed == ""
    assert asked(press(session, "/s\n", moment())[0]) == "b"
    assert isinstance(press(session, "/q\n", moment())[0].phase, Ended)


def test_a_letter_beyond_the_options_means_nothing() -> None:
    session = begin([choice()], known(), Wanted(), moment())
    assert press(session, "d", moment()) == (session, ())


def test_a_suspended_card_is_gone_and_undo_brings_it_back() -> None:
    session = begin([card("a"), card("b")], known(), Wanted(), moment())
    gone, effects = played(session, "s")
    assert asked(gone) == "b"
    (saved,) = effects
    assert isinstance(saved, Save)
    assert isinstance(saved.record, Suspension)
    assert saved.record.suspended
    back, effects = played(gone, "u")
    assert asked(back) == "a"
    (saved_undo,) = effects
    assert isinstance(saved_undo, Save)
    assert isinstance(saved_undo.record, Undo)
    assert saved_undo.record.of == saved.record.id


def test_undo_goes_back_to_the_beginning_and_no_further() -> None:
    cards = [card("a"), choice(), card("b"), card("c")]
    session = begin(cards, known(), Wanted(), moment())
    start = session
    shown = []
    for keys in (" 3", "a ", " s", " 1"):
        shown.append(asked(session))
        session, _ = played(session, keys)
    for guid in reversed(shown):
        session, effects = played(session, "u")
        assert len(effects) == 1
        assert asked(session) == guid
    assert asked(session) == asked(start)
    assert (session.waiting, session.steps) == (start.waiting, start.steps)
    assert (session.states, session.suspended) == (start.states, start.suspended)
    same, effects = played(session, "u")
    assert effects == []
    assert same.note == "nothing to undo"


def test_the_end_can_be_taken_back_too() -> None:
    session, _ = played(begin([card("a")], known(), Wanted(), moment()), " 4")
    assert isinstance(session.phase, Finished)
    assert asked(played(session, "u")[0]) == "a"
    assert isinstance(played(session, " ")[0].phase, Ended)


def test_help_and_the_end() -> None:
    session = begin([card("a")], known(), Wanted(), moment())
    helped, _ = played(session, "?")
    assert helped.help
    assert played(helped, "q")[0] == session
    assert isinstance(played(session, "q")[0].phase, Ended)


def test_the_editor_and_the_picture_are_asked_for() -> None:
    pictured = card("a", pictures=("liver.svg",), more=("spleen.svg",))
    session = begin([pictured], known(), Wanted(), moment())
    assert played(session, "e")[1] == [Edit(place=Place("deck/a.yaml", 3, 5))]
    assert played(session, "o")[1] == [Show(pictures=("liver.svg",))]
    assert played(session, " o")[1] == [Show(pictures=("liver.svg", "spleen.svg"))]
    without = begin([card("a", more=("spleen.svg",))], known(), Wanted(), moment())
    same, effects = played(without, "o")
    assert (same.note, effects) == ("no picture here", [])


def test_cramming_leaves_the_schedule_alone_and_repeats_what_was_not_known() -> None:
    cards = [card("a"), card("b")]
    states = {one.id: learned(one, due_in=9) for one in cards}
    session = begin(cards, known(states), Wanted(cram=True), moment())
    session, effects = played(session, " 1 3")
    assert all(
        isinstance(one, Save) and isinstance(one.record, Answer) and one.record.cram
        for one in effects
    )
    assert asked(session) == "a"
    assert session.states == states
    session, _ = played(session, " 2")
    assert isinstance(session.phase, Finished)


def test_a_clock_that_was_set_back_puts_no_answer_before_the_last() -> None:
    a = card("a")
    session = begin([a], known({a.id: learned(a, due_in=-9, days_ago=-3)}), Wanted(), moment())
    _, effects = played(session, " 3")
    (saved,) = effects
    assert isinstance(saved, Save)
    assert saved.record.at == MORNING + 3 * DAY + 1


# what others do meanwhile


def test_what_another_program_answered_is_not_asked_again() -> None:
    cards = [card(name) for name in "abcd"]
    session = begin(cards, known(), Wanted(), moment())
    others = {
        cards[0].id: after(None, cards[0].id, 4, MORNING + MINUTE, 0.9),
        cards[1].id: after(None, cards[1].id, 1, MORNING + MINUTE, 0.9),
    }
    about = known(others, suspended=frozenset({cards[2].id}))
    session = refreshed(session, about, moment(1.5))
    assert asked(session) == "d"
    assert session.steps == {cards[1].id}
    assert asked(refreshed(session, about, moment(5))) == "b"


def test_edited_cards_are_shown_as_they_are_now() -> None:
    cards = [card("a"), card("b"), card("c")]
    session, _ = played(begin(cards, known(), Wanted(), moment()), " ")
    session = edited(session, [replace(cards[0], asked="Reworded?"), cards[2]], moment())
    assert asked(session) == "a"
    assert session.cards[cards[0].id].asked == "Reworded?"
    assert session.waiting == (cards[2].id,)
    gone = edited(session, [cards[2]], moment())
    assert asked(gone) == "c"
    assert gone.note == "this card is no longer in the deck"


# any keys at all

CARDS = [*(card(name) for name in "abc"), choice("d"), card("a", 2), choice("e")]


@given(st.text("1234abcuse?o \rq", max_size=60), st.booleans(), st.integers(0, 5))
def test_whatever_is_typed_the_log_and_the_session_agree(keys: str, cram: bool, due: int) -> None:
    """The records, replayed by the log, give the states that the session went on with."""
    log = Log()
    states = {one.id: learned(one, due_in=-1) for one in CARDS[:due]}
    for one, state in states.items():
        log.add(Answer(id=moment().id, at=state.last, card=one, key="k", grade=4, took=1))
    about = known(log.states("deck-0000"))
    session = begin(CARDS, about, Wanted(cram=cram, limit=4), moment())
    allowed = {*session.waiting, *session.steps}
    allowed |= {session.phase.card} if isinstance(session.phase, Asked) else set()
    records: list[Record] = []
    for at, key in enumerate(keys):
        session, effects = press(session, key, moment(at))
        new = [effect.record for effect in effects if isinstance(effect, Save)]
        assert len(new) <= 1
        records += new
        log.add(*new)
        shown = [*session.waiting, *session.steps]
        if isinstance(session.phase, Asked):
            shown.append(session.phase.card)
        assert len(shown) == len(set(shown))
        assert set(shown) <= allowed
    assert log.states("deck-0000") == session.states
    assert log.suspended("deck-0000") == session.suspended
    assert len(records) == len({record.id for record in records})
    standing = len(session.past)
    assert standing == sum(not isinstance(r, Undo) for r in records) - sum(
        isinstance(r, Undo) for r in records
    )


# the summary


def test_the_summary_counts_what_was_known_of_what_was_due() -> None:
    cards = [card(name) for name in "abcde"]
    states = {one.id: learned(one, due_in=-1) for one in cards[:3]}
    session = begin(cards, known(states), Wanted(new=1), moment())
    grades: list[Grade] = [1, 3, 2]
    for grade in grades:
        session, _ = played(session, f" {grade}")
    session, _ = played(session, " 3s")
    sums = summary(session, moment())
    assert (sums.answers, sums.cards, sums.begun) == (4, 4, 1)
    assert (sums.due, sums.known) == (3, 2)
    assert (sums.suspended, sums.new) == (1, 1)


def test_the_summary_says_what_comes_tomorrow() -> None:
    cards = [card(name) for name in "abcd"]
    states = {one.id: learned(one, due_in=at + 0.5) for at, one in enumerate(cards)}
    session = begin(cards, known(states), Wanted(), moment())
    assert summary(session, moment()).tomorrow == 2
    session, _ = played(session, " 4")
    assert summary(session, moment()).tomorrow == 1
