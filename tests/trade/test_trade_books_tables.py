"""Every table follows from the entries, every kind has its check and change, every sentence its two languages."""

from __future__ import annotations

import csv
import re
from collections import Counter
from importlib import resources
from pathlib import Path

from sqlalchemy import inspect

from monazite.app import Workspace
from monazite.store import ListQuery, page
from monazite.trade.book import BOOK
from monazite.trade.receipts.changes import CHANGES
from monazite.trade.receipts.checks import OF_CHAIN, OWN
from monazite.trade.tables import SCHEMAS
from monazite.trade.wiring import LISTS, PROJECTIONS

ROOM = Path(str(resources.files("monazite.trade")))


def rows_of(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((ROOM / name).read_text("utf-8").splitlines()))


def test_every_table_is_in_exactly_one_projection() -> None:
    filled = Counter(table for projection in PROJECTIONS for table in projection.tables)
    assert set(filled.values()) == {1}
    assert {name for name in filled if name.startswith("trade_")} == SCHEMAS.keys()


def test_a_fresh_workspace_has_every_table_and_every_list(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws", create=True) as opened:
        with opened.home.database.reading() as connection:
            seen = inspect(connection)
            for name, schema in SCHEMAS.items():
                assert {column["name"] for column in seen.get_columns(name)} == set(schema.table.columns.keys()), name
            for declared in LISTS:
                assert page(connection, declared, ListQuery()).total == 0, declared.name
        assert opened.trace.audit().is_clean


def test_every_kind_is_checked_and_changes_something() -> None:
    kinds = {row["kind"] for row in rows_of("kinds.csv")}
    assert kinds <= BOOK.kinds.keys()
    assert kinds == OWN.keys()
    assert CHANGES.keys() == kinds | OF_CHAIN.keys() | {"reverse"}


def test_every_sentence_is_used_and_says_the_same_in_both_languages() -> None:
    code = "".join(path.read_text("utf-8") for path in ROOM.rglob("*.py"))
    found = rows_of("problems.csv")
    assert len({row["code"] for row in found}) == len(found)
    for row in found:
        assert f'"{row["code"].removesuffix("-none")}"' in code, row["code"]
        for part in ("expected", "found", "action"):
            zh, en = (set(re.findall(r"{(\w+)}", row[f"{part}_{language}"])) for language in ("zh", "en"))
            assert {name.removesuffix("_zh") for name in zh} == en, row["code"]
