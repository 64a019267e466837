"""What a verb can be told, one act or a sheet of them: built, rehearsed and posted as its registry declares them."""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from monazite.app.trace.booking import Booked, book, known_entry
from monazite.core import Clock, Problem, ProblemError, shanghai_day, uuid7
from monazite.store import Home

if TYPE_CHECKING:
    from monazite.ledger import Answer, Entry
    from monazite.trace.acts import Act, Registry


class ActBook(ABC):
    """The acts of one verb in a workspace.

    Args:
        home: the opened directory.
        clock: for recorded times.
        reading: gives a consistent view of the database.
    """

    def __init__(self, home: Home, clock: Clock, reading: Callable[[], AbstractContextManager[Connection]]) -> None:
        """Hold what it works with; nothing is read yet."""
        self.home, self.clock, self.reading = home, clock, reading

    @property
    @abstractmethod
    def registry(self) -> Registry:
        """The acts that there are."""

    @abstractmethod
    def post(self, entries: Sequence[Entry], *, whole: bool = False) -> list[Answer]:
        """Post entries in order; each is accepted, known already, blocked or refused.

        Args:
            entries: in order.
            whole: whether all are kept out when one is refused.
        """

    @abstractmethod
    def rehearse(self, entries: Sequence[Entry]) -> list[Answer]:
        """What posting these entries would answer; nothing is kept."""

    @abstractmethod
    def again(self, name: str, numbers: Sequence[int]) -> None:
        """Do whatever was left to do about entries of an act that were submitted again.

        Args:
            name: of the act.
            numbers: of the entries, which are in the journal.
        """

    @property
    def today(self) -> date:
        """The day in Asia/Shanghai."""
        return shanghai_day(self.clock.now())

    def new_id(self) -> str:
        """An id for an entry, which sorts by time."""
        return str(uuid7(self.clock.now(), secrets.token_bytes(10)))

    def acts(self) -> Mapping[str, Act]:
        """Every act by name, with its fields."""
        return self.registry.acts

    def build(self, name: str, values: Mapping[str, Any], *, actor: str, id: str | None = None) -> Entry:  # noqa: A002
        """The entry of an act, not posted.

        Raises:
            ProblemError: for the first thing wrong with it; `attempt` gives all.
        """
        built = self.attempt(name, values, actor=actor, id=id)
        if isinstance(built, list):
            raise ProblemError(built[0])
        return built

    def attempt(
        self,
        name: str,
        values: Mapping[str, Any],
        *,
        actor: str,
        id: str | None = None,  # noqa: A002
    ) -> Entry | list[Problem]:
        """The entry of an act, or the list of everything wrong with it.

        An id that the caller chose makes the act repeatable: the entry keeps the hash of what was submitted, so that
        `known` can tell the same act again from another.
        """
        from monazite.trace.acts import SUBMITTED, build, submitted  # noqa: PLC0415  the room is large

        evidence = {SUBMITTED: submitted(name, values, actor)} if id else {}
        with self.reading() as connection:
            return build(
                connection, name, values, id=id or self.new_id(), actor=actor, evidence=evidence, today=self.today,
                among=self.registry,
            )  # fmt: skip

    def known(self, name: str, values: Mapping[str, Any], *, actor: str, id: str) -> Answer | None:  # noqa: A002
        """What posting an act under an id again answers; None when no entry has the id.

        The journal is asked before lots are looked up: what the act took is gone by now.

        Returns:
            ``duplicate`` for the same act by the same actor, else ``refused`` with the number of the entry.
        """
        with self.reading() as connection:
            answer = known_entry(connection, name, values, actor, id)
        if answer is not None and answer.status == "duplicate" and answer.number is not None:
            self.again(name, [answer.number])
        return answer

    def submit(
        self,
        name: str,
        values: Mapping[str, Any],
        *,
        actor: str,
        id: str | None = None,  # noqa: A002
    ) -> Answer | list[Problem]:
        """Post one act, or say everything that is wrong with it; the same id and act twice is one posting.

        Returns:
            The journal's answer, its Problem said of the field that it is about.
        """
        from monazite.trace.acts import at_field  # noqa: PLC0415  the room is large

        if id and (known := self.known(name, values, actor=actor, id=id)) is not None:
            return known
        built = self.attempt(name, values, actor=actor, id=id)
        if isinstance(built, list):
            return built
        answer = self.post([built])[0]
        if answer.problem is None or answer.problem.code == "id-taken":
            return answer
        return replace(answer, problem=at_field(answer.problem, values, {}, name))

    def act(self, name: str, /, *, actor: str, id: str | None = None, **values: Any) -> Answer:  # noqa: A002
        """Post one act: ``ws.trace.act("mine", actor="F1", day="2022-08-17", firm="F1", …)``.

        Args:
            name: of the act, as `acts` lists them.
            actor: who says so.
            id: of the entry; a new one when None. The same act under the same id again is one posting.
            **values: its fields, as texts people would write; a list for a field that repeats.

        Raises:
            ProblemError: when a value is wrong; nothing is booked.
        """
        answer = self.submit(name, values, actor=actor, id=id)
        if isinstance(answer, list):
            raise ProblemError(answer[0])
        return answer

    def book(
        self, file: str | Path | bytes, act: str | None = None, *, actor: str, skip_bad: bool = False, name: str = ""
    ) -> Booked:
        """Book a sheet of acts, all rows or none; posting the file twice is one posting.

        Args:
            file: xlsx or CSV, a path or its bytes.
            act: of its rows; as the sheet says when None.
            actor: who says so.
            skip_bad: whether to book the good rows when others are bad.
            name: of the sheet in Problems, where bytes are given.
        """
        return book(self, file, act, actor=actor, skip_bad=skip_bad, name=name)
