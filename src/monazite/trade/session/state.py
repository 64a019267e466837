"""What a venue's session knows: members, receipts, holds, markets, obligations. Plain records that handlers change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from monazite.trade.auction import listing, negotiated, one_way, sealed
from monazite.trade.match import MAX_PRICE
from monazite.trade.match.reference import ReferenceEngine
from monazite.trade.record import Effect, Instrument, Method, Receipt, Side
from monazite.trade.venues import RuleVersion

Piece = tuple[int, int, int, str]
"""Lots of a receipt in a position: place in the queue (rising with each deposit or purchase), first lot, last lot + 1,
receipt. Ordered as tuples they are in order of age."""
Phase = Literal["open", "call", "continuous", "halted", "closed"]
"""Of an instrument in its day: no book, orders collected, orders matched, nothing but cancels, over."""
Tif = Literal["GTC", "IOC", "FOK", "DAY"]
Use = Literal["order", "listing", "deal", "auction", "bid"]
"""What a hold stands for."""
Event = dict[str, Any]
Running = listing.State | negotiated.State | one_way.State | sealed.State
"""The machine of a listing, a deal or an auction."""


@dataclass(slots=True)
class Member:
    """A member (会员, 交易商) with its cash in fen, free lots by instrument, and the client ids of the day.

    Args:
        id: of the member.
        owner: number of its beneficial owner (实际控制人), shared by members of one owner.
        owner_id: name of that owner.
        is_industrial: whether it makes or uses what is traded.
        is_active: whether it is a member still; one that left only takes out, and meets what it owes.
        free: cash in fen that is free.
        reserved: cash in fen that holds and obligations have set aside.
        lots: by instrument, free lots (手), oldest first.
        clients: by client id, digest of the command and its number.
        live: numbers of its holds.
        bought: by instrument, number of the trading day of the last purchase.
        sold: the same of the last sale.
    """

    id: str
    owner: int
    owner_id: str
    is_industrial: bool
    is_active: bool = True
    free: int = 0
    reserved: int = 0
    lots: dict[str, list[Piece]] = field(default_factory=dict)
    clients: dict[str, tuple[str, int]] = field(default_factory=dict)
    live: set[int] = field(default_factory=set)
    bought: dict[str, int] = field(default_factory=dict)
    sold: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Hold:
    """What one side has set aside so that it may trade: an order, a listing, a bid, an offer.

    Args:
        number: of the command that made it; its name from then on.
        use: what it stands for.
        member: whose.
        market: of which instrument.
        side: buy or sell.
        price_ticks: of the order.
        lots: open lots (手).
        unit: fen set aside for each open lot; 0 for a sale funded in full.
        pieces: lots of receipts set aside, oldest first; none for a purchase or on margin.
        rank: number of the command since which it has its place in the queue.
        tif: how long it stands.
        is_post_only: refused rather than trading at once.
        to_member: bought receipts leave the venue.
        client: id by which the member knows it; empty for none.
    """

    number: int
    use: Use
    member: Member
    market: Market
    side: Side
    price_ticks: int
    lots: int
    unit: int
    pieces: list[Piece]
    rank: int
    tif: Tif = "GTC"
    is_post_only: bool = False
    to_member: bool = False
    client: str = ""


@dataclass(slots=True)
class Stats:
    """Statistics of an instrument's day: prices in ticks, volume in lots (手), turnover in fen."""

    open: int | None = None
    high: int | None = None
    low: int | None = None
    last: int | None = None
    volume: int = 0
    ticks_lots: int = 0
    turnover_fen: int = 0
    trades: int = 0


@dataclass(slots=True)
class Market:
    """An instrument as it is traded now.

    Args:
        instrument: its contract.
        rules: number of its version.
        adjust_most: fen per tonne that a receipt's grade may add or take at most.
        engine: the continuous book.
        phase: of the day.
        reference: reference price of the day in ticks; None before the first.
        limits: least and most price of the day in ticks.
        is_collecting: whether its orders wait for a call auction instead of standing in the engine.
        orders: live orders by number.
        buys: lots at each price, of orders to buy.
        sells: the same of orders to sell.
        stats: of the day.
        last: price of the last trade ever in ticks.
        book_last: the same of the last in a book or call auction, which the median rule looks at.
        why_halted: the safeguard that halted it at a close, empty for none.
        judged_by: the safeguard that halts it by what the journal knows, empty for none.
        judged_about: what that one found wrong: a receipt, an obligation, the instrument.
        outside: fen per tonne that is paid outside the venue; None when nobody says.
        stock_mg: net mass that is here.
        outsiders_mg: of it, what members hold who are not of the industry.
    """

    instrument: Instrument
    rules: int
    adjust_most: int
    engine: ReferenceEngine
    phase: Phase = "closed"
    reference: int | None = None
    limits: tuple[int, int] = (1, MAX_PRICE)
    is_collecting: bool = False
    orders: dict[int, Hold] = field(default_factory=dict)
    buys: dict[int, int] = field(default_factory=dict)
    sells: dict[int, int] = field(default_factory=dict)
    stats: Stats = field(default_factory=Stats)
    last: int | None = None
    book_last: int | None = None
    why_halted: str = ""
    judged_by: str = ""
    judged_about: str = ""
    outside: int | None = None
    stock_mg: int = 0
    outsiders_mg: int = 0

    @property
    def halted_by(self) -> str:
        """The safeguard that halts it now, empty for none."""
        return self.judged_by or self.why_halted

    def levels(self, side: Side) -> dict[int, int]:
        """Lots at each price of a side."""
        return self.buys if side == "buy" else self.sells


@dataclass(slots=True)
class Obligation:
    """A trade on margin that is not settled yet (交收义务), in lots that are still open.

    Args:
        trade: as it was made, plain JSON.
        market: of which instrument.
        buyer: who must pay.
        seller: who must deliver.
        price_ticks: of the trade.
        lots: open lots (手).
        buyer_unit: margin of the buyer that is kept, fen per lot.
        seller_unit: the same of the seller.
        due: number of the trading day by which both must have done it.
        pay_unit: fen per paid lot that the buyer set aside beyond his margin.
        paid: open lots that are paid.
        pieces: lots of receipts delivered and not settled yet, of the seller still.
        to_member: bought receipts leave the venue.
        dispute: what the buyer says is wrong; None for nothing.
        final: what arbitration found of the lots delivered: net mass of all of them, grade in fen per tonne, how many
            lots and how many of them are settled; None for the receipts' own.
    """

    trade: dict[str, Any]
    market: Market
    buyer: Member
    seller: Member
    price_ticks: int
    lots: int
    buyer_unit: int
    seller_unit: int
    due: int
    pay_unit: int = 0
    paid: int = 0
    pieces: list[Piece] = field(default_factory=list)
    to_member: bool = False
    dispute: dict[str, Any] | None = None
    final: dict[str, int] | None = None

    @property
    def delivered(self) -> int:
        """Lots delivered and not settled yet."""
        return sum(last - first for _, first, last, _ in self.pieces)


@dataclass(slots=True)
class Offer:
    """A listing, a negotiated deal or an auction that runs.

    Args:
        number: of the command that opened it.
        use: which of them.
        method: how trades of it come about.
        market: of which instrument.
        owner: who opened it.
        machine: its state, of `monazite.trade.auction`.
        hold: what its owner, or in a deal the one whose offer stands, has set aside.
        bids: in an auction, what each bidder has set aside, by member.
    """

    number: int
    use: Literal["listing", "deal", "auction"]
    method: Method
    market: Market
    owner: Member
    machine: Running
    hold: Hold
    bids: dict[str, Hold] = field(default_factory=dict)


@dataclass(slots=True)
class Settled:
    """A settlement that may still be disputed.

    Args:
        id: of the effect.
        day: number of the trading day on which it was made.
        market: of which instrument.
        buyer: who got the lots.
        seller: who got the money.
        price_ticks: of the trade.
        lots: lots (手).
        net_mg: as weighed.
        amount_fen: as paid, without fees.
        adjust: what the grade added or took per tonne, in fen (of the first receipt).
        is_late: whether it settled an obligation, and so may be disputed for some days.
        dispute: what the buyer says is wrong; None for nothing.
    """

    id: str
    day: int
    market: Market
    buyer: Member
    seller: Member
    price_ticks: int
    lots: int
    net_mg: int
    amount_fen: int
    adjust: int
    is_late: bool = False
    dispute: dict[str, Any] | None = None


@dataclass(slots=True)
class State:
    """All that a venue's session knows.

    Args:
        venue: its id.
        number: of the last command that was accepted.
        time_ms: when that was.
        versions: its rules, as announced.
        rules: those in force; None before the first day.
        members: by id.
        owners: numbers of beneficial owners, by their names.
        groups: members of each owner, by his number.
        markets: by instrument.
        receipts: those with lots here, by id.
        here: which lots of each receipt are here, as intervals.
        day: trading day, empty while none is open.
        last_day: the last one that was opened.
        day_number: how many were opened.
        places: last place given in a queue of lots.
        deposited: cash that came in, in fen.
        withdrawn: cash that went out.
        fees: cash that the venue earned.
        orders: live orders of all markets, by number.
        done: orders that ended today, by number: whose, and how.
        entries: of deposits, by id of the journal's entry: digest, number of the command, of the trading day.
        told_to: number and place of the last deposit that named its place in the journal; (-1, 0) before the first.
        obligations: not settled yet, by id of the trade.
        settled: settlements that may still be disputed, by id of the effect.
        offers: listings, deals and auctions that run, by number.
        producers: beneficial owners of those who made the goods, by receipt.
        deals: lots by day, instrument, seller's and buyer's owner, for the search for circles.
    """

    venue: str
    number: int = 0
    time_ms: int = 0
    versions: list[RuleVersion] = field(default_factory=list)
    rules: RuleVersion | None = None
    members: dict[str, Member] = field(default_factory=dict)
    owners: dict[str, int] = field(default_factory=dict)
    groups: dict[int, list[str]] = field(default_factory=dict)
    markets: dict[str, Market] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    here: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    day: str = ""
    last_day: str = ""
    day_number: int = 0
    places: int = 0
    deposited: int = 0
    withdrawn: int = 0
    fees: int = 0
    orders: dict[int, Hold] = field(default_factory=dict)
    done: dict[int, tuple[str, str]] = field(default_factory=dict)
    entries: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    told_to: tuple[int, int] = (-1, 0)
    obligations: dict[str, Obligation] = field(default_factory=dict)
    settled: dict[str, Settled] = field(default_factory=dict)
    offers: dict[int, Offer] = field(default_factory=dict)
    producers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    deals: dict[tuple[str, str, str, str], int] = field(default_factory=dict)


@dataclass(slots=True)
class Turn:
    """One command being applied: what it says, and what comes of it.

    Args:
        number: of the command.
        time_ms: when.
        actor: who says it.
        command: what is said.
        events: what happened so far.
        effects: what the journal is asked.
        place: of the next trade or effect.
        touched: levels of books that changed.
    """

    number: int
    time_ms: int
    actor: str
    command: Mapping[str, Any]
    events: list[Event] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    place: int = 0
    touched: dict[tuple[str, Side, int], Market] = field(default_factory=dict)
