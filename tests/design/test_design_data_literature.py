"""Literature tables: bad rows found by rules, sound ones left alone; end members and what temperature does to them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.design.materials import (
    anisotropy_field_tesla,
    end_members,
    exchange_j_per_m,
    formula_atoms,
    kuzmin,
    kuzmin_shape,
    measured_magnets,
    read_literature,
    saturation_tesla,
    shipped_literature,
)
from monazite.design.materials.literature import MOST_ROWS

TABLE = (resources.files("monazite.design.materials") / "literature.csv").read_text("utf-8-sig")
ROWS = list(csv.reader(TABLE.splitlines(), delimiter=";"))
BAD = {10, 15, 42, 43, 121, 124, 128, 130, 151}
"""Rows that are wrong beyond doubt: another compound's lattice and Tc, misplaced or missing atoms, mistyped digits."""
DOUBTFUL = {25, 76, 91, 146, 170, 195}
"""Rows that no other source supports."""


def written(tmp_path: Path, rows: list[list[str]], between: str = ";", encoding: str = "utf-8") -> Path:
    path = tmp_path / "literature.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=between).writerows(rows)
    return path


def changed(row: int, column: str, change: Callable[[str], str]) -> list[list[str]]:
    """The shipped table with one cell changed; the row is counted from 1, as in the file."""
    rows = [list(one) for one in ROWS]
    at = rows[0].index(column)
    rows[row - 1][at] = change(rows[row - 1][at])
    return rows


def test_every_bad_row_is_found_and_few_others() -> None:
    found = shipped_literature()
    assert len(found.rows) == 198
    assert not found.problems
    assert set(found.flags) == BAD | DOUBTFUL


def test_one_paper_under_many_dois_is_noted_but_not_flagged() -> None:
    assert [one.code for one in shipped_literature().notes] == ["literature-dois"]


@pytest.mark.parametrize(
    ("row", "column", "change"),
    [
        (118, "a", lambda text: f"{float(text) * 10}"),
        (118, "a", lambda text: f"{float(text) * 1.02}"),
        (118, "c", lambda text: f"{float(text) * 0.97}"),
        (118, "Nd", lambda _: "0"),
        (118, "Pr", lambda _: "2"),
        (118, "mu0Ha (T)", lambda text: f"{float(text) * 2}"),
        (118, "mu0Ms (T)", lambda text: f"{float(text) * 1.3}"),
        (118, "Tc (K)", lambda _: "312"),
        (118, "V", lambda text: f"{float(text) * 1.05}"),
        (118, "Compound", lambda _: "Neodymium"),
        (36, "a", lambda text: f"{float(text) * 1.03}"),
        (36, "Tc (K)", lambda text: f"{float(text) - 273}"),
    ],
)
def test_a_fault_that_is_put_in_is_found(tmp_path: Path, row: int, column: str, change: Callable[[str], str]) -> None:
    assert ROWS[row - 1][ROWS[0].index(column)], "the cell to be changed is filled"
    found = read_literature(written(tmp_path, changed(row, column, change)))
    assert row in found.flags
    assert set(found.flags) - {row} == BAD | DOUBTFUL


def test_a_row_that_stands_twice_is_found(tmp_path: Path) -> None:
    found = read_literature(written(tmp_path, [*ROWS, ROWS[117]]))
    assert [one.code for one in found.flags[len(ROWS) + 1]] == ["row-twice"]


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 198))
def test_a_lattice_constant_in_angstrom_is_always_found(tmp_path_factory: pytest.TempPathFactory, row: int) -> None:
    if ROWS[row - 1][ROWS[0].index("a")]:
        path = written(tmp_path_factory.mktemp("one"), changed(row, "a", lambda text: f"{float(text) * 10:.4f}"))
        assert row in read_literature(path).flags


def test_commas_byte_order_mark_and_gbk_are_read(tmp_path: Path) -> None:
    for between, encoding in ((",", "utf-8"), (";", "utf-8-sig"), (";", "gb18030")):
        assert set(read_literature(written(tmp_path, ROWS, between, encoding)).flags) == BAD | DOUBTFUL


def test_a_few_rows_alone_are_read_without_guessing(tmp_path: Path) -> None:
    found = read_literature(written(tmp_path, ROWS[:4]))
    assert len(found.rows) == 3
    assert not found.flags


def test_nan_is_no_number_and_not_wrong(tmp_path: Path) -> None:
    found = read_literature(written(tmp_path, changed(118, "Tc (K)", lambda _: "NaN")))
    assert not found.problems
    assert found.rows[116].curie_kelvin is None


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "table-empty"), (ROWS[:1], "table-empty"), ([["a"], ["1"]], "column-missing"),
        ([[*ROWS[0], "colour"], [*ROWS[1], "red"]], "column-strange"),
        ([ROWS[0], [*ROWS[1][:-1], "warm"]], "cell-wrong"), ([ROWS[0], ROWS[1][:-1]], "row-width"),
        ([ROWS[0], *[ROWS[1]] * (MOST_ROWS + 1)], "rows-many"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(tmp_path: Path, rows: list[list[str]], code: str) -> None:
    found = read_literature(written(tmp_path, rows))
    assert code in {one.code for one in found.problems}


@given(st.text(max_size=30))
def test_any_text_is_a_formula_or_none(text: str) -> None:
    found = formula_atoms(text)
    assert found is None or all(count >= 0 for count in found.values())


def test_formulas_are_counted() -> None:
    assert formula_atoms("La0.58CePr0.1Nd0.32Fe12Co2B") == {
        "La": 0.58, "Ce": 1, "Pr": 0.1, "Nd": 0.32, "Fe": 12, "Co": 2, "B": 1,
    }  # fmt: skip
    assert formula_atoms("nonsense") is None


@pytest.mark.parametrize("formula", list(end_members()))
def test_end_member_stands_within_its_spread_and_passes_its_anchors(formula: str) -> None:
    one = end_members()[formula]
    for number in (one.saturation_tesla_300k, one.anisotropy_field_tesla_300k, one.curie_kelvin, one.density_kg_per_m3):
        assert number.low <= number.value <= number.high
        assert number.sources
    assert saturation_tesla(one, 0) == pytest.approx(one.saturation_tesla_0k.value)
    assert saturation_tesla(one, 300) == pytest.approx(one.saturation_tesla_300k.value)
    assert saturation_tesla(one, one.curie_kelvin.value + 1) == 0
    assert anisotropy_field_tesla(one, 300) == pytest.approx(one.anisotropy_field_tesla_300k.value)
    assert (one.anisotropy_field_tesla_300k.value < 0) == (one.easy == "plane")


@given(st.sampled_from(["La", "Ce", "Pr", "Nd", "Y", "Lu"]), st.floats(250, 700), st.floats(250, 700))
def test_light_phases_lose_saturation_and_anisotropy_with_heat(rare_earth: str, one: float, other: float) -> None:
    phase = end_members()[f"{rare_earth}2Fe14B"]
    cool, hot = sorted((one, other))
    assert saturation_tesla(phase, hot) <= saturation_tesla(phase, cool)
    assert anisotropy_field_tesla(phase, hot) <= anisotropy_field_tesla(phase, cool)


@given(st.floats(0, 1), st.floats(0.3, 1.2))
def test_curve_of_kuzmin_runs_from_one_to_nought(part: float, shape: float) -> None:
    assert 0 <= kuzmin(part * 586, 586, shape) <= 1 + 1e-12


def test_neodymium_loses_a_tenth_of_a_percent_a_kelvin() -> None:
    phase = end_members()["Nd2Fe14B"]
    cool, hot = saturation_tesla(phase, np.array([293.15, 393.15]))
    assert (hot / cool - 1) / 100 == pytest.approx(-0.00112, abs=0.0001)
    assert 0.8 <= kuzmin_shape(phase) <= 1.1
    assert anisotropy_field_tesla(phase, 450) == pytest.approx(4.07, rel=0.05)
    exchange = exchange_j_per_m(phase, 450)
    assert exchange is not None
    assert exchange < 7.7e-12


def test_conflicts_of_the_literature_are_listed_and_widen_nothing() -> None:
    dysprosium = end_members()["Dy2Fe14B"]
    assert any("26.34" in one.sentence("en") for one in dysprosium.conflicts)
    assert dysprosium.anisotropy_field_tesla_300k.high < 20
    assert end_members()["Ce2Fe14B"].curie_kelvin.high < 460


def test_density_of_neodymium_phase_is_that_of_its_lattice() -> None:
    assert end_members()["Nd2Fe14B"].density_kg_per_m3.value == pytest.approx(7600, abs=5)


def test_measured_magnets_name_their_paper() -> None:
    assert [one.hcj_a_per_m for one in measured_magnets() if one.series == "ce-series-2022"] == [
        1053e3, 912e3, 912e3, 732e3,
    ]  # fmt: skip
    for one in measured_magnets():
        assert one.source
        assert one.locator
        assert sum(one.weight_ppm.values()) <= 1_000_000
