"""From a document's paragraphs to its facts: sentences in turn, one state carried forward, each fact once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from monazite.facts.record import Fact, Place, Span
from monazite.read.document import Document, Heading, Paragraph
from monazite.read.prose.drafts import Draft, as_written
from monazite.read.prose.indexes import ABOUT_INDEX
from monazite.read.prose.issue import issue_of
from monazite.read.prose.periods import of_bulletin
from monazite.read.prose.reader import read_sentence
from monazite.read.prose.state import State
from monazite.read.prose.tokens import tokens_of
from monazite.read.prose.vocabulary import formula_of, simplified
from monazite.read.scan import find_times
from monazite.read.scan.vocabulary import scale_powers

SENTENCE = re.compile("[^。！？!?\n]+[。！？!?\n]?")
NUMBER = re.compile(
    "[0-9]|分之|[两二三四五六七八九十]成|翻[倍番一两了]|倍|[千百]亿|千万|一半|半数|[一二两三四五六七八九十][万亿]"
)
RELEVANT = re.compile(
    "稀土|[镧铈镨钕钐铕钆铽镝钬铒铥镱镥钇钪]|钕铁硼|磁材|磁体|永磁|新能源|电动|风电|风机|风力|独居石|配额|指标|储氢|荧光粉|催化剂|抛光"
    "|磁铁|磁钢|直驱|海风|离子型|REO"
)
RARE = re.compile("稀土|[镧铈镨钕钐铕钆铽镝钬铒铥镱镥钇钪]|磁材|永磁")
PERIOD = re.compile(r"\d{4}(?:-(?:\d\d|[HQ]\d))?|\d{4}-\d\d/\d{4}-\d\d")
"""A heading's month, quarter, half or year holds for its section; its day is that of an event."""
ABOUT_QUOTA = re.compile("稀土[^，。；]{0,12}(?:指标|控制计划|指令性计划)")
PART_OF_YEAR = re.compile(r"\d{4}-(?:\d\d|[HQ]\d)")
GOAL = re.compile(r"目标")
TITLE = re.compile(r"^\s*【[^】]{0,200}】")
FORGOTTEN = 2
"""After this many paragraphs that name nothing of the trade, nothing is carried forward any more."""
LONGEST = 1000
"""No sentence has more characters; longer ones are lists or no prose at all."""


def prose_facts(document: Document) -> list[Fact]:
    """All facts the running text of a document states, each cited to the character, none twice.

    Args:
        document: a loaded document; its tables are read elsewhere.
    """
    text = simplified(document.view.text)
    if not RELEVANT.search(text):
        return []
    issue = issue_of(document, text)
    state = State(text, issue.day, issue.today, issue.anchor)
    _title(state, simplified(document.title or ""))
    for number, block in enumerate(document.blocks):
        if isinstance(block, Heading):
            _heading(state, block)
        elif isinstance(block, Paragraph):
            made = len(state.drafts)
            _paragraph(state, block.span)
            for draft in state.drafts[made:]:
                draft.block = number
    return [_fact(document, draft) for draft in _once(state.drafts)]


def _title(state: State, text: str) -> None:
    """A title tells what is spoken of, and the month, quarter or half a bulletin is about."""
    state.about_index = ABOUT_INDEX.search(text) is not None
    state.about_quota = ABOUT_QUOTA.search(text) is not None
    times = [t for t in find_times(text, state.anchor) if t.role == "at" and PART_OF_YEAR.fullmatch(t.iso or "")]
    state.section_time = replace(times[0], start=-1, end=-1) if times else None


def _heading(state: State, heading: Heading) -> None:
    """A heading states no fact, but it may announce goals, the time of a section, and what it is about."""
    text = state.text[heading.span.start : heading.span.end]
    state.is_target = GOAL.search(text) is not None
    found = find_times(state.text, state.anchor, heading.span.start, heading.span.end)
    times = [t for t in found if t.role == "at" and PERIOD.fullmatch(t.iso or "")]
    if times or heading.level <= state.section_level:
        state.section_time = times[0] if times else None
        state.section_level = heading.level
    state.subject = None
    state.section_is_rare = RARE.search(text) is not None
    state.about_quota = state.about_quota or ABOUT_QUOTA.search(text) is not None
    state.about_index = state.about_index or ABOUT_INDEX.search(text) is not None


def _paragraph(state: State, span: Span) -> None:
    text = state.text
    if RELEVANT.search(text, span.start, span.end) or (state.about_index and "指数" in text[span.start : span.end]):
        state.distance = 0
    elif not state.section_is_rare:
        state.distance += 1
        state.subject = state.subject if state.distance < FORGOTTEN else None
        if state.subject is None or state.distance >= FORGOTTEN:
            return
    if not NUMBER.search(text, span.start, span.end):
        return
    title = TITLE.match(text[span.start : span.end])
    start = span.start + (title.end() if title is not None else 0)
    is_rare = state.section_is_rare or RARE.search(text, span.start, span.end) is not None
    state.new_paragraph(is_rare=is_rare)
    tokens = of_bulletin(tokens_of(text, state.anchor, start, span.end), state.section_time, state.day)
    at = 0
    for low, high in _sentences(text, start, span.end):
        first = at
        while at < len(tokens) and tokens[at].start < high:
            at += 1
        read_sentence(state, [t for t in tokens[first:at] if low <= t.start and t.end <= high], low, high)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences in turn; what is longer than any sentence is cut at a comma, so that time stays linear."""
    for match in SENTENCE.finditer(text, start, end):
        low = match.start()
        while match.end() - low > LONGEST:
            cut = max(text.rfind(mark, low + 1, low + LONGEST) for mark in "，,、；;") + 1
            high = cut if cut > low + 1 else low + LONGEST
            yield low, high
            low = high
        yield low, match.end()


def _once(drafts: list[Draft]) -> list[Draft]:
    """Each figure once, at its first place; a repetition may add the change the first place did not state."""
    kept: dict[tuple[object, ...], Draft] = {}
    for draft in drafts:
        change = (draft.change.pct, draft.change.abs) if draft.canonical is None and draft.change else None
        org = (draft.org, draft.region) if draft.kind == "quota" else None
        period = draft.period if change is None else None
        key = (draft.kind, draft.subject.key, draft.canonical, draft.canonical_unit, period, change, org)
        first = kept.setdefault(key, draft)
        if first is not draft and first.change is None and draft.canonical is not None:
            continue
    return list(kept.values())


def _fact(document: Document, draft: Draft) -> Fact:
    quote, start, end, field = document.cite(draft.start, draft.end)
    subject, quantity = draft.subject, draft.quantity
    is_printed = subject.span.end > subject.span.start
    printed = document.view.text[subject.span.start : subject.span.end] if is_printed else subject.text
    return Fact(
        doc=document.name,
        kind=draft.kind,
        subject=subject.key,
        quote=quote,
        start=start,
        end=end,
        subject_as_written=printed,
        formula=formula_of(subject.key),
        attribute=draft.attribute,
        value=as_written(quantity, scale_powers().get(quantity.scale, 0)) if quantity else None,
        unit=draft.unit,
        canonical_value=draft.canonical,
        canonical_unit=draft.canonical_unit,
        period=draft.period,
        change=draft.change,
        region=draft.region,
        org=draft.org,
        spec=draft.spec,
        scope=draft.scope,
        qualifier=draft.qualifier,
        field=field,
        place=_place(document, draft),
    )


def _place(document: Document, draft: Draft) -> Place:
    """Where number, subject and unit are printed, in the offsets of the fact."""
    quantity = draft.quantity
    unit = Span(quantity.number_end, quantity.end) if quantity is not None and quantity.unit is not None else None
    return Place(
        block=draft.block,
        number=_cited(document, draft.number),
        subject=_cited(document, draft.subject.span),
        unit=_cited(document, unit),
    )


def _cited(document: Document, span: Span | None) -> Span | None:
    if span is None or span.end <= span.start:
        return None
    _, start, end, _ = document.cite(span.start, span.end)
    return Span(start, end)
