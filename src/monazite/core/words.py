"""Chinese and English as equals: a pair of words, and the choice between them."""

from __future__ import annotations

from typing import Literal, NamedTuple

Language = Literal["zh", "en"]
"""The two languages in which every page, message and export exists."""


class Words(NamedTuple):
    """The same thing said in Chinese and in English.

    >>> Words("吨", "tonne").in_language("en")
    'tonne'
    """

    zh: str
    en: str

    def in_language(self, language: Language) -> str:
        """The words in one language."""
        return self.zh if language == "zh" else self.en

    def filled(self, **values: object) -> Words:
        """Both sentences with their ``{name}`` places filled."""
        return Words(self.zh.format(**values), self.en.format(**values))
