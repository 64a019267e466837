"""Chinese and English as equals: a pair of words, and the choice between them."""

from __future__ import annotations

from typing import Literal, NamedTuple

Language = Literal["zh", "en"]
"""The two languages in which every page, message and export exists."""
LANGUAGES: tuple[Language, Language] = ("zh", "en")


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
        """Both sentences with their ``{name}`` places filled; words fill each with that of its language.

        >>> Words("{n} 条{what}", "{what}: {n}").filled(n=2, what=Words("记录", "records"))
        Words(zh='2 条记录', en='records: 2')
        """
        chinese, english = ({name: _in(value, language) for name, value in values.items()} for language in LANGUAGES)
        return Words(self.zh.format(**chinese), self.en.format(**english))


def _in(value: object, language: Language) -> object:
    return value.in_language(language) if isinstance(value, Words) else value
