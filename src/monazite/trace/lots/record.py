"""Lots (批次) as the scale and the laboratory say them, what of a lot moves, and lots as they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from monazite.core import ElementMass
from monazite.ledger.record import Spread

PPM = 1_000_000
"""Parts in a whole: shares are whole parts per million."""

EMPTY: Mapping[str, int] = MappingProxyType({})
"""No shares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AsWeighed:
    """A lot as it is weighed and assayed; its element masses follow (`matter_of`).

    Args:
        id: of the lot, unique for ever: up to 64 characters, no blank, slash or colon.
        product: standard name of `monazite.reference.products` where there is one.
        net_mg: net mass as received, in milligrams.
        gross_mg: with its packing, in milligrams; at least the net mass.
        moisture_ppm: of the net mass as received.
        loi_ppm: loss on ignition (灼减) of the dry matter; stated, not used for the element masses.
        reo_ppm: rare earths as oxides (REO) in the dry matter.
        partition_ppm: each element's share of the REO, as its oxide (配分); sums to a million, rounding aside.
        assay_ppm: each element's share of the net mass, for metals, alloys and magnets; where an element stands in
            both, the assay counts.
        site: where it lies.
        serials: numbers of pieces, such as motors.
        scale: the instrument that weighed it.
        lab: the laboratory (its method) that assayed it.
        scale_random_ppm: relative standard uncertainty of one weighing.
        scale_shared_ppm: relative standard uncertainty that all weighings of this scale have in common.
        lab_random_ppm: of one assay.
        lab_shared_ppm: that all assays of this laboratory have in common.
        ore_class: rock, ion or all: the class of quota its matter belongs to; builders set it from their ``klass``.
    """

    id: str
    product: str
    net_mg: int
    gross_mg: int | None = None
    moisture_ppm: int = 0
    loi_ppm: int = 0
    reo_ppm: int | None = None
    partition_ppm: Mapping[str, int] = field(default_factory=lambda: EMPTY)
    assay_ppm: Mapping[str, int] = field(default_factory=lambda: EMPTY)
    site: str | None = None
    serials: tuple[str, ...] = ()
    scale: str | None = None
    lab: str | None = None
    scale_random_ppm: int = 0
    scale_shared_ppm: int = 0
    lab_random_ppm: int = 0
    lab_shared_ppm: int = 0
    ore_class: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What of an existing lot moves, or what a child of a division holds.

    Args:
        lot: its id.
        matter: what moves.
        spread: its standard uncertainty, where a line weighs it in.
    """

    lot: str
    matter: ElementMass
    spread: Spread | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """What one account holds of a lot.

    Args:
        role: of the account: lot, offered, pledged, transit, blocked.
        holder: the firm.
        matter: element by element.
        reo_mg: the same as oxides.
    """

    role: str
    holder: str
    matter: ElementMass
    reo_mg: int


@dataclass(frozen=True, slots=True)
class LotMove:
    """One leg that touched a lot: its history, line by line.

    Args:
        entry_number: of the entry.
        day: of the event.
        kind: of the entry.
        role: of the account.
        holder: the firm of the account.
        matter: what came in (positive) or went out (negative).
        reo_mg: the same as oxides.
    """

    entry_number: int
    day: date
    kind: str
    role: str
    holder: str
    matter: ElementMass
    reo_mg: int


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot as it is kept, with where it is now and all that happened to it.

    Args:
        id: of the lot.
        product: standard name where there is one.
        stage: mining, separation, metal, ...: of the process that made it; None for what was bought in.
        holder: who holds most of it now, or held it last.
        site: where it lies, None when it is not said.
        line: that made it, None for none.
        run: in which run, None for none.
        made_on: first day of it.
        kind: of the entry that made it.
        ore_class: rock, ion or all: the class of quota its matter belongs to.
        net_mg: net mass as weighed, None where it was never weighed.
        gross_mg: with packing.
        moisture_ppm: of the net mass.
        reo_mg: rare earths as oxides, as made.
        left_reo_mg: what of it is left in lots, offered, pledged, under way or blocked.
        matter: element masses, as made.
        status: stock, offered, pledged, transit, blocked, spent, exported, consumed, written_off, confiscated.
        reason: why it is blocked, written off or adjusted, None for no reason.
        needs_review: whether something it came from was corrected after it had moved on.
        is_simulated: whether it is part of a simulation.
        weighed: the lot as weighed, as `monazite.trace.lots.as_json` writes it.
        entry_number: of the entry that made it.
        holdings: where its matter is now.
        history: every leg that touched it, in order.
    """

    id: str
    product: str
    stage: str | None
    holder: str
    site: str | None
    line: str | None
    run: str | None
    made_on: date
    kind: str
    ore_class: str
    net_mg: int | None
    gross_mg: int | None
    moisture_ppm: int | None
    reo_mg: int
    left_reo_mg: int
    matter: ElementMass
    status: str
    reason: str | None
    needs_review: bool
    is_simulated: bool
    weighed: Mapping[str, Any]
    entry_number: int
    holdings: tuple[Holding, ...]
    history: tuple[LotMove, ...]
