"""The commands as people type them: their output, their exit codes, what they leave behind."""

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from sonodeck.cli import cli
from sonodeck.common import files

ROOT = Path(__file__).parents[1]
ELEMENTS = ROOT / "tests" / "decks" / "elements"


def run(*args: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sonodeck", *args],
        cwd=cwd,
        env=os.environ | {"PYTHONWARNINGS": "error", "PYTHONIOENCODING": "utf-8"} | env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    """A deck as ``new deck`` begins it."""
    made = run("new", "deck", "anatomy", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    return tmp_path / "decks" / "anatomy"


def test_a_new_deck_passes_check_and_builds(deck: Path, tmp_path: Path) -> None:
    checked = run("check", "--strict", cwd=tmp_path)
    assert (checked.returncode, checked.stdout) == (0, "")
    assert "1 fact, 1 note, 2 cards: no problems found" in checked.stderr
    built = run("build", cwd=tmp_path)
    assert built.returncode == 0
    assert built.stdout.startswith(str(Path("out") / "anatomy.apkg"))
    assert "deck.lock: created" in built.stderr
    assert (deck / "deck.lock").is_file()


def test_every_starter_passes_check(deck: Path, tmp_path: Path) -> None:
    for kind in ("qa", "cloze", "list", "procedure", "scene", "term"):
        made = run("new", "sheet", kind, f"my-{kind}", cwd=tmp_path)
        assert made.returncode == 0, made.stderr
    assert run("new", "kind", "muscle", "--from", "term", cwd=tmp_path).returncode == 0
    assert run("new", "sheet", "muscle", cwd=tmp_path).returncode == 0
    checked = run("check", "--strict", cwd=tmp_path)
    assert (checked.returncode, checked.stdout) == (0, "")


def test_starters_never_overwrite(deck: Path, tmp_path: Path) -> None:
    before = (deck / "terms.yaml").read_bytes()
    for args in (("deck", "anatomy"), ("sheet", "term", "terms")):
        refused = run("new", *args, cwd=tmp_path)
        assert refused.returncode == 2
        assert "already exists" in refused.stderr
    assert (deck / "terms.yaml").read_bytes() == before


def test_a_mistake_is_shown_with_its_place_and_the_way_out(deck: Path, tmp_path: Path) -> None:
    sheet = deck / "terms.yaml"
    sheet.write_text(sheet.read_text("utf-8").replace("meaning:", "meanin:"), "utf-8")
    checked = run("check", cwd=tmp_path)
    assert checked.returncode == 1
    assert "decks/anatomy/terms.yaml:11:5: error SD104: unknown key 'meanin'" in checked.stdout
    assert "did you mean 'meaning'?" in checked.stdout
    as_json = json.loads(run("check", "--format", "json", cwd=tmp_path).stdout)
    assert as_json[0]["place"] == {
        "path": "decks/anatomy/terms.yaml", "line": 11, "column": 5, "width": 6,
    }  # fmt: skip
    github = run("check", "--format", "github", cwd=tmp_path).stdout
    assert github.startswith("::error file=decks/anatomy/terms.yaml,line=11,col=5,title=SD104::")


def test_a_failed_build_leaves_package_and_lock_alone(deck: Path, tmp_path: Path) -> None:
    assert run("build", cwd=tmp_path).returncode == 0
    package = tmp_path / "out" / "anatomy.apkg"
    before = package.read_bytes(), (deck / "deck.lock").read_bytes()
    (deck / "terms.yaml").write_text("kind: term\nfacts: > 3", "utf-8")
    failed = run("build", cwd=tmp_path)
    assert failed.returncode == 1
    assert "not built: 2 errors" in failed.stderr
    assert (package.read_bytes(), (deck / "deck.lock").read_bytes()) == before


def test_a_second_build_is_the_same_to_the_byte(deck: Path, tmp_path: Path) -> None:
    first = run("build", cwd=tmp_path).stdout
    package = (tmp_path / "out" / "anatomy.apkg").read_bytes()
    lock = (deck / "deck.lock").read_bytes()
    again = run("build", "-o", "elsewhere", cwd=tmp_path, PYTHONHASHSEED="7")
    assert (tmp_path / "elsewhere" / "anatomy.apkg").read_bytes() == package
    assert (deck / "deck.lock").read_bytes() == lock
    assert first.split("sha256 ")[1] == again.stdout.split("sha256 ")[1]


AORTA = """\
kind: term
deck: Anatomy
source: example
facts:
  - {id: aorta, name: aorta, meaning: the artery that leaves the left ventricle}
"""


def test_an_example_that_nobody_had_leaves_nothing(deck: Path, tmp_path: Path) -> None:
    """Deleted, it is retired only if the package was released; that goes where the lock goes."""
    assert run("build", "-o", "one.apkg", cwd=tmp_path).returncode == 0
    (deck / "terms.yaml").write_text(AORTA, "utf-8")
    checked = run("check", "decks/anatomy", cwd=tmp_path)
    assert "no problems found" in checked.stderr
    assert run("build", cwd=tmp_path).returncode == 0
    retired = tmp_path / "out" / "anatomy-retired.apkg"
    assert not retired.exists()
    assert "term.example." not in (deck / "deck.lock").read_text("utf-8")
    assert run("build", "--since", "one.apkg", cwd=tmp_path).returncode == 0
    assert retired.exists()
    assert "term.example." in (deck / "deck.lock").read_text("utf-8")
    assert run("build", "--no-cache", cwd=tmp_path).returncode == 0
    assert retired.exists()
    (deck / "deck.lock").unlink()
    anew = run("build", "--no-cache", cwd=tmp_path)
    assert "anatomy-retired.apkg: removed; nothing is retired in deck.lock" in anew.stderr
    assert not retired.exists()


def test_a_lost_lock_is_made_from_the_release_and_from_no_other(deck: Path, tmp_path: Path) -> None:
    assert run("build", "-o", "one.apkg", cwd=tmp_path).returncode == 0
    lock = (deck / "deck.lock").read_bytes()
    (deck / "deck.lock").unlink()
    made = run("build", "--since", "one.apkg", "-o", "two.apkg", cwd=tmp_path)
    assert made.returncode == 0
    assert "deck.lock: created from the release; keep it" in made.stderr
    assert (deck / "deck.lock").read_bytes() == lock
    assert run("new", "deck", "other", "--in", ".", cwd=tmp_path).returncode == 0
    wrong = run("build", "other", "--since", "one.apkg", cwd=tmp_path)
    assert wrong.returncode == 1
    assert "SD510: the release contains no notes of this deck (other-" in wrong.stderr
    seen = run("diff", "other", "--against", "one.apkg", cwd=tmp_path)
    assert "one.apkg contains no notes of this deck, so all are new" in seen.stderr
    assert seen.stdout.endswith("1 new, 0 untouched\n")


def test_list_and_show(deck: Path, tmp_path: Path) -> None:
    listed = run("list", cwd=tmp_path)
    assert "term.example.meaning" in listed.stdout
    assert "1 note, 2 cards" in listed.stdout
    rows = json.loads(run("list", "--format", "json", cwd=tmp_path).stdout)
    assert rows[0]["answer"] == "Learning by questions that return at growing intervals"
    assert run("list", "--kind", "qa", "--format", "json", cwd=tmp_path).stdout == "[]\n"
    assert (
        len(json.loads(run("list", "--tag", "terms", "--format", "json", cwd=tmp_path).stdout)) == 1
    )
    counted = json.loads(run("list", "--by", "tag", "--format", "json", cwd=tmp_path).stdout)
    tags = {one["tag"]: one for one in counted}
    assert {"anatomy", "anatomy::terms"} <= tags.keys()
    assert tags["anatomy::terms"]["notes"] == 1
    assert tags["anatomy"] == {**tags["anatomy"], "facts": 1, "cards": 2, "scenes": 0}
    table = run("list", "--by", "tag", cwd=tmp_path).stdout.splitlines()
    assert table[0].split() == ["tag", "facts", "notes", "cards", "scenes", "best", "source"]
    assert len(table) == len(counted) + 1
    shown = run("show", "term.example.meaning", cwd=tmp_path)
    assert "What does the term spaced repetition mean?" in shown.stdout
    assert "card 2, front" in shown.stdout
    missing = run("show", "term.exmple.meaning", cwd=tmp_path)
    assert missing.returncode == 2
    assert "did you mean 'term.example.meaning'?" in missing.stderr


def test_check_counts_what_a_guess_gets_right(tmp_path: Path) -> None:
    shown = run("check", str(ELEMENTS), "--format", "options", cwd=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.splitlines()[0].split() == ["kind", "guess", "right", "luck"]
    assert "the deck  the largest number   4 of 12  33%  33%\n" in shown.stdout


def test_the_shipped_deck_is_built_where_there_is_none(tmp_path: Path) -> None:
    built = run("build", cwd=tmp_path)
    assert built.returncode == 0, built.stderr
    assert [p.name for p in tmp_path.rglob("*")] == ["out", "sonography.apkg"]


def test_nothing_is_written_into_the_installed_program(tmp_path: Path) -> None:
    """A copy of the package with the deck in it, as a wheel installs it."""
    installed, empty = tmp_path / "site" / "sonodeck", tmp_path / "empty"
    left_out = shutil.ignore_patterns("__pycache__", "bundle")
    shutil.copytree(ROOT / "src" / "sonodeck", installed, ignore=left_out)
    shutil.copytree(ROOT / "decks" / "sonography", installed / "decks" / "sonography")
    empty.mkdir()
    before = {path: path.read_bytes() for path in installed.rglob("*") if path.is_file()}
    env = {"PYTHONPATH": str(installed.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    assert run("build", cwd=empty, **env).returncode == 0
    (installed / "decks" / "sonography" / "sheet.schema.json").unlink()
    theirs = str(installed / "decks" / "sonography")
    for args, said in {
        ("new", "sheet", "term"): "There is no deck here. Create one with 'sonodeck new deck NAME'",
        (
            "new",
            "kind",
            "muscle",
        ): "There is no deck here. Create one with 'sonodeck new deck NAME'",
        ("new", "sheet", "term", "--deck", theirs): "is read-only",
        ("schema",): "is read-only",
        ("check", "--fix"): "is read-only",
    }.items():
        refused = run(*args, cwd=empty, **env)
        assert (refused.returncode, said in refused.stderr) == (2, True), refused.stderr
    after = {path: path.read_bytes() for path in installed.rglob("*") if path.is_file()}
    assert after.items() <= before.items()
    assert [path.name for path in empty.rglob("*")] == ["out", "sonography.apkg"]


def test_which_of_several_decks_is_asked(deck: Path, tmp_path: Path) -> None:
    assert run("new", "deck", "zoology", cwd=tmp_path).returncode == 0
    asked = run("new", "sheet", "qa", cwd=tmp_path)
    assert asked.returncode == 2
    assert "There are several decks: decks/anatomy, decks/zoology. Name one" in asked.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("check", "nowhere"), "there is no deck in nowhere"),
        (("build", "-o"), "requires an argument"),
        (("build", "-o", "deck.yaml"), "deck.yaml is a file. Give a folder or a package"),
        (("chek",), "No such command"),
        (("new", "sheet", "nokind"), "has no kind 'nokind'"),
        (("new", "deck", "Big Name"), "is not a valid id"),
        (("list", "--kind", "trem"), "there is no kind 'trem'; did you mean 'term'?"),
        (("list", "--tag", "term"), "no note has the tag 'term'; did you mean 'terms'?"),
        (("show", "term.exmaple.meaning"), "did you mean 'term.example.meaning'?"),
    ],
)
def test_wrong_usage_ends_with_2(args: tuple[str, ...], said: str, deck: Path) -> None:
    wrong = run(*args, cwd=deck)
    assert wrong.returncode == 2
    assert said in wrong.stderr
    assert "Traceback" not in wrong.stderr


def test_a_folder_that_cant_be_written_is_said_in_one_line(deck: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where a folder should be", "utf-8")
    failed = run("build", "-o", "out/packages", cwd=tmp_path)
    assert failed.returncode == 1
    assert failed.stderr.splitlines()[-1].startswith("Error: can't write ")


def test_output_read_only_in_part_is_no_traceback(tmp_path: Path) -> None:
    shell = f"{sys.executable} -m sonodeck list --format md | head -1"
    done = subprocess.run(["sh", "-c", shell], cwd=tmp_path, capture_output=True, check=False)
    assert done.stdout.startswith(b"| key |")
    assert b"Traceback" not in done.stderr


def test_windows_line_ends_bom_and_odd_paths(deck: Path, tmp_path: Path) -> None:
    odd = tmp_path / "mes fiches d'été" / "anatomy"
    odd.parent.mkdir()
    deck.rename(odd)
    for file in odd.glob("*.yaml"):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    built = run("build", str(odd), "-o", str(odd / "fertig.apkg"), cwd=tmp_path)
    assert built.returncode == 0, built.stderr
    assert (odd / "fertig.apkg").is_file()


def on_a_terminal(*args: str, cwd: Path, **env: str) -> tuple[str, int]:
    """What a command prints when a terminal is on the other end."""
    pid, fd = pty.fork()
    if pid == 0:
        os.chdir(cwd)
        os.execve(sys.executable, [sys.executable, "-m", "sonodeck", *args], os.environ | env)
    shown = b""
    while True:
        try:
            part = os.read(fd, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part
    _, status = os.waitpid(pid, 0)
    return shown.decode(), os.waitstatus_to_exitcode(status)


@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
def test_color_only_on_a_terminal_and_never_with_no_color(deck: Path, tmp_path: Path) -> None:
    (deck / "terms.yaml").write_text("kind: trem\nfacts: []\n", "utf-8")
    assert "\x1b" not in run("check", cwd=tmp_path).stdout
    colored, code = on_a_terminal("check", cwd=tmp_path, NO_COLOR="", TERM="xterm")
    assert "\x1b[1;31merror SD202\x1b[0m" in colored
    assert code == 1
    plain, _ = on_a_terminal("check", cwd=tmp_path, NO_COLOR="1", TERM="xterm")
    assert "\x1b" not in plain


@pytest.fixture
def big(tmp_path: Path) -> Path:
    """A deck that takes some seconds to build."""
    sheet = "kind: qa\nfacts:\n" + "".join(
        f"- {{id: f{n}, question: 'What is {n}?', answer: number {n}}}\n" for n in range(40_000)
    )
    folder = tmp_path / "decks" / "big"
    folder.mkdir(parents=True)
    (folder / "deck.yaml").write_text("id: big-0000\ntitle: Big\nsheets: [a.yaml]\n", "utf-8")
    (folder / "a.yaml").write_text(sheet, "utf-8")
    return folder


def test_what_takes_long_shows_a_bar_on_a_terminal(big: Path, tmp_path: Path) -> None:
    shown, code = on_a_terminal("check", cwd=tmp_path, TERM="xterm")
    assert code == 0
    assert "decks/big" in shown.split("40000 facts")[0]
    assert "0:00:0" in shown
    assert run("check", cwd=tmp_path).stderr.startswith("decks/big: 40000 facts")


# A build of a deck that is being built; it writes a line when it sees that it has to wait.
_SAYS_THAT_IT_WAITS = """
import os, sys
from sonodeck.__main__ import main

def watch(event, args):
    if event == "open" and str(args[0]).endswith(".lock"):
        os.write(1, b"waits\\n")

sys.addaudithook(watch)
main()
"""


def test_ctrl_c_ends_with_130_and_one_line(deck: Path, tmp_path: Path) -> None:
    with (
        files.exclusive(deck),
        subprocess.Popen(
            [sys.executable, "-c", _SAYS_THAT_IT_WAITS, "build"],
            cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        ) as process,
    ):  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == b"waits\n"
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        said = process.stderr.read()
    assert (process.returncode, said.split()) == (130, [b"sonodeck:", b"interrupted"])
    assert not list(tmp_path.rglob("*.apkg"))


def test_every_command_has_an_example_that_runs(tmp_path: Path) -> None:
    """The help of each command ends in an example; every one is tried, in one folder in turn."""
    commands = [
        "build",
        "check",
        "list",
        "show",
        "quiz",
        "exam",
        "schema",
        "new deck",
        "new sheet",
        "new kind",
    ]
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "sonography").symlink_to(ROOT / "decks" / "sonography")
    copy = tmp_path / "work"
    subprocess.run(["cp", "-rL", str(tmp_path / "decks"), str(copy)], check=True)
    (copy / "decks").mkdir()
    (copy / "sonography").rename(copy / "decks" / "sonography")
    for name in ("new deck", *[c for c in commands if c != "new deck"]):
        help_text = run(*name.split(), "--help", cwd=copy).stdout.rstrip()
        example = help_text[help_text.index("Example:") :].splitlines()[1].strip()
        assert example.startswith("sonodeck ")
        done = run(*example.split()[1:], cwd=copy, SONODECK_LOG=str(tmp_path / "answers"))
        assert done.returncode == 0, (example, done.stdout, done.stderr)


def test_a_build_loads_only_what_it_needs(tmp_path: Path) -> None:
    """What takes long to import and is for other commands, or for reading packages."""
    assert run("new", "deck", "zoology", cwd=tmp_path).returncode == 0
    code = (
        "import sys\nfrom sonodeck.cli import cli\n"
        "cli.main(['build'], standalone_mode=False)\nprint(*sys.modules, sep='\\n')"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    unwanted = {
        "pydantic", "rapidfuzz", "rich", "webbrowser",
        "sonodeck.anki.reading", "sonodeck.scenes.doppler.crossing", "sonodeck.study",
    }  # fmt: skip
    assert unwanted.isdisjoint(loaded.stdout.splitlines())


@pytest.mark.parametrize("epoch", ["0", "-1", "now", "\u0663", "4294967296", "9" * 5000])
def test_a_clock_that_is_none(epoch: str, tmp_path: Path) -> None:
    done = CliRunner(env={"SOURCE_DATE_EPOCH": epoch}).invoke(
        cli, ["build", "tests/decks/elements", "-o", str(tmp_path / "out")]
    )
    assert (done.exit_code, len(done.output) < 200) == (2, True)
    assert "expected seconds since 1970" in done.output


@pytest.mark.parametrize(
    ("words", "near"), [(("chek",), "check"), (("prnt",), "print"), (("print", "exm"), "exam")]
)
def test_a_misspelt_command_gets_the_nearest_one(words: tuple[str, ...], near: str) -> None:
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 2
    assert "Did you mean" in done.output
    assert repr(near) in done.output
