"""A question to the search, and its answer with all that people ask next (寻优)."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import NormalDist
from typing import TYPE_CHECKING

from monazite.app.design.bench import bench_of, chances_of
from monazite.app.design.burdens import QUOTA, RISK
from monazite.app.design.charge import contents
from monazite.app.design.prices import LEADERS, moved_together, words
from monazite.app.design.views import Answer, Bench, Carried, Frontier, Offered, Query, Threshold
from monazite.app.design.why import label_of_thing, less_line, shadow_lines, why_best, why_none
from monazite.core import ProblemError, Words
from monazite.design.curve import constants
from monazite.design.record import Grade
from monazite.design.said import problem
from monazite.design.search import Duty, Infeasible, Limits, Optimum, optimise
from monazite.design.service import Work
from monazite.store import nearest

if TYPE_CHECKING:
    from monazite.app.design.verb import Design

OVER: Mapping[str, tuple[str, str]] = {
    "heavy": ("frontier.heavy", "wt%"), "tmax": ("frontier.tmax", "°C"), RISK: ("frontier.risk", ""),
    QUOTA: ("frontier.quota", ""),
}  # fmt: skip
"""What cost can be set against: words and unit; a burden has its own unit."""
LEAST_TIMES, MOST_TIMES = 0.1, 10.0
"""Of today's price, between which a threshold is looked for."""
SAVED = ("Dy", "Tb")
GRAM = 1e-3
"""A gram in a kilogram of magnet."""
TRIES = 2
"""Halvings between margins of which the lesser fails the confidence asked for."""


def answered(design: Design, query: Query) -> Answer:
    """The cheapest recipe for a query, with its bench and reasons; see `Design.search`."""
    offered, risk, quota = _known(design, query)
    started = time.perf_counter()
    found, grade, refused = _found(query, offered, (risk, quota))
    seconds = time.perf_counter() - started
    if isinstance(found, Infeasible):
        why = why_none(found, query)
        return Answer(query, offered, found, grade, refused, None, why, (), risk, quota, seconds)
    bench = _bench(found, query, grade, offered, (risk, quota))
    less = _less(replace(query, grade=grade), offered, (risk, quota), found)
    why, shadows = why_best(found, bench, query), (*shadow_lines(found), *less)
    return Answer(query, offered, found, grade, refused, bench, why, shadows, risk, quota, seconds)


def frontier_of(design: Design, query: Query, over: str, points: int) -> Frontier:
    """Cost against something else; see `Design.frontier`.

    Raises:
        ProblemError: for what cost cannot be set against; it names the nearest.
    """
    from monazite.design.search import frontier  # noqa: PLC0415  loads the room

    if over not in OVER:
        raise ProblemError(problem("asked-over", "--frontier", known=", ".join(OVER), found=over,
                                   nearest=nearest(over, OVER)))  # fmt: skip
    offered, risk, quota = _known(design, query)
    steps = frontier(duty_of(query), limits_of(query, (risk, quota)), offered.offers, over=over, points=points)
    key, unit = OVER[over]
    own = {RISK: risk.unit, QUOTA: quota.unit}.get(over, Words(unit, unit))
    return Frontier(over, words(key), own, tuple(steps))


def history_of(
    design: Design, query: Query, days: Mapping[dt.date, Mapping[str, float]]
) -> dict[dt.date, Optimum | Infeasible]:
    """The optimum of each day; see `Design.history`."""
    from monazite.design.search import history  # noqa: PLC0415  loads the room

    offered, *burdens = _known(design, query)
    moved = [moved_together(one) for one in days.values()]
    found = history(duty_of(query), limits_of(query, burdens), offered.offers, moved)
    return dict(zip(days, found, strict=True))


def threshold_of(design: Design, query: Query, moved: str, element: str, share: float) -> Threshold:
    """From what price a share is worth it; see `Design.threshold`."""
    from monazite.design.search import threshold  # noqa: PLC0415  loads the room

    offered, *burdens = _known(design, query)
    price = next(one.price_cny_per_kg or 0.0 for one in offered.offers if one.name == moved)
    low, high = price * LEAST_TIMES, price * MOST_TIMES
    priced = {one.name for one in offered.offers}
    together = [moved, *(one for one, leader in LEADERS.items() if leader == moved and one in priced)]
    found = threshold(duty_of(query), limits_of(query, burdens), offered.offers, together, element=element,
                      least_share=share, low=low, high=high)  # fmt: skip
    named = {"element": label_of_thing(element), "share": f"{share * 100:.4g} %"}
    said = words(
        "threshold.never" if found is None else "threshold.from", moved=label_of_thing(moved), low=f"{low:.0f}",
        high=f"{high:.0f}", price="" if found is None else f"{found:.0f}", now=f"{price:.0f}", **named,
    )  # fmt: skip
    return Threshold(moved, element, share, found, low, high, said)


def duty_of(query: Query, deviations: float = 0.0) -> Duty:
    """The duty that a query asks for, with a reserve for its working point as makers keep it."""
    kept = constants()["tmax_reserve"].value if query.reserve is None else query.reserve
    return Duty(query.grade, query.kelvin, query.permeance, query.opposing_a_per_m, kept, deviations, query.tmax_kelvin)


def limits_of(query: Query, burdens: Sequence[Carried]) -> Limits:
    """Caps, floors and burdens of a query."""
    return Limits(query.most, query.least, tuple(one.burden for one in burdens))


def _known(design: Design, query: Query) -> tuple[Offered, Carried, Carried]:
    offered = design.offers(query.day, query.prices, query.scrap, query.venue)
    return offered, design.risk(query), design.quota_exposure(offered.day, query)


def _found(
    query: Query, offered: Offered, burdens: Sequence[Carried]
) -> tuple[Optimum | Infeasible, Grade, Mapping[str, str]]:
    """The optimum or none, the grade that it makes, and why not the others of those allowed."""
    limits = limits_of(query, burdens)
    if query.allowed:
        from monazite.design.search import cheapest_allowed  # noqa: PLC0415  loads the room

        best = cheapest_allowed(duty_of(query), limits, offered.offers, query.allowed)
        if best.grade is not None and best.best is not None:
            return best.best, best.grade, best.refused
        first = replace(query, grade=query.allowed[0])
        return optimise(duty_of(first), limits, offered.offers), first.grade, best.refused
    return _confident(query, limits, offered), query.grade, {}


def _less(query: Query, offered: Offered, burdens: Sequence[Carried], found: Optimum) -> Iterator[Words]:
    """What a gram less of each heavy rare earth would cost than the recipe holds, where no cap's price says it."""
    for symbol, share in contents(found.recipe).items():
        shadow = found.shadow.get(f"{symbol} <=")
        if symbol in SAVED and share > GRAM and not (shadow and shadow.value_cny_per_kg):
            capped = replace(query, most={**query.most, symbol: share - GRAM}, allowed=())
            other = optimise(duty_of(capped), limits_of(capped, burdens), offered.offers)
            yield less_line(
                symbol, other.cost_cny_per_kg - found.cost_cny_per_kg if isinstance(other, Optimum) else None
            )


def _confident(query: Query, limits: Limits, offered: Offered) -> Optimum | Infeasible:
    """The optimum whose lots pass with the confidence asked for.

    Each minimum alone passes with a probability p at the deviation that belongs to p; all of them, which come in two
    groups (flux, coercivity), at the deviation of 1 - (1 - p) / 2 by Bonferroni. The least that does lies between.
    """
    if query.confidence is None:
        return optimise(duty_of(query), limits, offered.offers)
    low, high = (NormalDist().inv_cdf(one) for one in (query.confidence, 1 - (1 - query.confidence) / 2))
    best = optimise(duty_of(query, low), limits, offered.offers)
    if isinstance(best, Infeasible) or _passes(best, query):
        return best
    best = optimise(duty_of(query, high), limits, offered.offers)
    for _ in range(TRIES):
        middle = (low + high) / 2
        tried = optimise(duty_of(query, middle), limits, offered.offers)
        if isinstance(tried, Optimum) and not _passes(tried, query):
            low = middle
        else:
            best, high = tried, middle
    return best


def _passes(found: Optimum | Infeasible, query: Query) -> bool:
    if isinstance(found, Infeasible):
        return False
    return chances_of(found.recipe, [query.grade], is_dual=found.route.is_dual)[0] >= (query.confidence or 0)


def _bench(found: Optimum, query: Query, grade: Grade, offered: Offered, burdens: Sequence[Carried]) -> Bench:
    kelvin = [one for one in (query.kelvin,) if one is not None]
    return bench_of(
        found.recipe, kelvin, Work(query.permeance, query.opposing_a_per_m), offered, burdens,
        grade=grade if grade.name else None, is_dual=found.route.is_dual, route=found.route, charges=found.charges,
    )  # fmt: skip
