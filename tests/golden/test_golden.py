from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent


def writer() -> ModuleType:
    """The module that writes the golden files, loaded from beside this test."""
    spec = importlib.util.spec_from_file_location("golden_write", HERE / "write.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


WRITER = writer()


@pytest.mark.parametrize("name", WRITER.sample_names())
def test_sample_reads_as_its_golden_file_says(name: str) -> None:
    expected = (HERE / f"{name}.golden").read_text("utf-8")
    assert WRITER.render(name).splitlines() == expected.splitlines()


@pytest.mark.parametrize("name", WRITER.sample_names())
def test_every_quote_stands_where_it_says(name: str) -> None:
    text = (WRITER.SAMPLES / name).read_bytes().decode("utf-8")
    for reading in WRITER.readings(name):
        for fact in reading.facts:
            source = reading.document.source if fact.field else text
            assert source[fact.start : fact.end] == fact.quote
