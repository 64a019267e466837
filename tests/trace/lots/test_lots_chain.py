"""A small golden chain, from ore to motor: every balance exact, every table as it should stand."""

from __future__ import annotations

from typing import Any

import pytest

from monazite.core import ElementMass, Mass, ProblemError
from monazite.ledger import Leg
from monazite.store import ListQuery, page
from monazite.trace.lots import (
    LISTS,
    AsWeighed,
    Part,
    lot,
    matter_of,
    moves,
    recovery_alarms,
    reo_mg,
    reo_total_mg,
    spread_of,
    stock,
)
from monazite.trace.lots import acts as act
from monazite.trace.lots.find import movements

T = 10**9
NOTHING = ElementMass()
ORE = AsWeighed(
    id="ORE-1", product="离子型稀土矿", net_mg=10 * T, moisture_ppm=100_000, reo_ppm=900_000, site="pit",
    partition_ppm={"La": 300_000, "Nd": 500_000, "Dy": 200_000}, scale="W1", lab="ICP", scale_random_ppm=500,
    scale_shared_ppm=300, lab_random_ppm=2000, lab_shared_ppm=1000,
)  # fmt: skip


def oxide(lot_id: str, product: str, element: str, tonnes: int, **more: Any) -> AsWeighed:
    return AsWeighed(
        id=lot_id, product=product, net_mg=tonnes * T // 10, reo_ppm=1_000_000, partition_ppm={element: 1_000_000},
        ore_class="ion", **more,
    )  # fmt: skip


def parts(*lots: AsWeighed) -> list[Part]:
    return [Part(each.id, matter_of(each), spread_of(each)) for each in lots]


LA, ND, DY = oxide("LA-1", "氧化镧", "La", 24), oxide("ND-1", "氧化钕", "Nd", 40), oxide("DY-1", "氧化镝", "Dy", 15)
METAL = AsWeighed(id="NDM-1", product="金属钕", net_mg=33 * T // 10, assay_ppm={"Nd": 990_000, "Fe": 5_000})
IRON = AsWeighed(id="FE-1", product="iron", net_mg=20 * T, assay_ppm={"Fe": 999_000, "C": 500})
MAGNET = AsWeighed(
    id="MAG-1", product="烧结钕铁硼", net_mg=8 * T, assay_ppm={"Nd": 300_000, "Fe": 650_000}, serials=("B1", "B2")
)


@pytest.fixture
def chain(books: Any) -> Any:
    """Mined, shipped, sold, separated, melted, made into magnets, and half of them used in motors."""
    books.quota("MINE", ("mining", "ion", 9 * T))
    books.quota("SEP", ("separation", "all", 8 * T))
    ore = parts(ORE)
    said = books.said
    books.booked(
        act.mine(firm="MINE", permit="P1", site="S1", klass="ion", lots=[ORE], **said()),
        act.ship(firm="MINE", parts=ore, from_site="pit", to_site="yard", **said()),
        act.arrive(firm="MINE", parts=ore, to_site="yard", **said()),
        act.sell(seller="MINE", buyer="SEP", parts=ore, invoice="INV-1", price_fen=5, is_paid=False, **said()),
        act.feed(firm="SEP", line="X", run="R1", stage="separation", parts=ore, **said()),
        act.output(
            firm="SEP", line="X", run="R1", stage="separation", lots=[LA, ND, DY],
            tailings=("dam", ElementMass.of({"La": 5})), loss=("slag", ElementMass.of({"Nd": 7})), **said(),
        ),
        act.sell(seller="SEP", buyer="MET", parts=parts(ND), **said()),
        act.receive(firm="MET", supplier="steel", material="iron", lots=[IRON], **said()),
        act.feed(firm="MET", line="E", run="R2", stage="metal", parts=parts(ND, IRON), **said()),
        act.output(firm="MET", line="E", run="R2", stage="metal", lots=[METAL], **said("2022-03-02")),
        act.sell(seller="MET", buyer="MAG", parts=parts(METAL), **said("2022-03-03")),
        act.receive(firm="MAG", supplier="steel", material="iron",
                    lots=[AsWeighed(id="FE-2", product="iron", net_mg=9 * T, assay_ppm={"Fe": 1_000_000})], **said()),
        act.feed(firm="MAG", line="K", run="R3", stage="magnet", parts=[
            *parts(METAL), Part("FE-2", ElementMass.of({"Fe": 9 * T}))], **said("2022-03-04")),
        act.output(firm="MAG", line="K", run="R3", stage="magnet", lots=[MAGNET], **said("2022-03-05")),
        act.consume(firm="MAG", parts=[Part("MAG-1", matter_of(MAGNET).split([1, 1])[0])], end_use="motors", units=1,
                    **said("2022-03-06")),
    )  # fmt: skip
    return books


def test_every_balance_is_exact(chain: Any) -> None:
    ore, magnet = matter_of(ORE), matter_of(MAGNET)
    made = matter_of(LA) + matter_of(ND) + matter_of(DY)
    assert chain.held("ground/P1/S1") == -ore
    for account in ("lot/MINE/ORE-1", "transit/MINE/ORE-1", "lot/SEP/ORE-1", "lot/SEP/ND-1", "lot/MET/ND-1"):
        assert chain.held(account) == NOTHING
    assert chain.held("line/SEP/X") == ore - made - ElementMass.of({"La": 5, "Nd": 7})
    assert chain.held("tailings/SEP/dam") == ElementMass.of({"La": 5})
    assert chain.held("loss/SEP/slag") == ElementMass.of({"Nd": 7})
    assert chain.held("line/MET/E") == matter_of(ND) + matter_of(IRON) - matter_of(METAL)
    half, rest = magnet.split([1, 1])
    assert chain.held("sold/motors/MAG") == half
    assert chain.held("lot/MAG/MAG-1") == rest
    assert chain.held("used/MINE", "quota:2022:mining:ion") == reo_mg(ore)
    assert chain.held("used/SEP", "quota:2022:separation:all") == reo_total_mg(map(matter_of, (LA, ND, DY)))


def test_lots_stand_where_they_are(chain: Any) -> None:
    with chain.reading() as connection:
        ore, magnet, iron = (lot(connection, each) for each in ("ORE-1", "MAG-1", "FE-1"))
        assert [move.kind for move in moves(connection, "ORE-1")] == [
            "mine", "ship", "ship", "arrive", "arrive", "sell", "sell", "feed"]  # fmt: skip
    assert (ore.status, ore.holder, ore.left_reo_mg, ore.site, ore.stage) == ("spent", "SEP", 0, "yard", "mining")
    assert (ore.ore_class, ore.reo_mg) == ("ion", reo_mg(matter_of(ORE)))
    assert (magnet.status, magnet.holder, magnet.line, magnet.run) == ("stock", "MAG", "K", "R3")
    assert magnet.left_reo_mg == reo_mg(magnet.holdings[0].matter) == sum(held.reo_mg for held in magnet.holdings)
    assert magnet.weighed["serials"] == ["B1", "B2"]
    assert (iron.stage, iron.reo_mg, iron.status) == (None, 0, "spent")


def test_movements_add_up_to_stock(chain: Any) -> None:
    with chain.reading() as connection:
        found = list(movements(connection, firm="SEP"))
        held = {(one.firm, one.product): one.reo_mg for one in stock(connection)}
    assert [(one.act, one.lot, one.ore_class) for one in found] == [
        ("bought", "ORE-1", "ion"), ("fed", "ORE-1", "ion"), ("made", "LA-1", "ion"), ("made", "ND-1", "ion"),
        ("made", "DY-1", "ion"), ("sold", "ND-1", "ion"),
    ]  # fmt: skip
    assert held == {
        ("SEP", "氧化镧"): reo_mg(matter_of(LA)),
        ("SEP", "氧化镝"): reo_mg(matter_of(DY)),
        ("MAG", "烧结钕铁硼"): reo_mg(matter_of(MAGNET).split([1, 1])[1]),
    }
    assert (found[0].counterparty, found[0].invoice) == ("MINE", "INV-1")


def test_runs_and_their_recovery(chain: Any) -> None:
    with chain.reading() as connection:
        (run,) = (row for row in page(connection, list_of("runs"), ListQuery()).rows if row["id"] == "R1")
        alarms = recovery_alarms(connection)
        none = recovery_alarms(connection, firm="SEP", month="2022-02")
    assert run["in_reo_mg"] == reo_mg(matter_of(ORE))
    assert run["out_reo_mg"] == sum(reo_mg(matter_of(each)) for each in (LA, ND, DY))
    assert [(one.run, one.expected.stage) for one in alarms if one.firm == "MAG"] == []
    assert all(one.recovery_ppm == round(one.out_reo_mg * 1e6 / one.in_reo_mg) for one in alarms)
    assert none == ()


def test_a_recovery_below_the_law_is_an_alarm_and_no_error(books: Any) -> None:
    books.quota("A", ("mining", "ion", 9 * T), ("separation", "all", 8 * T))
    books.booked(
        act.mine(firm="A", permit="P1", site="S1", klass="ion", lots=[ORE], **books.said()),
        act.feed(firm="A", line="X", run="R1", stage="separation", parts=parts(ORE), **books.said()),
        act.output(firm="A", line="X", run="R1", stage="separation", lots=[ND], **books.said()),
    )
    with books.reading() as connection:
        (alarm,) = recovery_alarms(connection, month="2022-03")
    assert (alarm.is_high, alarm.expected.ore_class, alarm.expected.low_ppm) == (False, "ion", 940_000)


def test_an_inventory_books_what_is_missing(chain: Any) -> None:
    book = chain.held("line/SEP/X")
    measured = ElementMass.of({"La": 9, "Dy": book["Dy"] + 4})
    chain.booked(
        act.inventory(firm="SEP", line="X", period="2022-03", measured=measured, spread=spread_of(LA), book=book,
                      **chain.said("2022-03-31"))
    )  # fmt: skip
    assert chain.held("line/SEP/X") == measured
    assert chain.held("unaccounted/SEP/X") == book - measured
    chain.booked(
        act.inventory(firm="SEP", line="X", period="2022-04", measured=NOTHING, spread=spread_of(LA), book=measured,
                      **chain.said("2022-04-30"))
    )  # fmt: skip
    with chain.home.database.reading() as connection:
        rows = connection.exec_driver_sql("select period, book, measured, muf from trace_inventories").all()
    assert [row[0] for row in rows] == ["2022-03", "2022-04"]
    assert rows[0][1:] == (text(book), text(measured), text(book - measured))
    assert rows[1][1:] == (text(measured), "{}", text(measured))


def text(matter: ElementMass) -> str:
    return "{" + ",".join(f'"{element}":{amount}' for element, amount in matter.parts) + "}"


def list_of(name: str) -> Any:
    return next(each for each in LISTS if each.name == name)


@pytest.mark.parametrize("name", [each.name for each in LISTS])
def test_every_list_and_filter_answers(chain: Any, name: str) -> None:
    declared = list_of(name)
    with chain.reading() as connection:
        for one in declared.filters:
            value = one.choices[0] if one.choices else "2022-03" if one.key == "month" else "SEP"
            page(connection, declared, ListQuery(filters={one.key: value}))
        assert page(connection, declared, ListQuery()).total == {
            "lots": 8, "blocked_lots": 0, "runs": 3, "inventories": 0, "movements": 20, "sales": 3,
        }[name]  # fmt: skip


def test_lots_are_found_by_holder_product_and_month(chain: Any) -> None:
    with chain.reading() as connection:

        def found(**filters: str) -> list[str]:
            return [row["id"] for row in page(connection, list_of("lots"), ListQuery(filters, sort=("id",))).rows]

        assert found(holder="SEP", status="stock") == ["DY-1", "LA-1"]
        assert found(product="neodymium oxide") == ["ND-1"]
        assert found(month="2022", stage="separation") == ["DY-1", "LA-1", "ND-1"]
        assert found(month="2021") == []
        with pytest.raises(ProblemError):
            found(month="March")


def test_an_unknown_lot_names_the_nearest(chain: Any) -> None:
    with chain.reading() as connection, pytest.raises(ProblemError) as caught:
        lot(connection, "ORE-7")
    assert "ORE-1" in caught.value.problem.sentence("en")


def test_a_sale_that_is_reversed_is_a_sale_less(books: Any) -> None:
    books.quota("A", ("mining", "ion", 9 * T))
    sale = act.sell(seller="A", buyer="B", parts=parts(ORE), **books.said("2022-03-02"))
    books.booked(act.mine(firm="A", permit="P1", site="S1", klass="ion", lots=[ORE], **books.said()), sale)
    posted = books.journal.posted(sale.id)
    books.booked(act.reverse(posted=posted, reason="wrong buyer", **books.said("2022-03-03")))
    with books.reading() as connection:
        assert [(one.firm, one.product) for one in stock(connection)] == [("A", "离子型稀土矿")]
        assert [(one.act, one.reo_mg < 0) for one in movements(connection, firm="B")] == [
            ("bought", False), ("bought", True)]  # fmt: skip
        (row,) = page(connection, list_of("sales"), ListQuery()).rows
        found = lot(connection, "ORE-1")
    assert row["is_reversed"]
    assert (found.holder, found.status) == ("A", "stock")


def test_an_entry_whose_lot_is_whole_is_taken_back(books: Any) -> None:
    books.quota("A", ("mining", "ion", 9 * T))
    mined = act.mine(firm="A", permit="P1", site="S1", klass="ion", lots=[ORE], **books.said())
    books.booked(mined)
    books.booked(act.reverse(posted=books.journal.posted(mined.id), reason="weighed wrong", **books.said()))
    with books.reading() as connection:
        found = lot(connection, "ORE-1")
        assert stock(connection) == ()
    assert (found.status, found.left_reo_mg, found.reason) == ("reversed", 0, "weighed wrong")
    assert books.held("held/A", "quota:2022:mining:ion") == 9 * T


def test_an_adjustment_books_the_difference_and_asks_for_review(books: Any) -> None:
    books.quota("A", ("mining", "ion", 9 * T))
    mined = act.mine(firm="A", permit="P1", site="S1", klass="ion", lots=[ORE], **books.said())
    books.booked(mined, act.feed(firm="A", line="X", run="R", stage="separation",
                                 parts=[Part("ORE-1", ElementMass.of({"Nd": 100}))], **books.said()))  # fmt: skip
    less = ElementMass.of({"Nd": T})
    legs = [Leg("lot/A/ORE-1", "matter", -less), Leg("ground/P1/S1", "matter", less)]
    quota = Mass(reo_mg(less)).mg
    legs += [Leg("held/A", "quota:2022:mining:ion", quota), Leg("used/A", "quota:2022:mining:ion", -quota)]
    books.booked(
        act.adjust(posted=books.journal.posted(mined.id), reason="scale", legs=legs, stage="mining", **books.said())
    )
    with books.reading() as connection:
        found = lot(connection, "ORE-1")
        (last,) = (one for one in movements(connection) if one.entry_number == 3)
    assert (found.needs_review, found.reason, found.status) == (True, "scale", "stock")
    assert (last.act, last.reo_mg) == ("mined", -quota)
