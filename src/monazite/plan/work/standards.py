"""Standards in the making (标准计划), from facts of the kind ``standard_plan``: a row for each plan number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from monazite.facts import Fact
from monazite.facts.record import Status

KIND = "standard_plan"
REPLACES = "代替 "
NATURES = ("推荐", "强制", "指导")
REVISIONS = ("制定", "修订")
_NUMBER = re.compile(r"\d{8}-[A-Z]-\d{3}")
WORST_FIRST: tuple[Status, ...] = ("contradicted", "unchecked", "repaired", "verified")


@dataclass(frozen=True, slots=True)
class StandardRow:
    """A standard in the making.

    Args:
        number: of the plan, such as 20220753-T-469.
        title: in Chinese, as repaired where it was.
        title_en: in English; empty where no fact says it.
        stage: ``plan``, or ``foreign`` for the plan of a foreign-language edition.
        revision: 制定 or 修订; empty where no fact says it.
        nature: 推荐, 强制 or 指导; empty where no fact says it.
        replaces: number of the standard it takes the place of; empty for none.
        of_plan: number of the national plan, for a foreign-language edition.
        year: of the plan; empty where not known.
        drafter: firm or institute; empty where no fact says it.
        status: the least good of its facts.
        other_titles: under which facts name the same number; not empty means that they contradict each other.
        facts: ids, in order.
        documents: ids, in order.
    """

    number: str
    title: str
    title_en: str
    stage: Literal["plan", "foreign"]
    revision: str
    nature: str
    replaces: str
    of_plan: str
    year: str
    drafter: str
    status: Status
    other_titles: tuple[str, ...]
    facts: tuple[str, ...]
    documents: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {name: list(one) if isinstance(one, tuple) else one for name, one in
                ((name, getattr(self, name)) for name in self.__slots__)}  # fmt: skip


def standard_rows(facts: Iterable[Fact]) -> tuple[StandardRow, ...]:
    """Standards in the making: facts of other kinds, or without a plan number, are passed over.

    Of a number that several facts state, what one leaves out another may say; what the first says stands.

    Args:
        facts: of any kind and document.
    """
    by_number: dict[str, list[Fact]] = {}
    for one in facts:
        if one.kind == KIND and one.spec:
            by_number.setdefault(one.spec, []).append(one)
    rows = [_row(number, together) for number, together in by_number.items()]
    return tuple(sorted(rows, key=lambda one: (one.year, one.number)))


def _row(number: str, facts: list[Fact]) -> StandardRow:
    parts = [part.strip() for one in facts for part in (one.scope or "").split(";") if part.strip()]
    titles = tuple(dict.fromkeys(one.subject for one in facts))
    return StandardRow(
        number=number, title=titles[0], title_en=_first(part for part in parts if _is_english(part)),
        stage="foreign" if any((one.attribute or "").startswith("foreign") for one in facts) else "plan",
        revision=_first(part for part in parts if part in REVISIONS),
        nature=_first(part for part in parts if part.startswith(NATURES)),
        replaces=_first(part.removeprefix(REPLACES) for part in parts if part.startswith(REPLACES)),
        of_plan=_first(part for part in parts if _NUMBER.fullmatch(part)),
        year=_first(one.period for one in facts), drafter=_first(one.org for one in facts),
        status=next(one for one in WORST_FIRST if one in {each.status for each in facts}), other_titles=titles[1:],
        facts=tuple(one.id for one in facts), documents=tuple(dict.fromkeys(one.doc for one in facts)),
    )  # fmt: skip


def _is_english(part: str) -> bool:
    return part.isascii() and " " in part and not _NUMBER.fullmatch(part)


def _first(found: Iterable[str | None]) -> str:
    return next((one for one in found if one), "")
