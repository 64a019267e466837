"""The times of a book of orders: numbers, clock times or instants; only which is earlier matters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import numpy as np

from monazite.trade.auction.call_steps import Numbers

TIME_LENGTH = 40
"""Characters of the longest time that is read."""
_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,9})?")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9](?:\.[0-9]{1,9})?))?")
Moment = Decimal | datetime
"""A number, or seconds since midnight, or an instant."""


def read_time(text: str) -> tuple[str, Moment] | None:
    """How a time is written and what it says; None when it is none.

    >>> read_time("09:15:00.5"), read_time("7")
    (('clock', Decimal('33300.5')), ('number', Decimal('7')))
    """
    if len(text) > TIME_LENGTH:
        return None
    if _NUMBER.fullmatch(text):
        return "number", Decimal(text)
    if clock := _CLOCK.fullmatch(text):
        return "clock", 3600 * int(clock[1]) + 60 * int(clock[2]) + Decimal(clock[3] or 0)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return ("instant" if instant.tzinfo is None else "instant with zone"), instant


def ranks(times: Sequence[Moment]) -> Numbers:
    """Whole numbers that rise with the times, equal where they are equal. Shape (times,).

    Args:
        times: all written in one way.
    """
    place = {time: number for number, time in enumerate(sorted(set(times)))}
    return np.array([place[time] for time in times], np.int64)
