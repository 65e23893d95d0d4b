"""The small parts of which the description's schemas are made."""

from collections.abc import Collection
from enum import StrEnum
from typing import Any

from scheduler.api.rules.vocabulary import LENGTHS

Node = dict[str, Any]
WORDS: Node = {"type": "string"}
KEY: Node = {"type": "integer", "minimum": 1}
COUNT: Node = {"type": "integer", "minimum": 0}
FLAG: Node = {"type": "boolean"}
DAY: Node = {"type": "string", "format": "date"}
INSTANT: Node = {"type": "string", "format": "date-time"}
BAND: Node = {"type": "integer", "minimum": 1, "maximum": 5}


def one_of(kind: type[StrEnum], among: Collection[StrEnum] = ()) -> Node:
    """A string with fixed values."""
    return {"type": "string", "enum": [each.value for each in kind if not among or each in among]}


def typed(name: str) -> Node:
    """Text that is sent, no longer than we keep it."""
    return {"type": "string", "maxLength": LENGTHS[name]}


def or_null(node: Node) -> Node:
    """The node, or null."""
    return {"anyOf": [node, {"type": "null"}]}


def many(node: Node) -> Node:
    """A list."""
    return {"type": "array", "items": node}


def thing(fields: Node, optional: tuple[str, ...] = ()) -> Node:
    """An object with just these fields; all are there but the optional ones."""
    required = [name for name in fields if name not in optional]
    return {"type": "object", "properties": fields, "required": required, "additionalProperties": False}


def ref(name: str) -> Node:
    """A schema below."""
    return {"$ref": f"#/components/schemas/{name}"}
