"""What holds after every command, checked whole: money, lots, matter, holds, books."""

from __future__ import annotations

from collections.abc import Iterator

from monazite.trade.match import Side as EngineSide
from monazite.trade.session.book import SIDES
from monazite.trade.session.positions import lots_of
from monazite.trade.session.state import Hold, Market, Member, Piece, State
from monazite.trade.session.trades import slice_row
from monazite.trade.session.vigil import holds, weigh


def breaches(state: State) -> list[str]:
    """Every law that does not hold; none in a sound state.

    Args:
        state: of a session.
    """
    return [*_money(state), *_lots(state), *_holds(state), *(fault for market in state.markets.values()
                                                            for fault in _book(state, market))]  # fmt: skip


def _money(state: State) -> Iterator[str]:
    """Cash of members, free and reserved, and fees are what came in less what went out; what is reserved is held."""
    held = dict.fromkeys(state.members, 0)
    for hold in holds(state):
        held[hold.member.id] += hold.unit * hold.lots
    for owed in state.obligations.values():
        held[owed.buyer.id] += owed.buyer_unit * owed.lots + owed.pay_unit * owed.paid
        held[owed.seller.id] += owed.seller_unit * owed.lots
    total = state.fees
    for member in state.members.values():
        total += member.free + member.reserved
        if member.free < 0 or member.reserved < 0:
            yield f"{member.id}: {member.free} fen free, {member.reserved} reserved"
        if member.reserved != held[member.id]:
            yield f"{member.id}: {member.reserved} fen reserved, {held[member.id]} held"
    if total != state.deposited - state.withdrawn:
        yield f"{total} fen here, {state.deposited} in, {state.withdrawn} out"


def _pieces(state: State) -> Iterator[tuple[Member, Piece]]:
    for member in state.members.values():
        for queue in member.lots.values():
            yield from ((member, piece) for piece in queue)
    for hold in holds(state):
        yield from ((hold.member, piece) for piece in hold.pieces)
    for owed in state.obligations.values():
        yield from ((owed.seller, piece) for piece in owed.pieces)


def _lots(state: State) -> Iterator[str]:
    """The lots of a receipt are each in one place, and what is here has the matter that the receipt says."""
    found: dict[str, list[tuple[int, int]]] = {}
    for member, (_, first, last, held) in _pieces(state):
        if not first < last:
            yield f"{member.id}: {held} {first} to {last}"
        found.setdefault(held, []).append((first, last))
    if set(found) != set(state.receipts) or set(found) != set(state.here):
        yield f"receipts {sorted(set(found) ^ set(state.receipts))} are here and not held, or the other way round"
        return
    for name, parts in found.items():
        if joined(parts) != state.here[name]:
            yield f"{name}: {sorted(parts)} held, {state.here[name]} here"
        receipt = state.receipts[name]
        rows = [slice_row(receipt, *part) for part in parts]
        whole = [slice_row(receipt, *part) for part in state.here[name]]
        if sum(row[4] for row in rows) != sum(row[4] for row in whole):
            yield f"{name}: net mass is not that of its parts"
        for symbol in receipt.matter:
            if sum(row[5].get(symbol, 0) for row in rows) != sum(row[5].get(symbol, 0) for row in whole):
                yield f"{name}: {symbol} is not that of its parts"


def joined(parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Intervals that do not overlap, joined; overlapping ones stay apart, so that they are seen.

    >>> joined([(2, 4), (0, 2)]), joined([(0, 3), (2, 4)])
    ([(0, 4)], [(0, 3), (2, 4)])
    """
    whole: list[tuple[int, int]] = []
    for first, last in sorted(parts):
        if whole and whole[-1][1] == first:
            whole[-1] = (whole[-1][0], last)
        else:
            whole.append((first, last))
    return whole


def _holds(state: State) -> Iterator[str]:
    """A hold has its lots set aside: money to buy, receipts to sell, or a margin; members know theirs."""
    live: dict[str, set[int]] = {name: set() for name in state.members}
    for hold in holds(state):
        live[hold.member.id].add(hold.number)
        if hold.lots <= 0:
            yield f"{hold.use} {hold.number}: {hold.lots} lots"
        if hold.pieces and (lots_of(hold.pieces) != hold.lots or hold.unit):
            yield f"{hold.use} {hold.number}: {hold.lots} lots, {lots_of(hold.pieces)} set aside"
        if not hold.pieces and not hold.unit and hold.market.instrument.margin_ppm:
            yield f"{hold.use} {hold.number}: nothing set aside"
    for member in state.members.values():
        if member.live != live[member.id]:
            yield f"{member.id}: knows of {sorted(member.live)}, has {sorted(live[member.id])}"


def _book(state: State, market: Market) -> Iterator[str]:
    """The engine's open lots are the orders', level by level, and nothing in it crosses."""
    name = market.instrument.id
    orders = {number: hold for number, hold in state.orders.items() if hold.market is market}
    if orders != market.orders:
        yield f"{name}: orders differ"
    for side, known in (("buy", market.buys), ("sell", market.sells)):
        levels: dict[int, int] = {}
        for hold in orders.values():
            if hold.side == side:
                levels[hold.price_ticks] = levels.get(hold.price_ticks, 0) + hold.lots
        if levels != known:
            yield f"{name}: levels of {side} differ"
    weighed = (market.stock_mg, market.outsiders_mg)
    weigh(state, market)
    if weighed != (market.stock_mg, market.outsiders_mg):
        yield f"{name}: {weighed} mg here and with outsiders, {market.stock_mg, market.outsiders_mg} when weighed"
    resting = {row[4]: row for row in market.engine.orders().tolist()}
    expected = {} if market.is_collecting else {number: _row(hold) for number, hold in orders.items()}
    if {number: (row[0], row[3], row[5], row[6]) for number, row in resting.items()} != expected:
        yield f"{name}: the engine's book differs"
    if not market.is_collecting and market.buys and market.sells and max(market.buys) >= min(market.sells):
        yield f"{name}: crossed"


def _row(hold: Hold) -> tuple[int, int, int, int]:
    return int(EngineSide(SIDES[hold.side])), hold.lots, hold.price_ticks, hold.member.owner
