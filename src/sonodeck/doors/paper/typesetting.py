"""Values and templates → PDFs, set by typst in a process and a folder of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sonodeck.common.frozen import dataclass

_NO_NETWORK = "http://127.0.0.1:0"
"""A proxy that never is: where a template asks for a package of typst's, the way ends there."""
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_NO_GLYPH = "could not be displayed with font"


class NoTypst(Exception):
    """The program that sets pages is not installed."""

    def __init__(self) -> None:
        super().__init__("print needs typst, which is not installed: pip install 'sonodeck[print]'")


class Unset(Exception):
    """A template of a deck that can't be set: where, and what typst says of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """The PDFs, and what there is to say of them."""

    pdfs: tuple[bytes, ...]
    told: tuple[str, ...]


def typeset(
    documents: Sequence[tuple[str, Mapping[str, object]]], pictures: Mapping[str, bytes],
    own: Mapping[str, bytes], time: int,
) -> Sheets:  # fmt: skip
    """A PDF of each document: its template, and its values.

    ``pictures``: those that the values name; ``own``: templates of the deck, which win; ``time``:
    the date of the PDFs.

    Accessible (PDF/UA-1) and set in the fonts that typst brings, so the same everywhere. Where
    these lack a sign, this machine's fonts are used; where all do, the sign is a box, and the PDF
    is only tagged. Raises NoTypst, Unset for what is wrong with a template of the deck.
    """
    if find_spec("typst") is None:
        raise NoTypst
    told: list[str] = []
    broken: dict[str, str] = {}
    system = lacking = False
    while True:
        with TemporaryDirectory(prefix="sonodeck-") as place:
            folder = Path(place)
            kept = {file: data for file, data in pictures.items() if file not in broken}
            _fill(folder, {**_templates(), **own, **kept})
            for at, (_, values) in enumerate(documents):
                written = json.dumps({**values, "missing": sorted(broken)})
                _fill(folder, {f"document-{at}.json": written.encode()})
            order = {
                "documents": [
                    (f"document-{at}.json", f"{template}.typ")
                    for at, (template, _) in enumerate(documents)
                ],
                "pictures": sorted(kept),
                "time": time,
                "system-fonts": system,
                "accessible": not lacking,
            }
            done = _set(folder, order)
            if not done["error"]:
                pdfs = [
                    (folder / f"document-{at}.pdf").read_bytes() for at in range(len(documents))
                ]
                return Sheets(pdfs=tuple(pdfs), told=tuple(told))
        new: dict[str, str] = done["broken"]
        if new:
            broken |= new
            told += [f"left out: the picture {file}: {why}" for file, why in sorted(new.items())]
        elif _NO_GLYPH in done["error"] and not system:
            system = True
            told.append("set in fonts of this computer: those of typst lack some signs")
        elif _NO_GLYPH in done["error"] and not lacking:
            lacking = True
            told.append(f"not accessible (PDF/UA): {done['error'].partition(': ')[2]}")
        else:
            said = f"{done['place'] or documents[0][0]}: {done['error']}"
            raise Unset(said) if own else RuntimeError(said)


TEMPLATES = ("content", "handout", "exam", "key", "cards")


def _templates() -> dict[str, bytes]:
    folder = files("sonodeck.doors.paper") / "templates"
    return {f"{name}.typ": (folder / f"{name}.typ").read_bytes() for name in TEMPLATES}


def _fill(folder: Path, content: Mapping[str, bytes]) -> None:
    for name, data in content.items():
        (folder / name).write_bytes(data)


def _set(folder: Path, order: Mapping[str, object]) -> dict[str, Any]:
    """What ``setter.py`` says; a process that dies is told as an error."""
    (folder / "order.json").write_text(json.dumps(order), "utf-8")
    apart = {name: value for name, value in os.environ.items() if name.lower() != "no_proxy"}
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-P", "-m", "sonodeck.doors.paper.setter", str(folder)],
        env=apart | dict.fromkeys(_PROXIES, _NO_NETWORK), capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace")
        return {"error": f"typst ended with {done.returncode}: {said}", "place": "", "broken": {}}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
