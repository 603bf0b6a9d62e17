"""What can never change after the first student has imported a deck, pinned as literals.

If a test here fails, the change would give every student a second note type, lose card numbers, or
rewrite all notes. Append, use a spare, or don't do it. How fields are rendered may change, but has
its own heading in the changelog.
"""

import importlib.util
import json
import sys
from pathlib import Path

import pytest
from genanki.util import guid_for

from sonodeck.anki import notetypes
from sonodeck.anki.lock import Lock
from sonodeck.anki.lock.update import Content, content_hash, update
from sonodeck.anki.notetypes import fields
from sonodeck.anki.rows import note_ids
from sonodeck.common.diagnostics import Place
from sonodeck.questions.items import Pinned
from sonodeck.questions.notes import (
    About,
    Blank,
    Bullets,
    ClozeNote,
    Key,
    QuestionNote,
    Reverse,
    Table,
    Words,
)
from sonodeck.sheets import kinds
from sonodeck.sheets.languages import labels
from sonodeck.sheets.manifests import Deck, Source
from sonodeck.sheets.values import Media

ROOT = Path(__file__).parents[1]
DECK = Deck(id="pinned-0000", title="Pinned", tag="pinned", sheets=())
PLACE = Place("sheet.yaml", 1, 1)


def test_field_names_their_order_and_ids() -> None:
    types = notetypes.note_types(DECK)
    assert [(field.id, field.name) for field in types.question.fields] == [
        (1001, "Key"), (1002, "Question"), (1003, "Answer"), (1004, "Options"),
        (1005, "Why not"), (1006, "Variants"), (1007, "Reverse question"),
        (1008, "Reverse answer"), (1009, "Details"), (1010, "Picture"), (1011, "Picture text"),
        (1012, "Topic"), (1013, "Source"), (1014, "As of"), (1015, "My notes"), (1016, "zz1"),
        (1017, "zz2"), (1018, "zz3"), (1019, "zz4"), (1020, "zz5"), (1021, "zz6"),
    ]  # fmt: skip
    assert [(field.id, field.name) for field in types.cloze.fields] == [
        (2001, "Key"), (2002, "Text"), (2003, "Gone"), (2004, "Details"), (2005, "Picture"),
        (2006, "Picture text"), (2007, "Topic"), (2008, "Source"), (2009, "As of"),
        (2010, "My notes"), (2011, "zz1"), (2012, "zz2"), (2013, "zz3"), (2014, "zz4"),
        (2015, "zz5"), (2016, "zz6"),
    ]  # fmt: skip
    assert types.question.sort_field == types.cloze.sort_field == 1


def test_template_names_their_order_and_ids() -> None:
    types = notetypes.note_types(DECK)
    assert [(one.id, one.name) for one in types.question.templates] == [
        (1101, "Question"), (1102, "Reverse"), (1103, "Spare 1"), (1104, "Spare 2"),
    ]  # fmt: skip
    assert [(one.id, one.name) for one in types.cloze.templates] == [(2101, "Cloze")]
    assert "{{cloze:Text}}" in types.cloze.templates[0].front
    assert "{{cloze:Gone}}" in types.cloze.templates[0].front


def test_note_type_ids_and_names() -> None:
    types = notetypes.note_types(DECK)
    assert (types.question.id, types.question.name) == (1023372112326, "Pinned: question")
    assert (types.cloze.id, types.cloze.name) == (1147250806934, "Pinned: cloze")


def test_guids_are_those_of_genanki() -> None:
    content = Content(
        key="term.a.meaning", type="question", fields=("term.a.meaning",), tags=(), media=(),
        cards=(Pinned("", 1, ""),), place=PLACE,
    )  # fmt: skip
    updated, found = update(Lock(deck="pinned-0000"), [content], {}, 1_700_000_000)
    assert found == []
    guid = updated.entries["term.a.meaning"].guid
    assert guid == guid_for("sonodeck", "pinned-0000", "term.a.meaning") == "PuO#=HK_9s"
    assert list(note_ids([guid])) == [1475870322000]


def test_the_content_hash() -> None:
    assert content_hash(["question", ["a", "b"], ["t"], []]) == "c5a8b2926a66ce7e"
    assert content_hash(["question", ["ab", ""], ["t"], []]) != "c5a8b2926a66ce7e"


ABOUT = About(
    key=Key("term.a.meaning"),
    deck="Pinned::A & B",
    tags=("pinned",),
    sources=("one", "two"),
    as_of=(("credential", "2026"), ("fee", "2025")),
    details=("First **bold**", "Second"),
    pictures=(Media("b.svg", "a drawing"),),
    place=PLACE,
)
CONTEXT = fields.context(
    sources={
        "one": Source(id="one", title="A <b>", publisher="P", year="2026", grade="A"),
        "two": Source(id="two", title="T", url="https://example.org/?a=1&b=2", grade="B"),
    },
    media={"a.svg": "sonodeck-aaaaaaaaaaaa.svg", "b.svg": "sonodeck-bbbbbbbbbbbb.svg"},
    labels=labels("en"),
)


def test_how_a_question_is_rendered() -> None:
    note = QuestionNote(
        about=ABOUT,
        question="Is `x` < *y*?",
        answer=Words("Yes"),
        options=("No", "Yes"),
        why=("that would be right for `y` < *x*", ""),
        right=("Yes",),
        reverse=Reverse(question="Back?", answer=Bullets(("One", "Two"), lead="Any one of these:")),
        picture=Media("a.svg", 'what "is" seen'),
    )
    filled = fields.fill(note, (Pinned("", 1, ""), Pinned("", 2, "")), CONTEXT)
    assert dict(zip(notetypes.QUESTION_FIELDS, filled.fields, strict=True)) == {
        "Key": "term.a.meaning",
        "Question": "Is <code>x</code> &lt; <i>y</i>?",
        "Answer": "Yes",
        "Options": "<ul><li>No</li><li>Yes</li></ul>",
        "Why not": (
            "<dl><dt>No</dt><dd>that would be right for <code>y</code> &lt; <i>x</i></dd></dl>"
        ),
        "Variants": "",
        "Reverse question": "Back?",
        "Reverse answer": "<p>Any one of these:</p><ul><li>One</li><li>Two</li></ul>",
        "Details": (
            "<p>First <b>bold</b></p><p>Second</p>"
            '<p><img src="sonodeck-bbbbbbbbbbbb.svg" alt="a drawing"></p>'
        ),
        "Picture": '<img src="sonodeck-aaaaaaaaaaaa.svg" alt="what &quot;is&quot; seen">',
        "Picture text": 'what "is" seen',
        "Topic": "Pinned › A &amp; B",
        "Source": (
            "A &lt;b&gt;, P, 2026<br>"
            '<a href="https://example.org/?a=1&amp;b=2">T</a>'
        ),
        "As of": "2026 (credential)<br>2025 (fee)",
        "My notes": "",
        **dict.fromkeys(notetypes.SPARES, ""),
    }  # fmt: skip
    assert filled.cards == (1, 2)


def test_numbers_are_a_numbered_list() -> None:
    note = QuestionNote(
        about=ABOUT, question="?", answer=Words("2"), options=("1", "2"), ordered=True, right=("2",)
    )
    filled = fields.fill(note, (Pinned("", 1, ""),), CONTEXT)
    assert filled.fields[3:5] == ("<ol><li>1</li><li>2</li></ol>", "")


def test_how_a_table_and_ordered_bullets_are_rendered() -> None:
    rows = (("A", Words("x")), ("B", Bullets(("1", "2"), ordered=True)))
    note = QuestionNote(about=ABOUT, question="?", answer=Table(rows))
    filled = fields.fill(note, (Pinned("", 1, ""),), CONTEXT)
    assert filled.fields[2] == (
        '<table><tr><th scope="row">A</th><td>x</td></tr>'
        '<tr><th scope="row">B</th><td><ol><li>1</li><li>2</li></ol></td></tr></table>'
    )


def test_how_a_cloze_and_an_item_that_left_are_rendered() -> None:
    note = ClozeNote(
        about=ABOUT,
        lead="Which?",
        lines=((Blank("a", "A::b"),), (Blank("c", r"\( x^{a_{1}} \)", "hint:"),)),
        layout="bullets",
    )
    pinned = (Pinned("a", 1, "A::b"), Pinned("c", 3, "c"), Pinned("gone", 2, "gone", gone=True))
    filled = fields.fill(note, pinned, CONTEXT)
    assert filled.fields[1] == (
        "<p>Which?</p><ul><li>{{c1::A&#58;:b}}</li>"
        r"<li>{{c3::\( x^{a_{1&#125;} \)::hint&#58;}}</li></ul>"
    )
    said = "<b>gone</b>: no longer in this list; suspend this card"
    assert filled.fields[2] == f"<p>{{{{c2::{said}::{said}}}}}</p>"
    assert (filled.cards, filled.gone) == ((1, 3), (2,))


def test_a_withdrawn_reverse_says_so_and_has_no_card_row() -> None:
    note = QuestionNote(about=ABOUT, question="?", answer=Words("!"))
    filled = fields.fill(note, (Pinned("", 1, ""), Pinned("", 2, "", gone=True)), CONTEXT)
    assert filled.fields[6] == "This reverse question was withdrawn; suspend this card."
    assert (filled.cards, filled.gone) == ((1,), (2,))


@pytest.mark.parametrize(
    "kind", ["calculation", "cloze", "list", "procedure", "qa", "scene", "term"]
)
def test_the_built_in_kinds_keep_their_wording(kind: str) -> None:
    """A changed wording would rewrite the notes of everybody's decks."""
    path = Path(kinds.__file__).parent / f"{kind}.yaml"
    assert path.read_text("utf-8") == (ROOT / "tests" / "golden" / f"{kind}.yaml").read_text(
        "utf-8"
    )


def test_the_pictures_in_the_docs_show_the_cards_as_they_are() -> None:
    sys.path.insert(0, str(ROOT / "docs"))
    spec = importlib.util.spec_from_file_location("draw_gallery", ROOT / "docs" / "draw_gallery.py")
    assert spec is not None
    assert spec.loader is not None
    gallery = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(gallery)
    sys.path.pop(0)
    drawn = json.loads(gallery.RECORD.read_text("utf-8"))
    shown: dict[str, str] = {}
    for deck, shots in gallery.GALLERY.items():
        with gallery.in_scratch() as folder:
            shown |= gallery.rendered(gallery.package(deck, folder), shots)
    assert shown == drawn, "draw them again: python docs/draw_gallery.py"
    assert drawn.keys() <= {path.stem for path in gallery.PICTURES.glob("*.png")}
