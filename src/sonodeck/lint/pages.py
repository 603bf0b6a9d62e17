"""The pages of the rules: what ``check --explain`` prints and the documents show."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Literal

from sonodeck.common.frozen import dataclass

_FENCE = re.compile(r"^```\w+ (bad|good|both)(?: (\S+))?\n((?:(?!```).*\n)*)```$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as written (Markdown), and the files of its two examples by name."""

    text: str
    bad: Mapping[str, str]
    good: Mapping[str, str]


def page(code: str) -> Page:
    """The page of a rule. Raises FileNotFoundError for a code that is none."""
    written = files("sonodeck.lint").joinpath("pages", f"{code}.md").read_text("utf-8")
    return Page(text=written, bad=_example(written, "bad"), good=_example(written, "good"))


def _example(written: str, which: Literal["bad", "good"]) -> dict[str, str]:
    """The files of an example; a block without a name is its sheet, some are of both."""
    found = _FENCE.finditer(written)
    return {match[2] or "sheet.yaml": match[3] for match in found if match[1] in {which, "both"}}
