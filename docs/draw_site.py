"""Draw the site as students see it: every screen, day and night, on a phone and at a desk.

    python docs/draw_site.py decks/sonography docs/pictures

Writes `site-phone.png` and `site-desk.png`. The answers behind the statistics are made up by a
fixed rule; the clock of the browser stands still. Nothing comes from the network.
"""

import argparse
import json
import random
import tempfile
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from draw_cards import GAP, TO_PALETTE, data_url, indexed_png
from playwright.sync_api import Browser, Page
from tests.browser import chromium

from sonodeck import anki, project
from sonodeck.anki import release
from sonodeck.pages import site as sites

DAY = datetime(2026, 1, 15, 12, tzinfo=UTC)
PHONE, DESK = (320, 568), (1280, 720)
SHOWN = {PHONE: 320, DESK: 840}  # pixels of a screen's middle that the picture shows
COLUMNS = {PHONE: 7, DESK: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A part of the page and what is pressed there; `whole` shows all of it, however long."""

    name: str
    part: str = "quiz"
    keys: tuple[str, ...] = ()
    opened: int = 0
    whole: bool = False


SCREENS = (
    Screen(name="question"),
    Screen(name="answer", keys=("Space",)),
    Screen(name="choice", keys=("choice",)),
    Screen(name="choice, answered", keys=("choice", "B")),
    Screen(name="end", keys=("q",)),
    Screen(name="browse", part="browse", opened=1),
    Screen(name="settings", part="settings", whole=True),
    Screen(name="statistics", part="statistics", whole=True),
)


def made_up(compiled: anki.Compiled, planned: release.Plan) -> str:
    """A file of answers: a student who has learned the first half of the deck for half a year."""
    assert compiled.knowledge is not None
    chance = random.Random(5)  # noqa: S311
    lines = [json.dumps({"sonodeck-reviews": 1})]
    for number, note in enumerate(planned.main[: len(planned.main) // 2]):
        at = DAY - timedelta(days=180 - number * 170 / (len(planned.main) / 2), hours=6)
        wait = 1.0
        while at < DAY:
            grade = chance.choices((1, 2, 3, 4), (1, 1, 10, 1))[0]
            record = {
                "type": "answer", "id": f"{chance.getrandbits(64):016x}",
                "at": int(at.timestamp() * 1000), "deck": compiled.knowledge.deck.id,
                "guid": note.entry.guid, "card": note.cards[0], "key": note.entry.key,
                "grade": grade, "took": 4000,
            }  # fmt: skip
            lines.append(json.dumps(record))
            wait = 1.0 if grade == 1 else wait * 2.4
            at += timedelta(days=wait, hours=chance.uniform(-3, 3))
    return "\n".join(lines) + "\n"


def draw(deck: Path, out: Path) -> Iterator[Path]:
    """Write both pictures; yield their paths."""
    compiled = project.compile_deck(deck)
    planned, _ = release.plan(
        compiled, int(DAY.timestamp()), release.Options(retire_many=True, slack=10**9)
    )
    if planned is None:
        raise SystemExit(f"{deck} has errors: sonodeck build shows them")
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder = Path(name)
        sites.write(sites.site(compiled, planned), folder)
        answers = folder / "answers.jsonl"
        answers.write_text(made_up(compiled, planned), "utf-8")
        for viewport, file in ((PHONE, "site-phone.png"), (DESK, "site-desk.png")):
            shots = []
            for colors in ("light", "dark"):
                with opened(browser, folder, answers, viewport, colors) as page:
                    shots += [(f"{s.name}, {colors}", shot(page, s, viewport)) for s in SCREENS]
            yield sheet(browser, shots, viewport, out / file)


@contextmanager
def opened(
    browser: Browser, folder: Path, answers: Path, viewport: tuple[int, int], colors: str
) -> Iterator[Page]:
    """The site in a fresh profile that has read the answers."""
    width, height = viewport
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if colors == "dark" else "light",
        timezone_id="UTC",
        locale="en-US",
        has_touch=viewport == PHONE,
        is_mobile=viewport == PHONE,
    )
    context.clock.set_fixed_time(DAY)
    page = context.new_page()
    page.goto(f"{(folder / 'index.html').as_uri()}#settings")
    page.get_by_label("Import answers").set_input_files(answers)
    page.get_by_text("already known").wait_for()
    page.get_by_text("Learned").count()
    yield page
    context.close()


def shot(page: Page, screen: Screen, viewport: tuple[int, int]) -> bytes:
    """A screenshot of a screen, fresh from its beginning."""
    page.goto("about:blank")
    page.go_back()
    page.evaluate("part => { location.hash = part; location.reload(); }", screen.part)
    page.wait_for_load_state()
    page.locator("main > section").wait_for()
    if screen.part == "quiz":
        page.locator(".actions button").first.wait_for()
    for key in screen.keys:
        if key == "choice":
            to_choice(page)
        else:
            press(page, key)
    for at in range(screen.opened):
        page.locator("summary").nth(at).click()
        page.locator("details .card .sonodeck").first.wait_for()
    page.evaluate("() => document.activeElement?.blur()")
    overflow = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    if overflow > 0:
        print(f"{screen.name}: {overflow} px too wide at {viewport[0]}")
    width, height = viewport
    tall = page.evaluate("() => document.documentElement.scrollHeight") if screen.whole else height
    return page.screenshot(
        full_page=screen.whole,
        clip={"x": (width - SHOWN[viewport]) / 2, "y": 0, "width": SHOWN[viewport], "height": tall},
    )


def press(page: Page, key: str) -> None:
    page.keyboard.press(key)
    page.locator("main:not(:has([aria-busy='true']))").wait_for()


def to_choice(page: Page) -> None:
    """On to the next multiple choice; what comes before is suspended, which changes no schedule."""
    while page.locator(".options button").count() == 0:
        press(page, "s")


def sheet(
    browser: Browser, shots: list[tuple[str, bytes]], viewport: tuple[int, int], target: Path
) -> Path:
    """All screens in one picture with few colors."""
    width = SHOWN[viewport]
    figures = "".join(
        f'<figure><figcaption>{name}</figcaption><img src="{data_url(png)}"></figure>'
        for name, png in shots
    )
    columns = min(COLUMNS[viewport], len(shots))
    style = (
        f"body {{ margin: 0; padding: {GAP}px; background: #8a9099; columns: {columns};"
        f" column-gap: {GAP}px; font: 15px system-ui, sans-serif }}"
        f"figure {{ margin: 0 0 {GAP}px; break-inside: avoid }} img {{ display: block }}"
    )
    page = browser.new_page(viewport={"width": columns * (width + GAP) + GAP, "height": 200})
    page.set_content(f"<!doctype html><meta charset=utf-8><style>{style}</style>{figures}")
    across, tall, palette, pixels = page.evaluate(
        TO_PALETTE, data_url(page.screenshot(full_page=True))
    )
    target.write_bytes(indexed_png(across, tall, bytes(palette), b64decode(pixels)))
    page.close()
    return target


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("deck", type=Path, help="a deck folder")
    parser.add_argument("out", type=Path, help="the folder for the pictures")
    arguments = parser.parse_args()
    for picture in draw(arguments.deck, arguments.out):
        print(f"{picture} ({picture.stat().st_size // 1000} kB)")


if __name__ == "__main__":
    main()
