"""JSON to the texts in it, each with the place of its literal in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from json.decoder import JSONDecoder, scanstring  # type: ignore[attr-defined]
from typing import Any

from monazite.read.load import limits
from monazite.read.load.about import fields

_SPACE = re.compile(r"[\s\ufeff]*")
_DECODER = JSONDecoder(strict=False)
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


class TooDeepJsonError(Exception):
    """Nested beyond what the decoder takes."""


@dataclass(slots=True)
class Feed:
    """What was found, and where the JSON broke off: a position, or None."""

    found: list[Found]
    broken: int | None = None
    values: int = 0
    more: bool = False


def json_feed(text: str) -> Feed:
    """The texts of a JSON document, or of JSON values one after the other (a line each).

    Raises:
        TooDeepJsonError: nested too deep.
    """
    feed = Feed([])
    at, end = _skip(text, 0), len(text)
    while at < end:
        try:
            value, stop = _DECODER.raw_decode(text, at)
        except RecursionError:
            raise TooDeepJsonError from None
        except ValueError:
            feed.broken = at if feed.broken is None else feed.broken
            newline = text.find("\n", at)
            if newline < 0:
                break
            at = _skip(text, newline)
            continue
        at_next = _skip(text, stop)
        alone = feed.values == 0 and at_next >= end
        for found in _texts(value, text, at, "" if alone else f"{feed.values}."):
            if len(feed.found) >= limits.FEED_ITEMS:
                feed.more = True
                return feed
            feed.found.append(found)
        feed.values += 1
        at = at_next
    return feed


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _texts(value: Any, text: str, at: int, prefix: str) -> Iterator[Found]:
    """The texts of one value, looking into containers until objects with texts are found."""
    queue: list[tuple[Any, int, str, int]] = [(value, at, prefix, 0)]
    while queue:
        node, start, path, depth = queue.pop()
        chosen = _choose(node)
        if chosen is not None:
            literal = _literal_of(text, start, node, chosen)
            fields_of = node if isinstance(node, dict) else {"title": _other(node, chosen)}
            yield Found(_SURROGATE.sub("\ufffd", node[chosen]), f"{path}{chosen}", literal, fields_of)
        elif isinstance(node, dict | list) and depth < DEPTH and _has_inner(node):
            children = [(child, place, f"{path}{key}.", depth + 1) for key, child, place in _members(text, start, node)]
            queue.extend(child for child in reversed(children) if isinstance(child[0], dict | list))


def _has_inner(node: Any) -> bool:
    return any(isinstance(child, dict | list) for child in (node.values() if isinstance(node, dict) else node))


def _other(node: list[Any], chosen: Any) -> str | None:
    """The title beside the text of an array of two: shorter, before it, and not a question."""
    before = [item for item in node[:chosen] if isinstance(item, str) and len(item) in TITLE_LENGTHS]
    return before[-1] if before and not before[-1].endswith(("？", "?")) else None


def _choose(node: Any) -> Any:
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
        value, stop = _DECODER.raw_decode(text, at)
        yield key, value, at
        index += 1
        at = _skip(text, stop)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)


def _literal_of(text: str, start: int, node: Any, chosen: Any) -> int | None:
    """Where the chosen string begins in the file, or None where escapes stand in it."""
    place = None
    for key, _, at in _members(text, start, node):
        if key == str(chosen):
            place = at
    if place is None:
        return None
    value = str(node[chosen])
    if text[place : place + 1] != '"' or text[place + 1 : place + 1 + len(value)] != value:
        return None
    return place + 1 if text[place + 1 + len(value) : place + 2 + len(value)] == '"' else None


def position(text: str, at: int) -> str:
    """Line and column from 1."""
    line = text.count("\n", 0, at) + 1
    return f"{line}:{at - text.rfind(chr(10), 0, at)}"
