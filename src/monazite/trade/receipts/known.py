"""Receipts, instruments and liens read back from their rows; what never changes is read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import orjson

from monazite.core import ElementMass
from monazite.trade.receipts.rows import Row, Rows
from monazite.trade.record import Receipt, Slice

RECEIPTS, BOUND, INSTRUMENTS = "trade_receipts", "trade_bound_lots", "trade_instruments"
REMEMBERED = 4096


def receipt_of(row: Row) -> Receipt:
    """A receipt as the exchange speaks of it."""
    return _receipt(*[row[name] for name in _NAMES])


_NAMES = (
    "id", "lot", "instrument", "warehouse", "lots", "net_mg", "issued_ms", "adjust_fen_per_tonne", "matter",
)  # fmt: skip


@lru_cache(REMEMBERED)
def _receipt(*values: Any) -> Receipt:
    told = dict(zip(_NAMES, values, strict=True))
    matter = ElementMass.of(orjson.loads(told.pop("matter")))
    return Receipt(matter=matter, **told)


def bound_receipt(rows: Rows, lot: str) -> str | None:
    """The live receipt of a lot; None when it has none."""
    row = rows.get(BOUND, lot)
    return None if row is None else str(row["receipt"])


def instrument_row(rows: Rows, venue: str, instrument: str, day: str) -> Row | None:
    """The version of an instrument that holds on a day; None when there is none."""
    found = [row for row in rows.group(INSTRUMENTS, venue, instrument).values() if row["effective"] <= day]
    return max(found, key=lambda row: (row["effective"], row["version"]), default=None)


def read_slices(rows: Rows, stated: Iterable[Any]) -> list[tuple[Row, Slice]]:
    """Slices as entries state them, each with the row of its receipt; those whose receipt is unknown are left out."""
    found = []
    for receipt, _, first, last in stated:
        row = rows.get(RECEIPTS, receipt)
        if row is not None:
            found.append((row, Slice(receipt, first, last)))
    return found


def net_of(rows: Rows, stated: Iterable[Any]) -> int:
    """The net mass of slices in milligrams."""
    return sum(receipt_of(row).net_of(part) for row, part in read_slices(rows, stated))


def stated_slices(details: Mapping[str, Any]) -> Any:
    """The slices that an entry states: its own, or those of the trade it settles; None when it states none."""
    trade = details.get("trade")
    return trade.get("slices") if isinstance(trade, Mapping) else details.get("slices")
