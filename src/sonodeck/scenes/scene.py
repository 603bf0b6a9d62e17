"""What all families of scenes share: the solution of a scene, and why one can be rejected."""

from __future__ import annotations

from abc import ABC, abstractmethod
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
    """What is asked about a scene; the answer is one of the options, the reasoning says why."""

    question: str
    answer: str
    options: tuple[str, ...]
    reasoning: str


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


def given(value: T | None) -> T:
    """A parameter that what is asked needs: a scene without it could not have been made."""
    if value is None:
        raise TypeError("a scene was solved for what it doesn't ask")
    return value
