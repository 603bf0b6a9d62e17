"""What is written takes the place of nothing but its own earlier self."""

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sonodeck.common import files

ELEMENTS = Path(__file__).parent / "decks" / "elements"
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="modes and links of Unix")


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"SONODECK_LOG": str(cwd / "log.sqlite")}
    return subprocess.run(
        [sys.executable, "-m", "sonodeck", *command],
        cwd=cwd, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def here(tmp_path: Path) -> Path:
    shutil.copytree(ELEMENTS, tmp_path / "deck")
    return tmp_path


def everything(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


# output onto input

Trick = Callable[[Path], None]


def nothing(_: Path) -> None:
    pass


def released(here: Path) -> None:
    assert run("build", "deck", cwd=here).returncode == 0


def answered(here: Path) -> None:
    assert run("quiz", "deck", "--export", "answers.jsonl", cwd=here).returncode == 0


def studied(here: Path) -> None:
    assert run("quiz", "deck", cwd=here).returncode == 0


def linked(here: Path) -> None:
    released(here)
    os.link(here / "out" / "elements.apkg", here / "out" / "other.apkg")


ONTO_INPUT: dict[str, tuple[Trick, tuple[str, ...]]] = {
    "a package over the release": (released, ("build", "deck", "--since", "out/elements.apkg")),
    "the same, called otherwise": (
        released, ("build", "deck", "-o", "deck/../out", "--since", "out/elements.apkg"),
    ),
    "the same, by a second name": (
        linked, ("build", "deck", "-o", "out/elements.apkg", "--since", "out/other.apkg"),
    ),
    "retired notes over the release": (
        released, ("build", "deck", "-o", "out/x.apkg", "--since", "out/x-retired.apkg"),
    ),
    "a preview over deck.yaml": (nothing, ("preview", "deck", "-o", "deck/deck.yaml")),
    "a preview over a sheet": (nothing, ("preview", "deck", "-o", "deck/terms.yaml")),
    "a preview over a kind": (nothing, ("preview", "deck", "-o", "deck/kinds/element.yaml")),
    "a preview over a picture": (
        nothing, ("preview", "deck", "-o", "deck/media/flame-lilac.svg"),
    ),
    "answers over the log": (answered, ("quiz", "--export", "log.sqlite")),
    "answers over a log by its name": (
        answered, ("quiz", "--log", "log.sqlite", "--export", "./log.sqlite"),
    ),
    "answers over what is imported": (
        answered, ("quiz", "--import", "answers.jsonl", "--export", "answers.jsonl"),
    ),
    "answers over the lock": (released, ("quiz", "deck", "--export", "deck/deck.lock")),
    "a preview over answers": (studied, ("preview", "deck", "-o", "log.sqlite")),
    "a table over its sheet": (
        nothing, ("export", "deck/terms.yaml", "--format", "facts-csv", "-o", "deck/terms.yaml"),
    ),
    "answers over the usual log": (
        studied, ("quiz", "--log", "other.jsonl", "--export", "log.sqlite"),
    ),
    "answers over a sheet of another deck": (answered, ("quiz", "--export", "deck/deck.yaml")),
}  # fmt: skip


@pytest.mark.parametrize("name", ONTO_INPUT)
def test_no_output_is_written_over_an_input(name: str, here: Path) -> None:
    trick, command = ONTO_INPUT[name]
    trick(here)
    if "out/x-retired.apkg" in command:
        (here / "out" / "elements.apkg").rename(here / "out" / "x-retired.apkg")
    before = everything(here)
    done = run(*command, cwd=here)
    assert done.returncode == 2, done.stderr
    assert "can't be written" in done.stderr
    assert everything(here) == before


# folders


def test_a_site_is_not_written_into_a_folder_of_something_else(here: Path) -> None:
    own = here / "public"
    (own / "media").mkdir(parents=True)
    (own / "index.html").write_text("my own page")
    (own / "app-0123456789ab.js").write_text("my own script")
    before = everything(own)
    done = run("site", "deck", "-o", "public", cwd=here)
    assert done.returncode == 2
    assert "contains other files" in done.stderr
    assert everything(own) == before


def test_a_site_removes_what_its_own_list_names_and_nothing_else(here: Path) -> None:
    assert run("site", "deck", "-o", "public", cwd=here).returncode == 0
    public = here / "public"
    first = set(everything(public))
    (public / "CNAME").write_text("deck.example\n")
    (public / "app-0123456789ab.js").write_text("my own script")
    sheet = here / "deck" / "terms.yaml"
    sheet.write_text(
        sheet.read_text("utf-8").replace("meaning: ", "meaning: Roughly, ", 1), "utf-8"
    )
    assert run("site", "deck", "-o", "public", cwd=here).returncode == 0
    second = set(everything(public))
    assert {"CNAME", "app-0123456789ab.js"} <= second
    named = set(json.loads((public / "sonodeck.json").read_bytes())["files"])
    assert second - {"CNAME", "app-0123456789ab.js", "sonodeck.json"} == named
    assert first - second, "what the first release alone had is gone"


def test_a_list_of_files_leads_nowhere_else(here: Path) -> None:
    assert run("site", "deck", "-o", "public", cwd=here).returncode == 0
    (here / "precious").write_text("mine")
    mark = here / "public" / "sonodeck.json"
    plain = json.loads(mark.read_bytes())
    plain["files"] += ["../precious", "/etc/hostname", "media/../../precious", "..", "media/.."]
    mark.write_text(json.dumps(plain))
    assert run("site", "deck", "-o", "public", cwd=here).returncode == 0
    assert (here / "precious").read_text() == "mine"


def test_a_site_of_another_deck_is_not_written_over(here: Path) -> None:
    assert run("site", "deck", "-o", "public", cwd=here).returncode == 0
    assert run("new", "deck", "other", cwd=here).returncode == 0
    before = everything(here / "public")
    done = run("site", "decks/other", "-o", "public", cwd=here)
    assert done.returncode == 2
    assert "another deck" in done.stderr
    assert everything(here / "public") == before


@needs_posix
def test_a_site_is_not_written_through_a_link_in_its_folder(here: Path) -> None:
    """A stranger's folder says that it is this deck's, and that a picture of ours is of it."""
    assert run("site", "deck", "-o", "public", cwd=here).returncode == 0
    public, own = here / "public", here / "own"
    own.mkdir()
    (own / "heart.png").write_text("mine")
    mark = json.loads((public / "sonodeck.json").read_bytes())
    mark["files"].append("media/heart.png")
    (public / "sonodeck.json").write_text(json.dumps(mark))
    shutil.rmtree(public / "media")
    (public / "media").symlink_to(own)
    done = run("site", "deck", "-o", "public", cwd=here)
    assert done.returncode == 2
    assert "a link" in done.stderr
    assert everything(own) == {"heart.png": b"mine"}


@needs_posix
def test_a_list_of_files_that_is_a_pipe_is_not_waited_for(here: Path) -> None:
    (here / "public").mkdir()
    os.mkfifo(here / "public" / "sonodeck.json")
    done = run("site", "deck", "-o", "public", cwd=here)
    assert done.returncode == 2
    assert "contains other files" in done.stderr


def test_a_changes_file_takes_the_place_of_nothing_else(here: Path) -> None:
    released(here)
    release, own = here / "release.apkg", here / "out" / "elements-changes.txt"
    shutil.copy(here / "out" / "elements.apkg", release)
    sheet = here / "deck" / "terms.yaml"
    sheet.write_text(
        sheet.read_text("utf-8").replace("meaning: ", "meaning: Roughly, ", 1), "utf-8"
    )
    own.write_text("what I changed myself\n")
    before = everything(here)
    done = run("build", "deck", "--since", "release.apkg", cwd=here)
    assert done.returncode == 2
    assert "was not written by sonodeck" in done.stderr
    assert everything(here) == before
    own.unlink()
    for _ in range(2):
        assert run("build", "deck", "--since", "release.apkg", cwd=here).returncode == 0
        assert own.read_bytes().startswith(b"#separator:tab\n")


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ("id: heart-0000\n", "id: heart-0000\n", "SD210"),
        ("id: heart-0000\n", "id: heart-1111\n", "SD211"),
        ("id: heart-0000\n", "id: heart-retired-1111\n", "SD211"),
        ("id: heart-0000\n", "id: other-1111\ntag: heart\n", "SD211"),
        ("id: heart-0000\n", "id: other-1111\ntag: heart-retired\n", "SD211"),
        ("id: heart-0000\n", "id: heartbeat-1111\n", ""),
    ],
)
def test_two_decks_never_write_one_package(
    first: str, second: str, code: str, tmp_path: Path
) -> None:
    for name, head in (("one", first), ("two", second)):
        folder = tmp_path / "decks" / name
        folder.mkdir(parents=True)
        (folder / "deck.yaml").write_text(f"{head}title: {name}\nsheets: [sheet.yaml]\n")
        (folder / "sheet.yaml").write_text(
            f"kind: term\nfacts:\n  - {{id: a, name: {name}, meaning: what {name} means}}\n"
        )
    for command in ("build", "check"):
        done = run(command, cwd=tmp_path)
        assert (code in done.stdout + done.stderr) if code else done.returncode == 0
        assert done.returncode == bool(code)
    assert (tmp_path / "out").exists() == (not code)


# how a file is replaced


@needs_posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o664, 0o755])
def test_modes_stay(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    path.chmod(mode)
    files.write_aside(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == mode


@needs_posix
@pytest.mark.parametrize("what", ["a pipe", "a link to a pipe", "a link to a device"])
def test_what_is_no_file_stays(what: str, tmp_path: Path) -> None:
    """Root would lose /dev/null, and every program with it."""
    path, pipe = tmp_path / "file", tmp_path / "pipe"
    os.mkfifo(path if what == "a pipe" else pipe)
    if what != "a pipe":
        path.symlink_to(pipe if what == "a link to a pipe" else "/dev/null")
    before = path.lstat()
    with pytest.raises(OSError, match="not a file"):
        files.write_aside(path, b"new")
    with pytest.raises(OSError, match="not a file"):
        files.read(path, 10)
    assert path.lstat() == before


def test_no_more_is_read_than_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 11)
    assert files.read(path, 11) == b"x" * 11
    with pytest.raises(OSError, match="larger"):
        files.read(path, 10)


@needs_posix
def test_a_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    (tmp_path / "usual").write_text("x")
    files.write_aside(tmp_path / "new", b"x")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "usual").stat().st_mode


@needs_posix
@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root gives files away")
def test_owners_stay(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    os.chown(path, 1234, 1235)
    files.write_aside(path, b"new")
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 1235)


@needs_posix
def test_a_link_in_the_folder_is_never_written_through(tmp_path: Path) -> None:
    """Whoever may write to the folder links every name that appears in it to a victim."""
    victim, folder = tmp_path / "victim", tmp_path / "out"
    victim.write_text("precious")
    folder.mkdir()
    with files.aside(folder / "package") as stream:
        (new,) = folder.glob(".sonodeck-*.new")
        new.unlink()
        new.symlink_to(victim)
        stream.write(b"overwritten")
    assert victim.read_text() == "precious"


@needs_posix
def test_what_a_killed_run_left_goes_and_what_another_is_writing_stays(tmp_path: Path) -> None:
    (tmp_path / ".sonodeck-deadbeef.new").write_text("left over")
    with files.aside(tmp_path / "one") as one:
        one.write(b"1")
        files.write_aside(tmp_path / "two", b"2")
    assert everything(tmp_path) == {"one": b"1", "two": b"2"}


@needs_posix
def test_nothing_of_a_build_lies_in_the_folder_for_temporary_files(here: Path) -> None:
    temporary = here / "temporary"
    temporary.mkdir()
    environment = os.environ | {"TMPDIR": str(temporary)}
    command = [sys.executable, "-m", "sonodeck", "build", "deck"]
    subprocess.run(command, cwd=here, env=environment, check=True, capture_output=True)
    assert everything(temporary) == {}


# new sheets


def test_new_sheets_at_the_same_time_are_all_listed(tmp_path: Path) -> None:
    assert run("new", "deck", "heart", cwd=tmp_path).returncode == 0
    command = [sys.executable, "-m", "sonodeck", "new", "sheet", "term"]
    started = [
        subprocess.Popen([*command, f"sheet-{n}"], cwd=tmp_path, stdout=subprocess.DEVNULL)
        for n in range(6)
    ]
    assert [one.wait() for one in started] == [0] * 6
    listed = (tmp_path / "decks" / "heart" / "deck.yaml").read_text("utf-8")
    assert all(f"- sheet-{n}.yaml\n" in listed for n in range(6))


def test_a_new_sheet_keeps_the_line_ends_of_deck_yaml(tmp_path: Path) -> None:
    assert run("new", "deck", "heart", cwd=tmp_path).returncode == 0
    path = tmp_path / "decks" / "heart" / "deck.yaml"
    before = path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(before)
    assert run("new", "sheet", "term", "more", cwd=tmp_path).returncode == 0
    after = path.read_bytes()
    assert after.count(b"\n") == after.count(b"\r\n") == before.count(b"\r\n") + 1
