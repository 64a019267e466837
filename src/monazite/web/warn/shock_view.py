"""A shock as its page shows it: what may stop, who stops when and for lack of what, and what would help."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from monazite.core import Problem, ProblemError
from monazite.warn.shocks import (
    Folder,
    Halt,
    Network,
    Outcome,
    Ranked,
    Relief,
    Rules,
    parse_stops,
    proposed,
    ranked,
    read_folder,
    shipped_folder,
    simulate,
    stopped_spans,
    weekly_output,
)
from monazite.warn.shocks.record import ANY

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams

    from monazite.app import Workspace
    from monazite.app.plan.views import ProgrammeView

USUAL_STOPS = (("CN>*", "烧结钕铁硼"), ("CN>*", "金属镝"))
USUAL_FIRST_DAY, USUAL_DAYS = "2025-04-04", 120
"""As announcement 18 of 2025 had it."""
AFTER_DAYS = 120
"""Days simulated after a stop ends: goods on their way and refilling take their time."""
MOST_DAYS, ROWS, TOP, KEPT = 730, 3, 12, 64
LONGEST = 60
"""Characters of a text of an address that are looked at."""
MOST_PROGRAMMES, MOST_COMMITMENTS = 10, 6
"""Of this workspace that are tried without a commitment: each takes a tenth of a second."""
SHOWN_LINES = 6
"""Lines of the chart of output."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks for.

    Args:
        stops: where and what, row by row of the form.
        first_day: of the stop.
        days: of it.
        granted: day and per cent from which a part passes again, as asked; none in force while one is empty.
        is_by_priority: whether suppliers serve buyers by rank.
    """

    stops: tuple[tuple[str, str], ...]
    first_day: str
    days: str
    granted: tuple[str, str]
    is_by_priority: bool

    @property
    def texts(self) -> tuple[str, ...]:
        """The stops as `parse_stops` takes them."""
        return tuple(f"{where}:{material}" for where, material in self.stops)

    @property
    def steps(self) -> tuple[str, ...]:
        """What is granted, the same way."""
        return (f"{self.granted[0]}:{self.granted[1]}",) if all(self.granted) else ()


def wanted_by(query: QueryParams) -> Wanted:
    """Read an address: ``where`` and ``material`` row by row, ``from``, ``days``, ``after``, ``share``, ``priority``.

    Args:
        query: of the address.
    """

    def text(key: str, usual: str = "") -> str:
        return query.get(key, "").strip()[:LONGEST] or usual

    places, materials = ([one.strip()[:LONGEST] for one in query.getlist(key)] for key in ("where", "material"))
    stops = tuple((where, material or ANY) for where, material in zip(places, materials, strict=False) if where)
    return Wanted(
        stops or USUAL_STOPS, text("from", USUAL_FIRST_DAY), text("days", str(USUAL_DAYS)),
        (text("after"), text("share")), query.get("priority") == "yes",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """What came of a stop.

    Args:
        outcome: of the simulation.
        best: reliefs that help, the best per yuan first.
        tried: reliefs that were tried.
    """

    outcome: Outcome
    best: tuple[Ranked, ...]
    tried: int


@lru_cache(maxsize=1)
def folder() -> Folder:
    """The network that ships."""
    return read_folder(shipped_folder())


@lru_cache(maxsize=KEPT)
def shown(wanted: Wanted) -> Shown | Problem:
    """The outcome of what is asked, or the first thing wrong with it.

    Args:
        wanted: as `wanted_by` reads it.
    """
    network = folder().network
    days = int(wanted.days) if wanted.days.isascii() and wanted.days.isdecimal() and len(wanted.days) < LONGEST else 0
    stops = parse_stops(network, wanted.texts, wanted.first_day, days, wanted.steps)
    if isinstance(stops, Problem):
        return stops
    rules = Rules(is_by_priority=wanted.is_by_priority)
    until = min(days, MOST_DAYS) + AFTER_DAYS
    outcome = simulate(network, stops, until, rules)
    options = _different((*folder().reliefs, *proposed(network, outcome)))
    return Shown(outcome, ranked(network, stops, until, options, rules, top=TOP)[:TOP], len(options))


def _different(options: Iterable[Relief]) -> tuple[Relief, ...]:
    """Each measure once: of two that do the same, the one with a cost of its own."""
    found: dict[tuple[str, str, str, float], Relief] = {}
    for one in options:
        found.setdefault((one.kind, one.firm, one.material, one.amount), one)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Places:
    """Where something may stop: borders that goods cross, regions, firms."""

    borders: tuple[tuple[str, str], ...]
    regions: tuple[str, ...]


def places(network: Network) -> Places:
    """The borders and regions of a network; a border to ``*`` is that to every other region."""
    crossed = {(network.firm[one.supplier].region, network.firm[one.buyer].region) for one in network.supplies}
    pairs = sorted((origin, goal) for origin, goal in crossed if origin != goal)
    origins = dict.fromkeys(origin for origin, _ in pairs)
    borders = [pair for origin in origins for pair in ((origin, ANY), *(one for one in pairs if one[0] == origin))]
    return Places(tuple(borders), tuple(dict.fromkeys(one.region for one in network.firms)))


@dataclass(frozen=True, slots=True)
class Span:
    """A bar of the time line.

    Args:
        halt: whose.
        kind: short or stopped.
        first: its first day.
        last: its last day.
    """

    halt: Halt
    kind: str
    first: dt.date
    last: dt.date


def spans(network: Network, outcome: Outcome) -> Iterator[Span]:
    """The bars of the time line: a line makes less, then stands."""
    for halt in outcome.halts:
        before = halt.stopped_from - dt.timedelta(1)
        if halt.short_from <= before:
            yield Span(halt, "short", halt.short_from, before)
        for first, last in stopped_spans(network, outcome, network.line_at[halt.firm, halt.material]):
            yield Span(halt, "stopped", first, last)


def weeks(network: Network, outcome: Outcome) -> list[tuple[dt.date, list[float]]]:
    """Output of the lines that stopped, week by week, as a share of usual; first ones first."""
    found = [dict(weekly_output(network, outcome, network.line_at[one.firm, one.material]))
             for one in outcome.halts[:SHOWN_LINES]]  # fmt: skip
    return [(day, [one[day] for one in found]) for day in (found[0] if found else ())]


@dataclass(frozen=True, slots=True)
class Lost:
    """A programme of this workspace without one of the commitments that supply it.

    Args:
        programme: its id.
        product: the motor.
        commitment: id of the one that brings nothing.
        seller: party of it.
        first_before: first week uncovered as things stand; None where all are covered.
        first_after: the same without it.
        shares: elements whose uncovered share of the demand grows, with that share before and after.
    """

    programme: str
    product: str
    commitment: str
    seller: str
    first_before: dt.date | None
    first_after: dt.date | None
    shares: tuple[tuple[str, float, float], ...]


def losses(workspace: Workspace, on: dt.date) -> list[Lost]:
    """Each programme of the journal with each of its commitments gone: its cover as `workspace.plan` has it.

    Args:
        workspace: whose plans.
        on: day on which they stand.
    """
    found = []
    for one in workspace.plan.programmes(on=on)[:MOST_PROGRAMMES]:
        try:
            view = workspace.plan.programme(one.record.id, on=on)
            found += [_lost(workspace, view, name, on) for name in view.commitments[:MOST_COMMITMENTS]]
        except ProblemError:  # said on the programme's own page
            continue
    return found


def _lost(workspace: Workspace, view: ProgrammeView, commitment: str, on: dt.date) -> Lost:
    programme = view.programme.record
    after = workspace.plan.programme(programme.id, on=on, stopped={commitment: dt.date.min})
    before = view.uncovered_share
    shares = tuple((element, float(before.get(element, 0)), float(share))
                   for element, share in after.uncovered_share.items() if share > before.get(element, 0))  # fmt: skip
    seller = workspace.plan.commitment(commitment, on=on).commitment.record.seller
    return Lost(
        programme.id, programme.product, commitment, seller, view.first_uncovered, after.first_uncovered, shares
    )
