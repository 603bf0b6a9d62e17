"""The lock in real git: two people change a deck apart, and git puts their locks together."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from sonodeck import anki, project
from sonodeck.anki import reading, release
from sonodeck.anki.lock import Entry, Lock, text
from sonodeck.common import diagnostics
from sonodeck.common.diagnostics import Diagnostic, Place
from sonodeck.sheets import starters
from tests.conftest import NOT_INSTALLED

pytestmark = pytest.mark.skipif(
    shutil.which("git") is None, reason=f"{NOT_INSTALLED}git (Debian: apt-get install git)"
)

BASE, THEIRS, OURS, MERGED, LATER = (1_800_000_000 + 1000 * n for n in range(5))
"""When each build is made, in seconds."""

Sheets = Mapping[str, str]
"""Sheets by name, without ``.yaml``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A deck folder that is a repository of its own."""

    folder: Path

    def git(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Run git, whatever it says; nobody's own settings count."""
        names = {f"GIT_{who}_{what}": "author@example.org"
                 for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}  # fmt: skip
        apart = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}
        return subprocess.run(
            ["git", *args], cwd=self.folder, env=os.environ | names | apart,
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def do(self, *args: str) -> str:
        done = self.git(*args)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def write(self, sheets: Sheets) -> None:
        manifest = (
            f"id: merge-0000\ntitle: Merge\nsheets: [{', '.join(f'{s}.yaml' for s in sheets)}]"
        )
        for name, facts in {**sheets, "deck": manifest}.items():
            (self.folder / f"{name}.yaml").write_text(f"{facts}\n", "utf-8")

    def build(self, at: int) -> Lock:
        """Build at a time; the packages lie outside of the repository."""
        compiled = self.compiled()
        shown = diagnostics.render(list(compiled.found), "text", compiled.texts)
        assert not diagnostics.has_errors(compiled.found), shown
        built, found = release.build(compiled, self.package, at)
        assert built is not None, found
        return self.lock()

    def compiled(self) -> anki.Compiled:
        return project.compile_deck(self.folder)

    @property
    def package(self) -> Path:
        return self.folder.parent / "out" / "merge.apkg"

    @property
    def lock_text(self) -> str:
        return (self.folder / "deck.lock").read_bytes().decode()

    def lock(self) -> Lock:
        lock, found = text.read(self.lock_text.encode(), "deck.lock", "merge-0000")
        assert lock is not None, found
        return lock

    def commit(self) -> None:
        self.do("add", "-A")
        self.do("commit", "-q", "--allow-empty", "-m", "a change")

    def branch(self, name: str, sheets: Sheets, at: int) -> Lock:
        """A branch off the base, with other sheets, built and committed."""
        self.do("checkout", "-q", "-b", name, "base")
        self.write(sheets)
        lock = self.build(at)
        self.commit()
        return lock


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty deck with the .gitattributes that a new deck gets."""
    starters.new_deck("deck", tmp_path)
    folder = tmp_path / "deck"
    for file in folder.iterdir():
        if file.name != ".gitattributes":
            file.unlink()
    made = Repository(folder=folder)
    made.do("init", "-q", "-b", "base")
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """The locks of a merge: of both sides, of what they came from, and of the build after it."""

    base: Lock
    ours: Lock
    theirs: Lock
    raw: str
    final: Lock

    def new_time(self, key: str) -> bool:
        return self.final.entries[key].mod == MERGED

    def numbers(self, key: str) -> dict[str, int]:
        return {card.item: card.number for card in self.final.entries[key].cards}


def merge(
    repository: Repository, base: Sheets, ours: Sheets, theirs: Sheets, resolved: Sheets
) -> Merge:
    """Two branches, merged by git without a conflict in the lock, and built."""
    repository.write(base)
    base_lock = repository.build(BASE)
    repository.commit()
    their_lock = repository.branch("theirs", theirs, THEIRS)
    our_lock = repository.branch("ours", ours, OURS)
    repository.git("merge", "-q", "theirs")
    assert "deck.lock" not in repository.do("diff", "--name-only", "--diff-filter=U")
    repository.write(resolved)
    repository.commit()
    raw = repository.lock_text
    shutil.rmtree(repository.package.parent)
    made = Merge(
        base=base_lock, ours=our_lock, theirs=their_lock, raw=raw, final=repository.build(MERGED)
    )
    assert_right(made)
    assert_packages_right(repository, made.final)
    assert repository.build(LATER) == made.final
    return made


def assert_right(made: Merge) -> None:
    """What holds after every merge, whatever was changed."""
    final, base = made.final.entries, made.base.entries
    by_guid = {entry.guid: entry for entry in final.values()}
    assert len(by_guid) == len(final)
    for side in (made.ours, made.theirs):
        for entry in side.entries.values():
            assert by_guid[entry.guid].mod >= entry.mod, entry.key
    for key, entry in base.items():
        if made.ours.entries.get(key) == made.theirs.entries.get(key) == entry:
            assert final[key] == entry
        assert _numbers(entry).items() <= _numbers(by_guid[entry.guid]).items()
    for entry in final.values():
        numbers = [card.number for card in entry.cards]
        assert len(set(numbers)) == len(numbers)


def _numbers(entry: Entry) -> dict[tuple[str, int], int]:
    """The number of each item; of a question's cards each is its own item."""
    return {(card.item, 0 if card.item else card.number): card.number for card in entry.cards}


def assert_packages_right(repository: Repository, lock: Lock) -> None:
    """Every note of the lock is in exactly one package, once, with its time."""
    packages = [repository.package, repository.package.with_name("merge-retired.apkg")]
    notes = [n for path in packages if path.exists() for n in reading.read(path).notes]
    mods = {entry.guid: entry.mod for entry in lock.entries.values()}
    assert sorted((n.guid, n.mod) for n in notes) == sorted(mods.items())


def qa(**answers: str) -> str:
    """A sheet of questions; ``retired`` before an answer says so."""
    lines = ["kind: qa", "facts:"]
    for name, answer in answers.items():
        retired, _, said = answer.rpartition("retired ")
        more = ", retired: true" if retired or answer.startswith("retired ") else ""
        lines.append(f"- {{id: {name}, question: What is {name}?, answer: {said}{more}}}")
    return "\n".join(lines)


def lists(**items: str) -> str:
    lines = ["kind: list", "facts:"]
    lines += [f"- {{id: {n}, question: Which are {n}?, items: [{i}]}}" for n, i in items.items()]
    return "\n".join(lines)


SEVEN = {name: f"the {name}" for name in ("ant", "bee", "cat", "dog", "eel", "fox", "gnu")}


@pytest.fixture(params=["as it is", "the other way round"])
def turned(request: pytest.FixtureRequest) -> bool:
    """Each merge is tried from both sides."""
    return bool(request.param != "as it is")


def sides(turned: bool, one: Sheets, other: Sheets) -> tuple[Sheets, Sheets]:
    return (other, one) if turned else (one, other)


# what git puts together by itself


def test_different_facts_are_added(repository: Repository, turned: bool) -> None:
    base = {"qa": qa(**SEVEN)}
    one, other = qa(**SEVEN, cow="the cow"), qa(**SEVEN, elk="the elk", ape="the ape")
    both = {"qa": qa(**SEVEN, cow="the cow", elk="the elk", ape="the ape")}
    made = merge(repository, base, *sides(turned, {"qa": one}, {"qa": other}), both)
    assert made.final.entries.keys() == {f"qa.{n}.ask" for n in (*SEVEN, "cow", "elk", "ape")}
    assert not made.new_time("qa.cow.ask")
    assert not made.new_time("qa.elk.ask")


def test_different_facts_are_changed(repository: Repository, turned: bool) -> None:
    base = {"qa": qa(**SEVEN)}
    one, other = SEVEN | {"ant": "an ant"}, SEVEN | {"gnu": "a gnu"}
    both = {"qa": qa(**(one | other | {"ant": "an ant"}))}
    made = merge(repository, base, *sides(turned, {"qa": qa(**one)}, {"qa": qa(**other)}), both)
    assert made.final.entries["qa.ant.ask"].mod in {OURS, THEIRS}
    assert made.final.entries["qa.gnu.ask"].mod in {OURS, THEIRS}


def test_neighbours_in_the_lock_are_changed(repository: Repository, turned: bool) -> None:
    """Git takes two changes without a line between them for one, and keeps old lines too."""
    base = {"qa": qa(**SEVEN)}
    one, other = SEVEN | {"cat": "a cat"}, SEVEN | {"dog": "a dog"}
    both = {"qa": qa(**(SEVEN | {"cat": "a cat", "dog": "a dog"}))}
    made = merge(repository, base, *sides(turned, {"qa": qa(**one)}, {"qa": qa(**other)}), both)
    assert made.raw.count("\nqa.cat.ask ") == 2
    assert {k for k, e in made.final.entries.items() if e.mod != BASE} == {
        "qa.cat.ask", "qa.dog.ask",
    }  # fmt: skip


def test_the_same_change_on_both_sides(repository: Repository) -> None:
    base, same = {"qa": qa(**SEVEN)}, {"qa": qa(**SEVEN | {"cat": "a cat"})}
    made = merge(repository, base, same, same, same)
    assert made.final.entries["qa.cat.ask"].mod == MERGED


# the same fact


def test_one_fact_reworded_both_ways(repository: Repository, turned: bool) -> None:
    """Whichever wording is kept: students of either branch get it, since it is the newest."""
    base = {"qa": qa(**SEVEN)}
    one, other = ({"qa": qa(**SEVEN | {"cat": words})} for words in ("a cat", "one cat"))
    made = merge(repository, base, *sides(turned, one, other), one)
    assert made.new_time("qa.cat.ask")
    assert made.final.entries["qa.cat.ask"].guid == made.base.entries["qa.cat.ask"].guid


@pytest.mark.parametrize("kept", ["retired", "changed"])
def test_one_retires_what_the_other_changes(
    repository: Repository, turned: bool, kept: str
) -> None:
    base = {"qa": qa(**SEVEN)}
    one, other = ({"qa": qa(**SEVEN | {"cat": words})} for words in ("retired the cat", "a cat"))
    resolved = one if kept == "retired" else other
    made = merge(repository, base, *sides(turned, one, other), resolved)
    assert made.new_time("qa.cat.ask")
    assert made.final.entries["qa.cat.ask"].retired == (kept == "retired")


def test_one_deletes_what_the_other_changes(repository: Repository, turned: bool) -> None:
    base = {"qa": qa(**SEVEN)}
    less = {name: words for name, words in SEVEN.items() if name != "cat"}
    one, other = {"qa": qa(**less)}, {"qa": qa(**SEVEN | {"cat": "a cat"})}
    made = merge(repository, base, *sides(turned, one, other), one)
    assert made.final.entries["qa.cat.ask"].retired
    assert made.new_time("qa.cat.ask")


def test_one_renames_what_the_other_changes(repository: Repository, turned: bool) -> None:
    """Git keeps the line of the old key, which the other side changed: it is one note still."""
    base = {"qa": qa(**SEVEN)}
    renamed = qa(**SEVEN).replace("id: cat", "id: lynx, formerly: cat")
    one, other = {"qa": renamed}, {"qa": qa(**SEVEN | {"cat": "a cat"})}
    resolved = {"qa": renamed.replace("the cat", "a cat")}
    made = merge(repository, base, *sides(turned, one, other), resolved)
    assert "\nqa.cat.ask " in made.raw
    assert "qa.cat.ask" not in made.final.entries
    assert made.final.entries["qa.lynx.ask"].guid == made.base.entries["qa.cat.ask"].guid
    assert made.new_time("qa.lynx.ask")


def test_both_rename_and_one_name_is_kept(repository: Repository, turned: bool) -> None:
    base = {"qa": qa(**SEVEN)}
    one, other = (
        {"qa": qa(**SEVEN).replace("id: cat", f"id: {name}, formerly: cat")}
        for name in ("lynx", "lion")
    )
    made = merge(repository, base, *sides(turned, one, other), one)
    assert "\nqa.lion.ask " in made.raw
    assert made.final.entries.keys() == {f"qa.{n}.ask" for n in (*SEVEN, "lynx")} - {"qa.cat.ask"}
    assert made.new_time("qa.lynx.ask")


def test_both_rename_and_both_names_are_kept(repository: Repository) -> None:
    """Two facts can't be one note; without the line of one of them it is a new note."""
    repository.write({"qa": qa(**SEVEN)})
    repository.build(BASE)
    repository.commit()
    for at, name in ((THEIRS, "lynx"), (OURS, "lion")):
        renamed = qa(**SEVEN).replace("id: cat", f"id: {name}, formerly: cat")
        repository.branch(name, {"qa": renamed}, at)
    repository.git("merge", "-q", "lynx")
    both = {name: words for name, words in SEVEN.items() if name != "cat"}
    repository.write({"qa": qa(**both, lynx="the lynx", lion="the lion")})
    [(_, found)] = refused(repository)
    assert "'qa.lion.ask' and 'qa.lynx.ask' are one note" in found.message
    kept = [x for x in repository.lock_text.splitlines() if not x.startswith("qa.lion.ask ")]
    (repository.folder / "deck.lock").write_text("\n".join(kept) + "\n", "utf-8")
    final = repository.build(MERGED)
    assert final.entries["qa.lion.ask"].guid != final.entries["qa.lynx.ask"].guid
    assert_packages_right(repository, final)


# lists


def test_different_items_join_one_list(repository: Repository, turned: bool) -> None:
    """Both new items got the next number; one keeps it, the other gets a free one."""
    base = {"list": lists(pets="ant, bee, cat, fox, gnu")}
    one, other = ({"list": lists(pets=f"ant, bee, cat, fox, gnu, {new}")} for new in ("dog", "eel"))
    both = {"list": lists(pets="ant, bee, cat, fox, gnu, dog, eel")}
    made = merge(repository, base, *sides(turned, one, other), both)
    numbers = made.numbers("list.pets.items")
    kept = {name: number for name, number in numbers.items() if name not in {"dog", "eel"}}
    assert kept == {"ant": 1, "bee": 2, "cat": 3, "fox": 4, "gnu": 5}
    assert {numbers["dog"], numbers["eel"]} == {6, 7}
    later = "eel" if turned else "dog"
    assert numbers[later] == 6, "the later build counts"
    assert made.new_time("list.pets.items")


def test_an_item_leaves_while_another_joins(repository: Repository, turned: bool) -> None:
    base = {"list": lists(pets="ant, bee, cat, fox, dog")}
    one = {"list": lists(pets="ant, bee, cat, fox")}
    other = {"list": lists(pets="ant, bee, cat, fox, dog, eel")}
    both = {"list": lists(pets="ant, bee, cat, fox, eel")}
    made = merge(repository, base, *sides(turned, one, other), both)
    numbers = {"ant": 1, "bee": 2, "cat": 3, "fox": 4, "dog": 5, "eel": 6}
    assert made.numbers("list.pets.items") == numbers
    gone = [card.item for card in made.final.entries["list.pets.items"].cards if card.gone]
    assert gone == ["dog"]


def test_one_reorders_while_the_other_rewords(repository: Repository, turned: bool) -> None:
    base = {"list": lists(pets="ant, bee, cat, dog, eel")}
    one = {"list": lists(pets="eel, dog, cat, bee, ant")}
    other = {"list": lists(pets="ant, honey bee, cat, dog, eel")}
    both = {"list": lists(pets="eel, dog, cat, honey bee, ant")}
    made = merge(repository, base, *sides(turned, one, other), both)
    numbers = {"ant": 1, "bee": 2, "cat": 3, "dog": 4, "eel": 5}
    assert made.numbers("list.pets.items") == numbers


# two who begin


def test_both_start_the_lock(repository: Repository, turned: bool) -> None:
    """No lock on the side they came from: git puts two whole files together."""
    repository.write({"qa": qa(**SEVEN)})
    repository.commit()
    one, other = sides(
        turned, {"qa": qa(**SEVEN, cow="the cow")}, {"qa": qa(**SEVEN, elk="the elk")}
    )
    repository.branch("theirs", other, THEIRS)
    repository.branch("ours", one, OURS)
    repository.git("merge", "-q", "theirs")
    repository.write({"qa": qa(**SEVEN, cow="the cow", elk="the elk")})
    repository.commit()
    final = repository.build(MERGED)
    assert final.entries.keys() == {f"qa.{n}.ask" for n in (*SEVEN, "cow", "elk")}
    assert_packages_right(repository, final)


def test_three_branches(repository: Repository) -> None:
    repository.write({"qa": qa(**SEVEN)})
    repository.build(BASE)
    repository.commit()
    names = ("one", "two", "three")
    for at, name in enumerate(names):
        repository.branch(name, {"qa": qa(**SEVEN | {"cat": f"cat {name}"})}, THEIRS + at)
    repository.do("checkout", "-q", "base")
    resolved = {"qa": qa(**SEVEN | {"cat": "cat two"})}
    for name in names:
        repository.git("merge", "-q", name)
        repository.write(resolved)
        repository.commit()
    assert repository.lock_text.count("\nqa.cat.ask ") == 3
    final = repository.build(MERGED)
    assert final.entries["qa.cat.ask"].mod == MERGED
    assert_packages_right(repository, final)


def test_a_rebase_is_a_merge_too(repository: Repository) -> None:
    repository.write({"qa": qa(**SEVEN)})
    repository.build(BASE)
    repository.commit()
    repository.branch(
        "theirs", {"qa": qa(**SEVEN), "list": lists(pets="ant, bee, cat, dog, eel")}, THEIRS
    )
    repository.branch("ours", {"qa": qa(**SEVEN | {"cat": "a cat"})}, OURS)
    repository.git("rebase", "-q", "theirs")
    assert "deck.lock" not in repository.do("diff", "--name-only", "--diff-filter=U")
    both = {"qa": qa(**SEVEN | {"cat": "a cat"}), "list": lists(pets="ant, bee, cat, dog, eel")}
    repository.write(both)
    repository.do("add", "-A")
    repository.git("-c", "core.editor=true", "rebase", "--continue")
    final = repository.build(MERGED)
    assert final.entries["qa.cat.ask"].mod == OURS
    assert {"list.pets.items", "list.pets.items.all"} <= final.entries.keys()


# what nobody can put together


def refused(repository: Repository) -> list[tuple[Place, Diagnostic]]:
    """What is said of a lock that can't be used, and where; the build writes nothing then."""
    before = repository.lock_text
    compiled = repository.compiled()
    built, _ = release.build(compiled, repository.package, MERGED)
    assert built is None
    assert repository.lock_text == before
    return [(one.place, one) for one in compiled.found if one.place and one.code == "SD501"]


def test_without_gitattributes_the_conflict_is_shown(repository: Repository) -> None:
    """Markers are errors, each with its line; the lines of both sides, without them, are fine."""
    (repository.folder / ".gitattributes").unlink()
    repository.write({"qa": qa(**SEVEN)})
    repository.build(BASE)
    repository.commit()
    repository.branch("theirs", {"qa": qa(**SEVEN | {"cat": "a cat"})}, THEIRS)
    repository.branch("ours", {"qa": qa(**SEVEN | {"cat": "one cat"})}, OURS)
    repository.git("-c", "merge.conflictStyle=diff3", "merge", "-q", "theirs")
    assert "deck.lock" in repository.do("diff", "--name-only", "--diff-filter=U")
    repository.write({"qa": qa(**SEVEN | {"cat": "one cat"})})
    lines = repository.lock_text.splitlines()
    markers = [n for n, line in enumerate(lines, 1) if line[:7] in {c * 7 for c in "<|=>"}]
    assert len(markers) == 4
    found = refused(repository)
    assert [place.line for place, _ in found] == markers
    assert all("conflict" in one.message for _, one in found)
    kept = [line for n, line in enumerate(lines, 1) if n not in markers]
    (repository.folder / "deck.lock").write_text("\n".join(kept) + "\n", "utf-8")
    assert repository.build(MERGED).entries["qa.cat.ask"].mod == MERGED


def test_two_notes_under_one_key(repository: Repository) -> None:
    """One renames a fact to the id that the other gives to a new one: nobody can know which."""
    repository.write({"qa": qa(**SEVEN)})
    repository.build(BASE)
    repository.commit()
    renamed = qa(**SEVEN).replace("id: cat", "id: lynx, formerly: cat")
    repository.branch("theirs", {"qa": renamed}, THEIRS)
    repository.branch("ours", {"qa": qa(**SEVEN, lynx="another lynx")}, OURS)
    repository.git("merge", "-q", "theirs")
    repository.write({"qa": renamed})
    [(place, found)] = refused(repository)
    second = [n for n, x in enumerate(repository.lock_text.splitlines(), 1) if "qa.lynx.ask" in x]
    assert place.line == second[1]
    assert "'qa.lynx.ask' appears twice" in found.message


DAMAGED: dict[str, Callable[[str], str]] = {
    "cut off": lambda line: line[:30],
    "a number of another script": lambda line: line.replace(" 18", " ١٨"),
    "no time": lambda line: line.replace("1800000000", "0"),
    "two spaces": lambda line: line.replace(" ", "  ", 1),
    "an empty line": lambda line: f"\n{line}",
    "a card twice": lambda line: f"{line},1",
    "a card that is none": lambda line: f"{line},7",
    "capitals in the hash": lambda line: line.replace(line.split()[2], "ABCDEF0123456789"),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_line_is_named(repository: Repository, damage: str) -> None:
    repository.write({"qa": qa(**SEVEN)})
    repository.build(BASE)
    lines = repository.lock_text.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("qa.cat.ask "))
    lines[at] = DAMAGED[damage](lines[at])
    (repository.folder / "deck.lock").write_text("\n".join(lines) + "\n", "utf-8")
    [(place, found)] = refused(repository)
    assert place.line == at + 1
    assert place.path.endswith("deck.lock")
    assert found.hint
