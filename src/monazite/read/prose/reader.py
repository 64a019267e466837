"""From the tokens of a sentence to facts in the making: each number in turn is a level, a change, or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from monazite.read.mentions import Quantity, Time
from monazite.read.prose import directions
from monazite.read.prose.clauses import (
    Measure,
    between,
    clause_start,
    quantity_of,
    runs_of,
    tail_end,
    with_shared_unit,
)
from monazite.read.prose.destinations import traded
from monazite.read.prose.drafts import Subject
from monazite.read.prose.entries import in_bracket_list, read_entry
from monazite.read.prose.kinds import QUOTA
from monazite.read.prose.levels import read_level
from monazite.read.prose.movements import read_change, read_flat
from monazite.read.prose.periods import MONTH, SAME, YEARS, period_of
from monazite.read.prose.state import State
from monazite.read.prose.subjects import in_bracket, is_goods, mixed_subject, subject_of
from monazite.read.prose.tokens import Token
from monazite.read.prose.vocabulary import ELIGIBLE, class_of

MOST_NUMBERS = 80
"""A stretch with more numbers than this is a table or noise, no sentence."""
PURE = Decimal(85)
"""A percentage from here on, directly before a product's name, is its purity."""
ASIDE = re.compile("归属于?|受益于|受惠于|用于|应用于|应用在|随着|围绕|依托|包括|例如|来自于?|占(?![比领用])")
"""What a clause says after such a word is not what it is about."""
USES = frozenset({"用于", "应用于", "应用在"})
"""用于LED的钇: what is used is what is spoken of."""
PER_STEP = re.compile("(?:含量|品位)?每[增减升降上下]")
"""REO每增减1%: what is counted in steps is not what is spoken of."""
PREDICATE = re.compile("(?<![的但就也还只而或总于])是[^，。；]*$")
"""烧结钕铁硼是…的稀土永磁材料: the name after 是 only says what the subject is."""
OPENING = 2
"""How far from its start a sentence opens."""
OPENS = re.compile(r"^$|[\s，,。；;：:、“（(但而且如倘即]")
ROLLED_OFF = re.compile("[^，。；]{0,24}下线")
"""第2000万辆新能源汽车下线 counts what has been made."""
THEN = re.compile("则|那么|相当于|对应")
"""假设…，则…: what follows from something assumed is assumed too."""
STARTS = re.compile(r"(?:从|由|自)\s?$")
"""从年初的5万元/吨涨至…: such a time is only that of the number it leads to."""
OWN_DAY = re.compile(r"\s?的\s?[\d]")
"""最低为8月31日的261.3点: such a day is only that of its number."""
COMING = re.compile(r"(?:还有|还会有|后续的?|待|尚未[^，。；]{0,4}|将有|等待|预计)\s?$")
"""后面还有第二批: a batch to come is not the one that is spoken of."""
DAY_LENGTH = len("2022-08-31")
PART_OF = re.compile(r"(?:全年|总量|配额|指标|产量){0,2}的?(?:一半|[一二两三四五六七八九]成|\d+(?:\.\d+)?(?:%|倍))")
"""约为2011年全年的一半: a year that is only measured by."""
BEFORE = ("去年", "上年", "前年", "上一", "上财年", "前一财年", "年初", "上周", "上月", "上个月", "昨日")
BESIDE = re.compile(r"(?:仅|只|才|还)?(?:为|是|有|不到)?(?:约|近|超)?\s?\d")
"""今年产量2万吨，去年为1万吨；销量…: what is only put beside a number is not what is spoken of."""
COMPARED = frozenset("较比")
"""Before a time that only its own figure is of: 较2015年9月13日最低点271点."""
OWN_CUE = 6
"""A use of magnets (空调压缩机) becomes the subject when a cue follows within this many characters."""


def read_sentence(state: State, tokens: Sequence[Token], start: int, end: int) -> None:
    """Read one sentence: its parts between semicolons in turn."""
    state.new_sentence(start, end)
    if sum(token.sort == "quantity" for token in tokens) > MOST_NUMBERS:
        return
    for token in tokens:
        _flag(state, token)
    begin = start
    for at in [*(start + m.start() for m in re.finditer("[；;]", state.text[start:end])), end]:
        _read_part(state, between(tokens, begin, at), begin, at)
        begin = at + 1


def _flag(state: State, token: Token) -> None:
    if token.is_cue("stock"):
        state.stock = True
    elif token.is_cue("forecast"):
        state.forecast = True
    elif token.is_cue("future"):
        state.future = True
    elif token.is_cue("plan"):
        state.plan = True


def _read_part(state: State, tokens: Sequence[Token], start: int, end: int) -> None:
    state.new_part(tokens)
    before = start
    for run in [run for run in runs_of(state.text, tokens) if _counts(state, run, tokens)]:
        absorb(state, between(tokens, before, run[0].start), before)
        read_flat(state, before, run[0].start)
        _read_run(state, run, before, end)
        before = run[-1].end
    absorb(state, between(tokens, before, end), before)
    read_flat(state, before, end)


def _counts(state: State, run: Sequence[Token], tokens: Sequence[Token]) -> bool:
    """Whether a group of numbers is read at all: not inside a title or a bracket, no purity, no ordinal."""
    first, start = run[0], state.sentence[0]
    is_ordinal = state.text[first.start - 1 : first.start] == "第" and not ROLLED_OFF.match(state.text, first.end)
    if is_ordinal or _opened(state.text, "《", "》", first.start, start):
        return False
    if _is_purity(run, tokens) or _is_measure(first):
        return False
    if _opened(state.text, "（", "）", first.start, start) or _opened(state.text, "(", ")", first.start, start):
        return _is_basis_level(state, first, tokens) or in_bracket_list(state, run)
    return True


def _opened(text: str, left: str, right: str, at: int, start: int) -> bool:
    """Whether a bracket is open at a place, looking back to the start of the sentence."""
    return left in text[start:at] and text.rfind(left, start, at) > text.rfind(right, start, at)


def _is_purity(run: Sequence[Token], tokens: Sequence[Token]) -> bool:
    quantity = run[0].quantity
    if quantity is None or quantity.unit is None or quantity.unit.dimension != "percent" or len(run) > 1:
        return False
    return quantity.high >= PURE and any(t.name is not None and t.start == run[0].end for t in tokens)


def _is_measure(token: Token) -> bool:
    """开采1吨稀土要破坏…: one tonne is a measure of something else."""
    quantity = quantity_of(token)
    is_mass = quantity.unit is not None and quantity.unit.dimension == "mass"
    return is_mass and not quantity.scale and quantity.low == quantity.high == 1


def _is_basis_level(state: State, token: Token, tokens: Sequence[Token]) -> bool:
    """较2010年同期(1.6305万吨): a bracket right after the time of a comparison holds its level."""
    earlier = [t for t in tokens if t.time is not None and t.end <= token.start]
    if not earlier or earlier[-1].time is None or earlier[-1].time.role != "basis":
        return False
    return state.text[earlier[-1].end : token.start].strip() in ("(", "（")


def absorb(state: State, tokens: Sequence[Token], start: int) -> None:
    """Take in what is spoken of before a number: subject, attribute, time, place, speaker."""
    has_title = "《" in state.sentence_text
    for token in tokens:
        in_title = has_title and _opened(state.text, "《", "》", token.start, state.sentence[0])
        if token.name is not None and not in_title:
            _absorb_name(state, token, start)
        elif token.time is not None and not in_title:
            _absorb_time(state, token)
        elif token.cue is not None and token.cue.role == "attribute" and not _held(state, token):
            state.attribute = traded(state, clause_start(state.text, start, token.start), token.end, token.cue)


def _held(state: State, token: Token) -> bool:
    """Beside a quota, 出口数量, 开采 and 份额 speak of the quota."""
    if state.attribute is None or state.attribute.kind != "quota" or token.cue is None:
        return False
    is_said = QUOTA.search(state.sentence_text) is not None and "实际" not in state.sentence_text
    is_trade = token.cue.kind == "trade" and is_said
    return is_trade or token.cue.text in ("份额", "开采")


def _absorb_time(state: State, token: Token) -> None:
    """Keep the time that is spoken of; one that only its own number is of is not carried on."""
    time = token.time
    if time is None or time.role == "basis" or SAME.search(time.text) or _is_of_own_number(state, token, time):
        return
    state.time = time
    if MONTH.fullmatch(time.iso or ""):
        state.month = time
    if time.iso and "batch" in time.iso:
        state.batch = period_of(time, state, "quota")


def _is_of_own_number(state: State, token: Token, time: Time) -> bool:
    """Whether a time belongs to one number alone: in a bracket, after 较, after 从, 8月31日的261.3点."""
    if in_bracket(state.text, token.start, state.sentence[0]) or state.text[max(0, token.start - 1)] in COMPARED:
        return True
    if time.iso and "batch" in time.iso and COMING.search(state.text, max(0, token.start - 8), token.start):
        return True
    is_day = time.iso is not None and len(time.iso) == DAY_LENGTH and "/" not in time.iso
    if (is_day and OWN_DAY.match(state.text, token.end)) or PART_OF.match(state.text, token.end):
        return True
    if time.text.startswith(BEFORE) and BESIDE.match(state.text, token.end):
        return True
    is_interval = YEARS.fullmatch(time.iso or "") is not None
    is_lead = time.role != "since" and not is_interval
    return is_lead and STARTS.search(state.text, max(0, token.start - 4), token.start) is not None


def _absorb_name(state: State, token: Token, start: int) -> None:
    name = token.name
    if name is None:
        return
    if name.kind == "organisation":
        state.org = name.key
    elif name.kind == "region":
        state.region = name.key
    elif state.subject is not None and (
        in_bracket(state.text, token.start, state.sentence[0])
        or state.subject.span.start <= token.start < token.end <= state.subject.span.end
    ):
        return
    elif is_goods(state.text, token) and not _is_aside(state, token, start):
        group = class_of(name.key, name.text)
        if group not in ELIGIBLE and (mixed := mixed_subject(state, token)) is not None:
            state.subject = mixed
        elif group != "use":
            state.subject = subject_of(token)
            state.is_rare = state.is_rare or group == "rare"
        elif _owns_cue(state, token):
            state.subject = Subject(name.key, name.text, subject_of(token).span, "use")


def _is_aside(state: State, token: Token, start: int) -> bool:
    """Whether a name is only mentioned:受益于新能源汽车, or what the subject is said to be."""
    if PER_STEP.match(state.text, token.end):
        return True
    lead = state.text[max(start, token.start - 24) : token.start]
    clause = re.split("[，,：:]", lead)[-1]
    aside = ASIDE.search(clause)
    if aside is not None and not (aside[0] in USES and clause.endswith("的")):
        return True
    subject = state.subject
    inside = subject is not None and subject.group in ELIGIBLE and subject.span.start >= state.sentence[0]
    return inside and PREDICATE.search(clause) is not None


def _owns_cue(state: State, token: Token) -> bool:
    return any(
        t.cue is not None and t.cue.role in ("attribute", "rise", "fall") and 0 <= t.start - token.end <= OWN_CUE
        for t in state.tokens
    )


def _read_run(state: State, run: Sequence[Token], before: int, end: int) -> None:
    """Read one group of numbers: as changes where a movement governs it, else as levels."""
    if in_bracket(state.text, run[0].start, state.sentence[0]) and in_bracket_list(state, run):
        read_entry(state, run)
        return
    run = with_shared_unit(run)
    quantity = quantity_of(run[0])
    start = clause_start(state.text, before, run[0].start)
    tokens = between(state.tokens, start, quantity.number_start)
    earlier = between(state.tokens, state.sentence[0], quantity.number_start)
    is_assumed = THEN.search(state.text, start, quantity.number_start) is not None or _opens_with_if(state, earlier)
    if any(_assumes(state, t) for t in (earlier if is_assumed else tokens)):
        return
    if any(t.is_cue("per step") for t in earlier):
        return
    measure = Measure(tuple(run), start, before, tail_end(state.text, run[-1].end, end, state.tokens))
    found = directions.direction(state.text, tokens, quantity)
    if found.word is None:
        found = directions.direction_behind(state.text, run[-1].end) or found
    is_index = bool(state.levels) and state.levels[-1].kind == "price_index"
    if _is_doubling(quantity) or directions.is_change(quantity, found, is_index=is_index):
        read_change(state, measure, found)
    else:
        read_level(state, measure)


def _opens_with_if(state: State, tokens: Sequence[Token]) -> bool:
    """Whether a sentence opens with 若, 如果: all of it is assumed."""
    return any(t.is_cue("assume") and t.start - state.sentence[0] <= OPENING for t in tokens)


def _assumes(state: State, token: Token) -> bool:
    """若 inside a name (隆贡若) assumes nothing."""
    if not token.is_cue("assume") or token.cue is None:
        return False
    return len(token.cue.text) > 1 or OPENS.search(state.text, max(0, token.start - 1), token.start) is not None


def _is_doubling(quantity: Quantity) -> bool:
    return quantity.text.startswith("翻")
