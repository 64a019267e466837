"""From the bytes of a file to its documents: which format it is, and what is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from monazite.core.problem import Problem
from monazite.core.words import Words
from monazite.read.document import Document, Format
from monazite.read.load import limits, problems, sniff
from monazite.read.load.csv_items import csv_feed, csv_rows, is_csv
from monazite.read.load.decode import Decoded, decode, mojibake
from monazite.read.load.json_items import Feed, Found, TooDeepJsonError, json_feed, position
from monazite.read.load.making import File, made_from_field, made_from_pdf, made_from_rows, made_from_text
from monazite.read.load.markup import TooDeepError
from monazite.read.load.pdf_text import pdf_text

_NOTHING = "\ufeff \t\r\n\0\u3000"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file gave: its documents, and what was wrong with it."""

    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()


def load_path(path: Path, name: str | None = None) -> Loaded:
    """Load a file from disk; a file above the size limit is refused unread.

    Args:
        path: the file.
        name: for citations and problems; its own name by default.

    Raises:
        OSError: the file cannot be read.
    """
    name = name or path.name
    size = path.stat().st_size
    if size > limits.FILE_BYTES:
        return _refused(problems.too_large(name, size, limits.FILE_BYTES))
    return load(path.read_bytes(), name)


def load(data: bytes, name: str) -> Loaded:
    """The documents in the bytes of a file; pure and deterministic, never raises for bad input.

    Args:
        data: the file.
        name: its name, for citations, problems and, at last, its date; the format is found by content.
    """
    if len(data) > limits.FILE_BYTES:
        return _refused(problems.too_large(name, len(data), limits.FILE_BYTES))
    sha256 = hashlib.sha256(data).hexdigest()
    if sniff.is_pdf(data):
        return _pdf(data, File(name, sha256, "pdf"))
    kind = sniff.magic(data)
    decoded = None if kind else decode(data)
    if decoded is None:
        return _refused(problems.binary(name, kind or sniff.BINARY))
    if not decoded.text.strip(_NOTHING):
        return _refused(problems.empty(name))
    loaded = _text(decoded.text, File(name, sha256, decoded.encoding))
    return replace(loaded, problems=(*loaded.problems, *_warnings(decoded, name))) if loaded.documents else loaded


def _refused(problem: Problem) -> Loaded:
    return Loaded((), (problem,))


def _warnings(decoded: Decoded, name: str) -> tuple[Problem, ...]:
    if decoded.damaged:
        return (problems.damaged_encoding(name, decoded.encoding, decoded.damaged),)
    garbled = mojibake(decoded.text)
    return (problems.mojibake(name, garbled),) if garbled else ()


def _text(text: str, file: File) -> Loaded:
    loaded = _json(text, file) if sniff.looks_like_json(text) else None
    if loaded is not None:
        return loaded
    longest = max(map(len, text.splitlines()))
    if longest > limits.LINE_CHARACTERS:
        return _refused(problems.long_line(file.name, longest, limits.LINE_CHARACTERS))
    if is_csv(text):
        return _csv(text, file)
    try:
        document = made_from_text(text, sniff.text_format(text), file)
    except TooDeepError:
        return _refused(problems.too_deep(file.name, limits.TAG_DEPTH))
    if not document.view.text.strip():
        return _refused(problems.no_text(file.name, Words("只有脚本或标记", "only scripts or markup")))
    return Loaded((document,))


def _json(text: str, file: File) -> Loaded | None:
    """The documents of a JSON file or feed; None where it is no JSON at all."""
    try:
        feed = json_feed(text)
    except TooDeepJsonError:
        return _refused(problems.too_deep(file.name, limits.TAG_DEPTH))
    if feed.broken is not None and not feed.values and not text.lstrip(_NOTHING).startswith("{"):
        return None
    documents = tuple(_items(feed.found, "json", file))
    return Loaded(documents, _feed_problems(feed, text, file.name, has_documents=bool(documents)))


def _feed_problems(feed: Feed, text: str, name: str, *, has_documents: bool) -> tuple[Problem, ...]:
    if feed.broken is not None:
        return (problems.broken_json(name, position(text, feed.broken)),)
    if not has_documents:
        return (problems.no_text(name, Words("没有正文的 JSON", "JSON without prose")),)
    return (problems.too_many(name, limits.FEED_ITEMS),) if feed.more else ()


def _items(found: Sequence[Found], kind: Format, file: File) -> Iterator[Document]:
    """The texts of a feed as documents, numbered from 0; a single one has no number."""
    number = 0
    for item in found:
        try:
            document = made_from_field(item, kind, file)
        except TooDeepError:
            continue
        if document.view.text:
            yield replace(document, item=None if len(found) == 1 else number)
            number += 1


def _csv(text: str, file: File) -> Loaded:
    found = csv_feed(text)
    if found is None:
        rows = csv_rows(text, limits.TABLE_CELLS) or []
        columns = max(len(row) for row in rows)
        return Loaded((made_from_rows(text, rows[: limits.TABLE_CELLS // columns], file),))
    documents = tuple(_items(found, "csv", file))
    return Loaded(documents) if documents else _refused(problems.no_text(file.name, Words("空行", "empty rows")))


def _pdf(data: bytes, file: File) -> Loaded:
    read = pdf_text(data, file.name)
    documents = (made_from_pdf(read.text, read.spaced, read.title, file),) if read.text.strip() else ()
    return Loaded(documents, read.problems)
