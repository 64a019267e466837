"""reports: monthly reports, random inspection, invoices. See this room's README."""

from monazite.trace.reports.acts import draw, inspection, invoice, report
from monazite.trace.reports.checks import ReportChecks
from monazite.trace.reports.draws import (
    draw_lots,
    drawn,
    inspections,
    is_true_draw,
    population,
)
from monazite.trace.reports.form import Form, FormTable, form_of, titles, tonnes, write_form
from monazite.trace.reports.invoices import invoices_that_differ, invoices_without_movement, sales_without_invoice
from monazite.trace.reports.lists import LISTS
from monazite.trace.reports.monthly import monthly
from monazite.trace.reports.project import PROJECTION
from monazite.trace.reports.record import (
    Inspection,
    Invoice,
    InvoiceGap,
    MonthlyReport,
    MufRow,
    QuotaRow,
    ReportStatus,
    StockRow,
)
from monazite.trace.reports.status import filed_report, report_due, report_status, report_statuses

__all__ = [
    "LISTS",
    "PROJECTION",
    "Form",
    "FormTable",
    "Inspection",
    "Invoice",
    "InvoiceGap",
    "MonthlyReport",
    "MufRow",
    "QuotaRow",
    "ReportChecks",
    "ReportStatus",
    "StockRow",
    "draw",
    "draw_lots",
    "drawn",
    "filed_report",
    "form_of",
    "inspection",
    "inspections",
    "invoice",
    "invoices_that_differ",
    "invoices_without_movement",
    "is_true_draw",
    "monthly",
    "population",
    "report",
    "report_due",
    "report_status",
    "report_statuses",
    "sales_without_invoice",
    "titles",
    "tonnes",
    "write_form",
]
