"""Doppler scenes drawn, against the plain formatting of as many bytes."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from itertools import cycle, islice
from pathlib import Path

from benchmarks.measuring import Measurement, Program, Run
from sonodeck import project
from sonodeck.common import folders
from sonodeck.scenes import Scene as Drawn
from sonodeck.sheets.values import Scene

SCENES = 1_000


@cache
def scenes() -> tuple[Drawn, ...]:
    """The scenes of the shipped deck, over and over, each time drawn anew."""
    knowledge = project.compile_deck(folders.shipped() / "sonography").knowledge
    if knowledge is None:
        raise RuntimeError("the shipped deck can't be read")
    found = [
        v.scene for fact in knowledge.facts for v in fact.values.values() if isinstance(v, Scene)
    ]
    return tuple(islice(cycle(found), SCENES))


def drawn() -> int:
    """Solve and draw them, both sides; how many bytes of SVG that gives."""
    size = 0
    first = scenes()[0]
    for scene in scenes():
        if scene is first:
            _forget()
        scene.solve()
        drawing = scene.draw()
        size += len(drawing.front.encode()) + len(drawing.back.encode())
    return size


def _forget() -> None:
    """What was kept of a scene's drawing: else the second time around nothing would be drawn."""
    for name, module in list(sys.modules.items()):
        for own in vars(module).values() if name.startswith("sonodeck.scenes.") else ():
            clear = getattr(own, "cache_clear", None)
            if clear is not None:
                clear()


@cache
def _wanted() -> int:
    return drawn()


def formatted() -> int:
    """As many bytes of coordinates, each formatted by itself and put into a line of 20."""
    size, number = 0, 0.0
    while size < _wanted():
        pieces = []
        for _ in range(20):
            number = (number + 17.3) % 320
            pieces.append(f"{number:.1f},{320 - number:.1f}")
        size += len(" ".join(pieces).encode())
    return size


def _timed(work: Callable[[], int]) -> Callable[[], Run]:
    def timed() -> Run:
        scenes()
        _wanted()
        wall, cpu = time.perf_counter(), time.process_time()
        size = work()
        return Run(wall=time.perf_counter() - wall, cpu=time.process_time() - cpu, peak=size)

    return timed


def _programs(folder: Path) -> Sequence[Program]:
    return (
        Program(name=f"{SCENES:,} scenes solved and drawn", timed=_timed(drawn)),
        Program(name="as many bytes of coordinates formatted", timed=_timed(formatted)),
    )


MEASUREMENTS = (
    Measurement(
        name="scenes",
        title="Doppler scenes: solve and draw both sides",
        programs=_programs,
        about="In one process that has read the deck; *peak* is what is made, in bytes",
    ),
)
