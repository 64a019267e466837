"""From one loaded document to its facts, checks and numerals: the order of the steps, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monazite.facts.record import Check, Fact
from monazite.read.account import account
from monazite.read.check import find_checks, with_status
from monazite.read.document import Document
from monazite.read.mentions import Numeral
from monazite.read.prose import prose_facts
from monazite.read.repair import repair, suspicions
from monazite.read.table import table_facts


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one document."""

    document: Document
    facts: tuple[Fact, ...]
    checks: tuple[Check, ...]
    numerals: tuple[Numeral, ...]


def read_document(document: Document) -> Reading:
    """Read one document: facts from prose and tables, repaired, checked, every numeral accounted for.

    Deterministic and offline; the same document gives the same reading.
    """
    printed = [*prose_facts(document), *table_facts(document)]
    repaired = repair(document, printed)
    checks = find_checks(document, repaired, suspicions(document, printed) if _lists_prices(printed) else ())
    facts = with_status(repaired, checks)
    return Reading(document, tuple(facts), tuple(checks), tuple(account(document, facts)))


def _lists_prices(facts: Sequence[Fact]) -> bool:
    """Whether a table gives prices: only there does repair try every name again."""
    return any(fact.kind == "price" and fact.place is not None and fact.place.row is not None for fact in facts)
