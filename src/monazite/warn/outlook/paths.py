"""Figures of years from anchors, moved by sliders: activity, intensities and limits as arrays over years."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from monazite.warn.outlook.cohorts import Array
from monazite.warn.outlook.inputs import Origin, Path, Span, Use

HEAVY = ("Dy", "Tb")
"""What diffusion at grain boundaries saves."""
REPLACED = ("Nd", "Pr")
"""What cerium replaces in a magnet, mass for mass."""


def along(path: Path, years: Array, *, is_nought_before: bool) -> Array:
    """Low, middle and high of years: linear between anchors, level after the last; shape (3, years).

    Args:
        path: the anchors, of one year at least; a single one without a year holds for all.
        years: shape (years,).
        is_nought_before: whether there was nothing before the first anchor; level otherwise.
    """
    at = [float(one.year or 0) for one in path]
    rows = ([one.span.low for one in path], [one.span.mid for one in path], [one.span.high for one in path])
    return np.array([np.interp(years, at, row, left=0.0 if is_nought_before else row[0]) for row in rows])


def placed(spans: Array, position: Array | float) -> Array:
    """A figure at a position in its range: -1 low, 0 middle, 1 high, linear on either side.

    Args:
        spans: low, middle and high, shape (3, ...).
        position: a number, or an array that broadcasts with one row of the spans.
    """
    low, mid, high = spans
    return np.asarray(mid + np.where(np.asarray(position) >= 0, high - mid, mid - low) * position)


def placed_span(span: Span, position: Array) -> Array:
    """The same of one figure; shape of the position."""
    return placed(np.array([[span.low], [span.mid], [span.high]]), position)


def ramp(years: Array, sliders: Mapping[str, float]) -> Array:
    """From 0 in the year in which changes begin to 1 in the year in which they are complete."""
    begin, end = sliders["changes_begin"], sliders["changes_end"]
    return np.clip((years - begin) / max(end - begin, 1.0), 0.0, 1.0)


def grown(years: Array, sliders: Mapping[str, float], percent: float) -> Array:
    """Growth of so many percent a year since changes began, as a factor."""
    return np.asarray((1 + percent / 100) ** np.maximum(years - sliders["changes_begin"], 0.0))


def activity(use: Use, years: Array, sliders: Mapping[str, float]) -> Array:
    """A use's activity in its unit; shape (years,)."""
    moved = placed(along(use.activity, years, is_nought_before=True), sliders["demand_path"])
    return moved * grown(years, sliders, sliders.get(f"{use.group}_growth", 0.0))


def intensities(use: Use, elements: tuple[str, ...], years: Array, sliders: Mapping[str, float]) -> Array:
    """Tonnes of element to a unit of a use; shape (3, years, elements), low, middle and high."""
    found = np.zeros((3, len(years), len(elements)))
    for symbol, path in use.kg_per_unit.items():
        found[:, :, elements.index(symbol)] = along(path, years, is_nought_before=False) / 1000
    return _with_other_magnets(found, elements, ramp(years, sliders), sliders) if use.is_magnet else found


def _with_other_magnets(kg: Array, elements: tuple[str, ...], part: Array, sliders: Mapping[str, float]) -> Array:
    """Heavy rare earths saved, and neodymium and praseodymium replaced by cerium, as changes go on."""
    moved = part * sliders["cerium_share"] * sliders["cerium_replaces"]
    for symbol in set(HEAVY) & set(elements):
        kg[:, :, elements.index(symbol)] *= 1 - part * sliders["heavy_cut"]
    for symbol in set(REPLACED) & set(elements):
        given = kg[:, :, elements.index(symbol)] * moved
        kg[:, :, elements.index(symbol)] -= given
        kg[:, :, elements.index("Ce")] += given
    return kg


def limits(origin: Origin, years: Array, sliders: Mapping[str, float]) -> Array:
    """Tonnes of REO at most; shape (3, years), low, middle and high."""
    found = along(origin.limit, years, is_nought_before=True)
    if origin.kind == "quota":
        return found * grown(years, sliders, sliders["quota_growth"])
    let_through = np.where(years > sliders["changes_begin"], sliders["imports_share"], 1.0)
    return found * grown(years, sliders, sliders["imports_growth"]) * let_through
