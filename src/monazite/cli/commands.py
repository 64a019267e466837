"""The commands and their options; what they do is in a module each, imported when it runs."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer

from monazite.cli.declared import Group
from monazite.cli.design.commands import add_design
from monazite.cli.language import words
from monazite.cli.options import (
    DEFAULT,
    LISTED,
    NAMES,
    SEEN,
    Default,
    Json,
    Limit,
    Out,
    Sort,
    Workspace,
    argument,
    option,
    text_option,
)
from monazite.cli.plan.commands import plan
from monazite.cli.terminal import Terminal
from monazite.cli.trace.commands import trace
from monazite.cli.trade.commands import trade
from monazite.cli.warn.commands import warn
from monazite.core.words import Language

app = typer.Typer(
    name="monazite", no_args_is_help=True, help="help.monazite", epilog="help.monazite.epilog", context_settings=NAMES,
    rich_markup_mode="rich", pretty_exceptions_enable=False,
)  # fmt: skip
Port = Annotated[int, option("--port", "PORT", "help.serve.port", min=0, max=65535), Default(8000)]
facts_app = typer.Typer(help="help.facts", invoke_without_command=True, context_settings=NAMES)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", is_eager=True, help="help.version")] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", show_default=False, help="help.lang")] = "",
    debug: Annotated[bool, typer.Option("--debug", help="help.debug")] = False,
) -> None:
    """Options that stand before or after any command; `run` has read the last two already."""
    _ = lang, debug
    if version:
        from monazite import __version__

        context.obj.line(f"monazite {__version__}")
        raise typer.Exit


@app.command("read", help="help.read", no_args_is_help=True)
def read_command(
    context: typer.Context,
    *,
    paths: Annotated[list[str], typer.Argument(metavar="PATH…", show_default=False, help="help.read.paths")],
    out: Out = None,
    account: Annotated[bool, typer.Option("--account", help="help.read.account")] = False,
    json: Json = False,
    workspace: Workspace = DEFAULT,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1, metavar="N", help="help.read.jobs")] = None,
    again: Annotated[bool, typer.Option("--again", help="help.read.again")] = False,
) -> int:
    """Read papers."""
    from monazite.cli.read import Wishes, read

    return read(context.obj, paths, workspace, Wishes(out, account, json, jobs, again))


@facts_app.callback()
def facts_command(
    context: typer.Context,
    *,
    kind: Annotated[str | None, text_option("kind")] = None,
    subject: Annotated[str | None, text_option("subject")] = None,
    period: Annotated[str | None, text_option("period")] = None,
    status: Annotated[str | None, text_option("status")] = None,
    since: Annotated[str | None, text_option("since")] = None,
    until: Annotated[str | None, text_option("until")] = None,
    text: Annotated[str | None, text_option("text")] = None,
    doc: Annotated[str | None, text_option("doc")] = None,
    org: Annotated[str | None, text_option("org")] = None,
    sort: Sort = None,
    limit: Limit = None,
    json: Json = False,
    out: Out = None,
    workspace: Workspace = DEFAULT,
) -> int | None:
    """List facts."""
    if context.invoked_subcommand:
        return None
    from monazite.cli.facts import list_facts

    filters = {
        "kind": kind, "subject": subject, "period": period, "status": status, "since": since, "until": until,
        "text": text, "doc": doc, "org": org,
    }  # fmt: skip
    _ = json
    return list_facts(context.obj, workspace, filters, sort=sort or [], limit=limit, out=out)


facts_group, root_group = Group("facts", facts_app), Group("", app)
facts_group.add("show", "facts.show_fact", fact_id=Annotated[str, argument("ID", "help.facts.id")], **SEEN)
root_group.add(
    "check", "check.list_checks",
    failed=Annotated[bool, typer.Option("--failed", help="help.check.failed")],
    rule=Annotated[str | None, option("--rule", "RULE", "help.check.rule")],
    doc=Annotated[str | None, text_option("doc")],
    **LISTED,
)  # fmt: skip
root_group.add(
    "search", "search.search",
    words=Annotated[list[str], argument("TEXT", "help.search.text")],
    kind=Annotated[list[str] | None, option("--kind", "KIND", "help.search.kind")],
    limit=Limit, **SEEN,
)  # fmt: skip
root_group.add(
    "serve", "serve.serve",
    host=Annotated[str, option("--host", "HOST", "help.serve.host"), Default("127.0.0.1")],
    port=Port,
    directory=Workspace,
)  # fmt: skip
add_design(root_group)


@app.command("demo", help="help.demo")
def demo_command(
    context: typer.Context,
    *,
    small: Annotated[bool, typer.Option("--small", help="help.demo.small")] = False,
    no_open: Annotated[bool, typer.Option("--no-open", help="help.demo.no_open")] = False,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="help.demo.no_serve")] = False,
    port: Port = 8000,
    workspace: Workspace = Path("monazite-data/demo"),
) -> int:
    """Read the sample papers and show them."""
    from monazite.cli.demo import demo

    return demo(context.obj, workspace, port, small=small, opens=not no_open, serves=not no_serve)


app.add_typer(facts_app, name="facts")
for group in (trace, trade, plan, warn):
    app.add_typer(group.app, name=group.verb)

ORDER = ("read", "trace", "trade", "plan", "warn", "design", "facts", "check", "search", "serve", "demo")
"""Of the commands on the help page: as one meets them."""
COMPLETION = {"install_completion": "help.completion.install", "show_completion": "help.completion.show"}


def command(terminal: Terminal) -> Any:
    """The parser of the command line, in one language, with the terminal as the object of its context."""
    parser = _parser(terminal.language)
    parser.context_settings = {**NAMES, "obj": terminal}
    return parser


@cache
def _parser(language: Language) -> Any:
    parser: Any = typer.main.get_command(app)
    parser.commands = dict(sorted(parser.commands.items(), key=lambda pair: ORDER.index(pair[0])))
    _translate(parser, language)
    return parser


def _translate(parser: Any, language: Language) -> None:
    """Put words in place of keys, in a command and all below it."""
    for part in ("help", "epilog"):
        if key := getattr(parser, part, None):
            setattr(parser, part, words(key).in_language(language))
    show_help, write_help = parser.get_help_option, parser.format_help

    def help_option(context: Any) -> Any:
        option = show_help(context)
        option.help, option.metavar = words("help.help").in_language(language), ""
        return option

    def format_help(context: Any, formatter: Any) -> None:
        _panels(language)
        write_help(context, formatter)

    parser.get_help_option, parser.format_help = help_option, format_help
    for param in parser.params:
        if getattr(param, "is_flag", False):
            param.metavar = ""
        if key := COMPLETION.get(param.name, getattr(param, "help", None)):
            param.help = words(key).in_language(language)
    for child in getattr(parser, "commands", {}).values():
        _translate(child, language)


def _panels(language: Language) -> None:
    """The headings of Typer's help pages, which it keeps as constants; only a help page loads what draws it."""
    from typer import rich_utils

    for constant, key in (
        ("ARGUMENTS_PANEL_TITLE", "panel.arguments"),
        ("OPTIONS_PANEL_TITLE", "panel.options"),
        ("COMMANDS_PANEL_TITLE", "panel.commands"),
        ("REQUIRED_LONG_STRING", "panel.required"),
        ("DEFAULT_STRING", "panel.default"),
    ):
        setattr(rich_utils, constant, words(key).in_language(language))
