"""The body of an entry, read from its canonical lines: what it holds, or where it is no body at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from monazite.core import ElementMass
from monazite.ledger.record import Entry, Leg, Spread

ORDER = {"evidence": 4, "relates": 5, "blocked": 6, "submission": 7}
"""In which order the lines between the head of a body and its details stand."""
PLAIN = 3
"""Length of the line of a detail; one that is a member of an object has one more."""
LEG = (4, 5)
NEEDED = ("id", "kind", "time", "actor")
HEAD = len(NEEDED)
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
    submission: str | None = None
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
        written = list(map(orjson.dumps, items, repeat(None), repeat(orjson.OPT_SORT_KEYS)))
    except (orjson.JSONDecodeError, TypeError) as error:
        raise NotCanonicalError(_first_bad(lines)) from error
    if written != lines:
        raise NotCanonicalError(_first_other(written, lines))
    return _body(items)


def read_lightly(raw: bytes) -> Body:
    """Read a body without asking whether it is canonical; whether it is has been found elsewhere.

    Raises:
        NotCanonicalError: when it says nothing.
    """
    import orjson  # noqa: PLC0415  a heavy library

    try:
        return _body(orjson.loads(b"[" + raw.replace(b"\n", b",") + b"]"))
    except orjson.JSONDecodeError as error:
        raise NotCanonicalError(0) from error


def _body(items: list[Any]) -> Body:
    """The body that lines say."""
    if len(items) < HEAD:
        raise NotCanonicalError(0)
    for at, name in enumerate(NEEDED):
        item = items[at]
        if type(item) is not list or item[:1] != [name] or len(item) != 2 or type(item[1]) is not str:  # noqa: PLR2004  name and value
            raise NotCanonicalError(at)
    body = Body(*(item[1] for item in items[:HEAD]))
    end = len(items)
    at = place = HEAD
    try:
        while at < end and items[at][0] in ORDER:
            place = _take(body, items[at], place)
            at += 1
        at = _details(body.details, items, at)
        body.legs = items[at:]
        for at in range(at, end):  # noqa: B020  the place of what is wrong
            leg = items[at]
            if leg[0] != "leg" or len(leg) not in LEG:
                raise NotCanonicalError(at)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise NotCanonicalError(min(at, end - 1)) from error
    return body


def _take(body: Body, item: list[Any], last: int) -> int:
    """Add what a line between the head and the details says; its place in the order."""
    name, first, *rest = item
    place = ORDER[name]
    is_last = list(body.evidence)[-1:] if name == "evidence" else []
    if place < last or type(first) is not str or len(rest) != (name == "evidence"):
        raise ValueError(name)
    if name == "evidence":
        if is_last and first <= is_last[0]:
            raise ValueError(name)
        body.evidence[first] = rest[0]
        return place
    setattr(body, name, first)
    return place + 1


def _details(details: dict[str, Any], items: list[list[Any]], at: int) -> int:
    """Add the details, which stand in order, each in one line or, when it is an object, one line a member."""
    last, members, member = "", None, ""
    while at < len(items) and items[at][0] == "detail":
        item = items[at]
        name = item[1]
        if len(item) == PLAIN and name > last and not (type(item[2]) is dict and item[2]):
            details[name] = item[2]
            members = None
        elif len(item) == PLAIN + 1 and type(item[2]) is str:
            if name == last and members is not None and item[2] > member:
                members[item[2]] = item[3]
            elif name > last:
                details[name] = members = {item[2]: item[3]}
            else:
                raise NotCanonicalError(at)
            member = item[2]
        else:
            raise NotCanonicalError(at)
        last = name
        at += 1
    return at


def _first_other(written: list[bytes], lines: list[bytes]) -> int:
    return next((at for at, (one, other) in enumerate(zip(written, lines, strict=False)) if one != other), 0)


def _first_bad(lines: list[bytes]) -> int:
    return next((at for at, line in enumerate(lines) if not _is_list(line)), 0)


def _is_list(line: bytes) -> bool:
    """Whether a line is a list that can be written again, which one of hundreds of levels cannot."""
    import orjson  # noqa: PLC0415  a heavy library

    try:
        item = orjson.loads(line)
        orjson.dumps(item)
    except (orjson.JSONDecodeError, TypeError):
        return False
    return isinstance(item, list)


def as_entry(body: Body) -> Entry:
    """The entry as booked, for what takes entries."""
    legs = tuple(_leg(line) for line in body.legs)
    return Entry(
        body.id, body.kind, body.time, body.actor, legs, body.details, body.evidence, relates=body.relates
    )  # fmt: skip


def _leg(line: LegLine) -> Leg:
    amount = ElementMass(tuple(line[3].items())) if type(line[3]) is dict else line[3]  # in order, as it is canonical
    return Leg(line[1], line[2], amount, spread_of(line[4]) if len(line) > LEG[0] else None)


def spread_of(value: dict[str, Any]) -> Spread:
    """The spread that a leg's last item says."""
    shared = tuple((name, ElementMass.of(part)) for name, part in sorted(value.get("shared", {}).items()))
    return Spread(ElementMass.of(value.get("random", {})), shared, value.get("reset", False))
