"""Exports that are tables with types: Parquet and Arrow through pyarrow, xlsx through openpyxl's streaming writer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from monazite.core.words import Language
from monazite.store.export_text import plain_json
from monazite.store.lists import ListColumn, Row

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 5_000
XLSX_ROWS = 1_048_576
"""Rows of one sheet, header included (ECMA-376 as Excel implements it); more go to further sheets."""
XLSX_CHARACTERS = 32_767
"""Characters of one cell; longer texts end in an ellipsis."""
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 cannot hold."""


def arrow_table(columns: Sequence[ListColumn], rows: Iterable[Row]) -> pa.Table:
    """Rows as an Arrow table."""
    import pyarrow as pa  # noqa: PLC0415  heavy

    schema = _schema(columns)
    return pa.Table.from_batches(list(_batches(schema, columns, rows)), schema)


def write_parquet(file: BinaryIO, columns: Sequence[ListColumn], rows: Iterable[Row]) -> int:
    """Write Parquet; unit and labels of each column stand in its metadata. Returns the number of rows."""
    import pyarrow.parquet as pq  # noqa: PLC0415  heavy

    schema = _schema(columns)
    number = 0
    with pq.ParquetWriter(file, schema) as writer:
        for batch in _batches(schema, columns, rows):
            writer.write_batch(batch)
            number += batch.num_rows
    return number


def _schema(columns: Sequence[ListColumn]) -> pa.Schema:
    import pyarrow as pa  # noqa: PLC0415  heavy

    types = {
        "text": pa.string(), "json": pa.string(), "integer": pa.int64(), "real": pa.float64(),
        "boolean": pa.bool_(), "date": pa.date32(),
    }  # fmt: skip
    return pa.schema([pa.field(c.key, types[c.type], metadata=_about(c)) for c in columns])


def _about(column: ListColumn) -> dict[str, str]:
    about = {"zh": column.label.zh, "en": column.label.en}
    return about | {"unit": column.unit} if column.unit else about


def _batches(schema: pa.Schema, columns: Sequence[ListColumn], rows: Iterable[Row]) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa  # noqa: PLC0415  heavy

    left = iter(rows)
    while batch := list(islice(left, BATCH_ROWS)):
        arrays = [pa.array([_arrow_value(c, row[c.key]) for row in batch], schema.field(c.key).type) for c in columns]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _arrow_value(column: ListColumn, value: Any) -> Any:
    if column.type == "json" and value is not None:
        return plain_json(value)
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def write_xlsx(
    file: BinaryIO, columns: Sequence[ListColumn], rows: Iterable[Row], labels: Language | None = None
) -> int:
    """Write a workbook: the rows, and a sheet that explains the columns. No text is ever taken for a formula."""
    from openpyxl import Workbook  # noqa: PLC0415  heavy

    book = Workbook(write_only=True)
    header = [column.label.in_language(labels) if labels else column.key for column in columns]
    try:
        number = _write_rows(book, header, columns, iter(rows))
        _write_dictionary(book, columns)
    except BaseException:
        for sheet in book.worksheets:  # otherwise their temporary files stay open
            sheet.close()
        raise
    book.save(file)
    return number


def _write_rows(book: Any, header: list[str], columns: Sequence[ListColumn], rows: Iterator[Row]) -> int:
    number = 0
    while (part := _write_sheet(book, header, columns, rows, number)) == XLSX_ROWS - 1:
        number += part
    return number + part


def _write_sheet(book: Any, header: list[str], columns: Sequence[ListColumn], rows: Iterator[Row], before: int) -> int:
    sheet = book.create_sheet(f"monazite {before // (XLSX_ROWS - 1) + 1}" if before else "monazite")
    sheet.freeze_panes = "A2"
    sheet.append([_text_cell(sheet, text) for text in header])
    number = 0
    for row in islice(rows, XLSX_ROWS - 1):
        sheet.append([_xlsx_cell(sheet, row[column.key]) for column in columns])
        number += 1
    return number


def _write_dictionary(book: Any, columns: Sequence[ListColumn]) -> None:
    sheet = book.create_sheet("columns")
    for line in (("column", "unit", "zh", "en"), *((c.key, c.unit or "", c.label.zh, c.label.en) for c in columns)):
        sheet.append([_text_cell(sheet, text) for text in line])


def _xlsx_cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, list | dict):
        value = plain_json(value)
    return _text_cell(sheet, value) if isinstance(value, str) else value


def _text_cell(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415  heavy

    clean = UNPRINTABLE.sub("\ufffd", text)
    cell = WriteOnlyCell(sheet, clean if len(clean) <= XLSX_CHARACTERS else clean[: XLSX_CHARACTERS - 1] + "…")
    cell.data_type = "s"  # a text that begins with "=" stays a text
    return cell
