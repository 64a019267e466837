"""How long a full audit takes and how much memory: ``audit.py [small|trade [ENTRIES|LOTS [JOBS [WORKSPACE]]]]``.

``small`` posts so many entries of ``small_book.py`` (100 000) with its one derived table; ``trade`` posts a year of so
many lots (34 000, about 56 000 entries) with all derived tables of the trade, and audits it without them, too. A folder
as the fourth argument is kept, and audited again without posting when it is there.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import small_book
import trade_book
from monazite.ledger.audit import audit
from monazite.store import Database

MODULES: dict[str, Any] = {"small": small_book, "trade": trade_book}
SIZES = {"small": 100_000, "trade": 34_000}


def fill(name: str, database: Database, count: int) -> None:
    """Post."""
    started, book = time.perf_counter(), MODULES[name].journal(database)
    if name == "trade":
        trade_book.post_year(book, count, 7)
    else:
        entries = small_book.Firms().entries(count)
        for _ in range(0, count, 1_000):
            book.post([entry for _, entry in zip(range(1_000), entries, strict=False)])
    print(f"posted {book.size()} entries in {time.perf_counter() - started:.0f} s")


def measure(name: str, database: Database, jobs: int, *, replayed: bool) -> None:
    """Audit and print."""
    module = MODULES[name]
    key, note = small_book.signer().verifier, module.journal(database).checkpoint()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    projections, spent = module.PROJECTIONS if replayed else (), os.times()
    report = audit(database, module.BOOK, projections, verifier=key, against=[note], jobs=jobs)
    cpu = sum(os.times()[:4]) - sum(spent[:4])
    assert report.is_clean, report.counts
    own, worker = (
        resource.getrusage(one).ru_maxrss // 1024 for one in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    how = "with" if replayed else "without"
    print(f"audit of {report.entries} entries, {jobs} jobs, {how} derived tables: {report.seconds:.1f} s, "
          f"{report.seconds / report.entries * 1e6:.0f} us an entry; {cpu:.1f} s of processor time")  # fmt: skip
    print(f"most memory so far: this process {own} MB ({before} MB before), largest worker {worker} MB")


def main() -> None:
    """Post, audit, print."""
    name = sys.argv[1] if len(sys.argv) > 1 else "small"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else SIZES[name]
    jobs = int(sys.argv[3]) if len(sys.argv) > 3 else 2
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[4] if len(sys.argv) > 4 else scratch)
        folder.mkdir(exist_ok=True)
        is_new = not (folder / "monazite.db").exists()
        with closing(MODULES[name].new_database(folder / "monazite.db")) as database:
            if is_new:
                fill(name, database, count)
            measure(name, database, jobs, replayed=False)
            measure(name, database, jobs, replayed=True)


if __name__ == "__main__":
    main()
