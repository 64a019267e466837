"""The command `monazite design` and its options; what it does is in a module each, imported when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monazite.cli.declared import Group
from monazite.cli.options import Actor, Json, option


def _key(flag: str) -> str:
    return f"help.design.{flag.removeprefix('--').replace('-', '_')}"


def _text(flag: str, metavar: str) -> object:
    """An option that holds a value with its unit."""
    return Annotated[str | None, option(flag, metavar, _key(flag))]


def _texts(flag: str, metavar: str) -> object:
    """The same, which may stand there several times."""
    return Annotated[list[str] | None, option(flag, metavar, _key(flag))]


def _file(flag: str, metavar: str) -> object:
    """An option that names a file."""
    return Annotated[Path | None, option(flag, metavar, _key(flag))]


def add_design(group: Group) -> None:
    """Declare it."""
    group.add(
        "design", "design.question.design",
        recipe=_text("--recipe", "RECIPE"),
        recipes=_file("--recipes", "FILE.csv"),
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
        permeance=_text("--permeance", "NUMBER"),
        opposing=_text("--opposing", "FIELD"),
        tmax=_text("--tmax", "DEGREES"),
        max=_texts("--max", "NAME=SHARE"),
        min=_texts("--min", "NAME=SHARE"),
        ban=_texts("--ban", "NAME"),
        allowed=_texts("--allowed", "GRADE,…"),
        confidence=_text("--confidence", "SHARE"),
        reserve=_text("--reserve", "SHARE"),
        price=_texts("--price", "NAME=PRICE"),
        prices=_file("--prices", "FILE.csv"),
        scrap=_texts("--scrap", "NAME=PRICE:RECIPE"),
        risk_price=_text("--risk-price", "CNY"),
        most_risk=_text("--most-risk", "POINTS"),
        quota_price=_text("--quota-price", "CNY"),
        most_quota=_text("--most-quota", "KG"),
        day=_text("--day", "DAY"),
        venue=_text("--venue", "VENUE"),
        against=_text("--against", "RECIPE"),
        frontier=_text("--frontier", "WHAT"),
        history=_file("--history", "FILE.csv"),
        threshold=_text("--threshold", "NAME:ELEMENT=SHARE"),
        sheet=_file("--sheet", "FILE.pdf"),
        curve=_file("--curve", "FILE.csv"),
        pyleecan=_file("--pyleecan", "FILE.json"),
        femm=_file("--femm", "FILE.lua"),
        out=_file("--out", "FILE.json"),
        send=_text("--send", "MOTOR"),
        actor=Actor,
        json=Json,
        directory=_file("--workspace", "DIR"),
    )  # fmt: skip
