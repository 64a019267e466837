"""Relations over a whole paper: levels in time, text beside table, totals; a wrong paper differs in one number."""

from __future__ import annotations

import pytest

from monazite.read.load import load
from monazite.read.pipeline import Reading, read_document

REPORT = "2023年8月稀土市场月报\n"
INDEX = (
    "本月稀土价格指数最低点为210.5点，最高点为218.9点，平均指数为214.2点，高低相差8.4点，波动幅度为3.9%。"
    "8月15日稀土价格指数为215.0点。"
)
PEAK = "稀土价格指数在2023年2月24日达到430.9点的高点。2023年6月30日稀土价格指数为380.2点。"
FALLING = "8月氧化镨钕均价为48.50万元/吨，环比下降5.2%。8月3日氧化镨钕价格为50.10万元/吨。"
PLAN = "稀土产业发展规划（2023年）\n到2025年，稀土永磁材料自给率达到80%。到2030年，稀土永磁材料自给率达到85%。"
CARS = "2022年新能源汽车产量700万辆。2022年纯电动汽车产量540万辆。2022年插电式混合动力汽车产量150万辆。"
TWINS = """2023年8月稀土市场月报

8月氧化镨钕均价为48.50万元/吨，环比下降5.2%。氧化镝均价为235.0万元/吨，环比上涨2.1%。

表1 2023年8月我国稀土产品平均价格对比（单位：元/公斤）

产品	纯度	8月	7月	环比
氧化镨钕	≥75%	485.00	511.60	-5.20%
氧化镝	≥99.5%	2350.00	2301.66	2.10%
"""
TOTALS = """2024年稀土产量表（单位：吨）

地区	合计	轻稀土	中重稀土
内蒙古	100000	100000	0
江西	10500	2000	8500
四川	30500	30000	500
合计	141000	132000	9000
"""
PRICES = """2026年7月8日稀土价格行情

产品	规格	价格区间	均价	涨跌	单位
氧化镨钕	≥75%	48.0-49.0	48.5	-0.5	万元/吨
氧化铽	≥99.9%	805-815	810	0	万元/吨
"""


def reading(text: str) -> Reading:
    (document,) = load(text.encode(), "a.txt").documents
    return read_document(document)


def verdicts(text: str, rule: str) -> list[bool | None]:
    return [one.holds for one in reading(text).checks if one.rule == rule]


@pytest.mark.parametrize(
    ("text", "rule", "number", "wrong", "verdict"),
    [
        (REPORT + INDEX, "difference", "相差8.4", "相差9.4", False),
        (REPORT + INDEX, "amplitude", "3.9%", "13.9%", False),
        (REPORT + INDEX, "bounds", "指数为214.2", "指数为241.2", False),
        (REPORT + INDEX, "bounds", "215.0", "225.0", None),
        (PEAK, "bounds", "380.2", "480.2", None),
        (REPORT + FALLING, "month_direction", "50.10", "46.10", None),
        (PLAN, "monotone", "85%", "75%", None),
        (CARS, "of_which", "150", "250", None),
        (TWINS, "unit_twin", "235.0", "253.0", False),
        (TWINS, "change_pct", "2.10%", "2.90%", False),
        (TOTALS, "sum", "30500", "30900", False),
        (PRICES, "bounds", "810", "820", False),
    ],
)
def test_a_true_paper_holds_and_one_wrong_number_is_found(
    text: str, rule: str, number: str, wrong: str, *, verdict: bool | None
) -> None:
    assert set(verdicts(text, rule)) == {True}
    assert text.count(number) == 1
    assert verdict in verdicts(text.replace(number, wrong), rule)


@pytest.mark.parametrize("text", [REPORT + INDEX, PEAK, REPORT + FALLING, PLAN, CARS, TWINS, TOTALS, PRICES])
def test_inputs_are_cited_and_what_is_verified_rests_on_a_check_that_holds(text: str) -> None:
    found = reading(text)
    held = {one.fact_id for check in found.checks if check.holds for one in check.inputs}
    assert {fact.id for fact in found.facts if fact.status == "verified"} <= held
    assert all(0 <= one.start < one.end <= len(text) for check in found.checks for one in check.inputs)


def test_a_digit_of_the_text_that_the_table_proves_wrong_is_put_back_and_kept_as_printed() -> None:
    found = reading(TWINS.replace("上涨2.1", "上涨2.9"))
    (mended,) = (fact for fact in found.facts if fact.status == "repaired")
    assert (mended.subject, mended.change and str(mended.change.pct)) == ("氧化镝", "2.1")
    assert mended.repair is not None
    assert (mended.repair.as_written, mended.repair.becomes) == ("2.9%", "2.1%")


def test_the_price_that_a_percentage_implies_is_a_round_quote() -> None:
    text = "2023年8月31日消息，氧化镨钕价格为46.93万元/吨，与8月1日相比下滑6.14%；氧化镝价格为237.5万元/吨，下滑5.00%。"
    assert verdicts(text, "round_quote") == [True, True]
    assert verdicts(text.replace("46.93", "46.39"), "round_quote") == [True]


def test_what_is_counted_so_far_is_at_most_the_forecast_of_the_year() -> None:
    text = "2022年1至6月新能源汽车销量246.6万辆，7月销量56.4万辆，协会预测全年销量600万辆。"
    assert verdicts(text, "of_which") == [True]
    assert verdicts(text.replace("600", "260"), "of_which") == []


@pytest.mark.parametrize("order", ["地区	轻稀土	中重稀土	合计", "地区	合计	轻稀土	中重稀土"])
def test_a_total_may_stand_before_or_behind_its_parts(order: str) -> None:
    names = order.split("\t")
    rows = [
        dict(zip(TOTALS.split("\n")[2].split("\t"), line.split("\t"), strict=True)) for line in TOTALS.split("\n")[3:7]
    ]
    table = "\n".join("\t".join(row[name] for name in names) for row in rows)
    assert verdicts(f"2024年稀土产量表（单位：吨）\n\n{order}\n{table}\n", "sum") == [True] * 7
