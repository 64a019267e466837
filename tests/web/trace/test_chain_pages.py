from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from tests.web.conftest import Browser, fill
from tests.web.test_web_pages import Outline

from monazite.app import LISTS, Workspace
from monazite.app.trace.published import beside_published
from monazite.trace.lots import Part
from monazite.trace.lots.acts import feed, reverse
from monazite.trace.lots.flows import NOISE_MG, Flow, chain_flows, year_span
from monazite.trace.permits import apply_licence, finding, grant_licence, of_which
from monazite.trace.permits.record import Application, Finding, Licence
from monazite.web.preferences import Preferences
from monazite.web.remember import remembered
from monazite.web.trace.chain_chart import chain_of
from monazite.web.trace.display import TraceDisplay
from monazite.web.trace.figures import month_of
from monazite.web.trace.quota_view import books_of

Traced = tuple[Browser, Workspace]
PAGES = (
    "/",
    "/trace/chain",
    "/trace/chain?element=Dy",
    "/trace/chain?year=2021",
    "/trace/quota",
    "/trace/quota?year=2021",
    "/trace/licences",
    "/trace/parties",
    "/trace/parties?sort=id",
    "/trace/parties?kind=firm",
    "/trace/parties?kind=firm&name=none",
    "/trace/parties/MIN",
    "/trace/parties/G4",
    "/trace/parties/F03",
    "/trace/parties/F10-SX1",
)
GRAM = 1_000


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_in_both_languages_and_is_whole(traced: Traced, path: str, language: str) -> None:
    browser, _ = traced
    response = browser.get(f"{path}{'&' if '?' in path else '?'}lang={language}")
    assert response.status_code == 200
    page = Outline(response.text.replace("</path>", ""))
    assert page.open == []
    assert len(page.all("h1")) == 1
    identities = [attributes["id"] for _, attributes in page.tags if attributes.get("id")]
    assert len(identities) == len(set(identities))
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag
        for name in ("src", "href", "action"):
            target = attributes.get(name)
            assert target is None or target.startswith(("/", "#", "?")), (tag, target)
    assert all("scope" in attributes for attributes in page.all("th"))


@pytest.mark.parametrize("path", ["/", "/trace/chain", "/trace/quota", "/trace/parties", "/trace/parties/F03"])
def test_simulated_data_carry_their_mark(traced: Traced, path: str) -> None:
    assert "模拟" in traced[0].get(f"{path}?lang=zh").text
    assert "Simulation" in traced[0].get(f"{path}?lang=en").text


def test_trace_leads_to_the_chain(traced: Traced) -> None:
    response = traced[0].get("/trace")
    assert (response.status_code, response.headers["location"]) == (307, "/trace/chain")


def test_a_feed_that_was_taken_back_leaves_every_stage_balanced(own_traced: Traced) -> None:
    browser, workspace = own_traced
    row = next(iter(workspace.trace.lots(stage="magnet", holder="F14", status="stock")))
    lot = workspace.trace.lot(row["id"])
    said: dict[str, Any] = {"time": "2022-12-31", "actor": "F14"}
    parts = [Part(lot=lot.id, matter=lot.holdings[0].matter)]
    fed = feed(id="e-feed", firm="F14", line="F14-MO1", run="R-X", stage="motor", parts=parts, **said)
    assert workspace.trace.post([fed])[0].status == "accepted"
    back = reverse(id="e-back", posted=workspace.trace.entry("e-feed"), reason="测试", **said)
    assert workspace.trace.post([back])[0].status == "accepted"
    with workspace.reading() as connection:
        flows = chain_flows(connection, 2022)
    assert {"correction"} <= {flow.source for flow in flows} & {flow.target for flow in flows}
    for node in ("stage:magnet", "stage:motor", "correction"):
        assert balance_of(flows, node) <= GRAM, node
    assert "更正增加" in browser.get("/trace/chain?lang=zh").text


def balance_of(flows: Iterable[Flow], node: str) -> int:
    """What comes into a node less what goes out, without sign."""
    return abs(sum(flow.mass_mg * ((flow.target == node) - (flow.source == node)) for flow in flows))


@pytest.mark.parametrize("element", [None, "Dy", "Ce"])
def test_what_comes_into_a_stage_goes_out_of_it(traced: Traced, element: str | None) -> None:
    with traced[1].reading() as connection:
        flows = chain_flows(connection, 2022, element)
        assert year_span(connection) == (2022, 2022)
    balance: Counter[str] = Counter()
    for flow in flows:
        balance[flow.target] += flow.mass_mg
        balance[flow.source] -= flow.mass_mg
    stages = {node: mg for node, mg in balance.items() if node.startswith("stage:")}
    assert "stage:separation" in stages
    assert all(abs(mg) <= GRAM for mg in stages.values()), stages


def test_the_chain_shows_what_was_mined_as_the_journal_has_it(traced: Traced) -> None:
    browser, workspace = traced
    with workspace.reading() as connection:
        flows = chain_flows(connection, 2022)
    used = {"rock": 0, "ion": 0}
    for use in workspace.trace.quota(2022):
        if use.stage == "mining":
            used[use.klass] += use.used_mg
    mined = {klass: sum(f.mass_mg for f in flows if f.source == f"mined:{klass}") for klass in used}
    blocked = sum(flow.mass_mg for flow in flows if flow.target == "blocked")
    assert abs(mined["rock"] - used["rock"]) <= GRAM
    released = sum(flow.mass_mg for flow in flows if flow.source == "found" and flow.target != "confiscated")
    assert abs(mined["ion"] + released - used["ion"] - blocked) <= GRAM
    most = max(flow.mass_mg for flow in flows if flow.source == "mined:rock")
    text = browser.get("/trace/chain?lang=en").text
    assert TraceDisplay("en", Preferences()).tonnes_of(most) in text


def test_the_next_year_begins_with_what_was_left(traced: Traced) -> None:
    with traced[1].reading() as connection:
        before, after = chain_flows(connection, 2022), chain_flows(connection, 2023)
    resting = {"stock", "lines", "transit", "blocked"}
    left = sum(flow.mass_mg for flow in before if flow.target in resting)
    assert sum(flow.mass_mg for flow in after if flow.source == "opening") == pytest.approx(left, abs=50 * NOISE_MG)
    assert {flow.target for flow in after if not flow.target.startswith("stage:")} <= {*resting, "mined:ion", "found"}


def test_the_chart_and_its_table_say_the_same(traced: Traced) -> None:
    with traced[1].reading() as connection:
        chain = chain_of(chain_flows(connection, 2022), TraceDisplay("zh", Preferences()), 2022)
    assert [round(ribbon.amount) for ribbon in chain.drawn.ribbons] == [row.mass_mg for row in chain.rows]
    assert [row.look for row in chain.rows] == list(chain.looks)
    assert {row.target for row in chain.rows if row.look == "held"} == {"封存", "没收"}


def test_a_gain_is_a_source_and_an_unknown_stage_has_a_place() -> None:
    flows = (Flow("unaccounted", "stage:metal", 5), Flow("mined:rock", "stage:new", 7), Flow("bought", "stock", 1))
    chain = chain_of(flows, TraceDisplay("zh", Preferences()), 2022)
    assert {node.key for node in chain.drawn.nodes if node.column == 0} == {"gained", "mined:rock", "bought"}
    assert chain.rows[1].target == "new"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/trace/chain?element=Xx", 400),
        ("/trace/chain?year=20x2", 400),
        ("/trace/quota?year=-1", 400),
        ("/trace/parties?kind=none", 400),
        ("/trace/parties/none", 404),
        ("/trace/parties/F03?year=x", 400),
        ("/api/v1/trace/licences/none", 404),
        ("/api/v1/trace/parties/none", 404),
        ("/api/v1/trace/entries/none", 404),
        ("/api/v1/trace/flows?year=2022&element=dysprosium", 400),
        ("/trace/licences/none", 404),
        ("/api/v1/trace/lots/none", 404),
        ("/api/v1/trace/alarms?month=2022-13", 400),
        ("/api/v1/trace/lots?holdr=F1", 400),
    ],
)
def test_what_cannot_be_used_is_refused(traced: Traced, path: str, status: int) -> None:
    response = traced[0].get(path)
    assert response.status_code == status
    assert "Traceback" not in response.text


def test_the_quota_book_reproduces_the_notices_to_the_tonne(traced: Traced) -> None:
    text = traced[0].get("/trace/quota?year=2022&lang=en").text
    for tonnes in ("101,540.000", "7,660.000", "104,800.000", "81,440.000", "4,242.000"):
        assert tonnes in text
    assert "(not added)" in text
    assert "on time" in text


def test_of_which_lines_are_in_no_sum(traced: Traced) -> None:
    workspace = traced[1]
    uses = workspace.trace.quota(2022)
    with workspace.reading() as connection:
        books = books_of(uses, of_which(connection, 2022))
    separation = next(book for book in books if book.stage == "separation")
    assert any(row.level == "of_which" for row in separation.rows)
    assert separation.total.allotted_mg == 202_000 * 10**9
    assert separation.total.batches == {"1": 97_200 * 10**9, "2": 104_800 * 10**9}
    firms = [row for row in separation.rows if row.level == "firm"]
    assert separation.total.used_mg == sum(row.used_mg for row in firms)


def test_the_journal_stands_beside_what_papers_publish(workspace: Workspace) -> None:
    totals = {("2", "mining", "rock"): 101_540 * 10**9, ("2", "mining", "ion"): 7_000 * 10**9}
    rows = {(row.stage, row.klass): row for row in beside_published(totals, workspace.quotas("2022"))}
    assert rows["mining", "rock"].is_same is True
    assert rows["separation", "all"].is_same is None


def test_the_quota_page_agrees_with_a_notice_that_was_read(own_traced: Traced) -> None:
    browser, workspace = own_traced
    fill(workspace)
    page = browser.get("/trace/quota?year=2022&lang=en").text
    rock = next(line for line in workspace.quotas("2022") if line.org is None and "岩矿" in line.subject)
    assert f'href="/facts/{rock.fact}"' in page
    assert page.count('class="status holds">same') == 2
    assert "differs" not in page
    assert "/trace/quota?year=2022#h-published" in browser.get("/").text


def test_a_published_quota_leads_to_the_form_that_issues_it(browser: Browser) -> None:
    page = Outline(browser.get("/quotas?year=2022").text)
    links = [a["href"] or "" for a in page.all("a")]
    assert any(link.startswith("/trace/acts/issue?year=2022&batch=2&fact=") for link in links)


def test_the_tree_of_parties_holds_every_party_once(traced: Traced) -> None:
    browser, workspace = traced
    page = Outline(browser.get("/trace/parties").text)
    links = Counter(a["href"] for a in page.all("a") if (a["href"] or "").startswith("/trace/parties/"))
    total = workspace.count(LISTS["parties"])
    assert len(links) == total
    assert set(links.values()) == {1}


def test_a_firm_shows_its_permits_findings_quota_and_reports(own_traced: Traced) -> None:
    browser, workspace = own_traced
    found = Finding(id="X1", party="F03", ground="pollution", since="2023-01-01", reason="测试")
    workspace.trace.post([finding(id="e-finding", time="2023-01-10", actor="MIN", finding=found)])
    text = browser.get("/trace/parties/F03?lang=zh").text
    assert "冶炼分离资格" in text
    assert "环保要求" in text
    assert "45,911.000" in text
    assert "2022年8月" in browser.get("/trace/parties/F01?lang=zh").text  # the month it has reported


def test_licences_show_what_is_granted_and_what_waits(own_traced: Traced) -> None:
    browser, workspace = own_traced
    about: dict[str, Any] = {
        "exporter": "F13",
        "end_user": "模拟用户",
        "country": "JP",
        "masses_mg": {"Dy": 10**9},
        "simulated": True,
    }
    said: dict[str, Any] = {"actor": "MIN"}
    answers = workspace.trace.post(
        [
            apply_licence(id="e1", time="2022-12-01", application=Application(id="A1", **about), **said),
            apply_licence(id="e2", time="2023-01-02", application=Application(id="A2", **about), **said),
            grant_licence(
                id="e3",
                time="2022-12-20",
                authority="MIN",
                licence=Licence(id="L1", application="A1", valid_until="2023-06-30", **about),
                **said,
            ),
        ]
    )
    assert [answer.status for answer in answers] == ["accepted"] * 3
    text = browser.get("/trace/licences?lang=en").text
    assert "L1" in text
    assert "1.00 t" in text
    assert 'href="/trace/licences/A2"' in text
    assert ">10</a>" in text  # days since the application
    assert "Japan" in text
    one = browser.get("/trace/licences/L1?lang=en").text
    assert "No shipment has used it yet" in one
    assert browser.get("/trace/licences/A2?lang=zh").status_code == 200
    assert "L1" not in browser.get("/trace/licences?state=waiting").text
    answer = browser.get("/api/v1/trace/licences/L1").json()
    assert (answer["left_mg"], answer["shipments"]) == ({"Dy": 10**9}, [])


def test_an_empty_journal_says_what_to_do_next(empty: FastAPI) -> None:
    browser = Browser(empty)
    for path in ("/trace/chain", "/trace/quota", "/trace/licences", "/trace/parties"):
        text = browser.get(path).text
        assert 'class="empty' in text, path
        assert "/trace/acts/" in text, path
    assert "chain-figures" not in browser.get("/").text


@pytest.mark.parametrize(
    "path",
    [
        "lots?class=ion&limit=2", "blocked", "runs", "inventories", "movements?act=mined", "sales", "parties?kind=line",
        "permits", "findings", "licences", "filings", "penalties", "quota/acts", "quota/legs?year=2022", "reports",
        "inspections", "invoices", "claims", "quota?year=2022", "flows?year=2022", "flows?year=2022&element=Dy",
        "entries?start=80&limit=3", "alarms?month=2022-08", "reports/status?month=2022-08",
    ],
)  # fmt: skip
def test_the_interface_gives_rows(traced: Traced, path: str) -> None:
    answer = traced[0].get(f"/api/v1/trace/{path}").json()
    assert isinstance(answer["rows"], list), answer
    assert answer["total"] >= len(answer["rows"])


def test_the_interface_gives_things_whose_masses_add_up(traced: Traced) -> None:
    browser = traced[0]
    lot = browser.get("/api/v1/trace/lots?stage=magnet&limit=1").json()["rows"][0]["id"]
    matter = browser.get(f"/api/v1/trace/lots/{lot}").json()["matter"]
    shares = browser.get(f"/api/v1/trace/lots/{lot}/origin").json()["shares"]
    for element, mg in matter.items():
        assert sum(share["matter"].get(element, 0) for share in shares) == mg
    assert browser.get(f"/api/v1/trace/lots/{lot}/upstream").status_code == 200
    assert browser.get(f"/api/v1/trace/lots/{lot}/downstream").status_code == 200
    entry = browser.get("/api/v1/trace/entries/0").json()
    assert entry["number"] == 0
    assert browser.get("/api/v1/trace/parties/F03").json()["group_id"] == "G1"
    assert browser.get("/api/v1/trace/reports/F03/2022-08").json()["party"] == "F03"


def test_the_interface_pages_entries_to_the_end(traced: Traced) -> None:
    browser, workspace = traced
    size = workspace.trace.size()
    last = browser.get(f"/api/v1/trace/entries?start={size - 2}").json()
    assert (last["next"], len(last["rows"])) == (None, 2)
    assert browser.get("/api/v1/trace/entries?limit=5").json()["next"] == 5
    assert browser.get(f"/api/v1/trace/entries?start={size + 9}").json()["rows"] == []


def test_answers_are_remembered_until_the_journal_grows(own_traced: Traced) -> None:
    workspace, made = own_traced[1], []

    def make() -> int:
        made.append(1)
        return len(made)

    assert [remembered(workspace, "x", make), remembered(workspace, "x", make)] == [1, 1]
    workspace.trace.post(
        [
            finding(
                id="p",
                time="2023-01-10",
                actor="MIN",
                finding=Finding(id="X", party="F01", ground="idle", since="2023-01-01"),
            )
        ]
    )
    assert remembered(workspace, "x", make) == 2


@pytest.mark.parametrize(
    ("year", "today", "month"),
    [
        (2022, date(2022, 9, 3), "2022-08"),
        (2022, date(2023, 1, 12), "2022-12"),
        (2022, date(2024, 5, 1), "2022-12"),
        (2023, date(2023, 1, 12), "2023-01"),
    ],
)
def test_the_month_whose_reports_matter(year: int, today: date, month: str) -> None:
    assert month_of(year, today) == month


def test_names_follow_the_language(traced: Traced) -> None:
    browser = traced[0]
    assert "Chengyuan" in browser.get("/trace/parties/G1?lang=en").text
    assert "澄源" in browser.get("/trace/parties/G1?lang=zh").text
    assert browser.get("/trace/parties?name=" + quote("澄源")).text.count("F03") > 0
