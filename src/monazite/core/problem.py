"""What is wrong with an input, said in one sentence: a `Problem` is data, not an exception."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monazite.core.words import Language, Words

WESTERN = re.compile(r"[-+±−]?[0-9A-Za-z]")
"""How a text begins that stands apart from Chinese before it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one input, and what to do about it.

    Args:
        code: stable name of the kind of problem, for programs (``file-empty``).
        place: where, as its reader would look it up: a file, a line counted from 1, a cell.
        expected: what was expected there.
        found: what came instead; the user's own text is quoted.
        action: what to do next.

    >>> Problem("file-empty", "a.txt", Words("有内容的文件", "a file with content"),
    ...         Words("空文件", "an empty file"), Words("请检查来源", "check its origin")).sentence("en")
    'a.txt: expected a file with content, found an empty file; check its origin.'
    """

    code: str
    place: str
    expected: Words
    found: Words
    action: Words

    def sentence(self, language: Language) -> str:
        """The problem as one sentence."""
        expected, found, action = (part.in_language(language) for part in (self.expected, self.found, self.action))
        if language == "zh":
            return f"{self.place}：应为{_apart(expected)}，实为{_apart(found)}；{action}。"
        return f"{self.place}: expected {expected}, found {found}; {action}."

    def both(self) -> str:
        """The sentence in Chinese and then in English, one line each."""
        return f"{self.sentence('zh')}\n{self.sentence('en')}"

    def as_json(self) -> dict[str, str]:
        """The problem for a program: its code, place and both sentences."""
        return {"code": self.code, "place": self.place, "zh": self.sentence("zh"), "en": self.sentence("en")}


def _apart(text: str) -> str:
    """A text behind a Chinese word, with a space where it begins with a digit or a Latin letter."""
    return f" {text}" if WESTERN.match(text) else text
