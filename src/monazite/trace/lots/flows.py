"""The chain as flows between nodes (物料流向): where matter of a year came from, what it went through, where it is.

Every node is exact: what stood there when the year began and what came in equals what went out and what stands there at
its end, to the rounding of oxides (折算) of single legs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, case, func, null, or_, select

from monazite.ledger import posted_by
from monazite.ledger.tables import ACCOUNTS, TOUCHES
from monazite.trace.lots.tables import LINE_MOVES, LOT_MOVES, LOTS, MOVEMENTS
from monazite.trace.lots.weighing import reo_mg
from monazite.trace.tables import SCHEMAS

PARTIES = SCHEMAS["trace_parties"].table
NOISE_MG = 1_000
"""Flows of less are left out: a gram is more than all rounding of a year, and less than any motor holds."""
BEFORE, DURING = 0, 1
SOURCE_KINDS, LEAVING = ("import", "receive"), ("consume", "export")
WITHIN = ("sell", "offer", "pledge")
"""Kinds of entry that move a lot from one holder or account to another and change no node."""
BORN, WENT = ("imported", "received"), ("consumed", "exported")
"""Movements whose other side names a source, and those whose other side names an exit."""
EXITS = {
    "arrive": "loss", "write_off": "loss", "confiscate": "confiscated",
    "blend": "mixed", "reverse": "correction", "adjust": "correction",
}  # fmt: skip
"""Kind of entry, and where what leaves a lot by it goes."""
STANDING = {"transit": "transit", "blocked": "blocked"}
"""Role of an account, and the node that shows what stands there at the year's end; stock for all others."""
RECYCLED = ("stated", "unknown")

Amounts = Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Flow:
    """What went from one node to another in a year.

    Args:
        source: ``opening``, ``mined:rock``, ``mined:ion``, ``import:AU``, ``recycled:stated``, ``bought``, ``found``,
            ``mixed``, ``stage:separation`` …; ``unaccounted`` and ``correction`` where they add matter.
        target: ``stage:separation`` …, ``use:motors``, ``export:DE``, ``tailings``, ``loss``, ``transit``, ``blocked``,
            ``confiscated``, ``unaccounted``, ``correction``, ``stock``, ``lines``.
        mass_mg: milligrams of REO, or of the element.
    """

    source: str
    target: str
    mass_mg: int


def year_span(connection: Connection) -> tuple[int, int] | None:
    """First and last year in which anything happened to a lot; None while nothing has."""
    first, last = connection.execute(select(func.min(LOT_MOVES.c.day), func.max(LOT_MOVES.c.day))).one()
    return None if first is None else (first.year, last.year)


def chain_flows(connection: Connection, year: int, element: str | None = None) -> tuple[Flow, ...]:
    """All flows of a year, the largest first.

    Args:
        connection: to read from.
        year: of the events.
        element: symbol; None for all rare earths, as oxides.
    """
    found: Amounts = Counter()
    _add_lots(connection, year, element, found)
    _add_lines(connection, year, element, found)
    _add_remainders(connection, year, element, found)
    return tuple(
        Flow(source, target, mass)
        for (source, target), mass in sorted(_forward(found).items(), key=lambda item: (-item[1], item[0]))
    )


def _forward(found: Amounts) -> dict[tuple[str, str], int]:
    """Flows with positive amounts; what is negative runs the other way, and what does not show is left out."""
    forward: Counter[tuple[str, str]] = Counter()
    for (source, target), mass in found.items():
        if source != target:
            forward[(source, target) if mass > 0 else (target, source)] += abs(mass)
    return {pair: mass for pair, mass in forward.items() if mass >= NOISE_MG}


def _mass(table: Table, element: str | None) -> ColumnElement[int]:
    """Sum of what the legs of a group move."""
    amount = table.c.reo_mg if element is None else table.c.matter[element].as_integer()
    return func.coalesce(func.sum(amount), 0)


def _period(table: Table, year: int) -> ColumnElement[int]:
    return case((table.c.day < date(year, 1, 1), BEFORE), else_=DURING)


def _add_lots(connection: Connection, year: int, element: str | None, found: Amounts) -> None:
    """From the node of a lot to what it was used for, and to where it stands."""
    for row in _lot_rows(connection, year, element):
        when, kind, role, stage, klass, made, source, other, mass = row
        node, used = _node(stage, klass, made, source), _use(kind, other)
        if when == BEFORE:
            found["opening", node] += mass
        elif used:
            found[node, used] -= mass
        found[node, STANDING.get(role, "stock")] += mass


def _lot_rows(connection: Connection, year: int, element: str | None) -> Iterator[Any]:
    """Sums over the legs of lots; three queries, since few kinds of entry need to know the other side."""
    born, went, fed = MOVEMENTS.alias("born"), MOVEMENTS.alias("went"), _fed()
    lots = LOT_MOVES.join(LOTS, LOTS.c.id == LOT_MOVES.c.lot).outerjoin(
        born, and_(LOTS.c.kind.in_(SOURCE_KINDS), _of_lot(born, LOTS.c.entry_number, BORN))
    )
    joined_fed = lots.join(fed, fed.c.entry_number == LOT_MOVES.c.entry_number)
    joined_went = lots.join(went, _of_lot(went, LOT_MOVES.c.entry_number, WENT))
    kind = LOT_MOVES.c.kind
    for source, other, wanted in (
        (lots, null(), kind.not_in((*WITHIN, *LEAVING, "feed"))),
        (joined_fed, fed.c.stage, kind == "feed"),
        (joined_went, went.c.counterparty, kind.in_(LEAVING)),
    ):
        keys = (_period(LOT_MOVES, year), kind, LOT_MOVES.c.role, LOTS.c.stage, LOTS.c["class"], LOTS.c.kind)
        named = (*keys, born.c.counterparty, other)
        summed = select(*named, _mass(LOT_MOVES, element)).select_from(source)
        yield from connection.execute(summed.where(wanted, LOT_MOVES.c.day < date(year + 1, 1, 1)).group_by(*named))


def _of_lot(movements: Any, entry_number: ColumnElement[int], acts: tuple[str, ...]) -> ColumnElement[bool]:
    return and_(movements.c.entry_number == entry_number, movements.c.lot == LOTS.c.id, movements.c.act.in_(acts))


def _fed() -> Any:
    """Entries that feed a line, with the stage."""
    wanted = select(LINE_MOVES.c.entry_number, LINE_MOVES.c.stage).where(LINE_MOVES.c.kind == "feed")
    return wanted.distinct().subquery("fed")


def _node(stage: str | None, klass: str, made: str, source: str | None) -> str:
    """The node a lot stands for: its source, or the stage that made it."""
    if made == "import":
        return f"import:{(source or '?').partition('/')[0]}"
    if made == "receive":
        origin = (source or "").partition("/")[0]
        return f"recycled:{origin}" if origin in RECYCLED else "bought"
    if made == "found":
        return "found"
    if stage == "mining" or stage is None:
        return f"mined:{klass}" if klass != "all" else "mixed"
    return f"stage:{stage}"


def _use(kind: str, other: str | None) -> str | None:
    """Where an entry takes what leaves a lot; None where it makes the lot, the node itself, or only moves it."""
    if kind == "feed":
        return f"stage:{other or 'other'}"
    if kind == "export":
        return f"export:{(other or '?').partition('/')[0]}"
    if kind == "consume":
        return f"use:{other or '?'}"
    return EXITS.get(kind)


def _add_lines(connection: Connection, year: int, element: str | None, found: Amounts) -> None:
    """What stands in the lines, what inventories found missing, what corrections changed."""
    stage = func.coalesce(LINE_MOVES.c.stage, PARTIES.c.stage, "other")
    keys = (_period(LINE_MOVES, year), LINE_MOVES.c.kind, stage)
    joined = LINE_MOVES.outerjoin(PARTIES, PARTIES.c.id == LINE_MOVES.c.line)
    wanted = select(*keys, _mass(LINE_MOVES, element)).select_from(joined)
    rows = connection.execute(wanted.where(LINE_MOVES.c.day < date(year + 1, 1, 1)).group_by(*keys))
    for when, kind, name, mass in rows:
        node = f"stage:{name}"
        found[node, "lines"] += mass
        if when == BEFORE:
            found["opening", node] += mass
        elif kind == "inventory":
            found[node, "unaccounted"] -= mass
        elif kind not in ("feed", "output"):
            found[node, "correction"] -= mass


def _add_remainders(connection: Connection, year: int, element: str | None, found: Amounts) -> None:
    """Tailings and losses of outputs: what left a line and did not become a lot."""
    roles = _ends(connection)
    for number, stage, mass in _remainders(connection, year, element):
        node = f"stage:{stage or 'other'}"
        ends = roles.get(number, ("loss",))
        parts = {ends[0]: mass} if len(ends) == 1 else _booked(connection, number, element)
        for role, part in parts.items():
            found[node, role] += part


def _remainders(connection: Connection, year: int, element: str | None) -> Iterator[tuple[int, str | None, int]]:
    """Number, stage and remainder of the outputs of a year that leave one."""

    def outputs(table: Table, *columns: Any) -> Any:
        within = (table.c.day >= date(year, 1, 1), table.c.day < date(year + 1, 1, 1), table.c.kind == "output")
        wanted = select(table.c.entry_number, *columns, _mass(table, element)).where(*within)
        return connection.execute(wanted.group_by(table.c.entry_number))

    lots = {number: int(mass) for number, mass in outputs(LOT_MOVES)}
    for number, stage, mass in outputs(LINE_MOVES, func.max(LINE_MOVES.c.stage)):
        left = -mass - lots.get(number, 0)
        if left:
            yield number, stage, left


def _ends(connection: Connection) -> Mapping[int, tuple[str, ...]]:
    """By number of entry: tailings, loss or both, as its accounts say."""
    wanted = (
        select(TOUCHES.c.entry, ACCOUNTS.c.role)
        .join_from(ACCOUNTS, TOUCHES, TOUCHES.c.account == ACCOUNTS.c.number)
        .where(or_(ACCOUNTS.c.role == "tailings", ACCOUNTS.c.role == "loss"))
    )
    found: dict[int, tuple[str, ...]] = {}
    for number, role in connection.execute(wanted.distinct()):
        found[number] = (*found.get(number, ()), role)
    return found


def _booked(connection: Connection, number: int, element: str | None) -> dict[str, int]:
    """What one entry books to tailings and to losses, where it does both."""
    parts: Counter[str] = Counter()
    for leg in posted_by(connection, number).entry.legs:
        if leg.role in ("tailings", "loss") and not isinstance(leg.amount, int):
            parts[leg.role] += reo_mg(leg.amount) if element is None else leg.amount[element]
    return parts
