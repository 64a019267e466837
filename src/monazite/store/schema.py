"""Tables declared once, in CSV: name, type, key, unit, label. The same file makes the table and the data dictionary.

A room keeps a folder of them: ``tables.csv`` (table, indexes, zh, en) lists its tables in the order of their creation,
with the indexes over several columns (``doc ordinal; subject period``), and ``<table>.csv`` has one row a column:

========  ============================================================================================================
column    name, with its unit at the end where it has one
type      text, integer, real, boolean, date, json, blob
key       any of ``primary``, ``required``, ``index``, ``unique``, ``references table.column``, divided by ``;``
unit      of the values, empty for none
since     number of the room's migration that added the column; released rows never change it
zh, en    what it is
========  ============================================================================================================
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.sql.type_api import TypeEngine

from monazite.core.words import Words

METADATA = MetaData()
"""All tables of all rooms, so that a key of one room may point at another room's table."""

TYPES: dict[str, TypeEngine[Any]] = {
    "text": Text(), "integer": Integer(), "real": Float(), "boolean": Boolean(), "date": Date(),
    "json": JSON(none_as_null=True), "blob": LargeBinary(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnSchema:
    """One column as its CSV row declares it."""

    name: str
    type: str
    keys: tuple[str, ...]
    unit: str | None
    since: int
    label: Words


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One table: what it holds, and its columns in order."""

    name: str
    label: Words
    columns: tuple[ColumnSchema, ...]
    indexes: tuple[tuple[str, ...], ...] = ()

    @property
    def table(self) -> Table:
        """The SQLAlchemy table, all columns included."""
        known = METADATA.tables.get(self.name)
        return known if known is not None else self.build(METADATA)

    def build(self, metadata: MetaData, since: int | None = None) -> Table:
        """The table with the columns that existed at migration ``since``, or with all."""
        wanted = [c for c in self.columns if since is None or c.since <= since]
        names = {c.name for c in wanted}
        indexes = [Index(f"ix_{self.name}_{'_'.join(keys)}", *keys) for keys in self.indexes if names.issuperset(keys)]
        return Table(self.name, metadata, *map(_column, wanted), *indexes)


def _column(schema: ColumnSchema) -> Column[object]:
    target = next((key.removeprefix("references ") for key in schema.keys if key.startswith("references ")), None)
    reference = [ForeignKey(target, ondelete="CASCADE")] if target else []
    return Column(
        schema.name,
        TYPES[schema.type],
        *reference,
        primary_key="primary" in schema.keys,
        nullable=not {"primary", "required"} & set(schema.keys),
        index="index" in schema.keys or None,
        unique="unique" in schema.keys or None,
        autoincrement=False,
    )


def load_tables(package: str, folder: str = "schema") -> dict[str, TableSchema]:
    """The tables that a room declares, by name, in the order of their creation.

    Args:
        package: the room's package, such as ``monazite.facts``.
        folder: where its CSV files are, inside the package.
    """
    home = resources.files(package) / folder
    rows = csv.DictReader((home / "tables.csv").read_text("utf-8").splitlines())
    schemas = {row["table"]: _table(row, (home / f"{row['table']}.csv").read_text("utf-8")) for row in rows}
    for schema in schemas.values():
        _ = schema.table  # so that all tables stand in METADATA and may refer to each other
    return schemas


def _table(about: dict[str, str], lines: str) -> TableSchema:
    columns = tuple(_column_schema(row) for row in csv.DictReader(lines.splitlines()))
    indexes = tuple(tuple(index.split()) for index in about["indexes"].split(";") if index.strip())
    return TableSchema(about["table"], Words(about["zh"], about["en"]), columns, indexes)


def _column_schema(row: dict[str, str]) -> ColumnSchema:
    keys = tuple(key.strip() for key in row["key"].split(";") if key.strip())
    return ColumnSchema(
        row["column"], row["type"], keys, row["unit"] or None, int(row["since"]), Words(row["zh"], row["en"])
    )


def tables_at(schemas: Iterable[TableSchema], since: int) -> list[Table]:
    """Tables as they stood right after a room's migration ``since``, for the migration that creates them."""
    metadata = MetaData()
    present = [schema for schema in schemas if min(c.since for c in schema.columns) <= since]
    return [schema.build(metadata, since) for schema in present]
