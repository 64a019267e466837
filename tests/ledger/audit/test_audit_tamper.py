"""Random changes by somebody who may change anything and holds the key are found and located; nothing else is."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

TRIALS = 100
UNTOUCHED = 6


@pytest.fixture(scope="module")
def bases(tamper: Any, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    folder = tmp_path_factory.mktemp("bases")
    trade = tamper.build(folder / "trade", 100, 3, tamper.TRADE)
    return [tamper.build(folder / "small", 42), tamper.build(folder / "large", 270, 2), trade]


def test_every_change_is_found_and_located(tamper: Any, bases: list[Any], tmp_path: Path) -> None:
    tried: Counter[str] = Counter()
    lost = []
    rng = random.Random(11)  # noqa: S311  a test must repeat itself
    for change, report, is_located in tamper.run(bases, tmp_path / "copy", TRIALS, rng):
        tried[change.what.partition(" ")[0]] += 1
        if report.is_clean or not is_located:
            lost.append((change, report.counts))
    assert not lost
    assert {"flip", "delete", "duplicate", "reorder", "truncate", "replay", "fork", "key", "clock"} <= set(tried)


def test_untouched_journals_have_no_finding(tamper: Any, tmp_path: Path) -> None:
    worlds = [(10 + number, tamper.SMALL) for number in range(UNTOUCHED)] + [(100, tamper.TRADE)]
    for number, (count, world) in enumerate(worlds):
        base = tamper.build(tmp_path / str(number), count, 50 + number, world)
        report = tamper.audited(base.folder, base)
        assert report.is_clean, [finding.problem.sentence("en") for finding in report.findings]
