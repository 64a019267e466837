"""Between which days a line will stop, from ranges of stock and of days on the way; no network is needed."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from monazite.core import Words
from monazite.warn.shocks.record import StopWindow

LONGEST_DAYS = 3650
"""Days after which a stock counts as never ending."""
_ENDS = Words(
    "{material}：{day} 起停发，在途 {transit} 天，库存够 {cover} 天，其间仍到货 {left}",
    "{material}: no more sent from {day}; {transit} days on the way, stock for {cover} days, {left} still arriving",
)
_RESUMES = Words("{day} 起恢复发货，库存或许够用", "sent again from {day}: the stock may last until then")


@dataclass(frozen=True, slots=True)
class InputCover:
    """What a line has of an input on the day on which supply stops.

    Args:
        material: the input.
        cover_low_days: days of use in stock, at least.
        cover_high_days: at most.
        transit_low_days: days on the way, at least: what was sent before still arrives.
        transit_high_days: at most.
        left_low: share of use that goes on arriving, at least.
        left_high: at most.
    """

    material: str
    cover_low_days: float
    cover_high_days: float
    transit_low_days: int = 0
    transit_high_days: int = 0
    left_low: float = 0.0
    left_high: float = 0.0


def stop_window(
    firm: str, inputs: Sequence[InputCover], stop_day: dt.date,
    resumes: tuple[dt.date | None, dt.date | None] = (None, None),
) -> StopWindow | None:  # fmt: skip
    """The window of the input that ends first: ``stop + transit + cover / (1 - share left)``, whole days.

    Args:
        firm: whose line.
        inputs: that it cannot do without.
        stop_day: first day on which nothing more, or only the share left, is sent.
        resumes: days from which all is sent again, at the earliest and at the latest; None where that is not known.

    Returns:
        None where no input ends before goods arrive again, even with the least stock.

    >>> import datetime as dt
    >>> found = stop_window("M", [InputCover("Dy", 21, 35, 10, 20)], dt.date(2025, 4, 4))
    >>> str(found.earliest), str(found.latest)
    ('2025-05-05', '2025-05-29')
    """
    found = [one for one in (_window(firm, one, stop_day, resumes) for one in inputs) if one]
    if not found:
        return None
    first = min(found, key=lambda one: one.earliest)
    latest = min((one.latest for one in found if one.latest), default=None)
    return StopWindow(
        firm, first.material, first.earliest, latest, tuple(words for one in found for words in one.reasons)
    )


def _window(
    firm: str, one: InputCover, stop_day: dt.date, resumes: tuple[dt.date | None, dt.date | None]
) -> StopWindow | None:
    low = _days(one.cover_low_days, one.left_low) + one.transit_low_days
    high = _days(one.cover_high_days, one.left_high) + one.transit_high_days
    again_low, again_high = (
        None if day is None else (day - stop_day).days + way
        for day, way in zip(resumes, (one.transit_low_days, one.transit_high_days), strict=True)
    )
    if low > LONGEST_DAYS or (again_high is not None and again_high <= low):
        return None
    is_sure = high <= LONGEST_DAYS and (again_low is None or high < again_low)
    reasons = [_ENDS.filled(
        material=one.material, day=stop_day, transit=_range(one.transit_low_days, one.transit_high_days),
        cover=_range(one.cover_low_days, one.cover_high_days),
        left=_range(100 * one.left_low, 100 * one.left_high) + " %",
    )]  # fmt: skip
    if not is_sure and resumes[0]:
        reasons.append(_RESUMES.filled(day=resumes[0]))
    latest = stop_day + dt.timedelta(days=high) if is_sure else None
    return StopWindow(firm, one.material, stop_day + dt.timedelta(days=low), latest, tuple(reasons))


def _days(cover_days: float, left: float) -> int:
    """Whole days that a stock lasts while a share of use goes on arriving."""
    return LONGEST_DAYS + 1 if left >= 1 else min(LONGEST_DAYS + 1, math.floor(cover_days / (1 - left)))


def _range(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"
