from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.facts import batch_of, days_of


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026-06-30", date(2026, 6, 30), date(2026, 6, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
        ("2022 batch 1+2", date(2022, 1, 1), date(2022, 12, 31)),
        ("2022-01/2022-08-08", date(2022, 1, 1), date(2022, 8, 8)),
    ],
)
def test_days(period: str, first: date, last: date) -> None:
    assert days_of(period) == (first, last)


@pytest.mark.parametrize("period", [None, "", "--08-13", "2022-13", "2022-06-31", "2022-Q7", "recently", "2022/soon"])
def test_what_has_no_days(period: str | None) -> None:
    assert days_of(period) is None


@given(st.text(st.sampled_from("0123456789-/HQ batch+"), max_size=14))
def test_no_text_breaks_it(period: str) -> None:
    days = days_of(period)
    assert days is None or len(days) == 2


def test_batch() -> None:
    assert [batch_of(period) for period in ("2022 batch 2", "2022 batch 1+2", "2022", None)] == ["2", "1+2", None, None]
