"""Who is cited and who holds quota: ministries, associations, exchanges, groups, firms, price houses, brokers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from monazite.reference.names import alias_map, folded
from monazite.reference.tables import optional, read_table, split_list


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation; a row of ``organisations.csv``.

    Args:
        key: the short Chinese name it is usually cited by (工业和信息化部, 北方稀土).
        en: English name.
        aliases: full, former, traditional and English names.
        kind: what it is; ``data`` covers price houses, news agencies and papers.
        code: stock code of a listed firm, or None.
        source: list the name is taken from.
        locator: where in the source.
    """

    key: str
    en: str
    aliases: tuple[str, ...]
    kind: Literal["government", "association", "exchange", "data", "company", "group", "institute", "broker"]
    code: str | None
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class Group:
    """A holder of quota; a row of ``groups.csv``.

    Args:
        key: its organisation's key.
        ore: light, heavy or all: the ores it mines.
        sets: in which of the six (2015), four (2022), two (2024) groups it is.
        source: of the list.
        locator: where in the source.
    """

    key: str
    ore: str
    sets: tuple[str, ...]
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class GroupEvent:
    """A founding, a new name or a change of who holds quota; a row of ``group_events.csv``.

    Args:
        group: organisation key.
        event: rename, approved, founded, quota_holder.
        date: ISO date or month, or None where the source gives none.
        before: names or holders before.
        after: names or holders after.
        source: of the event.
        locator: where in the source.
    """

    group: str
    event: Literal["rename", "approved", "founded", "quota_holder"]
    date: str | None
    before: tuple[str, ...]
    after: tuple[str, ...]
    source: str
    locator: str


@cache
def organisations() -> tuple[Organisation, ...]:
    """All organisations in file order."""
    return read_table("organisations.csv", Organisation, {"aliases": split_list, "code": optional})


@cache
def organisation_aliases() -> Mapping[str, str]:
    """Every name to the key; Latin letters also in lower case.

    >>> organisation_aliases()["工信部"]
    '工业和信息化部'
    """
    return alias_map((item.key, item.aliases) for item in organisations())


def organisation_named(name: str) -> Organisation | None:
    """The organisation that goes by this name, or None."""
    key = organisation_aliases().get(folded(name.strip()))
    return None if key is None else _by_key()[key]


@cache
def groups() -> tuple[Group, ...]:
    """The rare-earth groups that hold or held quota."""
    return read_table("groups.csv", Group, {"sets": split_list})


@cache
def group_events() -> tuple[GroupEvent, ...]:
    """What happened to the groups, in file order."""
    converters = {"date": optional, "before": split_list, "after": split_list}
    return read_table("group_events.csv", GroupEvent, converters)


@cache
def _by_key() -> Mapping[str, Organisation]:
    return {item.key: item for item in organisations()}
