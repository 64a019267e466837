from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from monazite.core import ProblemError
from monazite.ledger.record import Posted
from monazite.store import Database
from monazite.trace.origin import downstream, is_settled, origin_of, recall, settle, upstream
from monazite.trace.origin.projection import OriginProjection

_spec = importlib.util.spec_from_file_location("origin_chains", Path(__file__).with_name("chains.py"))
assert _spec is not None
assert _spec.loader is not None
chains = importlib.util.module_from_spec(_spec)
sys.modules["origin_chains"] = chains
_spec.loader.exec_module(chains)

pytestmark = pytest.mark.usefixtures("ways")


@pytest.mark.parametrize("seed", range(12))
def test_origins_equal_a_slow_reference(tmp_path: Path, seed: int) -> None:
    entries = chains.random_chain(seed, 120, top=[10, 10**6, 10**14][seed % 3])
    slow = chains.Slow()
    slow.run(entries)
    posted = chains.numbered(entries)
    size = [1, 7, 200][seed % 3]
    with chains.database(tmp_path / "a.db") as database:
        for start in range(0, len(posted), size):
            with database.writing() as connection:
                chains.post(connection, posted[start : start + size])
        with database.reading() as connection:
            for side, made in slow.made.items():
                if side.startswith("lot/"):
                    found = origin_of(connection, side[4:])
                    shares = {(source, s): mg for source, matter in found.shares for s, mg in matter.parts}
                    assert shares == {key: mg for key, mg in made.items() if mg}, side
                    assert found.is_settled


@pytest.mark.parametrize("seed", range(6))
def test_tables_follow_from_the_entries_alone(tmp_path: Path, seed: int) -> None:
    posted = chains.numbered(chains.random_chain(seed + 50, 200))
    with chains.database(tmp_path / "a.db") as database, database.writing() as connection:
        whole = OriginProjection(at_once=10**9)
        chains.post(connection, posted, whole)
        whole.finish(connection)
        expected = chains.tables_of(connection)
    with chains.database(tmp_path / "b.db") as database:
        for start in range(0, len(posted), 13):
            with database.writing() as connection:
                chains.post(connection, posted[start : start + 13], OriginProjection(at_once=seed))
        while True:
            with database.writing() as connection:
                if not settle(connection, 3):
                    break
        with database.reading() as connection:
            found = chains.tables_of(connection)
    for name, rows in expected.items():
        assert found[name] == rows, name


def test_a_batch_that_is_taken_back_leaves_nothing_in_memory(tmp_path: Path) -> None:
    entries = chains.random_chain(7, 90)
    posted = chains.numbered(entries)
    other = chains.numbered(
        [replace(each, id=f"other{each.id}", relates=None) for each in chains.random_chain(8, 30)], 60
    )
    projection = OriginProjection()
    with chains.database(tmp_path / "a.db") as database:
        with database.writing() as connection:
            chains.post(connection, posted[:60], projection)
        with pytest.raises(RuntimeError):
            _post_and_fail(database, other, projection)
        with database.writing() as connection:
            chains.post(connection, posted[60:], projection)
        with database.reading() as connection:
            found = chains.tables_of(connection)
    with chains.database(tmp_path / "b.db") as database, database.writing() as connection:
        chains.post(connection, posted, OriginProjection())
        assert chains.tables_of(connection) == found


def _post_and_fail(database: Database, posted: list[Posted], projection: OriginProjection) -> None:
    with database.writing() as connection:
        chains.post(connection, posted, projection)
        raise RuntimeError


def _spun(tmp_path: Path, names: list[str]) -> dict[str, dict[tuple[str, str], int]]:
    """Origins of three lots of one run, put out in some order."""
    made = {"X": chains.mass(Nd=333, Dy=7), "Y": chains.mass(Nd=100, Dy=11), "Z": chains.mass(Nd=501, Dy=3)}
    one, other = chains.mass(Nd=700, Dy=10), chains.mass(Nd=300, Dy=20)
    entries = [
        chains.entry("m1", "mine", ("ground/P/S", -one), ("lot/F/A", one)),
        chains.entry("m2", "import", ("import/MM/C", -other), ("lot/F/B", other)),
        chains.entry("f", "feed", ("lot/F/A", -one), ("lot/F/B", -other),
                     ("line/F/L", chains.mass(Nd=1000, Dy=30)), run="r"),
        *(chains.entry(f"o{name}", "output", ("line/F/L", -made[name]), (f"lot/F/{name}", made[name]), run="r")
          for name in names),
    ]  # fmt: skip
    with chains.database(tmp_path / f"{''.join(names)}.db") as database, database.writing() as connection:
        chains.post(connection, chains.numbered(entries), OriginProjection())
        return {
            name: {(source, s): mg for source, matter in origin_of(connection, name).shares for s, mg in matter.parts}
            for name in names
        }


def test_the_order_of_outputs_matters_by_rounding_only(tmp_path: Path) -> None:
    one, other = _spun(tmp_path, ["X", "Y", "Z"]), _spun(tmp_path, ["Z", "Y", "X"])
    for name, shares in one.items():
        assert all(abs(shares[key] - other[name].get(key, 0)) <= 2 for key in shares)


def test_shares_in_ppm_make_a_million_and_say_what_is_recycled(tmp_path: Path) -> None:
    nd = chains.mass(Nd=100)
    entries = [
        chains.entry("a", "mine", ("ground/P/S", -nd), ("lot/F/A", nd)),
        chains.entry("b", "import", ("import/MM/C", -nd), ("lot/F/B", nd)),
        chains.entry("c", "receive", ("recycled/unknown/R", -nd), ("lot/F/C", nd)),
        chains.entry("d", "blend", *((f"lot/F/{x}", -nd) for x in "ABC"), ("lot/F/D", chains.mass(Nd=300))),
    ]
    with chains.database(tmp_path / "a.db") as database, database.writing() as connection:
        chains.post(connection, chains.numbered(entries), OriginProjection())
        origin = origin_of(connection, "D")
        assert origin.by_country("Nd") == {"CN": 333334, "MM": 333333, "recycled/unknown": 333333}
        assert origin.by_permit("Nd") == {"P": 333334, "import": 333333, "recycled/unknown": 333333}
        assert origin.recycled_ppm("Nd") == 333333
        assert origin.share_ppm("Nd", "ground/P/S@2022") == 333334
        assert origin.share_ppm("Dy", "ground/P/S@2022") == 0
        assert origin.matter == chains.mass(Nd=300)
        with pytest.raises(ProblemError, match="none named"):
            origin_of(connection, "nothing")


def test_lineage_up_down_and_recall(tmp_path: Path) -> None:
    nd = chains.mass(Nd=100)
    half = chains.mass(Nd=50)
    entries = [
        chains.entry("a", "mine", ("ground/P/S", -nd), ("lot/F/A", nd)),
        chains.entry("b", "mine", ("ground/P/S", -nd), ("lot/F/B", nd)),
        chains.entry("f1", "feed", ("lot/F/A", -nd), ("line/F/L", nd), run="r1"),
        chains.entry("o1", "output", ("line/F/L", -half), ("lot/F/X", half), run="r1"),
        chains.entry("f2", "feed", ("lot/F/B", -nd), ("line/F/L", nd), run="r2"),
        chains.entry("o2", "output", ("line/F/L", -chains.mass(Nd=150)), ("lot/F/Y", chains.mass(Nd=150)), run="r2"),
        chains.entry("f3", "feed", ("lot/F/X", -half), ("line/F/L", half), run="r3"),
        chains.entry("o3", "output", ("line/F/L", -half), ("lot/F/Z", half), run="r3"),
    ]
    with chains.database(tmp_path / "a.db") as database, database.writing() as connection:
        chains.post(connection, chains.numbered(entries), OriginProjection())
        assert recall(connection, "A") == ("X", "Y", "Z")
        assert recall(connection, "B") == ("Y",)
        assert recall(connection, "Z") == ()
        up = upstream(connection, "Y")
        assert [node.id for node in up.nodes] == ["lot/Y", "run/F/L/r2@4", "lot/B", "run/F/L/r1@2", "lot/A"]
        assert ("run/F/L/r1@2", "run/F/L/r2@4") in up.edges
        assert up.left_out == 0
        down = downstream(connection, "A", nodes=3)
        assert (len(down.nodes), down.left_out) == (3, 4)


def test_a_correction_early_on_reaches_what_came_of_it(tmp_path: Path) -> None:
    entries = chains.random_chain(3, 150)
    first = next(each for each in entries if each.kind == "mine")
    fix = chains.entry("fix", "adjust", (first.legs[0].account, first.legs[1].amount),
                       ("import/XX/true", -first.legs[1].amount), relates=first.id)  # fmt: skip
    projection = OriginProjection(at_once=1)
    with chains.database(tmp_path / "a.db") as database:
        with database.writing() as connection:
            chains.post(connection, chains.numbered(entries), projection)
        while not _is_done(database):
            pass
        with database.writing() as connection:
            chains.post(connection, chains.numbered([fix], len(entries)), projection)
            lot = first.legs[1].account.rpartition("/")[2]
            assert not origin_of(connection, lot).is_settled
        while not _is_done(database):
            pass
        slow = chains.Slow()
        slow.run([*entries, fix])
        with database.reading() as connection:
            assert is_settled(connection)
            for side, made in slow.made.items():
                if side.startswith("lot/"):
                    found = origin_of(connection, side[4:])
                    shares = {(source, s): mg for source, matter in found.shares for s, mg in matter.parts}
                    assert shares == {key: mg for key, mg in made.items() if mg}, side


def _is_done(database: Database) -> bool:
    with database.writing() as connection:
        return settle(connection, 5) == 0
