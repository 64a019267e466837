"""Where traded goods go: 对美国出口, 发往德国的, 出口到欧盟, 对日氧化钇出口量, 美国从中国买入."""

from __future__ import annotations

import re
from dataclasses import replace

from monazite.read.prose.clauses import Measure, between, unlisted
from monazite.read.prose.state import State
from monazite.read.prose.tokens import Token
from monazite.read.prose.vocabulary import Cue, rows_of
from monazite.read.scan.vocabulary import alternation

TOWARDS = re.compile(r"(?:对|向|往|销|输|给|出口(?:到|至|给)?)$")
FROM_CHINA = re.compile("[从自由向](?:中国|我国)")
BUYS = re.compile(r"[，,]?[^，。；]{0,8}?(?:从|自|由|向)(?:中国|我国|国内)[^，。；]{0,6}?(?:进口|买入|采购|购买|购入)")
JOINT = re.compile("[、和及与]")
"""对美国出口300吨和对德国出口200吨: what is joined on has a number of its own."""
WHOLE = re.compile("总|累计|合计|共|全国|全球")
SHIPPED = frozenset({"shipments", "purchases"})
GOODS = "出口|外销|出货|发货|的|稀土|氧化|金属|磁|为|达|累计|同比|环比|[镧铈镨钕钐铕钆铽镝钬铒铥镱镥钇钪0-9]"


def scope_of(state: State, begin: int, measure: Measure) -> str | None:
    """Where goods go, as far as it is a listed place: named in the clause of the number, else earlier in the quote.

    Args:
        state: its tokens and its text.
        begin: where the quote begins.
        measure: the number.
    """
    start, joint = max(state.sentence[0], measure.start), JOINT.search(state.text, measure.end, measure.tail)
    tail = joint.start() if joint is not None else measure.tail
    found = _place_in(state, start, measure.number) or _place_in(state, start, tail)
    if found is None and not WHOLE.search(state.text, measure.start, measure.number):
        begin = min([begin, *(at for _, at in state.pending)])
        found = _place_in(state, max(state.sentence[0], begin - 8), tail)
    return _next_of_list(state, measure) if found is None else f"to {found}"


def _next_of_list(state: State, measure: Measure) -> str | None:
    """对德国出口1116吨，美国619吨: a place alone before its number, after one that was a destination."""
    last = state.drafts[-1] if state.drafts else None
    names = [t.name for t in between(state.tokens, measure.start, measure.number) if t.name is not None]
    if last is None or last.kind != "trade" or last.scope is None or last.start < state.sentence[0]:
        return None
    is_alone = len(names) == 1 and names[0].kind == "region"
    if not is_alone or unlisted(state.text, measure.start, measure.number, state.tokens).strip():
        return None
    return f"to {names[0].key}"


def traded(state: State, start: int, end: int, cue: Cue) -> Cue:
    """出货, 采购 cross a border where the clause says whereto: 对日本的出货达到305吨."""
    if cue.attribute not in SHIPPED:
        return cue
    start = max(state.sentence[0], start)
    is_abroad = FROM_CHINA.search(state.text, start, end) or _place_in(state, start, end) is not None
    return cue if not is_abroad else replace(cue, kind="trade", attribute="export volume")


def _place_in(state: State, start: int, end: int) -> str | None:
    regions = [t for t in between(state.tokens, start, end) if t.name is not None and t.name.kind == "region"]
    for token in reversed(regions):
        if _is_destination(state, token, start, end) and token.name is not None:
            return token.name.key
    pattern = re.compile(rf"(?:对|向|往|销|输)(?P<short>{alternation(_shorts())})(?={GOODS})")
    short = [m["short"] for m in pattern.finditer(state.text, start, end)]
    return _shorts()[short[-1]] if short else None


def _is_destination(state: State, token: Token, start: int, end: int) -> bool:
    before = state.text[max(start, token.start - 4) : token.start]
    return TOWARDS.search(before) is not None or BUYS.match(state.text, token.end, end) is not None


def _shorts() -> dict[str, str]:
    """One character for a country, as in 对美出口."""
    return {row["short"]: row["key"] for row in rows_of("short_places.csv")}
