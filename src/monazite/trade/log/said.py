"""The sentences of the command log's and the gateway's Problems."""

from __future__ import annotations

from monazite.core import Problem, Words
from monazite.ledger.said import shown
from monazite.store import said


def problem(code: str, place: object, **values: object) -> Problem:
    """The problem of that code in ``problems.csv``, with texts of others cut and made visible.

    Args:
        code: of the sentence.
        place: where: a venue, a file, an actor.
        **values: for the places of the sentence; words of our own, in both languages, fill ``<name>_zh`` and
            ``<name>``.
    """
    safe: dict[str, object] = {}
    for name, value in values.items():
        if isinstance(value, Words):
            safe |= {f"{name}_zh": value.zh, name: value}
        else:
            safe[name] = value if isinstance(value, int) else shown(value)
    return said("monazite.trade.log", code, place, **safe)


def whole(found: Problem) -> Words:
    """A problem as the reason of another one."""
    return Words(found.sentence("zh").removesuffix("。"), found.sentence("en").removesuffix("."))
