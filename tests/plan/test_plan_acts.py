"""Every act of plan from its declaration: as values, as a sheet, again; and the tables that follow from the entries."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from tests.plan import acts_world
from tests.plan.acts_world import World

from monazite.app import Workspace
from monazite.core import FixedClock
from monazite.ledger import Entry
from monazite.plan.acts import PLAN
from monazite.plan.acts.makers import MAKERS
from monazite.plan.book import BOOK
from monazite.plan.journal import find
from monazite.plan.journal.registers import READERS, REGISTERS, reader
from monazite.plan.tables import SCHEMAS, TABLES
from monazite.plan.wiring import LISTS, PROJECTIONS
from monazite.store import ListQuery
from monazite.trace.acts import read_sheet, template
from monazite.trace.acts.grid import csv_bytes


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A world after all examples; tests only look."""
    found = acts_world.told(tmp_path_factory.mktemp("plan") / "w")
    yield found
    found.workspace.close()


def filled(name: str, values: acts_world.Values) -> bytes:
    """The CSV template of an act with its example filled in, as a person would send it back."""
    header = next(csv.reader(template(PLAN.act(name), "csv", "zh").decode("utf-8-sig").splitlines()))
    length = max(len(one) for one in values.values())
    lines = [["N1", *((values.get(field.name, []) + [""] * length)[index] for field in PLAN.act(name).fields)]
             for index in range(length)]  # fmt: skip
    return csv_bytes([header, *lines])


def test_every_act_has_its_maker_its_kind_and_a_whole_example() -> None:
    assert set(PLAN.acts) == set(MAKERS) == set(acts_world.ORDER)
    assert {act.kind for act in PLAN.acts.values()} <= set(BOOK.kinds)
    for act in PLAN.acts.values():
        required = {field.name for field in act.fields if field.is_required}
        assert required <= set(act.example) <= {field.name for field in act.fields}, act.name
        for words in (act.label, act.help, *(field.label for field in act.fields), *(f.help for f in act.fields)):
            assert words.zh
            assert words.en


def test_every_register_has_its_reader_its_kind_and_its_table() -> None:
    assert set(REGISTERS) == set(READERS)
    for kind, one in REGISTERS.items():
        assert callable(reader(kind))
        assert BOOK.kinds[kind].needs == {one.detail}
        assert {"subject", "record", "entry", "actor"} <= set(TABLES[one.table].c.keys())
        assert set(one.refers.values()) <= set(REGISTERS)
    assert set(PROJECTIONS[-1].tables) == set(SCHEMAS)


def test_every_example_is_booked_and_known_again(world: World) -> None:
    size = world.workspace.journal.size()
    for name, actor, values in acts_world.examples(world):
        again = world.workspace.plan.submit(name, values, actor=actor, id=f"E-{name}-{actor}")
        assert not isinstance(again, list), name
        assert again.status == "duplicate", (name, again.problem)
    assert world.workspace.journal.size() == size
    report = world.workspace.trace.audit()
    assert report.is_clean, report.findings[:3]


def test_every_example_through_its_sheet(tmp_path: Path) -> None:
    world = acts_world.prepared(tmp_path / "w")
    for name, actor, values in acts_world.examples(world):
        data = filled(name, values)
        booked = world.workspace.plan.book(data, None, actor=actor, name=f"{name}.csv")
        assert booked.is_whole, (name, [one.sentence("en") for one in booked.problems])
        assert [answer.status for answer in booked.answers] == ["accepted"], name
        again = world.workspace.plan.book(data, name, actor=actor)
        assert [answer.status for answer in again.answers] == ["duplicate"], name
    world.workspace.close()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_untouched_template_holds_nothing(form: str) -> None:
    for name, act in PLAN.acts.items():
        sheet = read_sheet(template(act, form, "zh"), None, f"{name}.{form}", PLAN)
        assert sheet.act == name
        assert [one.code for one in sheet.problems] == ["sheet-empty"]


def test_a_delivery_moves_goods_and_money_and_is_on_record(world: World) -> None:
    with world.workspace.reading() as connection:
        sold, stored = find.moved(connection, "K-1")
        paid = find.paid(connection, "K-1")
    assert (sold.movement.id, sold.movement.mass_mg, sold.price_fen) == ("V-1", 8 * 10**9, 20_000_000_00)
    assert sold.lots == ("L-1",)
    assert sum(sold.matter.values()) < sold.movement.mass_mg
    assert (stored.movement.kind, stored.lots, stored.matter) == ("stockpiled", (), {})
    assert [(one.party, one.amount_fen) for one in paid] == [("F1", 400_000_00), ("MIN", -400_000_00)]
    assert world.fen("M1") == 10**10 - 20_000_000_00
    assert world.fen("F1") == 10**10 + 20_400_000_00
    held = world.workspace.journal.balance("lot/M1/L-1")["matter"]
    assert dict(held.parts) == sold.matter  # type: ignore[union-attr]


def test_stock_on_hand_counts_for_a_programme_that_has_not_begun(world: World) -> None:
    view = world.workspace.plan.programme("P-1")
    first, *_ = view.covers
    # 1 000 motors of 2 kg, 2 % of it dysprosium; yields of 75, 90 and 95 % on the way to the oxide.
    assert abs(first.demand_mg - round(40 * 10**6 / (0.75 * 0.9 * 0.95))) <= 1
    assert first.stock_mg == first.demand_mg  # ten tonnes of oxide lie with the maker and its supplier
    assert view.first_uncovered is None
    assert view.commitments == ("K-1",)
    assert view.grades == ("F1/N42SH-L",)


def test_every_list_is_read_and_filtered(world: World) -> None:
    for declared in LISTS:
        rows = list(world.workspace.records(declared))
        assert rows or declared.name == "minutes", declared.name
        for one in declared.filters:
            wanted = {one.key: "no" if one.key == "simulated" else "nothing-is-called-so"}
            assert not list(world.workspace.records(declared, ListQuery(wanted)))


def test_what_stands_is_the_newest_revision_that_is_not_reversed(tmp_path: Path) -> None:
    world = acts_world.told(tmp_path / "w", until="capacity_group")
    first = world.workspace.plan.versions("demand", "D-1")[0]
    second = world.accepted("demand", quantity=["70", "80"], changed="2022-07-28")
    assert _quantities(world) == ["70", "80"]
    world.done(_reverse(world, second.id, "M1"))
    assert _quantities(world) == ["60", "60"]
    versions = world.workspace.plan.versions("demand", "D-1")
    assert [one.entry for one in versions] == [first.entry, second.id]
    assert [one.reversed_by is None for one in versions] == [True, False]
    world.done(_reverse(world, first.entry, "M1"))
    assert world.workspace.plan.standing("demand") == []
    assert world.workspace.trace.audit().is_clean
    world.workspace.close()


def test_the_tables_do_not_depend_on_how_entries_are_gathered_into_batches(world: World, tmp_path: Path) -> None:
    entries = [one.entry for one in world.workspace.trace.entries()]
    other = Workspace.open(tmp_path / "w", create=True, clock=FixedClock(acts_world.NOW))
    answers = other.journal.post(entries)
    assert {one.status for one in answers} == {"accepted"}
    for name, table in TABLES.items():
        with world.workspace.reading() as one, other.reading() as two:
            order = list(table.primary_key.columns)
            ours, theirs = (list(each.execute(select(table).order_by(*order))) for each in (one, two))
        assert ours == theirs, name
    other.close()


def test_deviations_are_measured_from_the_versions_of_a_day(tmp_path: Path) -> None:
    world = acts_world.told(tmp_path / "w", until="commitment")
    world.workspace.close()
    with Workspace.open(tmp_path / "w", clock=FixedClock(acts_world.NOW + dt.timedelta(days=3))) as later:
        values = world.example("demand", day="2022-08-03", quantity=["75", "50"], changed="2022-08-03")
        assert later.plan.act("demand", actor="M1", **values).status == "accepted"
        assert [one.demand for one in later.plan.match()] == [75, 50]
        assert later.plan.deviations(dt.date(2022, 7, 31)) == []  # nothing was stated by then
        since_first, since_second = (later.plan.deviations(dt.date(2022, 8, day)) for day in (2, 3))
    assert [one.absolute for one in since_first] == [15, -10]
    assert [one.breaches for one in since_first] == [("absolute_positive",), ()]  # 10 more at most in the first 4 weeks
    assert [one.absolute for one in since_second] == [0, 0]


def _quantities(world: World) -> list[str]:
    (kept,) = world.workspace.plan.standing("demand")
    return [str(one.quantity) for series in kept.record.series for one in series.weeks]


def _reverse(world: World, entry: str, actor: str) -> Any:
    return Entry(**world.said(actor), kind="reverse", relates=entry, details={"reason": "写错"})
