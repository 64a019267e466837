from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.app.stub_reader import read_folder

import monazite
from monazite.app import LISTS, Workspace
from monazite.app.demo import read_samples, sample_sources
from monazite.app.workspace import stamp
from monazite.core import FixedClock, ProblemError, UsageError
from monazite.facts import FACTS
from monazite.store import ListQuery

CLOCK = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, papers: Path) -> Workspace:
    workspace = Workspace.open(tmp_path_factory.mktemp("workspace") / "w", create=True, clock=CLOCK)
    read_folder(workspace, papers)
    return workspace


def test_questions_in_python(workspace: Workspace) -> None:
    facts = workspace.facts(kind="price", subject="氧化镝", limit=3, sort=["-value_low"])
    assert [row["value"] for row in facts] == ["2069", "2068", "2067"]
    fact = workspace.fact(facts.to_dicts()[0]["id"])
    assert fact.fact.subject == "氧化镝"
    document = workspace.document(fact.document)
    assert document.name == "feed.txt"
    assert [one.id for one, _ in workspace.facts_in(document.id)] == [fact.fact.id]
    assert workspace.check_record(workspace.checks_in(document.id)[0].id).rule == "stub"
    assert len(workspace.loose_numerals_in(document.id)) == 1
    assert workspace.prices("氧化镨钕")[0].low == 400
    assert workspace.prices("氧化镨钕").to_dicts()[0]["docs"]
    assert workspace.prices("氧化镨钕").to_arrow().column("unit")[0].as_py() == "CNY/kg"
    assert workspace.quotas() == []
    assert workspace.titles([document.id]) == {document.id: document.title}
    assert len(workspace.check(failed=True)) > 0
    assert workspace.search("氧化镝").total == 110
    assert len(workspace.products(priced="yes")) == 2
    assert workspace.page(FACTS, ListQuery(limit=2)).total == workspace.count(FACTS) == len(workspace.facts())
    assert len(workspace.documents(format="text")) == 110


def test_every_list_streams_and_exports(workspace: Workspace) -> None:
    for declared in LISTS.values():
        records = workspace.records(declared)
        assert len(records) == len(records.to_dicts()) == records.to_arrow().num_rows
        for column in declared.columns:
            assert column.label.zh
            assert column.label.en
            sorted_rows = workspace.records(declared, ListQuery(sort=(f"-{column.key}",), limit=3)).to_dicts()
            assert len(sorted_rows) == min(3, len(records))


@pytest.mark.parametrize(
    ("ask", "code"), [("fact", "fact-unknown"), ("document", "document-unknown"), ("check_record", "check-unknown")]
)
def test_what_is_not_there_is_said(workspace: Workspace, ask: str, code: str) -> None:
    with pytest.raises(ProblemError) as refused:
        getattr(workspace, ask)("x0")
    assert refused.value.problem.code == code


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_data_frame_needs_its_library(workspace: Workspace, library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    for results in (workspace.facts(), workspace.prices("氧化镝")):
        with pytest.raises(ProblemError) as refused:
            getattr(results, f"to_{library}")()
        assert f"pip install {library}" in refused.value.problem.sentence("en")


def test_an_unknown_filter_is_refused(workspace: Workspace) -> None:
    with pytest.raises(UsageError):
        len(workspace.facts(kindd="price"))


def test_a_later_workspace_goes_on(tmp_path: Path) -> None:
    with monazite.open(tmp_path / "w") as made:
        assert made.is_new
    with Workspace.open(tmp_path / "w") as again:
        assert not again.is_new
    with pytest.raises(ProblemError):
        Workspace.open(tmp_path / "none")


def test_recorded_times_are_utc() -> None:
    assert stamp(CLOCK.now()) == "2026-01-01T00:00:00Z"


def test_the_demo_reads_the_samples(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "w", create=True, clock=CLOCK) as workspace:
        result = read_samples(workspace, small=True)
        assert result.read == len(sample_sources(small=True)) == 3
        assert result.failed == 0
        assert len(workspace.facts()) == result.facts > 0
        for row in workspace.facts():
            document = workspace.document(row["document_id"])
            if row["view_start"] is not None:
                shown = document.text[row["view_start"] : row["view_end"]]
                assert shown.strip()[:1] == row["quote"].strip()[:1]
