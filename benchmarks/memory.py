"""Memory of a large reading run: ``python benchmarks/memory.py [COUNT [FILES]]``.

COUNT articles of about 2 kB, as ``speed.py`` makes them, are written to a temporary folder as one feed of JSON lines,
or with FILES as so many files; then ``monazite read`` reads them into a workspace there. Prints articles per second and
the most memory that the process itself and the largest of its workers ever held. 100 000 articles take some minutes.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from speed import articles

MEASURED = """
import resource, sys
from monazite.cli import main
told = sys.argv.pop(1)
try:
    code = main()
finally:
    most = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    with open(told, "w") as file:
        file.write(" ".join(str(kilobytes // 1024) for kilobytes in most))
sys.exit(code)
"""
"""The command line, and then what Linux says of this process and of the largest of those it waited for."""


def write_feed(folder: Path, count: int) -> Path:
    """COUNT articles as one feed of JSON lines."""
    path = folder / "feed.jsonl"
    with path.open("wb") as file:
        for article in articles(count):
            file.write(article + b"\n")
    return path


def write_files(folder: Path, count: int) -> Path:
    """COUNT articles as so many files in folders of a thousand."""
    for number, article in enumerate(articles(count)):
        path = folder / "papers" / f"{number // 1000:03}" / f"{number:06}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(article)
    return folder / "papers"


def measured(paper: Path, folder: Path) -> tuple[float, list[str]]:
    """Seconds of a reading run, and megabytes of the parent and of its largest worker."""
    told = folder / "told"
    command = [sys.executable, "-c", MEASURED, str(told), "read", str(paper), "--workspace", str(folder / "workspace"),
               "--out", str(folder / "facts.jsonl")]  # fmt: skip
    started = time.perf_counter()
    subprocess.run(command, check=True)  # noqa: S603  our own program
    return time.perf_counter() - started, told.read_text("utf-8").split()


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    write = write_files if "FILES" in sys.argv else write_feed
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paper = write(folder, count)
        seconds, (parent, worker) = measured(paper, folder)
        size = sum(path.stat().st_size for path in (paper, *paper.rglob("*")) if path.is_file())
    print(f"{count} articles in {'files' if write is write_files else 'one feed'} of {size / 1e6:.0f} MB: "
          f"{count / seconds:.0f} articles/s, at most {parent} MB in the parent, {worker} MB in a worker")  # fmt: skip


if __name__ == "__main__":
    main()
