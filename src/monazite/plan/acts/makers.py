"""From a draft to the builder of its act: which record it states, or what it moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from monazite.plan.acts import commitment_makers as commitments
from monazite.plan.acts import programme_makers as programmes
from monazite.plan.acts import qualification_makers as qualification
from monazite.plan.acts import work_makers as work
from monazite.trace.acts.draft import Draft

if TYPE_CHECKING:
    from monazite.trace.acts.registry import Build

MAKERS: Mapping[str, Callable[[Draft], Build]] = {
    "bill": programmes.bill, "programme": programmes.programme, "demand": programmes.demand,
    "capacity_group": programmes.capacity_group, "comment": programmes.comment, "quotes": commitments.quotes,
    "commitment": commitments.commitment,
    "consent": commitments.consent, "deliver": commitments.deliver, "state_movement": commitments.state_movement,
    "pay_settlement": commitments.pay_settlement, "grade": qualification.grade,
    "specify": qualification.specify, "test": qualification.test,
    "decide": qualification.decide, "topic": work.topic, "progress": work.progress, "minutes": work.minutes,
}  # fmt: skip
