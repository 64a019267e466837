"""Numbers that 分别 deals out: 分别上涨5.0%、下跌3.2%和持平 are three, and each is of one thing of a list before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monazite.read.prose.clauses import Measure, between, clause_start
from monazite.read.prose.quotas import quota_subjects
from monazite.read.prose.state import State
from monazite.read.prose.subjects import candidates, in_bracket, joined
from monazite.read.prose.tokens import Token

EACH = frozenset({"分别", "各自", "依次"})
"""Words that deal out numbers one by one; 均 and 各 give one number to all."""
BRACKETS = re.compile("[（(][^（）()]*[）)]")
PRICED = re.compile(
    r"的?(?:市场|出厂|含税|平均|现货)?(?:均价|价格|报价|价|产量|销量|出口量|进口量)\s*(?:[、和及与]|以及)\s*"
)
"""氧化镨钕均价、氧化镝均价分别为…: the same noun after each of a list."""
JOINT = re.compile(r"[、和及与]|以及")
SAME_ITEM = re.compile(r"[，,]?(?:至|到|达|达到|报|为|约|近|了|\s)*")
"""Between a change and the level it leads to: 上涨5%至48.5万元/吨."""
AWAY = re.compile("[，,；;。]")
REACH = 11
"""How many characters after 分别 its first number may begin: 分别比上月环比上涨了约5%."""
FILLED = re.compile(r"[约近了超逾达为至到仅\s]*")
MOVES = ("rise", "fall", "flat", "change noun")


@dataclass(frozen=True, slots=True)
class Series:
    """Where a number stands among those that one 分别 deals out.

    Args:
        cue: the word.
        at: the place of the number, from 0.
        count: how many are dealt out.
    """

    cue: Token
    at: int
    count: int


def series_of(state: State, token: Token) -> Series | None:
    """The series a number, or a 持平, belongs to; None where no 分别 governs it."""
    cue = next((t for t in reversed(state.tokens) if t.start < token.start and is_each(t)), None)
    if cue is None:
        return None
    places = _places(state, cue)
    at = places.get(token.start)
    return None if at is None else Series(cue, at, max(places.values()) + 1)


def series_of_change(state: State, token: Token) -> Series | None:
    """The series of a change; 上涨5.0%、下跌3.2% after a list of as many levels needs no 分别 of its own."""
    series = series_of(state, token)
    if series is not None or state.group < 2 or not state.levels:  # noqa: PLR2004 - one is no list
        return series
    after = state.levels[-1].number.end
    first = next((t for t in state.tokens if t.sort == "quantity" and t.start > after), None)
    if first is None:
        return None
    begin = clause_start(state.text, after, first.start)
    places = _places(state, Token("mark", begin, begin))
    is_dealt = token.start in places and max(places.values()) + 1 == state.group
    return Series(first, places[token.start], state.group) if is_dealt else None


def is_each(token: Token) -> bool:
    """Whether this is 分别."""
    return token.cue is not None and token.cue.role == "apart" and token.cue.text in EACH


def _places(state: State, cue: Token) -> dict[int, int]:
    """Each number after a 分别, by where it starts, and its place in the series."""
    places: dict[int, int] = {}
    at, end = 0, cue.end
    for token in state.tokens:
        is_item = token.sort == "quantity" or token.is_cue("flat")
        if token.start < cue.end or not is_item or in_bracket(state.text, token.start, cue.start):
            continue
        gap = BRACKETS.sub("", state.text[end : token.start])
        if not places:
            if AWAY.search(gap) or len(gap) > REACH:
                break
        elif JOINT.search(gap) and _is_filled(state, end, token.start):
            at += 1
        elif not SAME_ITEM.fullmatch(gap):
            break
        places[token.start] = at
        end = token.end
    return places


def _is_filled(state: State, start: int, end: int) -> bool:
    """Whether only joints and words of movement stand between two numbers."""
    rest = BRACKETS.sub("", state.text[start:end])
    for token in between(state.tokens, start, end):
        if token.is_cue(*MOVES, "level", "to"):
            rest = rest.replace(state.text[token.start : token.end], "", 1)
    return FILLED.fullmatch(JOINT.sub("", rest)) is not None


def listed_names(state: State, series: Series) -> list[Token]:
    """The goods listed before a 分别, in its clause."""
    start = clause_start(state.text, state.sentence[0], series.cue.start)
    return listed_in(state.text, candidates(state, start, series.cue.start))


def listed_in(text: str, names: Sequence[Token]) -> list[Token]:
    """The last names of a list; 均价 and the like may stand after each of them."""
    run = joined(text, names)
    rest = list(names[: len(names) - len(run)])
    while run and rest and PRICED.fullmatch(text, rest[-1].end, run[0].start):
        run = [*joined(text, rest), *run]
        rest = list(names[: len(names) - len(run)])
    return run


def is_nobody_s(state: State, measure: Measure) -> bool:
    """Whether the goods listed before are not as many as the numbers that a later 分别 deals out."""
    series = series_of(state, measure.run[0])
    if series is None or series.count == 1:
        return False
    listed = listed_in(state.text, candidates(state, state.sentence[0], series.cue.start))
    counts = {len(things) for things in (listed, state.listed) if len(things) > 1}
    return bool(counts) and series.count not in counts


def is_undealt(state: State, measure: Measure) -> bool:
    """Whether a list before a 分别, of goods, firms, places, times or stages, has more or fewer parts than numbers."""
    series = series_of(state, measure.run[0])
    if series is None or series.count == 1:
        return False
    start, end = clause_start(state.text, state.sentence[0], series.cue.start), series.cue.start
    tokens = between(state.tokens, start, end)
    kinds = [[t for t in tokens if _sort(t) == sort] for sort in ("organisation", "region", "product", "time")]
    sizes = {len(joined(state.text, named)) for named in kinds if named}
    sizes.add(len(quota_subjects(state.text, start, end, "")[0]))
    joints = [m.start() for m in JOINT.finditer(state.text, start, end)]
    parts = 1 + sum(not any(t.start < at < t.end for t in tokens) for at in joints)
    return max(sizes) > 1 and series.count not in sizes and series.count != parts


def _sort(token: Token) -> str:
    return token.name.kind if token.name is not None else token.sort
