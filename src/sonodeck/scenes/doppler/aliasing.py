"""Family ``aliasing``: a velocity that the color scale has no room for, and what it is shown as."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.doppler.parts import screen, words
from sonodeck.scenes.doppler.parts.colors import Bar
from sonodeck.scenes.doppler.parts.physics import Flow, Map, along_beam
from sonodeck.scenes.doppler.parts.view import Linear, Vessel, scan
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, choice, number, numbers
from sonodeck.scenes.words import capital, figure, signed

_COLORS = ("Yellow", "Cyan", "Dark red", "Dark blue", "Black")


@dataclass(frozen=True, slots=True, kw_only=True)
class Aliasing(Scene):
    """``shown`` asks for the color of midstream, ``velocity`` for the velocity behind a color."""

    ask: Annotated[Literal["shown", "velocity"], OneOf("what is asked")]
    steer: screen.Steer = 20
    slope: Annotated[float, Number("degrees", -20, 20, screen.SLOPE)] = 10
    map: Annotated[Map, OneOf("normal: red on top of the bar")] = "normal"
    flow: Annotated[Flow, OneOf("direction of flow")] = "left-to-right"
    speed: Annotated[float, Number("cm/s", 5, 400, "speed of the blood in midstream")]
    scale: Annotated[float, Number("cm/s", 5, 150, "half of the bar's full range")] = 30
    baseline: Annotated[float, Number("cm/s", -100, 100, "baseline shift; positive: down")] = 0
    filter: Annotated[float, Number("cm/s", 0, 20, "wall filter: no color below it")] = 2

    def __post_init__(self) -> None:
        if abs(self.steer + self.slope) < 10:
            raise Impossible("steer", "so close to 90 degrees there is hardly any shift to alias")
        if abs(self.baseline) >= self.scale:
            raise Impossible("baseline", "the baseline must stay on the bar", "under the scale")
        bar, true = self.bar, self.velocity
        if not bar.low - 2 * self.scale < true < bar.high + 2 * self.scale:
            message = f"{figure(abs(true), 1)} cm/s along the beam wrap more than once"
            raise Impossible("speed", message, "less than one whole range beyond the bar")
        shade = bar.shade(true)
        if self.ask == "shown" and shade and not (shade.plain and capital(shade.name) in _COLORS):
            hint = "choose a speed that is shown near the baseline or near an end"
            raise Impossible("speed", f"it would be shown {shade.name}, no option", hint)
        if self.ask == "velocity" and not self.aliases:
            raise Impossible("speed", "this velocity does not alias", "a higher speed")
        if self.ask == "velocity" and true * bar.shown(true) >= 0:
            message = "two velocities could lie behind a color on the flow's own side of the bar"
            raise Impossible("speed", message, "one that lands on the other side of the baseline")

    @property
    def bar(self) -> Bar:
        low, high = self.baseline - self.scale, self.baseline + self.scale
        return Bar(map=self.map, low=low, high=high, filter=self.filter)

    @property
    def velocity(self) -> float:
        """Of midstream along the beam in cm/s, positive toward the probe."""
        part = along_beam(self.steer, self.slope)
        return round(-words.rightward(self.flow) * self.speed * part, 6)

    @property
    def aliases(self) -> bool:
        return not self.bar.low <= self.velocity <= self.bar.high

    # question and answer

    def solve(self) -> Solution:
        return self._shown() if self.ask == "shown" else self._velocity()

    def _shown(self) -> Solution:
        bar, true = self.bar, self.velocity
        name, seen = bar.color(true), bar.shown(true)
        first = words.component(self.speed, self.steer, self.slope, true)
        end = signed(bar.high if true > 0 else bar.low)
        more = f"The bar reaches {end}, so nothing wraps: {signed(round(seen))} is {name}."
        if self.aliases:
            more = (
                f"{signed(round(true))} is past the {end} end of the bar, so it wraps by the whole "
                f"range, {figure(2 * self.scale)}, to {signed(round(seen))} cm/s: {name}."
            )
        if name == "black":
            more = (
                "That is the whole range of the bar: a shift equal to the PRF. Sampling cannot "
                "tell it from no shift, and the wall filter removes it."
            )
        slips = {one: f"that would be {self._stands(one)}" for one in _COLORS}
        slips[capital(bar.color(-true))] = f"that would be {words.along(-true)}"
        slips["Black"] = "only velocities that land inside the wall filter are black"
        if self.aliases:
            bright = "Yellow" if bar.hue(toward=true > 0) == "red" else "Cyan"
            slips[bright] = f"{signed(round(true))} is past the {end} end, so it wraps"
        return choice(
            "What color is displayed at midstream?",
            capital(name),
            slips,
            f"{first} {words.toward(true)} the probe. {more}",
        )

    def _stands(self, color: str) -> str:
        """What a color on the bar stands for."""
        hue = "red" if color in ("Yellow", "Dark red") else "blue"
        way = "toward" if self.bar.hue(toward=True) == hue else "away from"
        pace = "slow" if color.startswith("Dark") else "fast"
        return f"{pace} flow {way} the probe"

    def _velocity(self) -> Solution:
        true, seen = self.velocity, self.bar.shown(self.velocity)
        side, whole = (1 if true > 0 else -1), 2 * self.scale
        rim, other = self.bar.hue(toward=true > 0), self.bar.hue(toward=true < 0)
        slips = (
            (2 * seen - true, f"it wraps there, too, but slow blood at the wall would be {other}"),
            (seen, "what the bar reads, as if nothing had wrapped"),
            (seen + self.scale * side, "half of the range was used, not all of it"),
            (-true, f"slow blood at the wall would be {other}"),
            (-seen, "what the bar reads, only its sign reversed"),
        )
        offer = numbers(round(true), ((round(n), slip) for n, slip in slips if round(n)), _speed)
        return number(
            f"The pointer marks midstream, at {signed(round(seen))} cm/s. It has aliased "
            "once. What is the true velocity along the beam?",
            offer,
            f"Slow blood at the wall has not aliased: it is {rim}, so the flow is "
            f"{words.toward(true)} the probe. One wrap is the whole range, {figure(whole)} "
            f"cm/s: {signed(round(seen))} {'+' if true > seen else chr(0x2212)} "
            f"{figure(whole)} = {signed(round(true))} cm/s.",
        )

    # pictures

    def draw(self) -> Drawing:
        bar, view, way = self.bar, Linear(steer=self.steer), words.rightward(self.flow)
        blood = Vessel(middle=screen.at(0, 3), slope=self.slope, radius=20, speed=way * self.speed)
        seen = scan(view, [blood], bar)
        angle = words.angle(self.steer, self.slope)
        if self.ask == "velocity":
            front = [*seen, screen.spot(bar, bar.shown(self.velocity), screen.BEAM)]
            lines = (words.tilts(self.steer, self.slope), "")
        else:
            arrow = screen.flow_arrow(blood.middle, self.slope, way, 72)
            front = [*scan(view, [blood], None), arrow]
            lines = (f"midstream velocity {figure(self.speed)} cm/s", f"{angle} to the beam")
        back = [
            *seen,
            *blood.vectors(view, screen.MIDDLE, 62),
            *screen.angle_of(blood.middle, self.steer, self.slope, way),
            *screen.wrap(bar, self.velocity),
            *screen.legend(screen.KEY),
        ]
        column = screen.color_bar(bar)
        return screen.drawing(front, back, column, lines, self._result(), self._seen())

    def _result(self) -> str:
        true, seen = round(self.velocity), round(self.bar.shown(self.velocity))
        name = self.bar.color(self.velocity)
        if not self.aliases:
            return f"{signed(true)} cm/s: {name}"
        return f"{signed(true)} wraps to {signed(seen)} cm/s: {name}"

    def _seen(self) -> str:
        bar, angle = self.bar, words.angle(self.steer, self.slope)
        said = {
            "shown": f"An arrow in the vessel points {words.WAYS[self.flow].lower()}; midstream "
            f"flows {figure(self.speed)} cm/s, {angle} to the beam.",
            "velocity": f"Midstream is {bar.color(self.velocity)}; a pointer stands at "
            f"{signed(round(bar.shown(self.velocity)))} cm/s.",
        }[self.ask]
        lie = f"{words.box(self.steer)} {words.vessel(self.slope)}"
        return f"Linear probe on top. {lie} {words.bar(bar)} {said}"


def _speed(velocity: float) -> str:
    return f"{figure(abs(velocity), 0)} cm/s {words.toward(velocity)} the probe"
