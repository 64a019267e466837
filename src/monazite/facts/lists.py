"""The lists of this room: documents, facts, checks, problems, files, products, quotas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, extract, func, not_, or_, select

from monazite.core.errors import UsageError
from monazite.core.words import Words
from monazite.facts.period import days_of, is_period
from monazite.facts.record import CORE_KINDS, OTHER_KINDS
from monazite.facts.rows import Row, check_of, fact_of
from monazite.facts.tables import (
    CHECK_FACTS,
    CHECK_ROWS,
    CORRECTION_ROWS,
    DOCUMENT_ROWS,
    FACT_ROWS,
    FILES,
    NAMES,
    PROBLEM_ROWS,
    SCHEMAS,
)
from monazite.reference import element, element_aliases, product_named
from monazite.store import DeclaredList, ListColumn, ListFilter, columns_of, folded, said

FIRST_HAN = "\u3400"
STATUSES = ("verified", "unchecked", "contradicted", "repaired")
HIDDEN_OF_FACTS = frozenset(
    {"ordinal", "place", "view_start", "view_end", "number_start", "number_end", "period_start", "period_end"}
)
SORTED_BY = {
    "value": "value_low", "canonical_value": "canonical_low", "change_pct": "change_pct_low",
    "change_abs": "change_abs_low", "period": "period_start",
}  # fmt: skip
"""Columns kept as printed, and the ones beside them that sort."""


def _no_period(key: str, value: str) -> UsageError:
    return UsageError(said("monazite.facts", "period-wrong", key, found=value))


def _day_range(key: str, value: str) -> tuple[str, str]:
    days = days_of(value)
    if days is None:
        raise _no_period(key, value)
    return days[0].isoformat(), days[1].isoformat()


def _refuse_backwards(filters: Mapping[str, str]) -> None:
    """Refuse a time that ends before it begins."""
    since, until = filters.get("since"), filters.get("until")
    if since and until and _day_range("since", since)[0] > _day_range("until", until)[1]:
        raise UsageError(said("monazite.facts", "time-backwards", "since", since=since, until=until))


def _within(value: str) -> ColumnElement[bool]:
    columns = FACT_ROWS.c
    if not is_period(value):
        raise _no_period("period", value)
    if (days := days_of(value)) is None or "batch" in value:
        return columns.period == value
    first, last = (day.isoformat() for day in days)
    return or_(columns.period == value, and_(columns.period_start >= first, columns.period_end <= last))


def _since(value: str) -> ColumnElement[bool]:
    return FACT_ROWS.c.period_end >= _day_range("since", value)[0]


def _until(value: str) -> ColumnElement[bool]:
    return FACT_ROWS.c.period_start <= _day_range("until", value)[1]


def _subject(value: str) -> ColumnElement[bool]:
    columns = FACT_ROWS.c
    line = "\n" + folded(value) + "\n"
    called = select(NAMES.c.subject).where(("\n" + NAMES.c.names + "\n").contains(line, autoescape=True))
    exactly = or_(columns.subject == value, columns.subject_as_written == value, columns.subject.in_(called))
    part = _part_of_subjects(value)
    if part is None:
        return exactly
    inside = columns.subject.contains(part, autoescape=True)
    if product_named(value) is None or _element_named(value):
        return or_(exactly, inside)
    return or_(exactly, and_(inside, not_(exists(select(columns.id).where(exactly).correlate(None)))))


def _part_of_subjects(value: str) -> str | None:
    """What the subjects meant hold: an element's character, a group's Chinese name, a Chinese text; else None."""
    named = product_named(value)
    part = _element_named(value) or (named.key if named else value)
    return part if any(character >= FIRST_HAN for character in part) else None


def _element_named(value: str) -> str | None:
    """The Chinese name of the rare earth that a text names."""
    names = element_aliases()
    symbol = names.get(value) or names.get(value.lower()) or names.get(value.capitalize())
    return element(symbol).zh if symbol and element(symbol).is_rare_earth else None


def _text(value: str) -> ColumnElement[bool]:
    columns = FACT_ROWS.c
    places = (columns.quote, columns.subject, columns.subject_as_written, columns.org, columns.spec)
    named = select(NAMES.c.subject).where(NAMES.c.names.contains(folded(value), autoescape=True))
    return or_(*(column.icontains(value, autoescape=True) for column in places), columns.subject.in_(named))


def _doc(value: str) -> ColumnElement[bool]:
    columns = FACT_ROWS.c
    return or_(columns.doc == value, columns.document_id == value, columns.doc.contains(value, autoescape=True))


def _sha256(value: str) -> ColumnElement[bool]:
    return FACT_ROWS.c.document_id.in_(select(DOCUMENT_ROWS.c.id).where(DOCUMENT_ROWS.c.sha256 == value))


_CORRECTION_KEYS = {
    "repair_part": "part", "repair_as_written": "as_written", "repair_becomes": "becomes",
    "repair_witnesses": "witnesses", "repair_gap": "gap_to_second_best",
}  # fmt: skip


def _correction_columns() -> tuple[ListColumn, ...]:
    declared = {column.key: column for column in columns_of(SCHEMAS["corrections"])}
    pairs = ((key, declared[name]) for key, name in _CORRECTION_KEYS.items())
    return tuple(ListColumn(key, column.label, column.type, column.expression, column.unit) for key, column in pairs)


def _fact_json(row: Row) -> dict[str, Any]:
    return fact_of(row).as_json() | {"checks": row["checks"].split() if row["checks"] else []}


_CHECK_IDS = (
    select(func.aggregate_strings(CHECK_FACTS.c.check_id, " "))
    .where(CHECK_FACTS.c.fact_id == FACT_ROWS.c.id)
    .correlate(FACT_ROWS)
    .scalar_subquery()
)

FACTS = DeclaredList(
    "facts",
    Words("事实", "Facts"),
    (
        *columns_of(SCHEMAS["facts"]),
        ListColumn("checks", Words("核对", "Checks that used it"), "text", _CHECK_IDS),
        *_correction_columns(),
    ),
    FACT_ROWS.outerjoin(
        CORRECTION_ROWS,
        and_(
            CORRECTION_ROWS.c.document_id == FACT_ROWS.c.document_id,
            CORRECTION_ROWS.c.ordinal == FACT_ROWS.c.ordinal,
        ),
    ),
    unique=("doc", "document_id", "ordinal"),
    filters=(
        ListFilter("kind", Words("类别", "Kind"), lambda v: FACT_ROWS.c.kind == v, (*CORE_KINDS, *OTHER_KINDS)),
        ListFilter("subject", Words("对象", "Subject"), _subject),
        ListFilter("period", Words("时期", "Period"), _within),
        ListFilter("status", Words("状态", "Status"), lambda v: FACT_ROWS.c.status == v, STATUSES),
        ListFilter("since", Words("起始时间", "Since"), _since),
        ListFilter("until", Words("截止时间", "Until"), _until),
        ListFilter("text", Words("文字", "Text"), _text),
        ListFilter("doc", Words("文献", "Document"), _doc),
        ListFilter("org", Words("机构", "Organisation"), lambda v: FACT_ROWS.c.org == v),
        ListFilter("statement", Words("陈述", "Statement"), lambda v: FACT_ROWS.c.statement == v),
        ListFilter("sha256", Words("文件散列", "Hash of the file"), _sha256),
    ),
    hidden=HIDDEN_OF_FACTS,
    as_json=_fact_json,
    sorted_by=SORTED_BY,
    refuse=_refuse_backwards,
)

_FACT_COUNT = (
    select(func.count()).where(FACT_ROWS.c.document_id == DOCUMENT_ROWS.c.id).correlate(DOCUMENT_ROWS).scalar_subquery()
)


def _holding(status: str) -> ColumnElement[Any]:
    """Facts of a status in a document, found by the document: the index of statuses would visit the whole list."""
    counted = select(func.coalesce(func.sum(case((FACT_ROWS.c.status == status, 1), else_=0)), 0))
    return counted.where(FACT_ROWS.c.document_id == DOCUMENT_ROWS.c.id).correlate(DOCUMENT_ROWS).scalar_subquery()


def _document_text(value: str) -> ColumnElement[bool]:
    columns = (DOCUMENT_ROWS.c.title, DOCUMENT_ROWS.c.name, DOCUMENT_ROWS.c.publisher)
    return or_(*(column.icontains(value, autoescape=True) for column in columns))


def _year(value: str) -> int:
    if not value.isdecimal():
        raise UsageError(
            said("monazite.store", "value-wrong", "year", found=value, wanted_zh="年份", wanted_en="a year")
        )
    return int(value)


_DOCUMENT_COLUMNS = ("id", "name", "item", "title", "date", "publisher", "url", "format", "encoding", "sha256")

DOCUMENTS = DeclaredList(
    "documents",
    Words("文献", "Documents"),
    (
        *columns_of(SCHEMAS["documents"], *_DOCUMENT_COLUMNS),
        ListColumn("facts", Words("事实数", "Facts"), "integer", _FACT_COUNT),
        ListColumn("repaired", Words("修正数", "Repaired"), "integer", _holding("repaired")),
        ListColumn("contradicted", Words("矛盾数", "Contradicted"), "integer", _holding("contradicted")),
    ),
    DOCUMENT_ROWS,
    unique=("name", "id"),
    filters=(
        ListFilter("text", Words("标题、文件名或发布者", "Title, file name or publisher"), _document_text),
        ListFilter("format", Words("格式", "Format"), lambda v: DOCUMENT_ROWS.c.format == v),
        ListFilter("publisher", Words("发布者", "Publisher"), lambda v: DOCUMENT_ROWS.c.publisher == v),
        ListFilter("year", Words("年份", "Year"), lambda v: extract("year", DOCUMENT_ROWS.c.date) == _year(v)),
        ListFilter("sha256", Words("文件散列", "Hash of the file"), lambda v: DOCUMENT_ROWS.c.sha256 == v),
    ),
    default_sort=("-date",),
)  # fmt: skip


_HOLDS = {
    "yes": CHECK_ROWS.c.holds.is_(True),
    "no": CHECK_ROWS.c.holds.is_(False),
    "open": CHECK_ROWS.c.holds.is_(None),
}


def _check_json(row: Row) -> dict[str, Any]:
    return check_of(row).as_json()


CHECKS = DeclaredList(
    "checks",
    Words("核对", "Checks"),
    columns_of(SCHEMAS["checks"]),
    CHECK_ROWS,
    unique=("doc", "document_id", "ordinal", "id"),
    filters=(
        ListFilter("rule", Words("规则", "Rule"), lambda v: CHECK_ROWS.c.rule == v),
        ListFilter("holds", Words("是否成立", "Holds"), lambda v: _HOLDS[v], tuple(_HOLDS)),
        ListFilter(
            "doc", Words("文献", "Document"), lambda v: or_(CHECK_ROWS.c.doc == v, CHECK_ROWS.c.document_id == v)
        ),
        ListFilter("statement", Words("陈述", "Statement"), lambda v: CHECK_ROWS.c.statement == v),
    ),
    hidden=frozenset({"ordinal"}),
    as_json=_check_json,
)

PROBLEMS = DeclaredList(
    "problems",
    Words("问题", "Problems"),
    columns_of(SCHEMAS["problems"]),
    PROBLEM_ROWS,
    unique=("name", "id"),
    filters=(
        ListFilter("code", Words("类别", "Kind"), lambda v: PROBLEM_ROWS.c.code == v),
        ListFilter("sha256", Words("文件散列", "Hash of the file"), lambda v: PROBLEM_ROWS.c.sha256 == v),
    ),
)

FILE_LIST = DeclaredList(
    "files", Words("文件", "Files"), columns_of(SCHEMAS["files"]), FILES, unique=("name", "sha256")
)

_PRICES = (
    select(
        FACT_ROWS.c.subject,
        func.count().label("facts"),
        func.sum(case((FACT_ROWS.c.kind == "price", 1), else_=0)).label("prices"),
        func.min(FACT_ROWS.c.period_start).label("first_day"),
        func.max(FACT_ROWS.c.period_end).label("last_day"),
    )
    .where(FACT_ROWS.c.subject != "")
    .group_by(FACT_ROWS.c.subject)
    .subquery("products")
)

PRODUCTS = DeclaredList(
    "products",
    Words("产品与对象", "Products and subjects"),
    (
        ListColumn("subject", Words("对象", "Subject"), "text", _PRICES.c.subject),
        ListColumn("facts", Words("事实数", "Facts"), "integer", _PRICES.c.facts),
        ListColumn("prices", Words("价格数", "Prices"), "integer", _PRICES.c.prices),
        ListColumn("first_day", Words("最早", "First day"), "text", _PRICES.c.first_day),
        ListColumn("last_day", Words("最近", "Last day"), "text", _PRICES.c.last_day),
    ),
    _PRICES,
    unique=("subject",),
    filters=(
        ListFilter("text", Words("名称", "Name"), lambda v: _PRICES.c.subject.contains(v, autoescape=True)),
        ListFilter(
            "priced",
            Words("有价格", "Has prices"),
            lambda v: _PRICES.c.prices > (0 if v == "yes" else -1),
            ("yes", "no"),
        ),
    ),
    default_sort=("-prices", "-facts"),
)
