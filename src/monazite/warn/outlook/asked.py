"""What is asked of an outlook, checked: scenario, sliders, years and draws; a wrong one is a Problem."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from monazite.core import Problem
from monazite.store import nearest
from monazite.store.sheet import printed
from monazite.warn.outlook.cells import FIRST_YEAR, LAST_YEAR
from monazite.warn.outlook.inputs import Inputs
from monazite.warn.outlook.record import Settings
from monazite.warn.outlook.stock import parse_convention
from monazite.warn.said import problem

MOST_DRAWS = 10_000
MOST_DRAWN_YEARS = 250_000
"""Draws times years of a report at most: some 200 MB."""
_YEARS = re.compile(r"(\d{4})\s*[-–]\s*(\d{4})", re.ASCII)


def parse_years(text: str) -> tuple[int, int] | Problem:
    """Two years: ``2020-2040``.

    >>> parse_years("2020-2040")
    (2020, 2040)
    """
    match = _YEARS.fullmatch(text.strip())
    if match and int(match[1]) <= int(match[2]) <= LAST_YEAR:
        return int(match[1]), int(match[2])
    return problem("outlook-years-wrong", "--years", first=FIRST_YEAR, last=LAST_YEAR, found=text)


def parse_sliders(texts: Iterable[str], inputs: Inputs) -> tuple[dict[str, float], tuple[Problem, ...]]:
    """Values of sliders: ``NAME=VALUE`` each.

    Args:
        texts: as given.
        inputs: with the sliders there are.
    """
    known = inputs.sliders
    values: dict[str, float] = {}
    wrong: list[Problem] = []
    for text in texts:
        name, _, value = (part.strip() for part in text.partition("="))
        figure = printed(value)
        if name not in known or figure is None or name in values:
            wrong.append(_unknown(text, name, known))
        else:
            values[name] = float(figure.value)
    return values, tuple(wrong)


def _unknown(text: str, name: str, known: Iterable[str]) -> Problem:
    names = list(known)
    return problem("outlook-set-wrong", "--set", found=text, nearest=nearest(name, names), known=", ".join(names))


def checked(settings: Settings, inputs: Inputs) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings with all sliders in force, and what is wrong with them.

    Args:
        settings: as asked.
        inputs: with the scenarios and sliders there are.
    """
    scenarios, sliders = inputs.scenarios, inputs.sliders
    name = settings.scenario or next(iter(scenarios), "")
    wrong = [*_outside(settings.sliders, inputs), *_years(settings, inputs)]
    if name not in scenarios:
        known = ", ".join(scenarios)
        wrong.append(problem("outlook-scenario-unknown", "--scenario", known=known, found=name,
                             nearest=nearest(name, scenarios)))  # fmt: skip
        return settings, tuple(wrong)
    if isinstance(found := parse_convention(settings.convention), Problem):
        wrong.append(found)
    limit = min(MOST_DRAWS, MOST_DRAWN_YEARS // max(settings.last_year - settings.first_year + 1, 1))
    if not 0 <= settings.draws <= limit:
        wrong.append(problem("outlook-draws-many", "--draws", limit=limit, found=settings.draws))
    defaults = {one.name: one.default for one in sliders.values()}
    values = {**defaults, **scenarios[name].values, **settings.sliders}
    return replace(settings, scenario=name, sliders=values), tuple(wrong)


def _outside(values: Mapping[str, float], inputs: Inputs) -> Iterable[Problem]:
    sliders = inputs.sliders
    for name, value in values.items():
        if name not in sliders:
            yield _unknown(name, name, sliders)
        elif not sliders[name].least <= value <= sliders[name].most:
            one = sliders[name]
            yield problem("outlook-slider-outside", "--set", column=name, least=f"{one.least:g}",
                          most=f"{one.most:g}", found=f"{value:g}")  # fmt: skip


def _years(settings: Settings, inputs: Inputs) -> Iterable[Problem]:
    """Before the first year with a limit nothing is known of supply."""
    first = min((one.year for origin in inputs.origins for one in origin.limit if one.year), default=LAST_YEAR)
    if not first <= settings.first_year <= settings.last_year <= LAST_YEAR:
        yield problem("outlook-years-wrong", "--years", first=first, last=LAST_YEAR,
                      found=f"{settings.first_year}-{settings.last_year}")  # fmt: skip
