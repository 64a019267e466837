"""Who holds the stock, and the daily public report of stock and concentration (每日库存与集中度报告)."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any

import orjson

from monazite.trade.safeguards.measures import PPM, days_between, share_ppm
from monazite.trade.safeguards.record import MarketState, Party, StockState


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRow:
    """One instrument in the report; shares in parts per million, rounded down; no holder is named.

    Args:
        instrument: which.
        receipts: how many are in store.
        stock_mg: their net mass.
        registered_mg: on this day.
        cancelled_mg: on this day, for load-out.
        pledged_mg: of receipts under a lien.
        oldest_days: age of the oldest receipt; None without receipts.
        uncounted_days: days since the count longest ago; None without receipts.
        owners: how many beneficial owners hold it.
        largest_ppm: of the stock, what the largest holds.
        bands: of `bands`, how many owners hold a share within it.
        outsiders_ppm: of the stock, what members hold who are not industrial.
        use_ppm: the stock as a share of a year's use; None when nobody says.
        premium_ppm: of the venue's price over that outside; None when one is missing.
    """

    instrument: str
    receipts: int
    stock_mg: int
    registered_mg: int
    cancelled_mg: int
    pledged_mg: int
    oldest_days: int | None
    uncounted_days: int | None
    owners: int
    largest_ppm: int
    bands: tuple[tuple[str, int], ...]
    outsiders_ppm: int
    use_ppm: int | None
    premium_ppm: int | None


@dataclass(frozen=True, kw_only=True)
class StockReport:
    """The report of a day.

    Args:
        venue: whose.
        day: which.
        rows: one an instrument, in order of name.
    """

    venue: str
    day: str
    rows: tuple[StockRow, ...]

    def as_json(self) -> dict[str, Any]:
        """The report as plain JSON."""
        rows = [{**asdict(row), "bands": dict(row.bands)} for row in self.rows]
        return {"venue": self.venue, "day": self.day, "rows": rows}

    @cached_property
    def sha256(self) -> str:
        """Hexadecimal SHA-256 of its JSON with sorted keys."""
        return hashlib.sha256(orjson.dumps(self.as_json(), option=orjson.OPT_SORT_KEYS)).hexdigest()


@cache
def bands() -> tuple[tuple[str, int, int], ...]:
    """The bands of the London Metal Exchange's report: name, from (included), to (left out) in parts per million.

    >>> [name for name, _, _ in bands()]
    ['30-40', '40-50', '50-80', '80-90', '90-100']
    """
    text = (resources.files("monazite.trade.safeguards") / "bands.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), strict=True)
    return tuple((row["band"], int(row["from_ppm"]), int(row["to_ppm"])) for row in rows)


def band_of(ppm: int) -> str:
    """The band of a share; empty below the first.

    >>> band_of(299_999), band_of(300_000), band_of(1_000_000)
    ('', '30-40', '90-100')
    """
    inside = (name for name, first, last in bands() if first <= ppm < last or ppm == last == PPM)
    return next(inside, "")


def owners_of(state: MarketState, stock: StockState) -> Mapping[str, int]:
    """Milligrams of the stock by beneficial owner."""
    found: dict[str, int] = {}
    for receipt in stock.receipts:
        for member, mg in receipt.holders:
            owner = _party(state, member).owner
            found[owner] = found.get(owner, 0) + mg
    return found


def outsiders_mg(state: MarketState, stock: StockState) -> int:
    """Milligrams of the stock held by members who are not industrial."""
    return sum(
        mg for receipt in stock.receipts for member, mg in receipt.holders if not _party(state, member).is_industrial
    )


def stock_report(state: MarketState) -> StockReport:
    """The daily public report of a venue.

    Args:
        state: the venue at the end of the day.
    """
    rows = sorted((_row(state, stock) for stock in state.stocks), key=lambda row: row.instrument)
    return StockReport(venue=state.venue, day=state.day, rows=tuple(rows))


def _party(state: MarketState, member: str) -> Party:
    return state.members.get(member) or Party(member, member, is_industrial=False)


def _row(state: MarketState, stock: StockState) -> StockRow:
    total, owners = stock.stock_mg, owners_of(state, stock)
    shares = [share_ppm(mg, total) for mg in owners.values()] if total else []
    names = [band_of(share) for share in shares]
    receipts, outside, price = stock.receipts, stock.outside_fen_per_tonne, stock.price_fen_per_tonne
    return StockRow(
        instrument=stock.instrument,
        receipts=len(receipts),
        stock_mg=total,
        registered_mg=stock.registered_mg,
        cancelled_mg=stock.cancelled_mg,
        pledged_mg=sum(one.net_mg for one in receipts if one.pledges),
        oldest_days=max((days_between(one.registered, state.day) for one in receipts), default=None),
        uncounted_days=max((days_between(one.counted or one.registered, state.day) for one in receipts), default=None),
        owners=len(owners),
        largest_ppm=max(shares, default=0),
        bands=tuple((name, names.count(name)) for name, _, _ in bands()),
        outsiders_ppm=share_ppm(outsiders_mg(state, stock), total) if total else 0,
        use_ppm=None if stock.yearly_use_mg is None else share_ppm(total, stock.yearly_use_mg),
        premium_ppm=None if outside is None or price is None else share_ppm(price - outside, outside),
    )
