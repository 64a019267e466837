"""The sentences of alerts, from ``words.csv``."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources

from monazite.core import Words


@cache
def _sentences() -> Mapping[str, Words]:
    text = (resources.files("monazite.warn.alerts") / "words.csv").read_text("utf-8")
    return {row["key"]: Words(row["zh"], row["en"]) for row in csv.DictReader(text.splitlines())}


def words(key: str, **values: object) -> Words:
    """A sentence of ``words.csv`` with its places filled."""
    return _sentences()[key].filled(**values)
