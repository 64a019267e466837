"""What leaves the room design as text: recipes, curves, material cards."""

from __future__ import annotations

import csv
import io
import itertools
import json
import math
import re
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.core import Language, Problem
from monazite.design.curve import Curve, curve_of, flux_density_tesla, points
from monazite.design.exports import (
    COLUMNS,
    curve_csv,
    femm_material,
    process_columns,
    pyleecan_material,
    recipe_json,
    second_quadrant,
)
from monazite.design.exports.cards import safe_name
from monazite.design.forward import Given, parse_recipe, predict, read_recipes
from monazite.design.record import MU0, ROOM_KELVIN, WHOLE_PPM, Diffusion, Magnet, Process, Recipe
from monazite.design.service import curve_at

LINE = "PrNd=30,Dy=1,B=0.97,Co=1,Cu=0.15,Al=0.2"
TREATED = Diffusion("Tb", 3000, 1173.15, 36_000.0, 0.003)


def recipe_of(line: str = LINE, process: Process | None = None) -> Recipe:
    found = parse_recipe(line, "", process)
    assert isinstance(found, Recipe)
    return found


def magnets(*celsius: float) -> tuple[Magnet, ...]:
    return predict(recipe_of(), [one + 273.15 for one in celsius])


def read_back(text: str) -> tuple[Given, ...]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recipes.json"
        path.write_text(text, "utf-8")
        found, wrong = read_recipes(path, [ROOM_KELVIN])
    assert not wrong
    return found


PROCESSES = st.builds(
    Process, st.floats(1e-6, 2e-5), st.integers(0, 3000), st.integers(0, 800), st.integers(0, 1500),
    st.floats(7000, 7600), st.floats(0.6, 1),
    st.none() | st.builds(Diffusion, st.sampled_from(["Dy", "Tb"]), st.integers(1, 15_000), st.floats(900, 1300),
                          st.floats(60, 2e5), st.floats(5e-4, 2e-2)),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 60_000), st.integers(0, 20_000), st.integers(0, 1500), PROCESSES, st.booleans())
def test_a_recipe_comes_back_as_it_went(
    dysprosium: int, cobalt: int, copper: int, process: Process, is_dual: bool  # noqa: FBT001  drawn
) -> None:  # fmt: skip
    weights = {"Nd": 310_000 - dysprosium, "Dy": dysprosium, "Co": cobalt, "Cu": copper, "B": 10_000}
    recipe = Recipe({**weights, "Fe": WHOLE_PPM - sum(weights.values())}, process)
    (back,) = read_back(recipe_json([Given("甲 1", "", recipe, is_dual)]))
    assert {name: ppm for name, ppm in back.recipe.weight_ppm.items() if ppm} == {
        name: ppm for name, ppm in recipe.weight_ppm.items() if ppm
    }
    assert (back.name, back.is_dual) == ("甲 1", is_dual)
    for name, value in process_columns(process).items():
        assert process_columns(back.recipe.process)[name] == (
            value if isinstance(value, str) else pytest.approx(value, rel=1e-12)
        )


def test_a_recipe_as_it_is_written() -> None:
    (written,) = json.loads(recipe_json([Given("a", "", recipe_of("Nd=31,B=0.97", Process(diffusion=TREATED)))]))
    assert written == {
        "name": "a", "Nd_wt_percent": 31, "B_wt_percent": 0.97, "Fe_wt_percent": 68.03, "grain_um": 5,
        "density_g_per_cm3": 7.55, "alignment": 0.96, "oxygen_ppm": 1000, "nitrogen_ppm": 300, "carbon_ppm": 700,
        "uptake_wt_percent": 0.3, "treatment_degc": 900, "treatment_hours": 10, "thickness_mm": 3, "diffused": "Tb",
    }  # fmt: skip


def test_many_recipes_keep_their_order() -> None:
    given_ = [Given(name, "", recipe_of()) for name in "cab"]
    assert [one.name for one in read_back(recipe_json(given_))] == ["c", "a", "b"]


def rows_of(content: bytes) -> list[dict[str, float]]:
    reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    return [{key: float(value) for key, value in row.items()} for row in reader]


def test_curves_keep_the_laws_and_both_systems_agree() -> None:
    found = magnets(20, 120, 150)
    rows = rows_of(curve_csv(found))
    assert list(dict.fromkeys(row["temperature_degc"] for row in rows)) == [20, 120, 150]
    for magnet in found:
        mine = [row for row in rows if row["temperature_degc"] == pytest.approx(magnet.temperature_kelvin - 273.15)]
        assert mine[0]["h_ka_per_m"] == 0
        assert mine[0]["b_tesla"] == mine[0]["j_tesla"] == pytest.approx(magnet.br_tesla.value, abs=1e-5)
        assert mine[-1]["h_ka_per_m"] == pytest.approx(-magnet.hcj_a_per_m.value / 1e3, abs=1e-3)
        assert mine[-1]["j_tesla"] == pytest.approx(0, abs=1e-5)
        assert all(early["j_tesla"] >= late["j_tesla"] for early, late in itertools.pairwise(mine))
    for row in rows:
        assert row["b_tesla"] == pytest.approx(row["j_tesla"] + MU0 * 1e3 * row["h_ka_per_m"], abs=2e-5)
        assert row["j_kgs"] == pytest.approx(10 * row["j_tesla"], abs=1e-4)
        assert row["h_koe"] == pytest.approx(row["h_ka_per_m"] * 4 * math.pi / 1e3, abs=1e-4)


@pytest.mark.parametrize(
    ("language", "first"), [(None, "temperature_degc"), ("zh", "温度（°C）"), ("en", "Temperature (°C)")]
)
def test_headings_are_in_the_language_asked_for(language: Language | None, first: str) -> None:
    content = curve_csv(magnets(20), language).decode("utf-8-sig")
    assert content.split(",", 1)[0] == first
    assert len(content.splitlines()[0].split(",")) == len(COLUMNS)


CURVES = st.builds(curve_of, st.floats(0.2, 1.6), st.floats(5e4, 4e6), st.floats(1, 1.2), st.floats(0.3, 0.995))


@given(CURVES)
def test_chosen_points_draw_the_curve(curve: Curve) -> None:
    fields = second_quadrant(curve)
    assert fields[0] == 0
    assert fields[-1] == pytest.approx(-float(curve.hcj_a_per_m))
    assert (np.diff(fields) < 0).all()
    fine = -np.linspace(0, float(curve.hcj_a_per_m), 500)
    drawn = np.interp(-fine, -fields, flux_density_tesla(curve, fields))
    assert np.abs(drawn - flux_density_tesla(curve, fine)).max() < 0.01 * float(curve.br_tesla)


def block(text: str) -> tuple[dict[str, str], np.ndarray[tuple[int, int], np.dtype[np.float64]]]:
    """Properties and table of a FEMM block."""
    head = dict(re.findall(r"<(\w+)> = (.*)", text))
    table = [[float(one) for one in line.split()] for line in text.splitlines() if "\t" in line]
    return head, np.array(table)


@pytest.mark.parametrize("celsius", [20, 120, 150, 180])
def test_a_block_of_femm_is_the_curve_moved_by_hcb(celsius: float) -> None:
    (magnet,) = magnets(celsius)
    text = femm_material("45SH", magnet)
    assert isinstance(text, str)
    head, table = block(text)
    curve = curve_at(magnet)
    hcb = float(points(curve).hcb_a_per_m)
    assert text.split()[0] == "<BeginBlock>"
    assert text.split()[-1] == "<EndBlock>"
    assert head["BlockName"] == '"45SH"'
    assert int(head["BHPoints"]) == len(table)
    assert float(head["H_c"]) == pytest.approx(hcb, rel=1e-8)
    assert table[0].tolist() == [0, 0]
    assert table[-1] == pytest.approx([magnet.br_tesla.value, hcb], rel=1e-8)
    steps = np.diff(table, axis=0)
    assert (steps > 0).all()
    assert (steps[:, 0] / steps[:, 1] >= MU0 * 0.999).all()
    fine = np.linspace(0, hcb, 999)
    met = np.interp(fine, table[:, 1], table[:, 0])
    assert np.abs(met - flux_density_tesla(curve, fine - hcb)).max() < 0.004 * magnet.br_tesla.value


def test_a_card_of_pyleecan_has_its_form_and_its_straight_line() -> None:
    room, hot = magnets(20, 120)
    card = json.loads(pyleecan_material("45SH", room, 7550.0, hot, 312.5))
    assert card["__class__"] == "Material"
    assert {key: card[key]["__class__"] for key in ("elec", "mag", "struct", "HT", "eco")} == {
        "elec": "MatElectrical", "mag": "MatMagnetics", "struct": "MatStructural", "HT": "MatHT",
        "eco": "MatEconomical",
    }  # fmt: skip
    mag = card["mag"]
    assert mag["Brm20"] == room.br_tesla.value
    assert mag["Hc"] * MU0 * mag["mur_lin"] == pytest.approx(mag["Brm20"])
    assert mag["Brm20"] * (1 + 100 * mag["alpha_Br"]) == pytest.approx(hot.br_tesla.value)
    assert (card["struct"]["rho"], card["eco"]["cost_unit"], card["eco"]["unit_name"]) == (7550.0, 312.5, "CNY/kg")
    plain = json.loads(pyleecan_material("45SH", room, 7550.0))
    assert plain["mag"]["alpha_Br"] == room.alpha_br_per_kelvin.value
    assert plain["eco"]["unit_name"] is None


def test_a_card_of_pyleecan_is_of_20_degrees() -> None:
    (hot,) = magnets(120)
    with pytest.raises(ValueError, match="20 °C"):
        pyleecan_material("a", hot, 7550.0)


@pytest.mark.parametrize(
    ("name", "safe"),
    [("45SH", "45SH"), ('a"b\n<c>', "a_b_c_"), ("磁体 甲", "磁体 甲"), ("\x00 ", "magnet"), ("x" * 99, "x" * 60)],
)
def test_names_keep_out_what_breaks_a_file(name: str, safe: str) -> None:
    assert safe_name(name) == safe
    text = femm_material(name, magnets(20)[0])
    assert isinstance(text, str)
    assert block(text)[0]["BlockName"] == f'"{safe}"'


def test_a_magnet_that_is_none_any_more_has_no_block() -> None:
    wrong = femm_material("a", magnets(270)[0], "--temperature")
    assert isinstance(wrong, Problem)
    assert (wrong.code, wrong.place) == ("export-soft", "--temperature")
    assert "270 °C" in wrong.found.en
