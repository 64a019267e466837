"""Products of factors: price times mass, intensity times power times share, a ratio of parts, half a year times two."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from monazite.core.interval import Interval
from monazite.facts.record import Check
from monazite.read.check.evidence import MARK, Sentence
from monazite.read.check.figures import Figure
from monazite.read.check.outcome import Outcome, Side, check

KG_PER_TONNE = 1000

_RATIO = re.compile(
    rf"({MARK})[^。；]{{0,30}}?(\d+(?:\.\d+)?)\s*[:：∶比]\s*(\d+(?:\.\d+)?)\s*的?(?:结构|比例|配比|占比)[^。；]{{0,30}}?({MARK})"
)
_FULL_YEAR = re.compile(
    rf"({MARK})[^。；\ue000-\uf8ff]{{0,6}}?[，,；]\s*(?:预计)?全年[^。；\ue000-\uf8ff]{{0,10}}?({MARK})"
)


def price_times_mass(doc: str, sentence: Sentence) -> Iterator[Check]:
    """``价格为50万元/吨，需求量6.1万吨，市场规模305亿元``: holds, or nothing is said."""
    prices = [f for f in sentence.figures if f.unit == "CNY/kg"]
    masses = [f for f in sentence.figures if f.unit in {"t", "t/a"}]
    values = [f for f in sentence.figures if f.unit == "CNY"]
    for price in prices:
        for mass in masses:
            left = (Side.digits(price) * Side.digits(mass)).scaled(KG_PER_TONNE)
            for value in values:
                outcome = Outcome(f"{price.text} × {mass.text}", left, Side.of(value), "CNY", value)
                if outcome.holds:
                    yield check(doc, "product", outcome, (price, mass, value))


def intensity_chain(doc: str, figures: Sequence[Figure]) -> Iterator[Check]:
    """``0.33吨/MW``, ``50GW/年``, shares and ``6000-8000吨/年`` of one passage: t/MW × MW × share lies in the range."""
    intensities = [f for f in figures if f.unit == "t/MW"]
    powers = [f for f in figures if f.unit in {"MW", "MW/a"}]
    masses = [f for f in figures if f.unit in {"t", "t/a"} and f.is_range]
    shares = [f for f in figures if f.unit == "%"]
    for intensity in intensities:
        for mass in masses:
            for power in dict.fromkeys(powers):
                found = next((c for pair in pairwise(shares) if (c := chain(doc, intensity, power, pair, mass))), None)
                if found:
                    yield found


def chain(doc: str, intensity: Figure, power: Figure, shares: tuple[Figure, Figure], mass: Figure) -> Check | None:
    """The chain for two shares in a row, when the whole computed range lies in the printed one."""
    low, high = sorted(shares, key=lambda f: f.low)
    rate = Side((low.low + high.low) / 2, Interval(low.low, high.low))
    left = (Side.exact(intensity.low) * Side.exact(power.low) * rate).scaled(Decimal("0.01"))
    written = f"{intensity.text} × {power.text} × {low.text}–{high.text}"
    outcome = Outcome(written, left, Side.digits(mass), mass.unit, mass)
    inside = mass.interval.low <= left.interval.low and left.interval.high <= mass.interval.high
    return check(doc, "product", outcome, (intensity, power, low, high, mass)) if inside else None


def ratio_of_parts(doc: str, sentence: Sentence) -> Iterator[Check]:
    """``合计120GW以上，按6:4的结构，风电50GW``: one side of the ratio gives the part."""
    for found in _RATIO.finditer(sentence.skeleton):
        whole, part = sentence.figure(found[1]), sentence.figure(found[4])
        first, second = Decimal(found[2]), Decimal(found[3])
        if whole.unit.removesuffix("/a") != part.unit.removesuffix("/a") or not first + second:
            continue
        outcomes = [
            Outcome(
                f"{whole.text} × {of} / ({first} + {second})",
                Side.of(whole).scaled(of / (first + second)),
                Side.of(part),
                part.unit,
                part,
            )
            for of in (second, first)
        ]
        best = next((o for o in outcomes if o.holds), outcomes[0])
        yield check(doc, "product", best, (whole, part), decided=False, finding=f"{part.text} ≠ {best.expression}")


def half_year_doubled(doc: str, sentence: Sentence) -> Iterator[Check]:
    """``上半年用量1.8-1.95万吨，全年需求3.6-3.9万吨``: a forecast that doubles the half year says so."""
    if "半年" not in sentence.skeleton and "同期" not in sentence.skeleton:
        return
    for found in _FULL_YEAR.finditer(sentence.skeleton):
        half, year = sentence.figure(found[1]), sentence.figure(found[2])
        lead = re.split(MARK, sentence.skeleton[: found.start()])[-1]
        if "下半年" in lead:
            continue
        if half.unit != year.unit or half.is_range != year.is_range:
            continue
        ends = ((half.at_end(i), year.at_end(i)) for i in ((0, 1) if half.is_range else (0,)))
        made = [(Outcome(f"2 × {h.text}", Side.digits(h).scaled(2), Side.digits(y), y.unit, y), h, y) for h, y in ends]
        if all(outcome.holds for outcome, _, _ in made):
            yield from (check(doc, "half_year", outcome, (h, y)) for outcome, h, y in made)
