"""The JSON Schema of a deck's sheets, for editors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from sonodeck.sheets.kinds import Kind
from sonodeck.sheets.kinds.facts import SOURCE_SCHEMA, keys
from sonodeck.sheets.shapes import TEXT_SCHEMA

_NO_OTHERS = {"additionalProperties": False}


class _Writer(GenerateJsonSchema):
    """pydantic's JSON Schema generator, with what our parsers accept and what keys are for."""

    def function_plain_schema(
        self, schema: core_schema.PlainValidatorFunctionSchema
    ) -> JsonSchemaValue:
        known: JsonSchemaValue | Callable[[], JsonSchemaValue] = schema["metadata"]["json_schema"]
        return known() if callable(known) else known

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Without the default: an editor would write ``null`` into the sheet."""
        return self.generate_inner(schema["schema"])

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Without ``null``: what isn't there isn't written."""
        return self.generate_inner(schema["schema"])

    def dataclass_args_schema(self, schema: core_schema.DataclassArgsSchema) -> JsonSchemaValue:
        return super().dataclass_args_schema(schema) | _NO_OTHERS

    def typed_dict_schema(self, schema: core_schema.TypedDictSchema) -> JsonSchemaValue:
        return super().typed_dict_schema(schema) | _NO_OTHERS

    def typed_dict_field_schema(self, schema: core_schema.TypedDictField) -> JsonSchemaValue:
        description = schema["metadata"]["description"]
        own = super().typed_dict_field_schema(schema)
        return own | ({"description": description} if description else {})


def schema(kinds: Mapping[str, Kind], source: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a deck's sheets, for completion and help in editors.

    It accepts what the program does: unquoted ``3.10`` or ``no`` in a text field is text.
    ``source``: what ``files.made_from`` says of the kinds.
    """
    definitions: dict[str, Any] = {}
    branches = []
    for kind in kinds.values():
        own = _Writer(ref_template="#/$defs/{model}").generate(keys(kind).core)
        definitions.update(own.pop("$defs", {}))
        by_name = sorted((own | {"title": kind.title}).items())
        definitions[f"fact of {kind.id}"] = dict(by_name)
        facts = {"type": "array", "items": {"$ref": f"#/$defs/fact of {kind.id}"}}
        branches.append(
            {
                "if": {"properties": {"kind": {"const": kind.id}}, "required": ["kind"]},
                "then": {"properties": {"facts": facts}},
            }
        )
    common = {
        "deck": TEXT_SCHEMA | {"description": "The deck in Anki, for example Anatomy::Heart"},
        "tags": {"anyOf": [TEXT_SCHEMA, {"type": "array", "items": TEXT_SCHEMA}]},
        "source": SOURCE_SCHEMA | {"description": "For facts that don't name a source"},
    }
    definitions["group of facts"] = {
        "type": "object",
        "required": ["kind", "facts"],
        "additionalProperties": False,
        "properties": {
            "kind": {"enum": list(kinds), "description": "What these facts are"},
            **common,
            "facts": {"type": "array", "items": {"type": "object"}},
        },
        "allOf": branches,
    }
    group = {"$ref": "#/$defs/group of facts"}
    groups = {
        "required": ["groups"],
        "additionalProperties": False,
        "properties": {**common, "groups": {"type": "array", "items": group}},
    }
    return {
        "$comment": source,
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A sonodeck fact sheet",
        "type": "object",
        "if": {"required": ["groups"]},
        "then": groups,
        "else": group,
        "$defs": definitions,
    }
