"""The statements as they are printed, in Chinese or English: yuan with two decimals, tonnes with six."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from importlib import resources

from monazite.core import Words
from monazite.core.mass import MG_PER_TONNE
from monazite.core.words import Language
from monazite.trace.reports import Form, FormTable
from monazite.trade.settle.statements import AccountStatement, DayStatement, DeliveryNote, MoneyRow, TradeRow

FEN_PER_YUAN = 100
_TWO, _SIX = Decimal("0.01"), Decimal("0.000001")

Say = Mapping[str, str]
"""The words of one language by their code."""


def form_of(
    statement: DayStatement | AccountStatement | DeliveryNote, language: Language = "zh", *, simulated: bool = False
) -> Form:
    """The printable form of a statement.

    Args:
        statement: of a day (结算单), of an account (对账单), of a delivery (交割单).
        language: zh or en.
        simulated: whether it is marked as part of a simulation.
    """
    say = {code: words.in_language(language) for code, words in _words().items()}
    if isinstance(statement, DayStatement):
        title, about, tables = _day(statement, say)
    elif isinstance(statement, AccountStatement):
        title, about, tables = _account(statement, say)
    else:
        title, about, tables = _delivery(statement, say)
    return Form(title, about, say["unit"], tables, say["simulated"] if simulated else "")


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals.

    >>> yuan(-123_450)
    '-1234.50'
    """
    return str((Decimal(fen) / FEN_PER_YUAN).quantize(_TWO))


def tonnes(mg: int) -> str:
    """Milligrams as tonnes with six decimals, rounded half-even.

    >>> tonnes(1_000_000_500)
    '1.000000'
    """
    return str((Decimal(mg) / MG_PER_TONNE).quantize(_SIX, ROUND_HALF_EVEN))


Laid = tuple[str, tuple[tuple[str, str], ...], tuple[FormTable, ...]]
"""Title, what stands above, tables."""


def _day(statement: DayStatement, say: Say) -> Laid:
    about = _about(say, venue=statement.venue, member=statement.member, day=statement.day.isoformat(),
                   opening=yuan(statement.opening_fen), fees=yuan(statement.fees_fen),
                   closing=yuan(statement.closing_fen))  # fmt: skip
    trades = _table(
        say, "trades", ("trade", "instrument", "side", "counterparty", "price", "lots", "net", "amount", "fee"),
        [_traded(row, say) for row in statement.trades],
        {5: str(sum(row.lots for row in statement.trades)), 6: tonnes(sum(row.net_mg for row in statement.trades)),
         8: yuan(sum(row.fee_fen for row in statement.trades))},
    )  # fmt: skip
    money = _table(
        say, "money", ("settlement", "kind", "counterparty", "why", "amount", "fee"),
        [_moved(row, say) for row in statement.money],
        {4: yuan(sum(row.fen for row in statement.money)), 5: yuan(statement.fees_fen)},
    )  # fmt: skip
    return say["day_title"], about, (trades, money)


def _traded(row: TradeRow, say: Say) -> tuple[str, ...]:
    return (
        row.trade, row.instrument, say[row.side], row.counterparty, yuan(row.price_fen_per_tonne), str(row.lots),
        tonnes(row.net_mg), yuan(row.amount_fen), yuan(row.fee_fen),
    )  # fmt: skip


def _moved(row: MoneyRow, say: Say) -> tuple[str, ...]:
    kind = say.get(f"kind_{row.kind}", row.kind)
    why = say.get(f"why_{row.why}", row.why or "")
    return row.entry, kind, row.counterparty or "", why, yuan(row.fen), yuan(row.fee_fen)


def _account(statement: AccountStatement, say: Say) -> Laid:
    about = _about(say, venue=statement.venue, member=statement.member, day=statement.day.isoformat(),
                   cash=yuan(statement.cash_fen))  # fmt: skip
    rows = [
        (row.receipt, row.lot, row.instrument, row.warehouse, say[f"at_{row.place}"], str(row.lots), tonnes(row.net_mg))
        for row in statement.receipts
    ]
    held = _table(
        say, "receipts", ("receipt", "lot", "instrument", "warehouse", "place", "lots", "net"), rows,
        {5: str(sum(row.lots for row in statement.receipts)), 6: tonnes(sum(row.net_mg for row in statement.receipts))},
    )  # fmt: skip
    return say["account_title"], about, (held,)


def _delivery(note: DeliveryNote, say: Say) -> Laid:
    about = _about(say, venue=note.venue, trade=note.trade, settlement=note.entry, day=note.day.isoformat(),
                   instrument=note.instrument, seller=note.seller, buyer=note.buyer,
                   price=yuan(note.price_fen_per_tonne), invoice=note.invoice or say["no_invoice"])  # fmt: skip
    rows = [
        (row.receipt, row.lot, row.warehouse, str(row.last - row.first), tonnes(row.contract_mg), tonnes(row.net_mg))
        for row in note.rows
    ]
    delivered = _table(
        say, "delivered", ("receipt", "lot", "warehouse", "lots", "contract_mass", "net"), rows,
        {3: str(sum(row.last - row.first for row in note.rows)), 4: tonnes(sum(row.contract_mg for row in note.rows)),
         5: tonnes(sum(row.net_mg for row in note.rows))},
    )  # fmt: skip
    parts = (("contract", note.contract_fen), ("tolerance", note.tolerance_fen), ("grade", note.grade_fen))
    value = FormTable(
        say["value"], (say["kind"], say["amount"]),
        (*((say[code], yuan(fen)) for code, fen in parts), (say["vat"], yuan(note.vat_fen))),
        (say["total"], yuan(note.amount_fen)),
    )  # fmt: skip
    return say["delivery_title"], about, (delivered, value)


def _about(say: Say, **values: str) -> tuple[tuple[str, str], ...]:
    return tuple((say[code], value) for code, value in values.items())


def _table(
    say: Say, title: str, heads: Sequence[str], rows: Sequence[tuple[str, ...]], sums: Mapping[int, str]
) -> FormTable:
    """A table with the sums of some columns below it."""
    total = [sums.get(place, "") for place in range(len(heads))]
    total[0] = say["total"]
    return FormTable(say[title], tuple(say[code] for code in heads), tuple(rows), tuple(total))


@cache
def _words() -> Mapping[str, Words]:
    text = resources.files("monazite.trade.settle").joinpath("words.csv").read_text("utf-8")
    return {row["code"]: Words(row["zh"], row["en"]) for row in csv.DictReader(text.splitlines())}
