"""Instruments as data, and as strict JSON that is exact both ways."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.core import Words
from monazite.reference import product
from monazite.trade.record import Chemistry, Instrument
from monazite.trade.venues import (
    formulas,
    instrument_as_json,
    instrument_from_json,
    profiles,
    sha256_of_json,
    standard_instruments,
)

ALL = list(standard_instruments().values())
SHARES = st.integers(0, 1_000_000)
RANGES = st.tuples(SHARES, SHARES).map(lambda pair: (min(pair), max(pair)))
CHEMISTRIES = st.builds(
    Chemistry,
    reo_ppm_least=st.none() | SHARES,
    partition_ppm=st.dictionaries(st.sampled_from(["La", "Ce", "Pr", "Nd", "Dy"]), RANGES, max_size=3),
    assay_ppm=st.dictionaries(st.sampled_from(["Fe", "B", "Nd"]), RANGES, max_size=3),
    impurity_ppm_most=st.dictionaries(st.sampled_from(["Fe2O3", "SO4--", "C"]), SHARES, max_size=3),
    methods=st.dictionaries(st.sampled_from(["REO", "Fe"]), st.just("GB/T 12690"), max_size=2),
    reo_ppm_base=st.none() | st.integers(1, 1_000_000),
    grade_step_fen_per_tonne=st.integers(0, 10**9),
)


@pytest.mark.parametrize("instrument", ALL, ids=lambda one: one.id)
def test_every_standard_instrument_can_be_traded(instrument: Instrument) -> None:
    assert product(instrument.product).key == instrument.product
    assert instrument.methods & profiles()["cn-spot"].methods
    assert instrument.lot_mg % 1_000_000 == 0
    assert instrument.chemistry.reo_ppm_least or instrument.chemistry.assay_ppm
    assert instrument_from_json(instrument_as_json(instrument)) == instrument


def test_the_figures_of_the_notice_are_there() -> None:
    metal = standard_instruments()["PrNd-M"]
    assert metal.tick_fen_per_tonne == 500 * 100
    assert metal.max_step_ticks * metal.tick_fen_per_tonne == 1000 * 100
    assert metal.margin_ppm == 200_000
    assert len(ALL) == 12
    concentrate, formula = standard_instruments()["REC-50"].chemistry, formulas()["baogang-2025"]
    assert concentrate.grade_step_fen_per_tonne == formula.step_fen_per_tonne == 53_668
    assert concentrate.reo_ppm_base == formula.base_reo_ppm


@settings(max_examples=60, deadline=None)
@given(CHEMISTRIES, st.sampled_from(ALL), st.none() | st.just(Words("桶", "drums")), st.integers(1, 10**15))
def test_json_is_exact_both_ways(chemistry: Chemistry, base: Instrument, packing: Words | None, lot_mg: int) -> None:
    instrument = replace(base, chemistry=chemistry, packing=packing, lot_mg=lot_mg, brands=("B1", "B2"), places=("W",))
    stated = instrument_as_json(instrument)
    again = instrument_from_json(orjson.loads(orjson.dumps(stated)))
    assert again == instrument
    assert isinstance(again, Instrument)
    assert sha256_of_json(instrument_as_json(again)) == sha256_of_json(stated)


def test_defaults_may_be_left_out_and_any_name_of_a_product_will_do() -> None:
    stated = {"id": "X", "product": "金属镨钕", "label": {"zh": "镨钕", "en": "PrNd"}, "chemistry": {},
              "lot_mg": 10**9, "tick_fen_per_tonne": 50_000}  # fmt: skip
    found = instrument_from_json(stated)
    assert isinstance(found, Instrument)
    assert found.product == "镨钕金属"
    assert found.margin_ppm == 200_000


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("id", "a/b", "venue-text"),
        ("product", "氧化镨铷", "venue-product"),
        ("product", "铜", "venue-product"),
        ("label", "PrNd", "venue-words"),
        ("chemistry", None, "venue-object"),
        ("lot_mg", 0, "venue-number"),
        ("lot_mg", 1.5, "venue-number"),
        ("lot_mg", 10**400, "venue-number"),
        ("tick_fen_per_tonne", -1, "venue-number"),
        ("quote", "cny_per_gram", "venue-choice"),
        ("brands", ["A", "A"], "venue-list"),
        ("max_step_ticks", True, "venue-number"),
        ("daily_limit_ppm", 0, "venue-number"),
        ("methods", [], "venue-choice"),
        ("methods", ["tender", "auction"], "venue-choice"),
        ("arbitration", "a b", "venue-text"),
        ("yearly_use_mg", 0, "venue-number"),
        ("vat_ppm", None, "venue-number"),
        ("tick", 1, "venue-field-unknown"),
    ],
)
def test_one_problem_for_the_field_that_is_wrong(field: str, value: Any, code: str) -> None:
    stated = {**instrument_as_json(standard_instruments()["PrNd-M"]), field: value}
    found = instrument_from_json(stated, "instrument")
    assert isinstance(found, tuple)
    assert [one.code for one in found] == [code]
    assert found[0].place.startswith(f"instrument.{field}")
    assert found[0].sentence("zh")
    assert found[0].sentence("en")


def test_an_unknown_field_is_refused_with_the_nearest_name() -> None:
    stated = instrument_as_json(standard_instruments()["PrNd-M"])
    found = instrument_from_json({**stated, "chemistry": {**stated["chemistry"], "partition": {}}})
    assert isinstance(found, tuple)
    assert [one.place for one in found] == ["chemistry.partition"]
    assert "partition_ppm" in found[0].sentence("en")


@pytest.mark.parametrize(
    "chemistry",
    [{"partition_ppm": {"nd": [1, 2]}}, {"partition_ppm": {"Nd": [2, 1]}}, {"assay_ppm": {"Fe": [0, 10**7]}},
     {"assay_ppm": {"Fe": 5}}, {"impurity_ppm_most": {"": 5}}, {"partition_ppm": []}, {"reo_ppm_base": 0}],
)  # fmt: skip
def test_chemistry_is_read_strictly(chemistry: dict[str, Any]) -> None:
    stated = {**instrument_as_json(standard_instruments()["PrNd-M"]), "chemistry": chemistry}
    found = instrument_from_json(stated)
    assert isinstance(found, tuple)
    assert len(found) == 1


def test_missing_fields_are_all_named() -> None:
    found = instrument_from_json({"lot_mg": "x"})
    assert isinstance(found, tuple)
    missing = {one.place for one in found if one.code == "venue-field-missing"}
    assert missing == {"id", "product", "label", "chemistry", "tick_fen_per_tonne"}
    assert [one.place for one in found if one.code == "venue-number"] == ["lot_mg"]
