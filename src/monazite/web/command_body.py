"""Bodies of commands: read with a limit, JSON only, and described for OpenAPI from what the session declares."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import Request

from monazite.core import UsageError, Words
from monazite.store import said
from monazite.trade.session import Field, specs
from monazite.web.acting import ACTING, MEANING

MOST_BYTES, MOST_BYTES_OF_MANY, MOST_COMMANDS = 64_000, 2_000_000, 1000
OBJECT = Words("对象", "an object")
COMMANDS = Words(
    f"数组，至多 {MOST_COMMANDS} 条指令，每条有 kind", f"a list of {MOST_COMMANDS} commands at most, each with a kind"
)
_TEXT = {"type": "string", "maxLength": 64}
_WHOLE = {"type": "integer", "minimum": 1}
PRICE = {"anyOf": [_WHOLE, {"type": "string", "maxLength": 40, "example": "565元/公斤"}]}
"""A price: a whole number of ticks, or a text with its unit."""
SCHEMAS: dict[str, dict[str, Any]] = {
    "name": _TEXT, "names": {"type": "array", "items": _TEXT}, "text": {"type": "string", "maxLength": 1000},
    "bool": {"type": "boolean"}, "integer": {"type": "integer"}, "fen0": {"type": "integer", "minimum": 0},
    "count0": {"type": "integer", "minimum": 0},
    "day": {"type": "string", "format": "date"}, "side": {"type": "string", "enum": ["buy", "sell"]},
    "tif": {"type": "string", "enum": ["GTC", "IOC", "FOK", "DAY"]}, "phase": {"type": "string"},
    "auction": {"type": "string", "enum": ["auction_up", "auction_down", "tender", "sealed"]},
    "deliver_to": {"type": "string", "enum": ["venue", "member"]}, "object": {"type": "object"},
    "objects": {"type": "array", "items": {"type": "object"}}, "ticks": PRICE,
    "ticks_by": {"type": "object", "additionalProperties": PRICE},
    "fen_by": {"type": "object", "additionalProperties": _WHOLE},
}  # fmt: skip
"""JSON schema of each type of `commands.csv`; whole numbers from 1 where it has none here."""


async def body_of(request: Request, most: int = MOST_BYTES) -> bytes:
    """The body of a request, refused as soon as it is longer than it may be.

    Raises:
        UsageError: ``body-too-large``.
    """
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise UsageError(said("monazite.app", "body-too-large", request.url.path, most=most))
        parts.append(part)
    return b"".join(parts)


def object_of(data: bytes, place: str) -> dict[str, Any]:
    """A body that must be one JSON object.

    Raises:
        UsageError: ``body-not-json``.
    """
    found = _json(data, place, OBJECT)
    if not isinstance(found, dict):
        raise not_json(place, OBJECT, orjson.dumps(found).decode())
    return found


def commands_of(data: bytes, place: str) -> list[dict[str, Any]]:
    """A body that must be a list of JSON objects.

    Raises:
        UsageError: ``body-not-json``.
    """
    found = _json(data, place, COMMANDS)
    if not isinstance(found, list) or len(found) > MOST_COMMANDS or not all(isinstance(one, dict) for one in found):
        raise not_json(place, COMMANDS, orjson.dumps(found).decode())
    return found


def _json(data: bytes, place: str, wanted: Words) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise not_json(place, wanted, data[:80].decode("utf-8", "replace")) from error


def not_json(place: str, wanted: Words, found: str) -> UsageError:
    """The error for a body that is not what was wanted."""
    shown = found[:80].strip() or "—"
    return UsageError(said("monazite.app", "body-not-json", place, wanted=wanted.en, wanted_zh=wanted.zh, found=shown))


def described(kind: str) -> dict[str, Any]:
    """The OpenAPI description of a command's body and of its header."""
    fields = specs()[kind].fields
    schema = {
        "type": "object", "additionalProperties": False, "properties": {one.name: _schema(one) for one in fields},
        "required": [one.name for one in fields if one.is_required],
    }  # fmt: skip
    return with_header({"required": True, "content": {"application/json": {"schema": schema}}})


def with_header(body: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI description of a request that is said on somebody's behalf."""
    header = {"name": ACTING, "in": "header", "required": True, "description": MEANING, "schema": {"type": "string"}}
    venue = {
        "name": "venue", "in": "query", "required": False, "description": "the only one where left out",
        "schema": _TEXT,
    }  # fmt: skip
    return {"requestBody": body, "parameters": [header, venue]}


def _schema(field: Field) -> dict[str, Any]:
    return {**SCHEMAS.get(field.type, _WHOLE), "description": f"{field.meaning.zh} {field.meaning.en}".strip()}
