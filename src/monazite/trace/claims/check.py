"""What must hold of a credit or a claim beyond its balance: nothing is used twice, or without a ground."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, select

from monazite.core import ElementMass, Problem, ProblemError
from monazite.ledger.queries import balance
from monazite.ledger.record import MATTER, Entry
from monazite.store import said
from monazite.trace.claims.acts import claim, credit
from monazite.trace.claims.models import CREDIT_MODELS, WHOLE_PPM
from monazite.trace.claims.tables import CLAIM_LOTS, CLAIMS
from monazite.trace.lots.stated import mass_text
from monazite.trace.origin import Origin, origin_of

HOLDING = ("lot", "offered", "pledged")
KINDS = frozenset({"credit", "transfer_credit", "claim"})


class ClaimChecks:
    """One batch's view of the claims; a `monazite.ledger.Guard`. Lots must be posted in a batch before."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._connection: Connection | None = None
        self._taken: dict[tuple[str, str, str], str] = {}
        self._drawn: dict[tuple[str, str, str, str], dict[str, int]] = {}

    def begin(self, connection: Connection, recorded_ms: int) -> None:
        """Start a batch."""
        del recorded_ms
        self._connection, self._taken, self._drawn = connection, {}, {}

    def check(self, entry: Entry) -> Problem | None:
        """Why a credit or a claim must not be booked; None when it may, and for entries of other kinds."""
        if entry.kind not in KINDS or self._connection is None:
            return None
        model = entry.details.get("model")
        if model not in CREDIT_MODELS:
            return said("monazite.trace", "claim-model-unknown", entry.id, found=model)
        if entry.kind == "transfer_credit":
            return self._moved(entry, str(model))
        try:
            problem = self._checked(entry, str(model), _lots_of(entry))
        except ProblemError as error:
            return error.problem
        except (AttributeError, KeyError, TypeError, ValueError):
            return said("monazite.trace", "claim-lots-wrong", entry.id)
        return problem

    def forget(self, entry: Entry) -> None:
        """The entry was refused after all."""
        for key in [key for key, id_ in self._taken.items() if id_ == entry.id]:
            del self._taken[key]
        for drawn in self._drawn.values():
            drawn.pop(entry.id, None)

    def _moved(self, entry: Entry, model: str) -> Problem | None:
        wrong = next((leg.unit for leg in entry.legs if not leg.unit.startswith(f"claim:{model}:")), None)
        return (
            None if wrong is None else said("monazite.trace", "claim-unit-differs", entry.id, model=model, found=wrong)
        )

    def _checked(self, entry: Entry, model: str, lots: Mapping[str, Mapping[str, ElementMass]]) -> Problem | None:
        if _again(entry, model, lots) != entry.legs:
            return said("monazite.trace", "claim-legs-differ", entry.id)
        for lot, sources in lots.items():
            problem = self._on_lot(entry, lot, sources)
            if problem is not None:
                return problem
        problem = self._in_year(entry) if (entry.kind, model) == ("claim", "mass_balance") else None
        if problem is None:
            for lot, sources in lots.items():
                self._taken |= {(lot, entry.kind, s): entry.id for matter in sources.values() for s in matter}
        return problem

    def _on_lot(self, entry: Entry, lot: str, sources: Mapping[str, ElementMass]) -> Problem | None:
        """Once for a lot, and no more than it holds."""
        if self._connection is None:
            return None
        origin = origin_of(self._connection, lot)
        total = sum(sources.values(), ElementMass())
        for symbol, mg in total.parts:
            if self._is_taken(lot, entry.kind, symbol):
                return said("monazite.trace", "claim-twice", lot, element=symbol)
            if mg > origin.matter[symbol] or mg < 0:
                return _too_much(lot, symbol, origin.matter[symbol], mg)
        if entry.kind != "credit":
            return None
        return _beyond_held(self._connection, entry, lot, total) or _beyond_origin(origin, sources)

    def _is_taken(self, lot: str, use: str, element: str) -> bool:
        if (lot, use, element) in self._taken:
            return True
        if self._connection is None:
            return False
        wanted = select(CLAIM_LOTS.c.lot).where(
            CLAIM_LOTS.c.lot == lot, CLAIM_LOTS.c.use == use, CLAIM_LOTS.c.element == element
        )
        return self._connection.execute(wanted).first() is not None

    def _in_year(self, entry: Entry) -> Problem | None:
        """Mass balance draws on credits of the same calendar year only."""
        wanted: dict[tuple[str, str, str, str], int] = {}
        for leg in entry.legs:
            if leg.role == "credit" and isinstance(leg.amount, int):
                _, _, source, element = leg.unit.split(":")
                key = (leg.account.partition("/")[2], source, element, entry.time[:4])
                wanted[key] = wanted.get(key, 0) - leg.amount
        for key, mg in wanted.items():
            left = self._credited(*key) - sum(self._drawn.get(key, {}).values())
            if mg > left:
                return said(
                    "monazite.trace",
                    "claim-year-exceeded",
                    entry.id,
                    year=key[3],
                    element=key[2],
                    found=mass_text(mg),
                    left=mass_text(left),
                )
        for key, mg in wanted.items():
            self._drawn.setdefault(key, {})[entry.id] = mg
        return None

    def _credited(self, party: str, source: str, element: str, year: str) -> int:
        if self._connection is None:
            return 0
        wanted = select(func.coalesce(func.sum(CLAIMS.c.amount_mg), 0)).where(
            CLAIMS.c.party == party, CLAIMS.c.role == "credit", CLAIMS.c.model == "mass_balance",
            CLAIMS.c.source == source, CLAIMS.c.element == element, func.substr(CLAIMS.c.day, 1, 4) == year,
        )  # fmt: skip
        return int(self._connection.execute(wanted).scalar() or 0)


def _lots_of(entry: Entry) -> dict[str, dict[str, ElementMass]]:
    """The detail ``lots`` of a credit or a claim."""
    stated: Mapping[str, Mapping[str, Mapping[str, int]]] = entry.details["lots"]
    return {lot: {source: ElementMass.of(mg) for source, mg in sources.items()} for lot, sources in stated.items()}


def _again(entry: Entry, model: str, lots: Mapping[str, Mapping[str, ElementMass]]) -> object:
    """The legs that an entry of these lots must have."""
    party = entry.legs[0].account.split("/")[1] if entry.legs else ""
    if entry.kind == "claim":
        return claim(id=entry.id, time=entry.time, actor=entry.actor, party=party, model=model, lots=lots).legs
    boundary: Mapping[str, Any] = entry.details.get("boundary", {})
    factor_ppm = int(boundary.get("factor_ppm", WHOLE_PPM))
    if not 0 < factor_ppm <= WHOLE_PPM:
        raise ValueError(factor_ppm)
    return credit(id=entry.id, time=entry.time, actor=entry.actor, party=party, model=model, lots=lots,
                  factor_ppm=factor_ppm).legs  # fmt: skip


def _beyond_held(connection: Connection, entry: Entry, lot: str, total: ElementMass) -> Problem | None:
    """Credits are for matter that the party itself holds, on offer and under a lien included."""
    party = entry.legs[0].account.split("/")[1]
    amounts = [balance(connection, f"{role}/{party}/{lot}").get(MATTER) for role in HOLDING]
    held = sum((amount for amount in amounts if isinstance(amount, ElementMass)), ElementMass())
    for symbol, mg in total.parts:
        if mg > held[symbol]:
            return said(
                "monazite.trace",
                "claim-not-held",
                lot,
                party=party,
                element=symbol,
                most=mass_text(held[symbol]),
                found=mass_text(mg),
            )
    return None


def _beyond_origin(origin: Origin, sources: Mapping[str, ElementMass]) -> Problem | None:
    there = dict(origin.shares)
    for source, matter in sources.items():
        for symbol, mg in matter.parts:
            held = there.get(source, ElementMass())[symbol]
            if mg > held:
                return _too_much(f"{origin.lot}, {source}", symbol, held, mg)
    return None


def _too_much(place: str, element: str, most: int, found: int) -> Problem:
    return said(
        "monazite.trace", "claim-too-much", place, element=element, most=mass_text(most), found=mass_text(found)
    )
