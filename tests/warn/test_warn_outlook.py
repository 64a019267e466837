"""The outlook: its balances, co-production with both its sides, draws, sliders, and what others have published."""

from __future__ import annotations

import csv
from dataclasses import replace
from importlib import resources

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.core import InternalError
from monazite.warn.outlook import Outlook, Settings, outlook, shipped_inputs
from monazite.warn.outlook.balance import balanced
from monazite.warn.outlook.coproduction import Market, one_more, solved
from monazite.warn.outlook.inputs import Anchor, Span

TABLES = resources.files("monazite.warn.outlook") / "tables"
SLIDERS = {name: one for name, one in shipped_inputs().sliders.items() if not name.startswith("changes")}
MOVED = st.fixed_dictionaries({}, optional={name: st.floats(one.least, one.most) for name, one in SLIDERS.items()})
TONNES = st.floats(0, 1e6)


def gap(found: Outlook, element: str, year: int) -> float:
    return next(one.gap.tonnes for one in found.balances if (one.element, one.year) == (element, year))


@settings(max_examples=15, deadline=None)
@given(MOVED, st.sampled_from(sorted(shipped_inputs().scenarios)), st.sampled_from(["start", "middle", "end"]))
def test_nothing_is_lost_whatever_the_sliders(moved: dict[str, float], scenario: str, convention: str) -> None:
    found = outlook(Settings(2024, 2032, scenario, moved, convention))
    assert found.residual < 1e-9
    before: dict[str, float] = {}
    for one in found.balances:
        met = one.primary.tonnes + one.recycled.tonnes + one.swapped + one.gap.tonnes
        assert met == pytest.approx(one.demand.tonnes + one.surplus.tonnes, rel=1e-9)
        if one.element in before:
            assert before[one.element] + one.inflow - one.outflow == pytest.approx(one.stock.tonnes, rel=1e-9)
        before[one.element] = one.stock.tonnes
    for year in range(2024, 2033):
        assert sum(one.swapped for one in found.balances if one.year == year) == pytest.approx(0, abs=1e-6)


def test_uses_add_up_to_elements() -> None:
    found = outlook(Settings(2025, 2026))
    for one in found.balances:
        flows = [flow for flow in found.flows if (flow.year, flow.element) == (one.year, one.element)]
        for name in ("inflow", "outflow"):
            assert sum(getattr(flow, name) for flow in flows) == pytest.approx(getattr(one, name), abs=1e-9)
        for name in ("stock", "demand", "recycled"):
            assert sum(getattr(flow, name) for flow in flows) == pytest.approx(getattr(one, name).tonnes, abs=1e-9)


@settings(max_examples=40)
@given(st.lists(st.tuples(TONNES, TONNES), min_size=3, max_size=3))
def test_pools_give_what_is_left_to_what_lacks(pairs: list[tuple[float, float]]) -> None:
    supply, demand = np.array(pairs).T
    swapped, lacking, left = balanced(supply, demand, [(0, 1)])
    assert supply + swapped + lacking == pytest.approx(demand + left, rel=1e-9, abs=1e-6)
    assert lacking.min() >= -1e-9
    assert left.min() >= -1e-9
    assert min(lacking[:2].sum(), left[:2].sum()) == pytest.approx(0, abs=1e-6)
    assert swapped[2] == 0


@st.composite
def markets(draw: st.DrawFn) -> Market:
    origins, elements, years = draw(st.integers(1, 4)), draw(st.integers(2, 5)), draw(st.integers(1, 3))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    shares = random.dirichlet(np.ones(elements), origins)
    return Market(
        shares * 0.8, random.uniform(0, 1e5, (years, origins)), random.uniform(-1e3, 5e4, (years, elements)),
        random.uniform(0, 1e4, origins), random.uniform(0, 5e5, elements), float(random.uniform(0, 100)), ((0, 1),),
    )  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(markets())
def test_primal_and_dual_agree(market: Market) -> None:
    found = solved(market)
    assert found.dual == pytest.approx(found.cost, rel=1e-9, abs=1e-3)
    made = found.ore @ market.yields + found.gap - found.surplus
    pool, others = slice(0, 2), slice(2, None)
    assert made[:, others] == pytest.approx(market.needs[:, others], abs=1e-4)
    assert made[:, pool].sum(axis=1) == pytest.approx(market.needs[:, pool].sum(axis=1), abs=1e-4)
    assert (found.ore <= market.limits + 1e-6).all()
    assert (found.worth <= market.gap_usd + 1e-6).all()
    assert (found.worth >= -market.storage_usd - 1e-6).all()
    rent = found.worth @ market.yields.T - market.ore_usd
    assert found.limit_worth == pytest.approx(np.maximum(rent, 0), abs=1e-3)
    assert found.worth[:, 0] == pytest.approx(found.worth[:, 1], rel=1e-9, abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(markets())
def test_free_ore_is_used_as_the_balance_uses_it(market: Market) -> None:
    free = replace(market, ore_usd=np.zeros_like(market.ore_usd), storage_usd=0.0,
                   gap_usd=np.full_like(market.gap_usd, 1000.0))  # fmt: skip
    _, lacking, _ = balanced(free.limits @ free.yields, free.needs, free.pools)
    assert solved(free).cost == pytest.approx(1000 * lacking.sum(axis=1), rel=1e-9, abs=1e-2)


def test_what_one_more_tonne_of_dysprosium_takes_by_hand() -> None:
    # 2 t Dy and 10 t Ce in 100 t of ore at 1000 USD; Ce kept at 50 USD: 50 t of ore, 5 t Ce, 50 250 USD to a tonne.
    market = Market(
        np.array([[0.02, 0.10]]), np.array([[1000.0]]), np.array([[30.0, 60.0]]), np.array([1000.0]),
        np.array([300_000.0, 2000.0]), 50.0, (),
    )  # fmt: skip
    ore, unsold, cost = one_more(market, 0, 0, is_together=False)
    assert [ore[0], unsold[1], cost] == pytest.approx([50, 5, 50_250])
    within = solved(market)
    assert [within.ore[0, 0], within.gap[0, 0]] == pytest.approx([1000, 10])
    assert within.worth[0].tolist() == pytest.approx([300_000, -50])
    assert within.limit_worth[0, 0] == pytest.approx(0.02 * 300_000 - 0.1 * 50 - 1000)


def test_an_element_that_no_ore_gives_stays_in_gap() -> None:
    market = Market(
        np.array([[0.5, 0.0]]), np.array([[10.0]]), np.array([[20.0, 3.0]]), np.array([100.0]),
        np.array([1e4, 1e4]), 10.0, (),
    )  # fmt: skip
    assert solved(market).gap[0].tolist() == pytest.approx([15, 3])
    assert one_more(market, 0, 0, is_together=True)[0].tolist() == pytest.approx([2])


def test_the_programme_of_what_ships_has_both_sides() -> None:
    found = outlook(Settings(2024, 2040))
    for one in found.programmes:
        assert one.dual_usd == pytest.approx(one.cost_usd, rel=1e-9)
    last = found.programmes[-1]
    assert last.worth_usd["Ce"] == last.worth_usd["La"] == pytest.approx(-found.settings.sliders["storage"])
    assert last.worth_usd["Dy"] > 1e5
    alone = next(one for one in found.margins if one.element == "Dy" and not one.is_together)
    assert alone.unsold_tonnes["La"] > 1
    assert sum(alone.ore_tonnes_reo.values()) > 20


def test_draws_are_repeatable_and_hold_the_middle() -> None:
    asked = Settings(2028, 2030, draws=300, seed=7)
    found, again, other = outlook(asked), outlook(asked), outlook(replace(asked, seed=8))
    assert found == again
    assert found != other
    for one in found.balances:
        for amount in (one.demand, one.primary, one.stock):
            assert amount.low is not None
            assert amount.high is not None
            assert amount.low <= amount.tonnes <= amount.high


def test_draws_do_not_depend_on_how_many_are_held_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Settings(2029, 2030, draws=50)
    whole = outlook(asked)
    monkeypatch.setattr("monazite.warn.outlook.model.DRAWS_AT_ONCE", 7)
    parts = outlook(asked)
    for one, other in zip(whole.balances, parts.balances, strict=True):
        assert other.gap.high == pytest.approx(one.gap.high, rel=1e-12, abs=1e-9)


def test_ranges_without_width_give_intervals_without_width() -> None:
    inputs = shipped_inputs()

    def flat(span: Span) -> Span:
        return Span(span.mid, span.mid, span.mid)

    def level(path: tuple[Anchor, ...]) -> tuple[Anchor, ...]:
        return tuple(Anchor(one.year, flat(one.span)) for one in path)

    uses = tuple(
        replace(one, mean_years=flat(one.mean_years), loss=flat(one.loss), collection=flat(one.collection),
                recovery=flat(one.recovery), kg_per_unit={name: level(path) for name, path in one.kg_per_unit.items()})
        for one in inputs.uses
    )  # fmt: skip
    origins = tuple(replace(one, recovery=flat(one.recovery), limit=level(one.limit)) for one in inputs.origins)
    found = outlook(Settings(2030, 2030, draws=20), replace(inputs, uses=uses, origins=origins))
    for one in found.balances:
        assert one.gap.low == pytest.approx(one.gap.tonnes, rel=1e-9)
        assert one.gap.high == pytest.approx(one.gap.tonnes, rel=1e-9)


def test_sliders_move_what_they_name() -> None:
    current = outlook(Settings(2035, 2035))
    for sliders, element in (
        ({"heavy_cut": 0.7}, "Dy"),
        ({"quota_growth": 10}, "Nd"),
        ({"imports_growth": 15}, "Dy"),
        ({"cerium_share": 0.8}, "Pr"),
        ({"collection_added": 0.8}, "Nd"),
        ({"vehicles_growth": -10}, "Dy"),
        ({"demand_path": -1}, "Nd"),
    ):
        assert gap(outlook(Settings(2035, 2035, sliders=sliders)), element, 2035) < gap(current, element, 2035)
    assert gap(outlook(Settings(2035, 2035, "no_imports")), "Dy", 2035) > 2 * gap(current, "Dy", 2035)


def test_cerium_replaces_neodymium_mass_for_mass() -> None:
    before, after = (
        {one.element: one.inflow for one in outlook(Settings(2035, 2035, sliders={"cerium_share": share})).balances}
        for share in (0.0, 1.0)
    )
    assert after["Ce"] - before["Ce"] == pytest.approx(before["Nd"] + before["Pr"] - after["Nd"] - after["Pr"])
    assert after["Ce"] > before["Ce"] + 1000
    assert after["Dy"] == pytest.approx(before["Dy"])


def test_without_imports_only_quotas_are_mined() -> None:
    found = outlook(Settings(2026, 2030, "no_imports"))
    assert {name for one in found.programmes for name in one.ore_tonnes_reo} <= {"north", "southwest", "south"}


def test_published_figures_stand_beside_ours_with_the_reason() -> None:
    found = {one.item: one for one in outlook(Settings()).comparisons}
    assert abs(found["stock Nd 2007"].error or 1) < 0.2
    assert (found["stock Dy 2007"].error or 0) < -0.5
    for item, published in (("demand 2023", 93_000), ("demand 2030", 131_000), ("demand 2050", 181_000)):
        assert found[item].published == published
        assert -0.3 < (found[item].error or 0) < -0.1
    assert found["gap NdPr 2023"].error is None
    assert all(one.reason.zh and one.reason.en and one.source for one in found.values())


@pytest.mark.parametrize("name", [one.name for one in TABLES.iterdir() if one.name.endswith(".csv")])
def test_every_figure_says_where_it_is_from(name: str) -> None:
    rows = list(csv.DictReader((TABLES / name).read_text("utf-8").splitlines()))
    if name == "scenarios.csv":
        return
    for row in rows:
        assert row["source"], row
        assert row["locator"], row
        assert row["basis"] in {"cited", "derived", "recalled", "assumption"}, row


@pytest.mark.parametrize("name", ["intensities.csv", "rates.csv"])
def test_every_assumption_has_a_range(name: str) -> None:
    unit = "_kg" if name == "intensities.csv" else ""
    for row in csv.DictReader((TABLES / name).read_text("utf-8").splitlines()):
        if row["basis"] == "assumption" and float(row[f"mid{unit}"]):
            assert float(row[f"low{unit}"]) < float(row[f"high{unit}"]), row


def test_the_uses_of_lanthanum_and_cerium_are_there() -> None:
    needed = {one.use for one in outlook(Settings(2025, 2025)).flows if one.element in {"La", "Ce"} and one.demand}
    assert needed >= {"exhaust catalysts", "fluid cracking catalysts", "polishing powders", "glass",
                      "hydrogen storage alloys", "metallurgical alloys"}  # fmt: skip


def test_settings_that_were_not_checked_are_our_fault() -> None:
    with pytest.raises(InternalError, match="scenario"):
        outlook(Settings(scenario="thrft"))


def test_an_outlook_is_plain_json() -> None:
    values = outlook(Settings(2030, 2031)).as_json()
    assert {"settings", "balances", "flows", "programmes", "margins", "comparisons", "residual"} <= values.keys()
    assert values["comparisons"][0]["reason"].keys() == {"zh", "en"}
    assert values["settings"]["scenario"] == "current"
