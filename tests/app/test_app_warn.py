"""`workspace.warn`: gathers what was known on a day, and nothing later; alerts from signals to the outbox."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.app.warn_reader import read_dated
from tests.plan.acts_world import prepared
from tests.warn.alert_servers import Mailbox, mail_server

from monazite.app import Workspace
from monazite.app.warn.gather import PREFIX
from monazite.app.warn.prices import method_signals, priced_on
from monazite.core import FixedClock, ProblemError, UsageError
from monazite.warn.alerts import AlertRule, AlertSettings, Smtp
from monazite.warn.alerts.send import Sender
from monazite.warn.outlook import Settings

TODAY = date(2024, 6, 3)
NOW = datetime(2024, 6, 3, 2, tzinfo=UTC)


def paper(folder: Path, day: str, title: str, *facts: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{len(list(folder.iterdir())):03}.txt").write_text("\n".join((day, title, *facts)), "utf-8")


def price(product: str, day: str, value: float, region: str = "") -> str:
    return f"price|{product}|{day}|{value}|CNY/kg||{region}"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "ws", create=True, clock=FixedClock(NOW)) as made:
        yield made


def read(workspace: Workspace, folder: Path) -> None:
    workspace.read(folder, jobs=0, reader=read_dated)


def levels(workspace: Workspace, day: date | None = None) -> dict[tuple[str, str], str]:
    return {(one.kind, one.subject): one.level for one in workspace.warn.signals(day)}


def test_an_empty_workspace_says_what_it_could_not_look_at(workspace: Workspace) -> None:
    front = workspace.warn.front()
    assert {"no papers", "no venue", "an empty journal"} <= {one.en.split(":")[0] for one in front.missing}
    assert (front.changes, front.shortages, front.duties) == ((), (), ())
    assert {one.kind for one in front.signals} == {"criticality"}
    assert "a past day" in {one.en.split(":")[0] for one in workspace.warn.front(date(2024, 5, 1)).missing}


def test_what_the_public_history_knows_is_known_from_its_day_on(tmp_path: Path) -> None:
    for day, level in ((date(2025, 4, 3), None), (date(2025, 4, 4), "red")):
        clock = FixedClock(datetime(day.year, day.month, day.day, 4, tzinfo=UTC))
        with Workspace.open(tmp_path / str(day), create=True, clock=clock) as workspace:
            assert levels(workspace).get(("control", "Dy")) == level
            assert levels(workspace).get(("control", "Nd")) is None
            changes = workspace.warn.changed(day - timedelta(days=1), day)
            assert len(changes) == (7 if level else 0)
            assert all(one.signal.facts[0].startswith(PREFIX) for one in changes)
            for one in changes:
                (record,) = workspace.warn.behind(one.signal)
                assert (record.kind, "2025年第18号" in record.source) == ("history", True)


def test_a_rise_of_a_price_and_the_papers_behind_it(workspace: Workspace, tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    paper(papers, "2024-04-01", "价", price("氧化镝", "2024-04-01", 1000))
    paper(papers, "2024-05-27", "价", price("氧化镝", "2024-05-27", 1600))
    paper(papers, "2024-06-02", "价", price("氧化镝", "2024-05-20", 1))  # printed later than it is of
    read(workspace, papers)
    assert levels(workspace, date(2024, 6, 1))["price-rise", "氧化镝"] == "red"
    assert ("price-rise", "氧化镝") not in levels(workspace, date(2024, 5, 26))
    signal = next(one for one in workspace.warn.signals(date(2024, 6, 1)) if one.kind == "price-rise")
    assert len(signal.facts) == 2
    assert all(workspace.fact(one).fact.subject == "氧化镝" for one in signal.facts)
    assert {(one.kind, one.source) for one in workspace.warn.behind(signal)} == {
        ("fact", "000.txt"),
        ("fact", "001.txt"),
    }
    dysprosium = next(one for one in workspace.warn.standings(date(2024, 6, 1)) if one.element == "Dy")
    assert dysprosium.level == "red"


def test_papers_of_a_later_day_change_no_earlier_one(workspace: Workspace, tmp_path: Path) -> None:
    early, late = tmp_path / "early", tmp_path / "late"
    paper(
        early, "2024-04-01", "价", price("氧化镝", "2024-04-01", 1000), "target|稀土永磁体|2025|70|%|compliance rate|"
    )
    paper(early, "2024-05-06", "价", price("氧化镝", "2024-05-06", 1100))
    read(workspace, early)
    day = date(2024, 5, 10)
    before, targets = workspace.warn.signals(day), workspace.warn.targets(day)
    paper(late, "2024-05-20", "对镝实施出口管制的公告", price("氧化镝", "2024-05-08", 9000),
          "share|稀土永磁体|2023|60|%|compliance rate|")  # fmt: skip
    read(workspace, late)
    assert workspace.warn.signals(day) == before
    assert workspace.warn.targets(day) == targets
    assert levels(workspace, date(2024, 5, 20))["control", "Dy"] == "red"
    notice = next(one for one in workspace.warn.signals(date(2024, 5, 20)) if one.kind == "control")
    assert [one.kind for one in workspace.warn.behind(notice)] == ["document"]
    assert workspace.warn.behind(replace(notice, facts=("none",)))[0].kind == "unknown"
    assert workspace.warn.targets()[0].gap_value == 10


def test_a_notice_controls_what_its_items_name_and_no_other_element(workspace: Workspace, tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    paper(
        papers,
        "2024-05-20",
        "公告2024年第1号 公布对部分稀土相关物项实施出口管制的决定",
        "一、钬相关物项",
        "二、铒相关物项",
    )
    paper(papers, "2024-05-21", "公告2024年第2号 公布对稀土相关技术实施出口管制的决定", "以钕、铈为例的冶炼技术")
    paper(papers, "2024-05-22", "业界呼吁暂停实施对钬的出口管制", "钬相关物项")
    read(workspace, papers)
    controls = {subject: level for (kind, subject), level in levels(workspace).items() if kind == "control"}
    assert controls == {"Ho": "red", "Er": "red"}


def test_a_price_abroad_beside_one_inside(workspace: Workspace, tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    paper(papers, "2024-05-27", "价", price("氧化铽", "2024-05-27", 6000), price("氧化铽", "2024-05-26", 15000, "欧洲"))
    read(workspace, papers)
    assert levels(workspace)["price-gap", "氧化铽"] == "red"


def test_methods_speak_of_a_price_with_days_enough(workspace: Workspace, tmp_path: Path) -> None:
    papers, first = tmp_path / "papers", date(2024, 2, 1)
    days = [first + timedelta(days=number) for number in range(120)]
    paper(
        papers, "2024-02-01", "价", *(price("氧化镨钕", str(day), 400 + number % 7) for number, day in enumerate(days))
    )
    read(workspace, papers)
    found = list(method_signals(workspace, days[-1], priced_on(workspace, days[-1])))
    assert {one.kind for one in found} == {"psy", "cusum", "ewma", "reach"}
    assert {one.subject for one in found} == {"氧化镨钕"}
    assert list(method_signals(workspace, days[40], priced_on(workspace, days[40]))) == []


def test_an_element_and_what_is_missing_of_it(workspace: Workspace, tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    paper(papers, "2024-05-27", "价", price("氧化镝", "2024-05-27", 1600), price("氧化镝", "2024-05-27", 1800, "江西"))
    read(workspace, papers)
    for name in ("Dy", "镝", "dysprosium"):
        assert workspace.warn.element(name).symbol == "Dy"
    view = workspace.warn.element("Dy")
    assert view.series[0].values == (1700.0,)
    assert {one.subject for one in view.facts} == {"氧化镝"}
    assert {one.method for one in view.risk} >= {"hhi", "eu-published"}
    assert len(view.stages) == 5
    assert len(view.missing) == 2
    with pytest.raises(UsageError, match="Dy"):
        workspace.warn.element("Dyy")


def test_the_matrix_has_a_figure_or_says_what_is_missing(workspace: Workspace) -> None:
    cells = workspace.warn.matrix()
    assert len(cells) == 17 * 5
    assert all((one.missing is None) == bool(one.score or one.shares) for one in cells)
    by_place = {(one.element, one.stage): one for one in cells}
    score = by_place["Dy", "separation"].score
    assert score is not None
    assert score.span is not None
    assert float(score.span.value) == 5.6
    assert by_place["Dy", "magnet"].shares
    assert by_place["La", "magnet"].missing
    assert by_place["Nd", "motor"].missing


def test_the_methods_of_other_folders_answer(workspace: Workspace, tmp_path: Path) -> None:
    assert workspace.warn.outlook(Settings(2024, 2026)).balances
    network, outcome = workspace.warn.shock(["*>*:*"], date(2025, 4, 4), 30, of_days=60)
    assert network.firms
    assert outcome.days == 60
    with pytest.raises(ProblemError):
        workspace.warn.outlook(Settings(2024, 2026, scenario="nothing"))
    with pytest.raises(ProblemError):
        workspace.warn.backtest(tmp_path / "none.csv")
    days, judged = workspace.warn.replay()
    assert len(days) > 10
    assert judged is not None
    with pytest.raises(UsageError):
        workspace.warn.risk("hhii")


def test_cover_of_programmes_and_what_of_them_a_past_day_knows(tmp_path: Path) -> None:
    world = prepared(tmp_path / "plan")
    workspace = world.workspace
    for name in ("bill", "programme"):
        world.accepted(name)
    (kept,) = workspace.plan.programmes()
    weeks = sorted(one.week for one in kept.record.weeks)
    covers = [one for one in workspace.warn.signals() if one.kind == "cover"]
    assert {one.subject for one in covers} == {one.element for one in workspace.plan.programme(kept.record.id).sums}
    assert all(one.facts == (kept.entry,) for one in covers)
    assert workspace.warn.behind(covers[0])[0].kind == "entry"
    assert workspace.warn.element(covers[0].subject).covers
    before = kept.stated_on - timedelta(days=1)
    assert not [one for one in workspace.warn.signals(before) if one.kind == "cover"]  # nobody had stated it yet
    assert not [one for one in workspace.warn.signals(weeks[-1] + timedelta(days=7)) if one.kind == "cover"]
    workspace.close()


# ---- alerts


def rule(workspace: Workspace, **others: object) -> AlertRule:
    given = {"user": "王", "subjects": ("Dy",)} | others
    made = workspace.warn.alerts.add(**given)  # type: ignore[arg-type]
    assert isinstance(made, AlertRule)
    return made


def test_from_a_paper_to_a_mail_once(workspace: Workspace, tmp_path: Path) -> None:
    alerts, papers = workspace.warn.alerts, tmp_path / "papers"
    rule(workspace, channel="email", address="wang@example.com")
    rule(workspace)
    assert alerts.check() == 0
    paper(papers, "2024-04-01", "价", price("氧化镝", "2024-04-01", 1000))
    paper(papers, "2024-05-27", "价", price("氧化镝", "2024-05-27", 1600))
    read(workspace, papers)
    assert (alerts.check(), alerts.check()) == (2, 0)
    with mail_server(Mailbox()) as box:
        smtp = Smtp("127.0.0.1", box.port, "none", "m@example.com")
        sender = Sender(AlertSettings(smtp, timeout_seconds=2), tmp_path, {})
        assert [one.sent.error for one in alerts.send(sender)] == [None]
        assert alerts.send(sender) == ()
    assert len(box.messages) == 1
    assert len(alerts.outbox({"state": "sent"})) == 2
    first = alerts.open("王")[0]
    alerts.acknowledge(first.id, "李")
    with pytest.raises(ProblemError, match="acknowledged by 李"):
        alerts.acknowledge(first.id, "李")
    assert len(alerts.open()) == 1


def test_without_a_server_it_is_kept_and_said(workspace: Workspace, tmp_path: Path) -> None:
    rule(workspace, channel="email", address="wang@example.com", subjects=(), least="yellow", digest_hour=10)
    assert workspace.warn.alerts.check() > 10
    (tried,) = workspace.warn.alerts.send()
    assert len(tried.alerts) > 10
    assert tried.sent.error is not None
    assert {row["state"] for row in workspace.warn.alerts.outbox()} == {"failed"}
    (workspace.directory / "alerts.toml").write_text("[smtp]\nhost = 5\n", "utf-8")
    with pytest.raises(ProblemError, match=r"alerts\.toml"):
        workspace.warn.alerts.send()
    assert tmp_path


def test_a_wrong_rule_is_not_kept(workspace: Workspace) -> None:
    found = workspace.warn.alerts.add(user="王", channel="sms", kinds_of=("price",))
    assert isinstance(found, Sequence)
    assert {one.code for one in found} == {"alert-value"}
    assert workspace.warn.alerts.rules() == []
    with pytest.raises(ProblemError):
        workspace.warn.alerts.switch("none", is_active=False)
