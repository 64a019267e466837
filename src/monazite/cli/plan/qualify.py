"""`monazite plan qualify` and `plan substitutes`: a magnet grade in a motor, and what may replace what."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from monazite.cli.terminal import Terminal, json_line
from monazite.core import SystemClock, UsageError, Words, shanghai_day
from monazite.store import unknown
from monazite.store.cells import cells

if TYPE_CHECKING:
    from monazite.plan.qualification import Answer, Dossier, Evaluation, Position, Replacement
    from monazite.plan.qualification.files import Part

_DEGREES = re.compile(r"([+-]?\d{1,4}(?:\.\d{1,3})?)\s*(?:degC|°C|℃)?", re.IGNORECASE | re.ASCII)
SHOWN_ELEMENTS = ("Dy", "Tb", "Nd", "Ce")
MARGIN_DIGITS = {"remanence_tesla": 3, "coercivity_ka_per_m": 0}


def show_qualification(
    terminal: Terminal, requirements: Path, tests: Sequence[Path], grade: str | None, day: str | None
) -> int:
    """Print each grade against each specification that holds, the tests it lacks, and what is qualified.

    Args:
        terminal: where to; with JSON one array, an object for each position of a motor.
        requirements: specifications, or a whole dossier.
        tests: files of tests and decisions.
        grade: only this grade; all that were tested or decided on unless given.
        day: of the judgement; today unless given.

    Returns:
        1 when a file cannot be used.
    """
    from monazite.plan.qualification import evaluate, evaluation_json, position_json, positions

    on = _day(day)
    dossier = _dossier(terminal, [(requirements, "specifications"), *((one, "tests") for one in tests)])
    if dossier is None:
        return 1
    chosen = _chosen(dossier, grade)
    found = []
    for one in positions(dossier, on):
        names = chosen if grade else _spoken_of(dossier, one, chosen)
        found.append((one, [evaluate(one.specification, name, dossier.tests, on) for name in names]))
    if terminal.is_json:
        array = [position_json(one) | {"evaluations": [evaluation_json(each) for each in all_]} for one, all_ in found]
        sys.stdout.write(json_line(array) + "\n")
        return 0
    for one, judged in found:
        _tell_position(terminal, one, judged)
    if not found:
        terminal.say("plan.no_specification", day=on)
    return 0


def show_substitutes(
    terminal: Terminal, grade: str, *, motor: str | None, without: Sequence[str], given: Sequence[Path],
    temperature: str | None, day: str | None,
) -> int:  # fmt: skip
    """Print what may replace a grade, the surest first, with what each saves and on what it rests.

    Args:
        terminal: where to; with JSON one object.
        grade: ``maker/grade``, or a designation as every maker has it.
        motor: only in this motor.
        without: symbols of elements that the candidate must not hold.
        given: dossiers beside the grades that ship.
        temperature: at which data sheets are compared, in °C; 20 unless given.
        day: of the question; today unless given.

    Returns:
        1 when a file cannot be used.

    Raises:
        UsageError: for a grade, motor or element that is not known.
    """
    from monazite.plan.qualification import answer_json, replacements

    on, degrees = _day(day), _degrees(temperature)
    dossier = _dossier(terminal, [(one, "decisions") for one in given])
    if dossier is None:
        return 1
    starts = _chosen(dossier, grade)
    motors = list(dict.fromkeys(one.motor for one in dossier.specifications))
    if motor is not None and motor not in motors:
        raise unknown("value-unknown", "--motor", motor, motors)
    answer = replacements(dossier, starts, on, motor=motor, without=_elements(without), temperature_degc=degrees)
    if terminal.is_json:
        sys.stdout.write(json_line({"grades": list(starts), "on": on.isoformat()} | answer_json(answer)) + "\n")
    else:
        _tell_answer(terminal, answer, starts)
    return 0


def _dossier(terminal: Terminal, files: Sequence[tuple[Path, Part]]) -> Dossier | None:
    """All files as one dossier; None, and the problems said, when there are any."""
    from monazite.plan.qualification import check, merged, read_dossier

    read = [read_dossier(path, part) for path, part in files]
    dossier = merged(one.dossier for one in read)
    problems = tuple(problem for one in read for problem in one.problems) or check(dossier)
    for problem in problems:
        terminal.problem(problem)
    return None if problems else dossier


def _chosen(dossier: Dossier, grade: str | None) -> tuple[str, ...]:
    """Ids of the grade that is meant, or of all that were tested or decided on."""
    from monazite.plan.qualification import grades_named, known_grades

    tried = [*(one.grade for one in dossier.tests), *(one.grade for one in dossier.decisions)]
    if grade is None:
        return tuple(dict.fromkeys(tried))
    fitted = [one.fitted for one in dossier.specifications if one.fitted]
    known = dict.fromkeys([*tried, *fitted, *known_grades(dossier)])
    found = grades_named(grade, known)
    if not found:
        raise unknown("value-unknown", "GRADE", grade, known)
    return found


def _spoken_of(dossier: Dossier, position: Position, grades: Sequence[str]) -> tuple[str, ...]:
    """Grades that were tested alone or in this motor, or decided on for this position."""
    here = {one.decision.grade for one in position.standings}
    here |= {one.grade for one in dossier.tests if one.motor in (None, position.specification.motor)}
    return tuple(one for one in grades if one in here)


def _day(text: str | None) -> date:
    if text is None:
        return shanghai_day(SystemClock().now())
    try:
        day: date = cells()["day"].read(text)
    except ValueError:
        raise _wrong("--day", cells()["day"].wanted, text) from None
    return day


def _degrees(text: str | None) -> Decimal:
    match = _DEGREES.fullmatch("20" if text is None else text.strip())
    if not match:
        raise _wrong("--temperature", Words("温度，如 150degC", "a temperature such as 150degC"), str(text))
    return Decimal(match[1])


def _elements(symbols: Sequence[str]) -> tuple[str, ...]:
    from monazite.reference import rare_earths

    known = [one.symbol for one in rare_earths()]
    wanted = [part for text in symbols for part in re.split(r"[,，、\s]+", text) if part]
    for one in wanted:
        if one not in known:
            raise unknown("value-unknown", "--without", one, known)
    return tuple(dict.fromkeys(wanted))


def _wrong(place: str, wanted: Words, found: str) -> UsageError:
    from monazite.store import said, shown

    values = {"wanted_zh": wanted.zh, "wanted_en": wanted.en, "found": shown(found)}
    return UsageError(said("monazite.store", "value-wrong", place, **values))


def _tell_position(terminal: Terminal, one: Position, judged: Sequence[Evaluation]) -> None:
    """A specification: its grades judged, and below them what holds."""
    from monazite.plan.qualification import words

    specification = one.specification
    terminal.line(
        terminal.words(
            "plan.specification", motor=specification.motor, position=specification.position, id=specification.id
        )
    )
    for each in judged:
        terminal.line()
        _tell_evaluation(terminal, each)
    terminal.line()
    for standing in one.standings:
        said = [words(f"ruling.{standing.decision.ruling}"), words(f"state.{standing.state}"), *standing.reasons]
        terminal.line(f"{standing.decision.id} {standing.decision.grade}: {_joined(terminal, said)}")
    status = words(f"status.{one.status}").in_language(terminal.language)
    terminal.line(terminal.words("plan.status", status=status, code=one.status, grades=", ".join(one.grades)))
    if one.under_test:
        terminal.line(terminal.words("plan.under_test", grades=", ".join(one.under_test)))
    terminal.line()


def _tell_evaluation(terminal: Terminal, one: Evaluation) -> None:
    from monazite.plan.qualification import label_of, limit_text, needed_tests, properties, words

    verdict = words(f"verdict.{one.verdict}").in_language(terminal.language)
    terminal.line(terminal.words("plan.verdict", grade=one.grade, verdict=verdict, day=one.on))
    header = [terminal.words(f"plan.column.{name}") for name in ("requirement", "limit", "unit", "verdict", "why")]
    rows = [
        [label_of(each.requirement).in_language(terminal.language), limit_text(each.requirement),
         properties()[each.requirement.property].unit,
         words(f"verdict.{each.verdict}").in_language(terminal.language), _joined(terminal, each.reasons)]
        for each in one.findings
    ]  # fmt: skip
    terminal.plain_table(header, rows, {4})
    for needed in needed_tests(one):
        methods = " / ".join((*needed.methods, *needed.not_yet))
        label = label_of(needed.requirement).in_language(terminal.language)
        terminal.line(terminal.words("plan.needed", property=label, methods=methods, samples=needed.samples))


def _tell_answer(terminal: Terminal, answer: Answer, starts: Sequence[str]) -> None:
    from monazite.plan.qualification import words

    terminal.line(terminal.words("plan.replaced", grades=", ".join(starts)))
    for title, found in (("", answer.replacements), ("plan.not_known", answer.not_known)):
        if title and found:
            terminal.line()
            terminal.line(terminal.words(title))
        if found:
            names = ("candidate", "motor", "standing", "steps", "basis", *SHOWN_ELEMENTS, "br", "hcj", "why")
            header = [one if one in SHOWN_ELEMENTS else terminal.words(f"plan.column.{one}") for one in names]
            terminal.fitted_table(header, [_row(terminal, one) for one in found], {0, 1, 3, len(names) - 1})
    if any(one.is_estimate for one in (*answer.replacements, *answer.not_known)):
        terminal.line(terminal.words("plan.contents_estimated"))
    if not answer.replacements:
        terminal.say("list.none")
    if answer.not_compared:
        terminal.line(terminal.words("plan.not_compared", count=len(answer.not_compared)))
    for one in answer.unqualified:
        status, where = words("status.unqualified").in_language(terminal.language), one.specification
        terminal.line(f"{where.motor} {where.position}: {status} (unqualified)")


def _row(terminal: Terminal, one: Replacement) -> list[str]:
    from monazite.plan.qualification import words

    changes = {each.element: each for each in one.changes}
    grams = [
        "?"
        if name in one.not_known
        else _grams(changes[name].low_mg, changes[name].high_mg)
        if name in changes
        else "0"
        for name in SHOWN_ELEMENTS
    ]
    margins = {each.property: f"{float(each.difference):+.{MARGIN_DIGITS[each.property]}f}" for each in one.margins}
    steps = " → ".join(each.candidate for each in one.steps[:-1])
    status = words(f"edge.{one.status}").in_language(terminal.language)
    basis = terminal.words("plan.per_motor" if one.is_per_motor else "plan.per_kilogram")
    why = _joined(terminal, [reason for each in one.steps for reason in each.reasons])
    where = f"{one.motor} {one.position}".strip()
    return [one.candidate, where, status, steps, basis, *grams, *(margins.get(name, "") for name in MARGIN_DIGITS), why]


def _grams(low_mg: int, high_mg: int) -> str:
    """A change in grams, both ends where they differ."""
    low, high = (f"{value / 1000:+.1f}" for value in (low_mg, high_mg))
    return low if low == high else f"{low}…{high}"


def _joined(terminal: Terminal, said: Sequence[Words]) -> str:
    return ("；" if terminal.language == "zh" else "; ").join(one.in_language(terminal.language) for one in said)
