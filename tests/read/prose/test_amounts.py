"""Sentences of amounts.csv: trade, output, capacity, reserves, shares, demand and goals, one for each way of speaking.

Each row lists its facts as ``kind subject value unit period change scope``; ``-`` is none and ``~`` joins a range.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from monazite.facts.record import Fact, plain

from .conftest import Reader

with Path(__file__).with_name("amounts.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
NOT_A_FACT_OF_TRADE = "sales/installation"


def text_of(value: object) -> str:
    """A value as the table prints it."""
    if value is None:
        return "-"
    return "~".join(map(str, value)) if isinstance(value, list | tuple) else str(value).replace(" ", "_")


def line(fact: Fact) -> str:
    """A fact as the table prints it."""
    moved = None
    if fact.change is not None:
        moved = plain(fact.change.pct if fact.change.pct is not None else fact.change.abs)
    values = (fact.kind, fact.subject, plain(fact.canonical_value), fact.canonical_unit, fact.period, moved, fact.scope)
    return " ".join(text_of(value) for value in values)


@pytest.mark.parametrize("row", ROWS, ids=[row["sentence"][:16] for row in ROWS])
def test_sentence_gives_its_facts(read: Reader, row: dict[str, str]) -> None:
    expected = [text for text in row["facts"].split("; ") if text]
    assert [line(fact) for fact in read(row["sentence"]) if fact.kind != NOT_A_FACT_OF_TRADE] == expected


def test_makers_of_a_list_are_kept_with_their_numbers(read: Reader) -> None:
    facts = read("上半年稀土永磁体产量居前的企业有金力永磁（1.2万吨）、中科三环（0.8万吨）。")
    assert [(fact.org, plain(fact.canonical_value)) for fact in facts] == [("金力永磁", 12000), ("中科三环", 8000)]


def test_quote_of_an_entry_begins_at_its_maker(read: Reader) -> None:
    text = "5月新能源汽车出口居前的是比亚迪（17.4万辆）、奇瑞（8.3万辆）。"
    assert [text[fact.start : fact.end] for fact in read(text)] == ["比亚迪（17.4万辆", "奇瑞（8.3万辆"]
