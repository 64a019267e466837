"""One table, ready to be read: where it stands, what surrounds it, what its columns hold, which rows are data."""

from __future__ import annotations

from dataclasses import dataclass

from monazite.read.document import Document, Table
from monazite.read.table.columns import Column, columns_of
from monazite.read.table.context import Context, context_of
from monazite.read.table.grid import Line, header_count, lines


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with everything that reading it needs.

    Args:
        document: the document it stands in.
        context: its caption, headings, period and publisher.
        columns: what each column holds.
        lines: its rows of data.
    """

    document: Document
    context: Context
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


def sheet_of(document: Document, block: int, table: Table) -> Sheet:
    """The table that is block number ``block`` of a document, ready to be read."""
    context = context_of(document, block, table)
    count = header_count(table)
    return Sheet(document, context, columns_of(table, context, count), tuple(lines(table, count)))
