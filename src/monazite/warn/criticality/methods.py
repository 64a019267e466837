"""The methods by name, from ``methods.csv``: what each needs, its scale and its source."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources

from monazite.core import Words

ROOM = "monazite.warn.criticality"


@dataclass(frozen=True, slots=True)
class Method:
    """A method (方法) of scoring.

    Args:
        name: as commands take it.
        label: what people call it.
        scale: what its numbers mean; it is to stand beside every score.
        needs: forms of table that it runs on.
        ships: those of them of which the package has figures.
        source: where it is defined.
        locator: where in the source.
    """

    name: str
    label: Words
    scale: Words
    needs: tuple[str, ...]
    ships: tuple[str, ...]
    source: str
    locator: str


@cache
def methods() -> Mapping[str, Method]:
    """All methods by name.

    >>> " ".join(methods())
    'hhi governance-hhi geopolrisk n-1 eu eu-published eu-consistency'
    """
    return {
        row["name"]: Method(
            row["name"], Words(row["label_zh"], row["label_en"]), Words(row["scale_zh"], row["scale_en"]),
            tuple(row["needs"].split("|")), tuple(filter(None, row["ships"].split("|"))), row["source"], row["locator"],
        )
        for row in _rows("methods.csv")
    }  # fmt: skip


@cache
def constants() -> Mapping[str, Fraction]:
    """Constants of the methods by name, from ``constants.csv``, where each has its source."""
    return {row["name"]: Fraction(row["value"]) for row in _rows("constants.csv")}


@cache
def _words() -> Mapping[str, Words]:
    return {row["key"]: Words(row["zh"], row["en"]) for row in _rows("words.csv")}


def words(key: str, **values: object) -> Words:
    """Words of ``words.csv``, their places filled."""
    return _words()[key].filled(**values)


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((resources.files(ROOM) / name).read_text("utf-8").splitlines()))
