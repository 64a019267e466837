"""A part of a long text that moves forward: offsets stay those of the whole text, which is never held."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

Blocks = Callable[[], Iterator[str]]
"""A text, block after block, from its beginning, as often as it is asked for."""


class Window:
    """What is at hand of a text, and how far it has been read.

    Args:
        blocks: the text.
        place: where to begin, in characters of the text.

    >>> window = Window(lambda: iter(["稀土", "价格"]), 1)
    >>> window.more(), window.text, window.place
    (True, '土价格', 1)
    """

    def __init__(self, blocks: Blocks, place: int = 0) -> None:
        """Begin to read."""
        self.blocks = blocks
        self.text = ""
        self.at = 0
        self.start = 0
        self.is_ended = False
        self._left = blocks()
        self.more()
        self.jump(place)

    @property
    def place(self) -> int:
        """How far the text has been read, in characters of the whole."""
        return self.start + self.at

    @property
    def is_at_end(self) -> bool:
        """Whether the whole text has been read."""
        return self.at >= len(self.text) and not self.more()

    def more(self) -> bool:
        """Forget what has been read and get as much again as is left, so that `at` is 0; at the end only say False."""
        wanted = max(len(self.text) - self.at, 1)
        parts: list[str] = []
        while wanted > 0 and (block := next(self._left, None)) is not None:
            parts.append(block)
            wanted -= len(block)
        self.is_ended = wanted > 0
        if parts:
            self.text, self.start, self.at = "".join((self.text[self.at :], *parts)), self.place, 0
        return bool(parts)

    def jump(self, place: int) -> None:
        """Go forward to a place, or to the end."""
        while place > self.start + len(self.text) and not self.is_ended:
            self.at = len(self.text)
            self.more()
        self.at = min(place - self.start, len(self.text))

    def skip(self, pattern: re.Pattern[str]) -> None:
        """Go forward over characters that match; the pattern is a class of characters, repeated."""
        while not self.is_at_end:
            found = pattern.match(self.text, self.at)
            if found is None or found.end() == self.at:
                return
            self.at = found.end()

    def skip_line(self) -> bool:
        """Go forward to the next line break; False, and to the end, where there is none."""
        while not self.is_at_end:
            found = self.text.find("\n", self.at)
            if found >= 0:
                self.at = found
                return True
            self.at = len(self.text)
        return False


def position(blocks: Blocks, place: int) -> str:
    """Line and column of a place, from 1."""
    line, column = 1, 0
    for block in blocks():
        part = block[:place]
        place -= len(part)
        newline = part.rfind("\n")
        line += part.count("\n")
        column = column + len(part) if newline < 0 else len(part) - newline - 1
        if len(part) < len(block):
            break
    return f"{line}:{column + 1}"


def longest_line(blocks: Blocks) -> int:
    """Characters of the longest line."""
    longest = before = 0
    for block in blocks():
        lines = block.splitlines()
        if not lines:
            continue
        longest = max(longest, before + len(lines[0]), *map(len, lines))
        is_open = block.endswith(lines[-1]) and bool(lines[-1])
        before = (before if len(lines) == 1 else 0) + len(lines[-1]) if is_open else 0
    return longest
