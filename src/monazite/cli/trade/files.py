"""`monazite trade conform`, `uncross`: what needs a file only, and no workspace."""

from __future__ import annotations

import sys
from pathlib import Path

from monazite.cli.terminal import Terminal
from monazite.core.errors import ProblemError, UsageError
from monazite.core.problem import Problem

ARGUMENTS = frozenset({"rules", "reference", "tick"})
"""Places of problems that are the command's own options."""


def conform(_terminal: Terminal, orders: Path) -> int:
    """Print the reports of an order stream, to the byte and nothing behind them.

    Raises:
        ProblemError: when the file is no order stream; nothing was printed then.
    """
    from monazite.trade.match.conform import conform as answered

    sys.stdout.flush()
    problem = answered(orders, sys.stdout.buffer.write)
    if problem is not None:
        raise ProblemError(problem)
    sys.stdout.buffer.flush()
    return 0


def uncross(terminal: Terminal, book: Path, rules: str, reference: str | None, tick: str | None) -> int:
    """Print the one price of a book of orders, and what every order gets.

    Raises:
        UsageError: for rules, a reference or a tick that cannot be used.
        ProblemError: when the file cannot be.
    """
    from monazite.trade.auction import uncross_file

    found = uncross_file(book, rules, reference, tick)
    if isinstance(found, Problem):
        raise UsageError(found) if found.place in ARGUMENTS else ProblemError(found)
    if terminal.is_json:
        terminal.line(found.as_json())
        return 0
    if found.price is None:
        terminal.say("trade.uncross.none")
        return 0
    terminal.line(terminal.words("trade.uncross", price=f"{found.price:f}", volume=f"{found.volume:,}"))
    rows = [[name, f"{lots:,}"] for name, lots in found.fills.items()]
    terminal.fitted_table([terminal.words("column.order"), terminal.words("column.filled")], rows, {0})
    return 0
