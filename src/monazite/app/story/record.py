"""What a story is made of: chapters of sentences, whose places are filled by parts that know their page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from monazite.core import Words
from monazite.facts import Fact

PPM = 1_000_000
Verb = Literal["read", "trace", "trade", "plan", "warn", "design"]


@dataclass(frozen=True, slots=True)
class Mass:
    """A mass in milligrams."""

    mg: int


@dataclass(frozen=True, slots=True)
class Price:
    """A price in fen per tonne, tax included."""

    fen_per_tonne: int


@dataclass(frozen=True, slots=True)
class Percent:
    """A share in parts per million, shown in percent."""

    ppm: int

    @classmethod
    def of(cls, part: int, whole: int) -> Percent:
        """The share of a part, rounded; nought of no whole.

        >>> Percent.of(1, 3)
        Percent(ppm=333333)
        """
        return cls(round(Fraction(part * PPM, whole))) if whole else cls(0)


@dataclass(frozen=True, slots=True)
class Named:
    """A thing by its key, which the page names in its language."""

    kind: Literal["product", "party", "element"]
    key: str


@dataclass(frozen=True, slots=True)
class ChangeOf:
    """How much a fact says that its value changed."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class Coded:
    """An id or a figure with its unit, the same in both languages."""

    text: str


Value = Fact | ChangeOf | Mass | Price | Percent | Named | Coded | Words | dt.date | int | str
"""What a part shows: a fact as it was read, a quantity, a name, a day, a count, or a period such as ``2022-08``."""


@dataclass(frozen=True, slots=True)
class Part:
    """What fills a place of a sentence.

    Args:
        value: that is shown.
        page: address where it comes from; empty where the sentence's page shows it.
    """

    value: Value
    page: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the story.

    Args:
        key: of its words in ``words.csv``, whose ``{name}`` places the parts fill.
        parts: by name of the place.
        page: address of the page behind it.
        is_simulated: whether it tells simulated conduct.
    """

    key: str
    parts: Mapping[str, Part] = field(default_factory=dict)
    page: str = ""
    is_simulated: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """What one room says of the month.

    Args:
        key: of its heading in ``words.csv``.
        verb: whose room it is.
        page: address where a reader goes on.
        sentences: what is told.
        is_told: whether there was something to tell; otherwise its sentence says what to do first.
    """

    key: str
    verb: Verb
    page: str
    sentences: tuple[Sentence, ...]
    is_told: bool = True


@dataclass(frozen=True, slots=True)
class Story:
    """A month, told to a buyer of magnets.

    Args:
        month: such as ``2022-08``.
        day: from which it is told: the last of the month, today while the month runs.
        chapters: in the order of the telling.
        months: that can be told, the newest first.
    """

    month: str
    day: dt.date
    chapters: tuple[Chapter, ...]
    months: tuple[str, ...] = ()

    @property
    def is_simulated(self) -> bool:
        """Whether any of it is simulated."""
        return any(one.is_simulated for chapter in self.chapters for one in chapter.sentences)

    @property
    def is_told(self) -> bool:
        """Whether there is anything to tell."""
        return any(one.is_told for one in self.chapters)
