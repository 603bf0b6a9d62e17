"""Family ``cures``: flow that aliases, and which changes of the settings cure it."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts import screen, words
from sonodeck.scenes.doppler.parts.colors import Bar, centred
from sonodeck.scenes.doppler.parts.physics import cosine
from sonodeck.scenes.parameters import Number, OneOf, Texts
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, given
from sonodeck.scenes.words import figure, listed, signed

_LETTERS = "XYZ"
_RADIUS = 0.33
_DEPTH = 1.75
_CHANGE = re.compile(
    r"(?P<what>scale|frequency|angle) (?P<to>[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<moved>baseline) (?P<way>up|down) (?P<by>[0-9]+)|(?P<gain>gain) (?P<turn>up|down)"
)
_HOW = "scale 60, baseline down 20 (or up), frequency 2.5, angle 70, gain down (or up)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What decides whether a flow aliases: ends of the scale in cm/s, the angle in degrees."""

    low: float
    high: float
    angle: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cures(Scene):
    """A flow that aliases, and three changes of which some cure it.

    ``scale`` holds for ``frequency``: another frequency moves the ends of the scale.
    """

    speed: Annotated[float, Number("cm/s", 10, 400, "speed of the blood")]
    way: Annotated[Literal["toward", "away"], OneOf("flow along the beam")] = "toward"
    angle: Annotated[float, Number("degrees", 30, 80, "between beam and flow")] = 60
    scale: Annotated[float, Number("cm/s", 5, 150, "half of the bar's full range")] = 40
    frequency: Annotated[float, Number("MHz", 1, 15, "transmit frequency")] = 5
    changes: Annotated[tuple[str, ...], Texts(f"three changes, as in: {_HOW}")]

    def __post_init__(self) -> None:
        if len(self.changes) != len(_LETTERS) or len(set(self.changes)) != len(_LETTERS):
            raise Impossible("changes", "three different changes are needed", _HOW)
        for change in self.changes:
            if not _CHANGE.fullmatch(change):
                raise Impossible("changes", f"{change!r} is not a change to the settings", _HOW)
            after = changed(self, change)
            _check(self, change, after)
        if fits(self, settings(self)):
            message = f"{figure(velocity(self, self.angle), 1)} cm/s along the beam don't alias"
            raise Impossible("speed", message, "a higher speed, or a lower scale")
        if abs(velocity(self, self.angle)) > 3 * self.scale:
            raise Impossible(
                "speed", "the flow wraps more than once", "at most three times the scale"
            )

    def solve(self) -> Solution:
        found = cures(self)
        return Solution(
            question=(
                "This flow aliases. Which of the changes X, Y and Z would cure that, "
                "each by itself?"
            ),
            answer=_named_all(found),
            options=_options(found),
            reasoning=" ".join([
                f"At {figure(self.angle)} degrees {_along(self, self.angle)} cm/s run along the "
                "beam.",
                *(
                    _why(self, letter, change)
                    for letter, change in zip(_LETTERS, self.changes, strict=True)
                ),
            ]),
        )  # fmt: skip

    def draw(self) -> Drawing:
        column = screen.color_bar(centred("normal", self.scale))
        toward = f"{self.way}{'' if self.way == 'toward' else ' from'} the probe"
        lines = (
            f"{figure(self.speed)} cm/s {toward}",
            f"{figure(self.angle)}\u00b0 to the beam, {figure(self.frequency)} MHz",
        )
        return screen.drawing(
            _image(self, marked=False),
            [*_image(self, marked=True), *_solution(self)],
            column,
            lines,
            (_part(self), _result(self)),
            _seen(self),
        )


def _check(scene: Cures, change: str, after: Settings) -> None:
    if after == settings(scene) and not change.startswith("gain"):
        raise Impossible("changes", f"{change!r} changes nothing", _HOW)
    if not after.low <= 0 <= after.high:
        raise Impossible("changes", f"{change!r} moves the baseline off the bar")
    if not 20 <= after.angle <= 88:
        raise Impossible("changes", f"{change!r}: an angle from 20 to 88 degrees")
    seen = velocity(scene, after.angle)
    end = after.high if seen > 0 else -after.low
    if abs(abs(seen) - end) < 0.03 * scene.scale:
        raise Impossible("changes", f"with {change!r}, the flow would be right at the limit")


def settings(scene: Cures) -> Settings:
    return Settings(low=-scene.scale, high=scene.scale, angle=scene.angle)


def velocity(scene: Cures, angle: float) -> float:
    """Along the beam in cm/s, positive toward the probe."""
    part = scene.speed * cosine(angle)
    return part if scene.way == "toward" else -part


def changed(scene: Cures, change: str) -> Settings:
    """The settings after one change.

    The limit in cm/s is c PRF / (4 f): a lower frequency raises it in proportion, a moved baseline
    keeps the whole range. Gain changes neither the PRF nor the shift.
    """
    found = given(_CHANGE.fullmatch(change))
    limit, angle, moved = scene.scale, scene.angle, 0.0
    match found["what"] or found["moved"] or found["gain"]:
        case "scale":
            limit = float(found["to"])
        case "frequency":
            limit = scene.scale * scene.frequency / float(found["to"])
        case "angle":
            angle = float(found["to"])
        case "baseline":
            moved = float(found["by"]) * (1 if found["way"] == "down" else -1)
        case _:
            pass
    return Settings(low=moved - limit, high=moved + limit, angle=angle)


def fits(scene: Cures, one: Settings) -> bool:
    """Whether the flow lies inside the scale."""
    return one.low <= velocity(scene, one.angle) <= one.high


def cures(scene: Cures) -> tuple[str, ...]:
    """The letters of all changes that cure."""
    return tuple(
        letter
        for letter, change in zip(_LETTERS, scene.changes, strict=True)
        if fits(scene, changed(scene, change))
    )


# question and answer


_SUBSETS = ("", "X", "Y", "XY", "Z", "XZ", "YZ", "XYZ")


def _options(found: tuple[str, ...]) -> tuple[str, ...]:
    """Four sets of letters. No one of them lies between the others, and each is as often wrong."""
    at = _SUBSETS.index("".join(found))
    return tuple(_named_all(tuple(_SUBSETS[(at + step) % 8])) for step in (0, 1, 3, 6))


def _named_all(letters: tuple[str, ...]) -> str:
    match len(letters):
        case 0:
            return "Neither X nor Y nor Z"
        case 1:
            return f"Only {letters[0]}"
        case 2:
            return listed(letters)
        case _:
            return "All three"


def _along(scene: Cures, angle: float) -> str:
    return figure(round(abs(velocity(scene, angle)), 1), 1)


def _why(scene: Cures, letter: str, change: str) -> str:
    after = changed(scene, change)
    seen = velocity(scene, after.angle)
    end = round(after.high if seen > 0 else after.low, 1)
    verdict = "cures" if fits(scene, after) else "doesn't cure"
    if change.startswith("gain"):
        return f"{letter} {verdict}: gain changes neither the PRF nor the shift."
    if after.angle != scene.angle:
        end_before = figure(scene.scale)
        also = "; a velocity measured so is less accurate" if verdict == "cures" else ""
        return (
            f"{letter} {verdict}: at {figure(after.angle)} degrees {_along(scene, after.angle)} "
            f"cm/s are left, and the scale ends at {end_before}{also}."
        )
    return f"{letter} {verdict}: the scale then ends at {signed(end)} cm/s."


# pictures


def _part(scene: Cures) -> str:
    return f"{_along(scene, scene.angle)} of {figure(scene.speed)} cm/s along the beam"


def _geometry(scene: Cures) -> tuple[float, float]:
    """Steer and slope that make the angle; the beams lean to the right as far as they can."""
    steer = min(30.0, 90 - scene.angle)
    return steer, 90 - scene.angle - steer


def _image(scene: Cures, *, marked: bool) -> list[str]:
    steer, slope = _geometry(scene)
    box = screen.Box(steer=steer, top=0.5, bottom=3.0, half=1.5, middle=_DEPTH)
    line = screen.straight(slope, _DEPTH)
    shade = centred("normal", scene.scale).shade(velocity(scene, scene.angle))
    vessel = screen.in_box(line, _RADIUS * screen.CM, box, shade)
    return [*vessel, *box.drawn(), *screen.linear_probe(), *_changes(scene, marked=marked)]


def _changes(scene: Cures, *, marked: bool) -> list[str]:
    found = cures(scene)
    drawn = [svg.rectangle(6, 134, 236, 78, svg.GROUND)]
    for row, (letter, change) in enumerate(zip(_LETTERS, scene.changes, strict=True)):
        base = 154.0 + 24 * row
        good = letter in found
        color = screen.FLOW if marked and good else screen.QUIET if marked else svg.INK
        drawn.append(svg.text((12, base), letter, fill=color, bold=True))
        drawn.append(svg.text((30, base), _named(scene, change), fill=color))
        if marked:
            drawn.append(svg.text((236, base), "cures" if good else "no", fill=color, anchor="end"))
    return drawn


def _named(scene: Cures, change: str) -> str:
    """A change as it stands in the picture."""
    what, *rest = change.split()
    match what:
        case "scale":
            return f"scale \u00b1{rest[0]} cm/s"
        case "frequency":
            return f"frequency {rest[0]} MHz"
        case "angle":
            return f"angle {rest[0]}\u00b0"
        case "gain":
            return "lower the gain" if rest[0] == "down" else "raise the gain"
        case _:
            return f"baseline {rest[0]} {rest[1]} cm/s"


def _solution(scene: Cures) -> list[str]:
    bar: Bar = centred("normal", scene.scale)
    x, y, _, height = screen.BAR
    seen = velocity(scene, scene.angle)
    end = y if seen > 0 else y + height
    zero = y + height * bar.place(0)
    steer, slope = _geometry(scene)
    middle = screen.at(0, _DEPTH)
    ahead = screen.flow_angle(slope, -1 if scene.way == "toward" else 1)
    return [
        screen.beam(middle, steer, 50, 36),
        *screen.components(middle, steer, ahead, 54),
        svg.polyline([(x - 6, zero), (x - 6, end)], screen.PART, 2, "3 2"),
    ]


def _result(scene: Cures) -> str:
    return f"cures: {listed(cures(scene)) or 'none of them'}"


def _seen(scene: Cures) -> str:
    named = "; ".join(
        f"{letter}: {_named(scene, change)}"
        for letter, change in zip(_LETTERS, scene.changes, strict=True)
    )
    toward = "toward" if scene.way == "toward" else "away from"
    return (
        f"A vessel in the color box of a linear probe. The blood moves at {figure(scene.speed)} "
        f"cm/s {toward} the probe, at {figure(scene.angle)} degrees to the beam; the transmit "
        f"frequency is {figure(scene.frequency)} MHz. "
        f"{words.bar('normal', -scene.scale, scene.scale)} Three changes are offered. {named}."
    )
