"""Tables from outside: a bad row is one Problem, and no score is made of half a table."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from monazite.core import Problem
from monazite.warn.criticality import scores

DATA = Path(__file__).parent / "data"
HEAD = "year,country,t_reo\n"


def problems(folder: Path, text: str, method: str = "hhi", name: str = "production.csv") -> list[Problem]:
    (folder / name).write_text(text, "utf-8")
    found, inputs = scores(method, folder)
    assert not (found and inputs.problems)
    return list(inputs.problems)


@pytest.mark.parametrize(
    ("row", "code", "found"),
    [
        ("2023,China,-5", "cell-wrong", "-5"),
        ("2023,China,nan", "cell-wrong", "nan"),
        ("2023,China,1e999", "number-beyond", "1e999"),
        ("2023,China,", "cell-wrong", ""),
        ('2023,China,"1,000"', "cell-wrong", "1,000"),
        ("23,China,5", "cell-wrong", "23"),
        ("2023,Chnia,5", "country-unknown", "Chnia"),
        ("2023,China", "row-width", "2"),
        ("2023,Australia,7", "row-twice", "Australia"),
    ],
)
def test_a_bad_row_is_one_problem(tmp_path: Path, row: str, code: str, found: str) -> None:
    (wrong,) = problems(tmp_path, f"{HEAD}2023,Australia,5\n{row}\n")
    assert (wrong.code, wrong.place) == (code, "production.csv:3")
    assert found in wrong.sentence("en")
    assert found in wrong.sentence("zh")


def test_every_bad_row_is_told(tmp_path: Path) -> None:
    assert len(problems(tmp_path, HEAD + "2023,China,x\n2023,India,5\nx,India,5\n")) == 2


def test_columns_are_known_or_refused(tmp_path: Path) -> None:
    (wrong,) = problems(tmp_path, "year,country,t_reo,sorce\n2023,China,5,USGS\n")
    assert wrong.code == "column-strange"
    assert "source" in wrong.action.en
    (tmp_path / "production.csv").unlink()
    (wrong,) = problems(tmp_path, "year,country,treo\n2023,China,5\n")
    assert wrong.code == "column-missing"


def test_what_is_no_table_is_a_problem(tmp_path: Path) -> None:
    assert [one.code for one in problems(tmp_path, HEAD)] == ["table-empty"]
    (tmp_path / "production.csv").write_bytes(b"year,country,t_reo\n2023,\xff,5\n")
    assert [one.code for one in scores("hhi", tmp_path)[1].problems] == ["file-unreadable"]
    (tmp_path / "production.csv").write_bytes(b"\xd6\xd0,\xb9\xfa\n1,2\n")  # a file of another kind and encoding
    assert not scores("hhi", tmp_path)[1].problems
    assert [one.code for one in scores("hhi", tmp_path / "none")[1].problems] == ["inputs-missing"]


def test_a_method_says_which_table_it_lacks(tmp_path: Path) -> None:
    (wrong,) = scores("n-1", tmp_path)[1].problems
    assert wrong.code == "form-missing"
    assert "demand_t_reo" in wrong.sentence("en")


def test_other_years_subjects_and_stages(tmp_path: Path) -> None:
    (tmp_path / "made.csv").write_text(
        "year,country,t_reo,subject,stage\n2031,China,60,Dysprosium,separation\n2031,Malaysia,20,Dysprosium,separation\n"
        "2032,China,60,Dysprosium,separation\n"
    )
    (tmp_path / "demand.csv").write_text("year,demand_t_reo,subject,stage\n2031,40,Dysprosium,separation\n")
    found, inputs = scores("n-1", tmp_path)
    assert not inputs.problems
    first, second = found
    assert (first.subject, first.stage, first.year) == ("Dysprosium", "separation", 2031)
    assert first.span is not None
    assert float(first.span.value) == 0.5
    assert second.span is None
    assert second.missing is not None


def test_a_year_without_production_says_so(tmp_path: Path) -> None:
    copytree(DATA, tmp_path, dirs_exist_ok=True)
    (tmp_path / "production.csv").write_text(HEAD + "2018,China,5\n2018,Japan,5\n")
    found, _ = scores("geopolrisk", tmp_path)
    assert {one.year for one in found if one.span} == {2018}
    assert all(one.missing is not None for one in found if one.span is None)


def test_governance_of_a_country_stands_once(tmp_path: Path) -> None:
    copytree(DATA, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "stability.csv"
    lines = path.read_text("utf-8").splitlines()
    china = next(line for line in lines if line.startswith("CHN,"))
    path.write_text("\n".join([*lines, china]) + "\n", "utf-8")
    (wrong,) = scores("geopolrisk", tmp_path)[1].problems
    assert wrong.code == "row-twice"
    path.write_text("\n".join([*lines, "GUY,328,0.1,0.2,0.3,x,y", "GUY,328,0.2,0.2,0.3,x,y"]) + "\n", "utf-8")
    assert not scores("geopolrisk", tmp_path)[1].problems  # nobody imports from there


def test_a_country_by_another_name_is_the_same(tmp_path: Path) -> None:
    (wrong,) = problems(tmp_path, HEAD + "2023,Burma,5\n2023,Myanmar,5\n")
    assert wrong.code == "row-twice"


def test_flows_stand_in_one_file_only(tmp_path: Path) -> None:
    copytree(DATA, tmp_path, dirs_exist_ok=True)
    lines = (DATA / "imports.csv").read_text("utf-8").splitlines()
    (tmp_path / "more.csv").write_text("\n".join([lines[0], lines[5]]) + "\n")
    (wrong,) = scores("geopolrisk", tmp_path)[1].problems
    assert (wrong.code, wrong.place) == ("row-twice", "more.csv:2")
    assert "imports.csv:6" in wrong.sentence("en")


def test_a_source_of_its_own_for_every_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("country,baci_code,iso3,2030\nChina,156,CHN,50\nCongo D.R.,180,COD,50\n")
    (tmp_path / "b.csv").write_text(HEAD + "2030,China,60\n2030,Other,20\n")
    (one,), inputs = scores("hhi", tmp_path)
    assert not inputs.problems
    assert one.span is not None
    assert [source for source, _ in one.sources] == ["a.csv", "b.csv"]
    assert float(one.span.value) == 0.5
    assert float(one.span.high) == pytest.approx(0.6312, abs=1e-3)


def test_a_list_of_problems_ends(tmp_path: Path) -> None:
    found = problems(tmp_path, HEAD + "".join(f"{year},China,x\n" for year in range(1900, 2200)))
    assert len(found) == 201
    assert found[-1].code == "many-problems"


def test_the_formula_runs_on_rows_of_its_terms(tmp_path: Path) -> None:
    (tmp_path / "terms.csv").write_text(
        "material,year,stage,HHI_WGI_t_GS,HHI_WGI_t_EU,IR_pct,EoL_RIR_pct,SI_SR\n"
        "Dysprosium,2023,processing,5.68,,100,1,0.99\nNeodymium,2023,extraction,5,3,80,1,0.99\n"
    )
    found, inputs = scores("eu", tmp_path)
    assert not inputs.problems
    values = [float(one.span.value) for one in found if one.span]
    assert values == pytest.approx([5.566968, 3.72438], abs=1e-9)
