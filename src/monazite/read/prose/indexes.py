"""The price index of rare earths, and those of its classes: which numbers are its values, and what it is called."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monazite.facts.record import Span
from monazite.read.prose.clauses import Measure
from monazite.read.prose.drafts import Subject
from monazite.read.prose.state import State
from monazite.read.prose.subjects import group_of, unknown_noun
from monazite.read.prose.tokens import Token
from monazite.read.prose.vocabulary import ELIGIBLE, Cue

INDEX_END = re.compile(r"[ \u00a0]?(?:高点|低点|[，。；）)\n]|$)")
INDEX_VERB = re.compile(r"(?:为|报|从|由|达到|达|于|至|到|的|上|收|[高低]点|最[高低][，,]?|指数\s?[：:])\s*$")
ABOUT_INDEX = re.compile("稀土[^，。；]{0,8}指数")
"""A title or heading that says a text is about the index of rare earths, not of shares."""
WHOLE = frozenset({"稀土", "中国稀土", "国内稀土"})
LEAST_INDEX = 10
"""A bare number below this is no value of the index."""


def index_cue(state: State, measure: Measure) -> Cue | None:
    """A value of the price index: 点 after it or a verb before it, in a sentence about the index."""
    quantity = measure.first
    cues = [t.cue for t in state.tokens if t.cue and t.cue.kind == "price_index" and t.start < quantity.start]
    if not cues and state.attribute is not None and state.attribute.kind == "price_index":
        cues = [state.attribute]
    if state.stock or not cues or quantity.low < LEAST_INDEX or not (state.is_rare or state.about_index):
        return None
    is_open = quantity.unit is None and not INDEX_END.match(state.text, quantity.end)
    if is_open or not _is_ours(state, measure, cues):
        return None
    start = max(state.sentence[0], quantity.number_start - 8)
    return cues[-1] if INDEX_VERB.search(state.text, start, quantity.number_start) else None


def _is_ours(state: State, measure: Measure, cues: Sequence[Cue]) -> bool:
    """Whether the index is that of rare earths: named so, or carried forward with no other noun before it."""
    is_said = "稀土" in state.sentence_text or state.about_index or _own_name(state, measure.number) is not None
    if all(cue.text == "指数" for cue in cues) and not is_said:
        return False
    if state.subject is not None and state.subject.group not in ELIGIBLE:
        return False
    is_named = "稀土" in state.text[measure.start : measure.number]
    return is_named or not unknown_noun(state, measure.start, measure.number)


def index_subject(state: State, cue: Cue, number: int) -> Subject:
    """The index a number is of: 稀土价格指数 unless a class of goods stands before the word (稀土储氢材料价格指数)."""
    own = _own_name(state, number)
    if own is None or own.name is None or own.name.text in WHOLE:
        return Subject("稀土价格指数", cue.text, Span(number, number))
    text = own.name.text + "价格指数"
    return Subject(text, text, Span(own.start, own.end), group_of(own))


def _own_name(state: State, number: int) -> Token | None:
    """The product's name right before the last word for an index, or reaching into it (轻稀土指数)."""
    tokens = [t for t in state.tokens if t.end <= number]
    at = next((t.start for t in reversed(tokens) if t.cue is not None and t.cue.kind == "price_index"), None)
    if at is None:
        return None
    names = [t for t in tokens if t.name is not None and t.name.kind == "product" and t.start < at <= t.end]
    return names[-1] if names and names[-1].name is not None and "指数" not in names[-1].name.text else None
