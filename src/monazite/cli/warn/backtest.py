"""`monazite warn backtest`: how often a price alarm was right on a file of daily prices, failures shown as well."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from monazite.cli.terminal import Terminal, json_line

if TYPE_CHECKING:
    from monazite.core import Problem
    from monazite.warn.backtest import Backtest, Judged

DIGITS = 3
ALIKE = 3
"""Problems of one kind that are printed; JSON has all."""


def show_backtest(terminal: Terminal, prices: Path, seed: int) -> int:
    """Print the back-test of a file: with JSON one object, else tables. What was left out is said in any case.

    Args:
        terminal: where to.
        prices: file of daily prices.
        seed: of the draws.

    Returns:
        1 where no product could be used, 0 otherwise: no better than chance is a result.
    """
    from monazite.warn.backtest import as_json, backtest, read_prices

    table = read_prices(prices)
    _tell_problems(terminal, table.problems)
    if not table.products:
        return 1
    found = backtest(table, seed)
    if terminal.is_json:
        sys.stdout.write(json_line(as_json(found)) + "\n")
        return 0
    _tell_methods(terminal, found)
    _tell_events(terminal, found)
    return 0


def _tell_problems(terminal: Terminal, problems: tuple[Problem, ...]) -> None:
    """The first of each kind, and how many there are more."""
    counts: Counter[str] = Counter()
    for one in problems:
        counts[one.code] += 1
        if counts[one.code] <= ALIKE:
            terminal.problem(one)
    for code, count in counts.items():
        if count > ALIKE:
            terminal.say("warn.backtest.more", count=count - ALIKE, code=code)


def _tell_methods(terminal: Terminal, found: Backtest) -> None:
    from monazite.warn.backtest.methods import METHODS

    prices = found.prices
    terminal.line(terminal.words("warn.backtest.head", file=prices.name, first=prices.days[0], last=prices.days[-1],
                                 products=len(prices.products), events=len(found.events), seed=found.seed))  # fmt: skip
    for name, one in found.methods.items():
        if METHODS[name].significance:
            verdict, label = (words.in_language(terminal.language) for words in (one.verdict, METHODS[name].label))
            terminal.line(terminal.words("warn.backtest.verdict", label=label, verdict=verdict))
    terminal.line()
    columns = ("method", "auroc", "interval", "p", "p-blocks", "by-product", "false-reds", "warned", "starts")
    header = [terminal.words(f"warn.backtest.column.{name}") for name in columns]
    rows = [[METHODS[name].label.in_language(terminal.language), *_figures(one)] for name, one in found.methods.items()]
    terminal.fitted_table(header, rows, {0, 5})
    terminal.line()
    terminal.line(terminal.words("warn.backtest.note"))


def _figures(one: Judged) -> list[str]:
    pooled, reds = one.pooled, one.alarms
    interval = f"{pooled.low:.{DIGITS}f}–{pooled.high:.{DIGITS}f}" if pooled.low is not None else "—"
    judged = [lead for lead in reds.leads if lead.is_judged]
    warned = sum(lead.orange_days is not None for lead in judged)
    return [
        _figure(pooled.auroc), interval, _figure(pooled.p), _figure(pooled.p_blocks),
        " ".join(_figure(single.auroc) for single in one.products),
        _figure(reds.false_per_quiet_year), f"{warned}/{len(judged)}", _figure(one.starts.auroc),
    ]  # fmt: skip


def _tell_events(terminal: Terminal, found: Backtest) -> None:
    """Each event, and when the judged methods warned."""
    prices = found.prices
    if not found.events:
        return
    columns = ("product", "start", "end", "rise", "reach", "trend")
    header = [terminal.words(f"warn.backtest.column.{name}") for name in columns]
    rows = []
    for place, one in enumerate(found.events):
        path = prices.values[one.start : one.end + 1, one.product]
        highest = max(float(price) for price in path if price == price)  # noqa: PLR0124  NaN
        said = [_lead(terminal, found.methods[name], place) for name in ("reach", "trend")]
        days = [prices.days[row].isoformat() for row in (one.start, one.end)]
        rows.append([prices.products[one.product], *days, f"{highest / float(path[0]) - 1:+.1%}", *said])
    terminal.line()
    terminal.plain_table(header, rows)


def _lead(terminal: Terminal, method: Judged, place: int) -> str:
    lead = method.alarms.leads[place]
    if lead.orange_days is not None:
        return terminal.words("warn.backtest.ahead", days=lead.orange_days)
    if lead.late_days is not None:
        return terminal.words("warn.backtest.late", days=lead.late_days, share=f"{lead.late_share:.0%}")
    return terminal.words("warn.backtest.missed")


def _figure(value: float | None) -> str:
    return "—" if value is None else f"{value:.{DIGITS}f}"
