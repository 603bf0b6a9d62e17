"""What the schema of a deck's kinds allows at a place of a sheet: keys, and fixed values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sonodeck.common.folders import Folder
from sonodeck.sheets import Knowledge, Memory, starters

Schema = Mapping[str, Any]


def schema_of(folder: Folder, knowledge: Knowledge | None, memory: Memory) -> Schema:
    """The JSON Schema of a deck's sheets; made once for the same kinds."""
    if knowledge is None:
        return {}

    def made() -> Schema:
        parsed: Schema = json.loads(starters.editor_schema(folder, knowledge) or "{}")
        return parsed

    return memory.recall("schema", (knowledge.kinds, knowledge.deck.language), made)


def keys_at(schema: Schema, path: Sequence[str], kind: str) -> dict[str, str]:
    """The keys of the map that a path leads to, each with what it is for.

    ``path``: keys, and ``-`` for an item of a list; ``kind``: of the facts in which it leads.
    """
    return {
        name: str(one.get("description", ""))
        for node in _at(schema, path, kind)
        for name, one in node.get("properties", {}).items()
    }


def values_at(schema: Schema, path: Sequence[str], kind: str) -> dict[str, str]:
    """The values that alone are allowed at the end of a path; none where any text is."""
    return {
        str(one): str(node.get("description", ""))
        for node in _at(schema, path, kind)
        for one in node.get("enum", ())
        if isinstance(one, str)
    }


def _at(schema: Schema, path: Sequence[str], kind: str) -> list[Schema]:
    nodes = list(_all(schema, schema, kind))
    for step in path:
        nodes = [
            one
            for node in nodes
            for below in _below(node, step)
            for one in _all(below, schema, kind)
        ]
    return nodes


def _below(node: Schema, step: str) -> Iterator[Schema]:
    if step == "-":
        yield from (node["items"],) if "items" in node else ()
    elif step in node.get("properties", {}):
        yield node["properties"][step]
    elif isinstance(node.get("additionalProperties"), dict):
        yield node["additionalProperties"]


def _all(node: Schema, root: Schema, kind: str) -> Iterator[Schema]:
    """A node, and what it may be instead or is besides."""
    if "$ref" in node:
        yield from _all(root["$defs"][node["$ref"].removeprefix("#/$defs/")], root, kind)
        return
    yield node
    asked = node.get("if", {}).get("properties", {}).get("kind", {}).get("const", kind)
    branches = [node[key] for key in ("then", "else") if key in node] if asked == kind else []
    for one in (*node.get("anyOf", ()), *node.get("allOf", ()), *branches):
        yield from _all(one, root, kind)
