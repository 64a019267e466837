"""The product that a cell names: known ones by the vocabulary, others by the frame of the name (氧化X, X铁, 金属X)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from monazite.read.table.vocabulary import confusions
from monazite.reference import product_named

METAL = r"[\u9485-\u9576\u91d2-\u947f]"
"""A character written with the metal radical: every metallic element has one, and so have most misreadings of it."""
WORD = r"[\u4e00-\u9fff](?<![物制粉层皮剂性])"
"""Any one character: scanned pages print 氧化饵 for 氧化铒 and 氧化乳 for 氧化钆."""
COMPOUNDS = "氯化|氟化|碳酸|硝酸|草酸|硫酸|醋酸|氢氧化|磷酸"
FRAMES = re.compile(
    rf"^(?:(?:氧化|金属)({METAL}{{1,3}}|{WORD})|({METAL}{{1,3}})(?:氧化物|金属|铁|铁合金)|(?:无水)?(?:{COMPOUNDS})({METAL}{{1,3}}))$"
)
NOTE_MARKS = re.compile(r"[*＊※①②③]+$")
LEADING_PURITY = re.compile(r"^((?:[≥＞>]?\s*\d{2}(?:\.\d+)?\s*[%％])|\d[nN]\d?)\s*(?=\D)")
TRAILING = re.compile(r"^(.+?)\s*[(（]([^()（）]*)[)）]$")


@dataclass(frozen=True, slots=True)
class Named:
    """A product as a cell names it.

    Args:
        subject: canonical name, or the printed one where the vocabulary does not hold it.
        as_written: the name without its purity.
        formula: chemical formula, or None.
        spec: purity printed inside the name cell, or None.
        is_known: whether the vocabulary holds it.
        is_foreign: whether it is another metal or good.
    """

    subject: str
    as_written: str
    formula: str | None
    spec: str | None
    is_known: bool
    is_foreign: bool


@cache
def named(text: str) -> Named | None:
    """The product that a cell's text names, or None where it names none.

    >>> named("99.9%氧化镧").spec, named("镱铁").subject, named("氧化铟").is_known, named("合计")
    ('99.9%', '镱铁合金', False, None)
    """
    name, spec = _without_purity(NOTE_MARKS.sub("", re.sub(r"\s+", " ", text.strip())))
    item = product_named(name) or product_named(name.replace(" ", ""))
    if item is not None:
        return Named(item.key, name, item.formula, spec, is_known=True, is_foreign=item.is_foreign)
    tight = name.replace(" ", "")
    if is_framed(tight):
        return Named(tight, name, None, spec, is_known=False, is_foreign=False)
    return None


def is_framed(name: str) -> bool:
    """Whether a name has the frame of a product of this trade, whatever character stands in it."""
    misread = len(name) > 1 and name[0] in confusions() and name[1:] in ("铁", "铁合金")
    return misread or FRAMES.match(name) is not None


def _without_purity(name: str) -> tuple[str, str | None]:
    if (match := LEADING_PURITY.match(name)) is not None:
        return name[match.end() :].strip(), match[1].replace(" ", "")
    if product_named(name) is None and (match := TRAILING.match(name)) is not None:
        return match[1].strip(), match[2].strip() or None
    return name, None
