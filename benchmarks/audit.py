"""How long a full audit takes and how much memory: ``python benchmarks/audit.py [ENTRIES [JOBS]]`` (100 000, 2).

The stream is that of ``small_book.py`` with its one derived table. The figure for a million is an extrapolation.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from monazite.ledger.audit import audit
from small_book import BOOK, PROJECTIONS, Firms, journal, new_database, signer

BATCH = 1_000


def main() -> None:
    """Post, audit, print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    jobs = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    with tempfile.TemporaryDirectory() as name, closing(new_database(Path(name) / "monazite.db")) as database:
        book, batch = journal(database), []
        for entry in Firms().entries(count):
            batch.append(entry)
            if len(batch) == BATCH:
                book.post(batch)
                batch = []
        book.post(batch)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        report = audit(database, BOOK, PROJECTIONS, verifier=signer().verifier, against=[book.checkpoint()], jobs=jobs)
    assert report.is_clean
    own, worker = (
        resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    each = report.seconds / count * 1e6
    print(f"audit of {count} entries, {jobs} jobs: {report.seconds:.1f} s, {each:.0f} us an entry")
    print(f"most memory: this process {own} MB (before the audit {before} MB), largest worker {worker} MB")
    print(f"extrapolated, not measured: 1 000 000 entries in {each:.0f} s")


if __name__ == "__main__":
    main()
