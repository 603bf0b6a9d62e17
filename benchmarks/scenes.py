"""Scenes drawn: Doppler against the plain formatting of as many bytes, gray-scale by itself."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from itertools import cycle, islice
from pathlib import Path

from benchmarks.measuring import Measurement, Program, Run
from sonodeck import project
from sonodeck.common import folders, kept
from sonodeck.scenes import Scene as Drawn
from sonodeck.scenes import drawing_of
from sonodeck.sheets.values import Scene

SCENES = 1_000


@cache
def scenes() -> tuple[Drawn, ...]:
    """The scenes of the shipped deck, over and over, each time drawn anew."""
    knowledge = project.compile_deck(folders.shipped()).knowledge
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


GRAY = 300


def _gray(*, cached: bool, folder: Path) -> Callable[[], Run]:
    """So many gray-scale scenes solved and drawn, by computation or from the cache."""
    group = "sonodeck.scenes.grayscale."
    gray = [one for one in scenes() if type(one).__module__.startswith(group)]

    def timed() -> Run:
        os.environ["XDG_CACHE_HOME"] = str(folder)
        token = kept.IN_USE.set(cached)
        wall, cpu = time.perf_counter(), time.process_time()
        size = 0
        for scene in islice(cycle(gray), GRAY):
            scene.solve()
            drawing = drawing_of(scene)
            size += len(drawing.front.encode()) + len(drawing.back.encode())
        taken = Run(wall=time.perf_counter() - wall, cpu=time.process_time() - cpu, peak=size)
        kept.IN_USE.reset(token)
        return taken

    return timed


def _gray_programs(folder: Path) -> Sequence[Program]:
    return (
        Program(name=f"{GRAY} gray-scale scenes drawn", timed=_gray(cached=False, folder=folder)),
        Program(name="taken from the cache", timed=_gray(cached=True, folder=folder)),
    )


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
    Measurement(
        name="gray-scale",
        title="Gray-scale scenes: solve and draw both sides",
        programs=_gray_programs,
        about="On one core, in a process that has read the deck; *peak* is what is made, in bytes; "
        "the first round fills the cache",
    ),
)
