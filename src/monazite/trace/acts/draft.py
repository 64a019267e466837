"""What was said of one act: values read field by field, looked up in the journal, and collected with their Problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from monazite.core import ElementMass, Problem
from monazite.reference import product_named, rare_earths
from monazite.store import nearest, said
from monazite.trace.acts.form import Act, Field
from monazite.trace.acts.values import ROOM, parse
from monazite.trace.acts.view import View
from monazite.trace.lots import AsWeighed, Part, matter_of, problems_of

PPM = 1_000_000
Given = str | int | float | bool | Sequence[Any] | Mapping[str, Any] | None
Places = Mapping[tuple[str, int], str]
"""Where each value of each field stands, such as row and column of a sheet."""

LOT_FIELDS = {
    "new_lot": "id", "product": "product", "net": "net_mg", "gross": "gross_mg", "moisture": "moisture_ppm",
    "loi": "loi_ppm", "reo": "reo_ppm", "partition": "partition_ppm", "assay": "assay_ppm", "lot_site": "site",
    "serials": "serials", "scale": "scale", "lab": "lab", "scale_random": "scale_random_ppm",
    "scale_shared": "scale_shared_ppm", "lab_random": "lab_random_ppm", "lab_shared": "lab_shared_ppm",
}  # fmt: skip
"""Fields of an act that says a lot, and those of the lot as weighed."""
LOT_HERE = "lot"
"""The place of a lot in its own Problems, before they are said of the fields of the act."""


@dataclass
class Draft:
    """One act as it was said.

    Args:
        act: which.
        view: of the journal.
        places: of the values.
        actor: who says it, for fields that are theirs when they are left out.
        single: value of each field that is given once.
        members: of each group, the values of its fields.
        problems: found so far.
        made: ids of the lots that it makes.
    """

    act: Act
    view: View
    places: Places
    actor: str = ""
    single: dict[str, Any] = field(default_factory=dict)
    members: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    made: set[str] = field(default_factory=set)

    def get(self, name: str) -> Any:
        """The value of a field, None when it is not given."""
        return self.single.get(name)

    def place(self, name: str, index: int = 0) -> str:
        """Where a value stands."""
        return self.places.get((name, index), name if not index else f"{name}[{index + 1}]")

    def wrong(self, code: str, name: str, index: int = 0, **values: object) -> None:
        """Collect a Problem."""
        self.problems.append(said(ROOM, code, self.place(name, index), **values))

    def given(self, *names: str) -> dict[str, Any]:
        """The values of those fields that are given, by name."""
        return {name: self.single[name] for name in names if name in self.single}

    def lots(self) -> list[AsWeighed]:
        """The lots that are said, each checked; an element's own oxide or metal needs no partition."""
        found = []
        for index, member in enumerate(self.members.get("lots", [])):
            lot = AsWeighed(**{LOT_FIELDS[name]: value for name, value in _completed(member).items()})
            wrong = [self._at_field(problem, index) for problem in problems_of(lot, LOT_HERE)]
            self.problems += wrong
            if not wrong and not matter_of(lot):
                self.wrong("act-lot-nothing", "net", index, found=lot.id)
            self.new("new_lot", lot.id, index)
            found.append(lot)
        return found

    def new(self, name: str, lot: str, index: int = 0) -> None:
        """A Problem when a lot that should be new is there; it names the entry that made it."""
        known = self.view.lot(lot)
        if lot in self.made or (known is not None and known.entry_number is None):
            self.wrong("act-lot-twice", name, index, found=lot)
        self.made.add(lot)
        if known is not None and known.entry_number is not None and known.status != "reversed":
            self.wrong("act-lot-taken", name, index, found=lot, number=known.entry_number)

    def _at_field(self, problem: Problem, index: int) -> Problem:
        """A Problem of a lot as weighed, at the field of the act that says the value."""
        part = problem.place.removeprefix(f"{LOT_HERE}.").partition(".")[0]
        name = next((name for name, of in LOT_FIELDS.items() if of == part), "new_lot")
        return replace(problem, place=self.place(name, index))

    def parts(self, account: str, *, with_spread: bool = False) -> list[Part]:
        """What is taken of existing lots, which lie on ``<account>/<lot>``."""
        found = []
        taken: dict[str, ElementMass] = {}
        for index, member in enumerate(self.members.get("parts", [])):
            lot = member["lot"]
            left = self.left(lot, account, index) - taken.get(lot, ElementMass())
            matter = self.share(lot, left, member.get("amount"), index) if left else left
            taken[lot] = taken.get(lot, ElementMass()) + matter
            found.append(Part(lot, matter, self.view.spread(lot, matter) if with_spread and matter else None))
        return found

    def left(self, lot: str, account: str, index: int = 0) -> ElementMass:
        """What lies on an account of a lot; nothing and a Problem when nothing does."""
        left = self.view.matter(f"{account}/{lot}")
        if left:
            return left
        known = self.view.lot(lot)
        if known is None:
            meant = nearest(lot, self.view.lots_like(lot))
            code = "act-lot-nearest" if meant else "act-lot-unknown"
            self.wrong(code, "lot", index, found=lot, nearest=meant)
        else:
            role, _, firm = account.partition("/")
            values = {"found": lot, "firm": firm, "role": role, "holder": known.holder or "-", "status": known.status}
            self.wrong("act-lot-elsewhere", "lot", index, **values)
        return left

    def share(self, lot: str, left: ElementMass, amount: tuple[str, int] | None, index: int = 0) -> ElementMass:
        """An amount of what is left of a lot, the same share of every element, rounded half-even."""
        if amount is None or not left:
            return left
        kind, value = amount
        if kind == "ppm":
            return left.scaled(Fraction(value, PPM))
        net = self.view.net_left_mg(lot, left)
        if net is None:
            self.wrong("act-lot-unweighed", "amount", index, found=lot)
            return left
        if value > round(net):
            self.wrong("act-lot-short", "amount", index, lot=lot, left=_kilograms(net), found=_kilograms(value))
            return left
        return left if value == round(net) else left.scaled(Fraction(value) / net)


def read_draft(act: Act, view: View, values: Mapping[str, Given], places: Places, actor: str = "") -> Draft:
    """The values of an act, each read as its field's type says; every bad one gives a Problem."""
    draft = Draft(act, view, places, actor)
    texts = {name: texts_of(value) for name, value in values.items()}
    known = [one.name for one in act.fields]
    for name in texts:
        if name not in known:
            draft.wrong("field-unknown", name, found=name, nearest=nearest(name, known), act=act.name)
    for one in act.fields:
        if not one.group:
            _read_single(draft, one, texts.get(one.name, []))
    for group in dict.fromkeys(one.group for one in act.fields if one.group):
        draft.members[group] = list(_read_members(draft, [f for f in act.fields if f.group == group], texts))
    return draft


def _read_single(draft: Draft, one: Field, texts: list[str]) -> None:
    if len(texts) > 1:
        draft.wrong("field-repeated", one.name, found=texts[1])
    text = texts[0] if texts else ""
    if not text.strip():
        if one.is_required:
            draft.wrong("field-missing", one.name, zh=one.label.zh, en=one.label.en)
        return
    value = parse(one, text, draft.place(one.name))
    if isinstance(value, Problem):
        draft.problems.append(value)
    else:
        draft.single[one.name] = value


def _read_members(draft: Draft, fields: list[Field], texts: Mapping[str, list[str]]) -> Iterator[dict[str, Any]]:
    """The members of a group: the n-th values of its fields together; one without any value is left out."""
    length = max((len(texts.get(one.name, [])) for one in fields), default=0)
    needed = any(one.is_required for one in fields) and not _may_lack(draft.act, fields[0].group)
    for index in range(max(length, 1 if needed else 0)):
        said_here = {one.name: _at(texts.get(one.name, []), index) for one in fields}
        if any(said_here.values()) or (needed and length <= 1):
            yield _read_member(draft, fields, said_here, index)


def _read_member(draft: Draft, fields: list[Field], texts: Mapping[str, str], index: int) -> dict[str, Any]:
    member: dict[str, Any] = {}
    for one in fields:
        text = texts[one.name]
        if not text:
            if one.is_required:
                draft.wrong("field-missing", one.name, index, zh=one.label.zh, en=one.label.en)
            continue
        value = parse(one, text, draft.place(one.name, index))
        if isinstance(value, Problem):
            draft.problems.append(value)
        else:
            member[one.name] = value
    return member


def _may_lack(act: Act, group: str) -> bool:
    """An output of tailings and losses alone has no lots."""
    return act.name == "output" and group == "lots"


def _at(texts: list[str], index: int) -> str:
    return texts[index].strip() if index < len(texts) else ""


def texts_of(value: Given) -> list[str]:
    """A value as people would have written it, from whatever Python holds."""
    if value is None:
        return []
    if isinstance(value, Mapping):
        return [" ".join(f"{name}={one}" for name, one in value.items())]
    if isinstance(value, list | tuple):
        return [text for one in value for text in (texts_of(one) or [""])]
    return [str(value).lower() if isinstance(value, bool) else str(value)]


def _completed(member: dict[str, Any]) -> dict[str, Any]:
    """A member with the partition that its product names alone: the oxide of one element is all that element."""
    if "reo" not in member or "partition" in member:
        return member
    product = product_named(member.get("product", ""))
    ours = [one.symbol for one in rare_earths() if product and one.symbol in product.elements]
    return member | {"partition": {ours[0]: PPM}} if len(ours) == 1 else member


def _kilograms(mass_mg: Fraction | int) -> str:
    return f"{float(mass_mg) / 1_000_000:,.6g} kg"
