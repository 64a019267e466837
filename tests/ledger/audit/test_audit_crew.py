"""The worker processes of an audit: what goes over the pipe, what an error in one of them becomes, how they end."""

from __future__ import annotations

import gc
import io
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any
from weakref import WeakKeyDictionary

import pytest

from monazite.core import InternalError
from monazite.ledger.audit.context import Context
from monazite.ledger.audit.crew import Crew, Failed, pickled, serve
from monazite.ledger.audit.rows import Snapshot
from monazite.ledger.audit.shape import damaged


@pytest.fixture
def context(small: Any, tmp_path: Path) -> Context:
    path = tmp_path / "monazite.db"
    with closing(small.new_database(path)) as database:
        small.journal(database).post(list(small.Firms().entries(20)))
    return Context(path, small.BOOK, (), None, bytes(16), 20, 0, (), 1, None, 8)


def entries(_context: Context, snapshot: Snapshot, above: int) -> int:
    return int(snapshot.one("SELECT count(*) FROM journal_entries WHERE number > ?", (above,))[0])


def test_read_only_mappings_go_over_and_what_is_remembered_does_not() -> None:
    memory: WeakKeyDictionary[Any, int] = WeakKeyDictionary()
    sent = MappingProxyType({"a": MappingProxyType({"b": 1})}), memory
    memory[test_read_only_mappings_go_over_and_what_is_remembered_does_not] = 1
    rules, remembered = pickle.loads(pickled(sent))  # noqa: S301  our own bytes
    assert rules == {"a": {"b": 1}}
    assert type(rules["a"]) is MappingProxyType
    assert dict(remembered) == {}


class GoneError(Exception):
    """The process has ended."""


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[bytes], list[Any]]]:
    """Serves in this process: what it hears is given, what it answers is read from what stands in for its output."""
    kept, limits, handler = os.dup(1), gc.get_threshold(), signal.getsignal(signal.SIGINT)

    def leave(code: int) -> None:
        raise GoneError(code)

    def run(heard: bytes) -> list[Any]:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(heard)))
        monkeypatch.setattr(os, "_exit", leave)
        with (tmp_path / "answers").open("wb") as file:
            os.dup2(file.fileno(), 1)
        with pytest.raises(GoneError):
            serve()
        with (tmp_path / "answers").open("rb") as file:
            return list(iter(lambda: _next(file), None))

    yield run
    os.dup2(kept, 1)
    os.close(kept)
    gc.set_threshold(*limits)
    signal.signal(signal.SIGINT, handler)


def _next(file: Any) -> Any:
    try:
        return pickle.load(file)  # noqa: S301  what this test wrote
    except EOFError:
        return None


def test_a_worker_answers_task_by_task_and_an_error_is_an_answer(
    context: Context, served: Callable[[bytes], list[Any]]
) -> None:
    tasks = [(entries, (-1,)), (entries, (14,)), (entries, ("x", "y")), (entries, (18,))]
    ready, begun, whole, part, failed, last = served(b"".join(map(pickled, [context, *tasks])))
    assert (ready, begun, whole, part, last) == ("ready", "begun", 20, 5, 1)
    assert isinstance(failed, Failed)
    assert "TypeError" in failed.text
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def begun(crew: Crew, context: Context) -> None:
    crew.wait()
    with closing(Snapshot(context.path)) as snapshot:
        crew.begin(context, snapshot)


def test_a_task_that_fails_in_a_process_is_an_error_here(context: Context) -> None:
    with closing(Crew(1)) as crew:
        begun(crew, context)
        assert not [one.shown for one in crew.do([(damaged, ())]) if one.shown]
        with pytest.raises(InternalError, match="damaged"):
            list(crew.do([(damaged, ("one too many",))]))


def test_a_process_that_is_gone_is_an_error_and_closing_goes_on(context: Context) -> None:
    crew = Crew(2)
    begun(crew, context)
    for process in crew._processes:  # as if the machine had ended them
        process.kill()
        process.wait()
    with pytest.raises(InternalError, match="a worker process ended"):
        list(crew.do([(damaged, ())]))
    crew.close()
    assert all(pipe is not None and pipe.closed for one in crew._processes for pipe in (one.stdin, one.stdout))
