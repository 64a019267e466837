"""A stop through bills of material: laws on invented networks, days worked by hand, chains of causes, reliefs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from monazite.core import Words
from monazite.warn.shocks import (
    Cover,
    Firm,
    InputCover,
    Line,
    Material,
    Need,
    Network,
    Outcome,
    Relief,
    Rules,
    Stop,
    Substitute,
    Supply,
    invented_network,
    network_problems,
    proposed,
    ranked,
    simulate,
    stop_window,
)
from monazite.warn.shocks.arrays import compiled
from monazite.warn.shocks.kernel import run_days
from monazite.warn.shocks.simulate import run_of, tally_for

DAY = dt.date(2025, 4, 4)
STOP = Stop("oxide", DAY, 90)


def chain(
    *, cover: float = 10, transit: int = 5, substitutes: tuple[Substitute, ...] = (), extra: tuple[Supply, ...] = ()
) -> Network:
    """Oxide in CN -> metal in CN -> magnet in DE, 100 a day, one to one; the magnet is worth 3 yuan."""
    names = ("oxide", "metal", "magnet", "ferrite")
    firms = tuple(Firm(key, Words(key, key), region, tier) for tier, (key, region) in enumerate(
        (("O", "CN"), ("M", "CN"), ("G", "DE"), ("F", "DE")), 0
    ))  # fmt: skip
    known = Cover(cover, cover, cover)
    return Network(
        firms=firms,
        materials=tuple(Material(one, Words(one, one), "kg") for one in names),
        lines=(Line("O", "oxide", 100, 100), Line("M", "metal", 100, 120), Line("G", "magnet", 100, 120, 0, 300),
               Line("F", "ferrite", 10, 500)),
        needs=(Need("M", "metal", "oxide", 1, known), Need("G", "magnet", "metal", 1, known)),
        substitutes=substitutes,
        supplies=(Supply("O", "M", "oxide", 1, 2), Supply("M", "G", "metal", 1, transit), *extra),
    )  # fmt: skip


def halted(outcome: Outcome) -> dict[str, tuple[int, int]]:
    """By firm, days after the stop began until it stood, and for how many days."""
    return {one.firm: ((one.stopped_from - DAY).days, one.stopped_days) for one in outcome.halts}


@pytest.mark.parametrize("is_by_priority", [False, True])
def test_without_a_stop_every_day_is_a_usual_one(*, is_by_priority: bool) -> None:
    network = invented_network(200, 3)
    nothing = Stop("*", DAY, 1, firm="nobody")
    outcome = simulate(network, [nothing], 200, Rules(is_by_priority=is_by_priority))
    usual = np.array([line.per_day for line in network.lines])
    assert not network_problems(network)
    assert not outcome.halts
    assert outcome.value_lost_fen == 0
    assert np.allclose(outcome.made_units, usual, rtol=1e-12, atol=0)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), days=st.integers(1, 60), is_by_priority=st.booleans(), left=st.floats(0, 1))
def test_no_matter_is_made_or_lost(seed: int, days: int, *, is_by_priority: bool, left: float) -> None:
    """Each day, for each material: what was made is in stock, on the way, finished, used or sold."""
    network = invented_network(40, seed)
    stops = (Stop("M0.1", DAY, days, left=((days // 2, left),)), Stop("*", DAY, days, region="CN", to_region="*"))
    rules = Rules(is_by_priority=is_by_priority)
    run = run_of(network, stops, 90, rules)
    net, state, tally = run.arrays.net, run.arrays.start(), tally_for(run.arrays, 90)
    key = {one.key: number for number, one in enumerate(network.materials)}
    of_option = np.array([key[one.material] for one in run.arrays.options])
    of_line = np.array([key[line.material] for line in network.lines])

    def held() -> NDArray[np.float64]:
        total = np.zeros(len(key))
        np.add.at(total, of_option, state.stock + state.coming)
        np.add.at(total, of_line, state.finished)
        return total

    for day in range(90):
        before, unsold = held(), tally.unsold.copy()
        run_days(net, state, tally, day, day + 1)
        sold = net.outside - (tally.unsold - unsold)
        made = np.bincount(of_line, state.makes, len(key))
        gone = np.bincount(of_option, state.used, len(key)) + np.bincount(of_line, sold, len(key))
        assert np.allclose(held(), before + made - gone, rtol=1e-9, atol=1e-9)
        for part in (state.stock, state.coming, state.finished, state.order, state.ring):
            assert part.min(initial=0.0) >= -1e-6 * max(1.0, part.max(initial=0.0))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 5))
def test_the_same_seed_gives_the_same_days(seed: int, number: int) -> None:
    stop = Stop(f"M{number % 2}.0", DAY, 40)
    once, again = (simulate(invented_network(60, seed), [stop], 120) for _ in range(2))
    assert once.halts == again.halts
    assert np.array_equal(once.made_units, again.made_units)


def test_a_stop_comes_when_what_is_on_the_way_and_in_stock_is_used() -> None:
    """By hand: M has oxide for 2 + 10 days, then G metal for 5 + 10 more; a day after the last full one, it stands."""
    outcome = simulate(chain(), [STOP], 365)
    first = halted(outcome)
    assert first["O"] == (0, 90)
    assert first["M"][0] == 12
    assert first["G"][0] == 12 + 15
    magnet = next(one for one in outcome.halts if one.firm == "G")
    assert (magnet.cause, magnet.lacks) == ("lack", "metal")
    assert [(link.firm, link.material, link.cause) for link in magnet.chain] == [
        ("G", "metal", "lack"), ("M", "oxide", "lack"), ("O", "oxide", "stopped"),
    ]  # fmt: skip
    assert outcome.value_lost_fen == round(300 * (100 * 365 - np.minimum(100, outcome.made_units[:, 2]).sum()))


def test_a_border_stops_what_is_sent_and_not_what_is_on_the_way() -> None:
    border = Stop("metal", DAY, 60, region="CN", to_region="*")
    outcome = simulate(chain(transit=20), [border], 365)
    magnet = next(one for one in outcome.halts if one.firm == "G")
    assert (magnet.stopped_from - DAY).days == 30
    assert [(link.firm, link.cause) for link in magnet.chain] == [("G", "lack"), ("M", "border")]
    assert next(one for one in outcome.halts if one.firm == "M").cause == "orders"
    half = replace(border, left=((10, 0.25), (40, 0.6)))
    assert simulate(chain(transit=20), [half], 365).value_lost_fen < outcome.value_lost_fen


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 40), st.integers(1, 30), st.integers(0, 15), st.integers(0, 20))
def test_a_window_holds_every_stop_within_its_ranges(cover: int, transit: int, more: int, later: int) -> None:
    window = stop_window("G", [InputCover("metal", cover, cover + more, transit, transit + later)], DAY)
    assert window is not None
    assert window.latest is not None
    for days, way in ((cover, transit), (cover + more, transit + later), (cover + more // 2, transit + later // 2)):
        stop = Stop("metal", DAY, 300, region="CN", to_region="DE")
        day = DAY + dt.timedelta(days=halted(simulate(chain(cover=days, transit=way), [stop], 200))["G"][0])
        assert window.earliest <= day <= window.latest


def test_a_window_knows_supply_that_goes_on_or_comes_back() -> None:
    half = InputCover("metal", 10, 20, left_low=0.5, left_high=0.5)
    window = stop_window("G", [InputCover("Dy", 30, 60), half], DAY)
    assert window is not None
    assert (window.material, window.earliest, window.latest) == (
        "metal", DAY + dt.timedelta(20), DAY + dt.timedelta(40),
    )  # fmt: skip
    soon, late = DAY + dt.timedelta(15), DAY + dt.timedelta(50)
    assert stop_window("G", [half], DAY, (soon, soon)) is None
    unsure = stop_window("G", [half], DAY, (dt.date(2025, 5, 1), late))
    assert unsure is not None
    assert unsure.latest is None
    assert "2025-05-01" in unsure.reasons[-1].en
    assert stop_window("G", [InputCover("Dy", 1, 2, left_low=1, left_high=1)], DAY) is None


def test_only_a_qualified_substitute_helps_and_after_its_delay() -> None:
    way = (Supply("F", "G", "ferrite", 1, 3),)

    def lost(delay: int) -> int:
        instead = Substitute("G", "magnet", "metal", "ferrite", delay, 0.5)
        return simulate(chain(substitutes=(instead,), extra=way), [STOP], 365).value_lost_fen

    never = simulate(chain(), [STOP], 365).value_lost_fen
    assert lost(1000) == never
    assert lost(0) < lost(40) < lost(60) < never
    assert lost(0) == 0


def test_an_input_that_is_not_essential_holds_nobody_up() -> None:
    network = chain()
    needs = tuple(replace(one, is_essential=one.input != "metal") for one in network.needs)
    assert "G" not in halted(simulate(replace(network, needs=needs), [STOP], 200))


def shared(first: int, second: int) -> Network:
    """One maker of metal, two buyers of 50 a day each."""
    firms = (Firm("M", Words("M", "M"), "CN"), Firm("A", Words("A", "A"), "DE", 1, first),
             Firm("B", Words("B", "B"), "DE", 1, second))  # fmt: skip
    cover = Cover(2, 5, 8)
    return Network(
        firms, tuple(Material(one, Words(one, one), "kg") for one in ("metal", "magnet")),
        (Line("M", "metal", 100, 100), Line("A", "magnet", 50, 60, 0, 1000), Line("B", "magnet", 50, 60, 0, 1000)),
        (Need("A", "magnet", "metal", 1, cover), Need("B", "magnet", "metal", 1, cover)), (),
        (Supply("M", "A", "metal", 1, 1), Supply("M", "B", "metal", 1, 1)),
    )  # fmt: skip


def test_goods_are_shared_in_proportion_or_by_priority() -> None:
    half = Stop("metal", DAY, 60, left=((0, 0.5),))
    alike = simulate(shared(1, 9), [half], 60)
    assert alike.made_units[:, 1] == pytest.approx(alike.made_units[:, 2], rel=1e-12)
    ranks = simulate(shared(1, 9), [half], 60, Rules(is_by_priority=True))
    assert ranks.made_units[:, 1].min() == pytest.approx(50, rel=1e-9)
    assert ranks.made_units[20:, 2].max() < 1e-6


def test_reliefs_are_ranked_by_what_they_save() -> None:
    """Thirty days more of metal at the magnet maker move thirty days of magnets: 30 x 100 x 3 yuan."""
    network = chain()
    outcome = simulate(network, [STOP], 365)
    options = (
        Relief("stock", "stock", "G", "metal", 30, 1_000_00), Relief("free", "stock", "G", "metal", 1, 0),
        Relief("useless", "stock", "M", "oxide", 0, 1), Relief("no border", "licence", "M", "metal", 0, 1),
    )  # fmt: skip
    free, stock = ranked(network, [STOP], 365, options, workers=2)
    assert (free.relief.key, free.saved_per_yuan) == ("free", float("inf"))
    assert stock.saved_fen == pytest.approx(30 * 100 * 300, rel=1e-6)
    assert stock.saved_per_yuan == pytest.approx(9, rel=1e-6)
    assert {one.firm for one in proposed(network, outcome)} == {"M", "G"}


def longer(cover: Cover, days: float) -> Cover:
    return Cover(cover.low + days, cover.value + days, cover.high + days)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_a_relief_tried_from_a_checkpoint_is_the_same_as_from_the_start(seed: int) -> None:
    """More stock is the same as a network whose cover is so many days longer: the short way finds the same saving."""
    network = invented_network(40, seed)
    stop = [Stop("M0.0", DAY, 60)]
    base = simulate(network, stop, 200)
    for option in proposed(network, base)[:3]:
        more = tuple(
            replace(need, cover=longer(need.cover, option.amount))
            if (need.firm, need.input) == (option.firm, option.material)
            else need
            for need in network.needs
        )
        saved = base.value_lost_fen - simulate(replace(network, needs=more), stop, 200).value_lost_fen
        found = ranked(network, stop, 200, [option], top=0)
        assert sum(one.saved_fen for one in found) == pytest.approx(max(0, saved), rel=1e-6, abs=2)


def test_a_licence_a_qualification_and_a_priority_help() -> None:
    border = [Stop("metal", DAY, 60, region="CN", to_region="*")]
    (licence,) = ranked(chain(), border, 200, [Relief("l", "licence", "M", "metal", 0, 100)])
    assert licence.saved_fen == simulate(chain(), border, 200).value_lost_fen
    instead = Substitute("G", "magnet", "metal", "ferrite", 100, 0.9)
    network = chain(substitutes=(instead,), extra=(Supply("F", "G", "ferrite", 1, 3),))
    (early,) = ranked(network, [STOP], 200, [Relief("q", "qualify", "G", "ferrite", 0, 100)])
    assert early.saved_fen > 0
    half, first = [Stop("metal", DAY, 60, left=((0, 0.5),))], Relief("p", "priority", "B", "", 1, 100)
    values = replace(shared(5, 9), lines=(*shared(5, 9).lines[:2], Line("B", "magnet", 50, 60, 0, 9000)))
    (served,) = ranked(values, half, 90, [first], Rules(is_by_priority=True))
    assert served.saved_fen > 0
    assert served.saved_low_fen is not None
    assert served.saved_high_fen is not None
    assert served.saved_low_fen <= served.saved_fen <= served.saved_high_fen
    assert not ranked(values, half, 90, [first])


def test_arrays_name_their_options_in_order() -> None:
    instead = Substitute("G", "magnet", "metal", "ferrite", 7)
    arrays = compiled(chain(substitutes=(instead,)), Rules())
    assert [one.material for one in arrays.options] == ["oxide", "metal", "ferrite"]
    assert arrays.net.ready.tolist() == [7]


def test_a_network_without_needs_only_stops_where_it_is_stopped() -> None:
    lonely = replace(chain(), needs=(), supplies=())
    assert not network_problems(lonely)
    assert halted(simulate(lonely, [STOP], 100)) == {"O": (0, 90)}


def test_what_comes_from_outside_the_network_goes_on_and_no_more() -> None:
    """A tenth of the oxide comes from suppliers nobody named: a tenth of the metal goes on, however long the stop."""
    network = chain(cover=0)
    supplies = (replace(network.supplies[0], share=0.9), network.supplies[1])
    outcome = simulate(replace(network, supplies=supplies), [STOP], 80)
    assert outcome.made_units[40:, 1] == pytest.approx(10, rel=1e-9)
