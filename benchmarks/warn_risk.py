"""How long the scores of many importers take: ``python benchmarks/warn_risk.py [IMPORTERS] [PARTNERS]``.

Tables of imports and governance are made in a folder, seven years of three goods, and read back as anyone's tables are.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from random import Random

from monazite.warn.criticality import scores

YEARS = range(2018, 2025)
GOODS = ("284690", "284610", "280530")


def write(folder: Path, importers: int, partners: int) -> int:
    """The two tables; how many flows they hold."""
    random = Random(4)  # noqa: S311  figures, no secrets
    codes = range(1000, 1000 + max(partners, importers))
    flows = [
        f"{year},{exporter},{importer},{good},{random.uniform(1, 9e4):.3f},{random.uniform(0, 4e3):.3f}"
        for year in YEARS
        for importer in list(codes)[:importers]
        for exporter in random.sample(codes, partners)
        for good in GOODS
    ]
    (folder / "imports.csv").write_text("t,i,j,k,v,q\n" + "\n".join(flows) + "\n")
    rows = [f"X{code},{code}," + ",".join(f"{random.random():.12f}" for _ in YEARS) for code in codes]
    (folder / "stability.csv").write_text(
        "Code,country_code," + ",".join(map(str, YEARS)) + "\n" + "\n".join(rows) + "\n"
    )
    return len(flows)


def main() -> None:
    """Print the time of one run."""
    importers, partners = ([int(one) for one in sys.argv[1:]] + [4, 20][len(sys.argv) - 1 :])[:2]
    with tempfile.TemporaryDirectory() as folder:
        flows = write(Path(folder), importers, partners)
        start = time.perf_counter()
        found, inputs = scores("geopolrisk", Path(folder))
        seconds = time.perf_counter() - start
    assert not inputs.problems
    assert all(one.span for one in found)
    print(f"{len(found)} scores with intervals of {flows} flows: {seconds:.3f} s")


if __name__ == "__main__":
    main()
