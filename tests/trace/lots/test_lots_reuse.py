"""A drum keeps its label: a lot that was weighed wrong is reversed and made again under its id (冲销后重记)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from monazite.core import ElementMass
from monazite.ledger import Entry, Leg
from monazite.ledger.audit import audit
from monazite.trace.book import BOOK
from monazite.trace.lots import PROJECTION, AsWeighed, Part, lot, matter_of, movements, reo_mg, stock
from monazite.trace.lots import acts as act


def drum(kilograms: int, lot_id: str = "D1", **more: Any) -> AsWeighed:
    values: dict[str, Any] = {"product": "氧化镝", "reo_ppm": 995_000, "partition_ppm": {"Dy": 1_000_000}} | more
    return AsWeighed(id=lot_id, net_mg=kilograms * 10**6, **values)


def collect(books: Any, one: AsWeighed, firm: str = "A", day: str = "2022-03-01") -> Entry:
    return act.collect(firm=firm, origin="stated", collection="C", lots=[one], **books.said(day))


def taken_back(books: Any, entry: Entry, day: str = "2022-03-02") -> Entry:
    return act.reverse(posted=books.journal.posted(entry.id), reason="assay", **books.said(day))


def test_a_corrected_lot_has_its_id_its_number_and_the_history_of_both(books: Any) -> None:
    first, other = collect(books, drum(50)), collect(books, drum(9, "D2"))
    books.booked(first, other)
    books.booked(taken_back(books, first))
    right = drum(48, product="氧化镝（复验）", moisture_ppm=1000)
    books.booked(collect(books, right, day="2022-03-03"))
    with books.reading() as connection:
        found = lot(connection, "D1")
        held = stock(connection, "A")
        moved = list(movements(connection))
        numbers = connection.exec_driver_sql("SELECT id, number FROM trace_lots ORDER BY number").all()
    assert (found.status, found.reason, found.product, found.net_mg) == ("stock", None, right.product, right.net_mg)
    assert (str(found.made_on), found.entry_number) == ("2022-03-03", 3)
    assert [one.kind for one in found.history] == ["receive", "reverse", "receive"]
    assert found.left_reo_mg == found.holdings[0].reo_mg == reo_mg(matter_of(right))
    assert [tuple(row) for row in numbers] == [("D1", 0), ("D2", 1)]
    assert {one.product: one.reo_mg for one in held} == {
        "氧化镝": reo_mg(matter_of(drum(9))), right.product: reo_mg(matter_of(right))}  # fmt: skip
    assert sum(one.reo_mg for one in moved if one.lot == "D1") == reo_mg(matter_of(right))
    assert not audit(books.home.database, BOOK, [PROJECTION]).findings


def test_it_may_be_corrected_again_and_again_in_one_batch_or_in_many(
    books: Any, open_books: Any, tmp_path: Any
) -> None:
    many = open_books(Path(tmp_path) / "many")
    entries: list[Entry] = []
    for kilograms in (50, 49, 48):
        entries.append(collect(books, drum(kilograms)))
        legs = tuple(Leg(leg.account, leg.unit, -leg.amount) for leg in entries[-1].legs)
        said = books.said("2022-03-02")
        entries.append(Entry(said["id"], "reverse", said["time"], "t", legs, {"reason": "r"}, relates=entries[-1].id))
    books.booked(*entries[:-1])
    for entry in entries[:-1]:
        many.booked(entry)
    for each in (books, many):
        with each.reading() as connection:
            found = lot(connection, "D1")
        assert (found.net_mg, found.status, len(found.history)) == (48 * 10**6, "stock", 5)
        assert not audit(each.home.database, BOOK, [PROJECTION]).findings


def test_what_moved_on_or_was_taken_back_by_halves_keeps_its_id(books: Any) -> None:
    first = collect(books, drum(50))
    books.booked(first)
    assert books.code(collect(books, drum(48))) == "lot-id-taken"
    sale = act.sell(seller="A", buyer="B", parts=[Part("D1", matter_of(drum(50)))], **books.said())
    books.booked(sale)
    books.booked(taken_back(books, sale))
    assert books.code(collect(books, drum(48), day="2022-03-03")) == "lot-id-taken"
    books.booked(taken_back(books, first))
    assert books.code(collect(books, drum(48), firm="B", day="2022-03-03")) == "lot-id-taken"
    books.booked(collect(books, drum(48), day="2022-03-03"))


@pytest.mark.parametrize("at_once", [True, False])
def test_an_adjustment_after_the_reversal_keeps_the_id(books: Any, *, at_once: bool) -> None:
    first = collect(books, drum(50))
    books.booked(first)
    more = ElementMass.of({"Dy": 5})
    legs = (Leg("recycled/stated/C", "matter", -more), Leg("lot/A/D1", "matter", more))
    adjusted = act.adjust(posted=books.journal.posted(first.id), reason="r", legs=legs, **books.said("2022-03-03"))
    entries = [taken_back(books, first), adjusted, collect(books, drum(48), day="2022-03-04")]
    answers = books.post(*entries) if at_once else [books.post(entry)[0] for entry in entries]
    assert [answer.status for answer in answers] == ["accepted", "accepted", "refused"]


def test_a_refused_remake_leaves_the_id_free(books: Any) -> None:
    first = collect(books, drum(50))
    books.booked(first, collect(books, drum(1, "D2")))
    books.booked(taken_back(books, first))
    for source, code in (("D2", "overdrawn"), ("D1", "lot-id-taken")):
        parts = [Part(source, matter_of(drum(2)))]
        assert books.code(act.blend(firm="A", parts=parts, lot="D1", **books.said("2022-03-03"))) == code
    books.booked(collect(books, drum(48), day="2022-03-03"))


def test_another_journal_beside_this_one_made_the_lot_again(books: Any, open_books: Any) -> None:
    first = collect(books, drum(50))
    books.booked(first)
    beside = open_books(books.home.directory)
    beside.number = 50
    beside.booked(taken_back(beside, first))
    beside.booked(collect(beside, drum(48), day="2022-03-05"))
    early = act.ship(firm="A", parts=[Part("D1", matter_of(drum(48)))], from_site="s", to_site="t",
                     **books.said("2022-03-04"))  # fmt: skip
    assert books.code(early) == "lot-too-early"
