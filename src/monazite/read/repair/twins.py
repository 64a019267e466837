"""Lines of running text that state the same price as a row of a table: 226.88 万元/吨 = 2268.81 元/公斤."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from monazite.core.interval import Interval
from monazite.facts.record import Fact

FEWEST_DIGITS = 3
"""A price with fewer printed digits equals too many others by chance; it needs the same change or name."""


def interval_of(fact: Fact) -> Interval | None:
    """All canonical values that print as the fact's number, or None for a range or a fact without a unit."""
    if not isinstance(fact.value, Decimal) or not isinstance(fact.canonical_value, Decimal) or fact.value == 0:
        return None
    return Interval.printed(fact.value).scaled(fact.canonical_value / fact.value)


def twins_of(rows: Mapping[int, Sequence[Fact]], lines: Sequence[Fact]) -> dict[int, list[Fact]]:
    """For each row of a table the lines of text that state the price of one of its periods.

    Args:
        rows: facts of each row.
        lines: price facts of the running text.
    """
    found: dict[int, list[Fact]] = {}
    for line in lines:
        equal = [(row, fact) for row, facts in rows.items() for fact in facts if _states_same(line, fact)]
        chosen = _chosen(line, equal)
        if chosen is not None:
            found.setdefault(chosen, []).append(line)
    return found


def same_change(line: Fact, fact: Fact) -> bool | None:
    """Whether two facts state the same change, to their printed digits; None where one states none."""
    a, b = _percent(line), _percent(fact)
    if a is None or b is None:
        return None
    return Interval.printed(a).meets(Interval.printed(b))


def same_time(a: str | None, b: str | None) -> bool:
    """Whether two periods may be one: equal, one inside the other (2022-08-01 in 2022-08), or one not stated."""
    return not a or not b or a.startswith(b) or b.startswith(a)


def significant_digits(number: Decimal) -> int:
    """How many digits a number prints: 0.80 -> 2, 226.88 -> 5."""
    return len(number.as_tuple().digits)


def _states_same(line: Fact, fact: Fact) -> bool:
    if line.canonical_unit != fact.canonical_unit or not same_time(line.period, fact.period):
        return False
    a, b = interval_of(line), interval_of(fact)
    return a is not None and b is not None and a.meets(b) and same_change(line, fact) is not False


def _chosen(line: Fact, equal: list[tuple[int, Fact]]) -> int | None:
    """The one row that a line can be about: by value and change, then by name."""
    strong = [row for row, fact in equal if _is_strong(line, fact)]
    if len(set(strong)) == 1:
        return strong[0]
    named = {row for row, fact in equal if fact.subject == line.subject}
    return named.pop() if len(named) == 1 else None


def _is_strong(line: Fact, fact: Fact) -> bool:
    digits = significant_digits(line.value) if isinstance(line.value, Decimal) else 0
    return (
        same_change(line, fact) is True
        or digits > FEWEST_DIGITS
        or (digits == FEWEST_DIGITS and fact.subject == line.subject)
    )


def _percent(fact: Fact) -> Decimal | None:
    return fact.change.pct if fact.change and isinstance(fact.change.pct, Decimal) else None


def lines_by_name(
    rows: Mapping[int, Sequence[Fact]], lines: Sequence[Fact], twins: Mapping[int, Sequence[Fact]]
) -> dict[int, Fact]:
    """Lines of text about a row by name and period whose price is not the row's: one of the two may be misread.

    Args:
        rows: facts of each row.
        lines: price facts of the running text.
        twins: lines that state a row's price; they are no candidates.
    """
    used = {id(line) for found in twins.values() for line in found}
    found: dict[int, Fact] = {}
    for row, facts in rows.items():
        newest = max(facts, key=lambda fact: (fact.period or "", fact.change is not None))
        if row in twins or _named_often(newest, rows):
            continue
        same = [line for line in lines if id(line) not in used and _is_about(line, newest)]
        if len(same) == 1:
            found[row] = same[0]
    return found


def _is_about(line: Fact, newest: Fact) -> bool:
    """Same product, period and unit, and price or change in common: else it is another grade or another quote."""
    if (
        line.subject != newest.subject
        or not same_time(line.period, newest.period)
        or line.canonical_unit != newest.canonical_unit
    ):
        return False
    a, b = interval_of(line), interval_of(newest)
    return same_change(line, newest) is True or (a is not None and b is not None and a.meets(b))


def _named_often(newest: Fact, rows: Mapping[int, Sequence[Fact]]) -> bool:
    return sum(any(fact.subject == newest.subject for fact in facts) for facts in rows.values()) > 1
