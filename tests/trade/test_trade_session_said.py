"""Every code of a Problem has its sentence, every sentence its code, every kind of command its handler and fields."""

from __future__ import annotations

import csv
import re
from importlib.resources import files

from monazite.trade.session import specs
from monazite.trade.session.book import REFUSED_WHY
from monazite.trade.session.machine import HANDLERS
from monazite.trade.session.spec import CHECKS

FOLDER = files("monazite.trade.session")


def sentences() -> set[str]:
    """Codes that have a sentence."""
    text = FOLDER.joinpath("problems.csv").read_text("utf-8")
    return {row["code"] for row in csv.DictReader(text.splitlines())}


def test_every_code_has_a_sentence_and_every_sentence_a_use() -> None:
    sources = [item.read_text("utf-8") for item in FOLDER.iterdir() if item.name.endswith(".py")]
    used = {code for text in sources for code in re.findall(r'problem\(\s*"([a-z0-9_-]+)"', text)}
    used |= {f"field-{kind}" for kind in CHECKS} | set(REFUSED_WHY.values()) | {"order-refused"}
    used |= {code for code in sentences() if code.endswith("-none") and code.removesuffix("-none") in used}
    assert used == sentences()


def test_every_kind_has_a_handler_and_a_row() -> None:
    assert set(HANDLERS) == set(specs())
    assert {spec.who for spec in specs().values()} == {"venue", "member", "any"}
