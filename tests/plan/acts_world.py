"""A small prepared chain: parties, oxide in stock, money; the examples of the acts build the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monazite.app import Workspace
from monazite.app.read.sources import Source
from monazite.core import ElementMass, FixedClock, Problem
from monazite.ledger import Answer, Entry, Leg
from monazite.plan.acts import PLAN
from monazite.trace.lots import AsWeighed
from monazite.trace.lots.acts import import_lots
from monazite.trace.permits import Party, register

NOW = datetime(2022, 8, 1, 2, tzinfo=UTC)
DAY = "2022-08-01"
TONNE = 1_000_000_000
Values = Mapping[str, list[str]]
MINUTES = """# 会议纪要（示例）

会议同意开展低镝磁体验证。由磁体企业在九月底前，提交五件样品（含数据）。
"""
ORDER: dict[str, str] = {
    "bill": "M1", "programme": "M1", "demand": "M1", "capacity_group": "F1", "comment": "M1", "quotes": "F1",
    "commitment": "F1", "consent": "M1", "deliver": "F1", "state_movement": "F1", "pay_settlement": "MIN",
    "grade": "F1", "specify": "M1", "test": "LAB", "decide": "M1", "topic": "M1", "progress": "F1", "minutes": "M1",
}  # fmt: skip
"""Acts in an order in which their examples can be booked, each with who says it."""
PARTIES = (
    *(Party(id=key, kind="firm", name_zh=f"虚构{key}") for key in ("M1", "M2", "F1")),
    Party(id="MIN", kind="ministry", name_zh="虚构部委"), Party(id="LAB", kind="lab", name_zh="虚构检测", parent="F1"),
)  # fmt: skip


def dysprosium(mass_mg: int) -> ElementMass:
    """So much of it."""
    return ElementMass.of({"Dy": mass_mg})


@dataclass
class World:
    """A workspace and what its tests say often."""

    workspace: Workspace
    document: str
    number: int = 0

    def said(self, actor: str, time: str = DAY) -> dict[str, Any]:
        self.number += 1
        return {"id": f"e{self.number:06d}", "time": time, "actor": actor}

    def post(self, *entries: Entry) -> list[Answer]:
        return self.workspace.journal.post(entries)

    def done(self, *entries: Entry) -> None:
        said = [one.problem.sentence("en") for one in self.post(*entries) if one.problem]
        assert not said, "\n".join(said)

    def paid_in(self, party: str, fen: int) -> Entry:
        legs = (Leg(f"bank/{party}", "money:CNY", -fen), Leg(f"cash/{party}", "money:CNY", fen))
        return Entry(**self.said(party), kind="deposit", legs=legs, details={"purpose": "货款"})

    def lot(self, key: str, tonnes: int = 10) -> Entry:
        lots = [AsWeighed(id=key, product="氧化镝", net_mg=tonnes * TONNE, reo_ppm=995_000,
                          partition_ppm={"Dy": 1_000_000})]  # fmt: skip
        return import_lots(**self.said("F1"), firm="F1", country="MM", consignment="C1", lots=lots)

    def example(self, name: str, **changes: str | list[str]) -> dict[str, Any]:
        """The example of an act with some values changed; an empty value leaves a field out."""
        told: dict[str, Any] = {key: list(values) for key, values in PLAN.act(name).example.items()}
        if name == "minutes":
            told["document"] = [self.document]
        return told | {key: one if isinstance(one, list) else [one] for key, one in changes.items()}

    def say(self, name: str, actor: str = "", **changes: str | list[str]) -> Answer | list[Problem]:
        """Submit an act, its example with some values changed."""
        return self.workspace.plan.submit(name, self.example(name, **changes), actor=actor or ORDER[name])

    def accepted(self, name: str, actor: str = "", **changes: str | list[str]) -> Answer:
        answer = self.say(name, actor, **changes)
        assert not isinstance(answer, list), [one.sentence("en") for one in answer]
        assert answer.status == "accepted", answer.problem and answer.problem.both()
        return answer

    def refused(self, name: str, actor: str = "", **changes: str | list[str]) -> Problem:
        """Why an act is refused; nothing is booked."""
        size = self.workspace.journal.size()
        answer = self.say(name, actor, **changes)
        found = answer[0] if isinstance(answer, list) else answer.problem
        assert found is not None, (name, changes)
        assert "{" not in found.both()
        assert self.workspace.journal.size() == size
        return found

    def fen(self, party: str) -> int:
        found = self.workspace.journal.balance(f"cash/{party}").get("money:CNY", 0)
        assert isinstance(found, int)
        return found


def prepared(folder: Path) -> World:
    """Parties, ten tonnes of oxide, money, and minutes that were read; nothing is planned yet."""
    workspace = Workspace.open(folder, create=True, clock=FixedClock(NOW))
    workspace.read([], extra=[Source("minutes.md", data=MINUTES.encode())], jobs=0)
    (document,) = [row["id"] for row in workspace.documents()]
    world = World(workspace, document)
    world.done(*(register(**world.said("A", "2022-01-01"), party=party) for party in PARTIES))
    world.done(world.lot("L-1"), *(world.paid_in(party, 10**10) for party in ("M1", "MIN", "F1")))
    return world


def examples(world: World, until: str = "") -> Iterator[tuple[str, str, Values]]:
    """Each act with its actor and its example, in order; those before one of them only where it is named."""
    for name, actor in ORDER.items():
        if name == until:
            return
        yield name, actor, world.example(name)
        if name == "consent":
            yield name, "MIN", world.example(name, party="MIN")


def told(folder: Path, until: str = "") -> World:
    """A world after the examples of the acts before one of them, each with the id ``E-<act>-<actor>``."""
    world = prepared(folder)
    for name, actor, values in examples(world, until):
        answer = world.workspace.plan.submit(name, values, actor=actor, id=f"E-{name}-{actor}")
        assert not isinstance(answer, list), (name, [one.sentence("en") for one in answer])
        assert answer.status == "accepted", (name, answer.problem and answer.problem.sentence("en"))
    return world
