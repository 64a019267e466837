"""Lots (手) of receipts in a queue: the oldest go first, a part keeps its place, and what comes back finds it again.

A queue is sorted and never holds two pieces that could be one, so that equal positions are equal lists.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable

from monazite.trade.session.state import Piece


def lots_of(pieces: Iterable[Piece]) -> int:
    """How many lots the pieces are."""
    return sum([last - first for _, first, last, _ in pieces])


def take(queue: list[Piece], lots: int) -> list[Piece]:
    """Take the oldest lots out of a queue that has so many.

    >>> queue = [(1, 0, 3, "r"), (2, 5, 9, "s")]
    >>> take(queue, 4), queue
    ([(1, 0, 3, 'r'), (2, 5, 6, 's')], [(2, 6, 9, 's')])
    """
    place, first, last, receipt = queue[0]
    if last - first > lots:
        queue[0] = (place, first + lots, last, receipt)
        return [(place, first, first + lots, receipt)]
    taken: list[Piece] = []
    whole = 0
    while lots:
        place, first, last, receipt = queue[whole]
        here = last - first
        if here > lots:
            taken.append((place, first, first + lots, receipt))
            queue[whole] = (place, first + lots, last, receipt)
            break
        taken.append(queue[whole])
        whole += 1
        lots -= here
    del queue[:whole]
    return taken


def take_newest(queue: list[Piece], lots: int) -> list[Piece]:
    """Take the newest lots out of a queue that has so many, oldest of them first."""
    taken: list[Piece] = []
    while lots:
        place, first, last, receipt = queue.pop()
        cut = max(first, last - lots)
        taken.append((place, cut, last, receipt))
        if cut > first:
            queue.append((place, first, cut, receipt))
        lots -= last - cut
    return taken[::-1]


def take_of(queue: list[Piece], receipts: Collection[str], lots: int) -> list[Piece]:
    """Take the oldest lots of some receipts out of a queue that has so many of them."""
    chosen = [piece for piece in queue if piece[3] in receipts]
    rest = [piece for piece in queue if piece[3] not in receipts]
    taken = take(chosen, lots)
    queue[:] = sorted(rest + chosen)
    return taken


def put(queue: list[Piece], pieces: Iterable[Piece]) -> None:
    """Put pieces into a queue where their places are, joined with their neighbours.

    >>> queue = [(1, 2, 3, "r"), (2, 6, 9, "s")]
    >>> put(queue, [(1, 0, 2, "r"), (2, 5, 6, "s")])
    >>> queue
    [(1, 0, 3, 'r'), (2, 5, 9, 's')]
    """
    for piece in pieces:
        _put_one(queue, piece)


def _put_one(queue: list[Piece], piece: Piece) -> None:
    at = bisect_left(queue, piece)
    place, first, last, receipt = piece
    if at < len(queue):
        other = queue[at]
        if other[0] == place and other[1] == last and other[3] == receipt:
            last = other[2]
            del queue[at]
    if at:
        other = queue[at - 1]
        if other[0] == place and other[2] == first and other[3] == receipt:
            at -= 1
            first = other[1]
            del queue[at]
    queue.insert(at, (place, first, last, receipt))
