"""What the simulator is asked for and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from monazite.core import ProblemError
from monazite.store import nearest, said

FraudKind = Literal["laundering", "ghost_yield", "double_use", "origin_swap", "quota_split", "late_entries"]
FRAUD_UNITS: dict[str, str] = {
    "laundering": "sigma",
    "ghost_yield": "sigma",
    "quota_split": "sigma",
    "double_use": "percent",
    "origin_swap": "percent",
    "late_entries": "percent",
}
"""Kind of fraud, and what its size counts: standard uncertainties of a line's monthly balance, or percent of acts."""


@dataclass(frozen=True, slots=True)
class Fraud:
    """A planted fraud.

    Args:
        kind: laundering (illegal ion-type ore fed as light ore), ghost_yield (output not reported), double_use (the
            same serials and invoices twice), origin_swap (an import declared as domestic ore), quota_split (output
            booked in another month and at another firm), late_entries (recorded long after the act).
        size: in standard uncertainties of the monthly balance of the line that commits it, for the first two and the
            quota split; in percent of the firm's acts of that month, for the others.
        firm: who commits it; None for the firm that the simulator picks.
        first_month: from which month on, 1 to 12.
    """

    kind: FraudKind
    size: float
    firm: str | None = None
    first_month: int = 4


@dataclass(frozen=True, slots=True)
class Simulation:
    """What a simulation wrote.

    Args:
        year: of the events.
        seed: of the random numbers; the same seed writes the same entries.
        fraud: the planted one, None when all are honest.
        culprit: the firm that commits it.
        entries: number submitted.
        lots: number of lots they make.
        answers: number of entries by status (accepted, duplicate, blocked, refused).
        problems: codes of problems of blocked and refused entries, with their number.
        by_kind: number of entries by kind.
    """

    year: int
    seed: int
    fraud: Fraud | None
    culprit: str | None
    entries: int
    lots: int
    answers: dict[str, int] = field(default_factory=dict)
    problems: dict[str, int] = field(default_factory=dict)
    by_kind: dict[str, int] = field(default_factory=dict)


def parse_fraud(text: str) -> Fraud:
    """A fraud as the command line writes it: ``KIND:SIZE``, such as ``laundering:4``.

    >>> parse_fraud("ghost_yield:4")
    Fraud(kind='ghost_yield', size=4.0, firm=None, first_month=4)

    Raises:
        ProblemError: for an unknown kind or a size that is no positive number.
    """
    kind, _, size = text.replace("-", "_").partition(":")
    if kind not in FRAUD_UNITS:
        near = nearest(kind, FRAUD_UNITS) or ", ".join(FRAUD_UNITS)
        raise ProblemError(said("monazite.trace", "simulate-fraud-kind", "--fraud", found=kind, nearest=near))
    try:
        number = float(size)
    except ValueError:
        number = -1.0
    if not 0 < number <= 100:  # noqa: PLR2004  a hundred sigma, or all acts
        raise ProblemError(said("monazite.trace", "simulate-fraud-size", "--fraud", found=size))
    return Fraud(kind, number)  # type: ignore[arg-type]
