"""A recipe on the bench as `monazite design` prints it: recipe, properties, verdict, cost, service."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from monazite.cli.design.question import Told, leave, say_left
from monazite.cli.terminal import Terminal
from monazite.core import Problem, Words

if TYPE_CHECKING:
    from monazite.app.design.verb import Design
    from monazite.app.design.views import Bench, Compared, PriceOf
    from monazite.design.exports import Text
    from monazite.design.forward import Given
    from monazite.design.record import Grade, Recipe

SI_CGS = 3
"""Cells of a temperature in the table of properties."""


def put_on_bench(
    terminal: Terminal, told: Told, given: Given, kelvin: Sequence[float], wanted: Grade | None
) -> int:  # fmt: skip
    """Print a recipe with its cost and service, and write what is asked for.

    Args:
        terminal: where to.
        told: options as written.
        given: the recipe, without fault.
        kelvin: temperatures.
        wanted: grade whose probability is asked for.
    """
    from monazite.app.design.asked import asked
    from monazite.app.design.out import bench_json, compared_json

    named = ("permeance", "opposing", "price", "day", "venue")
    query = asked({"tmax": "100degC"} | {name: told[name] for name in named if told[name]})
    if isinstance(query, tuple):
        return refused(terminal, query)
    with told.design() as verb:
        prices = given_prices(told, verb, dict(query.prices))
        if isinstance(prices, tuple):
            return refused(terminal, prices)
        offered = verb.offers(query.day, prices, venue=query.venue)

        def on_bench(recipe: Recipe, *, is_dual: bool) -> Bench:
            return verb.bench(recipe, kelvin, query.permeance, wanted, query.opposing_a_per_m, is_dual=is_dual,
                              offered=offered)  # fmt: skip

        bench = on_bench(given.recipe, is_dual=given.is_dual)
        other = against(told, kelvin)
        if isinstance(other, tuple):
            return refused(terminal, other)
        compared = None if other is None else verb.compare(on_bench(other, is_dual=False), bench)
        left = leave(told, verb, bench, terminal.language)
        if terminal.is_json:
            held = {} if compared is None else {"against": compared_json(compared)}
            terminal.objects([bench_json(bench) | held | left.as_json()])
            return 0
        tell_bench(terminal, bench, verb)
        tell_compared(terminal, compared)
        say_left(terminal, left)
    return 0


def given_prices(told: Told, verb: Design, prices: dict[str, float]) -> dict[str, float] | tuple[Problem, ...]:
    """Prices of a table and of options, which count more, in CNY per kg by offer; or what is wrong with the table."""
    if told["prices"] is None:
        return dict(prices)
    from monazite.app.design.price_files import newest, read_prices
    from monazite.design.said import problem

    known = read_prices(told["prices"])
    if isinstance(known, tuple):
        return known
    row = newest(known, verb.today)
    if row is None:
        return (problem("asked-prices", told["prices"].name, day=verb.today),)
    return {**row[1], **prices}


def against(told: Told, kelvin: Sequence[float]) -> Recipe | tuple[Problem, ...] | None:
    """The recipe to compare with, or what is wrong with it."""
    if told["against"] is None:
        return None
    from monazite.design.forward import parse_recipe, problems_of

    recipe = parse_recipe(told["against"], "--against")
    return recipe if isinstance(recipe, tuple) else problems_of(recipe, kelvin, "--against") or recipe


def refused(terminal: Terminal, problems: Sequence[Problem]) -> int:
    """Say what is wrong; the exit code."""
    for one in problems:
        terminal.problem(one)
    return 1


def tell_bench(terminal: Terminal, bench: Bench, verb: Design) -> None:
    """Print a bench: what is in it, what it does, whether it passes and lasts, what it costs."""
    from monazite.app.design.exports import name_of, sheet_from
    from monazite.design.exports import text_of

    text = text_of(sheet_from(bench, name_of(bench), verb.today.isoformat()), terminal.language)
    contents = "  ".join(" ".join(row) for row in text.composition[1:])
    say(terminal, f"{text.composition[0][0]}{terminal.words('design.colon')}{contents}")
    say(terminal, terminal.words("design.between").join(" ".join(row) for row in text.process[1:]))
    terminal.line()
    for header, rows in _by_temperature(text):
        terminal.plain_table(header, rows)
        terminal.line()
    terminal.plain_table([text.verdict[0][0], ""], [(*row, "")[:2] for row in text.verdict[1:]], {0})
    terminal.line()
    _tell_costs(terminal, bench)
    for line in text.lead:
        say(terminal, line)


def _by_temperature(text: Text) -> Iterator[tuple[list[str], list[list[str]]]]:
    """The table of properties cut into one for each temperature, so that it fits a narrow screen."""
    title, units, *rows = text.properties
    for start in range(1, len(title), SI_CGS):
        part = slice(start, start + SI_CGS)
        header = [f"{title[0]} {title[start]}", *units[part]]
        yield header, [[row[0], *row[part]] for row in rows]


def _tell_costs(terminal: Terminal, bench: Bench) -> None:
    header = [terminal.words(f"design.cost.{name}") for name in ("part", "share", "cost", "price", "from")]
    known = {one.offer.name: one for one in bench.offered.prices}
    rows = [
        [one.label.in_language(terminal.language), f"{one.share:.3%}" if one.share else "", f"{one.cny_per_kg:.2f}",
         *_price(terminal, known.get(one.offer), one.name)]
        for one in bench.costs
    ]  # fmt: skip
    total = [terminal.words("design.cost.total"), "", f"{bench.cost_cny_per_kg:.2f}", "", ""]
    terminal.plain_table(header, [*rows, total], {0, 4})
    if bench.unpriced:
        say(terminal, terminal.words("design.unpriced", elements=", ".join(bench.unpriced)))
    carried = ((words_of(name), value) for name, value in bench.carried.items())
    say(terminal, terminal.words("design.between").join(
        f"{label.in_language(terminal.language)} {value:.3f}" for label, value in carried))  # fmt: skip
    terminal.line()


def words_of(name: str) -> Words:
    """A burden with its unit."""
    from monazite.app.design.prices import words

    return words(f"compare.{name}")


def _price(terminal: Terminal, one: PriceOf | None, element: str) -> list[str]:
    """Price of the material that brings an element, and where it is from."""
    if one is None or one.offer.price_cny_per_kg is None:
        return ["", ""]
    origin = terminal.words(f"design.origin.{one.origin}")
    note = terminal.words("design.estimate") if one.is_estimate else ""
    alloy = one.offer.name if one.offer.name != element else ""
    return [f"{one.offer.price_cny_per_kg:.6g}", " ".join(filter(None, (alloy, origin, one.offer.day, note)))]


def tell_compared(terminal: Terminal, compared: Compared | None) -> None:
    """Print how a recipe differs from the one it is held against."""
    if compared is None:
        return
    terminal.line()
    say(terminal, terminal.words("design.against"))
    for one in compared.said:
        item(terminal, one)


def item(terminal: Terminal, words: Words) -> None:
    """A sentence of a list."""
    say(terminal, f"- {words.in_language(terminal.language)}")


def say(terminal: Terminal, text: str) -> None:
    """A sentence on standard output, broken between words at the width of the terminal."""
    from rich.text import Text as Line

    from monazite.core.visible import visible

    terminal.out.print(Line(visible(text)))
