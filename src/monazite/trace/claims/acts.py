"""Credits and claims as entries.

A unit of credit is ``claim:<model>:<source>:<element>`` in milligrams; slashes and colons of a source become ``~``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monazite.core import ElementMass
from monazite.ledger.record import Entry, Leg

FAMILY = "claim"


def unit_of(model: str, source: str, element: str) -> str:
    """The unit of credits.

    >>> unit_of("mass_balance", "ground/P-1/S-1@2022", "Nd")
    'claim:mass_balance:ground~P-1~S-1@2022:Nd'
    """
    return f"{FAMILY}:{model}:{source.replace('/', '~').replace(':', '~')}:{element}"


def credit(
    *, id: str, time: str, actor: str, party: str, model: str, lots: Mapping[str, Mapping[str, ElementMass]],  # noqa: A002
    factor_ppm: int = 1_000_000, boundary: str | None = None, simulated: bool = False,
) -> Entry:  # fmt: skip
    """Mint credits for certified input.

    Args:
        id: of the entry.
        time: of it.
        actor: who says so.
        party: who gets the credits.
        model: ``mass_balance`` or ``book_and_claim``.
        lots: by lot, by source, the input that is credited, not more than the lot's origin and than what the
            party holds of it; a lot is credited once.
        factor_ppm: the conversion factor: how much of the input reaches the product; credits are rounded down.
        boundary: the site or firm whose balance it is, for mass balance.
        simulated: whether it is part of a simulation.
    """
    minted = _together({lot: {source: _converted(matter, factor_ppm) for source, matter in sources.items()}
                        for lot, sources in lots.items()})  # fmt: skip
    details: dict[str, Any] = {"lots": _plain(lots), "model": model}
    details["boundary"] = {"factor_ppm": factor_ppm} | ({"of": boundary} if boundary else {})
    return Entry(id, "credit", time, actor, _moves(model, minted, f"minted/{party}", f"credit/{party}"),
                 _marked(details, simulated=simulated))  # fmt: skip


def transfer_credit(
    *, id: str, time: str, actor: str, giver: str, taker: str, model: str, credits: Mapping[str, ElementMass],  # noqa: A002
    simulated: bool = False,
) -> Entry:  # fmt: skip
    """Move credits to another party.

    Args:
        id: of the entry.
        time: of it.
        actor: who says so.
        giver: whose credits.
        taker: who gets them.
        model: of the credits.
        credits: by source, how much of each element.
        simulated: whether it is part of a simulation.
    """
    legs = _moves(model, credits, f"credit/{giver}", f"credit/{taker}")
    return Entry(id, "transfer_credit", time, actor, legs, _marked({"model": model}, simulated=simulated))


def claim(
    *, id: str, time: str, actor: str, party: str, model: str, lots: Mapping[str, Mapping[str, ElementMass]],  # noqa: A002
    simulated: bool = False,
) -> Entry:  # fmt: skip
    """Use credits for lots. What is used cannot be used again.

    Args:
        id: of the entry.
        time: of it.
        actor: who says so.
        party: whose credits.
        model: of the credits.
        lots: by lot, by source of the credits, how much of each element; an element of a lot is claimed once.
        simulated: whether it is part of a simulation.
    """
    legs = tuple(leg for lot, sources in lots.items()
                 for leg in _moves(model, sources, f"credit/{party}", f"claimed/{party}/{lot}"))  # fmt: skip
    return Entry(id, "claim", time, actor, legs, _marked({"lots": _plain(lots), "model": model}, simulated=simulated))


def _converted(matter: ElementMass, factor_ppm: int) -> ElementMass:
    return ElementMass.of({symbol: mg * factor_ppm // 1_000_000 for symbol, mg in matter.parts})


def _together(lots: Mapping[str, Mapping[str, ElementMass]]) -> dict[str, ElementMass]:
    total: dict[str, ElementMass] = {}
    for sources in lots.values():
        for source, matter in sources.items():
            total[source] = total.get(source, ElementMass()) + matter
    return total


def _moves(model: str, moved: Mapping[str, ElementMass], giver: str, taker: str) -> tuple[Leg, ...]:
    return tuple(
        Leg(account, unit_of(model, source, symbol), sign * mg)
        for source, matter in moved.items()
        for symbol, mg in matter.parts
        for account, sign in ((giver, -1), (taker, 1))
    )


def _plain(lots: Mapping[str, Mapping[str, ElementMass]]) -> dict[str, dict[str, dict[str, int]]]:
    return {lot: {source: dict(matter.parts) for source, matter in sources.items()} for lot, sources in lots.items()}


def _marked(details: dict[str, Any], *, simulated: bool) -> dict[str, Any]:
    return details | {"simulated": True} if simulated else details
