"""Whether a lot meets the contract it is to be delivered under, how many lots (手) it is, what its grade adds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from monazite.core import Problem
from monazite.trade.record import Instrument
from monazite.trade.safeguards.amounts import mass, percent
from monazite.trade.venues.formula import grade_adjust, to_fen, with_tax
from monazite.trade.venues.record import Certificate
from monazite.trade.venues.said import problem

PPM = 1_000_000
LOTS_MOST = 1_000_000
ROUNDING_PPM = 50
"""Half of the last digit of a percentage with two decimals: what each element may take from the sum."""


def meets(instrument: Instrument, certificate: Certificate) -> list[Problem]:
    """What keeps a lot from being delivered under a contract: one Problem for each limit it misses; none when it may.

    What the contract limits and nobody tested is a Problem too.

    Args:
        instrument: whose contract.
        certificate: what the inspection says of the lot.
    """
    place = f"{certificate.id} {instrument.id}"
    return [
        *_reo(instrument, certificate, place),
        *_shares("venue-partition", instrument.chemistry.partition_ppm, partition_of(instrument, certificate), place),
        *_shares("venue-assay", instrument.chemistry.assay_ppm, certificate.assay_ppm, place),
        *_impurities(instrument.chemistry.impurity_ppm_most, certificate.impurities_ppm, place),
        *_weight(instrument, certificate, place),
        *_listed(instrument, certificate, place),
    ]


def lots_of(instrument: Instrument, net_mg: int, place: str = "") -> int | Problem:
    """How many lots (手) a weighed net mass is: the nearest whole number within the tolerance, else the mismatch.

    Args:
        instrument: with the mass of one lot and its tolerance.
        net_mg: as weighed.
        place: named in a Problem; the instrument when empty.
    """
    lots = max(1, (2 * net_mg + instrument.lot_mg) // (2 * instrument.lot_mg))
    found = _mass_fault(instrument, lots, net_mg, place or instrument.id)
    return lots if found is None else found


def weight_fault(stated_mg: int, weighed_mg: int, tolerance_ppm: int, place: str = "") -> Problem | None:
    """Why what was weighed is not what was stated (重量不符), or None within the tolerance of the stated mass.

    Args:
        stated_mg: on the receipt or the papers.
        weighed_mg: on the scale.
        tolerance_ppm: of the stated mass, either way; exactly the tolerance is within it.
        place: named in a Problem: the receipt, the bag.
    """
    if stated_mg > 0 and weighed_mg > 0 and abs(weighed_mg - stated_mg) * PPM <= tolerance_ppm * stated_mg:
        return None
    values = {"stated": mass(stated_mg), "tolerance": percent(tolerance_ppm), "found": mass(weighed_mg)}
    return problem("venue-weight", place, **values)


def adjust_fen_per_tonne(instrument: Instrument, reo_ppm: int) -> int:
    """What a grade adds to the price of a tonne of a grade-adjusted contract, tax included, in fen, half-even once.

    0 where the contract has no formula; negative below the base grade.

    Args:
        instrument: with base grade, step without tax, and tax.
        reo_ppm: grade on the certificate.
    """
    chemistry = instrument.chemistry
    if chemistry.reo_ppm_base is None or not chemistry.grade_step_fen_per_tonne:
        return 0
    exact = grade_adjust(chemistry.grade_step_fen_per_tonne, chemistry.reo_ppm_base, reo_ppm)
    return to_fen(with_tax(exact, instrument.vat_ppm))


def _reo(instrument: Instrument, certificate: Certificate, place: str) -> Iterator[Problem]:
    least, found = instrument.chemistry.reo_ppm_least, certificate.reo_ppm
    if least is None and instrument.chemistry.reo_ppm_base is None:
        return
    if found is None:
        yield problem("venue-untested", place, what="REO")
    elif least is not None and not least <= found <= PPM:
        yield problem("venue-reo", place, least=percent(least), found=percent(found))


def partition_of(instrument: Instrument, certificate: Certificate) -> Mapping[str, int]:
    """The certified partition (配分); one that makes a whole says of elements it does not name that there is none."""
    partition = certificate.partition_ppm
    if abs(sum(partition.values()) - PPM) > len(partition) * ROUNDING_PPM:
        return partition
    return {**dict.fromkeys(instrument.chemistry.partition_ppm, 0), **partition}


def _shares(
    code: str, limits: Mapping[str, tuple[int, int]], shares: Mapping[str, int], place: str
) -> Iterator[Problem]:
    for element, (least, most) in limits.items():
        found = shares.get(element)
        if found is None:
            yield problem("venue-untested", place, what=element)
        elif not least <= found <= most:
            values = {"least": percent(least), "most": percent(most), "found": percent(found)}
            yield problem(code, place, element=element, **values)


def _impurities(limits: Mapping[str, int], shares: Mapping[str, int], place: str) -> Iterator[Problem]:
    for name, most in limits.items():
        found = shares.get(name)
        if found is None:
            yield problem("venue-untested", place, what=name)
        elif not 0 <= found <= most:
            yield problem("venue-impurity", place, name=name, most=percent(most), found=percent(found))


def _weight(instrument: Instrument, certificate: Certificate, place: str) -> Iterator[Problem]:
    lots = lots_of(instrument, certificate.net_mg, place) if certificate.lots is None else certificate.lots
    found = lots if isinstance(lots, Problem) else _mass_fault(instrument, lots, certificate.net_mg, place)
    if found is not None:
        yield found


def _mass_fault(instrument: Instrument, lots: int, net_mg: int, place: str) -> Problem | None:
    wanted = lots * instrument.lot_mg
    is_number = 0 < lots <= LOTS_MOST
    if is_number and net_mg > 0 and abs(net_mg - wanted) * PPM <= instrument.tolerance_ppm * wanted:
        return None
    values = {"lots": lots, "lot": mass(instrument.lot_mg), "tolerance": percent(instrument.tolerance_ppm)}
    return problem("venue-lots", place, found=mass(net_mg), **values)


def _listed(instrument: Instrument, certificate: Certificate, place: str) -> Iterator[Problem]:
    for code, known, found in (
        ("venue-brand", instrument.brands, certificate.brand),
        ("venue-place", instrument.places, certificate.place),
    ):
        if known and found not in known:
            yield problem(code, place, known=", ".join(known), found=found or "–")
