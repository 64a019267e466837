"""Records of cover (供应覆盖): what is needed and what can be had, week by week, in whole milligrams of an element.

A week is the day of its Monday (CX-0128). A material that is left empty stands for every material of the element.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from monazite.plan.form import plain

SupplyKind = Literal["stock", "firm", "optional"]
"""库存 what is on hand before the first week; 锁定 agreed to come; 可选 may be called, up to the maximum of a band."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What a week needs of an element."""

    week: dt.date
    element: str
    mass_mg: int
    material: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """What can be had of an element: on hand before the first week, or coming in a week."""

    week: dt.date
    element: str
    kind: SupplyKind
    mass_mg: int
    material: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """How the demand of a week is met: it is the sum of stock, firm, optional and uncovered, exactly.

    Args:
        week: day of its Monday.
        element: symbol.
        demand_mg: needed.
        stock_mg: met out of what was on hand when the week began.
        firm_mg: met by what is agreed to come in the week.
        optional_mg: met by what may be called in the week.
        uncovered_mg: met by nothing.
        left_mg: on hand when the week ends: stock and firm supply that it did not need.
        lapsed_mg: of options that the week did not need to call; they end with it.
        material: product or material; empty for all of the element.
    """

    week: dt.date
    element: str
    demand_mg: int
    stock_mg: int
    firm_mg: int
    optional_mg: int
    uncovered_mg: int
    left_mg: int = 0
    lapsed_mg: int = 0
    material: str = ""

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return plain(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverSum:
    """The cover of an element over all weeks.

    Args:
        element: symbol.
        material: product or material; empty for all of the element.
        demand_mg: needed.
        stock_mg: met out of stock.
        firm_mg: met by firm supply in its week.
        optional_mg: met by options.
        uncovered_mg: met by nothing.
        uncovered_share: of the demand.
        first_uncovered: first week with demand that nothing meets; None where there is none.
        firm_days: days from the first Monday that stock and firm supply last; None where all weeks are met by them.
        days: the same with options called.
        lapsed_mg: of options that no week needed to call.
    """

    element: str
    material: str
    demand_mg: int
    stock_mg: int
    firm_mg: int
    optional_mg: int
    uncovered_mg: int
    uncovered_share: Fraction
    first_uncovered: dt.date | None
    firm_days: Fraction | None
    days: Fraction | None
    lapsed_mg: int = 0
