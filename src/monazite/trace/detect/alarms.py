"""All alarms of a month."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from itertools import combinations

from sqlalchemy import Connection, and_, func, select

from monazite.core import Words
from monazite.trace.balance.limits import limit
from monazite.trace.balance.query import all_series
from monazite.trace.balance.series import Series
from monazite.trace.balance.statistics import cusum, residuals
from monazite.trace.detect.firms import (
    BALANCE_DETECTORS,
    LineStatistics,
    line_statistics,
    pair_statistic,
    threshold,
)
from monazite.trace.detect.record import Alarm, Detector, Severity
from monazite.trace.detect.sources import (
    Found,
    late_entries,
    month_range,
    repeated_invoices,
    repeated_serials,
    swapped_origins,
    wrong_recycled,
)
from monazite.trace.lots.alarms import recovery_of
from monazite.trace.lots.weighing import oxide_weights
from monazite.trace.tables import SCHEMAS

EVIDENCE = 20
"""Entries named with an alarm at most."""
_PPM_PERCENT = 10_000
_RECOVERY_SHARE = 0.8
"""A line says little about its recovery while most of what it was fed is still in it."""


def alarms(connection: Connection, month: str) -> tuple[Alarm, ...]:
    """What every detector says about one month, from what the journal held at its end.

    Args:
        connection: to read.
        month: ``YYYY-MM``.

    Returns:
        In order of firm, line and detector.
    """
    series = [one for one in all_series(connection, month) if one.periods[-1].name == month]
    found = [
        *_of_balances(series, month),
        *_of_pairs(connection, series, month),
        *_of_recoveries(connection, series, month),
    ]
    for look in (swapped_origins, wrong_recycled, repeated_serials, repeated_invoices, late_entries):
        found += [_alarm(one, month) for one in look(connection, month)]
    return tuple(sorted(found, key=lambda alarm: (alarm.firm, alarm.line or "", alarm.detector)))


def _of_balances(series: Sequence[Series], month: str) -> Iterator[Alarm]:
    firms: dict[str, list[tuple[Series, LineStatistics]]] = defaultdict(list)
    for one in series:
        firms[one.firm].append((one, line_statistics(one)))
    for firm, lines in firms.items():
        for detector in BALANCE_DETECTORS:
            most = threshold(detector, [statistics for _, statistics in lines])
            for one, statistics in lines:
                value = float(statistics.values[detector][-1])
                if value >= most:
                    evidence = tuple(period.entry_number for period in one.periods)
                    yield _alarm(
                        Found(detector, firm, one.place, value, most, evidence), month, element=_leading(one, detector)
                    )


def _of_pairs(connection: Connection, series: Sequence[Series], month: str) -> Iterator[Alarm]:
    """Lines of one group and stage, two by two."""
    parties = SCHEMAS["trace_parties"].table
    known = {row.id: row for row in connection.execute(select(parties.c.id, parties.c.group_id, parties.c.stage))}
    together: dict[tuple[str, str], list[Series]] = defaultdict(list)
    for one in series:
        if one.place in known and known[one.place].group_id:
            together[known[one.place].group_id, known[one.place].stage or ""].append(one)
    for lines in together.values():
        pairs = [pair for pair in combinations(lines, 2) if pair[0].names == pair[1].names]
        for pair in pairs:
            yield from _of_pair(*pair, len(pairs), month)


def _of_pair(first: Series, second: Series, pairs: int, month: str) -> Iterator[Alarm]:
    statistics = [line_statistics(one) for one in (first, second)]
    value, most = float(pair_statistic(*statistics)[-1]), limit("quota_split", pairs)
    if value >= most:
        missing, other = (first, second) if statistics[0].magnet.sum() > statistics[1].magnet.sum() else (second, first)
        evidence = tuple(period.entry_number for one in (missing, other) for period in one.periods)
        yield _alarm(Found("quota_split", missing.firm, missing.place, value, most, evidence, other.place), month)


def _of_recoveries(connection: Connection, series: Sequence[Series], month: str) -> Iterator[Alarm]:
    """Recovery of a line in the year so far: REO of its lots over REO fed less what it still holds."""
    runs = SCHEMAS["trace_runs"].table
    last = month_range(month)[1]
    made = {
        (row.firm, row.line): row
        for row in connection.execute(
            select(runs.c.firm, runs.c.line, runs.c.stage, func.sum(runs.c.out_reo_mg).label("reo_mg"))
            .where(and_(runs.c.last_day <= last))
            .group_by(runs.c.firm, runs.c.line, runs.c.stage)
        )
    }
    for one in series:
        row = made.get((one.firm, one.place))
        expected = recovery_of(row.stage, "all") if row is not None else None
        fed = sum(_reo(period.into) for period in one.periods)
        gone = fed - _reo(one.periods[-1].measured)
        if row is None or expected is None or gone < _RECOVERY_SHARE * fed or not fed:
            continue
        share = row.reo_mg / gone * 1_000_000
        if not expected.low_ppm <= share <= expected.high_ppm:
            low, high = expected.low_ppm / _PPM_PERCENT, expected.high_ppm / _PPM_PERCENT
            most = low if share < expected.low_ppm else high
            evidence = (one.periods[-1].entry_number,)
            found = Found("recovery", one.firm, one.place, share / _PPM_PERCENT, most, evidence)
            yield _alarm(found, month, low=f"{low:g}", high=f"{high:g}")


def _reo(matter: Mapping[str, int]) -> float:
    weights, denominator = oxide_weights()
    return sum(mg * weights[element] for element, mg in matter.items() if element in weights) / denominator


def _leading(series: Series, detector: str) -> str:
    """The element that stands out most."""
    import numpy as np  # noqa: PLC0415  heavy

    scores = residuals(series.muf, series.covariances)
    values = np.abs(scores)[:, -1] if detector == "single" else np.maximum(*cusum(scores))[:, -1]
    return series.elements[int(values.argmax())]


def _alarm(found: Found, month: str, **values: str) -> Alarm:
    detector = _BY_ID[found.detector]
    line = None if found.detector in _NO_LINE else found.place
    sentence = detector.sentence.filled(
        line=found.place, month=month, other=found.other, statistic=f"{found.statistic:.3g}",
        threshold=f"{found.threshold:.3g}", **{"element": "", "low": "", "high": ""} | values,
    )  # fmt: skip
    evidence = found.evidence[-EVIDENCE:]
    return Alarm(
        found.detector, detector.severity, found.firm, line, month, found.statistic, found.threshold, sentence, evidence
    )


def _detectors() -> Iterator[Detector]:
    text = (resources.files("monazite.trace.detect") / "detectors.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        severity: Severity = "warning" if row["severity"] == "warning" else "alarm"
        yield Detector(row["id"], severity, *(Words(row[f"{name}_zh"], row[f"{name}_en"]) for name in _WORDS))


_WORDS = ("looks_at", "statistic", "sentence")
_NO_LINE = frozenset({"late_entries", "double_invoice", "double_serials", "recycled_pattern", "origin_swap"})
DETECTORS = tuple(_detectors())
"""Every detector, in the order of ``detectors.csv``."""
_BY_ID = {detector.id: detector for detector in DETECTORS}
