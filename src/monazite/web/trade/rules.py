"""Rules (规则) of every venue: profile, versions with hash and leaf, versions of contracts, safeguards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.app import LISTS
from monazite.store import ListQuery
from monazite.trade.receipts.find import rules as versions_of
from monazite.trade.safeguards import Threshold, threshold_rows, thresholds
from monazite.trade.safeguards import rules as safeguard_rules
from monazite.trade.venues import Profile, RuleVersion, methods, profiles
from monazite.web.page import AnyPage, Page
from monazite.web.trade.floor import Floor, floor_display, floors

router = APIRouter(prefix="/trade/rules", include_in_schema=False)
Told = Mapping[str, Any]
MOST = 500


@dataclass(frozen=True, slots=True)
class VenueRules:
    """One venue's rules.

    Args:
        floor: the venue.
        profile: what the law lets it do.
        versions: every version with its row of the journal, newest first.
        instruments: rows of its contracts, every version.
        thresholds: of the safeguards, as this venue has them now.
    """

    floor: Floor
    profile: Profile
    versions: tuple[tuple[RuleVersion, Told], ...]
    instruments: tuple[Told, ...]
    thresholds: Mapping[str, int]


@router.get("")
def all_rules(page: AnyPage) -> Response:
    """All of them on one page."""
    known = floors(page)
    return page.render(
        "trade/rules.html",
        show=floor_display(page, known),
        venues=[_of(page, floor) for floor in known.values()],
        methods=methods(),
        profiles=profiles(),
        safeguards=sorted(safeguard_rules().values(), key=lambda one: one.number),
        rows=_by_rule(),
    )


def _of(page: Page, floor: Floor) -> VenueRules:
    with page.workspace.reading() as connection:
        read = {one.number: one for one in versions_of(connection, floor.id)}
    query = ListQuery({"venue": floor.id}, ("-number",), limit=MOST)
    rows = page.workspace.page(LISTS["venue-rules"], query).rows
    listed = page.workspace.page(LISTS["instruments"], ListQuery({"venue": floor.id}, limit=MOST)).rows
    stricter = floor.rules.parameters.safeguards if floor.rules else {}
    return VenueRules(
        floor, profiles()[floor.about["profile"]],
        tuple((read[row["number"]], row) for row in rows if row["number"] in read), tuple(listed), thresholds(stricter),
    )  # fmt: skip


def _by_rule() -> dict[str, list[Threshold]]:
    found: dict[str, list[Threshold]] = {}
    for one in threshold_rows().values():
        found.setdefault(one.rule, []).append(one)
    return found
