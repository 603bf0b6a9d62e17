"""Draw the sheets of Doppler scenes in docs/pictures/scenes: a scene for each thing that is asked.

    python docs/draw_scenes.py              draw all
    python docs/draw_scenes.py direction    draw some families

scenes.json holds, for each sheet, a hash of the pictures on it; a test draws them again and
compares. So a sheet can't show what no card looks like any more.
"""

import html
import json
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from draw_cards import GAP, TO_PALETTE, data_url, indexed_png
from playwright.sync_api import Browser
from tests.browser import chromium

from sonodeck import project
from sonodeck.common import folders
from sonodeck.scenes import FAMILIES
from sonodeck.scenes import Scene as Drawn
from sonodeck.sheets.values import Scene

SHEETS = Path(__file__).parent / "pictures" / "scenes"
RECORD = SHEETS / "scenes.json"
DAY, NIGHT = "#fdfdfc", "#1e2124"
PHONE, DESK = 320, 640  # pixels that a picture is wide
CSS = f"""
  body {{ margin: 0; padding: {GAP}px; background: #8a9099; font: 13px system-ui, sans-serif;
    display: grid; grid-template-columns: repeat(4, {PHONE}px); gap: {GAP}px; }}
  figure {{ margin: 0; padding: 0 0 6px; }} img {{ display: block; width: 100%; }}
  figure.wide {{ grid-column: span 2; }} figcaption {{ padding: 3px 4px; }}
"""


def of_family(family: str) -> list[Drawn]:
    """The first scene of the shipped deck for each thing that the family asks.

    Of a family that asks one thing only, the first scene for each answer, at most three.
    """
    first: dict[str, Drawn] = {}
    answers: dict[str, Drawn] = {}
    for scene in _shipped():
        if isinstance(scene, FAMILIES[family]):
            first.setdefault(getattr(scene, "ask", ""), scene)
            answers.setdefault(scene.solve().answer, scene)
    return list(first.values()) if len(first) > 1 else list(answers.values())[:3]


@cache
def _shipped() -> tuple[Drawn, ...]:
    """All scenes of the shipped deck, in its order."""
    knowledge = project.compile_deck(folders.shipped()).knowledge
    assert knowledge is not None
    values = (value for fact in knowledge.facts for value in fact.values.values())
    return tuple(value.scene for value in values if isinstance(value, Scene))


def fingerprint(scenes: Sequence[Drawn]) -> str:
    drawn = [scene.draw() for scene in scenes]
    return sha256("".join(one.front + one.back for one in drawn).encode()).hexdigest()[:16]


def _figures(scenes: Sequence[Drawn]) -> Iterator[str]:
    for scene in scenes:
        drawing = scene.draw()
        for ground in (DAY, NIGHT):
            yield _figure(drawing.front, scene.solve().question, ground)
            yield _figure(drawing.back, scene.solve().answer, ground)
    first = scenes[0].draw()
    yield _figure(first.front, f"front, day, {DESK} px", DAY, wide=True)
    yield _figure(first.back, f"back, night, {DESK} px", NIGHT, wide=True)


def _figure(picture: str, caption: str, ground: str, *, wide: bool = False) -> str:
    source = f"data:image/svg+xml;base64,{b64encode(picture.encode()).decode()}"
    ink = "#1c2024" if ground == DAY else "#e6e8ea"
    return (
        f'<figure class="{"wide" if wide else ""}" style="background:{ground};color:{ink}">'
        f'<img src="{source}"><figcaption>{html.escape(caption)}</figcaption></figure>'
    )


def draw(browser: Browser, family: str) -> Path:
    page = browser.new_page(viewport={"width": 4 * PHONE + 5 * GAP, "height": 400})
    page.set_content(f"<!doctype html><style>{CSS}</style>{''.join(_figures(of_family(family)))}")
    page.wait_for_function("() => [...document.images].every(image => image.complete)")
    shot = data_url(page.screenshot(full_page=True))
    width, height, palette, pixels = page.evaluate(TO_PALETTE, shot)
    target = SHEETS / f"{family}.png"
    target.write_bytes(indexed_png(width, height, bytes(palette), b64decode(pixels)))
    page.close()
    return target


def main() -> None:
    wanted = sys.argv[1:] or list(FAMILIES)
    SHEETS.mkdir(parents=True, exist_ok=True)
    record = json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else {}
    with chromium() as browser:
        for family in wanted:
            print(draw(browser, family).name)
            record[family] = fingerprint(of_family(family))
    RECORD.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
