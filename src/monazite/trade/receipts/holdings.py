"""Who holds which lots (手) of a receipt, as intervals: cut where a slice moves, merged where neighbours are alike."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from typing import Any, NamedTuple

from monazite.trade.receipts.rows import Row, Rows

HOLDINGS = "trade_holdings"
OFFERED, PLEDGED, FREE = "offered", "pledged", "lot"


class Where(NamedTuple):
    """With whom lots of a receipt are, at which place (`Place`), and under which lien."""

    holder: str
    place: str
    lien: str | None = None


def where_of(row: Row) -> Where:
    """Where the lots of a row are."""
    return Where(row["holder"], row["place"], row["lien"])


def open_holding(rows: Rows, receipt: str, lots: int, owner: str) -> None:
    """All lots of a new receipt are free with its owner."""
    rows.put(HOLDINGS, _row(receipt, 0, lots, Where(owner, FREE)))


def close_holding(rows: Rows, receipt: str) -> None:
    """Nobody holds lots of a receipt that is cancelled."""
    for key in list(rows.group(HOLDINGS, receipt)):
        rows.drop(HOLDINGS, *key)


def intervals(rows: Rows, receipt: str) -> list[tuple[int, int, Where]]:
    """First lot, the lot after the last, and where they are; in order."""
    found = rows.group(HOLDINGS, receipt).values()
    return sorted([(row["first"], row["last"], where_of(row)) for row in found])


def is_held(rows: Rows, receipt: str, first: int, last: int, where: Where) -> bool:
    """Whether all lots of a slice are in one place."""
    holder, place, lien = where
    found = 0
    for row in _around(rows, receipt, first, last):
        low, high = row["first"], row["last"]
        if low < last and first < high:
            if row["holder"] != holder or row["place"] != place or row["lien"] != lien:
                return False
            found += min(high, last) - max(low, first)
    return found == last - first


def _around(rows: Rows, receipt: str, first: int, last: int) -> list[Row]:
    """The rows that overlap a slice or touch it, in order; the first may end before it."""
    keys, group = rows.ordered(HOLDINGS, receipt), rows.group(HOLDINGS, receipt)
    start = bisect_left(keys, (receipt, first))
    stop = bisect_right(keys, (receipt, last), start)
    return [group[key] for key in keys[max(start - 1, 0) : stop]]


def move(rows: Rows, receipt: str, first: int, last: int, target: Where) -> None:
    """Put the lots of a slice into another place, whoever had them; only what overlaps or touches it changes."""
    before: dict[int, tuple[int, Where]] = {}
    parts: list[tuple[int, int, Where]] = []
    for row in _around(rows, receipt, first, last):
        low, high = row["first"], row["last"]
        if high < first:
            continue
        where = where_of(row)
        before[low] = (high, where)
        if low < first:
            parts.append((low, min(high, first), where))
        if high > last:
            parts.append((max(low, last), high, where))
    insort(parts, (first, last, target))
    after = _merged(parts)
    for low in before.keys() - after.keys():
        rows.drop(HOLDINGS, receipt, low)
    for low, (high, where) in after.items():
        if before.get(low) != (high, where):
            rows.put(HOLDINGS, _row(receipt, low, high, where))


def _merged(parts: list[tuple[int, int, Where]]) -> dict[int, tuple[int, Where]]:
    """Neighbours in one place as one, by first lot."""
    found: dict[int, tuple[int, Where]] = {}
    start, end, last = parts[0]
    for low, high, where in parts[1:]:
        if where != last:
            found[start] = (end, last)
            start, last = low, where
        end = high
    found[start] = (end, last)
    return found


def _row(receipt: str, first: int, last: int, where: Where) -> dict[str, Any]:
    return {
        "receipt": receipt, "first": first, "last": last, "holder": where.holder, "place": where.place,
        "lien": where.lien,
    }  # fmt: skip
