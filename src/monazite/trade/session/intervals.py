"""Numbered lots of a receipt that are here, as intervals: sorted, apart, half-open."""

from __future__ import annotations

Interval = tuple[int, int]


def overlaps(these: list[Interval], first: int, last: int) -> bool:
    """Whether some of the lots ``first`` to ``last - 1`` are among these."""
    return any(first < end and start < last for start, end in these)


def joined(these: list[Interval], first: int, last: int) -> list[Interval]:
    """These and some lots that are not among them.

    >>> joined([(0, 2), (5, 7)], 2, 5)
    [(0, 7)]
    """
    left = [each for each in these if each[1] < first]
    right = [each for each in these if each[0] > last]
    near = [each for each in these if each[1] == first or each[0] == last]
    middle = (min([first, *[start for start, _ in near]]), max([last, *[end for _, end in near]]))
    return [*left, middle, *right]


def without(these: list[Interval], first: int, last: int) -> list[Interval]:
    """These less some lots that are among them.

    >>> without([(0, 7)], 2, 5)
    [(0, 2), (5, 7)]
    """
    left: list[Interval] = []
    for start, end in these:
        if end <= first or start >= last:
            left.append((start, end))
            continue
        left += [part for part in ((start, first), (last, end)) if part[0] < part[1]]
    return left
