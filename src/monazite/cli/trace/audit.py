"""`monazite trace audit`: everything recomputed from the entries alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from monazite.cli.terminal import Terminal
from monazite.cli.trace.proofs import kept_file
from monazite.cli.workspace import open_workspace


def audit(terminal: Terminal, directory: Path, against: Sequence[Path], published: Path | None, key: str | None) -> int:
    """Audit the journal; 1 when something differs. It also says what it cannot know."""
    notes = [kept_file(path).decode("utf-8", "replace") for path in against]
    with open_workspace(terminal, directory) as workspace, progress_of(terminal, "trace.auditing") as progress:
        report = workspace.trace.audit(notes, key=key, published=published, progress=progress)
    if terminal.is_json:
        unknowns = [{"zh": one.zh, "en": one.en} for one in report.unknowns]
        findings = [one.as_json() for one in report.findings]
        about = {"entries": report.entries, "seconds": round(report.seconds, 3), "is_clean": report.is_clean}
        terminal.objects([{**about, "counts": dict(report.counts), "findings": findings, "unknowns": unknowns}])
        return 0 if report.is_clean else 1
    for finding in report.findings:
        terminal.line(finding.problem.sentence(terminal.language))
    code = "trace.audit.clean" if report.is_clean else "trace.audit.differs"
    count = sum(report.counts.values()) or len(report.findings)
    terminal.line(terminal.words(code, entries=f"{report.entries:,}", seconds=f"{report.seconds:.1f}", count=count))
    for unknown in report.unknowns:
        terminal.line(terminal.words("trace.audit.unknown", what=unknown.in_language(terminal.language)))
    return 0 if report.is_clean else 1


@contextmanager
def progress_of(terminal: Terminal, key: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on standard error while long work runs; none where nobody watches."""
    if terminal.is_json or not terminal.err.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=terminal.err, transient=True) as bar:
        task = bar.add_task(terminal.words(key), total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
