"""Records of the room design, in SI: what phases can do, what grades promise, what a recipe is, what a magnet does.

Temperatures are kelvin, polarisation and remanence tesla, field strength A/m, energy products J/m3, lengths metre.
Temperature coefficients are per kelvin, so -0.12 %/K is -0.0012. Shares of mass are whole parts per million.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from monazite.core.problem import Problem

MU0 = 4e-7 * 3.141592653589793
"""Magnetic constant in T m/A, as defined until 2019; CODATA 2018 gives 1.3e-10 more, which no magnet shows."""
ROOM_KELVIN = 293.15
"""20 °C, at which data sheets give their values (GB/T 13560-2017)."""
WHOLE_PPM = 1_000_000
"""Parts per million of a whole recipe."""

Easy = Literal["axis", "plane", "cone"]
"""Where the magnetisation likes to lie at 300 K: only along an axis (易轴) can a phase be a hard magnet."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A number and how far its sources, or a model, may be wrong; all three in the unit that the field names.

    Args:
        value: to compute with.
        low: least that a source says, or lower end of a 90 % interval.
        high: greatest, or upper end.
        sources: where the number comes from; empty for one that was computed.
    """

    value: float
    low: float
    high: float
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EndMember:
    """A pure magnetic phase (端元相), such as Nd2Fe14B.

    Args:
        formula: such as ``Dy2Fe14B``, ``SmCo5``.
        rare_earth: symbol.
        structure: ``2:14:1``, ``1:5`` or ``2:17``.
        easy: easy direction at 300 K.
        saturation_tesla_0k: saturation polarisation Js (饱和磁极化强度) at 0 K.
        saturation_tesla_300k: the same at 300 K.
        anisotropy_field_tesla_300k: mu0 HA at 300 K; of a planar phase, what turns it out of the plane, negative.
        anisotropy_exponent: n of mu0HA(T) = mu0HA(300 K) (m(T)/m(300 K))**n, m being the iron sublattice's moment.
        curie_kelvin: Curie temperature (居里温度).
        exchange_j_per_m: exchange stiffness A (交换劲度) at 300 K; None where no source was found.
        density_kg_per_m3: x-ray density (理论密度).
        conflicts: rows of sources that contradict the others; they count in no value.
    """

    formula: str
    rare_earth: str
    structure: str
    easy: Easy
    saturation_tesla_0k: Spread
    saturation_tesla_300k: Spread
    anisotropy_field_tesla_300k: Spread
    anisotropy_exponent: Spread
    curie_kelvin: Spread
    exchange_j_per_m: Spread | None
    density_kg_per_m3: Spread
    conflicts: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Grade:
    """A commercial grade (牌号) as its maker or a standard prints it, at 20 °C; None where nothing is printed.

    Args:
        name: as printed, such as ``N42SH``.
        family: ``sintered-ndfeb``, ``smco5``, ``sm2co17``, ``bonded-ndfeb`` or ``ferrite``.
        grade_class: class by coercivity (品种), N to TH; empty where the family has none.
        standard: its name in the standard (``S-NdFeB-334/159``) or empty.
        br_min_tesla: least remanence (剩磁).
        br_max_tesla: greatest.
        hcb_min_a_per_m: least coercivity of flux density HcB (磁感矫顽力).
        hcb_max_a_per_m: greatest.
        hcj_min_a_per_m: least intrinsic coercivity HcJ (内禀矫顽力).
        hcj_max_a_per_m: greatest.
        bhmax_min_j_per_m3: least energy product (BH)max (最大磁能积).
        bhmax_max_j_per_m3: greatest.
        tmax_kelvin: highest working temperature (最高使用温度) as printed.
        alpha_br_per_kelvin: temperature coefficient of remanence; negative where it falls.
        beta_hcj_per_kelvin: of intrinsic coercivity.
        maker: whose data sheet.
        source: of the figures.
        locator: where in the source.
        flags: what in the row contradicts physics or other rows; the row stays as printed.
    """

    name: str
    family: str
    grade_class: str
    standard: str
    br_min_tesla: float | None
    br_max_tesla: float | None
    hcb_min_a_per_m: float | None
    hcb_max_a_per_m: float | None
    hcj_min_a_per_m: float | None
    hcj_max_a_per_m: float | None
    bhmax_min_j_per_m3: float | None
    bhmax_max_j_per_m3: float | None
    tmax_kelvin: float | None
    alpha_br_per_kelvin: float | None
    beta_hcj_per_kelvin: float | None
    maker: str
    source: str
    locator: str
    flags: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Diffusion:
    """Grain-boundary diffusion (晶界扩散) of a heavy rare earth from both faces of a part.

    Args:
        element: that diffuses in: Dy or Tb.
        weight_ppm: of it taken up, per mass of the part.
        temperature_kelvin: of the treatment.
        duration_seconds: of the treatment.
        thickness_metre: of the part along the diffusion.
    """

    element: str
    weight_ppm: int
    temperature_kelvin: float
    duration_seconds: float
    thickness_metre: float


@dataclass(frozen=True, slots=True)
class Process:
    """What the process leaves in a sintered magnet, besides its composition.

    Args:
        grain_metre: mean grain size (晶粒尺寸).
        oxygen_ppm: by mass.
        nitrogen_ppm: by mass.
        carbon_ppm: by mass.
        density_kg_per_m3: of the sintered body.
        alignment: mean cosine of the angle between easy axes and the aligning field (取向度), 0.5 to 1.
        diffusion: None without.
    """

    grain_metre: float = 5e-6
    oxygen_ppm: int = 1000
    nitrogen_ppm: int = 300
    carbon_ppm: int = 700
    density_kg_per_m3: float = 7550.0
    alignment: float = 0.96
    diffusion: Diffusion | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is put in (配方), and how it is made.

    Args:
        weight_ppm: whole parts per million by mass of each element; they sum to `WHOLE_PPM`, iron being the rest.
        process: of the magnet.
    """

    weight_ppm: Mapping[str, int]
    process: Process = field(default_factory=Process)


@dataclass(frozen=True, slots=True)
class Magnet:
    """What a magnet does at one temperature; each number with its interval.

    Args:
        temperature_kelvin: of these values.
        saturation_tesla: saturation polarisation of the body, the bound on all others.
        br_tesla: remanence.
        hcj_a_per_m: intrinsic coercivity, positive.
        hcb_a_per_m: coercivity of flux density, positive.
        hk_a_per_m: knee field Hk, at which J is 0.9 Br, positive.
        bhmax_j_per_m3: energy product.
        mu_r: recoil permeability (回复磁导率), dimensionless.
        alpha_br_per_kelvin: temperature coefficient of remanence from 20 °C to this temperature.
        beta_hcj_per_kelvin: of intrinsic coercivity.
        is_prior_based: whether the intervals rest on assumptions and not on the scatter of at least 20 sources.
    """

    temperature_kelvin: float
    saturation_tesla: Spread
    br_tesla: Spread
    hcj_a_per_m: Spread
    hcb_a_per_m: Spread
    hk_a_per_m: Spread
    bhmax_j_per_m3: Spread
    mu_r: Spread
    alpha_br_per_kelvin: Spread
    beta_hcj_per_kelvin: Spread
    is_prior_based: bool = True


@dataclass(frozen=True, slots=True)
class MeasuredMagnet:
    """A magnet that was made and measured at 20 °C, as its paper gives it; None where the paper is silent.

    Args:
        series: magnets of one study that differ in one thing share it.
        name: of the magnet in the study.
        weight_ppm: of each element that is known, by mass.
        process: what the paper says of it, as text.
        grain_metre: mean grain size.
        br_tesla: remanence.
        hcj_a_per_m: intrinsic coercivity.
        bhmax_j_per_m3: energy product.
        doi: of the paper; the fold of a calibration that leaves one source out.
        source: journal, volume, page.
        locator: where in it, and what of the row is assumed.
    """

    series: str
    name: str
    weight_ppm: Mapping[str, int]
    process: str
    grain_metre: float | None
    br_tesla: float | None
    hcj_a_per_m: float | None
    bhmax_j_per_m3: float | None
    doi: str
    source: str
    locator: str
