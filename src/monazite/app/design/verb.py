"""The verb design in Python, ``workspace.design``: prices, burdens, a recipe on the bench, the cheapest recipe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from monazite.core import SystemClock, shanghai_day

if TYPE_CHECKING:
    from monazite.app.design.views import Answer, Bench, Carried, Compared, Frontier, Offered, Query, Sent, Threshold
    from monazite.app.workspace import Workspace
    from monazite.design.record import Grade, Recipe
    from monazite.design.search.record import Infeasible, Offer, Optimum, Route


class Design:
    """Magnets, with the prices and limits that a workspace knows.

    Args:
        workspace: whose papers, indices and quotas are asked; None for the figures that ship.
        day: today where there is no workspace to say it.
    """

    def __init__(self, workspace: Workspace | None, day: dt.date | None = None) -> None:
        """Hold the workspace; nothing is read yet."""
        self.workspace = workspace
        self._day = day

    @property
    def today(self) -> dt.date:
        """The day in Asia/Shanghai."""
        if self.workspace is not None:
            return self.workspace.trace.today
        return self._day or shanghai_day(SystemClock().now())

    # ---- what is known

    def offers(
        self, day: dt.date | None = None, given: Mapping[str, float] | None = None,
        scrap: Iterable[Offer] = (), venue: str = "",
    ) -> Offered:  # fmt: skip
        """What can be charged, each with its price and where that comes from.

        Args:
            day: no price of a paper or an index is later; today when None.
            given: CNY per kg by offer, before all others.
            scrap: further offers, with their price.
            venue: whose index comes before papers; its prices may be invented, and then say so.

        Raises:
            ProblemError: for a venue that published none.
        """
        from monazite.app.design.prices import offered_on  # noqa: PLC0415  loads the room

        return offered_on(self.workspace, day or self.today, given, scrap, venue)

    def risk(self, query: Query | None = None) -> Carried:
        """The supply risk of each rare earth, with the price or limit of a query."""
        from monazite.app.design.burdens import supply_risk  # noqa: PLC0415  loads the room

        return supply_risk(query)

    def quota_exposure(self, day: dt.date | None = None, query: Query | None = None) -> Carried:
        """The quota exposure of each rare earth on a day, with the price or limit of a query."""
        from monazite.app.design.burdens import quota_exposure  # noqa: PLC0415  loads the room

        return quota_exposure(self.workspace, day or self.today, query)

    # ---- forward

    def bench(
        self, recipe: Recipe, kelvin: Sequence[float] = (), permeance: float = 1.0, grade: Grade | None = None,
        opposing_a_per_m: float = 0.0, *, is_dual: bool = False, offered: Offered | None = None,
        route: Route | None = None,
    ) -> Bench:  # fmt: skip
        """A recipe on the bench: magnets and curves, grades, cost by element, burdens, service.

        Args:
            recipe: one that `monazite.design.forward.problems_of` finds no fault with.
            kelvin: temperatures besides 20 °C; the highest is that of service.
            permeance: permeance coefficient of its circuit.
            grade: whose probability is asked for.
            opposing_a_per_m: field against it from outside.
            is_dual: whether its main phase is dual.
            offered: prices; those of today when None.
            route: by which it is made; the one most like it when None.
        """
        from monazite.app.design.bench import bench_of  # noqa: PLC0415  loads the room
        from monazite.design.service import Work  # noqa: PLC0415  as above

        used = offered or self.offers()
        burdens = (self.risk(), self.quota_exposure(used.day))
        return bench_of(recipe, kelvin, Work(permeance, opposing_a_per_m), used, burdens, grade=grade,
                        is_dual=is_dual, route=route)  # fmt: skip

    def compare(self, first: Bench, second: Bench) -> Compared:
        """How the second differs from the first, in figures and in words."""
        from monazite.app.design.why import compared  # noqa: PLC0415  loads the room

        return compared(first, second)

    # ---- search

    def search(self, query: Query) -> Answer:
        """The cheapest recipe that does a duty, with its bench, why it is this one, and what one unit more costs.

        Raises:
            ProblemError: for a venue that published no index.
        """
        from monazite.app.design.search import answered  # noqa: PLC0415  loads the room

        return answered(self, query)

    def frontier(self, query: Query, over: str = "heavy", points: int = 8) -> Frontier:
        """Cost against heavy rare earths (``heavy``), ``tmax``, ``supply-risk`` or ``quota-exposure``."""
        from monazite.app.design.search import frontier_of  # noqa: PLC0415  loads the room

        return frontier_of(self, query, over, points)

    def history(self, query: Query, days: Mapping[dt.date, Mapping[str, float]]) -> dict[dt.date, Optimum | Infeasible]:
        """The query again at the prices of each day; what a day does not price stays as it is today.

        Args:
            query: as for `search`.
            days: CNY per kg by offer.
        """
        from monazite.app.design.search import history_of  # noqa: PLC0415  loads the room

        return history_of(self, query, days)

    def threshold(self, query: Query, moved: str, element: str, share: float) -> Threshold:
        """From what price of a material a share of an element is worth it.

        Args:
            query: as for `search`.
            moved: the material, such as ``PrNd``; neodymium and praseodymium move with it.
            element: such as ``Ce``.
            share: of mass, that the cheapest recipe then holds at least.
        """
        from monazite.app.design.search import threshold_of  # noqa: PLC0415  loads the room

        return threshold_of(self, query, moved, element, share)

    # ---- plan

    def send(self, bench: Bench, motor: str, *, actor: str, name: str = "") -> Sent:
        """A recipe on the bench as a candidate for qualification in a motor.

        Args:
            bench: of the recipe; it promises the minima of the grade that was asked for, or else the lower ends of its
                intervals.
            motor: that plan has a specification of.
            actor: who says so: the maker of the magnet.
            name: designation of the candidate; one of grade and recipe when empty.

        Raises:
            ProblemError: for a motor that nobody specified, without a workspace, or where the journal refuses it.
        """
        from monazite.app.design.candidate import sent  # noqa: PLC0415  loads the room

        return sent(self, bench, motor, actor, name)
