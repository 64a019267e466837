"""A back-test as one JSON object; its keys are described in this folder's README."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from monazite.core import Words
from monazite.reference import elements as reference_elements
from monazite.reference import product_aliases, products
from monazite.warn.backtest.accuracy import BLOCK_DAYS, DRAWS
from monazite.warn.backtest.alarms import NONE, Alarms, Lead
from monazite.warn.backtest.judge import Backtest, Judged
from monazite.warn.backtest.methods import METHODS
from monazite.warn.backtest.record import FIRST_PRICES, RISE, WITHIN_DAYS, Event
from monazite.warn.signals.record import LEVELS

DIGITS = 6
RULES = "docs/decisions/0018-backtest-fixed-first.md"


def as_json(found: Backtest) -> dict[str, Any]:
    """The whole of a back-test in plain values.

    Args:
        found: the back-test.
    """
    prices = found.prices
    return {
        "file": prices.name,
        "first_day": prices.days[0].isoformat(),
        "last_day": prices.days[-1].isoformat(),
        "rules": {"page": RULES, "rise": RISE, "within_days": WITHIN_DAYS, "first_prices": FIRST_PRICES,
                  "block_days": BLOCK_DAYS, "draws": DRAWS, "seed": found.seed},
        "products": [_product(found, place) for place in range(len(prices.products))],
        "events": [_event(found, one) for one in found.events],
        "verdicts": [{"method": name, **_both(one.verdict)}
                     for name, one in found.methods.items() if METHODS[name].significance],
        "methods": [_method(found, name, one) for name, one in found.methods.items()],
        "scores": {name: {"reach": _days(found, found.methods["reach"], place),
                          "trend": _days(found, found.methods["trend"], place)}
                   for place, name in enumerate(prices.products)},
        "problems": [one.as_json() for one in prices.problems],
    }  # fmt: skip


def element_of(product: str) -> str | None:
    """The element of a product by its name in Chinese, English or as a symbol; None where several or none is known.

    >>> element_of("氧化镨"), element_of("Dy"), element_of("氧化镨钕")
    ('Pr', 'Dy', None)
    """
    key = product_aliases().get(product) or product_aliases().get(product.lower().replace("_", " "))
    elements = next((one.elements for one in products() if one.key == key), ())
    if len(elements) == 1:
        return elements[0]
    return next((one.symbol for one in reference_elements() if one.symbol == product), None)


def _both(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def _product(found: Backtest, place: int) -> dict[str, Any]:
    name = found.prices.products[place]
    return {
        "product": name,
        "element": element_of(name),
        "prices": int(np.isfinite(found.prices.values[:, place]).sum()),
        "days": len(found.prices.days),
        "events": sum(one.product == place for one in found.events),
    }


def _event(found: Backtest, one: Event) -> dict[str, Any]:
    prices = found.prices.values[one.start : one.end + 1, one.product]
    return {
        "product": found.prices.products[one.product],
        "start": found.prices.days[one.start].isoformat(),
        "end": found.prices.days[one.end].isoformat(),
        "start_price": float(prices[0]),
        "highest_price": float(np.nanmax(prices)),
    }


def _method(found: Backtest, name: str, one: Judged) -> dict[str, Any]:
    method = METHODS[name]
    return {
        "method": name,
        "label": _both(method.label),
        "is_naive": method.is_naive,
        "verdict": _both(one.verdict),
        "pooled": _rounded(asdict(one.pooled)),
        "products": [{"product": product, **_rounded(asdict(single))}
                     for product, single in zip(found.prices.products, one.products, strict=True)],
        "starts": _rounded(asdict(one.starts)),
        "alarms": _alarms(found, one.alarms),
    }  # fmt: skip


def _alarms(found: Backtest, alarms: Alarms) -> dict[str, Any]:
    return _rounded({
        "false_reds_per_quiet_year": alarms.false_per_quiet_year,
        "quiet_years": alarms.quiet_years,
        "false_reds_in_quiet_years": alarms.false_in_quiet_years,
        "reds": alarms.reds,
        "false_reds": alarms.false_reds,
        "events": sum(one.is_judged for one in alarms.leads),
        "events_warned": sum(one.is_judged and one.orange_days is not None for one in alarms.leads),
        "leads": [_lead(found, one) for one in alarms.leads],
    })  # fmt: skip


def _lead(found: Backtest, one: Lead) -> dict[str, Any]:
    lead = {name: value for name, value in asdict(one).items() if name != "event"}
    event = _event(found, one.event)
    return {"product": event["product"], "start": event["start"], **_rounded(lead)}


def _days(found: Backtest, one: Judged, place: int) -> list[list[Any]]:
    """Day, score and level of each scored day."""
    return [
        [day.isoformat(), round(float(score), DIGITS), LEVELS[rank] if rank != NONE else None]
        for day, score, rank in zip(found.prices.days, one.scores[:, place], one.ranks[:, place], strict=True)
        if np.isfinite(score)
    ]


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    return {name: round(one, DIGITS) if isinstance(one, float) else one for name, one in values.items()}
