"""Keeping documents and finding everything: ``python benchmarks/search.py [DOCUMENTS]``.

Documents of about 2 kB are cut from the package's sample papers, each with a date and a price of its own. Prints how
many are kept in a second (tables and full-text index), the size of the database, how long searches of papers take, and
how long ``monazite --help`` takes to start. Then rows of the journal are added until there are a hundred times those of
the demo, and the one box is asked in every script.
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
from typing import Any

from sqlalchemy import LargeBinary, Table

from monazite.app import LISTS, Workspace
from monazite.app.read.names import as_compared, names_of
from monazite.facts import DocumentRecord, Fact, ReadingRecord, save_readings

CHARACTERS = 700
PRODUCTS = ("氧化镨钕", "氧化镝", "氧化铽", "镝铁合金", "金属钕", "钐钴磁体")
QUERIES = ("镝铁", "稀土", "钐钴", "钕铁硼", "镝", "dysprosium", "稀土 价格")
BATCH = 128
ASKED = (
    "镝", "镝铁", "氧化镨钕", "yanghuapuniu", "yhpn", "baotou", "dysprosium oxide", "F9", "F4711", "LOT-0047110",
    "4711", "01-0047", "氧化镝 F4711", "xugou", "钕铁硼 虚构", "no such thing",
)  # fmt: skip
HUNDREDFOLD = {
    "parties": 9_100, "lots": 49_100, "entries": 267_200, "receipts": 3_600, "certificates": 3_600,
    "instruments": 1_300, "programmes": 200, "commitments": 300, "topics": 300, "magnet-grades": 300,
    "specifications": 200,
}  # fmt: skip
"""Rows of each list, a hundred times those of the demo of 2022."""
ENDINGS = "源山海江岚野澄朔素青梧云岫磁岳驰澜循钕绿环"
FILLED: dict[str, Any] = {
    "integer": 1,
    "real": 1.0,
    "boolean": True,
    "date": date(2022, 8, 1),
    "json": {"note": "x" * 400},
}
"""What stands in a column that nobody asks for, by its type."""


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


def row(name: str, number: int, rng: random.Random) -> dict[str, Any]:
    """What people ask for in a row of a list."""
    firm, product = f"F{rng.randrange(1, 9_000)}", rng.choice(PRODUCTS)
    ids = {"parties": f"F{number}", "lots": f"LOT-{number:07}", "entries": f"01-{number:07}-{rng.randrange(10**9):09}"}
    name_zh = "虚构" + "".join(rng.choices(ENDINGS, k=4)) + rng.choice(("矿业", "分离厂", "永磁", "电机"))
    return {
        "id": ids.get(name, f"{name}-{number:06}"), "subject": f"{name}-{number:06}", "number": number, "firm": firm,
        "holder": firm, "owner": firm, "seller": firm, "buyer": firm, "maker": firm, "product": product,
        "material": product, "name_zh": name_zh, "name_en": f"Firm {number}", "name": f"Motor {number}",
        "title_zh": name_zh, "title_en": f"Topic {number}", "kind": "sell", "entry_number": number,
        "venue": "HCX", "instrument": "PrNd-O", "lot": f"LOT-{number:07}",
        "region": rng.choice(("江西", "内蒙古", "四川")),
    }  # fmt: skip


def fill_rows(workspace: Workspace, name: str, count: int) -> None:
    """Add rows to the table of a list; what nobody asks for is filled with anything."""
    table, rng = LISTS[name].source, random.Random(2)  # noqa: S311  no secret depends on it
    assert isinstance(table, Table)
    types = {key: next((t for t in FILLED if t in str(column.type).casefold()), "") for key, column in table.c.items()}
    types |= {key: "json" for key, column in table.c.items() if "json" in str(column.type).casefold()}
    filler = {
        key: FILLED.get(kind, b"" if isinstance(table.c[key].type, LargeBinary) else "x") for key, kind in types.items()
    }
    with workspace.home.database.writing() as connection:
        for first in range(0, count, 5_000):
            rows = (row(name, number, rng) for number in range(first, min(count, first + 5_000)))
            connection.execute(table.insert(), [filler | {k: v for k, v in one.items() if k in filler} for one in rows])


def find_milliseconds(workspace: Workspace, query: str, times: int = 11) -> float:
    """The median time of a question to the one box, in milliseconds."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        workspace.finder.find(query)
        taken.append(1000 * (time.perf_counter() - started))
    return statistics.median(taken)


def ask_box(workspace: Workspace) -> None:
    """Ask the one box: the first question, which reads the names, then the rest."""
    for query in ("镝", "yhpn"):
        started = time.perf_counter()
        workspace.finder.find(query)
        print(f"one box, first question {query}: {time.perf_counter() - started:.2f} s")
    taken = {query: find_milliseconds(workspace, query) for query in ASKED}
    for query, wanted in taken.items():
        print(f"one box, {query}: {wanted:.1f} ms ({workspace.finder.find(query).total} found)")
    print(f"one box: median {statistics.median(taken.values()):.1f} ms, slowest {max(taken.values()):.1f} ms")


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
        for name, rows in HUNDREDFOLD.items():
            fill_rows(workspace, name, rows)
        print("a hundred times the demo:", ", ".join(f"{rows} {name}" for name, rows in HUNDREDFOLD.items()))
        ask_box(workspace)
    print(f"monazite --help: {start_seconds():.2f} s")


if __name__ == "__main__":
    main()
