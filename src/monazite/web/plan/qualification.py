"""Qualification (牌号验证): positions of motors and their grades; one motor, requirements against tests."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.plan.qualification import label_of, limit_text
from monazite.plan.qualification.evaluate import methods_of
from monazite.store import unknown
from monazite.web.page import AnyPage
from monazite.web.plan.display import asked_day, plan_display
from monazite.web.plan.qualification_view import MARKS, counted, shown, standards_of

router = APIRouter(prefix="/plan/qualification", include_in_schema=False)
LONGEST = 64


@router.get("")
def qualification(page: AnyPage) -> Response:
    """Every position, and every test."""
    on, plan = asked_day(page, is_ahead=False), page.workspace.plan
    positions = plan.qualification(on=on)
    tests = plan.standing("magnet_test", on=on)
    return page.render(
        "plan/qualification.html", show=plan_display(page), on=on, positions=positions, counts=counted(positions),
        tests=sorted(tests, key=lambda one: one.record.day, reverse=True),
        standards=standards_of(each for one in positions for each in one.specification.requirements),
        is_simulated=any(one.is_simulated for one in (*tests, *plan.standing("specification", on=on))),
    )  # fmt: skip


@router.get("/{motor}")
def of_motor(page: AnyPage, motor: str) -> Response:
    """One motor."""
    on, plan = asked_day(page, is_ahead=False), page.workspace.plan
    positions = plan.qualification(motor, on=on)
    if not positions:
        known = sorted({one.record.motor for one in plan.standing("specification", on=on)})
        raise unknown("value-unknown", "motor", motor[:LONGEST], known or ["-"])
    found = shown(page.workspace, positions, on)
    grades = {judged.grade for one in found for judged in one.grades}
    return page.render(
        "plan/motor.html", show=plan_display(page), on=on, motor=motor, positions=found, marks=MARKS,
        label_of=label_of, limit_text=limit_text, methods_of=methods_of,
        programmes=[one for one in plan.programmes(on=on) if motor in (one.record.id, one.record.product)],
        tests=[one for one in plan.standing("magnet_test", on=on) if one.record.grade in grades],
        standards=standards_of(each for one in positions for each in one.specification.requirements),
        is_simulated=any(one.kept and one.kept.is_simulated for one in found),
    )  # fmt: skip
