"""The commands `acts`, `template`, `book` and `post`, which the verbs with acts have alike."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monazite.cli.declared import Group
from monazite.cli.options import SEEN, Actor, Json, argument, option

ActName = Annotated[str, argument("ACT", "help.trace.act")]


def add_acts(group: Group) -> None:
    """Give a verb that has acts its four commands of them."""
    verb = {"verb": group.verb}
    group.add(
        "acts", "trace.acts.list_acts", fixed=verb,
        name=Annotated[str | None, argument("[ACT]", "help.trace.act")], json=Json,
    )  # fmt: skip
    group.add(
        "template", "trace.acts.write_template", fixed=verb, help_key="help.trace.template",
        name=ActName, out=Annotated[str | None, option("--out", "FILE", "help.trace.out")],
    )  # fmt: skip
    group.add(
        "book", "trace.acts.book_file", fixed=verb,
        file=Annotated[Path, argument("FILE", "help.trace.book.file")],
        name=Annotated[str | None, option("--act", "ACT", "help.trace.book.act")],
        actor=Actor,
        skip_bad=Annotated[bool, typer.Option("--skip-bad", help="help.trace.book.skip_bad")],
        **SEEN,
    )  # fmt: skip
    group.add(
        "post", "trace.acts.post_act", fixed=verb,
        name=ActName,
        values=Annotated[list[str], argument("FIELD=VALUE…", "help.trace.post.values")],
        actor=Actor,
        entry_id=Annotated[str | None, option("--id", "ID", "help.trace.post.id")],
        **SEEN,
    )  # fmt: skip
