"""The commands of `monazite trace` and their options; what they do is in a module each, imported when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monazite.cli.act_commands import add_acts
from monazite.cli.declared import group
from monazite.cli.options import LISTED, SEEN, Actor, Default, Json, Limit, Workspace, argument, option

Lot = Annotated[str, argument("LOT", "help.trace.lot_id")]
File = Annotated[str | None, option("--out", "FILE", "help.trace.out")]
Key = Annotated[str | None, option("--key", "KEY", "help.trace.key")]
Month = Annotated[str, argument("MONTH", "help.trace.month")]
AnyMonth = Annotated[str | None, argument("[MONTH]", "help.trace.month")]

trace = group("trace")
add_acts(trace)
trace.add(
    "lots", "trace.lists.list_lots",
    where=Annotated[list[str] | None, option("--where", "NAME=VALUE", "help.trace.where")], **LISTED,
)  # fmt: skip
trace.add("lot", "trace.show.show_lot", lot_id=Lot, **SEEN)
trace.add("origin", "trace.show.show_origin", lot_id=Lot, **SEEN)
trace.add("recall", "trace.show.show_recall", lot_id=Lot, **SEEN)
trace.add(
    "quota", "trace.show.show_quota", year=Annotated[int | None, argument("[YEAR]", "help.trace.year")], **SEEN
)  # fmt: skip
trace.add("lines", "trace.lists.list_lines", **SEEN)
trace.add("balance", "trace.show.show_balance", line=Annotated[str, argument("LINE", "help.trace.line")], **SEEN)
trace.add("reports", "trace.reports.list_reports", month=AnyMonth, **SEEN)
trace.add(
    "report", "trace.reports.show_report",
    party=Annotated[str, argument("PARTY", "help.trace.party")],
    month=Month,
    files=Annotated[bool, typer.Option("--file", help="help.trace.report.file")],
    actor=Actor,
    out=Annotated[str | None, option("--out", "FILE", "help.trace.report.out")],
    **SEEN,
)  # fmt: skip
trace.add("alarms", "trace.reports.list_alarms", month=AnyMonth, **SEEN)
trace.add("blocked", "trace.lists.list_blocked", **LISTED)
trace.add("licences", "trace.show.show_licences", **SEEN)
trace.add(
    "draw", "trace.reports.draw_lots",
    month=Month,
    count=Annotated[int, option("--count", "N", "help.trace.draw.count", min=1, max=1000), Default(5)],
    actor=Actor,
    **SEEN,
)  # fmt: skip
trace.add("passport", "trace.proofs.write_passport", lot=Lot, out=File, **SEEN)
trace.add("checkpoint", "trace.proofs.write_checkpoint", out=File, directory=Workspace)
trace.add(
    "prove", "trace.proofs.write_proof", is_help_first=True,
    entry=Annotated[str | None, argument("ENTRY", "help.trace.entry_id")],
    show=Annotated[list[str] | None, option("--show", "FIELD", "help.trace.prove.show")],
    since=Annotated[Path | None, option("--since", "FILE", "help.trace.prove.since")],
    out=File,
    directory=Workspace,
)  # fmt: skip
trace.add(
    "verify", "trace.proofs.verify_file",
    file=Annotated[Path, argument("FILE", "help.trace.verify.file")],
    key=Key,
    checkpoint=Annotated[Path | None, option("--checkpoint", "FILE", "help.trace.verify.checkpoint")],
    extends=Annotated[Path | None, option("--extends", "FILE", "help.trace.verify.extends")],
    json=Json,
)  # fmt: skip
trace.add(
    "publish", "trace.proofs.publish_log",
    target=Annotated[Path, argument("DIR", "help.trace.publish.directory")], directory=Workspace,
)  # fmt: skip
trace.add(
    "audit", "trace.audit.audit",
    against=Annotated[list[Path] | None, option("--against", "FILE", "help.trace.audit.against")],
    published=Annotated[Path | None, option("--published", "DIR", "help.trace.audit.published")],
    key=Key,
    **SEEN,
)  # fmt: skip
trace.add(
    "entries", "trace.lists.list_entries",
    since=Annotated[int | None, option("--from", "N", "help.trace.entries.from", min=0)], limit=Limit, **SEEN,
)  # fmt: skip
trace.add("entry", "trace.show.show_entry", key=Annotated[str, argument("ENTRY", "help.trace.entry_id")], **SEEN)
trace.add(
    "simulate", "trace.simulate.simulate",
    year=Annotated[int, option("--year", "YEAR", "help.trace.year", min=2000, max=2100), Default(2022)],
    lots=Annotated[int, option("--lots", "N", "help.trace.simulate.lots", min=100, max=2_000_000), Default(1000)],
    seed=Annotated[int, option("--seed", "N", "help.trace.simulate.seed", min=0), Default(1)],
    fraud=Annotated[str | None, option("--fraud", "KIND:SIZE", "help.trace.simulate.fraud")],
    **SEEN,
)  # fmt: skip
