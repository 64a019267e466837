"""The commands of `monazite plan` and their options; what they do is in a module each, imported when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monazite.cli.act_commands import add_acts
from monazite.cli.declared import group
from monazite.cli.options import LISTED, SEEN, Actor, argument, option

Json = Annotated[bool, typer.Option("--json", help="help.plan.json")]
"""Commands on files print one array, not an object a line."""

plan = group("plan")

plan.add(
    "settle", "plan.settle.show_settlement",
    commitment=Annotated[Path, argument("COMMITMENT.json", "help.plan.commitment")],
    deliveries=Annotated[Path, option("--deliveries", "FILE.csv", "help.plan.deliveries", show_default=False)],
    prices=Annotated[Path | None, option("--prices", "FILE.csv", "help.plan.prices")],
    period=Annotated[str | None, option("--period", "PERIOD", "help.plan.period")],
    suspended=Annotated[list[str] | None, option("--suspended", "FIRST..LAST", "help.plan.suspended")],
    json=Json,
)  # fmt: skip
plan.add(
    "match", "plan.match.show_matching",
    files=Annotated[list[Path], argument("FILE", "help.plan.files")],
    previous=Annotated[list[Path] | None, option("--previous", "FILE", "help.plan.previous")],
    measured_on=Annotated[str | None, option("--on", "DAY", "help.plan.on")],
    json=Json,
)  # fmt: skip
plan.add(
    "explode", "plan.explode.show_explosion",
    bill=Annotated[Path | None, argument("BILL.csv", "help.plan.bill")],
    programme=Annotated[Path, option("--programme", "FILE.csv", "help.plan.programme", show_default=False)],
    demand=Annotated[str | None, option("--demand", "TIER", "help.plan.tier")],
    shared=Annotated[bool, typer.Option("--shared", help="help.plan.shared")],
    json=Json,
)  # fmt: skip
plan.add(
    "qualify", "plan.qualify.show_qualification",
    requirements=Annotated[Path, argument("REQUIREMENTS.json", "help.plan.requirements")],
    tests=Annotated[list[Path] | None, option("--tests", "FILE", "help.plan.tests")],
    grade=Annotated[str | None, option("--grade", "GRADE", "help.plan.grade")],
    day=Annotated[str | None, option("--day", "DAY", "help.plan.day")],
    json=Json,
)  # fmt: skip
plan.add(
    "substitutes", "plan.qualify.show_substitutes",
    grade=Annotated[str, argument("GRADE", "help.plan.replaced")],
    motor=Annotated[str | None, option("--motor", "MOTOR", "help.plan.motor")],
    without=Annotated[list[str] | None, option("--without", "ELEMENT", "help.plan.without")],
    given=Annotated[list[Path] | None, option("--given", "FILE", "help.plan.given")],
    temperature=Annotated[str | None, option("--temperature", "DEGREES", "help.plan.temperature")],
    day=Annotated[str | None, option("--day", "DAY", "help.plan.day")],
    json=Annotated[bool, typer.Option("--json", help="help.plan.object")],
)  # fmt: skip
plan.add(
    "cover", "plan.cover.show_cover",
    demand=Annotated[Path, option("--demand", "FILE.csv", "help.plan.demand", show_default=False)],
    supply=Annotated[Path | None, option("--supply", "FILE.csv", "help.plan.supply")],
    commitments=Annotated[Path | None, option("--commitments", "DIR", "help.plan.commitments")],
    json=Json,
)  # fmt: skip

# What the workspace knows, and what is said to it.
for _list in ("programmes", "commitments", "qualifications", "topics"):
    plan.add(
        _list, "plan.lists.list_records", help_key=f"help.plan.list.{_list}", fixed={"name": _list},
        where=Annotated[list[str] | None, option("--where", "NAME=VALUE", "help.trade.where")], **LISTED,
    )  # fmt: skip
plan.add(
    "records", "plan.lists.list_any", help_key="help.plan.list.records",
    name=Annotated[str | None, argument("[LIST]", "help.trade.list")],
    where=Annotated[list[str] | None, option("--where", "NAME=VALUE", "help.trade.where")], **LISTED,
)  # fmt: skip
_OnDay = Annotated[str | None, option("--on", "DAY", "help.plan.show.on")]
plan.add(
    "programme", "plan.show.show_programme", help_key="help.plan.show.programme",
    name=Annotated[str, argument("PROGRAMME", "help.plan.show.programme_id")], on=_OnDay, **SEEN,
)  # fmt: skip
plan.add(
    "commitment", "plan.show.show_commitment", help_key="help.plan.show.commitment",
    name=Annotated[str, argument("COMMITMENT", "help.plan.show.commitment_id")], on=_OnDay, **SEEN,
)  # fmt: skip
plan.add(
    "pay", "plan.show.pay", help_key="help.plan.show.pay",
    name=Annotated[str, argument("COMMITMENT", "help.plan.show.commitment_id")],
    period=Annotated[str, argument("PERIOD", "help.plan.show.period")], actor=Actor, **SEEN,
)  # fmt: skip
add_acts(plan)
