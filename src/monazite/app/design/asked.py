"""A question in texts, as options and forms have it, read into a `Query`, or everything that is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from monazite.app.design.prices import words
from monazite.app.design.views import Query
from monazite.core import Problem
from monazite.core.words import Words
from monazite.design.forward import parse_recipe
from monazite.design.forward.sound import COLDEST_KELVIN
from monazite.design.grades import families, named_grades, standard_key
from monazite.design.record import WHOLE_PPM, Grade
from monazite.design.said import problem
from monazite.design.search import Offer, offers
from monazite.design.service.highest import HOTTEST_KELVIN
from monazite.design.units import ZERO_DEGC_KELVIN, si
from monazite.reference import element_aliases, unit
from monazite.store import nearest
from monazite.store.sheet import printed

REST = "Fe"
SINTERED = "sintered-ndfeb"
ANY_GRADE = Grade("", SINTERED, "", "", *(None,) * 11, "", "", "")
"""No minima: whatever does the duty."""
PRICE = "PrNd=560元/公斤"
CONTENT = "Dy=1wt%"
SCRAP = "磁钢废料=180元/公斤:Nd=22,Pr=7,Dy=1,B=1,Fe=rest"
MOST_TEXTS = 60
"""Values of one option."""
COOLEST_TMAX_KELVIN = 293.16
LEAST_PERMEANCE, MOST_PERMEANCE = 0.01, 1000.0
MOST_CNY_PER_KG = 1e6
_PAIR = re.compile(r"\s*([^=:＝：]+?)\s*[=:＝：]\s*(.+?)\s*", re.DOTALL)
_BETWEEN = re.compile(r"[,，;；、]+")
_PERCENT = re.compile(r"\s*\d[\d.]*\s*(?:wt)?%?\s*", re.ASCII)
_PRICE = re.compile(r"\s*([0-9][0-9.,]*)\s*(\S*)\s*", re.ASCII)
_ALLOYS = {"镨钕": "PrNd", "镨钕金属": "PrNd", "NdPr": "PrNd", "Pr-Nd": "PrNd"}


@dataclass(frozen=True, slots=True)
class _Number:
    """A number of the question: field of the query, quantity, least, most, and how it is shown."""

    field: str
    quantity: str
    least: float
    most: float
    shown: Callable[[float], str]


def _celsius(kelvin: float) -> str:
    return f"{kelvin - ZERO_DEGC_KELVIN:.6g} °C"


def _percent(share: float) -> str:
    return f"{share:.6%}".rstrip("%").rstrip("0").rstrip(".") + " %"


def _kiloampere(a_per_m: float) -> str:
    return f"{a_per_m / 1e3:.6g} kA/m"


def _plain(value: float) -> str:
    return f"{value:.6g}"


NUMBERS: Mapping[str, _Number] = {
    "temperature": _Number("kelvin", "temperature", COLDEST_KELVIN, HOTTEST_KELVIN, _celsius),
    "tmax": _Number("tmax_kelvin", "temperature", COOLEST_TMAX_KELVIN, HOTTEST_KELVIN, _celsius),
    "permeance": _Number("permeance", "number", LEAST_PERMEANCE, MOST_PERMEANCE, _plain),
    "opposing": _Number("opposing_a_per_m", "field", 0.0, 1e7, _kiloampere),
    "reserve": _Number("reserve", "share", 0.0, 0.9, _percent),
    "confidence": _Number("confidence", "share", 0.01, 0.999, _percent),
    "risk_price": _Number("risk_price_cny", "number", 0.0, MOST_CNY_PER_KG, _plain),
    "most_risk": _Number("most_risk", "number", 0.0, 100.0, _plain),
    "quota_price": _Number("quota_price_cny", "number", 0.0, MOST_CNY_PER_KG, _plain),
    "most_quota": _Number("most_quota", "number", 0.0, 1000.0, _plain),
}
"""Numbers of a question by the name of their option."""
DUTIES = ("grade", "allowed", "temperature", "tmax")
"""One of these makes it a question for the search."""


def is_duty(told: Mapping[str, Any]) -> bool:
    """Whether texts ask for anything that a search could find."""
    return any(told.get(name) for name in DUTIES)


def asked(told: Mapping[str, str | Sequence[str] | None], mark: str = "--") -> Query | tuple[Problem, ...]:
    """A question as people write it.

    Args:
        told: texts by name: those of `NUMBERS`, ``grade``, ``allowed``, ``max``, ``min``, ``ban``, ``price``, ``scrap``
            (each one text or several, with commas between), ``day``, ``venue``. A name and its value have ``=`` or
            ``:`` between them; a bare number has the unit of ``quantities.csv``, and a share is in percent.
        mark: before the name of an option in what is said of it.

    >>> query = asked({"grade": "45SH", "temperature": "120degC", "max": ["Tb=0wt%", "Dy=1wt%"]})
    >>> query.grade.name, round(query.kelvin, 2), query.most
    ('N45SH', 393.15, {'Tb': 0.0, 'Dy': 0.01})
    >>> [one.sentence("en") for one in asked({"grade": "45SG"})]
    ['--grade: expected a known grade, found “45SG”; the nearest is “45SH”.']
    """
    return _Reading(told, mark).query()


@dataclass(frozen=True)
class _Reading:
    told: Mapping[str, str | Sequence[str] | None]
    mark: str
    wrong: list[Problem] = field(default_factory=list)

    def query(self) -> Query | tuple[Problem, ...]:
        if not is_duty(self.told):
            return (problem("asked-nothing", self.mark.rstrip("-") or "design"),)
        scrap = self.scrap()
        names = {one.name: one.name for one in (*offers().values(), *scrap)} | _ALLOYS
        most = self.shares("max", names) | dict.fromkeys(self.banned(names), 0.0)
        least = self.shares("min", names)
        self.fit_together(least, most)
        allowed = tuple(filter(None, (self.grade("allowed", one) for one in self.texts("allowed"))))
        one = self.text("grade")
        grade = (self.grade("grade", one) if one else None) or ANY_GRADE
        values: dict[str, Any] = {
            known.field: value for name, known in NUMBERS.items() if (value := self.number(name)) is not None
        }
        found = Query(grade, most=most, least=least, prices=self.prices(names), scrap=scrap, allowed=allowed,
                      day=self.day(), venue=self.text("venue"), **values)  # fmt: skip
        return tuple(self.wrong) or found

    def place(self, name: str) -> str:
        return f"{self.mark}{name.replace('_', '-') if self.mark else name}"

    def text(self, name: str) -> str:
        given = self.told.get(name) or ""
        return (given if isinstance(given, str) else ",".join(given)).strip()

    def texts(self, name: str) -> list[str]:
        return [one.strip() for one in _BETWEEN.split(self.text(name)) if one.strip()][:MOST_TEXTS]

    def number(self, name: str) -> float | None:
        written, known = self.text(name), NUMBERS[name]
        if not written:
            return None
        value = si(known.quantity, written, self.place(name))
        if isinstance(value, Problem):
            if written.startswith("-") and not isinstance(si(known.quantity, written[1:], ""), Problem):
                value = self.outside(name, known, written, known.least)
            self.wrong.append(value)
            return None
        if known.least <= value <= known.most:
            return value
        near = min(max(value, known.least), known.most)
        self.wrong.append(self.outside(name, known, known.shown(value), near))
        return None

    def outside(self, name: str, known: _Number, found: str, near: float) -> Problem:
        return problem(
            "asked-between", self.place(name), column=words(f"number.{name}"), least=known.shown(known.least),
            most=known.shown(known.most), found=found, near=known.shown(near),
        )  # fmt: skip

    def grade(self, option: str, name: str) -> Grade | None:
        found = grade_named(name, self.place(option))
        if isinstance(found, Problem):
            self.wrong.append(found)
            return None
        return found

    def pairs(self, option: str, example: str, names: Mapping[str, str]) -> list[tuple[str, str]]:
        """Names and texts of an option; what is no pair, not known, or there twice is wrong."""
        found: dict[str, str] = {}
        for one in self.texts(option):
            pair = _PAIR.fullmatch(one)
            if pair is None:
                self.wrong.append(problem("asked-pair", self.place(option), wanted=example, found=one))
                continue
            name = self.name(option, pair[1], names)
            if name in found:
                self.wrong.append(problem("asked-twice", self.place(option), found=name))
            elif name:
                found[name] = pair[2]
        return list(found.items())

    def name(self, option: str, written: str, names: Mapping[str, str]) -> str:
        """An offer, or an element that something brings; empty for what is neither."""
        alias = element_aliases().get(written, element_aliases().get(written.capitalize(), ""))
        elements = {symbol for one in offers().values() for symbol in one.content}
        found = names.get(written) or names.get(alias) or (alias if alias in elements else "")
        if not found:
            known = sorted({*names.values(), *elements})
            self.wrong.append(
                problem("asked-name", self.place(option), known=", ".join(known), found=written,
                        nearest=nearest(alias or written, known))
            )  # fmt: skip
        return found

    def shares(self, option: str, names: Mapping[str, str]) -> dict[str, float]:
        found = {}
        for name, written in self.pairs(option, CONTENT, names):
            if name == REST:
                self.wrong.append(problem("asked-rest", self.place(option), found=written))
                continue
            ppm = si("weight", written, f"{self.place(option)} {name}")
            if not isinstance(ppm, Problem):
                found[name] = ppm / WHOLE_PPM
            elif _PERCENT.fullmatch(written.removeprefix("-")):
                near = "0 %" if written.startswith("-") else "100 %"
                self.wrong.append(problem("asked-share", self.place(option), column=name, found=written, nearest=near))
            else:
                self.wrong.append(ppm)
        return found

    def banned(self, names: Mapping[str, str]) -> list[str]:
        found = [self.name("ban", one, names) for one in self.texts("ban")]
        if REST in found:
            self.wrong.append(problem("asked-rest", self.place("ban"), found="0"))
        return list(filter(None, found))

    def fit_together(self, least: Mapping[str, float], most: Mapping[str, float]) -> None:
        for name, floor in least.items():
            if floor > most.get(name, 1.0):
                self.wrong.append(
                    problem("asked-apart", self.place("min"), column=name, wanted=_percent(most[name]),
                            found=_percent(floor))
                )  # fmt: skip
        if (whole := sum(least.values())) > 1:
            self.wrong.append(problem("asked-sum", self.place("min"), found=_percent(whole)))

    def prices(self, names: Mapping[str, str]) -> dict[str, float]:
        found = {}
        for name, written in self.pairs("price", PRICE, names):
            price = price_cny_per_kg(written)
            if price is None or name not in names.values():
                self.wrong.append(problem("asked-price", f"{self.place('price')} {name}", found=written))
            else:
                found[name] = price
        return found

    def scrap(self) -> tuple[Offer, ...]:
        given = self.told.get("scrap") or ()
        texts = [given] if isinstance(given, str) else list(given)
        found = [self.one_scrap(one) for one in texts[:MOST_TEXTS]]
        return tuple(one for one in found if one is not None)

    def one_scrap(self, written: str) -> Offer | None:
        named, mark, content = written.replace("：", ":").partition(":")
        pair = _PAIR.fullmatch(named)
        price = price_cny_per_kg(pair[2]) if pair else None
        if pair is None or price is None or not mark or pair[1] in offers() or pair[1] in element_aliases():
            self.wrong.append(problem("asked-scrap", self.place("scrap"), wanted=SCRAP, found=written))
            return None
        recipe = parse_recipe(content, self.place("scrap"))
        if isinstance(recipe, tuple):
            self.wrong.extend(recipe)
            return None
        shares = {symbol: ppm / WHOLE_PPM for symbol, ppm in recipe.weight_ppm.items() if ppm}
        return Offer(pair[1], shares, 0.0, 1.0, price, Words(pair[1], pair[1]))

    def day(self) -> dt.date | None:
        if not (written := self.text("day")):
            return None
        try:
            return dt.date.fromisoformat(written)
        except ValueError:
            self.wrong.append(problem("asked-day", self.place("day"), found=written))
            return None


def grade_named(name: str, place: str) -> Grade | Problem:
    """A grade of sintered NdFeB by its name, or why it is none.

    Args:
        name: as written; ``45SH`` is ``N45SH``.
        place: option or field, for people.
    """
    known = named_grades()
    found = known.get(standard_key(name))
    if found is None:
        like = nearest(name.upper(), [*known, *(one.removeprefix("N") for one in known)])
        return problem("design-grade", place, found=name, nearest=like)
    if found.family != SINTERED:
        label = families()[found.family].label
        return problem("asked-family", place, found=name, family_zh=label.zh, family_en=label.en)
    return found


def price_cny_per_kg(text: str) -> float | None:
    """A price in CNY per kg, tax included; None for what is none.

    >>> [price_cny_per_kg(one) for one in ("560元/公斤", "56万元/吨", "560", "5 USD/kg")]
    [560.0, 560.0, 560.0, None]
    """
    match = _PRICE.fullmatch(text)
    number = printed(match[1]) if match else None
    if match is None or number is None:
        return None
    stated = unit(match[2] or "元/公斤")
    if stated is None or stated.canonical != "CNY/kg":
        return None
    value = float(number.value) * float(stated.ratio)
    return value if 0 < value <= MOST_CNY_PER_KG else None
