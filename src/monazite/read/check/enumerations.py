"""Counts of things that are listed: 12个省 after twelve names, 十大工程 before ten, 八个方面 numbered 一是 to 八是."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monazite.facts.record import Check
from monazite.read.check.evidence import Evidence
from monazite.read.check.grid import Grid
from monazite.read.check.outcome import counted
from monazite.read.scan import chinese_number

_COUNT = r"(?P<n>\d{1,3}|[二三四五六七八九十]{1,3}|两)"
_MEASURE = r"(?:余)?\s?(?P<c>大类|大|个|家|条|项|种|类|名|部门|省|市|国|所|款|届|座|方面|处|只)"
_AFTER = re.compile(rf"(?:等|这|共|以上)?\s?{_COUNT}\s?{_MEASURE}")
_BEFORE = re.compile(
    rf"{_COUNT}\s?{_MEASURE}[^，。；：:、\n]{{0,14}}(?:[，,]?\s*(?:包括|包含|涵盖|分别(?:是|为)|即|如下)|[：:]|——)"
)
_NUMBERED = re.compile(
    rf"{_COUNT}\s?(?:个|大|项|条)?(?P<c>方面|方向|任务|要求|措施|重点|领域|阶段|目标|行动|举措|环节|原则)"
)
_NAME = re.compile("[\u4e00-\u9fffA-Za-z]")
_ORDINALS = "一二三四五六七八九十"
_PAREN = re.compile(r"（[^）]*）|\([^)]*\)|《[^》]*》")
_AND = re.compile(r"和|与|及|以及")
LONGEST_LIST = 400
"""Characters within which a list is sought."""
LONGEST_NAME = 20
"""Characters of one name of a list."""
NUMBERED_REACH = 1500
"""Characters within which 一是 … 八是 must stand."""


def listed(evidence: Evidence, start: int, end: int) -> Iterator[Check]:
    """Lists of one sentence against the count that closes or opens them."""
    text = evidence.document.view.text[start:end]
    if "、" in text:
        yield from closing(evidence, text, start)
        yield from opening(evidence, text, start)


def closing(evidence: Evidence, text: str, offset: int) -> Iterator[Check]:
    """``A、B、C等3家``: the count after the list."""
    for found in _AFTER.finditer(text):
        lead = text[max(0, found.start() - LONGEST_LIST) : found.start()]
        clause = _PAREN.sub(lambda m: "×" * len(m[0]), lead)
        begin = max((clause.rfind(c) for c in "，,。；;：:\n"), default=-1) + 1
        listed_text = clause[begin:]
        if "、" not in listed_text or not _NAME.search(re.split("[、和与及]", listed_text)[-1]):
            continue
        number = number_of(found["n"])
        yield from agreed(
            evidence, listed_text, number, offset + found.start() - len(listed_text), offset + found.end()
        )


def opening(evidence: Evidence, text: str, offset: int) -> Iterator[Check]:
    """``十大工程，包括A、B、…``: the count before the list."""
    for found in _BEFORE.finditer(text):
        rest = text[found.end() : found.end() + LONGEST_LIST]
        plain = _PAREN.sub(lambda m: "×" * len(m[0]), rest)
        stop = re.search(r"[，。；\n]|等", plain)
        listed_text = plain[: stop.start()] if stop else plain
        if "、" in listed_text:
            end = offset + found.end() + len(listed_text)
            number = number_of(found["n"])
            yield from agreed(evidence, listed_text, number, offset + found.start(), end)
            if "分别" in found[0] and stop is not None and stop[0] != "等":
                yield from too_many(evidence, listed_text, number, offset + found.start(), end)


def agreed(evidence: Evidence, text: str, number: int | None, start: int, end: int) -> Iterator[Check]:
    """A check when one way to cut the list gives the printed count; a list that does not fit says nothing."""
    if number is None or number < 2:  # noqa: PLR2004  a list
        return
    commas = text.count("、")
    joints = len(_AND.findall(text.rsplit("、", 1)[-1]))
    for count in dict.fromkeys((commas + 1, commas + 1 + min(joints, 1))):
        if count == number:
            inputs = [evidence.words(start, end)]
            yield counted(evidence.doc, f"#{{{' | '.join(shown(text))}}}", count, number, inputs)
            return


def too_many(evidence: Evidence, text: str, number: int | None, start: int, end: int) -> Iterator[Check]:
    """``企业3家，分别为A、B、C、D``: more names than announced, each plain, are a contradiction; fewer may be cut."""
    items = [item.strip() for item in text.split("、")]
    plain = all(item and len(item) <= LONGEST_NAME and not re.search(r"[\d×“”]|和|与|及", item) for item in items)
    if number is None or len(items) <= number or not plain:
        return
    written = f"#{{{' | '.join(shown(text))}}}"
    yield counted(evidence.doc, written, len(items), number, [evidence.words(start, end)], decided=True)


def shown(text: str) -> list[str]:
    """First and last item of a list."""
    items = [item.strip() for item in text.split("、")]
    return [items[0][-12:], "…", items[-1][:12]]


def numbered(evidence: Evidence, start: int, end: int) -> Iterator[Check]:
    """``从八个方面…。一是…。二是…``: the last ordinal is the count."""
    text = evidence.document.view.text
    for found in _NUMBERED.finditer(text, start, end):
        reach = text[found.end() : found.end() + NUMBERED_REACH]
        first = reach.find("一是")
        number = number_of(found["n"])
        if first < 0 or number is None:
            continue
        count, at = 0, first
        for ordinal in _ORDINALS:
            at = reach.find(f"{ordinal}是", at)
            if at < 0:
                break
            count += 1
        if count == number > 1:
            inputs = [evidence.words(found.start(), found.end())]
            yield counted(evidence.doc, f"一是 … {_ORDINALS[count - 1]}是", count, number, inputs)


_ROWS = re.compile(r"(?P<n>\d{1,3})\s?[项个种家条](?P<w>[^，。；、\d]{2,14})")


def rows_announced(evidence: Evidence, grids: list[tuple[int, Grid]]) -> Iterator[Check]:
    """``涉及12项国家标准``: a table below has so many rows, and its caption or header speaks of the same."""
    if not grids:
        return
    text = evidence.document.view.text
    for block in evidence.paragraphs:
        for start, end in evidence.spans_of(block):
            for found in _ROWS.finditer(text, start, end):
                near = [(b, g) for b, g in grids if b > block][:4]
                number = int(found["n"])
                for _, grid in near:
                    if len(grid.body) == number > 2 and speaks_of(evidence, grid, found["w"]):  # noqa: PLR2004  a table
                        inputs = [evidence.words(found.start(), found.end())]
                        yield counted(evidence.doc, f"{number} × ▤", number, number, inputs)
                        break


def speaks_of(evidence: Evidence, grid: Grid, words: str) -> bool:
    """Whether caption or headers share three characters in a row with the words after a count."""
    caption = grid.table.caption
    above = evidence.document.view.text[caption.start : caption.end] if caption else ""
    about = above + "".join(grid.headers)
    return any(words[i : i + 3] in about for i in range(len(words) - 2))


def number_of(text: str) -> int | None:
    """A count in digits or words."""
    if text.isdigit():
        return int(text)
    value = chinese_number(text)
    return None if value is None else int(value)
