"""What the rules find in the store itself: receipts too old, never inspected or counted, pledged twice, and stones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from monazite.trade.safeguards.measures import days_between, over, share_ppm
from monazite.trade.safeguards.record import Finding, MarketState, ReceiptState, StockState
from monazite.trade.safeguards.said import finding


def goods(state: MarketState, limits: Mapping[str, int]) -> Iterator[Finding]:
    """Findings about receipts, rules 2, 7 and 8.

    Args:
        state: the venue at the end of a day.
        limits: thresholds by name.
    """
    lots = Counter(receipt.lot for stock in state.stocks for receipt in stock.receipts)
    for stock in state.stocks:
        for receipt in stock.receipts:
            yield from _inspected(stock.instrument, receipt)
            yield from _counted(state.day, stock.instrument, receipt, limits)
            yield from _once(stock.instrument, receipt, lots[receipt.lot])
        yield from _ages(state.day, stock, limits)
        yield from _pledged(stock, limits)


def _inspected(name: str, receipt: ReceiptState) -> Iterator[Finding]:
    if not receipt.certificate:
        yield finding("uninspected", "halt", receipt.id, instrument=name, measured=0, limit=1)


def _counted(day: str, name: str, receipt: ReceiptState, limits: Mapping[str, int]) -> Iterator[Finding]:
    """Rule 7: a third party finds the goods, and of the stated weight."""
    age = days_between(receipt.counted or receipt.registered, day)
    for severity in ("halt", "alarm"):
        most = limits[f"count_{severity}_days"]
        if age > most:
            yield finding("uncounted", "halt" if severity == "halt" else "alarm", receipt.id, instrument=name,
                          measured=age, limit=most, unit="days")  # fmt: skip
            break
    counted = receipt.counted_mg
    if counted is not None and over(abs(counted - receipt.net_mg), receipt.net_mg, limits["count_tolerance_ppm"]):
        yield finding("weight", "halt", receipt.id, instrument=name, measured=counted, limit=receipt.net_mg,
                      unit="mg")  # fmt: skip


def _once(name: str, receipt: ReceiptState, receipts_of_lot: int) -> Iterator[Finding]:
    """Rule 8: one lot, one receipt, one lien."""
    if receipts_of_lot > 1:
        yield finding("repledge", "halt", receipt.id, instrument=name, measured=receipts_of_lot, limit=1,
                      code="lot_twice", lot=receipt.lot)  # fmt: skip
    if len(receipt.pledges) > 1:
        yield finding("repledge", "halt", receipt.id, instrument=name, measured=len(receipt.pledges), limit=1,
                      other=", ".join(receipt.pledges))  # fmt: skip


def _ages(day: str, stock: StockState, limits: Mapping[str, int]) -> Iterator[Finding]:
    """Rule 2: nothing stays in store for ever."""
    overdue = 0
    for receipt in stock.receipts:
        age, most = days_between(receipt.registered, day), min(receipt.storage_days_most, limits["store_days"])
        if age > most:
            overdue += receipt.net_mg
        if age > most - limits["store_warning_days"]:
            yield finding("days_in_store", "refuse" if age > most else "alarm", receipt.id,
                          instrument=stock.instrument, measured=age, limit=most, unit="days")  # fmt: skip
    if over(overdue, stock.stock_mg, limits["overdue_halt_ppm"]):
        yield finding("days_in_store", "halt", stock.instrument, instrument=stock.instrument,
                      measured=share_ppm(overdue, stock.stock_mg), limit=limits["overdue_halt_ppm"], unit="ppm",
                      code="overdue")  # fmt: skip


def _pledged(stock: StockState, limits: Mapping[str, int]) -> Iterator[Finding]:
    pledged = sum(one.net_mg for one in stock.receipts if one.pledges)
    limit = limits["pledged_alarm_ppm"]
    if over(pledged, stock.stock_mg, limit):
        yield finding("repledge", "alarm", stock.instrument, instrument=stock.instrument,
                      measured=share_ppm(pledged, stock.stock_mg), limit=limit, unit="ppm", code="pledged")  # fmt: skip
