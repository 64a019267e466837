"""Daily prices from outside: every form that is read, and everything that is left out and said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from tests.warn.price_files import rows, spoiled, walks, weekdays, write

from monazite.core import Problem
from monazite.warn.backtest import Prices, read_prices
from monazite.warn.backtest.cells import day_of
from monazite.warn.backtest.tables import MOST_ALIKE, few

VALUES = walks(1, 260, 2, 0.004)


def read(tmp_path: Path, lines: list[list[str]], names: tuple[str, ...] = ("Nd", "Pr")) -> Prices:
    return read_prices(write(tmp_path / "prices.csv", names, lines))


def codes(found: Prices) -> list[str]:
    return [one.code for one in found.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
@pytest.mark.parametrize("is_chinese", [True, False])
def test_a_sound_file(tmp_path: Path, encoding: str, is_chinese: bool) -> None:  # noqa: FBT001  a parameter of pytest
    names = ("氧化钕", "氧化镨") if encoding == "gbk" or is_chinese else ("Nd", "Pr")
    found = read_prices(write(tmp_path / "a.csv", names, rows(VALUES), is_chinese=is_chinese, encoding=encoding))
    assert (found.products, found.problems) == (names, ())
    np.testing.assert_allclose(found.values, VALUES)
    assert found.days[0] == date(2021, 1, 4)


def test_columns_of_year_month_and_day_and_units_in_brackets(tmp_path: Path) -> None:
    lines = ["日期,氧化镝平均价（元/公斤）,年,月,日"]
    lines += [f"{day:%Y/%m/%d},{price},{day.year},{day.month},{day.day}"
              for day, price in zip(weekdays(260), VALUES[:, 0], strict=True)]  # fmt: skip
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines), "utf-8")
    assert read_prices(path).products == ("氧化镝",)
    assert not read_prices(path).problems
    lines[5] = lines[5].replace(",2021,", ",2020,")
    path.write_text("\n".join(lines), "utf-8")
    found = read_prices(path)
    assert codes(found) == ["backtest-date-split"]
    assert found.problems[0].place == "a.csv:6"
    assert len(found.days) == 259


@pytest.mark.parametrize(
    ("text", "day"),
    [("2021-1-4", date(2021, 1, 4)), ("20210104", date(2021, 1, 4)), ("2021年1月4日", date(2021, 1, 4)),
     ("２０２１/01/04", date(2021, 1, 4)), ("2021-01-04 00:00:00", date(2021, 1, 4)), ("2021-02-30", None),
     ("04/01/2021", None), ("44200", None), ("2021-01", None), ("0021-01-04", None), ("", None)],
)  # fmt: skip
def test_days(text: str, day: date | None) -> None:
    assert day_of(text) == day


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [(3, "abc", "cell-wrong"), (3, "0", "cell-wrong"), (3, "-5", "cell-wrong"), (3, "1e99", "number-beyond"),
     (3, "inf", "cell-wrong"), (1, "x", "cell-wrong"), (1, "999", "backtest-range-wrong"),
     (3, "300", "backtest-average-outside"), (2, "1", "backtest-range-wrong"), (0, "today", "cell-wrong")],
)  # fmt: skip
def test_a_bad_cell_is_told_with_its_row_and_left_out(tmp_path: Path, column: int, text: str, code: str) -> None:
    found = read(tmp_path, spoiled(VALUES, {(10, column): text}))
    assert codes(found)[0] == code
    assert found.problems[0].place == "prices.csv:12"
    if column:
        assert np.isnan(found.values[10, 0])
        assert np.isfinite(found.values[10, 1]), "the other product keeps its price"
        assert codes(found)[1:] == ["backtest-blank"]
    else:
        assert len(found.days) == 259


@pytest.mark.parametrize("text", ["", "-", "—", "N/A", "nan", "无"])
def test_a_blank_is_a_gap_and_never_filled(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, spoiled(VALUES, {(10, 3): text, (10, 1): "", (10, 2): ""}))
    assert np.isnan(found.values[10, 0])
    assert codes(found) == ["backtest-blank"]
    assert "1" in found.problems[0].found.en


def test_an_average_that_rounds_to_its_limit_is_no_contradiction(tmp_path: Path) -> None:
    flat = np.full((260, 2), 34.35)
    assert not read(tmp_path, spoiled(flat, {(5, 1): "34.35", (5, 2): "34.35", (5, 3): "34.4"})).problems


def test_thousands_and_full_width_figures(tmp_path: Path) -> None:
    found = read(tmp_path, spoiled(VALUES * 20, {(4, 3): f'"{VALUES[4, 0] * 20:,.3f}"', (5, 3): "２０１０.０"}))
    assert found.values[4, 0] == pytest.approx(VALUES[4, 0] * 20, abs=1e-3)
    assert codes(found) in ([], ["backtest-average-outside", "backtest-blank"])


def test_days_twice(tmp_path: Path) -> None:
    lines = rows(VALUES)
    same = read(tmp_path, [*lines[:6], lines[5], *lines[6:]])
    assert codes(same) == ["backtest-day-twice"]
    assert same.problems[0].place == "prices.csv:8"
    assert np.isfinite(same.values).all()
    other = [*lines[5][:3], f"{VALUES[5, 0] * 1.005:.3f}", *lines[5][4:]]
    differs = read(tmp_path, [*lines[:6], other, *lines[6:]])
    assert codes(differs) == ["backtest-day-differs", "backtest-blank"]
    assert np.isnan(differs.values[5, 0])
    assert differs.values[5, 1] == pytest.approx(VALUES[5, 1])


def test_rows_out_of_order_are_sorted_and_told(tmp_path: Path) -> None:
    lines = rows(VALUES)
    found = read(tmp_path, [*lines[:20], lines[21], lines[20], *lines[22:]])
    assert codes(found) == ["backtest-order"]
    np.testing.assert_allclose(found.values, VALUES)
    newest_first = read(tmp_path, lines[::-1])
    np.testing.assert_allclose(newest_first.values, VALUES)
    (said,) = newest_first.problems
    assert said.place == "prices.csv:3"
    assert "(such rows: 259)" in said.sentence("en")


def test_a_hole_keeps_the_length_of_windows(tmp_path: Path) -> None:
    lines = rows(walks(1, 300, 2, 0.004))
    found = read(tmp_path, lines[:100] + lines[130:])
    assert codes(found) == ["backtest-hole", "backtest-blank", "backtest-blank"]
    assert len(found.days) == 300
    assert np.isnan(found.values[100:130]).all()


def test_a_mistyped_year_stands_apart(tmp_path: Path) -> None:
    found = read(tmp_path, spoiled(VALUES, {(50, 0): "2121-03-15"}))
    assert "backtest-apart" in codes(found)
    assert len(found.days) == 259


@pytest.mark.parametrize("factor", [10, 1000, 0.1])
def test_a_unit_that_changes_inside_a_series(tmp_path: Path, factor: float) -> None:
    values = VALUES.copy()
    values[250:, 0] *= factor
    found = read(tmp_path, rows(values))
    assert codes(found)[0] == "backtest-unit-changed"
    assert found.problems[0].place == "prices.csv:252"
    assert np.isnan(found.values[250:, 0]).all()
    np.testing.assert_allclose(found.values[:250, 0], VALUES[:250, 0])
    assert np.isfinite(found.values[:, 1]).all()


def test_a_unit_that_comes_back(tmp_path: Path) -> None:
    values = VALUES.copy()
    values[100:103, 0] *= 10
    found = read(tmp_path, rows(values))
    assert codes(found)[:2] == ["backtest-unit-changed"] * 2
    assert np.flatnonzero(np.isnan(found.values[:, 0])).tolist() == [100, 101, 102]


def test_the_first_unit_counts_however_long_the_next_becomes(tmp_path: Path) -> None:
    values = walks(1, 600, 2, 0.004)
    values[150:, 0] *= 10
    long, short = (read(tmp_path, rows(values[:count])) for count in (600, 260))
    np.testing.assert_array_equal(long.values[:260], short.values)
    assert np.isfinite(long.values[:150, 0]).all()


def test_a_short_product_keeps_the_others_company(tmp_path: Path) -> None:
    values = walks(1, 260, 2, 0.004)
    values[:100, 0] = np.nan
    lines = [["" if cell == "nan" else cell for cell in row] for row in rows(values)]
    found = read(tmp_path, lines)
    assert found.products == ("Nd", "Pr")
    assert codes(found) == ["backtest-blank", "backtest-short"]


def test_a_jump_of_no_power_of_ten_leaves_the_longest_part(tmp_path: Path) -> None:
    values = VALUES.copy()
    values[:15, 0] *= 6.9
    found = read(tmp_path, rows(values))
    assert codes(found)[0] == "backtest-jump"
    assert np.flatnonzero(np.isnan(found.values[:, 0])).tolist() == list(range(15))


def test_a_short_series_is_not_scored(tmp_path: Path) -> None:
    found = read(tmp_path, rows(VALUES[:100]))
    assert found.products == ()
    assert codes(found) == ["backtest-short"] * 2


@pytest.mark.parametrize(
    ("header", "code"),
    [("day_of,Nd_average", "column-missing"), ("date,Nd_avrage", "column-strange"), ("date,Nd_low", "column-missing"),
     ("date", "column-missing")],
)  # fmt: skip
def test_headings_that_are_wrong(tmp_path: Path, header: str, code: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(header + "\n2021-01-04" + ",5" * header.count(","), "utf-8")
    found = read_prices(path)
    assert found.products == ()
    assert codes(found) == [code]
    assert all(one.sentence("zh") and one.sentence("en") for one in found.problems)


def test_columns_that_are_not_known_are_said_once_and_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", ("Nd",), rows(VALUES[:, :1]))
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([lines[0] + ",volume,note", *(line + ",7,x" for line in lines[1:])]), "utf-8")
    found = read_prices(path)
    assert found.products == ("Nd",)
    assert codes(found) == ["columns-passed-over"]
    assert "volume, note besides; they were passed over" in found.problems[0].sentence("en")


def test_no_file_and_an_empty_one(tmp_path: Path) -> None:
    assert codes(read_prices(tmp_path / "none.csv")) == ["file-missing"]
    (tmp_path / "empty.csv").write_text("", "utf-8")
    assert codes(read_prices(tmp_path / "empty.csv")) == ["table-empty"]


def test_too_many_rows_and_products(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("date,Nd_average\n" + "2021-01-04,5\n" * 10_001, "utf-8")
    assert codes(read_prices(path)) == ["rows-many"]
    many = read(tmp_path, rows(walks(1, 260, 21)), tuple(f"P{one}" for one in range(21)))
    assert codes(many) == ["backtest-products-many"]
    assert len(many.products) == 20


def test_thousands_of_problems_are_counted(tmp_path: Path) -> None:
    one = read(tmp_path, spoiled(VALUES, {(1, 3): "x"})).problems[0]
    found = few("a.csv", [one] * (MOST_ALIKE + 5))
    assert len(found) == MOST_ALIKE + 1
    assert isinstance(found[-1], Problem)
    assert found[-1].code == "backtest-more"
    assert "5" in found[-1].found.en
