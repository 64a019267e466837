"""Rows of tables as demands and capacity groups; rows that contradict each other are Problems."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from monazite.core import Words
from monazite.core.figures import as_decimal
from monazite.plan.matching.codes import units
from monazite.plan.matching.payload import Taken
from monazite.plan.matching.record import (
    AlertThreshold,
    CapacityGroup,
    Category,
    DemandSeries,
    LinkedDemand,
    LinkedGroup,
    MaterialDemand,
    Volatility,
    WeekCapacity,
    WeekDemand,
)
from monazite.plan.said import problem
from monazite.store.sheet_rows import SheetRow

DEMAND = "demand"
"""Name of the demand in a table that names no material."""
DEFAULT: Category = "0001"
THRESHOLDS = ("absolute_positive", "absolute_negative", "relative_positive", "relative_negative")


@dataclass(slots=True)
class Rows:
    """Rows of several files, by form and by what they are about."""

    by_form: dict[str, dict[Any, list[SheetRow]]] = field(default_factory=dict)

    def add(self, form: str, rows: Iterable[SheetRow]) -> None:
        """Add the rows of a table."""
        kept = self.by_form.setdefault(form, {})
        for row in rows:
            if form == "demand":
                key: Any = (row["customer"] or "", row["supplier"] or "", row["material"])
            else:
                key = row["group"] or row.values.get("material")
            kept.setdefault(key, []).append(row)

    def of(self, form: str) -> dict[Any, list[SheetRow]]:
        """The rows of a form by what they are about."""
        return self.by_form.get(form, {})


def demands_of(rows: Rows, taken: Taken) -> None:
    """Take the demands of tables of demand."""
    for (customer, supplier, material), about in rows.of("demand").items():
        name = " / ".join(filter(None, (customer, supplier, material)))
        same = {one: _same(one, about, name, taken) for one in ("unit", "is_inactive", "changed_at")}
        demand = MaterialDemand(
            id=name, customer=customer, supplier=supplier, material=material, series=_series(about),
            unit=same["unit"] or "", changed_at=same["changed_at"], is_inactive=same["is_inactive"] or False,
        )  # fmt: skip
        taken.take(demand, about[0].place)


def groups_of(rows: Rows, taken: Taken) -> None:
    """Take the capacity groups of tables of capacity, with their links and thresholds."""
    capacities = rows.of("capacity")
    for form in ("link", "threshold"):
        for group, about in rows.of(form).items():
            if group not in capacities and group not in taken.groups:
                taken.problems.append(problem("matching-group-unknown", about[0].place, found=group, nearest=""))
    for group, about in capacities.items():
        if group is None:
            taken.problems.append(problem("column-missing", about[0].place, wanted="group", found="", nearest=""))
        else:
            taken.take(_group(group, about, rows, taken), about[0].place)


def of_weeks(name: str, rows: Sequence[SheetRow], taken: Taken) -> None:
    """Take a table that states demand and capacity side by side; several materials of a group add up.

    Args:
        name: of the group where the table names none.
        rows: of the table.
        taken: to which demands and groups are added.
    """
    groups: dict[str, list[SheetRow]] = {}
    for row in rows:
        groups.setdefault(row["group"] or name, []).append(row)
    for group, about in groups.items():
        materials: dict[str, list[SheetRow]] = {}
        for row in about:
            materials.setdefault(row["material"] or DEMAND, []).append(row)
        unit = _same("unit", about, group, taken) or ""
        for material, part in materials.items():
            series = DemandSeries(weeks=tuple(WeekDemand(week=one["week"], quantity=_loaded(one)) for one in part))
            demand = MaterialDemand(
                id=f"{group} / {material}", customer=group, supplier="", material=material, series=(series,), unit=unit
            )
            taken.take(demand, part[0].place)
        links = tuple(LinkedDemand(material=one) for one in materials)
        weeks = _first_of_weeks(about, group, taken)
        capacity = CapacityGroup(
            id=group, supplier="", customer=group, unit=unit, demands=links, capacities=tuple(map(_capacity, weeks))
        )
        taken.take(capacity, about[0].place)


def _loaded(row: SheetRow) -> Any:
    """The demand of a row in units of capacity."""
    return as_decimal(Fraction(row["demand"]) * Fraction(row["load_factor"] or 1))


def _first_of_weeks(rows: Sequence[SheetRow], group: str, taken: Taken) -> list[SheetRow]:
    """A row for each week; the others of the week must state the same capacity."""
    weeks: dict[Any, list[SheetRow]] = {}
    for row in rows:
        weeks.setdefault(row["week"], []).append(row)
    for week, about in weeks.items():
        for column in ("actual_capacity", "maximum_capacity", "delta_production"):
            _same(column, about, f"{group} {week}", taken)
    return [about[0] for about in weeks.values()]


def _same(column: str, rows: Sequence[SheetRow], name: str, taken: Taken) -> Any:
    """The value of a column in which all rows of an object must agree."""
    first = rows[0]
    for row in rows[1:]:
        if row[column] != first[column]:
            taken.problems.append(problem(
                "matching-differs", row.place, name=name, column=column, found=_shown(row[column]),
                row=first.place, before=_shown(first[column]),
            ))  # fmt: skip
            break
    return first[column]


def _shown(value: Any) -> Words | str:
    return "–" if value is None else units().get(value, str(value))


def _series(rows: Sequence[SheetRow]) -> tuple[DemandSeries, ...]:
    parts: dict[tuple[str, str, Any], list[WeekDemand]] = {}
    for row in rows:
        key = (row["customer_location"] or "", row["supplier_location"] or "", row["category"] or DEFAULT)
        parts.setdefault(key, []).append(WeekDemand(week=row["week"], quantity=row["demand"]))
    return tuple(
        DemandSeries(weeks=tuple(weeks), customer_location=place, supplier_location=whence, category=category)
        for (place, whence, category), weeks in parts.items()
    )


def _capacity(row: SheetRow) -> WeekCapacity:
    return WeekCapacity(
        week=row["week"], actual=row["actual_capacity"], maximum=row["maximum_capacity"],
        agreed=row.values.get("agreed_capacity"), delta_production=row["delta_production"],
    )  # fmt: skip


def _group(group: str, about: Sequence[SheetRow], rows: Rows, taken: Taken) -> CapacityGroup:
    names = ("customer", "supplier", "name", "unit", "is_inactive", "changed_at", "material")
    same = {one: _same(one, about, group, taken) for one in names}
    links = rows.of("link").get(group, [])
    demands = [_link(one) for one in links if one["material"]]
    if same["material"] and not demands:
        demands = [LinkedDemand(material=same["material"])]
    nested = [LinkedGroup(group=one["nested_group"], load_factor=one["load_factor"])
              for one in links if one["nested_group"]]  # fmt: skip
    return CapacityGroup(
        id=group, supplier=same["supplier"] or "", customer=same["customer"] or "", name=same["name"] or "",
        unit=same["unit"] or "", changed_at=same["changed_at"], is_inactive=same["is_inactive"] or False,
        capacities=tuple(map(_capacity, about)), demands=tuple(demands), groups=tuple(nested),
        volatility=_volatility(rows.of("threshold").get(group, [])),
    )  # fmt: skip


def _link(row: SheetRow) -> LinkedDemand:
    category: Category = row["category"] or DEFAULT
    return LinkedDemand(
        material=row["material"], category=category,
        customer_location=row["customer_location"] or "", load_factor=row["load_factor"],
    )  # fmt: skip


def _volatility(rows: Sequence[SheetRow]) -> Volatility | None:
    if not rows:
        return None
    parts = tuple(
        AlertThreshold(sequence=one["sequence"], weeks=one["weeks"], **{name: one[name] for name in THRESHOLDS})
        for one in rows
    )
    return Volatility(start=rows[0]["start"], interval_weeks=rows[0]["interval_weeks"] or 4, thresholds=parts)
