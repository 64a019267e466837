"""The goods that a buyer of magnets watches: ``goods.csv``."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Good:
    """A product that is watched.

    Args:
        product: standard name.
        elements: rare earths that it brings.
        is_quoted: whether papers and exchange quote it; otherwise only its stock is told.
    """

    product: str
    elements: tuple[str, ...]
    is_quoted: bool


@cache
def goods() -> tuple[Good, ...]:
    """The goods, in the order of the telling.

    >>> [one.product for one in goods() if "Dy" in one.elements]
    ['氧化镝', '金属镝']
    """
    rows = csv.DictReader((resources.files(__package__) / "goods.csv").read_text("utf-8").splitlines())
    return tuple(Good(row["product"], tuple(row["elements"].split()), row["is_quoted"] == "yes") for row in rows)
