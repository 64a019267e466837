from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from monazite.core import ElementMass, ProblemError
from monazite.ledger import Answer, Entry
from monazite.trace.simulate import entries, parse_fraud, simulate
from monazite.trace.simulate.tables import quotas


@pytest.fixture(scope="module")
def year() -> list[Entry]:
    return list(entries(2022, 150, 7))


def test_the_same_seed_gives_the_same_year(year: list[Entry]) -> None:
    assert list(entries(2022, 150, 7)) == year
    assert [entry.id for entry in entries(2022, 150, 8)] != [entry.id for entry in year]


def test_ids_are_unique_and_sort_by_submission(year: list[Entry]) -> None:
    ids = [entry.id for entry in year]
    assert len(set(ids)) == len(ids)
    assert [one[:13] for one in ids] == sorted(one[:13] for one in ids)


def test_every_entry_is_marked_and_sums_to_zero(year: list[Entry]) -> None:
    for entry in year:
        sums: dict[str, ElementMass | int] = {}
        for leg in entry.legs:
            sums[leg.unit] = leg.amount + sums[leg.unit] if leg.unit in sums else leg.amount  # type: ignore[operator]
        assert not any(total if isinstance(total, int) else total.parts for total in sums.values())
        assert entry.details.get("simulated") or any("simulated" in str(value) for value in entry.details.values())


def test_rare_acts_happen_and_corrections_say_why(year: list[Entry]) -> None:
    by_kind = Counter(entry.kind for entry in year)
    once = {"found": 2, "release": 1, "confiscate": 1, "blend": 1, "write_off": 1, "pledge": 2, "reverse": 1,
            "adjust": 1, "credit": 1, "transfer_credit": 1, "claim": 1}  # fmt: skip
    assert {kind: by_kind[kind] for kind in once} == once
    corrections = [entry for entry in year if entry.kind in {"reverse", "adjust"}]
    assert all(entry.relates and entry.details["reason"] for entry in corrections)
    sales = [entry for entry in year if entry.kind == "sell"]
    assert any("invoice" not in sale.details for sale in sales)
    registered = {entry.details["invoice"]["number"] for entry in year if entry.kind == "invoice"}
    assert len(registered - {sale.details.get("invoice") for sale in sales}) == 1


def test_licences_are_applied_for_granted_and_used() -> None:
    year = list(entries(2025, 400, 3))
    kinds = [entry.kind for entry in year]
    assert kinds.index("apply") < kinds.index("grant")
    assert any(entry.kind == "export" and entry.details.get("licences") for entry in year)


def test_the_two_batches_are_the_published_totals() -> None:
    rows = quotas()
    for stage, first, second in (("mining", 100_800, 109_200), ("separation", 97_200, 104_800)):
        counted = [row for row in rows if row.group and row.stage == stage and row.within is None]
        assert (sum(row.batch1_tonnes for row in counted), sum(row.batch2_tonnes for row in counted)) == (first, second)


def test_a_simulation_counts_its_answers() -> None:
    def post(batch: Sequence[Entry]) -> list[Answer]:
        return [Answer(entry.id, "accepted", number) for number, entry in enumerate(batch)]

    made = simulate(post, year=2025, lots=150, seed=3, fraud=parse_fraud("laundering:4"))
    assert made.answers == {"accepted": made.entries}
    assert made.culprit == "F03"
    assert {"apply", "grant"} <= set(made.by_kind)


@pytest.mark.parametrize("text", ["laundring:4", "laundering:0", "laundering:x", "laundering"])
def test_a_wrong_fraud_is_one_sentence(text: str) -> None:
    with pytest.raises(ProblemError):
        parse_fraud(text)


def test_too_few_lots_are_refused() -> None:
    with pytest.raises(ProblemError):
        next(entries(2022, 5, 1))
