from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from monazite.core import UsageError
from monazite.facts import (
    DOCUMENTS,
    FACTS,
    PRODUCTS,
    Correction,
    Fact,
    ReadingRecord,
    fact_by_id,
    price_series,
    quota_lines,
    search,
    shortened,
    titles_of,
)
from monazite.facts.find import is_issuer
from monazite.store import Database, ListQuery, page

Make = Callable[..., ReadingRecord]


def simplified(text: str) -> str:
    return text.replace("鏑", "镝").replace("鐵", "铁")


Save = Callable[..., None]


def found(database: Database, query: str) -> tuple[list[str], list[str], int]:
    with database.reading() as connection:
        result = search(connection, query)
    return [hit.name for hit in result.documents], [fact.doc for fact in result.facts], result.total


@pytest.mark.parametrize(
    ("query", "documents", "facts"),
    [
        ("镝铁", ["new.md", "old.md"], ["old.md"]),
        ("镨铁", ["old.md"], ["old.md"]),
        ("镝", ["new.md", "old.md", "none.md"], ["old.md"]),
        ("dysprosium", ["old.md"], ["old.md"]),
        ("DyFe", ["old.md"], ["old.md"]),
        ("钐钴", ["none.md"], []),
        ("镝铁价格", ["new.md"], []),
        ("今日 合金", ["new.md"], []),
        ("dy80%", ["new.md"], []),
        ("226.38", ["new.md", "old.md"], []),
        ("简报", ["old.md"], []),
        ("稀土", [], []),
        ("26.38", [], []),
    ],
)
def test_search(papers: Database, query: str, documents: list[str], facts: list[str]) -> None:
    assert found(papers, query) == (documents, facts, len(documents))


def test_a_hit_shows_where_it_is(papers: Database) -> None:
    with papers.reading() as connection:
        new, old = search(connection, "镝铁").documents
        assert new.hit
        assert new.snippet[new.hit.start : new.hit.end] == "镝铁"
        assert old.hit is None
        assert search(connection, "镝铁", limit=1, offset=1).documents == (old,)
        assert [one["type"] for one in search(connection, "镝铁").to_dicts()] == ["document", "document", "fact"]
        with pytest.raises(UsageError):
            search(connection, "，。")


def test_a_document_read_again_is_found_once(database: Database, save: Save, make: Make) -> None:
    save(make("a.md", "镝铁", {}))
    save(make("a.md", "镝铁"), version="2")
    assert found(database, "镝铁") == (["a.md"], [], 1)
    assert found(database, "镨钕")[2] == 0


def test_either_script_finds_the_other(database: Database, save: Save, make: Make) -> None:
    save(make("traditional.md", "金屬鏑鐵合金"), make("simplified.md", "镝铁合金"))
    with database.reading() as connection:
        for query in ("镝铁", "鏑鐵", "鏑鐵合"):
            hits = search(connection, query, fold=simplified).documents
            assert {hit.name: hit.snippet[hit.hit.start : hit.hit.end] for hit in hits if hit.hit} == {
                "traditional.md": "鏑鐵合金"[: len(query)],
                "simplified.md": "镝铁合金"[: len(query)],
            }


def test_documents_of_one_day_do_not_hide_each_other(database: Database, save: Save, make: Make) -> None:
    save(*(make("feed", "镝铁", item=item) for item in range(300)))
    assert found(database, "镝铁")[2] == 300


@pytest.mark.parametrize(
    ("filters", "number"),
    [
        ({}, 2),
        ({"kind": "price"}, 2),
        ({"status": "repaired"}, 1),
        ({"subject": "镝铁"}, 1),
        ({"subject": "DYFE"}, 1),
        ({"subject": "镨铁"}, 1),
        ({"subject": "prnd oxide"}, 1),
        ({"subject": "dysprosium"}, 1),
        ({"subject": "Dy"}, 1),
        ({"subject": "镝"}, 1),
        ({"subject": "镧"}, 0),
        ({"text": "dysprosium"}, 1),
        ({"text": "今日镝"}, 1),
        ({"text": "100%"}, 0),
        ({"doc": "new"}, 1),
        ({"period": "2022"}, 2),
        ({"period": "2022-08"}, 2),
        ({"period": "2022-09"}, 0),
        ({"since": "2022-08-31"}, 2),
        ({"since": "2022-09"}, 0),
        ({"until": "2022-07"}, 0),
        ({"until": "2022-H2", "since": "2021"}, 2),
    ],
)
def test_filters_of_facts(papers: Database, filters: dict[str, str], number: int) -> None:
    with papers.reading() as connection:
        assert page(connection, FACTS, ListQuery(filters)).total == number


@pytest.mark.parametrize("filters", [{"kind": "prise"}, {"status": "true"}, {"since": "soon"}, {"perod": "2022"}])
def test_filters_that_make_no_sense_are_refused(papers: Database, filters: dict[str, str]) -> None:
    with papers.reading() as connection, pytest.raises(UsageError):
        page(connection, FACTS, ListQuery(filters))


def test_lists_of_documents_and_products(papers: Database) -> None:
    with papers.reading() as connection:
        rows = page(connection, DOCUMENTS, ListQuery()).rows
        assert [(row["name"], row["facts"], row["repaired"]) for row in rows] == [
            ("new.md", 1, 0), ("old.md", 1, 1), ("none.md", 0, 0),
        ]  # fmt: skip
        assert [row["name"] for row in page(connection, DOCUMENTS, ListQuery({"year": "2021"})).rows] == ["old.md"]
        assert page(connection, DOCUMENTS, ListQuery({"text": "简报"})).total == 1
        assert [row["subject"] for row in page(connection, PRODUCTS, ListQuery()).rows] == ["氧化镨钕", "镝铁合金"]
        ids = [row["id"] for row in rows]
        assert titles_of(connection, [ids[1]]) == {ids[1]: "简报"}
        assert titles_of(connection, [ids[2]]) == {ids[2]: "none.md"}


def test_a_fact_by_the_beginning_of_its_id(papers: Database) -> None:
    with papers.reading() as connection:
        row = page(connection, FACTS, ListQuery({"status": "repaired"})).rows[0]
        found = fact_by_id(connection, row["id"][:6])
        assert found
        assert found.fact.repair == Correction("镨铁", "镝铁", "subject", ("spec Dy80%",), 3.0)
        assert found.as_json()["document"] == found.document
        with pytest.raises(UsageError, match="a beginning that 2 facts share"):
            fact_by_id(connection, "f")
        assert fact_by_id(connection, "") is None
        assert fact_by_id(connection, "fzzzz") is None


def test_a_price_printed_twice_is_one_point(database: Database, save: Save, make: Make) -> None:
    text: dict[str, Any] = {"value": Decimal("718.9"), "status": "verified"}
    table = text | {"status": "repaired"}
    old = {"value": (Decimal(600), Decimal(620)), "period": "2022-07", "spec": "99%"}
    save(make("a.md", "甲乙丙丁", text, table, old, {"kind": "quota"}))
    with database.reading() as connection:
        points = price_series(connection, "氧化镨钕")
        assert [(p.period, p.low, p.high, p.status, len(p.facts)) for p in points] == [
            ("2022-07", 600, 620, "unchecked", 1), ("2022-08", 718.9, 718.9, "repaired", 2),
        ]  # fmt: skip
        assert len(price_series(connection, "氧化镨钕", spec="99%")) == 1
        assert price_series(connection, "氧化镝") == []


def test_quotas_by_year_batch_and_group(database: Database, save: Save, make: Make) -> None:
    def quota(period: str, org: str | None, tonnes: int) -> dict[str, Any]:
        return {
            "kind": "quota",
            "subject": "稀土开采总量控制指标",
            "period": period,
            "org": org,
            "value": Decimal(tonnes),
        }

    lines = [("2022 batch 2", None, 109200), ("2022 batch 2", "北方稀土", 81440), ("2021", None, 168000)]
    save(make("a.md", "甲乙丙丁", *(quota(*line) for line in reversed(lines))))
    with database.reading() as connection:
        assert [(q.year, q.batch, q.org, q.reo_tonnes) for q in quota_lines(connection)] == [
            ("2022", "2", None, 109200), ("2022", "2", "北方稀土", 81440), ("2021", None, None, 168000),
        ]  # fmt: skip
        assert len(quota_lines(connection, year="2021")) == 1


def test_the_stored_json_is_the_fact_record(database: Database, save: Save, make: Make) -> None:
    reading = make("a.md", "甲", {"value": Decimal("71.89")})
    save(reading)
    fact: Fact = reading.facts[0]
    with database.reading() as connection:
        row = page(connection, FACTS, ListQuery()).rows[0]
    assert FACTS.as_json
    assert FACTS.as_json(row) == fact.as_json() | {"checks": [reading.checks[0].id]}


@pytest.mark.parametrize(
    "filters",
    [
        {"period": "yesterday"},
        {"period": "2022-13"},
        {"since": "2022-13"},
        {"until": "soon"},
        {"since": "2023", "until": "2022-12"},
        {"kind": "prise"},
        {"status": "good"},
    ],
)
def test_a_filter_that_cannot_be_right_is_refused(papers: Database, filters: dict[str, str]) -> None:
    with papers.reading() as connection, pytest.raises(UsageError):
        page(connection, FACTS, ListQuery(filters))


def test_a_group_stands_for_its_members_where_nothing_is_called_so(papers: Database) -> None:
    with papers.reading() as connection:
        rows = page(connection, FACTS, ListQuery({"subject": "镨钕"})).rows
        assert {row["subject"] for row in rows} == {"氧化镨钕"}


def test_values_sort_as_numbers(database: Database, save: Save, make: Make) -> None:
    save(make("a.md", "三个价格的文字", *({"value": Decimal(value)} for value in ("9", "100", "25.5"))))
    with database.reading() as connection:
        for key in ("value", "canonical_value"):
            rows = page(connection, FACTS, ListQuery(sort=(f"-{key}",))).rows
            assert [row["value"] for row in rows] == ["100", "25.5", "9"]


def test_who_gives_a_quota_does_not_hold_it(database: Database, save: Save, make: Make) -> None:
    quota = {"kind": "quota", "subject": "稀土开采总量控制指标", "period": "2022", "unit": "吨"}
    save(make("a.md", "两个指标文字", quota | {"org": "工业和信息化部、自然资源部"}, quota | {"org": "北方稀土"}))
    with database.reading() as connection:
        assert [line.org for line in quota_lines(connection)] == [None, "北方稀土"]


@pytest.mark.parametrize(
    ("org", "gives"),
    [
        ("国土资源部", True),
        ("Ministry of Natural Resources", True),
        ("工业和信息化部和自然资源部", True),
        ("Ministry of Industry and Information Technology and Ministry of Natural Resources", True),
        ("中国稀土集团", False),
        ("工业和信息化部、北方稀土", False),
        ("", False),
    ],
)
def test_issuers(org: str, *, gives: bool) -> None:
    assert is_issuer(org) is gives


def test_worked_out_numbers_are_shortened() -> None:
    third = Decimal(100) / Decimal(3)
    assert shortened(third, Decimal("3.3")) == Decimal("33.333333")
    assert shortened((third, Decimal(40)), Decimal("3.3")) == (Decimal("33.333333"), Decimal(40))
    assert shortened(Decimal("2268.81"), Decimal("226.881")) == Decimal("2268.81")
