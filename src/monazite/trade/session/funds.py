"""What one side must set aside: fen a lot for money, whole lots for receipts; never overdrawn."""

from __future__ import annotations

from collections.abc import Collection

from monazite.core import Problem
from monazite.trade.record import MG_PER_TONNE, Side
from monazite.trade.session.positions import lots_of, put, take, take_newest, take_of
from monazite.trade.session.said import problem, yuan
from monazite.trade.session.state import Hold, Market, Member, Piece, State

PPM = 1_000_000


def ceil_div(amount: int, divisor: int) -> int:
    """Divided and rounded up."""
    return -(-amount // divisor)


def is_margin(state: State) -> bool:
    """Whether the venue trades on margin (保证金) today."""
    return state.rules is not None and state.rules.parameters.funding == "margin"


def heaviest_mg(market: Market) -> int:
    """The most that a lot (手) may weigh within tolerance, and a milligram for the rounding of slices."""
    instrument = market.instrument
    return instrument.lot_mg * (PPM + instrument.tolerance_ppm) // PPM + 1


def full_unit(market: Market, price_ticks: int) -> int:
    """The most that a lot may cost a buyer at a price, fee included, in fen: no fill can come to more."""
    instrument = market.instrument
    tonne = price_ticks * instrument.tick_fen_per_tonne + market.adjust_most
    value = ceil_div(tonne * heaviest_mg(market), MG_PER_TONNE)
    return value + ceil_div(value * instrument.fee_ppm, PPM)


def margin_unit(market: Market, price_ticks: int) -> int:
    """The margin of a lot at a price, in fen, rounded up."""
    instrument = market.instrument
    value = price_ticks * instrument.tick_fen_per_tonne * instrument.lot_mg
    return ceil_div(value * instrument.margin_ppm, MG_PER_TONNE * PPM)


def unit_of(state: State, market: Market, side: Side, price_ticks: int, highest: int | None = None) -> int:
    """Fen to be set aside for a lot.

    Args:
        state: of the session.
        market: of the instrument.
        side: buy or sell.
        price_ticks: limit price.
        highest: for a seller, the most it may fetch: his margin is of that; None for the day's upper limit.
    """
    if not is_margin(state):
        return full_unit(market, price_ticks) if side == "buy" else 0
    if side == "buy":
        return margin_unit(market, price_ticks)
    limit = market.limits[1] if market.instrument.daily_limit_ppm is not None else price_ticks
    return margin_unit(market, max(price_ticks, limit if highest is None else highest))


def cash_short(member: Member, needed: int, place: object) -> Problem | None:
    """That a member's free cash is not enough, with what is missing."""
    if member.free >= needed or needed <= 0:
        return None
    return problem("cash-short", place, needed=yuan(needed), free=yuan(member.free), short=yuan(needed - member.free))


def lots_fault(
    member: Member, instrument: str, needed: int, place: object, receipts: Collection[str] = ()
) -> Problem | None:
    """That a member's free lots, of some receipts or of all, are not enough, with what is missing."""
    left = needed
    for _, first, last, receipt in member.lots.get(instrument, ()):
        if not receipts or receipt in receipts:
            left -= last - first
            if left <= 0:
                return None
    return lots_short(needed - left, needed, instrument, place)


def lots_short(held: int, needed: int, instrument: str, place: object) -> Problem | None:
    """That a member's free lots are not enough, with what is missing."""
    if held >= needed:
        return None
    return problem("lots-short", place, instrument=instrument, needed=needed, free=held, short=needed - held)


def held_of(member: Member, instrument: str, receipts: Collection[str] = ()) -> int:
    """Free lots of a member, of some receipts or of all."""
    queue = member.lots.get(instrument, [])
    return lots_of([piece for piece in queue if piece[3] in receipts] if receipts else queue)


def hold_fault(state: State, hold: Hold, receipts: Collection[str] = ()) -> Problem | None:
    """What is missing for a hold that is not set aside yet; None for nothing."""
    place = f"{hold.use} {hold.number}"
    if hold.side == "sell" and not is_margin(state):
        instrument = hold.market.instrument.id
        return lots_fault(hold.member, instrument, hold.lots, place, receipts)
    return cash_short(hold.member, hold.unit * hold.lots, place)


def set_aside(state: State, hold: Hold, receipts: Collection[str] = ()) -> None:
    """Set aside what a hold needs; `hold_fault` found nothing missing."""
    member = hold.member
    if hold.side == "sell" and not is_margin(state):
        queue = member.lots[hold.market.instrument.id]
        hold.pieces = take_of(queue, receipts, hold.lots) if receipts else take(queue, hold.lots)
    else:
        amount = hold.unit * hold.lots
        member.free -= amount
        member.reserved += amount
    member.live.add(hold.number)


def resize_fault(hold: Hold, lots: int, unit: int) -> Problem | None:
    """What is missing for a hold to have so many lots at so much each; None for nothing."""
    place = f"{hold.use} {hold.number}"
    if hold.pieces:
        instrument = hold.market.instrument.id
        return lots_fault(hold.member, instrument, lots - hold.lots, place) if lots > hold.lots else None
    return cash_short(hold.member, unit * lots - hold.unit * hold.lots, place)


def resize(hold: Hold, lots: int, unit: int) -> None:
    """Set aside more, or give back, so that a hold has so many lots at so much each."""
    more = unit * lots - hold.unit * hold.lots
    hold.member.free -= more
    hold.member.reserved += more
    queue = hold.member.lots.setdefault(hold.market.instrument.id, [])
    if hold.pieces and lots > hold.lots:
        put(hold.pieces, take(queue, lots - hold.lots))
    elif hold.pieces and lots < hold.lots:
        put(queue, take_newest(hold.pieces, hold.lots - lots))
    hold.lots, hold.unit = lots, unit


def give_back(hold: Hold) -> None:
    """Give back all that a hold still has set aside; it is over."""
    amount = hold.unit * hold.lots
    member = hold.member
    member.free += amount
    member.reserved -= amount
    if hold.pieces:
        put_lots(member, hold.market, hold.pieces)
        hold.pieces = []
    hold.lots = 0
    member.live.discard(hold.number)


def put_lots(member: Member, market: Market, pieces: list[Piece]) -> None:
    """Give lots back to where they came from in a member's queue."""
    put(member.lots.setdefault(market.instrument.id, []), pieces)


def receive(state: State, member: Member, market: Market, pieces: list[Piece]) -> None:
    """Add lots that a member got to the end of its queue, joined with the last piece where they go on from it."""
    queue = member.lots.setdefault(market.instrument.id, [])
    for _, first, last, receipt in pieces:
        if queue and queue[-1][3] == receipt and queue[-1][2] == first:
            queue[-1] = (queue[-1][0], queue[-1][1], last, receipt)
        else:
            state.places += 1
            queue.append((state.places, first, last, receipt))
