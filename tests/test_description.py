"""What a deck says on its page in Anki, and what an import does to what a student wrote there."""

import time
from html.parser import HTMLParser

import pytest

from sonodeck.anki import wire
from sonodeck.anki.description import NAMED, description, holder
from sonodeck.sheets import Deck, Source, languages
from tests.updates.decks import ORCHESTRA, Author, changes_of, replaced
from tests.updates.student import Student

DAY = 86_400
FIRST = int(time.time()) - 30 * DAY

DESCRIBED = replaced(
    ORCHESTRA,
    "deck.yaml",
    "language: en\n",
    "language: en\ndescription: Instruments & what they play.\n",
)
TEXT = (
    '<div lang="en" dir="ltr"><p>Instruments &amp; what they play.</p>'
    "<p>By the sonodeck maintainers · License: CC BY 4.0</p>"
    "<p>Sources: A handbook of the orchestra, a publisher</p>"
    "<p>To update the deck, import the changes of the new release (…-changes.txt) first, then its "
    "package (….apkg). Your progress, your tags, and My notes stay; this description is replaced."
    "</p></div>"
)


def deck(**parts: str) -> Deck:
    return Deck(id="x-0000", title="X", sheets=("x.yaml",), **parts)  # type: ignore[arg-type]


def source(name: str) -> Source:
    return Source(id=name, title=name.upper(), year="2026", grade="A")


# in Anki


def said(student: Student, name: str) -> str:
    found = student.collection.decks.by_name(name)
    assert found is not None
    return str(found["desc"])


def write(student: Student, name: str, text: str) -> None:
    found = student.collection.decks.by_name(name)
    assert found is not None
    student.collection.decks.save({**found, "desc": text})
    assert said(student, name) == text


def test_the_deck_that_holds_the_others_has_it(author: Author, student: Student) -> None:
    student.take(author.release(DESCRIBED, FIRST))
    names = [one.name for one in student.collection.decks.all_names_and_ids()]
    assert len(names) > 3
    assert {name: said(student, name) for name in names if said(student, name)} == {
        "Orchestra": TEXT
    }


def test_an_import_replaces_the_decks_word_and_no_other(author: Author, student: Student) -> None:
    """Also an import of the same file again, in which no note is newer."""
    package = author.release(DESCRIBED, FIRST)
    student.take(package)
    for name in ("Orchestra", "Orchestra::Strings", "Default"):
        write(student, name, "my own words")
    again = student.take(package)
    assert not again.new
    assert not again.updated
    assert said(student, "Orchestra") == TEXT
    assert said(student, "Orchestra::Strings") == said(student, "Default") == "my own words"


def test_a_page_of_its_own_is_all_that_is_said() -> None:
    own = deck(description="d", page="More: <a href='https://example.org'>here</a>")
    assert description(own, {}, ()) == own.page


def test_markdown_of_others_is_shown_as_it_was_typed() -> None:
    assert wire.as_html("**a** & b\nc", markdown=True) == "**a** &amp; b<br>c"
    assert wire.as_html("a & b", markdown=False) == "a & b"


def test_the_changes_leave_the_description_alone(author: Author, student: Student) -> None:
    first = author.release(DESCRIBED, FIRST)
    student.take(first)
    write(student, "Orchestra", "my own words")
    newer = replaced(DESCRIBED, "plain.yaml", "The A above middle C", "The A of the oboe")
    package = author.release(newer, FIRST + DAY, since=first)
    assert student.take_changes(changes_of(package)).updated
    assert said(student, "Orchestra") == "my own words"


def test_a_new_release_brings_its_new_word(author: Author, student: Student) -> None:
    student.take(author.release(DESCRIBED, FIRST))
    student.take(
        author.release(replaced(DESCRIBED, "deck.yaml", "& what", "and what"), FIRST + DAY)
    )
    assert said(student, "Orchestra") == TEXT.replace("&amp;", "and")


# the text


def test_what_a_deck_does_not_say_is_left_out() -> None:
    text = description(deck(), {}, ())
    assert text.count("<p>") == 1
    assert "To update the deck" in text


def test_sources_of_most_notes_come_first_and_unused_ones_not_at_all() -> None:
    names = [f"s{at:02}" for at in range(NAMED + 3)]
    sources = {name: source(name) for name in names}
    cited = [*names[:-1], names[5], names[5], names[3]]
    text = description(deck(), sources, cited)
    shown = text.partition("Sources: ")[2].partition("</p>")[0].split("; ")
    assert shown == [
        *(f"S{at:02}, 2026" for at in (5, 3, 0, 1, 2, 4, 6, 7, 8, 9)),
        "and 2 more, named on the cards",
    ]


class Tags(HTMLParser):
    """The tags of a text and what stands between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


HOSTILE = "<b>\"x\" & 'y' <script>alert(1)</script> {it} {notes}"


def test_text_stays_text() -> None:
    own = deck(description=HOSTILE, author=HOSTILE, licence=HOSTILE)
    address = "https://example.org/?a=1&b='2'"
    sources = {"s": Source(id="s", title=HOSTILE, publisher=HOSTILE, url=address, grade="A")}
    tags = Tags(description(own, sources, ["s"]))
    assert {tag for tag, _ in tags.tags} == {"div", "p", "a"}
    assert ("a", (("href", address),)) in tags.tags
    assert tags.text.count(HOSTILE) == 5


@pytest.mark.parametrize("language", languages.known())
def test_in_every_language_the_gaps_are_filled(language: str) -> None:
    own = deck(language=language, description="d", author="a", licence="l")
    sources = {f"s{at}": source(f"s{at}") for at in range(NAMED + 1)}
    text = description(own, sources, list(sources))
    assert text.count("<p>") == 4
    assert "{" not in text
    for part in (own.labels.say("card.my-notes"), "-changes.txt", ".apkg", "S3, 2026"):
        assert part in text


@pytest.mark.parametrize(
    ("decks", "found"),
    [
        ({"X"}, "X"),
        ({"X::A"}, "X"),
        ({"X::A", "Y"}, "X"),
        ({"Y::A", "Y::B"}, "Y"),
        ({"Y::X::A", "Y::X::B", "Y::X::B::C"}, "Y::X"),
        ({"Y::A"}, "Y::A"),
        ({"Y", "Z"}, None),
        (set(), None),
    ],
)
def test_which_deck_holds_the_others(decks: set[str], found: str | None) -> None:
    assert holder("X", decks) == found
