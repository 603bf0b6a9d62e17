"""The shipped deck: clean, sourced, and read through: its notes are kept as text."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

from sonodeck import anki, project
from sonodeck.anki.notetypes import text
from sonodeck.cli import cli
from sonodeck.common import diagnostics
from sonodeck.questions.notes import RIGHT, Note, QuestionNote
from sonodeck.sheets.kinds import Own, Question
from sonodeck.sheets.knowledge import Fact
from sonodeck.sheets.languages import labels
from sonodeck.sheets.manifests import Source
from sonodeck.sheets.values import Phrase
from tests.conftest import Golden

SONOGRAPHY = Path(__file__).parents[1] / "decks" / "sonography"


@pytest.fixture(scope="module")
def compiled() -> anki.Compiled:
    return project.compile_deck(SONOGRAPHY)


def test_nothing_is_wrong_with_it(compiled: anki.Compiled) -> None:
    assert diagnostics.render(compiled.found, "text", compiled.texts) == ""


def test_its_notes_as_text(compiled: anki.Compiled, golden: Golden) -> None:
    assert compiled.knowledge is not None
    sources = compiled.knowledge.sources
    plain = text.Plain(compiled.knowledge.deck.labels)
    blocks = [plain.block(note, sources) for note in compiled.notes]
    golden(Path(__file__).parent / "golden" / "sonography.txt", "\n".join(blocks))


def test_every_note_names_its_source(compiled: anki.Compiled) -> None:
    assert [note.about.key for note in compiled.notes if not note.about.sources] == []


def test_a_term_is_taught_before_a_question_uses_it(compiled: anki.Compiled) -> None:
    """Words that have a card of their own, and abbreviations that are spelled out on one."""
    assert compiled.knowledge is not None
    facts = [fact for fact in compiled.knowledge.facts if fact.kind in TAUGHT]
    words = {fact.reference: _word(fact.values["name"]) for fact in facts if _explained(fact)}
    waiting = dict(words)
    used_early = []
    for note in compiled.notes:
        kind, fact = note.about.key.split(".")[:2]
        for reference, word in list(waiting.items()):
            if (reference.kind, reference.id) == (kind, fact):
                del waiting[reference]
            elif word.search(_asked(note, compiled.knowledge.sources)):
                used_early.append((reference.id, note.about.key))
    assert used_early == []
    assert len(words) > 30


TAUGHT = {"term", "organization", "credential", "safety-index"}


def _explained(fact: Fact) -> bool:
    return "meaning" in fact.values or "stands_for" in fact.values


def _word(name: object) -> re.Pattern[str]:
    assert isinstance(name, Phrase)
    return re.compile(rf"(?<![\w(]){re.escape(name.text)}s?(?!\w)")


def _asked(note: Note, sources: Mapping[str, Source]) -> str:
    """The front of a note, both ways round, without what only its back says."""
    lines = text.Plain(labels("en")).block(note, sources).splitlines()
    return "\n".join(line for line in lines if re.match(r"[QC]:|     [A-H]  ", line))


def test_every_style_occurs(compiled: anki.Compiled) -> None:
    assert compiled.knowledge is not None
    asked = {tuple(note.about.key.split(".")[::2][:2]) for note in compiled.notes}
    kinds = compiled.knowledge.kinds
    styles = {type(kinds[kind].questions[question]) for kind, question in asked}
    assert {*get_args(get_args(Question)[0])} - styles == {Own}
    assert any(isinstance(n, QuestionNote) and n.options for n in compiled.notes)
    assert any(isinstance(n, QuestionNote) and n.reverse for n in compiled.notes)


DOPPLER = {
    "shift": ("meaning", "audible", "factor-two", "scatter"),
    "angle": ("equation", "solving", "perpendicular", "limit", "cursor", "error"),
    "cw": ("elements", "range", "sensitivity", "use"),
    "pw": ("gating", "sample-volume", "gate-size", "gate-place", "pulse"),
    "processing": ("axes", "fft", "brightness", "direction"),
    "spectral-controls": (
        "gain", "scale", "baseline", "invert", "wall-filter", "sweep", "duplex",
    ),
    "aliasing": ("nyquist", "color", "spectral", "remedies", "limits", "high-prf"),
    "broadening": ("window", "causes", "geometric"),
    "artifacts": ("color", "mirror-color", "mirror-spectral", "proof"),
    "measurements": ("velocities", "indices", "ratio", "volume-flow"),
    "color": ("direction", "maps", "reading", "mean"),
    "color-controls": (
        "gain", "steering", "box", "packet", "frame-rate", "persistence", "priority",
    ),
    "power": ("display",),
    "tissue": ("signal", "forms"),
    "resistance": ("gradient", "poiseuille", "energy"),
    "flow": ("profiles", "reynolds", "bruit"),
    "stenosis": ("continuity", "bernoulli", "around"),
    "waveforms": ("resistance", "names", "veins", "liver", "artery-or-vein"),
    "safety": ("output",),
}  # fmt: skip
"""The subtopics of the SPI's Doppler domain, as tags; ALARA and the indices are spi::safety."""


def test_every_doppler_subtopic_is_covered(compiled: anki.Compiled) -> None:
    tags = {tag for note in compiled.notes for tag in note.about.tags}
    wanted = {
        f"sonography::spi::doppler::{topic}::{one}" for topic, own in DOPPLER.items() for one in own
    }
    assert len(wanted) == 76
    assert wanted - tags == set()
    assert {"sonography::spi::safety::alara", "sonography::spi::safety::indices"} <= tags


def test_few_notes_rest_on_study_aids_alone(compiled: anki.Compiled) -> None:
    assert compiled.knowledge is not None
    sources = compiled.knowledge.sources
    best = [min(sources[one].grade for one in note.about.sources) for note in compiled.notes]
    assert best.count("C") < 0.03 * len(best)


def test_the_lock_is_up_to_date(tmp_path: Path) -> None:
    """A change of the sheets comes with its lock: else a release would not know it."""
    words = ["build", str(SONOGRAPHY), "--locked", "-o", str(tmp_path / "deck.apkg")]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0, done.output


def test_every_ignore_says_why() -> None:
    """`# sonodeck: ignore SD322  why`: whoever reads the sheet sees what was weighed."""
    comments = [
        line.partition("# sonodeck: ignore ")[2]
        for path in sorted(SONOGRAPHY.rglob("*.yaml"))
        for line in path.read_text("utf-8").splitlines()
        if "# sonodeck: ignore " in line
    ]
    assert comments
    assert [one for one in comments if len(one.split()) < 4] == []


WORKING_NOTES = {
    "a number of a list of facts": (r"\b[ST]\d{3}\b", "manual, p. 239 (= S416)"),
    "a file of somebody's notes": (r"\.md\b|\bstored file\b|\bcommit\b", "as in facts.md"),
    "that a copy was read": (r"\bcop(y|ies)\b|\bread\b", "user guide, pp. 6-8 (copies by page)"),
    "what was read of it": (
        r"\((patent |journal |preprint )?abstract\b|\(opening\)|\(first page\)",
        "A cause of shadowing (abstract)",
    ),
    "what wasn't found out": (r"\b(not (recorded|shown|known)|unknown)\b", "title not recorded"),
    "what a page does with another": (r"\bquotes\b|\brestates?\b|\bsays what\b", "(quotes AIUM)"),
    "where a record of it stands": (
        r"(?i)\brecords?$|\bPMC\d|\bdiscovery\.|\b(scilit|scite|litmetric)\b",
        "scite record",
    ),
    "whoever wrote it": (r"^(the author|textbook|textbook page)$|\b\(?maker\b", "the author"),
    "somebody's cards": (r"\buser set\b", "Knowt user set"),
}
"""What is for ``note`` alone: pattern and example. Titles and publishers are printed on cards."""

WAYS_ROUND = r"//[\d.]+[:/]|//[^/]*(staging|proxy|preview|cnpereading|-dev\.|\btest\.)"
"""Addresses of a machine, or of a way around the publisher's own page."""


@pytest.mark.parametrize(("pattern", "example"), WORKING_NOTES.values(), ids=WORKING_NOTES)
def test_no_source_prints_working_notes(
    compiled: anki.Compiled, pattern: str, example: str
) -> None:
    assert re.search(pattern, example)
    assert compiled.knowledge is not None
    sources = compiled.knowledge.sources.values()
    said = [text for one in sources for text in (str(one.title), str(one.publisher))]
    assert [text for text in said if re.search(pattern, text)] == []


def test_no_source_leads_through_a_proxy(compiled: anki.Compiled) -> None:
    assert re.search(WAYS_ROUND, "http://38.142.81.21:8001/manual")
    assert re.search(WAYS_ROUND, "https://staging.scite.ai/authors")
    assert compiled.knowledge is not None
    urls = [str(one.url) for one in compiled.knowledge.sources.values()]
    assert [url for url in urls if re.search(WAYS_ROUND, url)] == []


FORBIDDEN = {
    "flashcards and notes of students": (
        r"brainscape|knowt|quizlet|studystack|flashcard|coconote|freezingblue|cram\.com",
        "https://www.brainscape.com/flashcards/spi-review",
    ),
    "banks of exam questions": (
        r"examzify|passetra|sonoprep|ultrasounddegree|killexams",
        "https://daviespublishingspi.examzify.com/question/1",
    ),
    "chatbots": (r"questionai|smartsolve|scipedia\.bohrium|chatgpt", "https://questionai.com/a"),
    "animal medicine": (r"\bvet(med|erinary|suisse)?\b|provet|canine|feline|equine", "vetmed.de"),
    "blogs": (r"blogspot|wordpress|substack|wenxuecity\.com/blog|/blogs?/index", "a.blogspot.com"),
    "an encyclopedia anybody edits": (r"(?i)wikipedia|academic\.ru", "en.wikipedia.org/wiki/A"),
    "patents": (r"(?i)\bpatents?\b|trea\.com", "Adaptive frame averaging (patent application)"),
    "preprints": (r"(?i)preprint|techrxiv|\b(bio|med)?arxiv\b", "techrxiv.org/articles/1"),
    "exams of industrial testing": (r"(?i)\bASNT\b|\bND[TE]\b", "ASNT NDT level III"),
}  # fmt: skip
"""Where papers, bodies, makers, and textbooks say it too: pattern and example."""

TOLERATED = {"pegasus-trapezoid"}
"""A publisher's page on its own textbook."""


@pytest.mark.parametrize(("pattern", "example"), FORBIDDEN.values(), ids=FORBIDDEN)
def test_no_source_is_of_a_kind_that_only_repeats(
    compiled: anki.Compiled, pattern: str, example: str
) -> None:
    assert re.search(pattern, example)
    assert compiled.knowledge is not None
    found = {
        one.id
        for one in compiled.knowledge.sources.values()
        if re.search(pattern, f"{one.title} {one.publisher} {one.url}")
    }
    assert found - TOLERATED == set()


AUTHOR = r"^([a-z]+ )?[A-Z][\w’'-]+( [A-Z][a-z][\w’'-]+)? ([A-Z]{1,3}[,. ]|et al\b)"
"""``Rubin JM et al. …``, ``Szabo TL, Lewin PA. …``, ``do Nascimento VM et al. …``."""

NAMELESS = {
    "absorption-share", "calculi-gas", "contrast-40gse", "effects-transducer-degradation-image",
    "geometric-spectral-broadening-figure", "tee-study-guide", "temporal-artery-tap-324",
}  # fmt: skip
"""Their copies name nobody, and no record was found that does."""

HOSTS = r"(?i)pubmed|\bPMC\b|scribd|studylib|yumpu|researchgate|scilit|easymanua"


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Rubin JM et al. Power Doppler US", True),
        ("do Nascimento VM et al. Influence of backing", True),
        ("Berg WA. Breast ultrasound key facts", True),
        ("Contrast Resolution, Model 40GSE", False),
        ("Course slides on ultrasound, p. 7, refraction", False),
        ("Absorption of ultrasound in tissues", False),
    ],
)
def test_an_author_is_told_from_a_title(title: str, named: bool) -> None:
    assert bool(re.search(AUTHOR, title)) is named


def test_each_source_says_who_wrote_it_and_when(compiled: anki.Compiled) -> None:
    """Title and publisher or author; a year, or a note that there is none to find."""
    assert compiled.knowledge is not None
    sources = compiled.knowledge.sources.values()
    nameless = {
        one.id for one in sources if not one.publisher and not re.search(AUTHOR, str(one.title))
    }
    assert nameless == NAMELESS
    assert {one.id for one in sources if "names no author" in str(one.note)} >= NAMELESS
    ageless = [one.id for one in sources if not one.year and "undated" not in one.note.lower()]
    assert ageless == []
    hosted = [one.id for one in sources if re.search(HOSTS, f"{one.title} {one.publisher}")]
    assert hosted == []


PAPER = r"\b\d+(?: ?\([^)]*\))?:[A-Za-z]?\d+"
"""Volume and page, or article number: ``RadioGraphics 24(3):657``, ``Diagnostics 12:631``."""

UNNAMED = {
    "aha-abi-2008", "bioengineering-12-9-946", "campbell-2004", "colour-coded-versus-spectral",
    "comet-tail-artifact-abstract", "compounding-breast", "diagnostics-13-5-855",
    "hepatic-vein-2009", "myocardial-blood-velocities-duplex", "ophthalmic-limits",
    "pediatric-nephrology-38-1733", "phase-cancellation", "probe-sheaths-1996",
    "radiographics-flow", "sensors-21-3501-table", "sensors-23-13-5942",
    "stable-inertial-cavitation-figure", "string-rotating-phantoms-set",
    "tissue-doppler-echocardiography-historical", "transducer-types",
}  # fmt: skip
"""Tables, figures, and abstracts that were read apart from the names of their authors."""


def test_papers_are_named_by_their_authors(compiled: anki.Compiled) -> None:
    assert re.search(PAPER, "RadioGraphics 26(2):589, figure 1")
    assert compiled.knowledge is not None
    unnamed = {
        one.id
        for one in compiled.knowledge.sources.values()
        if re.search(PAPER, f"{one.title} {one.publisher}")
        and not re.search(AUTHOR, str(one.title))
    }
    assert unnamed == UNNAMED


def test_each_page_is_one_source(compiled: anki.Compiled) -> None:
    """Two names for one page hide that two notes rest on the same thing."""
    assert compiled.knowledge is not None
    pages: dict[str, list[str]] = {}
    for one in compiled.knowledge.sources.values():
        page = re.sub(r"^https?://(www\.)?|[?&](iframe|lang)=\w+|/$", "", str(one.url or one.id))
        pages.setdefault(page.lower(), []).append(one.id)
    assert [names for names in pages.values() if len(names) > 1] == []


def test_each_option_has_a_name_that_answers_know_it_by(compiled: anki.Compiled) -> None:
    asked = [one for one in compiled.notes if isinstance(one, QuestionNote) and one.options]
    for note in (variant for one in asked for variant in one.all_variants()):
        names = dict(zip(note.options, note.names, strict=True))
        assert len(set(names.values())) == len(names), note.about.key
        right = [option for option, name in names.items() if name == RIGHT]
        assert right == [option for option in note.options if option in note.right]


def test_each_wrong_option_says_why_it_is_wrong(compiled: anki.Compiled) -> None:
    """All but scenes, whose reasons are computed and tested with their families."""
    silent = [
        (note.about.key, option)
        for note in compiled.notes
        if isinstance(note, QuestionNote)
        and note.options
        and note.about.key.partition(".")[0] != "scene"
        for option, why in zip(note.options, note.why, strict=True)
        if not why and option not in note.right
    ]
    assert silent == []
