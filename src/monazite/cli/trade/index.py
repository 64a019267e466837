"""`monazite trade index`, `publish`, `bulletin`: the price index, what it follows from, and its monthly bulletin."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.cli.terminal import Terminal, json_line
from monazite.cli.trace.acts import needed_actor, tell_answers
from monazite.cli.trace.reports import needed_month
from monazite.cli.trace.words import as_object, mass_text, pairs, percent
from monazite.cli.trade.lists import last_day
from monazite.cli.trade.words import mark, needed_day, price_of_tonne, some_mass, told
from monazite.cli.workspace import open_workspace
from monazite.core import ProblemError, UsageError
from monazite.store import said, unknown, whole_file

if TYPE_CHECKING:
    from monazite.app.trade.price_index import PriceIndex, PublishedIndex
    from monazite.core import Language
    from monazite.trade.index import InputRow, Point, Value
    from monazite.trade.index.bulletin import Month

FORMS = ("md", "pdf", "json")


def index(
    terminal: Terminal, directory: Path, *, venue: str | None, day: str | None, product: str | None,
    again: Path | None, expect: str | None, out: str | None,
) -> int:  # fmt: skip
    """Show the price index, or recompute it from its public file ``again``, for which no workspace is needed.

    Raises:
        UsageError: when ``expect`` is no SHA-256, or nothing is recomputed that it could be of.
    """
    if again is not None:
        from monazite.cli.trade.recompute import recompute

        return recompute(terminal, again, expect, directory)
    if expect is not None:
        raise UsageError(said("monazite.trade.index", "index-expect-alone", "--expect"))
    return _show_index(terminal, directory, venue, day, product, out)


def _show_index(  # noqa: PLR0917  as the command line has them
    terminal: Terminal, directory: Path, venue: str | None, day: str | None, product: str | None, out: str | None
) -> int:  # fmt: skip
    """Show the index as published: of a day, or the newest; or one product's value with every input behind it.

    Args:
        terminal: where to.
        directory: of the workspace.
        venue: whose index.
        day: of the value; the newest when None.
        product: whose inputs are shown.
        out: file for the public file of the index, from which anyone can recompute it.

    Raises:
        ProblemError: when it was not published, or holds no such day.
    """
    wanted = needed_day(day, "--day") if day else None
    with open_workspace(terminal, directory) as workspace:
        index = workspace.trade.index(workspace.trade.venue(venue))
        found = _published(index, wanted)
        if out:
            return _write(terminal, out, index.file(found.sha256))
    point = next((one for one in found.series.points if one.day == (wanted or found.day)), None)
    if point is None:
        raise ProblemError(said("monazite.app", "index-missing", index.id, found=wanted))
    values = [one for one in found.series.values if one.day == point.day]
    if product:
        return _show_value(terminal, found, _value_of(values, product))
    if terminal.is_json:
        terminal.objects([_head(found, point) | {"values": [_value_json(one) for one in values]}])
        return 0
    _tell_point(terminal, found, point)
    _tell_values(terminal, values)
    return 0


def _published(index: PriceIndex, day: date | None) -> PublishedIndex:
    """The file that was published for a day; where there is none of the day itself, the newest, which holds it too."""
    if day is not None:
        try:
            return index.published(day)
        except ProblemError as error:
            if error.problem.code != "index-missing":
                raise
    return index.published()


def _head(found: PublishedIndex, point: Point) -> dict[str, Any]:
    from monazite.trade.index import point_line

    return {
        "venue": found.venue, "published_to": found.day.isoformat(), "sha256": found.sha256, "entry": found.entry,
        "is_simulated": found.is_simulated, **point_line(point),
    }  # fmt: skip


def _value_json(value: Value) -> dict[str, Any]:
    from monazite.trade.index import value_line

    return value_line(value)


def _tell_point(terminal: Terminal, found: PublishedIndex, point: Point) -> None:
    simulated = mark(terminal, is_simulated=found.is_simulated)
    head = terminal.words("trade.index", venue=found.venue, day=point.day, index=f"{point.index:f}")
    terminal.line(f"{head}  {simulated}".rstrip())
    levels = ", ".join(f"{_label(terminal, name)} {count}" for name, count in point.levels.items() if count)
    pairs(terminal, [
        ("computed", f"{point.computed:f}"), ("levels", levels), ("index_method", str(point.method)),
        ("public_file", found.sha256), ("entry", found.entry),
    ])  # fmt: skip
    terminal.line()


def _label(terminal: Terminal, code: str) -> str:
    from monazite.trade.index import labels

    known = labels().get(code)
    return known.in_language(terminal.language) if known else code


def _tell_values(terminal: Terminal, values: list[Value]) -> None:
    from monazite.trade.index.bulletin import name_of

    rows = [
        [name_of(one.product, terminal.language), price_of_tonne(terminal, one.fen_per_tonne),
         _label(terminal, one.level or ""), str(one.stale_days or ""), str(one.deals or ""), some_mass(one.mass_mg),
         percent(one.largest_ppm) if one.largest_ppm else "", str(len(one.excluded) or "")]
        for one in values
        if one.fen_per_tonne is not None
    ]  # fmt: skip
    if not rows:
        terminal.say("list.none")
    columns = ("product", "price", "from_level", "stale", "deals", "mass", "largest", "excluded")
    told(terminal, columns, rows, {0, 2})


def _value_of(values: list[Value], product: str) -> Value:
    found = next((one for one in values if one.product == product), None)
    if found is None:
        raise unknown("value-unknown", "--product", product, [one.product for one in values])
    return found


def _show_value(terminal: Terminal, found: PublishedIndex, value: Value) -> int:
    """One product's value, and each input: used, or left out and by which rule."""
    from monazite.trade.index import inputs_of
    from monazite.trade.index.bulletin import name_of

    inputs = inputs_of(found.inputs, value)
    if terminal.is_json:
        terminal.objects([_value_json(value) | {"inputs": [as_object(one) for one in inputs]}])
        return 0
    price = price_of_tonne(terminal, value.fen_per_tonne) or terminal.words("trade.index.no_value")
    terminal.line(f"{name_of(value.product, terminal.language)}  {value.day}  {price}")
    pairs(terminal, [
        ("from_level", _label(terminal, value.level or "")), ("stale", str(value.stale_days or "")),
        ("largest", percent(value.largest_ppm) if value.largest_ppm else ""),
        ("median", price_of_tonne(terminal, value.median_fen_per_tonne)),
        ("band", price_of_tonne(terminal, value.band_fen_per_tonne)),
    ])  # fmt: skip
    terminal.line()
    rows = [
        [terminal.words(f"trade.input.{one.kind}"), price_of_tonne(terminal, one.fen_per_tonne),
         some_mass(one.mass_mg), mass_text(one.counted_mg) if one.mass_mg else "",
         " → ".join(reversed(one.parties)),
         _became(terminal, one),
         one.id]
        for one in inputs
    ]  # fmt: skip
    told(terminal, ("input", "price", "mass", "counted_mass", "parties", "result", "id"), rows, {4, 5, 6})
    return 0


def _became(terminal: Terminal, one: InputRow) -> str:
    """Whether an input was used, or the rule by which it was left out."""
    if one.is_used:
        return terminal.words("trade.used")
    return _label(terminal, one.rule) if one.rule else terminal.words("trade.unused")


def publish_index(terminal: Terminal, directory: Path, venue: str | None, day: str | None, actor: str | None) -> int:
    """Publish the index as of a day: its public file is kept, its hash is an entry of the journal."""
    who, wanted = needed_actor(actor), needed_day(day) if day else None
    with open_workspace(terminal, directory) as workspace:
        found = workspace.trade.venue(venue)
        on = wanted or last_day(workspace, found)
        is_simulated = workspace.trade.venues()[found]
        sha256, answer = workspace.trade.index(found).publish(on, actor=who, simulated=is_simulated)
    code = tell_answers(terminal, [answer])
    if not terminal.is_json and not code:
        terminal.line(f"SHA-256 {sha256}")
    return code


def write_bulletin(terminal: Terminal, directory: Path, month: str, venue: str | None, out: str | None) -> int:
    """Print the bulletin of a month, or write it as Markdown, PDF or JSON, by the extension.

    Raises:
        ProblemError: when the index was not published, or holds no day of the month.
    """
    form = "md" if out in {None, "-"} else Path(str(out)).suffix.lower().removeprefix(".")
    if form not in FORMS:
        raise UsageError(said("monazite.store", "format-unknown", out, known=", ".join(FORMS), found=form))
    year, number = map(int, needed_month(month).split("-"))
    with open_workspace(terminal, directory) as workspace:
        found = workspace.trade.index(workspace.trade.venue(venue)).month(year, number)
    if terminal.is_json and not out:
        form = "json"
    return _write(terminal, out or "-", _bulletin(found, form, terminal.language))


def _bulletin(month: Month, form: str, language: Language) -> bytes:
    from monazite.trade.index.bulletin import as_markdown, as_pdf, as_record

    if form == "pdf":
        return as_pdf(month, language)
    text = as_markdown(month, language) if form == "md" else json_line(as_record(month)) + "\n"
    return text.encode()


def _write(terminal: Terminal, out: str, content: bytes) -> int:
    """Bytes to a file, whole or not at all, or to standard output."""
    if out == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return 0
    with whole_file(Path(out)) as file:
        file.write(content)
    terminal.say("trace.written", path=out)
    return 0
