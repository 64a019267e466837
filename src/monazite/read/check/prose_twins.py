"""One number of the text in two units side by side: 226.88 万元/吨（2268.8 元/公斤）, 折合, 约合每公斤."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from monazite.core.interval import Interval, ulp
from monazite.facts.record import Check
from monazite.read.check.evidence import MARK, Sentence
from monazite.read.check.figures import RATIOS, Figure
from monazite.read.check.outcome import Outcome, Side, check

_MEANS = r"(?:亦?即|也就是|合|折合?|折算[为成]?|换算[为成]?|相当于|等于|约合|约折合?)(?:为|成)?(?:人民币)?"
_EACH = r"(?:每(?:公斤|千克|吨|克|斤))?(?:约|大约)?"
_TWIN = re.compile(
    rf"({MARK})(?:[（(](?:{_MEANS})?{_EACH}({MARK})[）)]|[，,、（(]\s*(?:{_MEANS}){_EACH}({MARK})"
    rf"|\s?(?:{_MEANS}){_EACH}({MARK}))"
)
CUE = re.compile(
    r"[（(，,]\s*(?:亦?即|也就是|约?合|约?折|换算|相当于|等于)|元/?\S{1,3}[（(]|吨[（(]|元[（(]|折合|约合|相当于"
)
"""What a sentence with a twin prints."""


def unit_twins(doc: str, sentence: Sentence) -> Iterator[Check]:
    """Each pair of figures that the words or a bracket make one number, when the units or scales differ."""
    for found in _TWIN.finditer(sentence.skeleton):
        first, second = (sentence.figure(mark) for mark in found.groups() if mark)
        if not is_twin(first, second):
            continue
        is_about = "约" in sentence.skeleton[found.start(1) + 1 : found.end()]
        sides = side_of(first), side_of(second, is_about=is_about)
        outcome = Outcome(f"{first.text} = {second.text}", *sides, first.unit, first)
        gap = first.as_printed(abs(outcome.left.value - outcome.right.value))
        finding = f"|{first.text} - {second.text}| = {gap}: {second.as_printed(first.middle)} ≠ {second.text}"
        yield check(doc, "unit_twin", outcome, (first, second), finding=finding)


def is_twin(first: Figure, second: Figure) -> bool:
    """Whether two figures measure one thing in two units or scales; a range stands beside a range."""
    if first.unit != second.unit or not first.unit or first.unit in RATIOS or first.is_range != second.is_range:
        return False
    return first.print_scale()[0] != second.print_scale()[0] and not {first.bound, second.bound} & {"above", "below"}


def side_of(figure: Figure, *, is_about: bool = False) -> Side:
    """A figure as rounded; 约 before a converted number says that its zeros are no digits, and not that it is vague."""
    if figure.bound != "about" and not is_about:
        return Side.digits(figure)
    half = ulp(figure.middle.normalize()) / 2 if figure.middle else Decimal(0)
    wide = Interval(figure.low - half, figure.high + half)
    own = figure.interval
    return Side(figure.middle, Interval(min(own.low, wide.low), max(own.high, wide.high)))
