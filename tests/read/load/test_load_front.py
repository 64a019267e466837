"""Front matter of posts, and dates as papers write them."""

from __future__ import annotations

from datetime import date

import pytest

from monazite.read.load.dates import compact_date, from_seconds, full_date, issue_month
from monazite.read.load.front import front_matter

POST = """---
title: >
  Rare earth
  bulletin
tags:
 - a
 - "b"
# a comment
author: 'O''Brien'
list: [x, "y z"]
nothing: null
---
body"""


def test_the_fields_of_a_post() -> None:
    fields, at = front_matter(POST)
    assert fields == {
        "title": "Rare earth bulletin", "tags": "a, b", "author": "O'Brien", "list": "x, y z", "nothing": "",
    }  # fmt: skip
    assert POST[at:] == "body"


@pytest.mark.parametrize(
    "text", ["body", "---\na rule, no fields\nand prose\n---\n", "---\ntitle: open", "---\n" + "x\n" * 999]
)
def test_what_is_no_front_matter_is_text(text: str) -> None:
    assert front_matter(text) == ({}, 0)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022-08-03T23:30:00Z", date(2022, 8, 4)), ("2022-08-03T23:30:00-0500", date(2022, 8, 4)),
        ("Mon, 13 Dec 2021 17:05:24 GMT", date(2021, 12, 14)), ("二〇二二年十一月二十三日", date(2022, 11, 23)),
        ("2022年8月3日", date(2022, 8, 3)), ("2022-02-31T23:30:00Z", None), ("2022-02-31", None),
        ("二〇二二年二月三十一日", None), ("Mon, 99 Dec 2021 17:05:24 GMT", None), ("no date", None),
    ],
)  # fmt: skip
def test_a_full_date_is_a_day_in_china_or_none(text: str, day: date | None) -> None:
    assert full_date(text) == day


def test_dates_of_other_forms() -> None:
    assert (compact_date("20240909"), compact_date("20240231"), compact_date("x")) == (date(2024, 9, 9), None, None)
    assert (issue_month("2022年 第08期"), issue_month("第08期")) == (date(2022, 8, 1), None)
    assert from_seconds(1_700_000_000) == from_seconds(1_700_000_000_000) == date(2023, 11, 15)
    assert from_seconds(5) is None
