from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from monazite.core import FixedClock
from monazite.ledger import MIGRATIONS as LEDGER_MIGRATIONS
from monazite.ledger import Entry, Journal, Leg, Projection
from monazite.ledger.log import Signer
from monazite.store import open_home
from monazite.trace import claims, lots, origin, permits
from monazite.trace.book import BOOK
from monazite.trace.lots import AsWeighed, Part, matter_of
from monazite.trace.lots.acts import adjust, blend, collect, feed, mine, output
from monazite.trace.passport import passport, passport_file, qr_svg, short_hash, verify_passport
from monazite.trace.tables import MIGRATIONS

NOW = FixedClock(datetime(2023, 1, 15, tzinfo=UTC))
SIGNER = Signer("monazite/test", bytes(32))
MIX = {"Nd": 700_000, "Pr": 250_000, "Dy": 50_000}


def said(name: str, day: str = "2022-03-01") -> Any:
    return {"id": name, "time": day, "actor": "tester", "simulated": True}


def weighed(name: str, net_mg: int, product: str = "oxide") -> AsWeighed:
    return AsWeighed(id=name, product=product, net_mg=net_mg, reo_ppm=990_000, partition_ppm=MIX)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    home = open_home(tmp_path / "ws", (*LEDGER_MIGRATIONS, *MIGRATIONS), "2022-01-01T00:00:00Z", create=True)
    projections: list[Projection] = [permits.PROJECTION, lots.PROJECTION, origin.PROJECTION, claims.PROJECTION]
    made = Journal(home.database, BOOK, SIGNER, NOW, projections=projections, entropy=bytes)
    unit = "quota:2022:mining:rock"
    legs = [Leg("issued/M", unit, -(10**12)), Leg("held/F-1", unit, 10**12)]
    entries = [
        Entry("q", "issue", "2022-01-05", "M", tuple(legs), {"year": 2022, "batch": "1", "notice": "test"}),
        mine(**said("a"), firm="F-1", permit="P-1", site="S-1", klass="rock", lots=[weighed("A", 10**9)]),
        collect(**said("b"), firm="F-1", origin="stated", collection="R-1", lots=[weighed("B", 10**8)]),
        feed(**said("c"), firm="F-1", line="L", run="r1", stage="metal", parts=[
            Part("A", matter_of(weighed("A", 10**9))), Part("B", matter_of(weighed("B", 10**8)))]),
        output(**said("d"), firm="F-1", line="L", run="r1", stage="metal", lots=[weighed("M", 10**8, "motor")]),
    ]  # fmt: skip
    for answer in made.post(entries):
        assert answer.status == "accepted", answer.problem and answer.problem.sentence("en")
    yield made
    home.database.close()


def file_of(journal: Journal, lot: str = "M") -> bytes:
    with journal.database.reading() as connection:
        return passport_file(passport(connection, lot, key=SIGNER, certified=["ground/P-1/"]))


def test_a_passport_verifies_offline_and_is_small(journal: Journal) -> None:
    data = file_of(journal)
    check = verify_passport(data, key=SIGNER.verifier.vkey)
    assert check.is_valid, [finding.en for finding in check.findings]
    assert check.is_simulated
    assert check.proofs == 2
    assert check.size == journal.size()
    assert len(data) < 64_000
    assert data == file_of(journal)
    plain = json.loads(data)
    assert [each["source"] for each in plain["origin"]] == ["ground/P-1/S-1@2022", "recycled/stated/R-1"]
    assert {each["element"]: each["stated_ppm"] for each in plain["recycled"]}["Nd"] == 90_909
    assert plain["quota_entries"] == 1
    assert {each["model"] for each in plain["models"]["Nd"]} == {"controlled_blending"}


def test_it_withholds_what_is_not_the_buyers_business(journal: Journal) -> None:
    proofs = json.loads(file_of(journal))["proofs"]
    shown = "\n".join(field.get("line", "") for proof in proofs for field in proof["fields"])
    assert '["kind","output"]' in shown
    assert '"lot/F-1/M"' in shown
    assert "lot/F-1/A" not in shown
    assert "line/F-1/L" not in shown
    assert "tester" not in shown
    assert "held/F-1" not in shown


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda plain: plain["lot"]["matter_mg"].update(Nd=1), "Nd"),
        (lambda plain: plain["origin"][0]["mg"].update(Dy=1), "Dy"),
        (lambda plain: plain["recycled"][0].update(stated_ppm=999_999), "recycled"),
        (lambda plain: plain["models"]["Nd"][0].update(ppm=10**6), "controlled_blending"),
        (lambda plain: plain["proofs"][0]["leaf"].update(number=0), "proof 1"),
        (lambda plain: plain.update(simulated=False), "simulated"),
        (lambda plain: plain.update(checkpoint="none"), "another checkpoint"),
        (lambda plain: plain["lot"].update(net_mg=5), "net mass"),
        (lambda plain: plain["lot"].update(entry=1), "entry 1"),
        (lambda plain: plain.update(proofs=[]), "no proof"),
        (lambda plain: plain["lot"].update(id="Z"), "no movement"),
        (lambda plain: plain.pop("models"), "no file"),
    ],
)
def test_a_changed_passport_is_found(journal: Journal, change: Any, expected: str) -> None:
    plain = json.loads(file_of(journal))
    change(plain)
    check = verify_passport(json.dumps(plain, ensure_ascii=False).encode())
    assert not check.is_valid
    assert expected in " ".join(finding.en for finding in check.findings)


def test_another_key_and_other_bytes_do_not_pass(journal: Journal) -> None:
    data = file_of(journal)
    other = Signer("monazite/other", bytes([1] * 32)).verifier.vkey
    assert not verify_passport(data, key=other).is_valid
    for bad in (b"", b"{}", b"[1]", b"\xff", data[:-20]):
        assert not verify_passport(bad).is_valid


def test_a_corrected_lot_still_verifies(journal: Journal) -> None:
    posted = journal.posted("b")
    legs = [Leg("recycled/stated/R-1", "matter", matter_of(weighed("B", 10**6))),
            Leg("recycled/unknown/R-9", "matter", -matter_of(weighed("B", 10**6)))]  # fmt: skip
    (answer,) = journal.post([adjust(**said("fix"), posted=posted, reason="papers", legs=legs)])
    assert answer.status == "accepted", answer.problem and answer.problem.sentence("en")
    data = file_of(journal)
    assert verify_passport(data).is_valid
    assert any(each["source"] == "recycled/unknown/R-9" for each in json.loads(data)["origin"])
    mine_data = file_of(journal, "B")
    assert verify_passport(mine_data).is_valid, [finding.en for finding in verify_passport(mine_data).findings]


def test_a_blend_has_a_passport_too_and_a_code(journal: Journal) -> None:
    parts = [Part("M", matter_of(weighed("M", 10**7)))]
    (answer,) = journal.post([blend(**said("e"), firm="F-1", parts=parts, lot="K")])
    assert answer.status == "accepted", answer.problem and answer.problem.sentence("en")
    data = file_of(journal, "K")
    assert verify_passport(data).is_valid, [finding.en for finding in verify_passport(data).findings]
    assert qr_svg(short_hash(data)).startswith("<svg")
