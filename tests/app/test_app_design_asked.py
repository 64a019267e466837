"""Questions as people write them: what is read, and what is said of what cannot be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.app.design.asked import asked, is_duty, price_cny_per_kg
from monazite.app.design.price_files import newest, read_prices
from monazite.app.design.prices import moved_together
from monazite.app.design.views import Query

SHARES = st.integers(0, 1000).map(lambda one: one / 10)


def read(**told: str | list[str]) -> Query:
    query = asked({"grade": "45SH", **told})
    assert isinstance(query, Query), query
    return query


def said(**told: str | list[str]) -> Sequence[str]:
    problems = asked({"grade": "45SH", **told})
    assert isinstance(problems, tuple)
    assert all(one.sentence("zh") != one.sentence("en") for one in problems)
    return [f"{one.code}: {one.sentence('en')}" for one in problems]


def test_the_query_of_the_issue() -> None:
    query = read(temperature="120degC", permeance="1.0", max=["Tb=0wt%", "Dy=1wt%"])
    assert (query.grade.name, query.grade.hcj_min_a_per_m) == ("N45SH", 1_592_000)
    assert (query.kelvin, query.permeance, query.most) == (393.15, 1.0, {"Tb": 0.0, "Dy": 0.01})


def test_names_prices_and_scrap_are_read_in_both_languages() -> None:
    query = read(
        max="镝:1,镨钕=30", ban="Ho、钆", price=["PrNd=560元/公斤", "Dy=300万元/吨"], allowed="45SH,48M",
        scrap="旧磁体=180元/公斤:PrNd=29,Dy=1,B=1,Fe=rest", min="旧磁体=10wt%", confidence="90%", opposing="2kOe",
    )  # fmt: skip
    assert query.most == {"Dy": 0.01, "PrNd": 0.3, "Ho": 0.0, "Gd": 0.0}
    assert query.prices == {"PrNd": 560.0, "Dy": 3000.0}
    assert query.least == {"旧磁体": 0.1}
    assert dict(query.scrap[0].content) == {"Nd": 0.2175, "Pr": 0.0725, "Dy": 0.01, "B": 0.01, "Fe": 0.69}
    assert (query.scrap[0].price_cny_per_kg, query.confidence) == (180.0, 0.9)
    assert query.opposing_a_per_m == pytest.approx(159_154.9, abs=0.1)
    assert [one.name for one in query.allowed] == ["N45SH", "N48M"]


@given(st.dictionaries(st.sampled_from(("Dy", "Tb", "Ce", "La", "Co")), SHARES))
def test_caps_are_read_whatever_stands_between_name_and_value(caps: dict[str, float]) -> None:
    for sign in ("=", ":", "＝", "："):
        query = asked({"grade": "45SH", "max": [f"{name}{sign}{share}" for name, share in caps.items()]})
        assert isinstance(query, Query)
        assert query.most == pytest.approx({name: share / 100 for name, share in caps.items()})


@given(st.text(max_size=30), st.sampled_from(("max", "min", "ban", "price", "scrap", "temperature", "day", "allowed")))
def test_whatever_is_written_is_read_or_said_to_be_wrong(text: str, name: str) -> None:
    found = asked({"grade": "45SH", name: text})
    assert isinstance(found, Query) or all(one.sentence("zh") and one.sentence("en") for one in found)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"grade": "45SG"}, "the nearest is “45SH”"),
        ({"grade": "YX24"}, "SmCo5"),
        ({"max": "Dyy=1"}, "the nearest is “Dy”"),
        ({"max": "Dy"}, "asked-pair"),
        ({"max": "Dy=120wt%"}, "the nearest possible is 100 %"),
        ({"max": "Dy=-1"}, "the nearest possible is 0 %"),
        ({"max": ["Dy=1", "镝=2"]}, "asked-twice"),
        ({"max": "Ce=1", "min": "Ce=5"}, "the nearest possible is 1 %"),
        ({"ban": "Ce", "min": "Ce=5"}, "the nearest possible is 0 %"),
        ({"min": "Ce=60,Nd=60"}, "asked-sum"),
        ({"max": "Fe=50"}, "asked-rest"),
        ({"temperature": "400degC"}, "the nearest possible is 246.85 °C"),
        ({"temperature": "-500degC"}, "the nearest possible is -40 °C"),
        ({"temperature": "hot"}, "150degC"),
        ({"permeance": "0"}, "the nearest possible is 0.01"),
        ({"permeance": "-1"}, "the nearest possible is 0.01"),
        ({"confidence": "100%"}, "the nearest possible is 99.9 %"),
        ({"price": "PrNd=5 USD/kg"}, "asked-price"),
        ({"price": "PrNd=0"}, "asked-price"),
        ({"scrap": "x"}, "asked-scrap"),
        ({"scrap": "Dy=1:Nd=30,Fe=rest"}, "asked-scrap"),
        ({"day": "2023-13-01"}, "asked-day"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_with_the_nearest_that_can(told: dict[str, str | list[str]], expected: str) -> None:
    assert any(expected in one for one in said(**told))


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert len(said(max="Dyy=1", temperature="400degC", permeance="0", day="x")) == 4


def test_without_a_duty_nothing_is_asked() -> None:
    found = asked({"max": "Dy=1"})
    assert isinstance(found, tuple)
    assert [one.code for one in found] == ["asked-nothing"]
    assert not is_duty({"max": "Dy=1"})
    assert isinstance(asked({"temperature": "100"}), Query)


@given(st.floats(0.01, 10_000))
def test_a_price_is_the_same_in_every_unit(price: float) -> None:
    written = f"{price:.4f}"
    value = float(written)
    assert price_cny_per_kg(f"{written}元/公斤") == pytest.approx(value)
    assert price_cny_per_kg(f"{written}万元/吨") == pytest.approx(10 * value)


def test_a_table_of_prices_by_day(tmp_path: Path) -> None:
    table = tmp_path / "prices.csv"
    table.write_text("day,PrNd,金属镝\n2024-03-01,43万元/吨,\n2022-03-01,1350,3900\n", "utf-8")
    prices = read_prices(table)
    assert isinstance(prices, dict)
    assert list(prices.items()) == [
        (dt.date(2022, 3, 1), {"PrNd": 1350.0, "Dy": 3900.0}), (dt.date(2024, 3, 1), {"PrNd": 430.0}),
    ]  # fmt: skip
    assert newest(prices, dt.date(2023, 1, 1)) == (dt.date(2022, 3, 1), {"PrNd": 1350.0, "Dy": 3900.0})
    assert newest(prices, dt.date(2021, 1, 1)) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("day,PrNx\n2022-03-01,1\n", "column-strange"),
        ("day,PrNd\n2022-03-01,5 USD/kg\n", "cell-wrong"),
        ("day,PrNd\n2022-03-01,1\n2022-03-01,2\n", "row-twice"),
    ],
)
def test_a_bad_table_of_prices_is_refused(tmp_path: Path, text: str, code: str) -> None:
    table = tmp_path / "prices.csv"
    table.write_text(text, "utf-8")
    found = read_prices(table)
    assert isinstance(found, tuple)
    assert [one.code for one in found] == [code]


def test_neodymium_moves_with_its_alloy_where_nobody_prices_it() -> None:
    assert moved_together({"PrNd": 2 * 587.5}) == {"PrNd": 1175.0, "Nd": 1220.0}
    assert moved_together({"PrNd": 1175.0, "Nd": 900.0})["Nd"] == 900.0
    assert moved_together({"Dy": 1.0}) == {"Dy": 1.0}
