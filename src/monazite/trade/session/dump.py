"""The state to canonical JSON and back, exactly; the engines' books follow from the orders in them."""

from __future__ import annotations

from typing import Any

import orjson

from monazite.core import InternalError
from monazite.trade.auction import from_plain, listing, negotiated, one_way, sealed, to_plain
from monazite.trade.match import Rules
from monazite.trade.match.reference import ReferenceEngine
from monazite.trade.record import Receipt
from monazite.trade.session.book import rebuild
from monazite.trade.session.deposits import receipt_as_json, receipt_from_json
from monazite.trade.session.state import Hold, Market, Member, Obligation, Offer, Piece, Settled, State, Stats
from monazite.trade.session.vigil import weigh
from monazite.trade.venues import RuleVersion, instrument_as_json, instrument_from_json, rules_from_json

STATE_VERSION = 1
"""Of what commands do and of the dump; another is no state. Raise it with every change after which the same commands
may give another hash: files of the log and snapshots bear it, and say so to a program of another version."""
Told = dict[str, Any]
MACHINES = {"listing": listing.State, "deal": negotiated.State, "one_way": one_way.State, "sealed": sealed.State}
PLAIN = (
    "venue", "number", "time_ms", "day", "last_day", "day_number", "places", "deposited", "withdrawn", "fees", "owners",
)  # fmt: skip


def as_bytes(state: State) -> bytes:
    """The whole state as canonical JSON."""
    told = {name: getattr(state, name) for name in PLAIN}
    told |= {
        "format": STATE_VERSION,
        "versions": [version.as_json() for version in state.versions],
        "rules": state.rules.number if state.rules else None,
        "members": [_member(member) for member in state.members.values()],
        "groups": {str(number): names for number, names in state.groups.items() if names},
        "markets": [_market(market) for market in state.markets.values()],
        "receipts": [receipt_as_json(receipt) for receipt in state.receipts.values()],
        "here": state.here,
        "producers": state.producers,
        "orders": [_hold(hold) for hold in state.orders.values()],
        "offers": [_offer(offer) for offer in state.offers.values()],
        "obligations": [_obligation(owed) for owed in state.obligations.values()],
        "settled": [_settled(done) for done in state.settled.values()],
        "done": {str(number): how for number, how in state.done.items()},
        "entries": state.entries,
        "told_to": state.told_to,
        "deals": [[*key, lots] for key, lots in state.deals.items()],
    }  # fmt: skip
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)


def _member(member: Member) -> Told:
    return {
        "id": member.id, "owner": member.owner, "owner_id": member.owner_id, "is_industrial": member.is_industrial,
        "is_active": member.is_active, "free": member.free, "reserved": member.reserved, "clients": member.clients,
        "bought": member.bought, "sold": member.sold,
        "lots": {name: queue for name, queue in member.lots.items() if queue},
    }  # fmt: skip


def _market(market: Market) -> Told:
    names = (
        "rules",
        "adjust_most",
        "phase",
        "reference",
        "limits",
        "is_collecting",
        "last",
        "book_last",
        "why_halted",
        "judged_by",
        "judged_about",
        "outside",
    )
    stats = {name: getattr(market.stats, name) for name in Stats.__slots__}
    told = {name: getattr(market, name) for name in names}
    return {**told, "instrument": instrument_as_json(market.instrument), "stats": stats}


def _hold(hold: Hold) -> Told:
    names = (
        "number", "use", "side", "price_ticks", "lots", "unit", "pieces", "rank", "tif", "is_post_only", "to_member",
        "client",
    )  # fmt: skip
    told = {name: getattr(hold, name) for name in names}
    return {**told, "member": hold.member.id, "market": hold.market.instrument.id}


def _offer(offer: Offer) -> Told:
    machine = offer.machine
    name = offer.use if offer.use != "auction" else "one_way" if isinstance(machine, one_way.State) else "sealed"
    return {
        "number": offer.number, "use": offer.use, "method": offer.method, "market": offer.market.instrument.id,
        "owner": offer.owner.id, "machine": [name, to_plain(machine)], "hold": _hold(offer.hold),
        "bids": [_hold(hold) for hold in offer.bids.values()],
    }  # fmt: skip


def _obligation(owed: Obligation) -> Told:
    names = (
        "trade", "price_ticks", "lots", "buyer_unit", "seller_unit", "due", "pay_unit", "paid", "pieces", "to_member",
        "dispute", "final",
    )  # fmt: skip
    told = {name: getattr(owed, name) for name in names}
    return {**told, "market": owed.market.instrument.id, "buyer": owed.buyer.id, "seller": owed.seller.id}


def _settled(done: Settled) -> list[Any]:
    """A row, not an object: a day has as many as trades."""
    return [
        done.id, done.day, done.market.instrument.id, done.buyer.id, done.seller.id, done.price_ticks, done.lots,
        done.net_mg, done.amount_fen, done.adjust, done.is_late, done.dispute,
    ]  # fmt: skip


def as_state(data: bytes) -> State:
    """The state that `as_bytes` wrote.

    Raises:
        ValueError: when the bytes are no such state.
    """
    try:
        told = orjson.loads(data)
        return _state(told)
    except (KeyError, TypeError, IndexError, AttributeError, InternalError) as error:
        raise ValueError(f"no state of a session: {error!r}") from error


def _state(told: Told) -> State:
    if told["format"] != STATE_VERSION:
        raise ValueError(f"format {told['format']}, not {STATE_VERSION}")
    state = State(**{name: told[name] for name in PLAIN})
    state.versions = [_version(each) for each in told["versions"]]
    state.rules = next((each for each in state.versions if each.number == told["rules"]), None)
    for each in told["members"]:
        member = Member(**{**each, "lots": {}, "clients": {}})
        member.lots = {name: _pieces(queue) for name, queue in each["lots"].items()}
        member.clients = {name: (pair[0], pair[1]) for name, pair in each["clients"].items()}
        state.members[member.id] = member
    state.groups = {int(number): names for number, names in told["groups"].items()}
    state.receipts = {each["id"]: _receipt(each) for each in told["receipts"]}
    state.here = {name: [(first, last) for first, last in each] for name, each in told["here"].items()}
    state.producers = {name: tuple(each) for name, each in told["producers"].items()}
    state.done = {int(number): (how[0], how[1]) for number, how in told["done"].items()}
    state.entries = {name: (each[0], each[1], each[2]) for name, each in told["entries"].items()}
    state.told_to = (told["told_to"][0], told["told_to"][1])
    state.deals = {(each[0], each[1], each[2], each[3]): each[4] for each in told["deals"]}
    _read_markets(state, told)
    return state


def _read_markets(state: State, told: Told) -> None:
    for each in told["markets"]:
        market = _read_market(each)
        state.markets[market.instrument.id] = market
    for each in told["orders"]:
        hold = _read_hold(state, each)
        state.orders[hold.number] = hold.market.orders[hold.number] = hold
        levels = hold.market.buys if hold.side == "buy" else hold.market.sells
        levels[hold.price_ticks] = levels.get(hold.price_ticks, 0) + hold.lots
    for each in told["offers"]:
        state.offers[each["number"]] = _read_offer(state, each)
    for each in told["obligations"]:
        owed = Obligation(**{**each, **_parties(state, each), "pieces": _pieces(each["pieces"])})
        state.obligations[owed.trade["id"]] = owed
    for each in told["settled"]:
        name, day, instrument, buyer, seller, *rest = each
        parties = (state.markets[instrument], state.members[buyer], state.members[seller])
        state.settled[name] = Settled(name, day, *parties, *rest)
    for market in state.markets.values():
        rebuild(state, market)
        weigh(state, market)


def _parties(state: State, each: Told) -> Told:
    members = state.members
    return {"market": state.markets[each["market"]], "buyer": members[each["buyer"]], "seller": members[each["seller"]]}


def _pieces(rows: list[list[Any]]) -> list[Piece]:
    return [(place, first, last, receipt) for place, first, last, receipt in rows]


def _version(told: Told) -> RuleVersion:
    version = rules_from_json(told)
    if not isinstance(version, RuleVersion):
        raise ValueError(version[0].sentence("en"))  # noqa: TRY004  the bytes are wrong, not a type of ours
    return version


def _receipt(told: Told) -> Receipt:
    receipt = receipt_from_json(told)
    if not isinstance(receipt, Receipt):
        raise ValueError(receipt.sentence("en"))  # noqa: TRY004  as above
    return receipt


def _read_market(told: Told) -> Market:
    instrument = instrument_from_json(told["instrument"])
    if isinstance(instrument, tuple):
        raise ValueError(instrument[0].sentence("en"))  # noqa: TRY004  as above
    low, high = told["limits"]
    parts = {**told, "instrument": instrument, "stats": Stats(**told["stats"]), "limits": (low, high)}
    return Market(**parts, engine=ReferenceEngine(Rules()))


def _read_hold(state: State, told: Told) -> Hold:
    member, market = state.members[told["member"]], state.markets[told["market"]]
    member.live.add(told["number"])
    return Hold(**{**told, "member": member, "market": market, "pieces": _pieces(told["pieces"])})


def _read_offer(state: State, told: Told) -> Offer:
    name, plain = told["machine"]
    bids = [_read_hold(state, each) for each in told["bids"]]
    hold = _read_hold(state, told["hold"])
    return Offer(
        told["number"], told["use"], told["method"], state.markets[told["market"]], state.members[told["owner"]],
        from_plain(MACHINES[name], plain), hold, {each.member.id: each for each in bids},
    )  # fmt: skip
