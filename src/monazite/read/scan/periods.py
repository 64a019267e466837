"""The parts of a date as ISO text: 2022-08, 2022-H1, 2022-01/2022-06, 2022 batch 2, --08-13."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from monazite.read.scan.numerals import chinese_number

Parts = Mapping[str, str]
"""What a time names: year, month, day, half, quarter, batch … as printed."""
RELATIVE_YEAR = {"今年": 0, "本年": 0, "本年度": 0, "去年": -1, "上年": -1, "明年": 1, "前年": -2, "年内": 0}
PLANS = {
    "十一五": (2006, 2010),
    "十二五": (2011, 2015),
    "十三五": (2016, 2020),
    "十四五": (2021, 2025),
    "十五五": (2026, 2030),
}
"""The five-year plans."""
TODAY = frozenset(
    {"今日", "今天", "今早", "今晚", "当日", "当天", "目前", "当前", "现在", "现如今", "如今", "眼下", "迄今", "至今"}
)
DAYS_AGO = {"昨日": 1, "昨天": 1, "昨晚": 1, "前日": 2, "前天": 2}
WEEKS = frozenset({"本周", "上周"})
WEEKDAYS = "一二三四五六日天"
DAYS_A_WEEK = 7
SECOND_HALF = frozenset({"下半年", "H2"})
MONTHS_A_YEAR, MONTHS_A_HALF, DAYS_A_MONTH = 12, 6, 31


@dataclass(frozen=True, slots=True)
class Anchor:
    """What relative times are relative to.

    Args:
        day: the document's date, or None.
        year: the year established by headings or the text before, where the document has no date.
        is_month: only the month of ``day`` is known: 今日 is that month, 昨日 and 8日 are open.
    """

    day: date | None = None
    year: int | None = None
    is_month: bool = False

    @property
    def known_year(self) -> int | None:
        """The year of the document, else the one established."""
        return self.day.year if self.day is not None else self.year


def month_number(text: str) -> int | None:
    """A month from digits or Chinese characters, None when it is not 1 to 12.

    >>> month_number("十二"), month_number("8"), month_number("13")
    (12, 8, None)
    """
    value = int(text) if text.isdecimal() else chinese_number(text)
    return int(value) if value is not None and 1 <= value <= MONTHS_A_YEAR else None


def iso_of(parts: Parts, anchor: Anchor, year: int | None) -> tuple[str | None, int | None]:
    """ISO text of a time, and the absolute year it names where it does.

    Args:
        parts: what is printed.
        anchor: the document's date.
        year: the year established in the sentence, for parts without one.
    """
    if "iso" in parts:
        return _iso_day(parts["iso"])
    if "y1" in parts:
        return f"{parts['y1']}/{parts['y2']}", None
    if parts.keys() & {"year", "short", "relative"}:
        named = _named_year(parts, anchor)
        return _of_year(parts, named), named
    return _without_year(parts, anchor, year), None


def _without_year(parts: Parts, anchor: Anchor, year: int | None) -> str | None:
    if anchor.is_month and anchor.day is not None and _is_of_day(parts):
        return f"{anchor.day:%Y-%m}" if parts.get("word") in TODAY else None
    if "of_month" in parts:
        return _day_of_month(_relative(parts["which_month"], anchor.day), int(parts["of_month"]))
    if "word" in parts:
        return _word(parts["word"], anchor, year)
    if "weekday" in parts:
        return _weekday(parts["weekday"], anchor.day)
    if "only_day" in parts:
        return _day_only(int(parts["only_day"]), anchor.day)
    return None if "fiscal" in parts else _of_known_year(parts, anchor, year)


def _day_of_month(month: str | None, day: int) -> str | None:
    """本月8日."""
    return f"{month}-{day:02}" if month is not None and 1 <= day <= DAYS_A_MONTH else None


def _is_of_day(parts: Parts) -> bool:
    """今日, 上周, 8日, 周二: what only a known day tells."""
    word = parts.get("word")
    return word in TODAY or word in DAYS_AGO or word in WEEKS or "only_day" in parts or "weekday" in parts


def _iso_day(text: str) -> tuple[str | None, int | None]:
    year, month, day = (int(part) for part in text.replace("/", "-").replace(".", "-").split("-"))
    is_day = 1 <= month <= MONTHS_A_YEAR and 1 <= day <= monthrange(year, month)[1]
    return (f"{year}-{month:02}-{day:02}", year) if is_day else (None, None)


def _named_year(parts: Parts, anchor: Anchor) -> int | None:
    if "year" in parts:
        return int(parts["year"])
    if "short" in parts:
        return 2000 + int(parts["short"])
    known = anchor.known_year
    return None if known is None else known + RELATIVE_YEAR[parts["relative"]]


def _of_year(parts: Parts, year: int | None) -> str | None:
    """A period of a year that is printed (or 今年)."""
    tail = tail_of(parts)
    if year is None:
        return f"--{tail}" if tail and tail[:1].isdigit() and "/" not in tail else None
    return _batch(parts, year) or _joined(year, tail or "")


def _of_known_year(parts: Parts, anchor: Anchor, year: int | None) -> str | None:
    """A period without a year: of the sentence's year, or the nearest past of the document's date."""
    reference = year if year is not None else anchor.known_year
    tail = tail_of(parts)
    if reference is None:
        return f"--{tail}" if tail and tail[:1].isdigit() and "/" not in tail else None
    if (batch := _batch(parts, reference)) is not None:
        return batch
    if tail is None:
        return None
    if year is None and anchor.day is not None and _is_after(tail, anchor.day):
        reference -= 1
    return _joined(reference, tail)


def _joined(year: int, tail: str) -> str:
    return "/".join(f"{year}-{part}" if part else str(year) for part in tail.split("/"))


def _batch(parts: Parts, year: int) -> str | None:
    if "batches" in parts:
        return f"{year} batch 1+2"
    if "first_batch" in parts:
        return f"{year} batch 1"
    if "batch" not in parts:
        return None
    printed = parts["batch"]
    return f"{year} batch {printed if printed.isdecimal() else chinese_number(printed)}"


def tail_of(parts: Parts) -> str | None:
    """The part of an ISO period after its year (08, 08-13, H1, Q3, 01/06), empty for 全年, None for none.

    >>> tail_of({"month": "8", "day": "13"}), tail_of({"half": "上半年"}), tail_of({"ytd": "五"}), tail_of({})
    ('08-13', 'H1', '01/05', None)
    """
    for name, make in _TAILS.items():
        if name in parts:
            return make(parts)
    return None


def _quarter(parts: Parts) -> str:
    printed = parts["quarter"]
    return f"Q{printed if printed.isdecimal() else chinese_number(printed)}"


def _months(parts: Parts) -> str | None:
    first, last = month_number(parts["m1"]), month_number(parts["m2"])
    return f"{first:02}/{last:02}" if first and last and first < last else None


def _year_to_date(parts: Parts) -> str | None:
    last = month_number(parts["ytd"])
    return f"01/{last:02}" if last else None


def _month(parts: Parts) -> str | None:
    month = month_number(parts["month"])
    day = parts.get("day2") or parts.get("day")
    if month is None:
        return None
    number = None if day is None else int(day) if day.isdecimal() else chinese_number(day)
    return f"{month:02}" if number is None else f"{month:02}-{int(number):02}"


_TAILS: Mapping[str, Callable[[Parts], str | None]] = {
    "half": lambda parts: "H2" if parts["half"] in SECOND_HALF else "H1",
    "quarter": _quarter,
    "q": lambda parts: parts["q"],
    "three_quarters": lambda _: "01/09",
    "annual": lambda _: "",
    "m1": _months,
    "ytd": _year_to_date,
    "month": _month,
    "year_start": lambda _: "01",
    "year_end": lambda _: "12",
}
"""How each part is written, in the order in which they are looked for."""


def _is_after(tail: str, day: date) -> bool:
    """Whether a part of the document's year lies wholly after its date, so that the year before is meant."""
    part = tail.rsplit("/", maxsplit=1)[-1]
    if part.startswith("Q"):
        return (int(part[1]) - 1) * 3 + 1 > day.month
    if part.startswith("H"):
        return part == "H2" and day.month <= MONTHS_A_HALF
    return bool(part) and int(part[:2]) > day.month


def _word(word: str, anchor: Anchor, year: int | None) -> str | None:
    """A word such as 今日, 年初, “十四五”."""
    plan = word.strip("“”").replace("”", "")
    if plan[:3] in PLANS:
        first, last = PLANS[plan[:3]]
        return str(last) if plan.endswith("末") else str(first) if plan.endswith(("初", "初期")) else f"{first}/{last}"
    if word in ("年初", "年底", "年末", "年内"):
        year = year or anchor.known_year
        if year is None or word == "年内":
            return None if year is None else str(year)
        return f"{year}-{'01' if word == '年初' else '12'}"
    return _relative(word, anchor.day)


def _relative(word: str, day: date | None) -> str | None:
    if day is None:
        return None
    if word in TODAY:
        return day.isoformat()
    if word in DAYS_AGO:
        return (day - timedelta(days=DAYS_AGO[word])).isoformat()
    last_month = day.replace(day=1) - timedelta(days=1)
    months = {
        "本月": f"{day:%Y-%m}",
        "当月": f"{day:%Y-%m}",
        "同月": f"{day:%Y-%m}",
        "当年": f"{day:%Y}",
        "上月": f"{last_month:%Y-%m}",
        "上个月": f"{last_month:%Y-%m}",
        "上周": _week(day - timedelta(days=DAYS_A_WEEK)),
        "本季": _quarter_of(day),
        "上季": _quarter_of(day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1) - timedelta(days=1)),
        "年累计": f"{last_month:%Y}-01/{last_month:%Y-%m}",
        "月初": f"{day:%Y-%m}",
        "月底": f"{day:%Y-%m}",
        "月末": f"{day:%Y-%m}",
        "今年以来": f"{day:%Y}",
        "年初至今": f"{day:%Y}",
    }
    return months.get(word) or months.get(word.replace("一季", "季").removesuffix("度"))


def _week(day: date) -> str:
    """The week of a day, Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return f"{monday.isoformat()}/{(monday + timedelta(days=DAYS_A_WEEK - 1)).isoformat()}"


def _quarter_of(day: date) -> str:
    return f"{day:%Y}-Q{(day.month + 2) // 3}"


def _weekday(text: str, day: date | None) -> str | None:
    """上周五, 本周一; 周二 alone is the nearest one not after the document's date."""
    if day is None:
        return None
    wanted = min(WEEKDAYS.index(text[-1]), DAYS_A_WEEK - 1)
    monday = day - timedelta(days=day.weekday())
    found = monday + timedelta(days=wanted - (DAYS_A_WEEK if text.startswith("上") else 0))
    if found > day and not text.startswith("本"):
        found -= timedelta(days=DAYS_A_WEEK)
    return found.isoformat()


def _day_only(number: int, day: date | None) -> str | None:
    """8日: the nearest such day not after the document's date."""
    if day is None:
        return None
    month = day.replace(day=1)
    if number > day.day:
        month = (month - timedelta(days=1)).replace(day=1)
    return month.replace(day=number).isoformat() if 1 <= number <= monthrange(month.year, month.month)[1] else None
