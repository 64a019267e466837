"""Origins and lineage, measured: python benchmarks/origin.py [LOTS], default 100 000.

Builds a chain of that many lots through the projection: a quarter mined or imported, the rest made by lines that hold
material, four lots of each three fed. Then prints microseconds per entry, bytes per lot, an origin read beside a
recursive query for ancestors, a recall, and a ripple after an early lot is corrected.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monazite.core import ElementMass
from monazite.ledger.record import Entry, Leg, Posted
from monazite.store import Database
from monazite.trace.origin import origin_of, recall, settle
from monazite.trace.origin.projection import OriginProjection
from monazite.trace.tables import SCHEMAS

BATCH = 1_000
ELEMENTS = ("La", "Ce", "Pr", "Nd", "Sm", "Gd", "Tb", "Dy", "Ho", "Y")
LINES = 40
SOURCES = 24
OUTPUTS = 4
INPUTS = 3


def entry(number: str, kind: str, *legs: tuple[str, ElementMass], **details: object) -> Entry:
    """One entry of matter."""
    return Entry(number, kind, "2022-06-01", "bench", tuple(Leg(a, "matter", m) for a, m in legs), details=details)


def chain(lots: int, seed: int) -> Iterator[Entry]:
    """Entries that make so many lots: a quarter of them raw, the rest outputs of lines that blend them."""
    dice = random.Random(seed)  # noqa: S311  a chain of no secrets
    stock: list[tuple[str, ElementMass]] = []
    made = number = 0
    while made < lots:
        number += 1
        if made < LINES or dice.random() < 0.25:
            source = dice.choice(
                [f"ground/P{dice.randrange(SOURCES // 2)}/S", f"import/MM/C{dice.randrange(SOURCES // 2)}"]
            )
            matter = ElementMass.of({symbol: dice.randint(10**6, 10**9) for symbol in ELEMENTS})
            yield entry(f"e{number:08}", "mine", (source, -matter), (f"lot/F0/L{made}", matter))
            stock.append((f"lot/F0/L{made}", matter))
            made += 1
            continue
        line = f"line/F{dice.randrange(LINES)}/A"
        parts = [
            stock.pop(dice.randrange(max(0, len(stock) - 400), len(stock))) for _ in range(min(INPUTS, len(stock)))
        ]
        total = sum((matter for _, matter in parts), ElementMass())
        run = f"r{number}"
        yield entry(f"e{number:08}", "feed", *((lot, -matter) for lot, matter in parts), (line, total), run=run)
        shares = [*total.split([1] * OUTPUTS)]
        shares[0] = ElementMass.of({s: mg - mg // 50 for s, mg in shares[0].parts})
        out = [(f"lot/F0/L{made + i}", matter) for i, matter in enumerate(shares)]
        waste = total - sum(shares, ElementMass())
        number += 1
        yield entry(f"e{number:08}", "output", (line, -total), *out, ("tailings/F0/T", waste), run=run)
        stock += out
        made += OUTPUTS


@contextmanager
def workspace() -> Iterator[Database]:
    """A database with the tables of origin."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "origin.db")
        with database.writing() as connection:
            for name in OriginProjection.tables:
                SCHEMAS[name].table.create(connection)
        yield database
        database.close()


def build(database: Database, lots: int) -> int:
    """Fill the tables; returns the number of entries."""
    projection, spent, number = OriginProjection(), 0.0, 0
    batch: list[Posted] = []
    for each in chain(lots, 1):
        batch.append(Posted(number, 0, each))
        number += 1
        if len(batch) == BATCH:
            spent += _apply(database, projection, batch)
            batch = []
    spent += _apply(database, projection, batch)
    print(f"{number} entries, {lots} lots: {spent:.1f} s, {spent / number * 1e6:.0f} us an entry, commits included")
    return number


def _apply(database: Database, projection: OriginProjection, batch: list[Posted]) -> float:
    start = time.perf_counter()
    with database.writing() as connection:
        projection.apply(connection, batch)
    return time.perf_counter() - start


def sizes(database: Database, lots: int) -> None:
    """Bytes a lot."""
    with database.reading() as connection:
        vectors, count = connection.exec_driver_sql("SELECT sum(length(vector)), count(*) FROM trace_origins").one()
        sources = connection.exec_driver_sql("SELECT count(*) FROM trace_sources").scalar()
    print(f"{vectors / lots:.0f} bytes of vectors a lot ({vectors / count:.0f} an entry, {sources} sources), "
          f"{database.path.stat().st_size / lots:.0f} bytes of file a lot, edges and indexes included")  # fmt: skip


def reads(database: Database, lots: int) -> None:
    """An origin read at random, and a recursive query for the ancestors of the last lot."""
    dice, times = random.Random(2), []  # noqa: S311  a choice of no secrets
    with database.reading() as connection:
        for _ in range(1_000):
            lot = f"L{dice.randrange(lots)}"
            start = time.perf_counter()
            origin_of(connection, lot)
            times.append((time.perf_counter() - start) * 1e3)
        times.sort()
        print(f"origin read: p50 {times[500]:.2f} ms, p99 {times[989]:.2f} ms, max {times[-1]:.2f} ms")
        start = time.perf_counter()
        found = connection.exec_driver_sql(
            "WITH RECURSIVE above(node) AS (SELECT max(number) FROM trace_nodes WHERE id LIKE 'lot/%' UNION "
            "SELECT parent FROM above JOIN trace_edges ON child = node) SELECT count(*) FROM above"
        ).scalar()
        print(f"beside it, a recursive query for the last lot's {found} ancestors: {time.perf_counter() - start:.2f} s")


def recalls(database: Database) -> None:
    """All that came of an early lot."""
    with database.reading() as connection:
        start = time.perf_counter()
        found = recall(connection, "L3")
        print(f"recall of {len(found)} descendants: {time.perf_counter() - start:.2f} s")


def ripples(database: Database, number: int) -> None:
    """An early lot turns out to be of another source."""
    with database.reading() as connection:
        affected = len(recall(connection, "L3"))
        origin = origin_of(connection, "L3")
    source, matter = origin.shares[0]
    legs = ((source.partition("@")[0], matter), ("import/XX/true", -matter))
    fix = Entry(
        "fix", "adjust", "2022-06-01", "bench", tuple(Leg(a, "matter", m) for a, m in legs), relates="e00000004"
    )
    projection = OriginProjection(at_once=0)
    _apply(database, projection, [Posted(number, 0, fix)])
    start, steps, left = time.perf_counter(), 0, 1
    while left:
        with database.writing() as connection:
            left = settle(connection, 10_000)
        steps += 1
    print(f"ripple over {affected} descendants: {time.perf_counter() - start:.1f} s in {steps} transactions")
    with database.reading() as connection:
        assert [name for name, _ in origin_of(connection, "L3").shares] == ["import/XX/true"]


def main() -> None:
    """Measure."""
    lots = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with workspace() as database:
        number = build(database, lots)
        sizes(database, lots)
        reads(database, lots)
        recalls(database)
        ripples(database, number)


if __name__ == "__main__":
    main()
