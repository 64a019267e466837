"""What the commands of `monazite trade` share: money, prices, times and codes for people."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from monazite.cli.language import table
from monazite.cli.terminal import BETWEEN, Terminal
from monazite.cli.trace.lists import kind_text
from monazite.cli.trace.words import mass_text, percent
from monazite.core import Problem, UsageError, Words
from monazite.core.clock import SHANGHAI

if TYPE_CHECKING:
    from monazite.app import Workspace
    from monazite.trade.record import Instrument

FEW = 9
"""Places in which a column that gives way can still be read."""
PER = {"cny_per_tonne": 100, "cny_per_kg": 100_000}
"""Fen per tonne of one of each quote unit (1 元/公斤 = 1 000 元/吨)."""


def yuan(fen: int | None) -> str:
    """Fen as yuan with separators.

    >>> yuan(123_456_789)
    '1,234,567.89'
    """
    return "" if fen is None else f"{Decimal(fen) / 100:,.2f}"


def price_of_tonne(terminal: Terminal, fen_per_tonne: int | None, quote: str = "cny_per_tonne") -> str:
    """Fen per tonne as people quote it, without needless zeros behind the point."""
    if fen_per_tonne is None:
        return ""
    text = f"{Decimal(fen_per_tonne) / PER[quote]:,f}"
    shown = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{shown} {terminal.words(f'unit.{quote}')}"


def price_text(terminal: Terminal, ticks: int | None, instrument: Instrument | None) -> str:
    """A price in ticks as people quote it; the ticks themselves where the instrument is not known."""
    if ticks is None:
        return ""
    if instrument is None:
        return f"{ticks:,}"
    return price_of_tonne(terminal, ticks * instrument.tick_fen_per_tonne, instrument.quote)


def price_number(ticks: int | None, instrument: Instrument | None) -> str:
    """A price in ticks as people quote it, its unit left to a column of its own; see `unit_text`."""
    if ticks is None:
        return ""
    if instrument is None:
        return f"{ticks:,}"
    text = f"{Decimal(ticks * instrument.tick_fen_per_tonne) / PER[instrument.quote]:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def unit_text(terminal: Terminal, instrument: Instrument | None) -> str:
    """The unit in which people quote an instrument."""
    return terminal.words(f"unit.{instrument.quote}") if instrument else ""


def time_text(time_ms: int | None) -> str:
    """Milliseconds since 1970 as a time of Asia/Shanghai.

    >>> time_text(1_660_698_000_000)
    '2022-08-17 09:00:00'
    """
    if time_ms is None:
        return ""
    return datetime.fromtimestamp(time_ms // 1000, UTC).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def code_text(terminal: Terminal, group: str, code: str | None) -> str:
    """A code in words: ``trade.<group>.<code>`` of ``words/``, methods and profiles of the room's tables."""
    if not code:
        return ""
    known = table().get(f"trade.{group}.{code}") or _labels(group).get(code)
    return known.in_language(terminal.language) if known else code


@cache
def _labels(group: str) -> Mapping[str, Words]:
    """What the tables of the room call their codes."""
    if group not in {"method", "profile"}:
        return {}
    from monazite.trade.venues import methods, profiles

    return {name: one.label for name, one in (methods() if group == "method" else profiles()).items()}


def mark(terminal: Terminal, *, is_simulated: bool) -> str:
    """The word that marks what is part of a simulation."""
    return terminal.words("trace.simulated") if is_simulated else ""


def cell(terminal: Terminal, key: str, unit: str | None, value: Any, instrument: Instrument | None = None) -> str:  # noqa: PLR0911  one for each kind of value
    """A value of a list as people read it: masses, money, prices, shares, times, codes."""
    if value is None:
        return ""
    if key == "kind":
        return kind_text(terminal, str(value))
    if key in CODES:
        return code_text(terminal, CODES[key], str(value))
    if key == "is_simulated":
        return mark(terminal, is_simulated=bool(value))
    if isinstance(value, bool):
        return terminal.words("trade.yes" if value else "trade.no")
    if key == "price_ticks":
        return price_text(terminal, int(value), instrument)
    if unit == "ticks":
        return price_number(int(value), instrument)
    if unit is not None and unit in UNITS:
        return UNITS[unit](terminal, int(value))
    return value.isoformat() if isinstance(value, date) else str(value)


CODES = {"method": "method", "profile": "profile", "status": "status", "place": "place", "verdict": "verdict"}
"""Columns that hold codes, and the group of their words."""
UNITS: Mapping[str, Callable[[Terminal, int], str]] = {
    "mg": lambda _, value: mass_text(value),
    "CNY 0.01": lambda _, value: yuan(value),
    "CNY 0.01/t": price_of_tonne,
    "ppm": lambda _, value: percent(value),
    "ms UTC": lambda _, value: time_text(value),
}
"""By unit of a column, how its values are written."""


def told(
    terminal: Terminal,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    flexible: Collection[int] = frozenset(),
    optional: Sequence[str] = (),
) -> None:
    """A table that fits the terminal; nothing where there are no rows. See `tell_table`.

    Args:
        terminal: where to.
        columns: their keys in ``words/``.
        rows: cells.
        flexible: places of the columns that share what room is left.
        optional: columns that are left out, one after the other, until the table fits.
    """
    header = [terminal.words(f"column.{name}") for name in columns]
    tell_table(terminal, header, rows, flexible, [columns.index(name) for name in optional])


def tell_table(
    terminal: Terminal,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    flexible: Collection[int],
    optional: Sequence[int] = (),
) -> None:
    """A table without the columns that are empty in all rows, and without optional ones for which there is no room."""
    kept = [place for place in range(len(header)) if any(row[place] for row in rows)]
    for place in optional:
        if _least_width([header, *rows], kept, flexible) > terminal.out.width and place in kept:
            kept.remove(place)
    if kept:
        cells = [[row[place] for place in kept] for row in rows]
        places = {number for number, place in enumerate(kept) if place in flexible}
        terminal.fitted_table([header[place] for place in kept], cells, places)


def _least_width(rows: Sequence[Sequence[str]], kept: Sequence[int], flexible: Collection[int]) -> int:
    """Places that columns take at least, a flexible one at most a few of them."""
    from rich.cells import cell_len

    widths = {place: max(cell_len(row[place]) for row in rows) for place in kept}
    return sum(min(width, FEW) if place in flexible else width for place, width in widths.items()) + BETWEEN * len(kept)


def some_mass(mass_mg: int) -> str:
    """A mass; empty for none."""
    return mass_text(mass_mg) if mass_mg else ""


def heading(terminal: Terminal, key: str, label: Words | None) -> str:
    """What stands over a column of a list: its short name in ``words/``, else what the table calls it."""
    short = table().get(f"column.{key}", label)
    return short.in_language(terminal.language) if short else key


def needed_day(text: str, place: str = "DAY") -> date:
    """A day from any way to write it.

    Raises:
        UsageError: when it is none.
    """
    from monazite.trace.acts.registry import acts
    from monazite.trace.acts.values import parse

    found = parse(acts()["mine"].field("day"), text, place)
    if isinstance(found, Problem):
        raise UsageError(found)
    return date.fromisoformat(str(found)[:10])


def instruments_of(workspace: Workspace, venue: str, day: date) -> dict[str, Instrument]:
    """The instruments of a venue as they are on a day, by id."""
    from monazite.trade.receipts.find import instruments_on

    with workspace.reading() as connection:
        return instruments_on(connection, venue, day)
