from __future__ import annotations

import io
import json
from urllib.parse import quote

import pyarrow.parquet
import pytest
from fastapi import FastAPI
from openpyxl import load_workbook
from tests.web.conftest import Browser, bulletin

OF_VERBS = tuple(f"/api/v1/{verb}/" for verb in ("trace", "trade", "plan", "warn", "design"))
"""Beginnings of routes that tests of their own hold."""


def test_facts_come_as_the_fact_record(browser: Browser) -> None:
    answer = browser.get("/api/v1/facts?status=repaired").json()
    assert answer["total"] == 2
    mine = bulletin().facts[1]
    found = next(row for row in answer["rows"] if row["id"] == mine.id)
    assert {key: found[key] for key in ("subject", "quote", "start", "end", "repair")} == {
        key: mine.as_json()[key] for key in ("subject", "quote", "start", "end", "repair")
    }


def test_one_fact_brings_its_checks(browser: Browser) -> None:
    answer = browser.get(f"/api/v1/facts/{bulletin().facts[0].id}").json()
    assert [check["rule"] for check in answer["check_records"]] == ["unit_twin"]


@pytest.mark.parametrize(
    "path",
    [
        "documents",
        "facts",
        "checks",
        "products",
        "quotas",
        "search?q=" + quote("镨钕"),
        "products/" + quote("氧化镝") + "/prices",
    ],
)
def test_every_list_counts_its_rows(browser: Browser, path: str) -> None:
    answer = browser.get(f"/api/v1/{path}").json()
    assert answer["total"] >= 1
    assert answer["rows"]


def test_cursors_walk_a_list_to_its_end_and_meet_every_row_once(many: FastAPI) -> None:
    browser, after, seen = Browser(many), None, []
    while True:
        answer = browser.get(
            "/api/v1/facts", params={"limit": 50, "sort": "-canonical_low", **({"after": after} if after else {})}
        ).json()
        seen += [row["id"] for row in answer["rows"]]
        after = answer["after"]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 180


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=5000", "offset=-1", "knid=price", "kind=none", "sort=none", "after=none"]
)
def test_what_cannot_be_used_is_refused_with_a_sentence_in_both_languages(browser: Browser, query: str) -> None:
    response = browser.get(f"/api/v1/facts?{query}")
    assert response.status_code == 400
    assert set(response.json()["problem"]) == {"code", "place", "zh", "en"}


def test_an_unknown_fact_is_not_found(browser: Browser) -> None:
    response = browser.get("/api/v1/facts/fnone")
    assert (response.status_code, response.json()["problem"]["code"]) == (404, "fact-unknown")


def test_the_description_names_every_route_and_filter(browser: Browser) -> None:
    paths = browser.get("/api/v1/openapi.json").json()["paths"]
    assert {path for path in paths if not path.startswith(OF_VERBS)} == {
        f"/api/v1/{name}"
        for name in (
            "documents",
            "facts",
            "facts/{fact_id}",
            "checks",
            "products",
            "products/{key}/prices",
            "quotas",
            "search",
        )
    }
    assert {one["name"] for one in paths["/api/v1/facts"]["get"]["parameters"]} >= {"kind", "subject", "since", "limit"}


def test_exports_hold_every_row_of_the_filtered_list(many: FastAPI) -> None:
    browser = Browser(many)
    text = browser.get("/export/facts.csv?since=2021-03&lang=zh")
    assert text.headers["content-disposition"] == 'attachment; filename="facts.csv"'
    assert len(text.text.strip().splitlines()) == 61
    sheet = load_workbook(io.BytesIO(browser.get("/export/facts.xlsx").content)).active
    assert sheet is not None
    assert sheet.max_row == 181
    assert pyarrow.parquet.read_table(io.BytesIO(browser.get("/export/facts.parquet").content)).num_rows == 180
    assert len(json.loads(browser.get("/export/facts.json").content)) == 180


@pytest.mark.parametrize("name", ["documents", "checks", "products"])
def test_other_lists_are_exported_too(browser: Browser, name: str) -> None:
    assert browser.get(f"/export/{name}.csv").status_code == 200


@pytest.mark.parametrize("path", ["/export/facts.exe", "/export/none.csv", "/export/facts.csv?kind=none"])
def test_exports_that_are_not_there_are_an_error_page(browser: Browser, path: str) -> None:
    assert browser.get(path).status_code in {400, 404}


def test_health_counts_what_is_kept(browser: Browser) -> None:
    answer = browser.get("/health").json()
    assert (answer["status"], answer["documents"], answer["facts"]) == ("ok", 3, 11)
