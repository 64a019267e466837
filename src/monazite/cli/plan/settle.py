"""`monazite plan settle`: what a commitment comes to on a price path, period by period."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from monazite.cli.terminal import Terminal, json_line
from monazite.core import Problem
from monazite.plan.said import problem

if TYPE_CHECKING:
    from monazite.plan.commitments import Period, Settlement, Suspension

FLEXIBLE = {6}
"""The column that gives way where there is little room: the formula."""
BETWEEN = ".."
"""Between the first and the last day of a suspension."""


def show_settlement(
    terminal: Terminal,
    commitment: Path,
    *,
    deliveries: Path,
    prices: Path | None,
    period: str | None,
    suspended: Sequence[str],
) -> int:
    """Print what one period comes to, or each that has ended: with JSON an array, else a table a period.

    Args:
        terminal: where to.
        commitment: JSON of what was agreed.
        deliveries: CSV of what moved.
        prices: CSV of the price path; None where the price is fixed.
        period: name of one period; None for all.
        suspended: spans of force majeure, ``FIRST..LAST``.

    Returns:
        1 when a file cannot be used or the period not be settled, 2 for a wrong span.
    """
    from monazite.plan.commitments import (
        Settlement,
        last_known,
        open_periods,
        read_commitment,
        read_movements,
        read_prices,
        settlements,
    )

    problems: list[Problem] = []
    spans = [span for text in suspended if (span := _suspension(text, problems)) is not None]
    if problems:
        return _refused(terminal, problems, 2)
    agreed = read_commitment(commitment, problems)
    if agreed is None:
        return _refused(terminal, problems, 1)
    moved = read_movements(deliveries, agreed, problems)
    path = None if prices is None else read_prices(prices, agreed, problems)
    found = () if problems else settlements(agreed, moved, path, spans, period)
    problems += [one for one in found if isinstance(one, Problem)]
    if problems:
        return _refused(terminal, problems, 1)
    settled = [one for one in found if isinstance(one, Settlement)]
    if period is None:
        _tell_open(terminal, open_periods(agreed, known := last_known(moved, path)), known)
    if terminal.is_json:
        sys.stdout.write(json_line([one.as_json() for one in settled]) + "\n")
    else:
        for one in settled:
            _tell(terminal, one)
    return 0


def _refused(terminal: Terminal, problems: Sequence[Problem], code: int) -> int:
    for one in problems:
        terminal.problem(one)
    return code


def _suspension(text: str, problems: list[Problem]) -> Suspension | None:
    """The days of a span; None, and a Problem more, for a text that is none."""
    from monazite.plan.commitments import Suspension

    first, _, last = text.partition(BETWEEN)
    try:
        found = Suspension(first=date.fromisoformat(first), last=date.fromisoformat(last))
    except ValueError:
        found = None
    if found is None or found.last < found.first:
        problems.append(problem("commit-suspended", "--suspended", found=text))
        return None
    return found


def _tell_open(terminal: Terminal, left_out: Sequence[Period], known: date | None) -> None:
    """In one sentence, the periods that are not settled as they had not ended by the last day known."""
    if left_out:
        names = dict.fromkeys((left_out[0].name, left_out[-1].name))
        terminal.say("plan.settle.open", names=" … ".join(names), day=known or "–")


def _tell(terminal: Terminal, one: Settlement) -> None:
    """A period: its masses, what is refused, its lines, and what each party pays each other in all."""
    first, last = one.period.first, one.period.last
    most = "–" if one.maximum_mg is None else _tonnes(one.maximum_mg)
    terminal.line(terminal.words("plan.settle.period", id=one.commitment, name=one.period.name, first=first, last=last))
    terminal.line(
        terminal.words(
            "plan.settle.masses", sold=_tonnes(one.sold_mg), stockpiled=_tonnes(one.stockpiled_mg),
            least=_tonnes(one.minimum_mg), most=most, undelivered=_tonnes(one.seller_short_mg),
            untaken=_tonnes(one.buyer_short_mg),
        )
    )  # fmt: skip
    for refusal in one.refused:
        terminal.line(terminal.words("plan.settle.refused", **refusal.as_words()))
    columns = ("item", "delivery", "payer", "payee", "mass", "sum", "formula")
    header = [terminal.words(f"plan.settle.column.{name}", currency=one.currency) for name in columns]
    rows = [
        [
            terminal.words(f"plan.settle.item.{line.item}"), line.movement, line.payer, line.payee,
            _tonnes(line.mass_mg), _money(line.fen), line.formula.in_language(terminal.language),
        ]
        for line in one.lines
    ]  # fmt: skip
    terminal.fitted_table(header, rows, FLEXIBLE)
    for (payer, payee), fen in one.payments().items():
        values = {"payer": payer, "payee": payee, "sum": _money(fen), "currency": one.currency}
        terminal.line(terminal.words("plan.settle.pays", **values))
    terminal.line()


def _tonnes(mass_mg: int) -> str:
    return f"{Decimal(mass_mg) / 10**9:,f} t"


def _money(fen: int) -> str:
    return f"{Decimal(fen) / 100:,.2f}"
