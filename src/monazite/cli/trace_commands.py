"""The commands of `monazite trace` and their options; what they do is in a module each, imported when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monazite.cli.options import DEFAULT, NAMES, Actor, Json, Limit, Out, Workspace, argument

trace_app = typer.Typer(help="help.trace", no_args_is_help=True, context_settings=NAMES)

ActName = Annotated[str, argument("ACT", "help.trace.act")]
Lot = Annotated[str, argument("LOT", "help.trace.lot_id")]
Filters = Annotated[list[str] | None, typer.Option("--where", metavar="NAME=VALUE", help="help.trace.where")]
File = Annotated[str | None, typer.Option("--out", metavar="FILE", help="help.trace.out")]
MONTH = typer.Argument(metavar="[MONTH]", show_default=False, help="help.trace.month")


@trace_app.command("acts", help="help.trace.acts")
def acts_command(
    context: typer.Context,
    *,
    act: Annotated[str | None, typer.Argument(metavar="[ACT]", show_default=False, help="help.trace.act")] = None,
    json: Json = False,
) -> int:
    """List the acts, or the fields of one."""
    from monazite.cli.trace_acts import list_acts

    _ = json
    return list_acts(context.obj, act)


@trace_app.command("template", help="help.trace.template", no_args_is_help=True)
def template_command(context: typer.Context, *, act: ActName, out: File = None) -> int:
    """Write the template of an act."""
    from monazite.cli.trace_acts import write_template

    return write_template(context.obj, act, out)


@trace_app.command("book", help="help.trace.book", no_args_is_help=True)
def book_command(
    context: typer.Context,
    *,
    file: Annotated[Path, argument("FILE", "help.trace.book.file")],
    act: Annotated[str | None, typer.Option("--act", metavar="ACT", help="help.trace.book.act")] = None,
    actor: Actor = None,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="help.trace.book.skip_bad")] = False,
    json: Json = False,
    workspace: Workspace = DEFAULT,
) -> int:
    """Book a sheet."""
    from monazite.cli.trace_acts import book_file

    _ = json
    return book_file(context.obj, workspace, file, act, actor, skip_bad=skip_bad)


@trace_app.command("post", help="help.trace.post", no_args_is_help=True)
def post_command(
    context: typer.Context,
    *,
    act: ActName,
    values: Annotated[list[str], argument("FIELD=VALUE…", "help.trace.post.values")],
    actor: Actor = None,
    entry_id: Annotated[str | None, typer.Option("--id", metavar="ID", help="help.trace.post.id")] = None,
    json: Json = False,
    workspace: Workspace = DEFAULT,
) -> int:
    """Post one act."""
    from monazite.cli.trace_acts import post_act

    _ = json
    return post_act(context.obj, workspace, act, values, actor, entry_id)


@trace_app.command("lots", help="help.trace.lots")
def lots_command(
    context: typer.Context,
    *,
    where: Filters = None,
    limit: Limit = None,
    json: Json = False,
    out: Out = None,
    workspace: Workspace = DEFAULT,
) -> int:
    """List lots."""
    from monazite.cli.trace_lists import list_lots

    _ = json
    return list_lots(context.obj, workspace, where or [], limit=limit, out=out)


@trace_app.command("lot", help="help.trace.lot", no_args_is_help=True)
def lot_command(context: typer.Context, *, lot: Lot, json: Json = False, workspace: Workspace = DEFAULT) -> int:
    """Show a lot."""
    from monazite.cli.trace_show import show_lot

    _ = json
    return show_lot(context.obj, workspace, lot)


@trace_app.command("origin", help="help.trace.origin", no_args_is_help=True)
def origin_command(context: typer.Context, *, lot: Lot, json: Json = False, workspace: Workspace = DEFAULT) -> int:
    """Show where a lot came from."""
    from monazite.cli.trace_show import show_origin

    _ = json
    return show_origin(context.obj, workspace, lot)


@trace_app.command("recall", help="help.trace.recall", no_args_is_help=True)
def recall_command(context: typer.Context, *, lot: Lot, json: Json = False, workspace: Workspace = DEFAULT) -> int:
    """List what came of a lot."""
    from monazite.cli.trace_show import show_recall

    _ = json
    return show_recall(context.obj, workspace, lot)


@trace_app.command("quota", help="help.trace.quota")
def quota_command(
    context: typer.Context,
    *,
    year: Annotated[int | None, typer.Argument(metavar="[YEAR]", show_default=False, help="help.trace.year")] = None,
    json: Json = False,
    workspace: Workspace = DEFAULT,
) -> int:
    """Show quota and its use."""
    from monazite.cli.trace_show import show_quota

    _ = json
    return show_quota(context.obj, workspace, year)


@trace_app.command("lines", help="help.trace.lines")
def lines_command(context: typer.Context, *, json: Json = False, workspace: Workspace = DEFAULT) -> int:
    """List process lines."""
    from monazite.cli.trace_lists import list_lines

    _ = json
    return list_lines(context.obj, workspace)


@trace_app.command("balance", help="help.trace.balance", no_args_is_help=True)
def balance_command(
    context: typer.Context,
    *,
    line: Annotated[str, argument("LINE", "help.trace.line")],
    json: Json = False,
    workspace: Workspace = DEFAULT,
) -> int:
    """Show the balance of a line."""
    from monazite.cli.trace_show import show_balance

    _ = json
    return show_balance(context.obj, workspace, line)


@trace_app.command("reports", help="help.trace.reports")
def reports_command(
    context: typer.Context,
    *,
    month: Annotated[str | None, MONTH] = None,
    json: Json = False,
    workspace: Workspace = DEFAULT,
) -> int:
    """List who has reported a month."""
    from monazite.cli.trace_reports import list_reports

    _ = json
    return list_reports(context.obj, workspace, month)


@trace_app.command("report", help="help.trace.report", no_args_is_help=True)
def report_command(
    context: typer.Context,
    *,
    party: Annotated[str, argument("PARTY", "help.trace.party")],
    month: Annotated[str, argument("MONTH", "help.trace.month")],
    files: Annotated[bool, typer.Option("--file", help="help.trace.report.file")] = False,
    actor: Actor = None,
    out: Annotated[str | None, typer.Option("--out", metavar="FILE", help="help.trace.report.out")] = None,
    json: Json = False,
    workspace: Workspace = DEFAULT,
) -> int:
    """Show, print or file a monthly report."""
    from monazite.cli.trace_reports import show_report

    _ = json
    return show_report(context.obj, workspace, party, month, files=files, actor=actor, out=out)


@trace_app.command("alarms", help="help.trace.alarms")
def alarms_command(
    context: typer.Context,
    *,
    month: Annotated[str | None, MONTH] = None,
    json: Json = False,
    workspace: Workspace = DEFAULT,
) -> int:
    """List alarms."""
    from monazite.cli.trace_reports import list_alarms

    _ = json
    return list_alarms(context.obj, workspace, month)


@trace_app.command("blocked", help="help.trace.blocked")
def blocked_command(
    context: typer.Context, *, limit: Limit = None, json: Json = False, out: Out = None, workspace: Workspace = DEFAULT
) -> int:
    """List blocked lots."""
    from monazite.cli.trace_lists import list_blocked

    _ = json
    return list_blocked(context.obj, workspace, limit=limit, out=out)


@trace_app.command("licences", help="help.trace.licences")
def licences_command(context: typer.Context, *, json: Json = False, workspace: Workspace = DEFAULT) -> int:
    """List export licences."""
    from monazite.cli.trace_show import show_licences

    _ = json
    return show_licences(context.obj, workspace)


@trace_app.command("draw", help="help.trace.draw", no_args_is_help=True)
def draw_command(
    context: typer.Context,
    *,
    month: Annotated[str, argument("MONTH", "help.trace.month")],
    count: Annotated[int, typer.Option("--count", min=1, max=1000, metavar="N", help="help.trace.draw.count")] = 5,
    actor: Actor = None,
    json: Json = False,
    workspace: Workspace = DEFAULT,
) -> int:
    """Draw lots for inspection."""
    from monazite.cli.trace_reports import draw_lots

    _ = json
    return draw_lots(context.obj, workspace, month, count, actor)


@trace_app.command("passport", help="help.trace.passport", no_args_is_help=True)
def passport_command(
    context: typer.Context,
    *,
    lot: Lot,
    out: File = None,
    json: Json = False,
    workspace: Workspace = DEFAULT,
) -> int:
    """Write the passport of a lot."""
    from monazite.cli.trace_proofs import write_passport

    _ = json
    return write_passport(context.obj, workspace, lot, out)


@trace_app.command("checkpoint", help="help.trace.checkpoint")
def checkpoint_command(context: typer.Context, *, out: File = None, workspace: Workspace = DEFAULT) -> int:
    """Print the latest checkpoint."""
    from monazite.cli.trace_proofs import write_checkpoint

    return write_checkpoint(context.obj, workspace, out)


@trace_app.command("prove", help="help.trace.prove", no_args_is_help=True)
def prove_command(
    context: typer.Context,
    *,
    entry: Annotated[
        str | None, typer.Argument(metavar="ENTRY", show_default=False, help="help.trace.entry_id")
    ] = None,
    show: Annotated[list[str] | None, typer.Option("--show", metavar="FIELD", help="help.trace.prove.show")] = None,
    since: Annotated[Path | None, typer.Option("--since", metavar="FILE", help="help.trace.prove.since")] = None,
    out: File = None,
    workspace: Workspace = DEFAULT,
) -> int:
    """Write a proof of an entry, or that the log extends an older checkpoint."""
    from monazite.cli.trace_proofs import write_proof

    return write_proof(context.obj, workspace, entry, show, since, out)


@trace_app.command("verify", help="help.trace.verify", no_args_is_help=True)
def verify_command(
    context: typer.Context,
    *,
    file: Annotated[Path, argument("FILE", "help.trace.verify.file")],
    key: Annotated[str | None, typer.Option("--key", metavar="KEY", help="help.trace.key")] = None,
    checkpoint: Annotated[
        Path | None, typer.Option("--checkpoint", metavar="FILE", help="help.trace.verify.checkpoint")
    ] = None,
    extends: Annotated[Path | None, typer.Option("--extends", metavar="FILE", help="help.trace.verify.extends")] = None,
    json: Json = False,
) -> int:
    """Verify a proof or a passport."""
    from monazite.cli.trace_proofs import verify_file

    _ = json
    return verify_file(context.obj, file, key, checkpoint, extends)


@trace_app.command("publish", help="help.trace.publish", no_args_is_help=True)
def publish_command(
    context: typer.Context,
    *,
    directory: Annotated[Path, argument("DIR", "help.trace.publish.directory")],
    workspace: Workspace = DEFAULT,
) -> int:
    """Publish the log as files."""
    from monazite.cli.trace_proofs import publish_log

    return publish_log(context.obj, workspace, directory)


@trace_app.command("audit", help="help.trace.audit")
def audit_command(
    context: typer.Context,
    *,
    against: Annotated[
        list[Path] | None, typer.Option("--against", metavar="FILE", help="help.trace.audit.against")
    ] = None,
    published: Annotated[
        Path | None, typer.Option("--published", metavar="DIR", help="help.trace.audit.published")
    ] = None,
    key: Annotated[str | None, typer.Option("--key", metavar="KEY", help="help.trace.key")] = None,
    json: Json = False,
    workspace: Workspace = DEFAULT,
) -> int:
    """Audit the journal."""
    from monazite.cli.trace_audit import audit

    _ = json
    return audit(context.obj, workspace, against or [], published, key)


@trace_app.command("entries", help="help.trace.entries")
def entries_command(
    context: typer.Context,
    *,
    since: Annotated[int | None, typer.Option("--from", min=0, metavar="N", help="help.trace.entries.from")] = None,
    limit: Limit = None,
    json: Json = False,
    workspace: Workspace = DEFAULT,
) -> int:
    """List entries."""
    from monazite.cli.trace_lists import list_entries

    _ = json
    return list_entries(context.obj, workspace, since, limit)


@trace_app.command("entry", help="help.trace.entry", no_args_is_help=True)
def entry_command(
    context: typer.Context,
    *,
    entry: Annotated[str, argument("ENTRY", "help.trace.entry_id")],
    json: Json = False,
    workspace: Workspace = DEFAULT,
) -> int:
    """Show an entry."""
    from monazite.cli.trace_show import show_entry

    _ = json
    return show_entry(context.obj, workspace, entry)


@trace_app.command("simulate", help="help.trace.simulate")
def simulate_command(
    context: typer.Context,
    *,
    year: Annotated[int, typer.Option("--year", min=2000, max=2100, metavar="YEAR", help="help.trace.year")] = 2022,
    lots: Annotated[
        int, typer.Option("--lots", min=100, max=2_000_000, metavar="N", help="help.trace.simulate.lots")
    ] = 1000,
    seed: Annotated[int, typer.Option("--seed", min=0, metavar="N", help="help.trace.simulate.seed")] = 1,
    fraud: Annotated[str | None, typer.Option("--fraud", metavar="KIND:SIZE", help="help.trace.simulate.fraud")] = None,
    json: Json = False,
    workspace: Workspace = DEFAULT,
) -> int:
    """Write a simulated year."""
    from monazite.cli.trace_simulate import simulate

    _ = json
    return simulate(context.obj, workspace, year, lots, seed, fraud)
