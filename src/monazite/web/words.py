"""All words of the pages, in Chinese and in English: the CSV files of ``wording``, read once, through one function."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import get_args

from monazite.core.errors import InternalError
from monazite.core.words import Language, Words
from monazite.reference import TermKind, terms

SHARED: dict[str, TermKind] = {
    "kind": "fact_kind", "status": "status", "basis": "basis", "part": "repair_part",
    "witness": "witness", "qualifier": "qualifier",
}  # fmt: skip
"""Beginnings of keys whose words the command line has too, and the kinds of term that hold them."""


@cache
def page_words() -> dict[str, Words]:
    """Every key of the wording with its two wordings, and the words of codes that all rooms share.

    Raises:
        InternalError: a key stands twice.
    """
    heads = {kind: head for head, kind in SHARED.items()}
    found = {f"{heads[kind]}.{key}": words for (kind, key), words in terms().items() if kind in heads}
    for row in _rows():
        if row["key"] in found:
            raise InternalError(f"the wording has the key {row['key']} twice")
        found[row["key"]] = Words(row["zh"], row["en"])
    return found


def _rows() -> Iterator[dict[str, str]]:
    """The rows of all files of the wording, one file a group of pages."""
    folder = files(__package__).joinpath("wording")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        yield from csv.DictReader(file.read_text("utf-8").splitlines())


def translate(language: Language, key: str, /, **values: object) -> str:
    """The words of one key in one language, its ``{name}`` places filled.

    Raises:
        InternalError: there is no such key.
    """
    words = page_words().get(key)
    if words is None:
        raise InternalError(f"the wording has no key {key}")
    sentence = words.in_language(language)
    return sentence.format(**values) if values else sentence


def known(language: Language, key: str, otherwise: str) -> str:
    """The words of a key that comes from data, or the data itself where no words are kept for it."""
    words = page_words().get(key)
    return otherwise if words is None else words.in_language(language)


def language_named(name: str | None) -> Language | None:
    """The language of a code, or None for any other text."""
    languages: tuple[Language, ...] = get_args(Language)
    return next((language for language in languages if language == name), None)


def negotiated(accept_language: str) -> Language:
    """The language a browser asks for; Chinese where it names neither.

    >>> negotiated("en-GB,en;q=0.9,zh;q=0.4"), negotiated("fr"), negotiated("zh-CN,zh;q=0.9,en;q=0.8")
    ('en', 'zh', 'zh')
    """
    ranked: list[tuple[float, int, Language]] = []
    for order, part in enumerate(accept_language.split(",")):
        tag, _, weight = part.strip().partition(";q=")
        language = language_named(tag.lower()[:2])
        if language is not None:
            ranked.append((-_weight(weight), order, language))
    return min(ranked, default=(0.0, 0, "zh"))[2]


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
