"""The search index over documents: their text, and every name their facts can be searched by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from sqlalchemy import Connection, select, update

from monazite.facts.record import digest
from monazite.facts.stored import ReadingRecord
from monazite.facts.tables import NAMES, SEARCH_ROWS, TEXT_INDEX
from monazite.store import Fold, add_to_text_index, folded, index_text, insert, insert_new

ROWS_A_DAY = 2**32
"""Row numbers begin with the day, so that the newest documents come first without sorting."""


Namer = Callable[[str], Iterable[str]]
"""From a subject's name to every other name people search it by."""


def index_documents(connection: Connection, readings: Sequence[ReadingRecord], namer: Namer, fold: Fold | None) -> None:
    """Make documents findable by title, text, and the printed, repaired and other names in their facts.

    Args:
        connection: of a writing transaction.
        readings: whose documents are new; an earlier row of theirs is given up.
        namer: other names of a subject.
        fold: how characters are compared, as many characters long: traditional ones as simplified ones.
    """
    ids = [reading.document.id for reading in readings]
    connection.execute(update(SEARCH_ROWS).where(SEARCH_ROWS.c.document_id.in_(ids)).values(document_id=None))
    names = {key: list(dict.fromkeys((key, *namer(key)))) for key in sorted({k for r in readings for k in _keys(r)})}
    rows = _free_rows(connection, readings)
    pairs = zip(rows, ids, strict=True)
    insert(connection, SEARCH_ROWS, ({"row_number": row, "document_id": document} for row, document in pairs))
    texts = (index_text(_texts(reading, names), fold) for reading in readings)
    add_to_text_index(connection, TEXT_INDEX, zip(rows, texts, strict=True))
    insert_new(connection, NAMES, ({"subject": key, "names": _lines(called, fold)} for key, called in names.items()))


def _keys(reading: ReadingRecord) -> set[str]:
    return {key for fact in reading.facts for key in (fact.subject, fact.subject_as_written, fact.org) if key}


def _texts(reading: ReadingRecord, names: dict[str, list[str]]) -> Iterable[str]:
    called = (name for key in sorted(_keys(reading)) for name in names[key])
    return (reading.document.title or "", reading.document.text, *dict.fromkeys(called))


def _lines(names: Iterable[str], fold: Fold | None) -> str:
    """Names one a line, each as it is compared, and as it is written where that differs."""
    return "\n".join(dict.fromkeys(form for name in names for form in (folded(name, fold), folded(name))))


def _free_rows(connection: Connection, readings: Sequence[ReadingRecord]) -> list[int]:
    """A row number for each document, growing with its date; taken ones are passed over."""
    wanted = [_day(reading.document.date) * ROWS_A_DAY + _place(reading.document.id) for reading in readings]
    taken = _taken(connection, wanted)
    found: list[int] = []
    for row in wanted:
        while row in taken:
            row += 1  # noqa: PLW2901  the next one that is free
            taken |= _taken(connection, [row])
        taken.add(row)
        found.append(row)
    return found


def _place(document: str) -> int:
    """A number of 32 bits that spreads the documents of one day."""
    return int(digest(document)[:8], 16)


def _taken(connection: Connection, rows: Sequence[int]) -> set[int]:
    return set(connection.execute(select(SEARCH_ROWS.c.row_number).where(SEARCH_ROWS.c.row_number.in_(rows))).scalars())


def _day(day: date | None) -> int:
    return day.toordinal() if day else 0
