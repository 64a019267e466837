"""Whose acts a page shows: those of the chain, of the exchange or of planning, by who does them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monazite.trace.acts import Act
from monazite.web.page import Page

if TYPE_CHECKING:
    from monazite.app.trace.act_book import ActBook

SECTIONS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "trace": {
        "ministry": ("parties", "quota", "export"),
        "mines": ("lots",),
        "lines": ("runs",),
        "trade": ("moves", "blocked", "money", "claims"),
        "reports": ("reports", "corrections"),
    },
    "trade": {
        "funds": ("funds",),
        "receipts": ("receipts", "liens"),
        "inspection": ("inspection",),
        "venue": ("venue",),
    },
    "plan": {
        "motors": ("programmes", "matching"),
        "contracts": ("commitments",),
        "magnets": ("qualification",),
        "group": ("work",),
    },
}
"""By verb, who does it, and the sections of acts that they do; an act of another section goes with the last."""


@dataclass(frozen=True, slots=True)
class ActPages:
    """The pages of acts of one verb.

    Args:
        verb: ``trace``, ``trade`` or ``plan``.
        book: what takes the acts.
    """

    verb: str
    book: ActBook

    @property
    def address(self) -> str:
        """Of the page that lists them."""
        return f"/{self.verb}/acts"

    def groups(self) -> list[tuple[str, list[Act]]]:
        """The acts by who does them."""
        sections = SECTIONS[self.verb]
        listed = {section: who for who, some in sections.items() for section in some}
        groups: dict[str, list[Act]] = {who: [] for who in sections}
        for one in self.book.acts().values():
            groups[listed.get(one.section, list(sections)[-1])].append(one)
        return list(groups.items())


def act_pages(page: Page) -> ActPages:
    """Those that the address of a page is one of."""
    verb = page.path.split("/")[1]
    return ActPages(verb, page.workspace.act_book(verb))
