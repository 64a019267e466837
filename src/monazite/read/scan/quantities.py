"""Numbers with their units: 3.6-3.9万吨, 110万-115万一吨, 三分之一, 1.2×108 t, 翻倍, 近200万吨."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from monazite.read.mentions import Quantity, Unit
from monazite.read.scan.numerals import CHARACTERS, chinese_number, fraction_percent
from monazite.read.scan.vocabulary import alternation, qualifiers, scale_powers, unit_at, unit_of

DOUBLINGS = {"翻倍": 1, "翻番": 1, "翻一番": 1, "翻了一番": 1, "翻两番": 3, "翻了两番": 3}
"""How many times the old value is added."""
HALF = Decimal(50)
"""一半 in percent."""
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
WIDEST_RANGE = 4
"""至 and 到 join a range only when its ends are this close: 40%至50% is one, 上涨1万元/吨至85.5万元/吨 is none."""
IN_WORDS = (
    "元/吨|吨/年|个百分点|百分点|成(?![立为功分效本长果员品交就型都])|倍(?![增频率])|吨|公斤|美元"
    "|元(?![素旦件宝月])|辆|万|亿|兆瓦|吉瓦"
)
OPENING, CLOSING = "“\"'‘「", "”\"'’」"
"""均价“48.5”万元/吨: quotation marks around the digits alone."""
DIGITS = "零〇一二三四五六七八九"
"""Digits after 点 in words."""
BARE = frozenset("万萬亿億千百十")
MOST_DIGITS = 15
"""A number with more digits is an identifier or noise; nothing of the trade is counted so far or so finely."""
EXPONENT = re.compile(r"[eE][+-]?\d")
"""1e400 is no way in which papers print a number."""
STARTS = re.compile(
    rf"(?=[0-9翻半{CHARACTERS}])(?:"
    r"(?<=[的占约近了以])(?P<one>[1-9])/(?P<whole>[2-9])(?![\d/])"
    r"|(?P<digits>\d{1,3}(?:,\d{3})+(?![\d,])|\d+(?:\.\d+)?)"
    rf"|(?P<below>[{CHARACTERS}]+)分之(?P<above>[{CHARACTERS}]+(?:点[{DIGITS}]+)?|\d+(?:\.\d+)?)"
    rf"|(?P<double>{alternation(DOUBLINGS)})"
    r"|(?<![另上下前后这那每])(?P<half>一半|半数)(?![的是在由天])"
    rf"|(?<![第{CHARACTERS}周0-9A-Za-z{CLOSING}])(?P<words>[{CHARACTERS}]+(?:点[{DIGITS}]+)?)(?={IN_WORDS}))"
)
TAIL = re.compile(
    r"(?:[ \u00a0]?[×xX*][ \u00a0]?10\^?(?P<power>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}|\d{1,2})(?![\d.]))?"
    r"[ \u00a0]?(?P<inside>[余多餘](?![少数年]))?"
)
JOIN = re.compile(
    r"[ \u00a0]?(?P<sign>——|--|[-~～—–－±]|至|到)[ \u00a0]?(?P<second>\d{1,3}(?:,\d{3})+(?![\d,])|\d+(?:\.\d+)?)"
)
REST = re.compile(r"(\d,\d{3}|\d{3,4})(?=元|吨|公吨|噸|公噸|美元|辆|輛|点)")
"""2万6834元: what stands behind 万 without a scale of its own."""
BELOW_SCALE = frozenset("万萬")
MINUS = re.compile(r"(?:^|[\s（(:：，、为润]|[^\d%吨元倍辆年月日号A-Za-z）)\]］\s-])[-−－]$")
PER_BEFORE = re.compile(
    r"每(公斤|千克|公吨|吨)(?:的?(?:价格|均价|报价|售价)[^，。；、\d]{0,10}|[^，。；、\d]{0,6})[ \u00a0]?$"
)
MOVED = re.compile(r"[涨跌升降增减调落][了约近超高低长少加]{0,2}$")
FROM = re.compile(r"(?:从|由|自)[^，。；]{0,4}$")


class _Number(NamedTuple):
    """One printed number: its value scaled, its scale word, where it ends, and its unit."""

    value: Decimal
    scale: str
    start: int
    end: int
    unit: Unit | None
    unit_end: int
    inside: str | None


@cache
def _before() -> re.Pattern[str]:
    return re.compile(rf"({alternation(qualifiers('before'))})[ \u00a0]?(?:了|只有|的|为|至|到|人民币)?[ \u00a0]?\Z")


@cache
def _after() -> re.Pattern[str]:
    return re.compile(rf"[ \u00a0]?(?:（[^（）]{{0,12}}）)?[ \u00a0]?({alternation(qualifiers('after'))})(?!下游|上市)")


@lru_cache(maxsize=8)
def quantities_between(text: str, start: int, end: int) -> tuple[Quantity, ...]:
    """As `find_quantities`, remembered for the paragraphs just scanned: reading and checking ask for the same ones."""
    return tuple(find_quantities(text, start, end))


def find_quantities(text: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """Every number of a text from left to right, with its unit where one stands beside it.

    Args:
        text: the text scanned; offsets count in it.
        start: where the part to scan begins.
        end: where it ends; None for the end of the text.
    """
    found: list[Quantity] = []
    at, stop = start, len(text) if end is None else end
    while (match := STARTS.search(text, at, stop)) is not None:
        at = match.end()
        quantities = _digits(text, match) if match["digits"] is not None else _words(text, match)
        found.extend(quantities)
        if quantities:
            at = max(at, quantities[-1].end)
    return found


def _digits(text: str, match: re.Match[str]) -> list[Quantity]:
    """One quantity, or two where the sign between them joins no range; none for an identifier."""
    if _is_identifier(text, match.start()) or _is_noise(text, match["digits"], match.end()):
        return []
    first = _number(text, match["digits"], match.start(), match.end())
    join = JOIN.match(text, first.unit_end)
    if join is None or _is_identifier(text, join.start("second")) or _is_noise(text, join["second"], join.end()):
        return [_quantity(text, first, first)]
    second = _number(text, join["second"], join.start("second"), join.end("second"), is_signed=False)
    second = _like(text, first, second)
    if join["sign"] == "±" and (first.unit == second.unit or None in {first.unit, second.unit}):
        middle, unit = _shared(first, second), first.unit or second.unit
        low = middle._replace(value=middle.value - second.value, unit=unit)
        return [_quantity(text, low, second._replace(value=middle.value + second.value, unit=unit))]
    if not _joins(text, first, second, join["sign"]):
        return [_quantity(text, first, first)]
    return [_quantity(text, _shared(first, second), second)]


def _number(text: str, digits: str, start: int, end: int, *, is_signed: bool = True) -> _Number:
    """The number that begins with these digits, with its power, scale and unit."""
    value = Decimal(digits.replace(",", ""))
    tail = TAIL.match(text, end)
    inside = None
    if tail is not None:
        if tail["power"]:
            value = value.scaleb(int(tail["power"].translate(SUPERSCRIPTS)))
        inside = tail["inside"]
        end = tail.end("inside") if inside else tail.end("power") if tail["power"] else end
    if text[end : end + 1] in CLOSING and text[start - 1 : start] in OPENING and start > 0:
        end += 1
    word, end = _scale(text, end)
    if word:
        value = value.scaleb(scale_powers()[word])
        if (rest := REST.match(text, end)) is not None and word in BELOW_SCALE and "." not in digits:
            value, end, word = value + Decimal(rest[1].replace(",", "")), rest.end(), ""
        if inside is None and text[end : end + 1] in qualifiers("inside") and text[end : end + 1]:
            inside, end = text[end], end + 1
    unit = _price_after(text, start, end) or _unit_near(text, end)
    if is_signed and MINUS.search(text, max(0, start - 2), start):
        value, start = -value, start - 1
    if unit is None:
        return _Number(value, word, start, end, None, end, inside)
    return _Number(value, word, start, end, unit[0], unit[1], inside)


def _unit_near(text: str, end: int) -> tuple[Unit, int] | None:
    """The unit right after a number, or after one space."""
    return unit_at(text, end) or (unit_at(text, end + 1) if text[end : end + 1] in (" ", "\u00a0") else None)


def _price_after(text: str, start: int, end: int) -> tuple[Unit, int] | None:
    """每公斤100元: the mass stands before the number, the currency after it."""
    money = _unit_near(text, end)
    if money is None or money[0].dimension != "money":
        return None
    unit = _per_mass(text, start, money[0])
    return None if unit is None else (unit, money[1])


def _per_mass(text: str, start: int, money: Unit) -> Unit | None:
    """The price per mass of a currency, where 每吨 stands before the number."""
    mass = PER_BEFORE.search(text, max(0, start - 24), start)
    return None if mass is None else unit_of(f"{money.text}/{mass[1]}")


def _scale(text: str, end: int) -> tuple[str, int]:
    """The scale word after a number, unless it begins a unit of its own (千克, 千瓦, 百分点)."""
    at = end + 1 if text[end : end + 1] == " " else end
    for word in _scale_words().get(text[at : at + 1], ()):
        if text.startswith(word, at):
            direct = unit_at(text, at)
            if word[0] in "千百" and len(word) == 1 and direct is not None and direct[1] - at > 1:
                return "", end
            return word, at + len(word)
    return "", end


@cache
def _scale_words() -> dict[str, tuple[str, ...]]:
    words = sorted(scale_powers(), key=len, reverse=True)
    return {first: tuple(w for w in words if w[0] == first) for first in {w[0] for w in words}}


def _like(text: str, first: _Number, second: _Number) -> _Number:
    """每公斤220美元到320美元, 每吨2万至3万元: the second amount of money is a price per mass like the first."""
    if second.unit is None or second.unit.dimension != "money":
        return second
    if first.unit is None and (unit := _per_mass(text, first.start, second.unit)) is not None:
        return second._replace(unit=unit)
    is_same = first.unit is not None and first.unit.text.startswith(second.unit.text + "/")
    return second._replace(unit=first.unit) if is_same else second


def _joins(text: str, first: _Number, second: _Number, sign: str) -> bool:
    """Whether two numbers are the ends of one range."""
    if first.unit is not None and (second.unit is None or second.unit.canonical != first.unit.canonical):
        return False
    low = _shared(first, second).value
    if low >= second.value:
        return False
    if sign not in ("至", "到"):
        return True
    lead = text[max(0, first.start - 8) : first.start]
    if FROM.search(lead) and not text.startswith("不等", second.unit_end):
        return False
    wide = low * WIDEST_RANGE < second.value
    is_share = second.unit is not None and second.unit.dimension in ("percent", "times")
    return not wide and (is_share or MOVED.search(lead) is None)


def _shared(first: _Number, second: _Number) -> _Number:
    """3.6-3.9万吨: the first number takes the scale that is printed once."""
    if first.scale or not second.scale or first.unit is not None:
        return first
    return first._replace(value=first.value.scaleb(scale_powers()[second.scale]))


def _quantity(text: str, first: _Number, second: _Number) -> Quantity:
    """A quantity from the ends of its range, which are the same for one number."""
    unit = second.unit or first.unit
    end = max(first.unit_end, second.unit_end)
    factor = 10 if unit is not None and unit.text == "成" else 1
    before = _before().search(text, max(0, first.start - 8), first.start)
    after = _after().match(text, end)
    code = qualifiers("before")[before[1]] if before else None
    if code is None and after:
        code = qualifiers("after")[after[1]]
    inside = first.inside or second.inside
    if code is None and inside:
        code = qualifiers("inside")[inside]
    return Quantity(
        start=before.start() if before else first.start,
        end=end,
        low=first.value * factor,
        high=second.value * factor,
        unit=unit_of("%") if factor != 1 else unit,
        qualifier=code,
        number_start=first.start,
        number_end=max(first.end, second.end),
        text=text[first.start : end],
        scale=second.scale,
    )


def _words(text: str, match: re.Match[str]) -> list[Quantity]:
    """三分之一, 两成, 一倍, 千亿元, 翻倍."""
    start, end = match.span()
    if match["below"] is not None or match["one"] is not None:
        value = fraction_percent(match["below"] or match["whole"], match["above"] or match["one"])
        return [] if value is None else _plain(text, value, match, "%")
    if match["half"] is not None:
        return _plain(text, HALF, match, "%")
    if match["double"] is not None:
        return _plain(text, Decimal(DOUBLINGS[match["double"]]), match, "倍")
    value = chinese_number(match["words"])
    scale, scale_end = _scale(text, end)
    if value is None or (match["words"] == "一" and not scale and text[end] in "吨公元辆"):
        return []
    if scale:
        value, end = value.scaleb(scale_powers()[scale]), scale_end
    unit = unit_at(text, end)
    if unit is None or (set(match["words"]) <= BARE and _is_part_of_unit(text, start, unit[0])):
        return []
    number = _Number(value, scale, start, end, unit[0], unit[1], None)
    return [_quantity(text, number, number)]


def _is_part_of_unit(text: str, start: int, unit: Unit) -> bool:
    """单位：万元, （万吨）, and 万元/吨 alone: a scale that belongs to its unit and counts nothing."""
    return unit.dimension == "price" or text[max(0, start - 1) : start] in (":", "：", "(", "（", "/")


def _plain(text: str, value: Decimal, match: re.Match[str], unit: str) -> list[Quantity]:
    """A number that words say whole, unit and all."""
    number = _Number(value, "", match.start(), match.end(), unit_of(unit), match.end(), None)
    return [_quantity(text, number, number)]


def _is_identifier(text: str, start: int) -> bool:
    """Whether digits are glued to Latin letters in front, as in a stock code, a grade or the number of a standard."""
    before = text[max(0, start - 1) : start]
    return before.isascii() and (before.isalpha() or before == "_")


def _is_noise(text: str, digits: str, end: int) -> bool:
    """Whether digits are too many, or the first part of 1e400."""
    return len(digits) > MOST_DIGITS or EXPONENT.match(text, end) is not None
