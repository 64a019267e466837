"""Parties as a tree: authorities, then groups and firms with their firms, sites and lines beneath them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from monazite.trace.permits import StoredParty, party_kinds


@dataclass(frozen=True, slots=True)
class Branch:
    """A party with what belongs to it."""

    party: StoredParty
    below: tuple[Branch, ...]

    @property
    def size(self) -> int:
        """How many parties stand below it, at any depth."""
        return sum(1 + branch.size for branch in self.below)


def tree_of(parties: Iterable[StoredParty]) -> tuple[Branch, ...]:
    """Parties under those they belong to, in the order of kinds and ids; one whose parent is missing stands alone."""
    order = {kind: rank for rank, kind in enumerate(party_kinds())}
    known = sorted(parties, key=lambda party: (order.get(party.kind, len(order)), party.id))
    ids = {party.id for party in known}
    children: dict[str | None, list[StoredParty]] = {}
    for party in known:
        children.setdefault(party.parent if party.parent in ids else None, []).append(party)
    return tuple(_branch(party, children, frozenset()) for party in children.get(None, ()))


def _branch(party: StoredParty, children: dict[str | None, list[StoredParty]], above: frozenset[str]) -> Branch:
    here = above | {party.id}
    below = (one for one in children.get(party.id, ()) if one.id not in here)
    return Branch(party, tuple(_branch(one, children, here) for one in below))


def chain_above(party: StoredParty, known: dict[str, StoredParty]) -> Iterator[StoredParty]:
    """The parties it belongs to, from the nearest up."""
    seen = {party.id}
    above = known.get(party.parent or "")
    while above is not None and above.id not in seen:
        yield above
        seen.add(above.id)
        above = known.get(above.parent or "")
