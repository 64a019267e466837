"""Laws of the journal, on random flows with refusals, blocked facts, duplicates and reversals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger.making import BOOK, SIGNER, feed, inventory, issue, journals, mine, output, reo_mg, reverse, sell

from monazite.core import ElementMass
from monazite.ledger import Entry, Journal, Policy, Spread, balances
from monazite.ledger.tables import SCHEMAS

MATTER = st.dictionaries(st.sampled_from(["Ce", "Nd", "Dy"]), st.integers(1, 40), min_size=1)
LOTS = st.sampled_from(["L1", "L2", "L3"])
FIRMS = st.sampled_from(["F1", "F2"])
IDS = st.integers(0, 25).map(lambda number: f"e{number}")
SPREADS = st.builds(
    Spread,
    st.dictionaries(st.sampled_from(["Ce", "Nd"]), st.integers(0, 9)).map(ElementMass.of),
    st.dictionaries(st.sampled_from(["lab", "scale"]), st.dictionaries(st.sampled_from(["Nd"]), st.integers(-9, 9)))
    .map(lambda shared: tuple((name, ElementMass.of(mass)) for name, mass in sorted(shared.items()))),
)  # fmt: skip
RESETS = SPREADS.map(lambda spread: Spread(spread.random_mg, spread.shared_mg, is_reset=True))
FLOWS = st.one_of(
    st.builds(issue, IDS, st.integers(0, 60), FIRMS),
    st.builds(mine, IDS, MATTER, LOTS, FIRMS),
    st.builds(mine, IDS, MATTER, LOTS, FIRMS, st.integers(0, 5)),
    st.builds(sell, IDS, MATTER, LOTS, FIRMS, FIRMS),
    st.builds(feed, IDS, MATTER, LOTS, st.none() | SPREADS, FIRMS),
    st.builds(output, IDS, MATTER, LOTS, st.none() | SPREADS, FIRMS),
    st.builds(inventory, IDS, MATTER, MATTER, RESETS, FIRMS),
)
ACTS = st.lists(FLOWS | st.tuples(IDS, st.integers(0, 30)), max_size=30)


def flow(acts: list[Entry | tuple[str, int]]) -> list[Entry]:
    """Acts, a pair being the reversal of the act that is so many places before it."""
    entries: list[Entry] = []
    for act in acts:
        if isinstance(act, Entry):
            entries.append(act)
        elif entries:
            entries.append(reverse(f"r{act[0]}", entries[-1 - act[1] % len(entries)]))
    return entries


TABLES = ("accounts", "balances", "spreads", "touches", "reversals")


def state(journal: Journal) -> dict[str, Any]:
    with journal.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT number, name FROM journal_accounts").fetchall()
        names = {row[0]: row[1] for row in rows}
        found = {
            table: sorted(map(tuple, connection.execute(SCHEMAS[f"journal_{table}"].table.select()).all()), key=repr)
            for table in TABLES
        }
    bodies = "SELECT number, id, submission, body FROM journal_entries ORDER BY number"
    with journal.database.reading() as connection:
        found["entries"] = list(map(tuple, connection.exec_driver_sql(bodies).fetchall()))
    return found | {"names": names}


@settings(max_examples=40, deadline=None)
@given(ACTS, st.integers(1, 30))
def test_a_batch_does_what_posting_one_by_one_does(
    assert_audits_clean: Callable[..., Any], acts: list[Entry | tuple[str, int]], width: int
) -> None:
    entries = flow(acts)
    with journals(3) as (whole, single, parts):
        together = whole.post(entries)
        singly = [answer for entry in entries for answer in single.post([entry])]
        in_parts = [a for start in range(0, len(entries), width) for a in parts.post(entries[start : start + width])]
        assert together == singly == in_parts
        assert state(whole) == state(single) == state(parts)
        for journal in (whole, single, parts):
            assert_audits_clean(journal.database, BOOK, verifier=SIGNER.verifier)


@settings(max_examples=40, deadline=None)
@given(ACTS)
def test_every_unit_is_conserved_and_nothing_is_overdrawn(acts: list[Entry | tuple[str, int]]) -> None:
    with journals() as (journal,):
        journal.post(flow(acts))
        total: Counter[tuple[str, str]] = Counter()
        with journal.database.reading() as connection:
            for account, unit, amount in balances(connection, prefix=""):
                parts = amount.parts if isinstance(amount, ElementMass) else ((unit, amount),)
                policy = BOOK.roles[account.partition("/")[0]].policy
                assert policy is not Policy.NEVER_NEGATIVE or all(part > 0 for _, part in parts)
                total.update({(unit, symbol): part for symbol, part in parts})
        assert not any(total.values())


@settings(max_examples=40, deadline=None)
@given(ACTS)
def test_posting_again_changes_nothing(acts: list[Entry | tuple[str, int]]) -> None:
    entries = flow(acts)
    with journals() as (journal,):
        first = journal.post(entries)
        before = state(journal)
        again = journal.post([e for e, a in zip(entries, first, strict=True) if a.status in {"accepted", "blocked"}])
        assert {answer.status for answer in again} <= {"duplicate"}
        assert state(journal) == before


@settings(max_examples=40, deadline=None)
@given(ACTS, FLOWS)
def test_reversing_an_unspent_entry_restores_balances_and_spreads(
    acts: list[Entry | tuple[str, int]], last: Entry
) -> None:
    last = Entry("last", *(getattr(last, name) for name in Entry.__slots__[1:]))
    with journals() as (journal,):
        journal.post(flow(acts))
        before = state(journal)
        (answer,) = journal.post([last])
        if answer.number is None or last.kind == "inventory":
            return
        (back,) = journal.post([reverse("back", journal.posted("last").entry)])
        if back.problem is not None:  # what is spent on a line that was below zero is not taken back
            assert back.problem.code in {"measured-overdrawn", "reset-final"}
            return
        after = state(journal)
        with journal.database.reading() as connection:
            held = list(balances(connection, prefix=""))
        assert _plain(after["balances"]) == _plain(before["balances"]), held
        assert _uncertain(after["spreads"]) == _uncertain(before["spreads"])


def _plain(rows: list[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
    return {row for row in rows if row[2] not in {None, 0} or row[3] not in {None, "{}"}}


def _uncertain(rows: list[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
    return {row for row in rows if row[1:] != ("{}", "{}", None)}


@settings(max_examples=40, deadline=None)
@given(ACTS)
def test_what_is_read_is_what_was_told_to_the_projections(acts: list[Entry | tuple[str, int]]) -> None:
    seen: list[Any] = []

    class Told:
        tables: tuple[str, ...] = ()

        def apply(self, connection: Any, posted: Any) -> None:
            del connection
            seen.extend(posted)

    with journals() as (journal,):
        journal.projections = (Told(),)
        journal.post(flow(acts))
        assert list(journal.entries()) == seen
        assert [list(one.entry.details) for one in journal.entries()] == [list(one.entry.details) for one in seen]


def test_quota_is_used_up_to_the_last_milligram() -> None:
    with journals() as (journal,):
        matter = {"Nd": 1000, "Ce": 77}
        journal.post([issue("i", reo_mg(matter))])
        answers = journal.post([mine("a", matter, "L1"), mine("b", {"Nd": 1}, "L2")])
        assert [answer.status for answer in answers] == ["accepted", "blocked"]
