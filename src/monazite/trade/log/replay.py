"""From a log back to a state: newest snapshot and tail when opening; a day or everything again when checking."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from monazite.core import Problem, ProblemError
from monazite.trade.log.applied import Applied, MachineError, apply_read
from monazite.trade.log.frame import Frame
from monazite.trade.log.record import Checked, Machine, ReplayResult
from monazite.trade.log.said import problem
from monazite.trade.log.segment import Segment, Walk
from monazite.trade.log.snapshot import Snapshot, day_of, read_snapshot, snapshot_numbers, unloadable

MachineT = TypeVar("MachineT", bound=Machine)
Step = tuple[Segment, Frame, Applied]


@dataclass(frozen=True, slots=True)
class Restored(Generic[MachineT]):
    """A machine as of a snapshot, or a new one.

    Args:
        machine: in that state.
        snapshot: that was used; None for a new machine.
        problems: snapshots that could not be used, and why.
    """

    machine: MachineT
    snapshot: Snapshot | None
    problems: tuple[Problem, ...]

    @property
    def number(self) -> int:
        """Number of the last command in the state; 0 for a new machine."""
        return self.snapshot.number if self.snapshot else 0


def restore(
    folder: Path,
    venue: str,
    new_machine: Callable[[], MachineT],
    *,
    last: int,
    marks: Mapping[int, bytes],
    most: int | None = None,
    settled_to: int = 0,
) -> Restored[MachineT]:
    """A machine as of the newest sound snapshot of a log.

    Args:
        folder: of the venue.
        venue: its id.
        new_machine: makes one that nothing has happened to.
        last: number of the log's last command.
        marks: the log's chain at the numbers of its snapshots.
        most: number of the last command that may be in it; None for any.
        settled_to: number of the last command that the journal knows a settlement of.

    Raises:
        ProblemError: ``log-shorter`` when the journal or a sound snapshot knows commands that the log has lost;
            ``log-snapshot-other`` when one is of another log.
    """
    if settled_to > last:
        raise ProblemError(problem("log-shorter", folder, wanted=settled_to, found=last))
    problems: list[Problem] = []
    machine = new_machine()
    for number, path in snapshot_numbers(folder).items():
        if most is not None and number > most:
            continue
        snapshot = read_snapshot(path, venue)
        if isinstance(snapshot, Problem):
            problems.append(snapshot)
            continue
        if snapshot.number > last:
            raise ProblemError(problem("log-shorter", folder, wanted=snapshot.number, found=last))
        if snapshot.number and marks.get(snapshot.number) != snapshot.chain:
            raise ProblemError(problem("log-snapshot-other", path, number=snapshot.number))
        if snapshot.state_version != machine.state_version:
            problems.append(other_version(path, snapshot.state_version, machine))
            continue
        loaded = _loaded(new_machine, snapshot)
        if not isinstance(loaded, str):
            return Restored(loaded, snapshot, tuple(problems))
        problems.append(unloadable(path, loaded))
    return Restored(machine, None, tuple(problems))


def steps(walk: Walk, machine: Machine) -> Iterator[Step]:
    """Apply frame after frame of a log to a machine that knows everything before them.

    Raises:
        ProblemError: as `Walk.frames`; ``log-state-version`` at a file whose commands were said to a machine of another
            state version: what they did then, this one cannot tell; ``log-machine-failed`` when the machine cannot.
    """
    for frame in walk.frames():
        segment = walk.segment
        assert segment is not None  # noqa: S101  a frame stands in a file
        if segment.state_version != machine.state_version:
            raise ProblemError(other_version(segment.path, segment.state_version, machine))
        try:
            yield segment, frame, apply_read(machine, frame, segment.first)
        except MachineError as error:
            raise ProblemError(machine_failed(segment.path, error)) from error


def other_version(path: Path, found: int, machine: Machine) -> Problem:
    """The problem of a file or snapshot of another state version than the machine's."""
    return problem("log-state-version", path, wanted=machine.state_version, found=found)


def machine_failed(place: object, error: MachineError) -> Problem:
    """The problem of a command that the machine could not carry out."""
    return problem("log-machine-failed", place, number=error.number, reason=error.reason)


def replay(
    folder: Path,
    venue: str,
    new_machine: Callable[[], MachineT],
    *,
    day: str | None = None,
    day_ends: Mapping[str, Mapping[str, Any]] | None = None,
) -> ReplayResult:
    """Run a venue's log again and compare its states with those that were recorded. Nothing is written.

    Args:
        folder: of the venue, as `venue_folder` says.
        venue: its id.
        new_machine: makes one that nothing has happened to.
        day: run only this trading day, from the snapshot at the end of the one before; None runs everything from the
            first command, trusting no snapshot.
        day_ends: data of the journal's ``day_end`` entries by day, to compare with.

    Raises:
        ProblemError: ``log-missing``, ``log-day-unknown``, and as `steps` and `restore`.
    """
    if day is not None:
        return _run(folder, venue, before_day(folder, venue, new_machine, day), day, day_ends or {})
    if not folder.is_dir():
        raise ProblemError(problem("log-missing", folder))
    return _run(folder, venue, Restored(new_machine(), None, ()), None, day_ends or {})


def before_day(folder: Path, venue: str, new_machine: Callable[[], MachineT], day: str) -> Restored[MachineT]:
    """A machine as of the newest sound snapshot before a trading day, at best that of the end of the day before.

    Args:
        folder: of the venue.
        venue: its id.
        new_machine: makes one that nothing has happened to.
        day: ISO 8601.

    Raises:
        ProblemError: ``log-missing``, and as `Walk.frames` and `restore`.
    """
    if not folder.is_dir():
        raise ProblemError(problem("log-missing", folder))
    paths = snapshot_numbers(folder)
    walk, marks = Walk(folder, venue), {}
    for frame in walk.frames():
        if frame.last in paths:
            marks[frame.last] = frame.chain
    before = max((number for number, path in paths.items() if day_of(path) and str(day_of(path)) < day), default=0)
    return restore(folder, venue, new_machine, last=walk.number, marks=marks, most=before)


def _run(
    folder: Path, venue: str, restored: Restored[MachineT], until: str | None, day_ends: Mapping[str, Mapping[str, Any]]
) -> ReplayResult:
    """Apply what is behind a state, up to the end of a day or of the log."""
    machine, walk, start = restored.machine, Walk(folder, venue, restored.number), restored.number
    paths, problems = snapshot_numbers(folder), list(restored.problems)
    checked: list[Checked] = []
    days: list[str] = []
    number, chain = start, restored.snapshot.chain if restored.snapshot else walk.chain
    for _, frame, applied in steps(walk, machine):
        number, chain = frame.last, frame.chain
        if applied.day is not None:
            days.append(applied.day)
            checked += _day_end(applied, day_ends)
        if number in paths:
            snapshot = read_snapshot(paths[number], venue)
            if isinstance(snapshot, Problem):
                problems.append(snapshot)
            else:
                checked.append(Checked(number, "snapshot", snapshot.state_sha256, machine.state_sha256()))
        if until is not None and applied.day == until:
            break
    if until is not None and until not in days:
        known = sorted({*days, *filter(None, map(day_of, paths.values()))})
        raise ProblemError(problem("log-day-unknown", folder, found=until, known=", ".join(known)))
    return ReplayResult(number - start, start + 1, number, tuple(days), machine.state_sha256(), chain.hex(),
                        tuple(checked), tuple(problems))  # fmt: skip


def _day_end(applied: Applied, day_ends: Mapping[str, Mapping[str, Any]]) -> Iterator[Checked]:
    """What the journal has recorded of a day's end, beside what the replay found."""
    found = applied.effects[-1].data
    for source in ("state_sha256", "segment_sha256"):
        with suppress(KeyError):
            expected = day_ends[str(applied.day)][source]
            yield Checked(applied.commands[-1].number, f"day_end {source}", str(expected), str(found[source]))


def _loaded(new_machine: Callable[[], MachineT], snapshot: Snapshot) -> MachineT | str:
    """A machine in a snapshot's state, or why it does not take it."""
    machine = new_machine()
    try:
        machine.load(snapshot.state)
    except (ValueError, KeyError, TypeError) as error:
        return f"{type(error).__name__}: {error}"
    return machine if machine.state_sha256() == snapshot.state_sha256 else "state_sha256"
