"""A bill of material as a graph that is sound: tiers, ratios, compositions; every fault is a Problem with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from typing import Literal

from monazite.core import Interval as Span
from monazite.core import Problem, ProblemError
from monazite.plan.explosion.check import MOST_LINES, line_problems, place_of
from monazite.plan.explosion.record import Bill, BillLine, Tier
from monazite.plan.explosion.things import Measure, canonical, element_of, measure, tier_of
from monazite.plan.said import problem
from monazite.reference import factors

Edge = Literal["low", "middle", "high"]
"""Which end of the ranges of a bill: of the least need, the best guess, the greatest need."""
ARROW = " → "
BELOW: Mapping[Tier, Tier] = {
    "product": "magnet", "magnet": "alloy", "alloy": "alloy", "metal": "metal", "oxide": "quota", "quota": "quota",
    "other": "other",
}  # fmt: skip
"""The tier of a thing whose name does not tell, from that of its parent."""
PERCENT = 100
WEIGHTS = Fraction(1, 10_000)
"""Tables of atomic weights of other years may differ so much; no loss is so small."""
MOST_TIERS = 50
"""Things on the way from a product to a quota: every yield adds digits to an exact amount."""


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a bill with its ratio.

    Args:
        line: as stated.
        parent: canonical name.
        child: canonical name.
        held: of the child (mg or pieces) in a unit (mg or piece) of the parent, by end of the range.
    """

    line: BillLine
    parent: str
    child: str
    held: Mapping[Edge, Fraction]

    def yield_at(self, edge: Edge) -> Fraction:
        """Share of what is put in that stays, at an end of the range: the most is needed where least stays."""
        by_edge = {"low": self.line.yield_high, "middle": None, "high": self.line.yield_low}
        stated = by_edge[edge]
        return Fraction(self.line.yield_share if stated is None else stated)


@dataclass(frozen=True, slots=True)
class Structure:
    """A sound bill.

    Args:
        order: things, parents before their children.
        steps: lines by parent.
        tiers: by thing.
        is_counted: things that are counted, not weighed.
    """

    order: tuple[str, ...]
    steps: Mapping[str, tuple[Step, ...]]
    tiers: Mapping[str, Tier]
    is_counted: frozenset[str]

    @property
    def tops(self) -> tuple[str, ...]:
        """Things that are part of nothing else: what a programme may build."""
        children = {one.child for steps in self.steps.values() for one in steps}
        return tuple(one for one in self.order if one not in children)


def structure(bill: Bill) -> Structure:
    """The graph of a bill.

    Raises:
        ProblemError: of the first thing that is wrong with it.
    """
    found, problems = read_structure(bill)
    if found is None:
        raise ProblemError(problems[0])
    return found


def read_structure(bill: Bill) -> tuple[Structure | None, tuple[Problem, ...]]:
    """The graph of a bill, or None and all that is wrong with it."""
    if not 0 < len(bill.lines) <= MOST_LINES:
        return None, (problem("matching-large", bill.id, limit=MOST_LINES, found=len(bill.lines)),)
    wrong = [*(one for line in bill.lines for one in line_problems(line)), *_twice(bill.lines)]
    order = _order(bill.lines)
    if isinstance(order, Problem):
        wrong.append(order)
    elif (deepest := _depth(bill.lines, order)) > MOST_TIERS:
        wrong.append(problem("explosion-deep", bill.id, limit=MOST_TIERS, found=deepest))
    if wrong or isinstance(order, Problem):
        return None, tuple(wrong)
    measures = _measures(bill.lines, order, wrong)
    if wrong:
        return None, tuple(wrong)
    tiers = _tiers(bill.lines, order, measures)
    steps = _steps(bill.lines, measures, tiers, wrong)
    counted = frozenset(name for name, one in measures.items() if one.kind == "count")
    found = Structure(order, steps, tiers, counted)
    wrong += [] if wrong else [*_leaves(found, bill.lines), *_compositions(found)]
    return (None, tuple(wrong)) if wrong else (found, ())


def _twice(lines: Iterable[BillLine]) -> Iterator[Problem]:
    seen: dict[tuple[str, str], BillLine] = {}
    for line in lines:
        key = (canonical(line.parent), canonical(line.child))
        if key in seen:
            yield problem("explosion-twice", place_of(line), found=ARROW.join(key), before=place_of(seen[key]))
        seen.setdefault(key, line)


def _order(lines: Iterable[BillLine]) -> tuple[str, ...] | Problem:
    """Things, parents first; or the cycle that there is, named."""
    above: dict[str, dict[str, None]] = {}
    for line in lines:
        above.setdefault(canonical(line.parent), {})
        above.setdefault(canonical(line.child), {})[canonical(line.parent)] = None
    try:
        return tuple(TopologicalSorter(above).static_order())
    except CycleError as error:
        path = error.args[1]
        return problem("explosion-cycle", str(path[0]), found=ARROW.join(path))


def _depth(lines: Iterable[BillLine], order: Sequence[str]) -> int:
    """Things on the longest way from a product down."""
    below: dict[str, list[str]] = {}
    for line in lines:
        below.setdefault(canonical(line.parent), []).append(canonical(line.child))
    depth: dict[str, int] = {}
    for name in reversed(order):
        depth[name] = 1 + max((depth[one] for one in below.get(name, ())), default=0)
    return max(depth.values())


def _measures(lines: Sequence[BillLine], order: Sequence[str], wrong: list[Problem]) -> Mapping[str, Measure]:
    """How each thing is measured: a child by the unit of its quantity, a top by what its lines are per."""
    found: dict[str, Measure] = {}
    for line in lines:
        upper, _, lower = line.unit.partition("/")
        one = measure(upper) if upper else None
        if upper and one is None:
            wrong.append(problem("explosion-unit", place_of(line), found=line.unit))
            continue
        _put(found, canonical(line.child), _weighed(one), line, wrong)
        if lower and (per := measure(lower)) is None:
            wrong.append(problem("explosion-unit", place_of(line), found=line.unit))
        elif lower and per is not None:
            _put(found, canonical(line.parent), per, line, wrong, is_per=True)
        elif one is not None and one.kind == "share":
            _put(found, canonical(line.parent), _weighed(one), line, wrong, is_per=True)
    wrong += _ambiguous(lines)
    return {name: found.get(name, Measure("count", Fraction(1))) for name in order}


def _ambiguous(lines: Sequence[BillLine]) -> Iterator[Problem]:
    """Lines that say per what by the unit of their parent alone, where that has several."""
    sizes: dict[str, set[str]] = {}
    for line in lines:
        sizes.setdefault(canonical(line.child), set()).add(line.unit.partition("/")[0])
    for line in lines:
        one, units = measure(line.unit) if line.unit else None, sizes.get(canonical(line.parent), set())
        if one is not None and one.kind == "mass" and len({measure(unit) for unit in units if unit}) > 1:
            yield problem("explosion-unit-mixed", place_of(line), name=line.parent, found=" / ".join(sorted(units)))


def _weighed(one: Measure | None) -> Measure:
    """A share, or nothing stated, is of a thing that is weighed, here per milligram."""
    return Measure("mass", Fraction(1)) if one is None or one.kind == "share" else one


def _put(
    found: dict[str, Measure], name: str, one: Measure, line: BillLine, wrong: list[Problem], *, is_per: bool = False
) -> None:
    """Remember how a thing is measured; one that is weighed here and counted there does not fit."""
    before = found.get(name)
    if before is not None and before.kind != one.kind:
        wrong.append(problem("explosion-unit-mixed", place_of(line), name=name, found=line.unit))
    elif before is None or not is_per:
        found[name] = one


def _tiers(lines: Iterable[BillLine], order: Sequence[str], measures: Mapping[str, Measure]) -> Mapping[str, Tier]:
    """The tier of each thing: as stated, as its name tells, else from its parent's."""
    stated = {canonical(line.child): line.tier for line in lines if line.tier}
    stated |= {canonical(line.child): "quota" for line in lines if line.quota_class}
    parents: dict[str, str] = {}
    for line in lines:
        parents.setdefault(canonical(line.child), canonical(line.parent))
    found: dict[str, Tier] = {}
    for name in order:
        by_parent = BELOW[found[parents[name]]] if name in parents else "product"
        if measures[name].kind == "count":
            by_parent = "product"
        found[name] = stated.get(name) or tier_of(name) or ("metal" if element_of(name) else by_parent)
    return found


def _steps(
    lines: Iterable[BillLine], measures: Mapping[str, Measure], tiers: Mapping[str, Tier], wrong: list[Problem]
) -> Mapping[str, tuple[Step, ...]]:
    found: dict[str, list[Step]] = {}
    for line in lines:
        parent, child = canonical(line.parent), canonical(line.child)
        held = _held(line, (measures[parent], measures[child]), (tiers[parent], tiers[child]))
        if isinstance(held, Problem):
            wrong.append(held)
        else:
            found.setdefault(parent, []).append(Step(line, parent, child, held))
    return {parent: tuple(steps) for parent, steps in found.items()}


def _held(
    line: BillLine, measures: tuple[Measure, Measure], tiers: tuple[Tier, Tier]
) -> Mapping[Edge, Fraction] | Problem:
    """What a unit of the parent holds of the child: stoichiometry between metal and oxide, else as stated."""
    parent, child = measures
    if parent.kind == "mass" and child.kind == "count":
        return problem("explosion-unit-mixed", place_of(line), name=line.child, found=line.unit)
    if tiers[1] == "oxide":
        return _stoichiometric(line, tiers[0])
    if tiers[1] == "quota" and line.quantity is None:
        return dict.fromkeys(("low", "middle", "high"), Fraction(1))
    if line.quantity is None or not line.unit:
        return problem("explosion-quantity-missing", place_of(line), wanted="quantity" if line.unit else "unit")
    ratio = _ratio(line.unit, parent)
    ends: Mapping[Edge, Decimal | None] = {"low": line.quantity_low, "middle": None, "high": line.quantity_high}
    return {edge: Fraction(line.quantity if stated is None else stated) * ratio for edge, stated in ends.items()}


def _ratio(unit: str, parent: Measure) -> Fraction:
    """Milligrams (or pieces) of the child for a milligram (or piece) of the parent that a unit stands for."""
    upper, _, lower = unit.partition("/")
    one, per = measure(upper), measure(lower) if lower else parent
    if one is None or per is None:
        raise ValueError(unit)
    return one.size if one.kind == "share" else one.size / per.size


def _stoichiometric(line: BillLine, parent: Tier) -> Mapping[Edge, Fraction] | Problem:
    """Oxide in a unit of metal by atomic weights; a stated quantity must be that factor as printed, without losses."""
    symbol = element_of(canonical(line.child))
    if parent != "metal" or symbol is None or symbol != element_of(canonical(line.parent)) or symbol not in factors():
        return problem("explosion-oxide", place_of(line), found=ARROW.join((line.parent, line.child)))
    factor = factors()[symbol]
    if line.quantity is not None:
        share = measure(line.unit.partition("/")[0]) if line.unit else None
        scale = share.size if share and share.kind == "share" else Fraction(1)
        span = Span.printed(line.quantity)
        low, high = Fraction(span.low) * scale / (1 + WEIGHTS), Fraction(span.high) * scale * (1 + WEIGHTS)
        if not low <= factor <= high:
            return problem(
                "explosion-factor", place_of(line), wanted=f"{float(factor):.4f}", found=line.quantity,
                share=f"{float(factor / (Fraction(line.quantity) * scale)):.4f}",
            )  # fmt: skip
    return dict.fromkeys(("low", "middle", "high"), factor)


def _leaves(found: Structure, lines: Iterable[BillLine]) -> Iterator[Problem]:
    """Things of which nothing says what they are made of, save the quota, oxides and what holds no rare earth."""
    places = {canonical(line.child): place_of(line) for line in reversed([*lines])}
    for name in found.order:
        if name not in found.steps and found.tiers[name] not in {"oxide", "quota", "other"}:
            yield problem("explosion-child-missing", places.get(name, name), found=name)


def _compositions(found: Structure) -> Iterator[Problem]:
    """Weighed things that hold more than their own mass; quotas of an oxide that are not the whole of it."""
    for parent, steps in found.steps.items():
        if parent in found.is_counted:
            continue
        below = {found.tiers[one.child] for one in steps}
        held = sum((one.held["middle"] for one in steps), Fraction(0))
        place = place_of(steps[-1].line)
        if below == {"quota"} and held != 1:
            yield problem("explosion-quota", place, name=parent, found=f"{float(held * PERCENT):.6g} %")
        elif below != {"oxide"} and held > 1:
            yield problem("explosion-over", place, name=parent, found=f"{float(held * PERCENT):.6g} %")
