"""Every table of trace follows from the entries through one projection, so that the audit compares it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from sqlalchemy import inspect

from monazite.app import Workspace
from monazite.trace import PROJECTIONS, SCHEMAS

ELSEWHERE: dict[str, str] = {}
"""Tables that no projection fills, and why the audit need not compare them; there are none."""


def test_every_table_is_in_exactly_one_projection() -> None:
    filled = Counter(table for projection in PROJECTIONS for table in projection.tables)
    assert set(filled.values()) == {1}
    assert not filled.keys() & ELSEWHERE.keys()
    assert filled.keys() | ELSEWHERE.keys() == {name for name in SCHEMAS if name.startswith("trace_")}


def test_a_fresh_workspace_has_every_table_as_declared_and_audits_clean(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws", create=True) as opened:
        with opened.home.database.reading() as connection:
            seen = inspect(connection)
            for name, schema in SCHEMAS.items():
                assert {column["name"] for column in seen.get_columns(name)} == set(schema.table.columns.keys()), name
        report = opened.trace.audit()
    assert report.is_clean
    assert not report.findings
