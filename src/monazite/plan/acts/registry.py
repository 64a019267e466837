"""The acts of plan, declared in this folder's CSV files, read and made as those of the chain are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from monazite.trace.acts import Act, Registry, load_acts

if TYPE_CHECKING:
    from monazite.trace.acts.registry import Makers

KEPT_ELSEWHERE = {
    "property": ("monazite.plan.qualification", "properties.csv", "key"),
    "magnet_material": ("monazite.plan.qualification", "materials.csv", "key"),
}
"""Sets of choices that other folders keep: package, file, and column of the value."""


@cache
def acts() -> Mapping[str, Act]:
    """Every act of plan by name: programmes, demand and capacity, commitments, qualification, work.

    >>> [choice.value for choice in acts()["decide"].field("ruling").choices]
    ['approved', 'conditional', 'refused']
    """
    return load_acts("monazite.plan.acts", KEPT_ELSEWHERE)


def _makers() -> Makers:
    from monazite.plan.acts.makers import MAKERS  # noqa: PLC0415  loads the folders of the room

    return MAKERS


PLAN = Registry("plan", acts, _makers)
"""The acts of plan."""
