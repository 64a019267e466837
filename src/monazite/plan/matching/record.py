"""Records of demand and capacity (需求与产能) as two firms exchange them week by week: CX-0128 v2, chapters 3 and 5.

A week is the day of its Monday. Quantities are exact decimals in the unit that the record names. Each record has
``as_json()`` (plain JSON values) and is read back strictly by the function of ``stated.py`` named after it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from monazite.core.figures import as_decimal
from monazite.plan.form import plain

Category = Literal["0001", "A1S1", "SR99", "PI01", "OS01", "OI01", "ED01", "PO01"]
"""Why there is a demand (需求类别), by the codes of CX-0128 section 5.5.1; their words stand in ``codes.csv``."""
CommentKind = Literal["information", "warning", "actionRequired", "default"]
"""What a comment asks for (CX-0128, 5.9.1)."""
Result = Literal["zero_deviation", "surplus", "bottleneck"]
"""What the comparison of a week says: 零偏差、富余、瓶颈 (CX-0128, 5.7.1)."""
Colour = Literal["green", "orange", "red"]
"""In which colour it is shown; orange where the maximum capacity still suffices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekDemand:
    """What is needed in a week; nought is stated, the unknown left out (CX-0128, 4.1.2.2)."""

    week: dt.date
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandSeries:
    """A weekly series of a material for one place and one category.

    Args:
        weeks: one for each week.
        category: why.
        customer_location: where it is needed; empty where no place is told apart.
        supplier_location: whence it is expected.
    """

    weeks: tuple[WeekDemand, ...]
    category: Category = "0001"
    customer_location: str = ""
    supplier_location: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialDemand:
    """What a customer says it needs of a material (WeekBasedMaterialDemand, 物料需求).

    Args:
        id: of the object; a later version has the same one.
        customer: who needs it.
        supplier: of whom.
        material: number of the customer.
        unit: key of ``units.csv``; empty where omitted.
        series: by place and category.
        changed_at: when this version was made, with its time zone; None where nobody said.
        is_inactive: whether it is to be left out.
        supplier_material: number of the supplier.
        description: in the customer's words.
    """

    id: str
    customer: str
    supplier: str
    material: str
    series: tuple[DemandSeries, ...]
    unit: str = ""
    changed_at: dt.datetime | None = None
    is_inactive: bool = False
    supplier_material: str = ""
    description: str = ""

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return plain(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekCapacity:
    """What a supplier can make in a week.

    Args:
        week: its Monday.
        actual: planned capacity (实际产能).
        maximum: the most that is possible (最大产能), not below the actual one.
        agreed: that was agreed; for information only, and no duty to deliver (CX-0128, 5.6.1).
        delta_production: what is made ahead or later, added to the demand where it is compared, and nowhere else;
            negative for less (CX-0128, 5.7.2).
    """

    week: dt.date
    actual: Decimal
    maximum: Decimal
    agreed: Decimal | None = None
    delta_production: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedDemand:
    """A demand series that uses the capacity of a group.

    Args:
        material: number of the customer.
        category: of the series.
        customer_location: of the series.
        load_factor: capacity that one unit of demand uses (负载系数); either every link of a group has one, or none.
    """

    material: str
    category: Category = "0001"
    customer_location: str = ""
    load_factor: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedGroup:
    """A group whose demand uses the capacity of another one, too (嵌套); without a factor it counts as it is."""

    group: str
    load_factor: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertThreshold:
    """How far a demand may move within a part of the horizon (CX-0128, 5.11.3); every threshold is from nought up.

    Args:
        sequence: place of the part, from 1.
        weeks: its length.
        absolute_positive: greatest rise, in the group's unit.
        absolute_negative: greatest fall, in the group's unit, without a sign.
        relative_positive: greatest rise as a share of the demand before.
        relative_negative: greatest fall as a share from 0 to 1, without a sign.
    """

    sequence: int
    weeks: int
    absolute_positive: Decimal | None = None
    absolute_negative: Decimal | None = None
    relative_positive: Decimal | None = None
    relative_negative: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Volatility:
    """How the deviation of demand is measured (需求波动): from when, every how many weeks, against which thresholds."""

    start: dt.datetime | None = None
    interval_weeks: int = 4
    thresholds: tuple[AlertThreshold, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityGroup:
    """What a supplier can make, and for which demands (WeekBasedCapacityGroup, 产能组).

    Args:
        id: of the object; a later version has the same one.
        name: for people.
        supplier: who makes it.
        customer: for whom.
        capacities: one for each week.
        demands: series that use it.
        groups: other groups whose demand uses it.
        unit: key of ``units.csv``; empty where omitted.
        changed_at: when this version was made, with its time zone; None where nobody said.
        is_inactive: whether it is to be left out.
        volatility: how deviations are measured; None where they are not.
    """

    id: str
    supplier: str
    customer: str
    capacities: tuple[WeekCapacity, ...]
    demands: tuple[LinkedDemand, ...] = ()
    groups: tuple[LinkedGroup, ...] = ()
    name: str = ""
    unit: str = ""
    changed_at: dt.datetime | None = None
    is_inactive: bool = False
    volatility: Volatility | None = None

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return plain(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A remark on a demand or a capacity group (IdBasedComment, 评论).

    Args:
        id: of the comment.
        about: id of the demand or group.
        by: who says it.
        supplier: of the object.
        customer: of the object.
        text: what is said.
        kind: what it asks for.
        weeks: Mondays of the weeks that it is about; none for all.
        posted_at: when it was first said.
        changed_at: when it was last changed.
    """

    id: str
    about: str
    by: str
    supplier: str
    customer: str
    text: str
    kind: CommentKind = "default"
    weeks: tuple[dt.date, ...] = ()
    posted_at: dt.datetime | None = None
    changed_at: dt.datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return plain(self)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the comparison of a week says.

    Args:
        scenario: row of the table in CX-0128 section 5.7.1, from 1 to 8.
        result: of the comparison.
        colour: to show it in.
    """

    scenario: int
    result: Result
    colour: Colour


@dataclass(frozen=True, slots=True)
class Match:
    """A week of a capacity group.

    Args:
        group: its id.
        week: its Monday.
        demand: what the linked demands and nested groups need, with load factors, in the group's unit; None where one
            of them does not say.
        delta_production: added to it in the comparison.
        capacity: of the week; None where the supplier does not say.
        verdict: of the comparison; None where something is missing.
        missing: what is: materials and groups that say nothing of the week, or ``capacity``.
    """

    group: str
    week: dt.date
    demand: Decimal | None
    delta_production: Decimal
    capacity: WeekCapacity | None
    verdict: Verdict | None
    missing: tuple[str, ...] = ()

    @property
    def compared(self) -> Decimal | None:
        """Demand and delta production together: what is compared with the capacity."""
        return None if self.demand is None else as_decimal(Fraction(self.demand) + Fraction(self.delta_production))
