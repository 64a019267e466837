"""A query taken apart: its words, without what only punctuates them."""

from __future__ import annotations

from dataclasses import dataclass

from monazite.app.find.names import Word
from monazite.core import UsageError
from monazite.store import RUNS, said, shown

LONGEST = 200
"""Characters of a query."""
PUNCTUATION = "\"'“”‘’`*+()（）[]【】《》〈〉「」,，。;；:：?？!！、|&^~"
"""Marks around a word that are no part of it; there are no operators."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked.

    Args:
        text: as typed.
        whole: all of it as one name.
        words: of it; every one has to fit.
    """

    text: str
    whole: Word
    words: tuple[Word, ...]

    @property
    def plain(self) -> str:
        """The words alone, as papers are searched for them."""
        return " ".join(word.raw for word in self.words)


def query_of(text: str) -> Query:
    """Take a query apart.

    Raises:
        UsageError: when it holds no letter, character or digit, or is too long.
    """
    if len(text) > LONGEST:
        raise _wrong(text, f"不超过 {LONGEST} 个字", f"at most {LONGEST} characters")
    parts = (part.strip(PUNCTUATION) for part in text.split())
    words = tuple(word for part in parts if RUNS.search((word := Word.of(part)).text))
    if not words:
        raise _wrong(text, "至少一个字、字母或数字", "at least one letter, character or digit")
    return Query(text, Word.of(" ".join(word.raw for word in words)), words)


def _wrong(text: str, zh: str, en: str) -> UsageError:
    return UsageError(said("monazite.store", "value-wrong", "search", found=shown(text), wanted_zh=zh, wanted_en=en))
