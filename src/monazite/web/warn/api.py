"""The JSON interface to warn under /api/v1/warn: what changed, what is short, who must act, scores, targets, alerts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query

from monazite.core import UsageError
from monazite.store import said, unknown
from monazite.warn.criticality import methods
from monazite.web.api import Space, list_route, refuse_unknown
from monazite.web.trace.api import plain
from monazite.web.warn import risk_view
from monazite.web.warn import view as warn_view

if TYPE_CHECKING:
    from monazite.warn.criticality import Score
    from monazite.warn.targets import Target

router = APIRouter(prefix="/api/v1/warn", tags=["warn"], dependencies=[Depends(refuse_unknown)])
Day = Annotated[date | None, Query(description="day of which; today without it")]
Since = Annotated[date | None, Query(description="earlier day to compare with; a week before without it")]
Method = Annotated[str, Query(max_length=40, description="method, such as hhi or eu-published")]
FIRST_DAY = date.min + timedelta(days=7)
for _address, _name in (("alerts", "alerts"), ("alert-rules", "alert-rules")):
    router.add_api_route(f"/{_address}", list_route(_name), methods=["GET"], name=f"warn-{_address}")


@router.get("/front")
def front(space: Space, day: Day = None, since: Since = None) -> dict[str, Any]:
    """What changed, what is short, who must act, and all signals of the day with their reasons and what is behind."""
    wanted = day or space.trace.today
    if wanted < FIRST_DAY:
        raise UsageError(said("monazite.facts", "period-wrong", "day", found=wanted))
    before = since or wanted - warn_view.WEEK
    if before >= wanted:
        raise UsageError(said("monazite.facts", "time-backwards", "since", since=before, until=wanted))
    found: dict[str, Any] = plain(warn_view.front_of(space, wanted, before))
    return found | {"covers": plain(warn_view.covers_of(space, wanted))}


@router.get("/elements")
def elements(space: Space, day: Day = None) -> dict[str, Any]:
    """Where each rare earth stands on a day, with the signals behind it."""
    wanted = day or space.trace.today
    rows = plain(space.warn.standings(wanted))
    return {"day": wanted.isoformat(), "total": len(rows), "rows": rows}


@router.get("/elements/{symbol}")
def element(space: Space, symbol: str, day: Day = None) -> dict[str, Any]:
    """All that is known of a rare earth on a day: level, prices, quota, cover, scores, substitutes, facts."""
    view = warn_view.element_of(space, symbol[:40], day or space.trace.today)
    return {
        "element": view.symbol, "day": view.day.isoformat(), "standing": plain(view.standing),
        "prices": plain(view.prices), "quota": plain(view.quota), "risk": [score_json(one) for one in view.risk],
        "covers": [{"programme": name, **plain(one)} for name, one in view.covers],
        "substitutes": {grade: [one.candidate for one in answer.replacements] for grade, answer in view.substitutes},
        "facts": [one.as_json() for one in view.facts], "missing": plain(view.missing),
    }  # fmt: skip


@router.get("/risk")
def risk(space: Space, method: Method = "eu-published") -> dict[str, Any]:
    """The scores of a method on the figures that ship, each with its interval and sources; the scale stands beside."""
    if method not in methods():
        raise unknown("value-unknown", "method", method, methods())
    found = methods()[method]
    rows = [score_json(one) for one in risk_view.scores_of(space, method)]
    about = {"method": method, "scale": plain(found.scale), "needs": found.needs, "ships": found.ships}
    return {**about, "total": len(rows), "rows": rows}


@router.get("/matrix")
def matrix(space: Space) -> dict[str, Any]:
    """Element by stage: the EU's published score, shares of the largest producer, or what is missing."""
    rows = [{"element": one.element, "stage": one.stage, "score": one.score and score_json(one.score),
             "shares": [{"subject": share.subject, "place": share.place, "year": share.year,
                         "low_percent": float(share.percent.low), "high_percent": float(share.percent.high),
                         "source": share.source, "locator": share.locator} for share in one.shares],
             "missing": plain(one.missing)} for one in space.warn.matrix()]  # fmt: skip
    return {"total": len(rows), "rows": rows}


@router.get("/targets")
def targets(space: Space, day: Day = None) -> dict[str, Any]:
    """Each target beside the fact that measures it, the gap and both sources, or what is missing."""
    rows = [target_json(one) for one in warn_view.targets_of(space, day or space.trace.today)]
    return {"total": len(rows), "rows": rows}


def score_json(one: Score) -> dict[str, Any]:
    """A score with its interval as JSON has it."""
    value, low, high = (None if end is None else float(end) for end in risk_view.ends(one))
    return {
        "method": one.method, "subject": one.subject, "stage": one.stage, "place": one.place, "year": one.year,
        "score": value, "low": low, "high": high, "missing": plain(one.missing), "notes": plain(one.notes),
        "sources": [{"source": source, "score": float(span.value)} for source, span in one.sources],
    }  # fmt: skip


def target_json(one: Target) -> dict[str, Any]:
    """A target as JSON has it, with the facts on both sides."""
    found = one.measured
    return {
        "target": one.fact.as_json(), "due": plain(one.due), "measured": found and found.fact.as_json(),
        "gap": one.gap and [float(one.gap.low), float(one.gap.high)], "unit": one.fact.canonical_unit,
        "is_met": one.is_met, "notes": plain(found.notes) if found else [], "missing": plain(one.missing),
    }  # fmt: skip
