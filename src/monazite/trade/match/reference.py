"""The engine in Python, written to be read: it says what is right, and the compiled one must report the same.

Each side is a dictionary of prices, each price a queue of orders in the order of their arrival, and a heap finds the
best price. Prices that were emptied stay in the heap until they come up or are too many.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import TypeAlias

import numpy as np

from monazite.core import Problem
from monazite.trade.match.records import (
    ANY_LOWER,
    ANY_UPPER,
    MAX_PRICE,
    POST_ONLY,
    REPORT,
    RESTING,
    Command,
    CommandKind,
    Reason,
    Records,
    Report,
    ReportKind,
    Rules,
    SelfTrade,
    Side,
    TimeInForce,
    Top,
    TradePrice,
    levels_of,
)
from monazite.trade.match.single import refusal_of_misfit
from monazite.trade.match.state import State, hash_of, packed, unpacked

Row: TypeAlias = tuple[int, int, int, int, int, int, int, int, int, int]
"""A `Command`, or its fields as a plain tuple."""
Told: TypeAlias = list[tuple[int, int, int, int, int, int, int, int, int, int]]
"""`Report`s as plain tuples."""

BUY, SELL = int(Side.BUY), int(Side.SELL)
IOC, FOK, DAY = int(TimeInForce.IOC), int(TimeInForce.FOK), int(TimeInForce.DAY)
ACCEPTED, TRADE, CANCELLED, MODIFIED = (int(kind) for kind in list(ReportKind)[:4])
REQUESTED, IOC_REST = int(Reason.REQUESTED), int(Reason.IOC_REST)
REFUSAL = {
    int(CommandKind.NEW): int(ReportKind.NEW_REJECTED),
    int(CommandKind.CANCEL): int(ReportKind.CANCEL_REJECTED),
    int(CommandKind.MODIFY): int(ReportKind.MODIFY_REJECTED),
}
STALE = 64
"""A heap holds up to so many emptied prices beyond as many as there are prices."""


@dataclass(slots=True)
class Order:
    """An order that stands, or is about to: quantity in lots is what is left of it, price is in ticks."""

    order_id: int
    side: int
    time_in_force: int
    flags: int
    quantity: int
    price: int
    member: int


class Half:
    """One side of the book.

    Args:
        side: buy or sell.
    """

    __slots__ = ("_heap", "_sign", "queues")

    def __init__(self, side: int) -> None:
        self._sign = -1 if side == BUY else 1
        self._heap: list[int] = []
        self.queues: dict[int, OrderedDict[int, Order]] = {}

    def best(self) -> int | None:
        """The best price in ticks, None of an empty side."""
        heap, sign = self._heap, self._sign
        while heap:
            price = heap[0] * sign
            if price in self.queues:
                return price
            heappop(heap)
        return None

    def prices(self) -> list[int]:
        """All prices in ticks, the best first."""
        return sorted(self.queues, reverse=self._sign < 0)

    def add(self, order: Order) -> None:
        """Put an order at the end of the queue of its price."""
        queue = self.queues.get(order.price)
        if queue is None:
            queue = self.queues[order.price] = OrderedDict()
            heappush(self._heap, order.price * self._sign)
            if len(self._heap) > 2 * len(self.queues) + STALE:
                self._heap = [price * self._sign for price in self.queues]
                heapify(self._heap)
        queue[order.order_id] = order

    def remove(self, order: Order) -> None:
        """Take an order out of its queue, and the price away with the last of them."""
        queue = self.queues[order.price]
        del queue[order.order_id]
        if not queue:
            del self.queues[order.price]


class ReferenceEngine:
    """See `monazite.trade.match.Engine`."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._self_trade, self._is_median = int(rules.self_trade), rules.trade_price == TradePrice.MEDIAN
        self._least, self._most = (ANY_LOWER, ANY_UPPER) if rules.any_price else (1, MAX_PRICE)
        self._last: int | None
        self._time: int
        self._sequence: int
        self.take(State(rules.lower, rules.upper, rules.last, ANY_LOWER, 0, np.zeros(0, RESTING)))

    @property
    def rules(self) -> Rules:
        """The rules it was opened with."""
        return self._rules

    @property
    def sequence(self) -> int:
        """Number of the next command."""
        return self._sequence

    @property
    def live(self) -> int:
        """Orders in the book."""
        return len(self._live)

    @property
    def limits(self) -> tuple[int, int]:
        """Lower and upper price limit in ticks."""
        return self._lower, self._upper

    def process(self, commands: Records) -> Records:
        """Process a group of commands; see `Engine.process`."""
        return np.array(self.run(commands.tolist()), REPORT)

    def apply(self, command: Command) -> list[Report]:
        """Process one command; see `Engine.apply`."""
        refusal = refusal_of_misfit(command, self._sequence)
        return [refusal] if refusal else [Report(*told) for told in self.run([command])]

    def run(self, rows: Iterable[Row]) -> Told:
        """Process commands given as tuples, without numpy.

        Args:
            rows: the fields of `Command`, each.

        Returns:
            The fields of `Report`, each.
        """
        told: Told = []
        acts = (self._new, self._cancel, self._modify, self._expire_day, self._set_limits, self._set_last)
        for row in rows:
            kind = row[0]
            if row[7] < self._time:
                reason = int(Reason.CLOCK_BACK)
            elif kind < len(acts):
                reason = acts[kind](row, told)
            else:
                reason = int(Reason.MALFORMED)
            if reason:
                self._refuse(row, reason, told)
            else:
                self._time = row[7]
            self._sequence += 1
        return told

    def _refuse(self, row: Row, reason: int, told: Told) -> None:
        kind, side, _, _, quantity, order_id, price, _, member, _ = row
        refused = REFUSAL.get(kind, int(ReportKind.COMMAND_REJECTED))
        told.append((refused, reason, side, quantity, self._sequence, price, order_id, 0, member, 0))

    def _new(self, row: Row, told: Told) -> int:  # noqa: PLR0911  one for each reason
        _, side, time_in_force, flags, quantity, order_id, price, _, member, _ = row
        if side > SELL or time_in_force > DAY or flags > POST_ONLY or (flags and time_in_force in {IOC, FOK}):
            return Reason.MALFORMED
        if not quantity:
            return Reason.BAD_QUANTITY
        if not self._least <= price <= self._most:
            return Reason.BAD_PRICE
        if order_id in self._live:
            return Reason.DUPLICATE_ID
        if not self._lower <= price <= self._upper:
            return Reason.OFF_LIMITS
        order = Order(order_id, side, time_in_force, flags, quantity, price, member)
        if flags and self._crosses(side, price):
            return Reason.WOULD_CROSS
        if time_in_force == FOK and not self._can_fill(order):
            return Reason.FOK_UNFILLED
        told.append((ACCEPTED, 0, side, quantity, self._sequence, price, order_id, 0, member, 0))
        if self._trade(order, told):
            if time_in_force == IOC:
                self._tell_cancelled(order, IOC_REST, told)
            else:
                self._live[order_id] = order
                self._halves[side].add(order)
        return 0

    def _cancel(self, row: Row, told: Told) -> int:
        order = self._live.get(row[5])
        if order is None:
            return Reason.UNKNOWN_ORDER
        if row[8] not in {0, order.member}:
            return Reason.NOT_OWNER
        self._drop(order, REQUESTED, told)
        return 0

    def _modify(self, row: Row, told: Told) -> int:  # noqa: PLR0911  one for each reason
        _, _, _, _, quantity, order_id, price, _, member, _ = row
        if not quantity:
            return Reason.BAD_QUANTITY
        if not self._least <= price <= self._most:
            return Reason.BAD_PRICE
        order = self._live.get(order_id)
        if order is None:
            return Reason.UNKNOWN_ORDER
        if member not in {0, order.member}:
            return Reason.NOT_OWNER
        if not self._lower <= price <= self._upper:
            return Reason.OFF_LIMITS
        if order.flags and self._crosses(order.side, price):
            return Reason.WOULD_CROSS
        told.append((MODIFIED, 0, order.side, quantity, self._sequence, price, order_id, 0, order.member, 0))
        if self._rules.keeps_priority and price == order.price and quantity <= order.quantity:
            order.quantity = quantity
            return 0
        half = self._halves[order.side]
        half.remove(order)
        order.price, order.quantity = price, quantity
        if self._trade(order, told):
            half.add(order)
        else:
            del self._live[order_id]
        return 0

    def _expire_day(self, row: Row, told: Told) -> int:
        del row
        for order in [order for order in self._standing() if order.time_in_force == DAY]:
            self._drop(order, Reason.DAY_END, told)
        return 0

    def _set_limits(self, row: Row, told: Told) -> int:
        lower, upper = row[6], row[5] - (row[5] >> 63 << 64)
        if not self._least <= lower <= upper <= self._most:
            return Reason.BAD_PRICE
        self._lower, self._upper = lower, upper
        told.append((ReportKind.LIMITS_SET, 0, 0, 0, self._sequence, lower, row[5], 0, 0, 0))
        for order in [order for order in self._standing() if not lower <= order.price <= upper]:
            self._drop(order, Reason.OUTSIDE_LIMITS, told)
        return 0

    def _set_last(self, row: Row, told: Told) -> int:
        if not self._least <= row[6] <= self._most:
            return Reason.BAD_PRICE
        self._last = row[6]
        told.append((ReportKind.LAST_SET, 0, 0, 0, self._sequence, row[6], 0, 0, 0, 0))
        return 0

    def _crosses(self, side: int, price: int) -> bool:
        best = self._halves[1 - side].best()
        return best is not None and (best <= price if side == BUY else best >= price)

    def _can_fill(self, order: Order) -> bool:
        """Whether an order fills whole at once, its member's own orders not counted, nor what is behind them."""
        if not self._crosses(order.side, order.price):
            return False
        wanted, rule = order.quantity, self._self_trade
        other = self._halves[1 - order.side]
        for price in other.prices():
            if price > order.price if order.side == BUY else price < order.price:
                return False
            for resting in other.queues[price].values():
                if not (rule and order.member and order.member == resting.member):
                    wanted -= resting.quantity
                elif rule != SelfTrade.CANCEL_RESTING:
                    return False
                if wanted <= 0:
                    return True
        return False

    def _trade(self, order: Order, told: Told) -> bool:
        """Trade an order against the other side; whether it still stands after that."""
        side, limit, rule = order.side, order.price, self._self_trade
        half = self._halves[1 - side]
        while order.quantity:
            best = half.best()
            if best is None or (best > limit if side == BUY else best < limit):
                break
            maker = next(iter(half.queues[best].values()))
            if rule and order.member and order.member == maker.member:
                if rule != SelfTrade.CANCEL_INCOMING:
                    self._drop(maker, Reason.SELF_TRADE, told)
                if rule != SelfTrade.CANCEL_RESTING:
                    self._tell_cancelled(order, Reason.SELF_TRADE, told)
                    return False
            else:
                self._fill(order, maker, told)
        return order.quantity > 0

    def _fill(self, taker: Order, maker: Order, told: Told) -> None:
        quantity = min(taker.quantity, maker.quantity)
        price = maker.price
        if self._is_median and self._last is not None:
            price = sorted((taker.price, maker.price, self._last))[1]
        self._last = price
        told.append((TRADE, 0, taker.side, quantity, self._sequence, price, taker.order_id, maker.order_id,
                     taker.member, maker.member))  # fmt: skip
        taker.quantity -= quantity
        maker.quantity -= quantity
        if not maker.quantity:
            self._halves[maker.side].remove(maker)
            del self._live[maker.order_id]

    def _drop(self, order: Order, reason: int, told: Told) -> None:
        self._halves[order.side].remove(order)
        del self._live[order.order_id]
        told.append((CANCELLED, reason, order.side, order.quantity, self._sequence, order.price, order.order_id, 0,
                     order.member, 0))  # fmt: skip

    def _tell_cancelled(self, order: Order, reason: int, told: Told) -> None:
        told.append((CANCELLED, reason, order.side, order.quantity, self._sequence, order.price, order.order_id, 0,
                     order.member, 0))  # fmt: skip

    def _standing(self) -> Iterator[Order]:
        """All orders by priority, bids first."""
        for half in self._halves:
            for price in half.prices():
                yield from half.queues[price].values()

    def top(self) -> Top:
        """Best bid and ask, and the last price."""
        prices = [half.best() for half in self._halves]
        lots = [0 if price is None else sum(order.quantity for order in half.queues[price].values())
                for price, half in zip(prices, self._halves, strict=True)]  # fmt: skip
        return Top(prices[BUY], lots[BUY], prices[SELL], lots[SELL], self._last)

    def levels(self, side: Side) -> Records:
        """The prices of one side from the best on, of type `LEVEL`."""
        return levels_of(self.orders(), side)

    def orders(self) -> Records:
        """All orders by priority, bids first, of type `RESTING`."""
        rows = np.zeros(len(self._live), RESTING)
        if len(rows):
            rows[:] = [(o.side, o.time_in_force, o.flags, o.quantity, o.order_id, o.price, o.member)
                       for o in self._standing()]  # fmt: skip
        return rows

    def state(self) -> State:
        """The state as arrays and numbers, for an engine of the other kind or a snapshot."""
        return State(self._lower, self._upper, self._last, self._time, self._sequence, self.orders())

    def state_hash(self) -> str:
        """SHA-256 of the state; see `Engine.state_hash`."""
        return hash_of(self.state())

    def snapshot(self) -> bytes:
        """The state with a checksum."""
        return packed(self.state())

    def restore(self, snapshot: bytes, place: str = "snapshot") -> Problem | None:
        """Take over a state; see `Engine.restore`."""
        state = unpacked(snapshot, place)
        if isinstance(state, Problem):
            return state
        self.take(state)
        return None

    def take(self, state: State) -> None:
        """Take over a state known to be right."""
        self._lower, self._upper, self._last = state.lower, state.upper, state.last
        self._time, self._sequence = state.time_ms, state.sequence
        self._live: dict[int, Order] = {}
        self._halves = (Half(BUY), Half(SELL))
        for side, time_in_force, flags, quantity, order_id, price, member in state.orders.tolist():
            order = Order(order_id, side, time_in_force, flags, quantity, price, member)
            self._live[order_id] = order
            self._halves[side].add(order)

    def span(self) -> int:
        """Ticks from the least to the highest price in the book; 0 of an empty one."""
        prices = [price for half in self._halves for price in half.queues]
        return max(prices) - min(prices) + 1 if prices else 0
