from __future__ import annotations

import secrets
from itertools import pairwise
from pathlib import Path

import pytest

from monazite.core import SystemClock
from monazite.ledger import Journal
from monazite.ledger import tables as ledger_tables
from monazite.ledger.log import workspace_signer
from monazite.store import open_home
from monazite.trace import PROJECTIONS
from monazite.trace import tables as trace_tables
from monazite.trace.balance import PeriodBalance, line_balance, site_balance
from monazite.trace.book import BOOK
from monazite.trace.detect import alarms
from monazite.trace.guard import TradeGuard
from monazite.trace.simulate import parse_fraud, simulate


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Journal:
    folder: Path = tmp_path_factory.mktemp("frauds")
    migrations = [*ledger_tables.MIGRATIONS, *trace_tables.MIGRATIONS]
    home = open_home(folder, migrations, "2026-11-24T00:00:00Z", create=True)
    signer = workspace_signer(folder, None, secrets.token_bytes)
    made = Journal(home.database, BOOK, signer, SystemClock(), projections=PROJECTIONS, guard=TradeGuard())
    answered = simulate(made.post, year=2022, lots=300, seed=501, fraud=parse_fraud("ghost_yield:8"))
    assert answered.answers == {"accepted": answered.entries - 1, "blocked": 1}
    return made


def test_the_culprit_is_found_and_the_alarm_names_its_entries(journal: Journal) -> None:
    with journal.database.reading() as connection:
        found = alarms(connection, "2022-06")
    mine = [alarm for alarm in found if alarm.firm == "F03" and alarm.line == "F03-SX1"]
    assert {"ghost_yield", "cusum"} <= {alarm.detector for alarm in mine}
    assert all(alarm.evidence and alarm.sentence.zh and alarm.sentence.en for alarm in mine)


def test_honest_months_are_quiet(journal: Journal) -> None:
    with journal.database.reading() as connection:
        assert not [alarm for alarm in alarms(connection, "2022-03") if alarm.severity == "alarm"]


def test_a_line_balances_period_by_period(journal: Journal) -> None:
    with journal.database.reading() as connection:
        found = line_balance(connection, "F03-SX1")
        site = site_balance(connection, "S-F03")
    neodymium = [one for one in found if one.element == "Nd"]
    for before, after in pairwise(neodymium):
        assert after.opening_mg == before.measured_mg
        assert after.muf_mg == after.opening_mg + after.in_mg - after.out_mg - after.measured_mg
    assert neodymium[-1].is_drifting
    both = [*found, *line_balance_of(journal, "F03-SX2")]
    last = neodymium[-1].period
    total = sum(one.muf_mg for one in both if (one.element, one.period) == ("Nd", last))
    assert next(one.muf_mg for one in site if (one.element, one.period) == ("Nd", last)) == total


def line_balance_of(journal: Journal, line: str) -> list[PeriodBalance]:
    with journal.database.reading() as connection:
        return list(line_balance(connection, line))
