"""Measured series of many process lines at once: the same errors as the simulated chain, without lots and entries.

For calibrating limits and drawing detection curves, which need thousands of firm-years. One call makes independent
firms with one separation line each; arrays have the axes (firms, elements, months).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monazite.trace.balance.statistics import covariance
from monazite.trace.simulate.measure import PPM, Vector, oxide_factors
from monazite.trace.simulate.tables import RARE, constants, ores

if TYPE_CHECKING:
    import numpy as np

MONTHLY_MG = 1e12
"""A thousand tonnes of REO a month; sizes in sigma do not depend on it."""
SUPPLIERS = 3
LOTS_IN, LOTS_OUT = 8, 8
"""Lots fed and, of each product, put out in a month: estimates for a mid-sized simulation."""
_INSTRUMENTS = 2 * SUPPLIERS + 3
"""Scale and laboratory of each supplier and of the firm, and the inventories of the line."""


@dataclass(frozen=True, slots=True)
class MeasuredLines:
    """Balances of independent lines.

    Args:
        elements: in order of the second axis.
        muf: material unaccounted for, in milligrams, shape (firms, elements, months).
        covariances: shape (firms, elements, months, months), in square milligrams.
        own: the same without what instruments share.
        shared: errors that instruments share, in milligrams, shape (firms, elements, months, instruments).
        inputs: measured feed in milligrams, shape (firms, elements, months).
    """

    elements: tuple[str, ...]
    muf: Vector
    covariances: Vector
    own: Vector
    shared: Vector
    inputs: Vector


@dataclass(frozen=True, slots=True)
class Cheat:
    """A fraud on a measured series, from one month to the end.

    Args:
        kind: laundering (feed unseen), ghost_yield (output unseen), quota_split (output unseen, and the other firm's
            output too high: the sign is -1 there), stock_made_up (the inventory is written as the book says).
        size: in standard uncertainties of the month's MUF of the leading element (Dy for laundering, else Nd).
        first: index of the first month.
        sign: 1, or -1 for who books the output of another.
    """

    kind: str
    size: float
    first: int = 3
    sign: int = 1


def ore_pattern(ore: str, elements: tuple[str, ...]) -> Vector:
    """Elements of a milligram of REO of an ore, in milligrams, in the order of the elements."""
    import numpy as np  # noqa: PLC0415  heavy

    masses = np.array(ores()[ore].partition) / oxide_factors()
    found: Vector = masses[[RARE.index(element) for element in elements]]
    return found


def elements_of(ore: str) -> tuple[str, ...]:
    """The elements that an ore holds."""
    return tuple(element for element, share in zip(RARE, ores()[ore].partition, strict=True) if share > 0)


def measured_lines(
    rng: np.random.Generator, firms: int, *, ore: str = "bayan_obo", months: int = 12, cheat: Cheat | None = None
) -> MeasuredLines:
    """Simulate a year of lines as they truly are and as they are measured, all honest or all with the same fraud.

    Args:
        rng: source of errors.
        firms: number of independent firms.
        ore: type of ore that they declare.
        months: periods between inventories.
        cheat: what they do, or None.
    """
    import numpy as np  # noqa: PLC0415  heavy

    elements = elements_of(ore)
    shape = (firms, len(elements), months)
    known = constants()
    loss = known["separation_loss"]
    fed = MONTHLY_MG * ore_pattern(ore, elements)[None, :, None] * (1 + 0.1 * rng.standard_normal((firms, 1, months)))
    fed = fed * (1 + known["ore_lot_spread"] / LOTS_IN**0.5 * rng.standard_normal(shape))
    errors = _Errors(rng, firms, len(elements), months)
    into, into_random, into_shared = errors.fed(fed)
    muf, flow, closing = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    shared = np.zeros((*shape, _INSTRUMENTS))
    content, opening, opening_variance = np.zeros(shape[:2]), np.zeros(shape[:2]), np.zeros(shape[:2])
    opening_shared = np.zeros(shape[:2])
    hold = known["separation_hold"] * fed.mean(axis=2)
    for month in range(months):
        sigma = _sigma(hold, fed[:, :, month], opening_variance)
        content = content + fed[:, :, month] * (1 - loss) + _unseen_feed(cheat, month, sigma, elements)
        out = np.maximum(content - hold, 0.0)
        content = content - out
        out_found, out_random, out_shared = errors.put_out(out, month)
        content = content - _unseen_output(cheat, month, sigma, elements)
        stock, stock_variance, stock_shared = errors.stock(content)
        book = opening + into[:, :, month] - out_found - fed[:, :, month] * loss
        if cheat is not None and cheat.kind == "stock_made_up" and month >= cheat.first:
            stock = book
        muf[:, :, month] = book - stock
        flow[:, :, month] = into_random[:, :, month] + out_random
        closing[:, :, month] = stock_variance
        shared[:, :, month, : 2 * SUPPLIERS] = into_shared[:, :, month]
        shared[:, :, month, -3], shared[:, :, month, -2] = -out_shared[0], -out_shared[1]
        shared[:, :, month, -1] = opening_shared - stock_shared
        opening, opening_variance, opening_shared = stock, stock_variance, stock_shared
    own = covariance(flow, closing, shared[..., :0])
    return MeasuredLines(elements, muf, own + shared @ np.swapaxes(shared, -1, -2), own, shared, into)


def _sigma(hold: Vector, fed: Vector, opening_variance: Vector) -> Vector:
    """Standard uncertainty of a month's MUF as expected, random part: what sizes of frauds are counted in."""
    import numpy as np  # noqa: PLC0415  heavy

    known = constants()
    lot = (known["scale_random"] ** 2 + known["lab_random"] ** 2) / PPM**2
    flow = fed**2 * lot * (1 / LOTS_IN + 1 / LOTS_OUT)
    found: Vector = np.sqrt(flow + (hold * known["stock_random"] / PPM) ** 2 + opening_variance)
    return found


def _unseen_feed(cheat: Cheat | None, month: int, sigma: Vector, elements: tuple[str, ...]) -> Vector | float:
    if cheat is None or cheat.kind != "laundering" or month < cheat.first:
        return 0.0
    pattern = ore_pattern("mid_y", elements)
    leading = elements.index("Dy")
    fed: Vector = cheat.size * sigma[:, leading, None] * (pattern / pattern[leading])[None, :]
    return fed


def _unseen_output(cheat: Cheat | None, month: int, sigma: Vector, elements: tuple[str, ...]) -> Vector | float:
    import numpy as np  # noqa: PLC0415  heavy

    if cheat is None or cheat.kind not in {"ghost_yield", "quota_split"} or month < cheat.first:
        return 0.0
    taken = np.zeros(sigma.shape)
    neodymium, praseodymium = elements.index("Nd"), elements.index("Pr")
    taken[:, neodymium] = cheat.size * sigma[:, neodymium] * cheat.sign
    ore = ore_pattern("bayan_obo", ("Nd", "Pr"))
    taken[:, praseodymium] = taken[:, neodymium] * ore[1] / ore[0]
    return taken


class _Errors:
    """The instruments of each firm and of its suppliers, each with an error that all its measurements share."""

    def __init__(self, rng: np.random.Generator, firms: int, elements: int, months: int) -> None:
        known = {name: value / PPM for name, value in constants().items()}
        self.rng, self.known, self.shape = rng, known, (firms, elements, months)
        self.scales = rng.standard_normal((firms, SUPPLIERS + 1)) * known["scale_shared"]
        self.labs = rng.standard_normal((firms, SUPPLIERS + 1)) * known["lab_shared"]
        self.stocks = rng.standard_normal((firms, 1)) * known["stock_shared"]

    def fed(self, true: Vector) -> tuple[Vector, Vector, Vector]:
        """What the suppliers measured of the feed, a third each: found, random variance, shared errors."""
        import numpy as np  # noqa: PLC0415  heavy

        share = true / SUPPLIERS
        found, variance = np.zeros(self.shape), np.zeros(self.shape)
        shared = np.zeros((*self.shape, 2 * SUPPLIERS))
        for supplier in range(SUPPLIERS):
            bias = (self.scales[:, supplier] + self.labs[:, supplier])[:, None, None]
            part = share * (1 + bias + self._random(self.shape, LOTS_IN / SUPPLIERS))
            found += part
            variance += self._variance(part, LOTS_IN / SUPPLIERS)
            shared[..., supplier] = part * self.known["scale_shared"]
            shared[..., SUPPLIERS + supplier] = part * self.known["lab_shared"]
        return found, variance, shared

    def put_out(self, true: Vector, month: int) -> tuple[Vector, Vector, tuple[Vector, Vector]]:
        """What the firm measured of a month's output."""
        _ = month
        bias = (self.scales[:, -1] + self.labs[:, -1])[:, None]
        found = true * (1 + bias + self._random((*self.shape[:2], 1), LOTS_OUT)[..., 0])
        shared = (found * self.known["scale_shared"], found * self.known["lab_shared"])
        return found, self._variance(found, LOTS_OUT), shared

    def stock(self, true: Vector) -> tuple[Vector, Vector, Vector]:
        """The inventory of a line: found, random variance, shared error."""
        random = self.rng.standard_normal(true.shape) * self.known["stock_random"]
        found = true * (1 + self.stocks + random)
        return found, (found * self.known["stock_random"]) ** 2, found * self.known["stock_shared"]

    def _random(self, shape: tuple[int, ...], lots: float) -> Vector:
        """Mean error of so many lots: the scale's is the same for all elements of a lot, the laboratory's is not."""
        firms, _, months = shape
        scale = self.rng.standard_normal((firms, 1, months)) * self.known["scale_random"]
        lab = self.rng.standard_normal(shape) * self.known["lab_random"]
        mean: Vector = (scale + lab) / lots**0.5
        return mean

    def _variance(self, found: Vector, lots: float) -> Vector:
        known = self.known
        variance: Vector = found**2 * (known["scale_random"] ** 2 + known["lab_random"] ** 2) / lots
        return variance
