"""A commitment answered: who agreed, what moved, what each period comes to, what was paid; the prices it follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from monazite.app.plan.views import CommitmentView, PeriodView
from monazite.core import Problem, ProblemError
from monazite.facts import facts_of_kind
from monazite.plan.commitments import settle
from monazite.plan.commitments.periods import periods
from monazite.plan.commitments.record import Commitment, Period, PricePath, Quote, Settlement
from monazite.plan.commitments.volumes import period_of
from monazite.plan.journal import find
from monazite.plan.journal.find import Moved, Paid
from monazite.plan.said import problem
from monazite.trade.index import assessments_of

if TYPE_CHECKING:
    from monazite.app.trade.market import Market

OF_INDEX = "-index:"
"""Between a venue and a product in the name of a series that its index publishes: ``BX-index:氧化镝``."""
BEFORE = dt.timedelta(days=400)
"""How long before the term quotes are read: a window may lie before the first delivery, a year at most."""
Path = PricePath | Problem | None
"""The quotes that a commitment follows, why there are none that count, or None for a fixed price."""


def commitment_view(connection: Connection, market: Market, commitment_id: str, on: dt.date) -> CommitmentView:
    """A commitment with the periods that have begun by a day.

    Raises:
        ProblemError: ``book-unknown``.
    """
    kept = find.record(connection, "commitment", commitment_id, on)
    moved, paid = find.moved(connection, commitment_id, on), find.paid(connection, commitment_id, on)
    path = path_of(connection, market, kept.record, on)
    begun = [one for one in periods(kept.record) if one.first <= on]
    views = tuple(_period(kept.record, one, moved, paid, path) for one in begun)
    return CommitmentView(commitment=kept, silent=find.silent(connection, kept, on), periods=views)


def _period(
    commitment: Commitment,
    period: Period,
    moved: Sequence[Moved],
    paid: Sequence[Paid],
    path: PricePath | Problem | None,
) -> PeriodView:
    mine = tuple(one for one in moved if period_of(commitment, one.movement) == period)
    found = settled(commitment, period, moved, path)
    problems = () if isinstance(found, Settlement) else found
    of_period = tuple(one for one in paid if one.settlement == period.name)
    left = {} if isinstance(found, tuple) else owed(commitment, found, mine)
    return PeriodView(
        period=period, moved=mine, settlement=None if isinstance(found, tuple) else found, problems=problems,
        paid=of_period, is_paid=bool(of_period) or not any(left.values()),
    )  # fmt: skip


def settled(
    commitment: Commitment, period: Period, moved: Iterable[Moved], path: Path
) -> Settlement | tuple[Problem, ...]:
    """What a period comes to, or everything that keeps it from being settled."""
    if isinstance(path, Problem):
        return (path,)
    return settle(commitment, period, [one.movement for one in moved], path)


def owed(commitment: Commitment, settlement: Settlement, moved: Iterable[Moved]) -> dict[str, int]:
    """What each party still receives (positive) or pays, in hundredths: the settlement less what deliveries paid."""
    left = settlement.balances()
    for party, fen in paid_with(commitment, moved).items():
        left[party] = left.get(party, 0) - fen
    return left


def paid_with(commitment: Commitment, moved: Iterable[Moved]) -> Mapping[str, int]:
    """What the deliveries paid already, by party."""
    fen = sum(one.price_fen or 0 for one in moved)
    return {commitment.seller: fen, commitment.buyer: -fen} if fen and commitment.buyer else {}


def path_of(connection: Connection, market: Market, commitment: Commitment, on: dt.date) -> Path:
    """The quotes that a commitment follows: stated in the journal, of a published index, or of facts in papers.

    Returns:
        None for a fixed price, a Problem where a day has several prices or the index cannot be read.
    """
    series = commitment.price.series
    if not series:
        return None
    stated = next((one for one in find.standing(connection, "price_quotes", on) if one.record.series == series), None)
    if stated is not None:
        quotes = {one.day: one.fen_per_tonne for one in stated.record.quotes}
        return _path(series, stated.record.currency, quotes)
    if OF_INDEX in series:
        return _of_index(market, series, on)
    return _of_facts(connection, commitment, on)


def _of_index(market: Market, series: str, on: dt.date) -> PricePath | Problem:
    venue, _, product = series.partition(OF_INDEX)
    try:
        values = market.index(venue).published().series.values
    except ProblemError as error:
        return error.problem
    found = {one.day: one.fen_per_tonne for one in values
             if one.product == product and one.fen_per_tonne is not None and one.day <= on}  # fmt: skip
    return _path(series, "CNY", found)


def _of_facts(connection: Connection, commitment: Commitment, on: dt.date) -> PricePath | Problem:
    """Prices of a day among facts; a day on which papers say different ones has none that counts."""
    series = commitment.price.series
    facts = facts_of_kind(connection, "price", commitment.first - BEFORE, min(commitment.last, on))
    found: dict[dt.date, int] = {}
    for one in assessments_of(facts, {series}):
        if found.setdefault(one.day, one.fen_per_tonne) != one.fen_per_tonne:
            return problem("book-several", f"{series} {one.day}", found=f"{found[one.day]}, {one.fen_per_tonne}")
    return _path(series, "CNY", found)


def _path(series: str, currency: str, quotes: Mapping[dt.date, int]) -> PricePath:
    found = tuple(Quote(day=day, fen_per_tonne=Fraction(quotes[day])) for day in sorted(quotes))
    return PricePath(series=series, currency=currency, quotes=found)
