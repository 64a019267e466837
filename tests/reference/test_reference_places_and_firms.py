from __future__ import annotations

from monazite.reference import (
    group_events,
    groups,
    organisation_aliases,
    organisation_named,
    organisations,
    product_aliases,
    products,
    region_aliases,
    region_named,
    regions,
)


def test_all_provinces_are_there() -> None:
    assert len([item for item in regions() if item.kind == "province"]) == 34


def test_parents_are_regions() -> None:
    keys = {item.key for item in regions()}
    assert len(keys) == len(regions())
    assert [item.key for item in regions() if item.parent and item.parent not in keys] == []


def test_places_by_any_name() -> None:
    for written, key in (
        ("內蒙古自治區", "内蒙古"),
        ("包头市", "包头"),
        ("全国", "中国"),
        ("德國", "德国"),
        ("Myanmar", "缅甸"),
        ("世界", "全球"),
        ("Mountain Pass", "芒廷帕斯"),
    ):
        found = region_named(written)
        assert found is not None
        assert found.key == key
    assert region_named("亚特兰蒂斯") is None


def test_organisations_by_any_name() -> None:
    for written, key in (
        ("工信部", "工业和信息化部"),
        ("包钢稀土", "北方稀土"),
        ("中国北方稀土（集团）高科技股份有限公司", "北方稀土"),
        ("广晟有色", "中稀有色"),
        ("乘联会", "乘联分会"),
        ("上海有色金属网", "上海有色网"),
        ("中国稀土集团有限公司", "中国稀土集团"),
        ("稀交所", "包头稀土产品交易所"),
        ("SMM", "上海有色网"),
    ):
        found = organisation_named(written)
        assert found is not None
        assert found.key == key
    assert organisation_named("没有这家公司") is None


def test_the_group_and_its_listed_firm_are_two() -> None:
    assert organisation_aliases()["中国稀土集团"] != organisation_aliases()["中国稀土"]


def test_groups_are_organisations() -> None:
    keys = {item.key for item in organisations()}
    assert {item.key for item in groups()} <= keys
    assert {name: sum(name in item.sets for item in groups()) for name in ("six", "four", "two")} == {
        "six": 6,
        "four": 4,
        "two": 2,
    }
    for event in group_events():
        assert event.group in keys
        if event.event == "quota_holder":
            assert set(event.after) <= keys


def test_no_name_is_both_a_product_a_place_and_a_firm() -> None:
    names = [set(found()) for found in (product_aliases, region_aliases, organisation_aliases)]
    assert names[0] & names[1] == names[0] & names[2] == names[1] & names[2] == set()


def test_english_names_are_english() -> None:
    names = [
        *(item.en for item in organisations()),
        *(item.en for item in regions()),
        *(item.en for item in products()),
    ]
    assert [name for name in names if not name or any("\u4e00" <= letter <= "\u9fff" for letter in name)] == []
