"""From the bytes of a file to its documents, one after another: which format it is, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from monazite.core.problem import Problem
from monazite.core.words import Words
from monazite.read.document import Document, Format
from monazite.read.load import limits, problems, sniff
from monazite.read.load.content import Content
from monazite.read.load.csv_items import csv_feed, csv_table, is_csv
from monazite.read.load.decode import Decoded, decode, mojibake
from monazite.read.load.json_items import Feed, Found
from monazite.read.load.json_values import TooDeepJsonError
from monazite.read.load.making import File, made_from_field, made_from_pdf, made_from_rows, made_from_text
from monazite.read.load.markup import TooDeepError
from monazite.read.load.pdf_text import pdf_text
from monazite.read.load.window import longest_line, position

_NOTHING = "\ufeff \t\r\n\0\u3000"
HEAD = 1024
"""Bytes in which a binary file says what it is."""

Items = Iterator[Document | Problem]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file gave: its documents, and what was wrong with it."""

    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()


def load(data: bytes | Path, name: str) -> Loaded:
    """All documents of a file at once, and its problems; else like `load_each`."""
    items = tuple(load_each(data, name))
    return Loaded(
        tuple(item for item in items if isinstance(item, Document)),
        tuple(item for item in items if isinstance(item, Problem)),
    )


def load_path(path: Path, name: str | None = None) -> Loaded:
    """Load a file from disk; a file above the size limit is refused unread.

    Args:
        path: the file.
        name: for citations and problems; its own name by default.

    Raises:
        OSError: the file cannot be read.
    """
    return load(path, name or path.name)


def load_each(data: bytes | Path, name: str) -> Items:
    """The documents of a file one after another, in order, then its problems; never raises for bad input.

    Of a feed only the item at hand is in memory, never the file. Deterministic: the same bytes give the same documents.

    Args:
        data: the file's bytes, or where it is; it must not change meanwhile.
        name: its name, for citations, problems and, at last, its date; the format is found by content.

    Raises:
        OSError: the file cannot be read.
    """
    content = Content(data)
    most = max(limits.FILE_BYTES, limits.FEED_BYTES)
    if content.size > most:
        yield problems.too_large(name, content.size, most)
        return
    head = content.head(HEAD)
    if sniff.is_pdf(head):
        yield from _small(content, name) or _pdf(content, name)
        return
    kind = sniff.magic(head)
    decoded = None if kind else decode(content)
    if decoded is None:
        yield problems.binary(name, kind or sniff.BINARY)
    elif not any(block.strip(_NOTHING) for block in decoded.blocks()):
        yield problems.empty(name)
    else:
        yield from _with_warnings(_text(decoded, File(name, content.sha256(), decoded.encoding)), decoded, name)


def _small(content: Content, name: str) -> list[Problem]:
    """A problem where the file is too large to be read whole."""
    return [problems.too_large(name, content.size, limits.FILE_BYTES)] if content.size > limits.FILE_BYTES else []


def _with_warnings(items: Items, decoded: Decoded, name: str) -> Items:
    has_documents = False
    for item in items:
        has_documents = has_documents or isinstance(item, Document)
        yield item
    garbled = mojibake(decoded.head)
    if has_documents and decoded.damaged:
        yield problems.damaged_encoding(name, decoded.encoding, decoded.damaged)
    elif has_documents and garbled:
        yield problems.mojibake(name, garbled)


def _text(decoded: Decoded, file: File) -> Items:
    if not sniff.looks_like_json(decoded.head) or not (yield from _json(decoded, file)):
        yield from _no_json(decoded, file)


def _json(decoded: Decoded, file: File) -> Generator[Document | Problem, None, bool]:
    """The documents of a JSON file or feed; whether it is one, and nothing where it is none."""
    feed = Feed(decoded.blocks)
    try:
        count = yield from _items(feed.found(), "json", file)
    except TooDeepJsonError:
        yield problems.too_deep(file.name, limits.TAG_DEPTH)
        return True
    if feed.too_long:
        yield problems.long_line(file.name, feed.too_long, limits.LINE_CHARACTERS)
    elif feed.broken is None or feed.values or decoded.head.lstrip(_NOTHING).startswith("{"):
        yield from _feed_problems(feed, count, decoded, file.name)
    else:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Count:
    """How many texts of a feed were documents, and whether there are more than are read."""

    documents: int
    has_more: bool


def _feed_problems(feed: Feed, count: _Count, decoded: Decoded, name: str) -> Iterator[Problem]:
    if feed.broken is not None:
        yield problems.broken_json(name, position(decoded.blocks, feed.broken))
    elif not count.documents:
        yield problems.no_text(name, Words("没有正文的 JSON", "JSON without prose"))
    elif count.has_more:
        yield problems.too_many(name, limits.FEED_ITEMS)


def _items(found: Iterator[Found], kind: Format, file: File) -> Generator[Document, None, _Count]:
    """The texts of a feed as documents, numbered from 0; a single one has no number."""
    first = list(islice(found, 2))
    number = 0
    for item in chain(first, islice(found, limits.FEED_ITEMS - len(first))):
        try:
            document = made_from_field(item, kind, file)
        except TooDeepError:
            continue
        if document.view.text:
            yield replace(document, item=None if len(first) == 1 else number)
            number += 1
    return _Count(number, next(found, None) is not None)


def _no_json(decoded: Decoded, file: File) -> Items:
    too_large = _small(decoded.content, file.name)
    if too_large and not is_csv(decoded.head, decoded.blocks):
        yield from too_large
        return
    longest = longest_line(decoded.blocks)
    if longest > limits.LINE_CHARACTERS:
        yield problems.long_line(file.name, longest, limits.LINE_CHARACTERS)
    elif is_csv(decoded.head, decoded.blocks):
        yield from _csv(decoded, file)
    else:
        yield from _prose(decoded.whole(), file)


def _prose(text: str, file: File) -> Items:
    try:
        document = made_from_text(text, sniff.text_format(text), file)
    except TooDeepError:
        yield problems.too_deep(file.name, limits.TAG_DEPTH)
        return
    if document.view.text.strip():
        yield document
    else:
        yield problems.no_text(file.name, Words("只有脚本或标记", "only scripts or markup"))


def _csv(decoded: Decoded, file: File) -> Items:
    found = csv_feed(decoded.blocks)
    if found is None:
        yield from _small(decoded.content, file.name) or _table(decoded, file)
        return
    count = yield from _items(found, "csv", file)
    if not count.documents:
        yield problems.no_text(file.name, Words("空行", "empty rows"))
    elif count.has_more:
        yield problems.too_many(file.name, limits.FEED_ITEMS)


def _table(decoded: Decoded, file: File) -> Iterable[Document]:
    return (made_from_rows(decoded.whole(), csv_table(decoded.blocks), file),)


def _pdf(content: Content, name: str) -> Items:
    read = pdf_text(content.whole(), name)
    if read.text.strip():
        yield made_from_pdf(read.text, read.spaced, read.title, File(name, content.sha256(), "pdf"))
    yield from read.problems
