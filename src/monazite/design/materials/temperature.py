"""What temperature does to a phase: Kuz'min's curve of the saturation, and what follows from it.

Kuz'min 2005, Phys. Rev. Lett. 94, 107204: (J / J0)**3 = 1 - s t**1.5 - (1 - s) t**2.5 with t = T / Tc. The shape s is
solved from J at 0 K and at 300 K. The cube law of anisotropy from 0 K (K1 ~ Ms**3) is wrong here: Nd2Fe14B has K1 < 0
at 0 K. Phases with a heavy rare earth are ferrimagnets: s is then below nought, J may rise before it falls, and the
curve is to be used from 200 K up.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from monazite.design.record import EndMember

Floats = npt.NDArray[np.float64]
ANCHOR_KELVIN = 300.0
"""Temperature of the literature's values."""
IRON_SHAPE = 0.55
"""s of the iron sublattice: that of Y2Fe14B (its J at 0 and 300 K, Herbst 1991)."""
EXCHANGE_POWER = 1.2
"""A ~ m**1.2 (Gong et al. 2019, Phys. Rev. B 99, 214409); mean field says 2."""


def kuzmin(kelvin: npt.ArrayLike, curie_kelvin: npt.ArrayLike, shape: npt.ArrayLike) -> Floats:
    """J / J0 of Kuz'min's curve; nought from the Curie temperature on.

    Args:
        kelvin: temperature.
        curie_kelvin: Curie temperature.
        shape: s.

    >>> float(kuzmin(0, 586, 1)), float(kuzmin(600, 586, 1))
    (1.0, 0.0)
    """
    part = np.clip(np.asarray(kelvin, float) / np.asarray(curie_kelvin, float), 0, 1)
    s = np.asarray(shape, float)
    return np.asarray(np.cbrt(np.maximum(1 - s * part**1.5 - (1 - s) * part**2.5, 0)))


def kuzmin_shape(member: EndMember) -> float:
    """The s with which the curve passes J at 0 K and at 300 K.

    Args:
        member: the phase.
    """
    part = ANCHOR_KELVIN / member.curie_kelvin.value
    cube = (member.saturation_tesla_300k.value / member.saturation_tesla_0k.value) ** 3
    return float((1 - part**2.5 - cube) / (part**1.5 - part**2.5))


def saturation_tesla(member: EndMember, kelvin: npt.ArrayLike) -> Floats:
    """Saturation polarisation at a temperature.

    Args:
        member: the phase.
        kelvin: temperature.
    """
    return np.asarray(
        member.saturation_tesla_0k.value * kuzmin(kelvin, member.curie_kelvin.value, kuzmin_shape(member))
    )


def iron_ratio(kelvin: npt.ArrayLike, curie_kelvin: npt.ArrayLike) -> Floats:
    """Moment of the iron sublattice against that at 300 K, for a phase of that Curie temperature.

    Args:
        kelvin: temperature.
        curie_kelvin: of the phase, above 300 K.
    """
    return np.asarray(kuzmin(kelvin, curie_kelvin, IRON_SHAPE) / kuzmin(ANCHOR_KELVIN, curie_kelvin, IRON_SHAPE))


def anisotropy_field_tesla(member: EndMember, kelvin: npt.ArrayLike) -> Floats:
    """mu0 HA at a temperature from about 250 K up; below, the easy direction of Nd2Fe14B turns.

    Args:
        member: the phase.
        kelvin: temperature.
    """
    ratio = iron_ratio(kelvin, member.curie_kelvin.value)
    return np.asarray(member.anisotropy_field_tesla_300k.value * ratio**member.anisotropy_exponent.value)


def exchange_j_per_m(member: EndMember, kelvin: npt.ArrayLike) -> Floats | None:
    """Exchange stiffness at a temperature; None where none was found.

    Args:
        member: the phase.
        kelvin: temperature.
    """
    if member.exchange_j_per_m is None:
        return None
    return np.asarray(member.exchange_j_per_m.value * iron_ratio(kelvin, member.curie_kelvin.value) ** EXCHANGE_POWER)
