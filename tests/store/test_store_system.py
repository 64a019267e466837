"""Errors of the system in our own words, in both languages."""

from __future__ import annotations

import csv
import errno
import gzip
import os
import zlib
from importlib.resources import files
from pathlib import Path

import pytest

from monazite.store import system_words

ROWS = list(csv.DictReader((files("monazite.store") / "system_words.csv").read_text("utf-8").splitlines()))


@pytest.mark.parametrize(
    "name", [row["error"] for row in ROWS if row["error"].startswith("E") and row["error"] != "EOF"]
)
def test_every_number_of_the_table_has_its_words(name: str) -> None:
    number = getattr(errno, name)
    zh, en = system_words(OSError(number, os.strerror(number)))
    assert not any("a" <= letter.lower() <= "z" for letter in zh)
    assert os.strerror(number) not in en


@pytest.mark.parametrize(
    ("error", "zh"),
    [
        (EOFError("Compressed file ended before the end-of-stream marker was reached"), "提前结束的压缩数据"),
        (gzip.BadGzipFile("Not a gzipped file"), "损坏的压缩数据"),
        (zlib.error("Error -3"), "损坏的压缩数据"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"), "不是 UTF-8 的文字"),
        (csv.Error("unexpected end of data"), "不是 CSV 的表格"),
        (OSError(errno.ECHILD, "No child processes"), "系统错误 ECHILD"),
        (OSError("x"), "系统错误 OSError"),
    ],
)
def test_errors_without_a_row_and_of_files_within(error: Exception, zh: str) -> None:
    assert system_words(error).zh == zh


def test_a_folder_where_a_file_should_be(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="directory") as caught:
        tmp_path.read_bytes()
    assert system_words(caught.value) == ("目录", "a folder")
