"""The JSON interface to plan under /api/v1/plan: its lists, and what programmes, commitments and magnets come to.

Masses are whole milligrams, money hundredths of a currency, prices per tonne, decimals and quotients text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from monazite.app.plan.verb import ROOM_DEGC
from monazite.core import ElementMass, Problem, Words
from monazite.plan.qualification import answer_json, position_json
from monazite.web.api import Space, list_route, refuse_unknown

router = APIRouter(prefix="/api/v1/plan", tags=["plan"], dependencies=[Depends(refuse_unknown)])
LIST_ROUTES = {
    "programmes": "programmes", "bills": "bills", "demands": "demands", "capacity-groups": "capacity-groups",
    "comments": "plan-comments", "quotes": "price-quotes", "commitments": "commitments", "consents": "consents",
    "deliveries": "commitment-deliveries", "payments": "commitment-payments", "specifications": "specifications",
    "grades": "magnet-grades", "tests": "magnet-tests", "decisions": "qualifications", "topics": "topics",
    "notes": "topic-notes", "minutes": "minutes", "revisions": "plan-revisions",
}  # fmt: skip
"""Address under the interface, and the declared list behind it."""
On = Annotated[dt.date | None, Query(description="the day; today in China without it")]
Party = Annotated[str, Query(max_length=64)]
Name = Annotated[str, Query(max_length=64)]
Symbol = Annotated[str, Query(pattern=r"^[A-Z][a-z]?$")]
Symbols = Annotated[list[Symbol], Query(description="symbols of elements that the candidate must not hold")]
Degrees = Annotated[Decimal, Query(ge=-60, le=300, description="°C, at which data sheets are compared")]

for _address, _name in LIST_ROUTES.items():
    router.add_api_route(f"/{_address}", list_route(_name), methods=["GET"], name=f"plan-{_address}")


def plain(value: Any) -> Any:
    """A record as JSON has it: decimals and quotients as text, masses by element, words in both languages.

    >>> plain((Decimal("1.50"), Fraction(1, 3), ElementMass.of({"Dy": 5})))
    ['1.50', '1/3', {'Dy': 5}]
    """
    if isinstance(value, ElementMass):
        return dict(value.parts)
    if isinstance(value, Words):
        return value._asdict()
    if isinstance(value, Problem):
        return value.as_json()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal | Fraction):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    return _whole(value)


def _whole(value: Any) -> Any:
    """A record, a mapping or a sequence; anything else as it is."""
    if is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [plain(one) for one in value]
    return value


@router.get("/programmes/{programme_id}")
def one_programme(space: Space, programme_id: str, on: On = None) -> dict[str, Any]:
    """A programme: exploded by week, covered by stock, firm and optional supply, its magnets qualified."""
    found = space.plan.programme(programme_id, on=on)
    answer: dict[str, Any] = plain(found)
    return answer | {"first_uncovered": plain(found.first_uncovered), "grades": list(found.grades)}


@router.get("/matching")
def matching(
    space: Space, first: On = None, last: On = None, supplier: Party = "", customer: Party = ""
) -> dict[str, Any]:
    """Demand against capacity by group and week: the eight results of CX-0128."""
    rows = space.plan.match(first, last, supplier=supplier, customer=customer)
    return {"total": len(rows), "rows": [plain(one) | {"compared": plain(one.compared)} for one in rows]}


@router.get("/deviations")
def deviations(space: Space, since: dt.date, on: On = None) -> dict[str, Any]:
    """How far the demand of each group moved between two days, and which thresholds that passes."""
    rows = space.plan.deviations(since, on=on)
    return {"total": len(rows), "rows": [plain(one) | {"absolute": plain(one.absolute)} for one in rows]}


@router.get("/commitments/{commitment_id}")
def one_commitment(space: Space, commitment_id: str, on: On = None) -> dict[str, Any]:
    """A commitment: its terms, what moved, what each period comes to line by line, what was paid."""
    found: dict[str, Any] = plain(space.plan.commitment(commitment_id, on=on))
    return found


@router.get("/qualification")
def qualification(space: Space, motor: Name | None = None, on: On = None) -> dict[str, Any]:
    """Positions of motors, with the grades that may be fitted and every decision."""
    rows = [position_json(one) for one in space.plan.qualification(motor, on=on)]
    return {"total": len(rows), "rows": rows}


@router.get("/substitutes")
def substitutes(  # noqa: PLR0917  each is a parameter of the address
    space: Space,
    grade: Name,
    motor: Name | None = None,
    without: Symbols = [],  # noqa: B006  FastAPI copies it
    temperature: Degrees = ROOM_DEGC,
    on: On = None,
) -> dict[str, Any]:
    """What may replace a grade, where, without which elements; each step with its reasons."""
    found = space.plan.substitutes(grade, motor=motor, without=without, on=on, temperature_degc=temperature)
    return answer_json(found)


@router.get("/work")
def work(space: Space, on: On = None) -> dict[str, Any]:
    """The work plan: topics, duties, standards in the making, minutes."""
    found: dict[str, Any] = plain(space.plan.work(on=on))
    return found
