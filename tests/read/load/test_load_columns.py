"""Tables typed with single blanks between cells, and prose that is none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monazite.read.document import Document, Table
from monazite.read.load import load
from monazite.read.load.textcolumns import BETWEEN, columned

TYPED = """2022年8月价格（元/公斤）

产品名 纯度 7月平均价 8月平均价 环比
氧化镧 ≥99% 8.14 8.00 -1.72%
钆铁 ≥99%Gd 75%±2% 447.76 340.81 -23.89%
氧化镨钕 ≥99% Nd2O3 75% 856.38 718.86 -16.06%
氧化铕 ≥99.99% 198.00 198.00 0.00%

以上价格含税。
"""


def tables(document: Document) -> list[list[list[str]]]:
    return [
        [[cell.text for cell in row] for row in block.rows] for block in document.blocks if isinstance(block, Table)
    ]


def test_rows_with_single_blanks_are_a_table() -> None:
    (document,) = load(TYPED.encode(), "a.txt").documents
    (table,) = tables(document)
    assert table[0] == ["产品名", "纯度", "7月平均价", "8月平均价", "环比"]
    assert table[2] == ["钆铁", "≥99%Gd 75%±2%", "447.76", "340.81", "-23.89%"]
    assert table[3][0] == "氧化镨钕"
    assert len(table) == 5
    assert document.source == TYPED


def test_two_rows_or_a_row_that_does_not_fit_make_no_table() -> None:
    lines = TYPED.split("\n")
    few = "\n".join([*lines[:5], *lines[8:]])
    assert columned(few, 0, len(few)) == few
    odd = TYPED.replace("产品名 纯度 7月", "产品名 7月").replace("氧化镧 ≥99% 8.14", "氧化镧 8.14")
    assert columned(odd, 0, len(odd)) == odd


def test_prose_with_figures_is_no_table() -> None:
    text = "Prices rose in July\nfrom 8.14 to 9.10\nand then from 9.10 to 9.50\nand then 10.1\n"
    assert columned(text, 0, len(text)) == text


@given(st.text(alphabet="氧化镧 1.2%\n产", max_size=120))
def test_only_blanks_are_exchanged(text: str) -> None:
    found = columned(text, 0, len(text))
    assert len(found) == len(text)
    assert all(a == b or (a, b) == (" ", BETWEEN) for a, b in zip(text, found, strict=True))
