"""The lists of this room: reports filed, lots drawn for inspection, invoices."""

from __future__ import annotations

from monazite.core import Words
from monazite.trace.permits.lists import is_equal, is_since, of_table
from monazite.trace.reports.project import FILED, INSPECTIONS, INVOICES, REPORTS, REVERSED, SUPERSEDED

REPORT_LIST = of_table(
    "trace_reports",
    "monthly-reports",
    ("entry_number",),
    is_equal(REPORTS, "party", Words("填报主体", "Party")),
    is_equal(REPORTS, "month", Words("月份", "Month")),
    is_equal(REPORTS, "status", Words("状态", "Standing"), FILED, SUPERSEDED, REVERSED),
    sort=("-entry_number",),
    hidden=("entry", "rows"),
)
INSPECTION_LIST = of_table(
    "trace_inspections",
    "inspections",
    ("entry_number", "lot"),
    is_equal(INSPECTIONS, "month", Words("月份", "Month")),
    is_equal(INSPECTIONS, "lot", Words("批次", "Lot")),
    is_equal(INSPECTIONS, "result", Words("结果", "Result"), "passed", "failed"),
    sort=("-entry_number",),
    hidden=("checkpoint",),
)
INVOICE_LIST = of_table(
    "trace_invoices",
    "invoices",
    ("number",),
    is_equal(INVOICES, "seller", Words("开票方", "Seller")),
    is_equal(INVOICES, "buyer", Words("受票方", "Buyer")),
    is_since(INVOICES, "day"),
    sort=("-day",),
    hidden=("entry",),
)

LISTS = (REPORT_LIST, INSPECTION_LIST, INVOICE_LIST)
