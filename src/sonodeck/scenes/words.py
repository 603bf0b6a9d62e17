"""Figures and turns of phrase that all groups of scenes use."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache


@lru_cache(maxsize=1024)
def figure(number: float, places: int = 2) -> str:
    """A number as in a sentence: no superfluous zeros, a real minus sign."""
    text = f"{round(number, 6):.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", "0"} else text.replace("-", "\u2212")


def signed(number: float) -> str:
    """With its sign, as at the ends of a color bar."""
    return figure(number) if number <= 0 else f"+{figure(number)}"


def listed(texts: Sequence[str]) -> str:
    """``a, b and c``."""
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} and {texts[-1]}"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
