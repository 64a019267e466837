"""The rule sets of call auctions (集合竞价), as ``call_rules.csv`` has them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import groupby

from monazite.reference.tables import parse_table

TABLE = "call_rules.csv"


@dataclass(frozen=True, slots=True)
class Step:
    """One step by which candidates are kept, or one is chosen.

    Args:
        rules: the rule set it belongs to.
        place: its number there, from 1.
        candidates: ``orders`` for the prices of orders, ``grid`` for the ticks between them too.
        step: its name; see the folder's README.
        when: ``always``, or only with a ``reference``, or only with ``no_reference``.
        source: who says so.
        locator: where.
    """

    rules: str
    place: int
    candidates: str
    step: str
    when: str
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class RuleSet:
    """How one exchange finds its price.

    Args:
        name: such as ``sse``.
        is_grid: whether prices at which nobody bids may be chosen.
        steps: in order.
    """

    name: str
    is_grid: bool
    steps: tuple[Step, ...]

    def steps_for(self, *, has_reference: bool) -> tuple[str, ...]:
        """The names of the steps that apply with, or without, a reference price."""
        wanted = {"always", "reference" if has_reference else "no_reference"}
        return tuple(step.step for step in self.steps if step.when in wanted)


@cache
def rule_sets() -> dict[str, RuleSet]:
    """All rule sets by name.

    >>> list(rule_sets())
    ['sse', 'szse', 'futures', 'asx', 'ccf']
    """
    text = (resources.files("monazite.trade.auction") / TABLE).read_text("utf-8")
    rows = parse_table(text, Step, {"place": int}, TABLE)
    return {name: _rule_set(name, tuple(steps)) for name, steps in groupby(rows, key=lambda row: row.rules)}


def _rule_set(name: str, steps: tuple[Step, ...]) -> RuleSet:
    return RuleSet(name, steps[0].candidates == "grid", steps)
