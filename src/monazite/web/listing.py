"""One page of a list: what the address asks for, what came, and the addresses of its neighbours and exports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from monazite.core import UsageError
from monazite.store import said

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams

    from monazite.store import DeclaredList

ROWS = 50
MOST_ROWS = 500
"""Rows of one page, unless ``per`` asks for another number, and the most it may ask for."""
WINDOW = 2
"""Numbered pages to either side of the one that is open."""
FURTHEST_PAGE = 10_000_000
LONGEST_NUMBER, LONGEST_SHOWN = 12, 40
"""Digits of a number in an address, what is longer is none; and characters of it that an answer repeats."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list's address asks for.

    Args:
        filters: value of each filter that is set.
        sort: keys of columns, a minus before those that run downwards; the list's own order when empty.
        page: from 1.
        per: rows of one page.
    """

    filters: Mapping[str, str]
    sort: tuple[str, ...]
    page: int
    per: int

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.page - 1) * self.per


def asked(declared: DeclaredList, query: QueryParams) -> Asked:
    """Read an address: the list's own filters, ``sort``, ``page`` and ``per``; anything else in it is not for the list.

    Args:
        declared: the list.
        query: of the address.

    Raises:
        UsageError: when ``page`` or ``per`` is no number that fits.
    """
    known = [one.key for one in declared.filters]
    filters = {key: query[key].strip() for key in known if query.get(key, "").strip()}
    sort = tuple(key for key in query.get("sort", "").split(",") if key)
    page = _whole(query, "page", 1, FURTHEST_PAGE)
    return Asked(filters, sort, page, _whole(query, "per", ROWS, MOST_ROWS))


def _whole(query: QueryParams, key: str, otherwise: int, most: int) -> int:
    """A number from 1 to ``most``; ``otherwise`` where the address gives none.

    Raises:
        UsageError: for anything else.
    """
    text = query.get(key, "").strip()
    if not text:
        return otherwise
    is_number = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    if not is_number or not 1 <= int(text) <= most:
        wanted = {"wanted_zh": f"1 至 {most} 的整数", "wanted_en": f"a whole number from 1 to {most}"}
        raise UsageError(said("monazite.store", "value-wrong", key, found=text[:LONGEST_SHOWN], **wanted))
    return int(text)


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list, ready to show.

    Args:
        name: of the list, as exports address it.
        asked: what the address asked for.
        rows: of this page.
        total: rows in all.
    """

    name: str
    asked: Asked
    rows: tuple[Any, ...]
    total: int

    @property
    def filters(self) -> Mapping[str, str]:
        """The filters that are set."""
        return self.asked.filters

    def chosen(self, key: str) -> str:
        """The value of a filter, empty where it is not set."""
        return self.asked.filters.get(key, "")

    @property
    def page(self) -> int:
        """Number of this page, from 1."""
        return self.asked.page

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.asked.per))

    @property
    def first(self) -> int:
        """Number of the first row here, from 1."""
        return min(self.asked.offset + 1, self.total)

    @property
    def last(self) -> int:
        """Number of the last row here."""
        return self.asked.offset + len(self.rows)

    def window(self) -> list[int | None]:
        """Page numbers worth a link, None where some are left out.

        >>> Listing("facts", Asked({}, (), 6, 10), (), 200).window()
        [1, None, 4, 5, 6, 7, 8, None, 20]
        """
        near = range(max(1, self.page - WINDOW), min(self.pages, self.page + WINDOW) + 1)
        shown: list[int | None] = []
        for number in sorted({1, self.pages, *near}):
            if shown and shown[-1] is not None and number > shown[-1] + 1:
                shown.append(None)
            shown.append(number)
        return shown

    def sort_state(self, key: str) -> str | None:
        """How a column is sorted, as ``aria-sort`` says it; None where it is not."""
        if not self.asked.sort or self.asked.sort[0].removeprefix("-") != key:
            return None
        return "descending" if self.asked.sort[0].startswith("-") else "ascending"

    def next_sort(self, key: str) -> str:
        """What a click on a column's head sorts by."""
        return f"-{key}" if self.sort_state(key) == "ascending" else key

    def export_address(self, form: str) -> str:
        """Where the whole list, with the filters and the order of this page, is written as a file."""
        query = urlencode({**self.filters, **({"sort": ",".join(self.asked.sort)} if self.asked.sort else {})})
        return f"/export/{self.name}.{form}{'?' if query else ''}{query}"
