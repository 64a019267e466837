from __future__ import annotations

import importlib.util
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from monazite.ledger.record import Entry
from monazite.trace.origin.projection import OriginProjection

_spec = importlib.util.spec_from_file_location("origin_chains", Path(__file__).with_name("chains.py"))
assert _spec is not None
assert _spec.loader is not None
chains = importlib.util.module_from_spec(_spec)
sys.modules["origin_chains"] = chains
_spec.loader.exec_module(chains)

FEW, ONE, TWO = chains.mass(Nd=3), chains.mass(Nd=10), chains.mass(Nd=20)


def marked(connection: Connection) -> dict[str, int]:
    return {
        row.lot: row.entry_number for row in connection.execute(text("SELECT lot, entry_number FROM trace_reviews"))
    }


def chain() -> list[Entry]:
    """A and B are fed to a run that makes X and Y; X is divided into X1; C is alone."""
    return [
        chains.entry("A", "mine", ("ground/P/S", -TWO), ("lot/F/A", TWO)),
        chains.entry("B", "mine", ("ground/P/S", -TWO), ("lot/F/B", TWO)),
        chains.entry("C", "mine", ("ground/P/S", -TWO), ("lot/F/C", TWO)),
        chains.entry("feed", "feed", ("lot/F/A", -TWO), ("lot/F/B", -ONE), ("line/F/L", ONE + TWO), run="r"),
        chains.entry("out", "output", ("line/F/L", -ONE - ONE), ("lot/F/X", ONE), ("lot/F/Y", ONE), run="r"),
        chains.entry("cut", "divide", ("lot/F/X", -ONE), ("lot/F/X1", ONE)),
    ]


@pytest.mark.parametrize("size", [1, 3, 100])
def test_an_adjustment_marks_what_had_come_of_its_lots(tmp_path: Path, size: int) -> None:
    entries = [
        *chain(),
        chains.entry("adj", "adjust", ("lot/F/X", -FEW), ("line/F/L", FEW), relates="out"),
        chains.entry("more", "mine", ("ground/P/S", -ONE), ("lot/F/M", ONE)),
        chains.entry("adj2", "adjust", ("ground/P/S", -ONE), ("lot/F/B", ONE), relates="B"),
        chains.entry("late", "output", ("line/F/L", -FEW), ("lot/F/Z", FEW), run="r"),
    ]
    posted = chains.numbered(entries)
    with chains.database(tmp_path / "a.db") as database:
        for start in range(0, len(posted), size):
            with database.writing() as connection:
                chains.post(connection, posted[start : start + size], OriginProjection())
        with database.reading() as connection:
            assert marked(connection) == {"X": 8, "Y": 8, "X1": 8}


def test_a_feed_that_is_taken_back_wholly_marks_what_the_run_made(tmp_path: Path) -> None:
    back = chains.entry("adj", "adjust", ("line/F/L", -ONE - TWO), ("lot/F/A", TWO), ("lot/F/B", ONE), relates="feed")
    with chains.database(tmp_path / "a.db") as database, database.writing() as connection:
        chains.post(connection, chains.numbered([*chain(), back]), OriginProjection())
        assert set(marked(connection)) == {"X", "Y", "X1"}


def test_a_reversal_marks_nothing(tmp_path: Path) -> None:
    back = chains.entry("rev", "reverse", ("ground/P/S", TWO), ("lot/F/C", -TWO), relates="C")
    with chains.database(tmp_path / "a.db") as database, database.writing() as connection:
        chains.post(connection, chains.numbered([*chain(), back]), OriginProjection())
        assert marked(connection) == {}


def test_a_hundred_thousand_descendants_are_marked_in_seconds(tmp_path: Path) -> None:
    count, per = 100_000, 50
    total = chains.mass(Nd=per)
    piece = chains.mass(Nd=1)
    nodes = [(1, "lot/ROOT", 0), *((number, f"lot/D{number}", 0) for number in range(2, count + 2))]
    edges = [(max(1, number // 3), number, number) for number in range(2, count + 2)]
    root = chains.entry("root", "mine", ("ground/P/S", -total), ("lot/F/ROOT", total))
    fix = chains.entry("fix", "adjust", ("ground/P/S", -piece), ("lot/F/ROOT", piece), relates="root")
    with chains.database(tmp_path / "a.db") as database, database.writing() as connection:
        chains.post(connection, chains.numbered([root]), OriginProjection())
        (first,) = connection.exec_driver_sql("SELECT number FROM trace_nodes WHERE id = 'lot/ROOT'").one()
        assert first == 1
        connection.exec_driver_sql("INSERT INTO trace_nodes VALUES (?, ?, ?)", nodes[1:])
        connection.exec_driver_sql("INSERT INTO trace_edges VALUES (?, ?, ?)", edges)
        started = time.perf_counter()
        chains.post(connection, chains.numbered([fix], count + 2), OriginProjection())
        assert time.perf_counter() - started < 5
        assert len(marked(connection)) == count
