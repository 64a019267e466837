"""What names stand in a clause: goods of the trade, others that keep a number away, and nouns nobody listed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from monazite import reference
from monazite.facts.record import Span
from monazite.read.prose.clauses import JOINTS, between, unlisted
from monazite.read.prose.drafts import Subject
from monazite.read.prose.state import State
from monazite.read.prose.tokens import Token
from monazite.read.prose.vocabulary import ELIGIBLE, class_of

CONTAINER = re.compile("(?:的?(?:总?成本|消费结构|消费|领域|行业|市场|总量|产量))?中(?:的|，|$)")
NO_GOODS = re.compile(
    "(?:生产|类|产业|行业|相关|材料|产品|冶炼|分离|加工|贸易|上市)*"
    "(?:企业|公司|板块|概念|厂商|龙头|ETF|主题|矿业|个股|股(?!指)|交易所|协会|专家|分析师|论坛|集团|股份|大亨|商人)"
)
INDUSTRY = re.compile("生产企业|全产业链|产业链|(?:装备)?制造业")
PLACE_OF_METAL = frozenset("陵林盟仁川山州江梁官")
"""铜陵, 锡林郭勒: one character of a metal inside the name of a place names no metal."""
AFTER_WEAK = re.compile(
    "(?:产品|产能|产量|销量|需求量?|用量|消费量|消耗量|使用量|出口量|进口量"
    "|约|国内|国际|全球|市场|领域|制造|生产|加工|的|[ ，,])+$"
)
"""What may stand between a short name and its cue: 高性能磁材市场的占有率."""
AFTER_LIST = re.compile("等(?P<what>[\u4e00-\u9fff]{2,8}?)(?:产品|的)?$")
GENERIC = re.compile("[\u4e00-\u9fff]{2,8}")


def subject_of(token: Token) -> Subject:
    """The subject that a product's name stands for."""
    if token.name is None:
        raise ValueError("a subject is made of a name")
    name = token.name
    key = _without_place(name.text) or name.key
    return Subject(key, name.text, Span(name.start, name.end), group_of(token))


@cache
def _without_place(text: str) -> str | None:
    """缅甸稀土矿 is 稀土矿 of a place."""
    for length in range(2, len(text) - 2):
        if text[:length] in reference.region_aliases():
            product = reference.product_named(text[length:])
            return product.key if product is not None else None
    return None


def group_of(token: Token) -> str:
    """Rare, nev, wind, use, foreign or odd; foreign for what is no name."""
    return class_of(token.name.key, token.name.text) if token.name is not None else "foreign"


def names_in(tokens: Sequence[Token], start: int, end: int) -> list[Token]:
    """The product names inside a range."""
    return [t for t in between(tokens, start, end) if t.name is not None and t.name.kind == "product"]


def is_goods(text: str, token: Token) -> bool:
    """Whether a product's name stands for the product and not for those who make it or trade its shares."""
    return NO_GOODS.match(text, token.end) is None


def candidates(state: State, start: int, end: int) -> list[Token]:
    """Names that may own a number: goods of the trade, and others, which keep the number away when nearest.

    A use of magnets (汽车, 机器人) counts only where nothing else is named; a name inside 在…中 only if it is alone.
    """
    names = names_in(state.tokens, start, end)
    names = [t for t in names if not in_bracket(state.text, t.start, start)] or names
    goods = [t for t in names if is_goods(state.text, t) and not _is_place(state.text, t)]
    main = [t for t in goods if group_of(t) != "use"] or goods
    outside = [t for t in main if not CONTAINER.match(state.text, t.end, min(end, t.end + 10))]
    return outside or main


def in_bracket(text: str, at: int, start: int) -> bool:
    """Whether a bracket that opens after ``start`` is open at a place."""
    opened = max(text.rfind("（", start, at), text.rfind("(", start, at))
    return opened >= 0 and opened > max(text.rfind("）", start, at), text.rfind(")", start, at))


def _is_place(text: str, token: Token) -> bool:
    return token.end - token.start == 1 and text[token.end : token.end + 1] in PLACE_OF_METAL


def joined(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The last names of a list that 、 和 及 join, from left to right."""
    run = list(tokens[-1:])
    for token in reversed(tokens[:-1]):
        if JOINTS.fullmatch(text, token.end, run[0].start) is None:
            break
        run.insert(0, token)
    return run


def mixed_subject(state: State, token: Token) -> Subject | None:
    """风电、太阳能发电: wind power and what a list joins to it are one subject, as printed."""
    first = state.subject
    if first is None or first.group != "wind" or JOINTS.fullmatch(state.text, first.span.end, token.start) is None:
        return None
    span = Span(first.span.start, token.end)
    text = state.text[span.start : span.end]
    return Subject(text, text, span, "wind")


def weak_subject(state: State, start: int, end: int) -> Subject | None:
    """A short name that context completes: 部分品种 beside rare earths."""
    weak = reference.weak_product_aliases()
    text = AFTER_WEAK.sub("", state.text[start:end])
    speaks_of_nev = state.subject is not None and state.subject.group == "nev"
    if not state.is_rare and not speaks_of_nev:
        return None
    for length in range(min(6, len(text)), 1, -1):
        keys = weak.get(text[-length:])
        groups = ELIGIBLE if state.is_rare else {"nev"}
        if keys is not None and len(keys) == 1 and class_of(keys[0]) in groups and not keys[0].endswith("指标"):
            at = start + len(text) - length
            return Subject(keys[0], text[-length:], Span(at, at + length))
    return None


def unknown_noun(state: State, start: int, end: int) -> str:
    """The unlisted noun before a cue, empty where there is none."""
    pieces = unlisted(state.text, start, end, state.tokens).split()
    return pieces[-1] if pieces and len(pieces[-1]) > 1 else ""


def industry(state: State, start: int, end: int) -> Subject | None:
    """Who makes the value of an output: 新能源汽车生产企业, 稀土产业; 全产业链 is completed by what is spoken of."""
    names = [t for t in names_in(state.tokens, start, end) if group_of(t) in ELIGIBLE]
    if names:
        match = INDUSTRY.match(state.text, names[-1].end)
        if match is None or names[-1].name is None:
            return None
        printed = state.text[names[-1].start : match.end()]
        return Subject(names[-1].name.key + match[0], printed, Span(names[-1].start, match.end()), group_of(names[-1]))
    match = re.match(r"\s*(全产业链|产业链)", state.text[start:end])
    earlier = [t for t in names_in(state.tokens, state.sentence[0], start) if group_of(t) in ELIGIBLE]
    if match is None or not earlier or earlier[-1].name is None:
        return None
    span = Span(start + match.start(1), start + match.end(1))
    return Subject(earlier[-1].name.key + match[1], match[1], span, group_of(earlier[-1]))


def whole_name(state: State, start: int, end: int) -> Subject | None:
    """A name that goes on in plain words (稀土基础原材料), or the class a list belongs to (…等功能材料)."""
    if start >= end:
        return None
    cue = next((t for t in reversed(between(state.tokens, start, end)) if t.is_cue("attribute")), None)
    stop = cue.start if cue is not None else end
    if (after := AFTER_LIST.search(state.text[start:stop])) is not None:
        return weak_subject(state, start, start + after.end("what"))
    names = names_in(state.tokens, start, stop)
    if not names or names[-1].name is None or names[-1].name.text != "稀土":
        return None
    rest = re.sub("(?:产品|的|总|年)+$", "", state.text[names[-1].end : stop])
    if (
        NO_GOODS.match(rest)
        or GENERIC.fullmatch(rest) is None
        or unlisted(state.text, names[-1].end, names[-1].end + len(rest), ()).strip() != rest
    ):
        return None
    return Subject("稀土" + rest, "稀土" + rest, Span(names[-1].start, names[-1].end + len(rest)))
