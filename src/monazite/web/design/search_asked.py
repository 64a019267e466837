"""What an address asks of the search, read as the command reads it; the form keeps all that was written."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from monazite.app.design.asked import asked, is_duty
from monazite.app.design.search import OVER
from monazite.core import Problem
from monazite.store import unknown
from monazite.web.design.asked import Named

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams

    from monazite.app.design.views import Query

USUAL = MappingProxyType({"permeance": "1"})
"""Texts where an address is silent; what is empty asks nothing."""
ONES = (
    "grade", "temperature", "permeance", "opposing", "tmax", "reserve", "confidence", "risk_price", "most_risk",
    "quota_price", "most_quota", "day",
)  # fmt: skip
SEVERAL = ("max", "min", "ban", "price", "allowed", "scrap")
"""Fields that may be given several times, or hold several with commas between."""
LONGEST, MOST = 300, 40
OVERS = tuple(OVER)
"""What a frontier may be drawn against."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address of the search, read.

    Args:
        texts: of the fields, as written.
        query: what to search; None where nothing is asked or there is a problem.
        over: what a frontier is asked against, or empty.
        problems: of the address.
    """

    texts: Mapping[str, str]
    query: Query | None
    over: str
    problems: tuple[Problem, ...]

    @property
    def command(self) -> str:
        """The options of the command that asks the same."""
        texts = {name: self.texts[name].replace(" ", "").replace("°C", "degC") for name in ONES}
        ones = [f"--{name.replace('_', '-')} {shlex.quote(text)}" for name, text in texts.items() if text]
        several = [f"--{name} {shlex.quote(one.strip().replace(':', '='))}" for name in SEVERAL
                   for one in self.texts[name].split(",") if one.strip()]  # fmt: skip
        return " ".join([*ones, *several])

    def address(self, **changes: str) -> dict[str, str]:
        """The fields that are set, some of them changed; what is changed to nothing is left out."""
        return {name: text for name, text in {**self.texts, **changes}.items() if text}


def wanted_of(query: QueryParams, named: Named = str, *, is_form: bool = True) -> Wanted:
    """Read an address.

    Args:
        query: of it.
        named: what a field is called, for problems.
        is_form: whether an address that asks nothing is the empty form, and no problem.
    """
    texts = {name: query.get(name, "").strip()[:LONGEST] for name in (*ONES, "over")}
    texts |= {name: ", ".join(filter(None, query.getlist(name)[:MOST])).strip()[:LONGEST] for name in SEVERAL}
    texts |= {name: texts[name] or usual for name, usual in USUAL.items()}
    over = texts["over"]
    wrong = [unknown("value-unknown", "over", over, OVERS).problem] if over and over not in OVERS else []
    found: Query | tuple[Problem, ...] = asked(texts, mark="") if is_duty(texts) or not is_form else ()
    if isinstance(found, tuple):
        return Wanted(texts, None, "", tuple(_placed(one, named) for one in (*found, *wrong)))
    return Wanted(texts, None if wrong else found, "" if wrong else over, tuple(_placed(one, named) for one in wrong))


def _placed(one: Problem, named: Named) -> Problem:
    """A problem whose place is the name of a field, and what in it."""
    field, _, what = one.place.partition(" ")
    return replace(one, place=f"{named(field)} {what}".strip())
