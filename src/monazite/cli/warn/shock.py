"""`monazite warn shock`: who stops, when, for lack of what, and what would help most per yuan."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.cli.terminal import Terminal, json_line
from monazite.core import Problem, scaled_figure

if TYPE_CHECKING:
    from monazite.warn.shocks import Halt, Link, Network, Outcome, Ranked

AFTER_DAYS = 120
"""Days simulated after a stop ends: goods on their way and refilling take their time."""
FEN, SHOWN_DIGITS = 100, 4
COLUMNS = ("firm", "makes", "short_from", "stopped_from", "stopped_days", "lost_units", "chain")
RELIEF_COLUMNS = ("relief", "kind", "cost", "saved", "saved_interval", "saved_per_yuan")


def show_shock(
    terminal: Terminal, *, network: Path | None, stop: Sequence[str], first_day: str, days: int, granted: Sequence[str],
    is_by_priority: bool, relief: int,
) -> int:  # fmt: skip
    """Print what comes of a stop: with JSON one object, else tables; any Problem stops it.

    Args:
        terminal: where to.
        network: folder with its tables; None takes the invented one that ships.
        stop: what stops, each as FIRM:MATERIAL, REGION:MATERIAL or REGION>REGION:MATERIAL.
        first_day: of the stop.
        days: of the stop.
        granted: steps of what is left meanwhile, DAY:PERCENT each.
        is_by_priority: whether suppliers ration by priority.
        relief: how many of the best reliefs are shown.
    """
    from monazite.warn.shocks import Rules, parse_stops, proposed, ranked, read_folder, shipped_folder, simulate

    folder = read_folder(network or shipped_folder())
    for one in folder.problems:
        terminal.problem(one)
    if folder.problems:
        return 1
    stops = parse_stops(folder.network, stop, first_day, days, granted)
    if isinstance(stops, Problem):
        terminal.problem(stops)
        return 2
    if network is None:
        terminal.say("warn.shock.invented")
    rules, until = Rules(is_by_priority=is_by_priority), days + AFTER_DAYS
    outcome = simulate(folder.network, stops, until, rules)
    best: tuple[Ranked, ...] = ()
    if relief:
        options = (*folder.reliefs, *proposed(folder.network, outcome))
        workers = os.cpu_count() or 1
        best = ranked(folder.network, stops, until, options, rules, top=relief, workers=workers)[:relief]
    if terminal.is_json:
        sys.stdout.write(json_line(as_json(outcome, best)) + "\n")
    else:
        _tell(terminal, folder.network, outcome, best)
    return 0


def as_json(outcome: Outcome, best: Sequence[Ranked]) -> dict[str, Any]:
    """An outcome as an object: value lost, who stopped with the chain of causes, and the best reliefs."""
    return {
        "first_day": outcome.first_day.isoformat(),
        "days": outcome.days,
        "value_lost_fen": outcome.value_lost_fen,
        "stopped": [
            {
                "firm": one.firm, "material": one.material, "short_from": one.short_from.isoformat(),
                "stopped_from": one.stopped_from.isoformat(), "stopped_days": one.stopped_days, "cause": one.cause,
                "lacks": one.lacks or None, "lost_units": one.lost_units,
                "chain": [{"firm": link.firm, "material": link.material, "day": link.day.isoformat(),
                           "cause": link.cause} for link in one.chain],
            }
            for one in outcome.halts
        ],
        "relief": [
            {
                "relief": one.relief.key, "kind": one.relief.kind, "firm": one.relief.firm,
                "material": one.relief.material or None, "amount": one.relief.amount, "cost_fen": one.relief.cost_fen,
                "saved_fen": one.saved_fen, "saved_low_fen": one.saved_low_fen, "saved_high_fen": one.saved_high_fen,
                "saved_per_yuan": one.saved_per_yuan if one.relief.cost_fen else None,
            }
            for one in best
        ],
    }  # fmt: skip


def _tell(terminal: Terminal, network: Network, outcome: Outcome, best: Sequence[Ranked]) -> None:
    lost, stopped = _yuan(terminal, outcome.value_lost_fen), len(outcome.halts)
    said = {"first_day": outcome.first_day, "days": outcome.days, "value": lost, "stopped": stopped}
    terminal.line(terminal.words("warn.shock.lost", **said))
    if outcome.halts:
        terminal.line()
        header = [terminal.words(f"warn.shock.column.{name}") for name in COLUMNS]
        terminal.fitted_table(header, [_halt(terminal, network, one) for one in outcome.halts], {0, 1, 6}, {6})
    if best:
        terminal.line()
        header = [terminal.words(f"warn.shock.column.{name}") for name in RELIEF_COLUMNS]
        terminal.fitted_table(header, [_relief(terminal, network, one) for one in best], {0})


def _halt(terminal: Terminal, network: Network, one: Halt) -> list[str]:
    first, *others = one.chain
    own = f"{terminal.words(f'warn.shock.{first.cause}')} {_material(terminal, network, first.material)}"
    chain = " ← ".join([own, *(_link(terminal, network, link) for link in others)])
    unit = network.material[one.material].unit
    return [
        _firm(terminal, network, one.firm), _material(terminal, network, one.material), str(one.short_from),
        str(one.stopped_from), str(one.stopped_days),
        f"{one.lost_units:,.0f} {unit}", chain,
    ]  # fmt: skip


def _link(terminal: Terminal, network: Network, link: Link) -> str:
    words = f"{_firm(terminal, network, link.firm)} {link.day} {terminal.words(f'warn.shock.{link.cause}')}"
    return f"{words} {_material(terminal, network, link.material)}"


def _relief(terminal: Terminal, network: Network, one: Ranked) -> list[str]:
    interval = ""
    if one.saved_low_fen is not None and one.saved_high_fen is not None:
        interval = f"{_yuan(terminal, one.saved_low_fen)} – {_yuan(terminal, one.saved_high_fen)}"
    relief = one.relief
    what = terminal.words(
        f"warn.shock.{relief.kind}", firm=_firm(terminal, network, relief.firm), amount=f"{relief.amount:g}",
        material=_material(terminal, network, relief.material) if relief.material else "",
    )  # fmt: skip
    return [what, relief.key, _yuan(terminal, relief.cost_fen), _yuan(terminal, one.saved_fen), interval,
            f"{one.saved_per_yuan:,.1f}"]  # fmt: skip


def _firm(terminal: Terminal, network: Network, key: str) -> str:
    return network.firm[key].name.in_language(terminal.language)


def _material(terminal: Terminal, network: Network, key: str) -> str:
    return network.material[key].name.in_language(terminal.language)


def _yuan(terminal: Terminal, fen: int) -> str:
    """An amount for people, with so many digits as a model deserves."""
    return scaled_figure(Decimal(round(float(f"{fen / FEN:.{SHOWN_DIGITS}g}"))), terminal.language)
