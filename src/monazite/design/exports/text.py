"""The words and numbers of a data sheet in one language, as tables of text (数据单文字)."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from monazite.core.words import Language, Words
from monazite.design.exports.sheet import Sheet
from monazite.design.forward.recipes import TREATMENT
from monazite.design.forward.sound import limits
from monazite.design.record import Diffusion, Magnet, Spread
from monazite.design.said import shown
from monazite.design.service import Loss
from monazite.design.units import degc, kgs, koe, mgoe

Say = Callable[..., str]
PPM_PER_PERCENT = 10_000
WIDE = 0x2E80
"""First character that is as wide as two Latin ones."""
SHOWN_SOURCES = 3
SHOWN_COSTS = 8
LONGEST_LABEL = 34
"""Of a cost, Chinese characters counting two: what its column holds."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """How a property is written.

    Args:
        field: of `Magnet`.
        factor: from SI to what is printed.
        places: behind the point.
        unit: printed.
        cgs: from SI to the trade's unit, or None.
        cgs_places: behind its point.
        cgs_unit: printed.
    """

    field: str
    factor: float
    places: int
    unit: str
    cgs: Callable[[float], float] | None = None
    cgs_places: int = 2
    cgs_unit: str = ""


QUANTITIES = (
    Quantity("br_tesla", 1, 3, "T", kgs, 2, "kGs"),
    Quantity("hcj_a_per_m", 1e-3, 0, "kA/m", koe, 2, "kOe"),
    Quantity("hcb_a_per_m", 1e-3, 0, "kA/m", koe, 2, "kOe"),
    Quantity("hk_a_per_m", 1e-3, 0, "kA/m", koe, 2, "kOe"),
    Quantity("bhmax_j_per_m3", 1e-3, 0, "kJ/m³", mgoe, 1, "MGOe"),
    Quantity("mu_r", 1, 2, ""),
    Quantity("alpha_br_per_kelvin", 100, 3, "%/K"),
    Quantity("beta_hcj_per_kelvin", 100, 3, "%/K"),
)


@dataclass(frozen=True, slots=True)
class Text:
    """A sheet in words; each table is rows of cells.

    Args:
        title: of the sheet.
        lead: below it.
        composition: heading, then rows of element and content.
        process: heading, then rows of name and value.
        properties: rows; the first two are headers.
        verdict: heading, then rows of name and value.
        costs: heading, then rows of part, CNY/kg and share; empty without prices.
        curves: caption of the curves.
        course: caption of the losses over the years; empty without a duty.
        notes: small, at the foot.
    """

    title: str
    lead: tuple[str, ...]
    composition: tuple[tuple[str, ...], ...]
    process: tuple[tuple[str, ...], ...]
    properties: tuple[tuple[str, ...], ...]
    verdict: tuple[tuple[str, ...], ...]
    costs: tuple[tuple[str, ...], ...]
    curves: str
    course: str
    notes: tuple[str, ...]


def text_of(sheet: Sheet, language: Language) -> Text:
    """A sheet in words.

    Args:
        sheet: to print.
        language: of the words.
    """
    say = sayer(language)
    day = ("，" if language == "zh" else ", ") + shown(sheet.day) if sheet.day else ""
    return Text(
        say("title", name=shown(sheet.name), day=day),
        (say("simulated"), say("prior" if sheet.magnets[0].is_prior_based else "scatter")),
        tuple(_composition(sheet, say)), tuple(_process(sheet, say, language)), tuple(_properties(sheet, say)),
        tuple(_verdict(sheet, say)), tuple(_costs(sheet, say, language)),
        say("curves_load" if sheet.work else "curves"), say("course") if sheet.course else "",
        tuple(_notes(sheet, say, language)),
    )  # fmt: skip


def sayer(language: Language) -> Say:
    """What says the sentences of ``words.csv`` in a language."""

    def say(key: str, **values: object) -> str:
        return _words()[key].in_language(language).format(**values)

    return say


def _composition(sheet: Sheet, say: Say) -> Iterator[tuple[str, ...]]:
    yield (say("composition"),)
    for name, ppm in sorted(sheet.recipe.weight_ppm.items(), key=lambda one: -one[1]):
        if ppm:
            yield name, f"{ppm / PPM_PER_PERCENT:.4g}"


def _process(sheet: Sheet, say: Say, language: Language) -> Iterator[tuple[str, ...]]:
    yield (say("process"),)
    made = sheet.recipe.process
    for name, row in limits().items():
        holder: object = made.diffusion if name in TREATMENT else made
        if holder is not None:
            label = Words(row["zh"], row["en"]).in_language(language)
            yield (
                label[:1].upper() + label[1:],
                _made(name, row["unit"], float(getattr(holder, name)) * float(row["factor"]), made.diffusion),
            )
    if sheet.is_dual:
        yield say("dual"), ""


def _made(name: str, unit: str, value: float, treated: Diffusion | None) -> str:
    if name == "temperature_kelvin":
        return f"{degc(value):.4g} °C"
    element = f"{treated.element} " if treated and name == "weight_ppm" else ""
    return f"{element}{value:.4g} {unit}".strip().replace("um", "µm").replace("cm3", "cm³")


def _properties(sheet: Sheet, say: Say) -> Iterator[tuple[str, ...]]:
    ends = (sheet.magnets[0],) if len(sheet.magnets) == 1 else (sheet.magnets[0], sheet.magnets[-1])
    yield say("properties"), *(cell for one in ends for cell in (_celsius(one, say), "", ""))
    yield "", *(say(key) for _ in ends for key in ("si", "interval", "cgs"))
    for quantity in QUANTITIES:
        yield say(quantity.field), *(cell for one in ends for cell in _cells(quantity, one))


def _celsius(magnet: Magnet, say: Say) -> str:
    return say("at", celsius=f"{degc(magnet.temperature_kelvin):.4g}")


def _cells(quantity: Quantity, magnet: Magnet) -> tuple[str, str, str]:
    one: Spread = getattr(magnet, quantity.field)
    value, low, high = (f"{each * quantity.factor:.{quantity.places}f}" for each in (one.value, one.low, one.high))
    cgs = f"{quantity.cgs(one.value):.{quantity.cgs_places}f} {quantity.cgs_unit}" if quantity.cgs else ""
    return f"{value} {quantity.unit}".strip(), f"{low} … {high}", cgs


def _verdict(sheet: Sheet, say: Say) -> Iterator[tuple[str, ...]]:
    yield (say("verdict"),)
    if sheet.chance is not None:
        yield say("chance", grade=_cut(sheet.grade)), f"{sheet.chance * 100:.0f} %"
    if sheet.tmax_kelvin is not None:
        tmax = (f"{degc(one):.0f}" for one in (sheet.tmax_kelvin.value, sheet.tmax_kelvin.low, sheet.tmax_kelvin.high))
        yield say("tmax"), "{} °C ({} … {})".format(*tmax)
    if sheet.work is not None and sheet.loss is not None:
        duty = {"celsius": f"{degc(sheet.loss.kelvin):.4g}", "permeance": f"{sheet.work.permeance:.4g}"}
        yield say("work"), say("work_value", **duty)
        if sheet.work.opposing_a_per_m:
            opposing = sheet.work.opposing_a_per_m
            yield say("opposing"), f"{opposing / 1e3:.4g} kA/m ({koe(opposing):.2f} kOe)"
        yield from _losses(sheet.loss, say)


def _losses(loss: Loss, say: Say) -> Iterator[tuple[str, str]]:
    years = f"{loss.years:.4g}"
    for name in ("reversible", "first_heating", "after_effect", "permanent"):
        yield say(name, years=years), _share(getattr(loss, name))
    yield say("lasting", years=years), _share(Spread(loss.value, loss.low, loss.high))


def _share(one: Spread) -> str:
    return f"{one.value * 100:.1f} % ({one.low * 100:.1f} … {one.high * 100:.1f})"


def _costs(sheet: Sheet, say: Say, language: Language) -> Iterator[tuple[str, ...]]:
    if not sheet.costs:
        return
    total = sum(one.cny_per_kg for one in sheet.costs)
    yield say("cost") + (f" ({say('cost_day', day=_cut(sheet.price_day))})" if sheet.price_day else ""), "CNY/kg", "%"
    for one in sheet.costs[:SHOWN_COSTS]:
        yield _cut(one.label.in_language(language)), f"{one.cny_per_kg:.2f}", _of(one.cny_per_kg, total)
    rest = sheet.costs[SHOWN_COSTS:]
    if rest:
        more = sum(one.cny_per_kg for one in rest)
        yield say("sources_more", number=len(rest)), f"{more:.2f}", _of(more, total)
    yield say("cost_total"), f"{total:.2f}", ""


def _of(part: float, whole: float) -> str:
    return f"{part / whole * 100:.1f}" if whole else ""


def _notes(sheet: Sheet, say: Say, language: Language) -> Iterator[str]:
    yield say("source_model")
    named: Sequence[Words] = sheet.sources[:SHOWN_SOURCES]
    more = len(sheet.sources) - len(named)
    listed = [shown(one.in_language(language)) for one in named] + (
        [say("sources_more", number=more)] if more > 0 else []
    )
    yield from listed


def _cut(text: str) -> str:
    """A text of others as far as a column holds it."""
    plain, used = shown(text), 0
    for at, one in enumerate(plain):
        used += 1 if ord(one) < WIDE else 2
        if used > LONGEST_LABEL:
            return plain[:at] + "…"
    return plain


@cache
def _words() -> dict[str, Words]:
    table = (resources.files("monazite.design.exports") / "words.csv").read_text("utf-8")
    return {row["key"]: Words(row["zh"], row["en"]) for row in csv.DictReader(table.splitlines())}
