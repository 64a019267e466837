"""The lists of this sub-room: lots, blocked lots, runs, inventories, movements, sales."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, FromClause, Table, Text, and_, case, cast, exists, false, not_, or_, select, true

from monazite.core import UsageError, Words
from monazite.ledger.marks import marked
from monazite.reference import product_named, region_named
from monazite.store import DeclaredList, ListColumn, ListFilter, columns_of, said
from monazite.trace.lots.stated import CLASSES
from monazite.trace.lots.tables import INVENTORIES, LOTS, MOVEMENTS, REVIEWS, RUNS, SALES, words_of
from monazite.trace.tables import SCHEMAS

PARTIES = SCHEMAS["trace_parties"].table
MONTH = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")
STATUSES = tuple(dict.fromkeys(row["status"] for row in words_of("statuses.csv")))
ACTS = tuple(dict.fromkeys(row["act"] for row in words_of("movements.csv")))
YES_NO = ("yes", "no")


def _within(table: FromClause, name: str, value: str) -> ColumnElement[bool]:
    """Days of a year or a month."""
    if not MONTH.fullmatch(value):
        raise UsageError(said("monazite.trace", "month-wrong", "month", found=value))
    year, month = (*map(int, value.split("-")), 0)[:2]
    first = date(year, month or 1, 1)
    after = date(year + 1, 1, 1) if month in {0, 12} else date(year, month + 1, 1)
    return and_(table.c[name] >= first, table.c[name] < after)


def _text(value: str) -> ColumnElement[bool]:
    columns = (LOTS.c.id, LOTS.c.product, LOTS.c.holder, LOTS.c.run, LOTS.c.site)
    return or_(*(column.icontains(value, autoescape=True) for column in columns))


def _product(table: Table, value: str) -> ColumnElement[bool]:
    named = product_named(value)
    return table.c.product.in_({value, named.key} if named else {value})


def _holder(value: str) -> ColumnElement[bool]:
    """Lots of which a firm holds something, also where another holds more."""
    held = cast(LOTS.c.holdings, Text)
    return or_(LOTS.c.holder == value, held.contains(f'/{value}":', autoescape=True))


def _region(value: str) -> ColumnElement[bool]:
    """Lots whose holder is in a region, or in a part of it."""
    known = region_named(value)
    names = {value, known.key} if known else {value}
    return LOTS.c.holder.in_(select(PARTIES.c.id).where(PARTIES.c.region.in_(names)))


def _yes(condition: ColumnElement[bool], value: str) -> ColumnElement[bool]:
    return condition if value == "yes" else not_(condition)


_MARKED = or_(LOTS.c.needs_review, exists(select(REVIEWS.c.lot).where(REVIEWS.c.lot == LOTS.c.id)))


def _of(source: FromClause, table: str, *keys: str) -> tuple[ListColumn, ...]:
    """Columns of a table as they stand in a query over it."""
    return tuple(replace(column, expression=source.c[column.key]) for column in columns_of(SCHEMAS[table], *keys))


def _lot_columns() -> tuple[ListColumn, ...]:
    hidden = {"matter", "holdings", "lot", "needs_review"}
    names = [column.name for column in SCHEMAS["trace_lots"].columns if column.name not in hidden]
    review = next(column for column in columns_of(SCHEMAS["trace_lots"], "needs_review"))
    marked = ListColumn("needs_review", review.label, "boolean", case((_MARKED, true()), else_=false()))
    return (*columns_of(SCHEMAS["trace_lots"], *names), marked)


_LOT_FILTERS = (
    ListFilter("text", Words("批号、产品、企业、运行或地点", "Lot, product, firm, run or site"), _text),
    ListFilter("product", Words("产品", "Product"), lambda v: _product(LOTS, v)),
    ListFilter("holder", Words("持有企业", "Holder"), _holder),
    ListFilter("stage", Words("环节", "Stage"), lambda v: LOTS.c.stage == v),
    ListFilter("class", Words("指标类别", "Class"), lambda v: LOTS.c["class"] == v, CLASSES),
    ListFilter("status", Words("状态", "Status"), lambda v: LOTS.c.status == v, STATUSES),
    ListFilter("month", Words("产生的年或月", "Year or month it was made in"), lambda v: _within(LOTS, "made_on", v)),
    ListFilter("region", Words("持有企业所在地区", "Region of the holder"), _region),
    ListFilter("line", Words("产线", "Line"), lambda v: LOTS.c.line == v),
    ListFilter("run", Words("运行", "Run"), lambda v: LOTS.c.run == v),
    ListFilter("review", Words("待复核", "To be reviewed"), lambda v: _yes(_MARKED, v), YES_NO),
)

LOT_LIST = marked(DeclaredList(
    "lots",
    Words("批次", "Lots"),
    _lot_columns(),
    LOTS,
    unique=("number",),
    filters=_LOT_FILTERS,
    default_sort=("-number",),
    hidden=frozenset({"number"}),
))  # fmt: skip

_BLOCKED = (
    select(LOTS).where(cast(LOTS.c.holdings, Text).contains('"blocked/')).subquery("blocked_lots_of_all")
)  # fmt: skip

BLOCKED_LOTS = marked(DeclaredList(
    "blocked_lots",
    Words("封存批次", "Blocked lots"),
    _of(_BLOCKED, "trace_lots", "number", "id", "product", "class", "holder", "reason", "made_on", "kind", "line",
        "run", "left_reo_mg", "is_simulated", "entry_number"),
    _BLOCKED,
    unique=("number",),
    filters=(
        ListFilter("text", Words("批号或产品", "Lot or product"), lambda v: or_(
            _BLOCKED.c.id.icontains(v, autoescape=True), _BLOCKED.c.product.icontains(v, autoescape=True))),
        ListFilter("holder", Words("企业", "Firm"), lambda v: _BLOCKED.c.holder == v),
        ListFilter("reason", Words("原因", "Reason"), lambda v: _BLOCKED.c.reason == v),
        ListFilter("month", Words("产生的年或月", "Year or month it was made in"),
                   lambda v: _within(_BLOCKED, "made_on", v)),
    ),
    default_sort=("-number",),
    hidden=frozenset({"number"}),
))  # fmt: skip

_REGISTERED = select(PARTIES.c.entry_number).where(PARTIES.c.id == RUNS.c.firm).correlate(RUNS).scalar_subquery()
"""A run is many entries; it is simulated when its firm is."""

RUN_LIST = marked(DeclaredList(
    "runs",
    Words("产线运行", "Runs"),
    columns_of(SCHEMAS["trace_runs"]),
    RUNS,
    unique=("firm", "line", "id"),
    filters=(
        ListFilter("text", Words("企业、产线或运行", "Firm, line or run"), lambda v: or_(
            *(column.icontains(v, autoescape=True) for column in (RUNS.c.firm, RUNS.c.line, RUNS.c.id)))),
        ListFilter("firm", Words("企业", "Firm"), lambda v: RUNS.c.firm == v),
        ListFilter("line", Words("产线", "Line"), lambda v: RUNS.c.line == v),
        ListFilter("stage", Words("环节", "Stage"), lambda v: RUNS.c.stage == v),
        ListFilter("month", Words("首日所在的年或月", "Year or month of its first day"),
                   lambda v: _within(RUNS, "first_day", v)),
    ),
    default_sort=("-last_day",),
), _REGISTERED)  # fmt: skip

INVENTORY_LIST = marked(DeclaredList(
    "inventories",
    Words("盘点", "Inventories"),
    columns_of(SCHEMAS["trace_inventories"], "entry_number", "firm", "line", "day", "period"),
    INVENTORIES,
    unique=("entry_number",),
    filters=(
        ListFilter("firm", Words("企业", "Firm"), lambda v: INVENTORIES.c.firm == v),
        ListFilter("line", Words("产线", "Line"), lambda v: INVENTORIES.c.line == v),
        ListFilter("month", Words("年或月", "Year or month"), lambda v: _within(INVENTORIES, "day", v)),
    ),
    default_sort=("-entry_number",),
))  # fmt: skip

MOVEMENT_LIST = marked(DeclaredList(
    "movements",
    Words("物料事项", "Movements"),
    columns_of(SCHEMAS["trace_movements"]),
    MOVEMENTS,
    unique=("entry_number", "ordinal"),
    filters=(
        ListFilter("firm", Words("企业", "Firm"), lambda v: MOVEMENTS.c.firm == v),
        ListFilter("act", Words("事项", "What happened"), lambda v: MOVEMENTS.c.act == v, ACTS),
        ListFilter("month", Words("年或月", "Year or month"), lambda v: _within(MOVEMENTS, "day", v)),
        ListFilter("product", Words("产品", "Product"), lambda v: _product(MOVEMENTS, v)),
        ListFilter("stage", Words("环节", "Stage"), lambda v: MOVEMENTS.c.stage == v),
        ListFilter("class", Words("指标类别", "Class"), lambda v: MOVEMENTS.c["class"] == v, CLASSES),
        ListFilter("lot", Words("批号", "Lot"), lambda v: MOVEMENTS.c.lot == v),
        ListFilter("counterparty", Words("对方", "Other side"), lambda v: MOVEMENTS.c.counterparty == v),
    ),
    default_sort=("-entry_number",),
    hidden=frozenset({"ordinal"}),
))  # fmt: skip

SALE_LIST = marked(DeclaredList(
    "sales",
    Words("销售", "Sales"),
    columns_of(SCHEMAS["trace_sales"]),
    SALES,
    unique=("entry_number",),
    filters=(
        ListFilter("seller", Words("卖方", "Seller"), lambda v: SALES.c.seller == v),
        ListFilter("buyer", Words("买方", "Buyer"), lambda v: SALES.c.buyer == v),
        ListFilter("month", Words("年或月", "Year or month"), lambda v: _within(SALES, "day", v)),
        ListFilter("invoice", Words("稀土专票号码", "Number of the invoice"), lambda v: SALES.c.invoice == v),
        ListFilter("invoiced", Words("有专票", "Has an invoice"),
                   lambda v: _yes(SALES.c.invoice.is_not(None), v), YES_NO),
    ),
    default_sort=("-entry_number",),
))  # fmt: skip

LISTS = (LOT_LIST, BLOCKED_LOTS, RUN_LIST, INVENTORY_LIST, MOVEMENT_LIST, SALE_LIST)
