"""Journeys in a real browser: a monthly report is filed; a mine act is booked and its proof checked by a stranger."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect
from tests.web.browsing import overflow, serving, watched
from tests.web.conftest import Browser

from monazite.app import Workspace
from monazite.core import FixedClock
from monazite.web import create_app

from .conftest import TRACED_NOW

pytestmark = pytest.mark.browser
Traced = tuple[Browser, Workspace]
PAGES = (
    "/trace/acts", "/trace/acts/mine", "/trace/log", "/trace/log/entries", "/trace/log/entries/91",
    "/trace/reports?month=2022-08", "/trace/reports/F01/2022-08", "/trace/reports/invoices", "/trace/inspections",
)  # fmt: skip


def act_as(page: Page, party: str) -> None:
    page.locator("#act-as").fill(party)
    page.locator(".acting-form button").click()
    expect(page.locator(".acting")).to_contain_text(party)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_every_page_is_quiet_and_fits(chromium: Chromium, traced_app: FastAPI, size: str) -> None:
    with serving(traced_app) as address:
        for language in ("zh", "en"):
            for path in PAGES:
                with watched(chromium, size) as page:
                    page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
                    assert overflow(page) <= 0, path


def test_a_report_is_filed_and_a_mine_act_is_booked_and_proved(
    chromium: Chromium, traced_directory: Path, tmp_path: Path
) -> None:
    shutil.copytree(traced_directory, tmp_path / "data")
    with Workspace.open(tmp_path / "data", clock=FixedClock(TRACED_NOW)) as workspace:
        app = create_app(workspace, clock=FixedClock(TRACED_NOW), secret=b"x")
        with serving(app) as address, watched(chromium, "desktop") as page:
            mine(page, address, workspace)
            key = workspace.trace.key
            page.locator("#get-proof").scroll_into_view_if_needed()
            for selector, name in (("#get-proof", "proof.json"), ('a[href="/trace/log/verifier.py"]', "verifier.py")):
                with page.expect_download() as download:
                    page.locator(selector).first.click()
                download.value.save_as(tmp_path / name)
            report(page, address)
    command = [sys.executable, "-I", "verifier.py", "proof.json", "--key", key]
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stdout.decode()


def mine(page: Page, address: str, workspace: Workspace) -> None:
    """Book a small lot, once the ministry has raised the quota, which lapsed at the end of the year."""
    raised = {"year": "2022", "party": "F01", "stage": "mining", "klass": "rock", "change": "1t", "reason": "追加"}
    workspace.trace.act("amend", actor="MIN", day="2022-12-31", authority="MIN", **raised)
    page.goto(f"{address}/trace/acts/mine?firm=F01&permit=C-F01&site=S-F01")
    act_as(page, "F01")
    page.locator("#day-0").fill("2022-08-30")
    page.locator("#klass-0").select_option("rock")
    texts = {"new_lot": "J-1", "product": "氟碳铈精矿", "net": "10kg", "reo": "60%", "partition": "CeO2=60% La2O3=40%"}
    for name, text in texts.items():
        page.locator(f"#{name}-0").fill(text)
    page.locator("form.act .do button.primary").click()
    expect(page.locator(".notice[role=status]")).to_contain_text("已入账")
    assert workspace.trace.lot("J-1").product == "氟碳铈精矿"


def report(page: Page, address: str) -> None:
    """What was booked into a month that was reported makes an amended report due; file it."""
    page.goto(f"{address}/trace/reports/F01/2022-08")
    expect(page.locator(".about .standing")).to_contain_text("应补报")
    page.locator("#file-report").click()
    expect(page.locator(".notice[role=status]")).to_contain_text("已报送")
    expect(page.locator("#h-changes + p")).to_contain_text("完全一致")
