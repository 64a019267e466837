"""A simulated year of the whole chain behind the pages of trace, built once; tests that share it only read it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from tests.web.conftest import Browser

from monazite.app import Workspace
from monazite.core import FixedClock
from monazite.web import create_app

YEAR, LOTS, SEED = 2022, 150, 1
TRACED_NOW = datetime(2023, 1, 12, 4, 0, tzinfo=UTC)
"""Two days after December's reports were due."""
REPORTED_MONTH = "2022-08"
"""A month for which the first firm has reported, and of which lots were drawn for inspection."""
SECRET = b"a secret of the tests"


@pytest.fixture(scope="session")
def traced_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed workspace directory with the simulated year; copy it, do not open it."""
    directory = tmp_path_factory.mktemp("traced") / "data"
    with Workspace.open(directory, create=True, clock=FixedClock(TRACED_NOW)) as workspace:
        workspace.trace.simulate(year=YEAR, lots=LOTS, seed=SEED)
        firm = workspace.trace.report_statuses(REPORTED_MONTH)[0].party
        workspace.trace.file_report(firm, REPORTED_MONTH, actor=firm)
        workspace.trace.draw(REPORTED_MONTH, 3, actor="M")
    return directory


@pytest.fixture(scope="session")
def traced_workspace(traced_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The simulated year, opened; shared, so only read."""
    directory = tmp_path_factory.mktemp("traced-open") / "data"
    shutil.copytree(traced_directory, directory)
    with Workspace.open(directory, clock=FixedClock(TRACED_NOW)) as workspace:
        yield workspace


@pytest.fixture(scope="session")
def traced_app(traced_workspace: Workspace) -> FastAPI:
    """Its pages."""
    return create_app(traced_workspace, clock=FixedClock(TRACED_NOW), secret=SECRET)


@pytest.fixture
def traced(traced_app: FastAPI, traced_workspace: Workspace) -> tuple[Browser, Workspace]:
    """A client without cookies of the pages, and the workspace behind them. Only read it: all tests share it."""
    return Browser(traced_app), traced_workspace


@pytest.fixture
def own_traced(traced_directory: Path, tmp_path: Path) -> Iterator[tuple[Browser, Workspace]]:
    """The same in a copy of the test's own, for tests that post."""
    directory = tmp_path / "data"
    shutil.copytree(traced_directory, directory)
    with Workspace.open(directory, clock=FixedClock(TRACED_NOW)) as workspace:
        yield Browser(create_app(workspace, clock=FixedClock(TRACED_NOW), secret=SECRET)), workspace
