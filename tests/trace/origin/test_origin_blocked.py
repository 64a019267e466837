"""An output that was blocked came out of its line all the same: a recall finds it, its origin stays unaccounted for."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from monazite.ledger.record import Entry, Posted
from monazite.trace.origin import origin_of, recall, upstream
from monazite.trace.origin.projection import OriginProjection

_spec = importlib.util.spec_from_file_location("origin_chains", Path(__file__).with_name("chains.py"))
assert _spec is not None
assert _spec.loader is not None
chains = importlib.util.module_from_spec(_spec)
sys.modules["origin_chains"] = chains
_spec.loader.exec_module(chains)

FEW, ONE, TWO = chains.mass(Nd=3), chains.mass(Nd=10), chains.mass(Nd=20)
SECRET = "unaccounted/F/L"  # noqa: S105  an account


def feed(name: str, lot: str, run: str = "r") -> Entry:
    made: Entry = chains.entry(name, "feed", (f"lot/F/{lot}", -TWO), ("line/F/L", TWO), run=run)
    return made


def beside(name: str, lot: str, run: str = "r") -> Entry:
    """An output that was blocked."""
    made: Entry = chains.entry(name, "output", (SECRET, -ONE), (f"blocked/F/{lot}", ONE), run=run)
    return made


def mines(*lots: str) -> list[Entry]:
    return [chains.entry(lot, "mine", ("ground/P/S", -TWO), (f"lot/F/{lot}", TWO)) for lot in lots]


def numbered(entries: list[Entry]) -> list[Posted]:
    posted = chains.numbered(entries)
    is_blocked = [any(leg.account.startswith("blocked/") for leg in one.entry.legs) for one in posted]
    return [replace(one, blocked="overdrawn" if blocked and one.entry.kind == "output" else None)
            for one, blocked in zip(posted, is_blocked, strict=True)]  # fmt: skip


@pytest.mark.parametrize("size", [1, 2, 100])
def test_a_recall_lists_what_was_blocked(tmp_path: Path, size: int) -> None:
    entries = [
        *mines("A", "B"), feed("f", "A"),
        chains.entry("o", "output", ("line/F/L", -ONE), ("lot/F/X", ONE), run="r"), beside("b", "Y"),
        chains.entry("o2", "output", ("line/F/L", -ONE), ("lot/F/X2", ONE), run="r"), beside("b2", "Z", "other"),
        chains.entry("free", "release", ("blocked/F/Y", -ONE), ("lot/F/Y", ONE)),
        chains.entry("cut", "divide", ("lot/F/Y", -FEW), ("lot/F/Y1", FEW)), feed("f2", "B", "last"),
    ]  # fmt: skip
    posted = numbered(entries)
    with chains.database(tmp_path / "a.db") as database:
        for start in range(0, len(posted), size):
            with database.writing() as connection:
                chains.post(connection, posted[start : start + size], OriginProjection())
        with database.reading() as connection:
            assert set(recall(connection, "A")) == {"X", "X2", "Y", "Z", "Y1"}
            assert recall(connection, "B") == ()
            assert [source for source, _ in origin_of(connection, "Y").shares] == [SECRET]
            assert ("lot/A", "run/F/L/r@2") in upstream(connection, "Y1").edges


def test_a_line_that_nothing_was_fed_to_has_blocked_lots_of_no_parents(tmp_path: Path) -> None:
    with chains.database(tmp_path / "a.db") as database, database.writing() as connection:
        chains.post(connection, numbered([beside("b", "Y"), *mines("A"), feed("f", "A")]), OriginProjection())
        assert [node.id for node in upstream(connection, "Y").nodes] == ["lot/Y", "run/F/L/r@0", "lot/A"]


def test_what_was_blocked_and_reversed_hangs_on_no_run(tmp_path: Path) -> None:
    back = chains.entry("rev", "reverse", (SECRET, ONE), ("blocked/F/Y", -ONE), relates="b")
    entries = [*mines("A"), feed("f", "A"), beside("b", "Y"), back]
    with chains.database(tmp_path / "a.db") as database, database.writing() as connection:
        chains.post(connection, numbered(entries), OriginProjection())
        assert recall(connection, "A") == ()


@pytest.mark.parametrize("size", [1, 3, 100])
def test_a_lot_made_again_has_the_origin_and_the_parents_of_now(tmp_path: Path, size: int) -> None:
    """Reversed and made again under its id, from another run: nothing of the first is left."""
    other = chains.entry("f2", "feed", ("lot/F/B", -TWO), ("line/F/M", TWO), run="m")
    first = chains.entry("o", "output", ("line/F/L", -ONE), ("lot/F/X", ONE), run="r")
    back = chains.entry("rev", "reverse", ("line/F/L", ONE), ("lot/F/X", -ONE), relates="o")
    again = chains.entry("o2", "output", ("line/F/M", -FEW), ("lot/F/X", FEW), run="m")
    fresh = [chains.entry("B", "import", ("import/MM/C", -TWO), ("lot/F/B", TWO)), other]
    entries = [*mines("A"), feed("f", "A"), *fresh, first, back, again]
    posted = numbered(entries)
    with chains.database(tmp_path / "a.db") as database:
        for start in range(0, len(posted), size):
            with database.writing() as connection:
                chains.post(connection, posted[start : start + size], OriginProjection())
        with database.reading() as connection:
            assert origin_of(connection, "X").shares == (("import/MM/C", FEW),)
            assert (recall(connection, "A"), recall(connection, "B")) == ((), ("X",))
