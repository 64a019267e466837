"""Dates and periods, absolute and relative: 2022年8月, 今年上半年, 8日, 第二批, 十四五, 年初."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from monazite.read.mentions import Time
from monazite.read.scan.fiscal import WORD, fiscal_period
from monazite.read.scan.periods import RELATIVE_YEAR, Anchor, Parts, iso_of, month_number
from monazite.read.scan.vocabulary import alternation

Role = Literal["at", "since", "until", "basis"]
NUMBER = r"(?:\d{1,2}|十[一二]?|[一二两三四五六七八九])"
DAY = "(?:[一二]?十[一二三四五六七八九]?|三十一?|[一二三四五六七八九])"
CHINESE_YEAR = re.compile("(?:一九|二[〇零○])[〇零○一二三四五六七八九]{2}(?=年)")
"""二〇二二年 is read as 2022年, digit for digit."""
TO = r"\s?(?:[-~～—–－至到]|——)\s?"
YEAR = r"(?<!\d)(?:19|20)\d\d"
PART = (
    r"(?P<half>上半年|下半年|半年度|半年|H[12]|中期)|第?(?P<quarter>[一二三四1-4])季(?:度|(?![节风花青报度]))|(?P<q>Q[1-4])"
    r"|(?P<three_quarters>前三季度)|(?P<annual>全年|年度|整年|财年|财政年度)"
    rf"|(?P<m1>{NUMBER})\s?(?:月份?)?{TO}(?P<m2>{NUMBER})\s?月份?|前(?P<ytd>{NUMBER})个?月"
    rf"|(?P<month>{NUMBER})\s?月(?:(?P<day>\d{{1,2}}|{DAY})\s?日(?:{TO}(?P<day2>\d{{1,2}})\s?日)?|份?月?(?:初|底|末)|份)?"
)
BATCH = (
    r"第(?P<batch>[一二三四1-4])批|(?P<first_batch>首批)(?=[^，。；]{0,14}(?:指标|配额|企业)|的?[约近仅为]?\s?\d)"
    r"|(?P<batches>前两批|两批)"
)


def _prefixed(pattern: str, letter: str) -> str:
    return pattern.replace("(?P<", f"(?P<{letter}_")


WEEKDAY = r"(?<![每一二两三四五六七八九十])[本上]?周(?:[一二三四五六](?![周度个])|[日天](?!均))"
_PATTERN = re.compile(
    r"(?=[0-9一二两三四五六七八九十第今去明上下本当前昨首全整半中年月目现如期眼迄至同周该“HQ])(?:"
    rf"(?P<iso>{YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d))"
    rf"|(?P<y1>{YEAR})\s?年?{TO}(?P<y2>(?:19|20)\d\d)\s?年"
    rf"|(?:(?P<year>{YEAR})\s?(?:年|(?=全年|年度|财年|财政年度|上半年|下半年))|(?P<short>(?<![\d.])\d\d)年(?=\d{{1,2}}月)"
    rf"|(?!(?<=[加以])上年)(?P<relative>{alternation(RELATIVE_YEAR)}))"  # 加上年初, 万吨以上年产: no 上年
    rf"(?:度)?\s?(?:的)?\s?(?:(?P<year_start>年?初)|(?P<year_end>年?[末底])|{PART})?"
    rf"(?:的|全年|，)?\s?(?:{BATCH})?(?P<same>同期)?"
    rf"|(?:{_prefixed(PART, 'a')})(?:\s?(?:的)?(?:{_prefixed(BATCH, 'a')}))?(?P<a_same>同期)?"
    rf"|{_prefixed(BATCH, 'b')}"
    r"|(?P<which_month>本月|当月|上月)(?P<of_month>\d{1,2})\s?日"
    r"|(?P<only_day>(?<![\d月])\d{1,2})\s?日(?!报(?!价)|[本元经])"
    rf"|(?P<weekday>{WEEKDAY})"
    r"|(?P<fiscal>(?:上一?个?|前一?|该|本|同一?)财年)"
    r"|(?P<word>今日|今天|今早|今晚|当日|当天|昨日|昨天|昨晚|前日|前天|本月|当月|当年|同月|上个?月|本周|上周|上一?季度?|本季度?|年初至今|年初|年底|年末|月初|月底|月末|目前|当前|现在|现如今|如今|期初|眼下"
    r"|迄今|至今|“?(?:十[一二三四五]五)”?(?:期间|时期|末|初期|初)?|年累计|今年以来|年内))"
)
_PLAIN = {name: re.sub("^[ab]_", "", name) for name in _PATTERN.groupindex}
YEAR_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
SINCE = re.compile(r"(?:前后|左右)?\s?(?:以来|起|之后|后)")
FAR_SINCE = re.compile(r"[^，。；]{1,40}以来")
COMING = re.compile(r"(?:将|预计|持续|延续)[^，。；]{0,6}(?:到|至)?\s?$")
UNTIL = re.compile(r"(?:截至|截止|截止到|到|至)\s?$")
BASIS_BEFORE = re.compile(r"(?:较|比|与|同|比之|相比|相较|相较于|较之|跟|和|高于|低于)\s?$")
BASIS_AFTER = re.compile(r"\s?(?:相比|相较|比较|持平|一致)")
FAR_BASIS = re.compile(r"的?[^，。；]{0,16}相比")
"""同去年第二批的7976吨相比."""
SENTENCE_END = re.compile("[。；;！？\n]")
DAYS_A_MONTH = 31
OF_MONTH = frozenset({"月初", "月底", "月末"})
MONTH = re.compile(r"\d{4}-\d\d$")
BULLETIN_DAY = 10
"""Until this day of a month a review of the month before is printed."""
MONTH_LENGTH, YEAR_LENGTH = len("2022-08"), len("2022")
SPOKEN_OF = {"当月": MONTH_LENGTH, "同月": MONTH_LENGTH, "当年": YEAR_LENGTH}
"""当月 is the month spoken of last, 当年 the year; so many characters of its ISO text."""
NO_HALF = frozenset({"半年", "中期"})
"""半年 alone is a length of time; 半年度 names the half that is reported."""


def find_times(text: str, anchor: Anchor, start: int = 0, end: int | None = None) -> list[Time]:
    """Every date and period of a text, from left to right.

    A yearless month or day takes the year named before it in the same sentence, or the nearest past of the document's
    date, or the year established before; where none of them is known it is written ``--08-13``.

    Args:
        text: the text scanned; offsets count in it.
        anchor: what relative times refer to.
        start: where the part to scan begins.
        end: where it ends; None for the end of the text.
    """
    source, text = text, with_year_digits(text)
    found: list[Time] = []
    year: int | None = None
    at = start
    for match in _PATTERN.finditer(text, start, len(text) if end is None else end):
        if SENTENCE_END.search(text, at, match.start()):
            year = None
        at = match.start()
        parts = {_PLAIN[name]: value for name, value in match.groupdict().items() if value is not None}
        if _is_none(text, match, parts):
            continue
        role = _role(text, match)
        coming = _coming_year(text, match, parts, anchor) or _next_year(parts, found, year, anchor)
        iso, named = iso_of(parts, anchor, coming or year)
        year = coming if coming is not None and role != "basis" else year
        if named is not None and role not in ("basis", "since") and (anchor.day is None or named <= anchor.day.year):
            year = named
        if WORD in match[0] or "财政年度" in match[0]:
            iso = fiscal_period(text, match[0], at) or iso
        word = parts.get("word", "")
        if (length := SPOKEN_OF.get(word)) is not None or _is_of_bulletin(word, anchor):
            iso = _spoken_of(found, length or MONTH_LENGTH) or iso
        elif word in OF_MONTH and MONTH.match(spoken := _spoken_of(found, MONTH_LENGTH) or ""):
            iso = spoken
        printed = source[at : match.end()].rstrip("的， ")
        found.append(Time(at, at + len(printed), iso, printed, role))
    return found


@lru_cache(maxsize=4)
def with_year_digits(text: str) -> str:
    """Years in Chinese characters as digits; offsets hold.

    >>> with_year_digits("二〇二二年八月")
    '2022年八月'
    """
    return CHINESE_YEAR.sub(lambda match: match[0].translate(YEAR_DIGITS), text)


def _is_of_bulletin(word: str, anchor: Anchor) -> bool:
    """2月份指数回落，本月平均为…, printed early in March: the month just reviewed."""
    return word == "本月" and anchor.day is not None and anchor.day.day <= BULLETIN_DAY


def _spoken_of(found: list[Time], length: int) -> str | None:
    """The month or year of the time mentioned last, or that whole time where it is an interval or shorter."""
    last = found[-1].iso if found else None
    if last is None or last.startswith("-"):
        return last
    return last[:length] if len(last) >= length and "/" not in last else last


def _is_none(text: str, match: re.Match[str], parts: Parts) -> bool:
    """Whether what looks like a time is none: 半年, 13月, 八月刊, the 45日."""
    if "only_day" in parts:
        return not 1 <= int(parts["only_day"]) <= DAYS_A_MONTH
    if parts.get("half") in NO_HALF:
        return not parts.keys() & {"same", "year", "relative"}
    if "month" in parts and not parts.keys() & {"year", "short", "relative"}:
        return month_number(parts["month"]) is None or text[match.end() : match.end() + 1] == "刊"
    return False


def _role(text: str, match: re.Match[str]) -> Role:
    before, after = text[max(0, match.start() - 4) : match.start()], text[match.end() : match.end() + 4]
    is_compared = BASIS_AFTER.match(after) is not None
    is_compared = is_compared or (before.endswith(("与", "同")) and FAR_BASIS.match(text, match.end()) is not None)
    if is_compared or (BASIS_BEFORE.search(before) and before.rstrip()[-1:] not in "和与同"):
        return "basis"
    is_far_since = before.endswith(("自", "从")) and FAR_SINCE.match(text, match.end()) is not None
    if is_far_since or SINCE.match(after) or match[0] in ("今年以来", "年初至今"):
        return "since"
    return "until" if UNTIL.search(before) else "at"


def _coming_year(text: str, match: re.Match[str], parts: Parts, anchor: Anchor) -> int | None:
    """将持续到9月份: a month to come, not the nearest past one."""
    if anchor.day is None or "month" not in parts or parts.keys() & {"year", "short", "relative"}:
        return None
    month = month_number(parts["month"])
    if month is None or not COMING.search(text, max(0, match.start() - 12), match.start()):
        return None
    return anchor.day.year + (month < anchor.day.month)


def _next_year(parts: Parts, found: list[Time], year: int | None, anchor: Anchor) -> int | None:
    """去年12月底…，到2月5日: an earlier month after a month of last year is of this year."""
    month = month_number(parts["month"]) if "month" in parts else None
    is_named = bool(parts.keys() & {"year", "short", "relative"})
    if anchor.day is None or month is None or is_named or not found or year != anchor.day.year - 1:
        return None
    last = found[-1].iso or ""
    is_later = last[:YEAR_LENGTH] == str(year) and "/" not in last and last[YEAR_LENGTH + 1 : MONTH_LENGTH].isdecimal()
    if not is_later or int(last[YEAR_LENGTH + 1 : MONTH_LENGTH]) <= month or month > anchor.day.month:
        return None
    return year + 1
