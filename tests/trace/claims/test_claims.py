from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from monazite.core import ElementMass
from monazite.ledger import Entry, Leg
from monazite.ledger.reversal import reversal_legs
from monazite.trace.claims import CREDIT_MODELS, MODELS, claim, credit, models_of, transfer_credit

SOURCE = "import/AU/C-1"
OTHER = "import/XX/C-2"


def nd(mg: int) -> ElementMass:
    return ElementMass.of({"Nd": mg})


def said(name: str, day: str = "2022-06-01") -> dict[str, Any]:
    return {"id": name, "time": day, "actor": "tester", "model": "mass_balance"}


def reversal(of: Entry) -> Entry:
    return Entry(f"back-{of.id}", "reverse", of.time, "tester", reversal_legs(of), details={"reason": "wrong"},
                 relates=of.id)  # fmt: skip


def test_each_model_says_what_the_origin_allows(books: Any, bring: Callable[..., Entry]) -> None:
    books.booked(bring("A", SOURCE, Nd=75), bring("B", OTHER, Nd=25))
    blend = Entry("mix", "blend", "2022-03-02", "tester",
                  (_leg("A", -75), _leg("B", -25), _leg("C", 100)),
                  details={"lots": {"C": {}}})  # fmt: skip
    books.booked(blend)
    with books.home.database.reading() as connection:
        pure = {each.model: each.ppm for each in models_of(connection, "A", [SOURCE], "Nd")}
        mixed = {each.model: each.ppm for each in models_of(connection, "C", ["import/AU/"], "Nd")}
        both = {each.model: each.ppm for each in models_of(connection, "C", [SOURCE, OTHER], "Nd")}
        said_of = {each.model: each.statement.en for each in models_of(connection, "C", [SOURCE], "Nd")}
    assert list(pure) == list(MODELS)
    assert pure == {"identity_preserved": 10**6, "segregated": 10**6, "controlled_blending": 10**6, "mass_balance": 0,
                    "book_and_claim": 0}  # fmt: skip
    assert (mixed["identity_preserved"], mixed["segregated"], mixed["controlled_blending"]) == (0, 0, 750_000)
    assert (both["identity_preserved"], both["segregated"]) == (0, 10**6)
    assert "75.0000 %" in said_of["controlled_blending"]


def _leg(lot: str, mg: int) -> Leg:
    return Leg(f"lot/F-1/{lot}", "matter", nd(mg))


def test_credits_are_minted_once_moved_and_claimed_once(books: Any, bring: Callable[..., Entry]) -> None:
    books.booked(bring("A", SOURCE, Nd=100), bring("B", OTHER, Nd=80))
    minted = credit(**said("c1"), party="F-1", lots={"A": {SOURCE: nd(100)}}, factor_ppm=950_000)
    books.booked(minted)
    again = credit(**said("c2"), party="F-1", lots={"A": {SOURCE: nd(1)}})
    assert books.code(again) == "claim-twice"
    books.booked(transfer_credit(**said("t1"), giver="F-1", taker="F-2", credits={SOURCE: nd(45)}))
    used = claim(**said("u1"), party="F-1", lots={"B": {SOURCE: nd(40)}})
    books.booked(used)
    assert books.code(claim(**said("u2"), party="F-1", lots={"B": {SOURCE: nd(1)}})) == "claim-twice"
    assert books.code(claim(**said("u3"), party="F-1", lots={"A": {SOURCE: nd(11)}})) == "claim-year-exceeded"
    with books.home.database.reading() as connection:
        shares = {each.model: each.ppm for each in models_of(connection, "B", [SOURCE], "Nd")}
    assert shares["mass_balance"] == 500_000
    books.booked(reversal(used))
    with books.home.database.reading() as connection:
        shares = {each.model: each.ppm for each in models_of(connection, "B", [SOURCE], "Nd")}
    assert shares["mass_balance"] == 0
    books.booked(claim(**said("u4"), party="F-1", lots={"B": {SOURCE: nd(50)}}))


def test_what_has_no_ground_is_refused(books: Any, bring: Callable[..., Entry]) -> None:
    books.booked(bring("A", SOURCE, Nd=100), bring("B", OTHER, Nd=80))
    assert books.code(credit(**said("c1"), party="F-1", lots={"A": {SOURCE: nd(101)}})) == "claim-too-much"
    assert books.code(credit(**said("c2"), party="F-1", lots={"A": {OTHER: nd(1)}})) == "claim-too-much"
    assert books.code(credit(**said("c3"), party="F-1", lots={"Z": {OTHER: nd(1)}})) == "origin-lot-unknown"
    free = said("c4") | {"model": "segregated"}
    assert books.code(credit(**free, party="F-1", lots={"A": {SOURCE: nd(1)}})) == "claim-model-unknown"
    books.booked(credit(**said("c5"), party="F-1", lots={"A": {SOURCE: nd(100)}}))
    next_year = claim(**said("u1", "2023-01-05"), party="F-1", lots={"B": {SOURCE: nd(10)}})
    assert books.code(next_year) == "claim-year-exceeded"
    assert books.code(claim(**said("u2"), party="F-1", lots={"B": {SOURCE: nd(81)}})) == "claim-too-much"
    assert frozenset({"mass_balance", "book_and_claim"}) == CREDIT_MODELS


def test_a_batch_draws_no_more_than_there_is(books: Any, bring: Callable[..., Entry]) -> None:
    lots = [bring(f"B{number}", OTHER, Nd=10) for number in range(40)]
    books.booked(bring("A", SOURCE, Nd=100), *lots)
    books.booked(credit(**said("c1"), party="F-1", lots={"A": {SOURCE: nd(100)}}))
    wanted = [claim(**said(f"u{number}"), party="F-1", lots={f"B{number}": {SOURCE: nd(7)}}) for number in range(40)]
    answers = books.post(*wanted)
    assert sum(answer.status == "accepted" for answer in answers) == 14


def test_concurrent_withdrawals_never_exceed(books: Any, bring: Callable[..., Entry]) -> None:
    count = 120
    lots = [bring(f"B{number}", OTHER, Nd=10) for number in range(count)]
    books.booked(bring("A", SOURCE, Nd=500), *lots)
    model = {"model": "book_and_claim"}
    books.booked(credit(**(said("c1") | model), party="F-1", lots={"A": {SOURCE: nd(500)}}))
    entries = [
        claim(**(said(f"u{number}") | model), party="F-1", lots={f"B{number}": {SOURCE: nd(10)}})
        for number in range(count)
    ]
    answers: list[Any] = []

    def withdraw(part: list[Entry]) -> None:
        own = type(books)(books.home)
        for start in range(0, len(part), 3):
            answers.extend(own.post(*part[start : start + 3]))

    threads = [threading.Thread(target=withdraw, args=(entries[start::8],)) for start in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(answer.status == "accepted" for answer in answers) == 50
    assert not [entry for entry in books.post(*entries) if entry.status == "accepted"]


def test_credits_are_for_what_the_party_itself_holds(books: Any, bring: Callable[..., Entry]) -> None:
    books.booked(bring("A", SOURCE, Nd=100))
    moved = (Leg("lot/F-1/A", "matter", nd(-60)), Leg("lot/F-2/A", "matter", nd(60)))
    sold = Entry("s1", "sell", "2022-04-01", "tester", moved, details={"lots": ["A"], "buyer": "F-2", "seller": "F-1"})
    books.booked(sold)
    assert books.code(credit(**said("c1"), party="F-3", lots={"A": {SOURCE: nd(1)}})) == "claim-not-held"
    assert books.code(credit(**said("c2"), party="F-1", lots={"A": {SOURCE: nd(41)}})) == "claim-not-held"
    books.booked(credit(**said("c3"), party="F-2", lots={"A": {SOURCE: nd(60)}}))
