"""Bills and programmes as JSON states them, read back strictly into records and checked."""

from __future__ import annotations

from typing import Any

from monazite.core import ProblemError
from monazite.plan.explosion.bill import structure
from monazite.plan.explosion.check import programme_problems
from monazite.plan.explosion.record import Bill, Programme
from monazite.plan.form import made


def bill_of(value: Any) -> Bill:
    """The bill that ``as_json`` wrote, checked: no cycle, no child without a bill, units that fit.

    Raises:
        ProblemError: naming the first thing that is wrong.
    """
    bill = made(Bill, value, "bill")
    structure(bill)
    return bill


def programme_of(value: Any) -> Programme:
    """The programme that ``as_json`` wrote.

    Raises:
        ProblemError: naming the first thing that is wrong.
    """
    programme = made(Programme, value, "programme")
    for wrong in programme_problems(programme):
        raise ProblemError(wrong)
    return programme
