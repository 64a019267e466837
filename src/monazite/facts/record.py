"""The records that stand between reading and everything else: Fact, Change, Check, Correction.

The field list of a fact is DESIGN's fact record; its values (kinds, canonical units, periods, bases) are documented in
this room's README.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from decimal import Decimal
from typing import Any, Literal

from monazite.core.interval import Interval

Status = Literal["verified", "unchecked", "contradicted", "repaired"]
Number = Decimal | tuple[Decimal, Decimal]
"""A printed number with its digits, or a range of two."""

CORE_KINDS = (
    "price", "price_index", "price_move", "quota", "output", "trade", "demand", "capacity", "share", "reserve",
    "target",
)  # fmt: skip
OTHER_KINDS = (
    "sales/installation", "company_result", "policy", "standard_plan", "material_property", "company_event",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Change:
    """A stated change of a quantity.

    Args:
        pct: in percent, negative for a fall; a range is a pair.
        abs: in the fact's canonical unit, negative for a fall.
        basis: ``dod``, ``mom``, ``qoq``, ``yoy``, ``CAGR``, an ISO date or period, ``period start``, ``unstated``.
        qualifier: 约 ≥ > < ≤, as printed.
    """

    pct: Number | None = None
    abs: Number | None = None
    basis: str = "unstated"
    qualifier: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact stands inside its document; offsets count characters like the fact's own ``start`` and ``end``.

    Args:
        block: number of the block, from 0.
        row: row of the table, from 0, header rows included; None in prose.
        column: column of the table, from 0.
        number: the printed number itself.
        subject: the printed subject.
        unit: where the unit stands: beside the number, in a header cell or in the caption.
    """

    block: int
    row: int | None = None
    column: int | None = None
    number: Span | None = None
    subject: Span | None = None
    unit: Span | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A repair with its proof: what was written, what it should be, who testifies, and how far the next best is.

    Args:
        as_written: the printed text.
        becomes: the text under which most checks hold.
        part: which field of the fact was wrong: ``subject``, ``value`` or ``unit``.
        witnesses: each a sentence fragment naming its evidence, such as ``spec Dy80%`` or ``text pair 226.88 万元/吨``.
        gap_to_second_best: cost of the second-best repair minus the cost of this one, in the units of the room README.
    """

    as_written: str
    becomes: str
    part: Literal["subject", "value", "unit"]
    witnesses: tuple[str, ...]
    gap_to_second_best: float


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement of one document, cited to the character. See the room's README for each field."""

    doc: str
    kind: str
    subject: str
    quote: str
    start: int
    end: int
    subject_as_written: str = ""
    formula: str | None = None
    attribute: str | None = None
    value: Number | None = None
    unit: str | None = None
    canonical_value: Number | None = None
    canonical_unit: str | None = None
    period: str | None = None
    change: Change | None = None
    region: str | None = None
    org: str | None = None
    spec: str | None = None
    scope: str | None = None
    qualifier: str | None = None
    field: str | None = None
    status: Status = "unchecked"
    checks: tuple[str, ...] = ()
    repair: Correction | None = None
    place: Place | None = dataclass_field(default=None, compare=False)

    @property
    def id(self) -> str:
        """Identity of the record: its document, its place and what it states there, read twice the same."""
        where = self.place.number if self.place and self.place.number else Span(self.start, self.end)
        what = (self.kind, self.attribute, self.subject_as_written, self.org, self.period)
        return "f" + digest(self.doc, self.field, where.start, where.end, *what)

    @property
    def statement(self) -> str:
        """Identity of what is stated, shared by every record that states the same thing about the same period.

        The value is no part of it: two records of one statement with different values are a conflict.
        """
        return "s" + digest(
            self.kind, self.subject, self.attribute, self.period, self.region, self.org, self.spec, self.canonical_unit
        )

    def as_json(self) -> dict[str, Any]:
        """The fact as the JSON object of DESIGN section 7; ``place`` is kept inside."""
        change, repair = self.change, self.repair
        return {
            "id": self.id, "statement": self.statement, "doc": self.doc, "kind": self.kind, "subject": self.subject,
            "subject_as_written": self.subject_as_written, "formula": self.formula, "attribute": self.attribute,
            "value": plain(self.value), "unit": self.unit, "canonical_value": plain(self.canonical_value),
            "canonical_unit": self.canonical_unit, "period": self.period,
            "change": change and {"pct": plain(change.pct), "abs": plain(change.abs), "basis": change.basis,
                                  "qualifier": change.qualifier},
            "region": self.region, "org": self.org, "spec": self.spec, "scope": self.scope,
            "qualifier": self.qualifier, "quote": self.quote, "start": self.start, "end": self.end,
            "field": self.field, "status": self.status, "checks": list(self.checks),
            "repair": repair and {"part": repair.part, "as_written": repair.as_written, "becomes": repair.becomes,
                                  "witnesses": list(repair.witnesses),
                                  "gap_to_second_best": repair.gap_to_second_best},
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a check: a printed number (or word) and, where it is one, the fact it belongs to."""

    text: str
    start: int
    end: int
    fact_id: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One relation tried on printed numbers, with both sides worked out.

    Args:
        doc: the document, or the first of several.
        rule: name of the rule, such as ``change_pct``, ``sum``, ``unit_twin``; listed in the read room's README.
        inputs: the numbers it used, each cited.
        arithmetic: the sum written out with the document's own figures: ``775.76 / 909.38 - 1 = -14.69 %``.
        left: the computed side; right: the printed side.
        left_interval, right_interval: both with the rounding of the printed digits.
        holds: True, False, or None when the inputs cannot tell.
        finding: what a failure means for the reader, when the rule knows more than that the sides differ.
    """

    doc: str
    rule: str
    inputs: tuple[Input, ...]
    arithmetic: str
    left: Decimal | None
    right: Decimal | None
    left_interval: Interval | None
    right_interval: Interval | None
    holds: bool | None
    finding: str | None = None

    @property
    def id(self) -> str:
        """Identity of the check: its document, rule and inputs."""
        return "c" + digest(self.doc, self.rule, *((i.start, i.end, i.text, i.fact_id) for i in self.inputs))

    def as_json(self) -> dict[str, Any]:
        """The check as ``monazite check --json`` prints it."""
        both = (self.left_interval, self.right_interval)
        left, right = ([plain(i.low), plain(i.high)] if i else None for i in both)
        return {
            "id": self.id, "doc": self.doc, "rule": self.rule,
            "facts": [i.fact_id for i in self.inputs if i.fact_id],
            "inputs": [{"text": i.text, "start": i.start, "end": i.end, "fact": i.fact_id} for i in self.inputs],
            "arithmetic": self.arithmetic, "left": plain(self.left), "right": plain(self.right),
            "left_interval": left, "right_interval": right, "holds": self.holds, "finding": self.finding,
        }  # fmt: skip


def digest(*parts: object) -> str:
    """Twelve hexadecimal digits (48 bits) of SHA-256 over the parts."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:12]


def plain(number: Number | None) -> float | int | list[float | int] | None:
    """A number as JSON writes it: an integer where it is one, a float with the printed digits, a pair for a range."""
    if number is None:
        return None
    if isinstance(number, tuple):
        return [plain_one(number[0]), plain_one(number[1])]
    return plain_one(number)


def plain_one(number: Decimal) -> float | int:
    """One decimal as a JSON number."""
    return int(number) if number == number.to_integral_value() else float(number)
