"""Run a command and say in its exit code how it went; no traceback reaches a person who did not ask for one."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast, get_args

from monazite.cli.language import language_of, language_wanted, words
from monazite.cli.terminal import Terminal
from monazite.core.errors import ProblemError, UsageError
from monazite.core.problem import Problem
from monazite.core.words import Language, Words

DONE, UNUSABLE, WRONG_USE, INTERNAL, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit codes; the last is the one that shells expect of a program ended by Ctrl-C."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(
                encoding="utf-8", errors="replace"
            )  # a terminal in another encoding must not stop a paper
    sys.exit(run(given, language_of(given, os.environ)))


def run(given: list[str], language: Language) -> int:
    """Run a command.

    Args:
        given: the arguments after the program's name.
        language: of what it says.

    Returns:
        The exit code.
    """
    terminal = Terminal(language, is_json="--json" in given)
    try:
        refuse_language(given)
        code = _command(_without_globals(given), terminal)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):  # Rich leaves with the latter when its pipe is closed
        _silence()
        code = DONE
    except KeyboardInterrupt:
        code = INTERRUPTED
    except ProblemError as error:
        terminal.problem(error.problem)
        code = WRONG_USE if isinstance(error, UsageError) else UNUSABLE
    except OSError as error:
        code = _system(error, terminal, debug="--debug" in given)
    except Exception as error:  # noqa: BLE001  the last resort: one sentence, not a traceback
        code = _internal(error, terminal, debug="--debug" in given)
    return code


def refuse_language(given: Sequence[str]) -> None:
    """Refuse a language that there is not.

    Raises:
        UsageError: for a ``--lang`` other than zh and en.
    """
    wanted = language_wanted(given)
    if wanted is not None and wanted not in get_args(Language):
        problem = Problem(
            "wrong-use", "--lang", words("usage.language"), words("usage.found", found=wanted),
            words("usage.help", command="monazite"),
        )  # fmt: skip
        raise UsageError(problem)


def _command(given: list[str], terminal: Terminal) -> int:
    import typer

    from monazite.cli.commands import command

    usage_error = cast("type[Exception]", typer.BadParameter.__mro__[1])  # Typer keeps it in a private module
    try:
        code = command(terminal).main(args=given, prog_name="monazite", standalone_mode=False)
    except typer.Exit as leave:
        return leave.exit_code
    except typer.Abort:
        return INTERRUPTED
    except usage_error as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            return WRONG_USE
        terminal.problem(usage_problem(error))
        return WRONG_USE
    return code if isinstance(code, int) else DONE


def _without_globals(given: list[str]) -> list[str]:
    """The arguments without ``--lang`` and ``--debug``, which may stand anywhere before ``--``."""
    end = given.index("--") if "--" in given else len(given)
    kept: list[str] = []
    skip = False
    for number, argument in enumerate(given[:end]):
        is_language = argument == "--lang" and number + 1 < end
        if not (skip or is_language or argument == "--debug" or argument.startswith("--lang=")):
            kept.append(argument)
        skip = is_language
    return kept + given[end:]


def usage_problem(error: Any) -> Problem:
    """What is wrong with the arguments, as the parser found it, in one sentence with the nearest right name."""
    place = "monazite"
    if context := getattr(error, "ctx", None):
        place = context.command_path
    wanted, found, nearest = _usage(error, getattr(context, "command", None))
    action = words("usage.nearest", nearest=nearest) if nearest else words("usage.help", command=place)
    return Problem("wrong-use", place, wanted, found, action)


def _usage(error: Any, command: Any) -> tuple[Words, Words, str]:
    from monazite.store import nearest

    if refused := _below_least(error, command) or _extra(error) or _number(error):
        return (*refused, "")
    if option := getattr(error, "option_name", None):
        params = command.params if command else []
        known = [name for param in params for name in param.opts if name.startswith("-")]
        return words("usage.option"), words("usage.found", found=option), nearest(option, known)
    message = error.format_message()
    if type(error).__name__ == "MissingParameter":
        name = str(getattr(error.param, "metavar", None) or getattr(error.param, "name", None) or "")
        return words("usage.argument", name=name), words("usage.missing"), ""
    if message.startswith("No such command"):
        name = message.split("'")[1]
        return words("usage.command"), words("usage.found", found=name), nearest(name, command.commands)
    return words("usage.valid"), words("usage.wrong", message=message.rstrip(".")), ""


NUMBERS = {"greater_than_equal": "usage.least", "less_than_equal": "usage.most", "int_parsing": "usage.number"}
"""How the parser calls what is wrong with a number, and the sentences for it."""


EXTRA = "Got unexpected extra argument"
"""How the parser begins a sentence about arguments that nobody takes."""


def _extra(error: Any) -> tuple[Words, Words] | None:
    """More arguments than a command takes; None where it is something else."""
    message: str = error.format_message()
    if not message.startswith(EXTRA):
        return None
    return words("usage.fewer"), words("usage.found", found=message.partition(" (")[2].removesuffix(")"))


def _below_least(error: Any, command: Any) -> tuple[Words, Words] | None:
    """A negative number where an argument is a number of at least something: the parser takes it for an option."""
    found = str(getattr(error, "option_name", None) or "")
    if not found.startswith("-") or not found[1:2].isdecimal() or command is None:
        return None
    numbers = [one for one in command.params if one.param_type_name == "argument" and one.min is not None]
    if len(numbers) != 1:
        return None
    return _wanted("usage.least", numbers[0], numbers[0].min), words("usage.found", found=found)


def _wanted(code: str, param: Any, limit: object) -> Words:
    """The sentence about a number that an option or an argument takes."""
    name = param.opts[0]
    is_option = name.startswith("-")
    shown = name if is_option else param.metavar.strip("[]").lower()
    return words(code, what="选项" if is_option else "参数", name=shown, limit=limit)


def _number(error: Any) -> tuple[Words, Words] | None:
    """What number an option takes and what was given; None where it is no number that is wrong."""
    listed: list[dict[str, Any]] = getattr(error.__cause__, "errors", list)()
    if not listed or listed[0]["type"] not in NUMBERS or not getattr(error, "param", None):
        return None
    limit = next(iter(listed[0].get("ctx", {}).values()), "")
    return _wanted(NUMBERS[listed[0]["type"]], error.param, limit), words("usage.found", found=listed[0]["input"])


def _system(error: OSError, terminal: Terminal, *, debug: bool) -> int:
    """A full disk under standard output is the user's to mend; any other failing call is ours."""
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        return _internal(error, terminal, debug=debug)
    from monazite.store.atomic import unwritable

    terminal.problem(unwritable(Path("-"), error))
    _silence()
    return UNUSABLE


def _internal(error: Exception, terminal: Terminal, *, debug: bool) -> int:
    if debug:
        traceback.print_exception(error)
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__}: {error} [{Path(last.filename).name}:{last.lineno}]".replace("\n", " ")
    terminal.say("error.internal", error=where)
    return INTERNAL


def _silence() -> None:
    """Send what is left of standard output nowhere, so that the interpreter's last flush does not complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
