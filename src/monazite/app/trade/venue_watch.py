"""What only the journal can judge (counts, liens, load-out, deliveries put off) halts a venue's instruments at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from monazite.app.trade.venue_day import first_phases
from monazite.core import shanghai_day
from monazite.trade.ready import day_ends
from monazite.trade.receipts.registers import SUSPENDED
from monazite.trade.receipts.stock import market_state
from monazite.trade.safeguards import Finding, MarketState, Obligation, daily
from monazite.trade.session.vigil import limits
from monazite.trade.tables import TABLES

if TYPE_CHECKING:
    from monazite.app.trade.desk import Desk
    from monazite.app.trade.market import Market as Venues
    from monazite.trade.session import Machine

Why = tuple[str, str]
"""Rule, and what it found wrong: a receipt, an obligation, the instrument."""
COUNT_OFF = "weight"
"""The rule of a suspended receipt: a count or an arbitration found other goods than it states."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a venue's session knows and the journal does not.

    Args:
        day: trading day, the last one where none is open; empty before the first.
        halted: by instrument, rule and subject of the halt that the journal's rules called; both empty for none.
        outside: by instrument, what is paid outside in fen per tonne.
        owed: id, instrument and number of the trading day of what is due.
        day_number: how many trading days were opened.
        limits: thresholds of the safeguards by name.
    """

    day: str
    halted: Mapping[str, Why]
    outside: Mapping[str, int]
    owed: tuple[tuple[str, str, int], ...]
    day_number: int
    limits: Mapping[str, int]


def oversee(venues: Venues, venue: str, day: date | None = None) -> tuple[Finding, ...]:
    """Judge a venue by all rules; see `monazite.app.trade.market.Market.oversee`."""
    desk = venues.desk(venue)
    today = day or shanghai_day(desk.now())
    seen = desk.ask(_seen)
    with venues.reading() as connection:
        found = daily(_state(connection, venue, today, seen), seen.limits)
        suspended = _suspended(connection, venue)
    _tell(desk, venue, seen, _halts(seen, found, suspended))
    return found


def halt_suspended(venues: Venues, venue: str) -> None:
    """Halt what has a suspended receipt in store; whatever else is halted stays so, as `oversee` left it."""
    desk = venues.desk(venue)
    seen = desk.ask(_seen)
    with venues.reading() as connection:
        suspended = _suspended(connection, venue)
    halts = {name: why for name, why in seen.halted.items() if why[0]}
    for name in seen.halted.keys() & suspended.keys():
        halts.setdefault(name, (COUNT_OFF, suspended[name]))
    _tell(desk, venue, seen, halts)


def _seen(machine: Machine) -> Seen:
    state = machine.state
    return Seen(
        state.last_day, {name: (one.judged_by, one.judged_about) for name, one in state.markets.items()},
        {name: one.outside for name, one in state.markets.items() if one.outside is not None},
        tuple((name, owed.market.instrument.id, owed.due) for name, owed in state.obligations.items()),
        state.day_number, limits(state),
    )  # fmt: skip


def _state(connection: Connection, venue: str, day: date, seen: Seen) -> MarketState:
    outside = {name: (fen, seen.day) for name, fen in seen.outside.items()}
    ended = list(day_ends(connection, venue))
    return replace(
        market_state(connection, venue, day, outside), obligations=tuple(_overdue(seen, ended)),
        reported=ended[-1] if ended else None,
    )  # fmt: skip


def _overdue(seen: Seen, ended: list[str]) -> Iterator[Obligation]:
    """What should have been delivered or paid on a trading day that has begun; days are numbered from 1."""
    days = ended if len(ended) >= seen.day_number else [*ended, seen.day]
    for name, instrument, due in seen.owed:
        if due <= len(days):
            yield Obligation(name, instrument, days[due - 1])


def _suspended(connection: Connection, venue: str) -> dict[str, str]:
    """By instrument, a receipt in store that is suspended."""
    columns = TABLES["trade_receipts"].c
    wanted = select(columns.instrument, columns.id).where(columns.venue == venue, columns.status == SUSPENDED)
    rows = connection.execute(wanted.order_by(columns.id.desc()))
    return {str(row.instrument): str(row.id) for row in rows}


def _halts(seen: Seen, found: tuple[Finding, ...], suspended: Mapping[str, str]) -> dict[str, Why]:
    """Why each listed instrument is to be halted; those that nothing halts are left out."""
    halts: dict[str, Why] = {}
    for name in seen.halted:
        if name in suspended:
            halts[name] = (COUNT_OFF, suspended[name])
        for one in found:
            if one.severity == "halt" and one.instrument in {name, ""}:
                halts.setdefault(name, (one.rule, one.about))
    return halts


def _tell(desk: Desk, venue: str, seen: Seen, halts: Mapping[str, Why]) -> None:
    """Tell the session what to halt and what to resume; what resumes gets the phase with which a day begins."""
    said: list[Mapping[str, Any]] = [
        {"kind": "halt", "instrument": name, "rule": rule, "about": about}
        for name, (rule, about) in halts.items() if seen.halted[name] != (rule, about)
    ]  # fmt: skip
    lifted = [name for name, why in seen.halted.items() if why[0] and name not in halts]
    said += [{"kind": "resume", "instrument": name} for name in lifted]
    if said:
        desk.submit_all([(venue, command) for command in said])
    phases = desk.ask(first_phases) if lifted else {}
    begins: list[Mapping[str, Any]] = [
        {"kind": "phase", "instrument": name, "phase": phases[name]} for name in lifted if name in phases
    ]
    if begins:
        desk.submit_all([(venue, command) for command in begins])
