"""F1 against labelled facts: ``python benchmarks/score.py SHARED [--show]``.

SHARED holds ``seeds/``, ``documents/`` and ``gold/`` (labels and ``score_facts.py``). Nothing of it is needed by the
product or its tests.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from monazite.read.load import load
from monazite.read.pipeline import read_document


def predictions(paths: list[Path]) -> tuple[list[dict[str, object]], int, float]:
    """Fact records of the files, the number of quotes that are misplaced, the share of numerals accounted for."""
    rows: list[dict[str, object]] = []
    misplaced = numerals = loose = 0
    for path in paths:
        data = path.read_bytes()
        text = data.decode("utf-8", errors="replace")
        for document in load(data, path.name).documents:
            reading = read_document(document)
            numerals += len(reading.numerals)
            loose += sum(numeral.role == "unaccounted" for numeral in reading.numerals)
            for fact in reading.facts:
                rows.append(fact.as_json())
                if fact.field is None:
                    misplaced += text[fact.start : fact.end] != fact.quote
                else:
                    misplaced += document.source[fact.start : fact.end] != fact.quote
    return rows, misplaced, 1 - loose / max(numerals, 1)


def score(shared: Path, name: str, paths: list[Path], gold: Path, extra: list[str]) -> None:
    """Print the score card of one labelled set."""
    rows, misplaced, accounted = predictions(paths)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as out:
        out.write("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
        out.flush()
        print(f"\n== {name}: {len(paths)} files, {len(rows)} facts, quotes not at start:end: {misplaced}, "
              f"numerals accounted for: {accounted:.1%}", flush=True)  # fmt: skip
        scorer = [sys.executable, str(shared / "gold" / "score_facts.py"), str(gold), out.name, *extra]
        subprocess.run(scorer, check=True)  # noqa: S603  the command is ours


def main() -> None:
    """Score the seeds and the labelled documents."""
    shared = Path(sys.argv[1])
    show = sys.argv[2:]
    score(shared, "seeds", sorted((shared / "seeds").glob("*.txt")), shared / "gold" / "seeds_gold.jsonl", show)
    docs = shared / "gold" / "shared_docs.txt"
    labelled = [shared / line.strip() for line in docs.read_text("utf-8").splitlines() if line.strip()]
    score(shared, "documents", labelled, shared / "gold" / "shared_gold.jsonl", ["--docs", str(docs), *show])


if __name__ == "__main__":
    main()
