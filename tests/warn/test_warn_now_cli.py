"""`monazite warn now`, `replay`, `targets`, `alerts`: JSON for programs, tables in both languages, exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from monazite.app import Workspace
from monazite.cli.run import run


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("COLUMNS", "220")
    Workspace.open(tmp_path / "ws", create=True).close()
    return str(tmp_path / "ws")


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert run([*arguments, "--json"], "en") == 0
    return json.loads(capsys.readouterr().out)


def test_the_replay_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    day = told(capsys, "warn", "replay", "--on", "2025-04-05")
    assert (day["level"], day["windows"][0]["opens"], day["windows"][0]["days"]) == ("red", "2025-05-10", 27)
    assert day["signals"][0]["facts"] == ["control-2025-18"]
    whole = told(capsys, "warn", "replay")
    assert whole["verdict"]["after_notice_days"] == 0
    assert all(one["is_inside"] for one in whole["verdict"]["stops"])
    assert whole["verdict"]["window"]["estimates"] == ["transit-2024", "stock-2024"]
    assert told(capsys, "warn", "replay", "--on", "2025-04-03")["level"] == "blue"


@pytest.mark.parametrize(("language", "word"), [("zh", "窗口 2025-05-10"), ("en", "window 2025-05-10")])
def test_the_replay_as_a_table(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str, word: str
) -> None:
    monkeypatch.setenv("COLUMNS", "220")
    assert run(["warn", "replay"], "zh" if language == "zh" else "en") == 0
    assert word in capsys.readouterr().out


@pytest.mark.parametrize("day", ["2025-05-01", "2025-06-06"])
def test_a_replayed_day_is_told_in_one_language(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, day: str
) -> None:
    monkeypatch.setenv("COLUMNS", "220")
    assert run(["warn", "replay", "--on", day], "en") == 0
    out = capsys.readouterr().out
    assert not re.search("[\u4e00-\u9fff]", out)
    assert "holder:" not in out
    assert any(one["subject"] in told(capsys, "warn", "replay", "--on", day)["holders"]
               for one in told(capsys, "warn", "replay", "--on", day)["signals"])  # fmt: skip


def test_a_bad_history_stops_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("id,known_on,kind,what_zh,what_en,source\na,2010-02-30,warning,甲,a,S\n", "utf-8")
    assert run(["warn", "replay", "--facts", str(path), "--json"], "en") == 1
    out, err = capsys.readouterr()
    assert not out
    assert json.loads(err)["place"] == "facts.csv:2"
    assert run(["warn", "replay", "--on", "someday"], "en") == 2


def test_now_says_what_changed_what_is_short_and_who_must_act(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    front = told(capsys, "warn", "now", "--day", "2025-04-05", "--since", "2025-04-01", "--workspace", home)
    assert {one["subject"] for one in front["changes"]} == {"Sm", "Gd", "Tb", "Dy", "Lu", "Sc", "Y"}
    assert front["elements"][0]["level"] == "red"
    assert front["duties"][0]["due"] == "2025-04-05"
    assert front["missing"]
    assert run(["warn", "now", "--day", "2025-04-05", "--workspace", home], "zh") == 0
    out = capsys.readouterr().out
    assert "须行动" in out
    assert "Sm" in out


def test_targets_of_an_empty_workspace(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "warn", "targets", "--workspace", home) == []
    assert run(["warn", "targets", "--workspace", home], "en") == 0
    assert "facts of kind target" in capsys.readouterr().err
    assert run(["warn", "targets", "--workspace", home], "zh") == 0
    assert "target 类的事实" in capsys.readouterr().err


def test_alerts_from_rule_to_acknowledgement(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("--workspace", home)
    made = told(capsys, "warn", "alerts", "rule", "--user", "王", "--subject", "Dy", *at)
    assert told(capsys, "warn", "alerts", "check", "--day", "2025-04-05", *at) == {"count": 1}
    (alert,) = told(capsys, "warn", "alerts", *at)
    assert (alert["rule"], alert["level"], alert["state"], alert["day"]) == (made["id"], "red", "sent", "2025-04-04")
    assert told(capsys, "warn", "alerts", "send", *at) == {"sent": 0, "failed": 0}
    assert run(["warn", "alerts", "ack", alert["id"], *at], "en") == 2  # who?
    assert told(capsys, "warn", "alerts", "ack", alert["id"], "--as", "李", *at)["who"] == "李"
    assert run(["warn", "alerts", "ack", alert["id"], "--as", "李", *at], "en") == 1
    assert told(capsys, "warn", "alerts", "off", made["id"], *at)["id"] == made["id"]
    assert told(capsys, "warn", "alerts", "check", "--day", "2025-04-05", *at) == {"count": 0}
    capsys.readouterr()
    assert run(["warn", "alerts", *at], "zh") == 0
    assert run(["warn", "alerts", "rules", *at], "zh") == 0
    out = capsys.readouterr().out
    assert "出口管制" in out
    assert "停用" in out


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("lst",), 2, "did you mean “list”"), (("ack", "none", "--as", "w"), 1, "none"), (("off",), 2, "ID"),
        (("rule",), 2, "--user"), (("rule", "--user", "w", "--channel", "sms"), 2, "page"),
        (("rule", "--user", "w", "--channel", "webhook", "--address", "http://10.0.0.1/"), 2, "alerts.toml"),
        (("list", "--state", "sentt"), 2, "sent"),
    ],
)  # fmt: skip
def test_wrong_use_of_alerts(
    home: str, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, word: str
) -> None:
    assert run(["warn", "alerts", *arguments, "--workspace", home], "en") == code
    out, err = capsys.readouterr()
    assert not out
    assert word in err
