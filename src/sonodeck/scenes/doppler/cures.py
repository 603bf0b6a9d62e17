"""Family ``cures``: flow that aliases, four changes of the settings, and the one that cures it."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts import screen, words
from sonodeck.scenes.doppler.parts.colors import Bar, centred
from sonodeck.scenes.doppler.parts.physics import cosine
from sonodeck.scenes.doppler.parts.view import Linear, Vessel, scan
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, choice
from sonodeck.scenes.words import figure, signed

_STEER = 20.0
_COLUMN, _TALL, _ZERO = 78.0, 68.0, 118.0
"""Of the bars on the back: their distance, pixels of the highest velocity, height of zero."""


@dataclass(frozen=True, slots=True)
class After:
    """One change: its control, what one does, the bar and the velocity (cm/s) that come of it."""

    control: str
    text: str
    bar: Bar
    velocity: float

    @property
    def end(self) -> float:
        """Of the bar, on the side of the flow."""
        return self.bar.high if self.velocity > 0 else self.bar.low

    @property
    def fits(self) -> bool:
        return self.bar.low <= self.velocity <= self.bar.high

    @property
    def landing(self) -> str:
        return signed(round(self.bar.shown(self.velocity), 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cures(Scene):
    """A flow that aliases, and a change of each control of which one alone cures it."""

    speed: Annotated[float, Number("cm/s", 10, 400, "speed of the blood in midstream")]
    way: Annotated[Literal["toward", "away"], OneOf("flow along the beam")] = "toward"
    angle: Annotated[float, Number("degrees", 45, 70, "between beam and flow")] = 60
    scale: Annotated[float, Number("cm/s", 5, 100, "half of the bar's full range")] = 30
    frequency: Annotated[float, Number("MHz", 3, 12, "transmit frequency")] = 5
    scale_to: Annotated[float, Number("cm/s", 5, 150, "scale after the change")]
    baseline_by: Annotated[float, Number("cm/s", -100, 100, "baseline shift; positive: down")]
    frequency_to: Annotated[float, Number("MHz", 3, 12, "transmit frequency after the change")]
    angle_to: Annotated[float, Number("degrees", 30, 80, "angle after the change")]

    def __post_init__(self) -> None:
        if abs(self.velocity) <= self.scale:
            message = f"{figure(abs(self.velocity), 1)} cm/s along the beam don't alias"
            raise Impossible("speed", message, "a higher speed, or a lower scale")
        if abs(self.velocity) > 1.9 * self.scale:
            message = "the flow wraps back to its own side"
            raise Impossible("speed", message, "under 1.9 × the scale")
        if abs(self.baseline_by) >= self.scale:
            raise Impossible("baseline_by", "the change moves the baseline off the bar")
        good = [one.control for one in self.changes if one.fits]
        if len(good) != 1:
            found = f"{' and '.join(good)} cure it" if good else "none of the changes cures it"
            raise Impossible("speed", found, "choose the changes so that one alone cures")
        for one in self.changes:
            if abs(one.velocity - one.end) < 0.08 * self.scale:
                raise Impossible("speed", f"with the new {one.control} it is right at the limit")

    @property
    def velocity(self) -> float:
        """Along the beam in cm/s, positive toward the probe."""
        return self._at(self.angle)

    def _at(self, angle: float) -> float:
        return self.speed * cosine(angle) * (1 if self.way == "toward" else -1)

    @property
    def changes(self) -> tuple[After, ...]:
        """The limit in cm/s is c PRF / (4 f): in proportion to the PRF, and against frequency."""
        by, old = self.baseline_by, self.velocity
        moved = Bar(map="normal", low=by - self.scale, high=by + self.scale)
        slower = self.scale * self.frequency / self.frequency_to
        higher = "Raise" if self.scale_to > self.scale else "Lower"
        faster = "Raise" if self.frequency_to > self.frequency else "Lower"
        turn = f"Move the baseline {'down' if by > 0 else 'up'} by {figure(abs(by))} cm/s"
        return (
            After("scale", f"{higher} the scale to \u00b1{figure(self.scale_to)} cm/s",
                  centred("normal", self.scale_to), old),
            After("baseline", turn, moved, old),
            After("frequency", f"{faster} the frequency to {figure(self.frequency_to)} MHz",
                  centred("normal", slower), old),
            After("angle", f"Steer so that the angle is {figure(self.angle_to)}\u00b0",
                  centred("normal", self.scale), self._at(self.angle_to)),
        )  # fmt: skip

    # question and answer

    def solve(self) -> Solution:
        changes = self.changes
        (good,) = (one for one in changes if one.fits)
        return choice(
            "Midstream is aliasing. Which one of these changes eliminates it?",
            good.text,
            {
                one.text: f"{signed(round(one.velocity, 1))} cm/s is past "
                f"{signed(round(one.end, 1))} and wraps to {one.landing}"
                for one in changes
            },
            f"{figure(self.speed)} cm/s \u00d7 cos {figure(self.angle)}\u00b0 = "
            f"{words.along(self.velocity)}, and the bar ends at \u00b1{figure(self.scale)}. "
            f"{_why(good)}",
        )

    # pictures

    def draw(self) -> Drawing:
        bar = centred("normal", self.scale, self.scale * 0.05)
        slope = 90 - self.angle - _STEER
        way = -1 if self.way == "toward" else 1
        blood = Vessel(middle=screen.at(0, 3), slope=slope, radius=20, speed=way * self.speed)
        front = [
            *scan(Linear(steer=_STEER), [blood], bar),
            screen.flow_arrow(blood.middle, slope, way, 50),
        ]
        lines = (
            f"midstream {figure(self.speed)} cm/s at {figure(self.angle)}\u00b0",
            f"{figure(self.frequency)} MHz; PRF changes only with the scale",
        )
        (good,) = (one for one in self.changes if one.fits)
        range_ = f"{signed(round(good.bar.low, 1))} to {signed(round(good.bar.high, 1))}"
        result = f"{signed(round(good.velocity, 1))} cm/s fits {range_} cm/s"
        now, steered = signed(round(self.velocity, 1)), self._at(self.angle_to)
        other = f"{signed(round(steered, 1))} at {figure(self.angle_to)}\u00b0"
        key = f"white: {now} ({other}); pink: as shown"
        return Drawing(
            front=screen.shown(front, screen.color_bar(bar), lines),
            back=screen.shown(self._bars(), (), ("", key)),
            seen=(
                f"A vessel in the color box of a linear probe. {words.bar(bar)} Midstream flows "
                f"{figure(self.speed)} cm/s {words.toward(self.velocity)} the probe, "
                f"{figure(self.angle)} degrees to the beam; the transmit frequency is "
                f"{figure(self.frequency)} MHz."
            ),
            solved=f"The four bars after each change, with the flow on them: {result}.",
        )

    def _bars(self) -> list[str]:
        """The bar after each change, all on one scale, and where the flow lands on it."""
        changes = self.changes
        highest = max(max(one.bar.high, -one.bar.low, abs(one.velocity)) for one in changes)
        drawn = [svg.rectangle(*screen.PANE[:2], screen.WIDTH - 12, screen.PANE[3], screen.TISSUE)]
        for place, one in enumerate(changes):
            x, tall = 36 + _COLUMN * place, _TALL / highest
            top, bottom = (_ZERO - tall * end for end in (one.bar.high, one.bar.low))
            frame = (x, top, 14.0, bottom - top)
            color, lands = (
                (screen.FLOW, "fits") if one.fits else (screen.QUIET, f"at {one.landing}")
            )
            level = _ZERO - tall * one.velocity
            drawn += [
                *screen.strip(one.bar, frame),
                svg.polyline([(x - 30, level), (x - 13, level)], screen.BEAM, 1.5, "3 3"),
                *screen.wrap(one.bar, one.velocity, frame),
                svg.text((x + 7, 20), one.control, anchor="middle", fill=color, bold=one.fits),
                svg.text((x + 7, 226), lands, anchor="middle", fill=color, bold=one.fits),
            ]
        return drawn


def _why(one: After) -> str:
    end = signed(round(one.end, 1))
    return {
        "scale": f"A higher scale means a higher PRF: the bar then ends at {end}.",
        "baseline": f"The shifted baseline gives this direction up to {end}; the range is "
        "unchanged.",
        "frequency": "A lower frequency gives a smaller shift: at the same PRF the bar ends at "
        f"{end}.",
        "angle": f"At the larger angle the component is only {signed(round(one.velocity, 1))} "
        "cm/s. In practice, change scale or baseline first: a large angle costs accuracy.",
    }[one.control]
