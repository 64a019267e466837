"""The command log: frames and their chain, what is torn and what is damaged, one writer, full disks, clocks."""

from __future__ import annotations

import csv
import errno
import os
import re
import subprocess
import sys
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.core import Problem, ProblemError
from monazite.trade.log import COMMAND_BYTES, VenueLog, canonical, encoded, open_log
from monazite.trade.log.disk import SystemDisk
from monazite.trade.log.frame import SECTOR
from monazite.trade.log.plain import lines, recorded
from monazite.trade.log.segment import Walk

MS = 1_660_525_200_000
"""2022-08-15 09:00 in Asia/Shanghai."""
DAY_MS = 86_400_000
SCALAR = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=8)
PLAIN = st.recursive(SCALAR, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner))
Said = list[tuple[str, bytes]]


def said(*ids: int) -> Said:
    return [("M1", canonical({"kind": "order", "id": number, "text": "手" * (number % 7)})) for number in ids]


def walked(folder: Path, venue: str = "v") -> list[Any]:
    return [one for frame in Walk(folder, venue).frames() for one in recorded(frame.payload)]


def written(folder: Path, groups: int = 4) -> list[Any]:
    log = open_log(folder, "v")
    for group in range(groups):
        log.append(MS + group, said(*range(group * 10, group * 10 + group + 1)))
        if group == 1:
            log.close_segment()
    log.close()
    return walked(folder)


def problem_of(act: Callable[[], object]) -> Problem:
    with pytest.raises(ProblemError) as caught:
        act()
    return caught.value.problem


@settings(max_examples=60)
@given(st.dictionaries(st.text(max_size=4), PLAIN, max_size=4))
def test_a_command_comes_back_as_it_was_said(command: dict[str, Any]) -> None:
    command["kind"] = "order"
    data = encoded("M1", command)
    if isinstance(data, Problem):
        assert data.code == "log-command-malformed"
        return
    (one,) = recorded(lines(5, 77, [("M1", data)]))
    assert (one.number, one.time_ms, one.actor, one.command) == (5, 77, "M1", command)
    assert canonical(one.command) == data


@pytest.mark.parametrize(
    ("actor", "command", "code"),
    [
        ("M 1", {"kind": "order"}, "log-command-malformed"),
        ("M1", {"id": 1}, "log-command-malformed"),
        ("M1", ["kind"], "log-command-malformed"),
        ("M1", {"kind": "order", "price": 1.5}, "log-command-malformed"),
        ("M1", {"kind": "order", "price": 2**64}, "log-command-malformed"),
        ("M1", {"kind": "order", 5: 1}, "log-command-malformed"),
        ("M1", {"kind": "order", "id": "\ud800"}, "log-command-malformed"),
        ("M1", {"kind": "order", "a": [[[[[[[[[1]]]]]]]]]}, "log-command-malformed"),
        ("M1", {"kind": "order", "id": "x" * COMMAND_BYTES}, "log-command-large"),
    ],
)
def test_what_is_no_command(actor: str, command: Any, code: str) -> None:
    found = encoded(actor, command)
    assert isinstance(found, Problem)
    assert found.code == code
    assert found.both()


def test_what_was_appended_is_read_in_order(tmp_path: Path) -> None:
    all_of_it = written(tmp_path / "v")
    assert [one.number for one in all_of_it] == list(range(1, 11))
    assert [one.time_ms - MS for one in all_of_it] == [0, 1, 1, 2, 2, 2, 3, 3, 3, 3]
    names = sorted(path.name for path in (tmp_path / "v").glob("*.log"))
    assert names == ["000001-2022-08-15.log", "000002-2022-08-15.log"]


def test_files_go_by_the_day_in_shanghai(tmp_path: Path) -> None:
    log = open_log(tmp_path / "v", "v")
    log.append(MS - MS % DAY_MS + DAY_MS * 2 // 3 - 1, said(1))
    log.close_segment()
    log.append(MS - MS % DAY_MS + DAY_MS * 2 // 3, said(2))
    log.close()
    days = [path.name[7:17] for path in sorted((tmp_path / "v").glob("*.log"))]
    assert days == ["2022-08-15", "2022-08-16"]


def test_the_log_goes_on_where_it_ended(tmp_path: Path) -> None:
    written(tmp_path / "v")
    log = open_log(tmp_path / "v", "v")
    assert (log.number, log.time_ms, log.cut) == (10, MS + 3, None)
    log.append(MS + 9, said(99))
    log.close()
    again = open_log(tmp_path / "v", "v", marks=(6, 10, 11))
    assert again.number == 11
    assert again.marks[11] == again.chain
    assert set(again.marks) == {6, 10, 11}
    again.close()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Any]]:
    folder = tmp_path_factory.mktemp("sound") / "v"
    return folder, written(folder)


def copied(sound: Path, folder: Path) -> Path:
    folder.mkdir()
    for path in sound.glob("*.log"):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def test_cut_anywhere_the_whole_frames_are_left(sound: tuple[Path, list[Any]], tmp_path: Path) -> None:
    """Every length that the last file can have: what is whole is read, the rest is cut off, and the log goes on."""
    source, all_of_it = sound
    data = (source / "000002-2022-08-15.log").read_bytes()
    counts = set()
    for size in range(0, len(data), 3):
        folder = copied(source, tmp_path / str(size))
        path = folder / "000002-2022-08-15.log"
        path.write_bytes(data[:size])
        log = open_log(folder, "v")
        assert walked(folder) == all_of_it[: log.number]
        assert (log.cut is None) == (size == len(data)) or size == path.stat().st_size
        log.append(MS + 9, said(1))
        log.close()
        assert len(walked(folder)) == log.number
        counts.add(log.number)
    assert counts == {4, 7}


def test_no_flipped_bit_goes_unseen(sound: tuple[Path, list[Any]], tmp_path: Path) -> None:
    """In any byte of any file: one Problem that names the file, and the frame and byte when it is in a frame."""
    source, _ = sound
    folder = copied(source, tmp_path / "flipped")
    for path in sorted(folder.glob("*.log")):
        data = path.read_bytes()
        header = data.index(b"\n") + 1
        for at in range(0, len(data), 2):
            flipped = bytearray(data)
            flipped[at] ^= 1 << at % 8
            path.write_bytes(flipped)
            found = problem_of(lambda: open_log(folder, "v"))
            assert found.place == str(path)
            assert found.code == ("log-header-damaged" if at < header else "log-damaged")
            if found.code == "log-damaged":
                assert int(found.expected.en.split("byte ")[1].split(")")[0]) <= at
        path.write_bytes(data)
    open_log(folder, "v").close()


def test_a_last_frame_with_a_sector_of_zeros_was_never_flushed(tmp_path: Path) -> None:
    folder = tmp_path / "v"
    log = open_log(folder, "v")
    log.append(MS, said(1))
    log.append(MS, said(*range(40)))
    log.close()
    (path,) = folder.glob("*.log")
    data = bytearray(path.read_bytes())
    data[2 * SECTOR : 3 * SECTOR] = bytes(SECTOR)
    path.write_bytes(data)
    log = open_log(folder, "v")
    assert log.number == 1
    assert log.cut is not None
    log.close()


def test_zeros_in_the_middle_are_damage(tmp_path: Path) -> None:
    folder = tmp_path / "v"
    log = open_log(folder, "v")
    for _ in range(2):
        log.append(MS, said(*range(40)))
    log.close()
    (path,) = folder.glob("*.log")
    sound = path.read_bytes()
    for start in (0, 2 * SECTOR):
        path.write_bytes(sound[:start] + bytes(SECTOR) + sound[start + SECTOR :])
        assert problem_of(lambda: open_log(folder, "v")).code in {"log-damaged", "log-header-damaged"}


def test_a_missing_file_is_named(sound: tuple[Path, list[Any]], tmp_path: Path) -> None:
    folder = copied(sound[0], tmp_path / "v")
    (folder / "000001-2022-08-15.log").unlink()
    assert problem_of(lambda: open_log(folder, "v")).code == "log-segment-missing"


def test_files_of_another_venue_are_refused(sound: tuple[Path, list[Any]], tmp_path: Path) -> None:
    folder = copied(sound[0], tmp_path / "w")
    assert problem_of(lambda: open_log(folder, "w")).code == "log-header-damaged"
    for name in ("..", "a/b", "", "a b"):
        assert problem_of(lambda name=name: open_log(tmp_path / "x", name)).code == "log-command-malformed"  # type: ignore[misc]


def test_one_writer(tmp_path: Path) -> None:
    folder = tmp_path / "v"
    log = open_log(folder, "v")
    assert problem_of(lambda: open_log(folder, "v")).code == "log-locked"
    code = (
        "import sys; from pathlib import Path; from monazite.core import ProblemError\n"
        "from monazite.trade.log import open_log\n"
        "try: open_log(Path(sys.argv[1]), 'v')\n"
        "except ProblemError as error: print(error.problem.code)"
    )
    told = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "log-locked"
    log.close()
    open_log(folder, "v").close()


def test_a_clock_that_goes_back_changes_nothing(tmp_path: Path) -> None:
    log = open_log(tmp_path / "v", "v")
    log.append(MS, said(1))
    chain = log.chain
    found = problem_of(lambda: log.append(MS - 1, said(2)))
    assert found.code == "log-clock-back"
    assert (log.number, log.chain, log.halted) == (1, chain, None)
    log.append(MS, said(2))
    log.close()
    assert problem_of(lambda: log.append(MS, said(3))).code == "log-closed"


class FailingDisk(SystemDisk):
    """Writes half and fails, at the calls that are named."""

    def __init__(self, code: int, *calls: str) -> None:
        self.code, self.calls = code, set(calls)

    def write(self, handle: int, data: bytes | memoryview) -> int:
        if "write" in self.calls:
            os.write(handle, data[: len(data) // 2])
            self._fail()
        return os.write(handle, data[:100])

    def sync(self, handle: int) -> None:
        if "sync" in self.calls:
            self.calls.discard("sync")
            self._fail()
        super().sync(handle)

    def truncate(self, handle: int, size: int) -> None:
        if "truncate" in self.calls:
            self._fail()
        super().truncate(handle, size)

    def _fail(self) -> None:
        raise OSError(self.code, os.strerror(self.code))


def failing(folder: Path, disk: FailingDisk, *, is_begun: bool) -> VenueLog:
    calls, disk.calls = disk.calls, set()
    log = open_log(folder, "v", disk=disk)
    if is_begun:
        log.append(MS, said(*range(9)))
    disk.calls = calls
    return log


@pytest.mark.parametrize("is_begun", [True, False])
@pytest.mark.parametrize("call", ["write", "sync"])
def test_on_a_full_disk_nothing_changes_and_it_goes_on(tmp_path: Path, call: str, *, is_begun: bool) -> None:
    folder = tmp_path / "v"
    log = failing(folder, FailingDisk(errno.ENOSPC, call), is_begun=is_begun)
    before, chain = log.number, log.chain
    assert problem_of(lambda: log.append(MS + DAY_MS, said(10))).code == "log-disk-full"
    assert (log.number, log.chain, log.halted, len(walked(folder))) == (before, chain, None, before)
    log._disk.calls.clear()  # type: ignore[attr-defined]
    log.append(MS + 2 * DAY_MS, said(11))
    log.close()
    assert len(walked(folder)) == before + 1
    assert len(list(folder.glob("*.log"))) == 1


@pytest.mark.parametrize(
    ("code", "calls"), [(errno.EIO, ("write",)), (errno.EIO, ("sync",)), (errno.ENOSPC, ("write", "truncate"))]
)
def test_a_sick_disk_halts_the_log(tmp_path: Path, code: int, calls: tuple[str, ...]) -> None:
    log = failing(tmp_path / "v", FailingDisk(code, *calls), is_begun=True)
    assert problem_of(lambda: log.append(MS, said(10))).code == "log-disk-error"
    log._disk.calls.clear()  # type: ignore[attr-defined]
    assert problem_of(lambda: log.append(MS, said(10))).code == "log-disk-error"
    log.close()
    again = open_log(tmp_path / "v", "v")
    assert again.number == 9
    again.close()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert problem_of(lambda: open_log(tmp_path / "file" / "v", "v")).code == "log-disk-error"


def test_each_sentence_has_the_same_places_in_both_languages() -> None:
    rows = csv.DictReader((resources.files("monazite.trade.log") / "problems.csv").read_text("utf-8").splitlines())
    for row in rows:
        for part in ("expected", "found", "action"):
            zh, en = (set(re.findall(r"{(\w+)}", row[f"{part}_{language}"])) for language in ("zh", "en"))
            assert {name.removesuffix("_zh") for name in zh} == en, row["code"]
