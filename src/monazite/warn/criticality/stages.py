"""Element by stage of the chain (元素 × 环节): published scores, shares of the largest producer, or what is missing."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

from monazite.core import Interval, Words
from monazite.reference import Element, element_aliases, rare_earths
from monazite.warn.criticality.methods import ROOM
from monazite.warn.criticality.record import RARE_EARTH, Score

HEAVY = "HREE"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the chain.

    Args:
        name: of the stage.
        label: what people call it.
        eu_stage: the stage of the EU's study that is it; empty for none.
        elements: those that it handles; none for all.
        missing: what is missing where nothing is published.
    """

    name: str
    label: Words
    eu_stage: str
    elements: tuple[str, ...]
    missing: Words


@dataclass(frozen=True, slots=True)
class Share:
    """The share of the largest producer in a stage, as published.

    Args:
        subject: all rare earths, or the heavy ones.
        stage: of the chain.
        year: of the figure.
        place: the country.
        percent: from the lower to the upper end, with the rounding of the printed digits.
        source: of the figure.
        locator: where in the source.
    """

    subject: str
    stage: str
    year: int
    place: str
    percent: Interval
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class Cell:
    """An element in a stage.

    Args:
        element: its symbol.
        stage: of the chain.
        score: the EU's published supply risk of the element in that stage; None for none.
        shares: of the largest producer, the newest first; of all rare earths or the heavy ones, never of the element.
        missing: what is missing; None where a score or a share stands.
    """

    element: str
    stage: str
    score: Score | None
    shares: tuple[Share, ...]
    missing: Words | None


def matrix(scores: Iterable[Score]) -> tuple[Cell, ...]:
    """All rare earths by all stages, element by element.

    Args:
        scores: of the method ``eu-published``; others are passed over.
    """
    by_place = {(element_aliases().get(one.subject.lower()), one.stage): one for one in scores if one.span is not None}
    return tuple(_cell(one, stage, by_place.get((one.symbol, stage.eu_stage))) for one in rare_earths()
                 for stage in stages())  # fmt: skip


def _cell(one: Element, stage: Stage, score: Score | None) -> Cell:
    found = tuple(share for share in shares() if share.stage == stage.name and _is_of(share, one, stage))
    return Cell(one.symbol, stage.name, score, found, None if score or found else stage.missing)


def _is_of(share: Share, one: Element, stage: Stage) -> bool:
    """Whether a share says something of an element: that of magnets only of those that are in magnets."""
    if stage.elements and one.symbol not in stage.elements:
        return False
    return share.subject == RARE_EARTH or (share.subject == HEAVY and one.series == "heavy")


@cache
def stages() -> tuple[Stage, ...]:
    """The stages from mine to motor."""
    return tuple(
        Stage(row["stage"], Words(row["label_zh"], row["label_en"]), row["eu_stage"],
              tuple(filter(None, row["elements"].split("|"))), Words(row["missing_zh"], row["missing_en"]))
        for row in _rows("stage_words.csv")
    )  # fmt: skip


@cache
def shares() -> tuple[Share, ...]:
    """The published shares, the newest first."""
    found = [
        Share(row["subject"], row["stage"], int(row["year"]), row["place"], _span(row), row["source"], row["locator"])
        for row in _rows("stages.csv")
    ]
    return tuple(sorted(found, key=lambda one: -one.year))


def _span(row: Mapping[str, str]) -> Interval:
    low, high = (Interval.printed(Decimal(row[name])) for name in ("share_low_pct", "share_high_pct"))
    return Interval(low.low, high.high)


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((resources.files(ROOM) / name).read_text("utf-8").splitlines()))
