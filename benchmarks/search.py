"""Keeping and finding documents: ``python benchmarks/search.py [DOCUMENTS]``.

Documents of about 2 kB are cut from the package's sample papers, each with a date and a price of its own. Prints how
many are kept in a second (tables and full-text index), the size of the database, how long searches take, and how long
``monazite --help`` takes to start.
"""

from __future__ import annotations

import hashlib
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from decimal import Decimal
from importlib import resources
from pathlib import Path

from monazite.app import Workspace
from monazite.app.read.names import as_compared, names_of
from monazite.facts import DocumentRecord, Fact, ReadingRecord, save_readings

CHARACTERS = 700
PRODUCTS = ("氧化镨钕", "氧化镝", "氧化铽", "镝铁合金", "金属钕", "钐钴磁体")
QUERIES = ("镝铁", "稀土", "钐钴", "钕铁硼", "镝", "dysprosium", "稀土 价格")
BATCH = 128


def source_text() -> str:
    """All sample papers, one after another."""
    papers = (
        paper for paper in resources.files("monazite.samples").iterdir() if not paper.name.endswith((".py", ".pyc"))
    )
    return "".join(paper.read_text("utf-8") for paper in sorted(papers, key=lambda p: p.name) if paper.is_file())


def reading(number: int, text: str, rng: random.Random) -> ReadingRecord:
    """A document of one fact."""
    start = rng.randrange(len(text) - CHARACTERS)
    day = date(2011, 1, 1) + timedelta(days=number % 5000)
    price = Decimal(rng.randrange(100, 9999))
    cut = f"{text[start : start + CHARACTERS]}\n均价为{price}元/公斤"
    sha256 = hashlib.sha256(f"{number}{cut}".encode()).hexdigest()
    document = DocumentRecord(sha256, None, f"{number}.txt", "text", "utf-8", cut, date=day)
    fact = Fact(
        document.name, "price", rng.choice(PRODUCTS), cut[-8:], len(cut) - 8, len(cut), value=price, unit="元/公斤",
        canonical_value=price, canonical_unit="CNY/kg", period=day.isoformat(),
    )  # fmt: skip
    return ReadingRecord(document, (fact,))


def fill(workspace: Workspace, count: int) -> float:
    """Keep documents; how many a second."""
    text, rng = source_text(), random.Random(1)  # noqa: S311  no secret depends on it
    readings = [reading(number, text, rng) for number in range(count)]
    started = time.perf_counter()
    for first in range(0, count, BATCH):
        with workspace.home.database.writing() as connection:
            save_readings(connection, readings[first : first + BATCH], "benchmark", names_of, as_compared)
    return count / (time.perf_counter() - started)


def milliseconds(workspace: Workspace, query: str, times: int = 21) -> float:
    """The median time of a search, in milliseconds."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        workspace.search(query)
        taken.append(1000 * (time.perf_counter() - started))
    return statistics.median(taken)


def start_seconds(times: int = 5) -> float:
    """The median time of ``monazite --help``, in seconds."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "monazite.cli", "--help"], stdout=subprocess.DEVNULL, check=True)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder, Workspace.open(folder, create=True) as workspace:
        print(f"documents kept: {fill(workspace, count):.0f}/s")
        print(f"database: {(Path(folder) / 'monazite.db').stat().st_size / 1e6:.0f} MB for {count} documents")
        for query in QUERIES:
            total = workspace.search(query).total
            print(f"search {query}: {milliseconds(workspace, query):.1f} ms ({total} documents)")
    print(f"monazite --help: {start_seconds():.2f} s")


if __name__ == "__main__":
    main()
