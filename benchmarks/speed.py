"""Reading speed and memory on one core: ``python benchmarks/speed.py [ARTICLES]``.

Articles of about 2 kB are made from the package's sample papers with their figures varied, so that no two are alike;
the 100 kB bulletin is the sample bulletin with prose around it. Prints articles per second and the most memory ever
held.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from monazite.read.load import load
from monazite.read.pipeline import read_document

SAMPLES = resources.files("monazite.samples")
COMMENTARY = Path(__file__).parent / "data" / "commentary.txt"


def articles(count: int, seed: int = 1, *, dense: bool = False) -> Iterator[bytes]:
    """Flashes of about 2 kB whose figures differ: four prices and market talk, or seventeen facts and no talk."""
    rng = random.Random(seed)  # noqa: S311  no secret depends on it
    lines = (SAMPLES / "market-flashes-2026.jsonl").read_text("utf-8").splitlines()
    rest = review() if dense else COMMENTARY.read_text("utf-8")
    for number in range(count):
        item = json.loads(rng.choice(lines))
        price = f"{rng.uniform(60, 90):.2f}"
        item["content"] = item["content"].replace("70.09", price).replace("74.99", price) + rest
        item["id"] = str(number)
        yield json.dumps(item, ensure_ascii=False).encode()


def review() -> str:
    """The prose of the sample review, in which nearly every clause is a fact."""
    lines = (SAMPLES / "industry-review-2022h1.md").read_text("utf-8").splitlines()
    return "".join(line.removeprefix("<p>").removesuffix("</p>") for line in lines if line.startswith("<p>"))


def bulletin() -> bytes:
    """A text of 100 kB: the sample bulletin among paragraphs of prose."""
    text = (SAMPLES / "price-bulletin-2022-08.txt").read_text("utf-8")
    prose = (SAMPLES / "materials-paper-2020.txt").read_text("utf-8")
    while len(text.encode()) < 100_000:
        text = f"{prose}\n\n{text}" if len(text) % 2 else f"{text}\n\n{prose}"
    return text.encode()


def memory_mb() -> float:
    """The most memory this process ever held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(count: int, *, dense: bool) -> None:
    """Read that many articles one after another and print the rate."""
    size = facts = 0
    started = time.perf_counter()
    for number, data in enumerate(articles(count, dense=dense)):
        size += len(data)
        for document in load(data, f"{number}.json").documents:
            facts += len(read_document(document).facts)
    seconds = time.perf_counter() - started
    print(f"{count} {'dense ' * dense}articles of {size / count / 1000:.1f} kB: {count / seconds:.0f} articles/s, "
          f"{facts} facts, at most {memory_mb():.0f} MB")  # fmt: skip


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    started = time.perf_counter()
    for document in load(next(articles(1)), "first.json").documents:
        read_document(document)
    print(f"first article, tables built: {time.perf_counter() - started:.2f} s")
    timed(count, dense=False)
    timed(count // 4, dense=True)
    data = bulletin()
    started = time.perf_counter()
    found = sum(len(read_document(document).facts) for document in load(data, "bulletin.txt").documents)
    print(f"bulletin of {len(data) / 1000:.0f} kB: {time.perf_counter() - started:.2f} s, {found} facts")


if __name__ == "__main__":
    main()
