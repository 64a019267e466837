"""`monazite design`: a recipe forward, or the cheapest recipe for a duty; and what leaves of either as files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from monazite.cli.options import DEFAULT
from monazite.cli.terminal import Terminal
from monazite.core import ProblemError
from monazite.design.said import problem

if TYPE_CHECKING:
    from monazite.app.design.verb import Design
    from monazite.app.design.views import Bench, Sent
    from monazite.core import Language

FILES = ("sheet", "curve", "pyleecan", "femm", "out")
ONLY_SEARCH = (
    "max", "min", "ban", "allowed", "confidence", "reserve", "tmax", "scrap", "risk_price", "most_risk", "quota_price",
    "most_quota", "frontier", "history", "threshold",
)  # fmt: skip
"""Options that a recipe which is there has no use for."""
ON_BENCH = ("permeance", "opposing", "send", "price", "prices", "against", *FILES)
"""Options that put a recipe on the bench, with its cost and service."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a command was told, as written.

    Args:
        texts: by name of the option.
        directory: of the workspace; None for the usual one where it is there, else none.
    """

    texts: Mapping[str, Any]
    directory: Path | None

    def __getitem__(self, name: str) -> Any:
        """The text of an option, the texts of one that may be repeated, or None."""
        return self.texts.get(name)

    @contextmanager
    def design(self) -> Iterator[Design]:
        """The verb, over the workspace where there is one.

        Raises:
            ProblemError: for a workspace that was named and is none.
        """
        from monazite.app.design.verb import Design

        directory = self.directory or DEFAULT
        if self.directory is None and not directory.exists():
            yield Design(None)
            return
        from monazite.app import Workspace

        with Workspace.open(directory) as workspace:
            yield workspace.design


def design(terminal: Terminal, *, directory: Path | None, **texts: Any) -> int:
    """Print what recipes do, or the cheapest recipe for a duty.

    Args:
        terminal: where to.
        directory: of the workspace, or None.
        **texts: options as written.

    Returns:
        1 when something that was given cannot be used, 2 when nothing was given.
    """
    told = Told({name: one for name, one in texts.items() if one}, directory)
    try:
        if told["recipe"] is None and told["recipes"] is None:
            from monazite.cli.design.search import search

            return search(terminal, told)
        from monazite.cli.design.forward import forward

        useless = next((one for one in ONLY_SEARCH if told[one]), None)
        if useless:
            terminal.problem(problem("asked-useless", f"--{useless.replace('_', '-')}"))
            return 2
        return forward(terminal, told)
    except ProblemError as wrong:
        terminal.problem(wrong.problem)
        return 1


@dataclass(frozen=True, slots=True)
class Left:
    """What left a command besides its answer.

    Args:
        files: written, by kind.
        sent: to plan; None where that was not asked for.
    """

    files: Mapping[str, Path]
    sent: Sent | None

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        found: dict[str, Any] = {"files": {kind: str(path) for kind, path in self.files.items()}}
        if self.sent is not None:
            needed = {place: [one.en for one in tests] for place, tests in self.sent.needed.items()}
            found["sent"] = {"grade": self.sent.grade, "entry": self.sent.entry, "is_new": self.sent.is_new,
                             "needed": needed}  # fmt: skip
        return found


def leave(told: Told, verb: Design, bench: Bench, language: Language) -> Left:
    """Send a recipe to plan and write the files that were asked for; all are made before the first is written.

    Args:
        told: with the paths.
        verb: of the workspace.
        bench: of the recipe.
        language: of a data sheet.

    Raises:
        ProblemError: when one of them cannot be done.
    """
    from monazite.app.design.exports import exported, name_of
    from monazite.core import Problem
    from monazite.store import whole_file

    paths = {kind: told[kind] for kind in FILES if told[kind]}
    made = {kind: exported(bench, kind, name_of(bench), verb.today.isoformat(), language) for kind in paths}
    for one in made.values():
        if isinstance(one, Problem):
            raise ProblemError(one)
    sent = verb.send(bench, told["send"], actor=actor_of(told)) if told["send"] else None
    for kind, content in made.items():
        with whole_file(paths[kind]) as file:
            file.write(cast("bytes", content))
    return Left(paths, sent)


def actor_of(told: Told) -> str:
    """Who says it.

    Raises:
        ProblemError: when nobody was named.
    """
    if not told["actor"]:
        raise ProblemError(problem("asked-actor", "--as"))
    return str(told["actor"])


def say_left(terminal: Terminal, left: Left) -> None:
    """Say what was written, what was sent, and which tests are asked for."""
    for kind, path in left.files.items():
        terminal.say("design.written", kind=terminal.words(f"design.file.{kind}"), file=path)
    if (sent := left.sent) is not None:
        terminal.say("design.sent" if sent.is_new else "design.sent_before", grade=sent.grade, entry=sent.entry)
        for position, tests in sent.needed.items():
            terminal.say("design.needed", position=position, number=len(tests))
            for one in tests:
                terminal.say("design.test", item=one.in_language(terminal.language))
