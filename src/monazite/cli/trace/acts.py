"""`acts`, `template`, `book`, `post` of the verbs that have acts: what can be booked, and booking it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from monazite.cli.terminal import Terminal
from monazite.cli.trace.words import fitted, words_of
from monazite.cli.workspace import open_workspace
from monazite.core import ProblemError, UsageError
from monazite.ledger.record import Answer
from monazite.store import said, whole_file
from monazite.trace.acts.form import Act, Field
from monazite.trace.acts.registry import Registry

FORMS = ("xlsx", "csv")


def registry_of(verb: str) -> Registry:
    """The acts of a verb, ``trace``, ``trade`` or ``plan``; no workspace is needed."""
    found: Registry = getattr(import_module(f"monazite.{verb}.acts"), verb.upper())
    return found


def list_acts(terminal: Terminal, verb: str, name: str | None) -> int:
    """List the acts of a verb, or the fields of one with an example to copy."""
    registry = registry_of(verb)
    if name is None:
        if terminal.is_json:
            terminal.objects(one.as_json() for one in registry.acts.values())
            return 0
        rows = [[one.name, *words_of(terminal, one.label, one.help)] for one in registry.acts.values()]
        fitted(terminal, ("act", "name", "meaning"), rows, {2})
        return 0
    found = registry.act(name)
    if terminal.is_json:
        terminal.objects([found.as_json()])
        return 0
    terminal.line(f"{found.name}  {' · '.join(words_of(terminal, found.label, found.help))}")
    rows = [_field_row(terminal, one) for one in found.fields]
    terminal.table(("field", "required", "meaning", "example"), rows, last=("meaning", "example"))
    if found.example:
        terminal.line()
        terminal.line(_example_line(verb, found))
    return 0


def _field_row(terminal: Terminal, field: Field) -> list[str]:
    needed = terminal.words("trace.required") if field.is_required else ""
    repeated = f"{field.name} …" if field.repeats else field.name
    meaning = field.help.in_language(terminal.language)
    values = ", ".join(one.value for one in field.choices)
    label = field.label.in_language(terminal.language)
    return [repeated, needed, f"{label}: {meaning} {values}".strip(), field.example]


def _example_line(verb: str, found: Act) -> str:
    pairs = [f"{name}={value}" for name, values in found.example.items() for value in values]
    quoted = [f"'{pair}'" if " " in pair else pair for pair in pairs]
    return f"monazite {verb} post {found.name} {' '.join(quoted)} --as NAME"


def write_template(terminal: Terminal, verb: str, name: str, out: str | None) -> int:
    """Write the template of an act as xlsx or CSV."""
    from monazite.trace.acts import template

    found = registry_of(verb).act(name)
    target = out or f"{found.name}.xlsx"
    form = "csv" if target == "-" else Path(target).suffix.lower().removeprefix(".")
    if form not in FORMS:
        raise UsageError(said("monazite.store", "format-unknown", target, known=", ".join(FORMS), found=form))
    data = template(found, form, terminal.language)
    if target == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return 0
    with whole_file(Path(target)) as file:
        file.write(data)
    terminal.say("trace.written", path=target)
    return 0


def book_file(  # noqa: PLR0917  as the command line has them
    terminal: Terminal, verb: str, directory: Path, file: Path, name: str | None, actor: str | None, *, skip_bad: bool
) -> int:
    """Book a sheet and say what became of it; 1 when a row could not be booked."""
    who = needed_actor(actor)
    if name is not None:
        registry_of(verb).act(name)
    with open_workspace(terminal, directory, create=True) as workspace:
        booked = workspace.act_book(verb).book(file, name, actor=who, skip_bad=skip_bad)
    for problem in booked.problems:
        terminal.problem(problem)
    tell_answers(terminal, booked.answers)
    counts = {
        status: sum(a.status == status for a in booked.answers) for status in ("accepted", "duplicate", "blocked")
    }
    if not terminal.is_json:
        terminal.say("trace.booked", rows=booked.rows, bad=len(booked.problems), **counts)
    return 1 if booked.problems else 0


def post_act(  # noqa: PLR0917  as the command line has them
    terminal: Terminal, verb: str, directory: Path, name: str, values: Sequence[str], actor: str | None,
    entry_id: str | None,
) -> int:  # fmt: skip
    """Post one act; 1 when it cannot be booked."""
    who = needed_actor(actor)
    given = _given(registry_of(verb).act(name), values)
    with open_workspace(terminal, directory, create=True) as workspace:
        answer = workspace.act_book(verb).submit(name, given, actor=who, id=entry_id)
    if isinstance(answer, list):
        for problem in answer:
            terminal.problem(problem)
        return 1
    return tell_answers(terminal, [answer])


def needed_actor(actor: str | None) -> str:
    """Who says so.

    Raises:
        UsageError: when nobody does: an entry is somebody's word.
    """
    if not actor or not actor.strip():
        raise UsageError(said("monazite.trace", "actor-missing", "--as"))
    return actor.strip()


def tell_answers(terminal: Terminal, answers: Sequence[Answer]) -> int:
    """Print what became of entries; 1 when one was refused."""
    if terminal.is_json:
        terminal.objects(answer_json(answer) for answer in answers)
    else:
        for answer in answers:
            number = "" if answer.number is None else answer.number
            terminal.line(terminal.words(f"trace.answer.{answer.status}", id=answer.id, number=number))
            if answer.problem:
                terminal.problem(answer.problem)
    return 1 if any(answer.status == "refused" for answer in answers) else 0


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer for a program."""
    problem = answer.problem.as_json() if answer.problem else None
    return {"id": answer.id, "status": answer.status, "number": answer.number, "problem": problem}


def _given(found: Act, values: Sequence[str]) -> dict[str, list[str]]:
    """Values of the command line, each ``field=value``; of a field that repeats, all of them."""
    given: dict[str, list[str]] = {}
    for pair in values:
        name, is_pair, value = pair.partition("=")
        if not is_pair:
            raise ProblemError(said("monazite.trace", "pair-wrong", found.name, found=pair))
        given.setdefault(found.field(name.strip()).name, []).append(value)
    return given
