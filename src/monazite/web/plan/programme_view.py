"""A motor programme as its page shows it: cover by element, tiers, losses, who must act, how the forecast moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal

from monazite.core import ElementMass
from monazite.web.plan.cover_chart import CoverChart, cover_chart
from monazite.web.plan.display import in_order

if TYPE_CHECKING:
    from monazite.app.plan.views import ProgrammeView
    from monazite.plan.cover import Cover
    from monazite.plan.explosion import Bill, BillLine, Explosion
    from monazite.plan.journal.find import Kept, Version

NOUGHT = ElementMass()
DutyKind = Literal["find", "call", "qualify"]


@dataclass(frozen=True, slots=True)
class ThingRow:
    """A thing of a tier over some weeks.

    Args:
        thing: its name.
        tier: where it stands.
        mass_mg: put in; None for what is counted.
        pieces: of what is counted.
        elements_mg: in it.
        lines: of the bill that say what it is made of, by their places from 1.
    """

    thing: str
    tier: str
    mass_mg: int | None
    pieces: Decimal | None
    elements_mg: ElementMass
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LossRow:
    """A step over some weeks; see `monazite.plan.explosion.Loss`."""

    step: str
    parent: str
    child: str
    lost_mg: ElementMass
    returned_mg: ElementMass
    scrap_mg: ElementMass


@dataclass(frozen=True, slots=True)
class Exploded:
    """An explosion over some weeks.

    Args:
        elements: rare earths in it.
        things: by tier.
        losses: by step.
        products_mg: in what is built.
        oxide_mg: put in as oxide.
        primary_mg: of that, what scrap does not give back.
        lost_mg: lost in all steps.
        returned_mg: what comes back of all steps.
        quota_reo_mg: by quota.
    """

    elements: tuple[str, ...]
    things: tuple[ThingRow, ...]
    losses: tuple[LossRow, ...]
    products_mg: ElementMass
    oxide_mg: ElementMass
    primary_mg: ElementMass
    lost_mg: ElementMass
    returned_mg: ElementMass
    quota_reo_mg: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Duty:
    """What somebody must do for a programme to be built.

    Args:
        kind: ``find`` supply, ``call`` an option, ``qualify`` a magnet.
        who: party.
        week: first that it is about; None for no week.
        masses_mg: by element, in all weeks to come.
        position: of the motor, where a magnet is to be qualified.
    """

    kind: DutyKind
    who: str
    week: dt.date | None
    masses_mg: Mapping[str, int]
    position: str = ""


@dataclass(frozen=True, slots=True)
class ForecastChange:
    """A week of two versions of a forecast; None where a version does not speak of it."""

    week: str
    before: Decimal | None
    now: Decimal | None

    @property
    def difference(self) -> Decimal:
        """Now less before."""
        return (self.now or Decimal(0)) - (self.before or Decimal(0))


def charts(view: ProgrammeView) -> tuple[CoverChart, ...]:
    """The bars of each element, those of magnets first."""
    by_element = covers_of(view.covers)
    return tuple(cover_chart(by_element[symbol]) for symbol in in_order(by_element))


def covers_of(covers: Iterable[Cover]) -> dict[str, list[Cover]]:
    """The weeks of each element."""
    return {element: list(weeks) for element, weeks in groupby(covers, key=lambda one: one.element)}


def exploded(explosions: Sequence[Explosion], bill: Bill) -> Exploded:
    """All weeks together, or the one that is given."""
    losses = _losses(explosions)
    return Exploded(
        elements=tuple(in_order(symbol for one in explosions for symbol in one.oxide_mg)),
        things=_things(explosions, _lines(bill)), losses=losses,
        products_mg=_sum(one.products_mg for one in explosions), oxide_mg=_sum(one.oxide_mg for one in explosions),
        primary_mg=_sum(one.primary_mg for one in explosions), lost_mg=_sum(one.lost_mg for one in losses),
        returned_mg=_sum(one.returned_mg for one in losses), quota_reo_mg=_quotas(explosions),
    )  # fmt: skip


def _sum(parts: Iterable[ElementMass]) -> ElementMass:
    return sum(parts, NOUGHT)


def _lines(bill: Bill) -> dict[str, tuple[int, ...]]:
    """By thing, the lines of the bill that it is the child of, from 1."""
    found: dict[str, tuple[int, ...]] = {}
    for number, one in enumerate(bill.lines, 1):
        found[one.child] = (*found.get(one.child, ()), number)
    return found


def _things(explosions: Sequence[Explosion], lines: Mapping[str, tuple[int, ...]]) -> tuple[ThingRow, ...]:
    found: dict[tuple[str, str], ThingRow] = {}
    for need in (need for one in explosions for need in one.needs):
        key = need.tier, need.thing
        so_far = found.get(key) or ThingRow(need.thing, need.tier, None, None, NOUGHT, lines.get(need.thing, ()))
        found[key] = ThingRow(
            need.thing, need.tier, _plus(so_far.mass_mg, need.mass_mg), _more(so_far.pieces, need.pieces),
            so_far.elements_mg + need.elements_mg, so_far.lines,
        )  # fmt: skip
    return tuple(found.values())


def _plus(one: int | None, other: int | None) -> int | None:
    return other if one is None else one + (other or 0)


def _more(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return other if one is None else one + (other or Decimal(0))


def _losses(explosions: Sequence[Explosion]) -> tuple[LossRow, ...]:
    found: dict[tuple[str, str, str], LossRow] = {}
    for loss in (loss for one in explosions for loss in one.losses):
        key = loss.step, loss.parent, loss.child
        so_far = found.get(key) or LossRow(*key, NOUGHT, NOUGHT, NOUGHT)
        found[key] = LossRow(
            *key, so_far.lost_mg + loss.lost_mg, so_far.returned_mg + loss.returned_mg, so_far.scrap_mg + loss.scrap_mg
        )
    return tuple(found.values())


def _quotas(explosions: Sequence[Explosion]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, mass_mg in (part for one in explosions for part in one.quota_reo_mg.items()):
        found[name] = found.get(name, 0) + mass_mg
    return found


def duties(view: ProgrammeView, on: dt.date) -> list[Duty]:
    """Who must act from the week of a day on: the maker finds what is uncovered, calls options, qualifies a magnet."""
    kinds: tuple[tuple[DutyKind, str], ...] = (("find", "uncovered_mg"), ("call", "optional_mg"))
    found = [one for kind, part in kinds if (one := _of_cover(view, kind, part, monday_of(on)))]
    found += [Duty("qualify", one.specification.by, None, {}, one.specification.position)
              for one in view.positions if one.status == "unqualified"]  # fmt: skip
    return sorted(found, key=lambda one: one.week or dt.date.min)


def _of_cover(view: ProgrammeView, kind: DutyKind, part: str, since: dt.date) -> Duty | None:
    missing = [one for one in view.covers if one.week >= since and getattr(one, part)]
    if not missing:
        return None
    masses = {element: sum(getattr(one, part) for one in missing if one.element == element)
              for element in in_order(one.element for one in missing)}  # fmt: skip
    return Duty(kind, view.programme.record.maker, min(one.week for one in missing), masses)


def next_gap(view: ProgrammeView, on: dt.date) -> tuple[dt.date, tuple[str, ...]] | None:
    """The first week from that of a day on that something is not covered in, and the elements; None where all is."""
    ahead = [one for one in view.covers if one.week >= monday_of(on) and one.uncovered_mg]
    if not ahead:
        return None
    week = min(one.week for one in ahead)
    return week, tuple(in_order(one.element for one in ahead if one.week == week))


def monday_of(day: dt.date) -> dt.date:
    """The Monday of the week of a day."""
    return day - dt.timedelta(days=day.weekday())


def forecast_changes(versions: Sequence[Version]) -> list[ForecastChange]:
    """The weeks in which the version that stands says something else than the one before it."""
    standing = [one for one in versions if one.reversed_by is None]
    if len(standing) < 2:  # noqa: PLR2004  a change needs two
        return []
    before, now = (_quantities(one.record) for one in standing[-2:])
    found = [ForecastChange(week, before.get(week), now.get(week)) for week in sorted({*before, *now})]
    return [one for one in found if one.before != one.now]


def _quantities(record: Mapping[str, Any]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for one in record["weeks"]:
        week = one.get("week") or ""
        found[week] = found.get(week, Decimal(0)) + Decimal(one["quantity"])
    return found


def units(kept: Kept) -> Decimal:
    """What a programme builds in all."""
    return sum((one.quantity for one in kept.record.weeks), Decimal(0))


def span(kept: Kept) -> tuple[dt.date, dt.date] | None:
    """First and last week of a programme; None where it states a total alone."""
    weeks = sorted(one.week for one in kept.record.weeks if one.week)
    return (weeks[0], weeks[-1]) if weeks else None


def source_of(line: BillLine) -> str:
    """Where the figures of a line stand; empty where nobody said."""
    return " · ".join(filter(None, (line.source, line.locator)))
