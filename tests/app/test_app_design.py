"""Prices with their sources, burdens, the bench of a recipe, and the answer to the query of the issue."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib import resources
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.app import Workspace
from monazite.app.design.asked import asked
from monazite.app.design.charge import contents, costs_of
from monazite.app.design.exports import KINDS, exported
from monazite.app.design.out import answer_json, compared_json
from monazite.app.design.verb import Design
from monazite.app.design.views import Answer, Bench, Query
from monazite.core import FixedClock, ProblemError
from monazite.design.forward import parse_recipe, pass_probability
from monazite.design.forward.batch import batch_of
from monazite.design.record import Diffusion, Process, Recipe
from monazite.design.search import Infeasible, Optimum
from monazite.trace.permits import Party, register

DAY = dt.date(2022, 9, 17)
NOW = datetime(2022, 9, 17, tzinfo=UTC)
DESIGN = Design(None, DAY)
PLAIN = "Nd=24,Pr=6,Dy=1,B=1,Co=1,Fe=rest"
DIFFUSED = Process(diffusion=Diffusion("Dy", 5_000, 1173.15, 36_000.0, 5e-3))


def recipe(text: str = PLAIN, process: Process | None = None) -> Recipe:
    found = parse_recipe(text, "--recipe", process)
    assert isinstance(found, Recipe)
    return found


def question(**told: str | list[str]) -> Query:
    query = asked({"grade": "45SH", "temperature": "120degC", "max": ["Tb=0wt%", "Dy=1wt%"], **told})
    assert isinstance(query, Query)
    return query


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("design")
    with (
        resources.as_file(resources.files("monazite.samples") / "price-bulletin-2022-08.txt") as paper,
        Workspace.open(folder, create=True, clock=FixedClock(NOW)) as opened,
    ):
        opened.read(paper, jobs=0)
        yield opened


@pytest.fixture(scope="module")
def answer() -> Answer:
    return DESIGN.search(question())


# ---- prices


def test_papers_price_what_they_quote_and_the_table_prices_the_rest(workspace: Workspace) -> None:
    prices = {one.offer.name: one for one in workspace.design.offers().prices}
    alloy, terbium, praseodymium, cobalt = (prices[name] for name in ("PrNd", "Tb", "Pr", "Co"))
    assert (alloy.origin, alloy.offer.source, alloy.offer.day) == ("facts", "price-bulletin-2022-08.txt", "2022-08-31")
    assert alloy.facts
    assert not alloy.is_estimate
    assert terbium.origin == "facts"
    assert (cobalt.origin, cobalt.is_estimate) == ("table", True)
    # no metal is quoted: by hand, 1.2082 kg of oxide a kg of metal and 15 CNY of conversion, which is an estimate
    quotes = [(one.low + one.high) / 2 for one in workspace.prices("氧化镨") if one.day == praseodymium.offer.day]
    oxide = sum(quotes) / len(quotes)
    assert praseodymium.is_estimate
    assert praseodymium.offer.price_cny_per_kg == pytest.approx(oxide * 1.2082 + 15, rel=1e-4)


def test_nothing_later_and_nothing_stale_is_a_price_of_the_day(workspace: Workspace) -> None:
    for day in (dt.date(2021, 1, 1), dt.date(2024, 1, 1)):
        assert {one.origin for one in workspace.design.offers(day).prices} == {"table", "none"}


def test_what_is_given_comes_first_and_neodymium_follows_its_alloy(workspace: Workspace) -> None:
    given_ = {one.offer.name: one for one in workspace.design.offers(given={"PrNd": 500.0}).prices}
    shipped = {one.offer.name: one for one in DESIGN.offers(given={"PrNd": 1175.0}).prices}
    assert (given_["PrNd"].origin, given_["PrNd"].offer.price_cny_per_kg) == ("given", 500.0)
    assert given_["Nd"].origin == "facts"
    assert shipped["Nd"].offer.price_cny_per_kg == pytest.approx(1220.0)
    assert shipped["Nd"].is_estimate


def test_a_venue_without_an_index_is_refused(workspace: Workspace) -> None:
    with pytest.raises(ProblemError) as refused:
        workspace.design.offers(venue="HCX")
    assert refused.value.problem.code.startswith("index-missing")


# ---- burdens


def test_quota_exposure_counts_scarce_quota_by_as_much_more() -> None:
    """By hand: 101 540 t of rock and 7 660 t of ion-adsorption ore; Dy2O3/2Dy is 1.1477."""
    exposure = DESIGN.quota_exposure()
    assert exposure.burden.per_kg["Dy"] == pytest.approx(1.1477 * 109_200 / 7_660, rel=1e-4)
    assert exposure.burden.per_kg["Nd"] == pytest.approx(1.1664 * 109_200 / 101_540, rel=1e-4)
    assert "14.3" in exposure.meaning.zh


def test_a_magnet_carries_what_its_elements_carry() -> None:
    bench = DESIGN.bench(recipe(process=DIFFUSED))
    held = contents(bench.recipe)
    for one in (DESIGN.risk(), DESIGN.quota_exposure()):
        carried = sum(held.get(symbol, 0.0) * each for symbol, each in one.burden.per_kg.items())
        assert bench.carried[one.burden.name] == pytest.approx(carried)


# ---- the bench


def test_cost_by_hand() -> None:
    """6 % Pr comes with 18 % Nd as 24 % of Pr-Nd alloy; 6 % of neodymium is left to buy pure."""
    parts, unpriced = costs_of(recipe(), DESIGN.offers())
    cost = {one.name: one.cny_per_kg for one in parts}
    assert not unpriced
    assert cost["Nd"] + cost["Pr"] == pytest.approx(0.24 * 587.5 + 0.06 * 610)
    assert cost["Dy"] == pytest.approx(34.25)
    assert cost["Fe"] == pytest.approx(0.67 * 4.5)


@settings(max_examples=25, deadline=None)
@given(st.integers(200, 320), st.integers(0, 80), st.integers(0, 30), st.integers(0, 8))
def test_contents_of_a_part_are_whole_and_its_cost_rises_with_prices(nd: int, pr: int, dy: int, uptake: int) -> None:
    process = Process(diffusion=Diffusion("Tb", uptake * 1000, 1173.15, 36_000.0, 5e-3)) if uptake else None
    one = recipe(f"Nd={nd / 10},Pr={pr / 10},Dy={dy / 10},B=1,Fe=rest", process)
    assert sum(contents(one).values()) == pytest.approx(1)
    cheap, dear = (
        sum(part.cny_per_kg for part in costs_of(one, DESIGN.offers(given=given_))[0])
        for given_ in ({"Nd": 500.0, "Pr": 500.0, "PrNd": 500.0}, {"Nd": 600.0, "Pr": 600.0, "PrNd": 600.0})
    )
    assert dear - cheap == pytest.approx(100 * (contents(one)["Nd"] + contents(one).get("Pr", 0.0)), rel=1e-6)


def test_what_has_no_price_is_named() -> None:
    bench = DESIGN.bench(recipe("Nd=10,Pr=20,B=1,Fe=rest"))
    assert bench.unpriced == ("Pr",)


def test_the_bench_of_a_recipe() -> None:
    grade = question().grade
    bench = DESIGN.bench(recipe(), (373.15,), 2.0, grade)
    assert bench.verdict is not None
    assert bench.verdict.probability == pytest.approx(pass_probability(batch_of([recipe()]), grade)[0])
    assert all(one.probability >= 0.5 for one in bench.likely)
    assert bench.cost_cny_per_kg == pytest.approx(sum(one.cny_per_kg for one in bench.costs))
    assert [round(one.temperature_kelvin) for one in bench.magnets] == [293, 373]
    for curve, magnet in zip(bench.curves, bench.magnets, strict=True):
        assert curve.polarisation_tesla[0] == pytest.approx(magnet.br_tesla.value)
        assert (curve.polarisation_tesla <= magnet.saturation_tesla.value).all()
        # on the load line B is mu0 times the permeance times the opposing field
        assert curve.working_tesla == pytest.approx(4e-7 * 3.141592653589793 * 2.0 * curve.working_a_per_m, rel=1e-6)
    assert bench.loss.low <= bench.loss.value <= bench.loss.high


def test_two_recipes_side_by_side() -> None:
    first, second = DESIGN.bench(recipe()), DESIGN.bench(recipe("Nd=24,Pr=6,Dy=2,B=1,Co=1,Fe=rest"))
    said = [one.en for one in DESIGN.compare(first, second).said]
    assert "heavy rare earths (wt%): 1.000 more" in said
    assert all(one.en.endswith("the same") for one in DESIGN.compare(first, first).said)
    json.dumps(compared_json(DESIGN.compare(first, second)), allow_nan=False)


# ---- the search


def found_in(answer: Answer) -> tuple[Optimum, Bench]:
    assert isinstance(answer.found, Optimum)
    assert answer.bench is not None
    return answer.found, answer.bench


def test_the_query_of_the_issue_is_answered_with_everything_it_asks(answer: Answer) -> None:
    found, bench = found_in(answer)
    held = contents(bench.recipe)
    assert held.get("Tb", 0.0) == 0
    assert held.get("Dy", 0.0) <= 0.01 + 1e-6
    assert bench.cost_cny_per_kg == pytest.approx(found.cost_cny_per_kg, rel=1e-6)
    assert (bench.magnets[0].br_tesla.value, bench.magnets[0].hcj_a_per_m.value) >= (1.32 * 0.9999, 1_592_000 * 0.9999)
    assert bench.curves[-1].kelvin == pytest.approx(393.15)
    assert bench.curves[-1].is_safe
    assert found.gap < 0.005
    said = " ".join(one.en for one in answer.shadows)
    assert "1 kA/m more HcJ" in said
    assert "1 g less dysprosium" in said
    assert all(one.zh and one.en for one in (*answer.why, *answer.shadows))


def test_an_answer_is_whole_as_json(answer: Answer) -> None:
    told = json.loads(json.dumps(answer_json(answer), allow_nan=False))
    assert told["is_feasible"]
    assert told["bench"]["verdict"]["grade"] == "N45SH"
    assert len(told["bench"]["curves"]) == 2
    assert {one["offer"] for one in told["prices"]} >= {"PrNd", "Dy", "Fe"}


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_leaves_as_a_file(answer: Answer, kind: str) -> None:
    content = exported(found_in(answer)[1], kind, "N45SH", "2022-09-17", "zh")
    assert isinstance(content, bytes)
    assert content.startswith(b"%PDF") if kind == "sheet" else len(content) > 100


def test_a_gram_less_dysprosium_costs_what_the_search_with_that_cap_costs(answer: Answer) -> None:
    found, bench = found_in(answer)
    less = contents(bench.recipe)["Dy"] - 1e-3
    other = DESIGN.search(question(max=["Tb=0", f"Dy={less * 100}"]))
    more = found_in(other)[0].cost_cny_per_kg - found.cost_cny_per_kg
    (line,) = (one.en for one in answer.shadows if "1 g less dysprosium" in one.en)
    assert float(line.split(": ")[1].split()[0]) == pytest.approx(more, abs=0.02)


def test_a_ban_and_a_price_change_the_answer_as_they_must(answer: Answer) -> None:
    banned = DESIGN.search(question(ban="Ho"))
    assert "Ho" not in found_in(banned)[1].recipe.weight_ppm
    assert found_in(banned)[0].cost_cny_per_kg >= found_in(answer)[0].bound_cny_per_kg
    dearer = DESIGN.search(question(risk_price="10"))
    risk = next(one for one in found_in(dearer)[1].costs if one.name == "supply-risk")
    assert risk.cny_per_kg == pytest.approx(10 * found_in(dearer)[1].carried["supply-risk"])
    assert found_in(dearer)[1].cost_cny_per_kg == pytest.approx(found_in(dearer)[0].cost_cny_per_kg, rel=1e-6)


def test_nothing_is_an_answer_too() -> None:
    none = DESIGN.search(question(min="Ce=12wt%", max="Tb=0,Dy=0,Ho=0"))
    assert isinstance(none.found, Infeasible)
    assert none.bench is None
    assert none.why
    assert not json.loads(json.dumps(answer_json(none), allow_nan=False))["is_feasible"]


def test_what_cost_cannot_be_set_against_is_refused_with_the_nearest() -> None:
    with pytest.raises(ProblemError) as refused:
        DESIGN.frontier(question(), "hevy")
    assert "heavy" in refused.value.problem.action.en


def test_a_confidence_asked_for_is_that_of_the_lots() -> None:
    query = asked({"grade": "N40", "confidence": "80%", "ban": "Tb,Ho"})
    assert isinstance(query, Query)
    sure = DESIGN.search(query)
    verdict = found_in(sure)[1].verdict
    assert verdict is not None
    assert verdict.probability >= 0.8
    less = DESIGN.search(replace(query, confidence=None))
    assert found_in(sure)[0].cost_cny_per_kg > found_in(less)[0].bound_cny_per_kg


def test_the_cheapest_of_the_grades_allowed_that_does_the_duty() -> None:
    query = asked({"allowed": "45SH,42SH,N35", "temperature": "120degC", "ban": "Tb"})
    assert isinstance(query, Query)
    found = DESIGN.search(query)
    assert found.grade.name == "N42SH"
    assert found.refused == {"N45SH": "cost", "N35": "duty"}


def test_quota_of_the_journal_counts_before_the_notice_that_ships() -> None:
    with TemporaryDirectory() as folder, Workspace.open(folder, create=True, clock=FixedClock(NOW)) as opened:
        assert "工信部" in opened.design.quota_exposure(DAY).source
        parties = (
            Party(id="MIN", kind="ministry", name_zh="虚构部委"),
            Party(id="G1", kind="group", name_zh="虚构集团"),
        )
        opened.journal.post([register(party=one, id=one.id, time="2022-01-01", actor="MIN") for one in parties])
        opened.trace.act(
            "issue", actor="MIN", day="2022-01-02", authority="MIN", batch="1", year="2022", notice="示例〔2022〕1号",
            party=["G1", "G1"], stage=["mining", "mining"], klass=["rock", "ion"], reo=["900t", "100t"],
        )  # fmt: skip
        exposure = opened.design.quota_exposure(DAY)
    assert exposure.burden.per_kg["Dy"] == pytest.approx(1.1477 * 10, rel=1e-4)
    assert exposure.source == "quota 2022"
