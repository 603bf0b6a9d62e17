"""The workflow of ``new deck --github``: its steps are run as the shell script that they are."""

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from sonodeck.sheets import github
from tests.updates.student import Student

# GitHub's own command, as far as the workflow uses it: releases are folders. Whatever it is not
# told exactly so is an error, as with the real one. Releases are listed newest first.
GH = r"""#!/usr/bin/env bash
set -euo pipefail
store="$RELEASES"
case "$1 $2" in
"release list")
  wanted="--exclude-drafts --exclude-pre-releases --limit 1000 --json tagName --jq .[].tagName"
  [ "${*:3}" = "$wanted" ]
  [ ! -e "$store/unreachable" ] || { echo "can't reach github.com" >&2; exit 1; }
  tac "$store/tags"
  ;;
"release download")
  [ "$4 $6 $8" = "--dir --pattern --pattern" ]
  mkdir -p "$5"
  found=""
  for pattern in "$7" "$9"; do
    [ -e "$store/$3/$pattern" ] && cp "$store/$3/$pattern" "$5" && found=1
  done
  [ -n "$found" ] || { echo "no assets match the file pattern" >&2; exit 1; }
  ;;
"release create")
  tag="$3"; shift 3
  mkdir "$store/$tag"
  while [[ "$1" != --* ]]; do cp "$1" "$store/$tag"; shift; done
  [ "$1 $2 $3 $4" = "--verify-tag --title $tag --notes-file" ]
  cp "$5" "$store/$tag.md"
  echo "$tag" >> "$store/tags"
  ;;
*) exit 2 ;;
esac
"""


class Runner:
    """A repository, and a machine that runs its workflow."""

    def __init__(self, root: Path, *options: str) -> None:
        self.releases, self.root, self.bin = root / "releases", root / "repository", root / "bin"
        for folder in (self.releases, self.root, self.bin):
            folder.mkdir()
        (self.releases / "tags").touch()
        python = f'#!/bin/sh\nexec "{sys.executable}" '
        commands = {
            "gh": GH,
            "pip": "#!/bin/sh\nexit 0\n",
            "python": f'{python}"$@"\n',
            "sonodeck": f'{python}-m sonodeck "$@"\n',
        }
        for name, text in commands.items():
            (self.bin / name).write_text(text, "utf-8")
            (self.bin / name).chmod(0o755)
        made = self.shell("sonodeck new deck anatomy --github " + " ".join(options))
        assert made.returncode == 0, made.stderr
        self.made = made.stdout.splitlines()

    def shell(self, script: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        path = f"{self.bin}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.root,
            env={**os.environ, "PATH": path, "RELEASES": str(self.releases), **environment},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    @property
    def workflow(self) -> Mapping[str, Any]:
        path = self.root / ".github" / "workflows" / "anatomy.yml"
        found: Mapping[str, Any] = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506
        return found

    def push(self, ref: str, kind: str = "branch") -> "subprocess.CompletedProcess[str]":
        """What the steps do in a fresh clone, up to the first that fails."""
        for path in self.root.iterdir():
            if path.name not in {"decks", "my decks", ".github"}:
                subprocess.run(["rm", "-r", str(path)], check=True)
        [job] = self.workflow["jobs"].values()
        assert job["defaults"] == {"run": {"shell": "bash"}}
        environment = {
            name: "a token" if value == "${{ github.token }}" else value
            for name, value in job["env"].items()
        }
        done = None
        for step in job["steps"]:
            assert step.get("if", "github.ref_type == 'tag'") == "github.ref_type == 'tag'"
            if "run" in step and (kind == "tag" or "if" not in step):
                done = self.shell(step["run"], GITHUB_REF_NAME=ref, **environment)
                if done.returncode:
                    return done
        assert done is not None
        return done

    def tag(self, tag: str) -> Path:
        done = self.push(tag, "tag")
        assert done.returncode == 0, done.stdout + done.stderr
        return self.releases / tag

    def edit(self, old: str, new: str) -> None:
        path = self.root / "decks" / "anatomy" / "terms.yaml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


@pytest.mark.parametrize(
    "remote",
    [
        "https://github.com/someone/their.decks.git", "https://github.com/someone/their.decks",
        "git@github.com:someone/their.decks.git", "ssh://git@github.com/someone/their.decks.git",
        "https://token@github.com/someone/their.decks/",
    ],
)  # fmt: skip
def test_the_link_on_cards_opens_an_issue_of_the_repository(remote: str) -> None:
    link = "https://github.com/someone/their.decks/issues/new?template=card.md&title={key}"
    assert github.report(remote).splitlines()[1] == f"report: {link}"


@pytest.mark.parametrize("remote", ["", "https://git.example.org/a/b.git", "../there", "a b"])
def test_a_repository_elsewhere_has_a_line_to_fill_in(remote: str) -> None:
    assert github.report(remote).splitlines()[1].startswith("# report: https://github.com/OWNER/")


def test_a_deck_in_a_repository_of_github_has_the_link_and_its_issue(runner: Runner) -> None:
    """Two decks share what an issue begins with; somebody's own stays."""
    issue = runner.root / ".github" / "ISSUE_TEMPLATE" / "card.md"
    assert ".github/ISSUE_TEMPLATE/card.md" in runner.made
    issue.write_text("my own\n", "utf-8")
    remote = "git@github.com:someone/decks.git"
    done = runner.shell(
        f"git init -q && git remote add origin {remote} && sonodeck new deck birds --github"
    )
    assert done.returncode == 0, done.stderr
    assert "ISSUE_TEMPLATE" not in done.stdout
    assert issue.read_text("utf-8") == "my own\n"
    assert "\n# report: " in (runner.root / "decks/anatomy/deck.yaml").read_text("utf-8")
    assert "\nreport: https://github.com/someone/decks/issues/new?" in (
        runner.root / "decks/birds/deck.yaml"
    ).read_text("utf-8")
    done = runner.shell("sonodeck check decks --strict && sonodeck build decks/birds -o out")
    assert done.returncode == 0, done.stderr


def test_a_push_is_checked_and_releases_nothing(runner: Runner) -> None:
    assert runner.push("main").returncode == 0
    runner.edit("meaning:", "meanin:")
    wrong = runner.push("main")
    assert wrong.returncode == 1
    assert re.match(r"::error file=decks/anatomy/terms.yaml,line=\d+", wrong.stdout)
    assert [path.name for path in runner.releases.iterdir()] == ["tags"]


def test_tags_are_releases_and_a_student_goes_from_one_to_the_next(
    runner: Runner, student: Student
) -> None:
    first = runner.tag("anatomy-1")
    assert {path.name for path in first.iterdir()} == {"anatomy.apkg", "anatomy-site.zip"}
    assert "anatomy-site/index.html" in zipfile.ZipFile(first / "anatomy-site.zip").namelist()
    assert "import `anatomy.apkg`" in first.with_suffix(".md").read_text("utf-8")
    student.take(first / "anatomy.apkg")
    key = "term.example.meaning"
    note = student.collection.get_note(student.note_of(key))
    note["My notes"] = "my own"
    student.collection.update_note(note)

    runner.edit("at growing intervals", "after growing intervals")
    second = runner.tag("anatomy-2")
    assert {path.name for path in second.iterdir()} == {
        "anatomy.apkg",
        "anatomy-changes.txt",
        "anatomy-site.zip",
    }
    said = second.with_suffix(".md").read_text("utf-8")
    assert "import `anatomy-changes.txt` first, then `anatomy.apkg`" in said
    assert f"- `{key}`" in said
    assert student.take_changes(second / "anatomy-changes.txt").updated == {key}
    student.take(second / "anatomy.apkg")
    note.load()
    assert "after growing" in note["Answer"]
    assert note["My notes"] == "my own"


def test_the_last_release_is_the_decks_own_and_another_one(runner: Runner) -> None:
    """Another deck of the repository, and the tag itself if its run is repeated, are none."""
    tags = runner.releases / "tags"
    tags.write_text("anatomy-1\nbotany-7\nanatomy-2\n", "utf-8")
    assert runner.push("anatomy-1", "tag").returncode == 1  # no package in anatomy-2
    tags.write_text("botany-7\nanatomy-1\n", "utf-8")
    assert "The first release" in runner.tag("anatomy-1").with_suffix(".md").read_text("utf-8")


def test_without_an_answer_from_github_nothing_is_released(runner: Runner) -> None:
    """Else a release would be taken for the first one."""
    (runner.releases / "unreachable").touch()
    assert "can't reach" in runner.push("anatomy-1", "tag").stderr
    assert not (runner.root / "out").exists()


def test_a_wrong_deck_is_not_released(runner: Runner) -> None:
    runner.edit("meaning:", "meanin:")
    assert runner.push("anatomy-1", "tag").returncode == 1
    assert not (runner.releases / "anatomy-1").exists()


def test_a_folder_of_any_name(tmp_path: Path) -> None:
    folder = "my decks/'50 %: \"#1\"' $HOME é"
    quoted = folder.replace("'", "'\\''")
    runner = Runner(tmp_path, "--in", f"'{quoted}'")
    [job] = runner.workflow["jobs"].values()
    assert job["env"]["DECK"] == f"{folder}/anatomy"
    assert "no problems found" in runner.push("main").stderr


def test_what_stands_in_the_way_is_said(runner: Runner) -> None:
    for line, said in {
        "sonodeck new deck botany --github --in ..": "is outside of this folder",
        "rm -r decks; sonodeck new deck anatomy --github": "anatomy.yml already exists",
    }.items():
        done = runner.shell(line)
        assert (done.returncode, said in done.stderr) == (2, True)
    assert not (runner.root / "decks").exists()
    assert not (runner.root.parent / "botany").exists()


def test_it_says_what_it_writes(runner: Runner) -> None:
    assert [str(Path(one)) for one in runner.made[-2:]] == [
        str(Path(".github") / "workflows" / "anatomy.yml"),
        str(Path(".github") / "ISSUE_TEMPLATE" / "card.md"),
    ]
    assert runner.workflow["name"] == "anatomy"
    assert runner.workflow["on"]["push"] == {"branches": ["**"], "tags": ["anatomy-*"]}
    assert "@" not in (runner.root / ".github" / "workflows" / "anatomy.yml").read_text(
        "utf-8"
    ).replace("checkout@v4", "").replace("setup-python@v5", "")
