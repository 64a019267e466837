from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.core import Interval
from monazite.facts import Change, Check, Correction, DocumentRecord, Fact, Input, Place, Shown, Span
from monazite.facts.rows import check_of, check_row, correction_row, fact_of, fact_row, number_of, number_text, shown_of

NUMBER = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=3)
VALUE = st.none() | NUMBER | st.tuples(NUMBER, NUMBER) | st.just(Decimal("1.2E+8"))
TEXT = st.text(max_size=6)
MAYBE = st.none() | TEXT
SPAN = st.none() | st.builds(Span, st.integers(0, 99), st.integers(0, 99))
BASIS = st.sampled_from(["mom", "yoy", "2022-01", "unstated"])
CHANGE = st.none() | st.builds(Change, VALUE, VALUE, BASIS, MAYBE)
REPAIR = st.none() | st.builds(
    Correction,
    TEXT,
    TEXT,
    st.sampled_from(["subject", "value", "unit"]),
    st.lists(TEXT, max_size=3).map(tuple),
    st.floats(0, 9),
)
PLACE = st.none() | st.builds(
    Place, st.integers(0, 9), st.none() | st.integers(0, 9), st.none() | st.integers(0, 9), SPAN, SPAN, SPAN
)
FACT = st.builds(
    Fact,
    doc=TEXT, kind=st.sampled_from(["price", "quota"]), subject=TEXT, quote=TEXT, start=st.integers(0, 99),
    end=st.integers(0, 99), subject_as_written=TEXT, formula=MAYBE, attribute=MAYBE, value=VALUE, unit=MAYBE,
    canonical_value=VALUE, canonical_unit=MAYBE, period=st.sampled_from([None, "2022-08", "2022 batch 2", "--08-13"]),
    change=CHANGE, region=MAYBE, org=MAYBE, spec=MAYBE, scope=MAYBE, qualifier=MAYBE, field=MAYBE,
    status=st.sampled_from(["verified", "repaired"]), checks=st.just(()), repair=REPAIR, place=PLACE,
)  # fmt: skip
DOCUMENT = DocumentRecord("00", None, "a.md", "markdown", "utf-8", "正文")


@settings(max_examples=30, deadline=None)
@given(FACT, SPAN, SPAN)
def test_a_fact_comes_back_from_its_rows(fact: Fact, quote: Span | None, number: Span | None) -> None:
    row = fact_row(DOCUMENT, 0, fact, Shown(quote, number))
    repair = correction_row(DOCUMENT.id, 0, fact.repair) if fact.repair else {}
    names = {"repair_gap": "gap_to_second_best"}
    for name in ("repair_part", "repair_as_written", "repair_becomes", "repair_witnesses", "repair_gap"):
        row[name] = repair.get(names.get(name, name.removeprefix("repair_")))
    again = fact_of(row)
    assert again == fact
    assert again.place == fact.place
    assert (again.id, again.statement) == (fact.id, fact.statement) == (row["id"], row["statement"])
    assert shown_of(row) == Shown(quote, number)


@settings(max_examples=30, deadline=None)
@given(VALUE)
def test_a_printed_number_keeps_its_digits(value: Decimal | tuple[Decimal, Decimal] | None) -> None:
    again = number_of(number_text(value))
    assert repr(again) == repr(value)


SIDE = st.none() | NUMBER
INTERVAL = st.none() | st.builds(Interval, NUMBER, NUMBER)
CHECK = st.builds(
    Check, TEXT, st.sampled_from(["sum", "twin"]),
    st.lists(st.builds(Input, TEXT, st.integers(0, 9), st.integers(0, 9), MAYBE), max_size=3).map(tuple),
    TEXT, SIDE, SIDE, INTERVAL, INTERVAL, st.none() | st.booleans(), MAYBE,
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(CHECK)
def test_a_check_comes_back_from_its_row(check: Check) -> None:
    row = check_row("d1", 3, check)
    assert check_of(row) == check
    assert check_of(row).id == row["id"]
