"""What a back-test reads, and the events it is judged by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from monazite.core import Problem
from monazite.warn.signals.loops import Numbers

RISE = 1.15
"""An event's price over the price at its start, at least."""
WITHIN_DAYS = 60
"""Trading days it has for that; days to the next rise that is still the same episode; days a warning looks ahead."""
KNOWN_AFTER_DAYS = 2 * WITHIN_DAYS
"""Days after which it is known whether an event started within 60: it may start at their end and take all its time."""
FIRST_PRICES = 120
"""Prices of a product before it is scored."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Daily average prices of products, as far as they could be used.

    Args:
        name: of the file.
        days: rows in the order of time, with blank weekdays where more than 20 calendar days were missing.
        products: as their columns are headed.
        values: average prices in each product's own unit, NaN where there is none. Shape (days, products).
        problems: what was wrong, and what was left out because of it.
    """

    name: str
    days: tuple[date, ...]
    products: tuple[str, ...]
    values: Numbers
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """An episode of rises of one product.

    Args:
        product: its place among the products.
        start: row of the last day with the lowest price, from 0.
        end: row of the last day on which a rise was complete.
    """

    product: int
    start: int
    end: int
