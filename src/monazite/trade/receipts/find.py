"""Questions to this room's tables: venues as they stand, receipts with all that happened to them, who holds what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, Select, Table, select

from monazite.core import ElementMass, Problem, ProblemError
from monazite.trade.receipts.changes import CANCELLED, LIENS
from monazite.trade.receipts.contract import instrument_of
from monazite.trade.receipts.record import Member
from monazite.trade.receipts.registers import CERTIFICATES
from monazite.trade.receipts.said import problem
from monazite.trade.record import Instrument, Receipt, Slice
from monazite.trade.tables import SCHEMAS
from monazite.trade.venues.record import RuleVersion
from monazite.trade.venues.rule_json import rules_from_json

RECEIPTS = SCHEMAS["trade_receipts"].table
HOLDINGS = SCHEMAS["trade_holdings"].table
INSTRUMENTS = SCHEMAS["trade_instruments"].table

Told = Mapping[str, Any]
"""A row by the names of its columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Consecutive lots (手) of a receipt that one holder has in one place.

    Args:
        receipt: the receipt.
        part: its lots.
        holder: who has them.
        place: ``lot`` (free), ``offered`` (at the venue), ``pledged``.
        lien: under which they are pledged, or None.
    """

    receipt: Receipt
    part: Slice
    holder: str
    place: str
    lien: str | None

    @property
    def net_mg(self) -> int:
        """Their net mass in milligrams."""
        return self.receipt.net_of(self.part)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReceipt:
    """A receipt as it is kept, with all that happened to it.

    Args:
        receipt: as the exchange speaks of it.
        about: the row of ``trade_receipts``: venue, owner, standing, days.
        holdings: who holds its lots now, in order of the lots.
        certificate: the row of the certificate it stands on.
        moves: rows of ``trade_receipt_moves``, in order.
        counts: rows of ``trade_counts``, in order of days.
        liens: rows of ``trade_liens`` that its lots are or were under.
    """

    receipt: Receipt
    about: Told
    holdings: tuple[Holding, ...]
    certificate: Told
    moves: tuple[Told, ...]
    counts: tuple[Told, ...]
    liens: tuple[Told, ...]


def instruments_on(connection: Connection, venue: str, day: date) -> dict[str, Instrument]:
    """The instruments of a venue as they are on a day, by id."""
    columns = INSTRUMENTS.c
    wanted = select(INSTRUMENTS).where(columns.venue == venue, columns.effective <= day)
    rows = connection.execute(wanted.order_by(columns.id, columns.effective, columns.version))
    return {row.id: instrument_of(row.record) for row in rows}


def rules(connection: Connection, venue: str) -> list[RuleVersion]:
    """The versions of a venue's rules, in order of their numbers."""
    table = SCHEMAS["trade_rules"].table
    rows = connection.execute(select(table.c.rules).where(table.c.venue == venue).order_by(table.c.number))
    read = [rules_from_json(row.rules) for row in rows]
    return [one for one in read if isinstance(one, RuleVersion)]


def members(connection: Connection, venue: str) -> dict[str, Member]:
    """The members of a venue, those who have left among them, by id."""
    table = SCHEMAS["trade_members"].table
    rows = connection.execute(select(table).where(table.c.venue == venue).order_by(table.c.party))
    return {
        row.party: Member(
            party=row.party, venue=venue, owner=row.owner, is_industrial=row.is_industrial,
            can_invoice=row.can_invoice, qualifications=tuple(row.qualifications), is_active=row.is_active,
        )
        for row in rows
    }  # fmt: skip


def receipt(connection: Connection, receipt_id: str) -> StoredReceipt:
    """A receipt by its id.

    Raises:
        ProblemError: ``receipt-unknown`` when there is none.
    """
    row = connection.execute(select(RECEIPTS).where(RECEIPTS.c.id == receipt_id)).mappings().first()
    if row is None:
        raise ProblemError(_unknown(receipt_id))
    found = receipt_of_row(dict(row))
    counts, liens = SCHEMAS["trade_counts"].table, SCHEMAS[LIENS].table
    moves, certificates = SCHEMAS["trade_receipt_moves"].table, SCHEMAS[CERTIFICATES].table
    under = [one for one in _rows(connection, select(liens)) if any(part[0] == receipt_id for part in one["slices"])]
    (certificate,) = _rows(connection, select(certificates).where(certificates.c.id == row["certificate"]))
    return StoredReceipt(
        receipt=found,
        about=dict(row),
        holdings=holdings(connection, receipt=receipt_id),
        certificate=certificate,
        moves=_rows(connection, _of(moves, receipt_id).order_by(moves.c.entry_number, moves.c.ordinal)),
        counts=_rows(connection, _of(counts, receipt_id).order_by(counts.c.entry_number)),
        liens=tuple(under),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """An inspection from its order on (检验): rows of the tables, in order of their entries.

    Args:
        orders: the order, of ``trade_inspections``.
        samples: of ``trade_samples``.
        certificates: of ``trade_certificates``; an arbitration's names the one it replaces.
    """

    orders: tuple[Told, ...]
    samples: tuple[Told, ...]
    certificates: tuple[Told, ...]


def inspection(connection: Connection, order: str) -> Inspection:
    """The inspection that an order began; empty where there is none."""
    orders, samples, papers = (SCHEMAS[f"trade_{name}"].table for name in ("inspections", "samples", "certificates"))
    return Inspection(
        orders=_rows(connection, select(orders).where(orders.c.id == order)),
        samples=_rows(
            connection, select(samples).where(samples.c.inspection == order).order_by(samples.c.entry_number)
        ),
        certificates=_rows(
            connection, select(papers).where(papers.c.inspection == order).order_by(papers.c.entry_number)
        ),
    )


def live_receipts(connection: Connection, venue: str) -> list[Receipt]:
    """The receipts of a venue that are registered or suspended, in order of their ids."""
    wanted = select(RECEIPTS).where(RECEIPTS.c.venue == venue, RECEIPTS.c.status != CANCELLED).order_by(RECEIPTS.c.id)
    return [receipt_of_row(dict(row)) for row in connection.execute(wanted).mappings()]


def holdings(
    connection: Connection,
    *,
    receipt: str | None = None,
    holder: str | None = None,
    venue: str | None = None,
    place: str | None = None,
) -> tuple[Holding, ...]:
    """Who holds which lots of receipts; in order of receipt and lot.

    Args:
        connection: to read from.
        receipt: of this one only.
        holder: of this one only.
        venue: of receipts of this one only.
        place: those that are there only.
    """
    wanted = select(RECEIPTS, HOLDINGS).join_from(HOLDINGS, RECEIPTS, HOLDINGS.c.receipt == RECEIPTS.c.id)
    for column, value in (
        (HOLDINGS.c.receipt, receipt), (HOLDINGS.c.holder, holder), (RECEIPTS.c.venue, venue),
        (HOLDINGS.c.place, place),
    ):  # fmt: skip
        wanted = wanted if value is None else wanted.where(column == value)
    rows = connection.execute(wanted.order_by(HOLDINGS.c.receipt, HOLDINGS.c.first)).mappings()
    return tuple(
        Holding(
            receipt=receipt_of_row(dict(row)), part=Slice(row["id"], row["first"], row["last"]), holder=row["holder"],
            place=row["place"], lien=row["lien"],
        )
        for row in rows
    )  # fmt: skip


def receipt_of_row(row: Mapping[str, Any]) -> Receipt:
    """A receipt as the exchange speaks of it, from a row of ``trade_receipts``."""
    matter = row["matter"] if isinstance(row["matter"], Mapping) else orjson.loads(row["matter"])
    return Receipt(
        id=row["id"], lot=row["lot"], instrument=row["instrument"], warehouse=row["warehouse"], lots=row["lots"],
        net_mg=row["net_mg"], matter=ElementMass.of(matter), issued_ms=row["issued_ms"],
        adjust_fen_per_tonne=row["adjust_fen_per_tonne"],
    )  # fmt: skip


def _of(table: Table, receipt_id: str) -> Select[Any]:
    return select(table).where(table.c.receipt == receipt_id)


def _rows(connection: Connection, wanted: Select[Any]) -> tuple[Told, ...]:
    return tuple(dict(row) for row in connection.execute(wanted).mappings())


def _unknown(receipt_id: str) -> Problem:
    return problem("receipt-unknown", receipt_id, what_zh="已登记的仓单", what="a registered receipt", found=receipt_id)
