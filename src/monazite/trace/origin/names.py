"""Numbers of sources and nodes, in the order in which entries first name them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from monazite.trace.origin.flow import LINE, SOURCE, role_of_account
from monazite.trace.origin.rows import fetch_by, insert, next_number

KNOWN = 200_000
"""Names kept in memory; all are forgotten when there are more."""
LAST = 2**62
"""A number beyond every other."""


class Names:
    """Sources and nodes of one journal.

    Args:
        nodes: number by id.
        sources: number by id.
        unaccounted: by node, the source that stands for matter unaccounted for.
    """

    def __init__(self, connection: Connection) -> None:
        """Start where the tables stand."""
        self.nodes: dict[str, int] = {}
        self.sources: dict[str, int] = {}
        self.unaccounted: dict[int, int] = {}
        self._named: dict[int, str] = {}
        self._absent: set[str] = set()
        self._new_nodes: list[tuple[int, str, int | None]] = []
        self._new_sources: list[tuple[int, str]] = []
        self.next_node = next_number(connection, "trace_nodes")
        self.next_source = next_number(connection, "trace_sources")

    def learn(self, connection: Connection, sides: Iterable[tuple[str, str]]) -> None:
        """Look up in one go what is there already of sides that will be asked for; once, until `flush`."""
        if len(self.nodes) + len(self.sources) > KNOWN and not self._new_nodes and not self._new_sources:
            self.nodes, self.sources, self.unaccounted, self._named = {}, {}, {}, {}
        nodes: set[str] = set()
        sources: set[str] = set()
        for side, account in sides:
            if side in self.nodes or side in self.sources or side in self._absent:
                continue
            kind = role_of_account(account.partition("/")[0])
            (sources if kind == SOURCE else nodes).add(side)
            if kind != SOURCE:
                sources.add(_unaccounted(kind, account))
        self._learn_nodes(connection, nodes)
        wanted = [side for side in sources if side not in self.sources and side not in self._absent]
        self.sources.update(fetch_by(connection, "SELECT id, number FROM trace_sources WHERE id IN ({})", wanted))
        self._absent |= nodes | sources

    def _learn_nodes(self, connection: Connection, wanted: Iterable[str]) -> None:
        statement = "SELECT id, number, unaccounted FROM trace_nodes WHERE id IN ({})"
        for side, number, unaccounted in fetch_by(connection, statement, wanted):
            self.nodes[side] = number
            self.unaccounted[number] = unaccounted

    def ref(self, side: str, account: str) -> int:
        """The reference of a side: twice its number, and one for a source. What is new gets the next number."""
        number = self.nodes.get(side)
        if number is not None:
            return 2 * number
        kind = role_of_account(account.partition("/")[0])
        if kind == SOURCE:
            return 2 * self._source(side) + 1
        return 2 * self.node(side, self._source(_unaccounted(kind, account)))

    def node(self, name: str, unaccounted: int | None = None) -> int:
        """A new node."""
        number = self.nodes[name] = self.next_node
        self.next_node += 1
        self._new_nodes.append((number, name, unaccounted))
        if unaccounted is not None:
            self.unaccounted[number] = unaccounted
        return number

    def _source(self, name: str) -> int:
        number = self.sources.get(name)
        if number is None:
            number = self.sources[name] = self.next_source
            self.next_source += 1
            self._new_sources.append((number, name))
        return number

    def unaccounted_of(self, node: int) -> int:
        """The source that stands for matter unaccounted for of a node."""
        return self.unaccounted[node]

    def sources_of(self, connection: Connection, numbers: Iterable[int]) -> dict[int, str]:
        """Sources by number."""
        named, wanted = self._named, set(numbers)
        if not wanted <= named.keys():
            named.update((number, name) for name, number in self.sources.items())
            unknown = wanted - named.keys()
            named.update(fetch_by(connection, "SELECT number, id FROM trace_sources WHERE number IN ({})", unknown))
        return {number: named[number] for number in wanted}

    def flush(self, connection: Connection) -> None:
        """Write what is new."""
        insert(connection, "trace_sources", self._new_sources)
        insert(connection, "trace_nodes", self._new_nodes)
        self._new_nodes, self._new_sources = [], []
        self._absent.clear()


def _unaccounted(kind: str, account: str) -> str:
    firm, _, name = account.partition("/")[2].partition("/")
    return f"unaccounted/{firm}/{name if kind == LINE else 'corrections'}"
