"""The command `monazite design` and its options; what it does is in a module each, imported when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monazite.cli.declared import Group
from monazite.cli.options import Json, option


def _text(flag: str, metavar: str) -> object:
    """An option that holds a value with its unit."""
    return Annotated[str | None, option(flag, metavar, f"help.design.{flag.removeprefix('--').replace('-', '_')}")]


def add_design(group: Group) -> None:
    """Declare it."""
    group.add(
        "design", "design.forward.design",
        recipe=_text("--recipe", "RECIPE"),
        recipes=Annotated[Path | None, option("--recipes", "FILE.csv", "help.design.recipes")],
        temperature=_text("--temperature", "DEGREES"),
        grade=_text("--grade", "GRADE"),
        grain=_text("--grain", "SIZE"),
        density=_text("--density", "DENSITY"),
        alignment=_text("--alignment", "COSINE"),
        oxygen=_text("--oxygen", "SHARE"),
        nitrogen=_text("--nitrogen", "SHARE"),
        carbon=_text("--carbon", "SHARE"),
        diffuse=_text("--diffuse", "ELEMENT=SHARE"),
        treatment=_text("--treatment", "DEGREES,TIME"),
        thickness=_text("--thickness", "LENGTH"),
        dual=Annotated[bool, typer.Option("--dual", help="help.design.dual")],
        json=Json,
    )  # fmt: skip
