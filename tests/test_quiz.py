"""Whole quiz sessions: on a real terminal, through a pipe, killed, side by side, without room."""

import codecs
import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from select import select

import pytest
from rich.cells import cell_len

from sonodeck.study.reviews import Answer, Record, Retention, opening
from sonodeck.study.reviews import format as exchange
from tests import LONGEST

pytestmark = pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")

MANIFEST = "id: organs-0000\ntitle: Organs\nsheets: [questions.yaml, lists.yaml, signs.yaml]\n"
QUESTIONS = r"""
kind: qa
facts:
  - id: bile
    question: Which organ makes bile?
    answer: The liver
    details: About a liter a day, of which the gallbladder keeps some until it is needed.
  - {id: urine, question: Which organ makes urine?, answer: The kidney}
  - {id: insulin, question: Which organ makes insulin?, answer: The pancreas,
     picture: {file: p.svg, text: a pancreas}}
  - {id: pressure, question: What is the pressure gradient?, answer: '\( \Delta P = 4 v^2 \)'}
"""
LISTS = """
kind: list
facts:
  - {id: lobes, question: Which lobes has the liver?,
     items: [right, left, caudate, quadrate, Riedel]}
"""
SIGNS = """
kind: sign
facts:
  - {id: gallstone, name: a gallstone, sign: a bright spot with a shadow}
  - {id: cyst, name: a cyst, sign: a black spot that brightens what is behind}
  - {id: fat, name: fat in the liver, sign: a liver brighter than the kidney}
  - {id: fluid, name: free fluid, sign: a black stripe between organs}
"""
KIND = """
kind: sign
title: Sign
name: '{name}'
fields:
  name: {type: text, required: true}
  sign: {type: text, required: true}
questions:
  looks: {style: choice, ask: 'How does {name} look?', answer: '{sign}'}
"""


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    folder = tmp_path / "decks" / "organs"
    (folder / "kinds").mkdir(parents=True)
    (folder / "media").mkdir()
    for name, content in {
        "deck.yaml": MANIFEST, "questions.yaml": QUESTIONS, "lists.yaml": LISTS,
        "signs.yaml": SIGNS, "kinds/sign.yaml": KIND, "media/p.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    }.items():  # fmt: skip
        (folder / name).write_text(content.lstrip(), "utf-8")
    return folder


def log_of(deck: Path) -> Path:
    return deck.parents[1] / "answers"


def records(deck: Path) -> list[Record]:
    with opening.opened(log_of(deck), writes=False) as log:
        assert not log.damaged
        return log.records()


def answers(deck: Path) -> list[tuple[str, int]]:
    return [(one.key, one.grade) for one in records(deck) if isinstance(one, Answer)]


def environment(deck: Path, **more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "COLUMNS", "EDITOR"}}
    own = {"SONODECK_LOG": str(log_of(deck)), "TERM": "xterm-256color", "PYTHONWARNINGS": "error"}
    return kept | own | more


# on a terminal

CLEAR = "\x1b[H\x1b[2J"
COLOR = re.compile(r"\x1b\[[0-9;]*m")


class Terminal:
    """A program on a terminal of its own, and what is to be seen there."""

    def __init__(self, pid: int, fd: int) -> None:
        self.pid, self.fd = pid, fd
        self.all = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def resize(self, columns: int, rows: int = 24) -> None:
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, keys: str) -> None:
        os.write(self.fd, keys.encode())

    @property
    def frames(self) -> int:
        return self.all.count(CLEAR)

    @property
    def raw(self) -> str:
        return self.all.rpartition(CLEAR)[2]

    @property
    def screen(self) -> str:
        return COLOR.sub("", self.raw).replace("\r\n", "\n")

    def wait(self) -> bool:
        """Wait for more to see; false at the end of the program."""
        ready, _, _ = select([self.fd], [], [], LONGEST)
        assert ready, f"nothing comes any more after:\n{self.screen}"
        try:
            part = os.read(self.fd, 65536)
        except OSError:
            part = b""
        self.all += self._decoder.decode(part)
        return bool(part)

    def expect(self, *texts: str) -> str:
        while not all(text in self.screen for text in texts):
            assert self.wait(), f"the program ended before {texts}:\n{self.all}"
        return self.screen

    def press(self, keys: str, *texts: str) -> str:
        self.type(keys)
        return self.expect(*texts)

    def end(self) -> int:
        while self.wait():
            pass
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


PROGRAM = ("-m", "sonodeck")


@contextmanager
def terminal(
    deck: Path,
    *args: str,
    columns: int = 80,
    program: Sequence[str] = PROGRAM,
    command: str = "quiz",
    **env: str,
) -> Iterator[Terminal]:
    pid, fd = pty.fork()
    if pid == 0:
        os.chdir(deck.parents[1])
        called = [sys.executable, *program, command, *args]
        os.execve(sys.executable, called, environment(deck, **env))
    made = Terminal(pid, fd)
    made.resize(columns)
    try:
        yield made
    finally:
        os.close(fd)


def test_a_session_from_the_first_card_to_the_last(deck: Path) -> None:
    with terminal(deck) as shown:
        shown.expect("Which organ makes bile?")
        assert "The liver" not in shown.screen
        shown.press(" ", "The liver", "About a liter a day", "3 Good 10 min")
        shown.press("4", "urine")
        assert "picture" not in shown.press(" 4", "insulin", "q quit")
        shown.press(" ", "[picture: a pancreas]")
        shown.press("4", "What is the pressure gradient?")
        shown.press(" ", "P = 4 v")
        shown.press("4", "Which lobes has the liver?")
        shown.press(" ", "• Caudate\n• Quadrate")
        shown.press("4", "• […]\n• Left")
        shown.press(" ", "• [Right]\n• Left")
        question = shown.press("4", "How does a gallstone look?", "q quit")
        letter = re.search(r"(\w)  A bright spot with a shadow", question)
        assert letter is not None
        assert "✓ " in shown.press(letter[1], "Right.", "q quit")
        question = shown.press(" ", "How does a cyst look?", "q quit")
        letter = re.search(r"(\w)  A black stripe", question)
        assert letter is not None
        told = shown.press(letter[1], "Wrong.", "q quit")
        assert re.search(
            r"✗ \w  A black stripe [a-z ]*\n +that would be right for free fluid", told
        )
        assert re.search(r"✓ \w  A black spot", told)
        shown.press(" ", "How does fat in the liver look?")
        shown.press(" 4", "How does free fluid look?")
        shown.press(" 4", "How does a cyst look?")
        shown.press("q", "Due tomorrow")
        assert shown.end() == 0
    said = dict(answers(deck))
    assert said["qa.bile.ask"] == 4
    assert said["sign.gallstone.looks"] == 3
    assert said["sign.cyst.looks"] == 1


BLUEPRINT = """
blueprint: {questions: 4, minutes: 90, domains: [{tag: signs, title: Signs, weight: 1}]}
"""


def test_an_exam_on_a_terminal_killed_in_the_middle(deck: Path) -> None:
    (deck / "deck.yaml").write_text(MANIFEST + BLUEPRINT.lstrip(), "utf-8")
    (deck / "signs.yaml").write_text(SIGNS.lstrip().replace("facts:", "tags: [signs]\nfacts:"))
    with terminal(deck, "--seed", "1", command="exam") as shown:
        shown.expect("4 questions in 90 min.", "Enter begin")
        shown.press("\n", "Question 1 of 4", "90 min left", "m flag")
        shown.press("a", "● a")
        shown.press("m", "flagged")
        assert "✓" not in shown.all
        shown.press("n", "Question 2 of 4")
        shown.press("b", "● b")
        os.kill(shown.pid, signal.SIGKILL)
        assert shown.end() == -signal.SIGKILL
    with terminal(deck, columns=40, command="exam") as shown:
        shown.expect("In progress: 2 of 4 answered", "x discard")
        shown.press("\n", "Question 3 of 4")
        shown.press("l", "1 ●⚑", "2 ●", "Not answered: 2. Flagged: 1.")
        shown.press("\x03", "Saved. The clock stands")
        assert shown.end() == 130
        assert "Traceback" not in shown.all
    with terminal(deck, command="exam") as shown:
        shown.press("\nls", "of 4 right", "95 % interval", "Signs: ")
        shown.press("\n", "Question ", "✓")
        shown.press("s", "left")
        shown.press("q", "Due tomorrow")
        assert shown.end() == 0


def test_undo_suspend_help_and_the_end(deck: Path) -> None:
    with terminal(deck) as shown:
        shown.expect("bile")
        shown.press("?", "undo the last", "press any key to go back")
        shown.press("x", "bile")
        shown.press(" 3", "urine")
        shown.press("u", "undone", "bile")
        shown.press("s", "suspended qa.bile.ask", "urine")
        shown.press("\x04", "Suspended: 1 card.")
        assert shown.end() == 0
    with terminal(deck) as shown:
        shown.expect("urine")
        shown.press("q", "Due tomorrow: 0 cards")
        assert shown.end() == 0


def test_ctrl_c_ends_with_130_the_summary_and_the_terminal_as_it_was(deck: Path) -> None:
    with terminal(deck) as shown:
        shown.expect("bile")
        shown.press(" 3", "urine")
        shown.press("\x03", "1 answer to 1 card")
        assert shown.end() == 130
        assert "Traceback" not in shown.all
        assert termios.tcgetattr(shown.fd)[3] & termios.ECHO
    assert answers(deck) == [("qa.bile.ask", 3)]


def test_told_to_end_it_leaves_the_terminal_as_it_was(deck: Path) -> None:
    with terminal(deck) as shown:
        shown.expect("bile")
        shown.press(" 3", "urine")
        os.kill(shown.pid, signal.SIGTERM)
        shown.expect("1 answer to 1 card")
        assert shown.end() == 128 + signal.SIGTERM
        assert termios.tcgetattr(shown.fd)[3] & termios.ECHO


def test_back_from_a_stop_it_is_drawn_again(deck: Path) -> None:
    with terminal(deck) as shown:
        shown.expect("bile")
        os.kill(shown.pid, signal.SIGSTOP)
        os.waitpid(shown.pid, os.WUNTRACED)
        frames = shown.frames
        os.kill(shown.pid, signal.SIGCONT)
        while shown.frames == frames:
            assert shown.wait()
        shown.press(" 3", "urine")
        shown.type("q")
        assert shown.end() == 0


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_no_line_is_wider_than_the_terminal(deck: Path, columns: int) -> None:
    with terminal(deck, columns=columns) as shown:
        shown.expect("q quit")
        for keys in (" ", "3", " ", "1", "?", "x", "s", "s", "s", " ", "3", "a", " ", "q"):
            before = shown.frames
            shown.type(keys)
            while shown.frames == before:
                assert shown.wait()
            assert all(cell_len(line) <= columns for line in shown.screen.split("\n"))
        shown.end()
        assert all(cell_len(line) <= columns for line in shown.screen.split("\n"))


def test_a_terminal_that_is_resized_is_drawn_again(deck: Path) -> None:
    with terminal(deck, columns=80) as shown:
        shown.expect("bile")
        last = "4 Easy 9 d"
        wide = shown.press(
            " ", "About a liter a day, of which the gallbladder keeps some until", last
        )
        shown.resize(30)
        narrow = shown.expect("About a liter a day, of which\nthe gallbladder")
        assert narrow != wide
        shown.resize(80)
        assert shown.expect("gallbladder keeps some until", last) == wide
        shown.press("3", "urine")
        shown.type("q")
        assert shown.end() == 0


def test_color_but_not_with_no_color(deck: Path) -> None:
    with terminal(deck) as shown:
        shown.expect("bile")
        shown.press(" ", "The liver")
        assert "\x1b[1;32mThe liver" in shown.raw
        shown.type("q")
        shown.end()
    with terminal(deck, NO_COLOR="1") as shown:
        shown.expect("bile")
        shown.press(" ", "The liver")
        codes = {code for found in COLOR.findall(shown.all) for code in found[2:-1].split(";")}
        assert codes <= {"0", "1", "2"}
        shown.type("q")
        shown.end()


def test_a_terminal_that_cant_be_drawn_on_gets_lines(deck: Path) -> None:
    with terminal(deck, TERM="dumb") as shown:
        shown.expect("bile")
        shown.press("\n", "The liver")
        shown.press("3\n", "urine")
        shown.type("q\n")
        assert shown.end() == 0
        assert "\x1b" not in shown.all


def test_the_editor_opens_the_fact_and_its_change_is_taken_over(deck: Path) -> None:
    editor = deck.parent / "my editor"
    editor.write_text(
        '#!/bin/sh\necho "$@" > edited\nsed -i \'s/makes bile/forms bile/\' "$2"\n', "utf-8"
    )
    editor.chmod(0o755)
    with terminal(deck, EDITOR=f"'{editor}'") as shown:
        shown.expect("Which organ makes bile?")
        shown.press("e", "Which organ forms bile?")
        shown.press(" 3", "urine")
        shown.type("q")
        assert shown.end() == 0
    assert (deck.parents[1] / "edited").read_text() == f"+5 {deck / 'questions.yaml'}\n"
    assert answers(deck) == [("qa.bile.ask", 3)]


def test_a_sheet_that_was_broken_in_the_editor_is_not_taken_over(deck: Path) -> None:
    editor = deck.parent / "breaker"
    editor.write_text("#!/bin/sh\necho '  - id: [' >> \"$2\"\n", "utf-8")
    editor.chmod(0o755)
    with terminal(deck, EDITOR=f"'{editor}'", columns=200) as shown:
        shown.expect("bile")
        shown.press("e", "your change isn't used", "decks/organs/questions.yaml:", "bile")
        shown.type("q")
        assert shown.end() == 0


@pytest.mark.parametrize(
    ("editor", "said"),
    [("", "EDITOR is not set; the fact is in decks/organs/questions.yaml:5:"),
     ("  ", "EDITOR is not set"), ("'", "the editor can't be started"),
     ("/no/such/editor", "the editor can't be started")],
)  # fmt: skip
def test_without_an_editor_the_place_is_said(deck: Path, editor: str, said: str) -> None:
    with terminal(deck, EDITOR=editor) as shown:
        shown.expect("bile")
        shown.press("e", said)
        shown.type("q")
        assert shown.end() == 0


def picture_of_insulin(shown: Terminal, said: str) -> None:
    """Go to the card whose answer has a picture, and open it."""
    shown.expect("q quit")
    while "insulin" not in shown.screen:
        shown.press(" ", "4 Easy")
        shown.press("4", "q quit")
    shown.press("o", "no picture here")
    shown.press(" ", "[picture: a pancreas]", "4 Easy")
    shown.type("o")
    while said not in shown.all:
        assert shown.wait()
    shown.type("q")
    assert shown.end() == 0


on_linux = pytest.mark.skipif(sys.platform != "linux", reason="others open files in other ways")


@on_linux
def test_a_picture_is_opened_in_the_viewer_of_the_system(deck: Path) -> None:
    viewer = deck.parent / "bin" / "xdg-open"
    viewer.parent.mkdir()
    viewer.write_text('#!/bin/sh\necho "opened $1"\n', "utf-8")
    viewer.chmod(0o755)
    with terminal(deck, PATH=f"{viewer.parent}:{os.environ['PATH']}") as shown:
        picture_of_insulin(shown, "opened decks/organs/media/p.svg")


@on_linux
def test_without_a_viewer_the_file_is_said(deck: Path) -> None:
    with terminal(deck, PATH=str(deck), columns=200) as shown:
        picture_of_insulin(
            shown, "no program to open pictures was found; see decks/organs/media/p.svg"
        )


# keys that are none


@pytest.mark.parametrize(
    "parts",
    [
        ("\x1b", "[A"), ("\x1b[", "A"), ("\x1b[1;5", "D"), ("\x1bO", "A"), ("\x1b[[", "A"),
        ("\x1b]11;rgb:abcd/", "1234/abcd\x1b", "\\"), ("\x1bP1$r0", " q\x1b\\"),
        ("\x1b[24;80R",), ("\x1b[200~a b\r1", "23 4\n", "abcd\x1b[20", "1~"),
    ],
)  # fmt: skip
def test_sequences_in_several_reads_answer_nothing(deck: Path, parts: tuple[str, ...]) -> None:
    (deck / "questions.yaml").write_text("kind: qa\nfacts: []\n", "utf-8")
    (deck / "lists.yaml").write_text("kind: list\nfacts: []\n", "utf-8")
    with terminal(deck) as shown:
        question = shown.expect("How does a gallstone look?", "q quit")
        for part in parts:
            shown.type(part)
            select([], [], [], 0.15)
        before = shown.frames
        shown.resize(79)
        while shown.frames == before:
            assert shown.wait()
        assert "gallstone" in shown.screen
        assert "ight." not in shown.screen
        letter = re.search(r"(\w)  A bright spot with a shadow", question)
        assert letter is not None
        shown.press(letter[1], "Right.", "q quit")
        shown.type("q")
        assert shown.end() == 0
    assert answers(deck) == [("sign.gallstone.looks", 3)]


def test_the_escape_key_is_a_key(deck: Path) -> None:
    with terminal(deck) as shown:
        shown.expect("bile", "q quit")
        shown.press("?", "press any key to go back")
        shown.press("\x1b", "bile")
        shown.press(" 3", "urine")
        shown.type("q")
        assert shown.end() == 0


def test_pasting_is_bracketed_for_as_long_as_the_quiz_has_the_terminal(deck: Path) -> None:
    editor = deck.parent / "editor"
    editor.write_text("#!/bin/sh\necho in the editor\n", "utf-8")
    editor.chmod(0o755)
    with terminal(deck, EDITOR=str(editor)) as shown:
        shown.expect("bile", "q quit")
        before = shown.frames
        shown.type("e")
        while shown.frames == before:
            assert shown.wait()
        shown.type("q")
        assert shown.end() == 0
    modes = re.findall(r"\x1b\[\?2004[hl]|in the editor", shown.all)
    on, off = "\x1b[?2004h", "\x1b[?2004l"
    assert modes == [on, off, "in the editor", on, off]


@pytest.mark.parametrize("name", ["+!touch pwned;.yaml", "-c touch pwned.yaml", "+12.yaml"])
def test_a_sheet_whose_name_is_a_command_is_not_opened(deck: Path, name: str) -> None:
    (deck / "questions.yaml").rename(deck / name)
    manifest = MANIFEST.replace("questions.yaml", json.dumps(name))
    (deck / "deck.yaml").write_text(manifest, "utf-8")
    editor = deck.parent / "editor"
    editor.write_text("#!/bin/sh\ntouch opened\n", "utf-8")
    editor.chmod(0o755)
    with terminal(deck, EDITOR=str(editor), columns=200) as shown:
        shown.expect("bile", "q quit")
        shown.press("e", f"not opened: editors take {name} as a command; rename the sheet")
        shown.type("q")
        assert shown.end() == 0
    assert not (deck.parents[1] / "opened").exists()


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("vim", "+5 -- {}"), ("nvim", "+5 -- {}"), ("nano", "+5 -- {}"), ("emacs", "+5 {}"),
        ("code", "--wait -g {}:5:13"), ("hx", "{}:5"),
    ],
)  # fmt: skip
def test_editors_get_a_whole_path(deck: Path, name: str, arguments: str) -> None:
    """Also where the deck is named from inside its folder, which begins like an option."""
    folder = deck.with_name("-deck")
    deck.rename(folder)
    editor = folder.parent / name
    editor.write_text('#!/bin/sh\necho "$@" > ../../edited\n', "utf-8")
    editor.chmod(0o755)
    program = ("-c", f"import os; os.chdir({str(folder)!r}); from sonodeck.cli import main; main()")
    with terminal(deck, ".", program=program, EDITOR=str(editor)) as shown:
        shown.expect("bile", "q quit")
        before = shown.frames
        shown.type("e")
        while shown.frames == before:
            assert shown.wait()
        shown.type("q")
        assert shown.end() == 0
    edited = (folder.parents[1] / "edited").read_text()
    assert edited == arguments.format(folder / "questions.yaml") + "\n"


# the clock

# Starts sonodeck with a clock that is ahead by the seconds in a file.
SHIFTED = """
import sys, time
from pathlib import Path
real, ahead = time.time_ns, Path(sys.argv[1])
time.time_ns = lambda: real() + int(ahead.read_text()) * 10**9
sys.argv[:] = ["sonodeck", *sys.argv[2:]]
from sonodeck.cli import main
main()
"""
DAY = 86_400


def shifted(deck: Path, seconds: int) -> tuple[str, ...]:
    (deck.parent / "ahead").write_text(str(seconds))
    return ("-c", SHIFTED, str(deck.parent / "ahead"))


def test_a_quiz_left_open_over_night_asks_what_the_new_day_asks(deck: Path) -> None:
    program = shifted(deck, 0)
    with terminal(deck, "--new", "2", program=program) as shown:
        shown.expect("bile")
        shown.press(" 4", "urine", "1 left")
        shifted(deck, DAY)
        shown.press(" 4", "insulin", "1 left")
        shown.press(" 4", "Due tomorrow")
        shown.press("u", "insulin", "undone")
        shown.type("q")
        assert shown.end() == 0


def test_answers_of_a_clock_that_was_ahead_are_told_and_taken_back(deck: Path) -> None:
    with terminal(deck, program=shifted(deck, 3650 * DAY)) as shown:
        shown.expect("bile")
        shown.press(" 4", "urine")
        shown.press(" 4", "insulin")
        shown.type("q")
        assert shown.end() == 0
    done = piped(deck, "q\n", "--new", "1")
    assert "2 answers dated in the future, up to 203" in done.stdout
    assert "sonodeck quiz --undo-future" in done.stderr
    assert "insulin" in done.stdout
    for command in (["stats"], ["quiz", "--export", "out"]):
        told = subprocess.run(
            [sys.executable, "-m", "sonodeck", *command],
            cwd=deck.parents[1], env=environment(deck), capture_output=True, text=True, check=True,
        ).stderr  # fmt: skip
        assert "dated in the future" in told
    done = piped(deck, "q\n", "--undo-future")
    assert "2 answers dated in the future: taken back" in done.stderr
    assert "bile" in done.stdout
    assert "dated in the future, up to" not in done.stdout + done.stderr
    assert len(records(deck)) == 4


def test_what_is_crammed_after_a_clock_was_ahead_is_of_now(deck: Path) -> None:
    with terminal(deck, program=shifted(deck, 3650 * DAY)) as shown:
        shown.expect("bile")
        shown.press(" 4", "urine")
        shown.type("q")
        assert shown.end() == 0
    piped(deck, "\n4\n" * 7 + "q\n", "--cram")
    days = sorted(record.at // 1000 // DAY for record in records(deck))
    assert days[-2] < days[-1] - 3000


@pytest.mark.parametrize("year", [1, 1970, 2200, 9999])
def test_a_clock_of_no_year_that_can_be_meant_leaves_a_log_that_can_be_read(
    deck: Path, year: int
) -> None:
    begins = (datetime(year, 1, 1, tzinfo=UTC) - datetime.now(UTC)).days * DAY
    with terminal(deck, program=shifted(deck, begins)) as shown:
        shown.expect("bile")
        shown.press(" 4", "urine")
        shown.press(" 1", "insulin")
        shown.press("s", "pressure")
        shown.type("q")
        assert shown.end() == 0
        assert "Traceback" not in shown.all
    assert len(records(deck)) == 3


# through a pipe


def piped(deck: Path, typed: str, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sonodeck", "quiz", *args],
        cwd=deck.parents[1], env=environment(deck, **env), input=typed,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_pipe_gets_plain_lines_and_gives_a_command_per_line(deck: Path) -> None:
    done = piped(deck, "\n3\n\n1\nu\nq\n")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    assert done.stdout.count("Which organ makes bile?") == 1
    assert "1 Again 1 min" in done.stdout
    assert done.stdout.rstrip().splitlines()[-1].startswith("Due tomorrow: 1 card; ")
    assert answers(deck) == [("qa.bile.ask", 3), ("qa.urine.ask", 1)]


def test_answers_are_typed_on_a_terminal(deck: Path) -> None:
    with terminal(deck, "--type") as shown:
        shown.expect("Which organ makes bile?", "type your answer")
        shown.press("quivre", "› quivre")
        shown.press("\x15the livre\r", "The liver", "Almost: look at the letters.", "3 Good")
        assert "› the liv·re\n  The liver·\n         ^ ^" in shown.screen
        shown.press("3", "urine", "type your answer")
        shown.press("\x1b", "space answer")
        shown.press("s", "insulin", "type your answer")
        shown.press("kidney\r", "That is the answer to another card.")
        shown.press("1", "What is the pressure gradient?", "space answer")
        shown.press("q", "Due tomorrow")
        assert shown.end() == 0
    assert answers(deck) == [("qa.bile.ask", 3), ("qa.insulin.ask", 1)]


def test_answers_are_typed_through_a_pipe(deck: Path) -> None:
    done = piped(deck, "liver\n3\n/s\nspleen\n1\n", "--type")
    assert done.returncode == 0, done.stderr
    assert "The same as the answer." in done.stdout
    assert "Not the same as the answer." in done.stdout
    assert answers(deck) == [("qa.bile.ask", 3), ("qa.insulin.ask", 1)]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437", "utf-8"])
def test_what_an_encoding_cant_say_is_no_reason_to_stop(deck: Path, encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sonodeck", "quiz"],
        cwd=deck.parents[1], env=environment(deck, PYTHONIOENCODING=encoding),
        input=b"\n\xff\n\xe2\n4\n\nq\n", capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert b"Which organ makes urine?" in done.stdout
    assert answers(deck) == [("qa.bile.ask", 4)]


def test_the_end_of_the_input_is_the_end(deck: Path) -> None:
    done = piped(deck, "")
    assert done.returncode == 0
    assert answers(deck) == []


def test_what_was_answered_is_not_asked_again_the_same_day(deck: Path) -> None:
    piped(deck, "\n4\nq\n")
    assert "bile" not in piped(deck, "q\n").stdout


def test_a_renamed_fact_keeps_its_answers_and_a_retired_one_leaves(deck: Path) -> None:
    assert build(deck) == 0
    piped(deck, "\n4\n\n4\nq\n")
    sheet = deck / "questions.yaml"
    text = sheet.read_text("utf-8").replace("id: bile", "id: gall\n    formerly: bile")
    text = text.replace("makes bile?", "produces bile?").replace(
        "{id: urine", "{id: urine, retired: true"
    )
    sheet.write_text(text, "utf-8")
    assert build(deck) == 0
    shown = piped(deck, "q\n").stdout
    assert "bile" not in shown
    assert "urine" not in shown
    assert "Due tomorrow: 0 cards" in shown


def build(deck: Path) -> int:
    command = [sys.executable, "-m", "sonodeck", "build", "-o", "out"]
    return subprocess.run(
        command, cwd=deck.parents[1], env=environment(deck), capture_output=True, check=False
    ).returncode


def test_a_deck_with_errors_is_not_asked(deck: Path) -> None:
    (deck / "lists.yaml").write_text("kind: lsit\nfacts: []\n", "utf-8")
    done = piped(deck, "\n3\n")
    assert done.returncode == 1
    assert "decks/organs/lists.yaml:1:7: error SD202" in done.stderr
    assert not log_of(deck).exists()


def test_a_tag_that_nothing_has_is_wrong_usage(deck: Path) -> None:
    (deck / "lists.yaml").write_text("tags: [liver]\n" + LISTS.lstrip(), "utf-8")
    assert "Which lobes" in piped(deck, "q\n", "--tag", "liver").stdout
    done = piped(deck, "", "--tag", "livre")
    assert done.returncode == 2
    assert "No card has the tag 'livre'; did you mean 'liver'?" in done.stderr


def test_cramming_asks_what_is_not_due_and_changes_no_schedule(deck: Path) -> None:
    piped(deck, "\n4\nq\n")
    with opening.opened(log_of(deck), writes=False) as log:
        before = log.states("organs-0000")
    done = piped(deck, "\n1\nq\n" * 9, "--cram")
    assert "cramming" in done.stdout
    with opening.opened(log_of(deck), writes=False) as log:
        assert log.states("organs-0000") == before


def test_the_desired_retention_stays_set(deck: Path) -> None:
    piped(deck, "q\n", "--retention", "0.8")
    piped(deck, "q\n", "--retention", "0.8")
    set_ = [one for one in records(deck) if isinstance(one, Retention)]
    assert [(one.deck, one.value) for one in set_] == [("organs-0000", 0.8)]
    sooner = {"SONODECK_LOG": str(deck.parent / "another")}
    later, usual = (re.search(r"Easy ([0-9]+) d", piped(deck, "\nq\n", **env).stdout)
                    for env in ({}, sooner))  # fmt: skip
    assert later is not None
    assert usual is not None
    assert int(later[1]) > int(usual[1])
    for value in ("0.5", "nan", "-nan", "inf", "1e400"):
        assert piped(deck, "", f"--retention={value}").returncode == 2


# the file of answers


def test_answers_go_to_another_machine_and_back(deck: Path, tmp_path: Path) -> None:
    piped(deck, "\n4\n\n1\nu\ns\nq\n")
    exported = piped(deck, "", "--export", "answers.jsonl")
    assert exported.stdout == "answers.jsonl: 4 records\n"
    file = tmp_path / "answers.jsonl"
    assert list(exchange.read(file.read_bytes(), "")[0]) == records(deck)
    elsewhere = {"SONODECK_LOG": str(tmp_path / "elsewhere")}
    imported = piped(deck, "", "--import", "answers.jsonl", **elsewhere)
    assert imported.stdout == "answers.jsonl: 4 records, 4 of them new\n"
    again = piped(deck, "", "--import", "answers.jsonl", **elsewhere)
    assert again.stdout == "answers.jsonl: 4 records, 0 of them new\n"
    assert "bile" not in piped(deck, "q\n", **elsewhere).stdout
    piped(deck, "", "--export", "back.jsonl", **elsewhere)
    assert (tmp_path / "back.jsonl").read_bytes() == file.read_bytes()


def test_a_damaged_file_of_answers_changes_nothing(deck: Path, tmp_path: Path) -> None:
    piped(deck, "\n4\nq\n")
    piped(deck, "", "--export", "answers.jsonl")
    file = tmp_path / "answers.jsonl"
    plain = json.loads(file.read_text("utf-8").splitlines()[1])
    with file.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(plain | {"id": "0" * 16}) + "\n" + json.dumps(plain)[:50])
    before = records(deck)
    done = piped(deck, "", "--import", "answers.jsonl")
    assert done.returncode == 1
    assert "answers.jsonl:4:1: error SD702: not a record" in done.stderr
    assert "nothing was imported" in done.stderr
    assert records(deck) == before


def test_a_file_that_cant_be_written_is_said_in_one_line(deck: Path) -> None:
    done = piped(deck, "", "--export", "decks/organs/deck.yaml/answers")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: can't write ")


# the log in trouble


def test_damaged_lines_are_told_passed_over_and_kept(deck: Path) -> None:
    piped(deck, "\n4\n" * 5 + "q\n")
    before = answers(deck)
    lines = log_of(deck).read_bytes().splitlines(keepends=True)
    lost = json.loads(lines[2])
    rest = [one for one in before if one != (lost["key"], lost["grade"])]
    lines[2] = b"\0" * 99 + b"\n"
    log_of(deck).write_bytes(b"".join(lines))
    for args, typed in ((), "q\n"), (("--export", "out"), ""):
        done = piped(deck, typed, *args)
        assert done.returncode == 0
        assert "1 line of your review log can't be read: 3." in done.stderr
    assert log_of(deck).read_bytes() == b"".join(lines)
    piped(deck, "\n4\nq\n")
    log_of(deck).write_bytes(log_of(deck).read_bytes().replace(lines[2], b""))
    assert answers(deck)[:4] == rest
    assert "can't be read" not in piped(deck, "q\n").stderr


def test_a_log_of_a_newer_version_is_refused_and_left_alone(deck: Path) -> None:
    data = b'{"sonodeck-reviews":99}\n'
    log_of(deck).write_bytes(data)
    (deck.parent / "none.jsonl").write_text("".join(exchange.write([])), "utf-8")
    for args in ((), ("--export", "a"), ("--import", "decks/none.jsonl")):
        done = piped(deck, "\n4\n", *args)
        assert done.returncode == 1
        assert "it was written by a newer sonodeck" in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert log_of(deck).read_bytes() == data
    assert sorted(p.name for p in deck.parents[1].iterdir()) == ["answers", "decks"]


# Starts sonodeck where no file may grow over a size.
LIMITED = """
import resource, sys
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
sys.argv[:] = ["sonodeck", *sys.argv[2:]]
from sonodeck.cli import main
main()
"""


def test_a_full_disk_is_said_and_the_card_asked_again(deck: Path) -> None:
    """The log may grow a little; then answers can't be saved, and none is taken for saved."""
    piped(deck, "q\n")
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, "500", "quiz", "--no-cache"],
        cwd=deck.parents[1], env=environment(deck), input="\n4\n" * 9 + "q\n",
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "not saved: " in done.stdout
    saved = answers(deck)
    assert 0 < len(saved) < 9
    assert done.stdout.count("· new ·") >= 1
    assert f"{len(saved)} answer" in done.stdout
    assert len(answers(deck)) == len(saved)


def test_two_quizzes_at_once(deck: Path) -> None:
    """What one answers the other doesn't ask; no answer of either is lost."""
    with terminal(deck) as one, terminal(deck) as other:
        one.expect("bile")
        other.expect("bile")
        one.press(" 4", "urine")
        one.press(" 4", "insulin")
        other.press(" 3", "answered in another quiz", "insulin")
        other.press("s", "pressure")
        one.press(" 4", "pressure")
        for shown in (one, other):
            shown.type("q")
            assert shown.end() == 0
    said = answers(deck)
    assert sorted(said) == [
        ("qa.bile.ask", 4), ("qa.insulin.ask", 4), ("qa.urine.ask", 4),
    ]  # fmt: skip


KILLS = 200 if os.environ.get("NIGHTLY") else 20


def test_killed_at_any_moment_it_loses_at_most_the_answer_being_typed(deck: Path) -> None:
    sheet = "kind: qa\nfacts:\n" + "".join(
        f"- {{id: f{n}, question: What is {n}?, answer: number {n}}}\n" for n in range(6 * KILLS)
    )
    (deck / "questions.yaml").write_text(sheet, "utf-8")
    random = Random(5)  # noqa: S311  # no secret
    saved = 0
    for _ in range(KILLS):
        with terminal(deck, "--new", str(6 * KILLS)) as shown:
            shown.expect("What is")
            sure = 0
            for _ in range(random.randrange(5)):
                shown.press(" ", "4 Easy")
                shown.press("4", "q quit")
                sure += 1
            shown.press(" ", "4 Easy")
            shown.type("4")
            select([], [], [], 0.05 * random.random() ** 4)
            os.kill(shown.pid, signal.SIGKILL)
            assert os.waitstatus_to_exitcode(os.waitpid(shown.pid, 0)[1]) == -9
        before, saved = saved, len(records(deck))
        assert sure <= saved - before <= sure + 1
    assert saved > KILLS
