"""The shipped sheet of Doppler scenes: balanced, whole, and no two alike."""

import json
import re
import sys
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from sonodeck import anki, project, scenes
from sonodeck.pages import preview
from sonodeck.questions.notes import QuestionNote
from sonodeck.scenes.parameters import parameters
from sonodeck.scenes.scene import Solution
from sonodeck.sheets.values import Scene
from sonodeck.study.quiz import deck as quiz

ROOT = Path(__file__).parents[1]
SONOGRAPHY = ROOT / "decks" / "sonography"
sys.path.insert(0, str(ROOT / "docs"))

import draw_scenes  # noqa: E402

# Where what is asked is to be seen in one parameter: a level vessel, a normal map, a depth.
# Whatever else is drawn there, this alone has to give the answer away.
ONE_PARAMETER = {
    ("steering", ""): {"slope"},
    ("crossing", "black"): {"slope"},
    ("bar", "reading"): {"mark"},
    ("spectrum", "direction"): {"way"},
    ("broadening", ""): {"gate"},
    ("knobs", ""): {"control"},
    ("colorknobs", ""): {"control"},
    ("colorartifact", ""): {"kind"},
    ("prf", ""): {"depth"},
    ("limit", "nyquist"): {"prf"},
}


@pytest.fixture(scope="module")
def compiled() -> anki.Compiled:
    return project.compile_deck(SONOGRAPHY)


Group = list[tuple[scenes.Scene, Solution]]


@pytest.fixture(scope="module")
def groups(compiled: anki.Compiled) -> dict[tuple[str, str], Group]:
    """The scenes of the deck by family and by what is asked."""
    assert compiled.knowledge is not None
    found: dict[tuple[str, str], Group] = defaultdict(list)
    names = {made: name for name, made in scenes.FAMILIES.items()}
    for fact in compiled.knowledge.facts:
        value = fact.values.get("scene")
        if isinstance(value, Scene):
            key = names[type(value.scene)], getattr(value.scene, "ask", "")
            found[key].append((value.scene, value.scene.solve()))
    return found


def test_there_are_scenes_of_every_family(groups: dict[tuple[str, str], Group]) -> None:
    assert {family for family, _ in groups} == scenes.FAMILIES.keys()
    assert sum(map(len, groups.values())) >= 80


def test_every_answer_is_right_about_as_often(groups: dict[tuple[str, str], Group]) -> None:
    for key, group in groups.items():
        counts = Counter(solution.answer for _, solution in group)
        assert max(counts.values()) <= min(counts.values()) + 1, (key, counts)
        if len(group) > 1:
            assert len(counts) > 1, key


def guesses(group: Group, parameter: str) -> Iterator[tuple[int, int]]:
    """For each value that several scenes share: the best guess from it alone, right how often."""
    by_value: dict[object, list[str]] = defaultdict(list)
    for scene, solution in group:
        by_value[getattr(scene, parameter)].append(solution.answer)
    for answers in by_value.values():
        if len(answers) > 1:
            yield Counter(answers).most_common(1)[0][1], len(answers)


FEW = 5
"""Cards of which no guess can be told from luck."""


def test_no_parameter_alone_gives_the_answer_away(groups: dict[tuple[str, str], Group]) -> None:
    for key, group in groups.items():
        counts = Counter(solution.answer for _, solution in group)
        by_chance = max(counts.values()) / len(group)
        for parameter in (one.name for one in parameters(type(group[0][0]))):
            shared = list(guesses(group, parameter))
            asked = sum(count for _, count in shared)
            if asked < FEW or parameter in ONE_PARAMETER.get(key, ()):
                continue
            right = sum(one for one, _ in shared) / asked
            assert right <= max(by_chance, 0.5) + 0.2, (key, parameter, right)


COLOR = {
    "direction", "crossing", "neighbours", "bar", "aliasing", "reversal", "cures", "cursor",
}  # fmt: skip


NEVER_RIGHT = {
    # What two colors look like to a beginner, and no closed vessel does.
    "From the middle toward both sides", "From both sides toward the middle",
    # The one question on what brings color back at 90 degrees has one cure and three other knobs.
    "Steer the color box", "Invert the color map", "Lower the wall filter", "Raise the scale (PRF)",
}  # fmt: skip


def test_what_speaks_against_an_option_stands_at_a_wrong_one(
    groups: dict[tuple[str, str], Group],
) -> None:
    for key, group in groups.items():
        for _, solution in group:
            assert set(solution.slips) <= set(solution.options) - {solution.answer}, key
            assert "" not in solution.slips.values(), key


def test_no_option_of_a_color_scene_is_never_right(groups: dict[tuple[str, str], Group]) -> None:
    """Of changes to a control the numbers differ from scene to scene: the control counts."""
    control = re.compile(r"scale|baseline|frequency|angle")
    for (family, asked), group in groups.items():
        if family not in COLOR or any(solution.sizes for _, solution in group):
            continue
        offered = {option for _, solution in group for option in solution.options}
        right = {solution.answer for _, solution in group}
        if family == "cures":
            offered, right = (
                {found[0] for one in texts for found in control.finditer(one)}
                for texts in (offered, right)
            )
        assert offered - NEVER_RIGHT == right - NEVER_RIGHT, (family, asked)


def test_the_rank_of_the_right_number_gives_nothing_away(compiled: anki.Compiled) -> None:
    assert compiled.knowledge is not None
    names = {made: name for name, made in scenes.FAMILIES.items()}
    families = {
        f"scene.{fact.id}.ask": names[type(value.scene)]
        for fact in compiled.knowledge.facts
        if isinstance(value := fact.values.get("scene"), Scene)
    }
    ranks: dict[str, Counter[int]] = defaultdict(Counter)
    for note in compiled.notes:
        family = families.get(note.about.key)
        if family in COLOR and isinstance(note, QuestionNote) and note.ordered:
            ranks[str(family)][note.options.index(note.right[0])] += 1
    assert ranks.keys() == {"bar", "aliasing", "cursor"}
    for family, counts in ranks.items():
        assert max(counts.values()) <= max(2, (counts.total() + 1) // 2), family


def test_no_two_cards_show_the_same_picture(compiled: anki.Compiled) -> None:
    notes = [
        note
        for note in compiled.notes
        if isinstance(note, QuestionNote) and note.about.key.startswith("scene.")
    ]
    asked = Counter((note.picture.file, note.question) for note in notes if note.picture)
    assert [one for one, count in asked.items() if count > 1] == []
    media = compiled.media.values()
    drawn = [one for one in media if isinstance(one.content, bytes)]
    assert len(drawn) >= 2 * 80
    assert max(len(one.read()) for one in drawn) < 40_000


def test_the_sheets_in_the_docs_show_the_scenes_as_they_are() -> None:
    drawn = json.loads(draw_scenes.RECORD.read_text("utf-8"))
    shown = {name: draw_scenes.fingerprint(draw_scenes.of_family(name)) for name in scenes.FAMILIES}
    assert shown == drawn, "draw them again: python docs/draw_scenes.py"
    assert {path.stem for path in draw_scenes.SHEETS.glob("*.png")} == drawn.keys()


# where the pictures go

SHEET = """\
kind: scene
facts:
  - id: one
    scene: {family: direction, ask: direction, steer: -20, shown: red}
  - id: other
    scene: {family: direction, ask: direction, steer: SECOND, shown: blue}
"""


def deck_of(folder: Path, second: int) -> anki.Compiled:
    """A deck of two scenes; the second one is steered so."""
    folder.mkdir()
    (folder / "deck.yaml").write_text(
        "id: scenes-0000\ntitle: Scenes\nsheets: [scenes.yaml]\n", "utf-8"
    )
    (folder / "scenes.yaml").write_text(SHEET.replace("SECOND", str(second)), "utf-8")
    return project.compile_deck(folder)


def test_a_changed_drawing_changes_its_own_note_and_no_other(tmp_path: Path) -> None:
    before, after = deck_of(tmp_path / "before", 20), deck_of(tmp_path / "after", 15)
    pairs = zip(before.packed, after.packed, strict=True)
    assert [one.content.media != other.content.media for one, other in pairs] == [False, True]
    assert before.packed[0].content.fields == after.packed[0].content.fields
    assert len(before.media.keys() - after.media.keys()) == 2


def test_the_preview_and_the_quiz_show_what_was_drawn(tmp_path: Path) -> None:
    compiled = deck_of(tmp_path / "deck", 20)
    page = preview.page(compiled).html
    for name, media in compiled.media.items():
        assert name in page
        assert b64encode(media.read()).decode() in page
    read = quiz.read(tmp_path / "deck", project.compile_folder)
    assert isinstance(read, quiz.Deck)
    shown = {
        file.read_bytes() for card in read.cards for file in read.files(card.pictures + card.more)
    }
    assert shown == {media.read() for media in compiled.media.values()}
