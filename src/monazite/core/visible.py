"""Texts of others made safe to keep and to show: names of files that are no text, characters that hide or turn text."""

from __future__ import annotations

import os
import re

_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that change the direction of the text after them, so that what is read is not what is there."""


def printable_name(name: str) -> str:
    r"""The name of a file as text: a byte that is no UTF-8 is written out, so that two names stay two.

    >>> printable_name("bad\udcff.txt")
    'bad\\xff.txt'
    """
    return os.fsencode(name).decode("utf-8", "backslashreplace") if _is_broken(name) else name


def _is_broken(name: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in name)


def visible(text: str) -> str:
    """A text with its direction marks written out, and no other change.

    >>> visible("abc" + chr(0x202E) + "def")
    'abc[U+202E]def'
    """
    return _TURNING.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)
