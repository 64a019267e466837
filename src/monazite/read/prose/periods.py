"""To which time a number belongs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from monazite.read.mentions import Time
from monazite.read.prose.state import State
from monazite.read.prose.tokens import Token
from monazite.read.prose.vocabulary import Cue
from monazite.read.scan.times import BULLETIN_DAY

STANDING = re.compile("目前|当前|现在|如今|现如今|眼下|迄今|至今")
OTHER_DAY = re.compile(r"昨|前[日天]|上周|上个?月|[本上]?周[一二三四五六日天]|\d{1,2}\s?日$")
"""Where the day of a text is not known, 昨日 and 8日 are not known either, and are not that of the text."""
SAME = re.compile("同(?:时)?期$")
DATED = frozenset({"price", "price_index"})
"""Kinds that, without a time of their own, are of the day of the paper."""
UNDATED = frozenset({"output", "trade", "demand", "capacity", "share", "reserve"})
"""Kinds of a period, never of a day."""
THIS_YEAR = frozenset({"今年", "今年以来", "年初至今", "年内", "本年"})
STANDING_KINDS = frozenset({"capacity", "reserve"})
RECENT = 4
"""How many facts back a trade or an output vouches for the period that is carried forward."""
FLOWS = frozenset({"trade", "output", "demand", "quota", "sales/installation"})
"""A share right after an amount of a period is of that period: 占出口总量的49.8%."""
DAY = re.compile(r"(?:\d{4}|-)-\d\d-\d\d")
MONTH = re.compile(r"\d{4}-\d\d")
YEARLESS_BATCH = re.compile("第|首批|前?两批")
YEAR = re.compile(r"^(\d{4})")
MONTHLY = re.compile("环比|月均|上月")
YEARS = re.compile(r"(\d{4})/(\d{4})")
OF_WHICH = re.compile(r"[^。；\n]{0,60}?其中[，]?(?:第一批|首批)")
LAST_YEAR = ("去年", "上年")
LAST_MONTH = frozenset({"上月", "上个月"})


def of_bulletin(tokens: Sequence[Token], section: Time | None, day: date | None) -> list[Token]:
    """本月 under the heading of a month, in a bulletin printed early in the month after, is that month."""
    if section is None or day is None or day.day > BULLETIN_DAY or MONTH.fullmatch(section.iso or "") is None:
        return list(tokens)
    return [
        replace(t, time=replace(t.time, iso=section.iso)) if t.time is not None and t.time.text == "本月" else t
        for t in tokens
    ]


def last_time(tokens: Sequence[Token]) -> Time | None:
    """The last time that is no basis of a comparison."""
    for token in reversed(tokens):
        if token.time is not None and token.time.role != "basis" and not SAME.search(token.time.text):
            return token.time
    return None


def month_of_average(state: State, cue: Cue) -> Time | None:
    """氧化镧均价为0.42万元/吨，与上月持平: an average beside 环比 is of the month the bulletin spoke of last."""
    is_average = cue.kind == "price" and cue.attribute == "average price"
    return state.month if is_average and MONTHLY.search(state.sentence_text) is not None else None


def a_year_before(tokens: Sequence[Token], state: State) -> str | None:
    """去年同期，均价为62万元/吨: the period spoken of before, a year earlier."""
    time = next((t.time for t in reversed(tokens) if t.time is not None and SAME.search(t.time.text)), None)
    if time is None or time.role == "basis" or last_time(tokens) is not None:
        return None
    spoken_of = state.levels[-1].period if state.levels else state.time.iso if state.time is not None else None
    if time.text.startswith(LAST_YEAR) and state.levels and spoken_of is not None and YEAR.match(spoken_of):
        return years_back(spoken_of)
    return None if time.iso is None else same_period_of(time.iso, spoken_of)


def years_back(period: str) -> str:
    """The same period a year before; both ends of an interval move.

    >>> years_back("2026-07"), years_back("2026-01/2026-05"), years_back("2011 batch 2")
    ('2025-07', '2025-01/2025-05', '2010 batch 2')
    """
    return "/".join(YEAR.sub(lambda m: str(int(m[0]) - 1), part) for part in period.split("/"))


def month_before(time: Time | None, state: State) -> str | None:
    """8月均价48.5万元/吨，上月为46.2万元/吨: the month before that of the level before it."""
    last = state.levels[-1].period if state.levels else None
    if time is None or time.text not in LAST_MONTH or last is None or MONTH.fullmatch(last) is None:
        return None
    year, month = int(last[:4]), int(last[5:])
    return f"{year}-{month - 1:02}" if month > 1 else f"{year - 1}-12"


def period_of(time: Time | None, state: State, kind: str) -> str | None:
    """The period of a level: its time, or for a price without one the document's date."""
    if time is not None and STANDING.search(time.text):
        return time.iso or state.today if kind in DATED else None
    if kind == "quota":
        return _quota_period(time, state)
    if time is not None and _is_another(time, state, kind):
        return None
    if time is not None and kind in DATED and _is_over(time, state):
        return state.today
    if time is not None and time.iso is not None:
        return time.iso
    is_open = time is not None and OTHER_DAY.match(time.text) is not None
    return state.today if kind in DATED and not is_open else None


def year_of(time: Time | None, index: int, count: int) -> str | None:
    """2017年至2020年分别为A、B、C和D: one number for each year of an interval."""
    ends = YEARS.fullmatch(time.iso or "") if time is not None and "五" not in time.text else None
    if ends is None or count < 2 or int(ends[2]) - int(ends[1]) != count - 1:  # noqa: PLR2004 - one is no list
        return None
    return str(int(ends[1]) + index)


def _is_over(time: Time, state: State) -> bool:
    """今年以来上涨…，至270美元: a level at the end of a time that has lasted until the day of the paper."""
    is_since = time.role == "since" and (time.text in THIS_YEAR or state.text.startswith("以来", time.end))
    return is_since or (time.text in THIS_YEAR and time.start < state.sentence[0])


def _year_of_part_before(state: State) -> str | None:
    """2021年度指标为16.8万吨；第一批为8.4万吨: the year of the quota before it in the sentence."""
    last = state.drafts[-1] if state.drafts else None
    is_near = last is not None and last.number.start >= state.sentence[0]
    return last.period if last is not None and is_near and last.kind == "quota" and not last.is_basis else None


def _is_another(time: Time, state: State, kind: str) -> bool:
    """Whether a time carried forward is of something else: the day of the news, or that of a price before a reserve."""
    if kind not in UNDATED or time.role == "until":
        return False
    if DAY.fullmatch(time.iso or ""):
        return True
    is_earlier = bool(state.tokens) and time.start < state.tokens[0].start
    last = state.drafts[-1].kind if state.drafts else kind
    is_of_flow = kind not in STANDING_KINDS and any(
        d.kind in FLOWS and d.period == time.iso for d in state.drafts[-RECENT:]
    )
    if is_of_flow or (kind == "share" and last in FLOWS):
        return False
    if not is_earlier or len(time.iso or "") <= len("2022") or "batch" in (time.iso or ""):
        return False
    return last.startswith("price") or (kind in STANDING_KINDS and last not in STANDING_KINDS)


def _quota_period(time: Time | None, state: State) -> str | None:
    if time is None:
        return state.batch
    if "batch" in (time.iso or "") and time.start < state.sentence[0] and OF_WHICH.match(state.text, state.sentence[0]):
        return (time.iso or "")[:4]
    year = state.batch or _year_of_part_before(state)
    if time.iso is not None and year is not None and YEARLESS_BATCH.match(time.text):
        return YEAR.sub(year[:4], time.iso)
    return time.iso


def of_notice(time: Time, state: State) -> str | None:
    """去年第一批 in a notice of the quota of the coming year is the first batch of this year."""
    iso, day = time.iso, state.day
    if iso is None or day is None or "batch" not in iso or not time.text.startswith(LAST_YEAR):
        return iso
    is_coming = state.batch is not None and int(state.batch[:4]) == day.year + 1
    return YEAR.sub(str(int(iso[:4]) + 1), iso) if is_coming else iso


def same_period_of(year_text: str | None, period: str | None) -> str | None:
    """2010年同期 beside 2011 batch 1 is 2010 batch 1."""
    if year_text is None or period is None:
        return year_text
    return YEAR.sub(year_text[:4], period)


def is_future(iso: str | None, day: date | None) -> bool:
    """Whether a period ends after the document's date."""
    if iso is None or not YEAR.match(iso):
        return False
    last = iso.split("/")[-1]
    year = int(last[:4])
    if day is None:
        return False
    return year > day.year or (year == day.year and "-" in last and last[5:7].isdigit() and int(last[5:7]) > day.month)
