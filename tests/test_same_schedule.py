"""Terminal and site compute the same from the same answers: by fsrs, and by ts-fsrs."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from sonodeck.common.ranking import rank
from sonodeck.study.reviews import Answer, CardId, RecordId, schedule
from sonodeck.study.reviews import format as exchange
from tests.browsing import ROOT, build_bundle, write_site

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Page]:
    build_bundle()
    site = write_site(ROOT / "tests" / "decks" / "gallery", tmp_path_factory.mktemp("site"))
    page = browser.new_page()
    page.goto(site.as_uri())
    yield page
    page.close()


def history(chance: random.Random, number: int) -> list[Answer]:
    """Up to twenty answers to a card: seconds, hours, days or years apart."""
    at = 1_700_000_000_000 + chance.randrange(DAY)
    card = CardId("deck-0000", f"guid{number}", chance.randrange(1, 500))
    answers = []
    for _ in range(chance.randrange(1, 21)):
        grade = chance.choices((1, 2, 3, 4), (2, 2, 5, 1))[0]
        answers.append(
            Answer(
                id=RecordId(f"{chance.getrandbits(64):016x}"),
                at=at,
                card=card,
                key="a.b.c",
                grade=schedule.GRADES[grade - 1],
                took=chance.randrange(60_000),
                cram=chance.random() < 0.05,
            )
        )
        at += chance.choice(
            (
                chance.randrange(1, 20 * MINUTE),
                chance.randrange(1, 30 * HOUR),
                chance.randrange(DAY, 40 * DAY),
                chance.randrange(DAY, 900 * DAY),
            )
        )
    return answers


REPLAYED = """([histories, retention]) => histories.map(text =>
  sonodeck.replay(sonodeck.read(text).filter(record => record.type === 'answer'), retention))"""


@pytest.mark.parametrize("retention", [0.9, 0.7, 0.97])
def test_a_thousand_histories_end_the_same(page: Page, retention: float) -> None:
    chance = random.Random(7)  # noqa: S311  # the same histories every day
    histories = [history(chance, number) for number in range(1000)]
    texts = ["".join(exchange.write(answers)) for answers in histories]
    found = page.evaluate(REPLAYED, [texts, retention])
    for answers, theirs in zip(histories, found, strict=True):
        ours = schedule.replay(answers[0].card, answers, retention)
        if ours is None:
            assert theirs is None
            continue
        assert theirs["stability"] == pytest.approx(ours.stability, rel=1e-6)
        assert theirs["difficulty"] == pytest.approx(ours.difficulty, rel=1e-6)
        for name in ("phase", "step", "due", "first", "last", "answers"):
            assert theirs[name] == getattr(ours, name), name


@given(st.text())
def test_ranks_are_the_same(page: Page, text: str) -> None:
    assert page.evaluate("text => sonodeck.rank(text)", text) == rank(text)


def test_files_are_written_the_same(page: Page) -> None:
    chance = random.Random(3)  # noqa: S311
    written = "".join(exchange.write(history(chance, 1) + history(chance, 2)))
    assert page.evaluate("text => sonodeck.write(sonodeck.read(text))", written) == written


REASON = (
    "text => { try { return sonodeck.read(text), ''; } catch (error) { return error.message; } }"
)
RECORD = (
    '{"type":"answer","id":"5be0c1a94f7d2e63","at":1767225600000,"deck":"d","guid":"g","card":1,'
    '"key":"k","grade":3,"took":5300}'
)
WRONG = (
    ("3,", "5,"), ("1767225600000", "0"), ("1767225600000", "1.5"), ('"answer"', '"guess"'),
    ("5be0c1a94f7d2e63", "5BE0C1A94F7D2E63"), ('"k"', '"\\u001b[2J"'), ('"g"', '""'),
    ('"card":1', '"card":1001'), ("5300", "86400001"), ("5300", "true"), ("}", ""),
    ('"took":5300', '"took":5300,"cram":1'), ('"k"', '"\\ud800"'),
)  # fmt: skip


@pytest.mark.parametrize(("old", "new"), WRONG)
def test_what_one_refuses_the_other_refuses(page: Page, old: str, new: str) -> None:
    head = '{"sonodeck-reviews":1}\n'
    assert page.evaluate(REASON, head + RECORD) == ""
    assert exchange.read((head + RECORD).encode(), "f")[1] == []
    damaged = head + RECORD.replace(old, new, 1)
    assert page.evaluate(REASON, damaged) != ""
    assert exchange.read(damaged.encode(), "f")[1] != []


def test_the_example_of_the_documentation_is_read(page: Page) -> None:
    shown = (ROOT / "docs" / "quiz.md").read_text("utf-8").partition("```json answers\n")[2]
    records = shown.partition("```")[0]
    many = len(records.splitlines()) - 1  # the first line names the format
    assert page.evaluate("text => sonodeck.read(text).length", records) == many


def test_the_bundle_is_whole(page: Page) -> None:
    folder = ROOT / "src" / "sonodeck" / "pages" / "site" / "bundle"
    licences = (folder / "licences.txt").read_text("utf-8")
    assert "ts-fsrs" in licences
    assert "temml" in licences
    assert Path(folder / "app.js").stat().st_size > 10_000
    assert page.evaluate("() => typeof sonodeck.replay") == "function"
