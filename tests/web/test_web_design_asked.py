"""Readers of design's addresses: what is written comes back, and nothing that anybody writes breaks them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from monazite.core import Problem
from monazite.design.curve import curve_of
from monazite.design.record import Diffusion, Process, Recipe
from monazite.web.design.asked import USUAL, asked, fields_of, line_of, sliders, temperatures
from monazite.web.design.curves import curve_rows
from monazite.web.design.curves import line_of as points_of
from monazite.web.design.search_asked import ONES, SEVERAL, wanted_of
from monazite.web.design.written import Written, process_of, read_line, write_line

CONTENTS = st.dictionaries(
    st.sampled_from(["Nd", "Pr", "Dy", "Tb", "Ce", "La", "Co", "Al", "Cu", "Ga", "B", "Nb", "Ho"]),
    st.integers(1, 70_000), min_size=1,
)  # fmt: skip
TREATED = st.builds(
    Diffusion, st.sampled_from(["Dy", "Tb"]), st.integers(1, 30_000), st.sampled_from([873.15, 1173.15, 1223.15]),
    st.sampled_from([3600.0, 36000.0]), st.sampled_from([0.001, 0.005]),
)  # fmt: skip
PROCESSES = st.builds(
    Process, st.integers(1, 1000).map(lambda one: one * 1e-7), st.integers(0, 20_000), st.integers(0, 10_000),
    st.integers(0, 10_000), st.integers(500, 810).map(lambda one: one * 10.0),
    st.integers(50, 100).map(lambda one: one / 100), st.none() | TREATED,
)  # fmt: skip
TEXT = st.text(max_size=60) | st.sampled_from(["Nd=30", "Tb:0,Dy:1", "120degC", "-5", "1e400", "Nd=nan", "grain=0um"])


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    contents = draw(CONTENTS)
    return Recipe({**contents, "Fe": 1_000_000 - sum(contents.values())}, draw(PROCESSES))


@given(recipes(), st.booleans())
def test_a_recipe_comes_back_from_its_line(recipe: Recipe, is_dual: bool) -> None:  # noqa: FBT001  drawn
    line = write_line(recipe, is_dual=is_dual)
    found = read_line(line, "recipe")
    assert isinstance(found, Written)
    assert dict(found.recipe.weight_ppm) == dict(recipe.weight_ppm)
    assert found.is_dual is is_dual
    assert write_line(found.recipe, is_dual=found.is_dual) == line


@given(recipes(), st.booleans())
def test_the_fields_of_the_form_stand_for_the_same_recipe(recipe: Recipe, is_dual: bool) -> None:  # noqa: FBT001
    found = read_line(line_of(fields_of(Written(recipe, is_dual))), "recipe")
    assert isinstance(found, Written)
    assert write_line(found.recipe, is_dual=found.is_dual) == write_line(recipe, is_dual=is_dual)


def test_sliders_begin_where_the_process_of_the_records_does() -> None:
    wrong: list[Problem] = []
    told = {name: f"{one.usual:g}{one.unit}" for name, one in sliders().items() if name[0].islower()}
    assert process_of(told, "", wrong).density_kg_per_m3 == Process().density_kg_per_m3
    assert write_line(Recipe({"Fe": 1_000_000}, process_of(told, "", wrong))) == "Fe=rest"
    assert wrong == []
    assert all(one.least <= one.usual <= one.most for one in sliders().values())


def test_the_bench_opens_on_a_sound_recipe() -> None:
    usual = asked(QueryParams())
    assert usual.problems == ()
    assert usual.written
    assert usual.grade


@given(st.dictionaries(st.sampled_from([*sliders(), *USUAL, "recipe", "others", "dual", "diffused"]), TEXT))
@settings(max_examples=150, deadline=None)
def test_no_address_of_the_bench_breaks_it(told: dict[str, str]) -> None:
    found = asked(QueryParams(told))
    assert found.problems or found.written
    assert all(one.sentence("zh") and one.sentence("en") for one in found.problems)


@given(st.dictionaries(st.sampled_from([*ONES, *SEVERAL, "over"]), TEXT))
@settings(max_examples=150, deadline=None)
def test_no_address_of_the_search_breaks_it_and_the_form_keeps_it(told: dict[str, str]) -> None:
    found = wanted_of(QueryParams(told))
    assert found.query is None or not found.problems
    for name, text in told.items():
        assert found.texts[name] in (text.strip(), text, USUAL.get(name, "")) or name in SEVERAL


@given(
    st.lists(st.tuples(st.floats(0.3, 1.5), st.floats(1e5, 3e6), st.floats(0.5, 0.99)), min_size=1, max_size=4),
    st.floats(0.1, 5),
)
@settings(deadline=None)
def test_a_table_of_curves_falls_with_the_field_and_ends_at_the_axes(
    some: list[tuple[float, float, float]], permeance: float
) -> None:
    curves = [curve_of(br, hcj, 1.05, square) for br, hcj, square in some]
    rows = curve_rows([points_of(one) for one in curves], permeance)
    assert rows[-1].field_a_per_m == 0
    assert rows[-1].load_tesla == 0
    for at, (br, _, _) in enumerate(some):
        for column in ([row.polarisation_tesla[at] for row in rows], [row.flux_tesla[at] for row in rows]):
            known = [one for one in column if one is not None]
            assert known == sorted(known)
            assert abs(known[-1] - br) < 1e-9
            assert known[0] >= 0
            assert None not in column[column.index(known[0]) :]


@pytest.mark.parametrize("text", ["20, 80 °C", "20;80℃", "20degC 80 degC", "293.15K、80", "20 80 80"])
def test_temperatures_are_read_as_people_write_them(text: str) -> None:
    wrong: list[Problem] = []
    assert temperatures(text, "", wrong) == pytest.approx((293.15, 353.15))
    assert wrong == []
