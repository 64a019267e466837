"""Options that several commands share, declared once; their help texts are keys of ``words/``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer


@dataclass(frozen=True, slots=True)
class Default:
    """What an option has when it is not given; without it a flag is off, and an option that may be None is None.

    Args:
        value: of the option's type.
    """

    value: Any


def option(flag: str, metavar: str, key: str, **limits: Any) -> Any:
    """An option that takes a value, its help under a key; ``min`` and ``max`` limit a number."""
    return typer.Option(flag, metavar=metavar, help=key, **limits)


def text_option(name: str) -> Any:
    """An option that takes a text, its help under ``help.<name>``."""
    return option(f"--{name}", name.upper(), f"help.{name}")


def argument(metavar: str, key: str, **limits: Any) -> Any:
    """An argument, its help under a key; ``min`` and ``max`` limit a number."""
    return typer.Argument(metavar=metavar, show_default=False, help=key, **limits)


NAMES = {"help_option_names": ["-h", "--help"]}
DEFAULT = Path("monazite-data")

Workspace = Annotated[Path, option("--workspace", "DIR", "help.workspace"), Default(DEFAULT)]
Json = Annotated[bool, typer.Option("--json", help="help.json")]
Out = Annotated[str | None, option("--out", "FILE", "help.out")]
Limit = Annotated[int | None, option("--limit", "N", "help.limit", min=1)]
Sort = Annotated[list[str] | None, option("--sort", "COLUMN", "help.sort")]
Actor = Annotated[str | None, option("--as", "NAME", "help.trace.as")]

SEEN: dict[str, Any] = {"json": Json, "directory": Workspace}
"""What every command that looks into a workspace takes at its end."""
LISTED: dict[str, Any] = {"limit": Limit, "json": Json, "out": Out, "directory": Workspace}
"""The same of a command that lists rows."""
