"""Keep readings: one transaction for a batch of documents; the same reading kept twice changes nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import chain

from sqlalchemy import Connection, delete, select

from monazite.core.problem import Problem
from monazite.facts.compare import check_facts, touch
from monazite.facts.index import Namer, index_documents
from monazite.facts.record import digest
from monazite.facts.rows import Row, check_row, correction_row, fact_row
from monazite.facts.stored import FileRecord, ReadingRecord, Shown
from monazite.facts.tables import (
    CHECK_FACTS,
    CHECK_ROWS,
    CORRECTION_ROWS,
    DOCUMENT_ROWS,
    FACT_ROWS,
    FILES,
    NUMERALS,
    PROBLEM_ROWS,
)
from monazite.store import Fold, insert


def save_readings(
    connection: Connection,
    readings: Sequence[ReadingRecord],
    reader_version: str,
    namer: Namer,
    fold: Fold | None = None,
) -> None:
    """Keep the readings of some documents.

    A document that is kept already, read by the same version, is left as it is; one read by another version is
    replaced. The statements of all facts that came or went are marked, to be compared between documents later.

    Args:
        connection: of a writing transaction.
        readings: to keep.
        reader_version: that read them.
        namer: other names of a subject, for the search.
        fold: how characters are compared in the search; traditional ones as simplified ones.
    """
    readings = list({reading.document.id: reading for reading in readings}.values())
    known = _versions(connection, [reading.document.id for reading in readings])
    new = [reading for reading in readings if known.get(reading.document.id) != reader_version]
    gone = _remove(connection, [reading.document.id for reading in new if reading.document.id in known])
    insert(connection, DOCUMENT_ROWS, (_document_row(reading, reader_version) for reading in new))
    insert(connection, FACT_ROWS, chain.from_iterable(map(_fact_rows, new)))
    insert(connection, CORRECTION_ROWS, chain.from_iterable(map(_correction_rows, new)))
    insert(connection, NUMERALS, chain.from_iterable(map(_numeral_rows, new)))
    _save_checks(connection, new)
    index_documents(connection, new, namer, fold)
    touch(connection, gone | {fact.statement for reading in new for fact in reading.facts})


def save_file(connection: Connection, file: FileRecord, reader_version: str, read_at: str) -> None:
    """Record that a file was read to its end; replaces what an earlier reading recorded.

    Args:
        connection: of a writing transaction, after its documents were saved.
        file: what was read.
        reader_version: that read it.
        read_at: UTC time, ISO 8601.
    """
    connection.execute(delete(FILES).where(FILES.c.sha256 == file.sha256))
    row = {"sha256": file.sha256, "name": file.name, "size_bytes": file.size_bytes, "documents": file.documents}
    connection.execute(FILES.insert(), row | {"reader_version": reader_version, "read_at": read_at})
    save_problems(connection, file.name, (), None)  # it was missing or closed before
    save_problems(connection, file.name, file.problems, file.sha256)


def save_problems(connection: Connection, name: str, problems: Sequence[Problem], sha256: str | None) -> None:
    """Keep the problems met with a file; they replace those of an earlier try."""
    same = (
        PROBLEM_ROWS.c.sha256 == sha256 if sha256 else PROBLEM_ROWS.c.sha256.is_(None) & (PROBLEM_ROWS.c.name == name)
    )
    connection.execute(delete(PROBLEM_ROWS).where(same))
    rows = {row["id"]: row for row in (_problem_row(name, problem, sha256) for problem in problems)}
    insert(connection, PROBLEM_ROWS, rows.values())


def known_files(connection: Connection, reader_version: str) -> set[str]:
    """Hashes of the files that this version of the reader has read to their end."""
    return set(connection.execute(select(FILES.c.sha256).where(FILES.c.reader_version == reader_version)).scalars())


def _versions(connection: Connection, documents: Sequence[str]) -> dict[str, str]:
    wanted = select(DOCUMENT_ROWS.c.id, DOCUMENT_ROWS.c.reader_version).where(DOCUMENT_ROWS.c.id.in_(documents))
    return {row.id: row.reader_version for row in connection.execute(wanted)}


def _remove(connection: Connection, documents: Sequence[str]) -> set[str]:
    """Remove documents with all that hangs on them; the statements of their facts."""
    if not documents:
        return set()
    wanted = select(FACT_ROWS.c.statement).where(FACT_ROWS.c.document_id.in_(documents))
    touched = set(connection.execute(wanted).scalars())
    connection.execute(delete(DOCUMENT_ROWS).where(DOCUMENT_ROWS.c.id.in_(documents)))
    return touched


def _document_row(reading: ReadingRecord, reader_version: str) -> Row:
    document = reading.document
    names = ("id", "sha256", "item", "name", "title", "date", "publisher", "url", "format", "encoding", "text")
    row = {name: getattr(document, name) for name in names}
    blocks, numerals = [dict(block) for block in document.blocks], dict(document.numerals)
    return row | {"reader_version": reader_version, "blocks": blocks, "numerals": numerals}


def _fact_rows(reading: ReadingRecord) -> list[Row]:
    shown = reading.shown or (Shown(),) * len(reading.facts)
    pairs = enumerate(zip(reading.facts, shown, strict=True))
    return [fact_row(reading.document, ordinal, fact, where) for ordinal, (fact, where) in pairs]


def _correction_rows(reading: ReadingRecord) -> list[Row]:
    facts = enumerate(reading.facts)
    return [correction_row(reading.document.id, ordinal, fact.repair) for ordinal, fact in facts if fact.repair]


def _numeral_rows(reading: ReadingRecord) -> list[Row]:
    rows = {
        numeral.start: {
            "document_id": reading.document.id, "start": numeral.start, "end": numeral.end, "text": numeral.text,
            "view_start": numeral.shown and numeral.shown.start, "view_end": numeral.shown and numeral.shown.end,
        }
        for numeral in reading.loose
    }  # fmt: skip
    return list(rows.values())


def _save_checks(connection: Connection, readings: Sequence[ReadingRecord]) -> None:
    unique = [
        (reading.document.id, list({check.id: check for check in reading.checks}.values())) for reading in readings
    ]
    rows = (check_row(document, number, check) for document, checks in unique for number, check in enumerate(checks))
    insert(connection, CHECK_ROWS, rows)
    insert(connection, CHECK_FACTS, (row for document, checks in unique for row in check_facts(document, checks)))


def _problem_row(name: str, problem: Problem, sha256: str | None) -> Row:
    key = digest(name, sha256, json.dumps(problem.as_json(), sort_keys=True))
    about = {"id": "p" + key, "sha256": sha256, "name": name, "code": problem.code, "place": problem.place}
    return about | {"zh": problem.sentence("zh"), "en": problem.sentence("en")}
