"""Every way of speaking matches its own example, so that the table of templates documents itself."""

from __future__ import annotations

import csv
from collections.abc import Callable
from importlib.resources import files

import pytest

from monazite.read.check.evidence import Evidence
from monazite.read.check.templates import compiled, templates
from monazite.read.document import Document

PACKAGE = files("monazite.read.check")


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((PACKAGE / name).read_text("utf-8").splitlines()))


@pytest.mark.parametrize("row", rows("templates.csv"), ids=lambda row: row["example"][:24])
def test_a_template_matches_its_example(paper: Callable[..., Document], row: dict[str, str]) -> None:
    evidence = Evidence(paper(row["example"]), ())
    (sentence,) = evidence.sentences(0)
    words = {word["name"]: word["pattern"] for word in rows("words.csv")}
    assert compiled(row["pattern"], words).search(sentence.skeleton)
    assert any(cue in sentence.skeleton for cue in row["cue"].split("|"))


def test_templates_are_read_in_order() -> None:
    assert [t.relation for t in templates()] == [row["relation"] for row in rows("templates.csv")]


def test_a_skeleton_has_one_mark_for_each_figure(paper: Callable[..., Document]) -> None:
    evidence = Evidence(paper("2031年产量为11.6万吨，同比增长15%，用量约1.8-1.95万吨。"), ())
    (sentence,) = evidence.sentences(0)
    assert [f.text for f in sentence.figures] == ["11.6万吨", "15%", "1.8-1.95万吨"]
    assert sentence.skeleton.startswith("2031年产量为\ue000，同比增长\ue001")
    assert [f.bound for f in sentence.figures] == ["", "", "about"]
