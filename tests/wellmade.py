"""What holds for every scene, whatever its family: how it is asked, drawn, and refused."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from sonodeck.scenes import Impossible, read

LARGEST = 40_000
"""Bytes of one side's picture at most."""


def well_made(plain: Mapping[str, str]) -> None:
    """One right answer among distinct options, each wrong one with its slip; two small pictures.

    The text of the front's picture doesn't say the answer, save where numbers are read off it.
    """
    scene = read(plain)
    solved, drawn = scene.solve(), scene.draw()
    assert solved.answer in solved.options
    assert len(set(solved.options)) == len(solved.options) >= 2
    wrong = set(solved.options) - {solved.answer}
    assert solved.slips.keys() <= wrong
    # What is no number has no other reason to be offered than a slip.
    assert solved.sizes.keys() >= set(solved.options) or solved.slips.keys() == wrong
    assert drawn.front != drawn.back or plain.get("fault") == "none"
    assert max(len(drawn.front.encode()), len(drawn.back.encode())) <= LARGEST
    if len(solved.answer) > 2 and not solved.sizes:
        assert not re.search(rf"\b{re.escape(solved.answer)}\b", drawn.seen, re.IGNORECASE)
    assert drawn == read(plain).draw()


def refused(plain: Mapping[str, str], parameter: str) -> None:
    """What can't be is an error at its parameter, with the way out."""
    with pytest.raises(Impossible) as found:
        read(plain)
    assert found.value.parameter == parameter
    assert found.value.hint or "to" in found.value.message
