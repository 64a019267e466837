"""`monazite plan match`: demand against capacity week by week, as in CX-0128; and how far demand has moved."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.cli.terminal import Terminal, json_line
from monazite.core import Problem

if TYPE_CHECKING:
    from monazite.plan.matching import Deviation, Given, Match, Scenario, Verdict

WEEKS = ("group", "week", "demand", "delta", "actual", "maximum", "result", "colour", "remark")
SCENARIOS = ("scenario", "demand", "actual", "maximum", "result", "colour")
PERCENT = 100
SAFE = 2**53
"""Greatest whole number up to which every reader of JSON holds all (RFC 8259, section 6)."""


def show_matching(terminal: Terminal, files: Sequence[Path], previous: Sequence[Path], measured_on: str | None) -> int:
    """Print what each week comes to: with JSON one array, else a table; any Problem stops it.

    Args:
        terminal: where to.
        files: demands and capacity, CSV or JSON.
        previous: the demands as they stood before, for the deviations.
        measured_on: day of the latest measurement; needed where a group has thresholds.
    """
    from monazite.plan.matching import deviations, match, read_files

    now, before = read_files(files), read_files(previous)
    day = _day(measured_on, now) if previous else None
    wrong = [*now.problems, *_only_links(before.problems), *([day] if isinstance(day, Problem) else [])]
    for problem in [*wrong, *([] if wrong else now.notices)]:
        terminal.problem(problem)
    if wrong:
        return 1
    if now.taken.ignored:
        terminal.say("plan.match.ignored", names=", ".join(sorted(now.taken.ignored)))
    demands, groups = tuple(now.taken.demands.values()), tuple(now.taken.groups.values())
    moved: Mapping[tuple[str, dt.date], Deviation] = {}
    if isinstance(day, dt.date):
        found = deviations(before.taken.demands.values(), demands, groups, day)
        moved = {(one.group, one.week): one for one in found}
    _print(terminal, now, match(demands, groups), moved)
    return 0


def _only_links(problems: Iterable[Problem]) -> Iterable[Problem]:
    """Problems of the demands before; that they stand there without their groups is none."""
    return (one for one in problems if one.code != "matching-demand-unknown")


def _day(text: str | None, given: Given) -> dt.date | Problem:
    """Day of the latest measurement; where no group has thresholds, any does."""
    from monazite.plan.said import problem

    if text is None:
        has_parts = any(one.volatility and one.volatility.thresholds for one in given.taken.groups.values())
        return problem("matching-day-missing", "--on") if has_parts else dt.date.min
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return problem("matching-day-wrong", "--on", found=text)


def _print(
    terminal: Terminal, given: Given, found: Sequence[Match], moved: Mapping[tuple[str, dt.date], Deviation]
) -> None:
    if terminal.is_json:
        rows = [_scenario_json(one) for one in given.scenarios]
        rows += [_match_json(one, given, moved.get((one.group, one.week))) for one in found]
        sys.stdout.write(json_line(rows) + "\n")
        return
    if given.scenarios:
        _table(terminal, SCENARIOS, [_scenario_row(terminal, one) for one in given.scenarios])
    if found:
        _table(terminal, WEEKS, [_row(terminal, one, given, moved.get((one.group, one.week))) for one in found])
    if not (found or given.scenarios):
        terminal.say("list.none")


def _table(terminal: Terminal, columns: Sequence[str], rows: list[list[str]]) -> None:
    terminal.plain_table([terminal.words(f"plan.match.{name}") for name in columns], rows, {len(columns) - 1})


def _scenario_json(one: Scenario) -> dict[str, Any]:
    return {
        "scenario": int(one.name) if one.name.isascii() and one.name.isdigit() else one.name,
        "demand": number(one.demand),
        "compared": number(one.compared),
        "actual_capacity": number(one.actual),
        "maximum_capacity": number(one.maximum),
        **_verdict_json(one.verdict),
    }


def _match_json(one: Match, given: Given, moved: Deviation | None) -> dict[str, Any]:
    capacity = one.capacity
    return {
        "group": one.group,
        "name": given.taken.groups[one.group].name or None,
        "week": one.week.isoformat(),
        "unit": given.taken.groups[one.group].unit or None,
        "demand": number(one.demand),
        "delta_production": number(one.delta_production),
        "compared": number(one.compared),
        "actual_capacity": number(capacity.actual) if capacity else None,
        "maximum_capacity": number(capacity.maximum) if capacity else None,
        "agreed_capacity": number(capacity.agreed) if capacity else None,
        **_verdict_json(one.verdict),
        "missing": list(one.missing),
        "deviation": _deviation_json(moved) if moved else None,
        "comments": [said.as_json() for said in _comments(one, given)],
    }


def _verdict_json(verdict: Verdict | None) -> dict[str, Any]:
    """Result and colour in the standard's own words, and its row."""
    from monazite.plan.matching import codes

    if verdict is None:
        return {"situation": None, "result": None, "result_zh": None, "colour": None, "colour_code": None}
    result, colour = codes("result")[verdict.result], codes("colour")[verdict.colour]
    return {
        "situation": verdict.scenario, "result": result.words.en, "result_zh": result.words.zh,
        "colour": colour.words.en, "colour_code": colour.code,
    }  # fmt: skip


def _deviation_json(one: Deviation) -> dict[str, Any]:
    return {
        "previous": number(one.previous),
        "absolute": number(one.absolute),
        "relative": float(one.relative) if one.relative is not None else None,
        "sequence": one.sequence,
        "breaches": list(one.breaches),
    }


def number(value: Decimal | None) -> int | float | str | None:
    """A decimal as a number of JSON that says it exactly, or as a text where no number does."""
    if value is None:
        return None
    if abs(value) <= SAFE and value == value.to_integral_value():
        return int(value)
    return float(value) if abs(value) <= SAFE and Decimal(repr(float(value))) == value else f"{value:f}"


def _comments(one: Match, given: Given) -> list[Any]:
    about = {one.group}
    return [said for said in given.taken.comments.values()
            if said.about in about and (not said.weeks or one.week in said.weeks)]  # fmt: skip


def _scenario_row(terminal: Terminal, one: Scenario) -> list[str]:
    return [one.name, *map(_text, (one.compared, one.actual, one.maximum)), *_verdict_row(terminal, one.verdict)]


def _row(terminal: Terminal, one: Match, given: Given, moved: Deviation | None) -> list[str]:
    capacity = one.capacity
    actual, maximum = (capacity.actual, capacity.maximum) if capacity else (None, None)
    remarks = [terminal.words("plan.match.missing", names=_names(terminal, one.missing))] if one.missing else []
    remarks += [_moved(terminal, moved)] if moved and moved.absolute else []
    remarks += [said.text for said in _comments(one, given)]
    figures = map(_text, (one.demand, one.delta_production or None, actual, maximum))
    name = given.taken.groups[one.group].name or one.group
    return [name, one.week.isoformat(), *figures, *_verdict_row(terminal, one.verdict), "; ".join(remarks)]


def _names(terminal: Terminal, missing: Sequence[str]) -> str:
    known = {name: terminal.words(f"plan.match.{name}") for name in ("capacity", "demand")}
    return ", ".join(known.get(name, name) for name in missing)


def _moved(terminal: Terminal, one: Deviation) -> str:
    """What the deviation of a week comes to, and whether it is more than was agreed."""
    share = "" if one.relative is None else f" ({_percent(one.relative)})"
    key = "plan.match.breach" if one.breaches else "plan.match.moved"
    return terminal.words(key, amount=f"{one.absolute:+f}{share}")


def _percent(share: Fraction) -> str:
    return f"{float(share * PERCENT):+.1f} %"


def _verdict_row(terminal: Terminal, verdict: Verdict | None) -> list[str]:
    from monazite.plan.matching import codes

    if verdict is None:
        return ["–", ""]
    words = codes("result")[verdict.result].words, codes("colour")[verdict.colour].words
    return [one.in_language(terminal.language) for one in words]


def _text(value: Decimal | None) -> str:
    from monazite.core.figures import as_decimal, figure

    return "" if value is None else figure(as_decimal(Fraction(value)))
