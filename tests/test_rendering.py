"""Cards outside of Anki are those that Anki shows: every card of the decks, both sides."""

import re
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import anki.collection  # first: anki.cards alone fails on a circular import
import pytest
from anki.cards import Card
from anki.notes import Note
from hypothesis import given
from hypothesis import strategies as st

from sonodeck import project
from sonodeck.anki import notetypes, release
from sonodeck.anki.notetypes import FieldDef, NoteType, TemplateDef
from sonodeck.questions import rendering

ROOT = Path(__file__).parents[1]
OTHERS = ("hebrew", "japanese", "spanish")
DECKS = [
    ROOT / "decks" / "sonography",
    ROOT / "decks" / "cranial-nerves",
    *(ROOT / "tests" / "decks" / n for n in ("elements", "gallery", *OTHERS)),
]
sys.path.insert(0, str(ROOT / "docs"))

from draw_cards import imported  # noqa: E402

from tests.shown import normal, of_anki  # noqa: E402


@pytest.mark.parametrize("path", DECKS, ids=lambda path: path.name)
def test_every_card_is_as_anki_shows_it(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / path.name
    shutil.copytree(path, folder)
    compiled = project.compile_deck(folder)
    package = tmp_path / "deck.apkg"
    built, found = release.build(compiled, package, int(time.time()))
    assert built is not None, found
    assert compiled.knowledge is not None
    types = notetypes.note_types(compiled.knowledge.deck)
    packed = {one.content.key: one for one in compiled.packed}
    seen = 0
    with imported(package) as collection:
        for note_id in collection.find_notes(""):
            note = collection.get_note(note_id)
            one = packed[note["Key"]]
            note_type = types.cloze if one.content.type == "cloze" else types.question
            for number, card in cards(note, one.filled.gone):
                made = rendering.sides(note_type, one.filled.fields, number)
                front, back = of_anki(card)
                assert normal(made.front) == normal(front), one.content.key
                assert normal(made.back) == normal(back), one.content.key
                seen += 1
    assert seen == sum(len(p.filled.cards) + len(p.filled.gone) for p in compiled.packed)


def cards(note: Note, gone: tuple[int, ...]) -> Iterator[tuple[int, Card]]:
    """The cards of a note by number, with those that have no row any more."""
    yield from ((card.ord + 1, card) for card in note.cards())
    yield from ((number, note.ephemeral_card(number - 1)) for number in gone)


FRONT = "{{#A}}<p>{{A}}</p>{{/A}}{{B}}<i>{{cloze:C}}</i>"
BACK = "{{FrontSide}}<hr>{{#B}}{{#A}}{{B}}{{/A}}!{{/B}}{{cloze:C}}"
WORDS = st.sampled_from(["", " ", "\n", "<br>", "<div></div>", "<BR />", "&nbsp;", "a", "<b>b</b>"])
TEXT = st.sampled_from(
    ["x", "&amp;", "<br>", "{{c1::one}}", "{{c1::uno::a hint}}", "{{c2::<b>two</b>}}",
     r"\( x<br>{{c1::y}} \)", r"\({{c2::1 &lt; 2}}\)", r"\(\frac{{{c1::a}}}{b}\)",
     "<i>L. {{c1::p}}</i>", "<pre><code>a\n  b</code></pre>", "{{c3::&#125;&#58;}}",
     "[sound:a.mp3]"]
)  # fmt: skip


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[anki.collection.Collection]:
    """A collection with a cloze note type whose templates use all that sonodeck's use."""
    path = tmp_path_factory.mktemp("typed") / "collection.anki2"
    collection = anki.collection.Collection(str(path))
    shape = collection.models.new("typed")
    shape["type"] = 1
    for name in "ABC":
        collection.models.add_field(shape, collection.models.new_field(name))
    template = collection.models.new_template("card")
    template["qfmt"], template["afmt"] = FRONT, BACK
    collection.models.add_template(shape, template)
    collection.models.add(shape)
    yield collection
    collection.close()


OURS = NoteType(
    id=1,
    name="typed",
    cloze=True,
    fields=tuple(FieldDef(name=name, id=at, description="") for at, name in enumerate("ABC")),
    templates=(TemplateDef(name="card", id=1, front=FRONT, back=BACK),),
    css="",
    sort_field=0,
)


@given(st.lists(WORDS), st.lists(WORDS), st.lists(TEXT, max_size=6), st.integers(1, 3))
def test_any_fields_are_filled_in_as_anki_does(
    typed: anki.collection.Collection,
    first: list[str],
    second: list[str],
    third: list[str],
    number: int,
) -> None:
    fields = ["".join(parts) for parts in (first, second, third)]
    shape = typed.models.by_name("typed")
    assert shape is not None
    note = typed.new_note(shape)
    note.fields = list(fields)
    front, back = of_anki(note.ephemeral_card(number - 1))
    made = rendering.sides(OURS, fields, number)
    if f"{{{{c{number}::" in fields[2]:
        assert normal(made.front) == normal(front)
        assert normal(made.back) == normal(back)
    else:
        assert "<i></i>" in re.sub(r"\s", "", made.front)


@pytest.mark.parametrize("template", ["{{#A}}", "{{/A}}", "{{#A}}{{#B}}{{/A}}{{/B}}"])
def test_a_template_that_does_not_fit_together_is_a_fault(template: str) -> None:
    broken = NoteType(
        id=1, name="", cloze=False, fields=OURS.fields, css="", sort_field=0,
        templates=(TemplateDef(name="", id=1, front=template, back=""),),
    )  # fmt: skip
    with pytest.raises(ValueError, match="clos"):
        rendering.sides(broken, ("a", "b", "c"), 1)
