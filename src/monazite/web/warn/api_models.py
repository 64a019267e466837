"""The models of warn through the JSON interface: outlook, shocks, back-test, replay, as the records of their rooms."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams

from monazite.core import Problem, UsageError
from monazite.store import said, unknown
from monazite.warn.backtest import published
from monazite.web.api import refuse_unknown
from monazite.web.command_body import body_of
from monazite.web.trace.api import plain
from monazite.web.warn import backtest_view, outlook_view, replay_view, shock_view

router = APIRouter(prefix="/api/v1/warn", tags=["warn"])
STRICT = [Depends(refuse_unknown)]
Name = Annotated[str, Query(max_length=60)]
Names = Annotated[list[str], Query(max_length=16)]
REFUSED, BUSY = 422, 503
CSV_BODY = {"requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}}


@router.get("/outlook", dependencies=STRICT)
def outlook(scenario: Name = "", until: Name = "", settings: Annotated[Names, Query(alias="set")] = []) -> Any:  # noqa: B006  FastAPI copies it
    """Demand, supply, gap and stock by element and year with intervals, programme, margins, figures of others.

    ``set=NAME=VALUE`` moves a slider; ``GET /api/v1/warn/outlook/settings`` lists them.
    """
    sliders = {name.strip(): value for name, _, value in (one.partition("=") for one in settings)}
    known = outlook_view.slider_names()
    for name in sliders:
        if name not in known:
            raise unknown("value-unknown", "set", name[:60], known)
    asked = outlook_view.asked(QueryParams({**sliders, "scenario": scenario, "until": until}))
    if asked.problems:
        raise UsageError(asked.problems[0])
    return outlook_view.found(asked.settings).as_json()


@router.get("/outlook/settings", dependencies=STRICT)
def outlook_settings() -> Any:
    """Scenarios and sliders with their limits."""
    asked = outlook_view.asked(QueryParams())
    return {
        "scenarios": plain(list(outlook_view.scenarios())),
        "sliders": [plain(one.slider) for one in asked.controls],
    }


@router.get("/shocks", dependencies=STRICT)
def shocks(
    where: Names, *, material: Annotated[Names, Query()] = [],  # noqa: B006  FastAPI copies it
    first_day: Annotated[Name, Query(alias="from")] = shock_view.USUAL_FIRST_DAY,
    days: Name = str(shock_view.USUAL_DAYS), after: Name = "", share: Name = "", priority: Name = "",
) -> Any:  # fmt: skip
    """What comes of a stop in the invented network that ships: ``where`` and ``material`` in pairs, as on the page."""
    stops = tuple((place, material[at] if at < len(material) else "*") for at, place in enumerate(where))
    if bool(after) != bool(share):
        pair = {"wanted_zh": "after 与 share 同填", "wanted_en": "both after and share"}
        raise UsageError(said("monazite.store", "value-wrong", "after, share", found=after or share, **pair))
    wanted = shock_view.Wanted(stops, first_day, days, (after, share), priority == "yes")
    found = shock_view.shown(wanted)
    if isinstance(found, Problem):
        raise UsageError(found)
    outcome = found.outcome
    told = {name: plain(getattr(outcome, name)) for name in ("first_day", "days", "value_lost_fen", "halts")}
    relief = [
        plain(one) | {"saved_per_yuan": one.saved_per_yuan if one.relief.cost_fen else None} for one in found.best
    ]
    return {"is_invented": True, **told, "relief": relief, "tried": found.tried}


@router.get("/backtest", dependencies=STRICT)
def backtest() -> Any:
    """The runs that were published, the newest first: figures, events and reds, no prices."""
    return {"runs": plain(published())}


@router.post("/backtest", openapi_extra=CSV_BODY, dependencies=STRICT)
async def own_backtest(request: Request, name: Name = "") -> Response:
    """Back-test a CSV of daily prices (the body); ``?name=`` is the file's, for the problems. Nothing is kept."""
    data = await body_of(request, backtest_view.MOST_MB * 1_000_000)
    own = await run_in_threadpool(backtest_view.run, data, name)
    told = {"run": plain(own.told), "problems": [one.as_json() for one in own.problems], "problems_total": own.count}
    return JSONResponse(told, BUSY if own.is_busy else REFUSED if own.told is None else 200)


@router.get("/replay", dependencies=STRICT)
def replay(day: Name = "") -> Any:
    """What was to be said on a day of 2025 from what was known then, and the verdict of hindsight."""
    wanted, problem = replay_view.asked_day(day.strip())
    if problem is not None:
        raise UsageError(problem)
    return {"replayed": plain(replay_view.day_of(wanted)), "verdict": plain(replay_view.judged())}
