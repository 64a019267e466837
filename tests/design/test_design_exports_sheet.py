"""The data sheet: its words, its one page, and what strange input does to it."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.design.test_design_exports import TREATED, recipe_of

from monazite.core import Language, Words
from monazite.design.exports import Cost, Sheet, data_sheet, sheet_of, text_of
from monazite.design.exports.figure import Axis, Plot, course_drawing, curves_drawing
from monazite.design.exports.fonts import set_in
from monazite.design.exports.text import sayer
from monazite.design.forward import Given, pass_probability
from monazite.design.forward.batch import batch_of
from monazite.design.grades import named_grades
from monazite.design.record import Process
from monazite.design.service import Work, tmax_of

COSTS = (Cost(Words("镨钕金属", "PrNd metal"), 150.0), Cost(Words("加工", "Conversion"), 50.0))
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@pytest.fixture(name="sheet", scope="module")
def sheet_() -> Sheet:
    recipe = recipe_of("PrNd=27.5,Dy=3.5,B=0.97,Co=1,Cu=0.15,Al=0.2", Process(4e-6, diffusion=TREATED))
    return sheet_of(
        Given("42SH 电机", "", recipe, is_dual=True), [353.15, 393.15], Work(1.0, 1e5), named_grades()["N42SH"],
        costs=COSTS, price_day="2026-11-20", day="2026-11-24", sources=(Words("价格：某指数", "Prices: an index"),),
    )  # fmt: skip


def read(content: bytes) -> tuple[int, str]:
    """Number of pages, and the text of the first."""
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    page = document[0]
    words = page.get_textpage()
    text, number = words.get_text_range(), len(document)
    words.close()
    page.close()
    document.close()
    return number, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_is_one_page_that_can_be_read_back(sheet: Sheet, language: Language) -> None:
    content = data_sheet(sheet, language)
    number, text = read(content)
    assert number == 1
    assert "42SH 电机" in text
    assert f"{sheet.magnets[0].br_tesla.value:.3f} T" in text
    assert f"{sheet.magnets[-1].hcj_a_per_m.value / 1e3:.0f} kA/m" in text
    assert ("模拟" if language == "zh" else "Simulated by the model") in text
    assert ("价格：某指数" if language == "zh" else "Prices: an index") in text
    assert content == data_sheet(sheet, language)


def test_a_sheet_in_words(sheet: Sheet) -> None:
    text = text_of(sheet, "en")
    assert text.title == "Magnet data sheet: 42SH 电机, 2026-11-24"
    assert ("Nd", "20.62") in text.composition
    assert ("Uptake of the diffusion", "Tb 0.3 wt%") in text.process
    assert ("Temperature of the diffusion", "900 °C") in text.process
    assert ("Grain size", "4 µm") in text.process
    assert ("Duty", "120 °C, permeance 1") in text.verdict
    assert ("Opposing field", "100 kA/m (1.26 kOe)") in text.verdict
    assert text.costs == (("Cost (prices of 2026-11-20)", "CNY/kg", "%"), ("PrNd metal", "150.00", "75.0"),
                          ("Conversion", "50.00", "25.0"), ("Total", "200.00", ""))  # fmt: skip
    br = sheet.magnets[0].br_tesla
    assert text.properties[2][:4] == ("Remanence Br", f"{br.value:.3f} T", f"{br.low:.3f} … {br.high:.3f}",
                                      f"{br.value * 10:.2f} kGs")  # fmt: skip


def test_both_languages_say_the_same(sheet: Sheet) -> None:
    chinese, english = (text_of(sheet, language) for language in LANGUAGES)
    for name in ("composition", "process", "properties", "verdict", "costs", "notes"):
        assert len(getattr(chinese, name)) == len(getattr(english, name))
    assert chinese.properties[3][1] == english.properties[3][1]
    assert chinese.verdict[0] == ("判定与使用",)


def test_a_sheet_computes_what_the_room_computes(sheet: Sheet) -> None:
    batch = batch_of([sheet.recipe], sheet.is_dual)
    assert sheet.chance == pytest.approx(float(pass_probability(batch, named_grades()["N42SH"])[0]))
    assert sheet.tmax_kelvin == tmax_of(sheet.recipe, is_dual=True)
    assert [one.temperature_kelvin for one in sheet.magnets] == [293.15, 353.15, 393.15]
    assert sheet.loss
    assert sheet.course
    assert sheet.loss.kelvin == 393.15
    assert float(sheet.course.value[-1]) == pytest.approx(sheet.loss.value, abs=1e-12)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bare_recipe_makes_a_sheet(language: Language) -> None:
    sheet = sheet_of(Given("a", "", recipe_of()), [])
    text = text_of(sheet, language)
    assert (text.costs, text.course) == ((), "")
    assert len(text.properties[0]) == 4
    assert len(text.verdict) == 2
    assert read(data_sheet(sheet, language))[0] == 1


@pytest.mark.parametrize("name", ["<b>&amp;</b>", "x" * 500, "\x00\n\u202e", "😀 磁体", "", "\ud800"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_strange_names_break_nothing(sheet: Sheet, name: str, language: Language) -> None:
    strange = replace(
        sheet, name=name, costs=(Cost(Words(name, name), 1.0), *COSTS), sources=(Words(name, name),), grade=name
    )
    assert read(data_sheet(strange, language))[0] == 1


def test_what_is_too_much_is_counted() -> None:
    many = sheet_of(
        Given("a", "", recipe_of("La=1,Ce=2,Pr=5,Nd=20,Gd=0.5,Tb=0.5,Dy=1,Ho=0.5,Co=1,Cu=0.1,Al=0.1,Ga=0.1,B=1")),
        [253.15 + 15 * one for one in range(12)], Work(),
        costs=[Cost(Words(f"料{one}", f"m{one}"), 10) for one in range(30)],
        sources=[Words("来源" * 300, "source " * 300)] * 9,
    )  # fmt: skip
    text = text_of(many, "en")
    assert text.costs[-2] == ("22 more", "220.00", "73.3")
    assert text.costs[-1] == ("Total", "300.00", "")
    assert text.notes[-1] == "6 more"
    for language in LANGUAGES:
        assert read(data_sheet(many, language))[0] == 1


def test_a_magnet_that_is_none_any_more_still_has_a_sheet() -> None:
    dead = sheet_of(Given("a", "", recipe_of()), [543.15], Work())
    assert dead.loss
    assert dead.loss.value == pytest.approx(1, abs=1e-3)
    assert "nan" not in " ".join(
        " ".join(row) for row in (*text_of(dead, "en").properties, *text_of(dead, "en").verdict)
    )
    assert read(data_sheet(dead, "en"))[0] == 1


def test_a_sheet_says_only_what_it_knows() -> None:
    nothing = replace(sheet_of(Given("a", "", recipe_of()), []), tmax_kelvin=None)
    assert text_of(nothing, "en").verdict == (("Verdict and service",),)
    assert read(data_sheet(nothing, "en"))[0] == 1


def test_no_cost_at_all_has_no_share() -> None:
    free = replace(sheet_of(Given("a", "", recipe_of()), []), costs=(Cost(Words("铁", "Fe"), 0.0),))
    assert text_of(free, "en").costs[1] == ("Fe", "0.00", "")


@given(st.floats(-1e5, 1e5), st.floats(1e-3, 1e5))
def test_ticks_are_round_few_and_inside(low: float, width: float) -> None:
    found = Axis(low, low + width, 0, 100).ticks()
    assert 2 <= len(found) <= 10
    assert all(low - 1e-6 * width <= one <= low + width * (1 + 1e-6) for one in found)


def test_an_axis_puts_its_ends_where_they_belong() -> None:
    axis = Axis(-1000, 0, 34, 234)
    assert (axis(-1000), axis(-500), axis(0)) == (34, 134, 234)


def lines(drawing: object) -> int:
    return sum(type(one).__name__ == "PolyLine" for one in drawing.contents)  # type: ignore[attr-defined]


def test_drawings_hold_a_line_for_each_curve_and_the_load(sheet: Sheet) -> None:
    say = sayer("zh")
    assert lines(curves_drawing(sheet, (300, 200), say)) == 2 * 3 + 1
    assert lines(curves_drawing(replace(sheet, work=None), (300, 200), say)) == 2 * 3
    assert lines(curves_drawing(replace(sheet, work=Work(0.0)), (300, 200), say)) == 2 * 3
    assert lines(curves_drawing(replace(sheet, work=Work(1.0, 9e6)), (300, 200), say)) == 2 * 3
    assert sheet.course
    assert lines(course_drawing(sheet.course, (200, 200), say)) == 1


def test_a_plot_refuses_nothing_to_draw() -> None:
    plot = Plot(200, 100, (0, 10), (0, 1))
    plot.line([(0, 0), (10, 1)], "#000000")
    assert lines(plot.drawing) == 1


def test_chinese_is_set_in_a_chinese_font() -> None:
    assert set_in("磁体")[0] != set_in("magnet")[0]
