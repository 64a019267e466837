"""`monazite read`: papers in, facts out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from monazite.app import (
    STANDARD_INPUT,
    STANDARD_INPUT_NAME,
    DocumentRead,
    Progress,
    ReadResult,
    Source,
    Workspace,
    read_bytes,
    read_with_numerals,
)
from monazite.app.read.account import numeral_objects
from monazite.app.read.sources import FILE_BYTES
from monazite.cli.listing import check_format, write_rows
from monazite.cli.summary import summarize, tell_result
from monazite.cli.terminal import Terminal, json_line
from monazite.cli.workspace import open_workspace
from monazite.facts import FILE_LIST
from monazite.store import Row


@dataclass(frozen=True, slots=True)
class Wishes:
    """Options of `monazite read`."""

    out: str | None
    account: bool
    is_json: bool
    jobs: int | None
    again: bool


def read(terminal: Terminal, paths: Sequence[str], directory: Path, wishes: Wishes) -> int:
    """Read papers into a workspace and print what was found.

    Returns:
        0, or 1 when a file could not be used.
    """
    check_format(wishes.out)
    extra = [_standard_input()] if STANDARD_INPUT in paths else []
    files = [path for path in paths if path != STANDARD_INPUT]
    with open_workspace(terminal, directory, create=True) as workspace:
        result = _read(terminal, workspace, files, extra, wishes)
        tell_result(terminal, result)
        _print(terminal, workspace, result, wishes)
        return 1 if result.failed else 0


def _read(
    terminal: Terminal, workspace: Workspace, files: Sequence[str], extra: Sequence[Source], wishes: Wishes
) -> ReadResult:
    last = Progress()

    def note(progress: Progress) -> None:
        nonlocal last
        last = progress
        bar(progress)

    with _bar(terminal) as bar:
        try:
            return workspace.read(
                files,
                jobs=0 if wishes.account else wishes.jobs,
                again=wishes.again or wishes.account,
                extra=extra,
                reader=read_with_numerals if wishes.account else read_bytes,
                progress=note,
                on_document=_numerals(terminal, wishes),
            )
        except KeyboardInterrupt:
            terminal.say("read.interrupted", files=last.files, of=last.of)
            raise


def _numerals(terminal: Terminal, wishes: Wishes) -> Callable[[DocumentRead], None]:
    def show(read: DocumentRead) -> None:
        if not wishes.account:
            return
        for one in numeral_objects(read):
            if wishes.is_json:
                terminal.line(json_line(one))
            else:
                doc = one["doc"] if one["item"] is None else f"{one['doc']}#{one['item']}"
                cells = (doc, str(one["start"]), one["text"], one["role"], one["rule"], one["evidence"])
                terminal.line("\t".join(" ".join(cell.split()) for cell in cells))

    return show


def _print(terminal: Terminal, workspace: Workspace, result: ReadResult, wishes: Wishes) -> None:
    if wishes.out:
        rows = write_rows(wishes.out, workspace.facts(), _facts(workspace, result))
        if wishes.out != "-":
            terminal.say("read.written", rows=rows, path=wishes.out)
    elif wishes.account:
        return
    elif wishes.is_json:
        write_rows("-", workspace.facts(), _facts(workspace, result))
    else:
        summarize(terminal, _facts(workspace, result))


def _facts(workspace: Workspace, result: ReadResult) -> Iterable[Row]:
    """The facts of the files of this run: all facts at once where nothing else is kept."""
    if len(result.sha256s) == workspace.count(FILE_LIST):
        return workspace.facts()
    return workspace.facts_of_files(result.sha256s)


def _standard_input() -> Source:
    return Source(STANDARD_INPUT_NAME, data=sys.stdin.buffer.read(FILE_BYTES + 1))


@contextmanager
def _bar(terminal: Terminal) -> Iterator[Callable[[Progress], None]]:
    """A progress bar on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=terminal.err, transient=True) as bar:
        task = bar.add_task(terminal.words("read.progress"), total=None)
        yield lambda at: bar.update(task, total=at.of, completed=at.files)
