"""The simulated week's parts: prices between published figures, goods that come from somewhere, an agenda in order."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.core import ElementMass
from monazite.reference import is_working_day
from monazite.trace.lots import matter_of, total_of
from monazite.trade.simulate import DAYS, VENUES, Agenda, matter, moment_of, opening, papers, price_of
from monazite.trade.simulate.prices import averages, ticks_of
from monazite.trade.simulate.tables import actors, interests, members, stock, venue_of, warehouses
from monazite.trade.venues import Licence, admit, instrument_from_json, meets, profiles, standard_instruments
from monazite.trade.venues.instrument_json import instrument_as_json
from monazite.trade.venues.record import Certificate

AUGUST = [date(2022, 8, number) for number in range(1, 32)]


@pytest.mark.parametrize("instrument", averages())
def test_prices_average_to_the_published_month_within_two_percent(instrument: str) -> None:
    days = [day for day in AUGUST if is_working_day(day)]
    mean = sum(price_of(instrument, day) for day in days) / len(days) / 100_000
    assert mean == pytest.approx(float(averages()[instrument][1]), rel=0.02)


def test_prices_fall_where_they_fell_and_know_no_day_outside() -> None:
    assert price_of("PrNd-O", AUGUST[0]) > price_of("PrNd-O", AUGUST[-1])
    tick = standard_instruments()["PrNd-O"].tick_fen_per_tonne
    assert abs(ticks_of("PrNd-O", DAYS[0]) * tick - price_of("PrNd-O", DAYS[0])) <= tick / 2
    with pytest.raises(ValueError, match="2022-09-01"):
        price_of("PrNd-O", date(2022, 9, 1))


@settings(max_examples=25)
@given(st.lists(st.integers(0, 500), max_size=30), st.integers(0, 500))
def test_the_agenda_keeps_time_and_does_nothing_before_it_is_due(minutes: list[int], until: int) -> None:
    begin = moment_of(DAYS[0], "09:00")
    times: list[datetime] = []
    done: list[int] = []
    agenda = Agenda(times.append)
    for place, minute in enumerate(minutes):
        agenda.at(begin + timedelta(minutes=minute), lambda at=place: done.append(at))  # type: ignore[misc]
    agenda.run(begin + timedelta(minutes=until))
    assert all(minutes[place] < until for place in done)
    agenda.run()
    assert times == sorted(times)
    assert done == sorted(range(len(minutes)), key=lambda place: (minutes[place], place))


def test_an_act_may_put_down_another_for_the_same_day() -> None:
    done: list[str] = []
    agenda = Agenda(lambda _: None)

    def first() -> None:
        done.append("first")
        agenda.at(moment_of(DAYS[0], "09:30"), lambda: done.append("second"))

    agenda.at(moment_of(DAYS[0], "09:00"), first)
    agenda.at(moment_of(DAYS[0], "10:00"), lambda: done.append("third"))
    agenda.run()
    assert done == ["first", "second", "third"]


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311  a simulation, repeatable on purpose


def covers(whole: ElementMass, part: ElementMass) -> bool:
    return all(whole[element] >= mg for element, mg in part.parts)


@pytest.mark.parametrize("seed", [1, 2, 99])
def test_nothing_is_made_that_was_not_fed(seed: int) -> None:
    lots = matter.weighed(seeded(seed))
    oxide = matter.oxide_for_metal(lots)
    for maker, fed in oxide.items():
        made = total_of(matter_of(lots[one.lot]) for one in stock() if one.maker == maker)
        assert covers(matter_of(fed), made)
    for recycler in ("Q01", "Q02"):
        outputs = [lots[one.lot] for one in stock() if one.maker == recycler]
        outputs += [oxide[metal] for metal, of in matter.METAL_FROM.items() if of == recycler]
        fed_mass = total_of(map(matter_of, matter.scrap(recycler, outputs)))
        out_mass = total_of(map(matter_of, outputs))
        assert covers(fed_mass, out_mass)
        assert all(mg * 1_000_000 >= fed_mass[element] * 960_000 for element, mg in out_mass.parts)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_lot_meets_its_contract(seed: int) -> None:
    random = seeded(seed)
    lots = matter.weighed(random)
    for lot, found in papers.certified(stock(), lots, random).items():
        stored = next(one for one in stock() if one.lot == lot)
        contract = next(one for one in opening.instruments(venue_of(stored)) if one.id == stored.instrument)
        stated = Certificate(
            id=found.id, net_mg=found.net_mg, lots=stored.lots, reo_ppm=found.reo_ppm,
            partition_ppm=found.partition_ppm, assay_ppm=found.assay_ppm, impurities_ppm=found.impurities_ppm,
            place=stored.warehouse,
        )  # fmt: skip
        assert meets(contract, stated) == []
        assert sum(found.bags_mg) == found.net_mg


def test_the_rules_may_be_announced_as_they_are() -> None:
    licence = Licence(id=opening.LICENCE, venue="HCX", profile="national", authority="A", since=opening.LICENSED)
    for venue in VENUES:
        first, second = opening.rules(venue, 1), opening.rules(venue, 2)
        assert admit([], first, "2022-06-20", [licence]) is None
        assert admit([first], second, DAYS[0].isoformat(), [licence]) is None
        assert admit([first], second, DAYS[1].isoformat(), [licence]) is not None
        assert first.parameters.methods <= profiles()[first.profile].methods
        for one in opening.instruments(venue):
            assert instrument_from_json(instrument_as_json(one)) == one


def test_the_tables_speak_of_each_other() -> None:
    known = actors()
    assert all(one.parent is None or one.parent in known for one in known.values())
    assert all(len(known[one.warehouse].venues) == 1 for one in stock())
    assert len({one.lot for one in stock()}) == len(stock())
    assert len(members("HCX")) == 14
    assert [one.id for one in members("HCX") if not one.is_industrial] == ["E11"]
    assert all(warehouses(venue) for venue in VENUES)
    traders = {one.id for one in members("HCX")}
    for one in interests():
        assert one.instrument in averages()
        assert {*one.buyers, *one.sellers} <= traders
