"""The commands of `monazite warn` and their options; what they do is in a module each, imported when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monazite.cli.declared import group
from monazite.cli.options import option

Json = Annotated[bool, typer.Option("--json", help="help.warn.json")]
"""These commands print one array, not an object a line."""

warn = group("warn")

warn.add(
    "risk", "warn_risk.show_risk",
    method=Annotated[str, option("--method", "NAME", "help.warn.method", show_default=False)],
    inputs=Annotated[Path | None, option("--inputs", "DIR", "help.warn.inputs")],
    json=Json,
)  # fmt: skip
warn.add(
    "stock", "warn_stock.show_stock",
    inflow=Annotated[Path, option("--inflow", "FILE.csv", "help.warn.inflow", show_default=False)],
    lifetime=Annotated[str, option("--lifetime", "KIND:FIGURES", "help.warn.lifetime", show_default=False)],
    convention=Annotated[
        str, option("--convention", "start|middle|end", "help.warn.convention", show_default=False)
    ],
    json=Json,
)  # fmt: skip
