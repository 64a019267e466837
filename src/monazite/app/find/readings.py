"""How Chinese names are typed in Latin letters: syllables without tones (pinyin), in every common reading."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources

RUNS = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f]+")
"""Runs of Chinese characters."""
COMMON = 2
"""Readings of a character that are known wherever it stands, the commonest first: 重 zhong and chong."""
_NUMBERED = re.compile(r"(?:[a-z]+[0-5])+[a-z]*")
_BETWEEN = str.maketrans("", "", "'’-·")

Readings = tuple[frozenset[str], ...]
"""Of each character of a run, the syllables it may be typed as."""


def typed(word: str) -> str:
    """A word as pinyin of small letters without tones, with v for ü; empty where it cannot be pinyin.

    >>> typed("yǎnghuà"), typed("bao1tou2"), typed("nǚ"), typed("xi'an"), typed("镝"), typed("n52")
    ('yanghua', 'baotou', 'nv', 'xian', '', '')
    """
    plain = plain_letters(word.casefold()).translate(_BETWEEN)
    if _NUMBERED.fullmatch(plain) and sum(one.isdigit() for one in plain) * 2 <= len(plain):
        plain = re.sub(r"\d", "", plain)
    return plain if plain.isascii() and plain.isalpha() else ""


def plain_letters(text: str) -> str:
    """Letters without the marks of tones, v for ü."""
    parts = unicodedata.normalize("NFD", text).replace("u\u0308", "v")
    return "".join(one for one in parts if not unicodedata.combining(one))


def readings(run: str) -> Readings:
    """How each character of a run may be typed.

    Args:
        run: Chinese characters only.

    >>> [sorted(one) for one in readings("重庆")]
    [['chong', 'zhong'], ['qing']]
    """
    return tuple(map(_readings, run))


@lru_cache(maxsize=65536)
def _readings(character: str) -> frozenset[str]:
    from pypinyin import pinyin  # noqa: PLC0415  its tables take 0.2 s

    (common,) = pinyin(character, heteronym=True)
    forms = (form for one in common[:COMMON] for form in _forms(plain_letters(one)))
    return frozenset(form for form in forms if form.isascii() and form.isalpha())


def _forms(syllable: str) -> tuple[str, ...]:
    return (syllable, *_spellings().get(syllable, ()))


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    """Other ways in which a syllable is typed."""
    rows = csv.DictReader((resources.files("monazite.app.find") / "spellings.csv").read_text("utf-8").splitlines())
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        found[row["syllable"]] = (*found.get(row["syllable"], ()), row["typed"])
    return found


def is_read(run: Readings, at: int, word: str) -> int | None:
    """Whether a word is the syllables of a run from a character on, the last of them cut short or not.

    Args:
        run: of the characters.
        at: place of the first.
        word: as `typed` makes it.

    Returns:
        The place after the last character it reads, None where it does not; what is read whole goes before what is not.

    >>> is_read(readings("氧化镨钕"), 0, "yanghuap"), is_read(readings("氧化镨钕"), 1, "yanghua")
    (3, None)
    """
    if not word:
        return at
    if at == len(run):
        return None
    for syllable in run[at]:
        if word.startswith(syllable) and (end := is_read(run, at + 1, word[len(syllable) :])) is not None:
            return end
    return at + 1 if any(syllable.startswith(word) for syllable in run[at]) else None
