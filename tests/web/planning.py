"""A workspace with the simulated story of plan alone, and a browser on its pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from tests.web.conftest import Browser

from monazite.app import Workspace
from monazite.app.plan.story import PlanStory
from monazite.core import FixedClock
from monazite.trace.permits import Party, register
from monazite.web import create_app

CLOCK = FixedClock(dt.datetime(2023, 1, 31, 2, tzinfo=dt.UTC))
PARTIES = {"MIN": "ministry", "F10": "firm", "F11": "firm", "F13": "firm", "F14": "firm"}
MOTOR, GROUP, OFFTAKE = "EV-220", "G-SINTER", "K-DY"
PAGES = (
    "/plan", "/plan/programmes", f"/plan/programmes/{MOTOR}", f"/plan/programmes/{MOTOR}?element=Nd&week=2022-08-01",
    "/plan/matching", f"/plan/matching/{GROUP}", "/plan/commitments", f"/plan/commitments/{OFFTAKE}",
    "/plan/commitments/K-PRND", "/plan/commitments/K-TB", f"/plan/commitments/{OFFTAKE}/statements/2022-Q3",
    "/plan/qualification", f"/plan/qualification/{MOTOR}", "/plan/qualification/SERVO-80", "/plan/substitutes",
    "/plan/substitutes?grade=N40SH&without=Dy", "/plan/work", "/plan/acts", "/plan/acts/programme",
    "/plan/acts/commitment",
)  # fmt: skip
LISTS = ("/plan", "/plan/programmes", "/plan/matching", "/plan/commitments", "/plan/qualification", "/plan/work")


@dataclass(frozen=True)
class Planning:
    """The workspace, its application, and a browser."""

    workspace: Workspace
    app: FastAPI
    browser: Browser


def tell(workspace: Workspace) -> None:
    """The parties of the story, and the story."""
    parties = [Party(id=key, kind=kind, name_zh=f"虚构{key}", name_en=f"Firm {key}") for key, kind in PARTIES.items()]
    entries = [register(id=f"p-{one.id}", time="2022-01-01", actor="A", party=one) for one in parties]
    workspace.trace.post(entries)
    PlanStory(workspace).finish()


@contextmanager
def planning(folder: Path) -> Iterator[Planning]:
    """A workspace in a new folder with the story told."""
    with Workspace.open(folder, create=True, clock=CLOCK) as opened:
        tell(opened)
        opened.trace.checkpoint()
        app = create_app(opened, clock=CLOCK, secret=b"a secret of the tests")
        yield Planning(opened, app, Browser(app))
