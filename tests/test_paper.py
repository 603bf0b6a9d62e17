"""Handouts, exams, and cards as PDF: read back by another program."""

import json
import re
import shutil
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import normalize

import click
import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from sonodeck import anki, project
from sonodeck.anki.notetypes.formulas import readable
from sonodeck.cli import cli
from sonodeck.common.exams import Blueprint, Domain
from sonodeck.doors import paper
from sonodeck.doors.paper import documents, typesetting
from sonodeck.doors.paper.content import Writer
from sonodeck.doors.paper.exam import Exam, exam
from sonodeck.doors.paper.formulas import tree
from sonodeck.doors.topics import Topics
from sonodeck.questions import QuestionNote, Words
from sonodeck.sheets import formulas, markup
from tests import platforms

DECKS = Path(__file__).parents[1] / "decks"
NERVES = DECKS / "cranial-nerves"
TIME = 1_790_000_000


class Done(NamedTuple):
    """How a command ended: its exit code, and what it said."""

    code: int
    said: str


def run(*words: object) -> Done:
    done = CliRunner(env={"SOURCE_DATE_EPOCH": str(TIME)}).invoke(
        cli, ["print", *map(str, words)], standalone_mode=False
    )
    if done.exception is None:
        return Done(int(done.return_value), done.output)
    if not isinstance(done.exception, click.ClickException):
        raise done.exception
    return Done(done.exception.exit_code, f"Error: {done.exception.format_message()}")


def text_of(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def bare(text: str) -> str:
    """Without spaces and line breaks, and with letters as they are typed."""
    return re.sub(r"\s", "", normalize("NFKC", text))


@pytest.fixture(scope="module")
def nerves() -> anki.Compiled:
    return project.compile_deck(NERVES)


@pytest.fixture(scope="module")
def numbers(tmp_path_factory: pytest.TempPathFactory) -> anki.Compiled:
    return platforms.compiled(tmp_path_factory.mktemp("numbers") / "deck")


# formulas

ARGUMENTS = {
    "left": r"\left( x \right)", "right": r"\left( x \right)",
    "middle": r"\left( x \middle| y \right)",
    "begin": r"\begin{matrix} a & b \\ c & d \end{matrix}",
    "end": r"\begin{cases} a & b \end{cases}",
    "limits": r"\sum\limits_a^b", "nolimits": r"\sum\nolimits_a^b", "not": r"\not=",
    "substack": r"\sum_{\substack{a \\ b}}", "displaystyle": r"\displaystyle x",
}  # fmt: skip


def examples() -> Iterator[str]:
    """A formula for every command that there is."""
    for name in sorted(formulas.SIGNS):
        yield f"a \\{name} b" if name.isalpha() else f"a\\{name}"
    for name in sorted(formulas.OPERATORS):
        yield f"\\{name} x"
    for name in sorted(formulas.OTHERS):
        yield ARGUMENTS.get(name, f"\\{name}{{x}}{{y}}")


def test_every_command_is_one_of_the_examples() -> None:
    shown = " ".join(examples())
    known = formulas.SIGNS.keys() | formulas.OPERATORS | formulas.OTHERS
    assert {name for name in known if f"\\{name}" not in shown} == set()
    assert [one for one in examples() if formulas.active(one)] == []


def flat(node: Any) -> str:
    """All that a formula shows, in its order."""
    if isinstance(node, str):
        return node
    if isinstance(node, list):
        return "".join(map(flat, node))
    parts = ("open", "sign", "text", "name", "index", "above", "body", "rows", "below", "sup",
             "sub", "close")  # fmt: skip
    return "".join(flat(node[part]) for part in parts if part in node)


@pytest.mark.parametrize("formula", sorted(formulas.OTHERS))
def test_no_command_shows_its_name(formula: str) -> None:
    """What isn't known would stand there as a word."""
    shown = flat(tree(ARGUMENTS.get(formula, f"\\{formula}{{x}}{{y}}")))
    assert formula not in shown or formula == "mod"


def formulas_of_the_decks() -> set[str]:
    found: set[str] = set()
    for file in DECKS.glob("*/*.yaml"):
        found |= set(re.findall(r"\\\((.*?)\\\)", file.read_text("utf-8"), re.DOTALL))
    assert len(found) > 100
    return {re.sub(r"\(\(|\)\)", "", one) for one in found}


def test_no_formula_of_the_decks_is_lost() -> None:
    """The terminal's reader finds the same letters, digits, and signs."""

    def signs(text: str) -> Counter[str]:
        return Counter(re.sub(r"[\s()/^_√·⋅]", "", normalize("NFKC", text)))

    for formula in formulas_of_the_decks():
        assert signs(flat(tree(formula))) == signs(readable(formula)), formula


@pytest.mark.parametrize(
    ("formula", "shown"),
    [("}x{", "x"), ("\\frac{1}", "1"), ("a & b", "a & b"), ("x^", "x"), ("\\left(x", "(x"),
     ("\\begin{matrix}a", "a"), ("\\text{a $b$ \\% c}", "a $b$ % c"), ("f''", "f′′"), ("x]", "x]")],
)  # fmt: skip
def test_a_formula_that_is_none_shows_all_of_it(formula: str, shown: str) -> None:
    assert flat(tree(formula)) == shown


def test_all_formulas_are_set(tmp_path: Path) -> None:
    """Each with a text of its own for a screen reader, and with signs that fonts have."""
    shown = [*examples(), *sorted(formulas_of_the_decks())]
    asked: list[dict[str, object]] = [
        {"ask": [{"is": "math", "tree": tree(one), "alt": f"formula {at}"}], "picture": [],
         "options": [], "lines": 0}
        for at, one in enumerate(shown)
    ]  # fmt: skip
    around = AROUND | {"version": "A", "minutes": 0, "questions": asked}
    made = typesetting.typeset([("exam", around)], {}, {}, TIME)
    assert made.told == ()
    (tmp_path / "out.pdf").write_bytes(made.pdfs[0])
    found = {one["/Alt"] for one in elements(tmp_path / "out.pdf") if one["/S"] == "/Formula"}
    assert found >= {f"formula {at}" for at in range(len(shown))}


AROUND: dict[str, object] = {
    "title": "T", "author": "", "licence": "", "language": "en", "region": "", "direction": "ltr",
    "paper": "a4", "labels": dict.fromkeys(("version", "name", "date", "score", "key"), "x {n}"),
}  # fmt: skip


def root_of(path: Path) -> Any:
    """The root of a PDF's objects."""
    root: Any = PdfReader(path).trailer["/Root"]
    return root.get_object()


def elements(path: Path) -> Iterator[Any]:
    """The elements of a tagged PDF."""

    def below(node: Any) -> Iterator[Any]:
        node = node.get_object()
        if isinstance(node, list):
            for one in node:
                yield from below(one)
        elif isinstance(node, dict):
            if "/S" in node:
                yield node
            if "/K" in node:
                yield from below(node["/K"])

    yield from below(root_of(path)["/StructTreeRoot"])


# exams

LINE = re.compile(r"^(\d+)\. |^([A-H])(?: |$)", re.MULTILINE)


class Read(NamedTuple):
    """A question as it is read: the text up to its options, and the options by letter."""

    ask: str
    options: dict[str, str]


class Told(NamedTuple):
    """What the key says of it: the letter, the note's key, why each of the others is wrong."""

    letter: str
    key: str
    why: dict[str, str]


def asked_in(path: Path) -> list[Read]:
    """The questions of a version. The letters in a picture come before those of the options."""
    shown = re.sub(r"(?m)^(?:Version [A-H]|\d+ / \d+|Version [A-H] \d+ / \d+)$", "", text_of(path))
    found: list[Read] = []
    marks = list(LINE.finditer(shown))
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        text = bare(shown[mark.end() : following.start() if following else None])
        if mark[1]:
            assert int(mark[1]) == len(found) + 1
            found.append(Read(text, {}))
        else:
            found[-1].options[mark[2]] = text
    return found


def key_in(path: Path) -> dict[str, list[Told]]:
    """The key, by version."""
    shown = re.sub(r"(?m)^(?:Answer key \d+ / \d+|Answer key)$", "", text_of(path))
    found = {}
    for part in re.split(r"(?m)^Version (?=[A-H]$)", shown)[1:]:
        told = found[part[0]] = list[Told]()
        for piece in re.split(r"(?m)^(?=\d+\. )", part[1:])[1:]:
            assert piece.startswith(f"{len(told) + 1}. ")
            letter = re.match(r"\d+\. ([A-H])(?:\s|$)", piece)
            why = dict(re.findall(r"(?m)^([A-H]): (.*)", piece))
            told.append(Told(letter[1] if letter else "", piece.split()[-1], why))
        grid = dict(re.findall(r"(\d+) ([A-H])(?=\s|$)", part[1:].partition("1. ")[0]))
        assert grid == {str(at): one.letter for at, one in enumerate(told, 1) if one.letter}
    return found


def asked_by(compiled: anki.Compiled) -> dict[str, QuestionNote]:
    return {str(one.about.key): one for one in compiled.notes if isinstance(one, QuestionNote)}


def as_asked(note: QuestionNote, read: Read) -> QuestionNote:
    """The set of numbers that a version asks."""
    return next(
        one for one in note.all_variants() if read.ask.startswith(bare(markup.plain(one.question)))
    )


def is_right(note: QuestionNote, option: str) -> bool:
    assert isinstance(note.answer, Words)
    return option in {bare(markup.plain(one)) for one in (note.answer.text, *note.right)}


def printed_exam(folder: Path, *words: object) -> tuple[dict[str, Path], Path]:
    done = run("exam", *words, "-o", folder / "exam.pdf")
    assert done.code == 0, done.said
    versions = {path.stem[-1]: path for path in sorted(folder.glob("exam-?.pdf"))}
    return versions, folder / "exam-key.pdf"


def test_the_key_is_right_for_every_version(nerves: anki.Compiled, tmp_path: Path) -> None:
    versions, key = printed_exam(tmp_path, NERVES, "--versions", 3, "--questions", 60)
    assert list(versions) == ["A", "B", "C"]
    notes, keys = asked_by(nerves), key_in(key)
    letters: dict[str, set[str]] = {}
    for version, path in versions.items():
        asked = asked_in(path)
        assert len(asked) == len(keys[version]) == 60
        for read, told in zip(asked, keys[version], strict=True):
            note = as_asked(notes[told.key], read)
            assert len(read.options) == len(note.options)
            right = {letter for letter, text in read.options.items() if is_right(note, text)}
            assert right == {told.letter}, (version, told)
            letters.setdefault(told.key, set()).add(told.letter)
    # the same questions, in orders of their own, with the right option at places of its own
    orders = [[one.key for one in told] for told in keys.values()]
    assert len({tuple(order) for order in orders}) == 3
    assert len({frozenset(order) for order in orders}) == 1
    assert all(len(letters[one]) == min(3, len(notes[one].options)) for one in orders[0])


def test_a_key_of_another_version_would_be_found_wrong(
    nerves: anki.Compiled, tmp_path: Path
) -> None:
    """The test above can fail."""
    versions, key = printed_exam(tmp_path, NERVES, "--versions", 2, "--questions", 20)
    asked, notes, keys = asked_in(versions["A"]), asked_by(nerves), key_in(key)
    own = {one.key: read for read, one in zip(asked, keys["A"], strict=True)}
    wrong = [
        one for one in keys["B"]
        if not is_right(notes[one.key], own[one.key].options.get(one.letter, ""))
    ]  # fmt: skip
    assert len(wrong) == 20


def test_the_key_says_why_each_of_the_others_is_wrong(
    nerves: anki.Compiled, tmp_path: Path
) -> None:
    versions, key = printed_exam(tmp_path, NERVES, "--versions", 2, "--questions", 30)
    notes, keys, seen = asked_by(nerves), key_in(key), 0
    for version, path in versions.items():
        for read, told in zip(asked_in(path), keys[version], strict=True):
            note = notes[told.key]
            pairs = zip(note.options, note.why, strict=bool(note.why))
            known = {bare(markup.plain(o)): bare(markup.plain(why)) for o, why in pairs}
            for letter, why in told.why.items():
                assert known[read.options[letter]].startswith(bare(why))
                seen += 1
            assert len(told.why) == sum(map(bool, note.why))
    assert seen > 100


def test_versions_of_an_earlier_exam_are_told(tmp_path: Path) -> None:
    printed_exam(tmp_path, NERVES, "--versions", 3, "--questions", 5)
    for name in ("exam-notes.pdf", "exam-2.pdf", "exam-BB.pdf"):
        (tmp_path / name).write_bytes(b"not of print")
    done = run("exam", NERVES, "--questions", 5, "-o", tmp_path / "exam.pdf")
    assert done.code == 0
    assert [line for line in done.said.splitlines() if "is of an earlier" in line] == [
        f"{tmp_path / f'exam-{letter}.pdf'} is of an earlier exam: the key no longer fits it"
        for letter in "BC"
    ]


def test_where_there_are_no_options_the_way_out_is_told(tmp_path: Path) -> None:
    done = run("exam", NERVES, "--questions", 120, "-o", tmp_path / "exam.pdf")
    assert done.code == 2
    assert "; with --written also what has no options is asked" in done.said


@pytest.mark.parametrize("questions", [(), ("--questions", 3)])
def test_a_deck_without_options_has_no_exam_but_a_written_one(
    questions: tuple[object, ...], tmp_path: Path
) -> None:
    decks = {
        "deck.yaml": "id: plain-0000\ntitle: Plain\nsheets: [sheet.yaml]\n",
        "sheet.yaml": "kind: qa\nfacts:\n"
        + "".join(f"  - {{id: f{n}, question: What {n}?, answer: That {n}}}\n" for n in range(4)),
    }
    (tmp_path / "deck").mkdir()
    for name, text in decks.items():
        (tmp_path / "deck" / name).write_text(text)
    words = (tmp_path / "deck", *questions, "-o", tmp_path / "exam.pdf")
    done = run("exam", *words)
    assert done.code == 2
    assert done.said.startswith("Error: there is nothing to ask; with --written")
    assert run("exam", *words, "--written").code == 0


def test_versions_ask_other_numbers(tmp_path: Path) -> None:
    folder = platforms.write(tmp_path / "deck")
    notes = asked_by(project.compile_deck(folder))
    versions, key = printed_exam(tmp_path, folder, "--tag", "numbers", "--versions", 4)
    found = set()
    for version, path in versions.items():
        (read,), (told,) = asked_in(path), key_in(key)[version]
        assert is_right(as_asked(notes[told.key], read), read.options[told.letter])
        found.add(read.ask)
    assert len(found) == 4


def made(compiled: anki.Compiled, **options: Any) -> Exam:
    notes = [note for note in compiled.notes if isinstance(note, QuestionNote)]
    return exam(notes, None, **{"questions": 20, "versions": 3, "seed": "1", **options})


def test_a_seed_gives_the_same_exam_and_another_seed_another_one(nerves: anki.Compiled) -> None:
    keys = {seed: [q.note.about.key for q in made(nerves, seed=seed).versions[0]] for seed in "12"}
    assert made(nerves) == made(nerves)
    assert keys["1"] != keys["2"]


def test_one_version_more_changes_none_of_the_others(nerves: anki.Compiled) -> None:
    assert made(nerves, versions=4).versions[:3] == made(nerves).versions


def test_numbers_stand_by_size_and_letters_of_places_as_in_the_alphabet(
    nerves: anki.Compiled, numbers: anki.Compiled
) -> None:
    note = next(note for note in asked_by(nerves).values() if len(note.options) == 4)
    places = replace(note, options=("A", "C", "D"), answer=Words("C"), right=("C",), why=())
    for version in exam([places], None, questions=1, versions=3, seed="1").versions:
        assert [option.text for option in version[0].options] == ["A", "C", "D"]
    for version in made(numbers, questions=None, versions=5).versions:
        for one in version:
            if isinstance(one.note, QuestionNote) and one.note.ordered:
                shown = tuple(option.text for option in one.options)
                assert shown in {one.note.options, one.note.options[::-1]}


def test_too_few_questions_are_wrong_usage(tmp_path: Path) -> None:
    done = run("exam", NERVES, "--questions", 400, "-o", tmp_path / "exam.pdf")
    assert done.code == 2
    assert "the exam asks 160 questions on Names and openings; there are 25" in done.said
    assert list(tmp_path.iterdir()) == []


def test_written_answers_have_lines_and_a_key(tmp_path: Path) -> None:
    folder = platforms.write(tmp_path / "deck")
    versions, key = printed_exam(tmp_path, folder, "--written", "--seed", "2")
    shown, answers = bare(text_of(versions["A"])), bare(text_of(key))
    assert bare("What are the chambers of the heart?") in shown
    assert bare("So that blood with oxygen and blood without it stay apart.") in answers
    assert bare("Right atrium Right ventricle") in answers.replace("•", "")
    assert bare("[which organ?]") in shown or bare("[…]") in shown


def test_a_blueprint_is_kept(nerves: anki.Compiled) -> None:
    domains = (Domain(tag="eyes", title="Eyes", weight=3), Domain(tag="names", title="N", weight=2))
    blueprint = Blueprint(questions=10, minutes=20, domains=domains)
    notes = [note for note in nerves.notes if isinstance(note, QuestionNote)]
    drawn = exam(notes, blueprint, questions=None, versions=2, seed="1")
    for version in drawn.versions:
        counts = Counter(blueprint.domain_of(one.note.about.tags) for one in version)
        assert counts == {0: 6, 1: 4}
    assert drawn.minutes == 20
    with pytest.raises(paper.TooFew, match="the exam asks 240 questions on Eyes; there are"):
        exam(notes, blueprint, questions=400, versions=1, seed="1")


# handouts


def test_a_handout_says_all_and_names_its_sources(nerves: anki.Compiled, tmp_path: Path) -> None:
    done = run("handout", NERVES, "-o", tmp_path / "out.pdf")
    assert (done.code, done.said) == (0, f"{tmp_path / 'out.pdf'}: 118 notes\n")
    shown = bare(text_of(tmp_path / "out.pdf"))
    assert nerves.knowledge is not None
    for note in nerves.notes:
        if isinstance(note, QuestionNote) and isinstance(note.answer, Words):
            assert bare(markup.plain(note.question)) in shown
            assert bare(markup.plain(note.answer.text)) in shown
        for source in note.about.sources:
            assert bare(nerves.knowledge.sources[source].title) in shown
    pictures = {one["/Alt"] for one in elements(tmp_path / "out.pdf") if one["/S"] == "/Figure"}
    assert len(pictures) >= 5


@pytest.mark.parametrize(("size", "width"), [("letter", 612), ("a4", 595)])
@pytest.mark.parametrize("what", ["handout", "exam", "cards"])
def test_pages_have_their_size_and_are_accessible(
    what: str, size: str, width: int, tmp_path: Path
) -> None:
    """Tagged, with a language and a title, and marked as PDF/UA-1: typst refuses what isn't."""
    assert run(what, NERVES, "--paper", size, "--tag", "eyes", "-o", tmp_path / "x.pdf").code == 0
    for path in tmp_path.glob("*.pdf"):
        reader = PdfReader(path)
        root = root_of(path)
        assert {round(page.mediabox.width) for page in reader.pages} == {width}
        assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en", True)
        assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
        assert reader.metadata is not None
        assert str(reader.metadata.title).startswith("Cranial nerves: ")
        assert all(one.get("/Alt") for one in elements(path) if one["/S"] == "/Figure")


def test_the_same_deck_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run("exam", NERVES, "--questions", 9, "-o", tmp_path / name / "x.pdf").code == 0
    for file in ("x-A.pdf", "x-key.pdf"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


# cards


def test_backs_lie_behind_their_fronts(nerves: anki.Compiled, tmp_path: Path) -> None:
    """Flipped on the long edge, left and right change places, and rows stay."""
    assert run("cards", NERVES, "--tag", "names", "-o", tmp_path / "out.pdf").code == 0
    reader = PdfReader(tmp_path / "out.pdf")
    notes = [n for n in nerves.notes if "cranial-nerves::names" in n.about.tags]
    assert nerves.knowledge is not None
    writer = Writer(nerves, nerves.knowledge)
    topics = Topics(nerves.knowledge.deck, nerves.notes)
    cards = documents.cards([n for n in notes if isinstance(n, QuestionNote)], topics, writer)
    assert len(reader.pages) == 2 * -(-len(cards) // 8)
    pages = [cells(reader, number) for number in range(len(reader.pages))]
    for at, card in enumerate(cards):
        sheet, place = divmod(at, 8)
        row, column = divmod(place, 2)
        fronts, backs = pages[2 * sheet : 2 * sheet + 2]
        assert bare(said(card["front"])) in fronts[row, column]
        assert bare(said(card["back"])) in backs[row, 1 - column]


def said(side: Any) -> str:
    """The texts of a side without what stands in lists and formulas."""
    return "".join(part if isinstance(part, str) else said(part) for part in side_parts(side))


def side_parts(node: Any) -> list[Any]:
    if isinstance(node, dict):
        return [*node.get("text", ()), *node.get("in", ())]
    return list(node)


def cells(reader: PdfReader, number: int) -> dict[tuple[int, int], str]:
    """The text of each cell of a page, by row and column."""
    page = reader.pages[number]
    found: dict[tuple[int, int], str] = {}

    def visit(text: str, cm: list[float], tm: list[float], _font: object, _size: object) -> None:
        x, y = cm[0] * tm[4] + cm[4], cm[3] * tm[5] + cm[5]
        place = (
            int((page.mediabox.height - y) * 4 / page.mediabox.height),
            int(x * 2 / page.mediabox.width),
        )
        found[place] = found.get(place, "") + bare(text).replace("•", "")

    page.extract_text(visitor_text=visit)
    return found


# templates, and what strangers may write into a deck


def with_template(folder: Path, text: str) -> Path:
    shutil.copytree(NERVES, folder)
    (folder / "print").mkdir()
    (folder / "print" / "handout.typ").write_text(text, "utf-8")
    return folder


def test_a_deck_may_have_its_own_template(tmp_path: Path) -> None:
    own = '#import "content.typ": *\n#set document(title: "Own")\nOur #data.title\n'
    folder = with_template(tmp_path / "deck", own)
    assert run("handout", folder, "-o", tmp_path / "out.pdf").code == 0
    assert text_of(tmp_path / "out.pdf").strip() == "Our Cranial nerves"


@pytest.mark.parametrize(
    "text",
    ['#read("/etc/passwd")', '#read("../../../../../etc/passwd")', '#image("/etc/passwd")',
     "#let f(n) = f(n + 1)\n#f(0)", "#unknown", '#raw(read("/proc/self/environ"))'],
)  # fmt: skip
def test_a_template_reads_nothing_else(text: str, tmp_path: Path) -> None:
    done = run("handout", with_template(tmp_path / "deck", text), "-o", tmp_path / "out.pdf")
    assert done.code == 1
    assert re.search(r"Error: nothing printed: .*deck/print/handout\.typ:\d+:\d+: ", done.said)
    assert not (tmp_path / "out.pdf").exists()


def test_a_template_reaches_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that typst asks for goes to a proxy; where that one listens, it hears it."""
    text = '#eval("import \\"@pre" + "view/cetz:0.3.0\\"")'
    folder = with_template(tmp_path / "deck", text)
    done = run("handout", folder, "-o", tmp_path / "out.pdf")
    assert (done.code, "can't use packages" in done.said) == (1, True), done.said
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr(
            typesetting, "_NO_NETWORK", f"http://127.0.0.1:{server.getsockname()[1]}"
        )

        def hear() -> None:
            connection, _ = server.accept()
            heard.append(connection.recv(100))
            connection.close()

        listening = threading.Thread(target=hear)
        listening.start()
        assert run("handout", folder, "-o", tmp_path / "out.pdf").code == 1
        listening.join()
    assert heard[0].startswith(b"CONNECT packages.typst.org:443")


CODE = (
    r"""#read("/etc/passwd") #import "@preview/x:1.0.0" $x^2$ = _a_ <b> @c // d \u{41} `e`"""
    """ ~ -- "f" [g]"""
)


@pytest.mark.parametrize("what", ["handout", "cards", "exam"])
def test_texts_are_no_code(what: str, tmp_path: Path) -> None:
    """What a text says stands there letter by letter."""
    shown = platforms.HOSTILE.replace("->", "").replace("=>", "")
    sheet = (
        "kind: qa\ndeck: 'Exam::#panic() $x$'\nsource: book\nfacts:\n"
        f"  - {{id: a, question: {quoted('Which? ' + CODE)}, answer: {quoted(CODE)},\n"
        f"      details: {quoted(shown)}}}\n"
    )
    folder = platforms.write(tmp_path / "deck", {"ways.yaml": sheet.encode()})
    words = ["--written"] if what == "exam" else []
    done = run(what, folder, "--kind", "qa", *words, "-o", tmp_path / "out.pdf")
    assert done.code == 0, done.said
    texts = "".join(map(text_of, sorted(tmp_path.glob("*.pdf"))))
    assert bare(texts).count(bare(CODE.replace("`e`", "e"))) >= 2
    assert bare("<script>alert(1)</script>") in bare(texts)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# what can't be set


def test_a_sign_that_no_font_has_is_told() -> None:
    """Set all the same: first in this computer's fonts, then with a box in its place."""
    values = AROUND | {"version": "A", "minutes": 0, "questions": [
        {"ask": ["a \U0010fff0"], "picture": [], "options": [], "lines": 0}]}  # fmt: skip
    made = typesetting.typeset([("exam", values)], {}, {}, TIME)
    assert [line.partition(":")[0] for line in made.told] == [
        "set in fonts of this computer", "not accessible (PDF/UA)",
    ]  # fmt: skip
    assert made.pdfs[0].startswith(b"%PDF")


def test_a_picture_that_is_none_is_left_out_and_told(tmp_path: Path) -> None:
    folder = platforms.write(tmp_path / "deck", {"media/heart.avif": b"no picture"})
    sheet = (folder / "organs.yaml").read_text("utf-8").replace("heart.svg", "heart.avif")
    (folder / "organs.yaml").write_text(sheet, "utf-8")
    done = run("handout", folder, "-o", tmp_path / "out.pdf")
    assert done.code == 0, done.said
    assert "left out: the picture" in done.said
    assert bare("[a sack of muscle]") in bare(text_of(tmp_path / "out.pdf"))


def test_a_language_from_right_to_left(tmp_path: Path) -> None:
    deck = Path(__file__).parent / "decks" / "hebrew"
    done = run("handout", deck, "-o", tmp_path / "out.pdf")
    assert (done.code, "fonts" in done.said) == (0, False), done.said
    assert root_of(tmp_path / "out.pdf")["/Lang"] == "he"


def test_without_typst_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetting, "find_spec", lambda _: None)
    done = run("cards", NERVES, "-o", tmp_path / "out.pdf")
    assert (done.code, "pip install 'sonodeck[print]'" in done.said) == (2, True)


def test_a_deck_with_errors_is_not_printed(tmp_path: Path) -> None:
    folder = platforms.write(tmp_path / "deck", {"ways.yaml": b"kind: nothing\nfacts: [{id: a}]\n"})
    done = run("cards", folder, "-o", tmp_path / "out.pdf")
    assert done.code == 1
    assert "nothing printed: " in done.said
    assert not (tmp_path / "out.pdf").exists()


def test_the_values_of_templates_are_json(nerves: anki.Compiled) -> None:
    assert nerves.knowledge is not None
    writer = Writer(nerves, nerves.knowledge)
    topics = Topics(nerves.knowledge.deck, nerves.notes)
    notes = [note for note in nerves.notes if isinstance(note, QuestionNote)]
    values = documents.handout(notes, topics, writer, nerves.knowledge.sources)
    assert json.loads(json.dumps(values))["sources"][0][0] == 1
