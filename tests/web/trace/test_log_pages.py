"""The log, its entries, its proofs and its public files."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.web.conftest import Browser

from monazite.app import Workspace

Traced = tuple[Browser, Workspace]


def verified(folder: Path, verifier: bytes, proof: bytes, *more: str) -> int:
    """Exit code of the standalone verifier, run as a stranger would."""
    (folder / "verifier.py").write_bytes(verifier)
    (folder / "proof.json").write_bytes(proof)
    command = [sys.executable, "-I", "verifier.py", "proof.json", *more]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, timeout=60).returncode


def test_the_log_says_its_size_checkpoint_and_key(traced: Traced) -> None:
    browser, workspace = traced
    page = browser.get("/trace/log?lang=en").text
    assert f"{workspace.trace.size():,}" in page
    assert workspace.trace.key.replace("+", "&#43;") in page or workspace.trace.key in page
    assert browser.get("/trace/log/key.txt").text.strip() == workspace.trace.key
    assert browser.get("/log/checkpoint").text == workspace.trace.checkpoint()
    assert browser.get("/trace/log?page=2&per=5").status_code == 200


def test_the_public_files_are_those_of_publish(traced: Traced, tmp_path: Path) -> None:
    browser, workspace = traced
    workspace.trace.publish(tmp_path)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    for path in files:
        name = path.relative_to(tmp_path).as_posix()
        answer = browser.get(f"/log/{name}")
        assert answer.content == path.read_bytes(), name
        assert ("immutable" in answer.headers["cache-control"]) is (name != "checkpoint")
    for name in ("tile/0/999", "tile/9/000", "tile/0/../000", "tile/0/000.p/0", "tile/0/000.p/257", "tile/x/1"):
        assert browser.get(f"/log/{name}").status_code == 404


def test_entries_can_be_found_and_read(traced: Traced) -> None:
    browser, workspace = traced
    page = browser.get("/trace/log/entries?kind=mine&lang=en").text
    numbers = re.findall(r'scope="row" class="num"><a href="/trace/log/entries/(\d+)"', page)
    assert numbers
    posted = workspace.trace.entry(int(numbers[0]))
    shown = browser.get(f"/trace/log/entries/{posted.entry.id}?lang=en").text
    for leg in posted.entry.legs:
        assert leg.account.partition("/")[2] in shown
    lot = next(leg.account.split("/")[-1] for leg in posted.entry.legs if leg.role in {"lot", "blocked"})
    assert f'href="/trace/lots/{lot}"' in shown
    assert f"/trace/acts/reverse?entry={posted.entry.id}" in shown
    assert browser.get(f"/trace/log/{posted.number}").headers["location"] == f"/trace/log/entries/{posted.number}"
    assert browser.get("/trace/log/entries/nobody").status_code == 404
    for wrong in ("99999999", "9" * 5000):
        assert browser.get(f"/trace/log/entries/{wrong}").status_code == 404
    for query in ("actor=F01", "since=2022-06-01&until=2022-06-30", "key=5", "key=none"):
        assert browser.get(f"/trace/log/entries?{query}").status_code == 200
    assert browser.get("/trace/log/entries?since=yesterday").status_code == 400


@pytest.mark.parametrize("kind", ["mine", "party", "sell", "inventory", "issue", "report", "draw"])
def test_every_kind_of_entry_has_a_page(traced: Traced, kind: str) -> None:
    browser, workspace = traced
    posted = next(one for one in workspace.trace.entries() if one.entry.kind == kind)
    for language in ("zh", "en"):
        assert browser.get(f"/trace/log/entries/{posted.number}?lang={language}").status_code == 200


def test_a_proof_holds_before_a_stranger_and_a_changed_one_does_not(traced: Traced, tmp_path: Path) -> None:
    browser, workspace = traced
    verifier = browser.get("/trace/log/verifier.py").content
    whole = browser.get("/trace/log/entries/90/proof.json").content
    assert verified(tmp_path, verifier, whole, "--key", workspace.trace.key) == 0
    part = browser.get("/trace/log/entries/90/proof.json?show=id&show=kind").content
    assert verified(tmp_path, verifier, part, "--key", workspace.trace.key) == 0
    assert len(part.split(b'"line"')) == 3
    assert verified(tmp_path, verifier, whole.replace(b"2022", b"2023", 1)) == 1
    assert browser.get("/trace/log/entries/90/proof.json?show=nothing").status_code in {400, 404}


def test_one_checkpoint_extends_another(traced: Traced, tmp_path: Path) -> None:
    browser, workspace = traced
    page = browser.get("/trace/log?sort=size").text
    sizes = sorted({int(size) for size in re.findall(r"/trace/log/checkpoints/(\d+)\.txt", page)})
    assert len(sizes) > 2
    verifier = browser.get("/trace/log/verifier.py").content
    address = f"/trace/log/consistency.json?from={sizes[0]}&to={sizes[1]}"
    assert verified(tmp_path, verifier, browser.get(address).content, "--key", workspace.trace.key) == 0
    newest = browser.get(f"/trace/log/consistency.json?from={sizes[0]}").content
    assert verified(tmp_path, verifier, newest) == 0
    assert browser.get(f"/trace/log/consistency.json?from={sizes[1]}&to={sizes[0]}").status_code == 400
    for wrong in ("", "x", "0"):
        assert browser.get(f"/trace/log/consistency.json?from={wrong}").status_code in {400, 404}
    assert browser.get(f"/trace/log/checkpoints/{sizes[0]}.txt").text.split("\n")[1] == str(sizes[0])


def test_an_empty_log_says_what_to_do(tmp_path: Path) -> None:
    from monazite.web import create_app  # noqa: PLC0415  one use

    with Workspace.open(tmp_path / "data", create=True) as workspace:
        browser = Browser(create_app(workspace, secret=b"x"))
        for address in ("/trace/log", "/trace/log/entries", "/trace/reports", "/trace/inspections", "/trace/acts"):
            page = browser.get(address)
            assert page.status_code == 200, address
        assert "/trace/acts" in browser.get("/trace/log").text
        assert browser.get("/log/checkpoint").status_code == 404
        assert browser.get("/log/tile/0/000").status_code == 404
