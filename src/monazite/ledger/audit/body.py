"""The body of an entry, read from its canonical lines: what it holds, or where it is no body at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from monazite.core import ElementMass
from monazite.ledger.record import Entry, Leg, Spread

ORDER = {"id": 0, "kind": 1, "time": 2, "actor": 3, "evidence": 4, "relates": 5, "blocked": 6, "detail": 7, "leg": 8}
"""In which order the lines of a body stand."""
LENGTHS = {"evidence": (3,), "detail": (3, 4), "leg": (4, 5)}
NEEDED = ("id", "kind", "time", "actor")
LegLine = list[Any]


@dataclass(slots=True)
class Body:
    """What a body says, in plain values.

    Args:
        legs: as their lines have them: ``["leg", account, unit, amount]`` and perhaps a spread.
    """

    id: str = ""
    kind: str = ""
    time: str = ""
    actor: str = ""
    relates: str | None = None
    blocked: str | None = None
    evidence: dict[str, Any] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    legs: list[LegLine] = field(default_factory=list)


class NotCanonicalError(Exception):
    """The bytes are no body in canonical form; the argument is the number of the line, from 0."""


def read_body(raw: bytes, lines: list[bytes]) -> Body:
    """Read a body.

    Args:
        raw: its bytes.
        lines: the same, split at line ends.

    Raises:
        NotCanonicalError: when it is no canonical body.
    """
    import orjson  # noqa: PLC0415  a heavy library

    try:
        items = orjson.loads(b"[" + raw.replace(b"\n", b",") + b"]")
    except orjson.JSONDecodeError as error:
        raise NotCanonicalError(_first_bad(lines)) from error
    if len(items) != len(lines):
        raise NotCanonicalError(_first_bad(lines))
    body = Body()
    last: tuple[Any, ...] = ()
    for number, (item, line) in enumerate(zip(items, lines, strict=True)):
        try:
            if orjson.dumps(item, option=orjson.OPT_SORT_KEYS) != line:
                raise NotCanonicalError(number)
            last = _take(body, item, last)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise NotCanonicalError(number) from error
    if len(lines) < len(NEEDED) or [item[0] for item in items[: len(NEEDED)]] != list(NEEDED):
        raise NotCanonicalError(0)
    return body


def _take(body: Body, item: list[Any], last: tuple[Any, ...]) -> tuple[Any, ...]:
    """Add what one line says; its place in the order, which must come after ``last``."""
    name = item[0]
    if len(item) not in LENGTHS.get(name, (2,)):
        raise ValueError(name)
    if name == "leg":
        body.legs.append(item)
        return (ORDER["leg"],)
    place = (ORDER[name], *item[1:-1])
    if place <= last:
        raise ValueError(name)
    if name == "detail":
        _take_detail(body.details, item)
    elif name == "evidence":
        body.evidence[item[1]] = item[2]
    elif type(item[1]) is str:
        setattr(body, name, item[1])
    else:
        raise ValueError(name)
    return place


def _take_detail(details: dict[str, Any], item: list[Any]) -> None:
    if len(item) == LENGTHS["detail"][0]:
        if isinstance(item[2], dict) and item[2]:
            raise ValueError(item[1])  # its members have lines of their own
        details[item[1]] = item[2]
    else:
        details.setdefault(item[1], {})[item[2]] = item[3]


def _first_bad(lines: list[bytes]) -> int:
    import orjson  # noqa: PLC0415  a heavy library

    for number, line in enumerate(lines):
        try:
            if not isinstance(orjson.loads(line), list):
                return number
        except orjson.JSONDecodeError:
            return number
    return 0


def as_entry(body: Body) -> Entry:
    """The entry as booked, for what takes entries."""
    legs = tuple(_leg(line) for line in body.legs)
    return Entry(
        body.id, body.kind, body.time, body.actor, legs, body.details, body.evidence, relates=body.relates
    )  # fmt: skip


def _leg(line: LegLine) -> Leg:
    amount = ElementMass.of(line[3]) if isinstance(line[3], dict) else line[3]
    return Leg(line[1], line[2], amount, spread_of(line[4]) if len(line) > LENGTHS["leg"][0] else None)


def spread_of(value: dict[str, Any]) -> Spread:
    """The spread that a leg's last item says."""
    shared = tuple((name, ElementMass.of(part)) for name, part in sorted(value.get("shared", {}).items()))
    return Spread(ElementMass.of(value.get("random", {})), shared, value.get("reset", False))
