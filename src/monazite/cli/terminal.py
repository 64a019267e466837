"""What a command prints, and where: results on standard output, everything said to a person on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from monazite.cli.language import words
from monazite.core.problem import Problem
from monazite.core.visible import visible
from monazite.core.words import Language

if TYPE_CHECKING:
    from rich.console import Console

BETWEEN, LEAST = 2, 4
"""Places between two columns, and the fewest that a column has."""
CROPPED_LINES, MOST_LINES = 2, 1000
"""Lines of a cell that is cut, and of one that is shown whole."""
PIPE_COLUMNS = 160
"""Width of tables that go into a pipe or a file, where no terminal sets one."""


@dataclass
class Terminal:
    """Prints in one language.

    Args:
        language: of people's words.
        is_json: whether results are JSON; then problems and sentences are, too.
    """

    language: Language
    is_json: bool = False

    @cached_property
    def out(self) -> Console:
        """The console of standard output."""
        from rich.console import Console

        return Console(highlight=False, soft_wrap=False, width=None if sys.stdout.isatty() else _width())

    @cached_property
    def err(self) -> Console:
        """The console of standard error."""
        from rich.console import Console

        return Console(stderr=True, highlight=False)

    def words(self, key: str, **values: object) -> str:
        """Words of ``words/`` in the language."""
        return words(key, **values).in_language(self.language)

    def say(self, key: str, **values: object) -> None:
        """A sentence to the person, on standard error; with JSON an object of both languages, as problems are."""
        said = words(key, **values)
        sentence = (
            json_line({"code": key, "zh": said.zh, "en": said.en}) if self.is_json else said.in_language(self.language)
        )
        sys.stderr.write(sentence + "\n")

    def problem(self, problem: Problem) -> None:
        """A problem in one line on standard error: a sentence, or with JSON an object of both languages."""
        sys.stderr.write((json_line(problem.as_json()) if self.is_json else problem.sentence(self.language)) + "\n")

    def objects(self, objects: Iterable[dict[str, Any]]) -> int:
        """Objects on standard output, one a line; how many."""
        number = 0
        for one in objects:
            sys.stdout.write(json_line(one) + "\n")
            number += 1
        return number

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]], *, last: Sequence[str] = ()) -> None:
        """A table on standard output; the columns in ``last`` give way first when it is too wide."""
        self.plain_table(
            [self.words(f"column.{column}") for column in columns], rows, {columns.index(one) for one in last}
        )

    def plain_table(
        self, header: Sequence[str], rows: Iterable[Sequence[str]], last: Collection[int] = frozenset()
    ) -> None:
        """A table on standard output, its header as given."""
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        for number, title in enumerate(header):
            table.add_column(title, no_wrap=number not in last, overflow="fold" if number in last else "ellipsis")
        for row in rows:
            table.add_row(*(Text(visible(cell)) for cell in row))
        self.out.print(table)

    def fitted_table(
        self,
        header: Sequence[str],
        rows: Sequence[Sequence[str]],
        flexible: Collection[int],
        whole: Collection[int] = frozenset(),
    ) -> None:
        """A table on standard output whose ``flexible`` columns share the room that is left, two lines a cell.

        The ``whole`` ones of them take as many lines as their cells need.
        """
        from rich.table import Table
        from rich.text import Text

        widths = shared_widths([header, *rows], flexible, self.out.width)
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, BETWEEN, 0, 0))
        for title, width in zip(header, widths, strict=True):
            table.add_column(cropped(title, width), no_wrap=True, width=width)
        for row in rows:
            cells = (
                cropped(visible(cell), width, MOST_LINES if number in whole else CROPPED_LINES)
                for number, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            table.add_row(*map(Text, cells))
        self.out.print(table)

    def line(self, text: str = "") -> None:
        """A plain line on standard output."""
        sys.stdout.write(visible(text) + "\n")


def shared_widths(rows: Sequence[Sequence[str]], flexible: Collection[int], room: int) -> list[int]:
    """Widths of columns in a room: the others whole, the flexible ones as wide as a fair share of the rest lets them.

    >>> shared_widths([["abc", "a long text", "another one"]], (1, 2), 21)
    [3, 7, 7]
    """
    from rich.cells import cell_len

    widths = [max(cell_len(cell) for cell in column) for column in zip(*rows, strict=True)]
    left = room - BETWEEN * (len(widths) - 1) - sum(w for n, w in enumerate(widths) if n not in flexible)
    waiting = sorted(flexible, key=lambda number: widths[number])
    for done, number in enumerate(waiting):
        widths[number] = max(LEAST, min(widths[number], left // (len(waiting) - done)))
        left -= widths[number]
    return widths


def cropped(text: str, width: int, lines: int = CROPPED_LINES) -> str:
    r"""A text in at most so many lines of a width, an ellipsis where it goes on; a wide character takes two places.

    >>> cropped("abcdefghij", 4)
    'abcd\nefg…'
    """
    from rich.cells import cell_len, chop_cells

    pieces = chop_cells(text, width)
    if len(pieces) <= lines:
        return "\n".join(pieces)
    last = pieces[lines - 1]
    while cell_len(last) >= width:
        last = last[:-1]
    return "\n".join([*pieces[: lines - 1], last + "…"])


def _width() -> int:
    wanted = os.environ.get("COLUMNS", "")
    return int(wanted) if wanted.isdecimal() and int(wanted) else PIPE_COLUMNS


def json_line(value: Any) -> str:
    """A value as JSON on one line, characters as they are."""
    from monazite.store.export_text import plain_json

    return plain_json(value)
