"""Cover by week: laws, weeks worked by hand, what commitments bring, files and the command."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.plan.commit_making import T, offtake

from monazite.cli.run import run
from monazite.core import Problem
from monazite.plan.commitments import Band, Content, Planned, PriceRule
from monazite.plan.cover import (
    Cover,
    Demand,
    Supply,
    committed,
    contents_of,
    cover,
    days_of_cover,
    read_demand,
    read_supply,
    sums,
    supply_of,
    uncovered_share,
)
from monazite.reference import factors

MONDAY = dt.date(2026, 1, 5)
MASSES = st.integers(0, 10**15)


def week(number: int) -> dt.date:
    """The Monday so many weeks after the first."""
    return MONDAY + dt.timedelta(weeks=number)


def needed(*masses: int, element: str = "Dy", material: str = "") -> list[Demand]:
    """A demand of each week in turn."""
    return [Demand(week=week(n), element=element, mass_mg=mass_mg, material=material)
            for n, mass_mg in enumerate(masses)]  # fmt: skip


def coming(kind: Any, *masses: int, element: str = "Dy", material: str = "") -> list[Supply]:
    """A supply of each week in turn."""
    return [Supply(week=week(n), element=element, kind=kind, mass_mg=mass_mg, material=material)
            for n, mass_mg in enumerate(masses)]  # fmt: skip


def covered(demands: list[Demand], supplies: list[Supply]) -> list[Cover]:
    """The cover, which must be one."""
    found = cover(demands, supplies)
    assert not [one for one in found if isinstance(one, Problem)], found
    return [one for one in found if isinstance(one, Cover)]


def codes(demands: list[Demand], supplies: list[Supply]) -> list[str]:
    """The codes of what is wrong."""
    return [one.code for one in cover(demands, supplies) if isinstance(one, Problem)]


@given(st.lists(st.tuples(MASSES, MASSES, MASSES), min_size=1, max_size=8), MASSES)
def test_demand_is_the_sum_of_its_parts_and_nothing_is_lost(weeks: list[tuple[int, int, int]], stock: int) -> None:
    demand, firm, optional = zip(*weeks, strict=True)
    supplies = [*coming("stock", stock), *coming("firm", *firm), *coming("optional", *optional)]
    found = covered(needed(*demand), supplies)
    for one in found:
        assert one.demand_mg == one.stock_mg + one.firm_mg + one.optional_mg + one.uncovered_mg
        assert min(one.stock_mg, one.firm_mg, one.optional_mg, one.uncovered_mg, one.left_mg) >= 0
        assert not (one.uncovered_mg and one.left_mg)
    assert stock + sum(firm) == sum(one.stock_mg + one.firm_mg for one in found) + found[-1].left_mg
    assert [one.optional_mg + one.lapsed_mg for one in found] == list(optional)


@given(st.lists(st.tuples(MASSES, MASSES), min_size=1, max_size=8), MASSES, st.integers(0, 7))
def test_more_firm_supply_never_leaves_more_uncovered(weeks: list[tuple[int, int]], more: int, at: int) -> None:
    demand, firm = zip(*weeks, strict=True)
    at %= len(weeks)
    before = covered(needed(*demand), coming("firm", *firm))
    after = covered(needed(*demand), coming("firm", *(mass + more * (n == at) for n, mass in enumerate(firm))))
    assert all(one.uncovered_mg <= other.uncovered_mg for one, other in zip(after, before, strict=True))
    assert uncovered_share(after)["Dy"] <= uncovered_share(before)["Dy"]


def test_three_weeks_by_hand() -> None:
    """Stock 15, firm 10 a week, 4 may be called: 10, 20 and 20 needed."""
    supplies = [*coming("stock", 15), *coming("firm", 10, 10, 10), *coming("optional", 4, 4, 4)]
    found = covered(needed(10, 20, 20), supplies)
    parts = [(one.stock_mg, one.firm_mg, one.optional_mg, one.uncovered_mg, one.left_mg, one.lapsed_mg)
             for one in found]  # fmt: skip
    assert parts == [(10, 0, 0, 0, 15, 4), (15, 5, 0, 0, 5, 4), (5, 10, 4, 1, 0, 0)]
    (total,) = sums(found)
    assert (total.demand_mg, total.uncovered_mg, total.uncovered_share) == (50, 1, Fraction(1, 50))
    assert total.lapsed_mg == 8
    assert (total.first_uncovered, total.firm_days, total.days) == (
        week(2), 14 + Fraction(7 * 15, 20), 14 + Fraction(7 * 19, 20),
    )  # fmt: skip


def test_elements_and_materials_stand_apart() -> None:
    demands = [*needed(10), *needed(10, element="Tb"), *needed(10, material="氧化镝")]
    found = covered(demands, [*coming("firm", 4), *coming("firm", 7, material="氧化镝")])
    assert [(one.material, one.element, one.uncovered_mg) for one in found] == [
        ("", "Dy", 6), ("", "Tb", 10), ("氧化镝", "Dy", 3),
    ]  # fmt: skip
    assert uncovered_share(found) == {"Dy": Fraction(9, 20), "Tb": Fraction(1)}


def test_supply_of_a_material_meets_its_element_where_no_material_is_asked_for() -> None:
    found = covered(needed(10), [*coming("firm", 4, material="氧化镝"), *coming("firm", 5, material="镝铁合金")])
    assert [(one.material, one.firm_mg) for one in found] == [("", 9)]


def test_nothing_needed_is_nothing_uncovered() -> None:
    found = covered(needed(0, 0), [])
    assert uncovered_share(found) == {"Dy": 0}
    assert days_of_cover(found) is None


@pytest.mark.parametrize(
    ("demands", "supplies", "code"),
    [
        ([*needed(1), Demand(week=week(2), element="Dy", mass_mg=1)], [], "cover-gap"),
        (needed(1), coming("firm", 1, 1), "cover-outside"),
        (needed(1, 1), coming("stock", 1, 1), "cover-stock-week"),
        (needed(1), coming("firm", 1, element="Tb"), "cover-no-demand"),
        (needed(1, material="氧化镝"), coming("firm", 1, material="镝铁合金"), "cover-no-demand"),
    ],
)
def test_weeks_that_do_not_fit(demands: list[Demand], supplies: list[Supply], code: str) -> None:
    assert codes(demands, supplies) == [code]


@given(st.integers(0, 10**13), st.integers(0, 10**13), st.integers(0, 10**13), st.integers(1, 27))
def test_what_a_commitment_brings_adds_up_to_its_band(least: int, more: int, planned: int, day: int) -> None:
    """Firm is the minimum, or what is planned where that is more; the rest up to the maximum is optional."""
    terms = offtake(
        period="year", bands=(Band(since=dt.date(2026, 1, 1), minimum_mg=least, maximum_mg=least + more),),
        plan=(Planned(day=dt.date(2026, 2, day), mass_mg=planned),), elements=(Content(name="Dy", ppm=10**6),),
    )  # fmt: skip
    found = supply_of(terms, dt.date(2025, 12, 29), dt.date(2026, 12, 28))
    assert not isinstance(found, Problem)
    firm = max(least, planned)
    assert sum(one.mass_mg for one in found if one.kind == "firm") == firm
    assert sum(one.mass_mg for one in found if one.kind == "optional") == max(0, least + more - firm)


def test_a_planned_delivery_comes_in_its_week_and_the_rest_evenly() -> None:
    """31 t in January, 10 of it on the 14th: 21 t over 31 days, 7 days of it in the second whole week."""
    terms = offtake(
        period="month", bands=(Band(since=dt.date(2026, 1, 1), minimum_mg=31 * T, maximum_mg=31 * T),),
        plan=(Planned(day=dt.date(2026, 1, 14), mass_mg=10 * T),), elements=(Content(name="Dy", ppm=500_000),),
    )  # fmt: skip
    found = supply_of(terms, week(1), week(1))
    assert not isinstance(found, Problem)
    (one,) = found
    assert abs(one.mass_mg - (10 * T + Fraction(21 * T * 7, 31)) / 2) < 1


@pytest.mark.parametrize(
    ("material", "basis", "expected"),
    [
        ("氧化镝", "product", {"Dy": 1 / factors()["Dy"]}),
        ("dysprosium oxide", "reo", {"Dy": 1 / factors()["Dy"]}),
        ("金属镝", "product", {"Dy": Fraction(1)}),
        ("镝铁合金", "metal", None),
        ("氧化镨钕", "product", None),
        ("something", "product", None),
    ],
)
def test_contents_follow_from_stoichiometry_or_are_asked_for(
    material: str, basis: Any, expected: dict[str, Fraction] | None
) -> None:
    found = contents_of(offtake(material=material, basis=basis))
    assert found == expected if expected else isinstance(found, Problem)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("week,element,demand_kg\n2026-01-06,Dy,1\n", "cell-wrong d.csv:2"),
        ("week,element,demand_kg\n2026-01-05,Xx,1\n", "cell-wrong d.csv:2"),
        ("week,element,demand_kg\n2026-01-05,Dy,-1\n", "cell-wrong d.csv:2"),
        ("week,element,demand_kg\n2026-01-05,Dy,\n", "cover-mass-column d.csv:2"),
        ("week,element,demand_kg\n2026-01-05,Dy,1\n2026-01-05,镝,2\n", "row-twice d.csv:3"),
        ("week,demand_kg\n2026-01-05,1\n", "column-missing d.csv:1"),
    ],
)
def test_demand_that_cannot_be_read(tmp_path: Path, text: str, expected: str) -> None:
    problems: list[Problem] = []
    (tmp_path / "d.csv").write_text(text, "utf-8")
    read_demand(tmp_path / "d.csv", problems)
    assert [f"{one.code} {one.place}" for one in problems] == [expected]


def test_commitments_meet_a_demand_by_any_name_of_their_material() -> None:
    problems: list[Problem] = []
    terms = (offtake(material="Dy2O3"), offtake(material="金属镝"))
    whole = committed(terms, tuple(needed(1)), problems)
    named = committed(terms, tuple(needed(1, material="氧化镝")), problems)
    assert not problems
    assert {one.material for one in whole} == {"氧化镝", "金属镝"}
    assert {one.material for one in named} == {"氧化镝"}


def test_supply_by_chinese_headings_in_gbk(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_bytes("周,元素,类别,质量（公斤）\r\n2026-01-05,铽,锁定,1.5\r\n".encode("gbk"))
    problems: list[Problem] = []
    (one,) = read_supply(tmp_path / "s.csv", problems)
    assert not problems
    assert (one.element, one.kind, one.mass_mg) == ("Tb", "firm", 1_500_000)


def test_demand_as_the_explosion_tells_it(tmp_path: Path) -> None:
    rows = [
        {"week": "2026-01-05", "element": "Dy", "oxide_mg": 12},
        {"week": "2026-01-12", "element": "Dy", "oxide_mg": 0},
    ]
    (tmp_path / "d.json").write_text(json.dumps(rows), "utf-8")
    problems: list[Problem] = []
    assert [one.mass_mg for one in read_demand(tmp_path / "d.json", problems)] == [12, 0]
    for wrong, code in (("[]", "cover-rows"), ("{", "form-json-wrong"), ('[{"week": null}]', "column-missing")):
        (tmp_path / "d.json").write_text(wrong, "utf-8")
        problems = []
        assert not read_demand(tmp_path / "d.json", problems)
        assert {one.code for one in problems} >= {code}


def command(folder: Path) -> list[str]:
    """The command on a demand of two weeks, and a commitment that meets part of it."""
    (folder / "d.csv").write_text("week,element,demand_kg\n2026-01-05,Dy,10\n2026-01-12,Dy,10\n", "utf-8")
    terms = offtake(
        material="金属镝", price=PriceRule(fixed_fen_per_tonne=1), period="month",
        bands=(Band(since=dt.date(2026, 1, 1), minimum_mg=31 * 10**6, maximum_mg=62 * 10**6),),
    )  # fmt: skip
    (folder / "c").mkdir()
    (folder / "c" / "one.json").write_text(json.dumps(terms.as_json()), "utf-8")
    return ["plan", "cover", "--demand", str(folder / "d.csv"), "--commitments", str(folder / "c")]


def test_the_command_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*command(tmp_path), "--json"], "en") == 0
    first, second = json.loads(capsys.readouterr().out)
    assert first == {
        "week": "2026-01-05", "element": "Dy", "demand_mg": 10_000_000, "stock_mg": 0, "firm_mg": 7_000_000,
        "optional_mg": 3_000_000, "uncovered_mg": 0, "left_mg": 0, "lapsed_mg": 4_000_000,
    }  # fmt: skip
    assert second["week"] == "2026-01-12"


@pytest.mark.parametrize(("language", "words"), [("zh", "未覆盖占比"), ("en", "uncovered share")])
def test_the_command_tells_people(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: Any, words: str
) -> None:
    (tmp_path / "s.csv").write_text("week,element,kind,mass_kg\n2026-01-05,Dy,stock,1\n", "utf-8")
    assert run([*command(tmp_path), "--supply", str(tmp_path / "s.csv")], language) == 0
    assert words in capsys.readouterr().out


def test_the_command_needs_a_supply(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(command(tmp_path)[:4], "en") == 2
    assert "--supply" in capsys.readouterr().err


def test_the_command_says_what_is_wrong_with_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = command(tmp_path)
    assert run([*wanted[:-1], str(tmp_path / "none"), "--json"], "en") == 1
    out, err = capsys.readouterr()
    assert not out
    assert json.loads(err)["code"] == "cover-folder"


def test_a_gap_is_told_at_the_row_of_the_demand_and_each_supply_at_its_own() -> None:
    demands = [replace(one, place=f"d.csv:{n}") for n, one in enumerate([needed(1)[0], *needed(0, 0, 1)[2:]], 2)]
    supplies = [replace(one, place=f"s.csv:{n}")
                for n, one in enumerate([*coming("firm", 1, 1, 1), *coming("optional", 0, 1)[1:]], 2)]  # fmt: skip
    found = cover(demands, supplies)
    told = [(one.code, one.place) for one in found if isinstance(one, Problem)]
    assert told == [("cover-gap", "d.csv:3"), ("cover-outside", "s.csv:3"), ("cover-outside", "s.csv:5")]


def test_what_comes_from_no_file_is_told_once() -> None:
    assert codes(needed(1), [*coming("firm", 0, 1), *coming("optional", 0, 1)]) == ["cover-outside"]
