"""Numbers written in Chinese characters: 千亿, 十五, 三分之一, 两成, 半."""

from __future__ import annotations

from decimal import Decimal

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2, "俩": 2}
SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
CHARACTERS = "".join([*DIGITS, *SMALL, *LARGE])


def chinese_number(text: str) -> Decimal | None:
    """The value of a number in Chinese characters, or None when it is none.

    >>> [str(chinese_number(text)) for text in ("十五", "千亿", "二〇二二", "一万五千", "三点二", "百分")]
    ['15', '100000000000', '2022', '15000', '3.2', 'None']
    """
    whole, point, part = text.partition("点")
    if point and part and all(c in DIGITS for c in part) and (value := chinese_number(whole)) is not None:
        return value + Decimal("".join(str(DIGITS[c]) for c in part)).scaleb(-len(part))
    if not text or any(c not in CHARACTERS for c in text):
        return None
    if all(c in DIGITS for c in text):
        return Decimal("".join(str(DIGITS[c]) for c in text))
    total = section = digit = 0
    seen = False
    for c in text:
        if c in DIGITS:
            digit, seen = DIGITS[c], True
        elif c in SMALL:
            section, digit = section + (digit if seen and digit else 1) * SMALL[c], 0
            seen = False
        else:
            inner = section + digit
            total, section, digit = (total + (inner if inner or total else 1)) * LARGE[c], 0, 0
            seen = False
    return Decimal(total + section + digit)


def fraction_percent(denominator: str, numerator: str) -> Decimal | None:
    """A fraction such as 三分之一 in percent, to two decimals where it does not end.

    >>> str(fraction_percent("三", "一")), str(fraction_percent("四", "一")), str(fraction_percent("百", "五"))
    ('33.33', '25', '5')
    """
    below, above = (
        Decimal(t) if t.isascii() and t[:1].isdecimal() else chinese_number(t) for t in (denominator, numerator)
    )
    if not below or above is None:
        return None
    exact = above * 100 / below
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.quantize(Decimal("0.01"))
