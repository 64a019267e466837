"""`monazite warn stock`: what is in use and what leaves use, from what came into use."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

from monazite.cli.terminal import Terminal, json_line
from monazite.core import Problem

DIGITS = 3
"""Decimals for people; programs get all."""


def show_stock(terminal: Terminal, inflow: Path, lifetime: str, convention: str) -> int:
    """Print inflow, stock and outflow of each year: with JSON one array, else a table; any Problem stops it.

    Args:
        terminal: where to.
        inflow: table of what came into use.
        lifetime: distribution, such as ``weibull:3.5:15``.
        convention: start, middle or end of the year.
    """
    from monazite.warn.outlook import parse_convention, parse_lifetime, read_inflow, stock_and_flow

    life, when, table = parse_lifetime(lifetime), parse_convention(convention), read_inflow(inflow)
    wrong = [one for one in (life, when) if isinstance(one, Problem)]
    for problem in (*wrong, *table.problems, *table.notices):
        terminal.problem(problem)
    if isinstance(life, Problem) or isinstance(when, Problem):
        return 2
    if table.problems:
        return 1
    found = stock_and_flow(table.first_year, table.amounts, life, when)
    if terminal.is_json:
        sys.stdout.write(json_line([asdict(one) for one in found]) + "\n")
        return 0
    unit = f" ({table.unit})" if table.unit else ""
    header = [terminal.words(f"warn.column.{name}") for name in ("year", "inflow", "stock", "outflow")]
    rows = [[str(one.year), *(f"{part:,.{DIGITS}f}" for part in (one.inflow, one.stock, one.outflow))] for one in found]
    terminal.line(terminal.words("warn.stock", lifetime=lifetime, convention=terminal.words(f"warn.{when}")))
    terminal.line()
    terminal.plain_table([header[0], *(f"{one}{unit}" for one in header[1:])], rows)
    return 0
