"""What repair doubts without proof: such a fact may not pass for verified, whatever its percentages say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monazite.facts.record import Check, Fact, Input
from monazite.read.check.factual import number_span, spelled
from monazite.read.check.outcome import statement
from monazite.read.repair import Suspicion

RULES = {"subject": "name_doubted", "value": "value_doubted"}
"""Rule of a doubt by the part of the fact that is doubted."""
DOUBTS = frozenset(RULES.values())
"""Rules whose checks keep a fact from being verified."""


def doubted(doc: str, facts: Sequence[Fact], doubts: Sequence[Suspicion]) -> Iterator[Check]:
    """One undecided check for each doubted fact, its finding naming what else it may be and who says so.

    Two readings of one ratio fit as well as one: 环比 holds whatever the name before it. A doubt whose best
    explanation is the printed name itself is none.
    """
    known = {fact.id: fact for fact in facts}
    for doubt in doubts:
        fact = known.get(doubt.fact.id)
        if fact is None or fact.repair is not None or doubt.part not in RULES or is_none(doubt):
            continue
        span = number_span(fact) or fact
        written = fact.subject_as_written or fact.subject
        number = f" {spelled(fact.value)} {fact.unit or ''}".rstrip() if fact.value is not None else ""
        words = f"{written}{number}?"
        others = " | ".join(doubt.candidates)
        finding = "; ".join(part for part in (f"{words} {others}".strip(), *doubt.witnesses) if part)
        source = Input(f"{written}{number}", span.start, span.end, fact.id)
        yield statement(doc, RULES[doubt.part], words, [source], holds=None, finding=finding)


def is_none(doubt: Suspicion) -> bool:
    """Whether nothing speaks against the fact: no witness at all, or the printed name is the best explanation."""
    return not doubt.witnesses or doubt.candidates[:1] == (doubt.fact.subject,)
