from __future__ import annotations

import pytest

from monazite.reference import (
    elements,
    end_uses,
    organisations,
    product,
    product_aliases,
    product_named,
    products,
    rare_earths,
    regions,
    term,
    weak_product_aliases,
)

FORMS = {
    "oxide",
    "metal",
    "alloy",
    "ore",
    "concentrate",
    "compound",
    "magnet",
    "magnet_blank",
    "phosphor",
    "catalyst",
    "hydrogen_storage",
    "polishing",
    "group",
    "element",
    "vehicle",
    "wind",
    "motor",
    "quota",
    "index",
    "other",
    "foreign",
}


def test_every_rare_earth_has_its_products() -> None:
    for item in rare_earths():
        for key in (f"氧化{item.zh}", f"金属{item.zh}", f"{item.zh}铁合金", f"氯化{item.zh}", f"碳酸{item.zh}"):
            assert product(key).elements[0] == item.symbol
        assert product(item.zh).form == "element"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("镨钕氧化物", "氧化镨钕"),
        ("鐠釹氧化物", "氧化镨钕"),
        ("金属镨钕", "镨钕金属"),
        ("镝铁", "镝铁合金"),
        ("鏑鐵", "镝铁合金"),
        ("钕金属", "金属钕"),
        ("稀土指数", "稀土价格指数"),
        ("稀土磁鐵", "稀土永磁体"),
        ("稀土永磁材料", "稀土永磁体"),
        ("烧结钕铁硼磁体毛坯", "烧结钕铁硼毛坯"),
        ("岩矿型稀土 (轻)", "岩矿型稀土（轻）开采指标"),
        ("离子型稀土（以中重为主）", "离子型稀土（中重）开采指标"),
        ("稀土矿开采总量控制指标", "稀土开采总量控制指标"),
        ("新能源车", "新能源汽车"),
        ("NEV", "新能源汽车"),
        ("Dy2O3", "氧化镝"),
        ("Neodymium Oxide", "氧化钕"),
        ("黑钨精矿", "钨精矿"),
    ],
)
def test_names_lead_to_their_key(written: str, key: str) -> None:
    found = product_named(written)
    assert found is not None
    assert found.key == key


def test_different_things_stay_apart() -> None:
    apart = [
        "氧化钕",
        "金属钕",
        "钕铁合金",
        "钕",
        "稀土",
        "稀土资源",
        "稀土矿",
        "稀土精矿",
        "稀土及其制品",
        "LED荧光粉",
        "白光LED荧光粉",
    ]
    found = [product_named(name) for name in apart]
    assert len({item.key for item in found if item}) == len(apart)


def test_keys_are_no_alias_of_another() -> None:
    names = product_aliases()
    assert all(names[item.key] == item.key for item in products())
    assert len({item.key for item in products()}) == len(products())


def test_rows_are_well_formed() -> None:
    symbols = {item.symbol for item in elements()}
    for item in products():
        assert item.form in FORMS, item.key
        assert item.stage in {"", "mining", "separation", "metal", "magnet", "application"}, item.key
        assert set(item.elements) <= symbols, item.key
        assert item.en, item.key
        assert len(set(item.aliases)) == len(item.aliases), item.key


def test_formulas_hold_the_elements_they_name() -> None:
    for item in products():
        if item.formula and item.form in {"oxide", "element", "metal"}:
            assert all(symbol in item.formula for symbol in item.elements), item.key


def test_purity_stands_where_price_lists_print_it() -> None:
    assert product("镝铁合金").purity == "≥99%Dy80%"
    assert product("氧化镨钕").purity.startswith("≥99%")


def test_other_metals_are_marked() -> None:
    for name in ("钨", "铜", "碳酸锂", "钴", "锡", "锑", "黄金", "铝", "铁氧体"):
        found = product_named(name)
        assert found is not None
        assert found.is_foreign
    assert not product("钐钴磁体").is_foreign


def test_weak_names_ask_for_context() -> None:
    weak = weak_product_aliases()
    assert weak["指标"] == ("稀土开采总量控制指标",)
    assert weak["配额"] == ("稀土出口配额",)
    assert "指标" not in product_aliases()
    assert "储量" not in product_aliases()


def test_unknown_names() -> None:
    assert product_named("不存在的产品") is None
    with pytest.raises(KeyError):
        product("不存在的产品")


def test_codes_have_words_in_both_languages() -> None:
    for item in products():
        assert all(term("form", item.form))
        assert all(term("stage", item.stage)) if item.stage else True
        assert set(item.end_uses) <= set(end_uses()), item.key
    for firm in organisations():
        assert all(term("organisation", firm.kind))
    for place in regions():
        assert all(term("region", place.kind))
    for element in rare_earths():
        assert not element.series or all(term("series", element.series))
