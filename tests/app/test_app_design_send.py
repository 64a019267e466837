"""A recipe sent to plan is a grade there, with what it promises and holds, and plan says which tests it needs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.app import Workspace
from monazite.app.design.asked import asked
from monazite.app.design.candidate import percent_of
from monazite.app.design.verb import Design
from monazite.app.design.views import Bench, Query
from monazite.core import FixedClock, ProblemError
from monazite.design.forward import parse_recipe
from monazite.design.record import Diffusion, Process, Recipe
from monazite.trace.permits import Party, register

NOW = datetime(2022, 8, 1, 2, tzinfo=UTC)
DIFFUSED = Process(diffusion=Diffusion("Dy", 5_000, 1173.15, 36_000.0, 5e-3))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path, create=True, clock=FixedClock(NOW)) as opened:
        firms = [Party(id=key, kind="firm", name_zh=f"虚构{key}") for key in ("M1", "F1")]
        said = [register(party=one, id=f"e-{one.id}", time="2022-08-01", actor="MIN") for one in firms]
        assert all(answer.status == "accepted" for answer in opened.journal.post(said))
        opened.plan.act(
            "specify", actor="M1", day="2022-08-01", specification="S-1", motor="P-1", position="rotor", by="M1",
            property=["remanence_tesla", "irreversible_loss_percent"], at_least=["1.25", "-5.0"],
            temperature=["20", "150"], hours=["", "2"], samples=["3", "5"],
        )  # fmt: skip
        yield opened


def on_bench(text: str = "Nd=24,Pr=6,Dy=1,B=1,Co=1,Fe=rest", process: Process | None = None) -> Bench:
    recipe = parse_recipe(text, "--recipe", process)
    assert isinstance(recipe, Recipe)
    query = asked({"grade": "45SH"})
    assert isinstance(query, Query)
    return Design(None, NOW.date()).bench(recipe, (393.15,), 1.0, query.grade)


@given(st.lists(st.integers(1, 10**9), min_size=2, max_size=20))
def test_contents_never_pass_a_hundred_percent(weights: list[int]) -> None:
    parts = [Decimal(percent_of(one / sum(weights))) for one in weights]
    assert 100 - Decimal("0.0002") * len(parts) <= sum(parts) <= 100


def test_candidate_is_a_grade_of_plan_with_its_contents_and_the_tests_it_needs(workspace: Workspace) -> None:
    sent = workspace.design.send(on_bench(process=DIFFUSED), "P-1", actor="F1")
    (kept,) = workspace.plan.standing("magnet_grade")
    held = {one.element: one.low_percent for one in kept.record.contents}
    assert sent.is_new
    assert sent.grade == kept.record.id
    assert kept.record.material == "gbd-ndfeb"
    assert (float(kept.record.br_min_tesla), float(kept.record.hcj_min_ka_per_m)) == (1.32, 1592)  # N45SH promises them
    assert float(held["Dy"]) == pytest.approx(1 * 0.995 + 0.5)
    assert float(sum(held.values())) == pytest.approx(100, abs=1e-3)
    assert len(sent.needed["rotor"]) == 2
    assert "150 °C" in sent.needed["rotor"][1].en


def test_the_same_candidate_again_is_the_same_entry(workspace: Workspace) -> None:
    first, again = (workspace.design.send(on_bench(), "P-1", actor="F1") for _ in range(2))
    assert (first.is_new, again.is_new) == (True, False)
    assert first.entry == again.entry
    other = workspace.design.send(on_bench("Nd=24,Pr=6,Dy=2,B=1,Fe=rest"), "P-1", actor="F1")
    assert other.is_new
    assert other.grade != first.grade


def test_a_cerium_magnet_is_one_for_plan(workspace: Workspace) -> None:
    workspace.design.send(on_bench("PrNd=25,Ce=5,B=1,Fe=rest"), "P-1", actor="F1", name="CE-5")
    (kept,) = workspace.plan.standing("magnet_grade")
    assert (kept.record.id, kept.record.material) == ("F1/CE-5", "cerium-ndfeb")


@pytest.mark.parametrize(("motor", "near"), [("P-2", "P-1"), ("", "P-1")])
def test_a_motor_that_nobody_specified_is_refused_with_the_nearest(workspace: Workspace, motor: str, near: str) -> None:
    with pytest.raises(ProblemError) as refused:
        workspace.design.send(on_bench(), motor, actor="F1")
    assert refused.value.problem.code == "asked-motor"
    assert near in refused.value.problem.action.en or not motor
    assert not workspace.plan.standing("magnet_grade")


def test_without_a_workspace_there_is_no_plan_to_send_to() -> None:
    with pytest.raises(ProblemError):
        Design(None).send(on_bench(), "P-1", actor="F1")
