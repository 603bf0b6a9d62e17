"""Deck folders of any size, the same ones every time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

SHEET = 20_000
"""Facts of a large deck's sheet; a sheet has at most 16 MiB."""

_ORGANS = (
    "liver", "spleen", "kidney", "pancreas", "gallbladder", "aorta", "thyroid", "uterus", "ovary",
    "testis", "bladder", "carotid artery", "portal vein", "hepatic vein", "appendix", "prostate",
)  # fmt: skip
_FINDINGS = (
    "a hyperechoic rim", "posterior shadowing", "enhancement behind it", "a thickened wall",
    "turbulent flow", "an anechoic center", "comet tails", "a fluid level", "reversed flow",
    "a tardus parvus waveform", "septations", "a halo", "calcifications",
)  # fmt: skip


def question(number: int) -> str:
    """A question of usual length; no two numbers give the same one."""
    organ = _ORGANS[number % len(_ORGANS)]
    return f"What does an examination of the {organ} show in patient number {number}?"


def answer(number: int) -> str:
    """An answer of usual length; no two numbers give the same one."""
    finding = _FINDINGS[number % len(_FINDINGS)]
    return f"There is {finding} at {number} mm, and nothing else of note"


_SOURCES = """guideline: {title: A guideline, publisher: A society, year: 2024, grade: A}
atlas: {title: An atlas, publisher: A publisher, year: 2019, grade: B}
"""


def _deck(folder: Path, sheets: Iterable[str]) -> None:
    folder.mkdir(parents=True)
    lines = ["id: bench-k3f9", "title: Bench", "tag: bench", "sheets:"]
    lines += [f"  - {name}" for name in sheets]
    (folder / "deck.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "sources.yaml").write_text(_SOURCES, "utf-8")


def _kind(folder: Path, name: str, text: str) -> None:
    (folder / "kinds").mkdir()
    (folder / "kinds" / f"{name}.yaml").write_text(text, "utf-8")


def _fact(stream: TextIO, number: int) -> None:
    stream.write(
        f"  - id: fact-{number}\n"
        f"    question: {question(number)}\n"
        f"    answer: {answer(number)}\n"
        f"    details: Seen in {number % 89 + 3} % of {number % 997 + 20} examinations.\n"
        f"    source: {'guideline' if number % 3 else 'atlas'}\n"
        f"    as_of: {2015 + number % 10}\n"
    )


def questions(folder: Path, facts: int, *, per_sheet: int = SHEET, subdecks: bool = False) -> None:
    """Facts of the kind ``qa``, one note each, with details, source and date.

    ``subdecks``: each sheet is an Anki deck of its own.
    """
    names = [f"facts-{at:05}.yaml" for at in range(-(-facts // per_sheet))]
    _deck(folder, names)
    for at, name in enumerate(names):
        with (folder / name).open("w", encoding="utf-8") as stream:
            stream.write("kind: qa\n")
            if subdecks:
                stream.write(f"deck: Bench::Part {at % 63}::Chapter {at}\n")
            stream.write("facts:\n")
            for number in range(at * per_sheet, min((at + 1) * per_sheet, facts)):
                _fact(stream, number)


def plain(folder: Path, facts: int) -> None:
    """Facts of a question and an answer and nothing else; source and tags at the sheet's head."""
    _deck(folder, ["facts-00000.yaml"])
    with (folder / "facts-00000.yaml").open("w", encoding="utf-8") as stream:
        stream.write("kind: qa\nsource: guideline\ntags: [bench]\nfacts:\n")
        for number in range(facts):
            stream.write(
                f"  - id: fact-{number}\n    question: {question(number)}\n"
                f"    answer: {answer(number)}\n"
            )


def change(folder: Path) -> None:
    """Reword the answer of the first fact, each time to another one."""
    path = folder / "facts-00000.yaml"
    before, answer_key, after = path.read_text("utf-8").partition("    answer: ")
    path.write_text(f"{before}{answer_key}Again {after}", "utf-8")


def reword(folder: Path, facts: int) -> None:
    """Reword the answers of so many facts, spread evenly over all of them."""
    sheets = sorted(folder.glob("facts-*.yaml"))
    texts = [sheet.read_text("utf-8") for sheet in sheets]
    every = sum(text.count(_ANSWER) for text in texts) // facts if facts else 0
    seen = 0
    for sheet, text in zip(sheets, texts, strict=True):
        head, *answers = text.split(_ANSWER)
        said = [head]
        for one in answers:
            said.append(f"Again {one}" if every and seen % every == 0 else one)
            seen += 1
        sheet.write_text(_ANSWER.join(said), "utf-8")


_ANSWER = "    answer: "


def long_text(folder: Path, facts: int) -> None:
    """Answers of 30 kB on one line, full of what looks like HTML."""
    _deck(folder, ["facts.yaml"])
    piece = '<div class="x">1 < 2 && 3 > 2 *</div>'
    with (folder / "facts.yaml").open("w", encoding="utf-8") as stream:
        stream.write("kind: qa\nsource: guideline\nfacts:\n")
        for number in range(facts):
            stream.write(
                f"  - id: fact-{number}\n    question: {question(number)}\n"
                f"    answer: 'number {number}: {piece * (30_000 // len(piece))}'\n"
            )


_FIVE = """kind: exam
title: Exam
fields:
  name: {type: text, required: true}
  probe: {type: text}
  depth: {type: number}
  plane: {type: text}
  window: {type: text}
  pitfall: {type: text}
questions:
  probe: {style: basic, ask: 'Which probe is used for {name!a}?', answer: '{probe}'}
  depth: {style: basic, ask: 'How deep is {name!a} set?', answer: '{depth}'}
  plane: {style: basic, ask: 'In which plane does {name!a} begin?', answer: '{plane}'}
  window: {style: basic, ask: 'Through which window is {name!a} done?', answer: '{window}'}
  pitfall: {style: basic, ask: 'What misleads in {name!a}?', answer: '{pitfall}'}
"""


def five_questions(folder: Path, facts: int) -> None:
    """Facts of a kind of the deck's own that asks five questions of each."""
    _deck(folder, ["exams.yaml"])
    _kind(folder, "exam", _FIVE)
    with (folder / "exams.yaml").open("w", encoding="utf-8") as stream:
        stream.write("kind: exam\nsource: guideline\nfacts:\n")
        for number in range(facts):
            organ = _ORGANS[number % len(_ORGANS)]
            stream.write(
                f"  - id: exam-{number}\n    name: {organ} exam number {number}\n"
                f"    probe: the {number % 7 + 2} MHz probe\n    depth: {number % 20 + 3} cm\n"
                f"    plane: the {organ} plane\n    window: between ribs {number % 9 + 2} and up\n"
                f"    pitfall: {_FINDINGS[number % len(_FINDINGS)]}\n"
            )


_PICTURE = """kind: view
title: View
fields:
  view: {type: picture, required: true}
  shows: {type: text, required: true}
questions:
  shows: {style: basic, ask: 'What does this view show?', answer: '{shows}', picture: view}
"""


def pictures(folder: Path, facts: int) -> None:
    """Facts with a picture each."""
    _deck(folder, ["views.yaml"])
    _kind(folder, "view", _PICTURE)
    (folder / "media").mkdir()
    with (folder / "views.yaml").open("w", encoding="utf-8") as stream:
        stream.write("kind: view\nsource: guideline\nfacts:\n")
        for number in range(facts):
            (folder / "media" / f"view-{number}.svg").write_text(_svg(number), "utf-8")
            stream.write(
                f"  - id: view-{number}\n    view: {{file: view-{number}.svg, text: view {number}}}"
                f"\n    shows: {answer(number)}\n"
            )


def _svg(number: int) -> str:
    circles = "".join(
        f'<circle cx="{(number * at) % 320}" cy="{(number + at * 7) % 240}" r="{at}"/>\n'
        for at in range(1, 40)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 240">\n{circles}</svg>\n'


_HOLDERS = """kind: organ
title: Organ
name: '{name}'
fields:
  name: {type: text, required: true}
  findings: {type: list, label: findings}
questions:
  seen: {style: inverse, of: findings, ask: 'Which organs in this deck show {item}?'}
"""


def values(folder: Path, number: int) -> None:
    """A list field with so many different values, each held by two facts, and its inverse."""
    _deck(folder, ["organs.yaml"])
    _kind(folder, "organ", _HOLDERS)
    with (folder / "organs.yaml").open("w", encoding="utf-8") as stream:
        stream.write("kind: organ\nsource: guideline\nfacts:\n")
        for at, own in enumerate(_in_tens(number)):
            stream.write(f"  - id: organ-{at}\n    name: organ number {at}\n    findings:\n")
            stream.writelines(f"      - finding number {one}\n" for one in own)


def _in_tens(number: int) -> Iterator[list[int]]:
    """Ten values for each fact, the last five of which the next fact has, too."""
    for start in range(0, number, 5):
        yield [(start + at) % number for at in range(10)]


_SIBLINGS = """kind: sign
title: Sign
fields:
  name: {type: text, required: true}
  cause: {type: text, required: true}
questions:
  cause: {style: choice, ask: 'What causes {name}?', answer: '{cause}'}
"""


def siblings(folder: Path, facts: int) -> None:
    """A multiple choice whose wrong options come from so many facts."""
    _deck(folder, ["signs.yaml"])
    _kind(folder, "sign", _SIBLINGS)
    with (folder / "signs.yaml").open("w", encoding="utf-8") as stream:
        stream.write("kind: sign\nsource: guideline\nfacts:\n")
        for number in range(facts):
            stream.write(
                f"  - id: sign-{number}\n    name: sign number {number}\n"
                f"    cause: cause number {number * 7919 % 1_000_003}\n"
            )


_FLOWS = ("low resistance", "high resistance", "mixed")
_SHARED = f"""kind: vessel
title: Vessel
fields:
  name: {{type: text, required: true}}
  flow: {{type: one-of, of: [{", ".join(_FLOWS)}]}}
questions:
  flow: {{style: choice, ask: 'Which flow has {{name!a}}?', answer: '{{flow}}'}}
"""


def shared_answers(folder: Path, facts: int) -> None:
    """A multiple choice among three answers, each of which a third of the facts give."""
    _deck(folder, ["vessels.yaml"])
    _kind(folder, "vessel", _SHARED)
    with (folder / "vessels.yaml").open("w", encoding="utf-8") as stream:
        stream.write("kind: vessel\nsource: guideline\nfacts:\n")
        for number in range(facts):
            flow = _FLOWS[number % len(_FLOWS)]
            stream.write(
                f"  - {{id: vessel-{number}, name: vessel number {number}, flow: {flow}}}\n"
            )
