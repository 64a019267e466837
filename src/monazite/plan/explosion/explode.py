"""A programme down to oxide and quota (逐层展开): every tier, every element, every loss, exact to the milligram.

What a thing holds (composition, stoichiometry) and what is lost on the way (yield) never mix: compositions come from
the quantities alone, losses from the yields alone. Oxygen is counted once: the mass of an oxide is that of its metal
times the factor of the atomic weights; REO of the quota is the element's mass times that same factor, not the oxide's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import get_args

from monazite.core import ElementMass, Problem, ProblemError
from monazite.core.shares import whole_parts
from monazite.plan.explosion.bill import Edge, Step, Structure, structure
from monazite.plan.explosion.check import programme_problems
from monazite.plan.explosion.record import Bill, Explosion, Interval, Loss, Need, Programme, ProgrammeWeek, Tier
from monazite.plan.explosion.things import canonical, element_of, measure
from monazite.plan.said import problem
from monazite.reference import factors
from monazite.reference.units import as_decimal
from monazite.store import nearest

Content = Mapping[str, Fraction]
"""Milligrams of each element in a milligram, or in a piece, of a thing."""
TIERS: tuple[Tier, ...] = get_args(Tier)
"""From the product to the quota, and what holds no rare earth."""
ORE = ("oxide", "quota")
"""Tiers below which nothing is made of the oxide any more."""


_Parts = tuple[dict[str, Fraction], dict[str, Fraction], dict[str, Fraction]]


@dataclass(frozen=True, slots=True)
class _Flow:
    """What one unit of a product needs, exactly.

    Args:
        amounts: milligrams or pieces put in, by thing; REO for quotas.
        contents: by thing.
        losses: by step: elements that are not collected, are not won back from scrap, and come back.
        returned: elements that come back, of all steps.
    """

    amounts: dict[str, Fraction]
    contents: Mapping[str, Content]
    losses: list[tuple[Step, _Parts]]
    returned: dict[str, Fraction]


def explode(bill: Bill, programme: Programme, edge: Edge = "middle") -> tuple[Explosion, ...]:
    """What each week of a programme needs, or its total.

    Args:
        bill: with every product of the programme at its top.
        programme: what is built.
        edge: end of the bill's ranges.

    Raises:
        ProblemError: when something is wrong with the bill or the programme.
    """
    graph = structure(bill)
    for wrong in (*programme_problems(programme), *fit_problems(graph, programme)):
        raise ProblemError(wrong)
    names = {canonical(_product(one, programme)) for one in programme.weeks}
    contents, place = _contents(graph, edge), {name: number for number, name in enumerate(graph.order)}
    flows = {name: _flow(graph, sorted(_below(graph, name), key=place.__getitem__), contents, edge) for name in names}
    weeks: dict[dt.date | None, list[tuple[_Flow, str, Fraction]]] = {}
    for one in programme.weeks:
        name = canonical(_product(one, programme))
        weeks.setdefault(one.week, []).append((flows[name], name, _units(one)))
    return tuple(_explosion(graph, week, weeks[week]) for week in sorted(weeks, key=lambda one: one or dt.date.min))


def intervals(bill: Bill, programme: Programme) -> tuple[Interval, ...]:
    """The same with the least and the greatest need, by the ranges of the bill."""
    ends = (explode(bill, programme, edge) for edge in ("low", "middle", "high"))
    return tuple(Interval(*three) for three in zip(*ends, strict=True))


def shared_view(explosions: Iterable[Explosion], tier: Tier = "oxide") -> tuple[tuple[dt.date | None, str, int], ...]:
    """What a neighbour in the chain is told: sums by week and element, whatever they are made of, and no bill.

    Args:
        explosions: of one programme or of several; of a week they are added up.
        tier: whose elements.

    Returns:
        Week, element and milligrams of the element, in order.
    """
    sums: dict[tuple[dt.date | None, str], int] = {}
    for one in explosions:
        for need in one.needs:
            for symbol, mg in need.elements_mg.parts if need.tier == tier else ():
                sums[one.week, symbol] = sums.get((one.week, symbol), 0) + mg
    ordered = sorted(sums.items(), key=lambda item: (item[0][0] or dt.date.min, item[0][1]))
    return tuple((week, symbol, mg) for (week, symbol), mg in ordered)


def fit_problems(graph: Structure, programme: Programme) -> Iterable[Problem]:
    """Products that are not at the top of the bill, and units that do not measure them."""
    for one in programme.weeks:
        name = _product(one, programme)
        place = f"programme {programme.id} {one.week or ''}".rstrip()
        key = canonical(name)
        if key not in graph.tops:
            near = nearest(name, graph.tops)
            yield problem("explosion-product", place, known=", ".join(graph.tops), found=name, nearest=near)
            continue
        wanted = "count" if key in graph.is_counted else "mass"
        found = measure(one.unit) if one.unit else None
        if (found.kind if found else "count") != wanted:
            known = "piece" if wanted == "count" else "kg, t …"
            yield problem("explosion-programme-unit", place, name=name, wanted=known, found=one.unit)


def _product(one: ProgrammeWeek, programme: Programme) -> str:
    return one.product or programme.product


def _units(one: ProgrammeWeek) -> Fraction:
    """Pieces, or milligrams, of a quantity."""
    size = measure(one.unit) if one.unit else None
    return Fraction(one.quantity) * (size.size if size else 1)


def _below(graph: Structure, top: str) -> set[str]:
    """A product and all that it is made of."""
    found, waiting = {top}, [top]
    while waiting:
        new = {step.child for step in graph.steps.get(waiting.pop(), ())} - found
        found |= new
        waiting += new
    return found


def _flow(graph: Structure, order: Sequence[str], contents: Mapping[str, Content], edge: Edge) -> _Flow:
    """What a unit of a product needs, from the top down to the oxides and then, less what comes back, to the quotas.

    Args:
        graph: the bill.
        order: the product and all that it is made of, parents first.
        contents: by thing.
        edge: end of the bill's ranges.
    """
    flow = _Flow({order[0]: Fraction(1)}, contents, [], {})
    for parent in order:
        for step in graph.steps.get(parent, ()) if graph.tiers[parent] not in ORE else ():
            _put_in(flow, step, flow.amounts[parent], edge)
    for parent in order:
        if graph.tiers[parent] in ORE:
            _ask_ore(flow, graph, parent, edge)
    return flow


def _ask_ore(flow: _Flow, graph: Structure, parent: str, edge: Edge) -> None:
    """Ask the quotas of an oxide, or of a quota, for its REO and for what separation loses."""
    amount = flow.amounts[parent]
    reo = amount if graph.tiers[parent] == "quota" else amount * _primary_share(flow, graph, parent)
    for step in graph.steps.get(parent, ()):
        before = flow.amounts.get(step.child, Fraction(0))
        flow.amounts[step.child] = before + reo * step.held[edge] / step.yield_at(edge)


def _contents(graph: Structure, edge: Edge) -> dict[str, Content]:
    """Elements in a unit of each thing, from the bottom up; yields play no part in it."""
    found: dict[str, Content] = {}
    for name in reversed(graph.order):
        tier, symbol = graph.tiers[name], element_of(name)
        if tier == "quota":
            found[name] = {}
        elif tier == "oxide":
            found[name] = {symbol: 1 / factors()[symbol]} if symbol else {}
        elif name not in graph.steps:
            found[name] = {symbol: Fraction(1)} if symbol else {}
        else:
            sums: dict[str, Fraction] = {}
            for step in graph.steps[name]:
                for one, share in found[step.child].items():
                    sums[one] = sums.get(one, Fraction(0)) + share * step.held[edge]
            found[name] = sums
    return found


def _put_in(flow: _Flow, step: Step, amount: Fraction, edge: Edge) -> None:
    """Put in what a step needs: what the parent holds, and what is lost."""
    held = amount * step.held[edge]
    put_in = held / step.yield_at(edge)
    flow.amounts[step.child] = flow.amounts.get(step.child, Fraction(0)) + put_in
    if put_in == held:
        return
    scrap, back = Fraction(step.line.scrap_share), Fraction(step.line.recycling_share)
    shares = (1 - scrap, scrap * (1 - back), scrap * back)
    gone = {
        symbol: (put_in - held) * share for symbol, share in flow.contents[step.child].items() if symbol in factors()
    }
    first, second, returned = ({symbol: mg * share for symbol, mg in gone.items()} for share in shares)
    _add(flow.returned, returned, Fraction(1))
    flow.losses.append((step, (first, second, returned)))


def _primary_share(flow: _Flow, graph: Structure, oxide: str) -> Fraction:
    """Share of an oxide that must come from ore: what scrap does not give back of its element."""
    symbol = element_of(oxide) or ""
    whole = sum((amount for name, amount in flow.amounts.items()
                 if graph.tiers[name] == "oxide" and element_of(name) == symbol), Fraction(0))  # fmt: skip
    return 1 - flow.returned.get(symbol, Fraction(0)) * factors()[symbol] / whole if whole else Fraction(0)


def _explosion(graph: Structure, week: dt.date | None, parts: Sequence[tuple[_Flow, str, Fraction]]) -> Explosion:
    amounts: dict[str, Fraction] = {}
    elements: dict[str, dict[str, Fraction]] = {}
    for flow, _, units in parts:
        for name, amount in flow.amounts.items():
            amounts[name] = amounts.get(name, Fraction(0)) + amount * units
            _add(elements.setdefault(name, {}), flow.contents[name], amount * units)
    products, losses = _shared_out(parts)
    oxide = products + sum((one.lost_mg + one.returned_mg for one in losses), ElementMass())
    primary = oxide - sum((one.returned_mg for one in losses), ElementMass())
    quotas = {name: round(amount) for name, amount in amounts.items() if graph.tiers[name] == "quota"}
    ordered = sorted((name for name in graph.order if name in amounts), key=lambda name: TIERS.index(graph.tiers[name]))
    needs = tuple(_need(graph, name, amounts[name], elements[name]) for name in ordered)
    return Explosion(week, needs, losses, products, oxide, primary, quotas)


def _add(sums: dict[str, Fraction], content: Content, amount: Fraction) -> None:
    for symbol, share in content.items():
        sums[symbol] = sums.get(symbol, Fraction(0)) + share * amount


def _need(graph: Structure, name: str, amount: Fraction, elements: Mapping[str, Fraction]) -> Need:
    is_counted = name in graph.is_counted
    masses = ElementMass.of({symbol: round(mg) for symbol, mg in elements.items()})
    pieces: Decimal | None = as_decimal(amount) if is_counted else None
    return Need(name, graph.tiers[name], None if is_counted else round(amount), pieces, masses)


def _shared_out(parts: Sequence[tuple[_Flow, str, Fraction]]) -> tuple[ElementMass, tuple[Loss, ...]]:
    """Elements in the products and of every loss in whole milligrams, which add up to what is put in at the oxides.

    Of each element what is put in is rounded half-even once, and its milligrams go to product and losses by the largest
    remainder, so that nothing appears or goes by rounding.
    """
    products: dict[str, Fraction] = {}
    lost: dict[tuple[str, str], tuple[Step, _Parts]] = {}
    for flow, name, units in parts:
        _add(products, flow.contents[name], units)
        for step, masses in flow.losses:
            _, sums = lost.setdefault((step.parent, step.child), (step, ({}, {}, {})))
            for one, mass in zip(sums, masses, strict=True):
                _add(one, mass, units)
    columns = [products, *(part for _, sums in lost.values() for part in sums)]
    whole: list[dict[str, int]] = [{} for _ in columns]
    for symbol in sorted({symbol for column in columns for symbol in column if symbol in factors()}):
        exact = [column.get(symbol, Fraction(0)) for column in columns]
        for cell, mg in zip(whole, whole_parts(exact, round(sum(exact, Fraction(0)))), strict=True):
            cell[symbol] = mg
    first, *rest = map(ElementMass.of, whole)
    found = zip(lost.values(), rest[::3], rest[1::3], rest[2::3], strict=True)
    return first, tuple(_loss(step, gone, kept, back) for (step, _), gone, kept, back in found)


def _loss(step: Step, gone: ElementMass, kept: ElementMass, back: ElementMass) -> Loss:
    """A loss of which a part is gone, a part is kept in scrap and a part comes back from it."""
    return Loss(step.line.step, step.parent, step.child, gone + kept, back, kept + back)
