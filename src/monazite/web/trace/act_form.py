"""The form of an act as a page shows it: inputs by group, what was typed, and each Problem beside its field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monazite.app import LISTS
from monazite.core import Problem, UsageError
from monazite.reference import products
from monazite.store import ListQuery
from monazite.trace.acts import Act, Field
from monazite.web.trace.display import TraceDisplay

if TYPE_CHECKING:
    from monazite.app import Workspace
    from monazite.core.words import Language

PLACE = re.compile(r"([a-z_]+)(?:\[(\d+)\])?(?:\W.*)?")
"""Where a Problem of an act stands: a field, and which of several when it repeats."""
DAY, MONTH = re.compile(r"\d{4}-\d{2}-\d{2}"), re.compile(r"\d{4}-\d{2}")
MOST_SUGGESTED = 300
MOST_MEMBERS = 200
"""Members of a group that one form shows; a sheet takes more."""
SUGGESTED = {"party": "parties", "lot": "lots", "product": "products", "permit": "permits"}
"""Types of fields whose values are suggested, and the list of suggestions."""
NAMED = {
    "line": "lines", "venue": "venues", "instrument": "instruments", "warehouse": "warehouses", "receipt": "receipts",
    "inspection": "inspection-orders", "certificate": "certificates", "replaces": "certificates", "lien": "liens",
}  # fmt: skip
"""The same of fields by their names."""
LISTED = {
    "venues": "name_zh", "instruments": "name_zh", "warehouses": "operator", "receipts": "owner",
    "inspection-orders": "lot", "certificates": "lot", "liens": "debtor",
}  # fmt: skip
"""Declared lists whose ids are suggested, and the column that says what each is."""
NEW = {"list_instrument": "instrument", "warehouse": "warehouse", "inspection_order": "inspection",
       "certificate": "certificate", "arbitration": "certificate", "register_receipt": "receipt",
       "pledge_receipt": "lien"}  # fmt: skip
"""Fields that say a new id, for which none that is there is suggested."""

Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Box:
    """One input.

    Args:
        field: what it takes.
        index: which of several, from 0.
        value: as typed.
        sentences: what is wrong with it.
    """

    field: Field
    index: int
    value: str
    sentences: tuple[str, ...]

    @property
    def id(self) -> str:
        """Of the element."""
        return f"{self.field.name}-{self.index}"

    @property
    def control(self) -> str:
        """``select``, ``date`` or ``month`` where the value can be one, else ``text``."""
        if self.field.type == "choice":
            return "select"
        shape = {"day": DAY, "month": MONTH}.get(self.field.type)
        if shape is not None and (not self.value or shape.fullmatch(self.value)):
            return "date" if self.field.type == "day" else "month"
        return "text"

    @property
    def suggested(self) -> str:
        """Name of the list of suggestions, empty for none."""
        return NAMED.get(self.field.name) or SUGGESTED.get(self.field.type, "")

    @property
    def chosen(self) -> str:
        """The kept value of a choice that was written in another way."""
        text = self.value.strip().lower()
        for one in self.field.choices:
            if text in {one.value.lower(), one.label.zh.lower(), one.label.en.lower(), *map(str.lower, one.also)}:
                return one.value
        return ""


@dataclass(frozen=True, slots=True)
class Boxes:
    """Inputs that belong together: of the act itself, or of one member of a group.

    Args:
        main: always shown.
        rare: that may stay empty and mostly do.
    """

    main: tuple[Box, ...]
    rare: tuple[Box, ...]

    @property
    def is_open(self) -> bool:
        """Whether one of the rare ones is filled in or wrong."""
        return any(box.value or box.sentences for box in self.rare)


@dataclass(frozen=True, slots=True)
class ActForm:
    """A form.

    Args:
        act: which.
        entry_id: of the entry that it will make, chosen when the form is first shown.
        single: what is given once.
        groups: what repeats, by group.
        general: sentences that belong to no field.
        wrong: the boxes with something wrong, for the summary.
    """

    act: Act
    entry_id: str
    single: Boxes
    groups: Mapping[str, tuple[Boxes, ...]]
    general: tuple[str, ...]

    @property
    def wrong(self) -> list[Box]:
        """The inputs with something wrong, for the summary."""
        members = [self.single, *(one for group in self.groups.values() for one in group)]
        return [box for member in members for box in (*member.main, *member.rare) if box.sentences]


def act_form(
    act: Act, entry_id: str, values: Values, problems: Iterable[Problem], language: Language, *, more: str = ""
) -> ActForm:
    """The form of an act.

    Args:
        act: which.
        entry_id: of the entry it will make.
        values: typed so far, by field.
        problems: with them.
        language: of the sentences.
        more: a group that shall have one more member.
    """
    beside: dict[tuple[str, int], list[str]] = {}
    general = []
    names = {one.name for one in act.fields}
    for problem in problems:
        match = PLACE.fullmatch(problem.place)
        if match and match[1] in names:
            beside.setdefault((match[1], int(match[2] or 1) - 1), []).append(problem.sentence(language))
        else:
            general.append(problem.sentence(language))
    single = _boxes(act, "", 0, values, beside)
    groups = {}
    for group in dict.fromkeys(one.group for one in act.fields if one.group):
        longest = max((len(values.get(one.name, ())) for one in act.fields if one.group == group), default=0)
        count = min(max(longest, 1) + (group == more), MOST_MEMBERS)
        groups[group] = tuple(_boxes(act, group, index, values, beside) for index in range(count))
    return ActForm(act, entry_id, single, groups, tuple(general))


def _boxes(act: Act, group: str, index: int, values: Values, beside: Mapping[tuple[str, int], Sequence[str]]) -> Boxes:
    found = []
    for one in (one for one in act.fields if one.group == group):
        texts = values.get(one.name, ())
        text = texts[index] if index < len(texts) else ""
        found.append(Box(one, index, text, tuple(beside.get((one.name, index), ()))))
    main = tuple(box for box in found if box.field.is_required or (box.field.example and box.field.name != "simulated"))
    return Boxes(main, tuple(box for box in found if box not in main))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value that an input suggests, and what it is."""

    value: str
    label: str


def suggestions(workspace: Workspace, act: Act, values: Values, show: TraceDisplay) -> dict[str, list[Suggestion]]:
    """The values that the inputs of an act suggest, by list; lots of the firm that is filled in, newest first."""
    types = {one.type for one in act.fields}
    found = {}
    if "party" in types:
        known = show.parties.values()
        found["parties"] = [Suggestion(one.id, show.party(one.id)) for one in known if one.kind != "line"]
        found["lines"] = [Suggestion(one.id, show.party(one.id)) for one in known if one.kind == "line"]
    if "permit" in types:
        rows = workspace.page(LISTS["permits"], ListQuery(limit=MOST_SUGGESTED)).rows
        found["permits"] = [Suggestion(row["id"], show.party(row["party"])) for row in rows]
    if "product" in types:
        found["products"] = [Suggestion(one.key, show.subject(one.key)) for one in products()]
    if "lot" in types:
        found["lots"] = _lots(workspace, values, show)
    names = {NAMED[one.name] for one in act.fields if one.name in NAMED and NEW.get(act.name) != one.name}
    for name in sorted(names & LISTED.keys()):
        rows = workspace.page(LISTS[name], ListQuery(limit=MOST_SUGGESTED)).rows
        found[name] = [Suggestion(row["id"], show.party(row[LISTED[name]])) for row in rows]
    return found


def _lots(workspace: Workspace, values: Values, show: TraceDisplay) -> list[Suggestion]:
    holder = next((values[name][0].strip() for name in ("firm", "seller", "party") if any(values.get(name, ()))), "")
    filters = {"holder": holder} if holder in show.parties else {}
    try:
        rows = workspace.page(LISTS["lots"], ListQuery(filters, limit=MOST_SUGGESTED)).rows
    except UsageError:  # a holder that the list cannot look for
        return []
    return [
        Suggestion(row["id"], f"{show.subject(row['product'])} · {show.party(row['holder'])} · "
                              f"{show.mass(row['left_reo_mg'])} REO")
        for row in rows
    ]  # fmt: skip
