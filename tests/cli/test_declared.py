from __future__ import annotations

from collections.abc import Iterator, Sequence
from inspect import Parameter, signature
from types import GenericAlias, UnionType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest
import typer
from typer.testing import CliRunner

from monazite.cli import declared
from monazite.cli.commands import facts_group, root_group
from monazite.cli.declared import Command, group, named
from monazite.cli.options import Default, Json, argument, option
from monazite.cli.trace.commands import trace
from monazite.cli.trade.commands import trade

DECLARED = {
    f"{one.verb} {name}".strip(): command
    for one in (root_group, facts_group, trace, trade)
    for name, command in one.commands.items()
}


def taken(type_: Any) -> Any:
    """What a function is given of an option: of one that may be said several times a sequence, if an empty one."""
    lists = [one for one in (type_, *get_args(type_)) if get_origin(one) is list]
    return GenericAlias(Sequence, get_args(lists[0])) if lists else type_


def alternatives(type_: Any) -> set[Any]:
    """The types that a union is made of, or the one."""
    return set(get_args(type_)) if isinstance(type_, UnionType) else {type_}


def asked(command: Command) -> Iterator[tuple[str, Any]]:
    """The arguments that a command has for its function, with their types, without those of the record before them."""
    head = signature(named(command.head)).parameters if command.head else {}
    for name, kind in command.given.items():
        if name != "json" and name not in head:
            yield name, taken(get_args(kind)[0])


@pytest.mark.parametrize("name", DECLARED)
def test_the_function_of_a_command_takes_what_is_declared(name: str) -> None:
    command = DECLARED[name]
    function = named(command.does)
    parameters = signature(function).parameters
    options = dict(asked(command))
    signature(function).bind("head", **command.fixed, **options)
    if command.head:
        head = named(command.head)
        signature(head).bind("terminal", **{one: 0 for one in signature(head).parameters if one in command.given})
    hints = get_type_hints(function)
    for option_name, type_ in options.items():
        rest = next((one.name for one in parameters.values() if one.kind is Parameter.VAR_KEYWORD), "")
        hint = hints[option_name if option_name in parameters else rest]
        assert hint is Any or alternatives(type_) <= alternatives(hint), option_name


def test_a_declared_command_runs_with_its_values(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[Any, dict[str, Any]]] = []

    def does(head: Any, **values: Any) -> int:
        calls.append((head, values))
        return 0

    monkeypatch.setattr(declared, "named", lambda _: does)
    made = group("none")
    made.add(
        "run", "anywhere.does", fixed={"use": "x"}, help_key="other.key",
        name=Annotated[str, argument("NAME", "help.name")],
        where=Annotated[list[str] | None, option("--where", "PAIR", "help.where")],
        depth=Annotated[int, option("--depth", "N", "help.depth", min=1), Default(10)],
        is_short=Annotated[bool, typer.Option("--short", help="help.short")],
        day=Annotated[str | None, option("--day", "DAY", "help.day")],
        json=Json,
    )  # fmt: skip
    made.app.command("other")(lambda: None)
    assert CliRunner().invoke(made.app, ["run", "a", "--json"], obj="terminal").exit_code == 0
    assert calls == [("terminal", {"use": "x", "name": "a", "where": [], "depth": 10, "is_short": False, "day": None})]
    given = ["run", "a", "--where", "b", "--where", "c", "--depth", "2", "--short", "--day", "d"]
    assert CliRunner().invoke(made.app, given, obj="terminal").exit_code == 0
    assert calls[1][1] == {"use": "x", "name": "a", "where": ["b", "c"], "depth": 2, "is_short": True, "day": "d"}
    for wrong in (["run"], ["run", "a", "--depth", "0"], ["run", "a", "b"]):
        assert CliRunner().invoke(made.app, wrong, obj="terminal").exit_code == 2
    assert len(calls) == 2
