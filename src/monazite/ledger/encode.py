"""The canonical encoding of an entry: its fields and legs as lines of canonical JSON, and back.

The lines are the unit of withholding: each is hashed with its own salt (see `commitment`). ``docs/journal.md``
specifies the encoding with test vectors.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from monazite.core import ElementMass
from monazite.ledger.record import Entry, Leg, Spread

SORTED = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
SORTED |= orjson.OPT_PASSTHROUGH_SUBCLASS
STRICT = SORTED | orjson.OPT_STRICT_INTEGER
"""Refuses whole numbers beyond 53 bits."""
SCALARS = frozenset({str, int, bool, type(None)})
INTEGER_LIMIT = 1 << 63
"""Whole numbers are smaller than this, either sign."""


def lines_of(entry: Entry, blocked: str | None = None, submission: bytes | None = None) -> list[bytes]:
    """The lines of an entry as booked: header, evidence, details by name, legs in order.

    Args:
        entry: whose ``otherwise`` is no part of it.
        blocked: the code of the reason, for a fact that went to a blocked account.
        submission: hash of what was submitted, when it had legs to fall back to.

    >>> lines_of(Entry("e1", "deposit", "2022-08-17", "F1"))[1]
    b'["kind","deposit"]'
    """
    lines = header_lines(entry, blocked)
    if submission is not None:
        lines.append(submission_line(submission))
    lines += detail_lines(entry.details)[0]
    lines += [leg_line("leg", leg) for leg in entry.legs]
    return lines


def detail_lines(details: Mapping[str, Any], options: int = SORTED) -> tuple[list[bytes], dict[str, Any]]:
    """The lines of the details, and the details as they will be read again: in order, lists and objects plain.

    Args:
        details: by name.
        options: of orjson.

    Raises:
        TypeError: for values that JSON does not have, or whole numbers beyond 64 bits.
    """
    lines: list[bytes] = []
    read: dict[str, Any] = {}
    dumps, loads = orjson.dumps, orjson.loads
    for name in sorted(details):
        value = details[name]
        if type(value) is dict and value:
            read[name] = members = {}
            for key in sorted(value):
                part = value[key]
                lines.append(line := dumps(("detail", name, key, part), None, options))
                members[key] = part if type(part) in SCALARS else loads(line)[3]
        else:
            lines.append(line := dumps(("detail", name, value), None, options))
            read[name] = value if type(value) in SCALARS else loads(line)[2]
    return lines, read


def header_lines(entry: Entry, blocked: str | None = None) -> list[bytes]:
    """The lines before those of the details."""
    dumps = orjson.dumps
    lines = [
        dumps(("id", entry.id)),
        dumps(("kind", entry.kind)),
        dumps(("time", entry.time)),
        dumps(("actor", entry.actor)),
    ]
    if entry.evidence:
        lines += [dumps(("evidence", name, entry.evidence[name])) for name in sorted(entry.evidence)]
    if entry.relates is not None:
        lines.append(dumps(("relates", entry.relates)))
    if blocked is not None:
        lines.append(dumps(("blocked", blocked)))
    return lines


def submission_line(submission: bytes) -> bytes:
    """The line that says the hash of what was submitted, of which the legs to fall back to are not kept."""
    return orjson.dumps(("submission", submission.hex()))


def leg_line(tag: str, leg: Leg) -> bytes:
    """The line of a leg."""
    amount = leg.amount
    plain = dict(amount.parts) if type(amount) is ElementMass else amount
    if leg.spread is None:
        return orjson.dumps((tag, leg.account, leg.unit, plain))
    return orjson.dumps((tag, leg.account, leg.unit, plain, spread_json(leg.spread)))


def spread_json(spread: Spread) -> dict[str, Any]:
    """The uncertainty of a leg as it is encoded; keys in order, only those that say something."""
    plain: dict[str, Any] = {}
    if spread.random_mg.parts:
        plain["random"] = dict(spread.random_mg.parts)
    if spread.is_reset:
        plain["reset"] = True
    if spread.shared_mg:
        plain["shared"] = {name: dict(mass.parts) for name, mass in sorted(spread.shared_mg)}
    return plain


def body_of(entry: Entry, blocked: str | None = None, submission: bytes | None = None) -> bytes:
    """The lines of an entry as one text; line feeds stand between them and nowhere else."""
    return b"\n".join(lines_of(entry, blocked, submission))


def submission_hash(entry: Entry, body: bytes | None = None) -> bytes:
    """SHA-256 of what was submitted: the body and, as further lines, the legs it falls back to.

    Args:
        entry: as submitted.
        body: of it when it is known.
    """
    whole = body_of(entry) if body is None else body
    if entry.otherwise is not None:
        whole = b"\n".join((whole, *(leg_line("otherwise", leg) for leg in entry.otherwise)))
    return hashlib.sha256(whole).digest()


def decode(body: bytes) -> tuple[Entry, str | None]:
    """The entry of a body, and why it is blocked; exactly the inverse of `body_of`.

    Args:
        body: as kept.

    Raises:
        ValueError: for a body that is not the canonical encoding of any entry.
    """
    entry, blocked, submission = _decoded(body)
    _refuse_other_numbers(entry.details.values())
    try:
        is_canonical = all(map(_is_in_order, _masses(entry))) and body_of(entry, blocked, submission) == body
    except (TypeError, AttributeError) as error:
        raise ValueError(f"not a body: {error}") from error
    if not is_canonical:
        raise ValueError("not the canonical encoding")
    return entry, blocked


def decode_lightly(body: bytes) -> tuple[Entry, str | None]:
    """The entry of a body that is known to be canonical, without encoding it again to compare.

    Raises:
        ValueError: for a body that cannot be understood.
    """
    return _decoded(body)[:2]


def _decoded(body: bytes) -> tuple[Entry, str | None, bytes | None]:
    try:
        return _entry(orjson.loads(b"[" + body.replace(b"\n", b",") + b"]"))
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError(f"not a body: {error}") from error


def _entry(rows: Sequence[list[Any]]) -> tuple[Entry, str | None, bytes | None]:
    values: dict[str, Any] = {"details": {}, "evidence": {}, "blocked": None, "relates": None, "submission": None}
    legs: list[Leg] = []
    for row in rows:
        tag = row[0]
        if tag == "leg":
            legs.append(_leg(*row[1:]))
        elif tag == "detail":
            _detail(values["details"], *row[1:])
        elif tag == "evidence":
            _, name, value = row
            values["evidence"][name] = value
        else:
            _, values[tag] = row
    blocked, submission = values.pop("blocked"), values.pop("submission")
    return Entry(**values, legs=tuple(legs)), blocked, None if submission is None else bytes.fromhex(submission)


def _detail(details: dict[str, Any], name: str, *rest: Any) -> None:
    if len(rest) == 1:
        details[name] = rest[0]
    else:
        member, value = rest
        details.setdefault(name, {})[member] = value


def _leg(account: str, unit: str, amount: Any, spread: dict[str, Any] | None = None) -> Leg:
    mass = _mass(amount) if type(amount) is dict else amount
    if type(mass) not in {ElementMass, int}:
        raise ValueError("an amount is a whole number or masses by element")
    return Leg(account, unit, mass, None if spread is None else _spread(spread))


def _mass(amounts: Mapping[str, Any]) -> ElementMass:
    if not all(type(amount) is int for amount in amounts.values()):
        raise ValueError("a mass is a whole number")
    return ElementMass(tuple(amounts.items()))


def _spread(plain: dict[str, Any]) -> Spread:
    shared = tuple((name, _mass(mass)) for name, mass in plain.get("shared", {}).items())
    return Spread(_mass(plain.get("random", {})), shared, plain.get("reset", False))


def _masses(entry: Entry) -> Iterator[ElementMass]:
    for leg in entry.legs:
        if isinstance(leg.amount, ElementMass):
            yield leg.amount
        if leg.spread is not None:
            yield leg.spread.random_mg
            yield from (mass for _, mass in leg.spread.shared_mg)


def _is_in_order(mass: ElementMass) -> bool:
    return mass == ElementMass.of(dict(mass.parts))


def _refuse_other_numbers(values: Iterable[Any]) -> None:
    for value in values:
        if type(value) is float or (type(value) is int and not -INTEGER_LIMIT < value < INTEGER_LIMIT):
            raise ValueError("numbers are whole and of 64 bits")
        if type(value) in {list, dict}:
            _refuse_other_numbers(value.values() if type(value) is dict else value)
