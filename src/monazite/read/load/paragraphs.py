"""Lines to headings and paragraphs: wrapped lines joined, numbered and standing-alone headings found."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from monazite.read.load.lines import PAGE_NUMBER, Grid, Item, Line
from monazite.read.load.pieces import Piece, glued, narrow


@dataclass(slots=True)
class Text:
    """A heading (level over 0) or a paragraph, as it goes to the view."""

    pieces: list[Piece]
    level: int = 0


_NUMBERED = (
    (1, re.compile(r"第[一二三四五六七八九十百\d]+[章编篇部]")),
    (2, re.compile(r"[一二三四五六七八九十]{1,3}\s*[、．.]|第[一二三四五六七八九十百\d]+节")),
    (3, re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]")),
    (
        4,
        re.compile(
            r"\d{1,2}\s*[、．]|\d{1,2}\.\s*(?=[^\d\s.])|\d{1,2}\.\s+(?=(?:19|20)\d\d年)"
            r"|\d{1,2}(?:\.\d{1,2}){1,3}\s+(?=[\u4e00-\u9fff])(?![万亿千百吨元倍个家美公克年月日])"
        ),
    ),
)
_LIST = re.compile(
    r"[（(]\d{1,2}[）)]|[①-⑳]|\d{1,2}[)）]|[◎◇◆□■●○★☆▲△▶►※]|[（(]?[a-z][)）]\s|第[一二三四五六七八九十百]+条"
)
_ENDS = re.compile(r"[。！？!?；;：:][”’」』）)】》\]\"]*$")
_STOPS = re.compile(r"[。！？；!?;][”’」』）)】》\]\"]*$|[.][\"”’)]?$")
_SENTENCE = re.compile(r"[。；！？]")
_INNER = re.compile(r"[，。；！？]")
_FIGURE = re.compile(
    r"\d\.\d|\d\s*%|(?<!\d)\d++(?!\s*(?:[年月日号周届期批次]|[-—~至/]\s*\d))(?<!\d{4}[-—~至/]\d\d)(?<!\d{4}[-—~至/]\d{4})"
)
_BYLINE = re.compile(r"[^，。]{0,16}记者|(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}|\S{1,6}社\S{0,10}电$")
_CREDIT = re.compile(
    r"[（(【\[]?\s*(?:文章|资料|数据|稿件|图片|信息)?(?:来源|出处|责任编辑|责编|编辑|作者|记者|撰文|校对|Source|Editor|Copyright|©)\s*[:：/©】]"
    r"|(?:Source|Copyright)\b|注[:：]|[（(]\s*(?:记者|编辑|责编|实习|完)|返回|原标题|本文来源|免责|声明|关键词|Abstract|Keywords|摘要",
    re.IGNORECASE,
)
_OPEN, _CLOSE = re.compile(r"[(（《“]"), re.compile(r"[)）》”]")
HEADING_LENGTH = 45
LEAST_WIDTH, LEAST_LINES, WIDEST = 8, 4, 120
"""Lines that tell the width of a text column: not too short, not too few, no wider than a page."""
FULL_LINE, OPEN_LINE = 0.85, 0.7
"""Shares of the column that a line fills when it was wrapped: after a semicolon, and anywhere else."""
FAR = 2
"""Blank lines over which no sentence goes on."""
PROSE = 25
"""Width from which a line without a full stop may be prose that was broken off."""
REPEATED = 2
"""A line printed more often is a page header."""


def width(text: str) -> float:
    """Printed width in full-width characters: an ideograph takes three bytes of UTF-8, a Latin letter one."""
    return (len(text) + len(text.encode("utf-8", "surrogatepass"))) / 4


def to_texts(items: list[Item]) -> list[Text | Grid]:
    """Headings, paragraphs and tables in reading order."""
    column = _column(items)
    counts = Counter(item.text for item in items if isinstance(item, Line))
    out: list[Text | Grid] = []
    at = 0
    while at < len(items):
        item = items[at]
        if isinstance(item, Grid):
            out.append(item)
            at += 1
            continue
        following = items[at + 1] if at + 1 < len(items) else None
        level = item.level if counts[item.text] > REPEATED else _level(item, following, first=not out)
        if level:
            wrapped = _is_wrapped_heading(item, following, column)
            parts = [item, following] if wrapped and isinstance(following, Line) else [item]
            out.append(Text(narrow(_joined(parts)), level))
            at += len(parts)
            continue
        pieces, at = _paragraph(items, at, column, counts)
        out.append(Text(narrow(pieces)))
    return out


def _column(items: list[Item]) -> float:
    """Width of the text column of a hard-wrapped document, or 0 where every paragraph is a line."""
    widths = sorted(
        width(item.text) for item in items if isinstance(item, Line) and not item.closed and "\t" not in item.text
    )
    widths = [value for value in widths if value >= LEAST_WIDTH]
    if len(widths) < LEAST_LINES:
        return 0
    wide = widths[int(len(widths) * 0.8)]
    near = sum(0.8 * wide <= value <= 1.25 * wide for value in widths)
    open_ended = sum(
        not _ENDS.search(i.text) for i in items if isinstance(i, Line) and not i.closed and width(i.text) >= 0.8 * wide
    )
    return wide if near >= 0.45 * len(widths) and open_ended >= 0.5 * near and wide <= WIDEST else 0


def numbered_level(text: str) -> int:
    """Level by the numbering that starts a line, 0 for none.

    >>> numbered_level("（一）稀土冶炼分离领域"), numbered_level("1.32 万吨")
    (3, 0)
    """
    for level, pattern in _NUMBERED:
        if pattern.match(text):
            return level
    return 0


def _level(line: Line, following: Item | None, *, first: bool) -> int:
    """Level of a heading, 0 for running text."""
    text = line.text
    if line.level:
        return line.level
    if not 1 < len(text) <= HEADING_LENGTH or _ENDS.search(text) or "\t" in text or _CREDIT.match(text):
        return 0
    if not _stands_alone(line, following) or line.link or line.listed:
        return 0
    level = numbered_level(text)
    if level:
        leads = isinstance(following, Grid) or (following is not None and numbered_level(following.text) != level)
        return level if leads and not _SENTENCE.search(text) else 0
    is_heading = not _is_running(text) and isinstance(following, Line) and _leads(text, following.text)
    return is_heading * (1 if first else 2)


def _is_running(text: str) -> bool:
    """A short line that is no heading: it states a figure, is a list item or a byline, or breaks off."""
    if _INNER.search(text) or _FIGURE.search(text) or text[-1] in "，、,-—图":
        return True
    return bool(_LIST.match(text) or _BYLINE.match(text)) or _is_open(text)


def _is_wrapped_heading(line: Line, following: Item | None, column: float) -> bool:
    """A numbered heading that fills the column goes on in a shorter line without a full stop."""
    if not column or not isinstance(following, Line) or line.level or following.level or following.gap > 1:
        return False
    text = following.text
    if (
        not numbered_level(line.text)
        or numbered_level(text)
        or _ENDS.search(text)
        or _INNER.search(text)
        or _LIST.match(text)
    ):
        return False
    return (width(line.text) >= 0.75 * column or line.text[-1] in "，、") and width(text) < 0.8 * column


def _leads(text: str, following: str) -> bool:
    """Whether a short line stands above prose or above a numbered heading."""
    if _LIST.match(following) or _CREDIT.match(following):
        return False
    return width(following) >= 1.2 * width(text) or numbered_level(following) > 0


def _stands_alone(line: Line, following: Item | None) -> bool:
    return line.closed or following is None or isinstance(following, Grid) or following.gap > 0 or following.closed


def _paragraph(items: list[Item], at: int, column: float, counts: Counter[str]) -> tuple[list[Piece], int]:
    """Join the lines of one paragraph; page headers and page numbers that interrupt a sentence are dropped."""
    line = items[at]
    parts = [line] if isinstance(line, Line) else []
    at += 1
    while at < len(items):
        ahead = at
        while ahead < min(at + 3, len(items) - 1) and _interrupts(items[ahead], counts):
            ahead += 1
        following = items[ahead]
        if isinstance(following, Grid) or not _goes_on(parts[-1], following, column):
            break
        parts.append(following)
        at = ahead + 1
    return _joined(parts), at


def _interrupts(item: Item, counts: Counter[str]) -> bool:
    """A page header or a page number between two lines of prose."""
    if isinstance(item, Grid) or item.closed or item.level or len(item.text) > PROSE:
        return False
    return counts[item.text] > REPEATED or bool(PAGE_NUMBER.fullmatch(item.text))


def _joined(parts: list[Line]) -> list[Piece]:
    out = list(parts[0].pieces)
    for part in parts[1:]:
        tail = out[-1:]
        out[-1:] = glued(tail, part.pieces)
    return out


def _goes_on(line: Line, following: Line, column: float) -> bool:
    """Whether ``following`` continues the sentence that ``line`` breaks off."""
    if not _may_join(line, following):
        return False
    wide, last, first = width(line.text), line.text[-1], following.text[0]
    if _is_latin(last) and first.isascii() and (first.islower() or (first.isdigit() and wide >= PROSE)):
        return True
    stops = _stops(line.text)
    if column and (stops or (following.indented and first not in "，。；、）")):
        return wide >= FULL_LINE * column and last in "；;" and not following.indented
    if column:
        return wide >= OPEN_LINE * column or last in "，、,"
    if following.gap and last in "）)】》]":
        return False
    is_broken = last in "，、" or (wide >= PROSE and (_is_open(line.text) or bool(_INNER.search(line.text))))
    return is_broken and not stops and first not in "【《"


def _may_join(line: Line, following: Line) -> bool:
    """Whether two lines can be of one paragraph at all: no blocks, lists, rows, credits or numbered beginnings."""
    if line.closed or following.closed or following.level or following.listed or following.gap > FAR:
        return False
    if "\t" in following.text or "\t" in line.text or following.text[0] == "|":
        return False
    if _CREDIT.match(following.text) or (_CREDIT.match(line.text) and width(line.text) < PROSE):
        return False
    return not _LIST.match(following.text) and not numbered_level(following.text)


def _is_open(text: str) -> bool:
    """A bracket or quote is still open."""
    return len(_OPEN.findall(text)) > len(_CLOSE.findall(text))


def _is_latin(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in ",-")


def _stops(text: str) -> bool:
    return bool(_STOPS.search(text) or _ENDS.search(text))
