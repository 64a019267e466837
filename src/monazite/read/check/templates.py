"""Ways of speaking that state a relation between figures, read from templates.csv and matched on skeletons."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from monazite.read.check.evidence import MARK, Sentence
from monazite.read.check.figures import Figure

_FALL = re.compile(r"降|跌|减|下滑|回落|缩|低")
_GAP = re.compile(r"<gap(\d+)>")
_FREE = re.compile(r"<free(\d+)>")
_STILL = re.compile(r"<still(\d+)>")
_MOVE = "增|升|涨|降|跌|减|提|扩|多|少"
_BASIS = "同比|环比|年均|复合|日均|月均|去年|上年|较|比|与|自|年初|月初|以来"
"""Words of another basis: a change that follows them is not the one between the two levels."""
_FIGURE = re.compile(r"<([a-z])>")
_WORDS = re.compile(r"<([A-Z_]+)>")


@dataclass(frozen=True, slots=True)
class Template:
    """One way of speaking.

    Args:
        relation: what its figures are to each other: the name of a function of the finder.
        cue: characters of which one must be in the sentence; a cheap guard.
        pattern: over a skeleton, with a named group for each figure.
        certain: whether the wording states the relation, so that a failure is a failure.
    """

    relation: str
    cue: str
    pattern: re.Pattern[str]
    certain: bool
    figures: int


@dataclass(frozen=True, slots=True)
class Match:
    """A template found in a sentence."""

    sentence: Sentence
    figures: Mapping[str, Figure]
    sign: int
    certain: bool
    start: int

    def __getitem__(self, name: str) -> Figure:
        return self.figures[name]


@cache
def templates() -> tuple[Template, ...]:
    """All templates, in the order of the file."""
    words = {row["name"]: row["pattern"] for row in _rows("words.csv")}
    return tuple(
        Template(
            row["relation"],
            row["cue"],
            compiled(row["pattern"], words),
            row["certain"] == "yes",
            len(_FIGURE.findall(row["pattern"])),
        )
        for row in _rows("templates.csv")
    )


def compiled(pattern: str, words: Mapping[str, str]) -> re.Pattern[str]:
    """A template's pattern as a regular expression.

    ``<a>`` is a figure, ``<gap9>`` text without figures, ``<free9>`` such text without another basis,
    ``<still9>`` such text without a move, ``<UP>`` words.
    """
    pattern = _WORDS.sub(lambda m: words[m[1]], pattern)
    pattern = _FREE.sub(rf"(?:(?!{_BASIS})[^\\ue000-\\uf8ff。；]){{0,\1}}?", pattern)
    pattern = _STILL.sub(rf"(?:(?!{_MOVE})[^\\ue000-\\uf8ff。；]){{0,\1}}?", pattern)
    pattern = _GAP.sub(r"[^\\ue000-\\uf8ff。；]{0,\1}?", pattern)
    return re.compile(_FIGURE.sub(lambda m: f"(?P<{m[1]}>{MARK})", pattern))


def matches(sentence: Sentence) -> Iterator[tuple[str, Match]]:
    """Relation and match for each template found in a sentence."""
    count = len(sentence.figures)
    for template in templates():
        if count < template.figures or not any(c in sentence.skeleton for c in template.cue.split("|")):
            continue
        for found in template.pattern.finditer(sentence.skeleton):
            groups = found.groupdict()
            figures = {k: sentence.figure(v) for k, v in groups.items() if v and len(k) == 1}
            verb = groups.get("verb") or ""
            yield (
                template.relation,
                Match(sentence, figures, -1 if _FALL.search(verb) else 1, template.certain, found.start()),
            )


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("monazite.read.check") / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
