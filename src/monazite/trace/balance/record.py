"""What a material balance says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["within", "warning", "alarm"]


@dataclass(frozen=True, slots=True)
class PeriodBalance:
    """The balance of one element over one period between two inventories (盘点) of a line or a site.

    MUF, material unaccounted for (不明物料), is opening + in - out - closing, as nuclear material accountancy has it.

    Args:
        place: the line, or the site whose lines are added.
        firm: that runs it.
        period: as the inventory names it, such as ``2022-04``.
        first_day: of the first movement, ISO.
        last_day: of the closing inventory, ISO.
        element: symbol.
        opening_mg: measured at the inventory before; zero for the first period.
        in_mg: fed.
        out_mg: taken out: products, tailings and booked losses.
        measured_mg: at the closing inventory.
        sigma_mg: standard uncertainty of the MUF: random errors in squares, what one instrument shares added linearly
            first.
        residual: standardised independent MUF (SITMUF): the MUF less what the earlier ones let expect, over its
            standard deviation; without unit.
        cusum_up: CUSUM of residuals above the reference value, for loss.
        cusum_down: below, for gain.
        verdict: ``within``, ``warning`` from two and ``alarm`` from three standard uncertainties.
        is_drifting: whether a CUSUM passed its limit.
        entry_number: of the closing inventory.
    """

    place: str
    firm: str
    period: str
    first_day: str
    last_day: str
    element: str
    opening_mg: int
    in_mg: int
    out_mg: int
    measured_mg: int
    sigma_mg: float
    residual: float
    cusum_up: float
    cusum_down: float
    verdict: Verdict
    is_drifting: bool
    entry_number: int

    @property
    def book_mg(self) -> int:
        """What the books say is in the line at the closing inventory."""
        return self.opening_mg + self.in_mg - self.out_mg

    @property
    def muf_mg(self) -> int:
        """Material unaccounted for: book minus measured; positive is missing."""
        return self.book_mg - self.measured_mg

    @property
    def score(self) -> float:
        """MUF over its standard uncertainty."""
        return self.muf_mg / self.sigma_mg if self.sigma_mg > 0 else 0.0
