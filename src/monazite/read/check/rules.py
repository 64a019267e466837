"""The registry of rules: what each is called and what it tells, in Chinese and English."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from monazite.core.words import Words


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of check.

    Args:
        name: as checks carry it.
        title: its name for people.
        tells: one line on what holds when it holds.
        verifies: whether it binds the values of its facts so tightly that a check that holds verifies them; bounds,
            bands, order and words do not.
    """

    name: str
    title: Words
    tells: Words
    verifies: bool


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by name, in the order of rules.csv.

    >>> rules()["unit_twin"].title.zh
    '单位互证'
    """
    text = (files("monazite.read.check") / "rules.csv").read_text("utf-8")
    return {
        row["rule"]: Rule(
            row["rule"],
            Words(row["zh"], row["en"]),
            Words(row["tells_zh"], row["tells_en"]),
            row["verifies"] == "yes",
        )
        for row in csv.DictReader(text.splitlines())
    }
