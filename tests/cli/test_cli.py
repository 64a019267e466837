from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from importlib import resources
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from tests.app.stub_reader import read_folder
from tests.cli.shell import Shell

from monazite import __version__
from monazite.app import Workspace
from monazite.cli.commands import command
from monazite.cli.language import language_of, table
from monazite.cli.serve import refuse_other_hosts
from monazite.cli.terminal import Terminal, cropped, shared_widths
from monazite.core import InternalError, UsageError
from monazite.core.words import Language

PAPER = "2023年3月2日，氧化镨钕均价为65.20万元/吨，环比下跌1.5%；氧化镝均价为205.5万元/吨。\n"


@pytest.fixture
def shell(shell: Shell) -> Shell:
    (shell.folder / "paper.txt").write_text(PAPER, "utf-8")
    return shell


def test_reading_says_where_and_what(shell: Shell) -> None:
    assert shell("read", "paper.txt") == 0
    assert shell.err.splitlines() == [
        "Created the workspace monazite-data",
        "Files read: 1 (documents: 1, facts: 2); known already: 0; could not be used: 0.",
    ]
    assert "price" in shell.out
    assert shell("read", "paper.txt", language="zh") == 0
    assert shell.err.splitlines()[0] == "工作区：monazite-data"
    assert "1 个先前已读" in shell.err


def test_json_is_facts_and_nothing_else(shell: Shell) -> None:
    assert shell("read", "paper.txt", "--json") == 0
    facts = shell.objects()
    assert [fact["subject"] for fact in facts] == ["氧化镨钕", "氧化镝"]
    assert all(PAPER[fact["start"] : fact["end"]] == fact["quote"] for fact in facts)
    assert shell("read", "paper.txt", "--json") == 0
    assert shell.objects() == facts
    assert shell("facts", "--json") == 0
    assert shell.objects() == facts
    assert shell("facts", "--json", "--limit", "1", "--sort=-value_low") == 0
    assert [fact["value"] for fact in shell.objects()] == [205.5]
    assert shell("facts", "show", facts[0]["id"], "--json") == 0
    assert shell.objects()[0]["statement"] == facts[0]["statement"]


def test_only_the_facts_of_this_run_are_printed(shell: Shell) -> None:
    (shell.folder / "other.txt").write_text("2023年3月3日，氧化铽均价为900万元/吨。", "utf-8")
    assert shell("read", "other.txt") == 0
    assert shell("read", "paper.txt", "--json") == 0
    assert {fact["doc"] for fact in shell.objects()} == {"paper.txt"}


def test_every_export_holds_every_fact(shell: Shell) -> None:
    assert shell("read", "paper.txt") == 0
    for form in ("jsonl", "json", "csv", "xlsx", "parquet"):
        assert shell("facts", "--out", f"facts.{form}") == 0
        assert shell.err == f"Wrote 2 rows to facts.{form}\n"
    files = {
        form: (shell.folder / f"facts.{form}").read_bytes() for form in ("jsonl", "json", "csv", "xlsx", "parquet")
    }
    rows = list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    assert [row["value"] for row in rows] == ["65.20", "205.5"]
    assert [json.loads(line)["id"] for line in files["jsonl"].splitlines()] == [row["id"] for row in rows]
    assert [fact["id"] for fact in json.loads(files["json"])] == [row["id"] for row in rows]
    assert pq.read_table(io.BytesIO(files["parquet"])).column("id").to_pylist() == [row["id"] for row in rows]
    sheet = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))["monazite"]
    assert [line[1].value for line in list(sheet.iter_rows())[1:]] == [row["id"] for row in rows]
    assert shell("read", "paper.txt", "--out", "-") == 0
    assert [fact["id"] for fact in shell.objects()] == [row["id"] for row in rows]


def test_the_account_names_every_numeral(shell: Shell) -> None:
    assert shell("read", "paper.txt", "--account", "--json") == 0
    numerals = shell.objects()
    assert [PAPER[one["start"] : one["end"]] for one in numerals] == [one["text"] for one in numerals]
    assert {"65.20", "205.5", "2023"} <= {one["text"] for one in numerals}
    assert shell("read", "paper.txt", "--account") == 0
    assert len(shell.out.splitlines()) == len(numerals)


def test_standard_input(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PAPER.encode())))
    assert shell("read", "-", "--json") == 0
    assert {fact["doc"] for fact in shell.objects()} == {"stdin"}


def test_a_file_that_cannot_be_used_is_one_line_and_exit_one(shell: Shell) -> None:
    (shell.folder / "empty.txt").write_text("")
    assert shell("read", "paper.txt", "empty.txt", "missing.txt", language="zh") == 1
    lines = shell.err.splitlines()
    assert sum(line.startswith("empty.txt：") for line in lines) == 1
    assert sum(line.startswith("missing.txt：") for line in lines) == 1
    assert "已读 1 个文件" in lines[-1]
    assert shell("read", "missing.txt", "--json") == 1
    problem = json.loads(shell.err.splitlines()[0])
    assert problem["code"] == "file-missing"
    assert problem["zh"]
    assert problem["en"]


def test_lists_and_search_for_people(shell: Shell) -> None:
    shell("read", "paper.txt")
    assert shell("facts", "--kind", "price", "--subject", "dysprosium oxide", "--since", "2023") == 0
    assert "205.5" in shell.out
    assert "65.20" not in shell.out
    assert shell("facts", "--kind", "quota") == 0
    assert shell.err == "Nothing fits.\n"
    assert shell("facts", "--limit", "1") == 0
    assert shell.err == "1 of 2; --limit N lists more.\n"
    assert shell("search", "镨钕") == 0
    assert "Documents: 1" in shell.out
    assert shell("search", "均价", "镝", "--json") == 0
    assert shell.objects()[0]["kind"] == "document"
    assert shell("search", "无此内容") == 0
    assert "was not found" in shell.err
    assert shell("check") == 0
    assert shell("check", "--json", "--failed") == 0


def test_showing_a_fact(shell: Shell) -> None:
    shell("read", "paper.txt", "--json")
    fact = shell.objects()[0]
    assert shell("facts", "show", fact["id"][:8], language="zh") == 0
    assert "引文: " in shell.out
    assert "65.20 万元/吨 = 652" in shell.out
    assert shell("facts", "show", "fzzz") == 1
    assert "expected the id of a fact" in shell.err


def test_reading_commands_refuse_a_missing_workspace(shell: Shell) -> None:
    for arguments in (["facts"], ["check"], ["search", "镝"], ["facts", "show", "f123"], ["serve"]):
        assert shell(*arguments) == 1
        assert "monazite read FILE --workspace monazite-data" in shell.err
    assert not (shell.folder / "monazite-data").exists()


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["facts", "--knd", "price"], "--kind"),
        (["fact"], "facts"),
        (["facts", "shw"], "show"),
        (["facts", "--kind", "prise"], "price"),
        (["facts", "--sort", "vlue"], "value"),
        (["facts", "--limit", "0"], "--limit"),
        (["read", "paper.txt", "--out", "facts.cvs"], "csv"),
        (["serve", "--host", "0.0.0.0"], "127.0.0.1"),  # noqa: S104  it is refused
    ],
)
def test_wrong_use_is_exit_two_with_the_nearest_name(shell: Shell, arguments: list[str], hint: str) -> None:
    shell("read", "paper.txt")
    assert shell(*arguments) == 2
    assert hint in shell.err
    assert len(shell.err.splitlines()) == 1


def test_hosts() -> None:
    for host in ("127.0.0.1", "::1", "localhost", "127.1.2.3"):
        refuse_other_hosts(host)
    for host in ("example.org", "10.0.0.1", "::", ""):
        with pytest.raises(UsageError):
            refuse_other_hosts(host)


def test_an_internal_error_is_one_sentence_and_exit_three(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise InternalError("a promise\nbroken")

    monkeypatch.setattr("monazite.cli.read.read", broken)
    assert shell("read", "paper.txt") == 3
    assert shell.err.startswith("Internal error: InternalError: a promise broken")
    assert len(shell.err.splitlines()) == 1
    assert shell("read", "paper.txt", "--debug") == 3
    assert "Traceback" in shell.err


def test_an_interrupt_says_how_to_go_on(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("monazite.app.Workspace.read", stopped)
    assert shell("read", "paper.txt") == 130
    assert "Run the same command again" in shell.err


def test_the_demo_prints_what_it_found(shell: Shell) -> None:
    assert shell("demo", "--small", "--no-serve", "--no-open") == 0
    assert "Files read: 3" in shell.err
    assert (shell.folder / "monazite-data" / "demo" / "monazite.db").exists()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_reads_well_at_eighty_columns(shell: Shell, monkeypatch: pytest.MonkeyPatch, language: Language) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERMINAL_WIDTH", "80")
    for arguments in ([], ["read"], ["facts"], ["facts", "show"], ["check"], ["search"], ["serve"], ["demo"]):
        assert shell(*arguments, "--help", language=language) == 0
        assert not re.search(r"help\.[a-z]|panel\.", shell.out)
        assert all(len(line) <= 80 for line in shell.out.splitlines())
        assert ("选项" in shell.out) == (language == "zh")


SYMBOLS = {"warn.backtest.column.auroc", "warn.backtest.column.p"}
"""Words that both languages write alike."""


def test_every_command_and_option_is_explained_in_both_languages() -> None:
    parser = command(Terminal("en"))
    commands = [parser, *parser.commands.values(), *parser.commands["facts"].commands.values()]
    explained = [part.help for one in commands for part in (one, *one.params)]
    assert all(explained)
    untold = [key for key, words in table().items() if not words.zh or not words.en or words.zh == words.en]
    assert {key for key in untold if not key.startswith("usage")} == SYMBOLS


def test_no_word_is_written_twice() -> None:
    """The later of two would be shown in both places."""
    files = Path(str(resources.files("monazite.cli") / "words")).glob("*.csv")
    keys = [row["key"] for one in files for row in csv.DictReader(one.read_text("utf-8").splitlines())]
    assert len(keys) == len(set(keys)) == len(table())


def test_version_and_language(shell: Shell) -> None:
    assert shell("--version") == 0
    assert shell.out == f"monazite {__version__}\n"
    assert language_of([], {"LC_ALL": "zh_TW.UTF-8", "LANG": "en_US.UTF-8"}) == "zh"
    assert language_of([], {"LANG": "C"}) == "en"
    assert language_of(["facts", "--lang", "zh"], {}) == "zh"
    assert shell("facts", "--lang", "zh", "--workspace", "none") == 1


def program(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "monazite.cli", *arguments], cwd=folder, capture_output=True, text=True, check=False,
        env=os.environ | environment, encoding="utf-8",
    )  # fmt: skip


def test_as_a_program(shell: Shell) -> None:
    read = program(shell.folder, "read", "paper.txt", "--json", LANG="zh_CN.UTF-8", PYTHONIOENCODING="ascii")
    assert (read.returncode, len(read.stdout.splitlines())) == (0, 2)
    assert "已读 1 个文件" in read.stderr


def test_completion(shell: Shell) -> None:
    wanted = {"_MONAZITE_COMPLETE": "complete_bash", "COMP_WORDS": "monazite facts --ki", "COMP_CWORD": "2"}
    assert program(shell.folder, **wanted).stdout == "--kind\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_under_standard_output_is_said(shell: Shell) -> None:
    assert shell("read", "paper.txt") == 0
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "monazite.cli", "facts", "--json"], cwd=shell.folder, stdout=full,
            stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1


def test_a_closed_pipe_is_quiet(shell: Shell) -> None:
    (shell.folder / "many.txt").write_text("".join(f"氧化镝 {2000 + n}\n" for n in range(300)), "utf-8")
    with Workspace.open(shell.folder / "w", create=True) as workspace:
        assert read_folder(workspace, shell.folder / "many.txt").facts == 300
    line = f"{sys.executable} -m monazite.cli facts --workspace w --json | head -1; echo ${{PIPESTATUS[0]}}"
    piped = subprocess.run(["bash", "-c", line], cwd=shell.folder, capture_output=True, text=True, check=True)  # noqa: S607
    assert piped.stderr == ""
    assert piped.stdout.splitlines()[-1] == "0"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_facts_fit_eighty_columns(shell: Shell, monkeypatch: pytest.MonkeyPatch, language: Language) -> None:
    shell("read", "paper.txt", "--json")
    facts = shell.objects()
    monkeypatch.setenv("COLUMNS", "80")
    for arguments, expected in ((["facts"], facts), (["search", "氧化镝"], facts[1:])):
        assert shell(*arguments, language=language) == 0
        assert all(cell_len(line) <= 80 for line in shell.out.splitlines())
        for fact in expected:
            line = next(line for line in shell.out.splitlines() if line.startswith(fact["id"]))
            assert fact["subject"] in line
            assert fact["period"] in line
            assert ("价格" if language == "zh" else "price") in line
        assert not re.search("price|unchecked|verified", shell.out) or language == "en"


def test_a_wide_terminal_shows_the_document(shell: Shell) -> None:
    shell("read", "paper.txt")
    assert shell("facts") == 0
    assert "paper.txt" in shell.out


@given(
    st.lists(st.lists(st.text(st.sampled_from("ab镝铁"), max_size=40), min_size=3, max_size=3), min_size=1),
    st.integers(70, 200),
)
def test_columns_share_the_room_and_cells_take_two_lines(rows: list[list[str]], room: int) -> None:
    widths = shared_widths(rows, (1, 2), room)
    assert widths[0] == max(cell_len(row[0]) for row in rows)
    if widths[0] + 12 <= room:
        assert sum(widths) + 4 <= max(room, widths[0] + 12)
    for row in rows:
        for cell, width in zip(row, widths, strict=True):
            lines = cropped(cell, max(width, 4)).split("\n")
            assert len(lines) <= 2
            assert all(cell_len(line) <= max(width, 4) for line in lines)


def test_a_repair_is_told_in_the_language_of_the_terminal(shell: Shell) -> None:
    assert shell("demo", "--no-serve", "--no-open") == 0
    where = ("--workspace", "monazite-data/demo")
    shell("facts", "--status", "repaired", "--json", *where)
    repaired = next(fact for fact in shell.objects() if fact["repair"]["part"] == "subject")
    assert shell("facts", "show", repaired["id"], *where, language="zh") == 0
    assert "状态: 修正" in shell.out
    assert "(名称)" in shell.out
    assert not re.search("repaired|subject|membership|price|mom", shell.out.replace(repaired["doc"], ""))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["facts", "--limit", "0"], "--limit 为不小于 1 的整数，实为“0”"),
        (["facts", "--limit", "x"], "--limit 为整数，实为“x”"),
        (["serve", "--port", "70000"], "--port 为不大于 65535 的整数"),
        (["facts", "--lang", "fr"], "语言 zh 或 en，实为“fr”"),
        (["check", "--rule", "smu"], "您要的是否为“sum”"),
        (["facts", "show", "f"], "有 2 条事实以之开头"),
        (["zzzz"], "见 monazite --help"),
        (["trade", "replay", "a", "b"], "应为较少的参数，实为“a b”"),
        (["trade", "order", "Nd-O", "buy", "750000", "-1"], "参数 lots 为不小于 1 的整数，实为“-1”"),
        (["trade", "order", "Nd-O", "buy", "750000", "0"], "参数 lots 为不小于 1 的整数，实为“0”"),
        (["trade", "conform", "orders.bin", "--json"], "已知的选项，实为“--json”"),
        (["read"], "PATH…"),
        (["facts", "--since", "2023", "--until", "2022"], "不晚于截止时间 2022"),
    ],
)
def test_wrong_use_is_said_in_chinese(shell: Shell, arguments: list[str], sentence: str) -> None:
    shell("read", "paper.txt")
    assert shell(*arguments, language="zh") in (1, 2)
    assert sentence in shell.out + shell.err
    assert "Input should" not in shell.err


def test_a_name_that_is_no_text_and_marks_that_turn_text(shell: Shell) -> None:
    (shell.folder / os.fsdecode(b"bad\xff.txt")).write_text(PAPER, "utf-8")
    (shell.folder / "turned.txt").write_text(PAPER.replace("均价", "\u202e均价"), "utf-8")
    assert shell("read", ".") == 0
    assert shell("facts", "--json") == 0
    assert {"turned.txt"} < {fact["doc"] for fact in shell.objects()}
    assert shell("search", "turned") == 0
    assert "\u202e" not in shell.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("read", "paper.txt"), ("read", "missing.txt"), ("facts", "--subject", "无"), ("facts", "--sort", "q"), ("no",),
        ("facts", "--limit", "x"), ("search", "无此词"), ("warn", "shock"), ("warn", "shock", "--stop", "CN"),
        ("warn", "targets"), ("plan", "explode", "--product", "x"), ("trace", "quota", "1900"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_with_json_every_line_for_a_person_is_json_in_both_languages(shell: Shell, arguments: tuple[str, ...]) -> None:
    shell("read", "paper.txt")
    shell(*arguments, "--json")
    said = [json.loads(line) for line in shell.err.splitlines()]
    assert all(one["zh"] and one["en"] and one["code"] for one in said)
