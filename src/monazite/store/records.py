"""The result of a question in Python: rows that are read when they are wanted, and convert to a data frame."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

from monazite.core.errors import ProblemError
from monazite.core.words import Language
from monazite.store.database import Database
from monazite.store.lists import DeclaredList, ListColumn, ListQuery, Page, Row
from monazite.store.problems import said
from monazite.store.query import count, page, stream

if TYPE_CHECKING:
    import pyarrow as pa


class Frames(ABC):
    """What converts to a data frame through Arrow."""

    @abstractmethod
    def to_arrow(self) -> pa.Table:
        """All rows as an Arrow table."""

    def to_pandas(self) -> Any:
        """All rows as a pandas data frame.

        Raises:
            ProblemError: when pandas is not installed.
        """
        _need("pandas")
        return self.to_arrow().to_pandas()

    def to_polars(self) -> Any:
        """All rows as a polars data frame.

        Raises:
            ProblemError: when polars is not installed.
        """
        return _need("polars").from_arrow(self.to_arrow())


class Records(Frames):
    """Rows of one list that pass a query. Iterating streams them; nothing is held unless it is asked for.

    Args:
        database: to read from.
        declared: the list.
        query: filters, order and limit.
    """

    def __init__(self, database: Database, declared: DeclaredList, query: ListQuery) -> None:
        """Remember the question; it is put when the rows are wanted."""
        self.database = database
        self.declared = declared
        self.query = query

    def __iter__(self) -> Iterator[Row]:
        with self.database.reading() as connection:
            yield from stream(connection, self.declared, self.query)

    def __len__(self) -> int:
        with self.database.reading() as connection:
            total = max(0, count(connection, self.declared, self.query) - self.query.offset)
        return total if self.query.limit is None else min(total, self.query.limit)

    @property
    def columns(self) -> tuple[ListColumn, ...]:
        """The columns, each with its label, type and unit."""
        return self.declared.shown

    def page(self, limit: int, *, offset: int = 0, after: str | None = None) -> Page:
        """One page of the rows, with their number in all."""
        with self.database.reading() as connection:
            return page(connection, self.declared, replace(self.query, limit=limit, offset=offset, after=after))

    def to_dicts(self) -> list[dict[str, Any]]:
        """All rows as the objects that JSON exports write."""
        as_json = self.declared.as_json or dict
        return [as_json(row) for row in self]

    def to_arrow(self) -> pa.Table:
        """All rows as an Arrow table; units stand in the metadata of its columns."""
        from monazite.store.export_table import arrow_table  # noqa: PLC0415  heavy, and not always wanted

        return arrow_table(self.columns, self)

    def header(self, language: Language) -> Sequence[str]:
        """The labels of the columns."""
        return [column.label.in_language(language) for column in self.columns]


Thing = TypeVar("Thing")


class Results(list[Thing], Frames):
    """A list of records (frozen dataclasses) that converts to a data frame."""

    def to_dicts(self) -> list[dict[str, Any]]:
        """Each record as a dictionary of its fields."""
        return [asdict(one) for one in self if is_dataclass(one) and not isinstance(one, type)]

    def to_arrow(self) -> pa.Table:
        """All records as an Arrow table: a column for each field; records and mappings within are structs.

        Fractions become floats. What Arrow has no one type for, such as pairs of a name and a number, is text.
        """
        import pyarrow as pa  # noqa: PLC0415  heavy, and not always wanted

        rows = [_plain(one) for one in self]
        return pa.table({name: _column([row[name] for row in rows]) for name in (rows[0] if rows else ())})


def _plain(value: Any) -> Any:
    """A value as Arrow takes it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, Collection) and not isinstance(value, str | bytes):
        return [_plain(one) for one in value]
    return float(value) if isinstance(value, Fraction) else value


def _column(values: list[Any]) -> pa.Array:
    import pyarrow as pa  # noqa: PLC0415  heavy, and not always wanted

    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return pa.array([None if one is None else str(one) for one in values])


def _need(library: str) -> Any:
    import importlib  # noqa: PLC0415  only where a data frame is wanted

    try:
        return importlib.import_module(library)
    except ImportError as error:
        raise ProblemError(said("monazite.store", "library-missing", library, library=library)) from error
