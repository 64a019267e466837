"""Rules and instruments by version: announced ahead, never backwards, never altered (规则不溯及既往).

Fanya deleted its rule of forced closing overnight; a venue here may announce any change, for a day that has not begun.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import chain

from monazite.core import Problem
from monazite.trade.record import Instrument, Method
from monazite.trade.safeguards.limits import looser
from monazite.trade.venues.instrument_json import instrument_as_json, instrument_from_json
from monazite.trade.venues.record import InstrumentVersion, Licence, Profile, RuleVersion
from monazite.trade.venues.rule_json import rules_from_json
from monazite.trade.venues.said import like, problem
from monazite.trade.venues.strict import is_day
from monazite.trade.venues.tables import profiles


def admit(
    versions: Sequence[RuleVersion], new: RuleVersion, today: str, licences: Iterable[Licence] = ()
) -> Problem | None:
    """Why a new version of a venue's rules cannot be announced, or None when it can.

    Args:
        versions: of the venue, announced before, in any order.
        new: the version announced now.
        today: the day of the announcement.
        licences: recorded for the venue.
    """
    place = f"{new.venue} rules {new.number}"
    known = profiles().get(new.profile)
    if known is None:
        names = tuple(profiles())
        return problem("venue-profile", place, found=new.profile, nearest=like(new.profile, names))
    return (
        next(
            chain(
                _order_faults(versions, new, today, place),
                _notice_faults(versions, new, today, place),
                _profile_faults(new, known, place),
            ),
            None,
        )
        or licence_fault(new, new.effective, licences)
        or _shape_fault(rules_from_json(new.as_json(), place))
    )


def licence_fault(rules: RuleVersion, day: str, licences: Iterable[Licence]) -> Problem | None:
    """Why a venue may not trade under its rules on a day: its profile needs a licence that holds then, or None.

    Args:
        rules: in force on the day.
        day: of trading.
        licences: recorded for the venue.
    """
    profile = profiles()[rules.profile]
    own = [one for one in licences if (one.venue, one.profile) == (rules.venue, profile.id)]
    if not profile.needs_licence or any(one.holds(day) for one in own):
        return None
    held = "; ".join(f"{one.id} {one.since}/{one.until or '…'}" for one in own) or "–"
    return problem("venue-licence", f"{rules.venue} rules {rules.number}", profile=profile.id, day=day, found=held)


def rules_on(versions: Iterable[RuleVersion], day: str) -> RuleVersion | None:
    """The version in force on a day: of those that have begun, the last announced; None before the first."""
    return max((one for one in versions if one.effective <= day), key=lambda one: one.number, default=None)


def admit_instrument(
    versions: Sequence[InstrumentVersion], new: InstrumentVersion, today: str, rules: RuleVersion | None
) -> Problem | None:
    """Why a new version of an instrument cannot be announced, or None when it can.

    Args:
        versions: of this instrument at this venue, announced before.
        new: the version announced now.
        today: the day of the announcement.
        rules: of the venue on the day on which the version takes effect.
    """
    place = f"{new.venue} {new.instrument.id} {new.number}"
    if rules is None:
        return problem("rule-none", place, day=new.effective)
    found = next(_order_faults(versions, new, today, place), None)
    if found is None and any(one.instrument.id != new.instrument.id for one in versions):
        found = problem("rule-other", place, found=new.instrument.id)
    return (
        found
        or instrument_fault(rules, new.instrument)
        or _shape_fault(instrument_from_json(instrument_as_json(new.instrument), place))
    )


def instrument_on(versions: Iterable[InstrumentVersion], day: str) -> InstrumentVersion | None:
    """The version in force on a day, or None before the first."""
    return max((one for one in versions if one.effective <= day), key=lambda one: one.number, default=None)


def instrument_fault(rules: RuleVersion, instrument: Instrument) -> Problem | None:
    """Why an instrument cannot be traded under the rules: none of its methods is theirs."""
    if instrument.methods & rules.parameters.methods:
        return None
    known = ", ".join(sorted(rules.parameters.methods))
    return problem("venue-method", instrument.id, found=", ".join(sorted(instrument.methods)), known=known)


def method_fault(rules: RuleVersion, instrument: Instrument, method: Method) -> Problem | None:
    """Why an instrument cannot be traded by a method at the venue, or None when it can."""
    if method in rules.parameters.methods and method in instrument.methods:
        return None
    both = ", ".join(sorted(rules.parameters.methods & instrument.methods))
    return problem("venue-method", instrument.id, found=method, known=both)


Version = RuleVersion | InstrumentVersion


def _shape_fault(read: object) -> Problem | None:
    """What is wrong with a record that would not be read back: a number that cannot be, a name too long."""
    return read[0] if isinstance(read, tuple) else None


def _notice_faults(versions: Sequence[RuleVersion], new: RuleVersion, today: str, place: str) -> Iterator[Problem]:
    """What the rules in force say about the announcement of the next ones."""
    current = rules_on(versions, today)
    days = 0 if current is None else current.parameters.notice_days
    first = (date.fromisoformat(today) + timedelta(days=days)).isoformat()
    if days and new.effective < first:
        yield problem("rule-notice", place, days=days, first=first, found=new.effective)


def _order_faults(versions: Sequence[Version], new: Version, today: str, place: str) -> Iterator[Problem]:
    """What is wrong with the number and the day of a new version."""
    if not is_day(new.effective) or not is_day(today):
        yield problem("venue-day", place, found=new.effective)
        return
    if any(one.venue != new.venue for one in versions):
        yield problem("rule-other", place, found=new.venue)
    last = max(versions, key=lambda one: one.number, default=None)
    same = next((one for one in versions if one.number == new.number), None)
    if same is not None:
        yield problem("rule-altered", place, number=new.number, held=same.sha256[:16], found=new.sha256[:16])
    number = 1 if last is None else last.number + 1
    if new.number != number:
        yield problem("rule-number", place, number=number, found=new.number)
    if new.effective < today:
        yield problem("rule-backwards", place, today=today, found=new.effective)
    if last is not None and (new.effective < last.effective or new.effective == last.effective <= today):
        yield problem("rule-order", place, number=last.number, last=last.effective, found=new.effective)


def _profile_faults(new: RuleVersion, profile: Profile, place: str) -> Iterator[Problem]:
    """What the rules set beyond what the profile lets them."""
    stated = new.parameters
    extra = sorted(stated.methods - profile.methods)
    if extra or not stated.methods:
        known = ", ".join(sorted(profile.methods))
        yield problem("venue-method", place, found=", ".join(extra) or "–", known=known)
    if stated.funding not in profile.fundings:
        known = ", ".join(sorted(profile.fundings))
        yield problem("venue-parameter", place, name="funding", known=known, found=stated.funding)
    price_rules = profile.price_rules if "continuous" in stated.methods else frozenset({None})
    if stated.price_rule not in price_rules:
        yield _parameter(place, "price_rule", price_rules, stated.price_rule)
    call_rules = profile.call_rules if "call" in stated.methods else frozenset({None})
    if stated.call_rules not in call_rules:
        yield _parameter(place, "call_rules", call_rules, stated.call_rules)
    if stated.resale_trading_days < profile.resale_trading_days:
        known = f">= {profile.resale_trading_days}"
        yield problem("venue-parameter", place, name="resale_trading_days", known=known,
                      found=stated.resale_trading_days)  # fmt: skip
    for name, limit in looser(stated.safeguards):
        yield problem("rule-safeguard", f"{place} {name}", limit=limit, found=stated.safeguards[name])


def _parameter(place: str, name: str, allowed: Iterable[str | None], found: str | None) -> Problem:
    known = ", ".join(sorted(one or "null" for one in allowed))
    return problem("venue-parameter", place, name=name, known=known, found="null" if found is None else found)
