"""The EU's scores: as published, by the formula, and recomputed from one governance-weighted HHI."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from monazite.core import Words
from monazite.warn.criticality.european import Common, Published, Terms, common_hhi, supply_risk
from monazite.warn.criticality.inputs import Inputs
from monazite.warn.criticality.methods import Method, words
from monazite.warn.criticality.record import Score, Span
from monazite.warn.criticality.tables import Entry

EU = "EU"
GLOBAL_ONLY = "GSonly"
RARE_EARTHS = ("HREE", "LREE")
"""Groups of the results that share their producers: all are rare earths."""
GROUP = "group"
STAGES: Mapping[str, str] = {"E": "extraction", "P": "processing"}


def published(method: Method, inputs: Inputs) -> Iterable[Score]:
    """Scores as published, by stage, with the interval of their rounding; the greater one counts for the material."""
    for entry in inputs.published:
        row = entry.values
        for stage in STAGES:
            counts = row["SR_stage"] == stage
            figure = row["SR"] if counts else row[f"SR_{stage}"]
            span = Span(figure.value, figure.low, figure.high) if figure else None
            missing = None if span else words("no-published")
            yield _score(method, entry, stage, span, missing, details={"counts_for_material": counts})


def _score(  # noqa: PLR0917  the parts of a record
    method: Method, entry: Entry, stage: str, span: Span | None, missing: Words | None,
    notes: tuple[Words, ...] = (), details: Mapping[str, float | str | bool] | None = None,
) -> Score:  # fmt: skip
    sources = ((entry.values.get("source") or entry.place.rpartition(":")[0], span),) if span else ()
    named, year = STAGES.get(stage, stage), entry.values.get("year")
    return Score(method.name, entry.values["material"], named, EU, year, span, sources, missing, notes, details)


def by_formula(method: Method, inputs: Inputs) -> Iterable[Score]:
    """Scores by the formula, of rows of its terms."""
    for entry in inputs.terms:
        row = entry.values
        terms = Terms(row["HHI_WGI_t_GS"], row["HHI_WGI_t_EU"], row["IR_pct"], row["EoL_RIR_pct"], row["SI_SR"])
        yield _score(method, entry, row["stage"], supply_risk(terms), None)


def by_one_hhi(method: Method, inputs: Inputs) -> Iterable[Score]:
    """For each material of global supply only: the score that the one common governance-weighted HHI gives.

    The common HHI is the one from which the most published scores of rare earths follow; where a published score does
    not, the row says so. Other groups have one of their own.
    """
    families: dict[str, list[Entry]] = {}
    for entry in inputs.published:
        group = entry.values["group"]
        if group != GROUP:
            families.setdefault("REE" if group in RARE_EARTHS else group or entry.values["material"], []).append(entry)
    for entries in families.values():
        yield from _family(method, entries)


def _family(method: Method, entries: Sequence[Entry]) -> Iterable[Score]:
    rows = [(entry, _published(entry)) for entry in entries]
    common = common_hhi({entry.values["material"]: one for entry, one in rows if one is not None})
    for entry, one in rows:
        if one is None or common is None:
            lacks = "no-published" if entry.values["scope_P"] == GLOBAL_ONLY else "not-global-only"
            yield _score(method, entry, "P", None, words(lacks))
        else:
            yield _recomputed(method, entry, one, common)


def _published(entry: Entry) -> Published | None:
    row = entry.values
    if row["scope_P"] != GLOBAL_ONLY or None in (row["SR_P"], row["SI_SR"], row["EoL_RIR_pct"]):
        return None
    one = Published(row["SR_P"], row["EoL_RIR_pct"].value, row["SI_SR"].value)
    return one if one.factor > 0 else None


def _recomputed(method: Method, entry: Entry, one: Published, common: Common) -> Score:
    agrees = entry.values["material"] in common.members
    low, high = common.low * one.factor, common.high * one.factor
    own_low, own_high = one.hhi_range()
    details = {
        "published": float(one.risk.value), "agrees": agrees, "hhi_low": float(common.low),
        "hhi_high": float(common.high), "own_hhi_low": float(own_low), "own_hhi_high": float(own_high),
    }  # fmt: skip
    key = "alone" if common.low == own_low and common.high == own_high else "agrees"
    note = words(key if agrees else "differs", low=f"{float(common.low):.4f}", high=f"{float(common.high):.4f}")
    return _score(method, entry, "P", Span((low + high) / Fraction(2), low, high), None, (note,), details)
