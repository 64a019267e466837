"""The words of the story: ``words.csv``, Chinese and English side by side."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

from monazite.core import Words


@cache
def sentence_words() -> dict[str, Words]:
    """Headings and sentences by their key, with ``{name}`` places."""
    rows = csv.DictReader((resources.files(__package__) / "words.csv").read_text("utf-8").splitlines())
    return {row["key"]: Words(row["zh"], row["en"]) for row in rows}
