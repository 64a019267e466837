"""Words of the work plan, zh and en."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources

from monazite.core import Words


@cache
def labels() -> Mapping[str, Words]:
    """All words by key, such as ``status.done``, ``stage.plan`` and ``kind.task``."""
    text = (resources.files("monazite.plan.work") / "words.csv").read_text("utf-8")
    return {row["key"]: Words(row["zh"], row["en"]) for row in csv.DictReader(text.splitlines())}
