"""The acts of a verb: what is declared, and who makes entries of it; those of the chain are `TRACE`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from monazite.core import UsageError
from monazite.store import nearest, said
from monazite.trace.acts.form import Act, Kept, load_acts

if TYPE_CHECKING:
    from monazite.ledger import Entry
    from monazite.trace.acts.draft import Draft

    Build = Callable[..., Entry]
    Makers = Mapping[str, Callable[[Draft], Build]]

SHOWN = 60
"""Characters of a name that a Problem quotes."""
KEPT_ELSEWHERE: Kept = {
    "party_kind": ("monazite.trace.permits", "party_kinds.csv", "kind"),
    "permit_type": ("monazite.trace.permits", "permit_types.csv", "type"),
    "ground": ("monazite.trace.permits", "grounds.csv", "ground"),
    "model": ("monazite.trace.claims", "models.csv", "model"),
}


@dataclass(frozen=True)
class Registry:
    """The acts of one verb: what is declared, and who makes entries of it.

    Args:
        verb: of commands and addresses: ``trace``, ``trade``.
        declared: gives every act by name, in order; read when it is first asked for.
        makers: gives the maker of each act; loads the rooms that build entries.
    """

    verb: str
    declared: Callable[[], Mapping[str, Act]]
    makers: Callable[[], Makers]

    @property
    def acts(self) -> Mapping[str, Act]:
        """Every act by name, in order."""
        return self.declared()

    def act(self, name: str) -> Act:
        """The act of that name.

        Raises:
            UsageError: when there is none; it names the nearest.
        """
        found = self.acts.get(name)
        if found is None:
            meant = nearest(name, self.acts)
            values = {"found": name[:SHOWN], "nearest": meant, "verb": self.verb}
            raise UsageError(said("monazite.trace", "act-unknown", "act", **values))
        return found


@cache
def acts() -> Mapping[str, Act]:
    """Every act of the chain by name, in its order: parties, quota, lots, moves, corrections.

    >>> acts()["mine"].field("net").unit
    'kg'
    """
    return load_acts(__package__, KEPT_ELSEWHERE)


def _makers() -> Makers:
    from monazite.trace.acts.makers import MAKERS  # noqa: PLC0415  loads the rooms of lots and permits

    return MAKERS


TRACE = Registry("trace", acts, _makers)
"""The acts of the chain."""


def act(name: str) -> Act:
    """The act of the chain of that name.

    Raises:
        UsageError: when there is none; it names the nearest.
    """
    return TRACE.act(name)
