"""Family ``hepatic``: the waves of a hepatic vein over the heartbeat."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Scene, Solution
from sonodeck.scenes.spectral import Band, Plot
from sonodeck.scenes.traces.parts import screen
from sonodeck.scenes.traces.parts.answers import chosen
from sonodeck.scenes.traces.parts.waves import bump
from sonodeck.scenes.words import figure

_PERIOD, _SECONDS, _START = 0.9, 2.0, 0.1
"""The first beat that is drawn from its P wave on begins at ``_START``."""
# After the P wave: the moment, the velocity (toward the heart is below the baseline), half a width.
_WAVES = {
    "a": (0.12, 13.0, 0.045),
    "S": (0.34, -36.0, 0.075),
    "v": (0.54, 7.0, 0.04),
    "D": (0.70, -25.0, 0.065),
}
_ECG = ((0.02, 4.0, 0.025), (0.145, -2.0, 0.008), (0.17, 15.0, 0.011), (0.195, -4.0, 0.008),
        (0.44, 6.0, 0.04))  # fmt: skip
"""The same of the ECG, in pixels: P, Q, R, S and T."""
_ASKED = {
    "a": "Which wave is caused by the contraction of the right atrium?",
    "S": "Which wave represents forward flow during ventricular systole?",
    "v": "Which wave represents the brief reversal as the right atrium overfills, before the "
    "tricuspid valve opens?",
    "D": "Which wave represents forward flow after the tricuspid valve has opened?",
}
_WHY = {
    "a": "The a wave follows the P wave: the atrium contracts and sends some blood back into the "
    "liver.",
    "S": "The S wave follows the QRS complex: the tricuspid annulus moves toward the apex and "
    "draws blood into the atrium.",
    "v": "The v wave follows the T wave: the atrium is full, and the tricuspid valve still closed.",
    "D": "The D wave follows the v wave, after the T wave: the tricuspid valve has opened, and "
    "blood flows on into the ventricle.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hepatic(Scene):
    """Two waves toward the heart, two small ones back, each at its time after P, QRS and T."""

    ask: Annotated[Literal["wave", "way"], OneOf("a wave, or which waves run back")]
    wave: Annotated[Literal["a", "S", "v", "D"], OneOf("the wave that is asked about (wave)")] = "a"
    first: Annotated[Literal["a", "S", "v", "D"], OneOf("the wave with the letter K")] = "S"
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def letters(self) -> dict[str, str]:
        """The letter of each wave, in the order of time from the first one on."""
        names = list(_WAVES)
        at = names.index(self.first)
        return dict(zip([*names[at:], *names[:at]], "KLMN", strict=True))

    def solve(self) -> Solution:
        letters = self.letters()
        if self.ask == "wave":
            return chosen(_ASKED[self.wave], letters[self.wave], "KLMN", _WHY[self.wave])
        one, two = sorted((letters["a"], letters["v"]))
        return Solution(
            question="Which two waves represent flow away from the heart?",
            answer=f"{one} and {two}",
            options=("K and L", "K and M", "L and N", "M and N"),
            reasoning="A hepatic vein runs away from the probe toward the heart, so forward flow "
            "is below the baseline: S and D. Waves above the baseline are retrograde: a and v.",
        )

    def velocity(self, time: float) -> float:
        """The velocity, positive above the baseline."""
        return round(_repeated(_WAVES.values(), time), 3)

    def draw(self) -> Drawing:
        place = screen.plot(20, -50, _SECONDS, height=140)
        front = screen.trace(place, [Band(self.velocity, 0.2)], int(self.seed))
        front += [*_ecg(place), svg.text((screen.LEFT, 280), "hepatic vein")]
        marks, letters, order, way = [], self.letters(), list(_WAVES), self.ask == "way"
        for name, letter in letters.items():
            beat = 0 if order.index(name) >= order.index(self.first) else 1
            moment, high, _ = _WAVES[name]
            x = place.x(_START + beat * _PERIOD + moment)
            y = place.y(high) + (-6 if high > 0 else 16)
            front.append(svg.text((x, y), letter, anchor="middle", bold=True))
            if way or name == self.wave:
                marks.append(svg.text((x, y + (-14 if high > 0 else 15)), name, anchor="middle",
                                      fill=screen.MARK, bold=True))  # fmt: skip
        shown = [
            f"{letter}: {'above' if _WAVES[name][1] > 0 else 'below'} the baseline, "
            f"{figure(abs(_WAVES[name][1]))} cm/s, {_WHEN[name]}"
            for name, letter in letters.items()
        ]
        return screen.drawing(
            front,
            marks,
            height=screen.TALLER,
            seen="A spectral trace of a hepatic vein with an ECG. Four waves of a beat have "
            f"letters. {'; '.join(shown)}.",
            solved=f"Added: the {'names of the waves' * way or 'name of the wave'}.",
        )


_WHEN = {
    "a": "just after the P wave",
    "S": "after the QRS complex",
    "v": "just after the T wave",
    "D": "between the T wave and the next P wave",
}


def _repeated(waves: Iterable[tuple[float, float, float]], time: float) -> float:
    """The height of waves that every beat has, at a time."""
    height = 0.0
    for beat in range(-1, 4):
        for moment, high, half in waves:
            height += high * bump(time, _START + beat * _PERIOD + moment, half)
    return height


def _ecg(place: Plot) -> list[str]:
    """The ECG under a spectrum, with its waves named in the first beat."""
    base = place.top + place.height + 62
    points = []
    for at in range(401):
        time = at * _SECONDS / 400
        points.append((place.x(time), base - _repeated(_ECG, time)))
    names = [
        svg.text((place.x(_START + moment), base + 18), name, anchor="middle", fill="#7be495")
        for name, moment in (("P", -0.01), ("QRS", 0.2), ("T", 0.46))
    ]
    return [svg.polyline(points, "#7be495", 1.5), *names]
