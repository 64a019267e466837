"""What lots refuse, what is recorded as blocked, and what becomes of blocked matter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from monazite.core import ElementMass, ProblemError
from monazite.ledger import Entry, Leg
from monazite.trace.lots import AsWeighed, LotChecks, Part, lot, matter_of, movements, reo_mg, stock
from monazite.trace.lots import acts as act
from monazite.trace.lots.find import movements as moved

T = 10**9
ND = {"Nd": 1_000_000}


def ore(lot_id: str = "L1", tonnes: int = 1, **more: Any) -> AsWeighed:
    return AsWeighed(id=lot_id, product="氧化钕", net_mg=tonnes * T, reo_ppm=900_000, partition_ppm=ND, **more)


def part(one: AsWeighed) -> Part:
    return Part(one.id, matter_of(one))


@pytest.fixture
def mined(books: Any) -> Any:
    """Firm A holds L1."""
    books.quota("A", ("mining", "rock", 2 * T))
    books.booked(mine(books, ore()))
    return books


def mine(books: Any, *lots: AsWeighed, day: str = "2022-03-01") -> Entry:
    return act.mine(firm="A", permit="P", site="S", klass="rock", lots=lots, **books.said(day))


def test_a_lot_id_is_used_once(mined: Any) -> None:
    again = act.receive(firm="A", supplier="x", material="y", lots=[ore("L1")], **mined.said())
    assert mined.code(again) == "lot-id-taken"
    both = [act.receive(firm="A", supplier="x", material="y", lots=[ore("L2")], **mined.said()) for _ in "ab"]
    assert [answer.status for answer in mined.post(*both)] == ["accepted", "refused"]


def test_a_refused_lot_leaves_its_id_free(mined: Any) -> None:
    parts = [Part("L1", matter_of(ore(tonnes=5)))]
    refused = act.blend(firm="A", parts=parts, lot="M", **mined.said())
    good = act.blend(firm="A", parts=[part(ore())], lot="M", **mined.said())
    assert [answer.status for answer in mined.post(refused, good)] == ["refused", "accepted"]


def test_a_lot_is_not_used_before_it_is_made(mined: Any) -> None:
    early = act.sell(seller="A", buyer="B", parts=[part(ore())], **mined.said("2022-02-28"))
    assert mined.code(early) == "lot-too-early"
    unknown = act.sell(seller="A", buyer="B", parts=[part(ore("L9"))], **mined.said())
    assert mined.code(unknown) == "lot-unknown"


def test_what_is_booked_is_what_was_weighed(mined: Any) -> None:
    fair = act.receive(firm="A", supplier="x", material="y", lots=[ore("L2")], **mined.said())
    stated = fair.details["lots"]["L2"]
    heavier = {"L2": {**stated, "net_mg": 2 * T}}
    assert mined.code(replace(fair, id="W1", details={"lots": heavier})) == "lot-matter-differs"
    assert mined.code(replace(fair, id="W2", details={"lots": {"L2": {**stated, "id": "L3"}}})) == "lot-id-other"
    assert mined.code(replace(fair, id="W3", details={"lots": {"L2": 5}})) == "lot-not-stated"
    assert mined.code(replace(fair, id="W4", details={"lots": {}})) == "lot-not-stated"
    assert mined.code(replace(fair, id="W5", details={"lots": {"L2": stated, "L4": stated}})) == "lot-not-booked"
    assert mined.code(replace(fair, id="W6", details={"lots": {"L2": {**stated, "reo_ppm": -1}}})) == "lot-share-wrong"


def test_no_lot_goes_on_under_another_name(mined: Any) -> None:
    mined.booked(act.receive(firm="A", supplier="x", material="y", lots=[ore("L2")], **mined.said()))
    matter = matter_of(ore())
    legs = (Leg("lot/A/L1", "matter", -matter), Leg("lot/B/L2", "matter", matter))
    details = {"lots": ["L1", "L2"], "seller": "A", "buyer": "B"}
    assert mined.code(Entry("S1", "sell", "2022-03-02", "x", legs, details)) == "lot-swapped"
    swapped = (
        Leg("lot/A/L1", "matter", -matter), Leg("lot/B/L2", "matter", matter),
        Leg("lot/A/L2", "matter", ElementMass.of({"Nd": -5})), Leg("lot/B/L1", "matter", ElementMass.of({"Nd": 5})),
    )  # fmt: skip
    assert mined.code(Entry("S2", "sell", "2022-03-02", "x", swapped, details)) == "lot-swapped"
    good = act.sell(seller="A", buyer="B", parts=[part(ore())], **mined.said())
    assert mined.code(replace(good, id="S3", details={**good.details, "lots": ["L1", "L2"]})) == "lot-named-wrong"


def test_a_builder_refuses_a_lot_that_cannot_be(mined: Any) -> None:
    with pytest.raises(ProblemError):
        mine(mined, replace(ore("L2"), moisture_ppm=1_000_000))


def test_mining_beyond_quota_is_blocked_then_released_or_confiscated(mined: Any) -> None:
    beyond = ore("L2", 3)
    (answer,) = mined.post(mine(mined, beyond))
    assert (answer.status, answer.problem and answer.problem.code) == ("blocked", "overdrawn")
    half, rest = matter_of(beyond).split([1, 3])
    sale = act.sell(seller="A", buyer="B", parts=[Part("L2", half)], **mined.said())
    assert mined.code(sale) == "overdrawn"
    with mined.reading() as connection:
        found = lot(connection, "L2")
        assert [(one.act, one.stock_sign) for one in moved(connection) if one.lot == "L2"] == [("blocked", 0)]
    assert (found.status, found.reason) == ("blocked", "overdrawn")
    mined.quota("A", ("mining", "rock", 3 * T))
    mined.booked(
        act.release(firm="A", parts=[Part("L2", half)], reason="quota came", stage="mining", klass="rock",
                    **mined.said("2022-04-01")),
        act.confiscate(firm="A", parts=[Part("L2", rest)], authority="ministry", case="C-1", reason="illegal",
                       **mined.said("2022-04-02")),
    )  # fmt: skip
    with mined.reading() as connection:
        found = lot(connection, "L2")
        assert [one.act for one in moved(connection) if one.lot == "L2"] == ["blocked", "released", "confiscated"]
        assert sum(one.reo_mg for one in stock(connection)) == reo_mg(matter_of(ore())) + reo_mg(half)
    assert (found.status, found.left_reo_mg) == ("stock", reo_mg(half))
    assert mined.held("used/A", "quota:2022:mining:rock") == reo_mg(matter_of(ore())) + reo_mg(half)


def test_a_blocked_lot_may_be_released_in_the_same_batch(mined: Any) -> None:
    beyond = ore("L2", 3)
    freed = act.release(firm="A", parts=[part(beyond)], reason="r", **mined.said("2022-04-01"))
    assert [answer.status for answer in mined.post(mine(mined, beyond), freed)] == ["blocked", "accepted"]


def test_a_lot_that_is_there_already_is_refused_and_never_recorded_as_blocked(mined: Any) -> None:
    (answer,) = mined.post(mine(mined, ore("L1", 3)))  # beyond the quota as well, with legs to fall back to
    assert (answer.status, answer.problem and answer.problem.code) == ("refused", "lot-id-taken")


def test_what_is_found_is_blocked(mined: Any) -> None:
    found = act.found(firm="A", place="yard", lots=[ore("L7")], reason="no papers", **mined.said())
    mined.booked(found)
    assert mined.held("blocked/A/L7") == matter_of(ore("L7"))
    with mined.reading() as connection:
        assert lot(connection, "L7").reason == "no papers"


def test_checks_know_a_batch_that_was_prepared(mined: Any) -> None:
    checks = LotChecks()
    sale = act.sell(seller="A", buyer="B", parts=[part(ore())], **mined.said())
    unknown = act.sell(seller="A", buyer="B", parts=[part(ore("L9"))], **mined.said())
    with mined.reading() as connection:
        checks.begin(connection, 0)
        checks.prepare([sale, unknown])
        assert checks.check(sale) is None
        problem = checks.check(unknown)
    assert problem is not None
    assert problem.code == "lot-unknown"


def test_the_small_acts_move_and_come_back(mined: Any) -> None:
    parts, said = [part(ore())], mined.said
    mined.booked(
        act.offer(firm="A", parts=parts, **said()),
        act.withdraw(firm="A", parts=parts, **said()),
        act.pledge(firm="A", parts=parts, lien="bank-1", **said()),
        act.free(firm="A", parts=parts, lien="bank-1", **said()),
        act.ship(firm="A", parts=parts, from_site="a", to_site="b", carrier="c", **said()),
    )
    with mined.reading() as connection:
        assert lot(connection, "L1").status == "transit"
        assert len(list(moved(connection))) == 1
    received = matter_of(ore()) - ElementMass.of({"Nd": 1000})
    mined.booked(act.arrive(firm="A", parts=parts, to_site="b", received=received, **said()))
    assert mined.held("unaccounted/A/b") == ElementMass.of({"Nd": 1000})
    mined.booked(act.write_off(firm="A", parts=[Part("L1", received)], cause="fire", reason="burnt", **said()))
    with mined.reading() as connection:
        found = lot(connection, "L1")
        assert [one.act for one in moved(connection)] == ["mined", "missing", "written_off"]
        assert stock(connection) == ()
    assert (found.status, found.reason) == ("written_off", "burnt")


def test_dividing_and_blending_keep_every_milligram(mined: Any) -> None:
    whole = matter_of(ore())
    first, second = whole.split([2, 1])
    said = mined.said
    weighed = ore("C3", 1)
    mined.booked(
        act.divide(firm="A", lot="L1", children=[Part("C1", first), Part("C2", second)], **said()),
        act.blend(firm="A", parts=[Part("C1", first), Part("C2", second)], lot=weighed, **said("2022-03-02")),
    )
    assert mined.held("lot/A/C3") == whole
    with mined.reading() as connection:
        child, blended = lot(connection, "C1"), lot(connection, "C3")
        assert [one.reo_mg for one in stock(connection)] == [reo_mg(whole)]
    assert (child.product, child.stage, child.ore_class, child.status) == ("氧化钕", "mining", "rock", "spent")
    assert (child.weighed, child.net_mg) == ({"of": ["L1"]}, None)
    assert (blended.stage, blended.ore_class, blended.net_mg) == ("mining", "rock", T)


def test_an_export_uses_its_licence(books: Any) -> None:
    dy = AsWeighed(id="D1", product="氧化镝", net_mg=T, reo_ppm=1_000_000, partition_ppm={"Dy": 900_000, "Nd": 100_000})
    mass = matter_of(dy)["Dy"]
    unit = "licence:LIC-1:Dy"
    legs = (Leg("granted/mofcom", unit, -mass), Leg("licence/A/LIC-1", unit, mass))
    books.booked(
        act.import_lots(firm="A", country="MM", consignment="C1", lots=[dy], **books.said()),
        Entry("G1", "grant", "2022-01-02", "mofcom", legs, {"licence": {"id": "LIC-1"}}),
    )
    free = act.export(firm="A", parts=[Part("D1", ElementMass.of({"Dy": 10}))], country="DE", buyer="X", customs="1",
                      licence_ids="LIC-1", **books.said())  # fmt: skip
    assert len(free.legs) == 2  # before the controls
    books.booked(free)
    books.post(free)
    assert books.held("licence/A/LIC-1", unit) == mass


def test_after_the_controls_an_export_needs_a_licence() -> None:
    matter = ElementMass.of({"Dy": 10, "Nd": 5})
    says = {"id": "X", "time": "2025-06-01", "actor": "a"}
    made = act.export(firm="A", parts=[Part("D1", matter)], country="DE", buyer="X", customs="1",
                      licence_ids={"Dy": "LIC-1"}, **says)  # type: ignore[arg-type]  # fmt: skip
    assert [(leg.account, leg.amount) for leg in made.legs[2:]] == [("licence/A/LIC-1", -10), ("exported/A/LIC-1", 10)]
    assert made.details["licences"] == ["LIC-1"]


def test_recycled_stock_says_where_it_comes_from(books: Any) -> None:
    books.booked(
        act.collect(firm="R", origin="stated", collection="2022-Q1", lots=[ore("S1")], stated_origin="motors",
                    **books.said()),
        act.collect(firm="R", origin="unknown", collection="2022-Q1", lots=[ore("S2")], **books.said()),
    )  # fmt: skip
    with books.reading() as connection:
        assert [(one.act, one.counterparty) for one in movements(connection)] == [
            ("received", "stated/2022-Q1"), ("received", "unknown/2022-Q1")]  # fmt: skip


def test_a_sale_moves_money_and_matter_in_one_entry(mined: Any) -> None:
    legs = (Leg("bank/B", "money:CNY", -500), Leg("cash/B", "money:CNY", 500))
    mined.booked(
        Entry("D1", "deposit", "2022-03-01", "B", legs, {"purpose": "trade"}),
        act.sell(seller="A", buyer="B", parts=[part(ore())], price_fen=400, **mined.said()),
    )
    assert (mined.held("cash/A", "money:CNY"), mined.held("cash/B", "money:CNY")) == (400, 100)
    unpaid = act.sell(seller="B", buyer="C", parts=[part(ore())], price_fen=1, **mined.said())
    assert mined.code(unpaid) == "overdrawn"
