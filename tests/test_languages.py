"""Decks in other languages: nothing on their cards is English, and nothing of theirs is edited."""

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonodeck import anki, project
from sonodeck.anki import note_types
from sonodeck.common.diagnostics import Place
from sonodeck.common.labels import Labels
from sonodeck.questions import Wording, rendering
from sonodeck.questions.grammar import Grammar
from sonodeck.sheets import Deck, Fact, Hole, Knowledge, Phrase, Template, languages, markup, values
from sonodeck.sheets.kinds import Field, Kind
from sonodeck.sheets.kinds.files import built_in_kinds, read_kind
from sonodeck.sheets.languages import labels
from sonodeck.sheets.yamltext import read
from sonodeck.study.quiz import compiling
from sonodeck.study.quiz.drawing import plain
from sonodeck.study.quiz.session import begin, press
from sonodeck.study.quiz.state import Known, Wanted
from sonodeck.study.quiz.view import view
from tests.test_session import moment

DECKS = Path(__file__).parent / "decks"
OTHERS = ("hebrew", "japanese", "spanish")
LANGUAGES = [language for language in languages.known() if language != "en"]


# labels


def test_the_languages() -> None:
    assert languages.known() == ("de", "en", "es", "fr", "he", "it", "ja", "nl", "pt")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_says_everything_with_the_gaps_of_english(language: str) -> None:
    """The loader refuses a label that lost a gap, and one that English doesn't have."""
    assert languages.missing(language, {}) == ()
    assert languages.missing(f"{language}-XX", {}) == ()


def test_what_a_language_lacks_is_english() -> None:
    own = {"card.source": "źródło"}
    assert "card.source" not in languages.missing("pl", own)
    polish = labels("pl", own)
    assert (polish.say("card.source"), polish.say("card.as-of")) == ("źródło", "As of")


@pytest.mark.parametrize(
    ("language", "direction"),
    [("en", "ltr"), ("he", "rtl"), ("ar-EG", "rtl"), ("fa", "rtl"), ("ja", "ltr"), ("HE", "rtl"),
     ("pa-Arab", "rtl"), ("az-Latn-AZ", "ltr"), ("he-Latn", "ltr"), ("zh-Hant", "ltr")],
)  # fmt: skip
def test_direction(language: str, direction: str) -> None:
    assert Labels(language, {}).direction == direction


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [("en", 0, "0 cards"), ("en", 1, "1 card"), ("en", 2, "2 cards"), ("de", 1, "1 Karte"),
     ("fr", 0, "0 carte"), ("fr", 2, "2 cartes"), ("pt-BR", 0, "0 cartão"), ("he", 1, "כרטיס אחד"),
     ("he", 3, "3 כרטיסים"), ("ja", 1, "1枚"), ("es", 21, "21 tarjetas")],
)  # fmt: skip
def test_a_number_decides_the_form(language: str, number: int, said: str) -> None:
    assert labels(language).say("quiz.cards", number) == said


@pytest.mark.parametrize(
    ("language", "items", "joined"),
    [
        ("en", "a | b | c", "a, b and c"),
        ("de", "a | b | c", "a, b und c"),
        ("es", "hígado | riñón", "hígado y riñón"),
        ("es", "hígado | intestino", "hígado e intestino"),
        ("es", "riñón | hígado", "riñón e hígado"),
        ("es", "agua | hielo", "agua y hielo"),
        ("fr", "a | b, c", "a; b, c"),
        ("ja", "肝臓 | 腎臓 | 肺", "肝臓、腎臓、肺"),
        ("he", "כבד | כליה", "כבד וכליה"),
        ("he", "כבד | 3 mm", "כבד \u05d5\u05be3 mm"),
        ("nl", "a", "a"),
        ("nl", "", ""),
    ],
)
def test_a_list_in_a_sentence(language: str, items: str, joined: str) -> None:
    assert Grammar(labels(language)).joined(items.split(" | ")) == joined


# kinds


@pytest.mark.parametrize("name", ["term.yaml", "procedure.yaml"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_built_in_kind_is_the_english_one_in_other_words(language: str, name: str) -> None:
    kind, english = (
        read_kind(read(built_in_kinds(one)[name], name), labels(one), stem=name[:-5])[0]
        for one in (language, "en")
    )
    assert kind is not None
    assert english is not None
    assert kind.fields == english.fields
    assert kind.questions.keys() == english.questions.keys()
    for id_, question in kind.questions.items():
        other = english.questions[id_]
        assert type(question) is type(other)
        for part, template in templates(question):
            own, theirs = template, dict(templates(other))[part]
            assert own.names == theirs.names, (id_, part)
            assert own.alone or own.literal() != theirs.literal(), (id_, part)


def templates(question: object) -> Iterator[tuple[str, Template]]:
    for name in ("ask", "answer", "reverse", "after", "before"):
        template = getattr(question, name, None)
        if template is not None:
            yield name, template


# cards


@pytest.fixture(scope="module", params=OTHERS)
def compiled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> anki.Compiled:
    folder = tmp_path_factory.mktemp("decks") / str(request.param)
    shutil.copytree(DECKS / str(request.param), folder)
    return project.compile_deck(folder)


def deck_of(compiled: anki.Compiled) -> Deck:
    assert compiled.knowledge is not None
    return compiled.knowledge.deck


def latin(text: str) -> set[str]:
    """The words in Latin letters, without accents or with them."""
    return set(re.findall(r"[A-Za-z\u00c0-\u024f]{2,}", text))


def own_words(compiled: anki.Compiled, *groups: str) -> set[str]:
    """What the deck's files say, its language's labels, and its built-in kinds."""
    deck = deck_of(compiled)
    said = [str(text) for text in deck.labels.group(*groups).values()]
    said += [data.decode() for data in built_in_kinds(deck.language).values()]
    said += [file.read_text("utf-8") for file in compiled.folder.path.rglob("*.yaml")]
    return latin("\n".join(said))


def visible(html: str) -> str:
    html = re.sub(r"<script>.*?</script>|<div class=\"key\".*?</div>", "", html, flags=re.DOTALL)
    return unescape(re.sub("<[^>]*>", " ", html))


def sides(compiled: anki.Compiled) -> Iterator[str]:
    types = note_types(deck_of(compiled))
    for one in compiled.packed:
        note_type = types.cloze if one.content.type == "cloze" else types.question
        for number in one.filled.cards:
            made = rendering.sides(note_type, one.filled.fields, number)
            yield from (made.front, made.back)


def test_nothing_is_wrong_with_them(compiled: anki.Compiled) -> None:
    assert compiled.found == ()


def test_no_card_says_anything_in_english(compiled: anki.Compiled) -> None:
    known = own_words(compiled, "card") | {"times"}  # of a formula
    for side in sides(compiled):
        assert latin(visible(side)) <= known


def test_every_side_names_its_language_and_direction(compiled: anki.Compiled) -> None:
    deck = deck_of(compiled)
    wanted = f'<div class="sonodeck" lang="{deck.language}" dir="{deck.labels.direction}">'
    for side in sides(compiled):
        assert side.count('<div class="sonodeck"') == side.count(wanted) > 0


def test_the_terminal_says_nothing_in_english(compiled: anki.Compiled) -> None:
    cards = compiling.cards(compiled)
    known = own_words(compiled, "card", "quiz", "terminal") | {"Enter"}
    about = Known(states={}, suspended=frozenset(), retention=0.9)
    session = begin(cards, about, Wanted(), moment(), deck_of(compiled).labels)
    for at, key in enumerate([" ", "3", "?", "?", "s", "u", "u", "u", "o", " ", "1", "q"]):
        shown = plain(view(session, moment(at / 60)))
        assert latin(re.sub(r"[a-z]+\.[a-z]+\.\S+", "", shown)) <= known, shown
        session, _ = press(session, key, moment(at / 60))


def test_options_are_chosen_by_their_letters(compiled: anki.Compiled) -> None:
    cards = [card for card in compiling.cards(compiled) if card.options]
    about = Known(states={}, suspended=frozenset(), retention=0.9)
    own = deck_of(compiled).labels
    asked = begin(cards, about, Wanted(), moment(), own)
    for letter, other in zip(own.letters, "abcd", strict=False):
        by_letter, _ = press(asked, letter, moment(1 / 60))
        assert by_letter.phase == press(asked, other, moment(1 / 60))[0].phase != asked.phase


def test_a_note_type_depends_on_the_language_only() -> None:
    one, other = (
        Deck(id="x-0000", title="X", tag="x", sheets=(), language=one) for one in ("he", "ja")
    )
    same = Deck(id="x-0000", title="X", tag="y", sheets=("a.yaml",), language="he", author="A")
    assert note_types(one) == note_types(same)
    assert note_types(one) != note_types(other)


def test_labels_of_a_stranger_are_text_in_templates() -> None:
    own = {"card.source": "</div>{{Key}}<script>alert(1)</script>", "card.letters": "\"\\<>'};*"}
    types = note_types(Deck(id="x-0000", title="X", tag="x", sheets=(), own_labels=own))
    back = types.question.templates[0].back
    assert "&lt;/div&gt;&#123;{Key}}&lt;script&gt;" in back
    assert 'content: "\\22"' in types.question.css
    assert 'content: "\\5c"' in types.question.css


# values


KIND = Kind(
    id="k", title="K", name=None, questions={}, place=Place("k.yaml", 1, 1),
    fields={"a": Field(name="a", type="text", label="a")},
)  # fmt: skip


def worded(language: str, typed: str) -> tuple[str, str]:
    """A value as its sheet has it, and as an answer that is this value alone."""
    value = values.value(typed)
    fact = Fact(kind="k", id="f", values={"a": value}, deck="K", tags=(), places={})
    deck = Deck(id="x-0000", title="X", tag="x", sheets=(), language=language)
    wording = Wording(Knowledge(deck=deck, kinds={"k": KIND}, sources={}, facts=(fact,)))
    return value.text, wording.filled(Template((Hole("a"),)), fact) or ""


TYPED = st.lists(
    st.sampled_from(
        ["liver", "Is it", "cd", "..", ".", "?", " ?", "??", ",", " ", "  ", "...", "…", "[1", "]",
         "__init__", "https://x", "`a  .. b`", "*", "**", "((", "))", "(", "\n", "é", "肝臓", "כבד"]
    ),
    min_size=1, max_size=8,
).map("".join).filter(lambda text: bool(text.strip()))  # fmt: skip


@given(TYPED)
def test_a_value_in_another_language_is_shown_as_typed(typed: str) -> None:
    value, shown = worded("fr", typed)
    assert shown == value
    assert markup.html(shown) == markup.html(value)


@given(TYPED)
def test_a_value_in_english_is_shown_as_typed_but_for_a_capital(typed: str) -> None:
    value, shown = worded("en", typed)
    changed = [(a, b) for a, b in zip(value, shown, strict=True) if a != b]
    assert len(changed) <= 1
    assert all(a.upper() == b for a, b in changed)
    assert [span.written for span in markup.spans(shown) if span.kind != "text"] == [
        span.written for span in markup.spans(value) if span.kind != "text"
    ]


@given(TYPED)
def test_what_was_read_is_read_as_itself(typed: str) -> None:
    once = values.value(typed)
    assert values.value(once.text) == Phrase(once.text)


@pytest.mark.parametrize("sign", ["\ue000", "\ue001", "\U000f0000", "\U000ffffd"])
def test_a_sign_that_stands_for_a_sound_or_a_gap_is_refused(sign: str) -> None:
    with pytest.raises(values.Unfit, match="keeps for itself"):
        values.value(f"liver{sign}")


ROOT = Path(__file__).parents[1]


def named() -> set[str]:
    """The labels that the program and the site's scripts name."""
    scripts = "\n".join(path.read_text("utf-8") for path in ROOT.glob("web/src/*.ts"))
    program = "\n".join(path.read_text("utf-8") for path in ROOT.glob("src/**/*.py"))
    said = re.findall(r"""\bsay\(\s*["']([a-z]+\.[a-z-]+)["']""", scripts + program)
    said += re.findall(r"""["'](exam\.[a-z-]+)["']""", scripts + program)
    counted = re.findall(r"counted\([^;\n]*?, '([^']+)'\)", scripts)
    return {*said, *(f"quiz.{name}" for name in counted)}


def test_every_label_that_is_named_exists() -> None:
    """Else a student reads `site.take-back`, or the page stops."""
    assert len(named()) > 100
    assert named() - languages.labels("en").texts.keys() == set()
