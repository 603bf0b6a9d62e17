"""A deck with every kind of question in it, and some that would break a careless writer."""

# ruff: noqa: E501 - lines of sheets
from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from sonodeck import anki, project

PICTURE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9"/></svg>\n'
)

HOSTILE = r"]]> & <script>alert(1)</script> {}~=#:%50%/* \"\ => -> // [html] &amp; {1:SHORTANSWER:=x} [gap]"
"""What ends a section, a string, an answer, or a question somewhere."""
BRIEF = r"]]>&<b>{}~=#:%5%*\"//"
"""The same, short enough to be typed."""

FILES = {
    "deck.yaml": b"""\
id: exam-k3f9
title: Exam
language: en
sheets: [organs.yaml, ways.yaml, numbers.yaml]
""",
    "sources.yaml": b"book: {title: 'Anatomy & <Physiology>', publisher: A house, year: 2020, grade: A}\n",
    "media/heart.svg": PICTURE,
    "kinds/organ.yaml": b"""\
kind: organ
title: Organ
name: '{name}'
fields:
  name: {type: text, required: true}
  also: {type: text}
  does: {type: text}
  side: {type: one-of, of: [left, right, middle], complete: true}
  weighs: {type: text}
  shape: {type: picture}
questions:
  also: {style: basic, ask: 'What else is the {name} called?', answer: '{also}'}
  does: {style: choice, ask: 'What does the {name} do?', answer: '{does}', reverse: 'Which organ {does}?'}
  shape: {style: basic, ask: Which organ is this?, answer: '{name}', picture: shape}
  side: {style: inverse, of: side, ask: 'Which organs lie on this side: {item}?'}
  differ: {style: contrast, of: [weighs], ask: 'How do the {name} and the {other} differ in what they weigh?'}
""",
    "kinds/way.yaml": b"""\
kind: way
title: Way
name: '{name}'
fields:
  name: {type: text, required: true}
  stations: {type: steps}
questions:
  stations: {style: sequence, of: stations, after: 'Where does blood go from the {item}?', ask: 'The way of the {name}'}
""",
    "organs.yaml": b"""\
kind: organ
deck: Exam::1 Organs
source: book
tags: [organs]
facts:
  - {id: heart, name: heart, does: moves blood, weighs: about 300 g, side: left, shape: {file: heart.svg, text: a sack of muscle}, contrast: [liver]}
  - {id: liver, name: liver, does: makes bile, weighs: about 1.5 kg, side: right, details: 'It takes \\( \\frac{1}{4} \\) of the blood.'}
  - {id: spleen, name: spleen, also: lien, does: filters blood, side: left}
  - {id: kidney, name: a kidney, also: ren, does: makes urine, side: right}
  - {id: bladder, name: bladder, does: stores urine, side: middle}
""",
    "ways.yaml": b"""\
deck: Exam::2 Ways/numbers
source: book
groups:
  - kind: way
    tags: [ways]
    facts:
      - {id: blood, name: blood, stations: [right atrium, right ventricle, lungs]}
  - kind: list
    tags: [lists]
    facts:
      - {id: chambers, question: What are the chambers of the heart?, items: [right atrium, right ventricle, left atrium, left ventricle]}
      - {id: five, question: Which five are there?, items: [one a, two b, three c, four d, five e]}
  - kind: cloze
    tags: [gaps]
    facts:
      - {id: bile, text: 'Bile is made in the ((liver)) and kept in the ((gallbladder|which organ?)).'}
      - {id: formula, text: 'Flow is \\( \\frac{p}{((R))} \\).'}
  - kind: qa
    tags: [words]
    facts:
      - {id: lien, question: What filters blood?, answer: The spleen}
      - {id: years, question: How wide is it?, answer: 3 mm}
      - {id: range, question: How long is it?, answer: 9 to 13 cm}
      - {id: why, question: Why does the heart have a wall between its halves?, answer: So that blood with oxygen and blood without it stay apart.}
""",
    "numbers.yaml": b"""\
kind: calculation
deck: Exam::3 Numbers
source: book
tags: [numbers, numbers::speed]
facts:
  - id: speed
    calculation:
      ask: Sound goes {s} in {t}. How fast is it?
      inputs:
        s: [10 m, 20 m, 30 m, 50 m]
        t: [2 s, 5 s]
      answer: s / t in m/s
      slips:
        s * t / 1 s^2: multiplied instead of divided
        t * 1 m^2 / s / 1 s^2: divided the wrong way around
""",
}  # fmt: skip


NONE: Mapping[str, bytes] = MappingProxyType({})


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


_ALL, _FEW = _quoted(HOSTILE), _quoted(BRIEF)
OF_A_STRANGER = {
    "organs.yaml": f"""\
kind: organ
deck: Exam::1 Organs
source: book
facts:
  - {{id: heart, name: {_quoted("heart " + BRIEF)}, does: {_ALL}, weighs: {_FEW}, side: left, shape: {{file: heart.svg, text: {_ALL}}}, contrast: [liver]}}
  - {{id: liver, name: liver, does: makes bile, weighs: {_quoted("a" + BRIEF)}, side: right, details: {_ALL}}}
  - {{id: spleen, name: spleen, also: {_FEW}, does: filters blood, side: left}}
  - {{id: kidney, name: kidney, does: makes urine, side: right}}
  - {{id: bladder, name: bladder, does: stores urine, side: middle}}
""".encode(),
    "ways.yaml": f"""\
deck: {_quoted("Exam::]]> & <b> / // $course$ {}")}
source: book
groups:
  - kind: way
    facts:
      - {{id: blood, name: blood, stations: [{_ALL}, right ventricle, lungs]}}
  - kind: cloze
    facts:
      - {{id: bile, text: {_quoted("{1:SA:=x} is in ((" + BRIEF + "|" + BRIEF + ")) and ~ {.")}}}
  - kind: qa
    facts:
      - {{id: short, question: {_ALL}, answer: {_FEW}}}
      - {{id: long, question: What is it?, answer: {_ALL}}}
""".encode(),
}  # fmt: skip
"""Sheets that some platform would take for more than text, if we let it."""


def write(folder: Path, replaced: Mapping[str, bytes] = NONE) -> Path:
    for name, data in {**FILES, **replaced}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def compiled(folder: Path, replaced: Mapping[str, bytes] = NONE) -> anki.Compiled:
    return project.compile_deck(write(folder, replaced))
