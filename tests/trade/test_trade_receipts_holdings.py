"""Who holds which lots: intervals are what a list of single lots says, merged where neighbours are alike."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from monazite.app import Workspace
from monazite.core import ElementMass
from monazite.trade.receipts.holdings import Where, close_holding, intervals, is_held, move, open_holding
from monazite.trade.receipts.rows import Rows
from monazite.trade.record import Receipt, Slice

LOTS = 12
PLACES = [Where("A", "lot"), Where("A", "offered"), Where("B", "offered"), Where("B", "pledged", "X1")]
MOVES = st.lists(st.tuples(st.integers(0, LOTS - 1), st.integers(1, LOTS), st.sampled_from(PLACES)), max_size=25)


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    folder: Path = tmp_path_factory.mktemp("holdings")
    with Workspace.open(folder, create=True) as opened, opened.reading() as connection:
        yield connection


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_intervals_are_what_single_lots_say(connection: Connection, moves: list[tuple[int, int, Where]]) -> None:
    rows = Rows(connection)
    open_holding(rows, "R", LOTS, "A")
    model = [PLACES[0]] * LOTS
    for start, count, where in moves:
        first, last = start, min(start + count, LOTS)
        for place in PLACES:
            assert is_held(rows, "R", first, last, place) == (set(model[first:last]) == {place})
        mark = rows.mark()
        before = intervals(rows, "R")
        move(rows, "R", first, last, where)
        after = intervals(rows, "R")
        rows.back(mark)
        assert intervals(rows, "R") == before
        move(rows, "R", first, last, where)
        assert intervals(rows, "R") == after
        model[first:last] = [where] * (last - first)
        assert [place for low, high, place in after for _ in range(low, high)] == model
        assert all(one[1] == other[0] and one[2] != other[2] for one, other in pairwise(after))
    close_holding(rows, "R")
    assert intervals(rows, "R") == []


@given(
    st.dictionaries(st.sampled_from(["Nd", "Pr", "Dy", "Tb"]), st.integers(1, 10**13), min_size=1),
    st.integers(1, 500),
    st.lists(st.integers(1, 499), max_size=8),
)
def test_every_partition_of_a_receipt_is_exact(masses: dict[str, int], lots: int, cuts: list[int]) -> None:
    receipt = Receipt(
        id="R", lot="L", instrument="I", warehouse="W", lots=lots, net_mg=sum(masses.values()),
        matter=ElementMass.of(masses), issued_ms=0,
    )  # fmt: skip
    edges = sorted({0, lots, *(cut for cut in cuts if cut < lots)})
    parts = [Slice("R", first, last) for first, last in pairwise(edges)]
    assert sum(receipt.net_of(part) for part in parts) == receipt.net_mg
    assert sum((receipt.matter_of(part) for part in parts), ElementMass()) == receipt.matter
