"""JSON values from a window: whole where they are short, else an outline whose members are read one after another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from json.decoder import JSONDecodeError, JSONDecoder
from typing import Any, NamedTuple

from monazite.read.load import limits
from monazite.read.load.window import Blocks, Window

DECODER = JSONDecoder(strict=False)
_BLANK = re.compile(r"[ \t\n\r]*")
CUT = 16
"""Characters before the end of what is at hand where a fault or the end of a number may come of it: ``-Infinity``."""
UNTERMINATED = "Unterminated string"


class TooDeepJsonError(Exception):
    """Nested beyond what the decoder takes."""


class BrokenJsonError(Exception):
    """No JSON value stands here."""


class LongJsonError(Exception):
    """A value longer than is looked at as a whole."""


class Value(NamedTuple):
    """A value, the part of the file that holds it, where it begins there, and where that part begins in the file."""

    value: Any
    text: str
    at: int
    start: int


def whole_value(window: Window) -> Value:
    """The value that begins here; the window goes on to its end.

    Raises:
        BrokenJsonError: there is none; the window stays.
        LongJsonError: it is longer than `limits.LINE_CHARACTERS`; the window stays.
        TooDeepJsonError: nested too deep.
    """
    while True:
        text, at = window.text, window.at
        try:
            value, end = DECODER.raw_decode(text, at)
        except RecursionError:
            raise TooDeepJsonError from None
        except ValueError as error:  # also of a number with thousands of digits
            if window.is_ended or not _is_cut(error, len(text)):
                raise BrokenJsonError from None
        else:
            if end < len(text) - CUT or window.is_ended:
                window.at = end
                return Value(value, text, at, window.start)
        if len(text) - at >= limits.LINE_CHARACTERS:
            raise LongJsonError
        window.more()


def _is_cut(error: ValueError, end: int) -> bool:
    """Whether a fault may be that what is at hand ends in the middle of a value."""
    if not isinstance(error, JSONDecodeError):
        return False
    return error.pos >= end - CUT or error.msg.startswith(UNTERMINATED)


@dataclass(slots=True)
class Outline:
    """A long object or array: its plain members, and whether it has others.

    Args:
        blocks: the file.
        start: where it begins.
        end: where it ends.
        node: with its plain members, and an empty array in place of each other.
        literals: where the string of a plain member begins in the file, None where escapes stand in it.
        has_inner: whether it has members that are no plain ones.
    """

    blocks: Blocks
    start: int
    end: int = 0
    node: Any = None
    literals: dict[Any, int | None] = field(default_factory=dict)
    has_inner: bool = False

    @classmethod
    def of(cls, window: Window) -> Outline:
        """The outline of what begins at the window's place; the window stays.

        Raises:
            BrokenJsonError: it is not JSON to its end.
            LongJsonError: it is no object or array, or has such a member.
            TooDeepJsonError: nested too deep.
        """
        outline = cls(window.blocks, window.place)
        outline.node = {} if window.text[window.at] == "{" else []
        for key, member in outline.members():
            is_inner = isinstance(member, Outline) or isinstance(member.value, dict | list)
            outline.has_inner = outline.has_inner or is_inner
            if len(outline.literals) < limits.MEMBERS:
                outline.keep(key, None if is_inner else member)
        if outline.has_inner and isinstance(outline.node, list):
            outline.node = [[]]
        return outline

    def keep(self, key: str, member: Value | Outline | None) -> None:
        """Note a member; an empty array in place of one that is no plain one."""
        value: Any = member.value if isinstance(member, Value) else []
        place = literal_at(member.text, member.at, member.start, value) if isinstance(member, Value) else None
        if isinstance(self.node, list):
            self.literals[len(self.node)] = place
            self.node.append(value)
        else:
            self.literals[key] = place
            self.node[key] = value

    def members(self) -> Iterator[tuple[str, Value | Outline]]:
        """Keys and members in order, read from the file anew."""
        window = Window(self.blocks, self.start)
        closing = _closing(window)
        window.at += 1
        index = 0
        window.skip(_BLANK)
        while not _takes(window, closing if index == 0 else ""):
            key = _key(window) if closing == "}" else str(index)
            yield key, _member(window)
            index += 1
            window.skip(_BLANK)
            if _takes(window, closing):
                break
            if not _takes(window, ","):
                raise BrokenJsonError
            window.skip(_BLANK)
        self.end = window.place


def _closing(window: Window) -> str:
    opening = "" if window.is_at_end else window.text[window.at]
    if opening not in {"{", "["}:
        raise LongJsonError
    return "}" if opening == "{" else "]"


def _takes(window: Window, mark: str) -> bool:
    """Go over a character where it stands here."""
    is_here = bool(mark) and not window.is_at_end and window.text[window.at] == mark
    window.at += is_here
    return is_here


def _key(window: Window) -> str:
    key = whole_value(window).value
    window.skip(_BLANK)
    if not isinstance(key, str) or not _takes(window, ":"):
        raise BrokenJsonError
    window.skip(_BLANK)
    return key


def _member(window: Window) -> Value | Outline:
    if window.is_at_end:
        raise BrokenJsonError
    try:
        return whole_value(window)
    except LongJsonError:
        outline = Outline.of(window)
    window.jump(outline.end)
    return outline


def literal_at(text: str, at: int, start: int, value: Any) -> int | None:
    """Where the string that begins with its quote at a place of a part begins in the file, None where it has escapes.

    Args:
        text: a part of the file.
        at: the place of the quote there.
        start: where the part begins in the file.
        value: the string.
    """
    if not isinstance(value, str) or text[at : at + 1] != '"' or not text.startswith(value, at + 1):
        return None
    end = at + 1 + len(value)
    return start + at + 1 if text[end : end + 1] == '"' else None
