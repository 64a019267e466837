"""Statements of a member's day and of a settlement: 结算单, 对账单, 交割单; and the settlements that want an invoice.

Every figure comes from the tables that follow from the journal; sums are worked out here and must equal its balances.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, or_, select

from monazite.core import ProblemError
from monazite.trade.receipts.find import instruments_on, receipt_of_row
from monazite.trade.receipts.said import problem
from monazite.trade.record import Receipt, Slice
from monazite.trade.tables import SCHEMAS

TRADES = SCHEMAS["trade_trades"].table
MONEY = SCHEMAS["trade_escrow_moves"].table
RECEIPTS = SCHEMAS["trade_receipts"].table
MOVES = SCHEMAS["trade_receipt_moves"].table
INVOICES = SCHEMAS["trade_invoices"].table
PPM = 1_000_000
PLACES = ("lot", "offered", "pledged")


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyRow:
    """One movement of a member's money at a venue, in fen; positive for what comes in, the fee is in it."""

    entry: str
    day: date
    kind: str
    fen: int
    fee_fen: int
    counterparty: str | None
    why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeRow:
    """One settlement as a member sees it; the price in fen per tonne, tax included, the net mass in milligrams."""

    entry: str
    trade: str
    instrument: str
    side: str
    counterparty: str
    price_fen_per_tonne: int
    lots: int
    net_mg: int
    amount_fen: int
    fee_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayStatement:
    """结算单: a member's day at a venue. Opening plus all movements is closing, in fen."""

    venue: str
    member: str
    day: date
    opening_fen: int
    trades: tuple[TradeRow, ...]
    money: tuple[MoneyRow, ...]
    fees_fen: int
    closing_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRow:
    """Lots (手) of a receipt that a member has in one place at the end of a day; net mass in milligrams."""

    receipt: str
    lot: str
    instrument: str
    warehouse: str
    place: str
    lots: int
    net_mg: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountStatement:
    """对账单: a member's money at a venue in fen, and its receipts, at the end of a day."""

    venue: str
    member: str
    day: date
    cash_fen: int
    receipts: tuple[HeldRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """What a settlement delivered of one receipt; masses net, in milligrams."""

    receipt: str
    lot: str
    warehouse: str
    first: int
    last: int
    contract_mg: int
    net_mg: int
    adjust_fen_per_tonne: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryNote:
    """交割单: receipts against money. Contract value, weight difference and grade add up to the amount, in fen.

    Args:
        entry: of the settlement.
        trade: its id.
        venue, instrument, buyer, seller, day: of it.
        price_fen_per_tonne: tax included.
        rows: what was delivered.
        contract_fen: the lots at their contract mass.
        tolerance_fen: for what they weigh more or less.
        grade_fen: for their grade, the last rounding in it.
        amount_fen: what was paid, tax included.
        vat_fen: the tax in it, rounded half-even.
        invoice: number, or None while one is wanted.
    """

    entry: str
    trade: str
    venue: str
    instrument: str
    buyer: str
    seller: str
    day: date
    price_fen_per_tonne: int
    rows: tuple[DeliveryRow, ...]
    contract_fen: int
    tolerance_fen: int
    grade_fen: int
    amount_fen: int
    vat_fen: int
    invoice: str | None


Statement = DayStatement | AccountStatement | DeliveryNote


def day_statement(connection: Connection, venue: str, member: str, day: date) -> DayStatement:
    """The statement of a member's day (结算单)."""
    money = _money(connection, venue, member, day)
    opening = _cash_before(connection, venue, member, day)
    return DayStatement(
        venue=venue, member=member, day=day, opening_fen=opening, money=tuple(money),
        trades=tuple(_trades(connection, venue, member, day)), fees_fen=sum(row.fee_fen for row in money),
        closing_fen=opening + sum(row.fen for row in money),
    )  # fmt: skip


def account_statement(connection: Connection, venue: str, member: str, day: date) -> AccountStatement:
    """What a member has at the end of a day (对账单)."""
    tomorrow = date.fromordinal(day.toordinal() + 1)
    held = _held_on(connection, member, day)
    wanted = select(RECEIPTS).where(RECEIPTS.c.venue == venue, RECEIPTS.c.id.in_({receipt for receipt, _ in held}))
    known = {row["id"]: receipt_of_row(dict(row)) for row in connection.execute(wanted).mappings()}
    rows = [
        _held_row(known[receipt], place, lots, mg)
        for (receipt, place), (lots, mg) in sorted(held.items())
        if lots and receipt in known
    ]
    cash = _cash_before(connection, venue, member, tomorrow)
    return AccountStatement(venue=venue, member=member, day=day, cash_fen=cash, receipts=tuple(rows))


def delivery_note(connection: Connection, entry: str) -> DeliveryNote:
    """What a settlement delivered for what (交割单).

    Args:
        connection: to read from.
        entry: id of the settlement's entry.

    Raises:
        ProblemError: ``receipt-unknown`` when there is no such settlement.
    """
    row = connection.execute(select(TRADES).where(TRADES.c.entry == entry)).first()
    if row is None:
        raise ProblemError(problem("receipt-unknown", entry, what_zh="交割", what="a settlement", found=entry))
    instrument = instruments_on(connection, row.venue, row.day)[row.instrument]
    contract = instrument.contract_fen(row.price_ticks, row.lots)
    weighed = instrument.value_fen(row.price_ticks, row.net_mg)
    number = select(INVOICES.c.number).where(INVOICES.c.settlement == entry)
    return DeliveryNote(
        entry=entry, trade=row.id, venue=row.venue, instrument=row.instrument, buyer=row.buyer, seller=row.seller,
        day=row.day, price_fen_per_tonne=row.price_ticks * instrument.tick_fen_per_tonne,
        rows=tuple(_delivered(connection, row.slices, instrument.lot_mg)), contract_fen=contract,
        tolerance_fen=weighed - contract, grade_fen=row.amount_fen - weighed, amount_fen=row.amount_fen,
        vat_fen=vat_fen(row.amount_fen, row.vat_ppm), invoice=connection.execute(number).scalar(),
    )  # fmt: skip


def vat_fen(amount_fen: int, vat_ppm: int) -> int:
    """The tax in an amount that includes it, rounded half-even once.

    >>> vat_fen(113_00, 130_000)
    1300
    """
    whole, rest = divmod(amount_fen * vat_ppm, PPM + vat_ppm)
    twice = 2 * rest - (PPM + vat_ppm)
    return whole + (twice > 0 or (twice == 0 and whole % 2 == 1))


def invoice_requests(connection: Connection, venue: str, *, buyer: str | None = None) -> list[DeliveryNote]:
    """The settlements of a venue that have no invoice yet (请求开票), in order of their entries."""
    wanted = select(TRADES.c.entry).outerjoin(INVOICES, INVOICES.c.settlement == TRADES.c.entry)
    wanted = wanted.where(TRADES.c.venue == venue, INVOICES.c.entry.is_(None))
    if buyer is not None:
        wanted = wanted.where(TRADES.c.buyer == buyer)
    rows = list(connection.execute(wanted.order_by(TRADES.c.entry_number)).scalars())
    return [delivery_note(connection, entry) for entry in rows]


def as_json(statement: Statement) -> dict[str, Any]:
    """A statement as plain JSON; days as ISO 8601."""
    return {name: _plain(value) for name, value in asdict(statement).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return {name: _plain(one) for name, one in value.items()} if isinstance(value, dict) else value


def _money(connection: Connection, venue: str, member: str, day: date) -> list[MoneyRow]:
    columns = MONEY.c
    wanted = select(MONEY).where(columns.venue == venue, columns.party == member, columns.day == day)
    return [
        MoneyRow(
            entry=row.entry, day=row.day, kind=row.kind, fen=row.fen, fee_fen=row.fee_fen,
            counterparty=row.counterparty, why=row.why,
        )
        for row in connection.execute(wanted.order_by(columns.entry_number, columns.ordinal))
    ]  # fmt: skip


def _cash_before(connection: Connection, venue: str, member: str, day: date) -> int:
    columns = MONEY.c
    wanted = select(func.sum(columns.fen)).where(columns.venue == venue, columns.party == member, columns.day < day)
    return connection.execute(wanted).scalar() or 0


def _trades(connection: Connection, venue: str, member: str, day: date) -> list[TradeRow]:
    columns = TRADES.c
    mine = or_(columns.buyer == member, columns.seller == member)
    wanted = select(TRADES).where(columns.venue == venue, columns.day == day, mine).order_by(columns.entry_number)
    known = instruments_on(connection, venue, day)
    return [_trade_row(row, member, known[row.instrument].tick_fen_per_tonne) for row in connection.execute(wanted)]


def _trade_row(row: Any, member: str, tick_fen_per_tonne: int) -> TradeRow:
    is_buyer = row.buyer == member
    return TradeRow(
        entry=row.entry, trade=row.id, instrument=row.instrument, side="buy" if is_buyer else "sell",
        counterparty=row.seller if is_buyer else row.buyer, price_fen_per_tonne=row.price_ticks * tick_fen_per_tonne,
        lots=row.lots, net_mg=row.net_mg, amount_fen=row.amount_fen,
        fee_fen=row.buyer_fee_fen if is_buyer else row.seller_fee_fen,
    )  # fmt: skip


def _held_row(receipt: Receipt, place: str, lots: int, net_mg: int) -> HeldRow:
    return HeldRow(
        receipt=receipt.id, lot=receipt.lot, instrument=receipt.instrument, warehouse=receipt.warehouse, place=place,
        lots=lots, net_mg=net_mg,
    )  # fmt: skip


def _held_on(connection: Connection, member: str, day: date) -> dict[tuple[str, str], tuple[int, int]]:
    """By receipt and place, how many lots (手) a member has at the end of a day, and their net mass in milligrams."""
    columns, places = MOVES.c, {f"{place}/{member}": place for place in PLACES}
    wanted = select(columns.receipt, columns.source, columns.target, columns.first, columns.last, columns.net_mg)
    mine = or_(columns.source.in_(places), columns.target.in_(places))
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for row in connection.execute(wanted.where(columns.day <= day, mine)):
        for end, sign in ((row.source, -1), (row.target, 1)):
            if end in places:
                lots, mg = found.get((row.receipt, places[end]), (0, 0))
                found[row.receipt, places[end]] = (lots + sign * (row.last - row.first), mg + sign * row.net_mg)
    return found


def _delivered(connection: Connection, slices: Sequence[Any], lot_mg: int) -> list[DeliveryRow]:
    wanted = select(RECEIPTS).where(RECEIPTS.c.id.in_([one[0] for one in slices]))
    known = {row["id"]: receipt_of_row(dict(row)) for row in connection.execute(wanted).mappings()}
    return [
        DeliveryRow(
            receipt=receipt, lot=lot, warehouse=known[receipt].warehouse, first=first, last=last,
            contract_mg=(last - first) * lot_mg, net_mg=known[receipt].net_of(Slice(receipt, first, last)),
            adjust_fen_per_tonne=known[receipt].adjust_fen_per_tonne,
        )
        for receipt, lot, first, last in slices
    ]  # fmt: skip
