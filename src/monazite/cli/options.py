"""Options that several commands share, declared once; their help texts are keys of ``words.csv``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

NAMES = {"help_option_names": ["-h", "--help"]}
DEFAULT = Path("monazite-data")

Workspace = Annotated[Path, typer.Option("--workspace", metavar="DIR", help="help.workspace")]
Json = Annotated[bool, typer.Option("--json", help="help.json")]
Out = Annotated[str | None, typer.Option("--out", metavar="FILE", help="help.out")]
Limit = Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="help.limit")]
Sort = Annotated[list[str] | None, typer.Option("--sort", metavar="COLUMN", help="help.sort")]
Actor = Annotated[str | None, typer.Option("--as", metavar="NAME", help="help.trace.as")]


def text_option(name: str) -> Any:
    """An option that takes a text, its help under ``help.<name>``."""
    return typer.Option(f"--{name}", metavar=name.upper(), help=f"help.{name}")


def argument(metavar: str, key: str) -> Any:
    """An argument that must be given, its help under a key."""
    return typer.Argument(metavar=metavar, show_default=False, help=key)
