from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest

from monazite.core import InternalError
from monazite.web.words import page_words, translate

ROOT = files("monazite.web")
FROM_DATA = (
    "unit.",
    "kind.",
    "attribute.",
    "qualifier.",
    "basis.",
    "month.",
    "quota.",
    "format.",
    "period.",
    "status.",
    "verb.",
    "room.",
    "error.",
    "export.",
    "range.",
    "part.",
    "tax.",
    "verdict.",
    "role.",
    "witness.",
    "scope.",
    "act-section.",
    "act-group.",
    "posted.",
    "unit_family.",
    "evidence.",
    "detail.",
    "report-status.",
    "report-mark.",
    "gap.",
    "inspected.",
    "node.",
    "stage.",
    "klass.",
    "flow.",
    "filing.",
    "licence_state.",
    "permit_state.",
    "quota_act.",
    "quota_role.",
    "report_state.",
    "severity.",
    "detector.",
    "reason.",
    "source.",
    "phase.",
    "side.",
    "tif.",
    "use.",
    "interval.",
    "limit.",
    "funding.",
    "price_rule.",
    "threshold.",
    "market.said.",
    "index-link.",
    "index-input.",
    "receipt-",
    "lien-standing.",
    "count-verdict.",
    "safeguard.",
    "command.",
    "statement-kind.",
    "plan-",
    "signal.",
    "alert-state.",
    "alert-channel.",
    "warn.behind.",
    "warn.means.",
    "warn.part.",
    "warn.column.",
    "warn.score.",
    "warn.target.",
    "warn.alerts.done.",
    "model.level.",
    "outlook.tables.",
    "outlook.column.",
    "outlook.basis.",
    "shock.region.",
    "shock.cause.",
    "shock.kind.",
    "shock.relief.",
    "shock.unit.",
    "backtest.came.",
    "replay.key.",
    "trust.limit.",
    "design-",
)
"""Beginnings of keys that code completes from data."""


def sources() -> Iterator[str]:
    for path in sorted(Path(str(ROOT)).rglob("*")):
        if path.suffix in {".py", ".html"}:
            yield path.read_text("utf-8")


def test_every_key_that_code_asks_for_is_there() -> None:
    asked = {key for text in sources() for key in re.findall(r"""\bt\(\s*["']([\w. /-]+)["'](?!\s*~)""", text)}
    assert len(asked) > 100
    assert asked - set(page_words()) == set()


def test_no_key_is_left_over() -> None:
    text = "\n".join(sources())
    unused = {
        key
        for key in page_words()
        if not key.startswith(FROM_DATA) and f'"{key}"' not in text and f"'{key}'" not in text
    }
    assert unused == set()


def test_both_languages_say_something_with_the_same_places_to_fill() -> None:
    for key, words in page_words().items():
        assert words.zh.strip(), key
        assert words.en.strip(), key
        places = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in words]
        assert places[0] == places[1], key


def test_chinese_words_are_chinese_and_english_ones_are_not() -> None:
    han = re.compile(r"[㐀-鿿]")
    shared = {key for key, words in page_words().items() if words.zh == words.en}
    for key, words in page_words().items():
        if key not in shared and not key.startswith(("month.", "sentence")):
            assert han.search(words.zh) or not re.search("[a-z]", words.zh), key
        if not key.startswith(("search.", "site.")):
            assert not han.search(words.en) or key == "legend.sample", key


def test_an_unknown_key_is_our_own_fault() -> None:
    with pytest.raises(InternalError):
        translate("zh", "no.such.key")
