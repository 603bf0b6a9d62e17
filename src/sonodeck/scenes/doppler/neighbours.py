"""Family ``neighbours``: two vessels in one color box, or an artery and its vein."""

from __future__ import annotations

from itertools import product
from typing import Annotated, Literal, TypeAlias

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts import screen, words
from sonodeck.scenes.doppler.parts.colors import Bar, Hue, centred
from sonodeck.scenes.doppler.parts.physics import Flow, Map, along_beam
from sonodeck.scenes.doppler.parts.view import Linear, Vessel, scan
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, choice, given, only_for
from sonodeck.scenes.words import capital, figure

Which: TypeAlias = Literal["upper", "lower"]

_DEPTHS: dict[Which, float] = {"upper": 2.0, "lower": 4.2}
_SPEED, _SLOPE = 40.0, "vessel; positive: right end deeper"
_NAMES = {"upper": "jugular", "lower": "carotid"}
_NO_KIND = "Color shows direction; it does not tell an artery from a vein."


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours(Scene):
    """``flows``: which way each of two vessels flows; ``vein``: the color of a jugular vein.

    The jugular vein is the upper one; the head is at the left or, as the probe is held, the right.
    """

    ask: Annotated[Literal["flows", "vein"], OneOf("what is asked")]
    steer: screen.Steer = 0
    upper_slope: Annotated[float, Number("degrees", -12, 12, f"slope of the upper {_SLOPE}")] = 0
    lower_slope: Annotated[float, Number("degrees", -12, 12, f"slope of the lower {_SLOPE}")] = 0
    map: Annotated[Map, OneOf("normal: red on top of the bar")] = "normal"
    upper: Annotated[Hue | None, OneOf("color of the upper vessel, to ask for flows")] = None
    lower: Annotated[Hue | None, OneOf("color of the lower vessel, to ask for flows")] = None
    head: Annotated[
        Literal["left", "right"] | None, OneOf("the side of the head, to ask for the vein")
    ] = None

    def __post_init__(self) -> None:
        only_for(self, self.ask, upper="flows", lower="flows", head="vein")
        for which in _DEPTHS:
            turned = abs(self.steer + self.slope(which))
            if turned < 8 and (turned or self.ask == "flows" or which == "lower"):
                hint = "let steer and slope add up to 8 degrees at least"
                raise Impossible(f"{which}_slope", "so near to 90 degrees it shows no color", hint)

    @property
    def bar(self) -> Bar:
        return centred(self.map, 30, 1.5)

    def slope(self, which: Which) -> float:
        return self.upper_slope if which == "upper" else self.lower_slope

    def flow(self, which: Which) -> Flow:
        """Given by where the head is, or found from the color."""
        if self.head is not None:
            carotid: Flow = "right-to-left" if self.head == "left" else "left-to-right"
            return carotid if which == "lower" else words.opposite(carotid)
        shown = self.upper if which == "upper" else self.lower
        toward = shown == self.bar.hue(toward=True)
        return "left-to-right" if (self._away(which) < 0) == toward else "right-to-left"

    def _away(self, which: Which) -> float:
        """The part of a flow to the right along the beam in cm/s, positive away from the probe."""
        return _SPEED * along_beam(self.steer, self.slope(which))

    def velocity(self, which: Which, flow: Flow | None = None) -> float:
        """Of midstream along the beam in cm/s, positive toward the probe."""
        return -words.rightward(flow or self.flow(which)) * self._away(which)

    def color(self, which: Which, flow: Flow | None = None) -> Hue | None:
        shade = self.bar.shade(self.velocity(which, flow))
        return shade.hue if shade else None

    # question and answer

    def solve(self) -> Solution:
        return self._vein() if self.ask == "vein" else self._flows()

    def _why(self, which: Which) -> str:
        """For one vessel, from its color to its flow."""
        color, velocity = given(self.color(which)), self.velocity(which)
        return (
            f"In the {which} vessel {color} is flow {words.toward(velocity)} the probe, with a "
            f"component {words.run(self.steer, velocity)}: {words.WAYS[self.flow(which)].lower()}."
        )

    def _flows(self) -> Solution:
        ways: tuple[Flow, Flow] = ("left-to-right", "right-to-left")
        pairs = {_pair(one, other): (one, other) for one, other in product(ways, ways)}
        answer = _pair(self.flow("upper"), self.flow("lower"))
        slips = {text: self._instead(flows) for text, flows in pairs.items() if text != answer}
        shows = f"The upper vessel shows {self.upper}, the lower one {self.lower}"
        if self.upper == self.lower:
            shows = f"Both vessels show {self.upper}"
        return choice(
            f"{shows}. Which way is the blood flowing in each?",
            answer,
            slips,
            f"{self._why('upper')} {self._why('lower')} {_NO_KIND}",
        )

    def _instead(self, flows: tuple[Flow, Flow]) -> str:
        """What would be seen if the blood flowed so."""
        shown = {
            which: self.color(which, flow)
            for which, flow in zip(_DEPTHS, flows, strict=True)
            if flow != self.flow(which)
        }
        if len(shown) == len(_DEPTHS):
            same = len(set(shown.values())) == 1
            return f"both would show {shown['upper']}" if same else "the colors would be reversed"
        return "".join(f"the {which} one would show {color}" for which, color in shown.items())

    def _vein(self) -> Solution:
        color, velocity = self.color("upper"), self.velocity("upper")
        angle = words.angle(self.steer, self.upper_slope)
        if color is None:
            why = "The beams meet the vein at 90\u00b0: no Doppler shift, no color."
            slips = dict.fromkeys(("Red", "Blue"), "at 90\u00b0 there is no Doppler shift to color")
        else:
            why = (
                f"Blood in the vein flows {words.WAYS[self.flow('upper')].lower()}, "
                f"{words.toward(velocity)} the probe at {angle} to the beams, and that half of the "
                f"bar is {color}."
            )
            other = self.bar.hue(toward=velocity < 0)
            slips = {
                capital(other): f"{other} is flow {words.toward(-velocity)} the probe",
                "No color": f"the vein lies at {angle} to the beams, not at 90\u00b0",
            }
        return choice(
            "The carotid artery carries blood toward the head, the jugular vein toward the "
            "heart. What color does the jugular vein show?",
            capital(color or "no color"),
            slips,
            f"{why} {_NO_KIND}",
        )

    # pictures

    def draw(self) -> Drawing:
        view = Linear(steer=self.steer, top=0.7, bottom=5.5, half=1.6, middle=3.1)
        upper, lower = vessels = [self._blood(which) for which in _DEPTHS]
        seen, labels = scan(view, vessels, self.bar), self._labels()
        back = [*seen, *labels, *upper.vectors(view, screen.MIDDLE + 10, 52)]
        if self.color("upper") is None:
            x, y = upper.point(screen.MIDDLE + 10)
            back.append(svg.text((x + 8, y - 24), "90\u00b0"))
        back += [*lower.vectors(view, screen.MIDDLE - 10, 52), *screen.legend(screen.KEY)]
        front = [*seen, *labels]
        if self.ask == "vein":
            arrow = screen.flow_arrow(lower.middle, self.lower_slope, lower.way, 64)
            front = [*scan(view, vessels, None), *labels, arrow]
        column = screen.color_bar(self.bar)
        lines = (self._lie(), words.tilts(self.steer, 0).partition(",")[0])
        return screen.drawing(front, back, column, lines, self._result(), self._seen())

    def _blood(self, which: Which) -> Vessel:
        way = words.rightward(self.flow(which))
        middle = screen.at(0, _DEPTHS[which])
        return Vessel(middle=middle, slope=self.slope(which), radius=11, speed=way * _SPEED)

    def _labels(self) -> list[str]:
        """Which vessel is which, in its lumen, and where the head is."""
        found = []
        for which in _DEPTHS:
            name = which if self.head is None else _NAMES[which]
            x, y = self._blood(which).point(screen.PANE[0] + 4)
            found.append(svg.text((x, y), name, turned=self.slope(which)))
        if self.head == "left":
            found.append(svg.text((12, 204), "\u2190 head"))
        if self.head == "right":
            found.append(svg.text((236, 204), "head \u2192", anchor="end"))
        return found

    def _lie(self) -> str:
        """How the two vessels slope, as it stands under the picture."""
        upper, lower = self.upper_slope, self.lower_slope
        if upper == lower:
            return f"both vessels slope {figure(abs(upper))}\u00b0" if upper else "vessels level"
        if upper == -lower:
            return f"vessels slope opposite ways, {figure(abs(upper))}\u00b0 each"
        said = []
        for which in _DEPTHS:
            slope = self.slope(which)
            name = _NAMES[which] if self.ask == "vein" else which
            said.append(f"{name} {f'slopes {figure(abs(slope))}{chr(176)}' if slope else 'level'}")
        return ", ".join(said)

    def _result(self) -> str:
        if self.ask == "vein":
            return f"the jugular vein shows {self.color('upper') or 'no color'}"
        return ", ".join(f"{which} to the {_end(self.flow(which))}" for which in _DEPTHS)

    def _seen(self) -> str:
        said = ["Linear probe on top.", words.box(self.steer)]
        for which in _DEPTHS:
            name = f"{which} vessel" if self.head is None else _NAMES[which]
            said.append(words.vessel(self.slope(which), name))
        said.append(words.bar(self.bar))
        last = f"The upper vessel is {self.upper}, the lower one {self.lower}."
        if self.head is not None:
            last = (
                f"The head is at the {self.head}. The jugular vein lies above the carotid artery, "
                f"in which an arrow points {words.WAYS[self.flow('lower')].lower()}."
            )
        return " ".join([*said, last])


def _pair(upper: Flow, lower: Flow) -> str:
    return f"Upper to the {_end(upper)}, lower to the {_end(lower)}"


def _end(flow: Flow) -> str:
    return "right" if flow == "left-to-right" else "left"
