"""What a session asks of the journal, as the entry that books it, once: its id follows from the command."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

from monazite.core import ElementMass
from monazite.ledger import MATTER, Entry, Leg
from monazite.trade.record import Effect

CNY = "money:CNY"
SHANGHAI = timezone(timedelta(hours=8))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TRADE_TOLD = (
    "instrument", "method", "price_ticks", "lots", "buy_order", "sell_order", "time_ms", "taker",
)  # fmt: skip
"""Fields of a trade that its settlement states beside the parties and the money."""

Told = Mapping[str, Any]
Built = tuple[str, list[Leg], dict[str, Any]]
"""Kind, legs and details of an entry."""


def entry_of(effect: Effect, venue: str, *, simulated: bool = False) -> Entry:
    """The entry that books an effect; pure, so that posting again after a crash is a duplicate.

    Args:
        effect: of a command.
        venue: whose session asks; it is the actor.
        simulated: whether it is part of a simulation.

    Raises:
        KeyError: for an effect whose data lack a name that its kind has (see this folder's README).
    """
    kind, legs, details = _BUILT[effect.kind](effect.data, venue)
    if simulated or effect.data.get("simulated"):
        details["simulated"] = True
    return Entry(effect.id, kind, instant(effect.time_ms), venue, tuple(legs), details)


@lru_cache(16)  # all commands of a group bear one time
def instant(time_ms: int) -> str:
    """A time of the venue as entries write it, in Asia/Shanghai.

    Args:
        time_ms: milliseconds since 1970, UTC.

    >>> instant(1_660_694_400_000)
    '2022-08-17T08:00:00.000+08:00'
    """
    moment = (EPOCH + timedelta(milliseconds=time_ms)).astimezone(SHANGHAI)
    return moment.isoformat(timespec="milliseconds")


def _settle(data: Told, venue: str) -> Built:
    trade, amount = data["trade"], data["amount_fen"]
    buyer, seller = trade["buyer"], trade["seller"]
    to_role = "lot" if data.get("deliver_to") == "member" else "offered"
    legs = _matter(data["slices"], f"offered/{seller}", f"{to_role}/{buyer}")
    fees = (data["buyer_fee_fen"], data["seller_fee_fen"])
    legs += _money({
        f"escrow/{buyer}/{venue}": -amount - fees[0], f"escrow/{seller}/{venue}": amount - fees[1],
        f"fees/{venue}": sum(fees),
    })  # fmt: skip
    told = {name: trade[name] for name in TRADE_TOLD if trade.get(name) is not None}
    told |= {
        "id": trade["id"], "venue": venue, "slices": _told(data["slices"]), "buyer_fee_fen": fees[0],
        "seller_fee_fen": fees[1], "vat_ppm": data["vat_ppm"],
    }  # fmt: skip
    lots = _lots(data["slices"])
    return "sell", legs, {"lots": lots, "buyer": buyer, "seller": seller, "price": amount, "trade": told}


def _deliver_out(data: Told, _: str) -> Built:
    member, slices = data["member"], data["slices"]
    legs = _matter(slices, f"offered/{member}", f"lot/{member}")
    return "offer", legs, {"lots": _lots(slices), "slices": _told(slices)}


def _cash_out(data: Told, venue: str) -> Built:
    member, fen = data["member"], data["fen"]
    return "escrow_out", _money({f"escrow/{member}/{venue}": -fen, f"cash/{member}": fen}), {"venue": venue}


def _compensate(data: Told, venue: str) -> Built:
    fen = data["fen"]
    legs = _money({f"escrow/{data['from']}/{venue}": -fen, f"escrow/{data['to']}/{venue}": fen})
    details = {"venue": venue, "why": data["why"]}
    return "compensate", legs, details | ({"obligation": data["obligation"]} if data.get("obligation") else {})


def _charge(data: Told, venue: str) -> Built:
    legs = _money({f"escrow/{data['member']}/{venue}": -data["fen"], f"fees/{venue}": data["fen"]})
    return "charge", legs, {"venue": venue, "why": data["why"]}


def _day_end(data: Told, venue: str) -> Built:
    names = ("day", "instruments", "commands", "segment_sha256", "state_sha256")
    told = {"venue": venue} | {name: data[name] for name in names}
    return "day_end", [], told | ({"findings": list(data["findings"])} if data.get("findings") else {})


_BUILT: Mapping[str, Callable[[Told, str], Built]] = {
    "settle": _settle, "deliver_out": _deliver_out, "cash_out": _cash_out, "compensate": _compensate,
    "charge": _charge, "day_end": _day_end,
}  # fmt: skip


def _matter(slices: Iterable[Any], source: str, target: str) -> list[Leg]:
    """The matter of slices, lot by lot, from one owner's account to another's."""
    by_lot: dict[str, dict[str, int]] = {}
    for _, lot, _, _, _, masses in slices:
        if (known := by_lot.get(lot)) is None:
            by_lot[lot] = dict(masses)
            continue
        for symbol, mg in masses.items():
            known[symbol] = known.get(symbol, 0) + mg
    legs = []
    for lot, masses in by_lot.items():
        matter = ElementMass.of(masses)
        legs += [Leg(f"{source}/{lot}", MATTER, -matter), Leg(f"{target}/{lot}", MATTER, matter)]
    return legs


def _money(amounts: Mapping[str, int]) -> list[Leg]:
    return [Leg(account, CNY, fen) for account, fen in amounts.items() if fen]


def _told(slices: Iterable[Any]) -> list[list[Any]]:
    return [[receipt, lot, first, last] for receipt, lot, first, last, *_ in slices]


def _lots(slices: Iterable[Any]) -> list[str]:
    return list(dict.fromkeys(lot for _, lot, *_ in slices))
