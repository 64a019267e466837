"""What a document says about itself: title, day, publisher, address; from named fields, then from its first lines."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from monazite.read.document import Block, Heading, Table
from monazite.read.load.dates import compact_date, from_seconds, full_date, issue_month
from monazite.read.load.paragraphs import numbered_level
from monazite.read.text import View

_LABEL = re.compile(
    r"(?:发布时间|发布日期|发文日期|成文日期|印发日期|公布日期|更新时间|时间|日期|[Dd]ate|[Pp]ublished)\s*[:：]\s*(.{6,40})"
)
_BARE = re.compile(
    r"[（(]?\s*(?:(?:19|20)\d\d\s*[年/.-]\s*\d{1,2}\s*[月/.-]\s*\d{1,2}\s*日?|二[〇○零].{2}年.{1,2}月.{1,3}日)\s*[）)]?"
    r"(?:\s*\d\d:\d\d(?::\d\d)?)?"
)
_PUBLISHER = re.compile(
    r"(?:文章来源|信息来源|稿件来源|来源|出处|发布人|发布机构|发文机关|[Ss]ource)"
    r"[ \t]*[:：][ \t]*[-—]*[ \t]*([^\s，。；（）()|｜]{2,40})"
)
_URL = re.compile(r"https?://[^\s<>\"'）)】]{4,400}")
_URL_LABEL = re.compile(r"(?:URL|网址|原文链接|链接)\s*[:：]\s*(https?://[^\s<>\"'）)】]{4,400})")
_FULL_STOP = re.compile(r"[。；;：:，,]$")
HEAD_BLOCKS = 40
"""Where titles, dates and publishers are looked for."""
TAIL_BLOCKS = 6
"""Where the signature of a notice is looked for."""
SHORT = 70
"""Longest line that says something about the document."""
MASTHEAD, BYLINES = 12, 6
"""Short lines among which the masthead and the byline stand."""
LONGEST = 400
"""Longest title or name taken from a field."""
EPOCH_DIGITS = range(10, 14)
"""Digits of a time in seconds or milliseconds."""


@dataclass(slots=True)
class About:
    """Title, day, publisher, address, and what else is worth keeping."""

    title: str | None = None
    date: date | None = None
    publisher: str | None = None
    url: str | None = None
    meta: dict[str, str] = field(default_factory=dict)


@cache
def fields() -> dict[str, tuple[str, ...]]:
    """Role to the field names that play it, best first."""
    out: dict[str, list[str]] = {}
    with resources.files(__package__).joinpath("fields.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            out.setdefault(row["role"], []).append(row["field"])
    return {role: tuple(names) for role, names in out.items()}


def from_fields(values: Mapping[str, Any]) -> About:
    """From front matter, meta tags or a JSON object; names are compared in lower case."""
    lower = {key.lower(): value for key, value in values.items()}
    about = About(title=_string(lower, "title"), publisher=_string(lower, "publisher"), url=_url(lower))
    for name in fields()["date"]:
        day = _date(lower.get(name))
        if day:
            about.date = day
            break
    return about


def _string(values: Mapping[str, Any], role: str) -> str | None:
    for name in fields()[role]:
        value = values.get(name)
        if isinstance(value, str) and value.strip() and len(value) < LONGEST:
            return value.strip().encode("utf-8", "replace").decode()
    return None


def _url(values: Mapping[str, Any]) -> str | None:
    for name in fields()["url"]:
        value = values.get(name)
        found = _URL.match(value.strip()) if isinstance(value, str) else None
        if found:
            return found.group()
    return None


def _date(value: Any) -> date | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return from_seconds(value)
    if not isinstance(value, str):
        return None
    return (
        from_seconds(int(value))
        if value.isascii() and value.isdigit() and len(value) in EPOCH_DIGITS
        else compact_date(value[:60])
    )


def completed(about: About, view: View, blocks: Sequence[Block], name: str) -> About:
    """What the fields leave open is looked for in the first and last lines, and the day at last in the file's name."""
    lines = _lines(view, blocks[:HEAD_BLOCKS])
    tail = _lines(view, blocks[HEAD_BLOCKS:][-TAIL_BLOCKS:])
    short = [line for line in [*lines, *tail] if len(line) <= SHORT]
    if about.title is None:
        about.title = _title(view, blocks)
    if about.date is None:
        about.date = _printed_date(short, about.meta) or compact_date(name)
    if about.publisher is None:
        about.publisher = _printed_publisher(short[: len(lines)], view.text)
    if about.url is None:
        about.url = _printed_url(lines, tail)
    return about


def _lines(view: View, blocks: Sequence[Block]) -> list[str]:
    """The texts of headings and paragraphs, and of the captions of tables."""
    spans = [block.caption if isinstance(block, Table) else block.span for block in blocks]
    return [view.text[span.start : span.end] for span in spans if span]


def _title(view: View, blocks: Sequence[Block]) -> str | None:
    """The outermost heading, or a short first line that stands above all headings; a section's number is no title."""
    head = [block for block in blocks[:HEAD_BLOCKS] if not isinstance(block, Table)]
    texts = [(block, view.text[block.span.start : block.span.end]) for block in head]
    headings = [(block.level, text) for block, text in texts if isinstance(block, Heading) and not numbered_level(text)]
    level, heading = min(headings, key=lambda found: found[0], default=(9, None))
    first = texts[0][1] if texts else ""
    if level > 1 and _is_title(first):
        return first
    return heading.strip("【】") if heading else None


def _is_title(line: str) -> bool:
    if not 0 < len(line) <= SHORT or _FULL_STOP.search(line):
        return False
    return not numbered_level(line) and not _LABEL.search(line) and not full_date(line)


def _printed_date(short: list[str], meta: dict[str, str]) -> date | None:
    """A labelled day, a day on a line of its own or in a byline, a masthead's month, eight digits in a heading."""
    for line in short:
        found = _LABEL.search(line)
        day = full_date(found.group(1)) if found else None
        if day:
            return day
    for number, line in enumerate(short):
        bare = _BARE.match(line)
        if bare and (
            bare.end() == len(line)
            or (number < BYLINES and not line.endswith("。") and re.match(r"\s|来源|[|｜]", line[bare.end() :]))
        ):
            return full_date(line)
    for line in short[:MASTHEAD]:
        month = issue_month(line) if "期" in line else None
        if month:
            meta["date_precision"] = "month"
            return month
    return next((day for line in short[:3] if (day := compact_date(line)) and len(line) < SHORT), None)


def _printed_publisher(short: list[str], text: str) -> str | None:
    """Who a line of the head names; where the pieces of a bulletin name different ones, nobody."""
    names = [found.group(1).strip() for found in _PUBLISHER.finditer(text)]
    if len(set(names)) == 1:
        return names[0]
    found = next((found for line in short[:MASTHEAD] if (found := _PUBLISHER.search(line))), None)
    return found.group(1).strip() if found else None


def _printed_url(lines: list[str], tail: list[str]) -> str | None:
    for line in lines[:MASTHEAD]:
        found = _URL_LABEL.search(line)
        if found:
            return found.group(1)
    for line in [*lines, *tail]:
        if _URL.fullmatch(line):
            return line
    return None
