"""What goes into the engine and what comes out: commands, reports, resting orders and the rules of one instrument.

Prices are whole ticks (最小变动价位), quantities whole lots (手), times whole milliseconds. All of them are integers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Records: TypeAlias = NDArray[Any]
"""An array of one of the record types below. Shape (records,)."""

MAX_QUANTITY = 2**32 - 1
"""Lots that one order may have."""
MAX_PRICE = 2**62
"""Ticks; the least price is 1, unless the rules allow any price."""
ANY_LOWER, ANY_UPPER = -(2**63), 2**63 - 1
"""Prices, in ticks, where the rules allow any: the 64-bit integers."""


class CommandKind(IntEnum):
    """What a command asks for.

    ``SET_LIMITS`` carries the lower limit (跌停) in ``price`` and the upper (涨停) in ``order_id``; orders outside the
    new limits are cancelled. ``SET_LAST`` carries the last price in ``price`` (an auction's, or a settlement price).
    """

    NEW = 0
    CANCEL = 1
    MODIFY = 2
    EXPIRE_DAY = 3
    SET_LIMITS = 4
    SET_LAST = 5


class Side(IntEnum):
    """Buy 买 or sell 卖."""

    BUY = 0
    SELL = 1


class TimeInForce(IntEnum):
    """How long an order stands.

    GTC until cancelled (撤销前有效); IOC fills what it can at once (FAK, 即时成交剩余撤销); FOK fills whole or not at
    all (全部成交或撤销); DAY until the end of the day (当日有效).
    """

    GTC = 0
    IOC = 1
    FOK = 2
    DAY = 3


POST_ONLY = 1
"""Bit of a new order's ``flags``: refused if it would trade at once (只做挂单). Only for GTC and DAY."""


class ReportKind(IntEnum):
    """What happened. Kinds 4, 5, 6 and 9 say that nothing changed, and ``reason`` why."""

    ACCEPTED = 0
    TRADE = 1
    CANCELLED = 2
    MODIFIED = 3
    CANCEL_REJECTED = 4
    MODIFY_REJECTED = 5
    NEW_REJECTED = 6
    LIMITS_SET = 7
    LAST_SET = 8
    COMMAND_REJECTED = 9


class Reason(IntEnum):
    """Why an order was cancelled (1 to 6) or a command refused (10 on)."""

    NONE = 0
    REQUESTED = 1
    IOC_REST = 2
    DAY_END = 3
    SELF_TRADE = 4
    OUTSIDE_LIMITS = 5
    MALFORMED = 10
    BAD_QUANTITY = 11
    BAD_PRICE = 12
    DUPLICATE_ID = 13
    UNKNOWN_ORDER = 14
    NOT_OWNER = 15
    OFF_LIMITS = 16
    WOULD_CROSS = 17
    FOK_UNFILLED = 18
    CLOCK_BACK = 19


class SelfTrade(IntEnum):
    """What happens when an order meets one of the same member (自成交): nothing, or who is cancelled."""

    OFF = 0
    CANCEL_RESTING = 1
    CANCEL_INCOMING = 2
    CANCEL_BOTH = 3


class TradePrice(IntEnum):
    """The price of a trade: the resting order's, or the middle of bid, ask and last (买价、卖价、前一成交价居中者)."""

    MAKER = 0
    MEDIAN = 1


@dataclass(frozen=True, slots=True)
class Rules:
    """The matching rules of one instrument.

    Args:
        lower: lower price limit in ticks (跌停).
        upper: upper price limit in ticks (涨停).
        self_trade: what happens when a member would trade with itself; member 0 is nobody and never does.
        trade_price: whose price a trade has.
        keeps_priority: an amendment that only reduces the quantity keeps its place in the queue.
        any_price: zero and negative prices are prices too.
        last: price before the first trade, in ticks; None where there is none: a median is then the maker's price.
    """

    lower: int = 1
    upper: int = MAX_PRICE
    self_trade: SelfTrade = SelfTrade.OFF
    trade_price: TradePrice = TradePrice.MAKER
    keeps_priority: bool = True
    any_price: bool = False
    last: int | None = None

    def __post_init__(self) -> None:
        least, most = (ANY_LOWER, ANY_UPPER) if self.any_price else (1, MAX_PRICE)
        if not least <= self.lower <= self.upper <= most:
            raise ValueError(f"limits {self.lower} to {self.upper} are not within {least} to {most}")
        if self.last is not None and not least <= self.last <= most:
            raise ValueError(f"last price {self.last} is not within {least} to {most}")


CONFORMANCE = Rules(ANY_LOWER, ANY_UPPER, keeps_priority=False, any_price=True)
"""The rules of the public matching-engine benchmark: any price, and a modified order loses its place."""


class Command(NamedTuple):
    """One command, with the fields of `COMMAND`.

    Args:
        kind: a `CommandKind`.
        side: a `Side`; of a new order.
        time_in_force: a `TimeInForce`; of a new order.
        flags: `POST_ONLY` or 0; of a new order.
        quantity: lots; of a new order, or what is to stand from now on of a modified one.
        order_id: any 64-bit number that no live order has; the upper limit of ``SET_LIMITS``.
        price: ticks.
        time_ms: milliseconds since any epoch, never less than the command's before.
        member: who orders; 0 is nobody in particular and may cancel and modify everybody's orders.
        instrument: number of the instrument, for a log that holds the commands of several; the engine does not read it.
    """

    kind: int
    side: int = 0
    time_in_force: int = 0
    flags: int = 0
    quantity: int = 0
    order_id: int = 0
    price: int = 0
    time_ms: int = 0
    member: int = 0
    instrument: int = 0


class Report(NamedTuple):
    """One report, with the fields of `REPORT`.

    Args:
        kind: a `ReportKind`.
        reason: a `Reason`.
        side: a `Side`: of the order, of a trade the taker's.
        quantity: lots: ordered, traded, cancelled, or standing after a modification.
        sequence: number of the command among all the engine ever processed, from 0.
        price: ticks: the order's, or the trade's; the lower limit or the last price that was set.
        order_id: of the order, of a trade the taker's; the upper limit that was set.
        maker_id: of the resting order; of trades only, else 0.
        member: of the order, of a trade the taker's.
        maker_member: of the resting order; of trades only, else 0.
    """

    kind: int
    reason: int
    side: int
    quantity: int
    sequence: int
    price: int
    order_id: int
    maker_id: int
    member: int
    maker_member: int


class Resting(NamedTuple):
    """An order in the book, with the fields of `RESTING`: quantity in lots is what still stands, price is in ticks."""

    side: int
    time_in_force: int
    flags: int
    quantity: int
    order_id: int
    price: int
    member: int


class Level(NamedTuple):
    """A price of one side of the book, with the fields of `LEVEL`: price in ticks, lots there, and how many orders."""

    price: int
    quantity: int
    orders: int


class Top(NamedTuple):
    """The best of the book: prices in ticks, quantities in lots; None where a side is empty or nothing traded yet."""

    bid: int | None
    bid_quantity: int
    ask: int | None
    ask_quantity: int
    last: int | None


COMMAND = np.dtype([
    ("kind", "u1"), ("side", "u1"), ("time_in_force", "u1"), ("flags", "u1"), ("quantity", "<u4"), ("order_id", "<u8"),
    ("price", "<i8"), ("time_ms", "<i8"), ("member", "<u4"), ("instrument", "<u4"),
])  # fmt: skip
"""A `Command` in 40 bytes."""

REPORT = np.dtype([
    ("kind", "u1"), ("reason", "u1"), ("side", "<u2"), ("quantity", "<u4"), ("sequence", "<i8"), ("price", "<i8"),
    ("order_id", "<u8"), ("maker_id", "<u8"), ("member", "<u4"), ("maker_member", "<u4"),
])  # fmt: skip
"""A `Report` in 48 bytes."""

RESTING = np.dtype([
    ("side", "u1"), ("time_in_force", "u1"), ("flags", "<u2"), ("quantity", "<u4"), ("order_id", "<u8"),
    ("price", "<i8"), ("member", "<u4"),
])  # fmt: skip
"""A `Resting` in 28 bytes."""

LEVEL = np.dtype([("price", "<i8"), ("quantity", "<i8"), ("orders", "<i8")])
"""A `Level` in 24 bytes."""


def commands(*given: Command) -> Records:
    """Commands as an array of `COMMAND`.

    Raises:
        OverflowError: where a value does not fit its field; `Engine.apply` refuses such a command instead.
    """
    array = np.zeros(len(given), COMMAND)
    for row, command in enumerate(given):
        array[row] = command
    return array


def levels_of(orders: Records, side: Side) -> Records:
    """The prices of one side, of type `LEVEL`, from orders by priority, of type `RESTING`. Shape (levels,)."""
    prices = orders["price"][orders["side"] == side]
    lots = orders["quantity"][orders["side"] == side].astype(np.int64)
    starts = np.flatnonzero(np.diff(prices, prepend=prices[:1] - 1)) if len(prices) else np.zeros(0, np.int64)
    levels = np.zeros(len(starts), LEVEL)
    if len(starts):
        levels["price"] = prices[starts]
        levels["quantity"] = np.add.reduceat(lots, starts)
        levels["orders"] = np.diff(starts, append=len(prices))
    return levels


def set_limits(lower: int, upper: int, time_ms: int = 0) -> Command:
    """The command that sets both price limits, in ticks; orders outside are cancelled."""
    return Command(CommandKind.SET_LIMITS, order_id=upper % 2**64, price=lower, time_ms=time_ms)


def report_of(record: Any) -> Report:
    """A record of `REPORT` as a `Report`."""
    return Report(*record.item())
