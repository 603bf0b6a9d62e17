"""Solutions of what is computed, and of what is chosen among letters."""

from __future__ import annotations

from sonodeck.scenes.scene import Offer, Solution


def computed(question: str, offer: Offer, why: str) -> Solution:
    """A number among those that slips lead to."""
    return Solution(
        question=question,
        answer=offer.answer,
        options=offer.options,
        sizes=offer.sizes,
        slips=offer.slips,
        reasoning=why,
    )


def chosen(question: str, answer: str, options: str, why: str) -> Solution:
    """One of some letters."""
    return Solution(question=question, answer=answer, options=tuple(options), reasoning=why)
