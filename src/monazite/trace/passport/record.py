"""The passport of a lot or a motor, as a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from monazite.core import ElementMass
from monazite.trace.claims import ModelClaim


@dataclass(frozen=True, slots=True)
class RecycledShare:
    """The recycled share of one element, as Regulation (EU) 2024/1252 Article 29 asks for it.

    Args:
        element: symbol.
        mass_mg: of it in the lot.
        stated_ppm: from collections of stated origin.
        unknown_ppm: from collections of unknown origin.
    """

    element: str
    mass_mg: int
    stated_ppm: int
    unknown_ppm: int


@dataclass(frozen=True, slots=True)
class Passport:
    """What a buyer is shown of a lot or a motor.

    Args:
        lot: its id.
        product: standard name.
        stage: of the process that made it.
        made_on: day, ISO.
        net_mg: net mass.
        serials: numbers of pieces, such as motors.
        matter: element by element, as made.
        reo_mg: the rare earths of it as oxides.
        origin: source id and the milligrams of each element from it; of every element they add up to the matter.
        is_origin_settled: False while a correction upstream is being worked in.
        recycled: of each element that the regulation names and the lot holds.
        models: by element, what each chain-of-custody model lets its holder say.
        certified: the sources that count as certified for the models.
        entry: number of the journal entry that made it.
        own_entries: numbers of the entries that gave the lot its matter or corrected it; each has its proof.
        proven_quota: numbers of the entries upstream that used quota and have their proof; nearest first.
        quota_entries: how many entries upstream, its own included, used quota; those without proof included.
        proofs: proof files of these entries, in their order, each once.
        key: of the log, as verifiers take it.
        checkpoint: the signed note that all proofs are under.
        statement: the note by which the log's key signs the whole; empty where the private key was not at hand.
        is_simulated: whether it is part of a simulation.
    """

    lot: str
    product: str
    stage: str | None
    made_on: str
    net_mg: int | None
    serials: tuple[str, ...]
    matter: ElementMass
    reo_mg: int
    origin: tuple[tuple[str, ElementMass], ...]
    is_origin_settled: bool
    recycled: tuple[RecycledShare, ...]
    models: Mapping[str, tuple[ModelClaim, ...]]
    certified: tuple[str, ...]
    entry: int
    own_entries: tuple[int, ...]
    proven_quota: tuple[int, ...]
    quota_entries: int
    proofs: tuple[Mapping[str, Any], ...]
    key: str
    checkpoint: str
    statement: str
    is_simulated: bool
