"""The two drawings of a data sheet: demagnetisation curves, and losses over the years (数据单插图)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from monazite.design.curve import flux_density_tesla, polarisation_tesla
from monazite.design.exports.curves import second_quadrant
from monazite.design.exports.fonts import set_in
from monazite.design.exports.sheet import Sheet
from monazite.design.exports.text import Say
from monazite.design.record import MU0, Magnet
from monazite.design.service import Course, curve_at
from monazite.design.units import degc, kgs, koe

if TYPE_CHECKING:
    from reportlab.graphics.shapes import Drawing

INKS = ("#1d1f22", "#8c3410", "#2f6f8f", "#5a7a2b", "#7a4f8f")
RULE, SHADE = "#d8d2c7", "#ecd9cf"
MOST_CURVES = 5
LEFT, RIGHT, BELOW, ABOVE = 34.0, 30.0, 30.0, 20.0
"""Room around a plot, points."""
SIZE = 7.0
WANTED_TICKS = 8
LABELLED = 0.62
"""Height of the labels of the curves, as a share of the plot."""
DRAWN = 121


@dataclass(frozen=True, slots=True)
class Axis:
    """A straight scale.

    Args:
        low: value at the start.
        high: value at the end.
        start: points.
        end: points.
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Where a value stands, points."""
        return self.start + (self.end - self.start) * (value - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        """Round values, about eight."""
        raw = abs(self.high - self.low) / WANTED_TICKS
        power = 10.0 ** math.floor(math.log10(raw))
        step = next(one * power for one in (1, 2, 5, 10) if one * power >= raw * (1 - 1e-9))
        first, last = sorted((self.low, self.high))
        found = np.arange(math.ceil(first / step - 1e-9), math.floor(last / step + 1e-9) + 1) * step
        return [float(one) for one in found]


class Plot:
    """A frame with two scales, to which lines and texts are added."""

    def __init__(self, width: float, height: float, across: tuple[float, float], up: tuple[float, float]) -> None:
        from reportlab.graphics.shapes import Drawing  # noqa: PLC0415  heavy

        self.drawing: Drawing = Drawing(width, height)
        self.x = Axis(*across, LEFT, width - RIGHT)
        self.y = Axis(*up, BELOW, height - ABOVE)

    def line(self, points: Sequence[tuple[float, float]], ink: str, dashes: list[float] | None = None) -> None:
        """A line through values."""
        from reportlab.graphics.shapes import PolyLine  # noqa: PLC0415

        flat = [one for x, y in points for one in (self.x(x), self.y(y))]
        self._add(PolyLine(flat, strokeColor=_colour(ink), strokeWidth=1.0, strokeDashArray=dashes, fillColor=None))

    def band(self, points: Sequence[tuple[float, float]], ink: str) -> None:
        """A filled shape."""
        from reportlab.graphics.shapes import Polygon  # noqa: PLC0415

        flat = [one for x, y in points for one in (self.x(x), self.y(y))]
        self._add(Polygon(flat, strokeColor=None, fillColor=_colour(ink)))

    def text(self, place: tuple[float, float], words: str, ink: str = INKS[0], anchor: str = "middle") -> None:
        """Words at a place in points."""
        from reportlab.graphics.shapes import String  # noqa: PLC0415

        font, shown = set_in(words)
        self._add(String(*place, shown, fontName=font, fontSize=SIZE, fillColor=_colour(ink), textAnchor=anchor))

    def rules(self) -> None:
        """A thin line and a number at each tick."""
        for one in self.x.ticks():
            self._thin((one, self.y.low), (one, self.y.high))
            self.text((self.x(one), self.y.start - 9), f"{one:g}")
        for one in self.y.ticks():
            self._thin((self.x.low, one), (self.x.high, one))
            self.text((self.x.start - 3, self.y(one) - 2.5), f"{one:g}", anchor="end")

    def second(self, convert: tuple[Callable[[float], float], Callable[[float], float]]) -> None:
        """Ticks in the trade's units above and on the right."""
        across, up = convert
        for one in Axis(across(self.x.low), across(self.x.high), self.x.start, self.x.end).ticks():
            self.text((self.x(one / across(1.0)), self.y.end + 3), f"{one:g}", "#55544f")
        for one in Axis(up(self.y.low), up(self.y.high), self.y.start, self.y.end).ticks():
            self.text((self.x.end + 3, self.y(one / up(1.0)) - 2.5), f"{one:g}", "#55544f", "start")

    def _thin(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        from reportlab.graphics.shapes import Line  # noqa: PLC0415

        self._add(Line(self.x(start[0]), self.y(start[1]), self.x(end[0]), self.y(end[1]),
                       strokeColor=_colour(RULE), strokeWidth=0.4))  # fmt: skip

    def _add(self, shape: Any) -> None:
        self.drawing.add(shape)


def curves_drawing(sheet: Sheet, size: tuple[float, float], say: Say) -> Drawing:
    """B-H and J-H of the second quadrant at each temperature, with the load line.

    Args:
        sheet: of the magnet.
        size: width and height, points.
        say: the words.
    """
    shown = _shown(sheet.magnets)
    far = max(one.hcj_a_per_m.value for one in shown) * 1.1 / 1e3
    plot = Plot(*size, (-far, 0.0), (0.0, max(one.br_tesla.value for one in shown) * 1.08))
    plot.rules()
    plot.second((koe_of_ka, kgs))
    for magnet, ink in zip(shown, INKS, strict=False):
        for points, dashes in _lines(magnet, plot):
            plot.line(points, ink, dashes)
        label = say("at", celsius=f"{degc(magnet.temperature_kelvin):.4g}")
        plot.text((plot.x(-magnet.hcj_a_per_m.value / 1e3) - 3, plot.y(LABELLED * plot.y.high)), label, ink, "end")
    if sheet.work and (load := _load_line(plot, sheet.work.permeance, sheet.work.opposing_a_per_m)):
        plot.line(load, "#55544f", [1, 2])
    plot.text(((plot.x.start + plot.x.end) / 2, 6), say("field_axis"))
    plot.text((2, size[1] - 7), say("flux_axis"), anchor="start")
    return plot.drawing


def course_drawing(course: Course, size: tuple[float, float], say: Say) -> Drawing:
    """What is lost over the years, with its interval.

    Args:
        course: over the years.
        size: width and height, points.
        say: the words.
    """
    top = max(float(course.high.max()) * 110, 1.0)
    plot = Plot(*size, (0.0, float(course.years.max())), (0.0, min(top, 100.0)))
    years = course.years.tolist()
    low, value, high = (
        list(zip(years, (one * 100).tolist(), strict=True)) for one in (course.low, course.value, course.high)
    )
    plot.band([*high, *low[::-1]], SHADE)
    plot.rules()
    plot.line(value, INKS[1])
    plot.text(((plot.x.start + plot.x.end) / 2, 6), say("years_axis"))
    plot.text((2, size[1] - 7), say("loss_axis"), anchor="start")
    return plot.drawing


def koe_of_ka(ka_per_m: float) -> float:
    """Kilooersted of kA/m."""
    return koe(ka_per_m * 1e3)


def _shown(magnets: Sequence[Magnet]) -> Sequence[Magnet]:
    """All, or of many the first, the last and some between."""
    if len(magnets) <= MOST_CURVES:
        return magnets
    return [magnets[round(at * (len(magnets) - 1) / (MOST_CURVES - 1))] for at in range(MOST_CURVES)]


def _lines(magnet: Magnet, plot: Plot) -> Iterator[tuple[list[tuple[float, float]], list[float] | None]]:
    """J dashed and B drawn, as far as they are above nought."""
    curve = curve_at(magnet)
    fields = second_quadrant(curve, number=DRAWN)
    for values, dashes in ((polarisation_tesla(curve, fields), [3.0, 2.0]), (flux_density_tesla(curve, fields), None)):
        until = int((values >= 0).sum())
        points = list(zip((fields / 1e3).tolist(), values.tolist(), strict=True))[:until]
        if until < len(fields):
            points.append((_crossing(fields / 1e3, values, until), plot.y.low))
        yield points, dashes


def _crossing(fields: Any, values: Any, until: int) -> float:
    """The field at which a line that falls passes nought."""
    part = float(values[until - 1] / (values[until - 1] - values[until]))
    return float(fields[until - 1] + part * (fields[until] - fields[until - 1]))


def _load_line(plot: Plot, permeance: float, opposing_a_per_m: float) -> list[tuple[float, float]]:
    """B = mu0 Pc (h - h0), h opposing, from B = 0 at h0 = (1 + 1 / Pc) times the field from outside to the frame."""
    if not permeance:
        return []
    start, steep = opposing_a_per_m / 1e3 * (1 + 1 / permeance), MU0 * 1e3 * permeance
    end = min(start + plot.y.high / steep, -plot.x.low)
    return [(-start, 0.0), (-end, steep * (end - start))] if start < end else []


def _colour(ink: str) -> Any:
    from reportlab.lib.colors import HexColor  # noqa: PLC0415

    return HexColor(ink)
