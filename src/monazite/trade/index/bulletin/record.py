"""A month of the index as people read it (月报): figures rounded once, and what follows from the printed ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

from monazite.trade.index.record import Constituent, Group, Point, Series
from monazite.trade.index.robust import half_even

FEN_PER_TONNE_OF_YUAN_PER_KG = 100_000
FEN_PER_TONNE_OF_WAN_PER_TONNE = 1_000_000
INDEX_PLACES, PRICE_PLACES, TEXT_PLACES, TABLE_PLACES = 1, 2, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexMonth:
    """The index of a month, in points.

    Args:
        mean: of the trading days, to one decimal.
        high: highest, to one decimal.
        high_day: the first day on which it stood there.
        low: lowest.
        low_day: the first day.
        range: highest less lowest, of the printed figures (高低点相差).
        fluctuation_pct: range over mean, of the printed figures, to 0.1 % (波动幅度).
        rise: sign of the last day less the first.
    """

    mean: Decimal
    high: Decimal
    high_day: date
    low: Decimal
    low_day: date
    range: Decimal
    fluctuation_pct: Decimal
    rise: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductMonth:
    """The price of a product in a month, tax included.

    Args:
        product: standard name.
        spec: purity or composition.
        group: heading.
        cny_per_kg: mean of its daily values (元/公斤), to 0.01.
        wan_cny_per_tonne: the same mean (万元/吨), to 0.01.
        before_cny_per_kg: of the month before; None without.
        change_pct: month on month (环比) of the printed 元/公斤, to 0.01 %; None without the month before.
        change_text_pct: the same to 0.1 %, as the text says it.
        deals: trades kept in the month.
        mass_mg: their mass.
        days: trading days with a value.
        carried: of these, days on which it was carried forward.
    """

    product: str
    spec: str
    group: Group
    cny_per_kg: Decimal
    wan_cny_per_tonne: Decimal
    before_cny_per_kg: Decimal | None
    change_pct: Decimal | None
    change_text_pct: Decimal | None
    deals: int
    mass_mg: int
    days: int
    carried: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month of the market.

    Args:
        year: calendar year.
        month: 1 to 12.
        index: of the month; None when the index has no value in it.
        products: with a value in it, in the order of the constituents.
        is_simulated: whether its prices are invented.
        sha256: of the public file it was made from; empty when it is not committed.
        resets: days on which the level was set anew at a published point, so that it is not of prices alone.
    """

    year: int
    month: int
    index: IndexMonth | None
    products: tuple[ProductMonth, ...]
    is_simulated: bool = False
    sha256: str = ""
    resets: tuple[date, ...] = ()

    @property
    def carried_products(self) -> int:
        """How many products have a value that was carried forward (沿用前值)."""
        return sum(item.carried > 0 for item in self.products)

    @property
    def carried_values(self) -> int:
        """How many daily values were."""
        return sum(item.carried for item in self.products)


def month_of(
    series: Series,
    constituents: Sequence[Constituent],
    year: int,
    month: int,
    *,
    is_simulated: bool = False,
    sha256: str = "",
) -> Month:
    """The month of a series.

    Args:
        series: values and index.
        constituents: what each product is.
        year: calendar year.
        month: 1 to 12.
        is_simulated: whether its prices are invented.
        sha256: of the public file.
    """
    now, before = _sums(series, year, month), _sums(series, *_month_before(year, month))
    products = tuple(
        _product(item, now[item.product], before.get(item.product)) for item in constituents if item.product in now
    )
    points = [point for point in series.points if (point.day.year, point.day.month) == (year, month)]
    index = _index(points) if points else None
    return Month(
        year=year, month=month, index=index, products=products, is_simulated=is_simulated, sha256=sha256,
        resets=tuple(point.day for point in points if _is_reset(point, series.points[0])),
    )  # fmt: skip


def _is_reset(point: Point, first: Point) -> bool:
    """Whether a published point moved the level; on the first day it only sets it."""
    return point is not first and point.link == "published" and point.index != point.computed


def as_record(month: Month) -> dict[str, Any]:
    """A month with plain values, for pages, JSON and exports: decimals and days as text."""
    plain = {name: _plain(value) for name, value in asdict(month).items()}
    return plain | {"index": None if month.index is None else _all_plain(asdict(month.index))}


def _all_plain(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in record.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_all_plain(item) if isinstance(item, Mapping) else _plain(item) for item in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


@dataclass(slots=True)
class _Sum:
    """A product's month: sum of its daily values in fen per tonne, and what they rest on."""

    total: int = 0
    days: int = 0
    carried: int = 0
    deals: int = 0
    mass_mg: int = 0


def _month_before(year: int, month: int) -> tuple[int, int]:
    return (year, month - 1) if month > 1 else (year - 1, 12)


def _sums(series: Series, year: int, month: int) -> Mapping[str, _Sum]:
    sums: dict[str, _Sum] = {}
    for value in series.values:
        if (value.day.year, value.day.month) != (year, month) or value.fen_per_tonne is None:
            continue
        found = sums.setdefault(value.product, _Sum())
        found.total += value.fen_per_tonne
        found.days += 1
        found.carried += value.level == "carried"
        if value.level == "trades":
            found.deals += value.deals
            found.mass_mg += value.mass_mg
    return sums


def _product(item: Constituent, now: _Sum, before: _Sum | None) -> ProductMonth:
    per_kg = _mean(now, FEN_PER_TONNE_OF_YUAN_PER_KG)
    earlier = None if before is None else _mean(before, FEN_PER_TONNE_OF_YUAN_PER_KG)
    return ProductMonth(
        product=item.product, spec=item.spec, group=item.group, cny_per_kg=per_kg,
        wan_cny_per_tonne=_mean(now, FEN_PER_TONNE_OF_WAN_PER_TONNE), before_cny_per_kg=earlier,
        change_pct=_change(per_kg, earlier, TABLE_PLACES), change_text_pct=_change(per_kg, earlier, TEXT_PLACES),
        deals=now.deals, mass_mg=now.mass_mg, days=now.days, carried=now.carried,
    )  # fmt: skip


def _mean(found: _Sum, unit: int) -> Decimal:
    return _rounded(Fraction(found.total, found.days * unit), PRICE_PLACES)


def _change(now: Decimal, before: Decimal | None, places: int) -> Decimal | None:
    if not before:
        return None
    return _rounded((Fraction(now) / Fraction(before) - 1) * 100, places)


def _index(points: Sequence[Point]) -> IndexMonth:
    high = max(points, key=lambda point: point.index)
    low = min(points, key=lambda point: point.index)
    top, bottom = _decimal(high.index), _decimal(low.index)
    mean = _rounded(sum((Fraction(point.index) for point in points), Fraction(0)) / len(points), INDEX_PLACES)
    fluctuation = _rounded(Fraction(top - bottom) / Fraction(mean) * 100, TEXT_PLACES) if mean else Decimal(0)
    return IndexMonth(
        mean=mean, high=top, high_day=high.day, low=bottom, low_day=low.day, range=top - bottom,
        fluctuation_pct=fluctuation, rise=_sign(points[-1].index - points[0].index),
    )  # fmt: skip


def _decimal(index: Decimal) -> Decimal:
    return index.quantize(Decimal(1).scaleb(-INDEX_PLACES), ROUND_HALF_EVEN)


def _rounded(number: Fraction, places: int) -> Decimal:
    return Decimal(half_even(number.numerator * 10**places, number.denominator)).scaleb(-places)


def _sign(number: Decimal) -> int:
    return (number > 0) - (number < 0)
