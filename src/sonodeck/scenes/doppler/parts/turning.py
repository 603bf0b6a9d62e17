"""What ``bend`` and ``crossing`` share: blood that runs one way, in a vessel of two colors.

Somewhere in it the beam meets the vessel at 90 degrees: black, with one color on each side.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Literal

from sonodeck.scenes.doppler.parts import flowing, screen, words
from sonodeck.scenes.doppler.parts.colors import Bar, Hue, centred
from sonodeck.scenes.doppler.parts.flowing import Stream
from sonodeck.scenes.doppler.parts.physics import Flow, Map
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, given
from sonodeck.scenes.words import capital, figure, lowered


class Turning(Scene):
    """Its families add the vessel and its words; ``middle`` is the share of the way to the black.

    ``arrows``: shares at which a given flow is drawn; ``part``: length of a solved one in pixels;
    ``from_middle``: flows that can't be, offered as wrong.
    """

    __slots__ = ()
    arrows: ClassVar[tuple[float, float]]
    part: ClassVar[float]
    from_middle: ClassVar[tuple[str, str]]
    ask: Literal["colors", "flow", "black"]
    map: Map
    flow: Flow | None
    left: Hue | None
    speed: float
    scale: float

    @abstractmethod
    def stream(self) -> Stream:
        """The vessel and its blood."""

    @abstractmethod
    def why(self) -> tuple[str, str]:
        """The question and the reasoning."""

    @abstractmethod
    def places(self) -> tuple[str, str, str]:
        """Where it may be black, in words."""

    @abstractmethod
    def black_at(self) -> str:
        """Where it is: steer and slope add up to zero there."""

    @abstractmethod
    def vessel(self, *, colored: bool) -> list[str]:
        """The probe and the vessel."""

    @abstractmethod
    def names(self, middle: float) -> list[str]:
        """The names of the colors, at the vessel."""

    @abstractmethod
    def beams(self, middle: float) -> list[str]:
        """Those that the solution draws."""

    @abstractmethod
    def sides(self, middle: float) -> tuple[float, float]:
        """Shares at which the solution shows the flow and its part along the beam."""

    @abstractmethod
    def seen(self) -> Sequence[str]:
        """Sentences on the probe, the vessel and its colors."""

    def check(self) -> None:
        """Raises Impossible where what is asked is given, or what is needed is not."""
        if (self.flow is not None) != (self.ask == "colors"):
            raise Impossible("flow", "give the flow if, and only if, the colors are asked for")
        if (self.left is not None) != (self.ask == "flow"):
            raise Impossible("left", "give the left color if, and only if, the flow is asked for")

    @property
    def bar(self) -> Bar:
        return centred(self.map, self.scale)

    @property
    def way(self) -> Flow:
        """Given, or found from the color at the left; to the right where neither is given."""
        if self.left is None:
            return self.flow or "left-to-right"
        toward = self.left == words.top(self.map)
        return "left-to-right" if toward == (self.stream().rightward(0) < 0) else "right-to-left"

    @property
    def colors(self) -> tuple[Hue, Hue]:
        """Left and right of the black place."""
        way, own = words.rightward(self.way), self.stream()
        left, right = (self.bar.hue(toward=own.rightward(share) * way < 0) for share in (0, 1))
        return left, right

    def solve(self) -> Solution:
        left, right = self.colors
        shown, turned = (capital(f"{a}, black, {b}") for a, b in ((left, right), (right, left)))
        match self.ask:
            case "colors":
                answer = shown
                options: tuple[str, ...] = (shown, turned, "Red all along", "Blue all along")
            case "flow":
                answer = capital(words.flow(self.way))
                options = (words.LEFT_TO_RIGHT, words.RIGHT_TO_LEFT, *self.from_middle)
            case "black":
                answer, options = self.black_at(), self.places()
        question, reasoning = self.why()
        return Solution(question=question, answer=answer, options=options, reasoning=reasoning)

    def draw(self) -> Drawing:
        middle = given(self.stream().perpendicular())
        front = self.vessel(colored=self.ask == "flow")
        back = self.vessel(colored=True) if self.ask == "colors" else front
        match self.ask:
            case "colors":
                way, first = words.rightward(self.way), "green arrows: flow"
                front = [*front, *(flowing.arrow(self.stream(), at, way) for at in self.arrows)]
            case "flow":
                first = "the colors are named at the vessel"
                front = [*front, *self.names(middle)]
            case "black":
                first = "blood moves in the whole vessel"
        lines = (first, f"flow {figure(self.speed)} cm/s")
        back = [*back, *self._solution(middle)]
        bar, seen = screen.color_bar(self.bar), self._seen()
        return screen.drawing(front, back, bar, lines, ("", self._result()), seen)

    def _solution(self, middle: float) -> list[str]:
        own, drawn = self.stream(), self.beams(middle)
        if self.ask == "black":
            point = own.point(middle)
            ahead = screen.flow_angle(own.slope(point), 1)
            mark = screen.angle_mark(point, own.steer(point) + 180, ahead, "90\u00b0")
            return [*drawn, *mark, *screen.legend(screen.KEY[1:2])]
        for share in self.sides(middle):
            drawn += flowing.part(own, share, words.rightward(self.way), self.part)
        return [*drawn, *self.names(middle), *screen.legend(screen.KEY)]

    def _result(self) -> str:
        if self.ask == "black":
            return f"black {lowered(self.black_at())}: 90\u00b0 there"
        return f"{self.way.replace('-', ' ')}: {', black, '.join(self.colors)}"

    def _seen(self) -> str:
        arrows = (
            [] if self.flow is None else [f"Arrows in the vessel point {words.flow(self.flow)}."]
        )
        return " ".join([*self.seen(), *arrows])
