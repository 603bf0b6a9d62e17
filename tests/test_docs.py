"""The documents say what is so: their examples are read, their commands exist, nothing is left out.

What stands above the tests is what the documents' own cog blocks call, too.
"""

from __future__ import annotations

import atexit
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import textwrap
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import click
import pytest
import yaml

from sonodeck import anki, lint, project
from sonodeck.anki.notetypes import QUESTION_FIELDS, text
from sonodeck.cli import cli
from sonodeck.common import diagnostics
from sonodeck.common.diagnostics import CODES
from sonodeck.lint import pages
from sonodeck.sheets.kinds import COMMON_KEYS, FieldType
from sonodeck.sheets.kinds import files as kinds_files
from tests import deckpage

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
CHANGELOG = ROOT / "CHANGELOG.md"
DOCS = ROOT / "docs"
DOCUMENTS = [
    README,
    CHANGELOG,
    *sorted(ROOT.glob("decks/*/README.md")),
    *sorted(DOCS.glob("*.md")),
    *sorted(DOCS.glob("decisions/*.md")),
]

# The examples of a document are one deck; what they leave out is taken from here.
_AROUND = {
    "deck.yaml": "id: docs-0000\ntitle: Anatomy\nsheets: [{sheets}]\n",
    "sources.yaml": "example: {{title: A textbook of anatomy, year: 2026, grade: B}}\n",
    "media/apical-view.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>\n',
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A fenced block; ``info`` is what stands behind the language, ``line`` its first line."""

    language: str
    info: str
    text: str
    line: int


_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FENCE = re.compile(r"^```(\w+)[ ]*(.*)\n((?:(?!```).*\n)*)```$", re.MULTILINE)


def visible(path: Path) -> str:
    """A document without its comments, in as many lines."""
    return _COMMENT.sub(lambda m: "\n" * m.group().count("\n"), path.read_text("utf-8"))


def blocks(path: Path) -> Iterator[Block]:
    shown = visible(path)
    for match in _FENCE.finditer(shown):
        line = shown.count("\n", 0, match.start()) + 2
        yield Block(language=match[1], info=match[2].strip(), text=match[3], line=line)


def files_of(path: Path) -> dict[str, str]:
    """The files that a document shows: ``yaml heart.yaml``; blocks of one name belong together."""
    found: dict[str, str] = {}
    for block in blocks(path):
        if block.language == "yaml" and re.fullmatch(r"[^ ]+\.yaml", block.info):
            found[block.info] = found.get(block.info, "") + block.text
    return found


def compiled(files: Mapping[str, str], rules: lint.Selection = lint.NONE) -> anki.Compiled:
    """A deck of these files, compiled from a temporary folder."""
    manifests = {"deck.yaml", "sources.yaml"}
    sheets = [name for name in files if "/" not in name and name not in manifests]
    around = {name: shown.format(sheets=", ".join(sheets)) for name, shown in _AROUND.items()}
    with tempfile.TemporaryDirectory() as folder:
        for name, shown in (around | dict(files)).items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(shown, "utf-8")
        return project.compile_deck(Path(folder), rules=rules)


def with_facts(files: Mapping[str, str], kind: str, facts: str) -> dict[str, str]:
    """The files with a sheet of these facts instead of their own sheets."""
    kept = {name: s for name, s in files.items() if "/" in name or name == "sources.yaml"}
    sheet = f"kind: {kind}\nsource: example\nfacts:\n{textwrap.indent(facts, '  ')}"
    return kept | {"facts.yaml": sheet}


def cards(deck: anki.Compiled, *keys: str, most: int = 9) -> str:
    """The first cards of these notes, both sides, as a fenced block."""
    assert deck.knowledge is not None
    plain = text.Plain(deck.knowledge.deck.labels)
    shown = []
    by_key = {one.content.key: one for one in deck.packed}
    for key in keys:
        one = by_key[key]
        assert one.note is not None
        made = list(plain.cards(one.note, one.content.cards))
        shown.append(key)
        for card in made[:most]:
            shown += [_side("Q", card.front), _side("A", card.back)]
        if len(made) > most:
            shown.append(f"  … and {len(made) - most} more cards like it")
        shown.append("")
    return "```text\n" + "\n".join(shown).rstrip() + "\n```\n"


def _side(letter: str, shown: str) -> str:
    return textwrap.indent(f"{letter}: " + shown.replace("\n", "\n   "), "  ")


def traps(lines: Sequence[str]) -> str:
    """For each line of a fact: what sonodeck says to it, and the line that it gives instead."""
    table = ["| you write | sonodeck says | write |", "| --- | --- | --- |"]
    for line in lines:
        shown = f"kind: qa\nsource: example\nfacts:\n  - id: a\n    question: What?\n    {line}\n"
        found = [d for d in compiled({"facts.yaml": shown}).found if d.hint.startswith("write: ")]
        assert found, f"nothing is said to {line!r}"
        right = found[0].hint.removeprefix("write: ").partition("\n")[0]
        cells = (_code(line), found[0].message.replace("|", "\\|"), _code(right))
        table.append("| " + " | ".join(cells) + " |")
    return "\n".join(table) + "\n"


def _code(line: str) -> str:
    marks = "``" if "`" in line else "`"
    shown = line.replace("\t", "⇥").replace("|", "\\|")
    return f"{marks}{shown}{marks}"


class Shell:
    """A folder of its own to type commands in, and what they print."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)

    def write(self, name: str, shown: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(shown, "utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        shown = (self.folder / name).read_text("utf-8")
        assert old in shown
        self.write(name, shown.replace(old, new))

    def output(self, line: str) -> str:
        """Both streams of one command, without what differs from run to run."""
        own = Path(sys.executable).with_name("sonodeck")
        words = [str(own) if word == "sonodeck" else word for word in shlex.split(line)]
        plain = {"COLUMNS": "80", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8", "TERM": "dumb"}
        done = subprocess.run(
            words,
            cwd=self.folder,
            env={k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"} | plain,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        assert "Traceback" not in done.stdout, done.stdout
        shown = re.sub(r"sha256 [0-9a-f]{64}", "sha256 …", done.stdout)
        return re.sub(r"(?m)[ ]+$", "", shown)

    def __call__(self, *lines: str) -> str:
        """The commands and their output as a fenced block."""
        shown = "".join(f"$ {line}\n{self.output(line)}" for line in lines)
        return f"```console\n{shown}```\n"

    def help(self, command: str) -> str:
        return f"```text\n{self.output(f'sonodeck {command} --help')}```\n"


def counted(name: str = "sonography") -> str:
    """What becomes of a deck of the repository, in one sentence."""
    deck = project.compile_deck(ROOT / "decks" / name)
    assert deck.knowledge is not None
    assert deck.found == (), f"decks/{name} is not clean"
    made = sum(len(one.filled.cards) for one in deck.packed)
    return f"Its {len(deck.knowledge.facts)} facts make {len(deck.packed)} notes with {made} cards."


def codes() -> str:
    """All codes as a table."""
    table = ["| code | severity | what it is about |", "| --- | --- | --- |"]
    table += [f"| {code} | {sev.value} | {title} |" for code, (sev, title) in sorted(CODES.items())]
    return "\n".join(table) + "\n"


def rules() -> str:
    """The page of every rule, with what is said of its bad example."""
    shown = []
    for rule in sorted(lint.RULES, key=lambda rule: rule.code):
        severity, title = CODES[rule.code]
        page = pages.page(rule.code)
        off = "" if rule.usual else ", off by default"
        found = compiled(page.bad, lint.Selection(select=(rule.code,), today="2026-11-25")).found
        said = "".join(f"- {one.message}\n" for one in found)
        heading = f"### {rule.code}: {title}\n\n*{severity.value}{off}*"
        shown.append(
            f"{heading}\n\n{page.text}\nFor the first example, sonodeck reports:\n\n{said}"
        )
    return "\n".join(shown)


def built_in_kinds() -> str:
    """Each built-in kind as its file is."""
    shown = []
    for name, data in kinds_files.built_in_kinds("en").items():
        heading = f"### The kind `{name.removesuffix('.yaml')}`"
        shown.append(f"{heading}\n\n```yaml built-in\n{data.decode()}```\n")
    return "\n".join(shown)


# The tests.

FACT = re.compile(r"fact of ([a-z-]+)")


def example_id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", DOCUMENTS, ids=example_id)
def test_every_example_is_a_sheet_that_check_accepts(path: Path) -> None:
    files = files_of(path)
    if files:
        assert_clean(compiled(files), path)
    for block in blocks(path):
        fact = FACT.fullmatch(block.info)
        if fact and block.language == "yaml":
            facts = compiled(with_facts(files, fact[1], block.text))
            assert_clean(facts, f"{path}:{block.line}")
            assert facts.knowledge is not None
            assert facts.knowledge.facts


def assert_clean(deck: anki.Compiled, where: object) -> None:
    said = diagnostics.render(deck.found, "text", deck.texts)
    assert said == "", f"{where}:\n{said}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=example_id)
def test_every_yaml_block_says_what_it_is(path: Path) -> None:
    """Else it would be an example that nobody reads but people."""
    for block in blocks(path):
        if block.language == "yaml":
            known = block.info.endswith(".yaml") or FACT.fullmatch(block.info)
            shown = block.info == "built-in" or re.match("bad|good", block.info)
            assert known or shown, f"{path}:{block.line}"


def commands(group: click.Group, *above: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        yield " ".join((*above, name)), command
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)


COMMANDS = dict(commands(cli))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_section(name: str) -> None:
    assert f"\n## sonodeck {name}\n" in (DOCS / "cli.md").read_text("utf-8")


def typed(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The sonodeck commands of a document's blocks, with their lines."""
    for block in blocks(path):
        sign = {"console": "$ ", "sh": ""}.get(block.language)
        for number, line in enumerate(block.text.splitlines() if sign is not None else ()):
            if not line.startswith(sign or ""):
                continue
            for part in line.removeprefix(sign or "").split("&&"):
                words = shlex.split(part, comments=True)
                if words and Path(words[0]).name == "sonodeck":
                    yield block.line + number, words[1:]


@pytest.mark.parametrize("path", DOCUMENTS, ids=example_id)
def test_every_command_that_is_shown_exists(path: Path) -> None:
    for line, words in typed(path):
        problem = misuse(cli, words)
        assert problem is None, f"{path}:{line}: {problem}"


def test_the_examples_for_pre_commit_and_actions() -> None:
    """The hook that the page names is there, and what both run are commands."""
    hook = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))[0]
    shown = [yaml.safe_load(b.text) for b in blocks(DOCS / "rules.md") if b.language == "yml"]
    config, workflow = shown
    used = config["repos"][0]["hooks"][0]
    run = [step["run"] for step in workflow["jobs"]["check"]["steps"] if "run" in step]
    lines = [f"{hook['entry']} {' '.join(used['args'])}", *run]
    assert used["id"] == hook["id"]
    for line in lines:
        name, *words = shlex.split(line)
        assert name == "pip" or misuse(cli, words) is None, line


def misuse(command: click.Command, words: list[str]) -> str | None:
    """What is wrong with a command line, without running it; files need not be there."""
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        below = command.commands.get(words[0])
        if below is None:
            return f"no command {words[0]!r}"
        command, words = below, words[1:]
    known = {o for p in command.params if isinstance(p, click.Option) for o in p.opts}
    known |= {"--help", "-h"}
    unknown = [word for word in words if re.match(r"-", word) and word not in known]
    return f"no option {unknown[0]!r}" if unknown else None


@pytest.mark.parametrize(
    ("line", "said"),
    [("chek", "no command"), ("build --lock", "no option"), ("new dec", "no command")],
)
def test_wrong_commands_would_be_seen(line: str, said: str) -> None:
    assert said in (misuse(cli, line.split()) or "")


def test_nothing_is_left_out() -> None:
    sheets = (DOCS / "writing-sheets.md").read_text("utf-8")
    kinds = (DOCS / "kinds.md").read_text("utf-8")
    found = (DOCS / "diagnostics.md").read_text("utf-8")
    styles = ("basic", "choice", "list", "inverse", "sequence", "contrast", "cloze", "scene")
    assert [key for key in COMMON_KEYS if not re.search(f"`{key}[`:]", sheets)] == []
    assert [name for name in get_args(FieldType) if f"| `{name}` |" not in kinds] == []
    assert [style for style in styles if f"\n### {style}\n" not in kinds] == []
    built_in = [name.removesuffix(".yaml") for name in kinds_files.built_in_kinds("en")]
    assert [name for name in built_in if f"\n### The kind `{name}`\n" not in kinds] == []
    assert [code for code in CODES if f"| {code} |" not in found] == []


def test_every_dependency_has_its_reason() -> None:
    page = (DOCS / "decisions" / "dependencies.md").read_text("utf-8")
    about = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = about["dependencies"] + about["optional-dependencies"]["test"]
    names = {re.split(r"[<>=~! ]", one)[0].lower() for one in needed}
    assert [name for name in sorted(names) if f"**{name}**" not in page.lower()] == []


def test_the_two_commands_of_the_readme() -> None:
    lines = README.read_text("utf-8").splitlines()
    for command in (
        "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/sonodeck build",
        "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' "
        "&& .venv/bin/python -m tests.browser && .venv/bin/pytest -n auto",
    ):
        assert [line.strip() for line in lines].count(command) == 1


def test_the_figures_of_the_deck_are_those_on_its_page() -> None:
    page = visible(deckpage.DECKS / deckpage.SONOGRAPHY / "README.md")
    tables = (deckpage.areas, deckpage.styles, deckpage.domains, deckpage.grades)
    assert [table.__name__ for table in tables if table() not in page] == []


def slug(heading: str) -> str:
    """The anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("path", DOCUMENTS, ids=example_id)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]*(?:#[^)\s]*)?)\)", visible(path)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (path.parent / name) if name else path
        assert file.exists(), f"{path}: {target}"
        if anchor:
            headings = re.findall(r"(?m)^#+ (.*)$", visible(file))
            assert anchor in map(slug, headings), f"{path}: {target}"


def test_every_picture_is_on_a_page() -> None:
    pages = "".join(page.read_text("utf-8") for page in [*DOCS.glob("*.md"), README])
    pictures = DOCS / "pictures"
    kept = [path.relative_to(pictures).as_posix() for path in pictures.rglob("*.*")]
    unseen = [name for name in kept if f"pictures/{name})" not in pages]
    assert [name for name in unseen if not name.endswith(".json")] == []


def test_pages_stay_short() -> None:
    assert len(README.read_text("utf-8").splitlines()) <= 130
    long = [p.name for p in DOCS.glob("decisions/*.md") if p.read_text("utf-8").count("\n") > 40]
    assert long == []


def test_the_changelog_warns_of_changed_note_types() -> None:
    """Every field that a student's notes have is named there, so that a change shows in both."""
    page = CHANGELOG.read_text("utf-8")
    assert "## [Unreleased]" in page
    section = page.partition("### Note types and fields")[2].partition("\n## ")[0]
    assert [name for name in QUESTION_FIELDS if name not in section and "zz" not in name] == []
