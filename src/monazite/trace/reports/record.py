"""The records of this room: monthly reports and their standing, draws for inspection, invoices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

STOCK, QUOTA, MUF = "stock", "quota", "muf"
"""The parts of a report: stock and flows, quota, material unaccounted for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRow:
    """Stock and flows of one product over a month, in milligrams of REO.

    Opening + made + bought + received - sold - consumed - exported + other = closing.

    Args:
        stage: of the process that made it; empty where none is stated.
        klass: rock, ion or all.
        product: its standard name.
        opening_mg: in stock before the month.
        made_mg: mined or made in the month.
        made_year_mg: since the first of January.
        bought_mg: bought from others.
        received_mg: imported, received from outside the chain, collected for recycling.
        sold_mg: sold.
        consumed_mg: fed into lines or used up.
        exported_mg: exported.
        other_mg: all other changes, positive for more: divisions, releases, write-offs, corrections.
        closing_mg: in stock after the month.
    """

    stage: str
    klass: str
    product: str
    opening_mg: int = 0
    made_mg: int = 0
    made_year_mg: int = 0
    bought_mg: int = 0
    received_mg: int = 0
    sold_mg: int = 0
    consumed_mg: int = 0
    exported_mg: int = 0
    other_mg: int = 0
    closing_mg: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaRow:
    """Quota of one stage and class at the end of a month, in milligrams of REO."""

    stage: str
    klass: str
    allotted_mg: int
    used_mg: int
    used_year_mg: int
    left_mg: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MufRow:
    """Material unaccounted for (MUF) at the inventories of a line in a month, in milligrams of REO."""

    line: str
    muf_mg: int


ROWS: Mapping[str, type[StockRow | QuotaRow | MufRow]] = {STOCK: StockRow, QUOTA: QuotaRow, MUF: MufRow}


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyReport:
    """The monthly report of one party (月报).

    Args:
        party: who reports.
        month: such as ``2022-08``.
        stock: a row for each stage, class and product.
        quota: a row for each stage and class.
        muf: a row for each line with an inventory in the month.
    """

    party: str
    month: str
    stock: tuple[StockRow, ...] = ()
    quota: tuple[QuotaRow, ...] = ()
    muf: tuple[MufRow, ...] = ()

    def as_rows(self) -> list[dict[str, Any]]:
        """The rows as an entry keeps them, each with its ``part``."""
        parts: tuple[tuple[str, Sequence[StockRow | QuotaRow | MufRow]], ...] = (
            (STOCK, self.stock), (QUOTA, self.quota), (MUF, self.muf),
        )  # fmt: skip
        return [{"part": part, **asdict(row)} for part, rows in parts for row in rows]

    @classmethod
    def from_rows(cls, party: str, month: str, rows: Sequence[Mapping[str, Any]]) -> MonthlyReport:
        """The report that an entry holds.

        Raises:
            TypeError: for a row with a field that reports do not have.
        """
        kept: dict[str, list[Any]] = {part: [] for part in ROWS}
        for row in rows:
            values = {key: value for key, value in row.items() if key != "part"}
            kept[row["part"]].append(ROWS[row["part"]](**values))
        return cls(party=party, month=month, stock=tuple(kept[STOCK]), quota=tuple(kept[QUOTA]), muf=tuple(kept[MUF]))


def field_names(part: str) -> tuple[str, ...]:
    """The fields of the rows of a part, in order."""
    return tuple(one.name for one in fields(ROWS[part]))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportStatus:
    """Whether a party has reported a month.

    Args:
        party, month: whose report.
        due_on: the 10th of the next month or the next working day; None when the year's holidays are not known.
        filed_on: day of the first report as its entry states it, None when there is none.
        recorded_on: day on which the first report was recorded.
        reports: how many were filed.
        last_entry: number of the entry of the latest, None when there is none.
        movements: how many entries the month has.
        later: how many of them were recorded after the latest report: an amended report is due when there are any.
        status: ``on_time``, ``late``, ``missing``, ``pending`` or ``unknown``.
    """

    party: str
    month: str
    due_on: date | None
    filed_on: date | None
    recorded_on: date | None
    reports: int
    last_entry: int | None
    movements: int
    later: int
    status: str

    @property
    def is_amended(self) -> bool:
        """Whether it was reported more than once."""
        return self.reports > 1

    @property
    def is_amendment_due(self) -> bool:
        """Whether something was booked into the month after it was reported."""
        return self.filed_on is not None and self.later > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """A lot drawn for inspection (随机抽查), and what was found."""

    month: str
    lot: str
    drawn_on: date
    entry_number: int
    inspected_on: date | None
    result: str | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """A special invoice for rare earths (稀土专票).

    Args:
        number: of the invoice.
        seller: who issued it.
        buyer: to whom.
        day: of the invoice, ISO 8601.
        amount_fen: tax included, in fen, or None.
        reo_mg: milligrams of REO, or None.
        product: as named on it, or None.
        simulated: whether it is invented.
    """

    number: str
    seller: str
    buyer: str
    day: str
    amount_fen: int | None = None
    reo_mg: int | None = None
    product: str | None = None
    simulated: bool = False

    def as_json(self) -> dict[str, Any]:
        """The fields that are set."""
        return {key: value for key, value in asdict(self).items() if value not in (None, False)}


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceGap:
    """A sale or an invoice without its counterpart.

    Args:
        kind: ``no_number`` (a sale that names no invoice), ``not_registered`` (it names one that nobody registered),
            ``no_movement`` (an invoice without a sale), ``differs`` (seller, buyer or amount are not the same).
        entry_number: of the sale or the registration.
        day: of it.
        seller, buyer: of it.
        invoice: number, or None.
        reo_mg: milligrams of REO, or None.
        amount_fen: in fen, or None.
    """

    kind: str
    entry_number: int
    day: date
    seller: str
    buyer: str
    invoice: str | None
    reo_mg: int | None
    amount_fen: int | None
