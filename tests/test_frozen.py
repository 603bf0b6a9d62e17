"""Values are frozen: mypy sees to it, and running programs pay nothing for it."""

import subprocess
import sys
from dataclasses import field
from pathlib import Path

import pytest

from sonodeck.common.diagnostics import Place
from sonodeck.common.frozen import dataclass
from sonodeck.sheets.values import Media


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    id: str = "a"
    place: Place = field(compare=False)


@dataclass(slots=True)
class Tally:
    count: int = 0


VALUE = """from sonodeck.common.frozen import dataclass

@dataclass(frozen=True, slots=True)
class Vessel:
    name: str

vessel = Vessel("aorta")
"""


def mypy(tmp_path: Path, text: str) -> str:
    file = tmp_path / "values.py"
    file.write_text(text, "utf-8")
    command = (sys.executable, "-m", "mypy", "--strict", "--cache-dir", tmp_path / "cache", file)
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return run.stdout


def test_an_assignment_to_a_frozen_field_is_found_without_running_it(tmp_path: Path) -> None:
    assert "Success" in mypy(tmp_path, VALUE)
    assert 'Property "name" defined in "Vessel" is read-only' in mypy(
        tmp_path, VALUE + 'vessel.name = "vena cava"\n'
    )


def test_values_are_equal_and_hashed_by_their_fields() -> None:
    first, second = Place("sheet.yaml", 3, 5), Place("sheet.yaml", 3, 5)
    assert first == second
    assert {first} == {second}
    assert first != Place("sheet.yaml", 3, 6)


def test_what_is_left_out_of_the_comparison_makes_no_difference() -> None:
    first, second = Question(place=Place("a.yaml", 1, 1)), Question(place=Place("b.yaml", 2, 2))
    assert first == second
    assert hash(first) == hash(second)
    assert first != Question(id="b", place=first.place)


def test_a_value_that_may_change_has_no_hash() -> None:
    assert Tally() == Tally()
    assert Tally() != Tally(1)
    with pytest.raises(TypeError, match="unhashable"):
        hash(Tally())


def test_a_misspelt_attribute_is_refused_when_the_program_runs() -> None:
    with pytest.raises(AttributeError):
        setattr(Place("sheet.yaml", 3, 5), "collumn", 5)  # noqa: B010 - mypy forbids the other way


def test_values_are_shown_with_their_fields() -> None:
    assert repr(Place("sheet.yaml", 3, 5)) == "Place(path='sheet.yaml', line=3, column=5, width=1)"
    assert repr(Media("drawn/1.svg", "a vessel", "<svg/>")) == (
        "Media(file='drawn/1.svg', text='a vessel')"
    )
