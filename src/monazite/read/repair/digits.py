"""Which printed number of a row is wrong: the one single slip under which prices, change and running text all agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, NamedTuple

from monazite.core.interval import Interval
from monazite.facts.record import Change, Correction, Fact
from monazite.read.repair.edits import edits_of
from monazite.read.repair.weights import GAP_NEEDED, WITNESSES_NEEDED, weights

Cell = Literal["old", "new", "pct", "text", "text_pct"]
CELLS: tuple[Cell, ...] = ("old", "new", "pct", "text", "text_pct")
Values = tuple[tuple[Cell, Decimal], ...]
"""What one slip changed: one number, or two that were exchanged."""


class Numbers(NamedTuple):
    """The printed numbers of a row and of the line of text about it; None where one is not printed.

    ``scale`` is the value of the text's unit in that of the row: 10 for 万元/吨 beside 元/公斤.
    """

    old: Decimal | None
    new: Decimal | None
    pct: Decimal | None
    text: Decimal | None
    text_pct: Decimal | None
    scale: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Slip:
    """The slip that explains a row: what the numbers were, the witnesses, and how far the next explanation is."""

    values: Values
    witnesses: tuple[str, ...]
    gap: float


def laws_of(numbers: Numbers) -> dict[str, bool]:
    """Which laws the numbers can be held to, and whether they hold: change, twin, text_pct, text_change.

    *change*: new / old - 1 = pct. *twin*: text × scale = new. *text_pct*: both percentages are one number.
    *text_change*: the text's percentage follows from the two prices; only where the row prints none, since a percentage
    that was rounded twice (-20.947, -20.95, -21.0) follows from the row's own.
    """
    found: dict[str, bool] = {}
    computed = _computed(numbers)
    if computed is not None and numbers.pct is not None:
        found["change"] = computed.meets(Interval.printed(numbers.pct))
    if numbers.text is not None and numbers.new is not None:
        found["twin"] = Interval.printed(numbers.text).scaled(numbers.scale).meets(Interval.printed(numbers.new))
    if numbers.pct is not None and numbers.text_pct is not None:
        found["text_pct"] = Interval.printed(numbers.pct).meets(Interval.printed(numbers.text_pct))
    if computed is not None and numbers.text_pct is not None and numbers.pct is None:
        found["text_change"] = computed.meets(Interval.printed(numbers.text_pct))
    return found


def slip_of(numbers: Numbers) -> Slip | None:
    """The single slip that makes every law hold, if nothing else explains the row as well and two laws testify."""
    laws = laws_of(numbers)
    if all(laws.values()):
        return None
    found = sorted(_explanations(numbers), key=lambda explanation: (explanation[1], explanation[0]))
    if not found:
        return None
    values, cost = found[0]
    second = found[1][1] if len(found) > 1 else weights()["second_edit"]
    after = numbers._replace(**dict(values))
    slip = Slip(values, tuple(_witness(law, after) for law in laws_of(after)), second - cost)
    return slip if slip.gap >= GAP_NEEDED and len(slip.witnesses) >= WITNESSES_NEEDED else None


def corrected(fact: Fact, cell: Cell, value: Decimal, slip: Slip) -> Fact:
    """The fact with the number that was printed wrong put right; a wrong percentage is put right inside the change."""
    if cell in ("pct", "text_pct"):
        change = fact.change or Change()
        proof = Correction(f"{change.pct}%", f"{value}%", "value", slip.witnesses, round(slip.gap, 2))
        return replace(fact, change=replace(change, pct=value), status="repaired", repair=proof)
    if not isinstance(fact.value, Decimal) or not isinstance(fact.canonical_value, Decimal) or fact.value == 0:
        return fact
    proof = Correction(str(fact.value), str(value), "value", slip.witnesses, round(slip.gap, 2))
    canonical = value * (fact.canonical_value / fact.value)
    return replace(fact, value=value, canonical_value=canonical, status="repaired", repair=proof)


def numbers_of(old: Fact | None, new: Fact, line: Fact | None) -> Numbers:
    """The numbers of a row's two periods and of the line of text about it."""
    return Numbers(
        _value(old), _value(new), _percent(new), _value(line), _percent(line),
        _scale(line) / _scale(new) if line is not None else Decimal(1),
    )  # fmt: skip


def facts_by_cell(old: Fact | None, new: Fact, line: Fact | None) -> Mapping[str, Fact | None]:
    """Which fact each number belongs to."""
    return {"old": old, "new": new, "pct": new, "text": line, "text_pct": line}


def _explanations(numbers: Numbers) -> Iterator[tuple[Values, float]]:
    """Every single slip under which all laws hold that could be asked of the printed numbers."""
    asked = frozenset(laws_of(numbers))
    for cell in CELLS:
        printed = getattr(numbers, cell)
        if printed is not None:
            for edit in edits_of(printed, signed=cell in ("pct", "text_pct")):
                if _holds(numbers._replace(**{cell: edit.value}), asked):
                    yield ((cell, edit.value),), edit.cost
    if numbers.old is not None and numbers.new is not None:
        exchanged: Values = (("new", numbers.old), ("old", numbers.new))
        if _holds(numbers._replace(**dict(exchanged)), asked):
            yield exchanged, weights()["swapped"]


def _holds(numbers: Numbers, asked: frozenset[str]) -> bool:
    laws = laws_of(numbers)
    return laws.keys() >= asked and all(laws.values())


def _computed(numbers: Numbers) -> Interval | None:
    if numbers.old is None or numbers.new is None:
        return None
    before = Interval.printed(numbers.old)
    if before.low <= 0:
        return None
    return (Interval.printed(numbers.new) / before - Interval.exact(1)).scaled(Decimal(100))


def _witness(law: str, after: Numbers) -> str:
    if law == "change":
        return f"change {after.new} / {after.old} - 1 = {after.pct} %"
    if law == "twin":
        return f"twin {after.text} × {after.scale.normalize():f} = {after.new}"
    if law == "text_pct":
        return f"text {after.text_pct} % = {after.pct} %"
    return f"text {after.new} / {after.old} - 1 = {after.text_pct} %"


def _value(fact: Fact | None) -> Decimal | None:
    return fact.value if fact is not None and isinstance(fact.value, Decimal) else None


def _percent(fact: Fact | None) -> Decimal | None:
    return (
        fact.change.pct
        if fact is not None and fact.change is not None and isinstance(fact.change.pct, Decimal)
        else None
    )


def _scale(fact: Fact) -> Decimal:
    if isinstance(fact.value, Decimal) and isinstance(fact.canonical_value, Decimal) and fact.value:
        return fact.canonical_value / fact.value
    return Decimal(1)
