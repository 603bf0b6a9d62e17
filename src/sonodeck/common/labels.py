"""What the program itself says on cards and pages, in the language of a deck.

The words come from ``sheets/languages``; here is how they are said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TypeAlias

from sonodeck.common.frozen import dataclass

Label: TypeAlias = "str | Mapping[str, str]"
"""A text; or two, ``one`` and ``other``, by the number in it."""

_RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "syr", "ug", "ur", "yi"}
)
_SCRIPTS = frozenset({"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"})
_NOUGHT_IS_ONE = frozenset({"fr", "pt"})  # Unicode CLDR, plural rules


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of one deck; ``texts`` by ``group.name``."""

    language: str
    texts: Mapping[str, Label]

    def say(self, name: str, /, n: int | str | None = None, **parts: object) -> str:
        """A label with its gaps filled; ``n`` is the number in it, and decides its form."""
        label = self.texts[name]
        if not isinstance(label, str):
            nought = base(self.language) in _NOUGHT_IS_ONE
            one = str(n) == "1" or (nought and str(n) == "0")
            label = label["one" if one else "other"]
        filled = parts if n is None else {"n": n, **parts}
        return GAP.sub(lambda gap: str(filled.get(gap[1], gap.group())), label)

    @property
    def english(self) -> bool:
        return base(self.language) == "en"

    @property
    def direction(self) -> str:
        """``rtl`` for a language that is written from right to left, else ``ltr``."""
        language, *subtags = self.language.lower().split("-")
        script = next((tag for tag in subtags if len(tag) == 4 and tag.isalpha()), "")
        right = script in _SCRIPTS if script else language in _RIGHT_TO_LEFT
        return "rtl" if right else "ltr"

    @property
    def letters(self) -> str:
        """What stands before the options of a multiple choice."""
        return self.say("card.letters")

    def group(self, *names: str) -> dict[str, Label]:
        """The labels of some groups, by ``group.name``."""
        return {name: text for name, text in self.texts.items() if name.partition(".")[0] in names}


GAP = re.compile(r"\{([a-z]+)\}")


@cache
def base(language: str) -> str:
    """The language without region and script: ``pt`` of ``pt-BR``."""
    return language.partition("-")[0].lower()
