"""Whatever stands in a file of a deck folder: a message or a deck, never a traceback.

A deck that holds every kind of thing is damaged in one or two places, as editors, merges, disks and
people do it; then `check` and `build` run as they are.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from sonodeck.cli import cli

ELEMENTS = Path(__file__).parent / "decks" / "elements"
FILES = [
    "deck.lock",
    *sorted(p.relative_to(ELEMENTS).as_posix() for p in ELEMENTS.rglob("*") if p.is_file()),
]
TEXTS = [name for name in FILES if name.endswith((".yaml", ".lock"))]

# What a value may be instead of what it should be, and what a merge or an editor leaves behind.
VALUES = st.sampled_from(
    [
        *(
            "",
            "[]",
            "{}",
            "[a, b]",
            "{a: b}",
            "[[x]]",
            "{text: x, a: an}",
            "{id: a}",
            "{default: }",
        ),
        *(
            "'{name}'",
            "'{other!a}'",
            "'{'",
            "'((x))'",
            "'\\(x'",
            "**",
            "'a::b'",
            "::",
            "..",
            "/",
            "id",
        ),
        *("0", "-1", "1e999", "9999999999999999999", "< 3 mm", "9 to", "2019-13-40", "true", "no"),
        *(
            "text",
            "list",
            "steps",
            "fact",
            "one-of",
            "number",
            "picture",
            "sound",
            "scene",
            "choice",
        ),
        *("basic", "inverse", "contrast", "sequence", "cloze", "elements", "element", "none.svg"),
        *("|", ">", "&a x", "*a", "!!str x", "# x", "\u202e", "\u0301", "🫀", "ß", "x" * 3000),
    ]
)
PIECES = VALUES | st.sampled_from(
    [
        *("\n", "\n\n", "  ", "\t", "- ", ": ", "\r", "\ufeff", "\x00", "\u2028", "---\n", "...\n"),
        *("<<<<<<< ours\n", "=======\n", ">>>>>>> theirs\n", "{", "}", "[", "]", "'", '"', "\\"),
    ]
)


@dataclass(frozen=True)
class Damage:
    """What happens to one file; ``at`` and ``size`` are shares of it, from 0 to 1."""

    file: str
    how: str
    at: float
    size: float
    text: str
    data: bytes

    def done_to(self, old: bytes) -> bytes:
        lines = old.decode(errors="replace").splitlines(keepends=True) or [""]
        line = min(int(self.at * len(lines)), len(lines) - 1)
        start = int(self.at * len(old))
        end = start + int(self.size * 40)
        match self.how:
            case "bytes":
                return self.data
            case "cut":
                return old[:start]
            case "without":
                return old[:start] + old[end:]
            case "put in":
                return old[:start] + self.text.encode() + old[start:]
            case "flipped":
                return old[:start] + self.data + old[start + len(self.data) :]
            case "without line":
                del lines[line]
            case "line twice":
                lines.insert(line, lines[line])
            case "other column":
                lines[line] = " " * int(self.size * 8) + lines[line].lstrip(" ")
            case "value":
                lines[line] = f"{lines[line].partition(':')[0]}: {self.text}\n"
            case _:
                raise AssertionError(self.how)
        return "".join(lines).encode()


HOW = ["cut", "without", "put in", "without line", "line twice", "other column", "value", "value"]
SHARES = st.floats(0, 1, exclude_max=True)
DATA = st.binary(max_size=12)
DAMAGE = st.builds(
    Damage, st.sampled_from(TEXTS), st.sampled_from(HOW), SHARES, SHARES, PIECES, DATA
) | st.builds(
    Damage,
    st.sampled_from(FILES),
    st.sampled_from(["bytes", "flipped"]),
    SHARES,
    SHARES,
    PIECES,
    DATA,
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the deck, its lock, and the package that was built of it."""
    folder = tmp_path_factory.mktemp("whole")
    shutil.copytree(ELEMENTS, folder / "elements")
    assert code(ran("build", folder / "elements", "-o", folder / "out.apkg")) == 0
    return folder


def ran(*args: str | Path) -> Result:
    result = CliRunner().invoke(cli, [str(arg) for arg in args], standalone_mode=False)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def code(result: Result) -> int:
    """The exit code; what a command returns is one, as ``main`` takes it."""
    returned = result.return_value
    return returned if isinstance(returned, int) else result.exit_code


@given(damages=st.lists(DAMAGE, min_size=1, max_size=2))
def test_no_file_makes_it_stumble(damages: list[Damage], whole: Path) -> None:
    with TemporaryDirectory() as folder:
        shutil.copytree(whole, folder, dirs_exist_ok=True)
        deck, package = Path(folder) / "elements", Path(folder) / "out.apkg"
        for damage in damages:
            file = deck / damage.file
            file.write_bytes(damage.done_to(file.read_bytes()))
        before = package.read_bytes(), (deck / "deck.lock").read_bytes()
        checked, built = ran("check", deck), ran("build", deck, "-o", package)
        assert code(checked) == ("error SD" in checked.stdout), checked.stdout
        assert code(checked) <= code(built) <= 1
        if code(built) == 1:
            assert (package.read_bytes(), (deck / "deck.lock").read_bytes()) == before
