"""An outcome as people look at it: the days on which each line stood, and its output week by week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np

from monazite.warn.shocks.record import Network, Outcome
from monazite.warn.shocks.simulate import USUAL_RULES

WEEK_DAYS = 7


def stopped_spans(network: Network, outcome: Outcome, place: int) -> list[tuple[dt.date, dt.date]]:
    """First and last day of each time that a line stood: made less than the share of a usual day that `Rules` name.

    Args:
        network: the network.
        outcome: of a stop in it.
        place: of the line in `Network.lines`.
    """
    usual = network.lines[place].per_day
    stood = outcome.made_units[:, place] < USUAL_RULES.stop_share * usual
    edges = np.flatnonzero(np.diff(np.concatenate([[False], stood, [False]]).astype(np.int8)))
    return [
        (outcome.first_day + dt.timedelta(int(first)), outcome.first_day + dt.timedelta(int(after) - 1))
        for first, after in edges.reshape(-1, 2)
    ]


def weekly_output(network: Network, outcome: Outcome, place: int) -> Iterator[tuple[dt.date, float]]:
    """The first day of each whole week, and a line's output in it as a share of usual.

    Args:
        network: the network.
        outcome: of a stop in it.
        place: of the line in `Network.lines`.
    """
    usual = network.lines[place].per_day * WEEK_DAYS
    for start in range(0, outcome.days - WEEK_DAYS + 1, WEEK_DAYS):
        made = outcome.made_units[start : start + WEEK_DAYS, place].sum()
        yield outcome.first_day + dt.timedelta(start), float(made / usual)
