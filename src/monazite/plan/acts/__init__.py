"""acts: everything that is agreed in plan as data: forms, sheets, commands and Python read one declaration."""

from monazite.plan.acts.registry import PLAN

__all__ = ["PLAN"]
