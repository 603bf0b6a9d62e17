"""The JSON Schema for editors: it knows what the program knows, and accepts what it accepts."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from sonodeck import project
from sonodeck.cli import cli
from sonodeck.common import diagnostics
from sonodeck.common.folders import SCHEMA_FILE
from sonodeck.sheets import starters
from tests.hostile import case
from tests.hostile.case import Case, Content, Directory, Hole, Link, Pipe
from tests.test_docs import compiled

ROOT = Path(__file__).parents[1]
SONOGRAPHY = ROOT / "decks" / "sonography"


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    deck = project.compile_deck(SONOGRAPHY)
    text = starters.editor_schema(deck.folder, deck.knowledge)
    assert text is not None
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def errors(validator: jsonschema.Draft202012Validator, sheet: str) -> list[str]:
    """What an editor marks in a sheet."""
    return [error.message for error in validator.iter_errors(as_an_editor_reads(sheet))]


class _WithoutDates(yaml.CSafeLoader):
    """The types of YAML 1.1 without dates, and with true and false only, as in the 1.2 of editors.

    No schema could accept a date: JSON, which it speaks of, has none. Names of keys are text there.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        for key, _ in node.value:
            key.tag = "tag:yaml.org,2002:str"
        return super().construct_mapping(node, deep)


_WithoutDates.yaml_implicit_resolvers = {
    first: [
        (tag, fits)
        for tag, fits in known
        if tag != "tag:yaml.org,2002:timestamp"
        and (tag != "tag:yaml.org,2002:bool" or first in "tTfF")
    ]
    for first, known in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def as_an_editor_reads(sheet: str) -> Any:
    return yaml.load(sheet, Loader=_WithoutDates)  # noqa: S506 (it is a safe one)


@pytest.mark.parametrize("path", sorted(SONOGRAPHY.glob("*.yaml")), ids=lambda path: path.name)
def test_the_shipped_sheets_fit(path: Path, validator: jsonschema.Draft202012Validator) -> None:
    if path.name not in {"deck.yaml", "sources.yaml"}:
        assert errors(validator, path.read_text("utf-8")) == []


@pytest.mark.parametrize("scalar", ["3.10", "no", "010", "12:30", "1e3", "2019-12-10"])
def test_scalars_are_text_without_quotes(
    scalar: str, validator: jsonschema.Draft202012Validator
) -> None:
    sheet = f"kind: term\nfacts: [{{id: a, name: {scalar}, meaning: {scalar}, source: [bls-ooh]}}]"
    assert errors(validator, sheet) == []


def test_an_editor_is_offered_neither_null_nor_true_for_a_text() -> None:
    deck = project.compile_deck(SONOGRAPHY)
    text = starters.editor_schema(deck.folder, deck.knowledge)
    assert text is not None
    assert "null" not in text
    switches = {"retired"}
    for definition in json.loads(text)["$defs"].values():
        for name, schema in definition.get("properties", {}).items():
            assert name in switches or "boolean" not in json.dumps(schema)


def test_one_value_stands_for_a_list_of_one(validator: jsonschema.Draft202012Validator) -> None:
    fact = "{id: a, question: b, items: c, tags: d, skip: items.each, contrast: e, source: f}"
    assert errors(validator, f"kind: list\ntags: a\nsource: b\nfacts: [{fact}]") == []


@pytest.mark.parametrize("scalar", ["no", "on", "true", "2", "3.10", "-5", "a word"])
def test_one_of_takes_them_without_quotes_too(scalar: str) -> None:
    kind = f"""kind: flag
title: Flag
fields:
  name: {{type: text}}
  value: {{type: one-of, of: [{scalar}, other]}}
questions:
  value: {{style: basic, ask: 'What is {{name}}?', answer: '{{value}}'}}
"""
    sheet = (
        "kind: flag\ndeck: 2\ntags: [2026]\nfacts:\n"
        f"  - {{id: a, name: b, value: {scalar}}}\n"
        f"  - {{id: b, name: c, value: {{text: {scalar}, formerly: a, s: 5}}}}\n"
    )
    deck = compiled({"kinds/flag.yaml": kind, "sheet.yaml": sheet})
    assert not diagnostics.has_errors(deck.found)
    own = jsonschema.Draft202012Validator(
        json.loads(starters.editor_schema(deck.folder, deck.knowledge) or "")
    )
    assert errors(own, sheet) == []
    assert errors(own, sheet.replace(f"value: {scalar}", "value: another"))


@pytest.mark.parametrize(
    "sheet",
    [
        "kind: trem\nfacts: []",
        "kind: term\nfacts: [{id: a, name: b, meanin: c}]",
        "kind: term\nfacts: [{name: b}]",
        "kind: term\nfacts: [{id: a, name: [b]}]",
        "kind: term\nfacts: [{id: a, name: b, skip: {c: d}}]",
        "kind: list\nfacts: [{id: a, question: b, items: [{txt: c}]}]",
        "kind: term\nfact: []",
    ],
)
def test_mistakes_are_marked(sheet: str, validator: jsonschema.Draft202012Validator) -> None:
    assert errors(validator, sheet)


def test_every_field_has_its_help_text(validator: jsonschema.Draft202012Validator) -> None:
    schema = validator.schema
    assert isinstance(schema, dict)
    term = schema["$defs"]["fact of term"]["properties"]
    assert term["name"]["description"] == "The term, as it appears inside a sentence"
    assert all("description" in one for one in term.values())


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\x00{", Hole(6 << 30), Directory(), Pipe(), Link("/etc/passwd")],
    ids=["noise", "6 GiB", "a folder", "a pipe", "a link"],
)
def test_a_schema_file_of_any_kind_and_size_is_told_in_one_line(
    content: Content, tmp_path: Path
) -> None:
    case.make(Case(files={SCHEMA_FILE: content}), tmp_path)
    command = [sys.executable, "-m", "sonodeck", "schema", "deck"]
    written = (1, "can't write") if isinstance(content, Directory | Pipe) else (0, "written")
    for more, expected in (["--check"], (1, "out of date")), ([], written):
        done = subprocess.run(
            [*command, *more], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=30
        )
        said = done.stdout + done.stderr
        code, state = expected
        assert (done.returncode, said.count("\n"), state in said) == (code, 1, True), said


def test_check_says_that_the_schema_is_out_of_date_and_who_changes_a_kind_renews_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> str:
        done = CliRunner().invoke(cli, words, standalone_mode=False)
        assert done.exception is None, done.output
        return done.output

    run("new", "deck", "heart")
    folder = tmp_path / "decks" / "heart"
    schema = folder / SCHEMA_FILE
    assert str(schema.relative_to(tmp_path)) in run("new", "kind", "muscle")
    assert "fact of muscle" in schema.read_text()
    assert "SD213" not in run("check")
    kind = folder / "kinds" / "muscle.yaml"
    kind.write_text(kind.read_text().replace("meaning:", "grip:").replace("{meaning", "{grip"))
    said = run("check")
    assert "decks/heart/sheet.schema.json:1:1: warning SD213" in said
    assert "SD213" in run("check")  # also where the result was kept
    assert "out of date" in run("schema", "--check", "decks/heart")
    run("build", "--locked")
    assert "grip" not in schema.read_text()
    for renews in (["build"], ["check", "--fix"], ["new", "sheet", "muscle"], ["schema"]):
        schema.write_text("{}")
        run(*renews)
        assert "grip" in schema.read_text(), renews
        assert "up to date" in run("schema", "--check", "decks/heart")
    assert "unchanged since the last build" in (run("build"), run("build"))[1]


def test_a_deck_without_a_schema_gets_none_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for words in (["new", "deck", "heart"], ["new", "kind", "muscle"], ["build"], ["check"]):
        CliRunner().invoke(cli, words, standalone_mode=False)
        (tmp_path / "decks" / "heart" / SCHEMA_FILE).unlink(missing_ok=True)
    assert not (tmp_path / "decks" / "heart" / SCHEMA_FILE).exists()
