from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.facts.record import Fact
from monazite.read.document import Document
from monazite.read.repair import repair, suspicions
from monazite.read.repair.digits import Numbers, laws_of, slip_of
from monazite.read.repair.edits import edits_of
from monazite.read.table import table_facts

Build = Callable[..., Document]
Line = Callable[..., Fact]
D = Decimal
TRUE = Numbers(D("907.38"), D("769.43"), D("-15.20"), D("76.94"), D("-15.2"), D(10))
TABLE = """2022年8月均价（单位：公斤）
产品名\t7月平均价\t8月平均价\t环比
氧化镨\t909.38\t775.76\t-14.69%
氧化钕\t{old}\t{new}\t{pct}%
金属钕\t1128.05\t975.05\t-13.56%"""


def test_true_numbers_keep_every_law() -> None:
    assert laws_of(TRUE) == {"change": True, "twin": True, "text_pct": True}
    assert slip_of(TRUE) is None


@pytest.mark.parametrize(
    ("cell", "wrong"),
    [("old", "967.38"), ("old", "90738"), ("new", "169.43"), ("new", "76943"), ("pct", "-75.20"), ("pct", "15.20"),
     ("text", "16.94"), ("text_pct", "-75.2")],
)  # fmt: skip
def test_one_slip_is_put_back_exactly(cell: str, wrong: str) -> None:
    slip = slip_of(TRUE._replace(**{cell: D(wrong)}))
    assert slip is not None
    assert slip.values == ((cell, getattr(TRUE, cell)),)
    assert len(slip.witnesses) >= 2


def test_exchanged_cells_are_put_back() -> None:
    slip = slip_of(TRUE._replace(old=TRUE.new, new=TRUE.old))
    assert slip is not None
    assert dict(slip.values) == {"old": TRUE.old, "new": TRUE.new}


def test_without_text_nothing_says_which_number_is_wrong() -> None:
    assert slip_of(TRUE._replace(text=None, text_pct=None, old=D("967.38"))) is None


def test_two_errors_are_left() -> None:
    assert slip_of(TRUE._replace(old=D("967.38"), text=D("76.34"))) is None


@given(st.decimals(min_value="0.01", max_value=10**5, places=2), st.booleans())
def test_edits_change_the_number_once_and_never_repeat(number: Decimal, signed: bool) -> None:  # noqa: FBT001
    values = [edit.value for edit in edits_of(number, signed=signed)]
    assert number not in values
    assert len(values) == len(set(values))
    assert signed or all(value >= 0 for value in values)


@given(st.integers(100, 10**6), st.integers(0, 9), st.integers(0, 5))
def test_every_single_digit_error_can_be_undone(cents: int, digit: int, place: int) -> None:
    true = Decimal(cents).scaleb(-2)
    text = str(true)
    places = [i for i, c in enumerate(text) if c.isdigit()]
    at = places[place % len(places)]
    wrong = text[:at] + str(digit) + text[at + 1 :]
    if wrong != text and not wrong.startswith("0"):
        assert true in {edit.value for edit in edits_of(Decimal(wrong), signed=False)}


def test_a_price_in_a_table_is_put_back_through_the_text(tabbed: Build, line: Line) -> None:
    document = tabbed(TABLE.format(old="907.38", new="169.43", pct="-15.20"))
    facts = [line("氧化钕", "76.94", "-15.2"), *table_facts(document)]
    fixed = [f for f in repair(document, facts) if f.repair is not None]
    assert [(f.value, f.canonical_value, f.status) for f in fixed] == [(D("769.43"), D("769.43"), "repaired")]
    proof = fixed[0].repair
    assert proof is not None
    assert (proof.part, proof.as_written, proof.becomes) == ("value", "169.43", "769.43")
    assert repair(document, repair(document, facts)) == repair(document, facts)


def test_a_price_in_the_text_is_put_back_through_the_table(tabbed: Build, line: Line) -> None:
    document = tabbed(TABLE.format(old="907.38", new="769.43", pct="-15.20"))
    facts = [line("氧化钕", "16.94", "-15.2"), *table_facts(document)]
    assert [f.value for f in repair(document, facts) if f.repair is not None] == [D("76.94")]


def test_an_error_that_cannot_be_placed_is_reported(tabbed: Build) -> None:
    document = tabbed(TABLE.format(old="907.38", new="169.43", pct="-15.20"))
    facts = table_facts(document)
    assert [f.value for f in repair(document, facts)] == [f.value for f in facts]
    rows = {d.fact.place.row for d in suspicions(document, facts) if d.part == "value" and d.fact.place}
    assert rows == {2}
