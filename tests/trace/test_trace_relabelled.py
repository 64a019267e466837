"""A drum that was weighed wrong and what was blocked, through the whole house: lots, origins, recall, audit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from monazite.app import Workspace
from monazite.core import FixedClock

NOW = datetime(2023, 2, 1, tzinfo=UTC)
ABOUT = {"firm": "RC", "line": "SR", "run": "R1", "stage": "recycling"}
OXIDE = {"product": "氧化镨钕", "reo": "99.5%", "partition": "Nd2O3=79% Pr6O11=21%", "klass": "all"}


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Workspace]:
    """A recycler that has fed a line with a lot."""
    with Workspace.open(tmp_path / "ws", create=True, clock=FixedClock(NOW)) as workspace:
        party = {"day": "2022-01-01", "name_zh": "示例"}
        done(workspace, "register", **party, party_id="RC", party_kind="recycler")
        done(workspace, "register", **party, party_id="SR", party_kind="line", parent="RC", stage="recycling")
        done(workspace, "collect", day="2022-03-07", firm="RC", origin="stated", collection="C", stated_origin="边角料",
             new_lot="SCRAP", product="钕铁硼废料", net="900kg", assay="Nd=22.5% Pr=6% Fe=66%")  # fmt: skip
        done(workspace, "feed", day="2022-03-08", **ABOUT, lot="SCRAP")
        yield workspace


def done(workspace: Workspace, act: str, status: str = "accepted", **values: Any) -> None:
    answer = workspace.trace.act(act, actor="tester", id=values.pop("key", None), **values)
    assert answer.status == status, answer.problem and answer.problem.sentence("en")


def test_a_drum_is_made_again_under_its_label(opened: Workspace) -> None:
    done(opened, "output", key="wrong", day="2022-03-09", **ABOUT, **OXIDE, new_lot="D1", net="50kg")
    done(opened, "reverse", day="2022-03-10", entry="wrong", reason="化验错")
    done(opened, "output", key="right", day="2022-03-09", **ABOUT, **OXIDE, new_lot="D1", net="48kg")
    assert opened.trace.lot("D1").net_mg == 48 * 10**6
    assert opened.trace.origin("D1").matter == opened.trace.lot("D1").matter
    assert opened.trace.recall("SCRAP") == ("D1",)
    assert opened.trace.audit().is_clean


def test_what_was_blocked_is_recalled_with_the_rest(opened: Workspace) -> None:
    done(opened, "output", day="2022-03-09", **ABOUT, **OXIDE, new_lot="D1", net="50kg")
    done(opened, "output", "blocked", day="2022-03-09", **ABOUT, **OXIDE, new_lot="D2", net="500kg")
    done(opened, "output", "blocked", day="2022-03-07", **ABOUT, **OXIDE, new_lot="D3", net="1kg")
    assert opened.trace.recall("SCRAP") == ("D1", "D2", "D3")
    assert [source for source, _ in opened.trace.origin("D2").shares] == ["unaccounted/RC/SR"]
    assert opened.trace.audit().is_clean


def test_a_closed_balance_stays_as_it_was(opened: Workspace) -> None:
    count = {"firm": "RC", "line": "SR", "measured": "Nd=202kg Pr=54kg Fe=594kg", "random": "1%"}
    done(opened, "inventory", day="2022-03-31", period="2022-03", **count)
    before = opened.trace.balance("SR")
    done(opened, "output", "blocked", day="2022-03-20", **ABOUT, **OXIDE, new_lot="D1", net="50kg")
    done(opened, "inventory", "refused", day="2022-02-28", period="2022-02", **count)
    done(opened, "inventory", "refused", day="2022-03-31", period="2022-03", **count)
    assert opened.trace.balance("SR") == before
    assert opened.trace.audit().is_clean
