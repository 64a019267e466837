"""Shocks to the plans of a workspace: a programme without one of its commitments."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator

import pytest
from tests.web.planning import Planning, planning

from monazite.web.warn.shock_view import losses

AHEAD = dt.date(2022, 9, 5)
"""The day on which the story's last forecast was stated."""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planning]:
    with planning(tmp_path_factory.mktemp("web-warn-plan") / "data") as opened:
        yield opened


def test_what_a_commitment_brings_is_what_is_lost_with_it(story: Planning) -> None:
    plan = story.workspace.plan
    name = plan.programmes(on=AHEAD)[0].record.id
    now = plan.programme(name, on=AHEAD)
    for commitment in now.commitments:
        gone = plan.programme(name, on=AHEAD, stopped={commitment: dt.date.min})
        assert plan.programme(name, on=AHEAD, stopped={commitment: dt.date.max}) == now
        for before, after in zip(now.covers, gone.covers, strict=True):
            assert (before.week, before.element, before.demand_mg) == (after.week, after.element, after.demand_mg)
            assert after.uncovered_mg >= before.uncovered_mg
        assert gone.uncovered_share != now.uncovered_share
    day = now.covers[0].week + dt.timedelta(weeks=8)
    later = plan.programme(name, on=AHEAD, stopped=dict.fromkeys(now.commitments, day))
    assert [one for one in later.covers if one.week < day] == [one for one in now.covers if one.week < day]
    assert all(one.firm_mg == one.optional_mg == 0 for one in later.covers if one.week >= day)


def test_the_page_tells_each_programme_without_each_commitment(story: Planning) -> None:
    found = losses(story.workspace, AHEAD)
    answer = story.browser.get(f"/warn/shocks?on={AHEAD}&lang=en")
    told = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.text)))
    assert len(found) >= 2
    for one in found:
        assert f"/plan/programmes/{one.programme}" in answer.text
        assert f"/plan/commitments/{one.commitment}" in answer.text
        assert one.shares
    assert "→ 100%" in told


def test_an_odd_day_of_plans_is_said(story: Planning) -> None:
    assert story.browser.get("/warn/shocks?on=never").status_code == 400
