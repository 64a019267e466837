"""The data dictionary, written from the CSV files that also make the tables.

Run ``python -m monazite.app.dictionary docs/dictionary.md``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from monazite.facts import SCHEMAS as FACT_SCHEMAS
from monazite.plan.tables import SCHEMAS as PLAN_SCHEMAS
from monazite.store import TableSchema, load_tables, whole_file
from monazite.trace import SCHEMAS as TRACE_SCHEMAS
from monazite.trade.tables import SCHEMAS as TRADE_SCHEMAS
from monazite.warn.tables import SCHEMAS as WARN_SCHEMAS

ROOMS = {
    "facts": FACT_SCHEMAS,
    "ledger": load_tables("monazite.ledger"),
    "trace": TRACE_SCHEMAS,
    "trade": TRADE_SCHEMAS,
    "plan": PLAN_SCHEMAS,
    "warn": WARN_SCHEMAS,
    "store": load_tables("monazite.store"),
}
"""Rooms with tables, in the order in which a reader wants them. A later room adds its own here."""

HEAD = """# Data dictionary / 数据字典

Every table of a workspace (`monazite.db`) and every column of it. Written by `make docs` from the CSV files under
`src/monazite/*/schema/`, which also make the tables; do not edit by hand. Exports use the same names.

工作区数据库的全部表与列。本文件由 `make docs` 生成，请勿手工修改；导出文件用同样的列名。
"""


def dictionary(rooms: dict[str, dict[str, TableSchema]]) -> str:
    """The data dictionary as Markdown."""
    return HEAD + "".join(f"\n## {room}\n{''.join(map(_section, schemas.values()))}" for room, schemas in rooms.items())


def _section(schema: TableSchema) -> str:
    return f"\n### {schema.name}\n\n{schema.label.en}. {schema.label.zh}。\n\n" + "\n".join(_table(schema)) + "\n"


def _table(schema: TableSchema) -> Iterator[str]:
    yield "| column | type | key | unit | English | 中文 |"
    yield "|---|---|---|---|---|---|"
    for column in schema.columns:
        cells = (column.name, column.type, ", ".join(column.keys), column.unit or "", column.label.en, column.label.zh)
        yield _line(cells)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main(arguments: list[str]) -> int:
    """Write the dictionary to the file named, or to standard output."""
    text = dictionary(ROOMS)
    if arguments:
        with whole_file(Path(arguments[0])) as file:
            file.write(text.encode())
    else:
        sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
