"""A small chain under invented names: what must be booked before the example of each act, and in which order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from monazite.app import Workspace
from monazite.core import FixedClock
from monazite.trace.acts import acts

NOW = datetime(2025, 12, 1, tzinfo=UTC)
Values = Mapping[str, list[str]]

BEFORE: tuple[tuple[str, str], ...] = (
    ("MIIT", "ministry"), ("MOFCOM", "ministry"), ("PROV-JX", "province"), ("G1", "group"), ("F2", "firm"),
    ("F9", "firm"), ("RC1", "recycler"),
)  # fmt: skip
SITES = ("S-1", "W-1", "W-2", "TS-1")
ORDER = [
    "register",
    "permit",
    "finding",
    "issue",
    "split",
    "filing",
    "amend",
    "deposit",
    "pay_out",
    "mine",
    "import",
    "receive",
    "collect",
    "feed",
    "output",
    "inventory",
    "divide",
    "blend",
    "sell",
    "ship",
    "arrive",
    "consume",
    "write_off",
    "reverse",
    "found",
    "release",
    "confiscate",
    "offer",
    "withdraw",
    "pledge",
    "free",
    "credit",
    "transfer_credit",
    "claim",
    "invoice",
    "inspection",
    "adjust",
    "lapse",
    "apply_licence",
    "grant_licence",
    "export",
    "penalty",
]


def workspace(directory: Path) -> Workspace:
    """An empty workspace whose clock stands after the story."""
    return Workspace.open(directory, create=True, clock=FixedClock(NOW))


def party(key: str, kind: str, **more: str) -> dict[str, str]:
    """What registers a party."""
    above = {"parent": "G1"} if kind == "firm" else {}
    return {"day": "2022-01-01", "party_id": key, "party_kind": kind, "name_zh": f"示例{key}"} | above | more


def beginning(opened: Workspace) -> None:
    """Who must be there before the first example."""
    for key, kind in BEFORE:
        opened.trace.act("register", actor="tester", **party(key, kind))


def after(opened: Workspace, name: str) -> None:
    """What must be there after the example of one act and before that of the next."""
    if name == "register":
        for site in SITES:
            opened.trace.act("register", actor="tester", **party(site, "site", parent="F1"))
        opened.trace.act("register", actor="tester", **party("SX-1", "line", parent="F1", stage="separation"))
        for number, kind in enumerate(("safety_licence", "separation_qualification"), 2):
            values = {"permit_id": f"P-{number}", "party": "F1", "permit_type": kind, "valid_from": "2022-01-01"}
            opened.trace.act("permit", actor="tester", day="2022-01-01", **values)
    if name == "invoice":
        opened.trace.draw("2022-03", 20, actor="tester")


def examples() -> Iterator[tuple[str, Values]]:
    """The example of every act, in an order in which they can be booked."""
    for name in ORDER:
        yield name, {field: list(values) for field, values in acts()[name].example.items()}


def told(directory: Path) -> Workspace:
    """A workspace with the whole story; each entry has the id ``E-<act>``."""
    opened = workspace(directory)
    beginning(opened)
    for name, values in examples():
        answer = opened.trace.act(name, actor="tester", id=f"E-{name}", **values)
        assert answer.status == "accepted", (name, answer.problem)
        after(opened, name)
    return opened
