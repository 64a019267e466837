"""`monazite plan explode`: a programme down to oxide and quota, element by element; or what a neighbour may be told."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.cli.plan.match import number
from monazite.cli.terminal import Terminal, json_line
from monazite.core import ElementMass, Mass
from monazite.core.figures import figure
from monazite.store import unknown

if TYPE_CHECKING:
    from monazite.plan.explosion import Bill, Explosion, Interval, Loss, Need, Tier

ELEMENTS = ("week", "element", "products", "lost", "returned", "oxide", "primary", "range")
NEEDS = ("week", "tier", "thing", "amount", "elements")
LOSSES = ("week", "step", "thing", "lost", "scrap", "returned")
DIGITS = 3
"""Decimals of a kilogram for people; programs get milligrams."""


def show_explosion(terminal: Terminal, bill: Path | None, programme: Path, demand: str | None, shared: bool) -> int:
    """Print what a programme needs by tier and element: with JSON one array, else tables; any Problem stops it.

    Args:
        terminal: where to.
        bill: of material; None takes the one that ships here.
        programme: what is built, by week or in total.
        demand: tier whose things are printed as a table of demand for `monazite plan match`; None prints all tiers.
        shared: whether only sums by element are told.

    Raises:
        UsageError: for a tier that is not known.
    """
    from monazite.plan.explosion import intervals, read_bill, read_programme, shared_view, shipped_bill

    read, problems = (shipped_bill(), ()) if bill is None else read_bill(bill)
    plan, more = read_programme(programme, read) if read else (None, ())
    for problem in (*problems, *more):
        terminal.problem(problem)
    if read is None or plan is None:
        return 1
    if bill is None:
        terminal.say("plan.explode.shipped")
    found = intervals(read, plan)
    if demand is not None:
        _print_demand(terminal, [one.middle for one in found], _tier(demand))
    elif shared:
        _print_shared(terminal, shared_view(one.middle for one in found))
    elif terminal.is_json:
        sys.stdout.write(json_line([_json(one, read) for one in found]) + "\n")
    else:
        _tell(terminal, found)
    return 0


def _tier(text: str) -> Tier:
    from monazite.plan.explosion import TIERS

    for one in TIERS:
        if one == text:
            return one
    raise unknown("value-unknown", "--demand", text, TIERS)


def _print_demand(terminal: Terminal, explosions: Sequence[Explosion], tier: Tier) -> None:
    """A row for each thing and week, with the columns of a table of demand."""
    from monazite.plan.explosion import demands

    rows = [(one.material, week.week.isoformat(), week.quantity, one.unit)
            for one in demands(explosions, tier) for series in one.series for week in series.weeks]  # fmt: skip
    if terminal.is_json:
        names = ("material", "week", "demand", "unit")
        found = [dict(zip(names, (*row[:2], number(row[2]), row[3]), strict=True)) for row in rows]
        sys.stdout.write(json_line(found) + "\n")
        return
    header = [terminal.words(f"plan.explode.{one}") for one in ("thing", "week", "amount", "unit")]
    terminal.plain_table(header, [[name, week, figure(mass), unit] for name, week, mass, unit in rows])


def _print_shared(terminal: Terminal, sums: Sequence[tuple[Any, str, int]]) -> None:
    if terminal.is_json:
        rows = [{"week": week and week.isoformat(), "element": one, "oxide_mg": mg} for week, one, mg in sums]
        sys.stdout.write(json_line(rows) + "\n")
        return
    header = [terminal.words(f"plan.explode.{one}") for one in ("week", "element", "oxide")]
    terminal.plain_table(header, [[_week(terminal, week), one, _kg(mg)] for week, one, mg in sums])


def _json(one: Interval, bill: Bill) -> dict[str, Any]:
    from monazite.plan.explosion import canonical

    middle = one.middle
    classes = {canonical(line.child): line.quota_class for line in bill.lines if line.quota_class}
    return {
        "week": middle.week and middle.week.isoformat(),
        "elements": [_element_json(symbol, one) for symbol in middle.oxide_mg],
        "quotas": [_quota_json(name, one, classes) for name in middle.quota_reo_mg],
        "needs": [_need_json(need) for need in middle.needs],
        "losses": [_loss_json(loss) for loss in middle.losses],
    }


def _element_json(symbol: str, one: Interval) -> dict[str, Any]:
    from monazite.reference import element, factor

    middle = one.middle
    lost, returned = _lost(middle.losses)
    return {
        "element": symbol,
        "series": element(symbol).series,
        "products_mg": middle.products_mg[symbol],
        "lost_mg": lost[symbol],
        "returned_mg": returned[symbol],
        "put_in_mg": middle.oxide_mg[symbol],
        "put_in_low_mg": one.low.oxide_mg[symbol],
        "put_in_high_mg": one.high.oxide_mg[symbol],
        "put_in_oxide_mg": round(middle.oxide_mg[symbol] * factor(symbol)),
        "primary_mg": middle.primary_mg[symbol],
        "primary_oxide_mg": round(middle.primary_mg[symbol] * factor(symbol)),
    }


def _quota_json(name: str, one: Interval, classes: Mapping[str, str]) -> dict[str, Any]:
    return {
        "quota": name,
        "class": classes.get(name),
        "reo_mg": one.middle.quota_reo_mg[name],
        "reo_low_mg": one.low.quota_reo_mg[name],
        "reo_high_mg": one.high.quota_reo_mg[name],
    }


def _need_json(need: Need) -> dict[str, Any]:
    return {
        "tier": need.tier, "thing": need.thing, "mass_mg": need.mass_mg, "pieces": number(need.pieces),
        "elements_mg": dict(need.elements_mg.parts),
    }  # fmt: skip


def _loss_json(loss: Loss) -> dict[str, Any]:
    return {
        "step": loss.step, "parent": loss.parent, "child": loss.child, "lost_mg": dict(loss.lost_mg.parts),
        "scrap_mg": dict(loss.scrap_mg.parts), "returned_mg": dict(loss.returned_mg.parts),
    }  # fmt: skip


def _lost(losses: Sequence[Loss]) -> tuple[ElementMass, ElementMass]:
    """What all steps lose for good, and what comes back of all of them."""
    lost = sum((one.lost_mg for one in losses), ElementMass())
    return lost, sum((one.returned_mg for one in losses), ElementMass())


def _tell(terminal: Terminal, found: Sequence[Interval]) -> None:
    middles = [one.middle for one in found]
    _table(terminal, ELEMENTS, [row for one in found for row in _element_rows(terminal, one)])
    _table(terminal, NEEDS, [row for one in middles for row in _need_rows(terminal, one)])
    losses = [row for one in middles for row in _loss_rows(terminal, one)]
    if losses:
        _table(terminal, LOSSES, losses)


def _table(terminal: Terminal, columns: Sequence[str], rows: list[list[str]]) -> None:
    terminal.plain_table([terminal.words(f"plan.explode.{name}") for name in columns], rows, {len(columns) - 1})
    terminal.line()


def _element_rows(terminal: Terminal, one: Interval) -> list[list[str]]:
    middle = one.middle
    lost, returned = _lost(middle.losses)
    return [
        [
            _week(terminal, middle.week), symbol,
            *map(_kg, (middle.products_mg[symbol], lost[symbol], returned[symbol], middle.oxide_mg[symbol])),
            _kg(middle.primary_mg[symbol]), f"{_kg(one.low.oxide_mg[symbol])}–{_kg(one.high.oxide_mg[symbol])}",
        ]
        for symbol in middle.oxide_mg
    ]  # fmt: skip


def _need_rows(terminal: Terminal, one: Explosion) -> list[list[str]]:
    return [
        [
            _week(terminal, one.week), terminal.words(f"plan.explode.tier.{need.tier}"), _thing(terminal, need.thing),
            _amount(need), _masses(need.elements_mg),
        ]
        for need in one.needs
    ]  # fmt: skip


def _loss_rows(terminal: Terminal, one: Explosion) -> list[list[str]]:
    return [
        [
            _week(terminal, one.week), _step(terminal, loss.step),
            f"{_thing(terminal, loss.child)} → {_thing(terminal, loss.parent)}",
            _masses(loss.lost_mg), _masses(loss.scrap_mg), _masses(loss.returned_mg),
        ]
        for loss in one.losses
    ]  # fmt: skip


def _masses(elements: ElementMass) -> str:
    return ", ".join(f"{symbol} {_kg(mg)}" for symbol, mg in elements.parts)


def _amount(need: Need) -> str:
    return figure(need.pieces) if need.pieces is not None else f"{_kg(need.mass_mg or 0)} kg"


def _step(terminal: Terminal, step: str) -> str:
    """The word of a step, or its name where it is one's own."""
    from monazite.cli.language import table

    known = table().get(f"plan.explode.step.{step}")
    return known.in_language(terminal.language) if known else step


def _thing(terminal: Terminal, name: str) -> str:
    from monazite.plan.explosion import english

    return name if terminal.language == "zh" else english(name)


def _week(terminal: Terminal, week: Any) -> str:
    return week.isoformat() if week else terminal.words("plan.explode.total")


def _kg(mg: int) -> str:
    return figure(round(Mass(mg).kilograms + Decimal(0), DIGITS))
