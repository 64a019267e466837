"""Things said twice: 4N5（99.995%）, and the highest of a column that the text names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from monazite.facts.record import Check
from monazite.read.check.evidence import Evidence
from monazite.read.check.grid import Grid
from monazite.read.check.outcome import Outcome, Side, check, statement
from monazite.read.scan import find_quantities

_NINES = re.compile(r"(?<![A-Za-z\d])(\d)N(\d?)\s*[（(]\s*(?:即|纯度)?\s*(\d{2}\.\d+)\s*[%％]")


def nines(evidence: Evidence, start: int, end: int) -> Iterator[Check]:
    """``4N5（99.995%）``: four nines and a five."""
    text = evidence.document.view.text
    for found in _NINES.finditer(text, start, end):
        meant = purity(int(found[1]), int(found[2] or 0))
        outcome = Outcome(f"{found[1]}N{found[2]}", Side.exact(meant), Side.exact(Decimal(found[3])), "%")
        inputs = [evidence.words(found.start(1), found.end(3))]
        yield check(
            evidence.doc, "notation", outcome, inputs, finding=f"{found[1]}N{found[2]} = {meant} % ≠ {found[3]} %"
        )


def purity(count: int, last: int) -> Decimal:
    """Percent of so many nines and a last digit.

    >>> purity(4, 5), purity(3, 0)
    (Decimal('99.995'), Decimal('99.9'))
    """
    digits = "9" * count + (str(last) if last else "")
    return Decimal(digits[:2] + "." + digits[2:]) if len(digits) > 2 else Decimal(digits)  # noqa: PLR2004  99


def superlatives(evidence: Evidence, block: int, grid: Grid) -> Iterator[Check]:
    """``烧结钕铁硼磁能积最高`` beside a table: the row named has the highest of the column named."""
    text = evidence.document.view.text
    for near in (b for b in evidence.paragraphs if 0 < abs(b - block) <= 2):  # noqa: PLR2004  next to the table
        for start, end in evidence.spans_of(near):
            for cue in re.finditer("最高|最大|最低|最小", text[start:end]):
                lead = text[start : start + cue.start()][-30:]
                yield from claimed(evidence, grid, lead, cue[0], (start, start + cue.end()))


def claimed(evidence: Evidence, grid: Grid, lead: str, cue: str, span: tuple[int, int]) -> Iterator[Check]:
    """One claim against its column."""
    clause = re.split("[，。；,]", lead)[-1]
    row = max(
        (r for r in grid.body if grid.label(r) and grid.label(r) in clause),
        key=lambda r: len(grid.label(r)),
        default=None,
    )
    if row is None:
        return
    about = clause.split(grid.label(row), 1)[1].strip("的")
    column = next(
        (c for c in range(1, grid.width) if len(about) > 1 and about in re.sub(r"\s", "", grid.headers[c])), None
    )
    values = {r: v for r in grid.body if column is not None and (v := top(grid.text(r, column), cue)) is not None}
    if column is None or row not in values or len(values) < 3:  # noqa: PLR2004  a comparison
        return
    best = max(values.values()) if cue in {"最高", "最大"} else min(values.values())
    among = ", ".join(map(str, values.values()))
    words = f"{grid.label(row)}: {values[row]} = {'max' if cue in {'最高', '最大'} else 'min'} {{{among}}}"
    inputs = [evidence.words(*span), evidence.cell(grid.table, row, column)]
    yield statement(evidence.doc, "superlative", words, inputs, holds=values[row] == best or None, finding=words)


def top(text: str, cue: str) -> Decimal | None:
    """The end of a cell that a superlative speaks of."""
    found = find_quantities(text)
    if not found:
        return None
    return max(q.high for q in found) if cue in {"最高", "最大"} else min(q.low for q in found)
