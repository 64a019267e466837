"""Facts and checks as rows of the database, and back without loss."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from monazite.core.interval import Interval
from monazite.facts.period import days_of
from monazite.facts.record import Change, Check, Correction, Fact, Input, Number, Place, Span
from monazite.facts.stored import DocumentRecord, Shown

Row = dict[str, Any]
PLAIN = (
    "id", "statement", "doc", "kind", "subject", "subject_as_written", "formula", "attribute", "unit", "canonical_unit",
    "period", "region", "org", "spec", "scope", "qualifier", "quote", "start", "end", "field", "status",
)  # fmt: skip
"""Fields of a fact that are columns as they are."""


def fact_row(document: DocumentRecord, ordinal: int, fact: Fact, shown: Shown) -> Row:
    """A fact as a row of table ``facts``."""
    change = fact.change or Change(basis="")
    days = days_of(fact.period)
    return {
        "document_id": document.id, "item": document.item, "ordinal": ordinal,
        **{name: getattr(fact, name) for name in PLAIN},
        "value": number_text(fact.value), "value_low": low(fact.value), "value_high": high(fact.value),
        "canonical_value": number_text(fact.canonical_value), "canonical_low": low(fact.canonical_value),
        "canonical_high": high(fact.canonical_value),
        "period_start": days and days[0].isoformat(), "period_end": days and days[1].isoformat(),
        "change_pct": number_text(change.pct), "change_pct_low": low(change.pct),
        "change_abs": number_text(change.abs), "change_abs_low": low(change.abs),
        "change_basis": change.basis or None, "change_qualifier": change.qualifier,
        "place": fact.place and place_json(fact.place),
        **_span("view", shown.quote), **_span("number", shown.number),
    }  # fmt: skip


def correction_row(document: str, ordinal: int, repair: Correction) -> Row:
    """A correction as a row of table ``corrections``."""
    return {
        "document_id": document, "ordinal": ordinal, "part": repair.part, "as_written": repair.as_written,
        "becomes": repair.becomes, "witnesses": list(repair.witnesses), "gap_to_second_best": repair.gap_to_second_best,
    }  # fmt: skip


def fact_of(row: Row, checks: tuple[str, ...] = ()) -> Fact:
    """The fact of a row of the facts list: table ``facts`` with the columns of its correction.

    Args:
        row: with the keys of `FACTS`.
        checks: ids of the checks that used it.
    """
    names = [name for name in PLAIN if name not in ("id", "statement")]
    return Fact(
        **{name: row[name] for name in names},
        value=number_of(row["value"]),
        canonical_value=number_of(row["canonical_value"]),
        change=_change(row),
        checks=checks,
        repair=_correction(row),
        place=row["place"] and place_of(row["place"]),
    )


def shown_of(row: Row) -> Shown:
    """Where the fact of a row stands in the text for display."""
    return Shown(_span_of(row, "view"), _span_of(row, "number"))


def _change(row: Row) -> Change | None:
    if row["change_basis"] is None:
        return None
    return Change(
        number_of(row["change_pct"]), number_of(row["change_abs"]), row["change_basis"], row["change_qualifier"]
    )


def _correction(row: Row) -> Correction | None:
    if row["repair_part"] is None:
        return None
    return Correction(
        row["repair_as_written"], row["repair_becomes"], row["repair_part"], tuple(row["repair_witnesses"]),
        row["repair_gap"],
    )  # fmt: skip


def number_text(number: Number | None) -> str | None:
    """A printed number with its digits, a range with ``~`` between.

    >>> number_text((Decimal("3.60"), Decimal("3.9"))), number_text(Decimal("1.2E+8"))
    ('3.60~3.9', '1.2E+8')
    """
    if number is None:
        return None
    return f"{number[0]}~{number[1]}" if isinstance(number, tuple) else str(number)


def number_of(text: str | None) -> Number | None:
    """What `number_text` was given."""
    if text is None:
        return None
    first, tilde, last = text.partition("~")
    return (Decimal(first), Decimal(last)) if tilde else Decimal(first)


def low(number: Number | None) -> float | None:
    """The number, or the lower end of a range, as a float for sorting."""
    return None if number is None else float(min(number) if isinstance(number, tuple) else number)


def high(number: Number | None) -> float | None:
    """The number, or the upper end of a range, as a float for sorting."""
    return None if number is None else float(max(number) if isinstance(number, tuple) else number)


def _span(name: str, span: Span | None) -> Row:
    return {f"{name}_start": span and span.start, f"{name}_end": span and span.end}


def _span_of(row: Row, name: str) -> Span | None:
    start, end = row[f"{name}_start"], row[f"{name}_end"]
    return None if start is None else Span(start, end)


def place_json(place: Place) -> Row:
    """A place as JSON: numbers of block, row and column; spans as pairs."""
    spans = {"number": place.number, "subject": place.subject, "unit": place.unit}
    pairs = {name: [span.start, span.end] for name, span in spans.items() if span}
    return {"block": place.block, "row": place.row, "column": place.column, **pairs}


def place_of(value: Row) -> Place:
    """What `place_json` was given."""
    spans = {name: Span(*value[name]) for name in ("number", "subject", "unit") if name in value}
    return Place(value["block"], value["row"], value["column"], **spans)


def check_row(document: str, ordinal: int, check: Check, statement: str | None = None) -> Row:
    """A check as a row of table ``checks``."""
    left, right = check.left_interval, check.right_interval
    return {
        "document_id": document, "id": check.id, "ordinal": ordinal, "doc": check.doc, "rule": check.rule,
        "arithmetic": check.arithmetic, "left": number_text(check.left), "right": number_text(check.right),
        "left_low": left and str(left.low), "left_high": left and str(left.high),
        "right_low": right and str(right.low), "right_high": right and str(right.high),
        "holds": check.holds, "finding": check.finding, "statement": statement,
        "inputs": [{"text": i.text, "start": i.start, "end": i.end, "fact": i.fact_id} for i in check.inputs],
    }  # fmt: skip


def check_of(row: Row) -> Check:
    """The check of a row."""
    inputs = tuple(Input(i["text"], i["start"], i["end"], i["fact"]) for i in row["inputs"])
    left, right = (row[side] and Decimal(row[side]) for side in ("left", "right"))
    return Check(
        row["doc"], row["rule"], inputs, row["arithmetic"], left, right, _interval(row, "left"),
        _interval(row, "right"), row["holds"], row["finding"],
    )  # fmt: skip


def _interval(row: Row, side: str) -> Interval | None:
    lower, upper = row[f"{side}_low"], row[f"{side}_high"]
    return None if lower is None else Interval(Decimal(lower), Decimal(upper))
