"""What a command may be, and its canonical bytes: JSON with sorted names and no blanks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from monazite.core import Problem
from monazite.ledger.details import is_plain
from monazite.ledger.names import is_name
from monazite.trade.log.record import Recorded
from monazite.trade.log.said import problem

COMMAND_BYTES = 1 << 16
"""A command in canonical bytes, at most."""
COMMAND_DEPTH = 8
"""Objects and lists within each other, at most."""
_CANONICAL = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_SUBCLASS


def canonical(value: Any) -> bytes:
    """A plain value as canonical JSON; of whole numbers and texts as RFC 8785 has it.

    >>> canonical({"b": 1, "a": ["手", None]}).decode()
    '{"a":["手",null],"b":1}'
    """
    return orjson.dumps(value, option=_CANONICAL)


def encoded(actor: object, command: object) -> bytes | Problem:
    """The canonical bytes of a command, or why it is none.

    Args:
        actor: who says it; a name of 64 visible characters without blank, slash or colon.
        command: a plain object with a ``kind``.

    >>> encoded("M1", {"kind": "tick"}), encoded("M1", {"kind": 1.5}).code
    (b'{"kind":"tick"}', 'log-command-malformed')
    """
    if not is_name(actor):
        zh, en = "不超过 64 个字符、不含空格、斜杠和冒号的成员名", "a member's name of 64 characters at most"
        return problem("log-command-malformed", "actor", wanted_zh=zh, wanted=en, found=actor)
    if type(command) is not dict or not is_name(command.get("kind")):
        zh, en = "带 kind 的对象", "an object with a kind"
        return problem("log-command-malformed", actor, wanted_zh=zh, wanted=en, found=command)
    try:
        data = canonical(command) if is_plain(command, COMMAND_DEPTH) else b""
    except TypeError:  # a name that is no text, a number beyond 64 bits, a text that is none
        data = b""
    if not data:
        zh, en = "整数、文本、列表和对象（不超过 8 层）", "whole numbers, texts, lists and objects, nested 8 deep"
        return problem("log-command-malformed", actor, wanted_zh=zh, wanted=en, found=command)
    if len(data) > COMMAND_BYTES:
        return problem("log-command-large", actor, limit=COMMAND_BYTES, found=len(data))
    return data


def lines(first: int, time_ms: int, said: Sequence[tuple[str, bytes]]) -> bytes:
    """The payload of a frame: one canonical line a command.

    Args:
        first: number of the first command.
        time_ms: of all of them, UTC milliseconds since 1970.
        said: actor and canonical bytes of each.

    >>> lines(7, 1000, [("M1", b'{"kind":"tick"}')]).decode().splitlines()
    ['{"actor":"M1","command":{"kind":"tick"},"number":7,"time_ms":1000}']
    """
    end = b',"time_ms":%d}\n' % time_ms
    return b"".join(
        b'{"actor":%b,"command":%b,"number":%d%b' % (orjson.dumps(actor), command, number, end)
        for number, (actor, command) in enumerate(said, first)
    )


def recorded(payload: bytes) -> list[Recorded]:
    """The commands of a payload that `lines` made.

    Raises:
        ValueError: when it is something else.
    """
    try:
        rows = orjson.loads(b"[" + payload.removesuffix(b"\n").replace(b"\n", b",") + b"]")
        return [Recorded(row["number"], row["time_ms"], row["actor"], row["command"]) for row in rows]
    except (KeyError, TypeError) as error:
        raise ValueError(str(error)) from error
