"""How many labelled identities the finder discovers with the right verdict: ``python benchmarks/identities.py SHARED``.

Counted are the rows of ``gold/identities.jsonl`` marked *computed* whose inputs are printed. The finder knows none of
them. A check matches a row when

- the row has two sides and the check's sides lie in the row's intervals, both scaled by the same power of ten (either
  way round), and two of the row's numbers are inputs of the check; or
- the row has no sides (bounds, words of tables) and a check of the row's family cites two of its numbers, or one of
  its words where it has fewer numbers.

The verdict is right when ``holds`` is the same. The labels say of faults of the scan that they fail as printed and
hold after repair: a row that fails may therefore also be found in the facts before repair. Every check that fails is
listed with the fault of the source or of the scan that it is, or as INVENTED.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monazite.facts.record import Check, Fact
from monazite.read.check import find_checks, find_cross_checks
from monazite.read.load import load
from monazite.read.pipeline import read_document
from monazite.read.prose import prose_facts
from monazite.read.table import table_facts

UNPRINTED = ("no printed value", "needs installed base")
"""Rows that say of themselves that one of their numbers is not printed."""
TOLERANCE = 2e-6
POWERS = tuple(10.0**k for k in range(-12, 13))
FAMILIES = {
    "bounds": {"bounds", "month_direction"},
    "of-which bound": {"of_which"},
    "alloy-oxide stoichiometry": {"alloy_oxide"},
    "foreign key": {"foreign_key"},
    "sequence": {"sequence"},
    "rule": {"dependency", "plan_nature"},
    "claim": {"superlative"},
    "text = text": {"text_text", "title_twin"},
    "monotone": {"monotone"},
    "name-spec": {"name_spec"},
    "membership": {"membership"},
    "duplicate": {"duplicate"},
    "text-table": {"text_table", "unit_twin"},
}
ACROSS = {"cross_document", "magnitude"}
_NUMBER = re.compile(r"(?<![\d.])-?\d+(?:\.\d+)?(?:e\d+)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b|\(20\d\d\)|20\d\d\b")
_WORD = re.compile("[\u4e00-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class Found:
    """A check with all that it may be recognised by."""

    check: Check
    numbers: tuple[float, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Score:
    """What the benchmark measured."""

    right: int
    rows: int
    missed: tuple[str, ...]
    wrong: tuple[str, ...]
    failures: tuple[tuple[Check, str], ...]

    @property
    def share(self) -> float:
        """Share of the rows found with the right verdict."""
        return self.right / self.rows

    @property
    def invented(self) -> int:
        """Checks that fail without a known fault."""
        return sum(not fault for _, fault in self.failures)


def score(shared: Path) -> Score:
    """Read the seeds and compare with the labelled identities."""
    rows = [json.loads(line) for line in (shared / "gold" / "identities.jsonl").read_text("utf-8").splitlines()]
    facts, checks = read_all(sorted((shared / "seeds").iterdir()))
    by_id = {fact.id: fact for fact in facts}
    found = [recognisable(check, by_id) for check in checks]
    printed = [recognisable(check, {}) for check in as_printed(sorted((shared / "seeds").iterdir()))]
    counted = [row for row in rows if row["checked"] == "computed" and not says_unprinted(row)]
    missed, wrong = [], []
    for row in counted:
        tried = found if row["holds"] else [*found, *printed]
        matching = [f.check for f in tried if matches(row, f)]
        label = f"{row['family']}: {row['identity']}"
        if not matching:
            missed.append(label)
        elif not any(check.holds is row["holds"] for check in matching):
            wrong.append(f"{label} -> {matching[0].holds}")
    failures = [(f.check, fault_of(f, rows)) for f in found if f.check.holds is False]
    right = len(counted) - len(missed) - len(wrong)
    return Score(right, len(counted), tuple(missed), tuple(wrong), tuple(failures))


def read_all(paths: Iterable[Path]) -> tuple[list[Fact], list[Check]]:
    """Facts and checks of all documents, with those across documents."""
    facts: list[Fact] = []
    checks: list[Check] = []
    for path in paths:
        for document in load(path.read_bytes(), path.name).documents:
            reading = read_document(document)
            facts += reading.facts
            checks += reading.checks
    return facts, checks + find_cross_checks(facts)


def as_printed(paths: Iterable[Path]) -> list[Check]:
    """Checks on the facts as they are printed, before repair."""
    return [
        check
        for path in paths
        for document in load(path.read_bytes(), path.name).documents
        for check in find_checks(document, [*prose_facts(document), *table_facts(document)])
    ]


def says_unprinted(row: dict[str, Any]) -> bool:
    """Whether a row says that a number of it is not printed."""
    return any(words in row["identity"] for words in UNPRINTED)


def recognisable(check: Check, facts: dict[str, Fact]) -> Found:
    """A check with its numbers and words."""
    subjects = [facts[i.fact_id].subject for i in check.inputs if i.fact_id in facts]
    words = " ".join([check.arithmetic, check.finding or "", *(i.text for i in check.inputs), *subjects])
    printed = [float(m[0]) for i in check.inputs for m in _NUMBER.finditer(i.text.replace(",", ""))]
    powers = [float(a) * 10 ** int(b) for i in check.inputs for a, b in re.findall(r"([\d.]+)\s?[×x]\s?10(\d)", i.text)]
    return Found(check, tuple(printed + powers), words)


def matches(row: dict[str, Any], found: Found) -> bool:
    """Whether a check is the identity of a row."""
    across = row["family"] == "cross-doc"
    if across != (found.check.rule in ACROSS) or (row["doc"] != found.check.doc and not across):
        return False
    if is_number(row.get("left")) and is_number(row.get("right")) and found.check.left is not None:
        return sides_match(row, found.check) and shared_numbers(row, found) >= min(2, len(set(numbers_of(row))))
    if isinstance(row.get("left"), bool):
        return found.check.rule in FAMILIES.get(row["family"], set())
    return found.check.rule in FAMILIES.get(row["family"], set()) and words_match(row, found)


def is_number(value: object) -> bool:
    """Whether a side is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def sides_match(row: dict[str, Any], check: Check) -> bool:
    """Whether both sides lie in the row's intervals, scaled alike, either way round."""
    if check.left is None or check.right is None:
        return False
    for left, right in ((check.left, check.right), (check.right, check.left)):
        for power in POWERS:
            if inside(row, "left", float(left) * power) and inside(row, "right", float(right) * power):
                return True
    return False


def inside(row: dict[str, Any], side: str, value: float) -> bool:
    """Whether a value lies in the interval of a row's side, or equals it where it has none."""
    low, high = row.get(f"{side}_interval") or (row[side], row[side])
    slack = TOLERANCE * max(1.0, abs(row[side]))
    return bool(min(low, row[side]) - slack <= value <= max(high, row[side]) + slack)


def numbers_of(row: dict[str, Any]) -> list[float]:
    """The numbers of an identity, dates left out."""
    words = _DATE.sub(" ", row["identity"]).replace("-1 =", " =")
    return [float(n) for n in _NUMBER.findall(words) if float(n)]


def shared_numbers(row: dict[str, Any], found: Found) -> int:
    """How many numbers of a row are inputs of a check, at any power of ten."""
    return sum(any(alike(n, m) for m in found.numbers) for n in dict.fromkeys(numbers_of(row)))


def alike(first: float, second: float) -> bool:
    """Whether two numbers are the same digits; of numbers under ten the power must be the same too."""
    if abs(first) < 10 and first == int(first):
        return abs(first) == abs(second)
    return any(abs(abs(first) - abs(second) * p) <= TOLERANCE * abs(first) for p in POWERS)


def words_match(row: dict[str, Any], found: Found) -> bool:
    """Whether a check cites two numbers of a row, or a word of it where it has fewer."""
    if len(numbers_of(row)) > 1 and shared_numbers(row, found) > 1:
        return True
    text = f"{row['identity']} {row.get('note') or ''}"
    tokens = _WORD.findall(text) + re.findall(r"\d{4,8}", text)
    return any(token in found.words for token in tokens)


def fault_of(found: Found, rows: Sequence[dict[str, Any]]) -> str:
    """The labelled fault that a failing check is, or an empty text."""
    for row in rows:
        if row["holds"] is False and (
            matches(row, found) or (row["doc"] == found.check.doc and words_match(row, found))
        ):
            return str(row["identity"])
    return ""


def report(result: Score) -> str:
    """The measured figures and what lies behind them."""
    lines = [f"identities found with the right verdict: {result.right} of {result.rows} ({result.share:.1%})"]
    lines += [f"  missed  {label}" for label in result.missed]
    lines += [f"  wrong   {label}" for label in result.wrong]
    lines.append(f"failing checks: {len(result.failures)}, of which invented: {result.invented}")
    for check, fault in result.failures:
        lines.append(f"  {'known   ' if fault else 'INVENTED'} {check.rule}: {check.arithmetic} | {fault}")
    return "\n".join(lines)


def main() -> int:
    """Print the figures; exit 1 below the first target or with an invented error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path, help="the folder that holds gold/ and seeds/")
    parser.add_argument("--rules", action="store_true", help="count the checks by rule and verdict")
    options = parser.parse_args()
    result = score(options.shared)
    print(report(result))
    if options.rules:
        _, checks = read_all(sorted((options.shared / "seeds").iterdir()))
        for (rule, holds), count in sorted(Counter((c.rule, str(c.holds)) for c in checks).items()):
            print(f"  {rule:16} {holds:6} {count}")
    return 0 if result.share >= 0.9 and not result.invented else 1


if __name__ == "__main__":
    sys.exit(main())
