"""Write the figures of a back-test of our own as the tables that ship, without prices and scores.

``python benchmarks/backtest_published.py RUN FILE.csv ZH EN SOURCE LOCATOR`` replaces the run of that key.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

from monazite.core import Words
from monazite.warn.backtest import as_rows, backtest, read_prices, told

FOLDER = Path(__file__).parent.parent / "src" / "monazite" / "warn" / "backtest"
SEED = 1


def write(name: str, run: str, rows: list[dict[str, Any]]) -> None:
    """Put the rows of a run in place of its old ones.

    Args:
        name: of the table.
        run: key of the run.
        rows: its rows.
    """
    path = FOLDER / f"published_{name}.csv"
    kept = [row for row in csv.DictReader(path.open(encoding="utf-8")) if row["run"] != run] if path.exists() else []
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list((rows or kept)[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows([*rows, *kept])


def main() -> None:
    """Run the back-test and write its tables."""
    run, file, zh, en, source, locator = sys.argv[1:]
    found = told(backtest(read_prices(Path(file)), SEED))
    for name, rows in as_rows(run, found, Words(zh, en), source, locator).items():
        write(name, run, rows)
        print(f"published_{name}.csv: {len(rows)} rows of {run}")


if __name__ == "__main__":
    main()
