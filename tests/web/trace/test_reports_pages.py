"""Monthly reports, invoices and inspections as pages."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from tests.web.conftest import Browser
from tests.web.trace.test_acts_pages import acting

from monazite.app import Workspace

Traced = tuple[Browser, Workspace]
MONTH = "2022-08"


def first(workspace: Workspace) -> str:
    return workspace.trace.report_statuses(MONTH)[0].party


def test_the_year_lies_month_by_month_with_firms_as_rows(traced: Traced) -> None:
    browser, workspace = traced
    page = browser.get(f"/trace/reports?month={MONTH}&lang=en").text
    for one in workspace.trace.report_statuses(MONTH):
        assert f'href="/trace/reports/{one.party}/{MONTH}"' in page
    assert "Simulation" in page
    assert browser.get("/trace/reports").status_code == 200
    assert browser.get("/trace/reports?month=2022-13").status_code == 400
    assert browser.get("/trace/reports?month=1999-01").status_code == 200


def test_each_number_of_a_report_leads_to_its_source(traced: Traced) -> None:
    browser, workspace = traced
    party = first(workspace)
    report = workspace.trace.report(party, MONTH)
    page = browser.get(f"/trace/reports/{party}/{MONTH}").text
    linked = set(re.findall(r'href="(/trace/reports/[^"#]+/movements\?[^"#]+)', page))
    assert len(linked) >= len(report.stock)
    for address in linked:
        assert browser.get(address.replace("&amp;", "&")).status_code == 200
    row = next(row for row in report.stock if row.made_mg)
    query = f"product={quote(row.product)}&stage={row.stage}&class={row.klass}"
    movements = browser.get(f"/trace/reports/{party}/{MONTH}/movements?{query}").text
    made = movements.split('id="made_mg"')[1].split("</section>")[0]
    assert f"{row.made_mg / 1e9:,.3f}" in made
    assert browser.get(f"/trace/reports/{party}/{MONTH}/report.xlsx").content.startswith(b"PK")
    assert browser.get(f"/trace/reports/nobody/{MONTH}").status_code == 404
    assert "稀土产品生产经营月报表" in page
    assert "Monthly report on rare-earth products" in browser.get(f"/trace/reports/{party}/{MONTH}?lang=en").text


def test_a_report_is_filed_once(own_traced: Traced) -> None:
    browser, workspace = own_traced
    status = next(one for one in workspace.trace.report_statuses("2022-12") if one.last_entry is not None)
    party, month = status.party, "2022-12"
    address = f"/trace/reports/{party}/{month}"
    token, size = acting(browser, party), workspace.trace.size()
    assert browser.post(f"{address}/file", data={"token": "x"}).status_code == 403
    again = browser.post(f"{address}/file", data={"token": token})
    assert again.status_code == 422
    entry = workspace.trace.entry(status.last_entry or 0).entry
    workspace.trace.act("reverse", actor=party, day=entry.time[:10], entry=entry.id, reason="重报")
    form = {"token": token, "entry_id": "w3-report"}
    first_answer, second = (browser.post(f"{address}/file", data=form) for _ in range(2))
    assert first_answer.status_code == second.status_code == 303
    assert first_answer.headers["location"].endswith("posted=accepted")
    assert second.headers["location"].endswith("posted=duplicate")
    assert workspace.trace.size() == size + 2
    assert "已报送" in browser.get(first_answer.headers["location"]).text


def test_without_an_actor_no_report_is_filed(traced: Traced) -> None:
    browser, workspace = traced
    party, size = first(workspace), workspace.trace.size()
    page = browser.get(f"/trace/reports/{party}/{MONTH}").text
    token = re.findall(r'name="token" value="([^"]+)"', page)[0]
    assert browser.post(f"/trace/reports/{party}/{MONTH}/file", data={"token": token}).status_code == 422
    assert workspace.trace.size() == size


def test_invoices_and_sales_are_held_against_each_other(traced: Traced) -> None:
    browser, _ = traced
    page = browser.get("/trace/reports/invoices?lang=en").text
    assert "Sales without invoice" in page
    assert "Invoices without movement" in page
    assert browser.get(f"/trace/reports/invoices?month={MONTH}").status_code == 200


def test_a_draw_can_be_done_again_and_its_lots_recorded(traced: Traced) -> None:
    browser, _ = traced
    page = browser.get(f"/trace/inspections?month={MONTH}").text
    assert "重算一致" in page
    record = re.findall(r'href="(/trace/acts/inspection\?lot=[^"]+)"', page)
    assert len(record) == 3
    lot = unquote(record[0].split("lot=")[1].split("&")[0])
    assert f'value="{lot}"' in browser.get(record[0].replace("&amp;", "&")).text
    assert browser.get("/trace/inspections?month=1999-01&state=failed").status_code == 200


def test_lots_are_drawn_once(own_traced: Traced) -> None:
    browser, workspace = own_traced
    token, size = acting(browser, "M"), workspace.trace.size()
    form = {"token": token, "entry_id": "w3-draw", "month": "2022-07", "count": "2"}
    assert browser.post("/trace/inspections/draw", data={**form, "token": ""}).status_code == 403
    for wrong in ({"count": "0"}, {"count": "x"}, {"month": "2022-99"}, {"month": "1999-01"}):
        assert browser.post("/trace/inspections/draw", data={**form, **wrong}).status_code == 422
    assert workspace.trace.size() == size
    for _ in range(2):
        assert browser.post("/trace/inspections/draw", data=form).status_code == 303
        assert workspace.trace.size() == size + 1
