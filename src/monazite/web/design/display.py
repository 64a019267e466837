"""How the pages of design write magnets: in T, kA/m, kJ/m³ or in kGs, kOe, MGOe, as the reader chose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from monazite.app.design.why import label_of, label_of_thing
from monazite.design.record import Spread
from monazite.design.units import degc, kgs, koe, mgoe
from monazite.reference import elements
from monazite.web.display import DASH, MINUS
from monazite.web.preferences import MAGNET_UNITS
from monazite.web.warn.model_display import ModelDisplay

if TYPE_CHECKING:
    from collections.abc import Callable

    from monazite.app.design.views import Frontier, Query
    from monazite.design.record import EndMember
    from monazite.design.search import Step
    from monazite.design.service import Course
    from monazite.web.page import Page

PPM_PER_PERCENT = 10_000
BIG, LEAST_PERCENT = 100, 0.01
YUAN_PLACES = 2


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity of magnets in both systems of units.

    Args:
        si: unit of the international system, as the trade uses it.
        to_si: what one of it is in T, A/m or J/m3.
        si_digits: behind the point.
        cgs: the trade's other unit.
        to_cgs: from T, A/m or J/m3.
        cgs_digits: behind the point.
    """

    si: str
    to_si: float
    si_digits: int
    cgs: str
    to_cgs: Callable[[float], float]
    cgs_digits: int


MEASURES = {
    "flux": Measure("T", 1, 3, "kGs", kgs, 2),
    "field": Measure("kA/m", 1e3, 0, "kOe", koe, 2),
    "energy": Measure("kJ/m³", 1e3, 0, "MGOe", mgoe, 1),
}


@dataclass(frozen=True, slots=True)
class DesignDisplay(ModelDisplay):
    """Writes what a page of design shows.

    Args:
        is_cgs: whether kGs, kOe and MGOe come first.
    """

    is_cgs: bool = False

    def unit_of(self, name: str) -> str:
        """The unit of a measure on this page.

        >>> from monazite.web.preferences import Preferences
        >>> DesignDisplay("en", Preferences(), is_cgs=True).unit_of("field")
        'kOe'
        """
        return MEASURES[name].cgs if self.is_cgs else MEASURES[name].si

    def in_unit(self, name: str, value: float) -> float:
        """A value in the unit of this page.

        Args:
            name: of the measure.
            value: in T, A/m or J/m3.
        """
        measure = MEASURES[name]
        return measure.to_cgs(value) if self.is_cgs else value / measure.to_si

    def bare_of(self, name: str, value: float | None, *, is_other: bool = False) -> str:
        """A value in the unit of this page, or in the other one, without its unit; empty where there is none."""
        if value is None:
            return ""
        measure = MEASURES[name]
        if self.is_cgs is not is_other:
            return f"{measure.to_cgs(value):,.{measure.cgs_digits}f}".replace("-", MINUS)
        return f"{value / measure.to_si:,.{measure.si_digits}f}".replace("-", MINUS)

    def measured(self, name: str, value: float | None) -> str:
        """A value with the unit of this page.

        >>> from monazite.web.preferences import Preferences
        >>> DesignDisplay("en", Preferences()).measured("field", 1592e3)
        '1,592 kA/m'
        """
        return "" if value is None else f"{self.bare_of(name, value)} {self.unit_of(name)}"

    def otherwise(self, name: str, value: float | None) -> str:
        """The same in the other system of units."""
        other = MEASURES[name].si if self.is_cgs else MEASURES[name].cgs
        return "" if value is None else f"{self.bare_of(name, value, is_other=True)} {other}"

    def ends_of(self, name: str, low: float | None, high: float | None) -> str:
        """A range, of which an end may be missing."""
        if low is None and high is None:
            return ""
        if high is None or low is None:
            return f"{'≥' if high is None else '≤'} {self.bare_of(name, low if high is None else high)}"
        ends = tuple(dict.fromkeys((self.bare_of(name, low), self.bare_of(name, high))))
        return DASH.join(ends)

    def interval(self, name: str, spread: Spread) -> str:
        """The 90 % interval of a value, in the unit of this page."""
        return f"{self.bare_of(name, spread.low)}{DASH}{self.bare_of(name, spread.high)}"

    def degrees(self, kelvin: float | None) -> str:
        """A temperature.

        >>> from monazite.web.preferences import Preferences
        >>> DesignDisplay("en", Preferences()).degrees(423.15)
        '150 °C'
        """
        return "" if kelvin is None else f"{round(degc(kelvin), 1):g} °C".replace("-", MINUS)

    def per_kelvin(self, value: float | None, digits: int = 3) -> str:
        """A temperature coefficient.

        >>> from monazite.web.preferences import Preferences
        >>> DesignDisplay("en", Preferences()).per_kelvin(-0.0012)
        '−0.120 %/K'
        """
        return "" if value is None else f"{value * 100:.{digits}f} %/K".replace("-", MINUS)

    def percents(self, ppm: float) -> str:
        """A share of mass, given in parts per million, in percent without the sign.

        >>> from monazite.web.preferences import Preferences
        >>> DesignDisplay("en", Preferences()).percents(304_512)
        '30.45'
        """
        return f"{ppm / PPM_PER_PERCENT:.2f}"

    def chance(self, value: float) -> str:
        """A probability, never as if it were certain.

        >>> from monazite.web.preferences import Preferences
        >>> [DesignDisplay("en", Preferences()).chance(one) for one in (0.0001, 0.514, 0.9999)]
        ['<1 %', '51 %', '>99 %']
        """
        percent = round(value * 100)
        return "<1 %" if percent < 1 else ">99 %" if percent >= BIG else f"{percent} %"

    def yuan(self, cny_per_kg: float) -> str:
        """A cost in the reader's unit of prices, without its unit.

        >>> from monazite.web.preferences import Preferences
        >>> DesignDisplay("en", Preferences()).yuan(1278.5)
        '1,278.50'
        """
        return f"{self.yuan_number(cny_per_kg):,.{YUAN_PLACES}f}".replace("-", MINUS)

    @property
    def yuan_unit(self) -> str:
        """The unit in which `yuan` writes."""
        return self.unit(self.price(Decimal(1), "CNY/kg")[1])

    def contents(self, weight_ppm: Mapping[str, int]) -> str:
        """A composition in percent of mass, the rare earths first.

        >>> from monazite.web.preferences import Preferences
        >>> DesignDisplay("en", Preferences()).contents({"Fe": 680_000, "B": 10_000, "Nd": 310_000})
        'Nd 31.00 B 1.00 Fe 68.00'
        """
        return " ".join(f"{name} {self.percents(ppm)}" for name, ppm in ordered(weight_ppm).items())

    def plain_ends(self, low: float | None, high: float | None) -> str:
        """A printed range, whatever its unit.

        >>> from monazite.web.preferences import Preferences
        >>> show = DesignDisplay("en", Preferences())
        >>> show.plain_ends(1.17, 1.22), show.plain_ends(876, None), show.plain_ends(-0.12, -0.12)
        ('1.17–1.22', '≥ 876', '−0.12')
        """
        low_text, high_text = (None if one is None else f"{one:.4g}".replace("-", MINUS) for one in (low, high))
        if low_text is None or high_text is None:
            return f"≥ {low_text}" if low_text else f"≤ {high_text}" if high_text else self.t("design.unprinted")
        return low_text if low_text == high_text else f"{low_text}{DASH}{high_text}"

    def yuan_number(self, cny_per_kg: float) -> float:
        """A cost in the reader's unit of prices, as a figure draws it."""
        number = self.price(Decimal(f"{cny_per_kg:.{YUAN_PLACES}f}"), "CNY/kg")[0]
        return float(number[0] if isinstance(number, tuple) else number)

    @staticmethod
    def step(frontier: Frontier, step: Step) -> float:
        """What was held at a point of a frontier, in the frontier's unit."""
        scales: Mapping[str, Callable[[float], float]] = {"heavy": lambda share: share * BIG, "tmax": degc}
        return scales.get(frontier.over, float)(step.value)

    @staticmethod
    def signed_whole(value: float) -> str:
        """A whole number with its sign.

        >>> DesignDisplay.signed_whole(-3.4), DesignDisplay.signed_whole(12.0)
        ('−3', '+12')
        """
        return f"{value:+.0f}".replace("-", MINUS)

    def yuan_difference(self, cny_per_kg: float) -> str:
        """A cost more or less, with its sign; nothing where it is no cent."""
        if round(abs(cny_per_kg), YUAN_PLACES) == 0:
            return "0"
        return f"{'+' if cny_per_kg > 0 else MINUS}{self.yuan(abs(cny_per_kg))}"

    def difference(self, name: str, value: float) -> str:
        """A measure more or less, with its sign.

        >>> from monazite.web.preferences import Preferences
        >>> DesignDisplay("en", Preferences()).difference("field", -12e3)
        '−12'
        """
        text = self.bare_of(name, value)
        return f"+{text}" if value > 0 else text

    @staticmethod
    def celsius(kelvin: float) -> float:
        """A temperature in °C, as a number."""
        return degc(kelvin)

    @staticmethod
    def percents_of(share: float) -> str:
        """A share in percent, so many digits as it deserves, without the sign.

        >>> [DesignDisplay.percents_of(one) for one in (0.1234, 0.0123, 0.00001, 0.0, -0.08)]
        ['12.3', '1.2', '<0.01', '0', '−8.0']
        """
        percent = share * BIG
        if 0 < percent < LEAST_PERCENT:
            return f"<{LEAST_PERCENT}"
        digits = 1 if abs(percent) >= 1 else 2
        return f"{percent:.{digits}f}".replace("-", MINUS) if percent else "0"

    def course(self, one: Course) -> list[tuple[float, float, float, float]]:
        """Years, and what is lost by then with both ends, shares of flux."""
        return list(zip(one.years.tolist(), one.value.tolist(), one.low.tolist(), one.high.tolist(), strict=True))

    def duty(self, query: Query) -> str:
        """What is asked, in a few words: grade, temperature, load line, highest working temperature."""
        parts = [query.grade.name or " / ".join(one.name for one in query.allowed)]
        if query.kelvin is not None:
            parts += [self.degrees(query.kelvin), self.t("design.load", pc=f"{query.permeance:g}")]
        if query.tmax_kelvin is not None:
            parts.append(f"Tmax ≥ {self.degrees(query.tmax_kelvin)}")
        return self.listed([one for one in parts if one])

    def limit(self, name: str) -> str:
        """What people call a requirement, a limit, an element or a burden."""
        label = label_of(name)
        return self.words(label_of_thing(name) if label.en == name else label)


def sources_of(member: EndMember) -> list[str]:
    """Every source of an end member, once."""
    spreads = [getattr(member, one.name) for one in fields(member)]
    return list(dict.fromkeys(source for one in spreads if isinstance(one, Spread) for source in one.sources))


def ordered(weight_ppm: Mapping[str, int]) -> dict[str, int]:
    """The contents of a recipe, rare earths first by content, then the others, iron last."""
    earths = {one.symbol for one in elements() if one.is_rare_earth}
    rank = sorted(weight_ppm, key=lambda one: (one == "Fe", one not in earths, -weight_ppm[one], one))
    return {one: weight_ppm[one] for one in rank}


def design_display(page: Page) -> DesignDisplay:
    """The display of a page of design: in the units of its address (``units=cgs``), or else of the reader's choice."""
    asked = page.request.query_params.get("units", "")
    units = asked if asked in MAGNET_UNITS else page.preferences.magnet_units
    shared: dict[str, Any] = {one.name: getattr(page.display, one.name) for one in fields(page.display)}
    return DesignDisplay(**shared, is_cgs=units == "cgs")
