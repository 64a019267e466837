"""`monazite trace simulate`: a year of the whole chain under invented names."""

from __future__ import annotations

from pathlib import Path

from monazite.cli.terminal import Terminal
from monazite.cli.trace.audit import progress_of
from monazite.cli.trace.lists import kind_text
from monazite.cli.trace.words import as_object, fitted
from monazite.cli.workspace import open_workspace


def simulate(  # noqa: PLR0917  as the command line has them
    terminal: Terminal, directory: Path, year: int, lots: int, seed: int, fraud: str | None
) -> int:
    """Write a simulated year and say what was written."""
    if fraud:
        from monazite.trace.simulate import parse_fraud

        parse_fraud(fraud)
    with (
        open_workspace(terminal, directory, create=True) as workspace,
        progress_of(terminal, "trace.simulating") as progress,
    ):
        made = workspace.trace.simulate(year=year, lots=lots, seed=seed, fraud=fraud, progress=progress)
    if terminal.is_json:
        terminal.objects([as_object(made)])
        return 0
    rows = [[kind_text(terminal, kind), f"{count:,}"] for kind, count in made.by_kind.items()]
    if rows:
        fitted(terminal, ("kind", "entries"), rows)
    terminal.say("trace.simulation", year=year, entries=made.entries, lots=made.lots, **_counts(made.answers))
    if made.culprit:
        terminal.say("trace.culprit", firm=made.culprit, fraud=fraud)
    return 0


def _counts(answers: dict[str, int]) -> dict[str, int]:
    return {status: answers.get(status, 0) for status in ("accepted", "duplicate", "blocked", "refused")}
