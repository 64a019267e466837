"""What a detector is and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from monazite.core import Words

Severity = Literal["warning", "alarm"]


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing that a detector found; a reason to look, never a verdict.

    Args:
        detector: its id.
        severity: warning or alarm.
        firm: whom it is about.
        line: process line, where it is about one.
        month: ``YYYY-MM``.
        statistic: what was measured.
        threshold: from which on the detector speaks.
        sentence: what it means.
        evidence: numbers of the journal's entries that it rests on, at most twenty.
    """

    detector: str
    severity: Severity
    firm: str
    line: str | None
    month: str
    statistic: float
    threshold: float
    sentence: Words
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Detector:
    """One detector; a row of ``detectors.csv``.

    Args:
        id: stable name.
        severity: of its alarms.
        looks_at: what it looks at.
        statistic: what it computes.
        sentence: what it says; ``{statistic}`` and ``{threshold}`` are filled.
    """

    id: str
    severity: Severity
    looks_at: Words
    statistic: Words
    sentence: Words
