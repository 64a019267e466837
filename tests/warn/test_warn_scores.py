"""Scores against figures that others computed or published."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from monazite.warn.criticality import methods, scores

DATA = Path(__file__).parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / name).read_text("utf-8").splitlines()))


def test_geopolrisk_is_the_tools() -> None:
    found, inputs = scores("geopolrisk", DATA)
    assert not inputs.problems
    assert inputs.shipped == ("production",)
    by_place = {(one.place, str(one.year)): one for one in found}
    expected = rows("geopolrisk_scores.csv")
    assert len(by_place) == len(expected)
    for row in expected:
        one = by_place[row["place"], row["year"]]
        assert one.span is not None
        assert one.details is not None
        assert float(one.span.value) == pytest.approx(float(row["score"]), abs=1e-12)
        for name in ("hhi", "import_risk", "price_usd_per_kg", "characterization_factor"):
            assert one.details[name] == pytest.approx(float(row[name]), rel=1e-9)
        assert one.span.low < one.span.value < one.span.high


def test_what_was_assumed_stands_beside_the_score() -> None:
    found, _ = scores("geopolrisk", DATA)
    japan = next(one for one in found if one.place == "Japan")
    assert [note.en for note in japan.notes] == [
        "Other Asia, nes: no governance indicator; 0.5 is taken, and 0 to 1 in the interval",
        "imports without a quantity that count as nought: 1",
    ]


@pytest.mark.parametrize("year", [2023, 2024])
def test_sources_that_differ_widen_the_interval(year: int) -> None:
    one = next(score for score in scores("hhi")[0] if score.year == year)
    assert one.span is not None
    mining_data, usgs = one.sources
    assert mining_data[0] == "World Mining Data"
    assert float(mining_data[1].value) == pytest.approx({2023: 0.453438, 2024: 0.486155}[year], abs=1e-6)
    expected = next(row for row in rows("usgs_hhi.csv") if row["year"] == str(year))
    assert float(usgs[1].value) == pytest.approx(float(expected["HHI_0_1"]), abs=1e-6)
    assert one.span.value == mining_data[1].value
    assert (one.span.low, one.span.high) == (mining_data[1].low, usgs[1].high)


def test_hhi_of_world_mining_data() -> None:
    found = [float(one.span.value) for one in scores("hhi")[0] if one.span]
    expected = [0.463184, 0.454933, 0.415021, 0.428596, 0.521829, 0.453438, 0.486155]
    assert found == pytest.approx(expected, abs=1e-6)


def test_governance_weighs_shares_on_a_scale_of_ten() -> None:
    found, _ = scores("governance-hhi")
    plain, _ = scores("hhi")
    assert len(found) == len(plain)
    for weighted, one in zip(found, plain, strict=True):
        assert weighted.span is not None
        assert one.span is not None
        assert 0 < weighted.span.value < 10 * one.span.value
    assert methods()["governance-hhi"].scale.en.startswith("0 to 10")


def test_eu_scores_are_as_published() -> None:
    found = {(one.subject, one.stage): one for one in scores("eu-published")[0]}
    dysprosium, neodymium = found["Dysprosium", "processing"].span, found["Neodymium", "extraction"].span
    assert dysprosium is not None
    assert neodymium is not None
    assert [float(part) for part in (dysprosium.low, dysprosium.value, dysprosium.high)] == [5.55, 5.6, 5.65]
    assert float(neodymium.value) == 4.5
    blank = found["Praseodymium", "processing"]
    assert blank.span is not None
    assert found["Scandium", "extraction"].missing is not None


def test_one_hhi_gives_eight_of_ten_heavy_elements() -> None:
    found = {one.subject: one for one in scores("eu-consistency")[0]}
    checked = {name: one.details for name, one in found.items() if one.span and one.details}
    agree = {name for name, details in checked.items() if details["agrees"]}
    assert agree == {
        "Dysprosium", "Erbium", "Europium", "Gadolinium", "Holmium", "Lutetium", "Thulium", "Ytterbium", "Scandium",
    }  # fmt: skip
    assert set(checked) - agree == {"Terbium", "Yttrium", "Cerium"}
    details = checked["Dysprosium"]
    assert details["hhi_low"] == pytest.approx(5.6627, abs=5e-5)
    assert details["hhi_high"] == pytest.approx(5.7071, abs=5e-5)
    assert found["Scandium"].notes[0].en == "the only one of its kind: nothing to compare it with"
    assert found["Neodymium"].missing is not None


def test_every_table_of_the_room_is_as_wide_as_its_heading() -> None:
    room = Path(__file__).parents[2] / "src" / "monazite" / "warn"
    for path in room.rglob("*.csv"):
        widths = {len(row) for row in csv.reader(path.read_text("utf-8").splitlines())}
        assert len(widths) == 1, path.name
