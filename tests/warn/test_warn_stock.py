"""Stock and flow: the figures of others, the balance of matter, and tables that are refused."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.core import Problem
from monazite.warn.outlook import (
    AGE_ADDED,
    Lifetime,
    inflow_for_stock,
    never_retired,
    parse_convention,
    parse_lifetime,
    read_inflow,
    stock_and_flow,
    stock_by_density,
)
from monazite.warn.outlook.cohorts import shares_in_use

DATA = Path(__file__).parent / "data"
WEIBULL = Lifetime("weibull", 15.0, 3.5)
WIND = Lifetime("weibull", 20.0, 4.07)
LIFETIMES = st.sampled_from(
    [WEIBULL, Lifetime("normal", 15, 4), Lifetime("lognormal", 9, 5), Lifetime("foldednormal", 3, 4),
     Lifetime("fixed", 4, 0)]
)  # fmt: skip
INFLOWS = st.lists(st.floats(0, 1e6), min_size=1, max_size=30)


def columns(name: str) -> dict[str, list[float]]:
    rows = list(csv.DictReader((DATA / name).read_text("utf-8").splitlines()))
    return {key: [float(row[key]) for row in rows] for key in rows[0] if key != "source"}


@pytest.mark.parametrize("convention", AGE_ADDED)
def test_stock_equals_the_reference(convention: str) -> None:
    reference = columns("stock_weibull.csv")
    found = stock_and_flow(2005, reference["inflow"], WEIBULL, convention)
    assert [one.stock for one in found] == pytest.approx(
        reference[f"stock_inflow_at_{convention}"], rel=1e-14, abs=1e-9
    )
    last = {"start": 118_894.27, "middle": 120_776.158, "end": 122_554.359}[convention]
    assert found[-1].stock == pytest.approx(last, abs=1e-3)


def test_the_published_wind_model_by_its_own_rule() -> None:
    reference = columns("stock_wind.csv")
    found = stock_by_density(1993, reference["inflow"][:27], reference["stock"][27:], WIND)
    for name in ("inflow", "stock", "outflow"):
        assert [getattr(one, name) for one in found] == pytest.approx(reference[name], abs=1e-8)


def test_the_flaw_of_the_published_wind_model() -> None:
    reference = columns("stock_wind.csv")
    assert never_retired(WIND, 27) == pytest.approx(0.1202, abs=1e-4)
    assert never_retired(WIND, 31) == pytest.approx(0.0233, abs=1e-4)
    published = sum(reference["inflow"][27:])
    counted = sum(inflow_for_stock(reference["stock"], WIND, "end")[27:])
    assert 1 < counted / published < 1.01


@pytest.mark.parametrize(
    ("lifetime", "expected"),
    [
        (Lifetime("normal", 15, 4), [0.9997673709209645, 0.9937903346742238, 0.5, 8.841728520080377e-05]),
        (Lifetime("lognormal", 15, 4), [1.0, 0.9999755185454045, 0.4478678313194327, 0.002754672924231913]),
        (Lifetime("foldednormal", 15, 4), [0.9997990421627976, 0.9937906213257958, 0.5, 8.841728520080377e-05]),
        (WEIBULL, [0.9999471444204365, 0.9853346256219788, 0.5011196470801916, 0.0004029255510042751]),
        (Lifetime("fixed", 15, 0), [1.0, 1.0, 0.0, 0.0]),
    ],
)
def test_shares_in_use_are_scipys(lifetime: Lifetime, expected: list[float]) -> None:
    assert [lifetime.share_in_use(age) for age in (1, 5, 15, 30)] == pytest.approx(expected, rel=1e-9, abs=1e-13)


@settings(max_examples=60)
@given(INFLOWS, LIFETIMES, st.sampled_from(sorted(AGE_ADDED)))
def test_nothing_is_lost(inflow: list[float], lifetime: Lifetime, convention: str) -> None:
    found = stock_and_flow(2000, inflow, lifetime, convention)
    total = math.fsum(inflow)
    assert math.fsum(one.outflow for one in found) + found[-1].stock == pytest.approx(total, abs=1e-6)
    assert all(one.outflow >= -1e-6 for one in found)
    assert all(-1e-9 <= one.stock <= total + 1e-6 for one in found)


@settings(max_examples=40)
@given(INFLOWS, st.sampled_from(sorted(AGE_ADDED)))
def test_a_stock_gives_back_its_inflow(inflow: list[float], convention: str) -> None:
    stock = [one.stock for one in stock_and_flow(2000, inflow, WEIBULL, convention)]
    assert inflow_for_stock(stock, WEIBULL, convention) == pytest.approx(inflow, abs=1e-6)


@settings(max_examples=40)
@given(INFLOWS, LIFETIMES)
def test_what_comes_later_in_the_year_is_there_longer(inflow: list[float], lifetime: Lifetime) -> None:
    last = [stock_and_flow(2000, inflow, lifetime, name)[-1].stock for name in ("start", "middle", "end")]
    assert last[0] <= last[1] + 1e-6
    assert last[1] <= last[2] + 1e-6


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("year,inflow\n2005,1\n2007,1\n", "year-gap", "in.csv:3"),
        ("year,inflow\n2005,1\n2005,1\n", "row-twice", "in.csv:3"),
        ("year,inflow\n2005,1\n2004,1\n", "year-gap", "in.csv:3"),
        ("year,inflow\n2005,-1\n2006,1\n", "cell-wrong", "in.csv:2"),
        ("year,inflow\n2005,nan\n2006,1\n", "cell-wrong", "in.csv:2"),
        ("year,inflow\n2005,\n", "cell-wrong", "in.csv:2"),
        ("year,inflow\n2005.5,1\n", "cell-wrong", "in.csv:2"),
        ("year,inflow\n2005,1,1\n", "row-width", "in.csv:2"),
        ("year,inflow\n", "table-empty", "in.csv"),
        ("", "table-empty", "in.csv"),
        ("yaer,inflow\n2005,1\n", "column-missing", "in.csv:1"),
        ("year,inflow_tonnes,inflow_units\n2005,1,1\n", "column-twice", "in.csv:1"),
        ('year,inflow\n2005,"1\n', "file-unreadable", "in.csv"),
        ("year,年份,inflow\n2005,2005,1\n", "column-twice", "in.csv:1"),
        ("year,inflow,流入量\n2005,1,1\n", "column-twice", "in.csv:1"),
    ],
)
def test_a_bad_table_is_one_problem(tmp_path: Path, text: str, code: str, place: str) -> None:
    path = tmp_path / "in.csv"
    path.write_text(text, "utf-8")
    found = read_inflow(path)
    assert [(one.code, one.place) for one in found.problems] == [(code, place)]
    assert not found.amounts
    assert found.problems[0].sentence("zh")


def test_tables_that_are_read(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(b"\xef\xbb\xbfyear,inflow_tonnes,note\r\n2005, 1.5 ,x\r\n\r\n2006,0,y\r\n")
    found = read_inflow(path)
    assert (found.first_year, found.amounts, found.unit, found.problems) == (2005, (1.5, 0.0), "tonnes", ())
    assert [one.code for one in read_inflow(tmp_path / "none.csv").problems] == ["file-missing"]
    for name in ("流入量", "流入"):
        path.write_bytes(f"年份,{name}_吨\n2005,1.5\n".encode("gb18030"))
        found = read_inflow(path)
        assert (found.first_year, found.amounts, found.unit, found.problems) == (2005, (1.5,), "吨", ())


def test_a_long_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("year,inflow\n" + "".join(f"{year},1\n" for year in range(1000, 2001)), "utf-8")
    assert [one.code for one in read_inflow(path).problems] == ["rows-many"]


@pytest.mark.parametrize(
    "text",
    ["weibull:100:0.0001", "weibull:0.01:1000", "weibull:0.01:1e-30", "weibull:100:1e-30", "lognormal:15:1e-30",
     "lognormal:1e-30:1000", "normal:1e-30:1e-30", "foldednormal:1000:1e-30", "fixed:1e-30"],
)  # fmt: skip
def test_the_oddest_lifetimes_still_lose_nothing(text: str) -> None:
    lifetime = parse_lifetime(text)
    assert isinstance(lifetime, Lifetime)
    found = stock_and_flow(2000, [1e30, 0, 5], lifetime, "start")
    assert math.fsum(one.outflow for one in found) + found[-1].stock == pytest.approx(1e30 + 5)
    shares = [lifetime.share_in_use(age) for age in (1.0, 2.0, 3.0)]
    assert shares_in_use(lifetime, np.array([1.0]), 3, "start")[0].tolist() == pytest.approx(shares)


@pytest.mark.parametrize(
    ("text", "code"),
    [("weibull", "figures"), ("weibull:3.5", "figures"), ("weibull:3.5:15:1", "figures"), ("normal:nan:4", "figures"),
     ("fixed:1e308", "figures"), ("weibull:3.5:0", "outside"), ("weibull:-1:15", "outside"), ("fixed:1e9", "outside"),
     ("weibull:1e20:15", "outside"), ("weibull:0.001:15", "outside"), ("weibull:0:15", "outside"),
     ("normal:15:0", "outside"), ("weibul:3.5:15", "wrong"), ("", "wrong"), ("1e308", "wrong")],
)  # fmt: skip
def test_a_lifetime_that_is_none_is_a_problem(text: str, code: str) -> None:
    found = parse_lifetime(text)
    assert isinstance(found, Problem)
    assert found.code == f"lifetime-{code}"


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("weibull:0:5", "应为 0.01 至 100 的形状参数，实为“weibull:0:5”中的“0”", "a shape from 0.01 to 100, found “0”"),
        ("fixed:0", "大于 0、至多 1000 的平均年数", "a mean above 0 and up to 1000 years"),
        ("normal:15", "normal:平均年数:标准差，如 normal:15:4", "normal:MEAN:DEVIATION, such as normal:15:4"),
        ("weibul:3:5", "最接近的是“weibull:3.5:15”", "the nearest is “weibull:3.5:15”"),
        ("zzz", "请照其中一种写", "write one like these"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_lifetime_is_said_plainly(text: str, zh: str, en: str) -> None:
    found = parse_lifetime(text)
    assert isinstance(found, Problem)
    assert zh in found.sentence("zh")
    assert en in found.sentence("en")


def test_a_number_beyond_what_is_read_says_the_limits(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("year,inflow\n2000,1e308\n2001,-1\n2002,x\n", "utf-8")
    found = read_inflow(path).problems
    assert [one.code for one in found] == ["number-beyond", "cell-wrong", "cell-wrong"]
    assert "a power of ten of 30 at most, found “1e308”" in found[0].sentence("en")
    assert "10 的指数不超过 30" in found[0].sentence("zh")


def test_columns_that_are_not_known_are_said_and_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("year,inflow,inflo,note\n2000,1,2,x\n", "utf-8")
    found = read_inflow(path)
    assert (found.amounts, found.problems) == ((1.0,), ())
    (said,) = found.notices
    assert said.sentence("en") == (
        "in.csv:1: expected the columns year, inflow, found inflo, note besides; they were passed over; "
        "rename one that is misspelt."
    )
    assert "另有 inflo, note" in said.sentence("zh")


@pytest.mark.parametrize("name", ["weibull:3.5:15", "normal:15:4", "lognormal:15:4", "foldednormal:15:4", "fixed:15"])
def test_the_lifetimes_that_problems_name_can_be_used(name: str) -> None:
    found = parse_lifetime(name)
    assert isinstance(found, Lifetime)
    assert found.mean_years == 15


def test_conventions() -> None:
    assert parse_convention("middle") == "middle"
    assert isinstance(parse_convention("Mitte"), Problem)
