"""Countries by the code that trade statistics use, from ``countries.csv``."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources

from monazite.core import Words

OTHERS = frozenset({"other", "others", "other countries", "其他", "其他国家"})
"""What tables of production call the countries that they do not list, in small letters."""


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = (resources.files("monazite.warn.criticality") / "countries.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def _labels() -> Mapping[int, Words]:
    return {int(row["code"]): Words(row["name_zh"], row["name_en"]) for row in _rows()}


@cache
def _codes() -> Mapping[str, int]:
    return {
        name.casefold(): int(row["code"])
        for row in _rows()
        for name in (row["name_en"], row["name_zh"], row["iso3"], *row["aliases"].split("|"))
        if name
    }


@cache
def names() -> tuple[str, ...]:
    """English names of all countries."""
    return tuple(row["name_en"] for row in _rows())


def code_of(name: str) -> int | None:
    """Code in BACI of a country by its name, a usual other name, or its ISO 3166-1 letters.

    >>> code_of("Burma"), code_of("USA"), code_of("缅甸"), code_of("Atlantis")
    (104, 842, 104, None)
    """
    return _codes().get(name.strip().casefold())


def label_of(code: int) -> Words:
    """What people call a country; its code where it is not known.

    >>> label_of(392).en, label_of(999).en
    ('Japan', '999')
    """
    return _labels().get(code, Words(str(code), str(code)))
