"""The modules import in one direction only; this table is the picture of it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import sonodeck

ROOT = Path(sonodeck.__file__).parent

# What each module may import, lowest first. A package counts as one module.
ALLOWED: dict[str, set[str]] = {
    "frozen": set(),  # and all may import it
    "diagnostics": set(),
    "doppler": set(),
    "markup": set(),
    "nearest": set(),
    "english": set(),
    "progress": set(),
    "ranking": set(),
    "templates": set(),
    "folders": {"diagnostics"},
    "stamps": {"diagnostics", "folders"},
    "yamllines": {"diagnostics"},
    "yamltraps": {"diagnostics", "yamllines"},
    "yamltext": {"diagnostics", "folders", "yamllines", "yamltraps"},
    "ignores": {"diagnostics"},
    "values": {"doppler", "markup", "yamltext"},
    "shapes": {"diagnostics", "values", "yamltext"},
    "kinds": {"diagnostics", "doppler", "shapes", "templates", "values", "yamltext"},
    "sheets": {"diagnostics", "kinds", "nearest", "shapes", "templates", "values", "yamltext"},
    "questions": {
        "diagnostics", "doppler", "english", "kinds", "markup", "sheets", "templates", "values",
    },
    "lint": {"diagnostics", "english", "kinds", "markup", "questions", "sheets", "values"},
    "fixes": {"diagnostics", "ignores", "sheets"},
    "notetypes": {"markup", "questions", "sheets", "values"},
    "lock": {"diagnostics", "nearest", "questions"},
    "apkg": {"notetypes"},
    "since": {"apkg", "lock", "notetypes", "questions", "values"},
    "rows": {"apkg", "lock", "notetypes"},
    "project": {
        "apkg", "diagnostics", "folders", "ignores", "kinds", "lint", "lock", "notetypes",
        "questions", "shapes", "sheets", "since", "values", "yamltext",
    },
    "release": {
        "apkg", "diagnostics", "folders", "lock", "notetypes", "project", "questions", "rows",
        "shapes", "sheets",
    },
    "diff": {"apkg", "lock", "notetypes", "release", "rows", "since"},
    "rendering": {"notetypes"},
    "webtext": set(),
    "preview": {"diagnostics", "folders", "notetypes", "project", "rendering", "webtext"},
    "listing": {"diagnostics", "notetypes", "project", "questions", "shapes"},
    "starters": {"folders", "kinds", "project", "shapes", "sheets", "values"},
    "reviews": {"diagnostics", "folders", "ranking"},
    "stats": {"diagnostics", "lock", "project", "reviews"},
    "quiz": {
        "diagnostics", "folders", "lock", "markup", "notetypes", "project", "questions", "ranking",
        "reviews", "sheets", "stamps", "values",
    },
    "site": {
        "folders", "notetypes", "project", "questions", "release", "rendering", "rows", "sheets",
        "webtext",
    },
    "cli": {
        "apkg", "diagnostics", "diff", "fixes", "folders", "lint", "listing", "preview", "progress",
        "project", "quiz", "release", "reviews", "shapes", "since", "site", "stamps",
        "starters", "stats",
    },
    "__main__": {"cli"},
}  # fmt: skip


def module_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """The modules of sonodeck that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "sonodeck":
            yield from (alias.name for alias in node.names if not alias.name.startswith("__"))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sonodeck."):
            yield str(node.module).split(".")[1]
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("sonodeck."):
                    yield alias.name.split(".")[1]


def test_every_module_is_in_the_table() -> None:
    modules = {module_of(path) for path in ROOT.rglob("*.py")} - {"__init__"}
    assert modules == ALLOWED.keys()


@pytest.mark.parametrize("module", ALLOWED)
def test_imports_follow_the_table(module: str) -> None:
    paths = [path for path in ROOT.rglob("*.py") if module_of(path) == module]
    found = {name for path in paths for name in imported(path)} - {module}
    assert found <= {*ALLOWED[module], "frozen"}


def test_the_table_has_no_cycle() -> None:
    order = list(ALLOWED)
    for module, allowed in ALLOWED.items():
        assert all(order.index(below) < order.index(module) for below in allowed), module


def test_nothing_is_imported_only_for_its_types_except_by_the_commands() -> None:
    """A detour by TYPE_CHECKING would hide a cycle; the commands use it to start quickly."""
    with_detour = [p for p in ROOT.rglob("*.py") if "TYPE_CHECKING" in p.read_text("utf-8")]
    assert {module_of(path) for path in with_detour} - {"frozen"} == {"cli"}


def test_all_dataclasses_are_made_the_same_way() -> None:
    text = {path: path.read_text("utf-8") for path in ROOT.rglob("*.py")}
    others = re.compile(r"from dataclasses import .*\bdataclass\b|\bimport dataclasses\b")
    assert {path.name for path, one in text.items() if others.search(one)} == {"frozen.py"}
