"""A programme down to oxide and quota: mass is conserved, oxygen counted once; then cases worked by hand."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.core import ElementMass, ProblemError
from monazite.plan.explosion import (
    Bill,
    BillLine,
    Explosion,
    Programme,
    ProgrammeWeek,
    bill_of,
    demands,
    explode,
    intervals,
    programme_of,
    read_structure,
    shared_view,
    shipped_bill,
)
from monazite.reference import factor

WEEK = dt.date(2026, 1, 5)
YIELDS = st.decimals("0.001", 1, places=3)
SHARES = st.decimals(0, 1, places=3)
METALS = ("Nd", "Pr", "Dy", "Tb")
OXIDE = {"Nd": "Nd2O3", "Pr": "Pr6O11", "Dy": "Dy2O3", "Tb": "Tb4O7"}
HEAVY = ("Dy", "Tb")


def line(parent: str, child: str, quantity: object = None, unit: str = "", **others: object) -> BillLine:
    given = {name: Decimal(str(one)) if name.endswith(("_share", "_low", "_high")) else one
             for name, one in others.items()}  # fmt: skip
    stated = None if quantity is None else Decimal(str(quantity))
    return BillLine(parent=parent, child=child, quantity=stated, unit=unit, **given)  # type: ignore[arg-type]


def chain(*lines: BillLine, metals: tuple[str, ...] = ("Nd", "Dy"), **metal_yield: Any) -> Bill:
    """A bill with the lines given, and those from each metal to its oxide and quota."""
    below = [line(one, OXIDE[one], step="electrolysis", **metal_yield) for one in metals]
    quotas = [line(OXIDE[one], "heavy" if one in HEAVY else "light", quota_class="q") for one in metals]
    return Bill(id="b", lines=(*lines, *below, *quotas))


SIMPLE = (
    line("motor", "grade", 2, "kg/piece"), line("grade", "alloy", 1, "kg/kg", tier="alloy"),
    line("alloy", "Nd", 29, "%"), line("alloy", "Dy", 4, "%"), line("alloy", "Fe", 67, "%"),
)  # fmt: skip


def built(bill: Bill, quantity: object = 1, product: str = "motor") -> Explosion:
    weeks = (ProgrammeWeek(quantity=Decimal(str(quantity)), week=WEEK),)
    (found,) = explode(bill, Programme(id="p", product=product, weeks=weeks))
    return found


def total(found: Explosion) -> ElementMass:
    losses = (one.lost_mg + one.returned_mg for one in found.losses)
    return found.products_mg + sum(losses, ElementMass())


@st.composite
def bills(draw: st.DrawFn) -> Bill:
    """Motors with two grades of two alloys of four metals, any yields, scrap and recycling."""

    def lossy() -> dict[str, Any]:
        names = ("yield_share", "scrap_share", "recycling_share")
        return dict(zip(names, (draw(YIELDS), draw(SHARES), draw(SHARES)), strict=True))

    lines = []
    for grade in ("g1", "g2"):
        lines += [
            line("motor", grade, draw(st.decimals("0.001", 9, places=3)), draw(st.sampled_from(["kg/piece", "g"])),
                 step="machining", **lossy()),
            line(grade, f"a{grade}", 1, "kg/kg", tier="alloy", step="sintering", **lossy()),
        ]  # fmt: skip
        contents = draw(st.lists(st.decimals("0.01", 25, places=2), min_size=4, max_size=4))
        lines += [line(f"a{grade}", one, share, "%") for one, share in zip(METALS, contents, strict=True)]
    return chain(*lines, metals=METALS, **lossy())


@given(bills(), st.integers(0, 10**7))
def test_what_goes_in_at_the_oxides_is_in_products_or_lost_or_comes_back(bill: Bill, motors: int) -> None:
    found = built(bill, motors)
    assert total(found) == found.oxide_mg
    returned = sum((one.returned_mg for one in found.losses), ElementMass())
    assert found.primary_mg + returned == found.oxide_mg
    at_tier = {symbol: mg for need in found.needs if need.tier == "oxide" for symbol, mg in need.elements_mg.parts}
    assert at_tier == dict(found.oxide_mg.parts)


@given(bills(), st.integers(1, 10**6))
def test_oxygen_is_counted_once(bill: Bill, motors: int) -> None:
    found = built(bill, motors)
    for need in found.needs:
        if need.tier == "oxide":
            ((symbol, mg),) = need.elements_mg.parts
            assert need.mass_mg is not None
            assert abs(need.mass_mg - mg * factor(symbol)) <= factor(symbol)
    for name, symbols in (("light", ("Nd", "Pr")), ("heavy", HEAVY)):
        reo = sum((found.primary_mg[symbol] * factor(symbol) for symbol in symbols), Fraction(0))
        assert abs(found.quota_reo_mg[name] - reo) <= 8  # four loss terms of two elements, each rounded


@given(bills(), st.lists(st.integers(0, 10**6), min_size=1, max_size=4))
def test_weeks_are_independent_and_linear(bill: Bill, quantities: list[int]) -> None:
    weeks = tuple(ProgrammeWeek(quantity=Decimal(one), week=WEEK + dt.timedelta(7 * number))
                  for number, one in enumerate(quantities))  # fmt: skip
    found = explode(bill, Programme(id="p", product="motor", weeks=weeks))
    assert [one.products_mg for one in found] == [built(bill, one).products_mg for one in quantities]


@given(bills())
def test_a_bill_comes_back_from_json(bill: Bill) -> None:
    assert bill_of(json.loads(json.dumps(bill.as_json()))) == bill


def test_a_programme_comes_back_from_json() -> None:
    programme = Programme(id="p", maker="m", bill="b", product="motor",
                          weeks=(ProgrammeWeek(quantity=Decimal("1.5"), week=WEEK),))  # fmt: skip
    assert programme_of(json.loads(json.dumps(programme.as_json()))) == programme


# by hand


def test_six_tiers_without_losses() -> None:
    found = built(chain(*SIMPLE), 1000)
    assert found.products_mg == ElementMass.of({"Nd": 580_000_000, "Dy": 80_000_000})
    assert found.oxide_mg == found.primary_mg == found.products_mg
    assert [one.tier for one in found.needs] == [
        "product", "magnet", "alloy", "metal", "metal", "oxide", "oxide", "quota", "quota", "other"
    ]  # fmt: skip
    oxides = {one.thing: one.mass_mg for one in found.needs if one.tier == "oxide"}
    assert oxides == {"氧化钕": round(580_000_000 * factor("Nd")), "氧化镝": round(80_000_000 * factor("Dy"))}
    assert found.quota_reo_mg == {"light": oxides["氧化钕"], "heavy": oxides["氧化镝"]}


def test_yields_and_recycling_on_paper() -> None:
    """2 kg of magnets cut from 4 kg: of 2 kg of swarf half is collected, and half of that comes back."""
    lines = (line("motor", "grade", 2, "kg/piece", step="machining", yield_share="0.5", scrap_share="0.5",
                  recycling_share="0.5"), *SIMPLE[1:])  # fmt: skip
    found = built(chain(*lines, yield_share="0.8"))
    assert found.products_mg["Nd"] == 580_000
    assert found.oxide_mg["Nd"] == 4_000_000 * 29 // 100 * 10 // 8 == 1_450_000
    machining, *electrolysis = found.losses
    assert (machining.lost_mg["Nd"], machining.returned_mg["Nd"]) == (435_000, 145_000)
    assert machining.scrap_mg["Nd"] == 290_000
    assert sum(one.lost_mg["Nd"] for one in electrolysis) == 290_000
    assert found.primary_mg["Nd"] == 1_305_000
    assert found.quota_reo_mg["light"] == round(1_305_000 * factor("Nd"))


def test_the_formula_of_one_line() -> None:
    """Oxide is kg * share * factor / (1 - loss to metal) / (1 - cutting): 2.5 * 0.9 % * 1.1477 / 0.8 / 0.75."""
    lines = (line("motor", "grade", "2.5", "kg/piece", step="machining", yield_share="0.75"), SIMPLE[1],
             line("alloy", "Dy", "0.9", "%"))  # fmt: skip
    found = built(chain(*lines, metals=("Dy",), yield_share="0.8"))
    (oxide,) = [one.mass_mg for one in found.needs if one.tier == "oxide"]
    assert oxide == pytest.approx(43_039, abs=1)


def test_the_yield_of_separation_is_in_the_quota_only() -> None:
    lines = [line(*SIMPLE_OXIDE, yield_share="0.5", quota_class="light")]
    bill = Bill(id="b", lines=(line("motor", "Nd", 1, "kg"), line("Nd", "Nd2O3"), *lines))
    found = built(bill)
    assert found.oxide_mg["Nd"] == 1_000_000
    assert found.quota_reo_mg == {"light": round(2_000_000 * factor("Nd"))}


SIMPLE_OXIDE = ("Nd2O3", "light")


def test_a_dysprosium_diffused_grade_has_two_parents_of_one_metal() -> None:
    extra = line("grade", "Dy", "0.5", "%", step="diffusion", yield_share="0.25")
    lines = (*SIMPLE[:1], line("grade", "alloy", "99.5", "%", tier="alloy"), *SIMPLE[2:], extra)
    found = built(chain(*lines))
    assert found.products_mg["Dy"] == 2_000_000 * (Fraction("0.995") * Fraction("0.04") + Fraction("0.005"))
    assert found.oxide_mg["Dy"] == found.products_mg["Dy"] + 30_000


def test_a_product_may_be_weighed() -> None:
    bill = Bill(id="b", lines=chain(*SIMPLE[1:]).lines)
    weeks = (ProgrammeWeek(quantity=Decimal(3), unit="t", product="grade"),)
    (found,) = explode(bill, Programme(id="p", weeks=weeks))
    assert found.week is None
    assert found.products_mg["Dy"] == 120_000_000
    assert found.needs[0].mass_mg == 3_000_000_000


def test_a_stated_factor_must_be_the_factor() -> None:
    for quantity in ("1.1664", "1.166", "1.17", "1.166441"):
        bill = Bill(id="b", lines=(line("motor", "Nd", 1, "kg"), line("Nd", "Nd2O3", quantity, "kg/kg")))
        assert built(bill).oxide_mg["Nd"] == 1_000_000
    percent = Bill(id="b", lines=(line("motor", "Nd", 1, "kg"), line("Nd", "Nd2O3", "116.64", "%")))
    assert built(percent).oxide_mg["Nd"] == 1_000_000


def test_a_neighbour_is_told_sums_only() -> None:
    bill = chain(*SIMPLE)
    weeks = tuple(ProgrammeWeek(quantity=Decimal(one), week=WEEK) for one in (1,))
    first = explode(bill, Programme(id="p", product="motor", weeks=weeks))
    told = shared_view([*first, *first])
    assert told == ((WEEK, "Dy", 160_000), (WEEK, "Nd", 1_160_000))


def test_what_several_programmes_ask_of_a_tier_adds_up() -> None:
    found = explode(chain(*SIMPLE), Programme(id="p", product="motor", weeks=(
        ProgrammeWeek(quantity=Decimal(1), week=WEEK),)))  # fmt: skip
    twice = {one.material: one for one in demands([*found, *found], "metal", customer="c", supplier="s")}
    assert set(twice) == {"Nd", "Dy"}
    assert (twice["Dy"].unit, twice["Dy"].series[0].weeks[0].quantity) == ("kilogram", Decimal("0.16"))
    (motors,) = demands(found, "product")
    assert (motors.unit, motors.series[0].weeks[0].quantity) == ("piece", Decimal(1))
    total = explode(chain(*SIMPLE), Programme(id="p", product="motor", weeks=(ProgrammeWeek(quantity=Decimal(1)),)))
    with pytest.raises(ProblemError):
        demands(total, "metal")


def test_the_range_holds_the_best_guess() -> None:
    lines = (line("motor", "grade", 2, "kg/piece", quantity_low=1, quantity_high=3, yield_share="0.5", yield_low="0.25",
                  yield_high=1), *SIMPLE[1:])  # fmt: skip
    weeks = (ProgrammeWeek(quantity=Decimal(1)),)
    (found,) = intervals(chain(*lines), Programme(id="p", product="motor", weeks=weeks))
    assert [one.oxide_mg["Dy"] for one in (found.low, found.middle, found.high)] == [40_000, 160_000, 480_000]


def test_a_range_may_begin_at_nought() -> None:
    lines = (line("motor", "grade", 2, "kg/piece", quantity_low=0, yield_share="0.5", scrap_share=1, recycling_share=1),
             *SIMPLE[1:])  # fmt: skip
    weeks = (ProgrammeWeek(quantity=Decimal(1)),)
    (found,) = intervals(chain(*lines), Programme(id="p", product="motor", weeks=weeks))
    assert found.low.oxide_mg == ElementMass()
    assert found.low.quota_reo_mg == {"light": 0, "heavy": 0}


# the bill that ships


def test_the_shipped_bill_is_sound_and_every_line_has_its_source() -> None:
    bill = shipped_bill()
    graph, problems = read_structure(bill)
    assert not problems
    assert graph is not None
    assert {"product", "magnet", "alloy", "metal", "oxide", "quota"} <= set(graph.tiers.values())
    assert all(one.source and one.locator for one in bill.lines)


@pytest.mark.parametrize("product", ["新能源汽车驱动电机", "traction motors", "人形机器人", "永磁直驱风机（每兆瓦）"])
def test_the_shipped_products_explode(product: str) -> None:
    found = built(shipped_bill(), 1000, product)
    assert total(found) == found.oxide_mg
    assert set(found.oxide_mg) == {"Dy", "Nd", "Pr"}


# what is wrong

RING = (line("a", "b", 1, "kg/kg"), line("b", "c", 1, "kg/kg"), line("c", "a", 1, "kg/kg"))
WRONG = [
    (RING, "explosion-cycle"),
    (SIMPLE, "explosion-child-missing"),
    ((line("motor", "grade", 2, "kg/piece"),), "explosion-child-missing"),
    ((*chain(*SIMPLE).lines, line("motor", "grade", 1, "kg/piece")), "explosion-twice"),
    ((*chain(*SIMPLE).lines, line("金属钕", "氧化钕"), line("金属钕", "Nd2O3")), "explosion-twice"),
    ((*chain(*SIMPLE).lines, line("alloy", "B", 1, "%")), "explosion-over"),
    ((line("motor", "grade", 2, "h"),), "explosion-unit"),
    ((line("motor", "grade", 2, "kg/h"),), "explosion-unit"),
    ((line("motor", "grade"),), "explosion-quantity-missing"),
    ((line("motor", "grade", 1),), "explosion-quantity-missing"),
    ((line("motor", "grade", 1, "kg/piece"), line("grade", "alloy", 1, "piece")), "explosion-unit-mixed"),
    ((line("motor", "grade", 1, "kg/piece"), line("grade", "alloy", 1, "kg/piece")), "explosion-unit-mixed"),
    ((line("motor", "g", 1, "kg"), line("car", "g", 1, "g"), line("g", "Nd", "0.3", "kg")), "explosion-unit-mixed"),
    ((line("motor", "Nd", 1, "kg"), line("Nd", "Dy2O3")), "explosion-oxide"),
    ((line("motor", "grade", 1, "kg"), line("grade", "Nd2O3", "0.3", "kg/kg")), "explosion-oxide"),
    ((line("motor", "镨钕金属", 1, "kg"), line("镨钕金属", "氧化镨钕")), "explosion-oxide"),
    ((line("motor", "Nd", 1, "kg"), line("Nd", "Nd2O3", "1.25", "kg/kg")), "explosion-factor"),
    ((line("motor", "Nd", 1, "kg"), line("Nd", "Nd2O3", "1.1676", "kg/kg")), "explosion-factor"),
    ((line("motor", "Nd", 0, "kg"),), "explosion-quantity"),
    ((line("motor", "Nd", 1, "kg", yield_share=0),), "explosion-yield"),
    ((line("motor", "Nd", 1, "kg", yield_share="1.01"),), "explosion-yield"),
    ((line("motor", "Nd", 1, "kg", yield_low="-0.1"),), "explosion-yield"),
    ((line("motor", "Nd", 1, "kg", scrap_share="1.1"),), "explosion-share"),
    ((line("motor", "Nd", 1, "kg", quantity_low=2),), "explosion-range"),
    ((line("motor", "Nd", 1, "kg"), line("Nd", "Nd2O3"), line("Nd2O3", "q1", "0.5", "kg/kg", quota_class="rock")),
     "explosion-quota"),
    ((), "matching-large"),
    (tuple(line(f"t{number}", f"t{number + 1}", 1, "kg/kg") for number in range(60)), "explosion-deep"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "code"), WRONG)
def test_what_is_wrong_with_a_bill_is_said(lines: tuple[BillLine, ...], code: str) -> None:
    found, problems = read_structure(Bill(id="b", lines=lines))
    assert found is None
    assert code in {one.code for one in problems}
    assert all(one.sentence("zh") != one.sentence("en") for one in problems)
    with pytest.raises(ProblemError):
        built(Bill(id="b", lines=lines))


def test_a_cycle_is_named_along_its_path() -> None:
    _, (problem,) = read_structure(Bill(id="b", lines=RING))
    names = problem.found.en.split(" → ")
    assert names[0] == names[-1]
    assert " → ".join(names) in "a → b → c → a → b → c"


def test_a_factor_with_losses_in_it_says_the_yield() -> None:
    bill = Bill(id="b", lines=(line("motor", "Nd", 1, "kg"), line("Nd", "Nd2O3", "1.25", "kg/kg")))
    _, (problem,) = read_structure(bill)
    assert problem.sentence("en") == (
        "Nd → Nd2O3: expected the stoichiometric factor 1.1664 (or nothing), found 1.25; "
        "put the loss into the yield (such as 0.9331), never into the factor."
    )


@pytest.mark.parametrize(("weeks", "code"), [
    ((ProgrammeWeek(quantity=Decimal(1), product="moter"),), "explosion-product"),
    ((ProgrammeWeek(quantity=Decimal(1), product="grade"),), "explosion-product"),
    ((ProgrammeWeek(quantity=Decimal(1), unit="kg"),), "explosion-programme-unit"),
    ((ProgrammeWeek(quantity=Decimal(1), unit="stone"),), "explosion-unit"),
    ((ProgrammeWeek(quantity=Decimal(-1)),), "matching-negative"),
    ((ProgrammeWeek(quantity=Decimal(1), week=dt.date(2026, 1, 6)),), "matching-week-wrong"),
    ((ProgrammeWeek(quantity=Decimal(1), week=WEEK),) * 2, "matching-week-twice"),
    ((ProgrammeWeek(quantity=Decimal(1), week=WEEK), ProgrammeWeek(quantity=Decimal(1))), "explosion-weeks"),
    ((), "explosion-weeks"),
])  # fmt: skip
def test_what_is_wrong_with_a_programme_is_said(weeks: tuple[ProgrammeWeek, ...], code: str) -> None:
    with pytest.raises(ProblemError) as caught:
        explode(chain(*SIMPLE), Programme(id="p", product="motor", weeks=weeks))
    assert caught.value.problem.code == code
