"""`monazite warn outlook`: demand, supply and gap by element and year, co-production, published figures beside ours."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from monazite.cli.terminal import Terminal, json_line
from monazite.core import Problem

if TYPE_CHECKING:
    from monazite.warn.outlook import Amount, Inputs, Outlook

EVERY = 5
"""Years between two that a table shows; the first and the last always."""
BYPRODUCTS = ("La", "Ce")
"""Whose surplus the table of margins shows."""


def show_outlook(
    terminal: Terminal, *, scenario: str, setting: Sequence[str], years: str, inputs: Path | None, draws: int,
    seed: int, convention: str,
) -> int:  # fmt: skip
    """Print an outlook: with JSON one object, else tables; any Problem stops it.

    Args:
        terminal: where to.
        scenario: its name; empty for the first one.
        setting: sliders, ``NAME=VALUE`` each.
        years: such as ``2020-2040``.
        inputs: folder with tables; None takes those that ship.
        draws: samples for intervals.
        seed: of the draws.
        convention: when in a year its inflow comes.
    """
    from monazite.warn.outlook import Settings, checked, outlook, parse_sliders, parse_years, read_inputs

    tables, span = read_inputs(inputs), parse_years(years)
    if tables.problems:
        return _refused(terminal, tables.problems, 1)
    sliders, wrong = parse_sliders(setting, tables)
    if isinstance(span, Problem) or wrong:
        return _refused(terminal, (*([span] if isinstance(span, Problem) else []), *wrong), 2)
    settings, wrong = checked(Settings(*span, scenario, sliders, convention, draws, seed), tables)
    if wrong:
        return _refused(terminal, wrong, 2)
    if tables.shipped:
        terminal.say("warn.shipped", forms=", ".join(tables.shipped))
    found = outlook(settings, tables)
    if terminal.is_json:
        sys.stdout.write(json_line(found.as_json()) + "\n")
    else:
        _tell(terminal, found, tables)
    return 0


def _refused(terminal: Terminal, problems: Iterable[Problem], code: int) -> int:
    for one in problems:
        terminal.problem(one)
    return code


def _tell(terminal: Terminal, found: Outlook, tables: Inputs) -> None:
    settings = found.settings
    label = tables.scenarios[settings.scenario].label.in_language(terminal.language)
    moved = [one for one in tables.sliders.values() if settings.sliders[one.name] != one.default]
    sliders = "; ".join(f"{one.label.in_language(terminal.language)} {settings.sliders[one.name]:g}" for one in moved)
    middle = terminal.words(f"warn.{settings.convention}")
    terminal.line(terminal.words("warn.outlook", scenario=label, sliders=sliders or "–", convention=middle))
    drawn = terminal.words("warn.outlook.draws", draws=settings.draws, seed=settings.seed)
    terminal.line(drawn if settings.draws else terminal.words("warn.outlook.no-draws"))
    _tell_balances(terminal, found)
    _tell_programme(terminal, found, tables)
    _tell_margins(terminal, found)
    _tell_comparisons(terminal, found)


def _table(terminal: Terminal, title: str, columns: Iterable[str], rows: Iterable[Sequence[str]]) -> None:
    terminal.line()
    terminal.line(terminal.words(f"warn.outlook.{title}"))
    terminal.plain_table([terminal.words(f"warn.column.{one}") for one in columns], rows)


def _tell_balances(terminal: Terminal, found: Outlook) -> None:
    first, last = found.settings.first_year, found.settings.last_year
    shown = {first, last, *(year for year in range(first, last) if year % EVERY == 0)}
    columns = ("year", "element", "demand", "demand-reo", "primary", "recycled", "swapped", "gap", "gap-reo", "surplus",
               "stock")  # fmt: skip
    rows = [
        [str(one.year), _name(terminal, one.element), _amount(one.demand), _tonnes(one.demand.tonnes * one.reo_factor),
         _amount(one.primary), _amount(one.recycled), _tonnes(one.swapped), _amount(one.gap),
         _tonnes(one.gap.tonnes * one.reo_factor), _amount(one.surplus), _amount(one.stock)]
        for one in found.balances if one.year in shown and one.demand.tonnes
    ]  # fmt: skip
    _table(terminal, "balances", columns, rows)


def _tell_programme(terminal: Terminal, found: Outlook, tables: Inputs) -> None:
    last = found.programmes[-1]
    labels = {one.name: one.label.in_language(terminal.language) for one in tables.origins}
    rows = [
        [labels[name], _tonnes(last.ore_tonnes_reo.get(name, 0.0)), _tonnes(last.limit_worth_usd.get(name, 0.0))]
        for name in labels
    ]
    _table(terminal, "programme", ("origin", "ore", "limit-worth"), rows)
    lacking = {name: worth for name, worth in last.worth_usd.items() if worth > 0}
    rows = [
        [_name(terminal, name), _tonnes(last.gap.get(name, 0.0)), _tonnes(last.surplus.get(name, 0.0)), _tonnes(worth)]
        for name, worth in lacking.items()
    ]
    _table(terminal, "worth", ("element", "gap", "surplus", "worth"), rows)


def _tell_margins(terminal: Terminal, found: Outlook) -> None:
    rows = [
        [_name(terminal, one.element), terminal.words(f"warn.outlook.{'together' if one.is_together else 'alone'}"),
         _figure(sum(one.ore_tonnes_reo.values())), *(_figure(one.unsold_tonnes.get(name, 0.0)) for name in BYPRODUCTS),
         _tonnes(one.cost_usd)]
        for one in found.margins
    ]  # fmt: skip
    if rows:
        _table(terminal, "margins", ("element", "when", "more-ore", "unsold-la", "unsold-ce", "cost"), rows)


def _tell_comparisons(terminal: Terminal, found: Outlook) -> None:
    rows = [
        [one.label.in_language(terminal.language), str(one.year), _tonnes(one.published), _amount(one.ours),
         "" if one.error is None else f"{one.error:+.0%}", one.reason.in_language(terminal.language)]
        for one in found.comparisons
    ]  # fmt: skip
    header = [terminal.words(f"warn.column.{one}")
              for one in ("figure", "year", "published", "ours", "error", "reason")]  # fmt: skip
    terminal.line()
    terminal.line(terminal.words("warn.outlook.comparisons"))
    if rows:
        terminal.fitted_table(header, rows, {0, 5})


def _name(terminal: Terminal, symbol: str) -> str:
    from monazite.reference import element

    return f"{element(symbol).zh} {symbol}" if terminal.language == "zh" else symbol


def _amount(one: Amount) -> str:
    span = "" if one.low is None or one.high is None else f" ({_tonnes(one.low)}–{_tonnes(one.high)})"
    return _tonnes(one.tonnes) + span


def _tonnes(value: float) -> str:
    return f"{value:,.0f}"


def _figure(value: float) -> str:
    return f"{value:,.2f}"
