"""The tables of this room, brought up to the journal: parties, permits, findings, quota, filings, licences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, delete, select, update

from monazite.ledger import MATTER, Entry, Leg, Posted
from monazite.store import insert, insert_rows
from monazite.trace.tables import SCHEMAS

Row = dict[str, Any]
Values = tuple[Any, ...]

PARTIES = SCHEMAS["trace_parties"].table
PERMITS = SCHEMAS["trace_permits"].table
FINDINGS = SCHEMAS["trace_findings"].table
CHANGES = SCHEMAS["trace_standing_changes"].table
ACTS = SCHEMAS["trace_quota_acts"].table
LEGS = SCHEMAS["trace_quota_legs"].table
OF_WHICH = SCHEMAS["trace_of_which"].table
FILINGS = SCHEMAS["trace_filings"].table
PENALTIES = SCHEMAS["trace_penalties"].table
LICENCES = SCHEMAS["trace_export_licences"].table
LICENCE_LEGS = SCHEMAS["trace_licence_legs"].table

REVERSIBLE: tuple[Table, ...] = (PERMITS, FINDINGS, ACTS, OF_WHICH, FILINGS, PENALTIES, LICENCES)
STANDING_KINDS = frozenset({"party", "permit", "finding"})
FIRM_KINDS = frozenset({"group", "firm", "recycler", "warehouse", "lab"})
"""Kinds of party that stand for themselves; sites and lines stand for the firm they belong to."""


class Projection:
    """The tables of permits; see `monazite.ledger.Projection`."""

    tables: tuple[str, ...] = (
        "trace_parties", "trace_permits", "trace_findings", "trace_standing_changes", "trace_quota_acts",
        "trace_quota_legs", "trace_of_which", "trace_filings", "trace_penalties", "trace_export_licences",
        "trace_licence_legs",
    )  # fmt: skip

    def apply(self, connection: Connection, posted: Sequence[Posted]) -> None:
        """Bring the tables up to these entries."""
        quota_rows: list[Values] = []
        licence_rows: list[Row] = []
        for one in posted:
            kind = one.entry.kind
            if (document := _DOCUMENTS.get(kind)) is not None:
                document(connection, one)
            if kind in _WITH_QUOTA:
                quota_rows += _quota_rows(connection, one)
            if kind in _WITH_LICENCE:
                licence_rows += _licence_rows(one)
        insert_rows(connection, LEGS, quota_rows)
        insert(connection, LICENCE_LEGS, licence_rows)


PROJECTION = Projection()
"""What the journal keeps up for this room."""

_WITH_QUOTA = frozenset({"issue", "split", "amend", "lapse", "mine", "output", "release", "adjust", "reverse"})
_WITH_LICENCE = frozenset({"grant", "export", "adjust", "reverse"})
_BATCHED = frozenset({"issue", "split", "amend"})


def _quota_rows(connection: Connection, posted: Posted) -> list[Values]:
    """The rows of an entry's legs on quota, in the order of the table's columns."""
    entry, number = posted.entry, posted.number
    rows: list[Values] = []
    batch, is_asked = None, False
    for index, leg in enumerate(entry.legs):
        unit = leg.unit
        if unit.startswith("quota:"):
            if not is_asked:
                batch, is_asked = _batch(connection, entry), True
            role, _, party = leg.account.partition("/")
            _, year, stage, klass = unit.split(":")
            day, kind = entry.time[:10], entry.kind
            rows.append((number, index, day, kind, int(year), batch, stage, klass, role, party, leg.amount))
    return rows


def _batch(connection: Connection, entry: Entry) -> str | None:
    """The batch that an entry's quota belongs to; a reversal has that of what it reverses."""
    if entry.kind in _BATCHED:
        return _text(entry.details.get("batch"))
    if entry.kind == "reverse" and not any(leg.unit == MATTER for leg in entry.legs):
        wanted = select(ACTS.c.batch).where(ACTS.c.entry == entry.relates)
        return connection.execute(wanted).scalar()
    return None


def _licence_rows(posted: Posted) -> list[Row]:
    return [
        _licence_row(posted, index, leg)
        for index, leg in enumerate(posted.entry.legs)
        if leg.unit.startswith("licence:")
    ]


def _licence_row(posted: Posted, index: int, leg: Leg) -> Row:
    _, licence, element = leg.unit.split(":")
    role, exporter = leg.account.split("/")[:2]
    return {
        "entry_number": posted.number, "leg": index, "day": posted.entry.day, "kind": posted.entry.kind,
        "licence": licence, "exporter": exporter, "element": element, "role": role, "mass_mg": leg.amount,
    }  # fmt: skip


def _party(connection: Connection, posted: Posted) -> None:
    party = posted.entry.details["party"]
    above = _row_of(connection, PARTIES, party.get("parent"))
    kind = party["kind"]
    firm = party["id"] if kind in FIRM_KINDS else above.get("firm")
    group = party["id"] if kind == "group" else above.get("group_id")
    row = {
        "id": party["id"], "kind": kind, "name_zh": party["name_zh"], "name_en": party.get("name_en"),
        "parent": party.get("parent"), "firm": firm, "group_id": group,
        "region": party.get("region"), "stage": party.get("stage"), "since": _day(party.get("since")),
        "is_simulated": _is_simulated(posted), "entry": posted.entry.id, "entry_number": posted.number,
    }  # fmt: skip
    is_new = not _row_of(connection, PARTIES, party["id"])
    _replace(connection, PARTIES, row)
    insert(connection, CHANGES, [{"entry_number": posted.number}])
    if not is_new:
        _pass_down(connection, row)


def _pass_down(connection: Connection, above: Mapping[str, Any]) -> None:
    """Set firm and group of all that belongs to a party that was registered anew."""
    for row in connection.execute(select(PARTIES).where(PARTIES.c.parent == above["id"])).mappings().all():
        firm = row["id"] if row["kind"] in FIRM_KINDS else above["firm"]
        changed = {"firm": firm, "group_id": above["group_id"]}
        connection.execute(update(PARTIES).where(PARTIES.c.id == row["id"]).values(changed))
        _pass_down(connection, {**row, **changed})


def _permit(connection: Connection, posted: Posted) -> None:
    permit = posted.entry.details["permit"]
    row = {
        "id": permit["id"], "party": permit["party"], "type": permit["type"], "number": permit.get("number"),
        "valid_from": _day(permit["valid_from"]), "valid_until": _day(permit.get("valid_until")),
        "capacity_reo_mg": permit.get("capacity_reo_mg"), "is_simulated": _is_simulated(posted), **_about(posted),
    }  # fmt: skip
    _replace(connection, PERMITS, row)
    insert(connection, CHANGES, [{"entry_number": posted.number}])


def _finding(connection: Connection, posted: Posted) -> None:
    finding = posted.entry.details["finding"]
    row = {
        "id": finding["id"], "party": finding["party"], "ground": finding["ground"], "since": _day(finding["since"]),
        "until": _day(finding.get("until")), "reason": finding.get("reason"), "authority": posted.entry.actor,
        "is_simulated": _is_simulated(posted), **_about(posted),
    }  # fmt: skip
    _replace(connection, FINDINGS, row)
    insert(connection, CHANGES, [{"entry_number": posted.number}])


def _quota_act(connection: Connection, posted: Posted) -> None:
    entry, details = posted.entry, posted.entry.details
    year = details.get("year") or next((int(leg.unit.split(":")[1]) for leg in entry.legs), entry.day.year)
    row = {
        "kind": entry.kind, "day": entry.day, "year": year, "batch": _text(details.get("batch")),
        "party": _acting(entry), "notice": details.get("notice"), "fact": entry.evidence.get("fact"),
        "reason": details.get("reason"), **_about(posted),
    }  # fmt: skip
    insert(connection, ACTS, [row])
    insert(connection, OF_WHICH, _of_which_rows(posted))


def _acting(entry: Entry) -> str | None:
    """The authority that issued, the group that split, the party whose quota lapses."""
    if "group" in entry.details:
        return str(entry.details["group"])
    roles = ("issued", "held") if entry.kind in ("issue", "lapse") else ("issued",)
    return next((leg.account.partition("/")[2] for leg in entry.legs if leg.role in roles), None)


def _of_which_rows(posted: Posted) -> list[Row]:
    details = posted.entry.details
    return [
        {
            "ordinal": ordinal, "year": details["year"], "batch": _text(details["batch"]), "stage": line["stage"],
            "class": line["class"], "within": line["within"], "party": line["party"], "reo_mg": line["reo_mg"],
            **_about(posted),
        }
        for ordinal, line in enumerate(details.get("of_which", ()))
    ]  # fmt: skip


def _filing(connection: Connection, posted: Posted) -> None:
    details = posted.entry.details
    row = {
        "group_id": details["group"], "year": details["year"], "batch": _text(details["batch"]),
        "filed_on": posted.entry.day, "recorded_ms": posted.recorded_ms, "note": details.get("note"), **_about(posted),
    }  # fmt: skip
    insert(connection, FILINGS, [row])


def _penalty(connection: Connection, posted: Posted) -> None:
    names = ("party", "year", "cut_ppm", "reason")
    row = {name: posted.entry.details[name] for name in names}
    row |= {"authority": posted.entry.actor, "day": posted.entry.day, **_about(posted)}
    insert(connection, PENALTIES, [row])


def _application(connection: Connection, posted: Posted) -> None:
    application = posted.entry.details["application"]
    row = _licence_of(posted, application) | {"application": application["id"], "applied_on": posted.entry.day}
    _replace(connection, LICENCES, row | {"granted_on": None, "valid_until": None, "number": None})


def _grant(connection: Connection, posted: Posted) -> None:
    licence = posted.entry.details["licence"]
    applied = _row_of(connection, LICENCES, licence.get("application"))
    row = _licence_of(posted, licence) | {
        "application": licence.get("application"), "applied_on": applied.get("applied_on"),
        "granted_on": posted.entry.day, "valid_until": _day(licence["valid_until"]), "number": licence.get("number"),
    }  # fmt: skip
    if applied:
        connection.execute(update(LICENCES).where(LICENCES.c.id == applied["id"]).values(granted_on=posted.entry.day))
    _replace(connection, LICENCES, row)


def _licence_of(posted: Posted, value: Mapping[str, Any]) -> Row:
    names = ("id", "exporter", "end_user", "country")
    row = {name: value[name] for name in names}
    return row | {"masses": dict(value["masses_mg"]), "is_simulated": _is_simulated(posted), **_about(posted)}


def _reversal(connection: Connection, posted: Posted) -> None:
    """Mark what a reversed entry stated; entries that move matter state nothing here."""
    entry = posted.entry
    if any(leg.unit == MATTER for leg in entry.legs):
        return
    for table in REVERSIBLE:
        found = update(table).where(table.c.entry == entry.relates).values(reversed_by=posted.number)
        if connection.execute(found).rowcount and table in (PERMITS, FINDINGS):
            insert(connection, CHANGES, [{"entry_number": posted.number}])


_DOCUMENTS: dict[str, Callable[[Connection, Posted], None]] = {
    "party": _party, "permit": _permit, "finding": _finding, "issue": _quota_act, "split": _quota_act,
    "amend": _quota_act, "lapse": _quota_act, "filing": _filing, "penalty": _penalty, "apply": _application,
    "grant": _grant, "reverse": _reversal,
}  # fmt: skip


def _about(posted: Posted) -> Row:
    return {"entry": posted.entry.id, "entry_number": posted.number, "reversed_by": None}


def _is_simulated(posted: Posted) -> bool:
    return posted.entry.details.get("simulated") is True


def _row_of(connection: Connection, table: Table, key: str | None) -> Mapping[str, Any]:
    """The row with that id, empty when there is none."""
    if key is None:
        return {}
    row = connection.execute(select(table).where(table.c.id == key)).mappings().first()
    return {} if row is None else dict(row)


def _replace(connection: Connection, table: Table, row: Row) -> None:
    connection.execute(delete(table).where(table.c.id == row["id"]))
    insert(connection, table, [row])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)
