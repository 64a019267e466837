"""What every act says besides what it moves, and the parts that acts are put together from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NotRequired, TypedDict

from monazite.core import ElementMass
from monazite.ledger.record import MATTER, Entry, Leg
from monazite.trace.lots.record import Part
from monazite.trace.lots.weighing import reo_total_mg


class Said(TypedDict):
    """Who says what happened when; every builder takes these by name.

    ``id``: of the entry, chosen by whoever submits it. ``time``: a day or an instant. ``actor``: who says so.
    ``simulated``: part of a simulation. ``evidence``: ids and hashes by name (``document``, ``fact``, ``settlement``).
    """

    id: str
    time: str
    actor: str
    simulated: NotRequired[bool]
    evidence: NotRequired[Mapping[str, str]]


def entry(
    kind: str,
    said: Said,
    legs: Iterable[Leg],
    details: Mapping[str, Any],
    *,
    relates: str | None = None,
    otherwise: Iterable[Leg] | None = None,
) -> Entry:
    """An entry; details without a value are left out."""
    stated = {name: value for name, value in details.items() if value is not None}
    if said.get("simulated", False):
        stated["simulated"] = True
    return Entry(
        said["id"],
        kind,
        said["time"],
        said["actor"],
        tuple(legs),
        stated,
        said.get("evidence", {}),
        relates,
        None if otherwise is None else tuple(otherwise),
    )


def matter_legs(source: str, legs: Sequence[Leg]) -> list[Leg]:
    """The legs of matter that come from one account, and that account's leg before them."""
    amounts: dict[str, int] = {}
    for leg in legs:
        if isinstance(leg.amount, ElementMass):
            for element, amount in leg.amount.parts:
                amounts[element] = amounts.get(element, 0) - amount
    return [Leg(source, MATTER, ElementMass.of(amounts)), *legs]


def moved(parts: Sequence[Part], source: str, target: str) -> list[Leg]:
    """Each part out of ``<source>/<lot>`` and into ``<target>/<lot>``."""
    pairs = (
        (Leg(f"{source}/{part.lot}", MATTER, -part.matter), Leg(f"{target}/{part.lot}", MATTER, part.matter))
        for part in parts
    )
    return [leg for pair in pairs for leg in pair]


def taken(parts: Sequence[Part], source: str) -> list[Leg]:
    """Each part out of ``<source>/<lot>``."""
    return [Leg(f"{source}/{part.lot}", MATTER, -part.matter) for part in parts]


def quota_used(party: str, unit: str, matters: Iterable[ElementMass], exempt_mg: int = 0) -> list[Leg]:
    """The quota that matter uses, from held to used; none for nothing.

    It is the oxides over the whole entry, rounded half-even once, less what is exempt.
    """
    reo = reo_total_mg(matters) - exempt_mg
    return [Leg(f"held/{party}", unit, -reo), Leg(f"used/{party}", unit, reo)] if reo else []


def quota_unit(said: Said, year: int | None, stage: str, klass: str) -> str:
    """The unit of a quota: of a year, that of the event unless another is given, a stage and a class."""
    return f"quota:{year or said['time'][:4]}:{stage}:{klass}"


def names(parts: Sequence[Part]) -> list[str]:
    """The ids of the lots, each once, in order."""
    return list(dict.fromkeys(part.lot for part in parts))
