"""A programme answered: exploded, covered by what was agreed, its magnets qualified."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from sqlalchemy import Connection

from monazite.app.plan.views import ProgrammeView
from monazite.core import ElementMass, Problem, ProblemError, share_out
from monazite.ledger.queries import balances
from monazite.plan.cover import Cover, Demand, Supply, cover, sums, supply_of
from monazite.plan.explosion import Explosion, Tier, explode, shared_view
from monazite.plan.journal import find
from monazite.plan.journal.find import Kept
from monazite.plan.qualification import Position, positions
from monazite.plan.said import problem

TIER: Tier = "oxide"
"""Where a programme is held against supply: elements put in as oxide, losses included."""
Needs = Mapping[str, Mapping[dt.date, int]]
"""Milligrams by element and week."""
Stops = Mapping[str, dt.date]
"""Days from which commitments bring nothing, by id."""
NO_STOPS: Stops = MappingProxyType({})


def programme_view(
    connection: Connection, programme_id: str, on: dt.date, *, has_stock: bool, stopped: Stops = NO_STOPS
) -> ProgrammeView:
    """A programme with explosion, cover and qualified magnets.

    Of what was agreed for all programmes of its maker, it gets the part of its demand, element by element.

    Args:
        connection: to read from.
        programme_id: of it.
        on: the day; nothing that was said later counts.
        has_stock: whether stock on hand counts, for a programme that begins no earlier than the week of the day.
        stopped: commitments that bring nothing from a day on, by id: what if?

    Raises:
        ProblemError: ``book-unknown``.
    """
    kept = find.record(connection, "programme", programme_id, on)
    bill = find.record(connection, "bill_of_material", kept.record.bill, on)
    explosions = _exploded(connection, kept, on)
    problems = [explosions] if isinstance(explosions, Problem) else []
    covers, names, wrong = (
        ((), (), [])
        if isinstance(explosions, Problem)
        else _covered(connection, kept, on, has_stock=has_stock, stopped=stopped)
    )
    places = tuple(one for one in positions(find.dossier(connection, on), on)
                   if one.specification.motor in (programme_id, kept.record.product))  # fmt: skip
    return ProgrammeView(
        programme=kept, bill=bill, explosions=() if isinstance(explosions, Problem) else explosions, covers=covers,
        sums=sums(covers), commitments=names, positions=places,
        problems=(*problems, *wrong, *_unqualified(programme_id, places)),
    )  # fmt: skip


def _exploded(connection: Connection, kept: Kept, on: dt.date) -> tuple[Explosion, ...] | Problem:
    bill = find.record(connection, "bill_of_material", kept.record.bill, on)
    try:
        return explode(bill.record, kept.record)
    except ProblemError as error:
        return error.problem


def needs_of(explosions: Iterable[Explosion]) -> dict[str, dict[dt.date, int]]:
    """What weeks need of each element at the tier of oxides; totals without a week are left out."""
    found: dict[str, dict[dt.date, int]] = {}
    for week, element, mass_mg in shared_view(explosions, TIER):
        if week is not None:
            found.setdefault(element, {})[week] = mass_mg
    return found


def _unqualified(programme_id: str, places: Sequence[Position]) -> list[Problem]:
    """That no magnet may be fitted: nowhere specified, or at a position."""
    if not places:
        return [problem("book-unspecified", programme_id)]
    return [problem("book-unqualified", f"{programme_id} {one.specification.position}",
                    found=", ".join(one.under_test) or "–")
            for one in places if one.status == "unqualified"]  # fmt: skip


def _covered(
    connection: Connection, kept: Kept, on: dt.date, *, has_stock: bool, stopped: Stops
) -> tuple[tuple[Cover, ...], tuple[str, ...], list[Problem]]:
    """The cover of a programme, the commitments that count, and what keeps any of it."""
    maker = kept.record.maker
    programmes = [one for one in find.standing(connection, "programme", on) if one.record.maker == maker]
    needs = {one.record.id: _needs(connection, one, on) for one in programmes}
    mine = needs[kept.record.id]
    weeks = sorted({week for by_week in mine.values() for week in by_week})
    if not weeks:
        return (), (), []
    supplies, names, wrong = _agreed(connection, maker, weeks, on, stopped)
    if has_stock and weeks[0] >= _monday(on):
        supplies += _stock(connection, {maker, *_suppliers(connection, maker, on)}, weeks[0])
    own = [part for one in supplies if (part := part_of(one, needs, kept.record.id)).mass_mg]
    found = cover(_demands(mine, weeks), own)
    covers = tuple(one for one in found if isinstance(one, Cover))
    return covers, tuple(names), [*wrong, *(one for one in found if isinstance(one, Problem))]


def _needs(connection: Connection, kept: Kept, on: dt.date) -> Needs:
    explosions = _exploded(connection, kept, on)
    return {} if isinstance(explosions, Problem) else needs_of(explosions)


def _demands(needs: Needs, weeks: Sequence[dt.date]) -> list[Demand]:
    return [Demand(week=week, element=element, mass_mg=needs[element].get(week, 0))
            for element in needs for week in weeks]  # fmt: skip


def _suppliers(connection: Connection, maker: str, on: dt.date) -> set[str]:
    """Who supplies the maker: named in the demands that it states."""
    demands = find.standing(connection, "demand", on)
    return {one.record.supplier for one in demands if one.record.customer == maker}


def _agreed(
    connection: Connection, maker: str, weeks: Sequence[dt.date], on: dt.date, stopped: Stops
) -> tuple[list[Supply], list[str], list[Problem]]:
    """What commitments bring to a maker or to who supplies it, in weeks; their ids; contents that are not known."""
    buyers = {maker, *_suppliers(connection, maker, on)}
    supplies: list[Supply] = []
    names, wrong = [], []
    for one in find.standing(connection, "commitment", on):
        if one.record.buyer not in buyers or find.silent(connection, one, on):
            continue
        found = supply_of(one.record, weeks[0], weeks[-1])
        if isinstance(found, Problem):
            wrong.append(found)
        elif found:
            names.append(one.record.id)
            ends = stopped.get(one.record.id, dt.date.max)
            supplies += [part for part in found if part.week < ends]
    return supplies, names, wrong


def part_of(supply: Supply, needs: Mapping[str, Needs], programme: str) -> Supply:
    """The part of a supply that is a programme's: as its demand of the element to that of all."""
    totals = {name: sum(by.get(supply.element, {}).values()) for name, by in needs.items()}
    if not totals[programme]:
        return replace(supply, mass_mg=0)
    shares = dict(zip(totals, share_out(supply.mass_mg, list(totals.values())), strict=True))
    return replace(supply, mass_mg=shares[programme])


def _stock(connection: Connection, parties: set[str], week: dt.date) -> list[Supply]:
    """What parties hold in lots, element by element."""
    found = (amount for party in sorted(parties) for _, _, amount in balances(connection, prefix=f"lot/{party}/"))
    held = sum((one for one in found if isinstance(one, ElementMass)), ElementMass())
    return [Supply(week=week, element=element, kind="stock", mass_mg=mass_mg) for element, mass_mg in held.parts]


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())
