"""A deck from a stranger, with something that would run in every text: in Anki, preview and site.

Nothing of it runs, loads or leads anywhere; all of it is shown as it is written.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import anki.collection  # noqa: F401 - first: anki.cards alone fails on a circular import
import pytest
from playwright.sync_api import Browser, Page

from sonodeck import project
from sonodeck.anki import release
from sonodeck.common import diagnostics
from sonodeck.pages import preview
from tests.browsing import ROOT, Student, build_bundle, hosted, write_site
from tests.fuzz.targets import is_safe

sys.path.insert(0, str(ROOT / "docs"))

from draw_cards import START_SCRIPTS, imported, reviewer_page

RUNS = "<img src=x onerror=window.ran=1><svg onload=window.ran=1><script>window.ran=1</script>"
ENDS = f"\"'></td></li></code></script></style><!-- {RUNS}"
OBEYED = "[latex]x[/latex][sound:x.mp3]{{c1::x}}{{FrontSide}}"
EVIL = f"{ENDS} {OBEYED} javascript:window.ran=1 ${{window.ran=1}}"


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


E, T = quoted(EVIL), quoted(RUNS)


def thing(number: int) -> str:
    """One fact of the stranger's kind; the first one has a picture to be asked about."""
    lines = [
        f"- id: f{number}",
        f"name: {quoted(f'{number} {EVIL}')}",
        f"does: {quoted(f'does {number} {EVIL}')}",
        f"short: {quoted(f'{number} <svg onload=window.ran=1>')}",
        f"picture: {{file: dot.svg, text: {E}}}",
        f"details: {E}",
        "as_of: 2026",
        f"contrast: [f{(number + 1) % 4}]",
    ]
    if number == 0:
        lines.append(f"seen: {{file: dot.svg, text: {E}}}")
    return "\n    ".join(lines)


def listed(texts: Sequence[str]) -> str:
    return "".join(f"      - {quoted(text)}\n" for text in texts)


ITEMS = [f"{number} {EVIL}" for number in range(3)]
CLOZE = f"{RUNS} ((hidden {RUNS}|hint {RUNS})) and [sound:x.mp3] ((more }}}} x))"
REPORT = "http://example.org/{{Details}}{{Nope}}{{#Key}}?k={key}&x={{key}}&y={{c1::x}}{"
FILES = {
    "deck.yaml": (
        f"id: stranger-0000\ntitle: {T}\ndescription: {E}\nauthor: {E}\nlicence: {E}\n"
        "language: en\nsheets: [a.yaml, b.yaml, c.yaml, d.yaml]\n"
        f"report: '{REPORT}'\n"
    ),
    "sources.yaml": f"s: {{title: {E}, publisher: {E}, year: {E}, grade: C}}\n",
    "kinds/thing.yaml": (
        f"kind: thing\ntitle: {E}\nname: '{{name}}'\nfields:\n"
        f"  name: {{type: text, label: {E}, help: {E}}}\n"
        f"  does: {{type: text, label: {E}}}\n"
        f"  short: {{type: text, label: {E}}}\n"
        f"  seen: {{type: picture, label: {E}}}\n"
        "questions:\n"
        f"  does: {{style: choice, ask: {quoted('{name} ' + RUNS)}, answer: '{{does}}',"
        f" reverse: {quoted('{does} ' + RUNS)}}}\n"
        f"  differ: {{style: contrast, of: [short], ask: {quoted('{name} {other} {label}')}}}\n"
        f"  seen: {{style: basic, ask: {T}, answer: '{{name}}', picture: seen}}\n"
    ),
    "a.yaml": (
        f"kind: thing\ndeck: {T}\nsource: s\nfacts:\n"
        + "".join(f"  {thing(number)}\n" for number in range(4))
    ),
    "b.yaml": (
        f"kind: list\nsource: s\nfacts:\n  - id: l\n    question: {E}\n    items:\n{listed(ITEMS)}"
    ),
    "c.yaml": (
        f"kind: procedure\nsource: s\nfacts:\n  - id: p\n    name: {E}\n    steps:\n{listed(ITEMS)}"
    ),
    "d.yaml": f"kind: cloze\nsource: s\nfacts:\n  - id: c\n    text: {quoted(CLOZE)}\n",
    "media/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    deck = tmp_path_factory.mktemp("stranger") / "deck"
    for name, text in FILES.items():
        path = deck / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return deck


def has_run(page: Page) -> bool:
    return any(frame.evaluate("'ran' in window") for frame in page.frames)


def test_it_is_a_deck(folder: Path) -> None:
    compiled = project.compile_deck(folder)
    assert diagnostics.render(compiled.found, "text", compiled.texts) == ""
    kinds = {note.about.key.split(".")[0] for note in compiled.notes}
    assert kinds == {"thing", "list", "procedure", "cloze"}


def test_its_fields_hold_no_tag_but_ours(folder: Path) -> None:
    for packed in project.compile_deck(folder).packed:
        for field in packed.filled.fields:
            is_safe(field)


def test_its_cards_run_nothing_in_anki(folder: Path, browser: Browser, tmp_path: Path) -> None:
    package = tmp_path / "x.apkg"
    built, _ = release.build(project.compile_deck(folder), package, int(time.time()))
    assert built is not None
    context = browser.new_context()
    page = context.new_page()
    student = Student(page, "about:blank")
    shown = 0
    with imported(package) as collection:
        for card_id in collection.find_cards(""):
            card = collection.get_card(card_id)
            for side in (card.question(), card.answer()):
                page.set_content(reviewer_page(card, night=False))
                page.evaluate("html => { document.getElementById('qa').innerHTML = html; }", side)
                page.evaluate(START_SCRIPTS)
                assert not has_run(page), collection.get_note(card.nid).fields
                shown += "onerror=window.ran=1" in page.locator("#qa").inner_text()
            assert card.question_av_tags() == card.answer_av_tags() == []
    assert shown > 10
    asked = [url for url in student.requests if not url.startswith(("about:", "data:"))]
    assert [url for url in asked if "sonodeck-" not in url] == []
    context.close()


def test_its_report_link_is_an_address_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    """Anki's template has no field in it but the key; no card has an error of its template."""
    package = tmp_path / "x.apkg"
    built, _ = release.build(project.compile_deck(folder), package, int(time.time()))
    assert built is not None
    with imported(package) as collection:
        for card_id in collection.find_cards(""):
            card = collection.get_card(card_id)
            key = card.note()["Key"]
            address = (
                "http://example.org/%7B%7BDetails%7D%7D%7B%7BNope%7D%7D%7B%7B#Key%7D%7D"
                f"?k={key}&amp;x=%7B{key}%7D&amp;y=%7B%7Bc1::x%7D%7D%7B"
            )
            assert f'<a class="report" href="{address}">' in card.answer()
            assert "templates/errors" not in card.question() + card.answer()


def test_its_preview_runs_nothing(folder: Path, browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "preview.html"
    file.write_text(preview.page(project.compile_deck(folder)).html, "utf-8")
    page = browser.new_page()
    student = Student(page, file.as_uri())
    page.goto(file.as_uri())
    page.frame_locator("#cards").locator("body[data-complete]").wait_for()
    assert "onerror=window.ran=1" in page.frame_locator("#cards").locator("body").inner_text()
    assert not has_run(page)
    own = (file.as_uri(), "about:", "data:")
    assert [url for url in student.requests if not url.startswith(own)] == []
    assert student.complaints == []
    page.close()


@pytest.fixture(scope="module")
def site(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    build_bundle()
    written = tmp_path_factory.mktemp("site") / "site"
    write_site(folder, written)
    return written


@pytest.mark.parametrize("part", ["quiz", "browse", "statistics", "settings"])
def test_its_site_runs_nothing(site: Path, browser: Browser, part: str) -> None:
    with hosted(site) as host:
        context = browser.new_context(service_workers="block")
        student = Student(context.new_page(), host.url).opens(part)
        if part == "quiz":
            for _ in range(4):
                student.press("Space", "3")
                assert not has_run(student.page)
        assert not has_run(student.page)
        assert [url for url in student.requests if not url.startswith((host.url, "data:"))] == []
        context.close()
