"""The words of codes, in Chinese and English: this room's own (form, stage), those of facts, and of end uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from monazite.core.words import Words
from monazite.reference.tables import read_table

TermKind = Literal[
    "form", "stage", "series", "organisation", "region",
    "fact_kind", "status", "basis", "repair_part", "witness", "qualifier",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """A code and its words; a row of ``terms.csv``."""

    kind: TermKind
    key: str
    zh: str
    en: str
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class EndUse:
    """What rare earths are used for; a row of ``end_uses.csv``, named by `Product.end_uses`."""

    key: str
    zh: str
    en: str
    source: str
    locator: str


@cache
def terms() -> Mapping[tuple[str, str], Words]:
    """Kind and key to the words."""
    return {(row.kind, row.key): Words(row.zh, row.en) for row in read_table("terms.csv", Term)}


def term(kind: TermKind, key: str) -> Words:
    """The words of a code.

    >>> term("stage", "separation").zh
    '冶炼分离'

    Raises:
        KeyError: for a code without words.
    """
    return terms()[kind, key]


@cache
def end_uses() -> Mapping[str, Words]:
    """Key of an end use to its words."""
    return {row.key: Words(row.zh, row.en) for row in read_table("end_uses.csv", EndUse)}
