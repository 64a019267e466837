"""The verb warn in Python, ``workspace.warn``: what changed, what is short, who must act, and what stands behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from monazite.core import Problem, ProblemError, Words
from monazite.reference import element_aliases, rare_earths
from monazite.store import Results, unknown

if TYPE_CHECKING:
    from monazite.app.warn.alerts import Alerts
    from monazite.app.warn.element import ElementView
    from monazite.app.warn.sources import Behind
    from monazite.app.workspace import Workspace
    from monazite.warn.backtest import Backtest
    from monazite.warn.criticality import Cell, Score
    from monazite.warn.outlook import Outlook, Settings
    from monazite.warn.replay import History, Replayed, Verdict
    from monazite.warn.shocks import Network, Outcome
    from monazite.warn.signals import Signal
    from monazite.warn.targets import Target
    from monazite.warn.watch import Change, Duty, Standing

WEEK = timedelta(days=7)
"""Over which the front page looks for what changed."""


@dataclass(frozen=True, slots=True)
class Front:
    """The first page: what changed, what is short, who must act.

    Args:
        day: of which.
        since: earlier day that it is compared with.
        standings: of all elements, the worst first.
        changes: since the earlier day.
        shortages: what is short now.
        duties: who must act, the earliest deadline first.
        signals: all of the day.
        missing: what could not be looked at.
    """

    day: date
    since: date
    standings: tuple[Standing, ...]
    changes: tuple[Change, ...]
    shortages: tuple[Signal, ...]
    duties: tuple[Duty, ...]
    signals: tuple[Signal, ...]
    missing: tuple[Words, ...]


class Warn:
    """Risk, signals, targets and alerts of a workspace.

    Args:
        workspace: to look into.
    """

    def __init__(self, workspace: Workspace) -> None:
        """Hold the workspace; nothing is read yet."""
        self.workspace = workspace

    # ---- now

    def signals(self, day: date | None = None) -> Results[Signal]:
        """The signals of a day, the worst first, calm ones too; nothing known later is looked at.

        Args:
            day: today when None.
        """
        from monazite.app.warn.gather import gather  # noqa: PLC0415  the rooms behind it are large
        from monazite.app.warn.prices import method_signals, priced_on  # noqa: PLC0415  as above
        from monazite.warn.watch import limited, watch, worst_each  # noqa: PLC0415  as above

        wanted = day or self.workspace.trace.today
        priced = priced_on(self.workspace, wanted)
        by_rules = watch(wanted, gather(self.workspace, wanted, priced))
        by_methods = limited(method_signals(self.workspace, wanted, priced))
        return Results(worst_each((*by_rules, *by_methods)))

    def standings(self, day: date | None = None) -> Results[Standing]:
        """Where each rare earth stands on a day, in the order of the elements."""
        from monazite.warn.watch import standings  # noqa: PLC0415  the room is large

        return Results(standings(self.signals(day)))

    def changed(self, since: date, day: date | None = None) -> Results[Change]:
        """What changed between two days."""
        from monazite.warn.watch import changes  # noqa: PLC0415  the room is large

        return Results(changes(self.signals(since), self.signals(day)))

    def front(self, day: date | None = None, since: date | None = None) -> Front:
        """What changed, what is short and who must act, in one.

        Args:
            day: today when None.
            since: a week before when None.
        """
        from monazite.app.warn.gather import missing  # noqa: PLC0415  the rooms behind it are large
        from monazite.warn.signals import LEVELS  # noqa: PLC0415  as above
        from monazite.warn.watch import changes, duties, shortages, standings  # noqa: PLC0415  as above

        wanted = day or self.workspace.trace.today
        before = since or wanted - WEEK
        signals = self.signals(wanted)
        by_level = sorted(standings(signals), key=lambda one: -LEVELS.index(one.level))
        return Front(
            wanted, before, tuple(by_level), changes(self.signals(before), signals), shortages(signals),
            duties(signals), tuple(signals), missing(self.workspace, wanted),
        )  # fmt: skip

    def behind(self, signal: Signal) -> tuple[Behind, ...]:
        """What stands behind a signal: facts, entries, papers, licences, records of the public history."""
        from monazite.app.warn.sources import behind  # noqa: PLC0415  the rooms behind it are large

        return tuple(behind(self.workspace, name) for name in signal.facts)

    def element(self, name: str, day: date | None = None) -> ElementView:
        """All that is known of an element: prices, quota, cover, risk, facts, substitutes, signals.

        Args:
            name: symbol, or Chinese or English name.
            day: today when None.

        Raises:
            UsageError: for what is no rare earth; it names the nearest.
        """
        from monazite.app.warn.element import element_view  # noqa: PLC0415  the rooms behind it are large

        symbol = element_aliases().get(name.strip()) or element_aliases().get(name.strip().lower(), "")
        known = [one.symbol for one in rare_earths()]
        if symbol not in known:
            raise unknown("value-unknown", "element", name, known)
        return element_view(self, symbol, day or self.workspace.trace.today)

    # ---- risk

    def risk(self, method: str, inputs: Path | None = None) -> Results[Score]:
        """The scores of a method of criticality; see ``monazite.warn.criticality``.

        Raises:
            UsageError: for a method that is not known.
            ProblemError: the first of what is wrong with the tables.
        """
        from monazite.warn.criticality import methods, scores  # noqa: PLC0415  the room is large

        if method not in methods():
            raise unknown("value-unknown", "method", method, methods())
        found, used = scores(method, inputs)
        _refuse(used.problems)
        return Results(found)

    def matrix(self) -> Results[Cell]:
        """Element by stage: published score, shares of the largest producer, or what is missing."""
        from monazite.warn.criticality import matrix  # noqa: PLC0415  the room is large

        return Results(matrix(self.risk("eu-published")))

    # ---- what may come

    def outlook(self, settings: Settings, inputs: Path | None = None) -> Outlook:
        """Demand, stock in use, supply and gap by element; see ``monazite.warn.outlook``.

        Args:
            settings: as `monazite.warn.outlook.checked` takes them.
            inputs: folder of its tables; the figures that ship when None.

        Raises:
            ProblemError: the first of what is wrong with settings or tables.
        """
        from monazite.warn.outlook import checked, outlook, read_inputs  # noqa: PLC0415  loads numpy

        tables = read_inputs(inputs)
        _refuse(tables.problems)
        wanted, wrong = checked(settings, tables)
        _refuse(wrong)
        return outlook(wanted, tables)

    def shock(
        self, stops: Sequence[str], first_day: date, days: int, *, of_days: int = 365, folder: Path | None = None,
        granted: Sequence[str] = (),
    ) -> tuple[Network, Outcome]:  # fmt: skip
        """A stop of supply through a network of firms: who stops, when, for lack of what.

        Args:
            stops: such as ``China>*:NdFeB``; see `monazite.warn.shocks.parse_stops`.
            first_day: of the stop.
            days: of the stop.
            of_days: to simulate.
            folder: with the network; the invented one that ships when None.
            granted: steps of what is left meanwhile, as ``61:25``.

        Raises:
            ProblemError: the first of what is wrong.
        """
        from monazite.warn.shocks import parse_stops, read_folder, shipped_folder, simulate  # noqa: PLC0415  numba

        read = read_folder(folder or shipped_folder())
        _refuse(read.problems)
        asked = parse_stops(read.network, stops, first_day.isoformat(), days, granted)
        if isinstance(asked, Problem):
            raise ProblemError(asked)
        return read.network, simulate(read.network, asked, of_days)

    def backtest(self, prices: Path, seed: int = 1) -> Backtest:
        """How often price alarms were right on a file of daily prices.

        Raises:
            ProblemError: when no product of the file can be used.
        """
        from monazite.warn.backtest import backtest, read_prices  # noqa: PLC0415  loads numpy

        table = read_prices(prices)
        if not table.products:
            _refuse(table.problems)
        return backtest(table, seed)

    # ---- targets, history, alerts

    def targets(self, day: date | None = None) -> Results[Target]:
        """Each target beside the fact that measures it, or what is missing."""
        from monazite.app.warn.gather import known_facts  # noqa: PLC0415  the rooms behind it are large
        from monazite.warn.targets import rules, targets  # noqa: PLC0415  as above

        kinds = sorted({kind for rule in rules().values() for kind in rule.kinds})
        known = known_facts(self.workspace, "target", *kinds)
        return Results(targets(known, day or self.workspace.trace.today))

    def replay(self, path: Path | None = None) -> tuple[tuple[Replayed, ...], Verdict | None]:
        """A history replayed day by day, and what became of it; 2025 as it ships when there is no file.

        Raises:
            ProblemError: the first of what is wrong with the file.
        """
        from monazite.warn.replay import replay, verdict  # noqa: PLC0415  the room is large

        found = self.history(path)
        _refuse(found.problems)
        return replay(found.facts), verdict(found.facts)

    def history(self, path: Path | None = None) -> History:
        """The dated facts of a file, or of 2025 as they ship."""
        from monazite.warn.replay import load_2025, load_history  # noqa: PLC0415  the room is large

        return load_2025() if path is None else load_history(path)

    @cached_property
    def alerts(self) -> Alerts:
        """Rules of people, and the outbox."""
        from monazite.app.warn.alerts import Alerts  # noqa: PLC0415  the rooms behind it are large

        return Alerts(self)


def _refuse(problems: Sequence[Problem]) -> None:
    """Raise the first problem of an input with any."""
    if problems:
        raise ProblemError(problems[0])
