"""Write the golden files anew: ``make golden``; then read the diff as a person would."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

from monazite.facts.record import Fact, plain
from monazite.read.load import load
from monazite.read.pipeline import Reading, read_document

HERE = Path(__file__).parent
SAMPLES = resources.files("monazite.samples")
FORMS = (".txt", ".html", ".md", ".jsonl", ".jsp")


def sample_names() -> list[str]:
    """Names of the sample papers, the READMEs aside."""
    return sorted(item.name for item in SAMPLES.iterdir() if item.name.endswith(FORMS) and item.name != "README.md")


def readings(name: str) -> list[Reading]:
    """What is read from one sample."""
    loaded = load((SAMPLES / name).read_bytes(), name)
    assert not loaded.problems, loaded.problems
    return [read_document(document) for document in loaded.documents]


def fact_line(fact: Fact) -> str:
    """The parts of a fact a person compares with the paper."""
    change, repair = fact.change, fact.repair
    record = [
        fact.kind, fact.subject, plain(fact.canonical_value), fact.canonical_unit, fact.period, fact.org, fact.spec,
        change and {"pct": plain(change.pct), "abs": plain(change.abs), "basis": change.basis},
        fact.status, repair and [repair.as_written, repair.becomes], fact.quote,
    ]  # fmt: skip
    return json.dumps(["fact", *record], ensure_ascii=False)


def summary(reading: Reading) -> list[str]:
    """The reading as lines: facts, checks, numerals not accounted for."""
    checks = [["check", check.rule, check.arithmetic, check.holds] for check in reading.checks]
    left = [["unaccounted", numeral.text] for numeral in reading.numerals if numeral.role == "unaccounted"]
    return [*map(fact_line, reading.facts), *(json.dumps(line, ensure_ascii=False) for line in [*checks, *left])]


def render(name: str) -> str:
    """The golden text of one sample."""
    return "".join(f"{line}\n" for reading in readings(name) for line in summary(reading))


def main() -> None:
    """Write every golden file."""
    for name in sample_names():
        (HERE / f"{name}.golden").write_text(render(name), encoding="utf-8")


if __name__ == "__main__":
    main()
