"""Draw docs/pictures/house.svg: the wings of the program and the imports between them.

    python docs/draw_house.py

It is drawn from the imports themselves, and a test draws it again and compares.
"""

import ast
from collections.abc import Mapping
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src" / "sonodeck"
PICTURE = ROOT / "docs" / "pictures" / "house.svg"

WIDTH, HEIGHT = 150, 44
ACROSS, DOWN = 190, 84
INK, LINE, PAPER = "#1b2733", "#5b7288", "#ffffff"


def imports() -> dict[str, set[str]]:
    """The wings that each wing imports, inside functions too."""
    found: dict[str, set[str]] = {}
    for path in sorted(SOURCES.rglob("*.py")):
        wing = path.relative_to(SOURCES).parts[0].removesuffix(".py")
        if wing.startswith("__"):
            continue
        others = found.setdefault(wing, set())
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "sonodeck":
                others |= {alias.name for alias in node.names if not alias.name.startswith("__")}
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sonodeck."):
                others.add(str(node.module).split(".")[1])
        others.discard(wing)
    return found


def below(wing: str, known: Mapping[str, set[str]]) -> set[str]:
    """All that a wing stands on."""
    return known[wing].union(*(below(one, known) for one in known[wing]))


def floor(wing: str, known: Mapping[str, set[str]]) -> int:
    return max((floor(one, known) + 1 for one in known[wing]), default=0)


def arrows(known: Mapping[str, set[str]]) -> list[tuple[str, str]]:
    """The imports that no detour by another wing stands for."""
    return [
        (wing, one)
        for wing, others in sorted(known.items())
        for one in sorted(others)
        if not any(one in below(other, known) for other in others - {one})
    ]


def drawn() -> str:
    known = imports()
    floors: dict[int, list[str]] = {}
    for wing in sorted(known):
        floors.setdefault(floor(wing, known), []).append(wing)
    widest = max(map(len, floors.values()))
    spot = {
        wing: (ACROSS * (at + (widest - len(wings)) / 2), DOWN * (max(floors) - level))
        for level, wings in floors.items()
        for at, wing in enumerate(wings)
    }
    parts = [_arrow(spot[wing], spot[other]) for wing, other in arrows(known)]
    parts += [_room(wing, *spot[wing]) for wing in sorted(spot)]
    width, height = ACROSS * widest - ACROSS + WIDTH + 20, DOWN * max(floors) + HEIGHT + 20
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 -10 {width} {height}" '
        f'width="{width}" height="{height}" font-family="sans-serif" font-size="15">\n'
        f'<rect x="-10" y="-10" width="{width}" height="{height}" fill="{PAPER}"/>\n'
        f'<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" '
        f'markerHeight="8" orient="auto"><path d="M0 0 10 5 0 10z" fill="{LINE}"/></marker>'
        "</defs>\n" + "\n".join(parts) + "\n</svg>\n"
    )


def _arrow(start: tuple[float, float], end: tuple[float, float]) -> str:
    (x, y), (to_x, to_y) = start, end
    return (
        f'<path d="M{x + WIDTH / 2:g} {y + HEIGHT:g} {to_x + WIDTH / 2:g} {to_y:g}" '
        f'stroke="{LINE}" stroke-width="1.5" marker-end="url(#tip)"/>'
    )


def _room(wing: str, x: float, y: float) -> str:
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{WIDTH}" height="{HEIGHT}" rx="6" fill="#eef3f7" '
        f'stroke="{LINE}"/><text x="{x + WIDTH / 2:g}" y="{y + HEIGHT / 2 + 5:g}" fill="{INK}" '
        f'text-anchor="middle">{escape(wing)}</text>'
    )


if __name__ == "__main__":
    PICTURE.write_text(drawn(), "utf-8")
