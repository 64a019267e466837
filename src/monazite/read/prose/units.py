"""Amounts of money that are prices per mass, because a price stands before them or because of what they are of."""

from __future__ import annotations

import re
from dataclasses import replace

from monazite.read.mentions import Quantity, Unit
from monazite.read.prose.clauses import JOINTS, Measure, between, quantity_of
from monazite.read.prose.directions import MOVES
from monazite.read.prose.state import State
from monazite.read.prose.subjects import names_in
from monazite.read.prose.vocabulary import form_of
from monazite.read.scan.vocabulary import unit_of

PER_MASS = re.compile("[/／每一]")
LEADS_TO = re.compile(r"[涨升跌降落飙]\S{0,2}[至到]了?\s?约?$")
PRICED = ("oxide", "metal", "alloy", "compound")
"""Forms whose price is quoted by the tonne, so that papers leave the tonne out."""
LEAST, MOST = 1_000, 100_000_000
"""No rare earth costs less or more yuan a tonne."""


def with_unit(state: State, measure: Measure) -> Measure:
    """The numbers of a level; amounts of money become prices per mass where they are that."""
    if measure.dimension != "money":
        return measure
    unit = _shared_unit(state, measure) or _unit_left_out(state, measure)
    return measure if unit is None else _in_unit(measure, unit)


def after_price(state: State, measure: Measure) -> Measure:
    """36万元/吨，日跌0.5万元; 涨4000元，均价56万元/吨: money beside a price is a price per mass like it."""
    unit = measure.last.unit
    if unit is None or unit.dimension != "money":
        return measure
    priced = state.levels[-1].quantity if state.levels else _next(state, measure.end)
    if priced is None or priced.unit is None:
        return measure
    return _in_unit(measure, priced.unit) if priced.unit.text.startswith(unit.text + "/") else measure


def _next(state: State, end: int) -> Quantity | None:
    return next((t.quantity for t in state.tokens if t.quantity is not None and t.start >= end), None)


def _in_unit(measure: Measure, unit: Unit) -> Measure:
    return replace(measure, run=tuple(replace(t, quantity=replace(quantity_of(t), unit=unit)) for t in measure.run))


def _shared_unit(state: State, measure: Measure) -> Unit | None:
    """从每公斤100元飙升至700元: the second amount of money is a price per mass like the first."""
    quantity = measure.last
    if quantity.unit is None or not state.levels:
        return None
    first = state.levels[-1].quantity
    if first is None or first.unit is None or PER_MASS.search(state.text, first.number_end, first.end):
        return None
    is_same = first.unit.text.startswith(quantity.unit.text + "/")
    is_led_to = LEADS_TO.search(state.text, max(0, quantity.number_start - 8), quantity.number_start) is not None
    is_price = state.levels[-1].kind == "price"
    return first.unit if is_same and (is_led_to or (is_price and _goes_on(state, measure))) else None


def _goes_on(state: State, measure: Measure) -> bool:
    """Whether an amount of money after a price is a price too: listed with it, of another product, day or offer."""
    if JOINTS.fullmatch(state.text, state.levels[-1].end, measure.number):
        return True
    tokens = between(state.tokens, measure.start, measure.number)
    cues = [t.cue for t in tokens if t.cue is not None and t.cue.role == "attribute"]
    is_named = bool(names_in(state.tokens, measure.start, measure.number)) or any(c.kind == "price" for c in cues)
    is_elsewhen = any(t.time is not None for t in tokens) and not any(t.is_cue(*MOVES) for t in tokens)
    return all(c.kind == "price" for c in cues) and (is_named or is_elsewhen)


def _unit_left_out(state: State, measure: Measure) -> Unit | None:
    """氧化镨报价118万元: the price of an oxide or metal is by the tonne where nothing else is said."""
    quantity = measure.last
    if quantity.unit is None or quantity.unit.text != "元" or not LEAST <= quantity.low <= quantity.high <= MOST:
        return None
    cues = [t.cue for t in between(state.tokens, state.sentence[0], measure.number) if t.is_cue("attribute")]
    last = cues[-1] if cues else None
    names = names_in(state.tokens, state.sentence[0], measure.number)
    if last is None or last.kind != "price" or not names or names[-1].name is None:
        return None
    return unit_of("元/吨") if form_of(names[-1].name.key) in PRICED and not state.stock else None
