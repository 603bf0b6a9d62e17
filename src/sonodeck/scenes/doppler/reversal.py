"""Family ``reversal``: two colors meet in a vessel, and whether the blood has turned around."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal, TypeAlias

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts import flowing, screen, words
from sonodeck.scenes.doppler.parts.colors import Shade, centred
from sonodeck.scenes.doppler.parts.flowing import Stream
from sonodeck.scenes.doppler.parts.physics import Map
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, given

Cause: TypeAlias = Literal["aliasing", "reversal", "angle"]

_NARROW, _WIDE = 0.42, 0.9
_DEPTH = 2.9
_SAG = 0.5
_FILTER = 0.05
"""Share of the scale below which no color shows."""
ANSWERS: dict[Cause, str] = {
    "aliasing": "The velocity exceeds the scale: aliasing",
    "reversal": "The blood itself turns around",
    "angle": "Only the angle to the beam changes",
}
_OTHER = "The blood turns from arterial to venous"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal(Scene):
    """A vessel in which two colors meet; why is computed from its velocities along the beam.

    ``first`` and ``last`` are the blood's speeds at the left and the right end (along), or at the
    walls and in mid-stream (across); positive to the right.
    """

    probe: Annotated[Literal["linear", "curved"], OneOf("which probe")] = "linear"
    vessel: Annotated[Literal["straight", "sagging", "humped"], OneOf("shape")] = "straight"
    changes: Annotated[
        Literal["along", "across"], OneOf("whether the speed changes along the vessel or across it")
    ] = "along"
    steer: screen.Steer = 0
    map: Annotated[Map, OneOf("normal: red on top of the bar")] = "normal"
    first: Annotated[float, Number("cm/s", -150, 150, "speed at the left end, or at the walls")]
    last: Annotated[float, Number("cm/s", -150, 150, "speed at the right end, or in mid-stream")]
    scale: Annotated[float, Number("cm/s", 5, 150, "ends of the color bar")] = 30

    def __post_init__(self) -> None:
        if self.probe == "curved" and (self.vessel != "straight" or self.steer != 0):
            raise Impossible("probe", "under a curved array the vessel is straight, not steered")
        if self.changes == "across" and (self.vessel, self.probe) != ("straight", "linear"):
            raise Impossible(
                "changes", "across changes are drawn in a straight vessel, linear probe"
            )
        found = causes(self)
        if len(found) != 1:
            message = (
                "no two colors meet" if not found else f"two causes at once: {', '.join(found)}"
            )
            hint = "choose first, last, scale and the vessel so that there is exactly one cause"
            raise Impossible("last", message, hint)

    def solve(self) -> Solution:
        cause = causes(self)[0]
        one, other = _meeting(self)
        between = "no black" if cause == "aliasing" else "black"
        if self.changes == "across":
            met = f"Toward mid-stream {one} gives way to {other}"
        else:
            met = f"From left to right {one} gives way to {other}"
        return Solution(
            question=f"{met}, with {between} between them. Why?",
            answer=ANSWERS[cause],
            options=(*ANSWERS.values(), _OTHER),
            reasoning=_reasoning(self, cause),
        )

    def draw(self) -> Drawing:
        bar = screen.color_bar(centred(self.map, self.scale))
        image = _image(self)
        one, other = _meeting(self)
        between = "no black" if causes(self) == ("aliasing",) else "black"
        lines = (f"{one} and {other}, {between} between", "blood moves in the whole vessel")
        return screen.drawing(
            image, [*image, *_solution(self)], bar, lines, ("", _result(self)), _seen(self)
        )


@lru_cache
def stream(scene: Reversal) -> Stream:
    """The middle of the vessel; where the speed changes across it, its left to right as drawn."""
    down = {"straight": 0, "sagging": 1, "humped": -1}[scene.vessel]
    curved = scene.probe == "curved"
    half = 2.6 if curved or down else 3.7
    line, slope = flowing.arched(down * _SAG, _DEPTH, half, 24 if down else 1)
    return Stream(
        line=line,
        steer=screen.CURVED.steer if curved else lambda _: scene.steer,
        slope=slope,
        speed=lambda share: _speed(scene, share),
    )


def _speed(scene: Reversal, share: float) -> float:
    """At a share of the way along, or from wall to wall (a parabola: fastest in mid-stream)."""
    if scene.changes == "across":
        return scene.first + (scene.last - scene.first) * (1 - (2 * share - 1) ** 2)
    step = min(max((share - 0.3) / 0.4, 0.0), 1.0)
    return scene.first + (scene.last - scene.first) * step * step * (3 - 2 * step)


def _radius(scene: Reversal) -> float:
    """In pixels; a wide vessel shows what changes across it."""
    return (_WIDE if scene.changes == "across" else _NARROW) * screen.CM


def velocity(scene: Reversal, share: float) -> float:
    """Along the beam in cm/s, positive toward the probe."""
    own = stream(scene)
    where = 0.5 if scene.changes == "across" else share
    return -_speed(scene, share) * own.rightward(where)


_SHARES = tuple(index / 60 for index in range(61))


@lru_cache
def causes(scene: Reversal) -> tuple[Cause, ...]:
    """Why the shown color changes: each cause that the velocities have."""
    own = stream(scene)
    speeds = [_speed(scene, share) for share in _SHARES]
    parts = [own.rightward(0.5 if scene.changes == "across" else share) for share in _SHARES]
    along = [abs(speed * part) for speed, part in zip(speeds, parts, strict=True)]
    found: list[Cause] = []
    if max(along) > scene.scale:
        found.append("aliasing")
    if min(speeds) < 0 < max(speeds):
        found.append("reversal")
    if min(parts) < -0.02 and max(parts) > 0.02:
        found.append("angle")
    faint = max(along) < scene.scale * 0.3
    return () if faint else tuple(found)


# question and answer


def _reasoning(scene: Reversal, cause: Cause) -> str:
    match cause:
        case "aliasing":
            return (
                "The two bright ends of the bar meet and no zero shift lies between them: the "
                "velocity went past one end and is shown on from the other. Raise the scale: the "
                "wrapped part turns back to the color of the flow."
            )
        case "reversal":
            return f"Black means that zero shift was crossed. {_same_side(scene)}"
        case "angle":
            how = "the beams spread" if scene.probe == "curved" else "the vessel bends"
            return (
                "Black means that zero shift was crossed, but that does not prove reversed blood: "
                f"here {how}, and in between the beam meets the vessel at 90 degrees. Read along "
                "its own beam, each side shows the same flow."
            )


def _same_side(scene: Reversal) -> str:
    """Why the angle is not what changed."""
    if scene.vessel == "straight":
        return (
            "The vessel is straight and the beams are parallel, so the angle is the same "
            "everywhere: each side, read along its own beam, shows the blood moving the other way."
        )
    return (
        "The vessel bends, but nowhere does a beam meet it at 90 degrees, so the angle alone can't "
        "do it: each side, read along its own beam, shows the blood moving the other way."
    )


def _meeting(scene: Reversal) -> tuple[str, str]:
    """The names of the two colors that meet, from the left, or from the wall."""
    bar = centred(scene.map, scene.scale)
    shares = (0.04, 0.5) if scene.changes == "across" else (0.02, 0.98)
    shades = [bar.shade(velocity(scene, share)) for share in shares]
    if causes(scene) == ("aliasing",):
        before = shades[0].hue
        return ("yellow", "pale blue") if before == "red" else ("pale blue", "yellow")
    return shades[0].hue, shades[1].hue


# pictures


def _image(scene: Reversal) -> list[str]:
    own = stream(scene)
    bar = centred(scene.map, scene.scale)
    radius = _radius(scene)
    outline = screen.band(own.line, radius)

    def paint(share: float) -> Shade | None:
        seen = velocity(scene, share)
        return None if abs(seen) < scene.scale * _FILTER else bar.shade(seen)

    x0, x1, y = own.line[0][0], own.line[-1][0], screen.at(0, _DEPTH)[1]
    across = scene.changes == "across"
    ends = ((0.0, y - radius), (0.0, y + radius)) if across else ((x0, 0.0), (x1, 0.0))
    if scene.probe == "curved":
        colored = screen.painted("flow", *ends, paint, outline)
        return [*screen.fan_probe(screen.CURVED), *screen.vessel(own.line, radius, colored)]
    box = screen.Box(steer=scene.steer, top=1.1, bottom=4.7, half=1.9, middle=_DEPTH)
    colored = screen.painted("flow", *ends, paint, svg.clip(outline, box.corners()))
    return [*screen.vessel(own.line, radius, colored), *box.drawn(), *screen.linear_probe()]


def _solution(scene: Reversal) -> list[str]:
    own = stream(scene)
    if scene.changes == "across":
        return [*_profile(scene), *_past_the_end(scene), *screen.legend(screen.KEY[:2])]
    drawn = []
    for share in (0.24, 0.76):
        way = 1 if _speed(scene, share) > 0 else -1
        drawn += [flowing.beam(own, share, 46, 22), *flowing.part(own, share, way, 40)]
    if causes(scene) == ("angle",):
        middle = given(own.perpendicular())
        x, y = own.point(middle)
        drawn += [flowing.beam(own, middle, 40, 14), svg.text((x + 6, y - 26), "90\u00b0")]
    return [*drawn, *_past_the_end(scene), *screen.legend(screen.KEY)]


def _profile(scene: Reversal) -> list[str]:
    """Arrows from wall to wall, as long as the blood there is fast; one beam."""
    x, y = screen.at(-0.9, _DEPTH)
    radius = _radius(scene)
    fastest = max(abs(_speed(scene, share)) for share in _SHARES)
    drawn = [screen.beam(screen.at(0, _DEPTH), scene.steer, 66, 50)]
    for share in (0.1, 0.3, 0.5, 0.7, 0.9):
        at = y - radius + 2 * radius * share
        length = 54 * _speed(scene, share) / fastest
        drawn.append(svg.arrow((x, at), (x + length, at), screen.FLOW, 1.2))
    return drawn


def _past_the_end(scene: Reversal) -> list[str]:
    """What runs past the end of the bar goes on from the other end."""
    if causes(scene) != ("aliasing",):
        return []
    fastest = max((velocity(scene, share) for share in _SHARES), key=abs)
    return screen.wrap(centred(scene.map, scene.scale), fastest)


def _result(scene: Reversal) -> str:
    return {
        "aliasing": "past one end, on from the other",
        "reversal": "nowhere 90\u00b0, so the blood turned",
        "angle": "same flow, other angle",
    }[causes(scene)[0]]


def _seen(scene: Reversal) -> str:
    one, other = _meeting(scene)
    shape = {
        "straight": "straight and level",
        "sagging": "bent: it sags in the middle like a U",
        "humped": "bent: it is humped like an arch",
    }[scene.vessel]
    aliased = causes(scene) == ("aliasing",)
    between = "No black lies" if aliased else "Black lies"
    where = (
        f"Along its walls it is {one}, in mid-stream {other}."
        if scene.changes == "across"
        else f"From left to right it changes from {one} to {other}."
    )
    probe = (
        "Curved array on top: its beams spread to both sides."
        if scene.probe == "curved"
        else f"Linear probe on top. {words.box(scene.steer)}"
    )
    return (
        f"{probe} The vessel is {shape}. {where} {between} between the two. "
        f"{words.bar(scene.map, -scene.scale, scene.scale)}"
    )
