"""A trading day opened with what is known: rules and members of the journal, reference prices, first phases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.trade.acts_market import told
from tests.trade.session_making import Room

from monazite.app.trade import price_index, venue_day
from monazite.app.trade.market import Market
from monazite.app.trade.venue_day import Reference, first_phases
from monazite.app.trade.week import WeekClock
from monazite.facts import Fact

DAYS = date(2022, 8, 1), date(2022, 8, 2)
METAL, PRODUCT = "PrNd-M", "镨钕金属"


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Market]:
    """A spot venue in the journal, of which its session has heard nothing yet."""
    made = told(tmp_path, "inspection_order")
    market = made.workspace.trade
    market.clock = WeekClock(_morning(DAYS[0]))
    yield market
    made.workspace.close()


def _morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


def next_day(market: Market) -> None:
    """Close the first day; it is the morning of the second."""
    assert market.desk("BX").submit("BX", {"kind": "close_day"}).status == "accepted"
    clock = market.clock
    assert isinstance(clock, WeekClock)
    clock.instant = _morning(DAYS[1])


def stated(monkeypatch: pytest.MonkeyPatch, where: Any, *prices: tuple[date, str]) -> None:
    """Papers that state prices of the metal in yuan a kilogram."""
    facts = [
        Fact("paper", "price", PRODUCT, price, 0, 1, value=Decimal(price), canonical_value=Decimal(price),
             canonical_unit="CNY/kg", period=day.isoformat())
        for day, price in prices
    ]  # fmt: skip

    def of_kind(_connection: object, kind: str, since: date, until: date) -> Iterator[Fact]:
        return iter([one for one in facts if kind == "price" and since.isoformat() <= str(one.period) <= str(until)])

    monkeypatch.setattr(where, "facts_of_kind", of_kind)


def test_a_day_begins_with_what_the_journal_knows(market: Market) -> None:
    begun = market.begin("BX")
    assert (begun.day, begun.is_open, begun.problems) == (DAYS[0], True, ())
    assert (len(begun.references), len(begun.phases)) == (0, 0)
    state = market.desk("BX").ask(lambda machine: machine.state)
    assert (state.day, list(state.markets), sorted(state.members)) == ("2022-08-01", [METAL], ["M1"])
    number = market.desk("BX").gateway.number
    assert market.begin("BX").is_open
    assert market.desk("BX").gateway.number == number


def test_a_reference_is_the_newest_price_in_a_paper(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    stated(
        monkeypatch, venue_day, (date(2022, 6, 1), "999"), (date(2022, 7, 20), "860"), (date(2022, 7, 29), "852.3"),
        (date(2022, 8, 2), "1"),
    )  # fmt: skip
    begun = market.begin("BX")
    (reference,) = begun.references.values()
    assert (reference.price_ticks, reference.source, reference.day) == (1705, "fact", date(2022, 7, 29))
    assert reference.fact
    assert market.desk("BX").ask(lambda machine: machine.market(METAL))["reference"] == 1705
    next_day(market)
    assert market.begin("BX").references == {METAL: Reference(1705, "settlement", DAYS[0])}


def test_the_published_index_goes_before_papers(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    market.begin("BX")
    next_day(market)
    stated(monkeypatch, price_index, (DAYS[0], "840"))
    stated(monkeypatch, venue_day, (DAYS[1], "860"))
    market.index("BX").publish(DAYS[0], actor="BX")
    assert market.begin("BX").references == {METAL: Reference(1680, "index", DAYS[0])}


def test_what_is_given_goes_before_all(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    stated(monkeypatch, venue_day, (DAYS[0], "860"))
    assert market.begin("BX", {METAL: 1700}).references == {METAL: Reference(1700, "given")}


def test_a_day_that_cannot_begin_says_why(market: Market) -> None:
    refused = market.begin("BX", {"Nd-X": 1700})
    assert not refused.is_open
    assert [problem.code for problem in refused.problems] == ["instrument-unknown"]
    assert market.begin("BX").is_open
    clock = market.clock
    assert isinstance(clock, WeekClock)
    clock.instant = _morning(DAYS[1])
    late = market.begin("BX")
    assert (late.is_open, [problem.code for problem in late.problems]) == (False, ["day-open"])


@pytest.mark.parametrize(
    ("methods", "phase"),
    [(["listing", "call", "continuous"], "call"), (["listing", "continuous"], "continuous"), (["listing"], None)],
)
def test_the_first_phase_is_what_rules_and_contract_have(methods: list[str], phase: str | None) -> None:
    parameters = {
        "methods": methods, "price_rule": "maker" if "continuous" in methods else None,
        "call_rules": "sse" if "call" in methods else None,
    }  # fmt: skip
    room = Room(parameters)
    room.open(phase=None)
    assert first_phases(room.machine) == ({METAL: phase} if phase else {})
    if phase:
        room.venue("phase", instrument=METAL, phase=phase)
        assert first_phases(room.machine) == {}
