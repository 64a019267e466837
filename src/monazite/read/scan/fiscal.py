"""Fiscal years: 截至6月30日的2021财年 runs from July 2020 to June 2021; 上一财年 is the one before that named last."""

from __future__ import annotations

import re

WORD = "财年"
NAMED = re.compile(r"(20\d\d|(?<!\d)\d\d)(?:财政年度|财年)")
RELATIVE = re.compile("(?P<before>上一?个?|前一?)|该|本|同一?")
END = re.compile(
    r"(?:截至|截止|截止到)(?:20\d\d年)?(?P<month>1[0-2]|[1-9])月(?:\d{1,2}日|底|末)?(?:结束|为?止)?的?[^，。；]{0,8}财(?:年|政年度)"
)
MONTHS_A_YEAR = 12


def fiscal_period(text: str, printed: str, at: int) -> str | None:
    """The months of a fiscal year, or its year where the text does not say when it ends.

    Args:
        text: the whole text; its end of the fiscal year and the years named before are looked up in it.
        printed: 2021财年, 上一财年, 该财年.
        at: where it stands.

    >>> fiscal_period("截至6月30日的2021财年产量上升", "2021财年", 7)
    '2020-07/2021-06'
    """
    named = NAMED.match(printed)
    year = _year(named[1]) if named else _spoken_of(text, printed, at)
    if year is None:
        return None
    end = END.search(text)
    month = int(end["month"]) if end else MONTHS_A_YEAR
    if month == MONTHS_A_YEAR:
        return str(year)
    return f"{year - 1}-{month + 1:02}/{year}-{month:02}"


def _spoken_of(text: str, printed: str, at: int) -> int | None:
    earlier = NAMED.findall(text, 0, at)
    relative = RELATIVE.match(printed)
    if not earlier or relative is None:
        return None
    return _year(earlier[-1]) - (relative["before"] is not None)


def _year(digits: str) -> int:
    return int(digits) if len(digits) > 2 else 2000 + int(digits)  # noqa: PLR2004 - 21财年
