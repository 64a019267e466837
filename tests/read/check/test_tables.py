"""What the numbers and words of tables must be to each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from monazite.facts.record import Check, Fact
from monazite.read.check import find_checks
from monazite.read.document import Document

Paper = Callable[..., Document]
Facts = Callable[..., Fact]

QUOTA = [
    ["序号", "集团", "岩矿型", "离子型", "冶炼分离产品"],
    ["1", "甲集团", "20100", "5204", "23819"],
    ["2", "乙集团", "81440", "", "75154"],
    ["3", "丙集团", "", "1376", "1585"],
    ["4", "丁集团", "", "1080", "4242"],
    ["", "其中：戊公司", "", "", "1444"],
    ["合计", "", "101540", "7660", "104800"],
    ["合计", "", "109200", "", "104800"],
]
PRICES = [
    ["产品名", "纯度", "7月平均价", "8月平均价", "环比"],
    ["氧化镧", "≥99%", "8.14", "8.00", "-1.72%"],
    ["氧化镨", "≥99%", "909.38", "775.76", "-14.69%"],
    ["氧化钕", "≥99%", "907.38", "769.43", "-15.20%"],
    ["金属钕", "≥99%", "1128.05", "975.05", "-13.56%"],
    ["钆铁合金", "≥99%Gd75%", "447.76", "340.81", "-23.89%"],
]


def verdicts(checks: Sequence[Check], rule: str) -> list[bool | None]:
    return [c.holds for c in checks if c.rule == rule]


def changed(rows: list[list[str]], row: int, column: int, text: str) -> list[list[str]]:
    return [[text if (r, c) == (row, column) else cell for c, cell in enumerate(line)] for r, line in enumerate(rows)]


def test_total_rows_add_up_and_parts_of_a_row_are_not_added(paper: Paper) -> None:
    found = find_checks(paper("控制指标（折稀土氧化物，吨）", QUOTA), [])
    sums = [c.arithmetic.split(" = ")[0] for c in found if c.rule == "sum"]
    assert sorted(sums) == ["101540 + 7660", "20100 + 81440", "23819 + 75154 + 1585 + 4242", "5204 + 1376 + 1080"]
    assert set(verdicts(found, "sum")) == {True}
    assert verdicts(found, "of_which") == [True]
    assert verdicts(found, "sequence") == [True]


def test_a_wrong_digit_of_a_total_is_found(paper: Paper) -> None:
    found = find_checks(paper("控制指标（吨）", changed(QUOTA, 2, 4, "75254")), [])
    (wrong,) = [c for c in found if c.holds is False]
    assert wrong.rule == "sum"
    assert "-100" in str(wrong.finding)


def test_a_gap_that_no_digit_explains_is_undecided(paper: Paper) -> None:
    found = find_checks(paper("控制指标（吨）", changed(QUOTA, 6, 3, "9000")), [])
    assert None in verdicts(found, "sum")
    assert not [c for c in found if c.holds is False and c.inputs[-1].text == "9000"]


def test_percentages_follow_from_their_columns(paper: Paper) -> None:
    found = find_checks(paper("平均价格对比", PRICES), [])
    assert verdicts(found, "change_pct") == [True] * 5
    first = next(c for c in found if c.rule == "change_pct" and c.inputs[0].text == "909.38")
    assert first.arithmetic.startswith("775.76 / 909.38 - 1 = -14.6935 % ∈ [-14.6945, -14.6925]")


def test_a_wrong_price_breaks_its_percentage_alone(paper: Paper) -> None:
    found = find_checks(paper("平均价格对比", changed(PRICES, 3, 3, "769.43".replace("7", "1", 1))), [])
    assert verdicts(found, "change_pct").count(False) == 1


def test_a_year_on_year_column_without_its_base_says_nothing(paper: Paper) -> None:
    rows = [
        ["产品", "6月产量(吨)", "7月产量(吨)", "环比(%)", "同比(%)"],
        ["甲", "100.0", "110.0", "10.0", "31.0"],
        ["乙", "200.0", "190.0", "-5.0", "2.5"],
        ["丙", "50.0", "60.0", "20.0", "-7.0"],
    ]
    assert verdicts(find_checks(paper("产量", rows), []), "change_pct") == [True] * 3


def test_steps_in_the_unit_of_the_levels(paper: Paper) -> None:
    rows = [
        ["产品", "昨日均价", "今日均价", "涨跌"],
        ["氧化镨钕", "73.38", "72.71", "-0.67"],
        ["氧化镝", "138.20", "138.28", "0.08"],
        ["氧化铽", "664.88", "661.86", "-3.02"],
    ]
    assert verdicts(find_checks(paper("报价（万元/吨）", rows), []), "difference") == [True] * 3


def test_means_lie_between_and_in_the_middle(paper: Paper) -> None:
    rows = [
        ["产品", "最低价", "最高价", "均价"],
        ["甲", "70.0", "71.0", "70.5"],
        ["乙", "138", "140", "139"],
        ["丙", "66.0", "68.0", "67.0"],
        ["丁", "10.0", "12.0", "11.0"],
        ["戊", "10.0", "12.0", "11.5"],
    ]
    found = find_checks(paper("报价（万元/吨）", rows), [])
    assert verdicts(found, "midpoint") == [True, True, True, True, False]
    assert verdicts(found, "bounds") == [True] * 5


def test_names_agree_with_specifications(paper: Paper) -> None:
    wrong = changed(PRICES, 5, 0, "钇铁合金")
    assert verdicts(find_checks(paper("主要稀土氧化物价格", PRICES), []), "name_spec") == [True]
    assert verdicts(find_checks(paper("主要稀土氧化物价格", wrong), []), "name_spec") == [False]


def test_another_metal_is_no_member_of_a_list_of_rare_earths(paper: Paper) -> None:
    rows = [
        *PRICES[:5],
        *([f"氧化{c}", "≥99%", "1.00", "1.00", "0.00%"] for c in "铈钐铕铽"),
        ["氧化铟", "≥99%", "1.00", "1.00", "0.00%"],
    ]
    (found,) = [c for c in find_checks(paper("主要稀土氧化物价格", rows), []) if c.rule == "membership"]
    assert found.holds is False
    mixed = find_checks(paper("稀有金属价格", rows), [])
    assert verdicts(mixed, "membership") == [None]


PLANS = [
    ["序号", "计划号", "项目名称", "标准性质", "制修订", "项目周期(月)"],
    ["1", "20310701-T-469", "氧化铽粉末", "推荐", "制定", "22"],
    ["2", "20310702-T-469", "镝铁合金", "", "修订", "16"],
    ["3", "20310703-T-469", "钕铁硼废料", "推荐", "制定", "22"],
    ["4", "20310704-T-469", "氟化钕", "推荐", "修订", "16"],
    ["5", "20310705-T-469", "氟化镨", "推荐", "修订", "16"],
    ["6", "20310706-T-469", "碳酸铈", "推荐", "制定", "22"],
]
ENGLISH = [
    ["序号", "国家标准计划号", "国家标准计划项目名称", "外文名称"],
    ["1", "203107 01-T-4 69", "氧化铽粉末", "Terbium oxide powder"],
    ["2", "20310702-T-469", "铽铁合金", "Dysprosium ferroalloy"],
    ["3", "20310704-T-469", "氟化钕", "Neodymium fluoride"],
]


def test_plans_of_two_tables(paper: Paper) -> None:
    found = find_checks(
        paper("涉及6项国家标准计划和3项外文版。", "国家标准计划项目汇总表", PLANS, "外文版计划", ENGLISH), []
    )
    assert verdicts(found, "foreign_key") == [True]
    assert sorted(map(str, verdicts(found, "title_twin"))) == ["False", "True", "True"]
    assert sorted(map(str, verdicts(found, "bilingual"))) == ["False", "True", "True"]
    assert verdicts(found, "plan_nature").count(False) == 1
    assert True in verdicts(found, "dependency")
    assert verdicts(found, "enumeration") == [True, True]


def test_the_highest_of_a_column_is_what_the_text_says(paper: Paper) -> None:
    rows = [["种类", "最大磁能积(MGOe)"], ["铝镍钴", "5.0~9.0"], ["钐钴", "22~32"], ["烧结钕铁硼", "30~52"]]
    good = find_checks(paper("永磁材料中，烧结钕铁硼磁能积最高。", rows), [])
    assert verdicts(good, "superlative") == [True]
    assert verdicts(find_checks(paper("永磁材料中，钐钴磁能积最高。", rows), []), "superlative") == [None]
