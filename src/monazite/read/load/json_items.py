"""JSON to the texts in it, each with the place of its literal in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from monazite.read.load.about import fields
from monazite.read.load.json_values import (
    DECODER,
    BrokenJsonError,
    LongJsonError,
    Outline,
    Value,
    literal_at,
    whole_value,
)
from monazite.read.load.window import Blocks, Window

_SPACE = re.compile(r"[\s\ufeff]*")
_HAN = re.compile("[\u3400-\u9fff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half a character, which JSON escapes can write and nothing can store."""
DEPTH = 6
"""Containers looked into for objects with a text."""
TITLE_LENGTHS = range(6, 80)
"""Lengths of a string beside the text that may be its title."""
NAMED, BRIEF, UNNAMED = 2, 6, 12
"""Least prose of a field named like a text, of one named like a brief (or a string of an array), and of any other."""


@dataclass(frozen=True, slots=True)
class Found:
    """One text of a JSON file.

    Args:
        text: the decoded value.
        path: where it stands, such as ``content`` or ``3.content``.
        offset: where the value begins in the file when it stands there without escapes, else None.
        fields: the object it belongs to.
    """

    text: str
    path: str
    offset: int | None
    fields: dict[str, Any]


@dataclass(slots=True)
class Feed:
    """The texts of a JSON document, or of JSON values one after the other (a line each).

    Args:
        blocks: the text.
        broken: where it first broke off, once `found` has come to its end; None where it never did.
        values: how many values it has, then.
        too_long: characters of a line that was too long to be looked at, then; 0 where none was.
    """

    blocks: Blocks
    broken: int | None = None
    values: int = 0
    too_long: int = 0

    def found(self) -> Iterator[Found]:
        """The texts, one after another.

        Raises:
            TooDeepJsonError: nested too deep; those before were given.
        """
        window = Window(self.blocks)
        window.skip(_SPACE)
        while not window.is_at_end:
            try:
                value = whole_value(window)
            except BrokenJsonError:
                self.broken = window.place if self.broken is None else self.broken
                window.skip_line()
            except LongJsonError:
                yield from self._long(window)
            else:
                window.skip(_SPACE)
                prefix = "" if self.values == 0 and window.is_at_end else f"{self.values}."
                yield from texts(value, prefix)
                self.values += 1
            window.skip(_SPACE)

    def _long(self, window: Window) -> Iterator[Found]:
        """The texts of a value longer than is looked at as a whole: those of its members, one after another."""
        place = window.place
        try:
            outline = Outline.of(window)
        except BrokenJsonError:
            self.broken = place if self.broken is None else self.broken
            window.skip_line()
        except LongJsonError:
            window.skip_line()
            self.too_long = self.too_long or window.place - place
        else:
            window.jump(outline.end)
            window.skip(_SPACE)
            prefix = "" if self.values == 0 and window.is_at_end else f"{self.values}."
            yield from _long_texts(outline, prefix, 0)
            self.values += 1


def texts(value: Value, prefix: str, depth: int = 0) -> Iterator[Found]:
    """The texts of one value, looking into containers until objects with texts are found.

    Args:
        value: with its place in the file.
        prefix: of the paths.
        depth: containers around it.
    """
    text = value.text
    queue: list[tuple[Any, int, str, int]] = [(value.value, value.at, prefix, depth)]
    while queue:
        node, at, path, deep = queue.pop()
        chosen = choose(node)
        if chosen is not None:
            yield _found(node, chosen, path, _literal_of(value, at, node, chosen))
        elif isinstance(node, dict | list) and deep < DEPTH and _has_inner(node):
            children = [(child, place, f"{path}{key}.", deep + 1) for key, child, place in _members(text, at, node)]
            queue.extend(child for child in reversed(children) if isinstance(child[0], dict | list))


def _long_texts(outline: Outline, prefix: str, depth: int) -> Iterator[Found]:
    """The texts of a long value, found as `texts` finds them."""
    chosen = choose(outline.node)
    if chosen is not None:
        yield _found(outline.node, chosen, prefix, outline.literals[chosen])
    elif depth < DEPTH and outline.has_inner:
        for key, member in outline.members():
            path = f"{prefix}{key}."
            if isinstance(member, Outline):
                yield from _long_texts(member, path, depth + 1)
            elif isinstance(member.value, dict | list):
                yield from texts(member, path, depth + 1)


def _found(node: Any, chosen: Any, path: str, offset: int | None) -> Found:
    about = node if isinstance(node, dict) else {"title": _other(node, chosen)}
    return Found(_SURROGATE.sub("\ufffd", node[chosen]), f"{path}{chosen}", offset, about)


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _has_inner(node: Any) -> bool:
    return any(isinstance(child, dict | list) for child in (node.values() if isinstance(node, dict) else node))


def _other(node: list[Any], chosen: Any) -> str | None:
    """The title beside the text of an array of two: shorter, before it, and not a question."""
    before = [item for item in node[:chosen] if isinstance(item, str) and len(item) in TITLE_LENGTHS]
    return before[-1] if before and not before[-1].endswith(("？", "?")) else None


def choose(node: Any) -> Any:
    """The key of the main text of an object, the index of the longest string of an array of strings, or None."""
    if isinstance(node, list):
        if not node or not all(isinstance(item, str | int | float) or item is None for item in node):
            return None
        best = max(range(len(node)), key=lambda index: _prose(node[index]))
        return best if _prose(node[best]) >= BRIEF else None
    if not isinstance(node, dict):
        return None
    by_name = {key.lower(): key for key in reversed(list(node))}
    for role, least in (("text", NAMED), ("short", BRIEF)):
        for name in fields()[role]:
            key = by_name.get(name)
            if key is not None and _prose(node[key]) >= least:
                return key
    best_key = max(node, key=lambda key: _prose(node[key]), default=None)
    return best_key if best_key is not None and _prose(node[best_key]) >= UNNAMED else None


def _prose(value: Any) -> int:
    """How much prose a value is: Chinese characters, or a third of the letters of a text with blanks."""
    if not isinstance(value, str) or value.startswith(("http://", "https://")):
        return 0
    return max(han_count(value), value.count(" "))


def han_count(text: str) -> int:
    """How many Chinese characters a text has."""
    return len(_HAN.findall(text))


def _members(text: str, at: int, node: Any) -> Iterator[tuple[str, Any, int]]:
    """Keys, values and their places in the file, of the container that begins at ``at``."""
    is_object = isinstance(node, dict)
    at = _skip(text, at + 1)
    index = 0
    while at < len(text) and text[at] not in "]}":
        key: str = str(index)
        if is_object:
            key, at = scanstring(text, at + 1, False)
            at = _skip(text, _skip(text, at) + 1)
        value, stop = DECODER.raw_decode(text, at)
        yield key, value, at
        index += 1
        at = _skip(text, stop)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)


def _literal_of(value: Value, at: int, node: Any, chosen: Any) -> int | None:
    """Where the chosen string of a container begins in the file, or None where escapes stand in it.

    Args:
        value: that holds the container.
        at: where the container begins in the text of the value.
        node: the container.
        chosen: the key or index.
    """
    place = None
    for key, _, member in _members(value.text, at, node):
        if key == str(chosen):
            place = member
    return None if place is None else literal_at(value.text, place, value.start, node[chosen])
