"""What the guard checks of plan: parties, who may speak, what is referred to, and what each kind asks for beyond."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from monazite.core import Problem, ProblemError
from monazite.ledger import Entry
from monazite.ledger.names import is_name
from monazite.plan.journal.commitments import OF_COMMITMENTS, RECORDS_OF_COMMITMENTS, reversed_fault
from monazite.plan.journal.faults import actor_fault, label_of, party_fault, unknown
from monazite.plan.journal.project import REVERSE
from monazite.plan.journal.registers import ANYONE, REGISTERS, Record, Register, listed
from monazite.plan.journal.seen import Seen
from monazite.plan.matching.check import problems_of
from monazite.plan.qualification.checks import check
from monazite.plan.qualification.record import Dossier, specification_of, test_of
from monazite.plan.said import problem
from monazite.plan.work.checks import check as work_faults
from monazite.plan.work.record import minutes_of, note_of, topic_of

Check = Callable[[Seen, Entry], Problem | None]
NOT_YET = frozenset({"matching-demand-unknown", "matching-group-unknown"})
"""Codes of links to what nobody has stated."""
OfRecord = Callable[[Seen, Entry, Record], Problem | None]


def _register_fault(register: Register, seen: Seen, entry: Entry) -> Problem | None:
    """Why a record must not be booked; None when it may."""
    record = entry.details[register.detail]
    try:
        register.read(record)
    except ProblemError as error:
        return error.problem
    found = _names_fault(register, seen, entry, record) or _speaker_fault(register, seen, entry, record)
    found = found or _refers_fault(register, seen, entry, record) or _before_fault(register, seen, entry, record)
    more = OF_RECORD.get(entry.kind)
    return more(seen, entry, record) if found is None and more is not None else found


def _names_fault(register: Register, seen: Seen, entry: Entry, record: Record) -> Problem | None:
    if "id" in record and not is_name(record["id"]):
        return problem("book-id", entry.id, found=record["id"])
    for name in register.parties:
        for party in listed(record.get(name)):
            if (found := party_fault(seen, f"{entry.id} {name}", party)) is not None:
                return found
    return None


def _speaker_fault(register: Register, seen: Seen, entry: Entry, record: Record) -> Problem | None:
    if ANYONE in register.speakers:
        return party_fault(seen, entry.id, entry.actor)
    return actor_fault(seen, entry, [party for name in register.speakers for party in listed(record.get(name))])


def _refers_fault(register: Register, seen: Seen, entry: Entry, record: Record) -> Problem | None:
    for name, kind in register.refers.items():
        for subject in listed(record.get(name)):
            if seen.record(kind, subject) is None:
                return unknown(seen, f"{entry.id} {name}", kind, subject)
    return None


def _before_fault(register: Register, seen: Seen, entry: Entry, record: Record) -> Problem | None:
    """What was said of the subject before: said once and for all, by somebody else, or later."""
    subject = register.subject(record)
    before = seen.record(register.kind, subject)
    if before is None:
        return None
    if register.is_final:
        return problem("book-taken", entry.id, what=label_of(register.kind), found=subject)
    found = _speaker_fault(register, seen, entry, before)
    return found or _older_fault(entry, before, record)


def _older_fault(entry: Entry, before: Record, record: Record) -> Problem | None:
    """A version older than the one that stands does not replace it; an equal one does (CX-0128, 4.1.2)."""
    ours, theirs = (one.get("changed_at") for one in (record, before))
    if theirs is None or (ours is not None and datetime.fromisoformat(ours) >= datetime.fromisoformat(theirs)):
        return None
    return problem("book-older", f"{entry.id} changed_at", found=ours or "—", known=theirs)


def _matching_fault(seen: Seen, entry: Entry, record: Record) -> Problem | None:
    """What `monazite.plan.matching` finds of a demand or a group beside all others: mixed units, groups in a circle.

    A link to what nobody has stated yet is none: either side may speak first.
    """
    stated = {kind: dict(seen.records(kind)) for kind in ("demand", "capacity_group")}
    stated[entry.kind][record["id"]] = record
    demands, groups = ([REGISTERS[kind].read(one) for one in of.values()] for kind, of in stated.items())
    return next((one for one in problems_of(demands, groups) if one.code not in NOT_YET), None)


def _comment(seen: Seen, entry: Entry, record: Record) -> Problem | None:
    """A comment is on a demand or a group that is there, by one of its two sides."""
    about = seen.record("demand", record["about"]) or seen.record("capacity_group", record["about"])
    if about is None:
        return unknown(seen, f"{entry.id} about", "demand", record["about"])
    sides = [about["customer"], about["supplier"]]
    if {record["customer"], record["supplier"]} != set(sides) or record["by"] not in sides:
        return problem("book-actor", f"{entry.id} by", found=record["by"], known=" / ".join(sides))
    return None


def _qualification(seen: Seen, entry: Entry, record: Record) -> Problem | None:
    """A decision is the word of the firm that sets the specification, on tests of that grade that were made before."""
    specification = seen.record("specification", record["specification"]) or {}
    if record["by"] != specification.get("by"):
        return problem("book-actor", f"{entry.id} by", found=record["by"], known=specification.get("by"))
    if record["ruling"] != "refused" and not record.get("tests"):
        return problem("book-untested", entry.id, found=record["ruling"])
    for one in record.get("tests", ()):
        test = seen.record("magnet_test", one) or {}
        if test.get("grade") != record["grade"]:
            return problem("book-other-grade", f"{entry.id} {one}", found=test.get("grade"), known=record["grade"])
        if test["day"] > record["day"]:
            return problem("book-test-late", f"{entry.id} {one}", found=test["day"], known=record["day"])
    return _dossier_fault(seen, entry, record)


def _magnet_test(seen: Seen, entry: Entry, record: Record) -> Problem | None:
    return _future_fault(entry, record) or _dossier_fault(seen, entry, record)


def _future_fault(entry: Entry, record: Record) -> Problem | None:
    if record["day"] <= entry.time[:10]:
        return None
    return problem("book-future", f"{entry.id} day", found=record["day"], known=entry.time[:10])


def _dossier_fault(seen: Seen, entry: Entry, record: Record) -> Problem | None:
    """What `monazite.plan.qualification.check` finds of a record beside those that it names."""
    one = REGISTERS[entry.kind].read(record)
    named = [*listed(record.get("tests")), *listed(record.get("replaces"))]
    tests = [found for name in named if (found := seen.record("magnet_test", name)) is not None]
    parts: dict[str, list[Any]] = {
        "specification": [specification_of(told) for _, told in seen.records("specification")],
        "magnet_test": [test_of(told) for told in tests], "qualification": [], "magnet_grade": [],
    }  # fmt: skip
    parts[entry.kind] = [*(other for other in parts[entry.kind] if other.id != one.id), one]
    faults = check(Dossier(*map(tuple, parts.values())))
    return next((fault for fault in faults if fault.place.startswith(one.id)), None)


def _work_fault(seen: Seen, _: Entry, record: Record) -> Problem | None:
    """What `monazite.plan.work.check` finds of a topic, a note or minutes."""
    is_topic, is_note = "lead" in record, "topic" in record
    topics = [topic_of(record)] if is_topic else [topic_of(told) for _, told in seen.records("topic")]
    notes = [note_of(record)] if is_note else []
    minutes = [] if is_topic or is_note else [minutes_of(record)]
    return next(iter(work_faults(topics, notes, minutes)), None)


def _note(seen: Seen, entry: Entry, record: Record) -> Problem | None:
    """Only those at work on a topic note its progress."""
    topic = seen.record("topic", record["topic"]) or {}
    firms = [topic.get("lead"), *topic.get("members", ())]
    if record["by"] not in firms:
        return problem("book-actor", f"{entry.id} by", found=record["by"], known=" / ".join(map(str, firms)))
    return _future_fault(entry, record) or _work_fault(seen, entry, record)


def _reverse(seen: Seen, entry: Entry) -> Problem | None:
    """Taken back by whoever may say it, and never what others rest on: a test with its decision, a paid delivery."""
    related = seen.entry(entry.relates)
    register = None if related is None else REGISTERS.get(related.kind)
    if related is None or register is None:
        return None if related is None else reversed_fault(seen, entry, related)
    record = related.details[register.detail]
    subject = register.subject(record)
    found = _speaker_fault(register, seen, entry, record)
    resting = next(seen.referring(related.kind, subject), None) or next(_moved(seen, related.kind, subject), None)
    is_revised = related.kind != "commitment" and seen.is_revised(related.kind, subject, related.id)
    if found is not None or resting is None or is_revised:
        return found
    return problem("book-rests", entry.id, what=label_of(related.kind), found=f"{subject} ← {resting}")


def _moved(seen: Seen, kind: str, subject: str) -> Iterator[str]:
    """The deliveries under a commitment; nothing for what is none."""
    if kind == "commitment":
        yield from (one["movement"] for one in seen.movements(subject))


OF_RECORD: Mapping[str, OfRecord] = {
    **RECORDS_OF_COMMITMENTS, "qualification": _qualification, "magnet_test": _magnet_test, "topic_note": _note,
    "demand": _matching_fault, "capacity_group": _matching_fault, "plan_comment": _comment,
    "specification": _dossier_fault, "magnet_grade": _dossier_fault, "topic": _work_fault,
    "minutes": _work_fault,
}  # fmt: skip
"""What kinds of records ask for beyond what ``registers.csv`` says."""
CHECKS: Mapping[str, Check] = {
    **{kind: partial(_register_fault, register) for kind, register in REGISTERS.items()}, **OF_COMMITMENTS,
    REVERSE: _reverse,
}  # fmt: skip
"""The check of each kind of entry."""
