"""What the journal knows of a venue before its log is opened: how far it is settled, its days, what was paid in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from monazite.ledger.tables import ENTRIES
from monazite.trace.lots.find import moves
from monazite.trade.receipts.find import StoredReceipt, members, receipt
from monazite.trade.receipts.holdings import OFFERED
from monazite.trade.session.deposits import receipt_as_json
from monazite.trade.tables import TABLES


def venues(connection: Connection) -> dict[str, bool]:
    """Ids of the registered venues in order, each with whether it is part of a simulation."""
    table = TABLES["trade_venues"]
    rows = connection.execute(select(table.c.id, table.c.is_simulated).order_by(table.c.id))
    return {str(row.id): bool(row.is_simulated) for row in rows}


def day_ends(connection: Connection, venue: str) -> dict[str, Mapping[str, Any]]:
    """The recorded hashes of each closed trading day of a venue, by day.

    Args:
        connection: to the workspace's database.
        venue: its id.

    Returns:
        ``commands``, ``segment_sha256`` and ``state_sha256`` by day, ISO 8601; days rise.
    """
    days = TABLES["trade_day_ends"]
    rows = connection.execute(select(days).where(days.c.venue == venue).order_by(days.c.day)).mappings()
    names = ("commands", "segment_sha256", "state_sha256")
    return {str(row["day"]): {name: row[name] for name in names} for row in rows}


def day_end(connection: Connection, venue: str, day: date) -> Mapping[str, Any] | None:
    """The end of a trading day as the journal has it: hashes, number of commands, findings, entry; None without one.

    Args:
        connection: to the workspace's database.
        venue: its id.
        day: the trading day.
    """
    days = TABLES["trade_day_ends"]
    row = connection.execute(select(days).where(days.c.venue == venue, days.c.day == day)).mappings().first()
    return None if row is None else dict(row)


def settled_to(connection: Connection, venue: str) -> int:
    """The number of the last command of a venue of which the journal has a settlement; 0 when there is none.

    Ids of what a venue's session books are ``<venue>.<command>.<place>``.
    """
    numbers = [0]
    for name in ("trade_day_ends", "trade_trades", "trade_escrow_moves"):
        table = TABLES[name]
        newest = select(table.c.entry).where(table.c.venue == venue, table.c.entry.like(f"{venue}.%.%"))
        entry = connection.scalar(newest.order_by(table.c.entry_number.desc()).limit(1))
        numbers.append(_command_of(entry))
    return max(numbers)


def deposits_after(connection: Connection, venue: str, told_to: tuple[int, int]) -> list[dict[str, Any]]:
    """What the journal has of deposits at a venue that its session was not told of, as commands in the journal's order.

    Args:
        connection: to the workspace's database.
        venue: its id.
        told_to: number and place of the last one that it was told of.
    """
    paid_in, lots, receipts = (TABLES[f"trade_{name}"] for name in ("escrow_moves", "receipt_moves", "receipts"))
    since = told_to[0]
    paid = select(paid_in).where(
        paid_in.c.venue == venue, paid_in.c.kind == "escrow_in", paid_in.c.entry_number >= since
    )
    brought = (
        select(lots).join(receipts, receipts.c.id == lots.c.receipt)
        .where(receipts.c.venue == venue, lots.c.kind == "offer", lots.c.target.startswith(f"{OFFERED}/"))
        .where(lots.c.entry_number >= since)
    )  # fmt: skip
    found = [_cash_told(dict(row)) for row in connection.execute(paid).mappings()]
    found += [_lots_told(connection, dict(row)) for row in connection.execute(brought).mappings()]
    found.sort(key=_place)
    return [told for told in found if _place(told) > told_to]


def _place(told: Mapping[str, Any]) -> tuple[int, int]:
    return told["entry_number"], told["entry_place"]


def _cash_told(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"kind": "deposit_cash", "member": row["party"], "fen": row["fen"], "entry": row["entry"], **_stands(row)}


def _lots_told(connection: Connection, row: Mapping[str, Any]) -> dict[str, Any]:
    found = receipt(connection, row["receipt"])
    entry = connection.scalar(select(ENTRIES.c.id).where(ENTRIES.c.number == row["entry_number"]))
    told = {"kind": "deposit_receipt", "member": row["target"].partition("/")[2],
            "receipt": receipt_as_json(found.receipt), "producers": _producers(connection, found)}  # fmt: skip
    if (row["first"], row["last"]) != (0, found.receipt.lots):
        told |= {"first": row["first"], "last": row["last"]}
    name = f"{entry}.{row['ordinal']}" if row["ordinal"] else entry
    return told | {"entry": name, **_stands(row)}


def _producers(connection: Connection, found: StoredReceipt) -> list[str]:
    """The beneficial owner of whoever made the goods: the first to hold their lot."""
    maker = next(moves(connection, found.receipt.lot)).holder
    member = members(connection, found.about["venue"]).get(maker)
    return [member.owner if member else maker]


def _stands(row: Mapping[str, Any]) -> dict[str, int]:
    """Where a deposit stands in the journal."""
    return {"entry_number": row["entry_number"], "entry_place": row["ordinal"]}


def _command_of(entry: str | None) -> int:
    number = (entry or "").rpartition(".")[0].rpartition(".")[2]
    return int(number) if number.isdigit() else 0
