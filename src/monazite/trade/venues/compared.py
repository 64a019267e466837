"""A certificate beside the limits of a contract, line by line, for a page or a paper (检验结果与合约质量标准对照)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from monazite.trade.record import Instrument
from monazite.trade.venues.contract import partition_of
from monazite.trade.venues.record import Certificate

PPM = 1_000_000
Tested = Literal["reo", "partition", "assay", "impurity"]
"""Rare earths as oxides, an element's share of them (配分), an element's share of the net mass, an impurity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What was tested beside what the contract asks; shares in parts per million.

    Args:
        part: of the certificate.
        name: element or oxide; ``REO`` for all rare earths.
        found_ppm: as certified; None where nobody tested it.
        least_ppm: by contract; None for no limit.
        most_ppm: by contract; None for no limit.
        method: standard by which it is tested; empty where none is stated.
    """

    part: Tested
    name: str
    found_ppm: int | None
    least_ppm: int | None
    most_ppm: int | None
    method: str

    @property
    def is_limited(self) -> bool:
        """Whether the contract limits it."""
        return self.least_ppm is not None or self.most_ppm is not None

    @property
    def holds(self) -> bool:
        """Whether it lies within the contract's limits; what is limited and was not tested does not."""
        if self.found_ppm is None:
            return not self.is_limited
        above = self.least_ppm is None or self.least_ppm <= self.found_ppm
        return above and (self.most_ppm is None or self.found_ppm <= self.most_ppm)


def compared(instrument: Instrument, certificate: Certificate, methods: Mapping[str, str]) -> tuple[Compared, ...]:
    """Everything that was tested or is limited: rare earths, partition, assay, impurities.

    Args:
        instrument: whose contract.
        certificate: what the inspection says.
        methods: standards that the certificate names; the contract's stand in where it names none.
    """
    named = {**instrument.chemistry.methods, **methods}
    return tuple(_rows(instrument, certificate, named))


def _rows(instrument: Instrument, certificate: Certificate, methods: Mapping[str, str]) -> Iterator[Compared]:
    chemistry, reo = instrument.chemistry, certificate.reo_ppm
    if reo is not None or chemistry.reo_ppm_least is not None:
        most = None if chemistry.reo_ppm_least is None else PPM
        yield Compared(part="reo", name="REO", found_ppm=reo, least_ppm=chemistry.reo_ppm_least, most_ppm=most,
                       method=methods.get("REO", ""))  # fmt: skip
    whole = partition_of(instrument, certificate)
    yield from _shares("partition", chemistry.partition_ppm, whole, methods)
    yield from _shares("assay", chemistry.assay_ppm, certificate.assay_ppm, methods)
    ceilings = {name: (None, limit) for name, limit in chemistry.impurity_ppm_most.items()}
    yield from _shares("impurity", ceilings, certificate.impurities_ppm, methods)


def _shares(
    part: Tested,
    limits: Mapping[str, tuple[int | None, int]],
    found: Mapping[str, int],
    methods: Mapping[str, str],
) -> Iterator[Compared]:
    for name in dict.fromkeys((*limits, *found)):
        least, most = limits.get(name, (None, None))
        yield Compared(part=part, name=name, found_ppm=found.get(name), least_ppm=least, most_ppm=most,
                       method=methods.get(name, ""))  # fmt: skip
