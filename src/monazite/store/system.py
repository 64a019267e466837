"""What the system says is wrong with a file, in our own words, Chinese and English."""

from __future__ import annotations

import csv
import errno
import zlib
from functools import cache
from gzip import BadGzipFile
from importlib import resources
from json import JSONDecodeError

from monazite.core.words import Words


@cache
def _known() -> dict[str, Words]:
    text = (resources.files("monazite.store") / "system_words.csv").read_text("utf-8")
    return {row["error"]: Words(row["zh"], row["en"]) for row in csv.DictReader(text.splitlines())}


def system_words(error: Exception) -> Words:
    """Why a file cannot be read or written, as something that was found in its place.

    Args:
        error: of the system, of decompressing, decoding or reading a table.

    Returns:
        Words of ``system_words.csv``; for an error of the system that is not among them, its number.

    >>> system_words(IsADirectoryError(errno.EISDIR, "Is a directory"))
    Words(zh='目录', en='a folder')
    """
    known = _known()
    if isinstance(error, OSError) and error.errno is not None:
        name = errno.errorcode.get(error.errno, str(error.errno))
        return known.get(name) or known["OTHER"].filled(number=name)
    for kind, name in KINDS.items():
        if isinstance(error, kind):
            return known[name]
    return known["OTHER"].filled(number=type(error).__name__)


KINDS: dict[type[Exception] | tuple[type[Exception], ...], str] = {
    EOFError: "EOF",
    (BadGzipFile, zlib.error): "DAMAGED",
    UnicodeError: "NOT_UTF8",
    csv.Error: "NOT_CSV",
    (JSONDecodeError, RecursionError): "NOT_JSON",
}
"""Errors without a number, and which row has their words."""
