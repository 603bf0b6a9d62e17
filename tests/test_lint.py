"""The rules for good cards: their pages' examples, and who decides which of them run."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from sonodeck import anki, lint, project
from sonodeck.common import diagnostics
from sonodeck.common.diagnostics import CODES, Severity
from sonodeck.lint import across, evidence, pages, wording, words

TODAY = "2026-11-25"
USUAL = lint.Selection(today=TODAY)
ALL = lint.Selection(select=("SD",), today=TODAY)

AROUND = {
    "deck.yaml": "id: page-0000\ntitle: Anatomy\nsheets: [{sheets}]\n",
    "sources.yaml": "example: {{title: A textbook of anatomy, year: 2026, grade: B}}\n",
}


def compiled(files: Mapping[str, str], folder: Path, rules: lint.Selection = ALL) -> anki.Compiled:
    """A deck of these files; what they leave out is there and in order."""
    sheets = [name for name in files if "/" not in name and name not in AROUND]
    around = {name: text.format(sheets=", ".join(sheets)) for name, text in AROUND.items()}
    for name, text in (around | dict(files)).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return project.compile_deck(folder, rules=rules)


def codes(deck: anki.Compiled) -> set[str]:
    return {one.code for one in deck.found}


# the pages


@pytest.mark.parametrize("code", sorted(lint.CODES))
def test_the_bad_example_is_found_and_nothing_else(code: str, tmp_path: Path) -> None:
    assert codes(compiled(pages.page(code).bad, tmp_path)) == {code}


@pytest.mark.parametrize("code", sorted(lint.CODES))
def test_the_good_example_is_good(code: str, tmp_path: Path) -> None:
    deck = compiled(pages.page(code).good, tmp_path)
    assert diagnostics.render(deck.found, "text", deck.texts) == ""
    assert deck.notes


@pytest.mark.parametrize("code", sorted(lint.CODES))
def test_a_page_says_what_why_and_what_instead(code: str) -> None:
    text = pages.page(code).text
    what, _, rest = text.partition("\n\n**Why.** ")
    why, _, instead = rest.partition("\n\n**Instead.** ")
    assert all((what, why, instead))


def test_every_page_has_its_rule() -> None:
    folder = Path(lint.__file__).parent / "pages"
    assert {path.stem for path in folder.iterdir()} == lint.CODES
    assert len(lint.RULES) == len(lint.CODES)


def test_what_is_off_by_default_is_a_hint_or_named() -> None:
    """A warning that nobody sees would be a promise that nobody keeps."""
    assert all(CODES[rule.code][0] is not Severity.ERROR for rule in lint.RULES if not rule.usual)


# which rules run

QUESTIONS = """\
kind: qa
source: example
facts:
  - id: vein
    question: Which vein often runs beside the artery?
    answer: The vein  # the sheet's own mistake
"""


def with_lint(settings: str) -> dict[str, str]:
    deck = f"id: page-0000\ntitle: Anatomy\nsheets: [sheet.yaml]\nlint: {settings}\n"
    return {"sheet.yaml": QUESTIONS, "deck.yaml": deck}


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        (lint.NONE, set()),
        (USUAL, {"SD310"}),
        (ALL, {"SD310", "SD316"}),
        (lint.Selection(select=("SD316",)), {"SD316"}),
        (lint.Selection(ignore=("SD31",)), set()),
        (lint.Selection(select=("SD3",), ignore=("SD310",)), {"SD316"}),
    ],
    ids=["none", "usual", "all", "one", "not these", "these without one"],
)
def test_a_person_chooses(rules: lint.Selection, found: set[str], tmp_path: Path) -> None:
    assert codes(compiled({"sheet.yaml": QUESTIONS}, tmp_path, rules)) == found


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ("{also: SD316}", {"SD310", "SD316"}),
        ("{ignore: [SD310]}", set()),
        ("{ignore: [SD310], also: [SD310]}", {"SD310"}),
        ("{answer-max: 5}", {"SD310", "SD311"}),
        ("{list-max: 3, stale-years: 20}", {"SD310"}),
    ],
)
def test_a_deck_chooses(settings: str, found: set[str], tmp_path: Path) -> None:
    assert codes(compiled(with_lint(settings), tmp_path, USUAL)) == found


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("{answer-max: none}", "expected a whole number from 1 to 999999, not 'none'"),
        ("{answer-max: 0}", "expected a whole number from 1 to 999999, not '0'"),
        ("{answer_max: 5}", "unknown key 'answer_max'"),
        ("{ignore: SD999}", "'SD999' is not a code"),
        ("{ignore: SD3}", "'SD3' is not a code"),
        ("{ignore: SD401}", "SD401 is an error and can't be turned on or off"),
    ],
)
def test_wrong_settings_are_said(settings: str, said: str, tmp_path: Path) -> None:
    deck = compiled(with_lint(settings), tmp_path)
    assert [one.message for one in deck.found] == [said]


def test_errors_are_shown_whatever_is_chosen() -> None:
    error = diagnostics.problem("SD201", None, "an id stands twice")
    hint = diagnostics.problem("SD316", None, "often")
    one = lint.Selection(select=("SD310",))
    assert [one.shows(error), one.shows(hint)] == [True, False]


# ignore comments


def test_an_ignore_of_a_rule_hides_its_finding(tmp_path: Path) -> None:
    sheet = QUESTIONS.replace("the sheet's own mistake", "sonodeck: ignore SD310")
    assert codes(compiled({"sheet.yaml": sheet}, tmp_path, USUAL)) == set()


@pytest.mark.parametrize("rules", [lint.NONE, lint.Selection(ignore=("SD313",))])
def test_an_ignore_of_a_rule_that_does_not_run_is_not_unused(
    rules: lint.Selection, tmp_path: Path
) -> None:
    sheet = QUESTIONS.replace("the sheet's own mistake", "sonodeck: ignore SD313")
    assert "SD020" not in codes(compiled({"sheet.yaml": sheet}, tmp_path, rules))


def test_an_ignore_of_a_rule_that_finds_nothing_is_unused(tmp_path: Path) -> None:
    sheet = QUESTIONS.replace("the sheet's own mistake", "sonodeck: ignore SD310, SD313")
    assert codes(compiled({"sheet.yaml": sheet}, tmp_path, USUAL)) == {"SD020"}


def test_a_broken_deck_has_no_unused_ignores_of_rules(tmp_path: Path) -> None:
    """The fact that needs one may be among those that could not be read."""
    sheet = QUESTIONS.replace("the sheet's own mistake", "sonodeck: ignore SD310")
    sheet = sheet.replace("question:", "qestion:")
    assert codes(compiled({"sheet.yaml": sheet}, tmp_path)) == {"SD104"}


# the rules find what they should and stay silent where they should: one line each

SILENT = {
    "letters that stand for words": (
        "What does AIUM stand for?",
        "American Institute of Ultrasound in Medicine",
    ),
    "one of several": (
        "Which of the mitral and the aortic valve closes first?",
        "The mitral valve",
    ),
    "a claim set right": (
        "What is wrong with the claim that a peak of 4 m/s means a mean gradient of 64 mmHg?",
        "64 mmHg is the peak gradient.",
    ),
    "a range with its ends": (
        "At which angle from 0 to 90 degrees is the shift zero?",
        "90 degrees",
    ),
    "a limit that is a negation in form only": (
        "Which index should Doppler in early pregnancy not exceed?",
        "A thermal index of 0.7",
    ),
    "a negation in a clause": ("What suggests that a vein does not compress?", "A clot"),
    "at least": ("How old must an applicant be at least?", "18 years"),
    "no as a word of quantity": ("What is advised for early Doppler?", "No routine use"),
    "letters of small words too": ("What does ALARA mean?", "As low as reasonably achievable"),
    "a word in capitals to stress it": ("Which SOLID tissue moves?", "Solid muscle"),
    "a year in the question": ("How many sonographers were there in 2024?", "90,000 jobs"),
    "a clause with which": ("Name what helium, which does not burn, is used for.", "Balloons"),
    "a number word": ("How many electrons has hydrogen in its only shell?", "One electron"),
    "a name in capitals": ("Which quizzes does the app SKILLS hold?", "Short ones"),
    "a unit": ("What is 1000 kHz in MHz?", "1 MHz"),
    "it before to": ("Why does it help a student to scan early?", "Skill grows with hours"),
    "how often": ("How often does the heart beat in a minute?", "60 to 100 times"),
    "a Roman number": ("Which muscle does the cranial nerve III supply?", "The levator palpebrae"),
    "the meaning of a word": ("What is the meaning of はい?", "yes"),
    "a number": ("Which adverb is いちばん?", "No. 1 (in)"),
    "nitric oxide": ("Which gas relaxes the smooth muscle of vessels?", "NO"),
    "a count": ("How many leaflets has the mitral valve?", "2"),
}
FOUND = {
    "endings": ("SD310", "What measures velocity in a velocity measurement?", "Velocity measuring"),
    "spelled out": ("SD310", "Which body is the American Registry of Ultrasound?", "ARU"),
    "yes": ("SD314", "Is ultrasound sound?", "Yes"),
    "an opening clause": ("SD314", "In adults, is the thymus large?", "No, it has shrunk"),
    "either or": ("SD314", "Is flow in the portal vein hepatopetal or hepatofugal?", "Hepatopetal"),
    "two marks": ("SD312", "What is PRF? What limits the depth?", "The rate of pulses"),
    "the above": ("SD315", "Which vessel supplies the above?", "The renal artery"),
    "except": ("SD317", "All chambers but which, except the left atrium, dilate?", "The right"),
    "a bare number": ("SD318", "How long is the kidney?", "9 to 13"),
}  # fmt: skip


def sheet_of(question: str, answer: str) -> dict[str, str]:
    quoted = [text.replace("'", "''") for text in (question, answer)]
    fact = f"  - id: a\n    question: '{quoted[0]}'\n    answer: '{quoted[1]}'\n"
    return {"sheet.yaml": f"kind: qa\nsource: example\nfacts:\n{fact}"}


@pytest.mark.parametrize("name", SILENT)
def test_silent(name: str, tmp_path: Path) -> None:
    assert codes(compiled(sheet_of(*SILENT[name]), tmp_path)) == set()


@pytest.mark.parametrize("name", FOUND)
def test_found(name: str, tmp_path: Path) -> None:
    code, question, answer = FOUND[name]
    assert code in codes(compiled(sheet_of(question, answer), tmp_path))


XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
ACTIVE = {
    "a script": "<script>alert(1)</script>",
    "a script in another case": "<SCRIPT>alert(1)</SCRIPT>",
    "a script in a name space": '<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>',
    "a handler": '<path onload="alert(1)" d="M0 0"/>',
    "a handler in another case": '<path OnLoad="alert(1)" d="M0 0"/>',
    "a link": '<a href="https://example.org">x</a>',
    "a link that runs": '<a href="&#x6a;avascript:alert(1)">x</a>',
    "a link of old": f'<a {XLINK} xlink:href="javascript:alert(1)">x</a>',
    "a link set later": '<a href="#"><set attributeName="href" to="javascript:alert(1)"/></a>',
    "a page": "<foreignObject><p>x</p></foreignObject>",
    "a picture from elsewhere": '<image href="//example.org/x.png"/>',
    "a picture that is a page": '<image href="data:image/svg+xml;base64,AAAA"/>',
    "a font from elsewhere": "<style>@font-face{src:url(https://example.org/x)}</style>",
    "a style from elsewhere": "<style>@import 'https://example.org/x';</style>",
    "a fill from elsewhere": '<path fill="url(https://example.org/#x)" d="M0 0"/>',
    "an escaped address": '<path style="fill:u\\72l(https://example.org)" d="M0 0"/>',
    "no end": "<g>",
    "nothing": None,
}
STILL = {
    "a picture inside": '<image href="data:image/png;base64,iVBORw0KGgo="/>',
    "a part used again": '<g id="a"/><use href="#a"/>',
    "a fill": '<path fill="url(#a)" d="M0 0"/><style>path {fill: url("#a")}</style>',
    "moving": '<animate attributeName="x" from="0" to="10" values="0;10"/>',
    "metadata": "<metadata>https://example.org</metadata><title>A heart, cut open</title>",
}


def with_svg(inside: str | None, head: str = "") -> dict[str, str]:
    svg = "" if inside is None else f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'
    return dict(pages.page("SD612").bad) | {"media/heart.svg": head + svg}


@pytest.mark.parametrize("name", ACTIVE)
def test_active_pictures(name: str, tmp_path: Path) -> None:
    assert codes(compiled(with_svg(ACTIVE[name]), tmp_path)) == {"SD612"}


@pytest.mark.parametrize("name", STILL)
def test_still_pictures(name: str, tmp_path: Path) -> None:
    assert codes(compiled(with_svg(STILL[name]), tmp_path)) == set()


def test_active_pictures_are_errors_whatever_is_chosen(tmp_path: Path) -> None:
    assert codes(compiled(with_svg("<script/>"), tmp_path, lint.NONE)) == {"SD612"}


def test_pictures_that_grow(tmp_path: Path) -> None:
    """Entities of entities make gigabytes of a few lines."""
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<!DOCTYPE svg [<!ENTITY a0 "x">{lines}]>'
    assert codes(compiled(with_svg("&a11;", head), tmp_path)) == {"SD612"}


TWICE = {
    "other order and small words": (
        "Which organ stores the bile of the liver?",
        "Where, in which organ, is bile of a liver stored?",
    ),
    "American and British": (
        "What does the color of a haemorrhage in the lumen tell?",
        "What does the colour of a hemorrhage in the lumen tell?",
    ),
}
NOT_TWICE = {
    "another number": ("What is the pressure at 10 cm?", "What is the pressure at 20 cm?"),
    "another short word": ("Which body awards the RCS?", "Which body awards the RVS?"),
    "another thing": ("What does the wall filter remove?", "What does the noise filter remove?"),
}


def two(first: str, second: str) -> dict[str, str]:
    facts = "".join(
        f"  - {{id: f{at}, question: '{question}', answer: the gallbladder}}\n"
        for at, question in enumerate((first, second))
    )
    return {"sheet.yaml": f"kind: qa\nsource: example\nfacts:\n{facts}"}


@pytest.mark.parametrize("name", TWICE)
def test_asked_twice(name: str, tmp_path: Path) -> None:
    assert "SD410" in codes(compiled(two(*TWICE[name]), tmp_path))


@pytest.mark.parametrize("name", NOT_TWICE)
def test_not_asked_twice(name: str, tmp_path: Path) -> None:
    assert "SD410" not in codes(compiled(two(*NOT_TWICE[name]), tmp_path))


CLOZES = {
    "The ((liver)) lies on the right.": set(),
    "The li((ver)) lies on the right.": {"SD325"},
    "The ((livers))' place is on the right side of the body.": set(),
    "Blood flows ((from)) the ((portal vein)) into the liver.": set(),
    "It is ((red)).": {"SD324"},
    "Of ((1:five)) lobes of the lungs three are right, two left; that makes ((1:five)).": set(),
    "The velocity of the blood gives the ((velocity)).": {"SD332"},
    "The heart has a ((left ventricle)), a left atrium, and a right ventricle.": set(),
    "((Left atrium)), ((left ventricle)), ((right atrium)), ((right ventricle)): four.": set(),
}


@pytest.mark.parametrize("text", CLOZES)
def test_clozes(text: str, tmp_path: Path) -> None:
    quoted = text.replace("'", "''")
    sheet = f"kind: cloze\nsource: example\nfacts:\n  - id: a\n    text: '{quoted}'\n"
    assert codes(compiled({"sheet.yaml": sheet}, tmp_path)) == CLOZES[text]


CHAMBERS = ["left atrium", "left ventricle", "right atrium", "right ventricle", "aorta"]


def test_items_that_share_words_give_none_away(tmp_path: Path) -> None:
    items = "".join(f"      - {item}\n" for item in CHAMBERS)
    sheet = (
        f"kind: list\nsource: example\nfacts:\n  - id: a\n    question: Where?\n    items:\n{items}"
    )
    assert "SD332" not in codes(compiled({"sheet.yaml": sheet}, tmp_path))


RIGHT_OPTIONS = {
    "β1 receptors": set(),
    "the H1 receptor": set(),
    "the 30S subunit": set(),
    "GLP-1 receptors": set(),
    "5-HT receptors": set(),
    "the 2nd messenger": set(),
    "complex No. 1": set(),
    "pumps (e.g. 2 of them)": set(),
    "30 receptors": {"SD329"},
    "-1 and 3 V": {"SD329"},
    "5 mm of wall": {"SD329"},
    "5.5 cm of wall": {"SD329"},
}


@pytest.mark.parametrize("right", RIGHT_OPTIONS)
def test_the_only_option_with_a_number(right: str, tmp_path: Path) -> None:
    kind = (
        "kind: drug\ntitle: Drug\nname: '{name}'\n"
        "fields:\n  name: {type: text}\n  at: {type: text}\n"
        "questions:\n  at: {style: choice, ask: 'Where does {name} act?', answer: '{at}'}\n"
    )
    wheres = (right, "calcium channels", "sodium channels", "proton pumps")
    facts = "".join(
        f"  - {{id: d{n}, name: drug {'abcd'[n]}, at: {where}}}\n" for n, where in enumerate(wheres)
    )
    sheet = f"kind: drug\nsource: example\nfacts:\n{facts}"
    found = codes(compiled({"kinds/drug.yaml": kind, "sheet.yaml": sheet}, tmp_path))
    assert found & {"SD329"} == RIGHT_OPTIONS[right]


WORD = """\
kind: word
title: Word
name: '{name}'
fields:
  name: {type: text}
  meaning: {type: text}
questions:
  meaning: {style: basic, ask: 'What does {name} mean?', answer: '{meaning}',
    reverse: 'Which word means {meaning}?'}
"""
MEANINGS = ("by no means", "must not do", "the latter", "Hello? Who is there?", "which and what")


def test_what_a_word_means_is_not_how_a_question_is_put(tmp_path: Path) -> None:
    """A dictionary has words for not and for the latter; no question of it points or denies."""
    facts = "".join(f"  - {{id: w{n}, name: w{n}, meaning: {m}}}\n" for n, m in enumerate(MEANINGS))
    sheet = f"kind: word\nsource: example\nfacts:\n{facts}"
    files = {"kinds/word.yaml": WORD, "sheet.yaml": sheet}
    assert not codes(compiled(files, tmp_path / "values")) & {"SD310", "SD312", "SD315", "SD317"}
    own = WORD.replace("What does {name} mean?", "What does not go with {name}, and what is it?")
    found = codes(compiled({**files, "kinds/word.yaml": own}, tmp_path / "own"))
    assert {"SD312", "SD317"} <= found


def test_everybody_knows_what_pm_is(tmp_path: Path) -> None:
    asked = {
        "What is 7 P.M. in the U.S.A.?": set(),
        "What is on TV in the UK?": set(),
        "Where is the PM of the heart?": {"SD413"},
    }
    for at, (question, found) in enumerate(asked.items()):
        sheet = (
            f"kind: qa\nsource: example\nfacts:\n  - {{id: a, question: {question}, answer: it}}\n"
        )
        assert codes(compiled({"sheet.yaml": sheet}, tmp_path / str(at))) & {"SD413"} == found


def test_names_that_differ_by_a_word_are_told_apart(tmp_path: Path) -> None:
    """Kinshasa is no second capital of the other Congo."""
    states = ("Republic of the Congo", "Democratic Republic of the Congo", "Chad", "Gabon")
    capitals = ("Brazzaville", "Kinshasa", "N'Djamena", "Libreville")
    kind = WORD.replace("style: basic", "style: choice").replace(
        "What does {name} mean", "Which is of {name}"
    )
    facts = "".join(
        f'  - {{id: s{n}, name: {name}, meaning: "{capital}"}}\n'
        for n, (name, capital) in enumerate(zip(states, capitals, strict=True))
    )
    sheet = f"kind: word\nsource: example\nfacts:\n{facts}"
    assert "SD411" not in codes(compiled({"kinds/word.yaml": kind, "sheet.yaml": sheet}, tmp_path))


def test_no_date_is_old_where_nobody_looks_at_the_clock(tmp_path: Path) -> None:
    files = pages.page("SD320").bad
    assert codes(compiled(files, tmp_path, lint.Selection(select=("SD320",)))) == set()


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, ""),
        (2, ", nor has it in deck/sheet.yaml:5"),
        (9, ", nor has it in deck/sheet.yaml:5, deck/sheet.yaml:6, deck/sheet.yaml:7 and 5 more"),
    ],
)
def test_a_picture_without_a_text_is_reported_once(number: int, said: str, tmp_path: Path) -> None:
    facts = "".join(
        f"  - {{id: f{n}, question: What is at {n}?, answer: The {n}th, picture: heart.svg}}\n"
        for n in range(number)
    )
    files = {
        "sheet.yaml": f"kind: qa\nsource: example\nfacts:\n{facts}",
        "media/heart.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    }
    found = compiled(files, tmp_path, lint.Selection(select=("SD326",))).found
    messages = [one.message for one in found if one.code == "SD326"]
    assert [message.replace(str(tmp_path), "deck") for message in messages] == [
        f"the picture heart.svg has no text alternative{said}"
    ]


ABOUT_NO_NOTE = {"SD326", "SD334", "SD412", "SD414", "SD415", "SD610", "SD611", "SD612", "SD613"}
ABOUT_NO_NOTE |= {"SD335", "SD336", "SD337", "SD338", "SD339", "SD340"}  # about a value


def test_findings_name_their_note(tmp_path: Path) -> None:
    for code in lint.CODES:
        for one in compiled(pages.page(code).bad, tmp_path / code).found:
            key = r"[a-z0-9-]+\.[a-z0-9+-]+\.[a-z0-9-]+(\.[a-z0-9-]+)?: "
            assert code in ABOUT_NO_NOTE or re.match(key, one.message)
            assert one.place is not None
            assert one.hint


@given(st.text() | st.lists(st.sampled_from(["RDMS", "R.V.T.", "É", "é", "a", " ", "-", "Ж", "1"])))
def test_a_quick_look_misses_no_abbreviation(text: str | list[str]) -> None:
    text = "".join(text)
    found = [word for word in words.words(text) if words.is_abbreviation(word)]
    assert words.may_abbreviate(text) or not found


QUICK_LOOKS: Mapping[str, tuple[re.Pattern[str], Callable[[str], bool]]] = {
    "joined": (wording._ASKED_AGAIN, lambda text: bool(wording._JOINED.search(text))),
    "negation": (wording._NEGATION, lambda text: words.holds_one_of(("not", "except"), text)),
    "pointing back": (
        wording._POINTS_BACK,
        lambda text: words.holds_one_of(wording._OF_POINTING_BACK, text.lower()),
    ),
    "aging": (evidence._AGES, lambda text: words.holds_one_of(evidence._OF_AGING, text)),
}


@pytest.mark.parametrize("name", QUICK_LOOKS)
@given(data=st.data())
def test_a_quick_look_passes_whatever_the_rule_would_find(name: str, data: st.DataObject) -> None:
    closely, quick = QUICK_LOOKS[name]
    text = data.draw(st.from_regex(closely, alphabet=st.characters(max_codepoint=126)))
    assert quick(text)


def test_a_number_is_compared_whole() -> None:
    assert words.content("1233 and 12333 measures") == {"1233", "12333", "measur"}


@given(st.text("abcdeit", max_size=9), st.text("abcdeit", max_size=9))
def test_a_look_at_the_letters_hides_no_other_spelling(one: str, other: str) -> None:
    long = min(len(one), len(other)) > 4
    assert across._spelled_alike(one, other) == (long and fuzz.ratio(one, other) > 85)


def hints(text: str, folder: Path) -> list[str]:
    """What SD340 says of an answer."""
    sheet = (
        f"kind: qa\nsource: example\nfacts:\n  - id: a\n    question: So?\n    answer: '{text}'\n"
    )
    found = compiled({"sheet.yaml": sheet}, folder).found
    return [one.hint for one in found if one.code == "SD340"]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("a ACE inhibitor", "an ACE"),
        ("block a (angiotensin-converting) enzyme", "an (angiotensin-converting)"),
        ("an unit of blood", "a unit"),
        ("an European hospital", "a European"),
        ("a hour later", "an hour"),
        ("a MRI of the knee", "an MRI"),
        ("a mRNA vaccine", "an mRNA"),
        ("a x-ray", "an x-ray"),
        ("a 8 MHz probe", "an 8"),
        ("a 11 MHz probe", "an 11"),
        ("an one-way valve", "a one-way"),
        ("It is quick. A echo returns", "An echo"),
        ("an normal vein", "a normal"),
    ],
)
def test_an_article_that_does_not_fit_is_found_whatever_follows(
    text: str, right: str, tmp_path: Path
) -> None:
    assert hints(text, tmp_path) == [f"write: {right}"]


@pytest.mark.parametrize(
    "text",
    ["a unit", "an hour", "an MRI", "a normal vein", "hepatitis A is", "an artery and a vein",
     "vitamin a or e", r"\(a is b\)", "`a is b`", "a Doppler shift"],
)  # fmt: skip
def test_an_article_that_fits_is_not(text: str, tmp_path: Path) -> None:
    assert hints(text, tmp_path) == []


@pytest.mark.parametrize(
    "question",
    ["Which vessel does not carry blood?", "Which limit holds for all uses except the eye?"],
)
def test_the_way_out_that_is_told_of_a_negation_is_one(question: str, tmp_path: Path) -> None:
    def found(asked: str, folder: Path) -> list[str]:
        sheet = (
            f"kind: qa\nsource: example\nfacts:\n  - {{id: a, question: '{asked}', answer: That}}\n"
        )
        every = compiled({"sheet.yaml": sheet}, folder).found
        return [one.hint for one in every if one.code == "SD317"]

    (hint,) = found(question, tmp_path / "plain")
    bold = hint.rpartition("write ")[2]
    assert found(question.replace(bold.strip("*"), bold), tmp_path / "bold") == []
