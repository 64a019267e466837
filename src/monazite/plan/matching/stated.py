"""Demands, groups and comments as JSON states them, read back strictly into records and checked."""

from __future__ import annotations

from typing import Any

from monazite.plan.form import made
from monazite.plan.matching.check import checked, comment_problems, demand_problems, group_problems
from monazite.plan.matching.record import CapacityGroup, Comment, MaterialDemand


def demand_of(value: Any) -> MaterialDemand:
    """The demand that ``as_json`` wrote, checked.

    Raises:
        ProblemError: naming the first thing that is wrong.
    """
    return checked(made(MaterialDemand, value, "demand"), demand_problems)


def group_of(value: Any) -> CapacityGroup:
    """The capacity group that ``as_json`` wrote, checked by itself.

    Raises:
        ProblemError: naming the first thing that is wrong.
    """
    return checked(made(CapacityGroup, value, "capacity"), group_problems)


def comment_of(value: Any) -> Comment:
    """The comment that ``as_json`` wrote.

    Raises:
        ProblemError: naming the first thing that is wrong.
    """
    return checked(made(Comment, value, "comment"), comment_problems)
