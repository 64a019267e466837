"""A trading day (交易日) opened with what is known: the journal's news, reference prices, the first phases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from monazite.core import Problem, ProblemError, shanghai_day
from monazite.facts import facts_of_kind
from monazite.trade.index import Assessment, assessments_of
from monazite.trade.index.robust import half_even
from monazite.trade.record import Instrument
from monazite.trade.session.lookup import method_fault

if TYPE_CHECKING:
    from monazite.app.trade.market import Market as Venues
    from monazite.trade.session import Machine
    from monazite.trade.session.state import Market

Source = Literal["given", "settlement", "index", "fact"]
"""Where a reference price (参考价) comes from, best first: said by the venue, the settlement price of the last trading
day, the newest value of the product in the published index, the newest price in a paper."""
FACT_DAYS_MOST = 31
"""How many days old a price in a paper may be to be a reference."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The reference price of an instrument for a day, from which its price limits follow.

    Args:
        price_ticks: in ticks of the instrument.
        source: where it comes from.
        day: of the value; None for one that was given.
        fact: id of the fact; empty for other sources.
    """

    price_ticks: int
    source: Source
    day: date | None = None
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """What became of a day that was to begin.

    Args:
        day: the date in Asia/Shanghai.
        is_open: whether it is open now.
        references: of the instruments that have one, by id; none where the day was open before.
        phases: by instrument, the phase it was put into.
        problems: what the session did not take, and why.
    """

    day: date
    is_open: bool
    references: Mapping[str, Reference]
    phases: Mapping[str, str]
    problems: tuple[Problem, ...]


def begin(venues: Venues, venue: str, references: Mapping[str, int] | None = None) -> Begun:
    """Open today at a venue; see `monazite.app.trade.market.Market.begin`."""
    desk = venues.desk(venue)
    problems = venues.learn(venue)
    venues.oversee(venue)
    day = shanghai_day(desk.now())
    found: dict[str, Reference] = {}
    if desk.ask(lambda machine: machine.state.day) != day.isoformat():
        found = _references(venues, venue, day, references or {})
        ticks = {name: one.price_ticks for name, one in found.items()}
        ticks |= {name: price for name, price in (references or {}).items() if name not in ticks}
        opened = desk.submit(venue, {"kind": "open_day", "day": day.isoformat(), "references": ticks})
        if opened.status != "accepted":
            refused = (opened.problem,) if opened.problem else ()
            return Begun(day, is_open=False, references={}, phases={}, problems=(*problems, *refused))
    wanted = desk.ask(first_phases)
    said: list[tuple[str, Mapping[str, Any]]] = [
        (venue, {"kind": "phase", "instrument": name, "phase": phase}) for name, phase in wanted.items()
    ]
    answers = desk.submit_all(said) if said else []
    problems += [answer.problem for answer in answers if answer.problem is not None]
    taken = {
        name: phase for (name, phase), answer in zip(wanted.items(), answers, strict=True)
        if answer.status == "accepted"
    }  # fmt: skip
    return Begun(day, is_open=True, references=found, phases=taken, problems=tuple(problems))


def first_phases(machine: Machine) -> dict[str, str]:
    """With which phase the book of each instrument begins: a call auction where rules and contract have one.

    Without a call auction it is continuous trading; instruments without a book, halted ones and those whose day has
    gone further are left as they are.
    """
    state = machine.state
    wanted: dict[str, str] = {}
    for name, market in state.markets.items():
        phase = next((each for each in ("call", "continuous") if method_fault(state, market, each, name) is None), None)
        if phase and market.phase == "open" and not market.halted_by:
            wanted[name] = phase
    return wanted


def _references(venues: Venues, venue: str, day: date, given: Mapping[str, int]) -> dict[str, Reference]:
    """Of every listed instrument the best reference there is."""
    markets = venues.desk(venue).ask(_settlements)
    index, facts = _index_values(venues, venue, day), _newest_facts(venues, day, {one.product for one, _, _ in markets})
    found: dict[str, Reference] = {}
    for instrument, settlement, last_day in markets:
        reference = (
            Reference(given[instrument.id], "given") if instrument.id in given
            else Reference(settlement, "settlement", date.fromisoformat(last_day)) if settlement and last_day
            else _of_product(instrument, index, facts)
        )  # fmt: skip
        if reference is not None:
            found[instrument.id] = reference
    return found


def _settlements(machine: Machine) -> list[tuple[Instrument, int | None, str]]:
    """Of every instrument the settlement price of the last trading day, and that day."""
    markets: list[Market] = list(machine.state.markets.values())
    board = {row["instrument"]: row["settlement"] for row in machine.board()}
    return [(one.instrument, board[one.instrument.id], machine.state.last_day) for one in markets]


def _of_product(
    instrument: Instrument, index: Mapping[str, tuple[int, date]], facts: Mapping[str, Assessment]
) -> Reference | None:
    """What is known of a product outside the venue's own trading, in whole ticks, rounded half-even once."""
    tick, product = instrument.tick_fen_per_tonne, instrument.product
    if product in index:
        price, day = index[product]
        return _in_ticks(price, tick, "index", day)
    fact = facts.get(product)
    return None if fact is None else _in_ticks(fact.fen_per_tonne, tick, "fact", fact.day, fact.id)


def _in_ticks(fen_per_tonne: int, tick: int, source: Source, day: date, fact: str = "") -> Reference | None:
    ticks = half_even(fen_per_tonne, tick)
    return Reference(ticks, source, day, fact) if ticks else None


def _index_values(venues: Venues, venue: str, day: date) -> dict[str, tuple[int, date]]:
    """By product the newest value of the published index, and its day; none where there is no index to read."""
    try:
        series = venues.index(venue).published().series
    except ProblemError:
        return {}
    return {
        one.product: (one.fen_per_tonne, one.day)
        for one in series.values if one.fen_per_tonne is not None and one.day <= day
    }  # fmt: skip


def _newest_facts(venues: Venues, day: date, products: set[str]) -> dict[str, Assessment]:
    """By product the newest price of a day that papers state; of several for a day the first in order of price."""
    with venues.reading() as connection:
        stated = facts_of_kind(connection, "price", day - timedelta(days=FACT_DAYS_MOST), day)
        found = sorted(assessments_of(stated, products), key=lambda one: (one.day, -one.fen_per_tonne))
    return {one.product: one for one in found}
