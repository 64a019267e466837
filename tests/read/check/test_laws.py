"""Laws: what is consistent passes, what one digit breaks is found, and nothing depends on chance."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monazite.core.interval import Interval
from monazite.read.check import find_checks
from monazite.read.check.figures import about_width, stated
from monazite.read.document import Document

Paper = Callable[..., Document]
FEW = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
cents = st.integers(min_value=500, max_value=3_000_000).map(lambda n: Decimal(n).scaleb(-2))
pairs_of_levels = st.tuples(cents, st.integers(min_value=50, max_value=200)).map(
    lambda drawn: (drawn[0], (drawn[0] * drawn[1] / 100).quantize(Decimal("0.01")))
)


def price_table(pairs: list[tuple[Decimal, Decimal]]) -> list[list[str]]:
    rows = [["产品", "7月均价", "8月均价", "环比"]]
    for number, (before, after) in enumerate(pairs):
        pct = ((after / before - 1) * 100).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
        rows.append([f"产品{'甲乙丙丁戊己庚辛'[number]}", str(before), str(after), f"{pct}%"])
    return rows


def sum_table(columns: list[list[int]]) -> list[list[str]]:
    rows = [["集团", *(f"指标{'甲乙丙丁'[c]}" for c in range(len(columns)))]]
    rows += [[f"第{r}家", *(str(column[r]) for column in columns)] for r in range(len(columns[0]))]
    return [*rows, ["合计", *(str(sum(column)) for column in columns)]]


same_length = st.integers(3, 8).flatmap(
    lambda n: st.lists(st.lists(st.integers(100, 99_999), min_size=n, max_size=n), min_size=1, max_size=4)
)


@FEW
@given(st.lists(pairs_of_levels, min_size=3, max_size=8))
def test_a_consistent_table_of_changes_gives_only_true(paper: Paper, pairs: list[tuple[Decimal, Decimal]]) -> None:
    found = [c for c in find_checks(paper("价格", price_table(pairs)), []) if c.rule == "change_pct"]
    assert len(found) == len(pairs)
    assert all(c.holds for c in found)


@FEW
@given(same_length)
def test_a_consistent_table_of_sums_gives_only_true(paper: Paper, columns: list[list[int]]) -> None:
    found = [c for c in find_checks(paper("指标（吨）", sum_table(columns)), []) if c.rule == "sum"]
    assert len(found) == len(columns)
    assert all(c.holds for c in found)


@FEW
@given(same_length, st.data())
def test_one_wrong_digit_of_a_sum_is_found(paper: Paper, columns: list[list[int]], data: st.DataObject) -> None:
    rows = sum_table(columns)
    row = data.draw(st.integers(1, len(rows) - 1))
    column = data.draw(st.integers(1, len(columns)))
    text = rows[row][column]
    place = data.draw(st.integers(0, len(text) - 3))
    digit = data.draw(st.sampled_from([d for d in "123456789" if d != text[place]]))
    rows[row][column] = text[:place] + digit + text[place + 1 :]
    failed = [c for c in find_checks(paper("指标（吨）", rows), []) if c.holds is False]
    assert any(rows[row][column] in [i.text for i in c.inputs] for c in failed)


@FEW
@given(st.lists(pairs_of_levels, min_size=4, max_size=8), st.data())
def test_a_price_off_by_a_percent_is_found(
    paper: Paper, pairs: list[tuple[Decimal, Decimal]], data: st.DataObject
) -> None:
    rows = price_table(pairs)
    row = data.draw(st.integers(1, len(pairs)))
    wrong = (pairs[row - 1][1] * Decimal("1.013")).quantize(Decimal("0.01")) + Decimal("0.02")
    rows[row][2] = str(wrong)
    failed = [c for c in find_checks(paper("价格", rows), []) if c.rule == "change_pct" and not c.holds]
    assert [c.inputs[1].text for c in failed] == [str(wrong)]


words = st.text(
    "0123456789.,，。、；：%％（）()万亿吨元倍个家项占比其中合计共从由增至到降较分别等一是高低均-~\n 氧化镨",
    max_size=80,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(words, min_size=1, max_size=3), st.lists(st.lists(words, min_size=3, max_size=3), min_size=2, max_size=5)
)
def test_no_text_stops_the_finder(paper: Paper, texts: list[str], rows: list[list[str]]) -> None:
    cells = [[cell.replace("\n", " ")[:12] for cell in row] for row in rows]
    document = paper(*texts, cells)
    found = find_checks(document, [])
    assert found == find_checks(document, [])
    for check in found:
        assert all(0 <= i.start <= i.end <= len(document.source) for i in check.inputs)
        assert json.dumps(check.as_json(), allow_nan=False)


@given(st.decimals(min_value="0.01", max_value="1e9", places=2))
def test_about_lies_between_two_and_ten_percent(value: Decimal) -> None:
    assert value * Decimal("0.02") <= about_width(value) <= value * Decimal("0.1") + Decimal("0.000001")


@given(st.decimals(min_value="0.01", max_value="1e9", places=2), st.sampled_from(["about", "above", "below", ""]))
def test_words_never_leave_out_the_number_itself(value: Decimal, bound: str) -> None:
    assert stated(Interval.printed(value), bound).contains(value)
