"""What the checks say of each fact: verified, contradicted, or unchecked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from monazite.facts.record import Check, Fact, Status
from monazite.read.check.doubts import DOUBTS
from monazite.read.check.rules import rules


def with_status(facts: Sequence[Fact], checks: Sequence[Check]) -> list[Fact]:
    """Facts with the ids of their checks and the status that follows.

    A fact is *contradicted* when a check with it fails, *verified* when one that binds its value holds (the rules
    marked ``verifies`` in rules.csv: bounds, bands and order do not) and repair does not doubt it, else *unchecked*.
    A repaired fact stays *repaired*.
    """
    by_fact: dict[str, list[Check]] = defaultdict(list)
    for check in checks:
        for fact_id in dict.fromkeys(i.fact_id for i in check.inputs):
            if fact_id:
                by_fact[fact_id].append(check)
    return [_judged(fact, by_fact.get(fact.id, [])) for fact in facts]


def _judged(fact: Fact, checks: Sequence[Check]) -> Fact:
    ids = tuple(check.id for check in checks)
    if fact.status == "repaired" or fact.repair is not None:
        return replace(fact, status="repaired", checks=ids)
    status: Status = "unchecked"
    if any(check.holds is False for check in checks):
        status = "contradicted"
    elif any(check.rule in DOUBTS for check in checks):
        status = "unchecked"
    elif any(check.holds and rules()[check.rule].verifies for check in checks):
        status = "verified"
    return replace(fact, status=status, checks=ids)
