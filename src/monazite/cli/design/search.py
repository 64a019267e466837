"""`monazite design --grade …`: the cheapest recipe for a duty, why it is this one, and what one unit more costs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from monazite.cli.design.bench import against, given_prices, item, refused, say, tell_bench, tell_compared
from monazite.cli.design.question import FILES, Told, actor_of, leave, say_left
from monazite.cli.terminal import Terminal
from monazite.core import ProblemError
from monazite.design.said import problem
from monazite.design.units import degc

if TYPE_CHECKING:
    from monazite.app.design.verb import Design
    from monazite.app.design.views import Answer, Compared, Frontier, Query, Threshold
    from monazite.design.record import Recipe
    from monazite.design.search.record import Infeasible, Optimum

THRESHOLD = "PrNd:Ce=10wt%"
POINTS = 8
_THRESHOLD = re.compile(r"\s*([^:：]+)[:：](.+)")
Run = Mapping[dt.date, "Optimum | Infeasible"]


def search(terminal: Terminal, told: Told) -> int:
    """Answer a query.

    Args:
        terminal: where to.
        told: options as written.

    Returns:
        0 for an answer, even that nothing does it; 1 when something cannot be used, 2 when nothing was asked.
    """
    from monazite.app.design.asked import asked, is_duty

    query = asked(told.texts)
    if isinstance(query, tuple):
        refused(terminal, query)
        return 1 if is_duty(told.texts) else 2
    if told["send"]:
        actor_of(told)
    with told.design() as verb:
        prices = given_prices(told, verb, dict(query.prices))
        if isinstance(prices, tuple):
            return refused(terminal, prices)
        query = replace(query, prices=prices)
        other = against(told, [] if query.kelvin is None else [query.kelvin])
        if isinstance(other, tuple):
            return refused(terminal, other)
        more = _more(told, verb, query)
        answer = verb.search(query)
        if answer.bench is None and any(told[one] for one in (*FILES, "send")):
            terminal.problem(problem("asked-no-recipe", "design"))
        left = None if answer.bench is None else leave(told, verb, answer.bench, terminal.language)
        compared = None if other is None else _compared(verb, answer, other)
        if terminal.is_json:
            terminal.objects([_json(answer, compared, more) | ({} if left is None else left.as_json())])
            return 0
        _tell(terminal, answer, verb, compared, more)
        if left is not None:
            say_left(terminal, left)
    return 0


def _more(told: Told, verb: Design, query: Query) -> dict[str, Any]:
    """What is asked besides the optimum, each only where it is asked for.

    Raises:
        ProblemError: the first thing wrong with it.
    """
    found: dict[str, Any] = {}
    if told["threshold"]:
        found["threshold"] = verb.threshold(query, *_threshold(told["threshold"]))
    if told["frontier"]:
        found["frontier"] = verb.frontier(query, told["frontier"], POINTS)
    if told["history"]:
        from monazite.app.design.price_files import read_prices

        days = read_prices(told["history"])
        if isinstance(days, tuple):
            raise ProblemError(days[0])
        found["history"] = verb.history(query, days)
    return found


def _threshold(text: str) -> tuple[str, str, float]:
    """Material, element and share of ``PrNd:Ce=10wt%``."""
    from monazite.app.design.asked import asked

    match = _THRESHOLD.fullmatch(text)
    both = asked({"tmax": "100degC", "min": match[2], "ban": match[1]}) if match else ()
    if isinstance(both, tuple):
        wrong = next(iter(both), problem("asked-threshold", "--threshold", wanted=THRESHOLD, found=text))
        raise ProblemError(replace(wrong, place="--threshold"))
    ((element, share),) = both.least.items()
    return next(iter(both.most)), element, share


def _compared(verb: Design, answer: Answer, other: Recipe) -> Compared | None:
    """The recipe found held against one that was named."""
    query, bench = answer.query, answer.bench
    if bench is None:
        return None
    kelvin = [] if query.kelvin is None else [query.kelvin]
    grade = answer.grade if answer.grade.name else None
    return verb.compare(
        verb.bench(other, kelvin, query.permeance, grade, query.opposing_a_per_m, offered=answer.offered), bench
    )


def _json(answer: Answer, compared: Compared | None, more: Mapping[str, Any]) -> dict[str, Any]:
    from monazite.app.design.out import answer_json, compared_json, frontier_json, optimum_json, threshold_json

    found = answer_json(answer)
    if compared is not None:
        found["against"] = compared_json(compared)
    if "threshold" in more:
        found["threshold"] = threshold_json(more["threshold"])
    if "frontier" in more:
        found["frontier"] = frontier_json(more["frontier"])
    if "history" in more:
        found["history"] = [{"day": day.isoformat(), **optimum_json(one)} for day, one in more["history"].items()]
    return found


def _tell(
    terminal: Terminal, answer: Answer, verb: Design, compared: Compared | None, more: Mapping[str, Any]
) -> None:  # fmt: skip
    from monazite.design.search.record import Infeasible

    say(terminal, _question(terminal, answer))
    if answer.bench is not None and not isinstance(answer.found, Infeasible):
        route = answer.found.route.label.in_language(terminal.language)
        say(terminal, terminal.words("design.best", cost=f"{answer.found.cost_cny_per_kg:.2f}", route=route,
                                     gap=f"{answer.found.gap:.2%}"))  # fmt: skip
        tell_bench(terminal, answer.bench, verb)
        terminal.line()
    say(terminal, terminal.words("design.why" if answer.bench else "design.why_none"))
    for one in answer.why:
        item(terminal, one)
    for grade, reason in answer.refused.items():
        say(terminal, "- " + terminal.words(f"design.refused.{reason}", grade=grade))
    if answer.shadows:
        terminal.line()
        say(terminal, terminal.words("design.one_more"))
        for one in answer.shadows:
            item(terminal, one)
    tell_compared(terminal, compared)
    _tell_more(terminal, more)


def _question(terminal: Terminal, answer: Answer) -> str:
    """The query in a line, as it was understood."""
    query = answer.query
    parts = [answer.grade.name] if answer.grade.name else []
    if query.kelvin is not None:
        parts += [f"{degc(query.kelvin):.4g} °C", terminal.words("design.permeance", value=f"{query.permeance:g}")]
    if query.opposing_a_per_m:
        parts.append(terminal.words("design.opposing", value=f"{query.opposing_a_per_m / 1e3:g}"))
    if query.tmax_kelvin is not None:
        parts.append(terminal.words("design.tmax", value=f"{degc(query.tmax_kelvin):.4g}"))
    parts += [f"{name} ≤ {share * 100:g} %" for name, share in query.most.items()]
    parts += [f"{name} ≥ {share * 100:g} %" for name, share in query.least.items()]
    if query.confidence is not None:
        parts.append(
            terminal.words(
                "design.confidence", value=f"{query.confidence:.4%}".removesuffix("%").rstrip("0").rstrip(".")
            )
        )
    return terminal.words("design.between").join(parts)


def _tell_more(terminal: Terminal, more: Mapping[str, Any]) -> None:
    if "threshold" in more:
        found: Threshold = more["threshold"]
        terminal.line()
        say(terminal, found.said.in_language(terminal.language))
    if "frontier" in more:
        _tell_frontier(terminal, more["frontier"])
    if "history" in more:
        _tell_history(terminal, more["history"])


def _tell_frontier(terminal: Terminal, frontier: Frontier) -> None:
    unit = frontier.unit.in_language(terminal.language)
    header = [f"{frontier.label.in_language(terminal.language)} ({unit})", "CNY/kg", terminal.words("design.route")]
    rows = [[_value(frontier.over, one.value), f"{one.best.cost_cny_per_kg:.2f}",
             one.best.route.label.in_language(terminal.language)] for one in frontier.steps]  # fmt: skip
    terminal.line()
    terminal.plain_table(header, rows, {2})


def _value(over: str, value: float) -> str:
    if over == "heavy":
        return f"{value * 100:.3f}"
    return f"{degc(value):.0f}" if over == "tmax" else f"{value:.3f}"


def _tell_history(terminal: Terminal, days: Run) -> None:
    from monazite.design.search.record import Optimum

    day_of, held, route = (terminal.words(f"design.{one}") for one in ("day", "recipe_of", "route"))
    header = [day_of, "CNY/kg", held, route]
    rows = [
        [day.isoformat(), f"{one.cost_cny_per_kg:.2f}", _contents(one), one.route.label.in_language(terminal.language)]
        if isinstance(one, Optimum) else [day.isoformat(), "–", "", ""]
        for day, one in days.items()
    ]  # fmt: skip
    terminal.line()
    terminal.plain_table(header, rows, {2, 3})


def _contents(one: Optimum) -> str:
    """The rare earths of a recipe, in percent, and what was diffused in."""
    from monazite.design.forward import rare_earths

    treated = one.recipe.process.diffusion
    parts = [f"{name} {ppm / 1e4:.2f}" for name, ppm in one.recipe.weight_ppm.items() if name in rare_earths()]
    return " ".join(parts + ([f"+{treated.element} {treated.weight_ppm / 1e4:.2f}"] if treated else []))
