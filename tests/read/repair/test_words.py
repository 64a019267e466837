"""Names outside price tables: titles of standards, ores, magnets."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from monazite.facts.record import Fact, Place
from monazite.read.document import Document
from monazite.read.repair import repair
from monazite.read.repair.titles import metals_in_english
from monazite.read.repair.vocabulary import neighbours_of

Build = Callable[..., Document]
Line = Callable[..., Fact]


def plan(title: str, english: str = "", number: str = "20220001-T-469", row: int = 1) -> Fact:
    scope = f"{number}; {english}" if english else "推荐; 制定"
    spec = "W20220001" if english else number
    return Fact(
        "doc.txt", "standard_plan", title, title, row, row + 1, title, spec=spec, scope=scope, place=Place(0, row)
    )


@pytest.mark.parametrize(
    ("printed", "twin", "english", "meant"),
    [
        ("无水氯化钹", "无水氯化钷", "Neodymium chloride anhydrous", "无水氯化钕"),
        ("硅酸钽粉末", "硅酸镱粉末", "Ytterbium silicate powder", "硅酸镱粉末"),
        ("分析方法 钽、铈量", "分析方法: 钍、铀量", "Determination of thorium and uranium", "分析方法 钍、铀量"),
        ("钨酸钽镍粉末", "钆酸钪钇粉末", "Gadolinium yttrium zirconate powder", "锆酸钆钇粉末"),
    ],
)  # fmt: skip
def test_titles(tabbed: Build, printed: str, twin: str, english: str, meant: str) -> None:
    facts = repair(tabbed("标准"), [plan(printed), plan(twin, english, row=2)])
    assert facts[0].subject == meant
    assert facts[0].repair is not None
    assert len(facts[0].repair.witnesses) >= 2
    assert repair(tabbed("标准"), facts) == facts


def test_a_title_with_only_the_english_against_it_is_left(tabbed: Build) -> None:
    facts = [plan("硅酸钬粉末", "Erbium silicate powder")]
    assert repair(tabbed("标准"), facts) == facts


@pytest.mark.parametrize(
    ("title", "english"),
    [
        ("稀土硅铁合金", "Rare earth ferrosilicon alloy"),
        ("钕铁硼", "Sintered neodymium iron boron magnets"),
        ("氯化镧", ""),
    ],
)
def test_right_titles_stay(tabbed: Build, title: str, english: str) -> None:
    facts = [plan(title), plan(title, english, row=2)]
    assert repair(tabbed("标准"), facts) == facts


def test_english_names_in_chinese_order() -> None:
    assert metals_in_english("Lanthanum cerium zirconate") == "锆镧铈"


def test_an_ore_that_no_class_has(tabbed: Build, line: Line) -> None:
    fact = line("中钇富铈矿", "30.89", "-10.4")
    (fixed,) = repair(tabbed("行情"), [fact])
    assert fixed.subject == "中钇富铕矿"
    assert fixed.repair is not None
    assert any(witness.startswith("level") for witness in fixed.repair.witnesses)


def test_a_cobalt_magnet_that_is_none(tabbed: Build) -> None:
    document = tabbed("钐钴磁体耐高温。\n钕钴磁体产量1490吨。\n钐钴用于军工。")
    fact = Fact(
        "doc.txt", "output", "钕钴磁体", "钕钴磁体产量1490吨", 9, 20, "钕钴磁体", value=Decimal(1490), place=Place(1)
    )
    (fixed,) = repair(document, [fact])
    assert fixed.subject == "钐钴磁体"
    (alone,) = repair(tabbed("钕钴磁体产量1490吨。"), [fact])
    assert alone == fact


@pytest.mark.parametrize("name", ["镁锌铁氧体", "镝镁合金", "镨铁硼", "中钇富铕矿"])
def test_names_of_open_classes_have_no_neighbour(name: str) -> None:
    assert neighbours_of(name) == []
