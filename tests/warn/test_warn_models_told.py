"""What pages tell of models: published runs read back as they were told, and the days on which a line stood."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from tests.warn.price_files import rows, walks, write

from monazite.core import Problem, Words
from monazite.warn.backtest import as_rows, backtest, published, read_prices, told
from monazite.warn.backtest.published import of_rows
from monazite.warn.outlook import TABLES, shipped_table
from monazite.warn.shocks import parse_stops, read_folder, shipped_folder, simulate, stopped_spans, weekly_output


def test_a_run_is_read_back_as_it_was_told(tmp_path: Path) -> None:
    values = walks(11, 700, 2)
    values[400:430] *= np.linspace(1, 1.6, 30)[:, None]
    values[430:] *= 1.6
    found = told(backtest(read_prices(write(tmp_path / "p.csv", ["Pr", "Nd"], rows(values))), 1))
    assert found.events
    name = Words("试", "trial")
    tables = as_rows("trial", found, name, "here", "there")
    texts = {form: [{key: str(value) for key, value in row.items()} for row in some] for form, some in tables.items()}
    (back,) = of_rows(texts)
    assert (back.name, back.source) == (name, "here; there")
    assert (back.days, back.products, back.reds) == (found.days, found.products, found.reds)
    for one, other in zip(back.events, found.events, strict=True):
        assert replace(one, rise=0, leads={}) == replace(other, rise=0, leads={})
        assert one.rise == pytest.approx(other.rise, abs=1e-6)
    for ours, theirs in zip(back.methods, found.methods, strict=True):
        assert (ours.name, ours.verdict, ours.reds.reds) == (theirs.name, theirs.verdict, theirs.reds.reds)
        assert ours.pooled.auroc == pytest.approx(theirs.pooled.auroc, abs=1e-6)
        assert set(ours.products) == set(theirs.products)


def test_the_published_run_counts_its_reds_as_they_stand() -> None:
    for run in published():
        for method in run.methods:
            own = [one for one in run.reds if one.method == method.name]
            if own:
                assert sum(one.came == "nothing" for one in own) == method.reds.false_reds
                assert sum(one.came != "unknown" for one in own) == method.reds.reds


def test_the_days_of_the_spans_are_the_days_a_line_stood() -> None:
    network = read_folder(shipped_folder()).network
    stops = parse_stops(network, ["CN>*:*"], "2025-04-04", 120)
    assert not isinstance(stops, Problem)
    outcome = simulate(network, stops, 240)
    assert outcome.halts
    for halt in outcome.halts:
        place = network.line_at[halt.firm, halt.material]
        spans = stopped_spans(network, outcome, place)
        assert spans[0][0] == halt.stopped_from
        assert sum((last - first).days + 1 for first, last in spans) == halt.stopped_days
        assert all(after > last + timedelta(1) for (_, last), (after, _) in pairwise(spans))
        weeks = dict(weekly_output(network, outcome, place))
        assert list(weeks)[:2] == [date(2025, 4, 4), date(2025, 4, 11)]
        whole = outcome.made_units[: 7 * len(weeks), place].sum()
        assert sum(weeks.values()) * 7 * network.lines[place].per_day == pytest.approx(whole)


def test_a_line_that_never_stops_has_no_span() -> None:
    network = read_folder(shipped_folder()).network
    stops = parse_stops(network, ["CN>EU:*"], "2025-04-04", 1)
    assert not isinstance(stops, Problem)
    outcome = simulate(network, stops, 60)
    assert not any(stopped_spans(network, outcome, place) for place in range(len(network.lines)))


def test_every_row_of_an_outlook_says_where_it_is_from() -> None:
    for name in set(TABLES) - {"scenarios"}:
        for row in shipped_table(name):
            assert row["source"], (name, row)
            assert row["basis"] in {"cited", "derived", "recalled", "assumption"}
