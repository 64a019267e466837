"""Write rows as CSV, xlsx, Parquet, JSON or JSON lines: streaming, and whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from monazite.core.words import Language
from monazite.store.atomic import whole_file
from monazite.store.export_text import write_csv, write_json, write_jsonl
from monazite.store.lists import ListColumn, Row, unknown

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
}
"""Export formats by file extension, with the media type of each."""

AsJson = Callable[[Row], dict[str, Any]]
SPOOL_BYTES = 8_000_000
CHUNK_BYTES = 65_536


def export_format(name: str) -> str:
    """The export format that a file name or a bare extension asks for.

    Raises:
        UsageError: when there is no such format; it names the nearest.
    """
    wanted = name.rpartition(".")[2].lower()
    if wanted not in MEDIA_TYPES:
        raise unknown("format-unknown", name, wanted, MEDIA_TYPES)
    return wanted


def export(
    file: BinaryIO,
    form: str,
    columns: Sequence[ListColumn],
    rows: Iterable[Row],
    *,
    as_json: AsJson | None = None,
    labels: Language | None = None,
) -> int:
    """Write rows to an open binary file.

    Args:
        file: to write to.
        form: a key of `MEDIA_TYPES`.
        columns: to write, in order.
        rows: to write; consumed once.
        as_json: from a row to the object that JSON writes; the row's columns when None.
        labels: language of the header row of CSV and xlsx; the columns' keys when None.

    Returns:
        How many rows were written.
    """
    if form == "csv":
        return write_csv(file, columns, rows, labels)
    if form in ("json", "jsonl"):
        objects = map(as_json, rows) if as_json else ({c.key: row[c.key] for c in columns} for row in rows)
        return write_json(file, objects) if form == "json" else write_jsonl(file, objects)
    from monazite.store.export_table import write_parquet, write_xlsx  # noqa: PLC0415  heavy

    return write_xlsx(file, columns, rows, labels) if form == "xlsx" else write_parquet(file, columns, rows)


def export_file(
    path: Path,
    columns: Sequence[ListColumn],
    rows: Iterable[Row],
    *,
    as_json: AsJson | None = None,
    labels: Language | None = None,
) -> int:
    """Write rows to a file whose extension names the format; the file is whole or not there.

    Raises:
        UsageError: for an unknown extension.
        ProblemError: when it cannot be written.
    """
    form = export_format(path.name)
    with whole_file(path) as file:
        return export(file, form, columns, rows, as_json=as_json, labels=labels)


def export_chunks(
    form: str,
    columns: Sequence[ListColumn],
    rows: Iterable[Row],
    *,
    as_json: AsJson | None = None,
    labels: Language | None = None,
) -> Iterator[bytes]:
    """The exported bytes in chunks, for a web response; large ones wait in a temporary file, not in memory."""
    with tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES) as file:
        export(file, form, columns, rows, as_json=as_json, labels=labels)  # type: ignore[arg-type]
        file.seek(0)
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
