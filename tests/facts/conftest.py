"""An empty workspace, and a maker of readings in few words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from monazite.facts import (
    MIGRATIONS,
    Check,
    Correction,
    DocumentRecord,
    Fact,
    Input,
    LooseNumeral,
    Place,
    ReadingRecord,
    Shown,
    Span,
    save_readings,
)
from monazite.store import Database, open_home

NAMES = {"镝铁合金": ("镝铁", "dysprosium-iron alloy", "DyFe"), "氧化镨钕": ("镨钕氧化物", "PrNd oxide")}
Make = Callable[..., ReadingRecord]
Save = Callable[..., None]


def namer(name: str) -> tuple[str, ...]:
    return NAMES.get(name, ())


def simplified(text: str) -> str:
    return text.replace("鏑", "镝").replace("鐵", "铁")


def made_fact(name: str, text: str, at: int, wanted: dict[str, Any]) -> Fact:
    value = wanted.pop("value", Decimal(100 + at))
    fact = Fact(
        name, "price", "氧化镨钕", text[at : at + 4], at, at + 4, value=value, unit="元/公斤", canonical_value=value,
        canonical_unit="CNY/kg", period="2022-08", place=Place(0, number=Span(at, at + 1)),
    )  # fmt: skip
    return replace(fact, **wanted)


@pytest.fixture(scope="session")
def make() -> Make:
    def make(
        name: str, text: str, *facts: dict[str, Any], day: date | None = date(2022, 8, 31), **about: Any
    ) -> ReadingRecord:
        document = DocumentRecord(
            hashlib.sha256(f"{name}{text}".encode()).hexdigest(), about.pop("item", None), name, "text", "utf-8", text,
            date=day, **about,
        )  # fmt: skip
        made = tuple(made_fact(name, text, at, dict(wanted)) for at, wanted in enumerate(facts))
        checks = tuple(
            Check(
                name,
                "unit_twin",
                (Input("1", f.start, f.end, f.id),),
                "1 = 1",
                Decimal(1),
                Decimal(1),
                None,
                None,
                holds=True,
            )
            for f in made
        )
        shown = tuple(Shown(Span(f.start, f.end)) for f in made)
        return ReadingRecord(document, made, shown, checks, (LooseNumeral(0, 1, text[:1]),))

    return make


def keep(database: Database, *readings: ReadingRecord, version: str = "1") -> None:
    with database.writing() as connection:
        save_readings(connection, readings, version, namer, simplified)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    home = open_home(tmp_path / "w", MIGRATIONS, "2026-01-01T00:00:00Z", create=True)
    yield home.database
    home.database.close()


@pytest.fixture
def save(database: Database) -> Save:
    return partial(keep, database)


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory, make: Make) -> Iterator[Database]:
    """Three papers, which no test changes: a repaired name, its twin that is right, and one without a date."""
    home = open_home(tmp_path_factory.mktemp("papers") / "w", MIGRATIONS, "2026-01-01T00:00:00Z", create=True)
    repaired = {
        "subject": "镝铁合金",
        "subject_as_written": "镨铁",
        "status": "repaired",
        "repair": Correction("镨铁", "镝铁", "subject", ("spec Dy80%",), 3.0),
    }
    keep(
        home.database,
        make("old.md", "镨铁 226.38万元/吨", repaired, day=date(2021, 1, 1), title="简报"),
        make("new.md", "今日镝铁价格；Dy80%合金，226.38", {"subject": "氧化镨钕"}, day=date(2023, 1, 1)),
        make("none.md", "钐钴与镝、铁", day=None),
    )
    yield home.database
    home.database.close()
