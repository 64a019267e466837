"""The records of criticality: what a method is given, and the score it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from monazite.core import Words
from monazite.store.sheet import Figure

RARE_EARTH = "Rare earth"
"""Subject of a table that names none: all rare earths as one material, in tonnes of REO (折稀土氧化物)."""
MINE = "mine"
"""Stage of a table that names none."""
WORLD = "World"
"""Place of a score that holds for the world."""


@dataclass(frozen=True, slots=True)
class Span:
    """A score of one source with all values that the printed digits of its inputs allow.

    Args:
        value: from the figures as printed.
        low: least.
        high: greatest.
    """

    value: Fraction
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Producer:
    """Production (产量) of one country in one year.

    Args:
        code: of the country in BACI; None for what a table lumps together as "Other".
        country: its name.
        reo_tonnes: tonnes of REO.
    """

    code: int | None
    country: str
    reo_tonnes: Figure


@dataclass(frozen=True, slots=True)
class Supply:
    """Production by country of a subject, a stage and a year, as one source has it.

    Args:
        subject: material.
        stage: of the chain.
        year: of the production.
        source: whose figures.
        producers: by country.
    """

    subject: str
    stage: str
    year: int
    source: str
    producers: tuple[Producer, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """What a country imported from another in a year, all goods of the table added.

    Args:
        exporter: code in BACI.
        tonnes: mass; goods without a mass count as nought.
        blanks: goods without a mass.
    """

    exporter: int
    tonnes: Figure
    blanks: int


@dataclass(frozen=True, slots=True)
class Stability:
    """Governance (治理) by country and year: 0 is the best and 1 the worst; a country that is missing has no value.

    Args:
        shares: by code of the country and year.
    """

    shares: Mapping[tuple[int, int], Figure]


@dataclass(frozen=True, slots=True)
class Score:
    """A score (评分) with its interval.

    Args:
        method: name of the method.
        subject: material or element.
        stage: of the chain.
        place: of whom it holds: a country, the EU, the world.
        year: of the figures; None where the table does not say.
        span: score and interval over rounding and over all sources; None where something is missing.
        sources: the score by each source, the first being the one that `span` takes its value from.
        missing: what is missing, where there is no score.
        notes: what was assumed.
        details: further figures, by name.
    """

    method: str
    subject: str
    stage: str
    place: str
    year: int | None
    span: Span | None
    sources: tuple[tuple[str, Span], ...] = ()
    missing: Words | None = None
    notes: tuple[Words, ...] = ()
    details: Mapping[str, float | str | bool] | None = None
