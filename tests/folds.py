"""What Unicode says of signs that are one sign in another dress, as the table that the program has.

Source of truth: the Unicode Character Database as Python ships it: the compatibility decompositions
(NFKC, Unicode Standard Annex 15) and the case folding (CaseFolding.txt). `python -m tests.folds`
writes src/sonodeck/sheets/folds.txt; tests/test_same.py holds each of its rows against the Python
that runs. Renew it with the oldest Python that sonodeck supports, so that all agree.
"""

import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import sonodeck

FILE = Path(sonodeck.__file__).parent / "sheets" / "folds.txt"

HEAD = """\
# Signs that are another sign in another dress, and small letters. Written by tests/folds.py: the
# compatibility decompositions (NFKC) and the case folding of Unicode {version}. What NFC joins
# isn't here. A line: look or case, the signs meant, then all signs that mean them, in hex.
"""


def looks(sign: str) -> str:
    """A sign without its dress: what NFKC makes of it."""
    return unicodedata.normalize("NFKC", sign)


def small(sign: str) -> str:
    """The small letter that a letter is compared by; sharp s stays one letter."""
    folded = sign.casefold()
    return folded if len(folded) == 1 else sign.lower()


def rows() -> Iterator[tuple[str, str, list[str]]]:
    """Each target with all signs that lead to it."""
    for name, change in (("look", looks), ("case", small)):
        found: defaultdict[str, list[str]] = defaultdict(list)
        for code in range(0x80 if name == "case" else 0, sys.maxunicode + 1):
            sign = chr(code)
            if unicodedata.category(sign) in {"Cs", "Co", "Cn"}:
                continue
            if unicodedata.normalize("NFC", sign) != sign:
                continue  # never seen: texts are in NFC
            if (target := change(sign)) != sign:
                found[target].append(sign)
        for target in sorted(found):
            yield name, target, found[target]


def table() -> str:
    lines = [HEAD.format(version=unicodedata.unidata_version)]
    for name, target, signs in rows():
        meant = " ".join(f"{ord(sign):X}" for sign in target)
        lines.append(f"{name}\t{meant}\t{' '.join(f'{ord(sign):X}' for sign in signs)}\n")
    return "".join(lines)


if __name__ == "__main__":
    FILE.write_text(table(), "ascii")
