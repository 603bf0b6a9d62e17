"""Pages for a browser as text: templates with named gaps, data inside scripts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files


def packaged(name: str) -> str:
    """The text of a file that comes with sonodeck."""
    return files("sonodeck").joinpath(name).read_text("utf-8")


def bundled(name: str) -> str:
    """The text of a file that npm's packages were made into; "" where this was not done."""
    file = files("sonodeck").joinpath("pages", "site", "bundle", name)
    return file.read_text("utf-8") if file.is_file() else ""


def put_in(template: str, parts: Mapping[str, str]) -> str:
    """A template with each ``<!--name-->`` filled in; what is put in is not looked at again."""
    first, *rest = template.split("<!--")
    shown = [first]
    for piece in rest:
        name, _, text = piece.partition("-->")
        shown += [parts[name], text]
    return "".join(shown)


def compact(data: object) -> str:
    """JSON in as few characters as it takes."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def in_element(data: object) -> str:
    """JSON that can stand inside a script element: nothing in it ends the element."""
    return compact(data).replace("<", "\\u003c")


def in_script(data: object) -> str:
    """Data as an expression of JavaScript, in the form that browsers read fastest."""
    return f"JSON.parse({compact(compact(data))})"
