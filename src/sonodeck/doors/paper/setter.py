"""A process of its own that sets one folder's documents with typst.

``python -m sonodeck.doors.paper.setter FOLDER``: ``order.json`` in it says what to set; the PDFs
stand beside it afterwards, and what was wrong is printed as JSON. Whatever a template does, it sees
nothing but that folder, and no network: ``typesetting.py`` starts this without one.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typst

_PLACE = re.compile(r"([a-z]+\.typ:\d+:\d+)\n")


def main(folder: Path) -> dict[str, object]:
    """What was wrong.

    ``error``: what typst said, "" where all is well; ``place``: file, line, and column of it;
    ``broken``: pictures that can't be read, and why.
    """
    order: dict[str, Any] = json.loads((folder / "order.json").read_text("utf-8"))
    nowhere = folder / "packages"
    compiler = typst.Compiler(
        root=folder, ignore_system_fonts=not order["system-fonts"],
        package_path=nowhere, package_cache_path=nowhere,
    )  # fmt: skip
    try:
        for document, template in order["documents"]:
            compiler.compile(
                folder / template, output=(folder / document).with_suffix(".pdf"), format="pdf",
                sys_inputs={"document": document},
                pdf_standards=["ua-1"] if order["accessible"] else [], timestamp=order["time"],
            )  # fmt: skip
    except typst.TypstError as error:
        broken = dict(_broken(compiler, order["pictures"]))
        place = _PLACE.search(error.diagnostic)
        said = error.message.replace(f"{folder}/", "")
        if said.startswith("failed to download"):
            said = "templates can't use packages: they have no network"
        return {"error": said, "place": place[1] if place else "", "broken": broken}
    return {"error": "", "place": "", "broken": {}}


def _broken(compiler: typst.Compiler, pictures: list[str]) -> Iterator[tuple[str, str]]:
    """The pictures that can't be set, and why."""
    for file in pictures:
        try:
            compiler.compile(f'#image("{file}", alt: "-")'.encode(), format="svg")
        except typst.TypstError as error:
            yield file, error.message


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))  # noqa: T201  # to the process that started it
