"""Tables of grades: read in any form, flagged by rules, shown in both systems of units."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.design.curve import curve_of, points
from monazite.design.grades import (
    class_in_name,
    class_of,
    classes,
    families,
    flagged,
    grade_lines,
    grades,
    named_grades,
    read_grades,
    recoil_of,
    squareness_of,
    standard_key,
)
from monazite.design.record import MU0, Grade

SOUND = "N42,1.28,1.33,900,955,318,334"
HEADER = "grade,Br_min_T,Br_max_T,HcB_min_kAm,HcJ_min_kAm,BHmax_min_kJm3,BHmax_max_kJm3"


def read(tmp_path: Path, text: str, encoding: str = "utf-8") -> tuple[Grade, ...]:
    path = tmp_path / "grades.csv"
    path.write_bytes(text.encode(encoding))
    found = read_grades(path)
    assert not found.problems
    return found.grades


def codes(grade: Grade) -> set[str]:
    return {one.code for one in grade.flags}


def middle(low: float | None, high: float | None) -> float:
    assert low
    return (low + high) / 2 if high else low


@pytest.mark.parametrize("grade", [one for one in grades() if not one.flags], ids=lambda one: f"{one.maker}-{one.name}")
def test_curve_of_a_sound_row_meets_its_data_sheet(grade: Grade) -> None:
    br, hcj = (
        middle(grade.br_min_tesla, grade.br_max_tesla),
        middle(grade.hcj_min_a_per_m, grade.hcj_max_a_per_m),
    )
    found = points(curve_of(br, hcj, recoil_of(grade), squareness_of(grade)))
    assert found.hcb_a_per_m >= (grade.hcb_min_a_per_m or 0)
    assert found.hcb_a_per_m <= br / (MU0 * recoil_of(grade)) * (1 + 1e-9)
    if grade.bhmax_min_j_per_m3 and grade.bhmax_max_j_per_m3:
        assert grade.bhmax_min_j_per_m3 * 0.97 <= found.bhmax_j_per_m3 <= grade.bhmax_max_j_per_m3 * 1.03


def test_known_contradictions_of_the_shipped_rows_are_flagged() -> None:
    found = {(one.maker, one.name): codes(one) for one in grades() if one.flags}
    for name in ("N48", "N50", "N52"):
        assert found["Magnova", name] == {"grade-under"}
    assert found["Magnova", "N48H"] == {"grade-class"}
    assert found["shanghaimagnet", "N35"] == {"grade-beyond"}
    assert found["Vormag", "N45"] == {"grade-copy"}
    assert found["chinamagnetfactory", "N48"] == {"grade-beyond", "grade-class"}
    assert found["aomagnet", "C10"] == {"grade-beyond"}


def test_no_other_row_of_the_main_table_is_flagged() -> None:
    assert [one.name for one in grades() if one.maker == "Magnova" and one.flags] == ["N48", "N50", "N52", "N48H"]
    assert sum(one.maker == "Magnova" for one in grades()) == 44


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("N42,1.33,1.28,900,955,318,334", "grade-order"),
        ("N42,12.8,13.3,900,955,318,334", "grade-beyond"),
        ("N42,1.28,1.33,960,900,318,334", "grade-beyond"),
        ("N42H,1.28,1.33,1020,1353,318,334", "grade-beyond"),
        ("N42,1.28,1.33,900,955,340,334", "grade-beyond"),
        ("N42,1.28,1.33,800,955,318,334", "grade-under"),
        ("N42SH,1.28,1.33,939,1353,318,334", "grade-class"),
        ("N52,1.28,1.33,900,955,318,334", "grade-number"),
    ],
)
def test_each_contradiction_has_its_flag(tmp_path: Path, row: str, code: str) -> None:
    (found,) = read(tmp_path, f"{HEADER}\n{row}\n")
    assert code in codes(found)


def test_sound_row_has_no_flag(tmp_path: Path) -> None:
    (found,) = read(tmp_path, f"{HEADER}\n{SOUND}\n")
    assert not found.flags
    assert found.family == "sintered-ndfeb"
    assert found.grade_class == "N"


def test_copied_remanence_is_found_at_the_row_it_does_not_fit(tmp_path: Path) -> None:
    copied = "N38,1.28,1.33,900,955,287,310"
    for rows in (f"{copied}\n{SOUND}", f"{SOUND}\n{copied}"):
        found = {one.name: codes(one) for one in read(tmp_path, f"{HEADER}\n{rows}\n")}
        assert "grade-copy" in found["N38"]
        assert not found["N42"]


CHINESE = (
    "牌号,剩磁最小值(T),剩磁最大值(T),磁感矫顽力最小值(kA/m),内禀矫顽力最小值(kA/m),"
    "最大磁能积最小值(kJ/m3),最大磁能积最大值(kJ/m3)"
)
MILLITESLA = "Grade,br_min_mt,BR_MAX_MT,Hcb min kA/m,HCJ_MIN_KA_M,BHmax_min_kJ_m3,bhmax_max_kj_m3"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (f"{MILLITESLA}\nN42,1280,1330,900,955,318,334\n", "utf-8"), (f"{CHINESE}\n{SOUND}\n", "gb18030"),
        (f"{HEADER}\n{SOUND}\n", "utf-8-sig"), (f"{HEADER}\r\n{SOUND}\r\n", "utf-8"),
    ],
)  # fmt: skip
def test_other_headings_and_encodings_say_the_same(tmp_path: Path, text: str, encoding: str) -> None:
    (found,) = read(tmp_path, text, encoding)
    assert found.br_min_tesla == pytest.approx(1.28)
    assert found.hcj_min_a_per_m == pytest.approx(955e3)
    assert found.bhmax_max_j_per_m3 == pytest.approx(334e3)


def test_cgs_is_read_and_held_against_si(tmp_path: Path) -> None:
    header = "grade,Br_min_kGs,HcJ_min_kAm,HcJ_min_kOe,BHmax_min_MGOe"
    good, bad = read(tmp_path, f"{header}\nN42,12.8,955,12,40\nN40,12.5,955,14,38\n")
    assert good.br_min_tesla == pytest.approx(1.28)
    assert good.bhmax_min_j_per_m3 == pytest.approx(318.3e3, rel=1e-3)
    assert not good.flags
    assert codes(bad) == {"grade-units"}


def test_blank_cells_are_none(tmp_path: Path) -> None:
    (found,) = read(tmp_path, f"{HEADER}\nYXG30H,1.08,1.10,788,1990,,\n")
    assert found.bhmax_min_j_per_m3 is None
    assert found.family == "sm2co17"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "table-empty"), (f"{HEADER}\n", "table-empty"), ("Br_min_T\n1.2\n", "column-missing"),
        (f"{HEADER},colour\n{SOUND},red\n", "column-strange"), (f"{HEADER}\nN42,abc,1,1,1,1,1\n", "cell-wrong"),
        (f"{HEADER}\nN42,-1,1,1,1,1,1\n", "cell-wrong"), (f"{HEADER}\nN42,1\n", "row-width"),
        ("grade,Br_min_T,br min t\nN42,1,1\n", "column-twice"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "grades.csv"
    path.write_text(text, "utf-8")
    assert code in {one.code for one in read_grades(path).problems}


def test_missing_file_is_said(tmp_path: Path) -> None:
    assert [one.code for one in read_grades(tmp_path / "none.csv").problems] == ["file-missing"]


@given(
    st.sampled_from([one for one in grades() if not one.flags and one.family == "sintered-ndfeb"]), st.floats(1.1, 3)
)
def test_an_energy_product_beyond_the_law_is_flagged(grade: Grade, times: float) -> None:
    assert grade.br_max_tesla
    beyond = replace(grade, bhmax_max_j_per_m3=grade.br_max_tesla**2 / (4 * MU0) * times)
    assert "grade-beyond" in codes(flagged([beyond])[0])


@pytest.mark.parametrize(
    ("name", "grade_class"),
    [
        ("N35", "N"),
        ("42SH", "SH"),
        ("N33AH", "TH"),
        ("N30TH", "TH"),
        ("S-NdFeB-240/200", "UH"),
        ("N35XY", ""),
        ("", ""),
    ],
)
def test_names_of_makers_and_of_the_standard_tell_the_class(name: str, grade_class: str) -> None:
    assert class_in_name(name) == grade_class


def test_class_is_the_highest_that_is_reached() -> None:
    assert [class_of(one.hcj_min_a_per_m) for one in classes().values()] == list(classes())
    assert class_of(954e3) == ""


def test_every_shipped_row_has_family_and_source() -> None:
    for one in grades():
        assert one.family in families()
        assert one.source
        assert one.locator


def test_lines_show_both_systems() -> None:
    one = next(one for one in grades() if one.name == "N42SH")
    lines = {line.property: line for line in grade_lines(one)}
    assert (lines["br"].low, lines["br"].cgs_unit) == (1.28, "kGs")
    assert lines["br"].cgs_low == pytest.approx(12.8)
    assert lines["hcj"].cgs_low == pytest.approx(20.0, abs=0.01)
    assert lines["bhmax"].cgs_high == pytest.approx(42, abs=0.1)
    assert lines["tmax"].low == pytest.approx(150)
    assert lines["hcj"].high is None


def test_a_name_stands_for_the_first_sound_row() -> None:
    named = named_grades()
    assert (named["N45"].maker, named["N45"].flags) == ("Magnova", ())
    assert named["N52"].maker == "shanghaimagnet"
    assert named[standard_key(" n45 ")] is named["N45"]
    assert named[standard_key("33AH")].name == "N33AH"
    assert [one.name for one in named.values() if one.flags] == ["N48H", "N55", "C10", "BNP-2"]
