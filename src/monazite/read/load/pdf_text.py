"""The stored text layer of a PDF, with limits on pages, characters, decompressed size and time."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monazite.core.problem import Problem
from monazite.core.words import Words
from monazite.read.load import limits, problems
from monazite.read.load.pdf_columns import Gutters, spaced

if TYPE_CHECKING:
    import pypdfium2

_STREAM = re.compile(rb"stream\r?\n")
_TWICE = re.compile(rb"/(?:FlateDecode|Fl)\s*/(?:FlateDecode|Fl)\b")
MOST_DEFLATE = 1032
"""Deflate cannot shrink more than 1032 to 1, so shorter streams need no look."""


@dataclass(frozen=True, slots=True)
class PdfText:
    """The text of all pages, and what was wrong.

    Args:
        text: the text layer, a form feed between pages; offsets of facts count in it.
        spaced: the same, with a full-width blank where the page shows a gap between columns; as long as ``text``.
        title: of the file's metadata.
        problems: why it is empty or not whole.
    """

    text: str
    spaced: str
    title: str | None
    problems: tuple[Problem, ...]


def pdf_text(data: bytes, name: str, clock: Callable[[], float] = time.monotonic) -> PdfText:
    """Text of the pages in order, a form feed between them.

    Args:
        data: the file.
        name: for problems.
        clock: seconds, for the time limit.
    """
    bomb = _bomb(data)
    if bomb:
        expected = Words("解压后大小正常的 PDF", "a PDF of ordinary size when decompressed")
        return PdfText("", "", None, (problems.pdf(name, "pdf-bomb", expected, bomb),))
    from pypdfium2 import PdfDocument, PdfiumError  # noqa: PLC0415 - heavy, and only PDF files need it

    try:
        document = PdfDocument(data)
    except PdfiumError as error:
        return PdfText("", "", None, (_refused(name, str(error)),))
    try:
        return _pages(document, name, clock)
    finally:
        document.close()


def _refused(name: str, reason: str) -> Problem:
    if "assword" in reason:
        return problems.pdf(
            name, "pdf-encrypted", Words("未加密的 PDF", "an unencrypted PDF"), Words("加密的 PDF", "an encrypted one")
        )
    return problems.pdf(name, "pdf-broken", Words("完整的 PDF", "a whole PDF"), Words("损坏的 PDF", "a damaged one"))


def _pages(document: pypdfium2.PdfDocument, name: str, clock: Callable[[], float]) -> PdfText:
    from pypdfium2 import PdfiumError  # noqa: PLC0415 - see above

    pages: list[tuple[str, str]] = []
    length, began, stopped = 0, clock(), False
    total = len(document)
    gutters: Gutters = ()
    for index in range(min(total, limits.PDF_PAGES)):
        try:
            text, marked, gutters = _page(document, index, gutters)
            pages.append((text, marked))
        except PdfiumError:
            pages.append(("", ""))
        length += len(pages[-1][0])
        if length > limits.PDF_CHARACTERS or clock() - began > limits.PDF_SECONDS:
            stopped = index + 1 < total
            break
    text, spaced = ("\f".join(page[side] for page in pages) for side in (0, 1))
    title = document.get_metadata_dict().get("Title") if text.strip() else None
    return PdfText(text, spaced, title or None, _complaints(name, text, len(pages), total, whole=not stopped))


def _complaints(name: str, text: str, count: int, total: int, *, whole: bool) -> tuple[Problem, ...]:
    if not text.strip():
        found = Words("只有图像", "only pictures")
        return (problems.pdf(name, "pdf-no-text", Words("带文字层的 PDF", "a PDF with a text layer"), found),)
    if whole and total <= limits.PDF_PAGES:
        return ()
    read = Words(f"共 {total} 页，只读取了前 {count} 页", f"{total} pages, of which the first {count} were read")
    return (problems.pdf(name, "pdf-too-long", Words("较短的 PDF", "a shorter PDF"), read),)


def _page(document: pypdfium2.PdfDocument, index: int, above: Gutters) -> tuple[str, str, Gutters]:
    """The text of a page, the same with the gaps between columns marked, and the gutters of a table at its end."""
    page = document[index]
    try:
        layer = page.get_textpage()
        try:
            count = min(layer.count_chars(), limits.PDF_PAGE_CHARACTERS)
            text = layer.get_text_range(0, count) if count > 0 else ""
            return (text, *spaced(layer, text, above)) if len(text) == count else (text, text, ())
        finally:
            layer.close()
    finally:
        page.close()


def _bomb(data: bytes) -> Words | None:
    """Streams that decompress beyond the limit; only those long enough to do so are tried."""
    for found in _STREAM.finditer(data):
        head = data[max(found.start() - 400, 0) : found.start()]
        if b"/Fl" not in head[head.rfind(b"obj") :]:
            continue
        if _TWICE.search(head):
            return Words("多重压缩的数据流", "a stream compressed twice")
        end = data.find(b"endstream", found.end())
        size = (end if end >= 0 else len(data)) - found.end()
        if size * MOST_DEFLATE > limits.PDF_STREAM_BYTES and _inflates(data[found.end() : found.end() + size]):
            return Words(
                f"解压后超过 {limits.PDF_STREAM_BYTES} 字节的数据流",
                f"a stream of more than {limits.PDF_STREAM_BYTES} bytes",
            )
    return None


def _inflates(stream: bytes) -> bool:
    """Whether a stream grows beyond the limit, in steps of a megabyte."""
    inflater = zlib.decompressobj()
    size, rest = 0, stream
    try:
        while rest and not inflater.eof:
            size += len(inflater.decompress(rest, 1 << 20))
            rest = inflater.unconsumed_tail
            if size > limits.PDF_STREAM_BYTES:
                return True
    except zlib.error:
        return False
    return False
