"""What the journal knows of a venue's trading, as inputs of the index: settled trades, and bids and offers of a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, select

from monazite.core import shanghai_day
from monazite.trade.index.mask import mask
from monazite.trade.index.record import Bids, Deal
from monazite.trade.tables import TABLES

MS = 1000


def deals_of(connection: Connection, venue: str, products: frozenset[str], until: date, salt: bytes) -> list[Deal]:
    """The settled trades of a venue up to a day, at their trading day and the net mass that was delivered.

    Args:
        connection: to the workspace's database.
        venue: its id.
        products: standard names that the index knows; trades of others are left out.
        until: last trading day.
        salt: for the pseudonyms of members and owners.
    """
    trades, owners = TABLES["trade_trades"], _owners(connection, venue)
    contracts = _contracts(connection, venue)
    found = []
    for row in connection.execute(select(trades).where(trades.c.venue == venue)).mappings():
        product, tick = contracts.get(row["instrument"], ("", 0))
        day = shanghai_day(datetime.fromtimestamp(row["time_ms"] / MS, UTC))
        if product not in products or day > until:
            continue
        buyer, seller = row["buyer"], row["seller"]
        found.append(
            Deal(
                id=row["entry"], day=day, product=product, fen_per_tonne=row["price_ticks"] * tick,
                mass_mg=row["net_mg"], buyer=mask(buyer, salt), seller=mask(seller, salt),
                buyer_owner=mask(owners.get(buyer, buyer), salt), seller_owner=mask(owners.get(seller, seller), salt),
            )
        )  # fmt: skip
    return found


def quotes_of(connection: Connection, venue: str, products: frozenset[str], until: date) -> list[Bids]:
    """Best bid and offer at the end of each of a venue's trading days up to a day; of several contracts the best.

    Args:
        connection: to the workspace's database.
        venue: its id.
        products: standard names that the index knows.
        until: last trading day.
    """
    ends, contracts = TABLES["trade_days"], _contracts(connection, venue)
    best: dict[tuple[date, str], tuple[int, int]] = {}
    where = (ends.c.venue == venue, ends.c.bid.is_not(None), ends.c.ask.is_not(None))
    for row in connection.execute(select(ends).where(*where)).mappings():
        product, tick = contracts.get(row["instrument"], ("", 0))
        day = date.fromisoformat(str(row["day"]))
        if product not in products or day > until:
            continue
        bid, ask = row["bid"] * tick, row["ask"] * tick
        known = best.get((day, product), (bid, ask))
        best[day, product] = max(bid, known[0]), min(ask, known[1])
    return [
        Bids(id=f"{venue}.{day}.{product}", day=day, product=product, bid_fen_per_tonne=bid, ask_fen_per_tonne=ask)
        for (day, product), (bid, ask) in sorted(best.items())
    ]


def days_of(connection: Connection, venue: str) -> list[date]:
    """The closed trading days of a venue, rising."""
    days = TABLES["trade_day_ends"]
    found = connection.scalars(select(days.c.day).where(days.c.venue == venue).order_by(days.c.day))
    return [date.fromisoformat(str(day)) for day in found]


def committed(connection: Connection, index: str) -> list[Mapping[str, Any]]:
    """What the journal holds of an index's public files, oldest first; the columns of its table."""
    table = TABLES["trade_index_inputs"]
    rows = connection.execute(select(table).where(table.c.index_id == index).order_by(table.c.entry_number))
    return [dict(row) for row in rows.mappings()]


def _owners(connection: Connection, venue: str) -> dict[str, str]:
    members = TABLES["trade_members"]
    rows = connection.execute(select(members.c.party, members.c.owner).where(members.c.venue == venue))
    return {str(party): str(owner) for party, owner in rows}


def _contracts(connection: Connection, venue: str) -> dict[str, tuple[str, int]]:
    """Product and tick of each instrument; later versions change neither."""
    table = TABLES["trade_instruments"]
    columns = (table.c.id, table.c.product, table.c.tick_fen_per_tonne)
    rows = connection.execute(select(*columns).where(table.c.venue == venue).order_by(table.c.version))
    return {str(name): (str(product), int(tick)) for name, product, tick in rows}
