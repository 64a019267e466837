"""The kinds of things the box finds, as ``kinds.csv`` lists them: a further kind is a further row."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from monazite.core import Words

NOTHING = Words("", "")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing; a row of ``kinds.csv``.

    Args:
        key: its name in addresses, on the command line and in JSON.
        how: where it is from: ``reference`` tables, a declared list kept by name (``named``) or asked by number
            (``numbered``), ``papers``, or ``given`` by who asks.
        label: what people call many of them.
        list: name of the declared list.
        id: column of what tells it from others.
        within: column of what its id is only known within, such as the venue of an instrument; or empty.
        title: columns of its name: one, or the Chinese and the English one.
        notes: columns that tell more.
        ids: whether an id is found by any part (``inside``) or only by how it ``begins``.
        through: columns and the kind of what stands in them, by whose names it is found, too.
    """

    key: str
    how: str
    label: Words
    list: str
    id: str
    within: str
    title: tuple[str, ...]
    notes: tuple[str, ...]
    ids: str
    through: tuple[tuple[str, str], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Keys of the columns that it is made of, each once."""
        return tuple(dict.fromkeys(filter(None, (self.id, self.within, *self.title, *self.notes))))


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by key, in the order in which they are shown."""
    rows = csv.DictReader((resources.files("monazite.app.find") / "kinds.csv").read_text("utf-8").splitlines())
    return {row["kind"]: _kind(row) for row in rows}


def _kind(row: dict[str, str]) -> Kind:
    through = tuple((column, kind) for column, _, kind in (one.partition("=") for one in row["through"].split()))
    return Kind(
        row["kind"], row["how"], Words(row["zh"], row["en"]), row["list"], row["id"], row["within"],
        tuple(row["title"].split()), tuple(row["notes"].split()), row["ids"], through,
    )  # fmt: skip
