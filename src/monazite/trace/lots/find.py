"""Questions about lots, stock, runs and movements, answered from the tables; all read only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, func, select

from monazite.core import ElementMass, ProblemError
from monazite.store import nearest, said
from monazite.trace.lots.record import Holding, Lot, LotMove
from monazite.trace.lots.stated import ROOM
from monazite.trace.lots.tables import LOT_MOVES, LOTS, MOVEMENTS, REVIEWS, words_of
from monazite.trace.lots.weighing import reo_mg, total_of

FEW = 200
"""Ids that are tried for the nearest one."""


@dataclass(frozen=True, slots=True)
class Stock:
    """What a firm holds of one product, stage and class.

    Args:
        firm: that holds it.
        product: standard name where there is one.
        stage: of the process that made it.
        ore_class: rock, ion or all.
        lots: how many.
        reo_mg: what is left of them, as oxides.
    """

    firm: str
    product: str
    stage: str | None
    ore_class: str
    lots: int
    reo_mg: int


@dataclass(frozen=True, slots=True)
class Movement:
    """One thing that happened to a firm's matter; what it adds to the stock is ``reo_mg`` times ``stock_sign``.

    Args:
        entry_number: of the entry.
        firm: whose matter.
        day: of the event.
        act: mined, imported, received, made, bought, sold, fed, exported, consumed, written_off, released, blocked,
            confiscated, gained, missing, remade, reshaped.
        product: of the lot.
        stage: of the lot.
        ore_class: of the lot.
        lot: its id.
        counterparty: a firm, a country and buyer, a line, an end use.
        reo_mg: as oxides; negative for what takes an earlier movement back.
        stock_sign: 1, -1 or 0.
        invoice: number of the rare-earth invoice.
        recorded_ms: UTC milliseconds since 1970.
    """

    entry_number: int
    firm: str
    day: date
    act: str
    product: str
    stage: str | None
    ore_class: str
    lot: str
    counterparty: str | None
    reo_mg: int
    stock_sign: int
    invoice: str | None
    recorded_ms: int


def lot(connection: Connection, lot_id: str) -> Lot:
    """A lot with where its matter is and every leg that touched it.

    Args:
        connection: to read from.
        lot_id: of the lot.

    Raises:
        ProblemError: ``lot-unknown-near`` when there is none; it names the nearest id.
    """
    row = connection.execute(select(LOTS).where(LOTS.c.id == lot_id)).mappings().first()
    if row is None:
        raise ProblemError(_unknown(connection, lot_id))
    history = tuple(moves(connection, lot_id))
    is_marked = connection.execute(select(REVIEWS.c.lot).where(REVIEWS.c.lot == lot_id)).first() is not None
    return _lot(row, history, is_marked=is_marked)


def moves(connection: Connection, lot_id: str) -> Iterator[LotMove]:
    """Every leg that touched a lot, in order."""
    columns = LOT_MOVES.c
    rows = connection.execute(
        select(LOT_MOVES).where(columns.lot == lot_id).order_by(columns.entry_number, columns.leg)
    )
    for row in rows:
        yield LotMove(row.entry_number, row.day, row.kind, row.role, row.holder, ElementMass.of(row.matter), row.reo_mg)


def stock(connection: Connection, firm: str | None = None) -> tuple[Stock, ...]:
    """What firms hold now, by product, stage and class; exact also where a lot is shared by several holders.

    Args:
        connection: to read from.
        firm: one firm, None for all.
    """
    keys = (MOVEMENTS.c.firm, MOVEMENTS.c.product, MOVEMENTS.c.stage, MOVEMENTS.c["class"])
    left = func.sum(MOVEMENTS.c.reo_mg * MOVEMENTS.c.stock_sign).label("left")
    lots = select(*keys, MOVEMENTS.c.lot, left).group_by(*keys, MOVEMENTS.c.lot).having(left != 0)
    each = (lots if firm is None else lots.where(MOVEMENTS.c.firm == firm)).subquery()
    group = (each.c.firm, each.c.product, each.c.stage, each.c["class"])
    found = select(*group, func.count(), func.sum(each.c.left)).group_by(*group).order_by(*group)
    rows = connection.execute(found)
    return tuple(Stock(*row) for row in rows)


def movements(
    connection: Connection,
    *,
    firm: str | None = None,
    month: str | None = None,
    until: str | None = None,
    acts: Sequence[str] = (),
) -> Iterator[Movement]:
    """Movements in the order in which they were booked.

    Args:
        connection: to read from.
        firm: one firm, None for all.
        month: ``2022-08``, None for all.
        until: only months before this one.
        acts: only these, all when empty.
    """
    columns = MOVEMENTS.c
    wanted: list[ColumnElement[bool]] = []
    wanted += [columns.firm == firm] if firm is not None else []
    wanted += [columns.month == month] if month is not None else []
    wanted += [columns.month < until] if until is not None else []
    wanted += [columns.act.in_(acts)] if acts else []
    rows = connection.execute(
        select(MOVEMENTS).where(*wanted).order_by(columns.entry_number, columns.ordinal)
    ).mappings()
    for row in rows:
        yield _movement(row)


def act_labels() -> dict[str, tuple[str, str]]:
    """What people call each act of a movement, Chinese and English."""
    return {row["act"]: (row["zh"], row["en"]) for row in words_of("movements.csv")}


def status_labels() -> dict[str, tuple[str, str]]:
    """What people call each status of a lot, Chinese and English."""
    return {row["status"]: (row["zh"], row["en"]) for row in words_of("statuses.csv")}


def _lot(row: RowMapping, history: tuple[LotMove, ...], *, is_marked: bool) -> Lot:
    return Lot(
        id=row["id"], product=row["product"], stage=row["stage"], holder=row["holder"], site=row["site"],
        line=row["line"], run=row["run"], made_on=row["made_on"], kind=row["kind"], ore_class=row["class"],
        net_mg=row["net_mg"], gross_mg=row["gross_mg"], moisture_ppm=row["moisture_ppm"], reo_mg=row["reo_mg"],
        left_reo_mg=row["left_reo_mg"], matter=ElementMass.of(row["matter"]), status=row["status"],
        reason=row["reason"], needs_review=row["needs_review"] or is_marked, is_simulated=row["is_simulated"],
        weighed=row["lot"], entry_number=row["entry_number"], holdings=_holdings(history), history=history,
    )  # fmt: skip


def _holdings(history: Sequence[LotMove]) -> tuple[Holding, ...]:
    by_account: dict[tuple[str, str], list[ElementMass]] = {}
    for move in history:
        by_account.setdefault((move.role, move.holder), []).append(move.matter)
    sums = ((role, holder, total_of(matters)) for (role, holder), matters in sorted(by_account.items()))
    return tuple(Holding(role, holder, matter, reo_mg(matter)) for role, holder, matter in sums if matter)


def _movement(row: RowMapping) -> Movement:
    values: dict[str, Any] = {name: row[name] for name in Movement.__slots__ if name != "ore_class"}
    return Movement(**values, ore_class=row["class"])


def _unknown(connection: Connection, lot_id: str) -> Any:
    near = connection.execute(select(LOTS.c.id).where(LOTS.c.id.startswith(lot_id[:1], autoescape=True)).limit(FEW))
    return said(ROOM, "lot-unknown-near", "lot", found=lot_id, nearest=nearest(lot_id, near.scalars()))
