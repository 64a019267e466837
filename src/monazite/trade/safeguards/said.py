"""Findings, with the sentences of ``problems.csv``."""

from __future__ import annotations

from monazite.store import said
from monazite.trade.safeguards.amounts import amount, shown
from monazite.trade.safeguards.record import Finding, Severity


def finding(
    rule: str,
    severity: Severity,
    about: str,
    *,
    instrument: str = "",
    measured: int,
    limit: int,
    unit: str = "count",
    code: str = "",
    shown_as: str = "",
    **values: object,
) -> Finding:
    """A finding of a rule.

    Args:
        rule: which.
        severity: what it asks for.
        about: instrument, receipt, member or venue.
        instrument: to which it belongs.
        measured: in the unit.
        limit: in the unit.
        unit: ppm, days, mg, fen or count.
        code: of the sentence after ``safeguard-``; the rule's own when empty.
        shown_as: the measured value in words, where its unit is too coarse for them.
        **values: for its places, beside ``measured`` and ``limit``.
    """
    places = {"measured": shown_as or amount(measured, unit), "limit": amount(limit, unit), **values}
    problem = said("monazite.trade.safeguards", f"safeguard-{code or rule}", shown(about),
                   **{name: shown(one) for name, one in places.items()})  # fmt: skip
    return Finding(
        rule=rule,
        severity=severity,
        about=about,
        instrument=instrument,
        measured=measured,
        limit=limit,
        unit=unit,
        problem=problem,
    )
