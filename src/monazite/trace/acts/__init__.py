"""acts: every act of the trade as data: its form, its sheets, and the entry it makes. See this room's README."""

from monazite.trace.acts.build import SUBMITTED, at_field, build, submitted
from monazite.trace.acts.form import Act, Choice, Field, load_acts
from monazite.trace.acts.registry import TRACE, Registry, act, acts
from monazite.trace.acts.sheets import Sheet, SheetRow, read_sheet, template
from monazite.trace.acts.view import View

__all__ = [
    "SUBMITTED",
    "TRACE",
    "Act",
    "Choice",
    "Field",
    "Registry",
    "Sheet",
    "SheetRow",
    "View",
    "act",
    "acts",
    "at_field",
    "build",
    "load_acts",
    "read_sheet",
    "submitted",
    "template",
]
