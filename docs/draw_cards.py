"""Draw cards of an Anki package as students see them: both sides, day and night, phone and desk.

    python docs/draw_cards.py out/sonography.apkg docs/pictures list=credential.rdms.specialties.all

The package is imported into a real, temporary Anki collection, which renders the cards. A page
shows them the way Anki's own reviewer does (same classes, scripts started after insertion).
Nothing comes from the network. With `pip install --no-deps aqt` beside `anki`, Anki's own style
sheets and its MathJax are used, too; without it math stays as it is written.
"""

import argparse
import html
import mimetypes
import sys
import tempfile
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

import anki.collection  # first: anki.cards alone fails on a circular import
from anki.cards import Card
from anki.notes import Note
from playwright.sync_api import Browser, BrowserContext, FloatRect, Page, Route

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.browser import chromium

ORIGIN = "http://cards.test/"  # never looked up: every request is answered from disk
DAY = datetime(2026, 1, 15, 12, tzinfo=UTC)  # the order of options depends on the day
PHONE, DESK = (320, 568), (1280, 720)  # viewports in CSS pixels
LEAST_HEIGHT = 120  # of a screenshot, in pixels
GAP = 16  # pixels between the screenshots of a sheet
DESK_SHOWN = 800  # pixels of the middle of a desk's width that a sheet shows: the card's column

START_SCRIPTS = """() => document.querySelectorAll('#qa script').forEach(old => {
  const script = document.createElement('script');
  for (const { name, value } of old.attributes) script.setAttribute(name, value);
  script.textContent = old.textContent;
  old.replaceWith(script);
})"""
TYPESET = """() => MathJax.startup.promise
  .then(() => MathJax.typesetPromise([document.getElementById('qa')]))"""
MATH_SCRIPTS = ("_anki/js/mathjax.js", "_anki/js/vendor/mathjax/tex-chtml-full.js")
# A screenshot's 255 commonest colors (of 32 levels a channel, each the mean of what falls there).
TO_PALETTE = """async url => {
  const image = new Image(); image.src = url; await image.decode();
  const { width, height } = image;
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d'); context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const cell = i => (data[i] >> 3) << 10 | (data[i + 1] >> 3) << 5 | data[i + 2] >> 3;
  const cells = Array.from({ length: 32768 }, (_, id) => ({ id, count: 0, sum: [0, 0, 0] }));
  for (let i = 0; i < data.length; i += 4) {
    const { sum } = Object.assign(cells[cell(i)], { count: cells[cell(i)].count + 1 });
    for (let c = 0; c < 3; c += 1) sum[c] += data[i + c];
  }
  const used = cells.filter(({ count }) => count).sort((a, b) => b.count - a.count || a.id - b.id);
  for (const one of used) one.mean = one.sum.map(sum => Math.round(sum / one.count));
  const kept = used.slice(0, 255);
  const away = (a, b) => a.reduce((sum, value, c) => sum + (value - b[c]) ** 2, 0);
  const index = [];
  for (const { id, mean } of used) {
    index[id] = kept.reduce((best, _, i) =>
      away(kept[i].mean, mean) < away(kept[best].mean, mean) ? i : best, 0);
  }
  let pixels = '';
  for (let i = 0; i < data.length; i += 4) pixels += String.fromCharCode(index[cell(i)]);
  return [width, height, kept.flatMap(({ mean }) => mean), btoa(pixels)];
}"""
SHEET_CSS = f"""
  body {{ margin: 0; padding: {GAP}px; background: #8a9099; font: 13px system-ui, sans-serif;
    display: flex; flex-wrap: wrap; align-items: flex-start; gap: {GAP}px; }}
  figure {{ margin: 0; }} img {{ display: block; }} figcaption {{ margin-bottom: 3px; }}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One card to draw; `number` counts a note's cards from 1, for a cloze it is the cloze's."""

    name: str
    key: str
    number: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One screenshot of a card."""

    back: bool
    night: bool
    viewport: tuple[int, int]

    @property
    def caption(self) -> str:
        side = "back" if self.back else "front"
        middle = " (middle)" if self.viewport[0] > DESK_SHOWN else ""
        return f"{side}, {'night' if self.night else 'day'}, {self.viewport[0]} px{middle}"


VIEWS = tuple(
    View(back=back, night=night, viewport=viewport)
    for viewport in (PHONE, DESK)
    for night in (False, True)
    for back in (False, True)
)


def draw(package: Path, out: Path, shots: Sequence[Shot]) -> list[Path]:
    """Write one contact sheet `<name>.png` per shot into `out`; return their paths.

    Raises `LookupError` for a key that the package lacks, `ValueError` for a card on which Anki
    reports a template error.
    """
    out.mkdir(parents=True, exist_ok=True)
    with imported(package) as collection, chromium() as browser:
        notes = notes_by_key(collection)
        context = offline_context(browser, Path(collection.media.dir()))
        return [draw_one(context, card_of(notes, shot), out / f"{shot.name}.png") for shot in shots]


@contextmanager
def imported(package: Path) -> Iterator[anki.collection.Collection]:
    """A fresh collection that holds nothing but `package`."""
    with tempfile.TemporaryDirectory() as folder:
        collection = anki.collection.Collection(str(Path(folder) / "collection.anki2"))
        try:
            collection.import_anki_package(
                anki.collection.ImportAnkiPackageRequest(
                    package_path=str(package.absolute()),
                    options=anki.collection.ImportAnkiPackageOptions(),
                )
            )
            yield collection
        finally:
            collection.close()


def notes_by_key(collection: anki.collection.Collection) -> dict[str, Note]:
    notes = (collection.get_note(note_id) for note_id in collection.find_notes(""))
    return {note["Key"]: note for note in notes}


def card_of(notes: dict[str, Note], shot: Shot) -> Card:
    """The card of a shot; one without a card row (an item that left its list) is made up."""
    try:
        note = notes[shot.key]
    except KeyError:
        raise LookupError(f"the package has no note with the key {shot.key!r}") from None
    rows = {card.ord: card for card in note.cards()}
    card = rows.get(shot.number - 1) or note.ephemeral_card(shot.number - 1)
    if "docs.ankiweb.net/templates/errors" in card.question() + card.answer():
        raise ValueError(f"Anki reports a template error on card {shot.number} of {shot.key!r}")
    return card


def anki_web() -> Path | None:
    """Anki's own style sheets and scripts, if the `aqt` wheel is installed."""
    spec = find_spec("_aqt")
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) / "data" / "web" if places else None


def offline_context(browser: Browser, media: Path) -> BrowserContext:
    """A browser context on a fixed day that knows only the media folder and Anki's own files."""
    context = browser.new_context(timezone_id="UTC", locale="en-US")
    context.clock.set_fixed_time(DAY)
    web = anki_web()

    def answer(route: Route) -> None:
        name = unquote(urlsplit(route.request.url).path).removeprefix("/")
        file = (
            web / name.removeprefix("_anki/") if web and name.startswith("_anki/") else media / name
        )
        if route.request.url.startswith(ORIGIN) and file.is_file():
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            route.fulfill(body=file.read_bytes(), content_type=kind)
        else:
            route.fulfill(status=404)

    context.route("**/*", answer)
    return context


def draw_one(context: BrowserContext, card: Card, target: Path) -> Path:
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}.png" for number in range(len(VIEWS))]
        for view, file in zip(VIEWS, files, strict=True):
            screenshot(context, card, view, file)
        contact_sheet(context, files, target)
    return target


def screenshot(context: BrowserContext, card: Card, view: View, target: Path) -> None:
    page = context.new_page()
    show(page, reviewer_page(card, night=view.night), viewport=view.viewport)
    side = card.answer() if view.back else card.question()
    page.evaluate("side => { document.getElementById('qa').innerHTML = side; }", side)
    page.evaluate(START_SCRIPTS)
    if "\\(" in side and anki_web():
        for script in MATH_SCRIPTS:
            page.add_script_tag(url=script)
        page.evaluate(TYPESET)
    page.evaluate("() => document.fonts.ready.then(() => undefined)")
    overflow = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    if overflow > 0:
        print(f"{target.stem}: {view.caption}: {overflow} px too wide")
    width = min(view.viewport[0], DESK_SHOWN)
    height = page.evaluate("() => Math.ceil(document.body.getBoundingClientRect().bottom)")
    left = (view.viewport[0] - width) // 2
    clip = FloatRect(x=left, y=0, width=width, height=max(height, LEAST_HEIGHT))
    page.screenshot(path=target, full_page=True, clip=clip)
    page.close()


def show(page: Page, text: str, *, viewport: tuple[int, int]) -> None:
    """Load `text` as the page at `ORIGIN`, so that names of media files resolve."""
    page.set_viewport_size({"width": viewport[0], "height": viewport[1]})
    page.route(ORIGIN, lambda route: route.fulfill(body=text, content_type="text/html"))
    page.goto(ORIGIN)


def reviewer_page(card: Card, *, night: bool) -> str:
    """The reviewer of Anki for the desktop before a card is put into `#qa`."""
    night_classes = " nightMode night_mode" if night else ""
    own = anki_web()
    head = (
        '<link rel="stylesheet" href="_anki/css/webview.css">'
        '<link rel="stylesheet" href="_anki/css/reviewer.css">'
        if own
        else "<style>body { margin: 20px } img { max-width: 100%; max-height: 95vh }</style>"
    )
    theme = 'class="night-mode" data-bs-theme="dark"' if night else 'data-bs-theme="light"'
    return (
        f'<!doctype html><html {theme} dir="ltr"><head><meta charset="utf-8">{head}</head>'
        f'<body class="card card{card.ord + 1}{night_classes}">'
        '<div id="qa" dir="auto"></div></body></html>'
    )


def contact_sheet(context: BrowserContext, files: Sequence[Path], target: Path) -> None:
    """Put the screenshots of all views into one picture: phones in a row, desks two by two."""
    figures = [
        f"<figure><figcaption>{html.escape(view.caption)}</figcaption>"
        f'<img src="{data_url(file.read_bytes())}"></figure>'
        for view, file in zip(VIEWS, files, strict=True)
    ]
    text = f"<!doctype html><meta charset=utf-8><style>{SHEET_CSS}</style>{''.join(figures)}"
    page = context.new_page()
    show(page, text, viewport=(2 * DESK_SHOWN + 3 * GAP, 200))
    width, height, palette, pixels = page.evaluate(
        TO_PALETTE, data_url(page.screenshot(full_page=True))
    )
    target.write_bytes(indexed_png(width, height, bytes(palette), b64decode(pixels)))
    page.close()


def data_url(png: bytes) -> str:
    return f"data:image/png;base64,{b64encode(png).decode('ascii')}"


def indexed_png(width: int, height: int, palette: bytes, pixels: bytes) -> bytes:
    """A PNG of color type 3 (section 11.2 of the PNG specification): a byte per pixel, no filter.

    `palette` holds three bytes for each of at most 256 colors; flat pictures with text come out
    at under half the size of Chromium's own screenshots.
    """

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return len(data).to_bytes(4) + checked + zlib.crc32(checked).to_bytes(4)

    header = width.to_bytes(4) + height.to_bytes(4) + bytes((8, 3, 0, 0, 0))
    rows = b"".join(b"\0" + pixels[start : start + width] for start in range(0, len(pixels), width))
    chunks = (
        (b"IHDR", header),
        (b"PLTE", palette),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in chunks)


def parse_shot(text: str) -> Shot:
    """`NAME=KEY` or `NAME=KEY:NUMBER`."""
    name, equals, place = text.partition("=")
    key, colon, number = place.partition(":")
    if not (name and equals and key) or (colon and not number.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=KEY or NAME=KEY:NUMBER")
    return Shot(name=name, key=key, number=int(number or 1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("package", type=Path, help="an .apkg file")
    parser.add_argument("out", type=Path, help="the folder for the pictures")
    parser.add_argument("shots", type=parse_shot, nargs="+", metavar="NAME=KEY[:NUMBER]")
    arguments = parser.parse_args()
    for picture in draw(arguments.package, arguments.out, arguments.shots):
        print(f"{picture} ({picture.stat().st_size // 1000} kB)")


if __name__ == "__main__":
    main()
