"""Clean text as pieces that know their source: white space, entities, LaTeX and Markdown marks folded away."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

Piece = tuple[str, int, int]
"""Clean text, where it starts in the source, how many source characters it stands for."""

WIDE = "\u2003"
"""Stands for a gap of two or more blanks (or one full-width blank) until a line's role is known; a blank afterwards."""

_BLANKS = (" ", WIDE)

_FOLD: dict[int, int | str] = {
    **{0xFF10 + i: 0x30 + i for i in range(10)},
    **{0xFF21 + i: 0x41 + i for i in range(26)},
    **{0xFF41 + i: 0x61 + i for i in range(26)},
    **{ord(a): b for a, b in zip("％﹪．＋－／＜＞＝＄", "%%.+-/<>=$", strict=True)},
}
_FOLDABLE = re.compile("[０-９Ａ-Ｚａ-ｚ％﹪．＋－／＜＞＝＄]")
_BLANK = r"[\s\u200b-\u200f\u2060\ufeff]+"
_ENTITY = r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_LATEX = r"\$[^$\n]{1,400}\$"
_MARKS = (
    r"\*\*|__(?=\S)|(?<=\S)__|!?\[[^\[\]\n]{0,400}\]\([^()\s]{0,600}\)|<https?://[^<>\s]{1,600}>"
    r"|(?<![\w*])\*(?=[^\s*])[^*\n]{1,400}(?<=[^\s*])\*(?![\w*])"
)
_MARKUP = re.compile(f"({_BLANK})|({_ENTITY})|({_LATEX})")
_TEXT = re.compile(f"({_BLANK})|({_ENTITY})|({_LATEX})|({_MARKS})")
_LATEX_PART = re.compile(r"\\([A-Za-z]+|.) ?|[{}_$]|[ \t]+|[^\\{}_$ \t]+", re.DOTALL)
_LINK = re.compile(r"\[([^\]]*)\]")
_CJK = re.compile("[\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff℃]")


def fold(text: str) -> str:
    """Full-width digits, letters and signs as their narrow forms; the length stays the same."""
    return text.translate(_FOLD) if _FOLDABLE.search(text) else text


def is_cjk(character: str) -> bool:
    """Whether a character is an ideograph or Chinese punctuation, beside which a line break means no blank."""
    return bool(_CJK.match(character))


def clean(text: str, start: int, end: int, *, marks: bool = False, tabs: bool = False) -> list[Piece]:
    """The range of a folded source as pieces.

    Args:
        text: folded source, as long as the source itself.
        start: of the range.
        end: of the range.
        marks: take Markdown's inline marks away (``**``, links, images, autolinks).
        tabs: keep tabs, which separate the cells of flattened tables.
    """
    pieces: list[Piece] = []
    at = start
    for found in (_TEXT if marks else _MARKUP).finditer(text, start, end):
        begin, stop = found.span()
        if begin > at:
            pieces.append((text[at:begin], at, begin - at))
        kind = found.lastindex
        if kind == 1:
            pieces.extend(_blank(found.group(), begin, tabs=tabs))
        elif kind == 2:  # noqa: PLR2004 - number of the group in the pattern above
            pieces.extend(_entity(found.group(), begin))
        elif kind == 3:  # noqa: PLR2004
            pieces.extend(_latex(text, begin, stop))
        else:
            pieces.extend(_mark(text, begin, stop))
        at = stop
    if at < end:
        pieces.append((text[at:end], at, end - at))
    return pieces


def _blank(run: str, start: int, *, tabs: bool) -> Iterator[Piece]:
    if tabs and "\t" in run:
        for index, character in enumerate(run):
            if character == "\t":
                yield "\t", start + index, 1
    elif run.strip("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"):
        wide = "\n" not in run and "\r" not in run and (len(run) > 1 or run == "\u3000")
        yield WIDE if wide and tabs else " ", start, len(run)


def _entity(run: str, start: int) -> Iterator[Piece]:
    decoded = html.unescape(run)
    if decoded == run:
        yield run, start, len(run)
    elif decoded.strip():
        yield fold(decoded), start, len(run)
    else:
        yield " ", start, len(run)


@cache
def _commands() -> dict[str, str]:
    with resources.files(__package__).joinpath("latex.csv").open(encoding="utf-8") as file:
        return {row["command"]: row["text"] for row in csv.DictReader(file)}


def _latex(text: str, start: int, end: int) -> Iterator[Piece]:
    if not any(mark in text[start:end] for mark in "\\^_{="):
        yield text[start:end], start, end - start
        return
    for part in _LATEX_PART.finditer(text, start, end):
        run, at = part.group(), part.start()
        if run[0] == "\\":
            shown = _commands().get(part.group(1), "")
            if shown:
                yield shown, at, len(run)
        elif run[0] in " \t":
            yield " ", at, len(run)
        elif run[0] not in "{}_$":
            yield from _superscript(run, at)


def _superscript(run: str, start: int) -> Iterator[Piece]:
    """A caret is kept before a digit (10^8) and dropped elsewhere (^°C)."""
    for index, part in enumerate(run.split("^")):
        if index and part[:1].isdigit():
            yield "^", start - 1, 1
        if part:
            yield part, start, len(part)
        start += len(part) + 1


def _mark(text: str, start: int, end: int) -> Iterator[Piece]:
    run = text[start:end]
    if run[0] == "<" or (run[0] == "*" and run != "**"):
        yield from clean(text, start + 1, end - 1)
    elif run[0] == "[":
        inner = _LINK.match(text, start, end)
        if inner:
            yield from clean(text, inner.start(1), inner.end(1), marks=True)


def tidy(pieces: list[Piece]) -> list[Piece]:
    """Blanks decided by their neighbours: none at the ends, none twice, none between Chinese and figures."""
    kept: list[Piece] = []
    waiting: Piece | None = None
    for piece in pieces:
        if piece[0] in _BLANKS:
            if waiting is None or piece[0] == WIDE:
                waiting = piece
            continue
        if waiting and kept and _is_needed(waiting, kept[-1][0][-1], piece[0][0]):
            kept.append(waiting)
        waiting = None
        kept.append(piece)
    return kept


def _is_needed(blank: Piece, left: str, right: str) -> bool:
    if "\t" in (left, right):
        return False
    return blank[0] == WIDE or not _is_needless(left, right, newline=blank[2] > 1)


def _is_needless(left: str, right: str, *, newline: bool) -> bool:
    left_cjk, right_cjk = is_cjk(left), is_cjk(right)
    if left_cjk and right_cjk:
        return newline
    if left_cjk:
        return right.isalnum() or right in "+-<>≥≤~±"
    return right_cjk and (left.isalnum() or left in "%‰")


def text_of(pieces: list[Piece]) -> str:
    """The clean text of pieces."""
    return "".join([piece[0] for piece in pieces])


def end_of(pieces: list[Piece]) -> int:
    """Where the last piece ends in the source."""
    return pieces[-1][1] + pieces[-1][2]


def without_start(pieces: list[Piece], count: int) -> list[Piece]:
    """Pieces without the first ``count`` characters of their text."""
    for index, (text, start, length) in enumerate(pieces):
        if count < len(text):
            if length == len(text):
                return [(text[count:], start + count, length - count), *pieces[index + 1 :]]
            return pieces[index + (1 if count else 0) :]
        count -= len(text)
    return []


def split(pieces: list[Piece], mark: str) -> list[list[Piece]]:
    """Pieces cut at every ``mark``, a single character; empty parts are kept."""
    parts: list[list[Piece]] = [[]]
    for piece in pieces:
        text, start, length = piece
        if mark not in text:
            parts[-1].append(piece)
        elif length != len(text):
            parts.append([])
        else:
            for index, bit in enumerate(text.split(mark)):
                if index:
                    parts.append([])
                if bit:
                    parts[-1].append((bit, start, len(bit)))
                start += len(bit) + 1
    return [tidy(part) for part in parts]


def narrow(pieces: list[Piece]) -> list[Piece]:
    """Wide gaps as single blanks, for the view."""
    return [(" ", piece[1], piece[2]) if piece[0] == WIDE else piece for piece in pieces]


def glued(first: list[Piece], second: list[Piece]) -> list[Piece]:
    """Two lines of one paragraph as one: no blank beside Chinese, a word broken by a hyphen made whole."""
    if not first or not second:
        return first or second
    left, right = first[-1][0][-1], second[0][0][0]
    text = first[-1][0]
    if (
        left == "-"
        and len(text) > 1
        and text[-2].isalpha()
        and text[-2].isascii()
        and right.islower()
        and first[-1][2] == len(text)
    ):
        return [*first[:-1], (text[:-1], first[-1][1], len(text) - 1), *second]
    if is_cjk(left) or is_cjk(right):
        return [*first, *second]
    start = end_of(first)
    return [*first, (" ", start, second[0][1] - start), *second]
