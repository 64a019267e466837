"""Laws of weighing: what a lot holds, what its uncertainty is, and what a lot cannot be."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.core import ElementMass, ProblemError, reo
from monazite.reference import factors
from monazite.trace.lots import (
    AsWeighed,
    as_json,
    checked,
    from_json,
    instrument,
    matter_of,
    problems_of,
    problems_of_json,
    reo_mg,
    reo_total_mg,
    spread_of,
    spread_scaled,
    spread_sum,
)

RARE = sorted(factors())
PPM = 1_000_000


@st.composite
def partitions(draw: st.DrawFn) -> dict[str, int]:
    symbols = draw(st.lists(st.sampled_from(RARE), min_size=1, max_size=8, unique=True))
    cuts = sorted(draw(st.lists(st.integers(0, PPM), min_size=len(symbols) - 1, max_size=len(symbols) - 1)))
    ends = [0, *cuts, PPM]
    return {symbol: ends[index + 1] - ends[index] for index, symbol in enumerate(symbols)}


@st.composite
def lots(draw: st.DrawFn) -> AsWeighed:
    net = draw(st.integers(1, 10**13))
    return AsWeighed(
        id=draw(st.from_regex(r"[A-Z0-9\-]{1,20}", fullmatch=True)),
        product=draw(st.sampled_from(["氧化镨钕", "离子型稀土矿", "concentrate"])),
        net_mg=net,
        gross_mg=draw(st.none() | st.integers(net, net * 2)),
        moisture_ppm=draw(st.integers(0, PPM - 1)),
        reo_ppm=draw(st.integers(0, PPM)),
        partition_ppm=draw(partitions()),
        serials=tuple(draw(st.lists(st.text(min_size=1, max_size=5), unique=True, max_size=3))),
        scale="W-1",
        lab=draw(st.sampled_from(["ICP", "XRF"])),
        scale_random_ppm=draw(st.integers(0, 5000)),
        scale_shared_ppm=draw(st.integers(0, 5000)),
        lab_random_ppm=draw(st.integers(0, 50_000)),
        lab_shared_ppm=draw(st.integers(0, 50_000)),
    )


def lot(**more: Any) -> AsWeighed:
    says: dict[str, Any] = {"id": "L", "product": "氧化镨钕", "net_mg": PPM, "reo_ppm": 990_000}
    return AsWeighed(**{**says, "partition_ppm": {"Nd": 750_000, "Pr": 250_000}, **more})


@given(lots())
def test_the_oxides_are_net_dry_and_reo(weighed: AsWeighed) -> None:
    expected = Fraction(weighed.net_mg * (PPM - weighed.moisture_ppm) * (weighed.reo_ppm or 0), PPM * PPM)
    half_a_milligram_each = sum(factors()[element] for element in weighed.partition_ppm) / 2
    assert abs(reo_mg(matter_of(weighed)) - expected) <= half_a_milligram_each + Fraction(1, 2)


@given(lots())
def test_json_gives_the_same_lot_again(weighed: AsWeighed) -> None:
    assert from_json(as_json(weighed)) == weighed
    assert problems_of(weighed) == problems_of_json(as_json(weighed)) == ()


@given(st.dictionaries(st.sampled_from([*RARE, "Fe", "B"]), st.integers(-(10**15), 10**15), max_size=9))
def test_oxides_are_those_of_core(mg: dict[str, int]) -> None:
    matter = ElementMass.of(mg)
    assert reo_mg(matter) == reo(matter, factors()).mg
    assert reo_mg(-matter) == -reo_mg(matter)
    assert reo_total_mg([matter, matter]) == reo(matter + matter, factors()).mg


def test_prnd_oxide_holds_at_most_850_kg_of_metal_a_tonne() -> None:
    tonne = lot(net_mg=10**9, reo_ppm=PPM)
    metal = matter_of(tonne).total.mg
    assert 0.849 * 10**9 < metal <= 0.854 * 10**9
    assert Fraction(metal, 10**9) < Fraction(10**9, 1_170_000_000)


def test_an_assay_is_a_share_of_the_net_mass_and_wins() -> None:
    alloy = lot(
        net_mg=10**6, moisture_ppm=100_000, reo_ppm=500_000, partition_ppm={"Nd": PPM},
        assay_ppm={"Nd": 300_000, "Fe": 600_000},
    )  # fmt: skip
    assert dict(matter_of(alloy).parts) == {"Fe": 600_000, "Nd": 300_000}


def test_printed_shares_do_not_change_the_reo() -> None:
    exact = lot(partition_ppm={"Nd": 500_000, "Pr": 500_000})
    printed = lot(partition_ppm={"Nd": 499_960, "Pr": 499_960})
    assert matter_of(exact) == matter_of(printed)


def test_random_errors_add_in_squares_and_shared_ones_linearly() -> None:
    weighed = lot(
        net_mg=10**9, scale="W", lab="L", scale_random_ppm=3000, lab_random_ppm=4000, scale_shared_ppm=1000,
        lab_shared_ppm=2000,
    )  # fmt: skip
    matter, spread = matter_of(weighed), spread_of(weighed)
    assert abs(spread.random_mg["Nd"] - matter["Nd"] * 5000 // PPM) <= 1
    assert [name for name, _ in spread.shared_mg] == [instrument("lab", "L"), instrument("scale", "W")]
    twice = spread_sum([spread, spread], sign=-1)
    assert abs(twice.random_mg["Nd"] - round(spread.random_mg["Nd"] * 2**0.5)) <= 1
    assert (
        dict(twice.shared_mg)[instrument("lab", "L")]["Nd"] == -2 * dict(spread.shared_mg)[instrument("lab", "L")]["Nd"]
    )
    half = ElementMass.of({element: amount // 2 for element, amount in matter.parts})
    assert abs(spread_scaled(spread, half, matter).random_mg["Nd"] * 2 - spread.random_mg["Nd"]) <= 2


def test_what_was_weighed_without_uncertainty_has_none() -> None:
    assert not spread_of(lot()).random_mg
    assert spread_of(lot()).shared_mg == ()


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"id": "a b"}, "lot-id-wrong", "id"),
    ({"id": "x" * 65}, "lot-id-wrong", "id"),
    ({"product": " "}, "lot-product-missing", "product"),
    ({"net_mg": -5}, "lot-net-wrong", "net_mg"),
    ({"net_mg": 0}, "lot-net-wrong", "net_mg"),
    ({"net_mg": 10**18}, "lot-net-wrong", "net_mg"),
    ({"gross_mg": 5}, "lot-gross-wrong", "gross_mg"),
    ({"moisture_ppm": PPM}, "lot-moisture-wrong", "moisture_ppm"),
    ({"moisture_ppm": -1}, "lot-moisture-wrong", "moisture_ppm"),
    ({"reo_ppm": PPM + 1}, "lot-share-wrong", "reo_ppm"),
    ({"loi_ppm": 900_000}, "lot-dry-over", "loi_ppm"),
    ({"partition_ppm": {"Xx": PPM}}, "lot-partition-element", "partition_ppm.Xx"),
    ({"partition_ppm": {"Pm": PPM}}, "lot-partition-element", "partition_ppm.Pm"),
    ({"partition_ppm": {"Fe": PPM}}, "lot-partition-element", "partition_ppm.Fe"),
    ({"partition_ppm": {"Nd": 900_000}}, "lot-partition-sum", "partition_ppm"),
    ({"partition_ppm": {}}, "lot-partition-missing", "partition_ppm"),
    ({"reo_ppm": None}, "lot-reo-missing", "reo_ppm"),
    ({"reo_ppm": None, "partition_ppm": {}}, "lot-unassayed", "reo_ppm"),
    ({"assay_ppm": {"U": 10}}, "lot-assay-element", "assay_ppm.U"),
    ({"assay_ppm": {"Fe": -1}}, "lot-share-wrong", "assay_ppm.Fe"),
    ({"assay_ppm": {"Fe": 700_000, "Nd": 400_000}}, "lot-assay-over", "assay_ppm"),
    ({"serials": ("A", "A")}, "lot-serial-twice", "serials"),
    ({"scale_shared_ppm": 5}, "lot-instrument-missing", "scale"),
    ({"lab": "a/b"}, "lot-instrument-wrong", "lab"),
    ({"lab_random_ppm": -1}, "lot-share-wrong", "lab_random_ppm"),
    ({"ore_class": "clay"}, "lot-class-unknown", "ore_class"),
]


@pytest.mark.parametrize(("change", "code", "field"), WRONG)
def test_what_a_lot_cannot_be(change: dict[str, Any], code: str, field: str) -> None:
    wrong = replace(lot(), **change)
    found = {problem.code: problem for problem in problems_of(wrong, "row 3")}
    assert code in found
    assert found[code].place == f"row 3.{field}"
    with pytest.raises(ProblemError):
        checked(wrong)


STATED: list[tuple[dict[str, Any], str]] = [
    ({"net_mg": "12"}, "lot-field-kind"),
    ({"net_mg": 1.5}, "lot-field-kind"),
    ({"net_mg": True}, "lot-field-kind"),
    ({"partition_ppm": {"Nd": "x"}}, "lot-field-kind"),
    ({"serials": "A"}, "lot-field-kind"),
    ({"netto_mg": 5}, "lot-field-unknown"),
]


@pytest.mark.parametrize(("change", "code"), STATED)
def test_json_that_is_no_lot(change: dict[str, Any], code: str) -> None:
    stated = as_json(lot()) | change
    assert [problem.code for problem in problems_of_json(stated)] == [code]
    with pytest.raises(ProblemError) as caught:
        from_json(stated)
    assert caught.value.problem.code == code


def test_json_without_what_a_lot_must_have() -> None:
    assert {problem.code for problem in problems_of_json({})} == {"lot-field-missing"}
