"""True matter, and what a scale and a laboratory make of it: the simulator books what is measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from monazite.core import ElementMass
from monazite.ledger.record import Entry, Spread
from monazite.reference import factors
from monazite.trace.lots.record import AsWeighed
from monazite.trace.lots.weighing import matter_of, spread_of, spread_scaled
from monazite.trace.simulate.tables import ELEMENTS, RARE, constants

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Vector: TypeAlias = "NDArray[np.float64]"
"""Masses or shares in the order of `ELEMENTS` or of `RARE`."""

PPM = 1_000_000
_POOL = 65_536


@dataclass(slots=True)
class Normals:
    """Standard normal and uniform numbers of one generator, drawn in blocks because single draws are slow.

    Args:
        rng: numpy's generator; the order of draws decides everything.
    """

    rng: np.random.Generator
    _block: Vector | None = None
    _next: int = 0

    def take(self, count: int) -> Vector:
        """That many standard normal numbers."""
        if self._block is None or self._next + count > _POOL:
            self._block, self._next = self.rng.standard_normal(_POOL), 0
        self._next += count
        return self._block[self._next - count : self._next]

    def chance(self, share: float) -> bool:
        """True with that probability."""
        return float(self.rng.random()) < share


@dataclass(slots=True, eq=False)
class Lot:
    """A lot of the simulator: what it truly is beside what is booked.

    Args:
        weighed: as the scale and the laboratory say.
        true_mg: true masses in milligrams, in the order of `ELEMENTS`.
        klass: rock, ion or all.
        id: of the lot.
    """

    weighed: AsWeighed
    true_mg: Vector
    klass: str
    id: str = ""
    _matter: ElementMass | None = None
    _spread: Spread | None = None

    def __post_init__(self) -> None:
        self.id = self.id or self.weighed.id

    @property
    def matter(self) -> ElementMass:
        """As booked."""
        if self._matter is None:
            self._matter = matter_of(self.weighed)
        return self._matter

    @matter.setter
    def matter(self, matter: ElementMass) -> None:
        self._matter = matter

    @property
    def kilograms(self) -> int:
        """Net mass as weighed."""
        return self.weighed.net_mg // PPM

    @property
    def spread(self) -> Spread:
        """Standard uncertainty of the booked matter."""
        if self._spread is None:
            self._spread = spread_of(self.weighed)
        return self._spread

    def taken(self, key: str, matter: ElementMass, share: float) -> Lot:
        """A part of the lot as a lot of its own; this one keeps the rest."""
        child = Lot(self.weighed, self.true_mg * share, self.klass, key, matter)
        whole = _as_one(self.spread, self.weighed.id)
        child._spread = spread_scaled(whole, matter, self.matter)
        rest = self.matter - matter
        self._spread = spread_scaled(whole, rest, self.matter)
        self.matter, self.true_mg = rest, self.true_mg * (1 - share)
        return child


@dataclass(slots=True)
class Instruments:
    """The scale and the laboratory of a firm, each with an error of its own that all its measurements share.

    Args:
        firm: that owns them.
        normals: source of errors.
    """

    firm: str
    normals: Normals
    scale_error: float = 0.0
    lab_error: float = 0.0
    stock_error: float = 0.0

    def __post_init__(self) -> None:
        known = constants()
        draws = self.normals.take(3)
        self.scale_error = float(draws[0]) * known["scale_shared"] / PPM
        self.lab_error = float(draws[1]) * known["lab_shared"] / PPM
        self.stock_error = float(draws[2]) * known["stock_shared"] / PPM

    def weighed_oxide(  # noqa: PLR0917
        self, true_mg: Vector, lot: str, product: str, content_ppm: int, moisture_ppm: int, site: str,
        declared: Vector | None = None,
    ) -> AsWeighed:  # fmt: skip
        """An ore product, compound or oxide: net mass, moisture, REO on dry basis, partition.

        Args:
            true_mg: what it truly holds, in milligrams.
            lot: its id.
            product: its name.
            content_ppm: true REO in the dry mass.
            moisture_ppm: of the net mass.
            site: where it lies.
            declared: shares of the REO that are written instead of what the laboratory found; for frauds.
        """
        oxide = true_mg[: len(RARE)] * oxide_factors()
        total = float(oxide.sum())
        draws = self.normals.take(len(RARE) + 1)
        known = constants()
        net = total / (content_ppm * (PPM - moisture_ppm)) * PPM * PPM
        net *= 1 + self.scale_error + float(draws[-1]) * known["scale_random"] / PPM
        found = oxide * (1 + self.lab_error + draws[:-1] * (known["lab_random"] / PPM))
        if declared is not None:
            found = declared * float(found.sum())
        reo = min(PPM - moisture_ppm // 2, round(content_ppm * float(found.sum()) / total))
        return AsWeighed(
            id=lot, product=product, net_mg=round(net), moisture_ppm=moisture_ppm, reo_ppm=reo,
            partition_ppm=_whole_shares(found), site=site, **self._named(),
        )  # fmt: skip

    def weighed_metal(  # noqa: PLR0917
        self, true_mg: Vector, lot: str, product: str, content_ppm: int, site: str, serials: tuple[str, ...] = ()
    ) -> AsWeighed:
        """A metal, alloy, magnet or motor: net mass and an assay per element of the net mass."""
        total = float(true_mg.sum())
        draws = self.normals.take(len(ELEMENTS) + 1)
        known = constants()
        net = total / content_ppm * PPM * (1 + self.scale_error + float(draws[-1]) * known["scale_random"] / PPM)
        shares = true_mg * (content_ppm / total) * (1 + self.lab_error + draws[:-1] * (known["lab_random"] / PPM))
        whole = map(round, shares.clip(0, PPM).tolist())
        assay = {element: share for element, share in zip(ELEMENTS, whole, strict=True) if share}
        return AsWeighed(
            id=lot, product=product, net_mg=round(net), assay_ppm=assay, site=site, serials=serials, **self._named()
        )

    def stock(self, true_mg: Vector, line: str) -> tuple[ElementMass, Spread]:
        """A physical inventory of a line's true content, with its standard uncertainty."""
        known = constants()
        random, shared = known["stock_random"] / PPM, known["stock_shared"] / PPM
        found = true_mg * (1 + self.stock_error + self.normals.take(len(ELEMENTS)) * random)
        amounts = {e: max(0, round(mg)) for e, mg in zip(ELEMENTS, found.tolist(), strict=True)}
        spread = Spread(
            ElementMass.of({element: round(mg * random) for element, mg in amounts.items()}),
            ((f"stock-{line}", ElementMass.of({element: round(mg * shared) for element, mg in amounts.items()})),),
        )
        return ElementMass.of(amounts), spread

    def _named(self) -> dict[str, Any]:
        known = _errors()
        return {"scale": f"{self.firm}-scale", "lab": f"{self.firm}-lab", **known}


@cache
def oxide_factors() -> Vector:
    """Mass of oxide per mass of element, in the order of `RARE`."""
    import numpy as np  # noqa: PLC0415  heavy

    known = factors()
    return np.array([float(known[element]) for element in RARE])


@cache
def _errors() -> dict[str, int]:
    known = constants()
    names = ("scale_random", "scale_shared", "lab_random", "lab_shared")
    return {f"{name}_ppm": int(known[name]) for name in names}


def _whole_shares(found: Vector) -> dict[str, int]:
    """Shares in whole ppm that sum to a million; the largest takes what rounding leaves."""
    shares = [round(value) for value in (found * (PPM / float(found.sum()))).tolist()]
    largest = max(range(len(shares)), key=shares.__getitem__)
    shares[largest] += PPM - sum(shares)
    return {element: share for element, share in zip(RARE, shares, strict=True) if share}


def _as_one(spread: Spread, lot: str) -> Spread:
    """Parts of one lot share the error of its one weighing and assay: it counts as an instrument of its own."""
    if not spread.random_mg:
        return spread
    return Spread(ElementMass(), tuple(sorted((*spread.shared_mg, (f"lot-{lot}", spread.random_mg)))))


def booked(entry: Entry, lots: Sequence[Lot]) -> None:
    """Take over what an entry books of its lots, rather than work it out again."""
    amounts = {leg.account.rpartition("/")[2]: leg.amount for leg in entry.legs if leg.role == "lot"}
    for lot in lots:
        amount = amounts[lot.id]
        if isinstance(amount, ElementMass):
            lot.matter = amount


def vector_of(matter: ElementMass) -> Vector:
    """Booked masses in milligrams, in the order of `ELEMENTS`."""
    import numpy as np  # noqa: PLC0415  heavy

    return np.array([float(matter[element]) for element in ELEMENTS])


def matter_from(mg: Vector) -> ElementMass:
    """True masses as booked where nothing is measured (tailings, losses): whole milligrams."""
    return ElementMass.of({element: round(value) for element, value in zip(ELEMENTS, mg.tolist(), strict=True)})
