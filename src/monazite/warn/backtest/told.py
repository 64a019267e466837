"""A back-test as it is told: figures of each method, events and how they were announced, reds and what followed.

No price and no score is in it, so that a run on a series that may not be passed on can be published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from monazite.core import Words
from monazite.warn.backtest.accuracy import Accuracy
from monazite.warn.backtest.alarms import RED, Lead
from monazite.warn.backtest.events import merged, starts
from monazite.warn.backtest.judge import Backtest, Judged
from monazite.warn.backtest.methods import METHODS
from monazite.warn.backtest.record import Event
from monazite.warn.signals.loops import Numbers

Came = Literal["event", "inside", "nothing", "unknown"]
"""What a red was followed by: an event within 60 days; it lay in an episode; nothing; it cannot be known yet."""
JUDGED = tuple(name for name, one in METHODS.items() if one.significance)
"""Methods with a verdict: their reds and leads are told one by one."""


@dataclass(frozen=True, slots=True)
class Reds:
    """Red alarms of a method in numbers.

    Args:
        per_quiet_year: false reds of a quiet year; None without one.
        quiet_years: product-years without an event.
        reds: whose outcome is known.
        false_reds: those that no event followed.
        events: that could be warned of.
        warned: those with an orange or red in the 60 days before.
    """

    per_quiet_year: float | None
    quiet_years: float
    reds: int
    false_reds: int
    events: int
    warned: int


@dataclass(frozen=True, slots=True)
class MethodTold:
    """A method and how it did.

    Args:
        name: its key.
        verdict: on it.
        pooled: accuracy over all products.
        products: by product.
        reds: its alarms.
    """

    name: str
    verdict: Words
    pooled: Accuracy
    products: Mapping[str, Accuracy]
    reds: Reds


@dataclass(frozen=True, slots=True)
class LeadTold:
    """How an event was announced.

    Args:
        orange_days: from the first orange or red of the 60 days before to its start; None where there was none.
        late_days: from its start to the first red; None where there was none.
        late_share: share of the rise that was over by then.
        is_judged: whether the days before it are scored.
    """

    orange_days: int | None
    late_days: int | None
    late_share: float | None
    is_judged: bool


@dataclass(frozen=True, slots=True)
class EventTold:
    """An event: its product, first and last day, rise from start to highest as a share, and leads by method."""

    product: str
    start: date
    end: date
    rise: float
    leads: Mapping[str, LeadTold]


@dataclass(frozen=True, slots=True)
class RedTold:
    """A red of a judged method: its product, first and last day, and what came of it."""

    method: str
    product: str
    first: date
    last: date
    came: Came


@dataclass(frozen=True, slots=True)
class Told:
    """A back-test as it is told.

    Args:
        name: of the file, or of the published run.
        first_day: of the prices.
        last_day: of the prices.
        days: rows.
        products: names.
        seed: of the draws.
        left_out: what was left out or doubtful.
        methods: in the order of `METHODS`.
        events: in the order of time.
        reds: of judged methods.
        source: of the prices of a published run; empty for a file of one's own.
    """

    name: Words
    first_day: date
    last_day: date
    days: int
    products: tuple[str, ...]
    seed: int
    left_out: int
    methods: tuple[MethodTold, ...]
    events: tuple[EventTold, ...]
    reds: tuple[RedTold, ...]
    source: str = ""


def told(found: Backtest) -> Told:
    """A back-test without its prices and scores.

    Args:
        found: the back-test.
    """
    prices = found.prices
    outcome = starts(prices.values, found.events)
    reds = [one for name in JUDGED for one in _reds(found, name, outcome)]
    return Told(
        Words(prices.name, prices.name), prices.days[0], prices.days[-1], len(prices.days), prices.products, found.seed,
        len(prices.problems), tuple(_method(found, name, one) for name, one in found.methods.items()),
        tuple(sorted((_event(found, at) for at in range(len(found.events))), key=lambda one: (one.start, one.product))),
        tuple(sorted(reds, key=lambda one: (one.first, one.product))),
    )  # fmt: skip


def _method(found: Backtest, name: str, one: Judged) -> MethodTold:
    alarms = one.alarms
    judged = [lead for lead in alarms.leads if lead.is_judged]
    reds = Reds(alarms.false_per_quiet_year, alarms.quiet_years, alarms.reds, alarms.false_reds, len(judged),
                sum(lead.orange_days is not None for lead in judged))  # fmt: skip
    return MethodTold(name, one.verdict, one.pooled, dict(zip(found.prices.products, one.products, strict=True)), reds)


def _event(found: Backtest, at: int) -> EventTold:
    one, prices = found.events[at], found.prices
    path = prices.values[one.start : one.end + 1, one.product]
    leads = {name: _lead(found.methods[name].alarms.leads[at]) for name in JUDGED}
    rise = float(np.nanmax(path) / path[0] - 1)
    return EventTold(prices.products[one.product], prices.days[one.start], prices.days[one.end], rise, leads)


def _lead(one: Lead) -> LeadTold:
    return LeadTold(one.orange_days, one.late_days, one.late_share, one.is_judged)


def _reds(found: Backtest, name: str, outcome: Numbers) -> list[RedTold]:
    """Runs of red, those within 60 days as one, each with what came of its first day."""
    days, ranks = found.prices.days, found.methods[name].ranks
    return [
        RedTold(name, product, days[first], days[last], _came(place, first, outcome, found.events))
        for place, product in enumerate(found.prices.products)
        for first, last in merged((int(day), int(day)) for day in np.flatnonzero(ranks[:, place] == RED))
    ]


def _came(place: int, day: int, outcome: Numbers, events: Sequence[Event]) -> Came:
    if any(one.product == place and one.start < day <= one.end for one in events):
        return "inside"
    if np.isnan(outcome[day, place]):
        return "unknown"
    return "event" if outcome[day, place] else "nothing"
