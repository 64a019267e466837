"""A fact as it was printed, before any repair; so repairing twice is repairing once."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from monazite.facts.record import Fact
from monazite.read.table.names import named
from monazite.reference import unit

NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:E[+-]?\d+)?")


def as_printed(fact: Fact) -> Fact:
    """The fact without its repair: its printed subject and its printed number."""
    proof = fact.repair
    if proof is None:
        return fact
    printed = replace(fact, status="unchecked", repair=None)
    if proof.part == "subject":
        product = named(fact.subject_as_written) if fact.kind != "standard_plan" else None
        name = product.subject if product else fact.subject_as_written
        printed = replace(printed, subject=name, formula=product.formula if product else None)
    if proof.part == "unit":
        return _with_unit(printed, proof.as_written)
    return _with_number(printed, proof.as_written, proof.becomes)


def _with_unit(fact: Fact, text: str) -> Fact:
    """The printed unit back in its place; an empty one where none was printed."""
    stated = unit(text) if text else None
    if stated is None or fact.value is None:
        return replace(fact, unit=text or None, canonical_value=None, canonical_unit=None)
    factor, value = stated.factor, fact.value
    canonical = (value[0] * factor, value[1] * factor) if isinstance(value, tuple) else value * factor
    return replace(fact, unit=text, canonical_value=canonical, canonical_unit=stated.canonical)


def _with_number(fact: Fact, as_written: str, becomes: str) -> Fact:
    """The printed number back in its place, where the repair changed one."""
    number, was = (NUMBER.search(text.rsplit(" ", 1)[-1]) for text in (as_written, becomes))
    if number is None or was is None or number[0] == was[0]:
        return fact
    value, wrong = Decimal(number[0]), Decimal(was[0])
    if as_written.endswith("%") and fact.change is not None:
        return replace(fact, change=replace(fact.change, pct=value))
    if isinstance(fact.value, Decimal) and isinstance(fact.canonical_value, Decimal) and fact.value == wrong and wrong:
        return replace(fact, value=value, canonical_value=value * (fact.canonical_value / wrong))
    return fact
