"""Random inspection that anyone can draw again, and invoices against sales."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from monazite.core import ProblemError
from monazite.trace.lots.acts import reverse, sell
from monazite.trace.reports import (
    Invoice,
    draw,
    draw_lots,
    drawn,
    inspection,
    inspections,
    invoice,
    invoices_that_differ,
    invoices_without_movement,
    is_true_draw,
    population,
    sales_without_invoice,
)

ROOT = bytes(range(32))


def test_the_draw_is_the_one_that_is_written_down() -> None:
    """Worked out again by hand from the text of `draws`: one block of SHA-256, first number, modulo."""
    block = hashlib.sha256(ROOT + b"2022-08" + bytes(8)).digest()
    lots = [f"L{number}" for number in range(7)]
    first = int.from_bytes(block[:8], "big") % 7
    second = int.from_bytes(block[8:16], "big") % 6
    left = [lot for lot in lots if lot != lots[first]]
    assert drawn(ROOT, "2022-08", lots, 2) == (lots[first], left[second])


def test_a_draw_takes_each_lot_once_and_no_more_than_there_are() -> None:
    lots = [f"L{number}" for number in range(20)]
    assert sorted(drawn(ROOT, "2022-08", lots, 99)) == sorted(lots)
    assert drawn(ROOT, "2022-08", lots, 5) != drawn(ROOT, "2022-09", lots, 5)
    assert drawn(ROOT, "2022-08", [], 5) == ()


def test_every_lot_is_drawn_about_as_often() -> None:
    lots = [f"L{number}" for number in range(10)]
    counts = dict.fromkeys(lots, 0)
    for number in range(2000):
        (lot,) = drawn(hashlib.sha256(b"%d" % number).digest(), "2022-08", lots, 1)
        counts[lot] += 1
    assert sum((count - 200) ** 2 / 200 for count in counts.values()) < 33.7  # chi-square, 9 degrees, 1 in 10 000


def test_lots_are_drawn_inspected_and_checked_again(worked: Any) -> None:
    note = worked.journal.checkpoint()
    with worked.reading() as connection:
        lots = draw_lots(connection, "2022-03", note, 1)
        assert set(lots) <= {"L1", "L2"}
        assert population(connection, "2022-03", worked.journal.size()) == ("L1", "L2")
    worked.done(draw(**worked.said("2022-05-01", "P36"), month="2022-03", checkpoint=note, lots=lots))
    number = worked.journal.size() - 1
    worked.done(worked.mined("L7", time="2022-03-30"))
    with worked.reading() as connection:
        assert is_true_draw(connection, number)
        (waiting,) = inspections(connection, "2022-03")
    assert (waiting.lot, waiting.result) == (lots[0], None)
    worked.done(inspection(**worked.said("2022-05-03", "P36"), lots=lots, result="passed", note="虚构"))
    with worked.reading() as connection:
        (found,) = inspections(connection, "2022-03")
    assert (found.result, str(found.inspected_on)) == ("passed", "2022-05-03")


def test_a_lot_made_again_is_drawn_as_it_was(worked: Any) -> None:
    size = worked.journal.size()
    wrong = worked.mined("L8", time="2022-03-28")
    worked.done(wrong)
    after = worked.journal.size()
    worked.done(reverse(**worked.said("2022-04-15"), posted=worked.journal.posted(wrong.id), reason="assay"))
    worked.done(worked.mined("L8", time="2022-04-16"))
    with worked.reading() as connection:
        assert population(connection, "2022-03", size) == ("L1", "L2")
        assert population(connection, "2022-03", after) == ("L1", "L2", "L8")
        assert population(connection, "2022-03", worked.journal.size()) == ("L1", "L2")
        assert population(connection, "2022-04", worked.journal.size()) == ("L3", "L8")


def test_a_draw_that_was_chosen_shows(worked: Any) -> None:
    note = worked.journal.checkpoint()
    with worked.reading() as connection:
        (right,) = draw_lots(connection, "2022-03", note, 1)
    other = "L2" if right == "L1" else "L1"
    worked.done(draw(**worked.said("2022-05-01", "P36"), month="2022-03", checkpoint=note, lots=[other]))
    with worked.reading() as connection:
        assert not is_true_draw(connection, worked.journal.size() - 1)
        assert not is_true_draw(connection, 0)


@pytest.mark.parametrize(
    ("lots", "result", "code"),
    [(["L1"], "passed", "lot-not-drawn"), (["L1"], "fine", "result-unknown"), ([], "passed", "draw-lots")],
)
def test_an_inspection_is_of_what_was_drawn(worked: Any, lots: list[str], result: Any, code: str) -> None:
    assert worked.refused(inspection(**worked.said("2022-05-03"), lots=lots, result=result)).code == code


def test_a_draw_needs_a_checkpoint_and_lots(worked: Any) -> None:
    with worked.reading() as connection, pytest.raises(ProblemError):
        draw_lots(connection, "2022-03", "no note", 1)
    bad = draw(**worked.said("2022-05-01"), month="2022-03", checkpoint="no note", lots=["L1"])
    assert "malformed" in worked.refused(bad).code
    twice = draw(**worked.said("2022-05-01"), month="2022-03", checkpoint=worked.journal.checkpoint(), lots=["a", "a"])
    assert worked.refused(twice).code == "draw-lots"


def of(number: str, **changed: Any) -> Invoice:
    about: dict[str, Any] = {"number": number, "seller": "F1", "buyer": "F2", "day": "2022-03-25", "simulated": True}
    return Invoice(**(about | changed))


def test_sales_without_invoice_and_invoices_without_movement(worked: Any) -> None:
    with worked.reading() as connection:
        gaps = sales_without_invoice(connection)
    assert [(gap.kind, gap.invoice) for gap in gaps] == [("not_registered", "ZP1"), ("no_number", None)]
    worked.done(
        invoice(**worked.said("2022-03-26", "F1"), invoice=of("ZP1")),
        invoice(**worked.said("2022-03-26", "F1"), invoice=of("ZP2", amount_fen=100)),
    )
    with worked.reading() as connection:
        assert [gap.kind for gap in sales_without_invoice(connection)] == ["no_number"]
        assert sales_without_invoice(connection, "2022-03") == ()
        assert [gap.invoice for gap in invoices_without_movement(connection, "2022-03")] == ["ZP2"]
        assert invoices_without_movement(connection, "2022-04") == ()
        assert invoices_that_differ(connection) == ()


def test_an_invoice_that_states_something_else(worked: Any) -> None:
    worked.done(worked.mined("L8", time="2022-05-01"))
    sale = sell(
        **worked.said("2022-05-02"), seller="F1", buyer="F2", parts=[worked.whole("L8")], invoice="ZP5",
        price_fen=100, is_paid=False,
    )  # fmt: skip
    worked.done(sale, invoice(**worked.said("2022-05-02", "F1"), invoice=of("ZP5", amount_fen=99)))
    with worked.reading() as connection:
        (gap,) = invoices_that_differ(connection)
    assert (gap.kind, gap.invoice, gap.amount_fen) == ("differs", "ZP5", 100)


def test_a_number_is_registered_once(worked: Any) -> None:
    one = invoice(**worked.said("2022-03-26", "F1"), invoice=of("ZP1"))
    two = invoice(**worked.said("2022-03-26", "F1"), invoice=of("ZP1"))
    assert [answer.status for answer in worked.post(one, two)] == ["accepted", "refused"]
    assert worked.refused(invoice(**worked.said("2022-03-27", "F1"), invoice=of("ZP1"))).code == "invoice-taken"
    assert worked.refused(invoice(**worked.said("2022-03-27"), invoice=of("ZP3", day="x"))).code == "day-wrong"
