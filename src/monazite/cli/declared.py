"""Commands that only name their options: each declared in one place, and made into the function that Typer reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from importlib import import_module
from inspect import Parameter, Signature
from typing import Any, get_args, get_origin

import typer

from monazite.cli.options import NAMES, Default
from monazite.cli.terminal import Terminal


@dataclass(frozen=True, slots=True)
class Command:
    """A command of a group: what does it, and with what.

    Args:
        does: a module of `monazite.cli` and a function in it, such as ``trace.show.show_lot``; imported when it runs.
        given: options in the order of the help page, ``Annotated`` types by the name of the function's argument.
        fixed: arguments of the function that nobody is asked for.
        head: a record of `monazite.cli` that goes first, made of the terminal and of the options named as its fields;
            the terminal alone when empty.
    """

    does: str
    given: Mapping[str, Any]
    fixed: Mapping[str, Any]
    head: str = ""

    def run(self, terminal: Terminal, values: Mapping[str, Any]) -> int:
        """Do it.

        Args:
            terminal: where to.
            values: of the options; ``json`` is the terminal's, and a list that nobody filled is empty.

        Returns:
            The exit code.
        """
        told = {name: _filled(self.given[name], value) for name, value in values.items() if name != "json"}
        first: Any = terminal
        if self.head:
            record = named(self.head)
            first = record(terminal, **{one.name: told.pop(one.name) for one in fields(record) if one.name in told})
        code: int = named(self.does)(first, **self.fixed, **told)
        return code


@dataclass(frozen=True, slots=True)
class Group:
    """Commands that stand together; their help texts have the keys ``help.<verb>.<command>``.

    Args:
        verb: its name; empty for the commands that belong to no verb.
        app: Typer's group.
        commands: by name, those that are declared.
    """

    verb: str
    app: typer.Typer
    commands: dict[str, Command] = field(default_factory=dict)

    def add(
        self, name: str, does: str, /, *, help_key: str = "", fixed: Mapping[str, Any] | None = None, head: str = "",
        is_help_first: bool = False, **given: Any,
    ) -> None:  # fmt: skip
        """Add a command.

        Args:
            name: of the command.
            does: see `Command`.
            help_key: of its help where that is another one.
            fixed: see `Command`.
            head: see `Command`.
            is_help_first: whether the bare command prints its help; one that must be given an argument always does.
            **given: see `Command`.
        """
        command = self.commands[name] = Command(does, given, fixed or {}, head)
        parameters = [Parameter(one, Parameter.KEYWORD_ONLY, default=_default(kind), annotation=kind)
                      for one, kind in given.items()]  # fmt: skip
        shows_help = is_help_first or any(one.default is Parameter.empty for one in parameters)
        help_ = help_key or ".".join(filter(None, ("help", self.verb, name)))
        self.app.command(name, help=help_, no_args_is_help=shows_help)(_callback(command, parameters))


def group(verb: str) -> Group:
    """A verb with commands of its own, as yet none; its help has the key ``help.<verb>``."""
    return Group(verb, typer.Typer(help=f"help.{verb}", no_args_is_help=True, context_settings=NAMES))


def named(path: str) -> Any:
    """What a module of `monazite.cli` calls so, such as ``trace.show.show_lot``."""
    module, _, name = path.rpartition(".")
    return getattr(import_module(f"monazite.cli.{module}"), name)


def _callback(command: Command, parameters: list[Parameter]) -> Callable[..., int]:
    """The function of a command, with the signature that Typer reads its options from."""

    def run(context: typer.Context, **values: Any) -> int:
        return command.run(context.obj, values)

    first = Parameter("context", Parameter.KEYWORD_ONLY, annotation=typer.Context)
    signature = Signature([first, *parameters])
    run.__annotations__ = {name: one.annotation for name, one in signature.parameters.items()}
    run.__dict__["__signature__"] = signature
    return run


def _default(kind: Any) -> Any:
    """What an option has when it is not given; none where it must be."""
    type_, *metadata = get_args(kind)
    if type_ is bool:
        return False
    others = Parameter.empty if type(None) not in get_args(type_) else None
    return next((one.value for one in metadata if isinstance(one, Default)), others)


def _filled(kind: Any, value: Any) -> Any:
    """The value of an option; an empty list for one that takes several and got none."""
    takes_several = any(get_origin(one) is list for one in get_args(get_args(kind)[0]))
    return [] if value is None and takes_several else value
