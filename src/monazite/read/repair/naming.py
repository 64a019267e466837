"""Which product each row of a table means: the names under which all that is printed costs least, and how surely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from monazite.read.repair.evidence import Meaning, habit_of, meanings_of, own_costs, pair_costs, step_costs
from monazite.read.repair.items import Item
from monazite.read.repair.levels import Levels
from monazite.read.repair.plain import PLAIN, no_order_cost, plain_costs
from monazite.read.repair.search import Best, Effort, Rows, cheapest
from monazite.read.repair.weights import GAP_NEEDED

WIDEST = 18.0
"""Options dearer than the cheapest of their row by more than this, in nats, are not tried."""
MOST_EFFORT = 12_000
"""Partial assignments that all searches of one table may expand; a table of 21 rows needs about 200."""
LINE_EFFORT = 60
"""The same for each line of running text, which has no neighbours; a list of correct names needs one a line."""
SPOKEN = 3.0
DOUBTED = 8.0
"""A kept name that evidence charges with ``SPOKEN`` nats is suspicious while the next name is less than this dearer."""
GAP_REPORTED = 15.0
"""A gap wider than this is reported as this: odds of three millions to one."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What a row means.

    Args:
        item: the row.
        symbol: the rare earth meant; None where a foreign character is kept.
        runner_up: what it may mean instead.
        gap: cost of the second-best explanation less this one's, in nats.
        against: by kind of evidence, how much more the printed name costs than this one, all other rows being as found.
        twin_against: the same for the name that each twin prints.
        neighbours: the rare earths of the rows above and below, or None, where the order of the table testifies.
        is_ordered: whether the table was recognised to stand in order of atomic number.
        is_price_right: whether the price is taken for right.
        rows: every row of the table with what it is found to mean, for proofs; empty where no proof is needed.
    """

    item: Item
    symbol: str | None
    runner_up: str | None
    gap: float
    against: dict[str, float]
    twin_against: tuple[dict[str, float], ...]
    neighbours: tuple[str | None, str | None]
    is_ordered: bool
    is_price_right: bool = True
    rows: tuple[tuple[Item, str | None], ...] = ()

    @property
    def is_changed(self) -> bool:
        """Whether the row's printed name is not what it means."""
        return self.symbol is not None and self.symbol != self.item.slot.symbol

    @property
    def is_doubtful(self) -> bool:
        """Whether the name is kept although another explanation is nearly as good."""
        return not self.is_changed and self.gap < (DOUBTED if sum(self.against.values()) >= SPOKEN else GAP_NEEDED)


class Table:
    """The rows of a table with the costs of every name, in two readings: in order of atomic number, and in none."""

    def __init__(self, items: Sequence[Item], levels: Levels) -> None:
        """Work out what every row alone says of every option."""
        self.items = tuple(items)
        every = [meanings_of(item) for item in items]
        costs = [
            [sum(own_costs(item, meaning, levels).values()) for meaning in meanings]
            for item, meanings in zip(items, every, strict=True)
        ]
        kept = [_kept(row) for row in costs]
        self.levels = levels
        self.options = [[meanings[i] for i in keep] for meanings, keep in zip(every, kept, strict=True)]
        self.unary = [[row[i] for i in keep] for row, keep in zip(costs, kept, strict=True)]
        self.linked = [[j for j in range(i) if _may_clash(items[j], items[i])] for i in range(len(items))]
        self.effort = Effort(MOST_EFFORT if any(i.in_table for i in items) else LINE_EFFORT * len(items))
        self._steps: dict[tuple[int, int, int], float] = {}
        self._pairs: dict[tuple[int, int, int, int], float] = {}
        self.habit = habit_of(items)
        self.no_order = no_order_cost(items)

    def solve(
        self, *, ordered: bool, banned: tuple[int, frozenset[int]] | None = None, limit: float = inf
    ) -> Best | None:
        """The cheapest names in one of the two readings; a table in no order pays the logarithm of its permutations."""
        rows = Rows(self.unary, self._step if ordered else _no_step, self._pair, self.linked)
        best = cheapest(rows, banned, limit=limit if ordered else limit - self.no_order, effort=self.effort)
        return best if best is None or ordered else Best(best.cost + self.no_order, best.options)

    def step_of(self, above: int, names: Sequence[Meaning]) -> dict[str, float]:
        """What the order of the table says of a row and the one below it, if both are rows of the table."""
        return self._between(above, names[above], names[above + 1])

    def _step(self, row: int, a: int, b: int) -> float:
        key = (row, a, b)
        if key not in self._steps:
            self._steps[key] = sum(self._between(row - 1, self.options[row - 1][a], self.options[row][b]).values())
        return self._steps[key]

    def _between(self, above: int, a: Meaning, b: Meaning) -> dict[str, float]:
        first, second = self.items[above], self.items[above + 1]
        return step_costs(first, a, second, b, self.habit) if first.in_table and second.in_table else {}

    def _pair(self, j: int, a: int, i: int, b: int) -> float:
        key = (j, a, i, b)
        if key not in self._pairs:
            costs = pair_costs(self.items[j], self.options[j][a], self.items[i], self.options[i][b], self.habit)
            self._pairs[key] = sum(costs.values())
        return self._pairs[key]


def name_rows(items: Sequence[Item], levels: Levels) -> list[Naming] | None:
    """What every row means, or None where the search grew too large to be sure.

    Args:
        items: the rows of one table, top to bottom.
        levels: price levels of the time.
    """
    plain = plain_costs(items, levels)
    if plain is not None:
        costs, ordered = plain
        return [_kept_as_printed(item, cost, ordered=ordered) for item, cost in zip(items, costs, strict=True)]
    table = Table(items, levels)
    in_none = table.solve(ordered=False)
    in_order = table.solve(ordered=True, limit=in_none.cost) if in_none else None
    if in_order is None or in_none is None:
        return None
    ordered = in_order.cost <= in_none.cost
    return [_naming(table, in_order if ordered else in_none, row, ordered=ordered) for row in range(len(items))]


def _kept_as_printed(item: Item, against: dict[str, float], *, ordered: bool) -> Naming:
    nothing: tuple[dict[str, float], ...] = tuple({} for _ in item.twins)
    return Naming(item, item.slot.symbol, None, GAP_REPORTED, against, nothing, (None, None), ordered)


def _naming(table: Table, best: Best, row: int, *, ordered: bool) -> Naming:
    item, meaning = table.items[row], table.options[row][best.options[row]]
    names = [options[chosen] for options, chosen in zip(table.options, best.options, strict=True)]
    against = _against(table, names, row, item.slot.symbol, ordered=ordered)
    twins = tuple(_against(table, names, row, twin.slot.symbol, ordered=ordered) for twin in item.twins)
    is_plain = meaning.symbol == item.slot.symbol and meaning.is_price_right and sum(against.values()) < PLAIN
    gap, runner_up = (GAP_REPORTED, None) if is_plain else _second(table, best, row)
    around = _neighbours(table, names, row) if ordered else (None, None)
    return Naming(
        item, meaning.symbol, runner_up, min(gap, GAP_REPORTED), against, twins, around, ordered,
        meaning.is_price_right, tuple((other, name.symbol) for other, name in zip(table.items, names, strict=True)),
    )  # fmt: skip


def _neighbours(table: Table, names: list[Meaning], row: int) -> tuple[str | None, str | None]:
    """The nearest named rows above and below that mean another element."""
    above = [
        m.symbol for m, i in zip(names[:row], table.items, strict=False) if i.in_table and m.symbol != names[row].symbol
    ]
    below = [m.symbol for m, i in zip(names[row + 1 :], table.items[row + 1 :], strict=True)
             if i.in_table and m.symbol != names[row].symbol]  # fmt: skip
    return (above[-1] if above else None), (below[0] if below else None)


def _second(table: Table, best: Best, row: int) -> tuple[float, str | None]:
    """How much dearer the best explanation is in which the row means something else, in either reading."""
    symbol = table.options[row][best.options[row]].symbol
    same = frozenset(i for i, meaning in enumerate(table.options[row]) if meaning.symbol == symbol)
    limit = best.cost + GAP_REPORTED
    others = [table.solve(ordered=ordered, banned=(row, same), limit=limit) for ordered in (True, False)]
    found = [other for other in others if other is not None]
    if len(found) < len(others):
        return 0.0, None
    second = min(found, key=lambda other: other.cost)
    if second.cost == inf:
        return inf, None
    return second.cost - best.cost, table.options[row][second.options[row]].symbol


def _against(table: Table, names: list[Meaning], row: int, symbol: str | None, *, ordered: bool) -> dict[str, float]:
    """By kind of evidence, the cost of ``symbol`` less that of the name found, the other rows being as found.

    For the name found itself: what speaks against it.
    """
    doubts = (True, False) if table.items[row].price is not None else (True,)
    tried = [
        _costs_of(table, [*names[:row], Meaning(symbol, is_price_right=right), *names[row + 1 :]], row, ordered=ordered)
        for right in doubts
    ]
    other = min(tried, key=lambda costs: sum(costs.values()))
    if names[row].symbol == symbol:
        return other
    found = _costs_of(table, names, row, ordered=ordered)
    return {kind: other.get(kind, 0.0) - found.get(kind, 0.0) for kind in {**other, **found}}


def _costs_of(table: Table, names: list[Meaning], row: int, *, ordered: bool) -> dict[str, float]:
    parts = [own_costs(table.items[row], names[row], table.levels)]
    for other in (*range(row), *range(row + 1, len(names))):
        first, second = sorted((other, row))
        parts.append(pair_costs(table.items[first], names[first], table.items[second], names[second], table.habit))
    parts.extend(table.step_of(above, names) for above in (row - 1, row) if ordered and 0 <= above < len(names) - 1)
    total: dict[str, float] = {}
    for part in parts:
        for kind, cost in part.items():
            total[kind] = total.get(kind, 0.0) + cost
    return total


def _kept(costs: list[float]) -> list[int]:
    """Options worth trying: the printed one, and those not hopelessly dear."""
    least = min(costs)
    return [i for i, cost in enumerate(costs) if i == 0 or cost <= least + WIDEST]


def _may_clash(first: Item, second: Item) -> bool:
    forms = {first.slot.form, second.slot.form}
    return first.slot.frame == second.slot.frame or forms in ({"oxide", "metal"}, {"oxide", "alloy"})


def _no_step(_row: int, _a: int, _b: int) -> float:
    return 0.0
