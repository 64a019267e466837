"""A network as arrays for the compiled days, and its state on the day before a stop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from monazite.warn.shocks.kernel import State, Structure
from monazite.warn.shocks.record import USUAL_PRIORITY, Level, Line, Need, Network, Rules, Supply, grouped

OUTSIDE_DAYS = 1
"""Days on the way from suppliers outside the network."""
ROUNDING = 1e-9
"""Shares that sum to one within this leave nothing to suppliers outside: their last digits differ."""


@dataclass(frozen=True, slots=True)
class Option:
    """What a need may be met with.

    Args:
        need: its place among the needs.
        firm: that uses it.
        material: the input itself, or a substitute.
        factor: units of it for a unit of output.
        use_per_day: units of it on a usual day of the line, if it met the need alone.
        cover_days: stock kept, in such days.
        ready_day: day of the stop from which it may be used.
        is_first: whether it is the input itself.
        links: who delivers it.
        others_share: part that comes from suppliers outside the network.
    """

    need: int
    firm: str
    material: str
    factor: float
    use_per_day: float
    cover_days: float
    ready_day: int
    is_first: bool
    links: tuple[Supply, ...]
    others_share: float

    @property
    def target(self) -> float:
        """Units in stock and on the way on a usual day; a substitute is on the way on no usual day."""
        way = sum(one.share * one.transit_days for one in self.links) + self.others_share * OUTSIDE_DAYS
        return self.use_per_day * (self.cover_days + (way if self.is_first else 0.0))


@dataclass(frozen=True)
class Arrays:
    """A network compiled.

    Args:
        net: its structure.
        options: in the order of the arrays, needs first and then substitutes.
        links: in the order of the arrays.
        priorities: of each rank; one alone where rationing is in proportion.
    """

    net: Structure
    options: tuple[Option, ...]
    links: tuple[Supply, ...]
    priorities: tuple[int, ...]

    @cached_property
    def needs_at(self) -> Mapping[tuple[str, str], tuple[int, ...]]:
        """Places of needs by firm and input."""
        return self._places(is_first=True)

    @cached_property
    def substitutes_at(self) -> Mapping[tuple[str, str], tuple[int, ...]]:
        """Places of options by firm and substitute."""
        return self._places(is_first=False)

    def _places(self, *, is_first: bool) -> Mapping[tuple[str, str], tuple[int, ...]]:
        places = (place for place, one in enumerate(self.options) if one.is_first == is_first)
        return grouped(places, lambda place: (self.options[place].firm, self.options[place].material))

    def start(self) -> State:
        """The state at the end of the day before the stop: every stock at its target, every day a usual one."""
        net = self.net
        use = usual_use(self.options)
        sent = use[net.option] * net.share
        groups = zip(net.transit, net.links_from[:-1], net.links_from[1:], strict=True)
        ring = np.concatenate([np.zeros(0), *(np.tile(sent[first:last], days) for days, first, last in groups)])
        others = use * net.others_share
        days_of = np.repeat(net.transit, np.diff(net.links_from))
        coming = others * OUTSIDE_DAYS + np.bincount(net.option, sent * days_of, len(use))
        stock = _floats(one.use_per_day * one.cover_days for one in self.options)
        demand = net.standing.copy()
        return State(
            stock=stock, coming=coming, order=use, used=use.copy(), others=others,
            finished=net.finished_target.copy(), makes=net.usual.copy(), enough=np.zeros(len(net.is_essential)),
            lacked=np.zeros(len(net.is_essential)), demand=demand, served=np.ones_like(demand), asked=sent.copy(),
            ring=ring,
        )  # fmt: skip


def compiled(network: Network, rules: Rules, more_priorities: Iterable[int] = ()) -> Arrays:
    """The arrays of a network.

    Args:
        network: as `checked`.
        rules: which level of stocks, and whether priorities count.
        more_priorities: that a relief may give a firm.
    """
    priorities = _priorities(network, more_priorities) if rules.is_by_priority else (USUAL_PRIORITY,)
    rank = {one.key: priorities.index(one.priority) if rules.is_by_priority else 0 for one in network.firms}
    lines = network.lines
    needs = [network.needs_of.get((line.firm, line.material), ()) for line in lines]
    options = sorted(_options(network, rules.level), key=lambda one: not one.is_first)
    instead = [one for one in options if not one.is_first]
    ways = sorted(((one, place) for place, option in enumerate(options) for one in option.links), key=_by_transit)
    links = tuple(one for one, _ in ways)
    transit, counts = np.unique([one.transit_days for one in links], return_counts=True)
    outside = np.maximum(0.0, sold_outside(network))
    standing = np.zeros(len(lines) * len(priorities))
    standing[priorities.index(USUAL_PRIORITY) :: len(priorities)] = outside
    net = Structure(
        usual=_floats(one.per_day for one in lines),
        most=_floats(one.most_per_day for one in lines),
        outside=outside,
        standing=standing,
        finished_target=_floats(one.per_day * one.finished_days for one in lines),
        capacity_of=np.zeros(len(lines), np.int32),
        needs_from=starts(len(group) for group in needs),
        is_essential=np.array([one.is_essential for group in needs for one in group], np.uint8),
        line_of=_wholes(place for place, group in enumerate(needs) for _ in group),
        instead_of=_wholes(one.need for one in instead),
        factor=_floats(one.factor for one in options),
        per_unit=_floats(1 / one.factor for one in options),
        target=_floats(one.target for one in options),
        others_share=_floats(one.others_share for one in options),
        others_most=_floats(one.others_share * one.use_per_day for one in options),
        ready=_wholes(one.ready_day for one in instead),
        transit=transit.astype(np.int32),
        links_from=starts(counts),
        ring_from=starts(transit * counts),
        seat=_places(network.line_at[one.supplier, one.material] * len(priorities) + rank[one.buyer] for one in links),
        option=_places(place for _, place in ways),
        share=_floats(one.share for one in links),
        border_of=np.zeros(len(links), np.uint8),
        ranks=len(priorities),
        outside_rank=priorities.index(USUAL_PRIORITY),
        capacity=np.ones((1, 1)),
        granted=np.ones((1, 1)),
        refill_days=float(rules.refill_days),
        stop_share=float(rules.stop_share),
    )
    return Arrays(net, tuple(options), links, priorities)


def starts(lengths: Iterable[int]) -> NDArray[np.int32]:
    """Where each group begins, and where the last ends."""
    return np.concatenate([[0], np.cumsum(list(lengths))]).astype(np.int32)


def usual_use(options: Iterable[Option]) -> NDArray[np.float64]:
    """Units of each option used on a usual day: substitutes are not."""
    return _floats(one.use_per_day if one.is_first else 0.0 for one in options)


def sold_outside(network: Network) -> NDArray[np.float64]:
    """What each line makes on a usual day beyond what its buyers in the network use; negative where they use more."""
    usual = _floats(one.per_day for one in network.lines)
    used = np.zeros_like(usual)
    for one in _options(network, "value"):
        for link in one.links if one.is_first else ():
            used[network.line_at[link.supplier, link.material]] += one.use_per_day * link.share
    left = usual - used
    left[np.abs(left) < usual * ROUNDING] = 0.0
    return left


def _by_transit(way: tuple[Supply, int]) -> int:
    return way[0].transit_days


def _options(network: Network, level: Level) -> Iterator[Option]:
    """The options of all needs in order, the input itself first."""
    number = 0
    for line in network.lines:
        for need in network.needs_of.get((line.firm, line.material), ()):
            use = line.per_day * need.quantity
            suppliers = network.supplies_of.get((line.firm, need.input), ())
            cover, others = need.cover.at(level), _others(suppliers)
            yield Option(number, line.firm, need.input, need.quantity, use, cover, 0, True, suppliers, others)
            yield from _substitutes(network, line, need, number, level)
            number += 1


def _substitutes(network: Network, line: Line, need: Need, number: int, level: Level) -> Iterator[Option]:
    for one in network.substitutes_of.get((line.firm, line.material, need.input), ()):
        factor = need.quantity / one.yield_share
        suppliers = network.supplies_of.get((line.firm, one.material), ())
        cover, use, others = one.cover.at(level), line.per_day * factor, _others(suppliers)
        yield Option(number, line.firm, one.material, factor, use, cover, one.delay_days, False, suppliers, others)


def _others(links: tuple[Supply, ...]) -> float:
    """Part that comes from suppliers outside the network."""
    left = 1.0 - sum(one.share for one in links)
    return left if left > ROUNDING else 0.0


def _priorities(network: Network, more: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted({USUAL_PRIORITY, *more, *(one.priority for one in network.firms)}))


def _floats(values: Iterable[float]) -> NDArray[np.float64]:
    return np.array(list(values), dtype=np.float64)


def _wholes(values: Iterable[int]) -> NDArray[np.int32]:
    return np.array(list(values), dtype=np.int32)


def _places(values: Iterable[int]) -> NDArray[np.uint32]:
    return np.array(list(values), dtype=np.uint32)
