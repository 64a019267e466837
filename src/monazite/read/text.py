"""A cleaned view of a text that never loses the way back: every character of the view knows its source characters."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from monazite.facts.record import Span


@dataclass(frozen=True, slots=True)
class Run:
    """``length`` characters of the view that stand for the source range from ``source``.

    Where ``source_length`` equals ``length`` the run maps character by character; otherwise (an entity ``&#37;``, a
    folded form) the run is one unit and maps as a whole.
    """

    view: int
    length: int
    source: int
    source_length: int


@dataclass(frozen=True, slots=True)
class View:
    """Clean text over a source string.

    >>> view = View.build([("12", 5, 2), ("34", 12, 2)])
    >>> view.text, view.source_span(1, 3)
    ('1234', Span(start=6, end=13))
    """

    text: str
    runs: tuple[Run, ...]
    starts: tuple[int, ...]

    @classmethod
    def build(cls, pieces: Iterable[tuple[str, int, int]]) -> View:
        """From pieces of (clean text, source start, source length), in order of the view."""
        runs: list[Run] = []
        texts: list[str] = []
        at = 0
        for text, source, length in pieces:
            if not text:
                continue
            last = runs[-1] if runs else None
            linear = length == len(text)
            if last and linear and last.length == last.source_length and last.source + last.length == source:
                runs[-1] = Run(last.view, last.length + len(text), last.source, last.length + len(text))
            else:
                runs.append(Run(at, len(text), source, length))
            texts.append(text)
            at += len(text)
        return cls("".join(texts), tuple(runs), tuple(run.view for run in runs))

    @classmethod
    def identity(cls, text: str) -> View:
        """A view that is its own source."""
        return cls.build([(text, 0, len(text))])

    def source_span(self, start: int, end: int) -> Span:
        """The source range that a range of the view covers; what lies between (tags, line breaks) is inside it."""
        if end <= start:
            where = self._source_start(start) if start < len(self.text) else self._source_end(start - 1)
            return Span(where, where)
        return Span(self._source_start(start), self._source_end(end - 1))

    def _run_at(self, index: int) -> Run:
        return self.runs[bisect_right(self.starts, index) - 1]

    def _source_start(self, index: int) -> int:
        run = self._run_at(index)
        return run.source + (index - run.view if run.length == run.source_length else 0)

    def _source_end(self, index: int) -> int:
        run = self._run_at(index)
        return run.source + (index - run.view + 1 if run.length == run.source_length else run.source_length)
