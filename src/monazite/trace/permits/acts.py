"""Entries of this room, one builder a kind. They are pure: nothing is read, nothing is booked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from monazite.ledger import Entry, Leg
from monazite.trace.permits.record import Application, Finding, Licence, Party, Permit, QuotaLine


def register(*, id: str, time: str, actor: str, party: Party) -> Entry:  # noqa: A002  the entry's own word
    """Register a party; the same id again replaces what was registered."""
    return Entry(id, "party", time, actor, details=_marked({"party": party.as_json()}, simulated=party.simulated))


def permit(*, id: str, time: str, actor: str, permit: Permit) -> Entry:  # noqa: A002
    """Register a permit; the same id again replaces it, for instance with a new last day."""
    return Entry(id, "permit", time, actor, details=_marked({"permit": permit.as_json()}, simulated=permit.simulated))


def finding(*, id: str, time: str, actor: str, finding: Finding) -> Entry:  # noqa: A002
    """Find that a firm may be allocated no quota, on one of the five grounds; or lift the finding."""
    details = _marked({"finding": finding.as_json()}, simulated=finding.simulated)
    return Entry(id, "finding", time, actor, details=details)


def issue(
    *,
    id: str,  # noqa: A002
    time: str,
    actor: str,
    authority: str,
    year: int,
    batch: str,
    notice: str,
    lines: Sequence[QuotaLine],
    fact: str | None = None,
    simulated: bool = False,
) -> Entry:
    """Issue the quota of one batch to groups (下达指标).

    Args:
        id: of the entry.
        time: day of the notice, from which the ten working days run.
        actor: who says so.
        authority: the ministry.
        year: of the quota.
        batch: such as ``2``.
        notice: its 文号.
        lines: in milligrams of REO; an of-which line is kept in the details and books nothing.
        fact: id of the fact it was issued from, kept as evidence.
        simulated: whether it is invented.
    """
    counted, within = _parted(lines)
    details = {"year": year, "batch": batch, "notice": notice} | within
    legs = _moves(f"issued/{authority}", counted, year)
    evidence = {"fact": fact} if fact else {}
    return Entry(id, "issue", time, actor, legs, _marked(details, simulated=simulated), evidence)


def split(
    *,
    id: str,  # noqa: A002
    time: str,
    actor: str,
    group: str,
    year: int,
    batch: str,
    lines: Sequence[QuotaLine],
    simulated: bool = False,
) -> Entry:
    """Split a group's quota of one batch among its firms (集团分解指标)."""
    counted, _ = _parted(lines)
    details = {"year": year, "batch": batch, "group": group}
    legs = _moves(f"held/{group}", counted, year)
    return Entry(id, "split", time, actor, legs, _marked(details, simulated=simulated))


def filing(
    *,
    id: str,  # noqa: A002
    time: str,
    actor: str,
    group: str,
    year: int,
    batch: str,
    note: str | None = None,
    simulated: bool = False,
) -> Entry:
    """File the split of a batch with the ministries (备案); its day decides whether it is on time."""
    details = {"year": year, "batch": batch, "group": group} | ({"note": note} if note else {})
    return Entry(id, "filing", time, actor, details=_marked(details, simulated=simulated))


def amend(
    *,
    id: str,  # noqa: A002
    time: str,
    actor: str,
    year: int,
    lines: Sequence[QuotaLine],
    reason: str,
    authority: str | None = None,
    batch: str | None = None,
    simulated: bool = False,
) -> Entry:
    """Amend quota (调整指标): each line adds milligrams to its party or, when negative, takes them.

    Args:
        id: of the entry.
        time: its day.
        actor: who says so.
        year: of the quota.
        lines: by party; they sum to zero unless an authority gives or takes the difference.
        reason: why.
        authority: the ministry that gives or takes the difference; None for a move between parties.
        batch: which batch is amended, or None.
        simulated: whether it is invented.
    """
    details = {"reason": reason, "year": year} | ({"batch": batch} if batch else {})
    legs = [Leg(f"held/{line.party}", line.unit(year), line.reo_mg) for line in lines]
    if authority is not None:
        legs += [Leg(f"issued/{authority}", unit, -mg) for unit, mg in _by_unit(lines, year).items() if mg]
    return Entry(id, "amend", time, actor, tuple(legs), _marked(details, simulated=simulated))


def lapse(
    *,
    id: str,  # noqa: A002
    time: str,
    actor: str,
    party: str,
    year: int,
    amounts: Mapping[str, int],
    simulated: bool = False,
) -> Entry:
    """Let lapse what a party still holds at the end of a year (指标作废).

    Args:
        id: of the entry.
        time: the year's last day or later.
        actor: who says so.
        party: who holds it.
        year: of the quota.
        amounts: milligrams of REO by unit, such as ``quota:2022:mining:rock``.
        simulated: whether it is invented.
    """
    pairs = [(unit, mg) for unit, mg in amounts.items() if mg]
    legs = [leg for unit, mg in pairs for leg in (Leg(f"held/{party}", unit, -mg), Leg(f"lapsed/{party}", unit, mg))]
    return Entry(id, "lapse", time, actor, tuple(legs), _marked({"year": year}, simulated=simulated))


def penalty(
    *,
    id: str,  # noqa: A002
    time: str,
    actor: str,
    party: str,
    year: int,
    cut_ppm: int,
    reason: str,
    simulated: bool = False,
) -> Entry:
    """Penalise a party: the quota of the year after ``year`` is cut (令第71号).

    Args:
        id: of the entry.
        time: its day.
        actor: the authority.
        party: a firm or a group.
        year: of the penalty; the next year's quota is at most this year's less the cut.
        cut_ppm: parts per million of this year's quota that are taken off.
        reason: what it did.
        simulated: whether it is invented.
    """
    details = {"party": party, "year": year, "cut_ppm": cut_ppm, "reason": reason}
    return Entry(id, "penalty", time, actor, details=_marked(details, simulated=simulated))


def apply_licence(*, id: str, time: str, actor: str, application: Application) -> Entry:  # noqa: A002
    """Apply for an export licence; the days since then are counted."""
    details = _marked({"application": application.as_json()}, simulated=application.simulated)
    return Entry(id, "apply", time, actor, details=details)


def grant_licence(*, id: str, time: str, actor: str, authority: str, licence: Licence) -> Entry:  # noqa: A002
    """Grant an export licence: its masses become units that a shipment uses."""
    to = f"licence/{licence.exporter}/{licence.id}"
    pairs = [(f"licence:{licence.id}:{element}", mg) for element, mg in licence.masses_mg.items() if mg]
    legs = [leg for unit, mg in pairs for leg in (Leg(f"granted/{authority}", unit, -mg), Leg(to, unit, mg))]
    details: dict[str, Any] = {"licence": licence.as_json()}
    if licence.application:
        details["application"] = licence.application
    return Entry(id, "grant", time, actor, tuple(legs), _marked(details, simulated=licence.simulated))


def _marked(details: dict[str, Any], *, simulated: bool) -> dict[str, Any]:
    return {**details, "simulated": True} if simulated else details


def _parted(lines: Sequence[QuotaLine]) -> tuple[list[QuotaLine], dict[str, Any]]:
    """The lines that count, and the detail that keeps those which are part of another."""
    counted = [line for line in lines if line.of_which is None]
    within = [
        {"party": line.party, "stage": line.stage, "class": line.klass, "reo_mg": line.reo_mg, "within": line.of_which}
        for line in lines
        if line.of_which is not None
    ]
    return counted, {"of_which": within} if within else {}


def _moves(source: str, lines: Sequence[QuotaLine], year: int) -> tuple[Leg, ...]:
    taken = [Leg(source, unit, -mg) for unit, mg in _by_unit(lines, year).items()]
    return (*taken, *(Leg(f"held/{line.party}", line.unit(year), line.reo_mg) for line in lines))


def _by_unit(lines: Sequence[QuotaLine], year: int) -> dict[str, int]:
    sums: dict[str, int] = {}
    for line in lines:
        sums[line.unit(year)] = sums.get(line.unit(year), 0) + line.reo_mg
    return sums
