"""Shares and ages, exact, as all rules measure them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from monazite.trade.safeguards.amounts import percent

PPM = 1_000_000
"""Parts in a whole."""


def over(part: int, whole: int, limit_ppm: int) -> bool:
    """Whether a part is more than a share of the whole, exact; of nothing, any part is.

    >>> over(5, 100, 50_000), over(6, 100, 50_000), over(1, 0, 50_000)
    (False, True, True)
    """
    return part * PPM > limit_ppm * whole


def share_ppm(part: int, whole: int) -> int:
    """A part of the whole in parts per million, rounded down; a million of nothing."""
    return part * PPM // whole if whole > 0 else PPM


def excess(part: int, whole: int, limit_ppm: int) -> str:
    """A share that passes its limit as people say it, with as many digits as show that it does; cut, not rounded.

    >>> excess(5_000_001, 10_000_000, 500_000), excess(61, 100, 500_000)
    ('50.00001 %', '61 %')
    """
    if whole <= 0:
        return percent(PPM)
    scale, share = PPM, part * PPM // whole
    while share * PPM <= limit_ppm * scale and over(part, whole, limit_ppm):
        scale *= 10
        share = part * scale // whole
    text = str(share * 100).zfill(len(str(scale)))
    places = len(str(scale)) - 1
    return f"{f'{text[:-places]}.{text[-places:]}'.rstrip('0').rstrip('.')} %"


def days_between(first: str, last: str) -> int:
    """Days from one day to another; negative when the second is earlier."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def counts(stock_mg: int, yearly_use_mg: int | None, limits: Mapping[str, int]) -> bool:
    """Whether a stock is large enough for shares of it to halt trading; one of which nobody knows the use is."""
    return yearly_use_mg is None or over(stock_mg, yearly_use_mg, limits["stock_counts_ppm"])
