"""Faults at every call of log and journal (``benchmarks/crash.py`` runs thousands), and real processes killed."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from tests.trade import venue_making

assert venue_making.BENCHMARKS.is_dir()
crash: Any = importlib.import_module("crash")


def test_nothing_acknowledged_is_lost_and_nothing_done_twice() -> None:
    happened = crash.trials(range(1, 41))
    assert sum(happened.values()) >= 40
    assert len(happened) >= 12


def test_each_of_the_first_calls() -> None:
    happened = crash.trials(range(20), is_every_call=True)
    assert {event.partition(" at ")[2] for event in happened} >= {"open", "write", "sync", "sync_folder", "journal"}


def test_killed_processes(tmp_path: Path) -> None:
    assert crash.kills(tmp_path, 2, 5) > 0
