"""The language of the command line, and its words from the files of ``words/``, one a verb."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from monazite.core.words import Language, Words

VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""In the order in which POSIX lets one override the next."""


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language asked for with ``--lang``, or the system's: Chinese for zh and its regions, else English.

    >>> language_of(["facts", "--lang=en"], {"LANG": "zh_CN.UTF-8"}), language_of([], {"LANG": "zh_CN.UTF-8"})
    ('en', 'zh')
    """
    wanted = language_wanted(arguments)
    system = next((environment[name] for name in VARIABLES if environment.get(name)), "")
    return "zh" if (wanted or system).lower().startswith("zh") else "en"


def language_wanted(arguments: Sequence[str]) -> str | None:
    """What ``--lang`` says; None where it is not given."""
    wanted = None
    for before, argument in zip(("", *arguments), arguments, strict=False):
        if argument == "--":
            break
        if before == "--lang":
            wanted = argument
        elif argument.startswith("--lang="):
            wanted = argument.removeprefix("--lang=")
    return wanted


@cache
def table() -> Mapping[str, Words]:
    """All words by key."""
    files = [one for one in (resources.files("monazite.cli") / "words").iterdir() if one.name.endswith(".csv")]
    rows = (row for one in files for row in csv.DictReader(one.read_text("utf-8").splitlines()))
    return {row["key"]: Words(row["zh"], row["en"]) for row in rows}


def words(key: str, **values: object) -> Words:
    """The words of a key, their places filled."""
    return table()[key].filled(**values) if values else table()[key]
