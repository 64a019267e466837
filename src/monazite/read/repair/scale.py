"""Units put right: a table whose every price is ten to some power of the text's, or one line that is so of its row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import log
from statistics import median

from monazite.core.interval import Interval
from monazite.facts.record import Correction, Fact
from monazite.read.repair.gather import newest_of, tables_in
from monazite.read.repair.levels import Levels
from monazite.read.repair.twins import same_change
from monazite.read.repair.weights import GAP_NEEDED, weights
from monazite.reference import Unit, unit

PRICE_UNITS = ("元/公斤", "万元/吨", "元/吨", "万元/公斤")
"""Units in which the trade quotes prices, the commonest first."""
POWERS = tuple(power for power in range(-5, 6) if power)
FEWEST_PAIRS = 3
"""So many pairs of table and text must agree on one power of ten."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A row and the line of text about it; ``power`` is the text's price over the table's, in powers of ten."""

    row: Fact
    line: Fact
    power: int


def with_units(facts: Sequence[Fact], levels: Levels) -> list[Fact]:
    """Facts whose unit is put right where pairs of table and text, and another witness, prove it."""
    new: dict[int, Fact] = {}
    prices = [fact for fact in facts if fact.kind == "price"]
    lines = [fact for fact in prices if fact.place is None or fact.place.row is None]
    for rows in tables_in(prices).values() if lines else ():
        pairs = list(_pairs(rows, lines))
        wrong = {pair.power for pair in pairs if pair.power}
        right = [pair for pair in pairs if not pair.power]
        if all(fact.unit is None for facts_of_row in rows.values() for fact in facts_of_row):
            new |= _without_unit(rows, pairs, levels)
        elif len(wrong) == 1 and not right and len(pairs) >= FEWEST_PAIRS:
            new |= _table(rows, pairs, levels)
        elif len(right) >= FEWEST_PAIRS:
            new |= {id(pair.line): _line(pair, len(right)) for pair in pairs if pair.power}
    return [new.get(id(fact), fact) for fact in facts]


def _pairs(rows: Mapping[int, Sequence[Fact]], lines: Sequence[Fact]) -> Iterator[Pair]:
    for facts in rows.values():
        row = newest_of(facts)
        same = [line for line in lines if _is_same(line, row)]
        if len(same) == 1 and (power := _power(row, same[0])) is not None:
            yield Pair(row, same[0], power)


def _is_same(line: Fact, row: Fact) -> bool:
    return line.subject == row.subject and line.period == row.period and same_change(line, row) is True


def _power(row: Fact, line: Fact) -> int | None:
    """By which power of ten the text's price exceeds the table's, to the printed digits; None for any other ratio."""
    if not isinstance(row.value, Decimal) or not isinstance(line.value, Decimal) or line.canonical_unit != "CNY/kg":
        return None
    if row.canonical_unit not in ("CNY/kg", None):
        return None
    ours = Interval.printed(row.value).scaled(_factor(row))
    theirs = Interval.printed(line.value).scaled(_factor(line))
    return next((p for p in (0, *POWERS) if ours.scaled(Decimal(10) ** p).meets(theirs)), None)


def _table(rows: Mapping[int, Sequence[Fact]], pairs: Sequence[Pair], levels: Levels) -> dict[int, Fact]:
    """All facts of a table in the unit that its text proves, if the prices of the time agree."""
    power = pairs[0].power
    meant = _unit_of(_factor(pairs[0].row) * Decimal(10) ** power)
    before, after = _distance([p.row for p in pairs], levels), _distance([p.line for p in pairs], levels)
    if meant is None or before is None or after is None or before - after < 1:
        return {}
    shown = pairs[0]
    witnesses = (
        f"twin {shown.line.value} {shown.line.unit} = {shown.row.value} {meant.text}, ×{len(pairs)}",
        f"level median distance e^{after:.1f}, not e^{before:.1f}",
    )
    gap = weights()["second_edit"] - weights()["unit"] + len(pairs) - FEWEST_PAIRS
    return {id(fact): _with_unit(fact, meant, witnesses, gap) for facts in rows.values() for fact in facts}


def _without_unit(rows: Mapping[int, Sequence[Fact]], pairs: Sequence[Pair], levels: Levels) -> dict[int, Fact]:
    """All facts of a table without a unit in the one that makes its prices the text's, if the levels agree."""
    powers = {pair.power for pair in pairs}
    meant = _unit_of(Decimal(10) ** pairs[0].power) if len(powers) == 1 else None
    after = _distance([pair.line for pair in pairs], levels)
    if meant is None or after is None or after > 1 or len(pairs) < FEWEST_PAIRS:
        return {}
    shown = pairs[0]
    witnesses = (
        f"twin {shown.line.value} {shown.line.unit} = {shown.row.value} {meant.text}, ×{len(pairs)}",
        f"level median distance e^{after:.1f}",
    )
    gap = weights()["second_edit"] - weights()["unit"] + len(pairs) - FEWEST_PAIRS
    return {id(fact): _with_unit(fact, meant, witnesses, gap) for facts in rows.values() for fact in facts}


def _line(pair: Pair, vouching: int) -> Fact:
    """A line of text in the unit that makes it its row's price."""
    meant = _unit_of(_factor(pair.line) / Decimal(10) ** pair.power)
    gap = weights()["second_edit"] - weights()["unit"]
    if meant is None or gap < GAP_NEEDED:
        return pair.line
    witnesses = (
        f"table {pair.row.value} {pair.row.unit}, {vouching} other pairs hold",
        f"change {pair.line.change.pct if pair.line.change else ''} %",
    )
    return _with_unit(pair.line, meant, witnesses, gap)


def _with_unit(fact: Fact, meant: Unit, witnesses: tuple[str, ...], gap: float) -> Fact:
    value = fact.value
    if value is None:
        return fact
    canonical = (value[0] * meant.factor, value[1] * meant.factor) if isinstance(value, tuple) else value * meant.factor
    proof = Correction(fact.unit or "", meant.text, "unit", witnesses, round(gap, 2))
    return replace(
        fact,
        unit=meant.text,
        canonical_value=canonical,
        canonical_unit=meant.canonical,
        status="repaired",
        repair=proof,
    )


def _unit_of(factor: Decimal) -> Unit | None:
    return next((found for text in PRICE_UNITS if (found := unit(text)) is not None and found.factor == factor), None)


def _factor(fact: Fact) -> Decimal:
    stated = unit(fact.unit) if fact.unit else None
    return stated.factor if stated is not None else Decimal(1)


def _distance(facts: Sequence[Fact], levels: Levels) -> float | None:
    """Median distance of prices from their levels, in logarithms; None without levels."""
    found = []
    for fact in facts:
        level = levels.of(fact.subject, fact.period or "")
        if level is not None and isinstance(fact.value, Decimal) and fact.value > 0:
            found.append(abs(log(float(fact.value * _factor(fact)) / level.price)))
    return median(found) if found else None
