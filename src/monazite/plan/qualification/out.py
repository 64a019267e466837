"""Judgements as plain JSON values, for the command line, pages and programs alike; people's words in zh and en."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from monazite.core import Words
from monazite.plan.form import plain
from monazite.plan.qualification.evaluate import Evaluation, Finding, label_of, limit_text
from monazite.plan.qualification.graph import Edge
from monazite.plan.qualification.needed import Needed, needed_tests
from monazite.plan.qualification.search import Answer, Replacement
from monazite.plan.qualification.standing import Position, Standing
from monazite.plan.qualification.tables import properties

EIGHT = 8
"""Significant digits of a difference that is no finite decimal."""


def evaluation_json(one: Evaluation) -> dict[str, Any]:
    """A judgement with its findings and the tests it still needs."""
    specification = one.specification
    return {
        "specification": specification.id, "motor": specification.motor, "position": specification.position,
        "grade": one.grade, "on": one.on.isoformat(), "verdict": one.verdict,
        "findings": [_finding(each) for each in one.findings], "plan": [_needed(each) for each in needed_tests(one)],
    }  # fmt: skip


def position_json(one: Position) -> dict[str, Any]:
    """A position of a motor: its status, its grades and all decisions on it."""
    return {
        "specification": one.specification.id, "motor": one.specification.motor,
        "position": one.specification.position, "status": one.status, "grades": list(one.grades),
        "under_test": list(one.under_test), "decisions": [_standing(each) for each in one.standings],
    }  # fmt: skip


def answer_json(one: Answer) -> dict[str, Any]:
    """What may replace a grade, what is not known, what cannot be compared, and who has no qualified magnet."""
    return {
        "replacements": [_replacement(each) for each in one.replacements],
        "not_known": [_replacement(each) for each in one.not_known],
        "not_compared": [{"grade": grade, "lacks": _both(lacks)} for grade, lacks in one.not_compared],
        "unqualified": [position_json(each) for each in one.unqualified],
    }


def _finding(one: Finding) -> dict[str, Any]:
    asked, of_property = one.requirement, properties()[one.requirement.property]
    return plain(asked) | {
        "label": label_of(asked)._asdict(), "unit": of_property.unit, "limit": limit_text(asked),
        "verdict": one.verdict, "tests": list(one.tests), "reasons": _both(one.reasons),
        "result": one.summary and {
            "count": one.summary.count, "lowest": str(one.summary.lowest), "highest": str(one.summary.highest),
            "mean": str(one.summary.mean), "spread": str(one.summary.spread), "deviation": one.summary.deviation,
        },
    }  # fmt: skip


def _needed(one: Needed) -> dict[str, Any]:
    return {
        "property": one.requirement.property, "label": label_of(one.requirement)._asdict(), "verdict": one.verdict,
        "methods": list(one.methods), "not_yet_in_force": list(one.not_yet), "samples": one.samples,
        "samples_estimated": one.is_estimate,
        "standards": [
            {"number": each.number, "title": each.title._asdict(), "status": each.status,
             "effective": each.effective and each.effective.isoformat()}
            for each in one.standards
        ],
    }  # fmt: skip


def _standing(one: Standing) -> dict[str, Any]:
    return one.decision.as_json() | {"state": one.state, "why_not": _both(one.reasons)}


def _replacement(one: Replacement) -> dict[str, Any]:
    return {
        "replaced": one.replaced, "candidate": one.candidate, "motor": one.motor or None,
        "position": one.position or None, "status": one.status, "steps": [edge_json(each) for each in one.steps],
        "basis": "motor" if one.is_per_motor else "kilogram of magnet", "contents_estimated": one.is_estimate,
        "changes": [plain(each) for each in one.changes], "contents_not_known": list(one.not_known),
        "margins": [
            {"property": each.property, "unit": properties()[each.property].unit,
             "temperature_degc": f"{each.temperature_degc:f}", "difference": f"{float(each.difference):.{EIGHT}g}"}
            for each in one.margins
        ],
    }  # fmt: skip


def edge_json(one: Edge) -> dict[str, Any]:
    """An edge of the graph."""
    return {
        "replaced": one.replaced, "candidate": one.candidate, "motor": one.motor or None,
        "position": one.position or None, "status": one.status, "decision": one.decision, "tests": list(one.tests),
        "reasons": _both(one.reasons),
    }  # fmt: skip


def _both(words: Iterable[Words]) -> list[dict[str, str]]:
    return [one._asdict() for one in words]
