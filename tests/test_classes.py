"""What a class's answers say: simulated classes with known parameters, and folders of all sorts."""

import csv
import json
import os
import random
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import cache
from io import StringIO
from pathlib import Path

import click
import numpy as np
import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

from sonodeck import project
from sonodeck.cli import cli
from sonodeck.doors import classes as doors
from sonodeck.study import exchange
from sonodeck.study.classes import Item, Seen, Share, items, seen, students
from sonodeck.study.quiz.cards import Card
from sonodeck.study.quiz.compiling import cards
from sonodeck.study.reviews import Answer, CardId, Record, RecordId, Undo
from tests.browsing import WEB, student
from tests.conftest import Golden
from tests.test_preview import AXE

ELEMENTS = Path(__file__).parent / "decks" / "elements"
NOON = 1_767_268_800_000
DAY = 86_400_000
_ids = iter(range(1, 1 << 60))


def answer(
    card: CardId, grade: int = 3, *, at: int = NOON, option: str = "", **more: bool
) -> Answer:
    return Answer(
        id=RecordId(f"{next(_ids):016x}"), at=at, card=card, key="k", grade=grade,  # type: ignore[arg-type]
        took=1000, option=option, **more,
    )  # fmt: skip


# numbers of a class whose parameters are known

CARDS = [CardId("d", f"g{at}", 1) for at in range(30)]
SLOPES = [(0.4, 0.8, 1.2, 1.6, -0.8)[at % 5] for at in range(30)]
PLACES = [(at - 15) / 6 for at in range(30)]
GUESS = 0.2
ASKED = 20
"""Cards that each student answers, others each."""


def simulated(number: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Who knows what, and who was asked what: students by cards, by the three-parameter model."""
    chance = np.random.default_rng(seed)
    ability = chance.normal(size=(number, 1))
    likely = GUESS + (1 - GUESS) / (1 + np.exp(-np.array(SLOPES) * (ability - np.array(PLACES))))
    asked = chance.random((number, len(CARDS))).argsort(axis=1) < ASKED
    return chance.random(likely.shape) < likely, asked


@cache
def truth() -> tuple[list[float], list[float]]:
    """Of each card the share that knows it, and its correlation with the rest, in 200,000."""
    knows, asked = simulated(200_000, 0)
    shares = [knows[asked[:, at], at].mean() for at in range(len(CARDS))]
    above = np.where(asked, knows - np.array(shares), 0.0)
    rest = (above.sum(axis=1, keepdims=True) - above) / (ASKED - 1)
    telling = [
        np.corrcoef(knows[asked[:, at], at], rest[asked[:, at], at])[0, 1]
        for at in range(len(CARDS))
    ]
    return [float(one) for one in shares], [float(one) for one in telling]


def of_class(number: int, seed: int) -> dict[CardId, Item]:
    knows, asked = simulated(number, seed)
    return items(
        [
            {
                card: Seen(answer(card, 3 if knows[who, at] else 1))
                for at, card in enumerate(CARDS)
                if asked[who, at]
            }
            for who in range(number)
        ]
    )


@pytest.mark.parametrize("number", [40, 150])
def test_what_a_class_is_like_lies_in_the_intervals(number: int) -> None:
    """19 of 20 of them, give or take what 180 of each can differ by chance."""
    shares, telling = truth()
    within: dict[str, list[bool]] = {"share": [], "telling": []}
    for seed in range(1, 7):
        found = of_class(number, seed)
        for card, share, tells in zip(CARDS, shares, telling, strict=True):
            low, high = found[card].first.interval
            within["share"].append(low <= share <= high)
            told = found[card].telling
            if told is not None:
                assert told.of == found[card].first.of
                within["telling"].append(told.low <= tells <= told.high)
    for inside in within.values():
        assert len(inside) > 150
        assert 0.9 <= sum(inside) / len(inside) <= 0.995


def test_the_cards_that_are_known_by_the_weak_are_told() -> None:
    _, telling = truth()
    found = of_class(300, 7)
    for card, slope, tells in zip(CARDS, SLOPES, telling, strict=True):
        told = found[card].telling
        assert told is not None
        assert (tells < 0) == (slope < 0)
        assert told.high > 0 or slope < 0


def test_wilson() -> None:
    """Against the quadratic equation that it solves."""
    z2 = 3.841458820694124
    for known, of in ((0, 7), (3, 7), (7, 7), (50, 200)):
        for end in Share(known, of).interval:
            assert (known / of - end) ** 2 == pytest.approx(z2 * end * (1 - end) / of, abs=1e-12)
    assert Share(0, 0).interval == (0.0, 1.0)


# which answers count


def test_the_first_answer_counts_and_the_first_of_a_later_day() -> None:
    one, other = CARDS[:2]
    first = answer(one, 1, at=NOON)
    again = answer(one, 3, at=NOON + 60_000)
    crammed = answer(one, 4, at=NOON + DAY, cram=True)
    later = answer(one, 3, at=NOON + 2 * DAY)
    last = answer(one, 1, at=NOON + 3 * DAY)
    wrong_key = answer(other, 1, at=NOON)
    undone = Undo(id=RecordId("f" * 16), at=NOON + 5, of=wrong_key.id)
    records: list[Record] = [
        last,
        later,
        crammed,
        again,
        first,
        wrong_key,
        undone,
        answer(CARDS[2]),
    ]
    assert seen(records, {one, other}, UTC) == {one: Seen(first, later)}


def test_files_that_share_a_record_are_of_one_student() -> None:
    a, b, c, d = (answer(card) for card in CARDS[:4])
    found = students([[a, b], [c], [d, c, b], [d], []])
    assert [sorted(one.id for one in own) for own in found] == [
        [a.id, b.id, c.id, d.id], [],
    ]  # fmt: skip
    assert len(students([[a], [b], [c]])) == 3


# a class on disk


@cache
def asked() -> tuple[Card, ...]:
    return cards(project.compile_deck(ELEMENTS))


def card_of(key: str) -> Card:
    return next(card for card in asked() if card.key == key)


MISLEADING, AGAINST = "element.iodine.protons", "element.helium.family"
IDLE, FORGOTTEN = "element.sodium.family", "element.argon.symbol"


def class_of(number: int) -> Iterator[list[Answer]]:
    """Students of whom the able know more; of four cards it is known what is wrong with them."""
    dice = random.Random(20)  # noqa: S311
    for at in range(number):
        able = at / (number - 1)
        records: list[Answer] = []
        for card in asked():
            knows = dice.random() < 0.2 + 0.6 * able
            records.append(_first(card, dice, able, knows=knows))
            if card.key == FORGOTTEN and card.id.number == 1:
                records.append(answer(card.id, 3 if dice.random() < 0.2 else 1, at=NOON + 3 * DAY))
            elif dice.random() < 0.5:
                records.append(answer(card.id, 3 if dice.random() < 0.9 else 1, at=NOON + 3 * DAY))
        yield records


def _first(card: Card, dice: random.Random, able: float, *, knows: bool) -> Answer:
    if not card.options or dice.random() < 0.1:
        return answer(card.id, 3 if knows else 1)
    wrong = [name for name in card.names if name != "="]
    option = "=" if knows else wrong[int(dice.random() * len(wrong))]
    if card.key == MISLEADING:
        option = wrong[0] if dice.random() < 0.7 else option
    elif card.key == AGAINST:
        other = wrong[int(dice.random() * len(wrong))]
        option = "=" if dice.random() < 1 - able else other
    elif card.key == IDLE and not knows:
        option = wrong[1]
    return answer(card.id, 3 if option == "=" else 1, option=option)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As a platform packs it: a folder for each student, with their name."""
    made = tmp_path_factory.mktemp("class")
    for at, records in enumerate(class_of(60)):
        file = made / f"Ada Lovelace {at}_assignsubmission" / "answers.jsonl"
        file.parent.mkdir()
        file.write_text("".join(exchange.write(records)), "utf-8")
    return made


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


def run(*words: str | Path, deck: Path = ELEMENTS) -> Ended:
    command = ["stats", str(deck), *map(str, words)]
    done = CliRunner().invoke(cli, command, standalone_mode=False)
    if done.exception is None:
        return Ended(done.return_value, done.stdout, done.stderr)
    assert isinstance(done.exception, click.ClickException), done.exc_info
    return Ended(done.exception.exit_code, done.stdout, done.exception.format_message())


def test_what_is_told_of_a_class(folder: Path, golden: Golden) -> None:
    done = run("--answers", folder)
    assert (done.code, done.err) == (0, "")
    golden(
        Path(__file__).parent / "golden" / "class.txt",
        done.out.replace(ELEMENTS.as_posix(), "elements"),
    )
    found = re.findall(r"(SD8[0-9]{2}): ([^:]*): ", done.out)
    assert sorted(found) == [
        ("SD801", f"{MISLEADING}, card 1"),
        ("SD802", AGAINST),
        ("SD803", IDLE),
        ("SD804", f"{FORGOTTEN}, card 1"),
    ]


def test_findings_have_the_place_of_the_fact(folder: Path) -> None:
    done = run("--answers", folder, "--format", "github")
    text = (ELEMENTS / "elements.yaml").read_text("utf-8").splitlines()
    at = text.index("    atomic_number: 53") + 1
    (line,) = [line for line in done.out.splitlines() if "SD801" in line]
    assert line.startswith(f"::warning file={ELEMENTS / 'elements.yaml'},line={at},col=")
    assert done.code == 0


def test_a_finding_is_ignored_by_a_comment(folder: Path, tmp_path: Path) -> None:
    deck = tmp_path / "deck"
    shutil.copytree(ELEMENTS, deck)
    sheet = deck / "elements.yaml"
    ignoring = sheet.read_text("utf-8").replace(
        "number: 53", "number: 53  # sonodeck: ignore SD801"
    )
    sheet.write_text(ignoring, "utf-8")
    done = run("--answers", folder, deck=deck)
    assert "SD801" not in done.out
    assert "SD802" in done.out
    assert project.compile_deck(deck).found == ()


def test_nobody_is_named(folder: Path, tmp_path: Path) -> None:
    (folder / "Ada Lovelace 3_assignsubmission" / "Ada.txt").write_text("hello", "utf-8")
    try:
        for how in ("text", "json", "github", "csv", "html"):
            out = tmp_path / "out"
            done = run(
                "--answers",
                folder,
                "--format",
                how,
                *(("-o", out) if how in {"csv", "html"} else ()),
            )
            assert done.code == 1
            assert done.err == f"{folder}: left out: 1 file (1 not exported by sonodeck)\n"
            assert "Ada" not in done.out + (out.read_text("utf-8") if out.exists() else "")
    finally:
        (folder / "Ada Lovelace 3_assignsubmission" / "Ada.txt").unlink()


def test_the_table_has_the_numbers_of_the_files(folder: Path, tmp_path: Path) -> None:
    done = run("--answers", folder, "--format", "csv", "-o", tmp_path / "class.csv")
    assert (done.code, done.out) == (0, f"{tmp_path / 'class.csv'}\n")
    rows = list(csv.DictReader(StringIO((tmp_path / "class.csv").read_text("utf-8-sig"))))
    assert [row["key"] for row in rows] == [card.key for card in asked()]
    first = [one for records in class_of(60) for one in records if one.at == NOON]
    for row, card in zip(rows, asked(), strict=True):
        own = [one for one in first if one.card == card.id]
        known = sum(one.grade > 1 for one in own)
        assert (int(row["students"]), float(row["known"])) == (60, round(known / 60, 3))
        counts = [int(line.split()[0]) for line in row["options"].splitlines()]
        chosen = [one.option for one in own]
        assert counts == [chosen.count(name) for name in card.names]


def test_all_numbers_are_in_the_json(folder: Path) -> None:
    told = json.loads(run("--answers", folder, "--format", "json").out)
    assert (told["students"], len(told["rows"])) == (60, len(asked()))
    assert {one["code"] for one in told["findings"]} == {"SD801", "SD802", "SD803", "SD804"}


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_is_accessible_and_fits(
    width: int, folder: Path, browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "class.html"
    assert run("--answers", folder, "--format", "html", "-o", file).code == 0
    axe = (WEB / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
    for scheme in ("light", "dark"):
        with student(browser, file, viewport={"width": width, "height": 800}, color_scheme=scheme,
                     bypass_csp=True) as one:  # fmt: skip
            one.page.goto(one.url)
            assert one.page.evaluate("document.documentElement.scrollWidth") <= width
            one.page.evaluate(axe)
            assert one.page.evaluate(AXE) == []
            one.page.get_by_role("link", name=MISLEADING).click()
            card = one.page.locator("li:target")
            assert card.get_by_role("heading").inner_text() == card_of(MISLEADING).asked
            assert "chosen" not in card.inner_text()


# folders of all sorts


def test_files_that_are_none_are_counted_and_the_others_told(tmp_path: Path) -> None:
    whole = exchange_text([answer(card_of(MISLEADING).id)])
    for name, content in {
        "a.jsonl": whole,
        "the same.jsonl": whole,
        "cut.jsonl": whole[:-20],
        "newer.jsonl": whole.replace(":1}", ":2}"),
        "notes.pdf": "%PDF",
        "other.jsonl": exchange_text([answer(CARDS[0])]),
        ".hidden": "x",
        "__MACOSX/a.jsonl": "x",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    os.mkfifo(tmp_path / "pipe")
    done = run("--answers", tmp_path)
    assert done.code == 1
    assert done.err.splitlines() == [
        f"{tmp_path}: left out: 4 files (1 damaged, 1 exported by a newer sonodeck, "
        "1 not exported by sonodeck, 1 unreadable)",
        f"{tmp_path}: 1 student without an answer to this deck",
    ]
    assert "Students       1\n" in done.out


def exchange_text(records: Sequence[Record]) -> str:
    return "".join(exchange.write(records))


def test_options_that_the_card_no_longer_has_are_counted_together(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>"
    for option in ("=", "bromine", hostile, "=SUM(A1)"):
        own = answer(card_of(MISLEADING).id, 1, option=option)
        (tmp_path / f"{own.id}").write_text(exchange_text([own]), "utf-8")
    read = doors.read(project.compile_deck(ELEMENTS), tmp_path)
    (row,) = read.rows
    assert [option.chosen for option in row.options] == [0, 1, 1]
    assert row.others == 2
    page = doors.as_page(read, [])
    assert "<b>2</b> options that the card no longer has" in page
    assert "alert" not in page
    assert b"SUM" not in doors.as_csv(read)


def test_a_calculation_is_told_by_its_slips(tmp_path: Path) -> None:
    doses = project.compile_deck(ELEMENTS.parent / "doses")
    card = next(card for card in cards(doses) if card.options and card.variants)
    for at, variant in enumerate((card, *card.variants)):
        slip = next(name for name in variant.names if name != "=")
        own = answer(card.id, 1, option=slip)
        (tmp_path / f"{at}").write_text(exchange_text([own]), "utf-8")
    (row,) = doors.read(doses, tmp_path).rows
    assert row.others == 0
    assert sum(option.chosen for option in row.options) == 1 + len(card.variants)
    assert all(option.right or not re.search("[0-9]", option.text) for option in row.options)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--answers", "nowhere"), 2, "does not exist"),
        (("--answers", "empty"), 1, "empty has no answers to this deck"),
        (("--answers", "empty", "--log", "x"), 2, "--answers has those of a class"),
        (("--answers", "empty", "-o", "x.csv"), 2, "-o is for --format csv and html"),
        (
            ("--answers", "empty", "--format", "csv", "-o", "empty/a/x.csv"),
            2,
            "is among the answers",
        ),
        (("--format", "csv"), 2, "need --answers FOLDER"),
        (("-o", "x"), 2, "need --answers FOLDER"),
    ],
)
def test_wrong_usage(
    words: tuple[str, ...], code: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    done = run(*words)
    assert done.code == code
    assert said in " ".join(done.err.split())


def test_a_broken_deck_tells_nothing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "deck.yaml").write_text("id: x-0000\ntitle: X\nsheets: [a.yaml]\n", "utf-8")
    (tmp_path / "a.yaml").write_text("kind: qa\nfacts: [{nam: x}]\n", "utf-8")
    done = run("--answers", folder, deck=tmp_path)
    assert done.code == 1
    assert "nothing told: " in done.err
