"""Rises and falls: a printed percentage or step against the two levels it joins."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from monazite.facts.record import Check
from monazite.read.check.figures import POINTS, RATIOS, Figure
from monazite.read.check.outcome import Outcome, Side, check
from monazite.read.check.templates import Match

HUNDRED = Decimal(100)


def change_between(doc: str, match: Match) -> Iterator[Check]:
    """``从A增至B，增幅X``: the change from A to B, in percent, in times, or in the unit of the levels."""
    before, after, by = match["a"], match["b"], match["x"]
    if before.unit != after.unit or not before.unit or (before.unit in RATIOS and by.unit != POINTS):
        return
    for old, end, change in end_by_end(before, after, by, match.sign):
        new = end
        outcomes = list(readings(old, new, change, match.sign))
        if not outcomes:
            return
        best = next((o for o in outcomes if o.holds), None)
        if best is None and not (change.is_range or new.is_range):
            best, new = other_level(match, old, new, change)
        best = best or outcomes[0]
        rule = "growth" if by.unit in {"%", "times"} else "difference"
        decided = match.certain and not aside(match) and not (before.bound or after.bound)
        yield check(doc, rule, best, (old, new, change), decided=decided, finding=f"{by.text} ≠ {best.expression}")


def other_level(match: Match, before: Figure, after: Figure, by: Figure) -> tuple[Outcome | None, Figure]:
    """A change may be of a level before the nearest one: 销量7536吨（其中…2748吨），比上年同期（5391吨）增长…."""
    figures = match.sentence.figures
    for other in reversed(figures[: figures.index(match["b"])]):
        if other.unit == after.unit and other is not match["a"]:
            held = next((o for o in readings(before, other, by, match.sign) if o.holds), None)
            if held:
                return held, other
    return None, after


def aside(match: Match) -> bool:
    """Whether the level stands in a bracket that closes before the change: it is not what changes."""
    words = match.sentence.skeleton[match.start :]
    closing, opening = words.find("）"), words.find("（")
    return closing >= 0 and (opening < 0 or closing < opening)


def end_by_end(before: Figure, after: Figure, by: Figure, sign: int) -> Iterator[tuple[Figure, Figure, Figure]]:
    """Ranges are compared end by end: the low level belongs to the low growth, and to the deep fall."""
    if not by.is_range or not (before.is_range or after.is_range):
        yield before, after, by
        return
    for end in (0, 1):
        yield before.at_end(end), after.at_end(end), by.at_end(end if sign > 0 else 1 - end)


def readings(before: Figure, after: Figure, by: Figure, sign: int) -> Iterator[Outcome]:
    """Each way the trade reads a stated change, the usual one first."""
    old, new = Side.digits(before), Side.digits(after)
    if by.unit == before.unit or (before.unit == "%" and by.unit == POINTS):
        yield Outcome(f"{after.text} - {before.text}", new - old, signed(Side.of(by), sign), by.unit, by)
    if by.unit not in {"%", "times"} or not old.divisible():
        return
    ratio = new / old
    expression = f"{after.text} / {before.text} - 1"
    grown = ratio.shifted(-1).scaled(HUNDRED)
    if by.unit == "%":
        yield Outcome(expression, grown, signed(Side.of(by), sign), "%")
    else:
        yield Outcome(expression, grown, signed(Side.of(by).scaled(HUNDRED), sign), "%")
        yield Outcome(f"{after.text} / {before.text}", ratio, Side.of(by), "×")


def increment(doc: str, match: Match) -> Iterator[Check]:
    """``B，比上年增加D，增长X``: the step over the level it starts from, which is not printed."""
    level, step, by = match["b"], match["d"], match["x"]
    if level.unit != step.unit or level.unit in RATIOS or by.unit != "%":
        return
    moved = signed(Side.digits(step), match.sign)
    base = Side.digits(level) - moved
    if base.divisible():
        sign = "-" if match.sign > 0 else "+"
        expression = f"{step.text} / ({level.text} {sign} {step.text})"
        outcome = Outcome(expression, (moved / base).scaled(HUNDRED), signed(Side.of(by), match.sign), "%")
        if outcome.holds or match.certain:
            yield check(doc, "growth", outcome, (level, step, by))


def signed(side: Side, sign: int) -> Side:
    """A fall is printed without its sign."""
    if sign < 0 and side.value > 0:
        return side.scaled(-1)
    return side


def stepped(doc: str, match: Match) -> Iterator[Check]:
    """``A，调高D到B``: the level before, the step and the level after."""
    before, step, after = match["a"], match["d"], match["b"]
    if not before.unit == step.unit == after.unit or before.unit in RATIOS:
        return
    sign = "+" if match.sign > 0 else "-"
    left = Side.digits(before) + signed(Side.digits(step), match.sign)
    outcome = Outcome(f"{before.text} {sign} {step.text}", left, Side.of(after), after.unit, after)
    if outcome.holds or match.certain:
        yield check(doc, "step", outcome, (before, step, after), finding=f"{after.text} ≠ {outcome.expression}")
