"""What people write, as whole numbers: masses, shares, days, money, element by element; wrong ones are Problems."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Any

from monazite.core import Problem
from monazite.reference import (
    element_aliases,
    oxides,
    product_named,
    products,
    rare_earths,
    unit,
)
from monazite.store import nearest, said
from monazite.trace.acts.form import Choice, Field

ROOM = "monazite.trace"
MG_PER_TONNE = 1_000_000_000
MOST_TONNES = 1_000_000
"""The largest believable mass of one act in tonnes; the quota of all China in 2022 was 210 000 t REO of mining."""
MOST_YUAN = 10**12
PPM_OF = {"%": 10_000, "‰": 1_000, "ppm": 1}
FULL_PPM = 1_000_000
PARTITION_SLACK_PPM = 5_000
"""Printed partitions (配分) are rounded: their sum may miss 100 % by so much."""
TEXT_CHARACTERS = 400
DIGITS = 25
"""Characters of a number, at most; the largest mass in milligrams has sixteen digits."""
MOST_PIECES = 10_000
"""Masses that one field lists."""
EXCEL_DAYS = (20_000, 80_000)
"""Serial days that a sheet may hold in place of a date: 1954 to 2119."""
SEEN = "\t\n\r"
"""Characters that are not printed and yet seen."""
SHOWN = 60
"""Characters of a text that a Problem quotes."""
FRACTION = 1.05
"""Percentages that add up to no more were meant as parts of one: a partition of rounded parts of one does."""
EXCEL_EPOCH = date(1899, 12, 30)

_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+)(.*)", re.DOTALL)
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*(?:日|号)?(?:[T ]00:00(?::00)?)?")
_DAY_PLAIN = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")
_YEAR = re.compile(r"(\d{4})\s*年?")
_ID = re.compile(r"[^\s/:]{1,64}")
_SOURCE = re.compile(r"[a-z]+/[^\s/:]{1,64}/[^\s/:]{1,64}")
_PART = re.compile(
    r"\s*([^\s=:,;，；、\d+-]+\d*(?:[^\s=:,;\d]+\d*)*)\s*[=:]\s*([^=:,;]+?)\s*(?=$|[,;]|\s[^\s=:,;]+\s*[=:])"
)

_BETWEEN = re.compile(r"[;,|\s]+")
_COUNTED = re.compile(r"(\d{1,6})\s*[x×*]\s*(.+)")
_HASH = re.compile(r"[0-9a-fA-F]{64}")


def plain(text: str) -> str:
    """A text as typed on any keyboard: full-width letters and digits narrow, dashes plain, no blanks around.

    >>> plain("　１２．５ｔ ")
    '12.5t'
    """
    narrow = unicodedata.normalize("NFKC", text).replace("−", "-").replace("–", "-").replace("、", ",")
    return "".join(" " if c.isspace() else c for c in narrow if c.isprintable() or c.isspace()).strip()


def hidden(text: str) -> str | None:
    """A text with its first characters that cannot be seen written out; None where there are none.

    Blanks, tabs and ends of lines can be seen; control characters, zero-width characters and marks that turn the
    direction of text cannot.

    >>> hidden("L-1"), hidden("L" + chr(0x200B) + "1")
    (None, 'L[U+200B]1')
    """
    if all(c.isprintable() or c in SEEN or unicodedata.category(c) == "Zs" for c in text):
        return None
    cut = text.strip()[:SHOWN]
    return "".join(c if c.isprintable() else f"[U+{ord(c):04X}]" for c in cut)


def parse(field: Field, text: str, place: str) -> Any | Problem:
    """The value of a field, or what is wrong with it.

    Args:
        field: of an act.
        text: as people write it; not empty.
        place: of the field, for the Problem.

    Returns:
        By type: masses in mg, percentages in ppm, money in fen, days in ISO 8601, element by element a dictionary.
    """
    if (shown := hidden(text)) is not None:
        return said(ROOM, "field-hidden", place, found=shown)
    return PARSERS[field.type](field, text.strip() if field.type == "words" else plain(text), place)


def wrong(field: Field, place: str, found: str) -> Problem:
    """The Problem of a text that is no value of the field's type."""
    return said(ROOM, f"field-{_said_as(field.type)}", place, found=found, unit=field.unit or "kg")


def _said_as(kind: str) -> str:
    return {
        "change": "mass",
        "composition": "partition",
        "party": "id",
        "permit": "id",
        "lot": "id",
        "entry": "id",
        "words": "text",
    }.get(kind, kind)


def number(text: str) -> tuple[Fraction, str] | None:
    """A number and the text after it; None where there is none.

    >>> number("1,234.5 t")
    (Fraction(2469, 2), 't')
    """
    if not (found := _NUMBER.fullmatch(text)) or len(found[2]) > DIGITS:
        return None
    try:
        value = Fraction(Decimal(found[1] + found[2].replace(",", "")))
    except InvalidOperation:
        return None
    return value, found[3].strip()


def mass_mg(text: str, default_unit: str) -> Fraction | None:
    """A mass in milligrams, as exact as it is written; None for what is no mass.

    >>> mass_mg("12.5t", "kg"), mass_mg("340", "kg"), mass_mg("2 公斤", "t")
    (Fraction(12500000000, 1), Fraction(340000000, 1), Fraction(2000000, 1))
    """
    if (read := number(text)) is None:
        return None
    found = unit(read[1] or default_unit)
    if found is None or found.dimension != "mass":
        return None
    return read[0] * found.ratio * MG_PER_TONNE


def share_ppm(text: str) -> Fraction | None:
    """A share in parts per million; a bare number is in percent.

    >>> share_ppm("75%"), share_ppm("0.5"), share_ppm("300ppm")
    (Fraction(750000, 1), Fraction(5000, 1), Fraction(300, 1))
    """
    if (read := number(text)) is None:
        return None
    scale = PPM_OF.get(read[1] or "%")
    return None if scale is None else read[0] * scale


def _mass(field: Field, text: str, place: str) -> int | Problem:
    if (value := mass_mg(text, field.unit)) is None:
        return wrong(field, place, text)
    if abs(value) > MOST_TONNES * MG_PER_TONNE:
        return said(ROOM, "field-mass-absurd", place, found=text, most=MOST_TONNES)
    if value <= 0 and field.type == "mass":
        return said(ROOM, "field-mass-negative", place, found=text)
    return round(value)


def _amount(field: Field, text: str, place: str) -> tuple[str, int] | Problem:
    """A net mass in mg, or with a percent sign a share in ppm."""
    if text.endswith(tuple(PPM_OF)):
        share = _percent(field, text, place)
        return share if isinstance(share, Problem) else ("ppm", share)
    value = _mass(field, text, place)
    if not isinstance(value, Problem) and value <= 0:
        return said(ROOM, "field-mass-negative", place, found=text)
    return value if isinstance(value, Problem) else ("mg", value)


def _percent(field: Field, text: str, place: str) -> int | Problem:
    if (value := share_ppm(text)) is None:
        return said(ROOM, "field-percent", place, found=text)
    if not 0 <= value <= FULL_PPM:
        return said(ROOM, "field-percent-over", place, found=text)
    if field.name == "reo" and text[-1:].isdecimal() and 0 < value <= PPM_OF["%"]:
        return said(ROOM, "field-fraction", place, found=text, whole=f"{float(value) / 100:g}%", part=f"{text}%")
    return round(value)


def _money(field: Field, text: str, place: str) -> int | Problem:
    read = number(text.removeprefix("¥").removeprefix("CNY").strip())
    found = unit(read[1] or "元") if read else None
    if read is None or found is None or found.canonical != "CNY":
        return wrong(field, place, text)
    value = read[0] * found.ratio
    return round(value * 100) if 0 < value <= MOST_YUAN else wrong(field, place, text)


def _day(field: Field, text: str, place: str) -> str | Problem:
    found = _DAY.fullmatch(text) or _DAY_PLAIN.fullmatch(text)
    if found:
        try:
            return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
        except ValueError:
            return wrong(field, place, text)
    if text.isdecimal() and EXCEL_DAYS[0] <= int(text) <= EXCEL_DAYS[1]:
        return (EXCEL_EPOCH + timedelta(int(text))).isoformat()
    return wrong(field, place, text)


def _month(field: Field, text: str, place: str) -> str | Problem:
    found = _MONTH.fullmatch(text) or _DAY.fullmatch(text)
    if not found or not 1 <= int(found[2]) <= 12:  # noqa: PLR2004  months of a year
        return wrong(field, place, text)
    return f"{found[1]}-{int(found[2]):02}"


def _year(field: Field, text: str, place: str) -> int | Problem:
    found = _YEAR.fullmatch(text)
    return int(found[1]) if found and 1990 <= int(found[1]) <= 2100 else wrong(field, place, text)  # noqa: PLR2004


def _integer(field: Field, text: str, place: str) -> int | Problem:
    read = number(text)
    if read is None or read[0].denominator != 1 or read[0] < 0 or read[1]:
        return wrong(field, place, text)
    return int(read[0])


def _decimal(field: Field, text: str, place: str) -> Decimal | Problem:
    """A bare number as it is written; its unit is another field's or none."""
    read = number(text)
    return wrong(field, place, text) if read is None or read[1] else Decimal(read[0].numerator) / read[0].denominator


def _id(field: Field, text: str, place: str) -> str | Problem:
    return text if _ID.fullmatch(text) else wrong(field, place, text)


def _source(field: Field, text: str, place: str) -> str | Problem:
    return text if _SOURCE.fullmatch(text) else wrong(field, place, text)


def _text(field: Field, text: str, place: str) -> str | Problem:
    return text if len(text) <= TEXT_CHARACTERS else wrong(field, place, f"{text[:40]}…")


def _list(_: Field, text: str, __: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[;,\s]+", text) if part.strip())


def _choice(field: Field, text: str, place: str) -> str | Problem:
    for one in field.choices:
        if text.lower() in _called(one):
            return one.value
    known = [one.value for one in field.choices]
    words = ", ".join(f"{one.value} {one.label.zh}" for one in field.choices)
    return said(ROOM, "field-choice", place, found=text, known=words, nearest=nearest(text, known))


@cache
def _called(one: Choice) -> frozenset[str]:
    """What people write for a choice, as typed on any keyboard and in lower case."""
    return frozenset(plain(text).lower() for text in (one.value, one.label.zh, one.label.en, *one.also))


def _choices(field: Field, text: str, place: str) -> tuple[str, ...] | Problem:
    """Several values of few, each once: ``listing, negotiated`` or ``挂牌、协议``."""
    found = [_choice(field, part.strip(), place) for part in _BETWEEN.split(text) if part.strip()]
    wrong_one = next((one for one in found if isinstance(one, Problem)), None)
    return wrong_one or tuple(dict.fromkeys(one for one in found if isinstance(one, str)))


def _masses(field: Field, text: str, place: str) -> tuple[int, ...] | Problem:
    """Masses one by one, equal ones counted: ``20x50kg, 49.8kg``; at most so many as a sheet has rows."""
    found: list[int] = []
    for part in filter(None, (one.strip() for one in re.split(r"[,;，；]", text))):
        counted = _COUNTED.fullmatch(part)
        mass = mass_mg(counted[2] if counted else part, field.unit)
        times = int(counted[1]) if counted else 1
        if mass is None or mass <= 0 or not 0 < times <= MOST_PIECES - len(found):
            return wrong(field, place, part[:SHOWN])
        if mass > MOST_TONNES * MG_PER_TONNE:
            return said(ROOM, "field-mass-absurd", place, found=part, most=MOST_TONNES)
        found += [round(mass)] * times
    return tuple(found) or wrong(field, place, text)


def _contents(field: Field, text: str, place: str) -> dict[str, int] | Problem:
    """What else is in it, under the names of a certificate: ``Fe2O3=0.05% Cl-=120ppm``."""
    found: dict[str, int] = {}
    for part in filter(None, re.split(r"[,;\s]+", text)):
        name, is_pair, value = part.partition("=")
        share = share_ppm(value)
        if not is_pair or not name or share is None or name in found:
            return wrong(field, place, part[:SHOWN])
        if not 0 <= share <= FULL_PPM:
            return said(ROOM, "field-percent-over", place, found=part[:SHOWN])
        found[name] = round(share)
    return found or wrong(field, place, text)


def _hash(field: Field, text: str, place: str) -> str | Problem:
    return text.lower() if _HASH.fullmatch(text) else wrong(field, place, text[:SHOWN])


def _product(_: Field, text: str, place: str) -> str | Problem:
    """The standard name of a product that the table knows."""
    if (found := product_named(text)) is not None:
        return found.key
    names = [
        name for one in products() if one.elements and "Pm" not in one.elements for name in (one.key, *one.aliases)
    ]
    like = product_named(nearest(text, names) or "混合碳酸稀土")
    return said(ROOM, "field-product", place, found=text[:SHOWN], nearest=like.key if like else "")


@cache
def symbols() -> Mapping[str, str]:
    """What people call an element where they list several, in lower case: symbol, name, oxide, name of the oxide."""
    named = {name.lower(): symbol for name, symbol in element_aliases().items()}
    for one in oxides():
        product = product_named(one.formula)
        named |= {
            name.lower(): one.element for name in (one.formula, *((product.key, *product.aliases) if product else ()))
        }
    return MappingProxyType(named)


@cache
def booked() -> frozenset[str]:
    """Symbols that the journal books: stable rare earths, and the elements of magnets and alloys; no oxygen."""
    return frozenset(element_aliases().values()) - {"O", "H", "N", "C", "Pm"} | {
        one.symbol for one in rare_earths() if one.is_stable
    }


def _parts(
    field: Field, text: str, place: str, value: Callable[[str], Fraction | None]
) -> dict[str, Fraction] | Problem:
    """Elements with a value each, such as ``Nd2O3=75% Pr6O11=25%``."""
    found: dict[str, Fraction] = {}
    at = 0
    for part in _PART.finditer(text):
        between = text[at : part.start()].strip(" ,;")
        symbol, amount = symbols().get(part[1].lower()), value(part[2].strip())
        if between or amount is None:
            return wrong(field, place, between or part[0].strip(" ,;"))
        if symbol == "Pm" or part[1].lower().startswith("pm2o3") or "钷" in part[1]:
            return said(ROOM, "field-promethium", place, found=part[1])
        if symbol is None or symbol not in booked():
            return said(ROOM, "field-element", place, found=part[1], nearest=nearest(part[1], sorted(booked())) or "Nd")
        if symbol in found:
            return said(ROOM, "field-element-twice", place, found=part[1])
        found[symbol] = amount
        at = part.end()
    if not found or text[at:].strip(" ,;"):
        return wrong(field, place, text)
    return found


def _partition(field: Field, text: str, place: str) -> dict[str, int] | Problem:
    parts = _shares(field, text, place)
    if isinstance(parts, Problem):
        return parts
    foreign = next((symbol for symbol in parts if symbol not in {one.element for one in oxides()}), None)
    if foreign:
        return said(ROOM, "field-element", place, found=foreign, nearest="Nd")
    if abs(sum(parts.values()) - FULL_PPM) > PARTITION_SLACK_PPM:
        return said(ROOM, "field-partition-sum", place, found=f"{float(sum(parts.values())) / 10_000:g}%")
    return parts


def _shares(field: Field, text: str, place: str) -> dict[str, int] | Problem:
    parts = _parts(field, text, place, share_ppm)
    if isinstance(parts, Problem):
        return parts
    if not set(text) & {"%", "‰", "m"} and 0 < sum(parts.values()) <= PPM_OF["%"] * FRACTION:
        first, share = next(iter(parts.items()))
        whole, part = (f"{first}={float(share) * scale / PPM_OF['%']:g}%" for scale in (100, 1))
        return said(ROOM, "field-fraction", place, found=text, whole=whole, part=part)
    if (
        any(not 0 <= share <= FULL_PPM for share in parts.values())
        or sum(parts.values()) > FULL_PPM + PARTITION_SLACK_PPM
    ):
        return said(ROOM, "field-percent-over", place, found=text)
    return {symbol: round(share) for symbol, share in parts.items()}


def _matter(field: Field, text: str, place: str) -> dict[str, int] | Problem:
    parts = _parts(field, text, place, lambda one: mass_mg(one, field.unit))
    if isinstance(parts, Problem):
        return parts
    if any(amount < 0 for amount in parts.values()):
        return said(ROOM, "field-mass-negative", place, found=text)
    return _believable(parts, text, place)


def _believable(parts: dict[str, Fraction], text: str, place: str) -> dict[str, int] | Problem:
    if any(abs(amount) > MOST_TONNES * MG_PER_TONNE for amount in parts.values()):
        return said(ROOM, "field-mass-absurd", place, found=text, most=MOST_TONNES)
    return {symbol: round(amount) for symbol, amount in parts.items()}


def _leg(field: Field, text: str, place: str) -> dict[str, int] | int | Problem:
    """Matter with its signs, or whole milligrams or fen."""
    read = number(text)
    if read and not read[1]:
        return int(read[0]) if read[0].denominator == 1 else wrong(field, place, text)
    parts = _parts(field, text, place, lambda one: mass_mg(one, field.unit or "kg"))
    return parts if isinstance(parts, Problem) else _believable(parts, text, place)


PARSERS: Mapping[str, Callable[[Field, str, str], Any]] = {
    "day": _day, "month": _month, "year": _year, "id": _id, "text": _text, "party": _id, "permit": _id, "lot": _id,
    "entry": _id, "product": _product, "mass": _mass, "change": _mass, "amount": _amount, "percent": _percent,
    "money": _money, "integer": _integer, "choice": _choice, "partition": _partition, "composition": _shares,
    "matter": _matter, "leg": _leg, "list": _list, "source": _source, "choices": _choices, "masses": _masses,
    "contents": _contents, "hash": _hash, "number": _decimal, "words": _text,
}  # fmt: skip
