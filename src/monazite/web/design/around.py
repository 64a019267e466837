"""What every page of design with a form needs beside its answer: names to choose from, examples, motors of plan."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from monazite.app.design.asked import SINTERED
from monazite.design.grades import named_grades
from monazite.design.search import routes
from monazite.plan.journal.find import dossier
from monazite.web.design.display import ordered
from monazite.web.design.written import write_line
from monazite.web.remember import remembered

if TYPE_CHECKING:
    from monazite.web.page import Page

EXAMPLES = {
    "design.example.sh": "grade=45SH&temperature=120&permeance=1.0&max=Tb:0&max=Dy:1",
    "design.example.hot": "grade=45SH&temperature=150&permeance=1.0&max=Tb:0&max=Dy:1",
    "design.example.cerium": "grade=N38&temperature=80&permeance=1.5&min=Ce:5&max=Dy:0&max=Tb:0",
}
"""Queries of the search that say what it does, by the key of their words."""


@cache
def grade_names() -> tuple[str, ...]:
    """The grades of sintered NdFeB, as they may be asked for."""
    return tuple(sorted(key for key, one in named_grades().items() if one.family == SINTERED))


def around(page: Page) -> dict[str, Any]:
    """All of it.

    Args:
        page: whose workspace and words count.
    """
    return {
        "names": grade_names(), "motors": _motors(page), "routes": routes(), "ordered": ordered,
        "write_line": write_line, "examples": [(query, page.t(key)) for key, query in EXAMPLES.items()],
    }  # fmt: skip


def _motors(page: Page) -> list[str]:
    """Motors that plan has a specification of."""

    def named() -> list[str]:
        with page.workspace.reading() as connection:
            known = dossier(connection, page.workspace.trace.today)
        return sorted({one.motor for one in known.specifications})

    return remembered(page.workspace, ("design-motors", page.workspace.trace.today), named)
