"""The whole house for tests: the sample papers, a small simulated year, an open trading day, and all pages walked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from tests.web.conftest import Browser
from tests.web.crawling import Walk, walk

from monazite.app import LISTS, Workspace
from monazite.app.demo import open_today, read_samples, simulate_year
from monazite.store import ListQuery
from monazite.trace.permits import Application, Licence, apply_licence, grant_licence
from monazite.web import create_app

MEMBER = "E05"
"""A member of both simulated venues, with trades in the week."""


@dataclass(frozen=True)
class House:
    """A workspace with something of everything.

    Args:
        workspace: it.
        app: its pages.
        browser: acts as a member of the venues.
        walk: its pages, in Chinese.
    """

    workspace: Workspace
    app: FastAPI
    browser: Browser
    walk: Walk


def act_as(browser: Browser, actor: str) -> None:
    """Choose on whose behalf a browser acts, in the settings of a page."""
    html = browser.get("/facts").text
    token = re.search(r'name="token" value="([^"]+)"', html)
    assert token is not None, html
    assert browser.post("/settings", data={"token": token[1], "actor": actor}).status_code == 303


def _license(workspace: Workspace) -> None:
    """An export licence that was applied for and granted."""
    about: dict[str, Any] = {
        "exporter": "F13", "end_user": "模拟用户", "country": "JP", "masses_mg": {"Dy": 10**9}, "simulated": True,
    }  # fmt: skip
    application = Application(id="A1", **about)
    licence = Licence(id="L1", application="A1", valid_until="2023-06-30", **about)
    workspace.trace.post([
        apply_licence(id="house-1", time="2022-12-01", actor="MIN", application=application),
        grant_licence(id="house-2", time="2022-12-20", actor="MIN", authority="MIN", licence=licence),
    ])  # fmt: skip


@contextmanager
def whole_house(folder: Path) -> Iterator[House]:
    """Build it in an empty folder."""
    odd = folder / "broken.jsonl"
    odd.write_bytes(b'{"id": 1, "text"\n')
    with Workspace.open(folder / "data", create=True) as workspace:
        read_samples(workspace)
        workspace.read([odd])
        simulate_year(workspace, small=True)
        _license(workspace)
        open_today(workspace)
        app = create_app(workspace, secret=b"a secret of the tests", language="zh")
        browser = Browser(app, raises=False)
        act_as(browser, MEMBER)
        first = workspace.page(LISTS["lots"], ListQuery(sort=("made_on",), limit=1)).rows[0]["id"]
        yield House(workspace, app, browser, walk(browser, "/", f"/trace/lots/{first}"))
