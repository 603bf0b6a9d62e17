"""The site in a browser: the time until the first card is on the screen, and what that costs."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from tests.browser import executable

from benchmarks import inputs
from benchmarks.measuring import Measurement, Program, Run
from sonodeck import project
from sonodeck.anki import release
from sonodeck.pages import site as sites

_ARGUMENTS = ["--no-sandbox", "--disable-gpu"]

# The moment at which what was waited for is on the screen: after it is there, two frames.
_WATCH = """selector => {
  const look = () => {
    if (!document.querySelector(selector)) { requestAnimationFrame(look); return; }
    requestAnimationFrame(() => requestAnimationFrame(now => { window.shownAt = now; }));
  };
  look();
}"""

_PLAIN = """<!doctype html>
<meta charset="utf-8">
<title>The plainest page that reads the same bytes</title>
{styles}
<body>
<script>
globalThis.sonodeckArrived = (name, notes) => {{
  const card = document.createElement('div');
  card.className = 'card';
  card.innerHTML = notes[0][0][0];
  document.body.append(card);
}};
</script>
{scripts}
"""

_SEED = """async ([deck, records]) => {
  const done = request => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const database = await done(indexedDB.open(`sonodeck-${deck}`));
  const store = database.transaction('records', 'readwrite').objectStore('records');
  for (const record of records) { store.put(record); }
  await new Promise(resolve => { store.transaction.oncomplete = resolve; });
  database.close();
}"""


def _write_site(folder: Path, notes: int) -> release.Plan:
    deck = folder / "deck"
    inputs.questions(deck, notes)
    compiled = project.compile_deck(deck)
    planned, found = release.plan(compiled, int(time.time()))
    if planned is None:
        raise AssertionError(found)
    sites.write(sites.site(compiled, planned), folder / "site")
    return planned


def _plainest(site: Path) -> Path:
    """A page that reads the deck and the first cards and shows one of them."""

    def only(pattern: str) -> str:
        (found,) = site.glob(pattern)
        return found.name

    styles = "".join(
        f'<link rel="stylesheet" href="{only(name)}">\n' for name in ("card-*.css", "app-*.css")
    )
    scripts = "".join(
        f'<script src="{only(name)}"></script>\n' for name in ("deck-*.js", "cards-0-*.js")
    )
    page = site / "plain.html"
    page.write_text(_PLAIN.format(styles=styles, scripts=scripts), "utf-8")
    return page


@cache
def _playwright() -> Playwright:
    return sync_playwright().start()


@cache
def _browser() -> Browser:
    return _playwright().chromium.launch(executable_path=executable(), args=_ARGUMENTS)


def _timed(page: Page, address: str) -> Run:
    page.add_init_script(f"({_WATCH})({json.dumps('.card .question')})")
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    page.goto(address)
    page.wait_for_function("() => window.shownAt", timeout=120_000)
    found = session.send("Performance.getMetrics")["metrics"]
    metrics = {one["name"]: one["value"] for one in found}
    return Run(
        wall=page.evaluate("() => window.shownAt") / 1000,
        cpu=metrics["TaskDuration"],
        peak=int(metrics["JSHeapUsedSize"]),
    )


def _fresh(address: str) -> Callable[[], Run]:
    """A first visit: a profile in which nothing is kept."""

    def run() -> Run:
        context = _browser().new_context()
        try:
            return _timed(context.new_page(), address)
        finally:
            context.close()

    return run


def _returning(
    address: str, planned: release.Plan, answers: int, profile: Path
) -> Callable[[], Run]:
    """A visit of a student who has answered so many cards before."""
    records = list(_answered(planned, answers))
    with _kept(profile) as context:
        page = context.new_page()
        page.goto(address)
        page.locator(".card .question").wait_for()
        page.evaluate(_SEED, ["bench-k3f9", records])

    def run() -> Run:
        with _kept(profile) as context:
            return _timed(context.new_page(), address)

    return run


@contextmanager
def _kept(profile: Path) -> Iterator[BrowserContext]:
    context: BrowserContext = _playwright().chromium.launch_persistent_context(
        profile, executable_path=executable(), args=_ARGUMENTS
    )
    try:
        yield context
    finally:
        context.close()


def _answered(planned: release.Plan, answers: int) -> Iterator[dict[str, object]]:
    """Answers to the first notes, five to each, over half a year."""
    chance = random.Random(5)  # noqa: S311
    begin = int(time.time() * 1000) - 180 * 86_400_000
    for number in range(answers):
        entry = planned.main[number // 5 % len(planned.main)].entry
        yield {
            "type": "answer", "id": f"{chance.getrandbits(64):016x}",
            "at": begin + number % 5 * 30 * 86_400_000 + number, "deck": "bench-k3f9",
            "guid": entry.guid, "card": 1, "key": entry.key,
            "grade": chance.choice((1, 3, 3, 3, 4)), "took": 4000,
        }  # fmt: skip


def _first_card(notes: int) -> Measurement:
    def programs(folder: Path) -> Sequence[Program]:
        planned = _write_site(folder, notes)
        site = (folder / "site" / "index.html").as_uri()
        plain = _plainest(folder / "site").as_uri()
        back = _returning(site, planned, 5 * notes, folder / "profile")
        return [
            Program(name="first visit", timed=_fresh(site)),
            Program(name="the plainest page that reads the same", timed=_fresh(plain)),
            Program(name=f"after {5 * notes:,} answers", timed=back),
        ]

    return Measurement(
        name=f"site-{notes}",
        title=f"{notes:,} notes: until the first card of the site is on the screen",
        programs=programs,
        rounds=7,
        about="Time from opening the page, on a disk, in a browser that is running; "
        "*CPU*: the page's tasks; *peak*: what its scripts hold then.",
    )


MEASUREMENTS = (_first_card(1_000), _first_card(20_000))
