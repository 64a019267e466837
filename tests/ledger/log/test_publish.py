"""What the log serves, from the database and as static files."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from monazite.core.errors import ProblemError
from monazite.ledger.log import (
    entry_bundle,
    leaf_hash,
    open_checkpoint,
    publish,
    published_note,
    read_signer,
    root,
    tile,
    tile_path,
)

Make = Callable[..., Any]


def files_of(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def leaves_of(bundle: bytes) -> list[bytes]:
    found = []
    while bundle:
        length = int.from_bytes(bundle[:2])
        found.append(bundle[2 : 2 + length])
        bundle = bundle[2 + length :]
    return found


@pytest.mark.parametrize(("number", "path"), [(0, "000"), (999, "999"), (1000, "x001/000"), (1234067, "x001/x234/067")])
def test_paths_are_those_of_c2sp(number: int, path: str) -> None:
    assert tile_path(2, number) == f"tile/2/{path}"
    assert tile_path(None, number, 17) == f"tile/entries/{path}.p/17"


def test_tiles_and_bundles_are_served_from_the_database(small_log: Make) -> None:
    log = small_log(600)
    with log.database.reading() as connection:
        hashes = b"".join(leaf_hash(leaf) for number, width in ((0, 256), (1, 256), (2, 88))
                          for leaf in leaves_of(entry_bundle(connection, number, width)))  # fmt: skip
        assert hashes == tile(connection, 0, 0) + tile(connection, 0, 1) + tile(connection, 0, 2, 88)
        assert len(tile(connection, 1, 0, 2)) == 64
        assert tile(connection, 0, 2, 5) == tile(connection, 0, 2, 88)[: 5 * 32]
        assert {len(leaf) for leaf in leaves_of(entry_bundle(connection, 2, 5))} == {49}


@pytest.mark.parametrize("asked", [(0, 2, 89), (0, 3, 1), (1, 0, 3), (2, 0, 1), (8, 0, 1), (-1, 0, 1), (0, -1, 1),
                                   (0, 0, 0), (0, 0, 257), (0, 1 << 70, 256)])  # fmt: skip
def test_what_the_log_has_not_is_refused(small_log: Make, asked: tuple[int, int, int]) -> None:
    with small_log(600).database.reading() as connection, pytest.raises(ProblemError) as caught:
        tile(connection, *asked)
    assert caught.value.problem.code == "tile-unknown"


def test_damage_is_said(small_log: Make) -> None:
    log = small_log(600)
    with log.database.writing() as connection:
        connection.execute(text("update journal_tiles set hashes = x'00' where level = 0 and number = 1"))
        connection.execute(text("delete from journal_entries where number = 3"))
    with log.database.reading() as connection:
        with pytest.raises(ProblemError, match="whole hashes"):
            tile(connection, 0, 1)
        with pytest.raises(ProblemError, match="256 entries"):
            entry_bundle(connection, 0)


def test_published_files_hold_the_whole_log(small_log: Make, tmp_path: Path) -> None:
    log = small_log(600)
    with log.database.reading() as connection:
        published = publish(connection, tmp_path / "site")
    kept = files_of(tmp_path / "site")
    assert set(kept) == {
        "checkpoint", "tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2",
        "tile/entries/000", "tile/entries/001", "tile/entries/002.p/88",
    }  # fmt: skip
    assert (published.size, published.files) == (600, len(kept))
    checkpoint = open_checkpoint(kept["checkpoint"].decode(), log.signer.verifier)
    by_key = {(0, 0): "tile/0/000", (0, 1): "tile/0/001", (0, 2): "tile/0/002.p/88", (1, 0): "tile/1/000.p/2"}
    assert root(600, lambda level, number: kept[by_key[level, number]]) == checkpoint.root


def test_publishing_goes_on_where_it_ended(small_log: Make, tmp_path: Path) -> None:
    log, site = small_log(300), tmp_path / "site"
    with log.database.reading() as connection:
        publish(connection, site)
        assert publish(connection, site).files == 0
    before = files_of(site)
    log.grow(700)
    with log.database.reading() as connection:
        assert publish(connection, site).files == 6
    after = files_of(site)
    assert all(after[name] == data for name, data in before.items() if name != "checkpoint")
    assert set(after) - set(before) == {
        "tile/0/001", "tile/0/002.p/188", "tile/1/000.p/2", "tile/entries/001", "tile/entries/002.p/188",
    }  # fmt: skip


def test_a_crash_before_the_checkpoint_costs_nothing(
    small_log: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, site = small_log(300), tmp_path / "site"
    module = importlib.import_module("monazite.ledger.log.publish")
    write, left = module._write, [4]

    def crashing(path: Path, data: bytes) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError("killed")
        write(path, data)

    monkeypatch.setattr(module, "_write", crashing)
    with log.database.reading() as connection, pytest.raises(OSError, match="killed"):
        publish(connection, site)
    assert published_note(site) is None
    monkeypatch.undo()
    with log.database.reading() as connection:
        publish(connection, site)
    assert len(files_of(site)) == 6


def test_a_folder_in_place_of_the_checkpoint_is_said(small_log: Make, tmp_path: Path) -> None:
    (tmp_path / "site" / "checkpoint").mkdir(parents=True)
    with small_log(3).database.reading() as connection, pytest.raises(ProblemError, match="checkpoint"):
        publish(connection, tmp_path / "site")


def test_a_file_in_place_of_a_folder_of_tiles_is_said(small_log: Make, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "tile").write_bytes(b"")
    with small_log(3).database.reading() as connection, pytest.raises(ProblemError, match="tile"):
        publish(connection, tmp_path / "site")


def test_the_files_of_another_log_are_not_touched(small_log: Make, tmp_path: Path) -> None:
    log, other, site = small_log(300), small_log(400, hashlib.sha256(b"other").digest()), tmp_path / "site"
    with other.database.reading() as connection:
        publish(connection, site)
    before = files_of(site)
    with log.database.reading() as connection, pytest.raises(ProblemError) as caught:
        publish(connection, site)
    assert caught.value.problem.code == "published-other"
    assert files_of(site) == before


def test_a_rewritten_or_shorter_log_does_not_overwrite_what_is_published(small_log: Make, tmp_path: Path) -> None:
    log, site = small_log(300), tmp_path / "site"
    with log.database.reading() as connection:
        publish(connection, site)
    with log.database.writing() as connection:
        connection.execute(text("update journal_tiles set hashes = zeroblob(44 * 32) where level = 0 and number = 1"))
    for size in (301, 200):
        with log.database.writing() as connection:
            connection.execute(text("delete from journal_checkpoints"))
        if size == 200:
            with log.database.writing() as connection:
                connection.execute(text("delete from journal_entries where number >= 200"))
        log.grow(size)
        with log.database.reading() as connection, pytest.raises(ProblemError) as caught:
            publish(connection, site)
        assert caught.value.problem.code == "published-other"


def test_an_empty_log_has_nothing_to_serve(small_log: Make, tmp_path: Path) -> None:
    log = small_log(0)
    with log.database.writing() as connection:
        assert publish(connection, tmp_path / "zero").files == 1
        connection.execute(text("delete from journal_checkpoints"))
        with pytest.raises(ProblemError, match="a log with a checkpoint"):
            publish(connection, tmp_path / "none")


def test_published_rubbish_is_said(small_log: Make, tmp_path: Path) -> None:
    log, site = small_log(3), tmp_path / "site"
    site.mkdir()
    for rubbish in (b"\xff\xfe", b"", b"rubbish\n"):
        (site / "checkpoint").write_bytes(rubbish)
        with log.database.reading() as connection, pytest.raises(ProblemError) as caught:
            publish(connection, site)
        assert caught.value.problem.code == "note-malformed"


def test_a_folder_that_cannot_be_written_is_said(small_log: Make, tmp_path: Path) -> None:
    (tmp_path / "site").write_text("a file")
    with small_log(3).database.reading() as connection, pytest.raises(ProblemError):
        publish(connection, tmp_path / "site")
    with pytest.raises(ProblemError):
        read_signer(tmp_path / "site")
