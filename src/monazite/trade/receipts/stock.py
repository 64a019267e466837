"""The daily stock and concentration report (每日库存与集中度报告), by instrument and warehouse, and the market's state.

Everything is worked out from this room's tables as they stood at the end of a day, so that a past day can be asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from monazite.trade.receipts.find import Told, members
from monazite.trade.safeguards import Deal, MarketState, Party, ReceiptState, StockState, band_of, bands
from monazite.trade.tables import SCHEMAS

RECEIPTS = SCHEMAS["trade_receipts"].table
MOVES = SCHEMAS["trade_receipt_moves"].table
LIENS = SCHEMAS["trade_liens"].table
COUNTS = SCHEMAS["trade_counts"].table
TRADES = SCHEMAS["trade_trades"].table
DAYS = SCHEMAS["trade_days"].table
WINDOW_DAYS = 90
"""Days of the load-out ratio."""
PPM = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLine:
    """One instrument in one warehouse at the end of a day; masses net, in milligrams.

    Args:
        instrument: which.
        warehouse: where.
        receipts: how many are live.
        lots: they count as (手).
        stock_mg: their net mass.
        in_mg: registered on the day.
        out_mg: cancelled on the day, for load-out.
        offered_mg: deposited at the venue.
        pledged_mg: under a lien.
        suspended: receipts that a count or an arbitration has suspended, as they stand now.
        oldest_days: age of the oldest receipt; None without receipts.
        bands: how many beneficial owners hold a share within each band.
    """

    instrument: str
    warehouse: str
    receipts: int
    lots: int
    stock_mg: int
    in_mg: int
    out_mg: int
    offered_mg: int
    pledged_mg: int
    suspended: int
    oldest_days: int | None
    bands: Mapping[str, int]


Held = tuple[str, str, int]
"""Holder, place, net mass in milligrams."""


def stock_lines(connection: Connection, venue: str, day: date) -> list[StockLine]:
    """The stock of a venue at the end of a day, in order of instrument and warehouse."""
    known = _receipts(connection, venue, day)
    held = held_on(connection, [row["id"] for row in known], day)
    owners = {party: one.owner for party, one in members(connection, venue).items()}
    places = sorted({(row["instrument"], row["warehouse"]) for row in known})
    return [
        _line([row for row in known if (row["instrument"], row["warehouse"]) == place], held, owners, day)
        for place in places
    ]


def market_state(
    connection: Connection, venue: str, day: date, outside: Mapping[str, tuple[int, str]] | None = None
) -> MarketState:
    """A venue at the end of a day, as its safeguards judge it.

    Args:
        connection: to read from.
        venue: which.
        day: that ends.
        outside: by instrument, what is paid outside in fen per tonne, and the day of that price.
    """
    known = _receipts(connection, venue, day)
    held = held_on(connection, [row["id"] for row in known], day)
    parties = {
        party: Party(party, one.owner, is_industrial=one.is_industrial)
        for party, one in members(connection, venue).items()
    }
    stocks = tuple(
        _stock(connection, [row for row in known if row["instrument"] == name], held, day, (outside or {}).get(name))
        for name in sorted({row["instrument"] for row in known})
    )
    return MarketState(
        venue=venue, day=day.isoformat(), stocks=stocks, members=parties,
        client_fen=_client_fen(connection, venue, day), deals=tuple(_deals(connection, venue, day, parties)),
    )  # fmt: skip


def held_on(connection: Connection, receipts: list[str], day: date) -> dict[str, list[Held]]:
    """Who held how much of receipts at the end of a day, worked out from what moved until then."""
    found: dict[str, dict[tuple[str, str], int]] = {receipt: {} for receipt in receipts}
    columns = MOVES.c
    wanted = select(columns.receipt, columns.source, columns.target, columns.net_mg).where(columns.day <= day)
    for receipt, source, target, net_mg in connection.execute(wanted.order_by(columns.entry_number)):
        amounts = found.get(receipt)
        if amounts is None:
            continue
        for end, sign in ((source, -1), (target, 1)):
            if end is not None:
                place, _, holder = end.partition("/")
                amounts[holder, place] = amounts.get((holder, place), 0) + sign * net_mg
    return {
        receipt: [(holder, place, mg) for (holder, place), mg in amounts.items() if mg]
        for receipt, amounts in found.items()
    }


def _receipts(connection: Connection, venue: str, day: date) -> list[Told]:
    """The receipts of a venue that were registered by a day, those cancelled since among them."""
    wanted = select(RECEIPTS).where(RECEIPTS.c.venue == venue, RECEIPTS.c.issued_on <= day).order_by(RECEIPTS.c.id)
    return [dict(row) for row in connection.execute(wanted).mappings()]


def _is_live(row: Told, day: date) -> bool:
    return row["ended_on"] is None or row["ended_on"] > day


def _line(rows: list[Told], held: Mapping[str, list[Held]], owners: Mapping[str, str], day: date) -> StockLine:
    live = [row for row in rows if _is_live(row, day)]
    parts = [part for row in live for part in held[row["id"]]]
    return StockLine(
        instrument=rows[0]["instrument"], warehouse=rows[0]["warehouse"], receipts=len(live),
        lots=sum(row["lots"] for row in live), stock_mg=sum(row["net_mg"] for row in live),
        in_mg=sum(row["net_mg"] for row in rows if row["issued_on"] == day),
        out_mg=sum(row["net_mg"] for row in rows if row["ended_on"] == day),
        offered_mg=sum(mg for _, place, mg in parts if place == "offered"),
        pledged_mg=sum(mg for _, place, mg in parts if place == "pledged"),
        suspended=sum(row["status"] == "suspended" for row in live),
        oldest_days=max(((day - row["issued_on"]).days for row in live), default=None), bands=_bands(parts, owners),
    )  # fmt: skip


def _bands(parts: list[Held], owners: Mapping[str, str]) -> dict[str, int]:
    """How many beneficial owners hold a share within each band of the stock."""
    by_owner: dict[str, int] = {}
    for holder, _, mg in parts:
        owner = owners.get(holder, holder)
        by_owner[owner] = by_owner.get(owner, 0) + mg
    total = sum(by_owner.values())
    names = [band_of(mg * PPM // total) for mg in by_owner.values()] if total else []
    return {name: names.count(name) for name, _, _ in bands()}


def _stock(
    connection: Connection,
    rows: list[Told],
    held: Mapping[str, list[Held]],
    day: date,
    outside: tuple[int, str] | None,
) -> StockState:
    venue, instrument = rows[0]["venue"], rows[0]["instrument"]
    live = [row for row in rows if _is_live(row, day)]
    then = date.fromordinal(day.toordinal() - WINDOW_DAYS)
    before = [row for row in rows if row["issued_on"] <= then and _is_live(row, then)]
    listing = _listing(connection, venue, instrument, day)
    counts, liens = _last_counts(connection, venue, day), _open_liens(connection, day)
    states = [
        _receipt_state(row, held[row["id"]], counts.get(row["id"]), liens.get(row["id"], []), listing) for row in live
    ]
    return StockState(
        instrument=instrument, receipts=tuple(states),
        price_fen_per_tonne=_price(connection, venue, instrument, day, listing),
        outside_fen_per_tonne=outside[0] if outside else None, outside_day=outside[1] if outside else None,
        yearly_use_mg=listing.get("yearly_use_mg"), stock_then_mg=sum(row["net_mg"] for row in before),
        loaded_out_mg=sum(row["net_mg"] for row in rows if row["ended_on"] and then < row["ended_on"] <= day),
        registered_mg=sum(row["net_mg"] for row in rows if row["issued_on"] == day),
        cancelled_mg=sum(row["net_mg"] for row in rows if row["ended_on"] == day),
    )  # fmt: skip


def _receipt_state(
    row: Told, held: list[Held], counted: tuple[date, int | None] | None, liens: list[str], listing: Told
) -> ReceiptState:
    by_holder: dict[str, int] = {}
    for holder, _, mg in held:
        by_holder[holder] = by_holder.get(holder, 0) + mg
    return ReceiptState(
        id=row["id"], lot=row["lot"], warehouse=row["warehouse"], registered=row["issued_on"].isoformat(),
        net_mg=row["net_mg"], holders=tuple(by_holder.items()), certificate=row["certificate"],
        counted=None if counted is None else counted[0].isoformat(),
        counted_mg=None if counted is None else counted[1] or 0, pledges=tuple(liens),
        storage_days_most=listing.get("storage_days_most", 180),
    )  # fmt: skip


def _last_counts(connection: Connection, venue: str, day: date) -> dict[str, tuple[date, int | None]]:
    """By receipt, the day of the last count and what it found."""
    columns = COUNTS.c
    wanted = select(columns.receipt, columns.day, columns.found_mg).where(columns.venue == venue, columns.day <= day)
    rows = connection.execute(wanted.order_by(columns.entry_number))
    return {row.receipt: (row.day, row.found_mg) for row in rows}


def _open_liens(connection: Connection, day: date) -> dict[str, list[str]]:
    """By receipt, the liens that its lots were under at the end of a day."""
    columns = LIENS.c
    wanted = select(columns.id, columns.slices, columns.ended_on).where(columns.pledged_on <= day).order_by(columns.id)
    found: dict[str, list[str]] = {}
    for lien, slices, ended_on in connection.execute(wanted):
        if ended_on is None or ended_on > day:
            for receipt in dict.fromkeys(part[0] for part in slices):
                found.setdefault(receipt, []).append(lien)
    return found


def _listing(connection: Connection, venue: str, instrument: str, day: date) -> dict[str, Any]:
    """The instrument as it is on a day, as plain JSON."""
    table = SCHEMAS["trade_instruments"].table
    columns = table.c
    wanted = select(columns.record).where(columns.venue == venue, columns.id == instrument, columns.effective <= day)
    row = connection.execute(wanted.order_by(columns.effective.desc(), columns.version.desc()).limit(1)).first()
    return {} if row is None else dict(row.record)


def _price(connection: Connection, venue: str, instrument: str, day: date, listing: Told) -> int | None:
    """The settlement price of the day in fen per tonne; None when the day has none."""
    columns = DAYS.c
    wanted = select(columns.settlement).where(
        columns.venue == venue, columns.instrument == instrument, columns.day == day
    )
    ticks = connection.execute(wanted).scalar()
    return None if ticks is None else int(ticks) * int(listing["tick_fen_per_tonne"])


def _client_fen(connection: Connection, venue: str, day: date) -> int:
    table = SCHEMAS["trade_escrow_moves"].table
    wanted = select(table.c.fen).where(table.c.venue == venue, table.c.day <= day)
    return sum(connection.execute(wanted).scalars())


def _deals(connection: Connection, venue: str, day: date, parties: Mapping[str, Party]) -> Iterator[Deal]:
    """The trades of the window, by beneficial owner, in order of time."""
    columns = TRADES.c
    first = date.fromordinal(day.toordinal() - WINDOW_DAYS)
    wanted = select(TRADES).where(columns.venue == venue, columns.day <= day, columns.day >= first)
    for row in connection.execute(wanted.order_by(columns.time_ms, columns.entry_number)):
        seller, buyer = (parties.get(one) or Party(one, one, is_industrial=False) for one in (row.seller, row.buyer))
        is_chosen = row.method in {"listing", "negotiated"}
        yield Deal(row.day.isoformat(), row.instrument, seller.owner, buyer.owner, row.lots, is_chosen=is_chosen)
