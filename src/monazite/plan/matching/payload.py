"""Messages of CX-0128 v2 (JSON) as records: WeekBasedMaterialDemand, WeekBasedCapacityGroup, IdBasedComment.

Properties that the standard does not know are ignored, as it demands (4.1.2.2); their names are told.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from monazite.core import Problem
from monazite.plan.form import read_record
from monazite.plan.matching.accept import accept
from monazite.plan.matching.codes import ROOM, unit_key
from monazite.plan.matching.record import CapacityGroup, Comment, MaterialDemand
from monazite.plan.said import problem

MOST_OBJECTS = 20_000
"""Objects of one message; the standard allows 15 MiB."""
KINDS: Mapping[str, tuple[str, type[Any]]] = {
    "materialDemandId": ("demand", MaterialDemand),
    "capacityGroupId": ("capacity", CapacityGroup),
    "commentId": ("comment", Comment),
}
"""By the field that names an object, which record it is."""


@dataclass(slots=True)
class Taken:
    """What messages and tables hold.

    Args:
        demands: the latest version of each, by id.
        groups: likewise.
        comments: likewise.
        problems: with any, nothing should be matched.
        ignored: properties that the standard does not know.
    """

    demands: dict[str, MaterialDemand] = field(default_factory=dict)
    groups: dict[str, CapacityGroup] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    ignored: set[str] = field(default_factory=set)

    def take(self, record: MaterialDemand | CapacityGroup | Comment, place: str) -> None:
        """Keep a record, unless a later version of it is there."""
        kept = self._kept(record)
        before = kept.get(record.id)
        if before is not None and (record.changed_at is None or before.changed_at is None):
            self.problems.append(problem("matching-id-twice", place, found=record.id))
        elif before is None or accept(_moment(record.changed_at), before.changed_at).is_taken:
            kept[record.id] = record

    def _kept(self, record: object) -> dict[str, Any]:
        if isinstance(record, MaterialDemand):
            return self.demands
        return self.groups if isinstance(record, CapacityGroup) else self.comments


def take_message(value: Any, name: str, taken: Taken) -> None:
    """The objects of a message: with its header, a list of objects, or one alone.

    Args:
        value: as `monazite.plan.form.read_json` gives it.
        name: of the file, for people.
        taken: to which they are added.
    """
    objects = _objects(value)
    if len(objects) > MOST_OBJECTS:
        taken.problems.append(problem("matching-large", name, limit=MOST_OBJECTS, found=len(objects)))
        return
    for number, one in enumerate(objects, 1):
        place = f"{name}[{number}]"
        kind = next((KINDS[key] for key in KINDS if isinstance(one, dict) and key in one), None)
        if kind is None:
            taken.problems.append(problem("matching-form-unknown", place, known=", ".join(KINDS), found=_kind(one)))
            continue
        record = read_record(kind[1], _ours(kind[0], one, taken.ignored), place, taken.problems)
        if record is not None:
            taken.take(record, place)


def _objects(value: Any) -> list[Any]:
    if isinstance(value, dict) and isinstance(value.get("content"), dict):
        value = value["content"].get("informationObject")
    return value if isinstance(value, list) else [value]


def _kind(value: Any) -> str:
    return ", ".join(value) if isinstance(value, dict) else type(value).__name__


def _moment(moment: dt.datetime | None) -> dt.datetime:
    return moment or dt.datetime.min.replace(tzinfo=dt.UTC)


def _ours(record: str, value: Any, ignored: set[str]) -> Any:
    """An object with our names; what is null is left out."""
    if not isinstance(value, dict):
        return {"group": value} if record == "nested" else value
    known = _names().get(record, {})
    ignored.update(name for name in value if name not in known)
    found: dict[str, Any] = {}
    for theirs, given in value.items():
        ours, part = known.get(theirs, ("", ""))
        if ours and given is not None:
            found[ours] = _value(ours, part, given, ignored)
    return found


def _value(ours: str, part: str, given: Any, ignored: set[str]) -> Any:
    if part:
        if not isinstance(given, list):
            return _ours(part, given, ignored)
        return [_ours(part, one, ignored) for one in given if not _is_unknown(one)]
    if ours == "category" and isinstance(given, dict):
        return given.get("demandCategoryCode")
    if ours == "unit" and isinstance(given, str):
        return unit_key(given) or given
    return given


def _is_unknown(one: Any) -> bool:
    """Whether a week is stated as null, which the standard has for a demand that is not known."""
    return isinstance(one, dict) and "demand" in one and one["demand"] is None


@cache
def _names() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for row in _rows():
        found.setdefault(row["record"], {})[row["theirs"]] = (row["ours"], row["part"])
    return found


def _rows() -> Iterable[dict[str, str]]:
    return csv.DictReader((resources.files(ROOM) / "names.csv").read_text("utf-8").splitlines())
