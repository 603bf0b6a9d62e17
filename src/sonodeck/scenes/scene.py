"""What all families of scenes share: the solution of a scene, and why one can be rejected."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from types import MappingProxyType
from typing import TypeVar

from sonodeck.common.frozen import dataclass

T = TypeVar("T")


class Impossible(ValueError):
    """Parameters that no scanner and no vessel can have; ``hint`` is the way out."""

    def __init__(self, parameter: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.parameter = parameter
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """What is asked about a scene; the answer is one of the options, the reasoning says why.

    ``options`` may be more than are offered: the right one, then the best wrong ones first.
    ``sizes``: of numbers, what they stand in order by; ``slips``: of an option the mistake that
    leads to it, or what it would be right for; shown of the wrong ones only.
    """

    question: str
    answer: str
    options: tuple[str, ...]
    reasoning: str
    sizes: Mapping[str, float] = field(default_factory=dict)
    slips: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Numbers as options: the right one first, then what comes of slips, none too near another."""

    options: tuple[str, ...]
    sizes: Mapping[str, float]
    slips: Mapping[str, str]

    @property
    def answer(self) -> str:
        return self.options[0]


def numbers(
    right: float, slips: Iterable[tuple[float, str]], shown: Callable[[float], str], *,
    times: Sequence[float] = (),
) -> Offer:  # fmt: skip
    """The options that a number and its slips give.

    Each slip is a number and what it is called. ``times``: multiples of the right number that stand
    behind them, which no slip gives. One within a tenth of a number before it could be taken for
    that one, and is left out.
    """
    sizes = {shown(right): right}
    told = {}
    for size, slip in (*slips, *((right * factor, "") for factor in times)):
        text = shown(size)
        near = any(
            abs(size - other) <= 0.1 * max(abs(size), abs(other)) for other in sizes.values()
        )
        if not near and text not in sizes:
            sizes[text] = size
            if slip:
                told[text] = slip
    return Offer(options=tuple(sizes), sizes=sizes, slips=told)


def choice(
    question: str, answer: str, against: Mapping[str, str], reasoning: str, *,
    sizes: Mapping[str, float] = MappingProxyType({}),
) -> Solution:  # fmt: skip
    """A question in words. ``against``: of each wrong option what speaks against it.

    What it says of the right one is left out. Letters stand in their order; ``sizes``: of options
    that have an order.
    """
    options = tuple(against) if answer in against else (answer, *against)
    if all(len(one) == 1 for one in options):
        options = tuple(sorted(options))
    return Solution(
        question=question, answer=answer, options=options, reasoning=reasoning, sizes=sizes,
        slips={one: why for one, why in against.items() if one != answer},
    )  # fmt: skip


def number(question: str, offer: Offer, reasoning: str) -> Solution:
    """A question for a number."""
    return Solution(
        question=question,
        answer=offer.answer,
        options=offer.options,
        sizes=offer.sizes,
        slips=offer.slips,
        reasoning=reasoning,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Two pictures as SVG: what the scanner shows, and the same with the solution drawn in.

    ``seen`` says in words what the front shows (all that is needed to answer, not the answer),
    ``solved`` what the back adds.
    """

    front: str
    back: str
    seen: str
    solved: str


class Scene(ABC):
    """A set of parameters of one family, from which the rest is computed."""

    __slots__ = ()

    @abstractmethod
    def solve(self) -> Solution:
        """What is asked about it, its answer, and why."""

    @abstractmethod
    def draw(self) -> Drawing:
        """Its pictures, and what they show in words."""


def only_for(scene: Scene, asked: str, **needs: str) -> None:
    """Raises Impossible unless each of these parameters is given for what is asked, and only so."""
    for name, need in needs.items():
        if (getattr(scene, name) is not None) != (asked == need):
            raise Impossible(name, f"give {name!r} if, and only if, the {need} is asked for")


def given(value: T | None) -> T:
    """A parameter that what is asked needs: a scene without it could not have been made."""
    if value is None:
        raise TypeError("a scene was solved for what it doesn't ask")
    return value
