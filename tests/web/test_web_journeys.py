"""One journey per user of the system, by clicks and forms only, from the first page on.

``MONAZITE_SHOTS`` names a folder for a picture of each step.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.web.browsing import serving, watched

from monazite.app import Workspace
from monazite.app.demo import open_today
from monazite.cli.run import run
from monazite.core import SystemClock, shanghai_day
from monazite.web import create_app

pytestmark = pytest.mark.browser
PERMITS = (
    ("F10", "separation_qualification"), ("F07", "separation_qualification"), ("F06", "mining_licence"),
    ("F06", "safety_licence"),
)  # fmt: skip
LOCALES = {"zh": "zh-CN", "en": "en"}
PATIENCE_MS = 10_000
SHOTS = os.environ.get("MONAZITE_SHOTS")


@dataclass
class Person:
    """Somebody at a screen, who clicks what can be seen and types only into forms.

    Args:
        page: of the browser.
        name: of the journey; begins the names of its pictures.
        steps: pictures taken.
    """

    page: Page
    name: str
    steps: int = field(default=0)

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def go(self, verb: str, room: str = "") -> None:
        """To a verb, and a room of it, by the two rows of navigation."""
        self._click(self.page.locator("nav.verbs").get_by_role("link", name=re.compile(f"^{verb}")))
        if room:
            self._click(self.page.locator("nav.rooms").get_by_role("link", name=room, exact=True))

    def follow(self, name: str | re.Pattern[str], within: str = "main") -> None:
        """A link by what it says."""
        self._click(self.page.locator(within).get_by_role("link", name=name).first)

    def press(self, name: str, within: str = "main") -> None:
        """A button by what it says."""
        self._click(self.page.locator(within).get_by_role("button", name=name, exact=True).last)

    def act_as(self, party: str) -> None:
        """Say on whose behalf one acts, in the settings at the top of every page."""
        self.page.locator(".settings summary").click()
        self.page.locator("#actor").fill(party)
        self._click(self.page.locator(".panel button"))

    def fill(self, form: str = "main form.act", **values: str) -> None:
        """Fields of a form by their names; the first of each."""
        for name, value in values.items():
            box = self.page.locator(f"{form} [name={name}]").first
            if box.evaluate("one => one.tagName") == "SELECT":
                box.select_option(value)
            else:
                box.fill(value)

    def sees(self, *texts: str | re.Pattern[str]) -> None:
        """What stands on the page."""
        for text in texts:
            expect(self.main).to_contain_text(text)

    def save(self, name: str, file: Path) -> None:
        """What a link downloads."""
        with self.page.expect_download() as waiting:
            self.main.get_by_role("link", name=name, exact=True).first.click()
        waiting.value.save_as(file)

    def look(self) -> None:
        """Keep a picture of the step."""
        self.steps += 1
        if SHOTS:
            self.page.screenshot(path=Path(SHOTS) / f"{self.name}-{self.steps:02d}.png", full_page=True)

    def _click(self, what: Locator) -> None:
        expect(what.first).to_be_visible()
        with self.page.expect_navigation():
            what.first.click()
        expect(self.page.locator("h1").first).to_be_visible()
        assert self.main.locator("#refused").count() == 0 or not self.main.locator("#refused[role=alert]").count()


def today() -> date:
    return shanghai_day(SystemClock().now())


def last_month() -> date:
    """The first day of the month before this one."""
    return (today().replace(day=1) - timedelta(days=1)).replace(day=1)


@pytest.fixture(scope="module")
def directory(small_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo on an open trading day, and what others did before: permits, quota, one invoice for two sales."""
    home = tmp_path_factory.mktemp("journeys") / "monazite-data"
    shutil.copytree(small_demo, home)
    then, now = last_month(), today()
    with Workspace.open(home) as workspace:

        def act(actor: str, name: str, day: date, **values: object) -> None:
            texts: dict[str, Any] = {
                key: value if isinstance(value, list) else str(value) for key, value in values.items()
            }
            answer = workspace.trace.act(name, actor=actor, day=f"{day}", simulated="yes", **texts)
            assert answer.status == "accepted", answer

        for number, (firm, kind) in enumerate(PERMITS):
            act("MIN", "permit", then, permit_id=f"J-{number}", party=firm, permit_type=kind, valid_from=then)
        issued = {"authority": "MIN", "notice": "示例〔J〕1号"}
        act(
            "MIN", "issue", then, batch=8, year=then.year, party=["G4"], stage=["separation"], klass=["all"],
            reo=["900t"], **issued,
        )  # fmt: skip
        act(
            "G4", "split", then, batch=8, year=then.year, group="G4", party=["F10"], stage=["separation"],
            klass=["all"], reo=["900t"],
        )  # fmt: skip
        act(
            "MIN", "issue", now, batch=9, year=now.year, party=["G3", "G3"], stage=["mining", "separation"],
            klass=["ion", "all"], reo=["600t", "500t"], **issued,
        )  # fmt: skip
        for lot in ("PD-1", "PD-2"):
            act("F13", "sell", now, seller="F13", buyer="F14", invoice="INV-77", lot=[lot])
        assert open_today(workspace)
    return home


@pytest.fixture(scope="module")
def address(directory: Path) -> Iterator[str]:
    with Workspace.open(directory) as workspace, serving(create_app(workspace, secret=b"of the journeys")) as at:
        yield at


@contextmanager
def setting_out(chromium: Browser, address: str, name: str, language: str) -> Iterator[Person]:
    """Somebody before the first page; at the end nothing went wrong."""
    with watched(chromium, locale=LOCALES[language]) as page:
        page.set_default_timeout(PATIENCE_MS)
        page.goto(address)
        person = Person(page, name)
        expect(page.locator("html")).to_have_attribute("lang", LOCALES[language])
        person.look()
        yield person


NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def number(text: str) -> Decimal:
    """The first number of a text."""
    found = NUMBER.search(text)
    assert found is not None, text
    return Decimal(found[0].replace(",", ""))


def numbers(row: Locator) -> set[Decimal]:
    """All numbers of a row of a table."""
    return {number(one) for one in NUMBER.findall(row.inner_text())}


def test_a_separation_firm_reports_its_month_and_proves_origin(chromium: Browser, address: str, tmp_path: Path) -> None:
    day = last_month()
    with setting_out(chromium, address, "firm", "zh") as who:
        who.act_as("F10")
        who.go("追溯", "产线平衡")
        who.follow("F10-SX1")
        who.look()
        who.follow("产出")
        who.fill(
            day=f"{day}", firm="F10", run="J-1", stage="separation", new_lot="J-PRND", product="氧化镨钕", net="2t",
            reo="99.5%", partition="Nd2O3=75% Pr6O11=25%",
        )  # fmt: skip
        who.look()
        who.press("入账")
        who.sees("已入账")
        who.look()
        who.go("追溯", "批次")
        who.fill("main form.filters", text="J-PRND")
        who.press("筛选")
        who.look()
        who.follow("J-PRND")
        who.sees("青梧稀土分离厂", "1.99 t")
        who.look()
        who.follow(re.compile("护照$"))
        who.sees("J-PRND", "2,000")
        who.look()
        file = tmp_path / "passport.html"
        who.save("下载护照文件", file)
        assert run(["trace", "verify", str(file)], "zh") == 0
        who.go("追溯", "月报")
        who.look()
        who.follow("青梧稀土分离厂")
        who.sees("1.990")
        who.look()
        who.press("报送月报")
        who.sees("已报送")
        who.look()


def test_a_group_splits_its_quota_and_sees_use_against_it(chromium: Browser, address: str) -> None:
    year = f"{today().year}"
    with setting_out(chromium, address, "group", "en") as who:
        who.act_as("G3")
        who.go("Trace", "Parties")
        who.follow("Luting Tungsten")
        who.sees(f"Quota of {year}", "600.000", "500.000")
        who.look()
        who.follow("Split quota")
        who.press("One more")
        who.fill(batch="9")
        for nth, line in enumerate((("F06", "mining", "ion", "600t"), ("F07", "separation", "all", "450t"))):
            for name, value in zip(("party", "stage", "klass", "reo"), line, strict=True):
                who.fill(f"main .member:nth-of-type({nth + 1})", **{name: value})
        who.look()
        who.press("Book it")
        who.sees("Booked")
        who.look()
        who.go("Trace", "Acts")
        who.follow("File the split")
        who.fill(batch="9", year=year, group="G3")
        who.press("Book it")
        who.act_as("F06")
        who.go("Trace", "Acts")
        who.follow(re.compile("^Mine"))
        who.fill(
            firm="F06", permit="J-2", site="S-F06", klass="ion", new_lot="J-ORE", product="混合碳酸稀土", net="20t",
            moisture="10%", reo="50%", partition="La2O3=30% Nd2O3=30% Pr6O11=8% Dy2O3=4% Y2O3=28%",
        )  # fmt: skip
        who.look()
        who.press("Book it")
        who.go("Trace", "Quota")
        who.look()
        mine = who.main.locator("tr", has_text="Luting West Fujian").first
        assert {Decimal(9), Decimal(600), Decimal(591)} <= numbers(mine)
        who.follow("Luting West Fujian")
        who.sees("9.000", "591.000")
        who.look()


def test_the_ministry_draws_lots_sees_an_alarm_and_checks_the_log(
    chromium: Browser, address: str, directory: Path, tmp_path: Path
) -> None:
    with setting_out(chromium, address, "ministry", "zh") as who:
        who.act_as("MIN")
        who.go("追溯", "预警")
        who.sees("INV-77", "磁岳永磁")
        who.look()
        who.go("追溯", "抽查")
        who.look()
        who.fill("form[action$=draw]", month="2022-12", count="2")
        who.press("抽取")
        who.sees("重算一致")
        who.look()
        who.follow("记录结果")
        who.fill(result="passed", note="账实相符")
        who.look()
        who.press("入账")
        who.sees("已入账")
        who.go("追溯", "日志")
        kept = tmp_path / "kept.txt"
        who.save("下载", kept)
        assert kept.read_text(encoding="utf-8").strip() == who.main.locator("#latest").inner_text().strip()
        assert run(["trace", "audit", "--against", str(kept), "--workspace", str(directory)], "zh") == 0
        who.go("追溯", "日志")
        who.sees("无差异", "对照另存的检查点")
        who.look()


def test_a_member_places_and_withdraws_an_order_on_the_exchange(chromium: Browser, address: str) -> None:
    with setting_out(chromium, address, "exchange", "en") as who:
        who.go("Trade")
        who.look()
        who.follow(re.compile("^praseodymium-neodymium oxide"))
        who.look()
        who.follow("First choose the member that you act for.")
        who.page.locator("#act-as").select_option("E05")
        who.press("Act as this")
        who.go("Trade", "Market")
        who.follow(re.compile("^praseodymium-neodymium oxide"))
        who.fill("main form:has([name=tif])", side="buy", price="641", lots="2")
        who.press("Send order")
        said = who.main.locator(".notice.good")
        expect(said).to_be_visible()
        order = f"{number(said.inner_text())}"
        who.look()
        who.go("Trade", "My orders")
        who.look()
        row = who.main.locator("#h-open ~ div tr", has_text=f"№ {order}")
        assert {Decimal(641), Decimal(2)} <= numbers(row)
        with who.page.expect_navigation():
            row.get_by_role("button", name="Cancel").click()
        expect(row).to_have_count(0)
        who.look()
        who.go("Trade", "Receipts")
        who.look()
        who.follow(re.compile("^R-"))
        who.look()
        who.go("Trade", "Index")
        shown = number(who.main.locator("dl.figures dd").first.inner_text())
        who.look()
        who.follow(re.compile(r"^\d+\.\d\d"))
        who.sees(f"{shown}")
        who.look()
        who.go("Trade", "Bulletin")
        who.sees(f"{shown:.1f}")
        who.look()


def test_a_car_maker_finds_what_is_short_and_designs_a_magnet(chromium: Browser, address: str) -> None:
    with setting_out(chromium, address, "maker", "zh") as who:
        who.act_as("F14")
        who.go("统筹")
        who.look()
        who.follow("220 千瓦驱动电机")
        who.sees("N40SH")
        who.look()
        who.follow(re.compile("^N40SH"))
        who.fill("main form.filters", without="Tb", temperature="120")
        who.press("查找")
        who.look()
        who.follow("设计一种磁体")
        who.look()
        who.fill("main form[action='/design/search']", max="Dy:0.5", permeance="1.5")
        who.press("寻优")
        who.sees("N40SH", "送统筹")
        who.look()
        who.page.locator("[name=motor]").fill("EV-220")
        who.press("送出")
        who.sees("已作为 EV-220 的候选登记", "统筹要求的试验")
        candidate = who.main.get_by_role("link", name=re.compile("^F1[34].N40SH-"))
        name = candidate.inner_text().partition("/")[2]
        who.look()
        who.follow(re.compile("^F1[34].N40SH-"))
        who.sees(name)
        who.look()


def test_an_analyst_goes_from_a_fact_to_its_source_and_takes_the_series(
    chromium: Browser, address: str, tmp_path: Path
) -> None:
    with setting_out(chromium, address, "analyst", "en") as who:
        cited = who.main.get_by_role("link", name=re.compile("2,268.81")).first
        value = number(cited.inner_text())
        who.follow(re.compile("2,268.81"))
        who.sees("repaired", "2,268.81", "holds")
        who.look()
        who.follow("See it in the document")
        expect(who.main.locator("mark:target, :target")).to_be_visible()
        who.look()
        who.page.go_back()
        who.follow(re.compile("^dysprosium oxide"))
        who.sees("2,268.81")
        who.look()
        file = tmp_path / "series.csv"
        who.save("CSV", file)
        assert str(value) in file.read_text(encoding="utf-8-sig")
        who.go("Warn", "Back-test")
        who.sees("AUROC")
        who.look()
        who.go("Warn", "Risk")
        who.look()
        who.follow(re.compile("^dysprosium"))
        who.look()
