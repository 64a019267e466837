"""What coverage-guided fuzzing (benchmarks/fuzz_read.py) has found, each reduced to the few characters that matter."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from monazite.core import Problem
from monazite.read.load import load
from monazite.read.pipeline import Reading, read_document


def readings(data: bytes) -> Iterator[Reading]:
    """What the bytes hold; problems are as good as documents here, exceptions are not."""
    loaded = load(data, "found")
    assert all(isinstance(problem, Problem) for problem in loaded.problems)
    return (read_document(document) for document in loaded.documents)


@pytest.mark.parametrize(
    "text",
    [
        "一季度产量为3万吨，\ue008其中\ue001万吨出口，占\uf123%，同比增长5%。",
        "稀土产量\ue000合计\ue001，其中\ue002。",
    ],
)
def test_a_private_use_character_is_no_figure(text: str) -> None:
    assert all(reading.document.source == text for reading in readings(text.encode()))


def test_a_total_row_without_figures() -> None:
    table = "表1 产量（单位：吨）\n企业\t1月\t2月\n甲\t10\t20\n乙\t11\t21\n合计\t21\t41\n合计\t\t\n"
    assert [check.holds for reading in readings(table.encode()) for check in reading.checks if check.rule == "sum"] == [
        True,
        True,
    ]
