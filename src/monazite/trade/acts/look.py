"""What an act of the exchange looks up: rows of the exchange's tables, and what earlier rows of a sheet have said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from monazite.core import Problem
from monazite.ledger import Entry
from monazite.trace.acts.draft import Draft
from monazite.trade.receipts.find import holdings, instruments_on, receipt_of_row
from monazite.trade.receipts.said import problem
from monazite.trade.record import Instrument, Receipt, Slice
from monazite.trade.tables import TABLES

Row = Mapping[str, Any]
Span = tuple[int, int]
"""First lot (手) and the one after the last."""
KNOWN = {
    "trade_venues": ("已登记的交易场所", "a registered venue"),
    "trade_inspections": ("检验委托", "an order to inspect"),
    "trade_certificates": ("检验证书", "a certificate"),
    "trade_receipts": ("已登记的仓单", "a registered receipt"),
    "trade_liens": ("已登记的质押", "a lien"),
}
"""What stands in the tables that acts name, in both languages."""


def wrong(draft: Draft, code: str, name: str, index: int = 0, **values: object) -> None:
    """Collect a Problem of this room at a field."""
    draft.problems.append(problem(code, draft.place(name, index), **values))


def at(draft: Draft, found: Problem, name: str) -> None:
    """Collect a Problem of another room, said of a field."""
    draft.problems.append(replace(found, place=draft.place(name)))


def marked(draft: Draft) -> dict[str, Any]:
    """Whether an act is part of a simulation, as builders take it."""
    return {"simulated": True} if draft.get("simulated") == "true" else {}


def is_yes(draft: Draft, name: str, *, otherwise: bool) -> bool:
    """A field of yes or no; what it is when it is left out."""
    value = draft.get(name)
    return otherwise if value is None else value == "true"


def row_of(draft: Draft, table: str, key: str | None) -> Row | None:
    """The row of a table by its id, None when there is none."""
    columns = TABLES[table].c
    found = draft.view.connection.execute(select(TABLES[table]).where(columns.id == key)).mappings().first()
    return None if found is None else dict(found)


def known(draft: Draft, table: str, name: str, key: str | None = None, index: int = 0) -> Row | None:
    """The row that a field names; None and a Problem when there is none.

    Args:
        draft: of the act.
        table: one of `KNOWN`.
        name: of the field.
        key: its value; that of the draft when None.
        index: which of several.
    """
    wanted = draft.get(name) if key is None else key
    if (row := row_of(draft, table, wanted)) is None:
        zh, en = KNOWN[table]
        wrong(draft, "receipt-unknown", name, index, what_zh=zh, what=en, found=wanted)
    return row


def instruments(draft: Draft, venue: str, day: str | None = None) -> Mapping[str, Instrument]:
    """The instruments of a venue on the day of the act, by id."""
    return instruments_on(draft.view.connection, venue, date.fromisoformat(day or draft.get("day")))


def before(draft: Draft, kind: str) -> Iterator[Entry]:
    """Entries of a kind that earlier rows of the sheet make."""
    return (entry for entry in draft.view.entries if entry.kind == kind)


def receipt_named(draft: Draft, name: str, key: str | None = None, index: int = 0) -> tuple[Row, Receipt] | None:
    """The row of a receipt and itself; None and a Problem when there is none."""
    row = known(draft, "trade_receipts", name, key, index)
    return None if row is None else (row, receipt_of_row(row))


def free_spans(draft: Draft, receipt: str, holder: str) -> list[Span]:
    """The lots of a receipt that a holder has free, in order, without those that earlier rows of the sheet move."""
    kept = holdings(draft.view.connection, receipt=receipt, holder=holder, place="lot")
    spans = [(one.part.first, one.part.last) for one in kept]
    moved = [one for entry in draft.view.entries for one in entry.details.get("slices") or ()]
    for name, _, first, last in moved:
        if name == receipt:
            spans = [part for span in spans for part in without(span, (first, last))]
    return spans


def without(span: Span, taken: Span) -> list[Span]:
    """What is left of lots when some are taken."""
    parts = ((span[0], min(span[1], taken[0])), (max(span[0], taken[1]), span[1]))
    return [(first, last) for first, last in parts if first < last]


def first_of(spans: Iterable[Span], lots: int) -> list[Span]:
    """The first so many lots of some spans."""
    found = []
    for first, last in spans:
        if lots <= 0:
            break
        found.append((first, min(last, first + lots)))
        lots -= found[-1][1] - first
    return found


def slices_of(receipt: Receipt, spans: Iterable[Span]) -> list[tuple[Receipt, Slice]]:
    """Spans of a receipt's lots as builders take them."""
    return [(receipt, Slice(receipt.id, first, last)) for first, last in spans]
