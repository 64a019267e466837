"""A public file that is wrong is one Problem with its line and field, in both languages; nothing is half read."""

from __future__ import annotations

import csv
import importlib.util
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import monazite.trade
from monazite.core import Problem
from monazite.trade.index import dump, inputs_entry, load, mask, publish, recompute, recompute_bytes
from monazite.trade.index.fields import fields_of
from monazite.trade.index.files import RECORDS, as_json


def beside(name: str) -> ModuleType:
    """A module of this folder; pytest imports tests without a package."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


making, second = beside("index_making"), beside("index_second")
INPUTS = making.random_inputs(3)
CONTENT = dump(INPUTS, publish(INPUTS))
LINES = [json.loads(line) for line in CONTENT.splitlines()]
Edit = Callable[[list[Any]], object]


def first(lines: list[Any], kind: str) -> Any:
    return next(line for line in lines if line["kind"] == kind)


def put(kind: str, field: str, value: object) -> Edit:
    return lambda lines: first(lines, kind).__setitem__(field, value)


ONLY_END = {"kind": "end", "lines": 1, "sha256": "0" * 64}


def two_owners(lines: list[Any]) -> Any:
    """The first trade again under another id, its buyer with another owner."""
    return {**first(lines, "deal"), "id": "V.999.0", "buyer_owner": "p-0123456789abcdef"}


FAULTS: list[tuple[str, str, Edit]] = [
    ("index-field-wrong", "fen_per_tonne", put("deal", "fen_per_tonne", 0)),
    ("index-field-wrong", "fen_per_tonne", put("deal", "fen_per_tonne", -5)),
    ("index-field-wrong", "fen_per_tonne", put("deal", "fen_per_tonne", 1.5)),
    ("index-field-wrong", "fen_per_tonne", put("deal", "fen_per_tonne", "5")),
    ("index-field-wrong", "fen_per_tonne", put("deal", "fen_per_tonne", True)),
    ("index-field-wrong", "mass_mg", put("deal", "mass_mg", 0)),
    ("index-field-wrong", "mass_mg", put("deal", "mass_mg", 10**40)),
    ("index-field-wrong", "day", put("deal", "day", "2022-2-30")),
    ("index-field-wrong", "buyer", put("deal", "buyer", "a b")),
    ("index-field-wrong", "buyer", put("deal", "buyer", "p-0123456789abcde")),
    ("index-field-wrong", "buyer_owner", put("deal", "buyer_owner", "p-0123456789abcdeF")),
    ("index-field-wrong", "seller", put("deal", "seller", "p-0123456789abcdef\n")),
    ("index-field-wrong", "seller_owner", put("deal", "seller_owner", None)),
    ("index-owners-two", "owner", lambda lines: lines.insert(lines.index(first(lines, "deal")), two_owners(lines))),
    ("index-field-wrong", "sha256", put("end", "sha256", "AB" * 32)),
    ("index-field-missing", "sha256", lambda lines: first(lines, "end").pop("sha256")),
    ("index-field-wrong", "index", put("anchor", "index", "NaN")),
    ("index-field-wrong", "index", put("anchor", "index", "1e9")),
    ("index-field-wrong", "index", put("anchor", "index", "0.0")),
    ("index-field-wrong", "splice", put("method", "splice", "never")),
    ("index-field-wrong", "cap_ppm", put("method", "cap_ppm", 1_000_001)),
    ("index-field-wrong", "format", put("index", "format", "monazite-index/2")),
    ("index-field-unknown", "fen_per_ton", put("deal", "fen_per_ton", 5)),
    ("index-field-missing", "seller", lambda lines: first(lines, "deal").pop("seller")),
    ("index-unknown", "product", put("deal", "product", "氧化铕")),
    ("index-unknown", "day", put("deal", "day", "2021-01-04")),
    ("index-twice", "id", lambda lines: lines.insert(lines.index(first(lines, "deal")), dict(first(lines, "deal")))),
    ("index-twice", "product", put("constituent", "product", "镨钕金属")),
    ("index-kind-unknown", "index", put("deal", "kind", "trade")),
    ("index-kind-unknown", "index", put("deal", "kind", ["deal"])),
    ("index-kind-order", "method", lambda lines: lines.append(dict(lines[-1]))),
    ("index-kind-order", "method", lambda lines: lines.insert(1, lines.pop(-2))),
    ("index-end-missing", "line", lambda lines: lines.pop()),
    ("index-end-missing", "line", lambda lines: lines.pop(-2)),
    ("index-method-early", "methodology", put("method", "effective", "2030-01-01")),
    ("index-part-missing", "method", lambda lines: lines.__setitem__(slice(1, None), [ONLY_END])),
]  # fmt: skip


@pytest.mark.parametrize(("code", "says", "edit"), FAULTS)
def test_each_fault_is_one_problem_that_names_it(code: str, says: str, edit: Edit) -> None:
    lines = json.loads(json.dumps(LINES))
    edit(lines)
    report = recompute_bytes("\n".join(json.dumps(line) for line in lines).encode(), "index.jsonl")
    (problem,) = report.problems
    assert problem.code == code
    assert says in problem.sentence("en")
    assert problem.place.startswith("index.jsonl:")
    assert problem.sentence("zh")
    assert not report.series.values
    assert not report.is_identical


def test_the_line_of_the_fault_is_counted_from_one() -> None:
    lines = json.loads(json.dumps(LINES))
    first(lines, "deal")["mass_mg"] = -1
    number = lines.index(first(lines, "deal")) + 1
    loaded = load("\n".join(json.dumps(line) for line in lines).encode(), "a")
    assert isinstance(loaded, Problem)
    assert loaded.place == f"a:{number}"


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(CONTENT)), st.integers(0, 3), st.binary(max_size=3))
def test_no_changed_byte_passes_and_none_raises(at: int, out: int, put_in: bytes) -> None:
    damaged = CONTENT[:at] + put_in + CONTENT[at + out :]
    report = recompute_bytes(damaged, "index.jsonl")
    assert report.is_identical == (damaged == CONTENT)
    assert second.is_intact(damaged) == (damaged == CONTENT)


@pytest.mark.parametrize("kind", ["weight", "deal", "end"])
def test_each_single_byte_of_an_input_and_of_the_last_line_counts(kind: str) -> None:
    start = CONTENT.index(next(line for line in CONTENT.splitlines() if f'"kind":"{kind}"'.encode() in line))
    for at in range(start, CONTENT.index(b"\n", start) + 1):
        damaged = CONTENT[:at] + bytes([CONTENT[at] ^ 1]) + CONTENT[at + 1 :]
        assert not recompute_bytes(damaged, "index.jsonl").is_identical, at


def test_a_change_of_a_source_is_found_at_the_last_line() -> None:
    damaged = CONTENT.replace(b"made for tests", b"made for Tests", 1)
    (found,) = recompute_bytes(damaged, "x").differences
    assert found.place == f"x:{len(LINES)} sha256"
    assert found.printed == LINES[-1]["sha256"] != found.recomputed


@pytest.mark.parametrize("ending", [b"", b"\r\n", b" \n"])
def test_the_last_line_has_one_spelling(ending: bytes) -> None:
    (found,) = recompute_bytes(CONTENT[:-1] + ending, "x").differences
    assert found.place == f"x:{len(LINES)}"


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"[]", b"{}", b"\xff", b"[" * 5000, b'{"kind":"index"}', b"null\n" * 3]
)
def test_what_is_no_public_file_is_said(content: bytes) -> None:
    assert len(recompute_bytes(content, "x").problems) == 1


def test_a_file_that_asks_for_too_much_is_said() -> None:
    lines = [LINES[0], first(LINES, "method")]
    product = first(LINES, "constituent")
    lines += [{**product, "product": f"p{at}"} for at in range(1200)]
    lines += [{"kind": "day", "day": (date(2023, 1, 1) + timedelta(at)).isoformat()} for at in range(1000)]
    lines.append({**ONLY_END, "lines": len(lines)})
    report = recompute_bytes("\n".join(json.dumps(line) for line in lines).encode(), "x")
    assert [problem.code for problem in report.problems] == ["index-values-many"]


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert [problem.code for problem in recompute(tmp_path / "none.jsonl").problems] == ["index-file-missing"]
    assert [problem.code for problem in recompute(tmp_path).problems] == ["index-file-missing"]


def test_the_table_of_fields_is_that_of_the_records() -> None:
    for kind, record in RECORDS.items():
        assert [item.name for item in fields_of()[kind]] == [*record.__dataclass_fields__], kind


def test_a_record_round_trips_through_its_line() -> None:
    loaded = load(CONTENT, "index.jsonl")
    assert not isinstance(loaded, Problem)
    assert as_json(loaded.inputs.deals[0]) == {
        key: value for key, value in first(LINES, "deal").items() if key != "kind"
    }
    assert dump(loaded.inputs, publish(loaded.inputs)) == CONTENT


def test_pseudonyms_are_consistent_and_need_the_salt() -> None:
    assert mask("F1", b"a" * 16) == mask("F1", b"a" * 16) != mask("F1", b"b" * 16)


def test_the_journal_commits_to_the_bytes() -> None:
    entry = inputs_entry("REI", making.DAY, CONTENT, actor="V", methodology=1, simulated=True)
    assert entry.kind == "index_inputs"
    assert entry.details["sha256"] == recompute_bytes(CONTENT, "x").sha256
    assert (entry.details["count"], entry.details["simulated"]) == (len(LINES), True)
    with (Path(monazite.trade.__file__).parent / "kinds.csv").open(encoding="utf-8") as file:
        kind = next(row for row in csv.DictReader(file) if row["kind"] == entry.kind)
    assert set(kind["needs"].split(";")) <= set(entry.details) <= {*kind["needs"].split(";"), *kind["may"].split(";")}
