"""The cells of a price table: a day, and the average of a product checked against its lowest and highest."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date

from monazite.core import Problem, Words
from monazite.store.sheet import Figure, printed, wrong_cell
from monazite.warn.said import problem

BLANK = frozenset({"", "-", "--", "—", "——", "/", "na", "n/a", "#n/a", "nan", "null", "none", "无", "暂无", "缺"})
"""What tables write where there was no quote."""
FIRST_YEAR, LAST_YEAR = 1900, 2200
_DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-|/(\d{1,2})/|\.(\d{1,2})\.|年(\d{1,2})月|(\d\d))(\d{1,2})日?(?:[T ]0?0:00(?::00)?)?"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def day_of(text: str) -> date | None:
    """A day as tables write it: 2013-01-04, 2013/1/4, 2013.1.4, 2013年1月4日, 20130104; None for any other text.

    >>> day_of("2013年1月4日"), day_of("20130104"), day_of("4.1.2013")
    (datetime.date(2013, 1, 4), datetime.date(2013, 1, 4), None)
    """
    match = _DAY.fullmatch(plain(text))
    if not match or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        return None
    month = next(one for one in match.groups()[1:6] if one)
    try:
        return date(int(match[1]), int(month), int(match[7]))
    except ValueError:
        return None


def plain(text: str) -> str:
    """A cell with full-width digits and signs as ordinary ones.

    >>> plain("３４．３")
    '34.3'
    """
    return unicodedata.normalize("NFKC", text).strip()


def price_of(cells: Sequence[str], at: Mapping[str, int], heading: str, place: str) -> float | Problem | None:
    """The average price in a row; None where there is no quote, a Problem where it cannot be used.

    Args:
        cells: of the row.
        at: places of low, high and average, as far as the table has them.
        heading: of the average.
        place: of the row.
    """
    texts = {part: plain(cells[one]) for part, one in at.items()}
    if texts["average"].lower() in BLANK:
        return None
    figures = {part: _figure(text) for part, text in texts.items() if text.lower() not in BLANK}
    for part, figure in figures.items():
        if figure is None:
            wanted = Words(f"大于零的数（{_PART[part]}）", f"a number above nought ({part})")
            return wrong_cell(place, heading, wanted, texts[part])
    return _judged({part: one for part, one in figures.items() if one}, texts, heading, place)


_PART = {"low": "最低", "high": "最高", "average": "平均"}


def _figure(text: str) -> Figure | None:
    figure = printed(text.replace(",", "") if _THOUSANDS.fullmatch(text) else text)
    return figure if figure and figure.value > 0 else None


def _judged(figures: Mapping[str, Figure], texts: Mapping[str, str], heading: str, place: str) -> float | Problem:
    """The average, or what contradicts it; what prints as the limit is no contradiction."""
    average, low, high = figures["average"], figures.get("low"), figures.get("high")
    if low and high and low.value > high.value:
        return problem("backtest-range-wrong", place, column=heading, low=texts["low"], high=texts["high"])
    if (low and average.high < low.low) or (high and average.low > high.high):
        limits = {part: texts.get(part) or "…" for part in ("low", "high")}
        return problem("backtest-average-outside", place, column=heading, found=texts["average"], **limits)
    return float(average.value)
