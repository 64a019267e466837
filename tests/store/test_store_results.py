"""Records of any kind as an Arrow table."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from monazite.store import Results

SCALARS = st.none() | st.booleans() | st.integers() | st.text() | st.fractions() | st.floats(allow_nan=False)


@dataclass(frozen=True, slots=True)
class Inner:
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Outer:
    name: str
    value: Any


@given(st.lists(SCALARS | st.lists(SCALARS, max_size=3), max_size=6))
def test_whatever_a_record_holds_there_is_a_row_for_it(values: list[Any]) -> None:
    results = Results([Outer("镝", one) for one in values])
    assert results.to_arrow().num_rows == len(values) == len(results)


def test_records_and_mappings_within_are_structs_and_fractions_floats() -> None:
    inner = Results([Outer("a", Inner(1, 2)), Outer("b", None)]).to_arrow().column("value")
    assert inner.to_pylist() == [{"low": 1, "high": 2}, None]
    masses = Results([Outer("a", MappingProxyType({"Nd": Fraction(1, 4)}))]).to_arrow().column("value")
    assert masses.to_pylist() == [{"Nd": 0.25}]


def test_what_has_no_one_type_is_text() -> None:
    column = Results([Outer("a", (("2", 5),)), Outer("b", None), Outer("c", 1)]).to_arrow().column("value")
    assert column.type == pa.string()
    assert column.to_pylist() == ["[['2', 5]]", None, "1"]


def test_numbers_of_any_size_stand() -> None:
    assert Results([Outer("a", 10**30)]).to_arrow().column("value").to_pylist() == [str(10**30)]
    assert Results([]).to_arrow().num_rows == 0
