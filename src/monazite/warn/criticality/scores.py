"""Runs a method on its inputs: a score with its interval for each subject, place and year, or what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from monazite.core import Words
from monazite.store.sheet import Figure
from monazite.warn.criticality.concentration import Part, concentration
from monazite.warn.criticality.countries import label_of
from monazite.warn.criticality.eu_scores import by_formula, by_one_hhi, published
from monazite.warn.criticality.geopolrisk import NOUGHT, UNKNOWN, Source, import_risk, score
from monazite.warn.criticality.inputs import Imports, Inputs, Key, load_inputs
from monazite.warn.criticality.methods import Method, constants, methods, words
from monazite.warn.criticality.record import MINE, RARE_EARTH, WORLD, Producer, Score, Span, Supply
from monazite.warn.criticality.without_largest import without_largest


def scores(name: str, folder: Path | None = None) -> tuple[tuple[Score, ...], Inputs]:
    """Run a method.

    Args:
        name: of the method, one of `methods`.
        folder: with its tables; None takes what ships with the package.

    Returns:
        The scores, and the inputs with their problems. With problems there are no scores.

    Raises:
        KeyError: for a name that is no method.
    """
    method = methods()[name]
    inputs = load_inputs(method, folder)
    return (() if inputs.problems else tuple(RUN[name](method, inputs))), inputs


def _by_key(inputs: Inputs, method: Method, span_of: Callable[[Supply], Span | Words]) -> Iterable[Score]:
    """A score for each subject, stage and year of which there is production."""
    for key in sorted(inputs.supplies):
        found = [(supply.source, span_of(supply)) for supply in inputs.supplies[key]]
        yield _joined(method, key, WORLD, found)


def _joined(  # noqa: PLR0917  the parts of a record
    method: Method, key: Key, place: str, found: Sequence[tuple[str, Span | Words]],
    notes: tuple[Words, ...] = (), details: Mapping[str, float | str | bool] | None = None,
) -> Score:  # fmt: skip
    """One score of what several sources say: value of the first, interval over all."""
    subject, stage, year = key
    spans = tuple((source, span) for source, span in found if isinstance(span, Span))
    if not spans:
        missing = next((one for _, one in found if isinstance(one, Words)), words("no-production"))
        return Score(method.name, subject, stage, place, year, None, (), missing, notes, details)
    span = Span(spans[0][1].value, min(one.low for _, one in spans), max(one.high for _, one in spans))
    return Score(method.name, subject, stage, place, year, span, spans, None, notes, details)


def _parts(supply: Supply) -> list[Part]:
    return [Part(one.reo_tonnes, is_lump=one.code is None) for one in supply.producers]


def _hhi(method: Method, inputs: Inputs) -> Iterable[Score]:
    return _by_key(inputs, method, lambda supply: concentration(_parts(supply)) or words("production-nought"))


def _governance_hhi(method: Method, inputs: Inputs) -> Iterable[Score]:
    def span(supply: Supply) -> Span | Words:
        missing = [
            one.country
            for one in supply.producers
            if one.reo_tonnes.value and one.code is not None and (one.code, supply.year) not in inputs.stability.shares
        ]
        if missing:
            return words("no-stability", names=", ".join(missing))
        parts = [_weighted(one, supply.year, inputs) for one in supply.producers if one.reo_tonnes.value]
        return concentration(parts) or words("production-nought")

    return _by_key(inputs, method, span)


def _weighted(producer: Producer, year: int, inputs: Inputs) -> Part:
    scale = constants()["governance_scale"]
    share = UNKNOWN if producer.code is None else inputs.stability.shares[producer.code, year]
    weight = Figure(share.value * scale, max(share.low, Fraction(0)) * scale, min(share.high, Fraction(1)) * scale)
    return Part(producer.reo_tonnes, weight, is_lump=producer.code is None)


def _without_largest(method: Method, inputs: Inputs) -> Iterable[Score]:
    for key in sorted({*inputs.supplies, *inputs.demands}):
        demand = inputs.demands.get(key)
        supplies = inputs.supplies.get(key, ())
        if demand is None:
            yield _joined(method, key, WORLD, [(one.source, words("no-demand")) for one in supplies])
            continue
        found = [(one.source, without_largest(_parts(one), demand) or words("production-nought")) for one in supplies]
        details = {"demand_tonnes_reo": float(demand.value)}
        yield _joined(method, key, WORLD, found, details=details)


def _geopolrisk(method: Method, inputs: Inputs) -> Iterable[Score]:
    groups = sorted({key[:2] for key in inputs.supplies})
    if (RARE_EARTH, MINE) in groups:
        groups = [(RARE_EARTH, MINE)]
    years = sorted({year for year, _ in inputs.imports})
    for subject, stage in groups:
        for year in years:
            yield from _year_scores(method, inputs, (subject, stage, year))


def _year_scores(method: Method, inputs: Inputs, key: Key) -> Iterable[Score]:
    """Of each importer of a year."""
    supplies = [(supply, concentration(_parts(supply))) for supply in inputs.supplies.get(key, ())]
    for year, importer in sorted(inputs.imports):
        if year == key[2]:
            yield _country_score(method, inputs, key, importer, supplies)


def _country_score(
    method: Method, inputs: Inputs, key: Key, importer: int, supplies: Sequence[tuple[Supply, Span | None]]
) -> Score:
    imports = inputs.imports[key[2], importer]
    sources, notes = _sources(inputs, imports, key[2], importer)
    found: list[tuple[str, Span | Words]] = []
    details: dict[str, float | str | bool] = {"place_code": importer}
    for supply, hhi in supplies:
        risk = import_risk(sources, _own(supply, importer))
        if hhi is None or risk is None:
            found.append((supply.source, words("production-nought" if hhi is None else "no-import")))
            continue
        found.append((supply.source, score(hhi, risk)))
        if len(details) == 1:
            details |= _details(hhi, risk, imports)
    return _joined(method, key, label_of(importer).en, found, notes, details)


def _sources(inputs: Inputs, imports: Imports, year: int, importer: int) -> tuple[list[Source], tuple[Words, ...]]:
    sources, assumed = [], []
    for flow in imports.flows:
        instability = inputs.stability.shares.get((flow.exporter, year))
        if flow.exporter == importer:
            instability = NOUGHT
        elif instability is None:
            assumed.append(flow.exporter)
        sources.append(Source(flow.tonnes, instability or UNKNOWN))
    labels = [label_of(code) for code in assumed]
    notes = []
    if labels:
        names_zh, names = "、".join(label.zh for label in labels), ", ".join(label.en for label in labels)
        notes.append(words("stability-assumed", names_zh=names_zh, names=names))
    if blanks := sum(flow.blanks for flow in imports.flows):
        notes.append(words("quantity-blank", count=blanks))
    return sources, tuple(notes)


def _own(supply: Supply, importer: int) -> Figure:
    return next((one.reo_tonnes for one in supply.producers if one.code == importer), NOUGHT)


def _details(hhi: Span, risk: Span, imports: Imports) -> dict[str, float | str | bool]:
    """The parts of a score: concentration, import risk, price of the imports, characterization factor."""
    details: dict[str, float | str | bool] = {"hhi": float(hhi.value), "import_risk": float(risk.value)}
    if tonnes := sum((flow.tonnes.value for flow in imports.flows), Fraction(0)):
        price = imports.value_thousand_usd / tonnes
        factor = hhi.value * risk.value * price / constants()["copper_price"]
        details |= {"price_usd_per_kg": float(price), "characterization_factor": float(factor)}
    return details


RUN: Mapping[str, Callable[[Method, Inputs], Iterable[Score]]] = {
    "hhi": _hhi,
    "governance-hhi": _governance_hhi,
    "geopolrisk": _geopolrisk,
    "n-1": _without_largest,
    "eu": by_formula,
    "eu-published": published,
    "eu-consistency": by_one_hhi,
}
"""By name of a method, what computes its scores."""
