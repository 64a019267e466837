"""Queues of numbered lots: what is taken and put back leaves no trace."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from monazite.trade.session.intervals import joined, overlaps, without
from monazite.trade.session.positions import lots_of, put, take, take_newest, take_of
from monazite.trade.session.state import Piece

QUEUES = st.lists(st.tuples(st.integers(1, 3), st.integers(1, 6)), min_size=1, max_size=6).map(
    lambda rows: [(place, 10 * gap, 10 * gap + lots, f"r{place % 3}") for place, (gap, lots) in enumerate(rows)]
)
"""Queues of pieces, each of its own place."""


@given(QUEUES, st.data())
def test_what_is_taken_and_put_back_leaves_no_trace(queue: list[Piece], data: st.DataObject) -> None:
    before = list(queue)
    taken = [take(queue, data.draw(st.integers(1, lots_of(queue)))) for _ in range(2) if queue]
    assert lots_of(queue) + sum(map(lots_of, taken)) == lots_of(before)
    for pieces in data.draw(st.permutations(taken)):
        put(queue, pieces)
    assert queue == before


@given(QUEUES, st.data())
def test_the_oldest_are_taken_first_and_the_newest_given_back(queue: list[Piece], data: st.DataObject) -> None:
    before = list(queue)
    lots = data.draw(st.integers(1, lots_of(queue)))
    oldest = take(queue, lots)
    assert oldest + queue == before or lots_of(oldest) == lots
    assert all(piece <= rest for piece in oldest for rest in queue)
    back = data.draw(st.integers(1, lots))
    newest = take_newest(oldest, back)
    assert lots_of(newest) == back
    put(queue, newest)
    put(queue, oldest)
    assert queue == before


@given(QUEUES, st.sampled_from(["r0", "r1", "r2"]))
def test_lots_of_a_receipt_are_taken_alone(queue: list[Piece], receipt: str) -> None:
    before = list(queue)
    held = lots_of(piece for piece in queue if piece[3] == receipt)
    if held:
        taken = take_of(queue, {receipt}, held)
        assert {piece[3] for piece in taken} == {receipt}
        assert all(piece[3] != receipt for piece in queue)
        put(queue, taken)
    assert queue == before


@given(st.sets(st.integers(0, 30)), st.integers(0, 30), st.integers(1, 10))
def test_intervals_are_sets_of_lots(lots: set[int], first: int, count: int) -> None:
    these: list[tuple[int, int]] = []
    for lot in lots:
        these = joined(these, lot, lot + 1)
    assert {lot for start, end in these for lot in range(start, end)} == lots
    assert all(one[1] < other[0] for one, other in pairwise(these))
    wanted = set(range(first, first + count))
    assert overlaps(these, first, first + count) == bool(lots & wanted)
    left = without(these, first, first + count)
    assert {lot for start, end in left for lot in range(start, end)} == lots - wanted
