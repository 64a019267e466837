"""Qualification of magnet grades: specifications, tests, decisions."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from monazite.plan.acts.look import is_yes, needed, renamed, stated, wrong
from monazite.plan.form import plain
from monazite.plan.qualification.record import (
    Decision,
    Grade,
    Pair,
    Requirement,
    Result,
    Share,
    Specification,
    Test,
)
from monazite.trace.acts.draft import Draft

if TYPE_CHECKING:
    from monazite.trace.acts.registry import Build

OF_RESULT = {
    "property": "property", "element": "element", "temperature": "temperature_degc", "reference": "reference_degc",
    "hours": "hours", "uncertainty": "uncertainty",
}  # fmt: skip
OF_REQUIREMENT = {name: of for name, of in OF_RESULT.items() if name != "uncertainty"} | {
    "at_least": "at_least", "at_most": "at_most", "samples": "samples", "method": "method", "comparison": "comparison",
}  # fmt: skip
"""Fields of the acts, and those of the records that they are."""
BACKWARDS = {of: name for name, of in (OF_RESULT | OF_REQUIREMENT).items()} | {
    "magnet_mass_mg": "magnet_mass", "document": "document_id", "motor": "test_motor", "replaces": "replaced",
}  # fmt: skip
"""From the fields of the records to those of the acts."""
NUMBER = re.compile(r"[+-]?\d{1,20}(\.\d{1,20})?", re.ASCII)


OF_GRADE = {
    "grade_name": "name", "material": "material", "grade_class": "grade_class", "remanence": "br_min_tesla",
    "coercivity": "hcj_min_ka_per_m", "energy_product": "bh_max_min_kj_per_m3", "working": "working_degc",
    "alpha": "alpha_br_percent_per_kelvin", "beta": "beta_hcj_percent_per_kelvin", "source": "source",
}  # fmt: skip


class _Kept(Grade):
    """A grade as the journal keeps it: its id is not told, it follows from maker and name."""

    def as_json(self) -> dict[str, Any]:
        return plain(self)


def grade(draft: Draft) -> Build:
    """Register the data sheet of a grade, or a later version of it."""
    contents = tuple(
        Share(one["content_of"], one["content_least"], one.get("content_most", one["content_least"]))
        for one in needed(draft, "contents", "content_of", "content_least")
    )
    record = _Kept(
        maker=draft.get("maker") or draft.actor, contents=contents, is_estimate=is_yes(draft, "estimate"),
        **renamed(draft.single, OF_GRADE),
    )  # fmt: skip
    fields = {of: name for name, of in OF_GRADE.items()}
    return stated(draft, "magnet_grade", record, fields | {"contents": "content_of"})


def specify(draft: Draft) -> Build:
    """Say what a motor asks of the magnet at one position."""
    requirements = tuple(Requirement(**renamed(one, OF_REQUIREMENT)) for one in draft.members["requirements"])
    record = Specification(
        id=draft.get("specification"), motor=draft.get("motor"), position=draft.get("position"),
        day=_day(draft, "holds_from"), by=draft.get("by") or draft.actor, requirements=requirements,
        magnet_mass_mg=draft.get("magnet_mass"), fitted=draft.get("fitted"), document=draft.get("document_id"),
        fact=draft.get("fact"),
    )  # fmt: skip
    return stated(draft, "specification", record, BACKWARDS | {"id": "specification", "motor": "motor"})


def test(draft: Draft) -> Build:
    """Record a test of a grade."""
    results = tuple(_result(draft, one, index) for index, one in enumerate(draft.members["results"]))
    given = draft.given("grade", "method", "replaces", "sha256", "fact")
    record = Test(
        id=draft.get("test"), day=_day(draft, "tested"), lab=draft.get("lab") or draft.actor, results=results,
        motor=draft.get("test_motor"), document=draft.get("document_id"), **given,
    )  # fmt: skip
    fields = BACKWARDS | {"id": "test", "day": "tested", "replaces": "replaces"}
    return stated(draft, "magnet_test", record, fields, document=draft.get("sha256"))


test.__test__ = False  # type: ignore[attr-defined]


def _result(draft: Draft, member: dict[str, Any], index: int) -> Result:
    values = (_number(draft, "values", one, index, "book-value") for one in member.get("values", ()))
    pairs = (_pair(draft, one, index) for one in member.get("pairs", ()))
    return Result(**renamed(member, OF_RESULT), values=tuple(values), pairs=tuple(pairs))


def _pair(draft: Draft, text: str, index: int) -> Pair:
    before, _, after = text.partition(">")
    return Pair(*(_number(draft, "pairs", one, index, "book-pair") for one in (before, after)))


def _number(draft: Draft, name: str, text: str, index: int, code: str) -> Decimal:
    """A number with the digits it is written with."""
    if NUMBER.fullmatch(text) is None:
        wrong(draft, code, name, index, found=text)
        return Decimal()
    return Decimal(text)


def decide(draft: Draft) -> Build:
    """Decide on a grade at a position of a motor."""
    until = draft.get("valid_until")
    record = Decision(
        id=draft.get("decision"), specification=draft.get("specification"), grade=draft.get("grade"),
        ruling=draft.get("ruling"), by=draft.get("by") or draft.actor, day=_day(draft, "holds_from"),
        tests=draft.get("tests") or (), reasons=draft.get("reasons") or "", conditions=draft.get("conditions") or "",
        valid_until=None if until is None else dt.date.fromisoformat(until), replaces=draft.get("replaced") or (),
    )  # fmt: skip
    return stated(draft, "qualification", record, {"id": "decision", "day": "holds_from", "replaces": "replaced"})


def _day(draft: Draft, name: str) -> dt.date:
    """A day that is that of the act where it is left out."""
    return dt.date.fromisoformat(draft.get(name) or draft.get("day"))
