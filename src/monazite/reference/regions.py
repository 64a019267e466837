"""Provinces, rare-earth towns, deposits, countries and the wider areas that papers name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from monazite.reference.names import alias_map, folded
from monazite.reference.tables import optional, read_table, split_list


@dataclass(frozen=True, slots=True)
class Region:
    """One place; a row of ``regions.csv``.

    Args:
        key: short Chinese name (内蒙古, 包头, 缅甸).
        en: English name.
        aliases: full and traditional names, older names, the English one.
        kind: what it is.
        parent: key of the region it lies in, or None.
        code: code of GB/T 2260 for provinces and towns, of ISO 3166 for countries, or None.
        source: list the name is taken from.
        locator: where in the source.
    """

    key: str
    en: str
    aliases: tuple[str, ...]
    kind: Literal["province", "city", "deposit", "country", "area"]
    parent: str | None
    code: str | None
    source: str
    locator: str


@cache
def regions() -> tuple[Region, ...]:
    """All regions in file order."""
    return read_table("regions.csv", Region, {"aliases": split_list, "parent": optional, "code": optional})


@cache
def region_aliases() -> Mapping[str, str]:
    """Every name to the key; Latin letters also in lower case.

    >>> region_aliases()["內蒙古自治區"]
    '内蒙古'
    """
    return alias_map((item.key, item.aliases) for item in regions())


def region_named(name: str) -> Region | None:
    """The region that goes by this name, or None."""
    key = region_aliases().get(folded(name.strip()))
    return None if key is None else _by_key()[key]


@cache
def _by_key() -> Mapping[str, Region]:
    return {item.key: item for item in regions()}
