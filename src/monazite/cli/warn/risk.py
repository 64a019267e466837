"""`monazite warn risk`: one method of criticality on tables, each score with its interval, scale and sources."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.cli.language import table
from monazite.cli.terminal import Terminal, json_line
from monazite.store import unknown

if TYPE_CHECKING:
    from monazite.warn.criticality import Method, Score

DIGITS = 5
"""Decimals of a score for people; programs get all."""
FLEXIBLE = {0, 2, 6}


def show_risk(terminal: Terminal, method: str, inputs: Path | None) -> int:
    """Print the scores of a method: with JSON one array, else a table; Problems of bad rows stop it.

    Args:
        terminal: where to.
        method: name of the method.
        inputs: folder with its tables; None takes the figures that ship with the package.

    Raises:
        UsageError: for a method that is not known, with the nearest name.
    """
    from monazite.warn.criticality import methods, scores

    if method not in methods():
        raise unknown("value-unknown", "--method", method, methods())
    found, used = scores(method, inputs)
    for one in used.problems:
        terminal.problem(one)
    if used.problems:
        return 1
    if used.shipped:
        terminal.say("warn.shipped", forms=", ".join(used.shipped))
    if terminal.is_json:
        sys.stdout.write(json_line([as_json(one, methods()[method]) for one in found]) + "\n")
    elif found:
        _tell(terminal, found, methods()[method])
    else:
        terminal.say("list.none")
    return 0


def as_json(score: Score, method: Method) -> dict[str, Any]:
    """A score as an object: subject, place, year, score, low and high first; a missing score says why."""
    span = score.span
    return {
        "subject": score.subject,
        "place": score.place,
        "year": score.year,
        "score": float(span.value) if span else None,
        "low": float(span.low) if span else None,
        "high": float(span.high) if span else None,
        "stage": score.stage,
        "method": score.method,
        "scale": _both(method.scale),
        "sources": [
            {"source": source, "score": float(one.value), "low": float(one.low), "high": float(one.high)}
            for source, one in score.sources
        ],
        "missing": _both(score.missing) if score.missing else None,
        "notes": [_both(note) for note in score.notes],
    } | dict(score.details or {})


def _both(words: Any) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def _tell(terminal: Terminal, scores: tuple[Score, ...], method: Method) -> None:
    """The scale above, then a row for each score; where there is none, what is missing stands beside it."""
    label, scale = (words.in_language(terminal.language) for words in (method.label, method.scale))
    terminal.line(terminal.words("warn.method", label=label, scale=scale, source=method.source))
    terminal.line()
    columns = ("subject", "stage", "place", "year", "score", "interval", "remark")
    header = [terminal.words(f"warn.column.{name}") for name in columns]
    terminal.fitted_table(header, [_row(terminal, one) for one in scores], FLEXIBLE)


def _row(terminal: Terminal, one: Score) -> list[str]:
    remarks = [one.missing] if one.missing else list(one.notes)
    remark = "; ".join(words.in_language(terminal.language) for words in remarks if words)
    if len(one.sources) > 1:
        several = "; ".join(f"{source}: {float(span.value):.{DIGITS}f}" for source, span in one.sources)
        remark = f"{remark}; {several}" if remark else several
    score = f"{float(one.span.value):.{DIGITS}f}" if one.span else ""
    interval = f"{float(one.span.low):.{DIGITS}f}–{float(one.span.high):.{DIGITS}f}" if one.span else ""
    where = [_subject(terminal, one.subject), _label(terminal, one.stage), _place(terminal, one)]
    return [*where, str(one.year or ""), score, interval, remark]


def _label(terminal: Terminal, text: str) -> str:
    """A code in words, or a text that no table of words has as it is."""
    known = table().get(f"warn.label.{text}")
    return known.in_language(terminal.language) if known else text


def _subject(terminal: Terminal, name: str) -> str:
    from monazite.reference import element_aliases, elements

    symbol = element_aliases().get(name.lower())
    found = next((one for one in elements() if one.symbol == symbol), None)
    return found.zh if found and terminal.language == "zh" else _label(terminal, name)


def _place(terminal: Terminal, one: Score) -> str:
    from monazite.warn.criticality import label_of

    code = (one.details or {}).get("place_code")
    return label_of(code).in_language(terminal.language) if isinstance(code, int) else _label(terminal, one.place)
