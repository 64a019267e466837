"""The lists of this room: venues, instruments, warehouses, members, receipts, holdings, liens, counts, trades, days."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Table, select

from monazite.core import UsageError, Words
from monazite.ledger.marks import marked
from monazite.store import DeclaredList, ListFilter, columns_of, said
from monazite.trade.receipts.said import ROOM
from monazite.trade.tables import SCHEMAS

VENUE, INSTRUMENT = Words("交易场所", "Venue"), Words("品种", "Instrument")
MEMBER, WAREHOUSE, STANDING = Words("会员", "Member"), Words("仓库", "Warehouse"), Words("状态", "Standing")


def _equal(table: Table, column: str, label: Words, *choices: str) -> ListFilter:
    """Rows with that value in a column."""
    return ListFilter(column, label, lambda value: table.c[column] == value, choices)


def _either(table: Table, name: str, label: Words, *columns: str) -> ListFilter:
    """Rows with that value in one of some columns."""

    def clause(value: str) -> ColumnElement[bool]:
        first, *others = (table.c[column] == value for column in columns)
        for other in others:
            first |= other
        return first

    return ListFilter(name, label, clause)


def _of_lot(table: Table, label: Words) -> ListFilter:
    """What is of the receipts of a lot; their table is the small one, and has the index."""
    receipts = SCHEMAS["trade_receipts"].table

    def clause(value: str) -> ColumnElement[bool]:
        return table.c.receipt.in_(select(receipts.c.id).where(receipts.c.lot == value))

    return ListFilter("lot", label, clause)


def _held_by(table: Table) -> ListFilter:
    """Receipts of which somebody has lots now, wherever they are."""
    held = SCHEMAS["trade_holdings"].table

    def clause(value: str) -> ColumnElement[bool]:
        return table.c.id.in_(select(held.c.receipt).where(held.c.holder == value))

    return ListFilter("holder", Words("持有人", "Holder"), clause)


def _day(table: Table, name: str, label: Words, column: str) -> ListFilter:
    """Rows from a day on (``since``), or until one (``until``)."""

    def clause(value: str) -> ColumnElement[bool]:
        try:
            day = date.fromisoformat(value)
        except ValueError as error:
            raise UsageError(said(ROOM, "receipt-day", name, found=value)) from error
        return table.c[column] >= day if name == "since" else table.c[column] <= day

    return ListFilter(name, label, clause)


def _listed(
    table: str, name: str, *filters: str, sort: tuple[str, ...], hidden: tuple[str, ...] = (), day: str = ""
) -> DeclaredList:
    """A list of one table, with filters on some of its columns and on its day."""
    schema = SCHEMAS[table]
    labels = {column.name: column.label for column in schema.columns}
    unique = tuple(column.name for column in schema.table.primary_key.columns)
    found = [_equal(schema.table, column, labels[column], *_CHOICES.get((table, column), ())) for column in filters]
    if day:
        found += [_day(schema.table, "since", Words("自", "Since"), day),
                  _day(schema.table, "until", Words("至", "Until"), day)]  # fmt: skip
    if table == "trade_receipt_moves":
        found.append(_of_lot(schema.table, labels["lot"]))
    if table == "trade_receipts":
        found.append(_held_by(schema.table))
    if table == "trade_trades":
        found.append(_either(schema.table, "member", MEMBER, "buyer", "seller"))
    kept = [column.name for column in schema.columns if column.name not in hidden]
    declared = DeclaredList(name, schema.label, columns_of(schema, *kept), schema.table, unique, tuple(found), sort)
    return marked(declared, _of_receipt(schema.table) if table == "trade_holdings" else None)


def _of_receipt(table: Table) -> ColumnElement[int]:
    """Number of the entry of a row's receipt."""
    receipts = SCHEMAS["trade_receipts"].table
    return select(receipts.c.entry_number).where(receipts.c.id == table.c.receipt).correlate(table).scalar_subquery()


_CHOICES = {
    ("trade_receipts", "status"): ("registered", "suspended", "cancelled"),
    ("trade_holdings", "place"): ("lot", "offered", "pledged"),
    ("trade_liens", "status"): ("open", "ended"),
    ("trade_counts", "verdict"): ("matches", "differs", "missing"),
    ("trade_inspections", "status"): ("ordered", "sampled", "certified", "arbitrated"),
}

LISTS: tuple[DeclaredList, ...] = (
    _listed("trade_venues", "venues", "profile", sort=("id",), hidden=("record", "entry")),
    _listed("trade_rules", "venue-rules", "venue", sort=("venue", "-number"), hidden=("rules", "entry")),
    _listed("trade_instruments", "instruments", "venue", "product", sort=("venue", "id", "-version"),
            hidden=("record", "entry")),
    _listed("trade_warehouses", "warehouses", "venue", "operator", sort=("venue", "id"), hidden=("entry",)),
    _listed("trade_members", "members", "venue", "owner", sort=("venue", "party"), hidden=("entry",)),
    _listed("trade_inspections", "inspection-orders", "venue", "lot", "lab", "status", sort=("-entry_number",),
            hidden=("entry",), day="ordered_on"),
    _listed("trade_certificates", "certificates", "lot", "lab", sort=("-entry_number",), hidden=("record", "entry"),
            day="day"),
    _listed("trade_receipts", "receipts", "venue", "instrument", "warehouse", "owner", "lot", "status",
            sort=("-entry_number",), hidden=("matter", "issued_ms", "entry"), day="issued_on"),
    _listed("trade_holdings", "receipt-holdings", "receipt", "holder", "place", "lien", sort=("receipt", "first")),
    _listed("trade_receipt_moves", "receipt-moves", "receipt", "kind", sort=("-entry_number",), day="day"),
    _listed("trade_liens", "liens", "debtor", "creditor", "status", sort=("-entry_number",),
            hidden=("slices", "entry"), day="pledged_on"),
    _listed("trade_counts", "stock-counts", "venue", "warehouse", "receipt", "verdict", sort=("-entry_number",),
            hidden=("entry",), day="day"),
    _listed("trade_trades", "trades", "venue", "instrument", "method", "buyer", "seller", sort=("-entry_number",),
            hidden=("slices", "entry"), day="day"),
    _listed("trade_escrow_moves", "venue-money", "venue", "party", "kind", sort=("-entry_number", "ordinal"),
            hidden=("entry",), day="day"),
    _listed("trade_days", "trading-days", "venue", "instrument", sort=("-day", "instrument"), hidden=("record",),
            day="day"),
    _listed("trade_day_ends", "closed-days", "venue", sort=("-day",), hidden=("findings", "entry"), day="day"),
    _listed("trade_index_inputs", "index-inputs", "index_id", sort=("-entry_number",), hidden=("rows", "entry"),
            day="day"),
)  # fmt: skip
