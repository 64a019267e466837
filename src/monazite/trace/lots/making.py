"""Acts that make lots: mine, import, receive, collect, output of a line, divide, blend, found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, Unpack

from monazite.core import ElementMass
from monazite.ledger.record import MATTER, Entry, Leg
from monazite.trace.lots.record import AsWeighed, Part
from monazite.trace.lots.said import Said, entry, matter_legs, moved, names, quota_unit, quota_used, taken
from monazite.trace.lots.stated import as_json, checked
from monazite.trace.lots.weighing import matter_of, spread_of, spread_sum, total_of

Place = tuple[str, ElementMass]
"""A name (a site, a cause) and what goes there."""


def mine(
    *,
    firm: str,
    permit: str,
    site: str,
    klass: str,
    lots: Sequence[AsWeighed],
    quota_year: int | None = None,
    **said: Unpack[Said],
) -> Entry:
    """Mine (开采): matter from the ground and, in the same entry, mining quota from held to used.

    Without quota the fact is recorded all the same, into the firm's blocked account, and uses none.

    Args:
        firm: that mines and holds the quota.
        permit: mining permit.
        site: of the permit.
        klass: of the quota: rock, ion or all.
        lots: what came out.
        quota_year: of the quota; the year of the event when None.
        **said: who says what happened when (`Said`).
    """
    made = _checked(lots, klass)
    ground = f"ground/{permit}/{site}"
    quota = quota_used(firm, quota_unit(said, quota_year, "mining", klass), map(matter_of, made))
    return entry(
        "mine",
        said,
        (*matter_legs(ground, _into(f"lot/{firm}", made)), *quota),
        {"lots": _stated(made), "permit": permit},
        otherwise=matter_legs(ground, _into(f"blocked/{firm}", made)),
    )


def import_lots(
    *, firm: str, country: str, consignment: str, lots: Sequence[AsWeighed], klass: str = "all", **said: Unpack[Said]
) -> Entry:
    """Import (进口) lots of one consignment."""
    made = _checked(lots, klass)
    legs = matter_legs(f"import/{country}/{consignment}", _into(f"lot/{firm}", made))
    return entry("import", said, legs, {"lots": _stated(made), "consignment": consignment})


def receive(*, firm: str, supplier: str, material: str, lots: Sequence[AsWeighed], **said: Unpack[Said]) -> Entry:
    """Receive (购入) matter from outside the chain: iron, boron and other that is no rare earth."""
    made = _checked(lots, None)
    legs = matter_legs(f"outside/{supplier}/{material}", _into(f"lot/{firm}", made))
    return entry("receive", said, legs, {"lots": _stated(made)})


def collect(
    *,
    firm: str,
    origin: Literal["stated", "unknown"],
    collection: str,
    lots: Sequence[AsWeighed],
    stated_origin: str | None = None,
    **said: Unpack[Said],
) -> Entry:
    """Receive recycled stock (回收) whose origin is stated or unknown.

    Args:
        firm: that recycles.
        origin: whether the collector states where it comes from.
        collection: the collection it belongs to.
        lots: what came in.
        stated_origin: what is stated.
        **said: who says what happened when (`Said`).
    """
    made = _checked(lots, None)
    legs = matter_legs(f"recycled/{origin}/{collection}", _into(f"lot/{firm}", made))
    return entry("receive", said, legs, {"lots": _stated(made), "stated_origin": stated_origin})


def output(
    *,
    firm: str,
    line: str,
    run: str,
    stage: str,
    lots: Sequence[AsWeighed] = (),
    klass: str = "all",
    tailings: Place | None = None,
    loss: Place | None = None,
    exempt_reo_mg: int = 0,
    exempt_reason: str | None = None,
    quota_year: int | None = None,
    **said: Unpack[Said],
) -> Entry:
    """Output of a line (产出): lots, tailings and losses; the stage separation uses separation quota.

    Without quota, or with more than the line can hold, the lots are recorded as blocked, out of what is not accounted
    for: what the line held stays on its account.

    Args:
        firm: that runs the line and holds the quota.
        line: of the firm.
        run: the run it belongs to.
        stage: of the process: concentration, separation, metal, alloy, magnet, motor, recycling.
        lots: what came out and was weighed.
        klass: of the quota; of the matter too, unless a lot says its own (`AsWeighed.ore_class`).
        tailings: site and matter.
        loss: cause and matter.
        exempt_reo_mg: milligrams of REO that need no quota.
        exempt_reason: why they need none.
        quota_year: of the quota; the year of the event when None.
        **said: who says what happened when (`Said`).
    """
    made = _checked(lots, klass)
    matters = [matter_of(lot) for lot in made]
    aside = [
        Leg(f"{role}/{firm}/{place[0]}", MATTER, place[1])
        for role, place in (("tailings", tailings), ("loss", loss))
        if place and place[1]
    ]
    given = [*_into(f"lot/{firm}", made), *aside]
    out = total_of(leg.amount for leg in given if isinstance(leg.amount, ElementMass))
    measured = Leg(f"line/{firm}/{line}", MATTER, -out, spread_sum(map(spread_of, made), sign=-1))
    quota = (
        quota_used(firm, quota_unit(said, quota_year, stage, klass), matters, exempt_reo_mg)
        if stage == "separation"
        else []
    )
    details = {
        "run": run,
        "stage": stage,
        "lots": _stated(made),
        "exempt_reo_mg": exempt_reo_mg or None,
        "exempt_reason": exempt_reason,
    }
    blocked = matter_legs(f"unaccounted/{firm}/{line}", _into(f"blocked/{firm}", made)) if made else None
    return entry("output", said, (measured, *given, *quota), details, otherwise=blocked)


def divide(*, firm: str, lot: str, children: Sequence[AsWeighed | Part], **said: Unpack[Said]) -> Entry:
    """Divide (分批) a lot; what the children do not take stays in it.

    Args:
        firm: that holds the lot.
        lot: that is divided.
        children: weighed anew (the scale says what each holds), or parts (the books say it).
        **said: who says what happened when (`Said`).
    """
    stated: dict[str, Any] = {}
    legs: list[Leg] = []
    for child in children:
        if isinstance(child, Part):
            stated[child.lot] = {"of": [lot]}
            legs.append(Leg(f"lot/{firm}/{child.lot}", MATTER, child.matter))
        else:
            stated[child.id] = as_json(checked(child)) | {"of": [lot]}
            legs.append(Leg(f"lot/{firm}/{child.id}", MATTER, matter_of(child)))
    return entry("divide", said, matter_legs(f"lot/{firm}/{lot}", legs), {"lots": stated})


def blend(*, firm: str, parts: Sequence[Part], lot: AsWeighed | str, **said: Unpack[Said]) -> Entry:
    """Blend (并批) parts of lots into one; it holds exactly what they held.

    Args:
        firm: that holds the lots.
        parts: what goes in.
        lot: the new lot as weighed and assayed, or only its id. Its element masses are those of its parts, since
            blending makes and loses nothing.
        **said: who says what happened when (`Said`).
    """
    of = {"of": [part.lot for part in parts]}
    new = lot if isinstance(lot, str) else lot.id
    stated = of if isinstance(lot, str) else as_json(checked(lot)) | of
    blended = Leg(f"lot/{firm}/{new}", MATTER, total_of(part.matter for part in parts))
    return entry("blend", said, (*taken(parts, f"lot/{firm}"), blended), {"lots": {new: stated}})


def found(
    *, firm: str, place: str, lots: Sequence[AsWeighed], reason: str, klass: str | None = None, **said: Unpack[Said]
) -> Entry:
    """Matter that was found (发现) and that no book explains: blocked until it is released or confiscated.

    Args:
        firm: where it was found.
        place: line or site.
        lots: what was found.
        reason: what is known of it.
        klass: rock, ion or all, where it is known.
        **said: who says what happened when (`Said`).
    """
    made = _checked(lots, klass)
    legs = matter_legs(f"unaccounted/{firm}/{place}", _into(f"blocked/{firm}", made))
    return entry("found", said, legs, {"lots": _stated(made), "reason": reason})


def release(
    *,
    firm: str,
    parts: Sequence[Part],
    reason: str,
    stage: str | None = None,
    klass: str = "all",
    quota_year: int | None = None,
    **said: Unpack[Said],
) -> Entry:
    """Release (解封) blocked matter; what was made without quota uses it now.

    Args:
        firm: that holds the lots.
        parts: what is released.
        reason: why.
        stage: mining or separation, whose quota it uses; None when it needs none.
        klass: of that quota.
        quota_year: of the quota; the year of the event when None.
        **said: who says what happened when (`Said`).
    """
    quota = quota_used(firm, quota_unit(said, quota_year, stage, klass), (p.matter for p in parts)) if stage else []
    details = {"lots": names(parts), "reason": reason, "stage": stage}
    return entry("release", said, (*moved(parts, f"blocked/{firm}", f"lot/{firm}"), *quota), details)


def _checked(lots: Sequence[AsWeighed], klass: str | None) -> list[AsWeighed]:
    """The lots, refused when one cannot be; with the class of quota that they belong to."""
    return [checked(lot if lot.ore_class or klass is None else replace(lot, ore_class=klass)) for lot in lots]


def _stated(lots: Sequence[AsWeighed]) -> Mapping[str, Any]:
    return {lot.id: as_json(lot) for lot in lots}


def _into(target: str, lots: Sequence[AsWeighed]) -> list[Leg]:
    return [Leg(f"{target}/{lot.id}", MATTER, matter_of(lot)) for lot in lots]
