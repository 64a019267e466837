"""Records of the journal alone: consent to a commitment, the quotes that it is priced by, a grade as it is kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from monazite.core import ProblemError
from monazite.plan.form import made, plain
from monazite.plan.qualification.record import Grade
from monazite.plan.said import problem


@dataclass(frozen=True, slots=True)
class Consent:
    """That a party consents to a commitment (同意长协); another version of it asks for consent anew.

    Args:
        commitment: id of it.
        party: who consents.
        version: id of the entry that states the version.
    """

    commitment: str
    party: str
    version: str

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return plain(self)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A price on a day, in hundredths of the series' currency per tonne."""

    day: dt.date
    fen_per_tonne: int


@dataclass(frozen=True, slots=True)
class Quotes:
    """A quoted series that commitments may follow (报价序列), stated by whoever answers for it.

    Args:
        series: its name, as commitments name it.
        by: who states it.
        quotes: one a day, rising.
        currency: ISO 4217 code.
    """

    series: str
    by: str
    quotes: tuple[Quoted, ...]
    currency: str = "CNY"

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return plain(self)


def quotes_of(value: Any) -> Quotes:
    """The series that `Quotes.as_json` wrote, one price above nought a day, rising; raises as `consent_of` does."""
    found = made(Quotes, value)
    days = [one.day for one in found.quotes]
    wrong = next((one for one, before in zip(found.quotes[1:], days, strict=False) if one.day <= before), None)
    wrong = wrong or next((one for one in found.quotes if one.fen_per_tonne <= 0), None)
    if wrong is not None:
        raise ProblemError(problem("book-quotes", f"{found.series} {wrong.day}", found=wrong.fen_per_tonne))
    return found


def consent_of(value: Any) -> Consent:
    """The consent that `Consent.as_json` wrote.

    Raises:
        ProblemError: naming the first thing that is wrong.
    """
    return made(Consent, value)


def grade_of(value: Any) -> Grade:
    """The grade whose fields are told, its id left out; raises as `consent_of` does."""
    return made(Grade, value)
