"""The commands of `monazite warn` and their options; what they do is in a module each, imported when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monazite.cli.declared import group
from monazite.cli.options import Actor, Default, Workspace, argument, option

Json = Annotated[bool, typer.Option("--json", help="help.warn.json")]
"""These commands print one array, not an object a line."""

warn = group("warn")

warn.add(
    "risk", "warn.risk.show_risk",
    method=Annotated[str, option("--method", "NAME", "help.warn.method", show_default=False)],
    inputs=Annotated[Path | None, option("--inputs", "DIR", "help.warn.inputs")],
    json=Json,
)  # fmt: skip
warn.add(
    "stock", "warn.stock.show_stock",
    inflow=Annotated[Path, option("--inflow", "FILE.csv", "help.warn.inflow", show_default=False)],
    lifetime=Annotated[str, option("--lifetime", "KIND:FIGURES", "help.warn.lifetime", show_default=False)],
    convention=Annotated[
        str, option("--convention", "start|middle|end", "help.warn.convention", show_default=False)
    ],
    json=Json,
)  # fmt: skip
warn.add(
    "outlook", "warn.outlook.show_outlook",
    scenario=Annotated[str, option("--scenario", "NAME", "help.warn.scenario", show_default=False), Default("")],
    setting=Annotated[list[str] | None, option("--set", "NAME=VALUE", "help.warn.set")],
    years=Annotated[str, option("--years", "FIRST-LAST", "help.warn.years"), Default("2020-2040")],
    inputs=Annotated[Path | None, option("--inputs", "DIR", "help.warn.inputs")],
    draws=Annotated[int, option("--draws", "N", "help.warn.draws", min=0), Default(0)],
    seed=Annotated[int, option("--seed", "N", "help.warn.seed", min=0), Default(1)],
    convention=Annotated[str, option("--convention", "start|middle|end", "help.warn.convention"), Default("middle")],
    json=Annotated[bool, typer.Option("--json", help="help.warn.json-object")],
)  # fmt: skip
warn.add(
    "backtest", "warn.backtest.show_backtest",
    prices=Annotated[Path, option("--prices", "FILE.csv", "help.warn.prices", show_default=False)],
    seed=Annotated[int, option("--seed", "N", "help.warn.seed", min=0), Default(1)],
    json=Annotated[bool, typer.Option("--json", help="help.warn.json-object")],
)  # fmt: skip
Day = Annotated[str | None, option("--day", "DAY", "help.warn.day")]

warn.add(
    "now", "warn.now.show_now",
    day=Day, since=Annotated[str | None, option("--since", "DAY", "help.warn.since")],
    json=Annotated[bool, typer.Option("--json", help="help.warn.json-object")], directory=Workspace,
)  # fmt: skip
warn.add(
    "replay", "warn.replay.show_replay",
    facts=Annotated[Path | None, option("--facts", "FILE.csv", "help.warn.facts")],
    on=Annotated[str | None, option("--on", "DAY", "help.warn.on")],
    json=Annotated[bool, typer.Option("--json", help="help.warn.json-object")],
)  # fmt: skip
warn.add("targets", "warn.now.show_targets", day=Day, json=Json, directory=Workspace)
warn.add(
    "alerts", "warn.alerts.alerts",
    action=Annotated[str, argument("[ACTION]", "help.warn.alerts.action"), Default("list")],
    name=Annotated[str | None, argument("[ID]", "help.warn.alerts.id")],
    user=Annotated[str | None, option("--user", "NAME", "help.warn.alerts.user")],
    channel=Annotated[str | None, option("--channel", "CHANNEL", "help.warn.alerts.channel")],
    address=Annotated[str | None, option("--address", "ADDRESS", "help.warn.alerts.address")],
    subjects=Annotated[list[str] | None, option("--subject", "NAME", "help.warn.alerts.subject")],
    kinds=Annotated[list[str] | None, option("--kind", "KIND", "help.warn.alerts.kind")],
    level=Annotated[str | None, option("--level", "LEVEL", "help.warn.alerts.level")],
    digest=Annotated[int | None, option("--digest", "HOUR", "help.warn.alerts.digest", min=0, max=23)],
    state=Annotated[str | None, option("--state", "STATE", "help.warn.alerts.state")],
    day=Day, actor=Actor, json=Annotated[bool, typer.Option("--json", help="help.json")], directory=Workspace,
)  # fmt: skip
warn.add(
    "shock", "warn.shock.show_shock", is_help_first=True,
    network=Annotated[Path | None, argument("NETWORK_DIR", "help.warn.network")],
    stop=Annotated[list[str] | None, option("--stop", "FIRM_OR_REGION:MATERIAL", "help.warn.stop")],
    first_day=Annotated[str, option("--from", "DAY", "help.warn.from"), Default("2025-04-04")],
    days=Annotated[int, option("--days", "N", "help.warn.days"), Default(90)],
    granted=Annotated[list[str] | None, option("--granted", "DAY:PERCENT", "help.warn.granted")],
    is_by_priority=Annotated[bool, typer.Option("--by-priority", help="help.warn.by-priority")],
    relief=Annotated[int, option("--relief", "N", "help.warn.relief", min=0), Default(0)],
    json=Annotated[bool, typer.Option("--json", help="help.warn.json-object")],
)  # fmt: skip
