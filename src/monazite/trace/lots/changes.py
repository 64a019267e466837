"""Movements (物料事项): what an entry means for the matter of each firm; the monthly report adds them up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from monazite.core import ElementMass
from monazite.ledger.record import Posted
from monazite.trace.lots.bulk import Values
from monazite.trace.lots.legs import STOCK, HeldLeg, OuterLeg
from monazite.trace.lots.state import LotState
from monazite.trace.lots.tables import words_of
from monazite.trace.lots.weighing import reo_mg, total_of

STILL = frozenset({"ship", "offer", "pledge"})
"""Kinds that move a lot between accounts of one firm only."""
IN, OUT = "in", "out"
BUYER, SELF, BLOCKED = "buyer", "self", "blocked"


class Act(NamedTuple):
    """A row of ``movements.csv``: its name, and whether a firm's stock grows (1) or shrinks (-1) by it, or neither."""

    name: str
    stock_sign: int


class Change(NamedTuple):
    """One change of one firm's matter. What it changes the stock by is ``reo_mg`` times the act's sign."""

    firm: str
    lot: str
    act: Act
    counterparty: str | None
    reo_mg: int


class _Net(NamedTuple):
    firm: str
    lot: str
    total_mg: int
    reo_mg: int


def movement_rows(
    posted: Posted, held: Sequence[HeldLeg], outer: Sequence[OuterLeg], lots: Mapping[str, LotState]
) -> list[Values]:
    """The rows of ``trace_movements`` that an entry makes.

    Args:
        posted: the entry.
        held: its legs on lots.
        outer: its other legs of matter.
        lots: by id, all that it touches.
    """
    entry, number = posted.entry, posted.number
    rows: list[Values] = []
    kind, month, day, invoice = entry.kind, entry.time[:7], entry.time[:10], entry.details.get("invoice")
    for firm, name, act, other, reo in movements_of(kind, held, outer, lots):
        lot = lots[name]
        rows.append((
            number, len(rows), firm, day, month, act.name, lot.product, lot.stage, lot.klass, name, other, reo,
            act.stock_sign, invoice, posted.recorded_ms,
        ))  # fmt: skip
    return rows


def movements_of(
    kind: str, held: Sequence[HeldLeg], outer: Sequence[OuterLeg], lots: Mapping[str, LotState]
) -> list[Change]:
    """Which act each net change of a lot is. A reversal is the act that it takes back, with less than nothing."""
    if kind in STILL or not held or (kind == "arrive" and not outer):
        return []
    nets, known = _nets(held), acts()
    other_side = min((leg for leg in outer if leg.role in ranks()), key=_rank, default=None)
    blocked = BLOCKED in [leg.role for leg in held]
    if blocked and not nets:
        return list(_blocked(held, other_side))
    firms = list(dict.fromkeys([net.firm for net in nets]))
    changes = []
    for firm, lot, total_mg, reo in nets:
        way = IN if (total_mg > 0) != (kind == "reverse") else OUT
        other: str | None
        if len(firms) > 1:
            act, other = known[BUYER, way], firms[1] if firm == firms[0] else firms[0]
        elif blocked or other_side is None:
            act, other = known[BLOCKED if blocked else SELF, IN if blocked else way], None
        else:
            act, other = _against(kind, way, other_side, lots[lot]), other_side.counterparty
        changes.append(Change(firm, lot, act, other, reo * act.stock_sign))
    return changes


def _nets(held: Sequence[HeldLeg]) -> list[_Net]:
    """What each firm's stock of each lot changes by, over all its accounts; what only changes account is left out."""
    if len({(leg.holder, leg.lot) for leg in held}) == len(held):
        return [_Net(leg.holder, leg.lot, leg.total_mg, leg.reo_mg) for leg in held if leg.role in STOCK]
    by_lot: dict[tuple[str, str], list[ElementMass]] = {}
    for leg in held:
        if leg.role in STOCK:
            by_lot.setdefault((leg.holder, leg.lot), []).append(leg.matter)
    sums = ((firm, lot, total_of(matters)) for (firm, lot), matters in by_lot.items())
    return [_Net(firm, lot, net.total.mg, reo_mg(net)) for firm, lot, net in sums if net]


def _against(kind: str, way: str, leg: OuterLeg, lot: LotState) -> Act:
    """The act by what stands on the other side. An adjustment may take back an act that goes the other way."""
    if kind == "adjust" and leg.role == "line":
        way = IN if lot.line == leg.last else OUT
    return acts().get((leg.role, way)) or acts()[leg.role, OUT if way == IN else IN]


def _blocked(held: Sequence[HeldLeg], other_side: OuterLeg | None) -> Iterator[Change]:
    """Matter that comes into a blocked account, or leaves it by confiscation: no stock of anybody."""
    is_taken = other_side is not None and other_side.role == "confiscated"
    act, sign = (acts()["confiscated", BLOCKED], -1) if is_taken else (acts()["ground", BLOCKED], 1)
    for leg in held:
        yield Change(leg.holder, leg.lot, act, other_side.counterparty if other_side else None, leg.reo_mg * sign)


@cache
def acts() -> Mapping[tuple[str, str], Act]:
    """Acts by the role on the other side and the direction in which a lot's matter goes."""
    rows = words_of("movements.csv")
    return {(row["role"], row["direction"]): Act(row["act"], int(row["stock_sign"])) for row in rows}


@cache
def ranks() -> Mapping[str, int]:
    """Roles on the other side; where an entry has several, the first says what it is."""
    return {role: rank for rank, role in enumerate(dict.fromkeys(row["role"] for row in words_of("movements.csv")))}


def _rank(leg: OuterLeg) -> int:
    return ranks()[leg.role]
