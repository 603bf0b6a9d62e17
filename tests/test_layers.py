"""The wings import in one direction only, and only what the other's face hands out."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import sonodeck

sys.path.insert(0, str(Path(__file__).parents[1] / "docs"))
import draw_house

ROOT = Path(sonodeck.__file__).parent

# The flow, from what all stand on up to the commands: a wing imports only from those before it.
WINGS = (
    "common", "scenes", "sheets", "questions", "lint", "anki", "pages", "study", "project",
    "editor", "doors", "cli",
    "__main__",
)  # fmt: skip

# Outputs never import each other, and what is below them knows nothing of its neighbors.
APART = {"pages": {"study", "lint"}, "study": {"pages", "lint"}, "anki": {"lint"}}

# Who reaches past a face, and why.
PAST_THE_FACE: dict[tuple[str, str], str] = {}

# Files of `common` have nothing behind them: each is a face of its own.
FACES_OF_THEIR_OWN = {"common"}

# Imports that only the type checker sees would hide a cycle; here they keep a command quick.
DETOURS = {
    "frozen.py": "mypy is shown the standard dataclass",
    "deck.py": "a kept deck starts",
    "late.py": "numpy waits for the first picture of pixels",
}


def wing_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[tuple[str, str]]:
    """What a file imports from sonodeck, inside functions too: each module, and the name of it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "sonodeck":
            assert node.level == 0
            for alias in node.names:
                module = f"{node.module}.{alias.name}" if node.module == "sonodeck" else node.module
                yield str(module), alias.name
        elif isinstance(node, ast.Import):
            assert not any(alias.name.startswith("sonodeck") for alias in node.names), path


def crossings() -> Iterator[tuple[Path, str, str, str]]:
    """The imports from one wing to another: the file, the other wing, the module, the name."""
    for path in sorted(ROOT.rglob("*.py")):
        for module, name in imported(path):
            other = module.split(".")[1]
            if other != wing_of(path) and not other.startswith("__version"):
                yield path, other, module, name


def handed_out(wing: str) -> set[str]:
    """The names of a wing's face: `__all__`, and the modules that are loaded when asked for."""
    tree = ast.parse((ROOT / wing / "__init__.py").read_text("utf-8"))
    return {
        name
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id in {"__all__", "MODULES"}
        for name in ast.literal_eval(node.value)
    }


def test_every_room_is_in_the_flow() -> None:
    rooms = {wing_of(path) for path in ROOT.rglob("*.py")} - {"__init__"}
    assert rooms == set(WINGS)
    assert len(rooms - {"__main__"}) <= 12


def test_no_import_runs_up() -> None:
    order = {wing: at for at, wing in enumerate(WINGS)}
    upward = [
        f"{path.relative_to(ROOT)}: {module}"
        for path, other, module, _ in crossings()
        if order[other] > order[wing_of(path)] or other in APART.get(wing_of(path), ())
    ]
    assert upward == []


def test_another_wing_is_known_by_its_face_only() -> None:
    past = []
    for path, other, module, name in crossings():
        if other in FACES_OF_THEIR_OWN or other in {"project", "cli"}:
            continue
        whole = module == f"sonodeck.{other}" and name == other
        given = module == f"sonodeck.{other}" and name in handed_out(other)
        if not (whole or given or (str(path.relative_to(ROOT)), module) in PAST_THE_FACE):
            past.append(f"{path.relative_to(ROOT)}: {module} {name}")
    assert past == []


@pytest.mark.parametrize("wing", [w for w in WINGS if (ROOT / w).is_dir() and w != "common"])
def test_a_face_hands_out_what_is_used_and_no_more(wing: str) -> None:
    used = {name for path in ROOT.rglob("*.py") for name in names_used(path, wing)}
    assert handed_out(wing) - used == set()


def names_used(path: Path, wing: str) -> Iterator[str]:
    """What a file outside of a wing takes from its face, by import or as `wing.name`."""
    if wing_of(path) == wing:
        return
    text = path.read_text("utf-8")
    yield from (n for m, n in imported(path) if m == f"sonodeck.{wing}")
    yield from re.findall(rf"\b{wing}\.(\w+)", text)


@pytest.mark.parametrize("wing", [w for w in WINGS if (ROOT / w).is_dir()])
def test_a_face_says_what_comes_in_what_goes_out_and_where_to_begin(wing: str) -> None:
    said = ast.get_docstring(ast.parse((ROOT / wing / "__init__.py").read_text("utf-8"))) or ""
    if wing not in FACES_OF_THEIR_OWN:
        assert all(word in said for word in ("In:", "Out:", "Read first:")), wing


def test_nothing_is_imported_only_for_its_types_except_by_the_commands() -> None:
    """A detour by TYPE_CHECKING would hide a cycle; the commands use it to start quickly."""
    with_detour = {p for p in ROOT.rglob("*.py") if "TYPE_CHECKING" in p.read_text("utf-8")}
    assert {p.name for p in with_detour if wing_of(p) != "cli"} == DETOURS.keys()


def test_all_dataclasses_are_made_the_same_way() -> None:
    text = {path: path.read_text("utf-8") for path in ROOT.rglob("*.py")}
    others = re.compile(r"from dataclasses import .*\bdataclass\b|\bimport dataclasses\b")
    assert {path.name for path, one in text.items() if others.search(one)} == {"frozen.py"}


def test_the_picture_of_the_house_is_drawn_from_its_imports() -> None:
    """If it isn't any more: python docs/draw_house.py, and look at it."""
    assert draw_house.PICTURE.read_text("utf-8") == draw_house.drawn()


def test_the_walk_through_the_house_finds_every_door() -> None:
    """Each `name` in `file` of docs/architecture.md is defined there."""
    page = (draw_house.ROOT / "docs" / "architecture.md").read_text("utf-8")
    for file in re.findall(r"`((?:\w+/)+[\w.]+\.(?:py|yaml))`", page):
        assert (ROOT / file).exists() or (draw_house.ROOT / file).exists(), file
    doors = re.findall(r"`(\w+)` in\s+`((?:\w+/)+\w+\.py)`", page)
    assert len(doors) > 8
    for name, file in doors:
        path = ROOT / file if (ROOT / file).exists() else draw_house.ROOT / file
        text = path.read_text("utf-8")
        assert re.search(rf"(?m)^(?:def {name}\(|class {name}\b|{name}\b.* = )", text), (name, file)
