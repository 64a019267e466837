from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from monazite.read.repair.frames import frames, options_of, slot_of
from monazite.read.repair.items import elements_in, series_of
from monazite.read.repair.levels import Levels, Quote, shipped_levels, year_of
from monazite.read.repair.weights import weights
from monazite.read.table.vocabulary import confusions
from monazite.reference import product_named


@pytest.mark.parametrize(
    ("spec", "found"),
    [("≥99%Dy80%", {"Dy"}), ("≥99% Nd2O3 75%", {"Nd"}), ("Ce/TREM≥65%", {"Ce"}), ("TREO≥99.9%", set()),
     ("镝≥80%", {"Dy"}), ("", set())],
)  # fmt: skip
def test_elements_of_a_specification(spec: str, found: set[str]) -> None:
    assert elements_in(spec) == found


@pytest.mark.parametrize(("text", "series"), [("(二) 重稀土", "heavy"), ("一、轻稀土", "light"), ("稀土", None)])
def test_series_of_headings(text: str, series: str | None) -> None:
    assert series_of(text) == series


@pytest.mark.parametrize(
    ("name", "symbol", "form"),
    [("镝铁", "Dy", "alloy"), ("铽金属", "Tb", "metal"), ("氧化鏑", "Dy", "oxide"), ("氧化饵", None, "oxide"),
     ("无水氯化钹", None, "compound")],
)  # fmt: skip
def test_slots(name: str, symbol: str | None, form: str) -> None:
    slot = slot_of(name)
    assert slot is not None
    assert (slot.symbol, slot.form) == (symbol, form)
    assert options_of(slot)[0] == symbol


@pytest.mark.parametrize("name", ["氧化镨钕", "氧化物", "钕铁硼", "高钇矿", "合计", "富铈"])
def test_names_without_a_slot(name: str) -> None:
    assert slot_of(name) is None


def test_no_promethium_is_proposed() -> None:
    slot = slot_of("氧化钕")
    assert slot is not None
    assert "Pm" not in options_of(slot)
    assert "Pm" in frames()["氧化{}"]


def test_every_level_row_names_a_product_a_time_and_a_source() -> None:
    text = files("monazite.read.repair").joinpath("levels.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        assert product_named(row["product"]) is not None
        assert year_of(row["period"]) is not None
        assert 0 < float(row["low_cny_per_kg"]) <= float(row["high_cny_per_kg"])
        assert row["source"]
        assert row["locator"]


def test_levels_are_interpolated_and_less_sure_away_from_quotes() -> None:
    levels = Levels([Quote("氧化镝", 2020.0, 7.0, "a", "2020"), Quote("氧化镝", 2022.0, 8.0, "b", "2022")])
    at, between, after = (levels.of("氧化镝", p) for p in ("2020-01", "2020", "2030"))
    assert at is not None
    assert between is not None
    assert after is not None
    assert at.price < between.price < after.price
    assert at.spread < between.spread < after.spread
    assert levels.of("氧化镝", "--08-13") is None
    assert levels.of("氧化铥", "2020") is None


def test_a_metal_without_quotes_takes_the_level_of_its_oxide() -> None:
    level = shipped_levels().of("金属钬", "2023-06", "氧化钬", "metal")
    assert level is not None
    assert level.is_derived


def test_withheld_periods_are_gone() -> None:
    left = shipped_levels().without(frozenset({"2022-03-07"}))
    assert not [q for q in left.quotes() if q.period == "2022-03-07"]


def test_weights_and_confusions_load() -> None:
    assert weights()["keep"] == 0
    assert "铒" in confusions()["饵"]
