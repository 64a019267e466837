"""`monazite trade index --recompute`: every value again from the public file, and whether the file is the one meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.cli.options import DEFAULT
from monazite.cli.terminal import Terminal
from monazite.core import Problem, UsageError
from monazite.store import said
from monazite.trade.index import Report, is_sha256
from monazite.trade.index import recompute as recomputed

if TYPE_CHECKING:
    from monazite.app.trade.price_index import Commitment

ROOM = "monazite.trade.index"


@dataclass(frozen=True, slots=True)
class _Journal:
    """What the journal of a workspace says of a file.

    Args:
        found: the entry that commits to it; None where none does.
        of_day: the newest entry for its last day, by which it should have been.
    """

    found: Commitment | None
    of_day: Commitment | None


def recompute(terminal: Terminal, file: Path, expected: str | None, directory: Path) -> int:
    """Recompute the index from its public file, and hold the file's SHA-256 against what was committed.

    Args:
        terminal: where to.
        file: the public file.
        expected: its SHA-256 as someone has it from the journal.
        directory: of a workspace; the default one need not be there.

    Returns:
        1 when the file cannot be read, says something else than its inputs give, or is not the one meant.

    Raises:
        UsageError: when ``expected`` is no SHA-256.
        ProblemError: when a workspace other than the default one is named and is none.
    """
    wanted = expected and expected.strip().lower()
    if wanted is not None and not is_sha256(wanted):
        raise UsageError(said(ROOM, "index-expect-malformed", "--expect", found=expected))
    report = recomputed(file)
    journal = _journal(terminal, directory, report) if report.sha256 else None
    faults = list(_faults(report, wanted, journal))
    if terminal.is_json:
        terminal.objects([report.as_json() | _identity(wanted, journal, faults)])
    else:
        _tell(terminal, report, faults)
        _tell_identity(terminal, report, wanted, journal)
    return 0 if report.is_identical and not faults else 1


def _journal(terminal: Terminal, directory: Path, report: Report) -> _Journal | None:
    """What a workspace says of the file; None without a workspace, or where it commits to no index."""
    if directory == DEFAULT and not directory.exists():
        return None
    from monazite.cli.workspace import open_workspace

    with open_workspace(terminal, directory) as workspace:
        venues = workspace.trade.venues()
        known = [one for venue in venues for one in workspace.trade.index(venue).commitments()]
    if not known:
        return None
    last = report.series.points[-1].day if report.series.points else None
    found = next((one for one in reversed(known) if one.sha256 == report.sha256), None)
    return _Journal(found, next((one for one in reversed(known) if one.day == last), None))


def _faults(report: Report, wanted: str | None, journal: _Journal | None) -> Iterator[Problem]:
    """Why the file is not the one meant."""
    if not report.sha256:
        return
    if wanted is not None and wanted != report.sha256:
        yield said(ROOM, "index-expect-differs", report.file, wanted=wanted, found=report.sha256)
    if journal is None or journal.found is not None:
        return
    if (one := journal.of_day) is None:
        yield said(ROOM, "index-not-committed", report.file, found=report.sha256)
        return
    yield said(
        ROOM, "index-not-of-day", report.file, wanted=one.sha256, entry=one.entry, day=one.day, found=report.sha256
    )


def _identity(wanted: str | None, journal: _Journal | None, faults: Sequence[Problem]) -> dict[str, Any]:
    found = journal.found if journal else None
    return {
        "expected": wanted,
        "committed": None if journal is None else found is not None,
        "entry": found.entry if found else None,
        "faults": [one.as_json() for one in faults],
    }


def _tell(terminal: Terminal, report: Report, faults: Sequence[Problem]) -> None:
    for problem in (*report.problems, *faults):
        terminal.problem(problem)
    for one in report.differences:
        terminal.line(terminal.words("trade.differs", place=one.place, printed=one.printed, found=one.recomputed))
    if not report.problems:
        code = "trade.recomputed" if report.is_identical else "trade.recomputed.differs"
        points, differences = len(report.series.points), len(report.differences)
        values = f"{len(report.series.values):,}"
        terminal.line(terminal.words(code, points=f"{points:,}", values=values, count=f"{differences:,}"))
    if report.sha256:
        terminal.line(f"SHA-256 {report.sha256}")


def _tell_identity(terminal: Terminal, report: Report, wanted: str | None, journal: _Journal | None) -> None:
    """Whether these are the inputs that were committed, or that the file alone cannot tell."""
    if wanted is not None and wanted == report.sha256:
        terminal.line(terminal.words("trade.recomputed.expected"))
    if journal and (one := journal.found):
        terminal.line(terminal.words("trade.recomputed.committed", index=one.index, day=one.day, entry=one.entry))
    if report.sha256 and wanted is None and journal is None:
        terminal.line(terminal.words("trade.recomputed.unproven"))
