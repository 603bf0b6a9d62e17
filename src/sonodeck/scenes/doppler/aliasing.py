"""Family ``aliasing``: a velocity that the color scale has no room for, and what it is shown as."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.doppler.parts import screen, words
from sonodeck.scenes.doppler.parts.colors import BRIGHT, DARK, Bar
from sonodeck.scenes.doppler.parts.physics import Flow, Map, along_beam, wrapped
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, numbers
from sonodeck.scenes.words import capital, figure, signed

_RADIUS = 0.35
_DEPTH = 3.0
_COLORS = ("Yellow", "Pale blue", "Dark red", "Dark blue")


@dataclass(frozen=True, slots=True, kw_only=True)
class Aliasing(Scene):
    """One vessel; ``shown`` asks for its color, ``velocity`` for the true one behind a color."""

    ask: Annotated[Literal["shown", "velocity"], OneOf("what is asked")]
    steer: screen.Steer = 30
    map: Annotated[Map, OneOf("normal: red on top of the bar")] = "normal"
    flow: Annotated[Flow, OneOf("direction of flow")] = "left-to-right"
    speed: Annotated[float, Number("cm/s", 5, 400, "speed of the blood")]
    scale: Annotated[float, Number("cm/s", 5, 150, "half of the bar's full range")] = 40
    baseline: Annotated[float, Number("cm/s", -100, 100, "baseline shift; positive: down")] = 0

    def __post_init__(self) -> None:
        if abs(self.steer) < 10:
            raise Impossible("steer", "so close to 90 degrees there is hardly any shift to alias")
        if abs(self.baseline) > self.scale:
            raise Impossible("baseline", "the baseline must stay on the bar", "at most the scale")
        bar, true = bar_of(self), true_velocity(self)
        if not bar.low - 2 * self.scale < true < bar.high + 2 * self.scale:
            message = f"{figure(abs(true), 1)} cm/s along the beam wrap more than once"
            raise Impossible("speed", message, "less than one whole range beyond the bar")
        if self.ask == "shown" and DARK < bar.shade(true).strength < BRIGHT:
            hint = "choose a speed that is shown near the baseline or near an end"
            raise Impossible("speed", "the shade would be neither dark nor bright", hint)
        if self.ask == "velocity" and not aliases(self):
            hint = "a higher speed, a lower scale"
            raise Impossible("speed", "this velocity does not alias", hint)
        if self.ask == "velocity" and true * shown_velocity(self) >= 0:
            message = "two velocities could lie behind a color on the flow's own side of the bar"
            raise Impossible("speed", message, "one that lands on the other side of the baseline")

    def solve(self) -> Solution:
        return _shown(self) if self.ask == "shown" else _velocity(self)

    def draw(self) -> Drawing:
        bar = bar_of(self)
        column = screen.color_bar(bar)
        front = _image(self, colored=self.ask == "velocity")
        if self.ask == "velocity":
            front.append(screen.spot(bar, shown_velocity(self), screen.BEAM))
            lines = (
                f"vessel shows {bar.shade(true_velocity(self)).name}",
                "wrapped once, to the wrong side",
            )
        else:
            front.append(_arrow(self))
            lines = (
                f"green arrow: flow, {figure(self.speed)} cm/s",
                f"beams to the vessel: {words.angle(self.steer, 0)}",
            )
        return screen.drawing(
            front,
            [*_image(self, colored=True), *_solution(self)],
            column,
            lines,
            ("", _result(self)),
            _seen(self),
        )


def bar_of(scene: Aliasing) -> Bar:
    return Bar(map=scene.map, low=scene.baseline - scene.scale, high=scene.baseline + scene.scale)


def true_velocity(scene: Aliasing) -> float:
    """Along the beam in cm/s, positive toward the probe; the vessel is level."""
    part = along_beam(scene.steer, 0)
    return round(-words.rightward(scene.flow) * scene.speed * part, 6)


def shown_velocity(scene: Aliasing) -> float:
    """Where on the bar it lands."""
    bar = bar_of(scene)
    return wrapped(true_velocity(scene), bar.low, bar.high)


def aliases(scene: Aliasing) -> bool:
    return not bar_of(scene).low <= true_velocity(scene) <= bar_of(scene).high


# question and answer


def _way(velocity: float) -> str:
    return "toward" if velocity > 0 else "away from"


def _speed(velocity: float) -> str:
    return f"{figure(abs(velocity), 0)} cm/s {_way(velocity)} the probe"


def _shown(scene: Aliasing) -> Solution:
    bar = bar_of(scene)
    true, seen = true_velocity(scene), shown_velocity(scene)
    name = bar.shade(true).name
    angle = words.degrees(scene.steer, 0)
    first = (
        f"At {angle}, {figure(abs(true), 0)} of {figure(scene.speed)} cm/s run along the beam, "
        f"{_way(true)} the probe."
    )
    if aliases(scene):
        more = (
            f"The bar ends at {signed(bar.high if true > 0 else bar.low)} cm/s, so it wraps around "
            f"by {figure(2 * scene.scale)} cm/s, the whole range, and lands at "
            f"{signed(round(seen))} cm/s: {name}."
        )
    else:
        more = f"The bar has room for that, so nothing wraps: {signed(round(seen))} cm/s is {name}."
    return Solution(
        question=(
            f"The blood flows {words.flow(scene.flow)} at {figure(scene.speed)} cm/s. "
            "Which color does the vessel show?"
        ),
        answer=capital(name),
        options=_COLORS,
        reasoning=f"{first} {more}",
    )


def _velocity(scene: Aliasing) -> Solution:
    true, seen = true_velocity(scene), shown_velocity(scene)
    slips = (
        (seen, "read off as if nothing had wrapped"),
        (-true, "the wrong way"),
        (2 * seen - true, "the whole range was added on the wrong side"),
        (scene.scale * (1 if true > 0 else -1), "the end of the bar"),
        (-scene.scale * (1 if true > 0 else -1), "the end of the bar"),
    )
    offer = numbers(round(true), ((round(n), slip) for n, slip in slips if round(n)), _speed)
    return Solution(
        question=(
            "The flow aliases: its color has wrapped around once, to the wrong side of the "
            "baseline. The pointer shows where on the bar that color lies. What is the true "
            "velocity along the beam?"
        ),
        answer=offer.answer,
        options=offer.options,
        sizes=offer.sizes,
        slips=offer.slips,
        reasoning=(
            f"The color reads {signed(round(seen))} cm/s. One wrap hides the whole range, "
            f"{figure(2 * scene.scale)} cm/s: {signed(round(seen))} "
            f"{'plus' if true > seen else 'minus'} "
            f"{figure(2 * scene.scale)} is {signed(round(true))} cm/s, {_way(true)} the probe."
        ),
    )


# pictures


def _arrow(scene: Aliasing) -> str:
    return screen.flow_arrow(screen.at(0, _DEPTH), 0, words.rightward(scene.flow), 72)


def _image(scene: Aliasing, *, colored: bool) -> list[str]:
    box = screen.Box(steer=scene.steer, top=1.2, bottom=4.8, half=1.6, middle=_DEPTH)
    line = screen.straight(0, _DEPTH)
    shade = bar_of(scene).shade(true_velocity(scene)) if colored else None
    vessel = screen.in_box(line, _RADIUS * screen.CM, box, shade)
    return [*vessel, *box.drawn(), *screen.linear_probe()]


def _solution(scene: Aliasing) -> list[str]:
    middle = screen.at(0, _DEPTH)
    ahead = screen.flow_angle(0, words.rightward(scene.flow))
    back = scene.steer + (180 if true_velocity(scene) > 0 else 0)
    return [
        screen.beam(middle, scene.steer, 70, 54),
        *screen.angle_mark(middle, back, ahead, words.angle(scene.steer, 0)),
        *screen.components(middle, scene.steer, ahead, 60),
        *screen.wrap(bar_of(scene), true_velocity(scene)),
        *screen.legend(screen.KEY),
    ]


def _result(scene: Aliasing) -> str:
    true, seen = round(true_velocity(scene)), round(shown_velocity(scene))
    name = bar_of(scene).shade(true_velocity(scene)).name
    if not aliases(scene):
        return f"{signed(true)} cm/s: {name}"
    return f"{signed(true)} wraps to {signed(seen)} cm/s: {name}"


def _seen(scene: Aliasing) -> str:
    bar = bar_of(scene)
    said = [
        "Linear probe on top.",
        words.box(scene.steer),
        "The vessel is level.",
        words.bar(scene.map, bar.low, bar.high),
    ]
    if scene.ask == "shown":
        said.append(
            f"An arrow in the vessel points {words.flow(scene.flow)}; the blood moves at "
            f"{figure(scene.speed)} cm/s, and the beams meet the vessel at "
            f"{words.degrees(scene.steer, 0)}."
        )
    else:
        seen = shown_velocity(scene)
        said.append(
            f"The vessel shows {bar.shade(true_velocity(scene)).name}; a pointer stands at "
            f"{signed(round(seen))} cm/s."
        )
    return " ".join(said)
