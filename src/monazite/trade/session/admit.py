"""Who and what is traded: the venue's rules, instruments, members; all of them by the venue's own word."""

from __future__ import annotations

from monazite.core import Problem
from monazite.trade.match.reference import ReferenceEngine
from monazite.trade.record import Instrument
from monazite.trade.session.book import end, fresh_engine, rebuild
from monazite.trade.session.clock import day_of
from monazite.trade.session.clockwork import call_off_of
from monazite.trade.session.said import problem
from monazite.trade.session.state import Market, Member, State, Turn
from monazite.trade.session.vigil import weigh
from monazite.trade.venues import (
    Licence,
    RuleVersion,
    admit,
    instrument_fault,
    instrument_from_json,
    rules_from_json,
    rules_on,
)
from monazite.trade.venues.rule_json import licence_from_json

GRADE_PER_CENTS = 10
"""How many per cent of REO beyond the base a grade-adjusted contract takes, unless the command says otherwise."""


def rules(state: State, turn: Turn) -> Problem | None:
    """``rules``: announces a version; the first is in force at once where its day has come."""
    version = rules_from_json(turn.command["rules"], "rules")
    if isinstance(version, tuple):
        return version[0]
    if version.venue != state.venue:
        return problem("venue-other", "rules, venue", found=version.venue, venue=state.venue)
    licences: list[Licence] = []
    for stated in turn.command.get("licences") or []:
        licence = licence_from_json(stated, "licences")
        if isinstance(licence, tuple):
            return licence[0]
        licences.append(licence)
    today = day_of(turn.time_ms)
    wrong = admit(state.versions, version, today, licences)
    if wrong is not None:
        return wrong
    state.versions.append(version)
    if state.rules is None and version.effective <= today:
        state.rules = version
    turn.events.append({"kind": "rules", "rules": version.number, "effective": version.effective})
    return None


def instrument(state: State, turn: Turn) -> Problem | None:
    """``instrument``: lists one, or changes one outside of a day when nothing but orders depends on it."""
    said = turn.command
    found = instrument_from_json(said["instrument"], "instrument")
    if isinstance(found, tuple):
        return found[0]
    rules = state.rules or rules_on(state.versions, day_of(turn.time_ms))
    if rules is None:
        return problem("rules-none", f"instrument {found.id}")
    wrong = instrument_fault(rules, found)
    if wrong is not None:
        return wrong
    adjust = said.get("adjust_most_fen_per_tonne")
    if adjust is None:
        adjust = GRADE_PER_CENTS * found.chemistry.grade_step_fen_per_tonne
    version = said.get("rules") or 1
    market = state.markets.get(found.id)
    if market is None:
        engine = ReferenceEngine(fresh_engine(state, None))
        state.markets[found.id] = Market(found, version, adjust, engine)
    else:
        wrong = _change_fault(state, market, found, adjust)
        if wrong is not None:
            return wrong
        _change(state, turn, market, found, (version, adjust))
    turn.events.append({"kind": "instrument", "instrument": found.id, "rules": version})
    return None


def _change_fault(state: State, market: Market, new: Instrument, adjust: int) -> Problem | None:
    place = f"instrument {new.id}"
    if state.day:
        return problem("instrument-day", place, day=state.day)
    if any(each.market is market for each in state.obligations.values()):
        return problem("instrument-in-use", place)
    if any(offer.market is market for offer in state.offers.values()):
        return problem("instrument-in-use", place)
    old = market.instrument
    if any(receipt.instrument == new.id for receipt in state.receipts.values()) and (
        old.lot_mg != new.lot_mg or old.tolerance_ppm > new.tolerance_ppm or adjust < market.adjust_most
    ):
        return problem("instrument-receipts", place)
    return None


def _change(state: State, turn: Turn, market: Market, new: Instrument, terms: tuple[int, int]) -> None:
    for hold in list(market.orders.values()):
        end(state, turn, hold, "instrument-changed")
    market.instrument, (market.rules, market.adjust_most) = new, terms
    rebuild(state, market)


def member(state: State, turn: Turn) -> Problem | None:
    """``member``: admits one; the venue itself never, nor as somebody's owner."""
    said = turn.command
    name, owner = said["member"], said.get("owner") or said["member"]
    if state.venue in {name, owner}:
        return problem("venue-as-member", f"member {name}", venue=state.venue)
    held = state.members.get(name)
    if held is not None and held.owner_id != owner:
        wrong = _owner_fault(state, held)
        if wrong is not None:
            return wrong
    number = state.owners.setdefault(owner, len(state.owners) + 1)
    if held is None:
        state.members[name] = Member(name, number, owner, said["is_industrial"])
        state.groups.setdefault(number, []).append(name)
    else:
        _readmit(state, held, number, owner, is_industrial=said["is_industrial"])
    if state.members[name].is_active and said.get("is_active") is False:
        call_off_of(state, turn, state.members[name])
    state.members[name].is_active = said.get("is_active") is not False
    turn.events.append({"kind": "member", "to": name, "is_industrial": said["is_industrial"], "owner": owner})
    return None


def _owner_fault(state: State, held: Member) -> Problem | None:
    """A change of owner waits until nothing is open, so that no two orders of one owner can meet."""
    if held.live or any(held in {each.buyer, each.seller} for each in state.obligations.values()):
        return problem("member-open", f"member {held.id}")
    return None


def _readmit(state: State, held: Member, number: int, owner: str, *, is_industrial: bool) -> None:
    state.groups[held.owner].remove(held.id)
    state.groups.setdefault(number, []).append(held.id)
    held.owner, held.owner_id, held.is_industrial = number, owner, is_industrial
    for market in state.markets.values():
        weigh(state, market)


def rules_on_day(state: State, version: RuleVersion | None, turn: Turn) -> None:
    """Put the rules of a new day in force; where funding changes, what was set aside under the old ones is over."""
    if version is None or state.rules is version:
        return
    old = state.rules
    state.rules = version
    for market in state.markets.values():
        if old is not None and old.parameters.funding != version.parameters.funding:
            for hold in list(market.orders.values()):
                end(state, turn, hold, "rules-changed")
        rebuild(state, market)
