"""Whether the parts of a network fit: known names, shares and outputs that add up, no bill that runs in a circle."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from monazite.core import Problem
from monazite.store import nearest
from monazite.warn.said import problem
from monazite.warn.shocks.arrays import ROUNDING, sold_outside
from monazite.warn.shocks.record import Network, Relief

Places = Mapping[str, Sequence[str]]
"""By table, where each of its rows stands, for people."""
MOST_LINES, MOST_SUPPLIES = 50_000, 200_000
"""Rows of a network: some gigabytes at worst."""
MOST_RELIEF_DAYS = 10_000


def network_problems(network: Network, places: Places | None = None) -> tuple[Problem, ...]:
    """What does not fit in a network; names first, and sums only where all names are known.

    Args:
        network: as read or made.
        places: of its rows; their table and number unless given.
    """
    where = places or _numbered(network)
    for found in (list(_large(network)), list(_unknown(network, where))):
        if found:
            return tuple(found)
    found = [*_lines(network, where), *_shares(network, where), *_circle(network)]
    return tuple(found or _over(network, where))


def relief_problems(network: Network, reliefs: Sequence[Relief], places: Places) -> tuple[Problem, ...]:
    """Reliefs that touch nothing in the network.

    Args:
        network: without Problems of its own.
        reliefs: as read.
        places: of their rows under ``relief``.
    """
    return tuple(found for one, place in zip(reliefs, places["relief"], strict=True)
                 for found in _relief(network, one, place))  # fmt: skip


def _relief(network: Network, one: Relief, place: str) -> Iterator[Problem]:
    yield from _in(one.firm, network.firm, "firm", "firms", place)
    uses = {
        "stock": {need.input for need in network.needs if need.firm == one.firm},
        "licence": {line.material for line in network.lines if line.firm == one.firm},
        "qualify": {two.material for two in network.substitutes if two.firm == one.firm},
    }.get(one.kind)
    if one.firm in network.firm and uses is not None:
        table = {"stock": "needs", "licence": "lines", "qualify": "substitutes"}[one.kind]
        yield from _in(one.material, uses, "material", table, place)
    least, most = (1, 9) if one.kind == "priority" else (0, MOST_RELIEF_DAYS)
    if one.amount > most or one.amount < least or (one.kind != "stock" and one.amount != int(one.amount)):
        yield problem("shocks-relief-amount", place, least=least, most=most, found=f"{one.amount:g}")


def _numbered(network: Network) -> Places:
    tables = ("firms", "materials", "lines", "needs", "substitutes", "supplies")
    return {name: [f"{name}:{number + 1}" for number in range(len(getattr(network, name)))] for name in tables}


def _large(network: Network) -> Iterator[Problem]:
    for name, limit in (("lines", MOST_LINES), ("supplies", MOST_SUPPLIES)):
        if (found := len(getattr(network, name))) > limit:
            yield problem("shocks-large", f"{name}.csv", limit=limit, found=found)


def _in(name: str, known: Collection[str], column: str, table: str, place: str) -> Iterator[Problem]:
    if name not in known:
        yield problem("shocks-unknown", place, column=column, table=table, found=name, nearest=nearest(name, known))


def _unknown(network: Network, places: Places) -> Iterator[Problem]:
    firms, materials, lines = network.firm, network.material, network.line_at
    for line, place in zip(network.lines, places["lines"], strict=True):
        yield from _in(line.firm, firms, "firm", "firms", place)
        yield from _in(line.material, materials, "material", "materials", place)
    for need, place in zip(network.needs, places["needs"], strict=True):
        yield from _in(need.input, materials, "input", "materials", place)
        if (need.firm, need.output) not in lines:
            yield problem("shocks-no-line", place, firm=need.firm, found=need.output)
    needed = {(need.firm, need.output, need.input) for need in network.needs}
    for one, place in zip(network.substitutes, places["substitutes"], strict=True):
        yield from _in(one.material, materials, "substitute", "materials", place)
        if (one.firm, one.output, one.input) not in needed or one.material == one.input:
            yield problem("shocks-no-need", place, firm=one.firm, output=one.output, found=one.input)
    used = {(need.firm, need.input) for need in network.needs}
    used |= {(one.firm, one.material) for one in network.substitutes}
    for supply, place in zip(network.supplies, places["supplies"], strict=True):
        if (supply.supplier, supply.material) not in lines:
            yield problem("shocks-no-line", place, firm=supply.supplier, found=supply.material)
        if (supply.buyer, supply.material) not in used:
            yield problem("shocks-no-use", place, firm=supply.buyer, found=supply.material)


def _lines(network: Network, places: Places) -> Iterator[Problem]:
    for line, place in zip(network.lines, places["lines"], strict=True):
        if line.most_per_day < line.per_day:
            yield problem("shocks-most-low", place, least=f"{line.per_day:g}", found=f"{line.most_per_day:g}")
    for need, place in zip(network.needs, places["needs"], strict=True):
        cover = need.cover
        if not cover.low <= cover.value <= cover.high:
            shown = f"{cover.low:g}, {cover.value:g}, {cover.high:g}"
            yield problem("shocks-cover-order", place, found=shown)


def _shares(network: Network, places: Places) -> Iterator[Problem]:
    last = {(one.buyer, one.material): place for one, place in zip(network.supplies, places["supplies"], strict=True)}
    for (buyer, material), group in network.supplies_of.items():
        total = sum(one.share for one in group)
        if total > 1 + ROUNDING:
            yield problem(
                "shocks-share-over", last[buyer, material], buyer=buyer, material=material, found=f"{total:g}"
            )


def _circle(network: Network) -> Iterator[Problem]:
    bill: dict[str, set[str]] = {}
    for need in network.needs:
        bill.setdefault(need.output, set()).add(need.input)
    for one in network.substitutes:
        bill.setdefault(one.output, set()).add(one.material)
    try:
        TopologicalSorter(bill).prepare()
    except CycleError as error:
        yield problem("shocks-circle", "needs.csv", found=" ← ".join(error.args[1]))


def _over(network: Network, places: Places) -> Iterator[Problem]:
    for line, place, left in zip(network.lines, places["lines"], sold_outside(network), strict=True):
        if left < 0:
            used = f"{line.per_day - left:g}"
            yield problem("shocks-over", place, firm=line.firm, found=used, made=f"{line.per_day:g}")
