"""Full-text search that works for Chinese: tokens of characters and pairs, made here, kept in the database.

SQLite's own tokenizers find no word of two Chinese characters (trigram) or none inside a sentence (unicode61). So
every run of Chinese characters becomes its overlapping pairs, and its last character alone: 镝铁合金 is
``镝铁 铁合 合金 金``. A pair that is asked for is one token; a longer word is a phrase of pairs; one character is
the beginning of a pair. Words of letters and digits are tokens of their own, and the last may be cut short.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from operator import add

RUNS = re.compile(r"[0-9a-z]+|[^\x00-\x7f\W_]+")
"""Words of ASCII letters and digits, and runs of other letters."""

Fold = Callable[[str], str]
"""From a normalised text to the form that is indexed, such as traditional to simplified characters."""


def folded(text: str, fold: Fold | None = None) -> str:
    """A text as it is compared: compatibility forms composed (NFKC), no case, and ``fold`` applied.

    >>> folded("ＮｄＦｅＢ 镝鐵", lambda text: text.replace("鐵", "铁"))
    'ndfeb 镝铁'
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return fold(plain) if fold else plain


def tokens(text: str) -> list[str]:
    """The tokens of a folded text, in order.

    >>> tokens("镝铁合金 dy80%")
    ['镝铁', '铁合', '合金', '金', 'dy80']
    """
    found: list[str] = []
    for run in RUNS.findall(text):
        if run[0] < "\x80":
            found.append(run)
        else:
            found.extend(map(add, run, run[1:]))
            found.append(run[-1])
    return found


def index_text(texts: Iterable[str], fold: Fold | None = None) -> str:
    """The tokens of several texts, as they go into the index."""
    return " ".join(token for text in texts for token in tokens(folded(text, fold)))


def phrases(query: str, fold: Fold | None = None) -> list[tuple[str, ...]]:
    """What a text must hold to match a query: each word of it as a phrase of adjacent tokens, the last one cut short.

    >>> phrases("镝铁合金 Dy 镝")
    [('镝铁', '铁合', '合金'), ('dy',), ('镝',)]
    """
    found: list[tuple[str, ...]] = []
    for word in folded(query, fold).split():
        for run in RUNS.findall(word):
            if run[0] < "\x80" or len(run) == 1:
                found.append((run,))
            else:
                found.append(tuple(run[i : i + 2] for i in range(len(run) - 1)))
    return found


def contains(text: str, query: str, fold: Fold | None = None) -> bool:
    """Whether a text holds every word of a query, as a substring: the last word on what the index proposes."""
    return all(word in folded(text, fold) for word in folded(query, fold).split())
