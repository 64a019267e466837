"""Whether a list of prices is plain: nothing speaks against any printed name, so no search for others is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import lgamma

from monazite.read.repair.evidence import Habit, Meaning, habit_of, own_costs, pair_costs, step_costs
from monazite.read.repair.items import Item
from monazite.read.repair.levels import Levels
from monazite.read.repair.weights import weights

PLAIN = 3.0
"""Evidence below this against a kept name is no reason to look for another one.

Less than any misreading costs: where every printed name has less against it, no other names explain the list better.
"""
Costs = dict[str, float]


def plain_costs(items: Sequence[Item], levels: Levels) -> tuple[list[Costs], bool] | None:
    """By row what evidence charges for the printed name, and whether the table is in order; None where one is charged.

    Args:
        items: the rows of one table or list.
        levels: price levels of the time.
    """
    if any(twin.slot.symbol != item.slot.symbol for item in items for twin in item.twins):
        return None
    names = [Meaning(item.slot.symbol) for item in items]
    costs: list[Costs] = []
    for item, name in zip(items, names, strict=True):
        costs.append(own_costs(item, name, levels))
        if sum(costs[-1].values()) >= PLAIN:
            return None
    habit = habit_of(items)
    for first, second in combinations(range(len(items)), 2):
        found = pair_costs(items[first], names[first], items[second], names[second], habit)
        _charge(costs, (first, second), found)
        if sum(costs[first].values()) >= PLAIN:
            return None
    steps = list(_steps(items, names, habit))
    ordered = sum(sum(step.values()) for step in steps) <= no_order_cost(items)
    for above, step in enumerate(steps if ordered else ()):
        _charge(costs, (above, above + 1), step)
    return (costs, ordered) if all(sum(cost.values()) < PLAIN for cost in costs) else None


def no_order_cost(items: Sequence[Item]) -> float:
    """What a table in no order pays: the logarithm of its permutations; nothing for lines of running text."""
    rows = sum(item.in_table for item in items)
    return lgamma(rows + 1) + weights()["no_order"] if rows > 1 else 0.0


def _steps(items: Sequence[Item], names: Sequence[Meaning], habit: Habit) -> Iterator[Costs]:
    for above in range(len(items) - 1):
        first, second = items[above], items[above + 1]
        is_step = first.in_table and second.in_table
        yield step_costs(first, names[above], second, names[above + 1], habit) if is_step else {}


def _charge(costs: Sequence[Costs], rows: tuple[int, int], found: Costs) -> None:
    for row in rows:
        for kind, cost in found.items():
            costs[row][kind] = costs[row].get(kind, 0.0) + cost
