"""The compiled engine: a flat array of prices under a three-level bitmap, queues as linked lists, a small hash of ids.

A book is six arrays, which only the functions of this module write:

- ``orders``: records of `ORDER`, a slot each; slot 0 stands for none, free slots are chained through ``after``.
- ``levels``: first and last slot of each price's queue. Price ``base + index``. Shape (size, 2), 0 where empty.
- ``bits``: a bit for each price that has orders, then one for each word of those, then one for each word of these. No
  price has orders of both sides, so one bitmap serves both: what is set up to the best bid is bids.
- ``table``: slots by hash of order id, open addressing with linear probing, 0 where empty, at most a quarter full.
- ``state``: the numbers named below.
- ``out``: reports.

Everything stands in this one file because numba's cache looks at the file of a function, not at those it calls.
"""

# ruff: noqa: PLR0917  the arrays of a book are the arguments of its kernels

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from monazite.trade.match.jit import compiled, machine_code, numba
from monazite.trade.match.records import CommandKind, Reason, ReportKind, SelfTrade, Side, TimeInForce

Integer: TypeAlias = Any
"""A whole number or a flag in a compiled loop; numba knows which."""

ORDER = np.dtype([
    ("order_id", "<u8"), ("quantity", "<u4"), ("level", "<i4"), ("before", "<i4"), ("after", "<i4"),
    ("member", "<u4"), ("side", "u1"), ("time_in_force", "u1"), ("flags", "u1"), ("unused", "u1"),
])  # fmt: skip
"""An order in 32 bytes: half a cache line."""

# The places in ``state``.
LIVE, FREE, USED, ROOM, BASE, SIZE, SECOND, THIRD, BID, ASK = range(10)
HAS_LAST, LAST, LOWER, UPPER, LEAST, MOST, TIME, SEQUENCE, SHIFT, WANTED, PRICE = range(10, 21)
SELF_TRADE, MEDIAN, KEEPS, TOLD = range(21, 25)
NUMBERS = 25

# What ``run`` may want before it goes on.
NOTHING, WANTS_REPORTS, WANTS_ROOM, WANTS_LADDER = range(4)
MARGIN = 8
"""Reports a command may give beyond one for each live order."""

BUY, SELL = int(Side.BUY), int(Side.SELL)
IOC, FOK, DAY = int(TimeInForce.IOC), int(TimeInForce.FOK), int(TimeInForce.DAY)
NEW, CANCEL, MODIFY, EXPIRE, LIMITS, SET_LAST = (int(kind) for kind in CommandKind)
ACCEPTED, TRADE, CANCELLED, MODIFIED = (int(kind) for kind in list(ReportKind)[:4])
LIMITS_SET, LAST_SET, COMMAND_REJECTED = (int(kind) for kind in list(ReportKind)[7:])
CANCEL_REJECTED, MODIFY_REJECTED, NEW_REJECTED = (int(kind) for kind in list(ReportKind)[4:7])
OFF, CANCEL_RESTING, CANCEL_INCOMING = (int(rule) for rule in list(SelfTrade)[:3])
REQUESTED, IOC_REST, DAY_END, SELF_TRADED, OUTSIDE_LIMITS = (int(reason) for reason in list(Reason)[1:6])
MALFORMED, BAD_QUANTITY, BAD_PRICE, DUPLICATE_ID, UNKNOWN_ORDER = (int(reason) for reason in list(Reason)[6:11])
NOT_OWNER, OFF_LIMITS, WOULD_CROSS, FOK_UNFILLED, CLOCK_BACK = (int(reason) for reason in list(Reason)[11:])
SPREAD = np.uint64(0x9E3779B97F4A7C15)


@machine_code
def zeros_after(_: Any, word: Any) -> Any:
    """How many zero bits follow the lowest bit set of a 64-bit word."""

    def generated(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], numba.core.cgutils.false_bit)

    del word
    return numba.types.int64(numba.types.int64), generated


@machine_code
def zeros_before(_: Any, word: Any) -> Any:
    """How many zero bits precede the highest bit set of a 64-bit word."""

    def generated(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ctlz(arguments[0], numba.core.cgutils.false_bit)

    del word
    return numba.types.int64(numba.types.int64), generated


@compiled
def mark(bits: Any, state: Any, level: Integer) -> None:
    """Set the bit of a price that has its first order."""
    word = level >> 6
    bits[word] |= 1 << (level & 63)
    above = state[SECOND] + (word >> 6)
    bits[above] |= 1 << (word & 63)
    bits[state[THIRD] + (word >> 12)] |= 1 << ((word >> 6) & 63)


@compiled
def unmark(bits: Any, state: Any, level: Integer) -> None:
    """Clear the bit of a price that lost its last order."""
    word = level >> 6
    bits[word] &= ~(1 << (level & 63))
    if bits[word] == 0:
        above = state[SECOND] + (word >> 6)
        bits[above] &= ~(1 << (word & 63))
        if bits[above] == 0:
            bits[state[THIRD] + (word >> 12)] &= ~(1 << ((word >> 6) & 63))


@compiled
def next_up(bits: Any, state: Any, level: Integer) -> Integer:
    """The nearest marked price above one, ``SIZE`` where there is none."""
    word = level >> 6
    left = bits[word] & (-2 << (level & 63))
    if left != 0:
        return (word << 6) + zeros_after(left)
    above = word >> 6
    left = bits[state[SECOND] + above] & (-2 << (word & 63))
    if left == 0:
        top = above >> 6
        left = bits[state[THIRD] + top] & (-2 << (above & 63))
        while left == 0:
            top += 1
            if state[THIRD] + top >= bits.size:
                return state[SIZE]
            left = bits[state[THIRD] + top]
        above = (top << 6) + zeros_after(left)
        left = bits[state[SECOND] + above]
    word = (above << 6) + zeros_after(left)
    return (word << 6) + zeros_after(bits[word])


@compiled
def next_down(bits: Any, state: Any, level: Integer) -> Integer:
    """The nearest marked price below one, -1 where there is none."""
    word = level >> 6
    left = bits[word] & ~(-1 << (level & 63))
    if left != 0:
        return (word << 6) + 63 - zeros_before(left)
    above = word >> 6
    left = bits[state[SECOND] + above] & ~(-1 << (word & 63))
    if left == 0:
        top = above >> 6
        left = bits[state[THIRD] + top] & ~(-1 << (above & 63))
        while left == 0:
            top -= 1
            if top < 0:
                return -1
            left = bits[state[THIRD] + top]
        above = (top << 6) + 63 - zeros_before(left)
        left = bits[state[SECOND] + above]
    word = (above << 6) + 63 - zeros_before(left)
    return (word << 6) + 63 - zeros_before(bits[word])


@compiled
def found(orders: Any, table: Any, state: Any, order_id: Any) -> Integer:
    """Where in the table an order stands, or the empty place where its search ended."""
    at = np.int64((order_id * SPREAD) >> np.uint64(state[SHIFT]))
    while table[at] and orders[table[at]].order_id != order_id:
        at = (at + 1) & (table.size - 1)
    return at


@compiled
def forget(orders: Any, table: Any, state: Any, at: Integer) -> None:
    """Empty a place of the table and shift what was pushed past it back (no tombstones)."""
    last = table.size - 1
    empty = at
    while True:
        at = (at + 1) & last
        if table[at] == 0:
            break
        home = np.int64((orders[table[at]].order_id * SPREAD) >> np.uint64(state[SHIFT]))
        if ((at - home) & last) >= ((at - empty) & last):
            table[empty] = table[at]
            empty = at
    table[empty] = 0


@compiled
def append(orders: Any, levels: Any, bits: Any, state: Any, slot: Integer) -> None:
    """Put an order at the end of its price's queue."""
    order = orders[slot]
    level = order.level
    last = levels[level, 1]
    order.before = last
    order.after = 0
    levels[level, 1] = slot
    if last:
        orders[last].after = slot
        return
    levels[level, 0] = slot
    mark(bits, state, level)
    if order.side == BUY:
        state[BID] = max(state[BID], level)
    else:
        state[ASK] = min(state[ASK], level)


@compiled
def unlink(orders: Any, levels: Any, bits: Any, state: Any, slot: Integer) -> None:
    """Take an order out of its price's queue."""
    order = orders[slot]
    level, before, after = order.level, order.before, order.after
    if before:
        orders[before].after = after
    else:
        levels[level, 0] = after
    if after:
        orders[after].before = before
    else:
        levels[level, 1] = before
    if not (before or after):
        unmark(bits, state, level)
        if level == state[BID]:
            state[BID] = next_down(bits, state, level)
        elif level == state[ASK]:
            state[ASK] = next_up(bits, state, level)


@compiled
def free(orders: Any, state: Any, slot: Integer) -> None:
    """Give an order's slot back."""
    orders[slot].after = state[FREE]
    state[FREE] = slot
    state[LIVE] -= 1


@compiled
def taken(state: Any, orders: Any) -> Integer:
    """A slot for one more order; ``ROOM`` says there is one."""
    state[LIVE] += 1
    slot = state[FREE]
    if slot:
        state[FREE] = orders[slot].after
        return slot
    state[USED] += 1
    return state[USED] - 1


@compiled
def tell(
    out: Any, state: Any, kind: Integer, reason: Integer, side: Integer, quantity: Integer, price: Integer,
    order_id: Integer, member: Integer,
) -> None:  # fmt: skip
    """Write a report that is no trade."""
    report = out[state[TOLD]]
    report.kind, report.reason, report.side = kind, reason, side
    report.quantity, report.sequence, report.price = quantity, state[SEQUENCE], price
    report.order_id, report.maker_id = order_id, 0
    report.member, report.maker_member = member, 0
    state[TOLD] += 1


@compiled
def drop(orders: Any, levels: Any, bits: Any, table: Any, state: Any, out: Any, slot: Integer, reason: Integer) -> None:
    """Cancel a standing order and say so."""
    order = orders[slot]
    price = state[BASE] + order.level
    tell(out, state, CANCELLED, reason, order.side, order.quantity, price, order.order_id, order.member)
    unlink(orders, levels, bits, state, slot)
    forget(orders, table, state, found(orders, table, state, order.order_id))
    free(orders, state, slot)


@compiled
def fill(orders: Any, state: Any, out: Any, taker: Any, slot: Integer, quantity: Integer) -> None:
    """Report a trade of that many lots with a standing order. ``taker``: id, member, side, price."""
    maker = orders[slot]
    price = state[BASE] + maker.level
    if state[MEDIAN] and state[HAS_LAST]:
        price = max(min(taker[3], price), min(max(taker[3], price), state[LAST]))
    state[HAS_LAST], state[LAST] = 1, price
    report = out[state[TOLD]]
    report.kind, report.reason, report.side = TRADE, 0, taker[2]
    report.quantity, report.sequence, report.price = quantity, state[SEQUENCE], price
    report.order_id, report.maker_id = taker[0], maker.order_id
    report.member, report.maker_member = taker[1], maker.member
    state[TOLD] += 1


@compiled
def take(
    orders: Any, levels: Any, bits: Any, table: Any, state: Any, out: Any, taker: Any, quantity: Integer
) -> Integer:
    """Trade an order against the other side; what is left of it, 0 also where a self-trade cancelled it."""
    order_id, member, side, price = taker
    limit = bounded(state, side, price)
    rule = state[SELF_TRADE] if member else OFF
    while quantity > 0:
        level = state[ASK] if side == BUY else state[BID]
        if level > limit if side == BUY else level < limit:
            break
        slot = levels[level, 0]
        maker = orders[slot]
        if rule and maker.member == member:
            if rule != CANCEL_INCOMING:
                drop(orders, levels, bits, table, state, out, slot, SELF_TRADED)
            if rule != CANCEL_RESTING:
                tell(out, state, CANCELLED, SELF_TRADED, side, quantity, price, order_id, member)
                return 0
            continue
        lots = min(quantity, np.int64(maker.quantity))
        fill(orders, state, out, taker, slot, lots)
        quantity -= lots
        maker.quantity -= lots
        if maker.quantity == 0:
            unlink(orders, levels, bits, state, slot)
            forget(orders, table, state, found(orders, table, state, maker.order_id))
            free(orders, state, slot)
    return quantity


@compiled
def bounded(state: Any, side: Integer, price: Integer) -> Integer:
    """The place in the ladder of the worst price that side would take; it need not be in the ladder itself."""
    base, end = state[BASE], state[BASE] + state[SIZE]
    if side == BUY:
        return max(min(price, end - 1), base - 1) - base
    return min(max(price, base), end) - base


@compiled
def in_ladder(state: Any, price: Integer) -> Integer:
    """Whether the ladder has a place for a price."""
    return state[BASE] <= price < state[BASE] + state[SIZE]


@compiled
def crosses(state: Any, side: Integer, price: Integer) -> Integer:
    """Whether an order would trade at once."""
    if side == BUY:
        return state[ASK] < state[SIZE] and state[BASE] + state[ASK] <= price
    return state[BID] >= 0 and state[BASE] + state[BID] >= price


@compiled
def can_fill(orders: Any, levels: Any, bits: Any, state: Any, taker: Any, wanted: Integer) -> Integer:
    """Whether an order fills whole at once, its member's own orders not counted, nor what is behind them."""
    _, member, side, price = taker
    limit = bounded(state, side, price)
    rule = state[SELF_TRADE] if member else OFF
    level = state[ASK] if side == BUY else state[BID]
    while level <= limit if side == BUY else level >= limit:
        slot = levels[level, 0]
        while slot:
            if not (rule and orders[slot].member == member):
                wanted -= orders[slot].quantity
            elif rule != CANCEL_RESTING:
                return False
            if wanted <= 0:
                return True
            slot = orders[slot].after
        level = next_up(bits, state, level) if side == BUY else next_down(bits, state, level)
    return False


@compiled
def insert(
    orders: Any, levels: Any, bits: Any, table: Any, state: Any, taker: Any, quantity: Integer, kind: Any
) -> None:
    """Put a new order into the book. ``taker``: id, member, side, price; ``kind``: time in force, flags."""
    slot = taken(state, orders)
    order = orders[slot]
    order.order_id, order.member, order.side = taker[0], taker[1], taker[2]
    order.level = taker[3] - state[BASE]
    order.quantity = quantity
    order.time_in_force, order.flags = kind
    table[found(orders, table, state, taker[0])] = slot
    append(orders, levels, bits, state, slot)


@compiled
def new(orders: Any, levels: Any, bits: Any, table: Any, state: Any, out: Any, command: Any) -> Integer:  # noqa: PLR0911  one for each reason
    """Process a new order; the reason of its refusal, 0 where there is none, -1 where the ladder has no place."""
    side, time_in_force, flags, price = command.side, command.time_in_force, command.flags, command.price
    quantity = np.int64(command.quantity)
    is_immediate = IOC <= time_in_force <= FOK
    if side > SELL or time_in_force > DAY or flags > 1 or (flags == 1 and is_immediate):
        return MALFORMED
    if quantity == 0:
        return BAD_QUANTITY
    if price < state[LEAST] or price > state[MOST]:
        return BAD_PRICE
    if table[found(orders, table, state, command.order_id)]:
        return DUPLICATE_ID
    if price < state[LOWER] or price > state[UPPER]:
        return OFF_LIMITS
    if flags == 1 and crosses(state, side, price):
        return WOULD_CROSS
    taker = (command.order_id, np.int64(command.member), np.int64(side), np.int64(price))
    if time_in_force == FOK and not can_fill(orders, levels, bits, state, taker, quantity):
        return FOK_UNFILLED
    if not is_immediate and not in_ladder(state, price):
        return -1
    tell(out, state, ACCEPTED, 0, side, quantity, price, command.order_id, command.member)
    left = take(orders, levels, bits, table, state, out, taker, quantity)
    if left > 0:
        if time_in_force == IOC:
            tell(out, state, CANCELLED, IOC_REST, side, left, price, command.order_id, command.member)
        else:
            insert(orders, levels, bits, table, state, taker, left, (time_in_force, flags))
    return 0


@compiled
def cancel(orders: Any, levels: Any, bits: Any, table: Any, state: Any, out: Any, command: Any) -> Integer:
    """Process a cancellation; the reason of its refusal, 0 where there is none."""
    at = found(orders, table, state, command.order_id)
    slot = table[at]
    if slot == 0:
        return UNKNOWN_ORDER
    order = orders[slot]
    if command.member and command.member != order.member:
        return NOT_OWNER
    price = state[BASE] + order.level
    tell(out, state, CANCELLED, REQUESTED, order.side, order.quantity, price, order.order_id, order.member)
    unlink(orders, levels, bits, state, slot)
    forget(orders, table, state, at)
    free(orders, state, slot)
    return 0


@compiled
def modify(orders: Any, levels: Any, bits: Any, table: Any, state: Any, out: Any, command: Any) -> Integer:  # noqa: PLR0911  one for each reason
    """Process a modification; the reason of its refusal, 0 where there is none, -1 where the ladder has no place."""
    price, quantity = command.price, np.int64(command.quantity)
    if quantity == 0:
        return BAD_QUANTITY
    if price < state[LEAST] or price > state[MOST]:
        return BAD_PRICE
    slot = np.int64(table[found(orders, table, state, command.order_id)])
    if slot == 0:
        return UNKNOWN_ORDER
    order = orders[slot]
    if command.member and command.member != order.member:
        return NOT_OWNER
    if price < state[LOWER] or price > state[UPPER]:
        return OFF_LIMITS
    if order.flags == 1 and crosses(state, order.side, price):
        return WOULD_CROSS
    if not in_ladder(state, price):
        return -1
    tell(out, state, MODIFIED, 0, order.side, quantity, price, order.order_id, order.member)
    if state[KEEPS] and price == state[BASE] + order.level and quantity <= order.quantity:
        order.quantity = quantity
        return 0
    unlink(orders, levels, bits, state, slot)
    taker = (order.order_id, np.int64(order.member), np.int64(order.side), np.int64(price))
    left = take(orders, levels, bits, table, state, out, taker, quantity)
    if left > 0:
        order.quantity, order.level = left, price - state[BASE]
        append(orders, levels, bits, state, slot)
    else:
        forget(orders, table, state, found(orders, table, state, order.order_id))
        free(orders, state, slot)
    return 0


@compiled
def sweep(orders: Any, levels: Any, bits: Any, table: Any, state: Any, out: Any, reason: Integer) -> None:
    """Cancel what a day's end or new limits end, in order of priority."""
    for side in range(2):
        level = state[BID] if side == BUY else state[ASK]
        while 0 <= level < state[SIZE]:
            beyond = next_down(bits, state, level) if side == BUY else next_up(bits, state, level)
            price = state[BASE] + level
            is_outside = price < state[LOWER] or price > state[UPPER]
            slot = levels[level, 0]
            while slot:
                after = orders[slot].after
                if is_outside if reason == OUTSIDE_LIMITS else orders[slot].time_in_force == DAY:
                    drop(orders, levels, bits, table, state, out, slot, reason)
                slot = after
            level = beyond


@compiled
def rule(orders: Any, levels: Any, bits: Any, table: Any, state: Any, out: Any, command: Any) -> Integer:
    """Process a command of the venue; the reason of its refusal, 0 where there is none."""
    price, upper = command.price, np.int64(command.order_id)
    if command.kind == EXPIRE:
        sweep(orders, levels, bits, table, state, out, DAY_END)
    elif command.kind == LIMITS:
        if price < state[LEAST] or price > upper or upper > state[MOST]:
            return BAD_PRICE
        state[LOWER], state[UPPER] = price, upper
        tell(out, state, LIMITS_SET, 0, 0, 0, price, command.order_id, 0)
        sweep(orders, levels, bits, table, state, out, OUTSIDE_LIMITS)
    elif command.kind == SET_LAST:
        if price < state[LEAST] or price > state[MOST]:
            return BAD_PRICE
        state[HAS_LAST], state[LAST] = 1, price
        tell(out, state, LAST_SET, 0, 0, 0, price, np.uint64(0), 0)
    else:
        return MALFORMED
    return 0


@compiled
def refuse(out: Any, state: Any, command: Any, reason: Integer) -> None:
    """Say that a command changed nothing, and why."""
    kind = COMMAND_REJECTED
    if command.kind == NEW:
        kind = NEW_REJECTED
    elif command.kind == CANCEL:
        kind = CANCEL_REJECTED
    elif command.kind == MODIFY:
        kind = MODIFY_REJECTED
    tell(out, state, kind, reason, command.side, command.quantity, command.price, command.order_id, command.member)


@compiled
def run(
    commands: Any, start: Integer, orders: Any, levels: Any, bits: Any, table: Any, state: Any, out: Any
) -> Integer:
    """Process commands from one on; the number of the first that was not, with what it wants in ``WANTED``."""
    state[WANTED] = NOTHING
    for at in range(start, commands.size):
        command = commands[at]
        kind = command.kind
        if state[TOLD] + state[LIVE] + MARGIN > out.size:
            state[WANTED] = WANTS_REPORTS
            return at
        if command.time_ms < state[TIME]:
            reason = CLOCK_BACK
        elif kind == NEW:
            if state[LIVE] >= state[ROOM]:
                state[WANTED] = WANTS_ROOM
                return at
            reason = new(orders, levels, bits, table, state, out, command)
        elif kind == CANCEL:
            reason = cancel(orders, levels, bits, table, state, out, command)
        elif kind == MODIFY:
            reason = modify(orders, levels, bits, table, state, out, command)
        else:
            reason = rule(orders, levels, bits, table, state, out, command)
        if reason < 0:
            state[WANTED], state[PRICE] = WANTS_LADDER, command.price
            return at
        if reason:
            refuse(out, state, command, reason)
        else:
            state[TIME] = command.time_ms
        state[SEQUENCE] += 1
    return commands.size


@compiled
def load(resting: Any, orders: Any, levels: Any, bits: Any, table: Any, state: Any) -> None:
    """Put orders, given by priority, into a ladder that has a place for each."""
    for row in resting:
        taker = (row.order_id, np.int64(row.member), np.int64(row.side), np.int64(row.price))
        insert(orders, levels, bits, table, state, taker, np.int64(row.quantity), (row.time_in_force, row.flags))


@compiled
def unload(orders: Any, levels: Any, bits: Any, state: Any, resting: Any) -> None:
    """Write all orders by priority, bids first. Shape of ``resting`` (live,)."""
    count = 0
    for side in range(2):
        level = state[BID] if side == BUY else state[ASK]
        while 0 <= level < state[SIZE]:
            slot = levels[level, 0]
            while slot:
                order, row = orders[slot], resting[count]
                row.side, row.time_in_force, row.flags = order.side, order.time_in_force, order.flags
                row.quantity, row.order_id, row.member = order.quantity, order.order_id, order.member
                row.price = state[BASE] + level
                count += 1
                slot = order.after
            level = next_down(bits, state, level) if side == BUY else next_up(bits, state, level)


@compiled
def lots(orders: Any, levels: Any, level: Integer) -> Integer:
    """What stands at one price."""
    total = 0
    slot = levels[level, 0]
    while slot:
        total += orders[slot].quantity
        slot = orders[slot].after
    return total
