"""An instrument, and a version of one, as strict JSON: exact both ways."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, get_args

from monazite.core import Problem
from monazite.reference import element_aliases, elements, product_named, products
from monazite.trade.record import Chemistry, Instrument, Method, Quote
from monazite.trade.venues import strict
from monazite.trade.venues.canonical import as_object
from monazite.trade.venues.record import InstrumentVersion
from monazite.trade.venues.said import like, problem

LOT_MOST_MG = 10**15
"""A million tonnes."""
TICK_MOST_FEN = 10**12
YEAR_MOST_MG = 10**17
"""A hundred million tonnes."""


def instrument_as_json(instrument: Instrument) -> dict[str, Any]:
    """An instrument as an object, every field named; equal instruments give equal objects."""
    return as_object(instrument)


def instrument_from_json(stated: Any, place: str = "") -> Instrument | tuple[Problem, ...]:
    """The instrument of an object, or what is wrong with it, one Problem a field.

    Args:
        stated: the object, as submitted; fields with a default may be left out.
        place: where it stands, before the names of fields.
    """
    wrong: list[Problem] = []
    found = strict.read_record(Instrument, _instrument(), stated, place, wrong)
    return found if isinstance(found, Instrument) else tuple(wrong)


def instrument_version_from_json(stated: Any, place: str = "") -> InstrumentVersion | tuple[Problem, ...]:
    """The version of an object that `InstrumentVersion.as_json` gives, or what is wrong with it, one a field."""
    wrong: list[Problem] = []
    readers: Mapping[str, strict.Reader] = {
        "venue": strict.IDENTITY,
        "number": strict.whole(1, 1_000_000),
        "effective": strict.day,
        "instrument": strict.nested(Instrument, _instrument()),
    }
    found = strict.read_record(InstrumentVersion, readers, stated, place, wrong)
    return found if isinstance(found, InstrumentVersion) else tuple(wrong)


def _product(value: Any, place: str, wrong: strict.Problems) -> str:
    """The standard name of a product, which any of its names may stand for."""
    found = product_named(value) if isinstance(value, str) else None
    if found is None or found.is_foreign:
        known = tuple(one.key for one in products() if not one.is_foreign)
        wrong.append(problem("venue-product", place, found=value, nearest=like(value, known)))
        return ""
    return found.key


def _element(value: Any, place: str, wrong: strict.Problems) -> str:
    """The symbol of an element; the nearest is looked for among symbols and names."""
    symbols = tuple(one.symbol for one in elements())
    if value not in symbols:
        nearest = element_aliases().get(str(value)) or like(value, symbols)
        wrong.append(problem("venue-element", place, found=value, nearest=nearest))
        return symbols[0]
    return str(value)


def _optional_id(value: Any, place: str, wrong: strict.Problems) -> str:
    """A name, or an empty text for none."""
    return "" if value == "" else str(strict.IDENTITY(value, place, wrong))


def _chemistry() -> Mapping[str, strict.Reader]:
    share = strict.whole(0, strict.PPM)
    return {
        "reo_ppm_least": share,
        "partition_ppm": strict.table(_element, strict.limits),
        "assay_ppm": strict.table(_element, strict.limits),
        "impurity_ppm_most": strict.table(strict.text(), share),
        "methods": strict.table(strict.text(), strict.text()),
        "reo_ppm_base": strict.whole(1, strict.PPM),
        "grade_step_fen_per_tonne": strict.whole(0, TICK_MOST_FEN),
    }


@cache
def _instrument() -> Mapping[str, strict.Reader]:
    share, days = strict.whole(0, strict.PPM), strict.whole(0, 36_500)
    names = strict.texts(strict.IDENTITY)
    return {
        "id": strict.IDENTITY,
        "product": _product,
        "label": strict.words,
        "chemistry": strict.nested(Chemistry, _chemistry()),
        "lot_mg": strict.whole(1, LOT_MOST_MG),
        "tick_fen_per_tonne": strict.whole(1, TICK_MOST_FEN),
        "quote": strict.choice(get_args(Quote)),
        "brands": names,
        "packing": strict.words,
        "max_step_ticks": strict.whole(1, 1_000_000),
        "daily_limit_ppm": strict.whole(1, strict.PPM),
        "vat_ppm": share,
        "margin_ppm": share,
        "fee_ppm": share,
        "tolerance_ppm": strict.whole(0, strict.PPM // 2),
        "places": names,
        "arbitration": _optional_id,
        "storage_days_most": strict.whole(1, 36_500),
        "free_days": days,
        "yearly_use_mg": strict.whole(1, YEAR_MOST_MG),
        "methods": strict.chosen(get_args(Method)),
    }
