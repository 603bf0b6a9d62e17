"""The shipped sheet of Doppler scenes: balanced, whole, and no two alike."""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from sonodeck import doppler, project
from sonodeck.doppler.parameters import parameters
from sonodeck.doppler.scene import Solution
from sonodeck.questions.notes import QuestionNote
from sonodeck.values import Scene

ROOT = Path(__file__).parents[1]
SONOGRAPHY = ROOT / "decks" / "sonography"
sys.path.insert(0, str(ROOT / "docs"))

import draw_scenes  # noqa: E402

# Where what is asked is to be seen in one parameter: a level vessel, a normal map, a depth.
# Whatever else is drawn there, this alone has to give the answer away.
ONE_PARAMETER = {
    ("direction", "steering"): {"slope"},
    ("crossing", "black"): {"slope"},
    ("bar", "map"): {"map"},
    ("bar", "kind"): {"kind"},
    ("bar", "zero"): {"baseline", "map"},
    ("bar", "reading"): {"mark"},
    ("spectrum", "direction"): {"way"},
    ("spectrum", "window"): {"profile", "gate"},
    ("limit", "prf"): {"depth"},
    ("limit", "nyquist"): {"prf"},
}


@pytest.fixture(scope="module")
def compiled() -> project.Compiled:
    return project.compile_deck(SONOGRAPHY)


Group = list[tuple[doppler.Scene, Solution]]


@pytest.fixture(scope="module")
def groups(compiled: project.Compiled) -> dict[tuple[str, str], Group]:
    """The scenes of the deck by family and by what is asked."""
    assert compiled.knowledge is not None
    found: dict[tuple[str, str], Group] = defaultdict(list)
    names = {made: name for name, made in doppler.FAMILIES.items()}
    for fact in compiled.knowledge.facts:
        value = fact.values.get("scene")
        if isinstance(value, Scene):
            key = names[type(value.scene)], getattr(value.scene, "ask", "")
            found[key].append((value.scene, doppler.solve(value.scene)))
    return found


def test_there_are_scenes_of_every_family(groups: dict[tuple[str, str], Group]) -> None:
    assert {family for family, _ in groups} == doppler.FAMILIES.keys()
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


def test_no_parameter_alone_gives_the_answer_away(groups: dict[tuple[str, str], Group]) -> None:
    for key, group in groups.items():
        counts = Counter(solution.answer for _, solution in group)
        by_chance = max(counts.values()) / len(group)
        for parameter in (one.name for one in parameters(type(group[0][0]))):
            shared = list(guesses(group, parameter))
            if not shared or parameter in ONE_PARAMETER.get(key, ()):
                continue
            right = sum(one for one, _ in shared) / sum(count for _, count in shared)
            assert right <= max(by_chance, 0.5) + 0.2, (key, parameter, right)


def test_no_two_cards_show_the_same_picture(compiled: project.Compiled) -> None:
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
    assert max(len(one.read()) for one in drawn) < 15_000


def test_the_sheets_in_the_docs_show_the_scenes_as_they_are() -> None:
    drawn = json.loads(draw_scenes.RECORD.read_text("utf-8"))
    shown = {
        name: draw_scenes.fingerprint(draw_scenes.of_family(name)) for name in doppler.FAMILIES
    }
    assert shown == drawn, "draw them again: python docs/draw_scenes.py"
    assert {path.stem for path in draw_scenes.SHEETS.glob("*.png")} == drawn.keys()
