"""Bills of material, programmes, weekly demand and capacity, comments."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from monazite.core.clock import SHANGHAI
from monazite.plan.acts.look import is_yes, needed, renamed, standing, stated, unknown, wrong
from monazite.plan.explosion import shipped_bill
from monazite.plan.explosion.record import Bill, BillLine, Programme, ProgrammeWeek
from monazite.plan.journal.registers import Record
from monazite.plan.matching.codes import unit_key, units
from monazite.plan.matching.record import (
    AlertThreshold,
    CapacityGroup,
    Comment,
    DemandSeries,
    LinkedDemand,
    LinkedGroup,
    MaterialDemand,
    Volatility,
    WeekCapacity,
    WeekDemand,
)
from monazite.store import nearest
from monazite.trace.acts.draft import Draft

if TYPE_CHECKING:
    from monazite.trace.acts.registry import Build

PPM = 1_000_000
OF_LINE = {
    "parent": "parent", "child": "child", "quantity": "quantity", "quantity_unit": "unit", "step": "step",
    "tier": "tier", "quota_class": "quota_class", "source": "source",
}  # fmt: skip
OF_WEEK = {"actual": "actual", "maximum": "maximum", "agreed": "agreed", "delta": "delta_production"}
OF_LINK = {
    "linked_material": "material", "linked_category": "category", "linked_location": "customer_location",
    "load_factor": "load_factor",
}  # fmt: skip
"""Fields of the acts, and those of the records that they are."""


def backwards(fields: dict[str, str], **more: str) -> dict[str, str]:
    """From the fields of a record to those of the act."""
    return {of: name for name, of in fields.items()} | more


def share(member: dict[str, Any], name: str, otherwise: int) -> Decimal:
    """A percentage as a share."""
    return Decimal(member.get(name, otherwise)) / PPM


def bill(draft: Draft) -> Build:
    """Register a bill of material."""
    lines = tuple(
        BillLine(
            **renamed(one, OF_LINE), yield_share=share(one, "yield", PPM), scrap_share=share(one, "scrap", 0),
            recycling_share=share(one, "recycling", 0),
        )
        for one in needed(draft, "lines", "parent", "child")
    ) or shipped_bill().lines  # fmt: skip
    record = Bill(
        id=draft.get("bill"),
        lines=tuple(replace(one, place="") for one in lines),
        by=draft.actor,
        name=draft.get("bill_name") or "",
    )
    fields = backwards(OF_LINE, id="bill", name="bill_name", yield_share="yield", scrap_share="scrap")
    return stated(draft, "bill_of_material", record, fields | {"recycling_share": "recycling"})


def programme(draft: Draft) -> Build:
    """Register a motor programme, or a later version of it."""
    weeks = tuple(ProgrammeWeek(quantity=one["units"], week=_day(one["week"])) for one in draft.members["weeks"])
    record = Programme(
        id=draft.get("programme"), weeks=weeks, product=draft.get("product"), maker=draft.get("maker") or draft.actor,
        bill=draft.get("bill"), name=draft.get("programme_name") or "",
    )  # fmt: skip
    return stated(draft, "programme", record, {"id": "programme", "name": "programme_name", "quantity": "units"})


def demand(draft: Draft) -> Build:
    """State a weekly demand; rows of one category and place are one series."""
    series: dict[tuple[str, str], list[WeekDemand]] = {}
    for one in draft.members["weeks"]:
        key = one.get("category", "0001"), one.get("location", "")
        series.setdefault(key, []).append(WeekDemand(week=_day(one["week"]), quantity=one["quantity"]))
    record = MaterialDemand(
        id=draft.get("demand"), customer=draft.get("customer") or draft.actor, supplier=draft.get("supplier"),
        material=draft.get("material"), unit=_unit(draft), changed_at=_changed(draft),
        series=tuple(DemandSeries(weeks=tuple(weeks), category=category, customer_location=place)  # type: ignore[arg-type]
                     for (category, place), weeks in series.items()),
        is_inactive=is_yes(draft, "inactive"), description=draft.get("description") or "",
    )  # fmt: skip
    fields = {"id": "demand", "changed_at": "changed", "is_inactive": "inactive", "customer_location": "location"}
    return stated(draft, "demand", record, fields)


def capacity_group(draft: Draft) -> Build:
    """State the weekly capacity of a group, and which demands use it."""
    capacities = tuple(WeekCapacity(week=_day(one["week"]), **renamed(one, OF_WEEK)) for one in draft.members["weeks"])
    links = tuple(LinkedDemand(**renamed(one, OF_LINK)) for one in needed(draft, "links", "linked_material"))
    nested = tuple(LinkedGroup(group=one["nested_group"], load_factor=one.get("nested_factor"))
                   for one in needed(draft, "nested", "nested_group"))  # fmt: skip
    record = CapacityGroup(
        id=draft.get("group"), supplier=draft.get("supplier") or draft.actor, customer=draft.get("customer"),
        capacities=capacities, demands=links, groups=nested, name=draft.get("group_name") or "", unit=_unit(draft),
        changed_at=_changed(draft), is_inactive=is_yes(draft, "inactive"), volatility=_volatility(draft),
    )  # fmt: skip
    fields = backwards(OF_WEEK | OF_LINK, id="group", name="group_name", changed_at="changed", is_inactive="inactive")
    return stated(draft, "capacity_group", record, fields)


def _volatility(draft: Draft) -> Volatility | None:
    """How deviations are measured; None where no day is said and no threshold."""
    parts = tuple(
        AlertThreshold(
            sequence=number, weeks=one["part_weeks"], absolute_positive=one.get("rise"),
            absolute_negative=one.get("fall"), relative_positive=_share_of(one, "rise_share"),
            relative_negative=_share_of(one, "fall_share"),
        )
        for number, one in enumerate(needed(draft, "thresholds", "part_weeks"), 1)
    )  # fmt: skip
    start = draft.get("measured_from")
    if start is None and not parts:
        return None
    first = None if start is None else dt.datetime.combine(_day(start), dt.time(), SHANGHAI)
    return Volatility(start=first, interval_weeks=draft.get("measured_every") or 4, thresholds=parts)


def _share_of(member: dict[str, Any], name: str) -> Decimal | None:
    return share(member, name, 0) if name in member else None


def comment(draft: Draft) -> Build:
    """Comment on a demand or a capacity group."""
    found = standing(draft, "demand", draft.get("about")) or standing(draft, "capacity_group", draft.get("about"))
    if found is None:
        unknown(draft, "demand", "about")
    about: Record = {} if found is None else found[0]
    record = Comment(
        id=draft.get("comment"), about=draft.get("about"), by=draft.get("by") or draft.actor,
        supplier=about.get("supplier", ""), customer=about.get("customer", ""), text=draft.get("text"),
        kind=draft.get("asks") or "default", weeks=tuple(filter(None, (_week(draft, one) for one in _weeks(draft)))),
        posted_at=_changed(draft),
    )  # fmt: skip
    return stated(draft, "plan_comment", record, {"id": "comment", "kind": "asks"})


def _weeks(draft: Draft) -> tuple[str, ...]:
    return draft.get("weeks") or ()


def _week(draft: Draft, text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        wrong(draft, "book-week", "weeks", found=text)
        return None


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _changed(draft: Draft) -> dt.datetime:
    """When the version was made: the day that is said, else that of the act, in Asia/Shanghai."""
    given = draft.get("changed") if "changed" in draft.single else draft.get("day")
    return dt.datetime.combine(_day(given), dt.time(), SHANGHAI)


def _unit(draft: Draft) -> str:
    """The key of a unit, whatever people call it; a Problem where it is none."""
    text = draft.get("unit") or ""
    if (key := unit_key(text)) is None:
        wrong(draft, "book-unit", "unit", found=text, nearest=nearest(text, units()))
    return key or ""
