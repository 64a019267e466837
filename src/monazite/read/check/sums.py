"""Parts and wholes in running text: 合计 and 共计 after the parts, 其中 before them, and bounds."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from importlib.resources import files

from monazite.facts.record import Check
from monazite.read.check.evidence import FIRST_MARK, MARK, Sentence
from monazite.read.check.figures import LEVEL_UNITS, RATIOS, Figure
from monazite.read.check.outcome import Outcome, Side, check, short

LISTED = 3
"""Parts from which a sum that fits is no accident."""
COUNTS = {"count", "firm", "unit"}
"""Units that say little of what is counted."""

_TOTAL = re.compile(rf"(?:合计|共计|总计|总共|合共|一共|两者之和|(?<![公中同])共)[^。；\ue000-\uf8ff]{{0,8}}?({MARK})")
_TIGHT_TOTAL = re.compile(
    rf"分别为?[^。；\ue000-\uf8ff]{{0,6}}?(?P<parts>{MARK}(?:[、，,和及与]{{1,2}}{MARK})+)"
    rf"[，,；]\s*(?:两者|二者|三者)?(?:合计|共计|总计)[为达约到]{{0,2}}{MARK}"
)
_WHOLE = re.compile(rf"({MARK})[^。\ue000-\uf8ff]{{0,14}}?[，,。：:（(]\s*(?:其中|当中)[，,：:]?")
_OTHER_TIME = re.compile(r"同比|环比|去年|上年|同期|累计|1[-—至]\d+月|\d+月份?|增[长加]|增量|新增|下降|占|出口|进口")


def totals(doc: str, sentence: Sentence) -> Iterator[Check]:
    """``A…，B…，共计W``: the parts printed before their total."""
    for found in _TOTAL.finditer(sentence.skeleton):
        number = ord(found[1]) - FIRST_MARK
        whole = sentence.figures[number]
        parts = [f for f in sentence.figures[:number] if f.unit == whole.unit]
        made = added(doc, parts, whole) or itemised(doc, sentence, found, whole)
        made = made or misprinted(doc, sentence, found, whole)
        if made:
            yield made


def added(doc: str, parts: Sequence[Figure], whole: Figure) -> Check | None:
    """The last two or more figures before a total, where they add up to it."""
    for count in range(len(parts), 1, -1):
        outcome = total_of(parts[-count:], whole)
        if outcome.holds:
            return check(doc, "sum", outcome, (*parts[-count:], whole))
    return None


def misprinted(doc: str, sentence: Sentence, found: re.Match[str], whole: Figure) -> Check | None:
    """``分别为A、B，合计W`` where W misses the sum by one digit or by two that changed places: W is misprinted."""
    tight = _TIGHT_TOTAL.search(sentence.skeleton, 0, found.end())
    if tight is None or tight.end() != found.end():
        return None
    parts = [sentence.figure(mark) for mark in re.findall(MARK, tight["parts"])]
    if any(f.unit != whole.unit or f.is_range or f.bound for f in (*parts, whole)):
        return None
    outcome = total_of(parts, whole)
    gap = (outcome.right.value - outcome.left.value).normalize()
    digits = [sorted(str(side.value.normalize()).replace(".", "")) for side in (outcome.left, outcome.right)]
    if len(gap.as_tuple().digits) == 1 or digits[0] == digits[1]:
        finding = f"{whole.text} - ({outcome.expression}) = {whole.as_printed(gap)}"
        return check(doc, "sum", outcome, (*parts, whole), finding=finding)
    return None


def itemised(doc: str, sentence: Sentence, found: re.Match[str], whole: Figure) -> Check | None:
    """``15个镧系元素、钇、钪共17个元素``: an item without a number counts one."""
    if not whole.exact or whole.is_range:
        return None
    begin = max(sentence.skeleton.rfind(c, 0, found.start()) for c in "（(：:，,。；") + 1
    items = [i for i in re.split("[、和与]", sentence.skeleton[begin : found.start()]) if i.strip()]
    numbers = [re.search(MARK, item) for item in items]
    figures = [sentence.figure(n[0]) for n in numbers if n]
    if len(items) < 2 or not figures or any(f.unit != whole.unit for f in figures):  # noqa: PLR2004  a list
        return None
    counts = [sentence.figure(n[0]).low if n else Decimal(1) for n in numbers]
    sides = Side.exact(sum(counts, Decimal(0))), Side.exact(whole.low)
    outcome = Outcome(" + ".join(short(c) for c in counts), *sides)
    return check(doc, "sum", outcome, (*figures, whole)) if outcome.holds else None


def shares_of_whole(doc: str, sentence: Sentence, following: Sentence | None) -> Iterator[Check]:
    """``W，其中A…、B…``: each part is at most the whole; all parts make it where the words leave nothing over."""
    for found in _WHOLE.finditer(sentence.skeleton):
        whole = sentence.figure(found[1])
        tail = sentence.skeleton[found.end() :]
        where = sentence
        if not tail.strip() and following:
            where, tail = following, following.skeleton
        yield from split_whole(doc, where, tail, whole)
    if following and following.skeleton.startswith("其中"):
        yield from _across(doc, sentence, following)


def listed_before(doc: str, sentence: Sentence, before: Sequence[Figure]) -> Iterator[Check]:
    """``获得3220吨的份额。其四家子公司分别获得979吨、858吨、1112吨和271吨``: parts of a whole just before."""
    if "分别" not in sentence.skeleton or not before:
        return
    whole = before[-1]
    parts = [sentence.figure(m) for m in re.findall(MARK, sentence.skeleton.split("分别", 1)[1])]
    if len(parts) >= LISTED and all(f.unit == whole.unit for f in parts):
        outcome = total_of(parts, whole)
        if outcome.holds:
            yield check(doc, "sum", outcome, (*parts, whole))


def _across(doc: str, sentence: Sentence, following: Sentence) -> Iterator[Check]:
    """``…W，同比增长…。其中A…，B…``: the whole is the last figure of its unit in the sentence before."""
    units = [f.unit for f in following.figures if f.unit not in RATIOS]
    wholes = [f for f in sentence.figures if units and f.unit == units[0]]
    if len(wholes) == 1:
        yield from split_whole(doc, following, following.skeleton, wholes[0])


def split_whole(doc: str, sentence: Sentence, tail: str, whole: Figure) -> Iterator[Check]:
    """Checks between a whole and the parts named after 其中."""
    tail = tail.split("；", maxsplit=1)[0]
    parts = [] if whole.unit in LEVEL_UNITS else parts_in(sentence, tail, whole)
    if not parts:
        return
    figures = [figure for figure, _ in parts]
    for count in range(len(figures), 1, -1):
        outcome = total_of(figures[:count], whole)
        if outcome.holds:
            yield check(doc, "sum", outcome, (*figures[:count], whole))
            return
    if len(figures) > 1 and is_partition([lead for _, lead in parts]):
        outcome = total_of(figures, whole)
        rest = whole.as_printed(outcome.right.value - outcome.left.value)
        finding = f"{whole.text} - ({outcome.expression}) = {rest}"
        yield check(doc, "sum", outcome, (*figures, whole), finding=finding)
        return
    yield from bounded(doc, figures, whole)


def bounded(doc: str, parts: Sequence[Figure], whole: Figure) -> Iterator[Check]:
    """Each part, and all parts together where they fit, are at most the whole."""
    if len(parts) > 1:
        outcome = total_of(parts, whole)
        if outcome.left.interval.low <= outcome.right.interval.high:
            yield check(doc, "of_which", at_most(outcome), (*parts, whole), holds=True)
            return
    for part in parts:
        if part.printed_unit != whole.printed_unit and whole.unit in COUNTS:
            continue
        fits = part.stated.low <= whole.stated.high
        if fits or whole.unit not in COUNTS:
            outcome = at_most(Outcome(part.text, Side.of(part), Side.of(whole), whole.unit, whole))
            finding = f"{part.text} > {whole.text}"
            yield check(doc, "of_which", outcome, (part, whole), holds=fits, decided=False, finding=finding)


def parts_in(sentence: Sentence, tail: str, whole: Figure) -> list[tuple[Figure, str]]:
    """Figures in the whole's unit with the words before each; the list ends where the words turn to another time."""
    parts: list[tuple[Figure, str]] = []
    known: set[str] = set()
    at = 0
    for mark in re.finditer(MARK, tail):
        lead, at = tail[at : mark.start()], mark.end()
        figure = sentence.figure(mark[0])
        if figure.unit != whole.unit:
            if figure.unit not in RATIOS:
                break
            continue
        if parts and not set(_OTHER_TIME.findall(lead)) <= known:
            break
        known |= set(_OTHER_TIME.findall(lead))
        parts.append((figure, lead))
    return parts


def total_of(parts: Sequence[Figure], whole: Figure) -> Outcome:
    """The sum of the parts against the whole; whole numbers of whole units are added without rounding."""
    exact = all(f.exact and not f.bound for f in (*parts, whole))
    left = Side.exact(0)
    for part in parts:
        left += Side.exact(part.low) if exact else Side.digits(part)
    right = Side.exact(whole.low) if exact else Side.of(whole)
    return Outcome(" + ".join(f.text for f in parts), left, right, whole.unit, whole)


def at_most(outcome: Outcome) -> Outcome:
    """The same sides, written as a bound."""
    limit = outcome.like.text if outcome.like else short(outcome.right.value)
    return replace(outcome, expression=f"{outcome.expression} ≤ {limit}")


def is_partition(leads: Sequence[str]) -> bool:
    """Whether the words before two parts name complements, so that nothing is left over."""
    if len(leads) != 2:  # noqa: PLR2004  a pair
        return False
    first, second = leads
    return any((a in first and b in second) or (b in first and a in second) for a, b in partitions())


@cache
def partitions() -> tuple[tuple[str, str], ...]:
    """Pairs of words that leave nothing between them."""
    text = (files("monazite.read.check") / "partitions.csv").read_text("utf-8")
    return tuple((row["first"], row["second"]) for row in csv.DictReader(text.splitlines()))
