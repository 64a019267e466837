"""What the journal posts a second, and beside it what the database alone can do: ``python benchmarks/ledger_post.py``.

The first figures are of the simulated trade's mix of entries, through everything (guard, origins, all rooms' tables)
and through the journal alone, batch by batch in turn. The others are on a synthetic chain without the other rooms:
a lot is mined (with quota), fed to a line, and comes out as two lots and tailings; ten elements, spreads on the line,
details as weighed. All is measured in one run in a temporary directory; the machine's other work shows in all of them.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import gc
import pstats
import secrets
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

from monazite.app import Workspace
from monazite.core import Clock, ElementMass, FixedClock, reo
from monazite.ledger import MIGRATIONS, Entry, GroupCommit, Journal, Leg, Spread, load_book, write
from monazite.ledger.log import workspace_signer
from monazite.reference import factors
from monazite.store import METADATA, Database, Home, insert_rows, open_home
from monazite.trace.simulate import entries as simulated

BATCH = 1000
DAY = "2022-08-17"
CLOCK = FixedClock(datetime(2022, 8, 18, tzinfo=UTC))
QUOTA = "quota:2022:mining:rock"
PARTS = {"La": 2300, "Ce": 5000, "Pr": 620, "Nd": 1850, "Sm": 80, "Eu": 20, "Gd": 70, "Tb": 10, "Dy": 10, "Y": 40}
FIRMS = 200
MODELS = 64


def mass(scale: int) -> ElementMass:
    """Ten elements in the ratio of a light ore."""
    return ElementMass.of({symbol: part * scale + scale % 97 for symbol, part in PARTS.items()})


def spread(matter: ElementMass) -> Spread:
    """0.3 % of random error, and two instruments with 0.1 % each."""
    shared = ElementMass.of({symbol: matter[symbol] // 1000 for symbol in matter})
    return Spread(ElementMass.of({symbol: matter[symbol] * 3 // 1000 for symbol in matter}), (("lab", shared),))


def lot(name: str, matter: ElementMass) -> dict[str, Any]:
    """A lot as weighed."""
    return {
        name: {
            "product": "混合碳酸稀土", "net_mg": matter.total.mg * 2,
            "gross_mg": matter.total.mg * 2 + 10, "moisture_ppm": 18000,
            "reo_ppm": 420000, "partition_ppm": PARTS, "site": "S1", "scale": "W1", "lab": "A1",
        }
    }  # fmt: skip


def opening(journal: Journal) -> None:
    """Quota for every firm."""
    legs = [Leg("issued/ministry", QUOTA, -FIRMS * 10**14)]
    legs += [Leg(f"held/F{firm}", QUOTA, 10**14) for firm in range(FIRMS)]
    issue = Entry("0-issue", "issue", DAY, "ministry", tuple(legs), {"year": 2022, "batch": 1, "notice": "benchmark"})
    assert [answer.status for answer in journal.post([issue])] == ["accepted"]


def chain(cycles: int, start: int = 0) -> Iterator[Entry]:
    """Three entries a cycle: mine, feed, output."""
    named = factors()
    masses = [mass(1000 + 37 * index) for index in range(MODELS)]
    reos = [reo(matter, named).mg for matter in masses]
    for number in range(start, start + cycles):
        firm, matter = f"F{number % FIRMS}", masses[number % MODELS]
        amount, name = reos[number % MODELS], f"L{number:09d}"
        line, ore = f"line/{firm}/1", f"lot/{firm}/{name}"
        yield Entry(
            f"{name}-1", "mine", DAY, firm,
            (Leg("ground/P1/S1", "matter", -matter), Leg(ore, "matter", matter),
             Leg(f"held/{firm}", QUOTA, -amount), Leg(f"used/{firm}", QUOTA, amount)),
            {"lots": lot(name, matter), "permit": "P1"}, {"document": "ab" * 32},
        )  # fmt: skip
        yield Entry(
            f"{name}-2", "feed", DAY, firm,
            (Leg(ore, "matter", -matter), Leg(line, "matter", matter, spread(matter))),
            {"run": f"R{number}", "stage": "concentration"},
        )  # fmt: skip
        half, rest = matter.split((3, 1))
        first, waste = half.split((9, 1))
        yield Entry(
            f"{name}-3", "output", DAY, firm,
            (Leg(line, "matter", -matter, spread(matter)), Leg(f"lot/{firm}/{name}A", "matter", first),
             Leg(f"lot/{firm}/{name}B", "matter", rest), Leg(f"tailings/{firm}/T", "matter", waste)),
            {"run": f"R{number}", "stage": "concentration", "lots": lot(f"{name}A", first) | lot(f"{name}B", rest)},
        )  # fmt: skip


def opened(directory: Path, clock: Clock = CLOCK) -> tuple[Home, Journal]:
    """A fresh workspace with its journal."""
    home = open_home(directory, MIGRATIONS, "2022-08-18T00:00:00Z", create=True)
    signer = workspace_signer(home.directory, None, secrets.token_bytes)
    return home, Journal(home.database, load_book("monazite.trace"), signer, clock)


def batches(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    """In thousands."""
    return (entries[start : start + BATCH] for start in range(0, len(entries), BATCH))


def post_all(journal: Journal, entries: Sequence[Entry]) -> list[float]:
    """Seconds of each batch."""
    seconds = []
    for batch in batches(entries):
        start = time.perf_counter()
        answers = journal.post(batch)
        seconds.append(time.perf_counter() - start)
        assert all(answer.status == "accepted" for answer in answers)
    return seconds


def mixed(root: Path, lots: int) -> None:
    """The simulated trade through everything, through the journal alone, and its rows into bare tables."""
    whole = Workspace.open(root / "whole", create=True)
    alone = opened(root / "alone", FixedClock(datetime.now(UTC)))
    entries = list(simulated(2022, lots, 1))
    warm = Workspace.open(root / "warm", create=True).journal  # kernels are compiled once a machine, loaded once here
    for batch in batches(entries[: 6 * BATCH]):
        warm.post(batch)
    gc.freeze()  # what is to be posted is no garbage
    spent = {"through everything": [0.0, 0.0], "the journal alone": [0.0, 0.0]}
    for batch in batches(entries):
        for sums, journal in zip(spent.values(), (whole.journal, alone[1]), strict=True):
            start, used = time.perf_counter(), time.process_time()
            journal.post(batch)
            sums[0] += time.perf_counter() - start
            sums[1] += time.process_time() - used
    count, path = whole.journal.size(), root / "whole" / "monazite.db"
    tables = kept_rows(path)
    for name, (wall, used) in spent.items():
        rate, cost = len(entries) / wall, 1e6 * used / len(entries)
        print(f"simulated mix, {name}: {rate:,.0f} entries/s, {cost:.1f} us of processor an entry")
    rows = sum(map(len, tables.values()))
    print(f"  {rows / count:.1f} rows and {path.stat().st_size / count:,.0f} bytes an entry")
    bare_rate = bare_kept(root, tables, -(-count // BATCH), count)
    ratio = len(entries) / spent["through everything"][0] / bare_rate
    print(f"  bare insert_rows of the same rows: {bare_rate:,.0f} entries/s; posting is {ratio:.2f} of it")


def kept_rows(path: Path) -> dict[str, list[Any]]:
    """All rows of the journal and of the rooms, by table, in the order in which they stand."""
    with Database(path).reading() as connection:
        names = [name for name in METADATA.tables if name.startswith(("journal_", "trace_"))]
        return {
            name: list(map(tuple, connection.exec_driver_sql(f"SELECT {_columns(name)} FROM {name}")))  # noqa: S608
            for name in names
        }


def _columns(name: str) -> str:
    return ",".join(column.name for column in METADATA.tables[name].columns)


def bare_kept(root: Path, tables: dict[str, list[Any]], commits: int, count: int) -> float:
    """Entries a second of the rows of all tables into the same tables and indexes, and nothing else.

    Each row is written once, so what posting wrote over is not part of it.
    """
    workspace = Workspace.open(root / "bare-mix", create=True)
    start = time.perf_counter()
    for number in range(commits):
        with workspace.home.database.writing() as connection:
            for name, rows in tables.items():
                low, high = len(rows) * number // commits, len(rows) * (number + 1) // commits
                insert_rows(connection, METADATA.tables[name], rows[low:high])
    return count / (time.perf_counter() - start)


def posting(root: Path, cycles: int, *, is_profiled: bool) -> list[list[tuple[Any, list[Any], bool]]]:
    """Batches of a thousand; returns the rows they wrote."""
    home, journal = opened(root / "post")
    opening(journal)
    written: list[list[tuple[Any, list[Any], bool]]] = []

    def recorded(connection: Any, table: Any, rows: list[Any], *, replace: bool = False) -> None:
        written[-1].append((table, rows, replace))
        insert_rows(connection, table, rows, replace=replace)

    profile = cProfile.Profile()
    seconds, used, count, step = [], 0.0, 0, BATCH // 3
    with mock.patch.object(write, "insert_rows", recorded):
        for start in range(0, cycles, step):
            batch = list(chain(min(step, cycles - start), start))  # made just before, as a form or a file would
            gc.freeze()  # rows kept for the comparison are no garbage; a collection need not walk them
            written.append([])
            before = time.process_time()
            if is_profiled:
                profile.enable()
            seconds += post_all(journal, batch)
            profile.disable()
            used += time.process_time() - before
            count += len(batch)
    if is_profiled:
        pstats.Stats(profile).sort_stats("tottime").print_stats(45)
    home.database.close()
    size = (root / "post" / "monazite.db").stat().st_size
    rows = sum(len(part) for batch in written for _, part, _ in batch)
    print(
        f"journal, batches of {BATCH}: {count / sum(seconds):,.0f} entries/s "
        f"(median batch {BATCH / statistics.median(seconds):,.0f}/s, "
        f"{1e6 * used / count:.1f} us of processor an entry)"
    )
    print(f"  {rows / count:.1f} rows and {size / count:,.0f} bytes an entry")
    return written


def bare(
    root: Path, written: Sequence[Sequence[tuple[Any, list[Any], bool]]], name: str, rate: Callable[..., None]
) -> float:
    """The same rows into the same tables and indexes, one commit a batch, and nothing else."""
    home, _ = opened(root / name)
    start = time.perf_counter()
    entries = 0
    for batch in written:
        with home.database.writing() as connection:
            for table, rows, replace in batch:
                rate(connection, table, rows, replace=replace)
                entries += len(rows) if table.name == "journal_entries" else 0
    seconds = time.perf_counter() - start
    home.database.close()
    return entries / seconds


def executemany(connection: Any, table: Any, rows: list[Any], *, replace: bool) -> None:
    """The driver's own way to insert many rows."""
    if rows:
        verb = "INSERT OR REPLACE" if replace else "INSERT"
        marks = ",".join("?" * len(table.columns))
        connection.exec_driver_sql(f"{verb} INTO {table.name} VALUES ({marks})", rows)


def singly(root: Path, entries: Sequence[Entry]) -> None:
    """One commit for each entry."""
    _, journal = opened(root / "single")
    opening(journal)
    seconds = []
    for entry in entries:
        start = time.perf_counter()
        journal.post([entry])
        seconds.append(time.perf_counter() - start)
    print(f"one commit an entry: {len(entries) / sum(seconds):,.0f} entries/s, {_quantiles(seconds)}")


def _quantiles(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    return f"p50 {1000 * ordered[len(ordered) // 2]:.1f} ms, p99 {1000 * ordered[len(ordered) * 99 // 100]:.1f} ms"


def clients(entries: Sequence[Entry], number: int) -> list[Sequence[Entry]]:
    """Whole cycles to each client, since later entries of a cycle need the earlier."""
    share = len(entries) // 3 // number * 3
    return [entries[index * share : (index + 1) * share] for index in range(number)]


def threads(root: Path, entries: Sequence[Entry], number: int) -> None:
    """Clients that are threads, each waiting for its answer before the next."""
    _, journal = opened(root / "threads")
    opening(journal)
    seconds: list[float] = []

    def work(mine: Sequence[Entry], group: GroupCommit) -> None:
        for entry in mine:
            start = time.perf_counter()
            assert group.submit(entry).status == "accepted"
            seconds.append(time.perf_counter() - start)

    with GroupCommit(journal) as group:
        workers = [threading.Thread(target=work, args=(mine, group)) for mine in clients(entries, number)]
        start = time.perf_counter()
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        total = time.perf_counter() - start
    print(f"{number} threads, group commit: {len(seconds) / total:,.0f} posts/s, {_quantiles(seconds)}")


def tasks(root: Path, entries: Sequence[Entry], number: int) -> None:
    """Clients that are tasks of one loop."""
    _, journal = opened(root / "tasks")
    opening(journal)
    seconds: list[float] = []

    async def work(mine: Sequence[Entry], group: GroupCommit) -> None:
        for entry in mine:
            start = time.perf_counter()
            assert (await group.asubmit(entry)).status == "accepted"
            seconds.append(time.perf_counter() - start)

    async def run() -> float:
        with GroupCommit(journal) as group:
            start = time.perf_counter()
            await asyncio.gather(*(work(mine, group) for mine in clients(entries, number)))
            return time.perf_counter() - start

    total = asyncio.run(run())
    print(f"{number} tasks, group commit: {len(seconds) / total:,.0f} posts/s, {_quantiles(seconds)}")


def peer(root: Path, leaves: int) -> None:
    """PyPI's pymerkle on SQLite, which hashes and stores leaves and validates nothing."""
    try:
        from pymerkle import SqliteTree  # noqa: PLC0415  a peer, not a dependency
    except ImportError:
        print("pymerkle is not installed: pip install pymerkle")
        return
    tree = SqliteTree(str(root / "pymerkle.db"))
    start = time.perf_counter()
    for number in range(leaves):
        tree.append_entry(b"%049d" % number)
    print(f"pymerkle on SQLite, leaves only, one at a time: {leaves / (time.perf_counter() - start):,.0f} leaves/s")
    bulk = [b"%049d" % number for number in range(leaves * 10)]
    start = time.perf_counter()
    tree.append_entries(bulk, BATCH)
    print(f"pymerkle on SQLite, leaves only, in bulk: {len(bulk) / (time.perf_counter() - start):,.0f} leaves/s")


def growth(root: Path, entries: int) -> None:
    """The rate at 100 000 entries and at the end."""
    home, journal = opened(root / "growth")
    opening(journal)
    rates: list[float] = []
    for start in range(0, entries // 3, 10_000):
        part = list(chain(min(10_000, entries // 3 - start), start))
        seconds = post_all(journal, part)
        rates.append(len(part) / sum(seconds))
        print(f"  at {3 * start + len(part):>9,}: {rates[-1]:,.0f} entries/s", flush=True)
    home.database.close()
    early = statistics.mean(rates[1:4])
    print(f"growth: {statistics.mean(rates[-3:]) / early:.2f} of the rate at 100 000")


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lots", type=int, default=9000, help="of the simulated trade; 0 leaves it out")
    parser.add_argument("--entries", type=int, default=60_000)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--growth", type=int, default=0, help="entries of the growth run, such as 1000000")
    parser.add_argument("--profile", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        if chosen.lots and not chosen.profile:
            mixed(root, chosen.lots)
        written = posting(root, chosen.entries // 3, is_profiled=chosen.profile)
        if chosen.profile:
            return
        for label, way in (("executemany", executemany), ("insert_rows", insert_rows)):
            print(f"bare {label} of the same rows: {bare(root, written, label, way):,.0f} entries/s")
        posts = list(chain(chosen.posts // 3))
        singly(root, posts[:3000])
        threads(root, posts, chosen.clients)
        tasks(root, posts, chosen.clients)
        peer(root, 1000)
        if chosen.growth:
            growth(root, chosen.growth)


if __name__ == "__main__":
    main()
