"""Whether what a certificate says meets the contract that a receipt is to be delivered under."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import orjson

from monazite.core import Problem, ProblemError
from monazite.trade.receipts.limits import is_weight_off
from monazite.trade.receipts.said import kilograms, problem
from monazite.trade.record import Instrument
from monazite.trade.venues.contract import adjust_fen_per_tonne, meets
from monazite.trade.venues.instrument_json import instrument_from_json
from monazite.trade.venues.record import Certificate

REMEMBERED = 256


def contract_fault(
    record: Mapping[str, Any], certificate: Mapping[str, Any], receipt: Mapping[str, Any], tolerance_ppm: int
) -> Problem | None:
    """Why a receipt cannot stand on a certificate: another weight, another grade, another place.

    Args:
        record: the instrument as plain JSON.
        certificate: as its entry states it.
        receipt: with ``id``, ``lots``, ``net_mg``, ``warehouse``, ``brand`` and ``adjust_fen_per_tonne``.
        tolerance_ppm: of the weight.
    """
    instrument = instrument_of(record)
    if is_weight_off(receipt["net_mg"], certificate["net_mg"], tolerance_ppm):
        return weight_fault(receipt["id"], receipt["net_mg"], certificate["net_mg"])
    found = meets(instrument, Certificate(
        id=certificate["id"], net_mg=certificate["net_mg"], lots=receipt["lots"], reo_ppm=certificate.get("reo_ppm"),
        partition_ppm=certificate.get("partition_ppm") or {}, assay_ppm=certificate.get("assay_ppm") or {},
        impurities_ppm=certificate.get("impurities_ppm") or {},
        brand=receipt.get("brand") or certificate.get("brand") or "", place=receipt["warehouse"],
    ))  # fmt: skip
    if found:
        return found[0]
    reo = certificate.get("reo_ppm")
    adjust = 0 if reo is None else adjust_fen_per_tonne(instrument, reo)
    stated = receipt.get("adjust_fen_per_tonne") or 0
    if stated != adjust:
        return problem("receipt-adjust", receipt["id"], wanted=adjust, found=stated)
    return None


def weight_fault(place: str, stated_mg: int, found_mg: int) -> Problem:
    """The Problem of a mass that is not what it should be (重量不符)."""
    return problem("receipt-weight", place, wanted=kilograms(stated_mg), found=kilograms(found_mg))


def instrument_of(record: Mapping[str, Any]) -> Instrument:
    """The instrument that a listing states.

    Raises:
        ProblemError: when it is none; the journal takes no such listing.
    """
    return _instrument(orjson.dumps(record, option=orjson.OPT_SORT_KEYS))


@lru_cache(REMEMBERED)
def _instrument(text: bytes) -> Instrument:
    found = instrument_from_json(orjson.loads(text))
    if not isinstance(found, Instrument):
        raise ProblemError(found[0])
    return found
