"""The lists of the journal for pages and exports: its entries and its checkpoints; and what reversed an entry."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Connection, or_, select

from monazite.core import UsageError, Words
from monazite.ledger.marks import marked
from monazite.ledger.tables import CHECKPOINTS, ENTRIES, REVERSALS, SCHEMAS
from monazite.store import DeclaredList, ListFilter, columns_of, said


def _since(value: str) -> ColumnElement[bool]:
    return ENTRIES.c.event_time >= _day(value, "since")


def _until(value: str) -> ColumnElement[bool]:
    return ENTRIES.c.event_time < _day(value, "until") + "T~"


def _day(value: str, key: str) -> str:
    """A day as written, checked.

    Raises:
        UsageError: when it is none.
    """
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        wanted = {"wanted_zh": "日期，如 2022-08-17", "wanted_en": "a day such as 2022-08-17"}
        raise UsageError(said("monazite.store", "value-wrong", key, found=value[:40], **wanted)) from error


ENTRY_LIST = marked(DeclaredList(
    "entries",
    Words("台账记录", "Entries of the journal"),
    columns_of(SCHEMAS["journal_entries"], "number", "id", "kind", "event_time", "recorded_ms", "actor"),
    ENTRIES,
    unique=("number",),
    filters=(
        ListFilter("kind", Words("类别", "Kind"), lambda value: ENTRIES.c.kind == value),
        ListFilter("actor", Words("提交者", "Actor"), lambda value: ENTRIES.c.actor == value),
        ListFilter("since", Words("发生日自", "From day"), _since),
        ListFilter("until", Words("发生日至", "To day"), _until),
        ListFilter(
            "key",
            Words("编号", "Id or number"),
            lambda value: or_(ENTRIES.c.id == value, ENTRIES.c.number == (int(value) if _is_number(value) else -1)),
        ),
    ),
    default_sort=("-number",),
), ENTRIES.c.number)  # fmt: skip
CHECKPOINT_LIST = DeclaredList(
    "checkpoints",
    Words("检查点", "Checkpoints"),
    columns_of(SCHEMAS["journal_checkpoints"]),
    CHECKPOINTS,
    unique=("size",),
    filters=(
        ListFilter("size", Words("记录数", "Size"), lambda v: CHECKPOINTS.c.size == (int(v) if _is_number(v) else -1)),
    ),
    default_sort=("-size",),
)
LISTS = (ENTRY_LIST, CHECKPOINT_LIST)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18  # noqa: PLR2004  what 63 bits hold


def reversal_of(connection: Connection, number: int) -> int | None:
    """Number of the entry that reversed an entry, None when it stands."""
    wanted = select(REVERSALS.c.entry_number).where(REVERSALS.c.reverses == number)
    found = connection.execute(wanted).scalar()
    return None if found is None else int(found)
