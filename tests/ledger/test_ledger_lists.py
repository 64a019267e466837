"""The lists of the journal, read through the store as pages and exports read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.ledger.making import CLOCK, SIGNER, issue, journals, mine, reverse, rows

from monazite.core import UsageError, Words
from monazite.ledger import Entry, Journal
from monazite.ledger.book import build_book
from monazite.ledger.lists import CHECKPOINT_LIST, ENTRY_LIST, LISTS, reversal_of
from monazite.ledger.marks import KEY, marked
from monazite.ledger.tables import REVERSALS, SCHEMAS
from monazite.store import DeclaredList, ListQuery, columns_of, page


@pytest.fixture
def journal() -> Iterator[Journal]:
    """Of four entries in two batches: quota, two lots, and the first lot undone."""
    with journals() as (made,):
        first, second = mine("m1", {"Nd": 500}, "L1"), mine("7", {"Nd": 500}, "L2", firm="F1")
        later = Entry(second.id, second.kind, "2022-08-18T00:00:00Z", "F2", second.legs, second.details)
        assert {answer.status for answer in made.post([issue("i", 10**9), first])} == {"accepted"}
        assert {answer.status for answer in made.post([later, reverse("r", first)])} == {"accepted"}
        yield made


def found(journal: Journal, declared: DeclaredList, **filters: str) -> list[int]:
    with journal.database.reading() as connection:
        return [row[declared.unique[0]] for row in page(connection, declared, ListQuery(filters)).rows]


@pytest.mark.parametrize(("filters", "numbers"), [
    ({}, [3, 2, 1, 0]),
    ({"kind": "mine"}, [2, 1]),
    ({"actor": "F2"}, [2]),
    ({"since": "2022-08-18"}, [2]),
    ({"until": "2022-08-17"}, [3, 1, 0]),
    ({"until": "2022-08-18"}, [3, 2, 1, 0]),
    ({"since": "2022-08-17", "until": "2022-08-17", "kind": "issue"}, [0]),
    ({"key": "m1"}, [1]),
    ({"key": "1"}, [1]),
    ({"key": "7"}, [2]),
    ({"key": "9" * 30}, []),
    ({"key": "-1"}, []),
    ({"key": "\u0661"}, []),
])  # fmt: skip
def test_entries_latest_first_by_kind_actor_day_and_id_or_number(
    journal: Journal, filters: dict[str, str], numbers: list[int]
) -> None:
    assert found(journal, ENTRY_LIST, **filters) == numbers


def test_checkpoints_latest_first_and_by_size(journal: Journal) -> None:
    assert LISTS == (ENTRY_LIST, CHECKPOINT_LIST)
    assert found(journal, CHECKPOINT_LIST) == [4, 2]
    assert found(journal, CHECKPOINT_LIST, size="2") == [2]
    assert found(journal, CHECKPOINT_LIST, size="x") == []
    with journal.database.reading() as connection:
        (row,) = page(connection, CHECKPOINT_LIST, ListQuery({"size": "4"})).rows
    assert row["note"].startswith(f"{SIGNER.name}\n4\n")


@pytest.mark.parametrize(("key", "value"), [("since", "yesterday"), ("until", "2022-02-30")])
def test_a_day_that_is_none_is_said_with_what_is_wanted(journal: Journal, key: str, value: str) -> None:
    with pytest.raises(UsageError) as caught:
        found(journal, ENTRY_LIST, **{key: value})
    sentence = caught.value.problem.sentence("en")
    for text in (key, value, "a day such as 2022-08-17"):
        assert text in sentence
    assert "日期" in caught.value.problem.sentence("zh")


def test_what_reversed_an_entry_is_known(journal: Journal) -> None:
    with journal.database.reading() as connection:
        assert [reversal_of(connection, number) for number in range(4)] == [None, 3, None, None]


@pytest.fixture
def simulated() -> Iterator[Journal]:
    """Of quota, a simulated lot, one that only speaks of it, and both undone, the first as part of the simulation."""
    with journals() as (made,):
        kinds = [kind | {"may": f"simulated;{kind['may']}".strip(";")} for kind in rows("kinds")]
        book = build_book(rows("roles"), kinds, rows("couplings"))
        journal = Journal(made.database, book, SIGNER, CLOCK)
        first, second = mine("m1", {"Nd": 500}, "L1"), mine("m2", {"Nd": 500}, "L2")
        entries = [
            issue("i", 10**9),
            replace(first, details={**first.details, "simulated": True}),
            replace(second, details={**second.details, "permit": '\n["detail","simulated",true]', "simulated": False}),
            reverse("r1", first), reverse("r2", second),
        ]  # fmt: skip
        assert {answer.status for answer in journal.post(entries)} == {"accepted"}
        yield journal


REVERSED = marked(
    DeclaredList("reversed", Words("冲销", "Reversals"), columns_of(SCHEMAS["journal_reversals"]), REVERSALS,
                 unique=("reverses",)), REVERSALS.c.reverses,
)  # fmt: skip
BY_REVERSAL = marked(
    DeclaredList("by", Words("冲销", "Reversals"), columns_of(SCHEMAS["journal_reversals"]), REVERSALS,
                 unique=("entry_number",)),
)  # fmt: skip


@pytest.mark.parametrize(("declared", "yes", "no"), [
    (ENTRY_LIST, [1], [4, 3, 2, 0]), (REVERSED, [1], [2]), (marked(REVERSED), [1], [2]), (BY_REVERSAL, [], [3, 4]),
])  # fmt: skip
def test_what_is_simulated_is_what_its_entry_says_itself(
    simulated: Journal, declared: DeclaredList, yes: list[int], no: list[int]
) -> None:
    assert [column.key for column in declared.columns].count(KEY) == 1
    assert found(simulated, declared, simulated="yes") == yes
    assert found(simulated, declared, simulated="no") == no
    with simulated.database.reading() as connection:
        every = page(connection, declared, ListQuery()).rows
    assert {row[declared.unique[0]]: row[KEY] for row in every} == dict.fromkeys(no, False) | dict.fromkeys(yes, True)
