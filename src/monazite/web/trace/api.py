"""The JSON interface to trace under /api/v1/trace: the lists, filters and things of its pages, masses in mg."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from monazite.core import ElementMass, Words
from monazite.trace.lots.flows import chain_flows
from monazite.trace.permits import licence, party
from monazite.trace.permits.shipments import licence_shipments
from monazite.web.api import Space, list_route, refuse_unknown

router = APIRouter(prefix="/api/v1/trace", tags=["trace"], dependencies=[Depends(refuse_unknown)])
LIST_ROUTES = {
    "lots": "lots", "blocked": "blocked_lots", "runs": "runs", "inventories": "inventories", "movements": "movements",
    "sales": "sales", "parties": "parties", "permits": "permits", "findings": "findings", "licences": "export-licences",
    "filings": "filings", "penalties": "penalties", "quota/acts": "quota-acts", "quota/legs": "quota-legs",
    "reports": "monthly-reports", "inspections": "inspections", "invoices": "invoices", "claims": "claims",
}  # fmt: skip
"""Address under the interface, and the declared list behind it."""
MOST_ENTRIES = 1000
Year = Annotated[int, Query(ge=1, le=9999, description="year of the quota or of the events")]
Month = Annotated[str, Query(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="month, such as 2022-08")]
Element = Annotated[str | None, Query(pattern=r"^[A-Z][a-z]?$", description="symbol; all as oxides (REO) without it")]


def plain(value: Any) -> Any:  # noqa: PLR0911  one way for each kind of value
    """A record as JSON has it: masses by element, days as ISO 8601, words in both languages.

    >>> plain((ElementMass.of({"Nd": 5}), Words("批次", "lot")))
    [{'Nd': 5}, {'zh': '批次', 'en': 'lot'}]
    """
    if isinstance(value, ElementMass):
        return dict(value.parts)
    if isinstance(value, Words):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, Sequence | frozenset) and not isinstance(value, str | bytes):
        return [plain(one) for one in value]
    return value


def _all(rows: Sequence[Any]) -> dict[str, Any]:
    """A whole answer that needs no pages."""
    return {"total": len(rows), "rows": [plain(row) for row in rows]}


for _address, _name in LIST_ROUTES.items():
    router.add_api_route(f"/{_address}", list_route(_name), methods=["GET"], name=f"trace-{_address}")


@router.get("/lots/{lot_id}")
def one_lot(space: Space, lot_id: str) -> dict[str, Any]:
    """A lot as weighed and assayed, where its matter is, and every leg that touched it."""
    found: dict[str, Any] = plain(space.trace.lot(lot_id))
    return found


@router.get("/lots/{lot_id}/origin")
def origin(space: Space, lot_id: str) -> dict[str, Any]:
    """The sources of a lot with the milligrams of each element from each; they add up to the lot exactly."""
    found = space.trace.origin(lot_id)
    shares = [{"source": source, "matter": plain(matter)} for source, matter in found.shares]
    return {"lot": found.lot, "is_settled": found.is_settled, "shares": shares}


@router.get("/lots/{lot_id}/upstream")
def upstream(space: Space, lot_id: str) -> dict[str, Any]:
    """What a lot came from: lots and lines, and the steps between them."""
    found: dict[str, Any] = plain(space.trace.upstream(lot_id))
    return found


@router.get("/lots/{lot_id}/downstream")
def downstream(space: Space, lot_id: str) -> dict[str, Any]:
    """What came of a lot."""
    found: dict[str, Any] = plain(space.trace.downstream(lot_id))
    return found


@router.get("/flows")
def flows(space: Space, year: Year, element: Element = None) -> dict[str, Any]:
    """What went from source through stages to exit in a year, in milligrams of REO or of one element."""
    with space.reading() as connection:
        return {"year": year, "element": element, **_all(chain_flows(connection, year, element))}


@router.get("/quota")
def quota(space: Space, year: Year) -> dict[str, Any]:
    """Quota of a year by party, stage and class: issued, received, split, used, held, lapsed, in milligrams of REO."""
    return {"year": year, **_all(space.trace.quota(year))}


@router.get("/licences/{licence_id}")
def one_licence(space: Space, licence_id: str) -> dict[str, Any]:
    """An export licence or application, what is used and left of it, and the shipments that used it."""
    with space.reading() as connection:
        found, shipments = licence(connection, licence_id), licence_shipments(connection, licence_id)
    return {**plain(found), "left_mg": found.left_mg, "shipments": plain(shipments)}


@router.get("/parties/{party_id}")
def one_party(space: Space, party_id: str) -> dict[str, Any]:
    """A party with the firm and the group it belongs to."""
    with space.reading() as connection:
        found: dict[str, Any] = plain(party(connection, party_id))
    return found


@router.get("/entries")
def entries(
    space: Space,
    start: Annotated[int, Query(ge=0, le=10**15, description="number of the first entry")] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_ENTRIES)] = 100,
) -> dict[str, Any]:
    """Entries of the journal in the order of their numbers; ``next`` is where the next page begins, null at the end."""
    size = space.trace.size()
    stop = min(start + limit, size)
    rows = [plain(one) for one in space.trace.entries(start, stop)] if start < size else []
    return {"total": size, "next": stop if stop < size else None, "rows": rows}


@router.get("/entries/{key}")
def one_entry(space: Space, key: str) -> dict[str, Any]:
    """An entry by its id or number, with its legs."""
    found: dict[str, Any] = plain(space.trace.entry(key))
    return found


@router.get("/alarms")
def alarms(space: Space, month: Month) -> dict[str, Any]:
    """What does not look like honest work in a month, with the entries it rests on."""
    return {"month": month, **_all(space.trace.alarms(month))}


@router.get("/reports/status")
def report_statuses(space: Space, month: Month) -> dict[str, Any]:
    """Who has reported a month, who is late, missing, or must amend."""
    return {"month": month, **_all(space.trace.report_statuses(month))}


@router.get("/reports/{party_id}/{month}")
def report(space: Space, party_id: str, month: str) -> dict[str, Any]:
    """The monthly report of a party, computed from the journal."""
    found: dict[str, Any] = plain(space.trace.report(party_id, month))
    return found
