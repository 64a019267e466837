from __future__ import annotations

import base64
import hashlib
import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from monazite.core import FixedClock, ProblemError
from monazite.ledger import MIGRATIONS as LEDGER_MIGRATIONS
from monazite.ledger import Entry, Journal, Leg, Projection, verifier
from monazite.ledger.log import Signer, sign_note
from monazite.ledger.proof import proof_bytes
from monazite.ledger.verifier import verify
from monazite.store import open_home
from monazite.trace import claims, lots, origin, permits
from monazite.trace.book import BOOK
from monazite.trace.lots import AsWeighed, Part, matter_of
from monazite.trace.lots.acts import adjust, blend, collect, feed, mine, output
from monazite.trace.passport import passport, passport_file, qr_svg, short_hash, verify_passport
from monazite.trace.tables import MIGRATIONS

NOW = FixedClock(datetime(2023, 1, 15, tzinfo=UTC))
SIGNER = Signer("monazite/test", bytes(32))
SOURCE = Path(verifier.__file__)
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


def resigned(plain: dict[str, Any]) -> bytes:
    """The passport as its operator would have signed it."""
    unsigned = {name: part for name, part in plain.items() if name != "statement"}
    digest = base64.b64encode(hashlib.sha256(proof_bytes(unsigned)[:-1]).digest()).decode()
    checkpoint = plain["checkpoint"].partition("\n\n")[0]
    text = f"monazite-passport/1\n{plain['lot']['id']}\n{digest}\n{checkpoint}\n"
    return proof_bytes({**unsigned, "statement": sign_note(text, [SIGNER])})


CHANGES: list[tuple[Any, str, str]] = [
    (lambda plain: plain["lot"]["matter_mg"].update(Nd=1), "lot", "matter_mg"),
    (lambda plain: plain["lot"].update(net_mg=5), "lot", "net_mg"),
    (lambda plain: plain["lot"].update(serials=["x"]), "lot", "serials"),
    (lambda plain: plain["lot"].update(product="gold"), "lot", "product"),
    (lambda plain: plain.update(simulated=False), "lot", "simulated"),
    (lambda plain: plain["lot"].update(id="Z"), "lot", "matter_mg"),
    (lambda plain: plain["origin"][0]["mg"].update(Dy=1), "shares", "origin"),
    (lambda plain: plain["recycled"][0].update(stated_ppm=999_999), "shares", "recycled Nd"),
    (lambda plain: plain["recycled"][0].update(mass_mg=0), "shares", "recycled Nd"),
    (lambda plain: plain["lot"].update(entry=1), "entries", "listed"),
    (lambda plain: plain.update(proofs=[]), "entries", "listed"),
    (lambda plain: plain.update(proofs=plain["proofs"][:1]), "entries", "listed"),
    (lambda plain: plain.update(proofs=plain["proofs"] + plain["proofs"][:1]), "entries", "listed"),
    (lambda plain: plain.update(proofs=plain["proofs"][::-1]), "entries", "listed"),
    (lambda plain: plain.update(quota_entries=99), "entries", "quota_entries 99"),
    (lambda plain: plain["entries"].update(quota=[]), "entries", "listed"),
    (lambda plain: plain["entries"].update(quota=plain["entries"]["lot"], lot=[1]), "entries", "listed"),
    (lambda plain: plain["entries"].update(unproven=-1), "shape", "unproven"),
    (lambda plain: plain["proofs"][0]["leaf"].update(number=0), "inclusion", "the entry"),
    (lambda plain: plain["lot"].pop("made_on"), "shape", "passport"),
    (lambda plain: plain.update(origin=5), "shape", "passport"),
    (lambda plain: plain.update(entries=None), "shape", "passport"),
    (lambda plain: plain.update(proofs=[5]), "format", "in order"),
]


@pytest.mark.parametrize(("change", "code", "expected"), CHANGES)
def test_a_changed_passport_is_found_and_even_one_that_is_signed(
    journal: Journal, change: Any, code: str, expected: str
) -> None:
    plain = json.loads(file_of(journal))
    assert resigned(plain) == file_of(journal)
    change(plain)
    verdict = verify(proof_bytes(plain))
    assert verdict.code in {"statement", "shape"}
    assert verdict.zh[0].startswith("未通过")
    signed = verify(resigned(plain))
    assert (signed.is_verified, signed.code) == (False, code)
    assert expected in signed.en[0]
    assert "What to do" in signed.en[0]


@pytest.mark.parametrize(
    "change",
    [
        lambda plain: plain["origin"][0].update(source="import/MM/X"),
        lambda plain: plain["models"]["Nd"][0].update(ppm=10**6),
        lambda plain: plain["certified"].append("import/MM/"),
        lambda plain: plain.update(quota_entries=99),
        lambda plain: plain.update(proofs=plain["proofs"][:1], quota_entries=99),
        lambda plain: plain["entries"].update(unproven=1),
        lambda plain: plain.update(statement=plain["checkpoint"]),
    ],
)
def test_what_no_entry_proves_is_signed(journal: Journal, change: Any) -> None:
    plain = json.loads(file_of(journal))
    change(plain)
    verdict = verify(proof_bytes(plain))
    assert (verdict.is_verified, verdict.code) == (False, "statement")
    other = file_of(journal, "B")
    plain = json.loads(file_of(journal)) | {"statement": json.loads(other)["statement"]}
    assert verify(proof_bytes(plain)).code == "statement"


def test_a_flip_of_any_bit_is_found(journal: Journal) -> None:
    data = file_of(journal, "B")
    assert verify(data).is_verified
    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        assert not verify(bytes(changed)).is_verified, bit


def test_five_thousand_mutations_get_a_verdict_and_none_verifies(journal: Journal) -> None:
    data, chance = file_of(journal), random.Random(20220817)  # noqa: S311  repeatable
    plain, tried = json.loads(data), 0
    while tried < 5_000:
        start, length = chance.randrange(len(data)), chance.randrange(1, 40)
        piece = data[start : start + length]
        changed = chance.choice((
            data[:start] + chance.randbytes(length) + data[start:], data[:start] + data[start + length :],
            data[:start] + piece + data[start:], data[:start],
            proof_bytes({name: plain[name] for name in chance.sample(list(plain), len(plain))}),
            data.replace(piece, b"0" * len(piece)),
        ))  # fmt: skip
        if changed != data:
            tried += 1
            assert not verify(changed).is_verified, changed
    for _ in range(300):
        other = json.loads(data)
        part = other[chance.choice(["lot", "entries", "recycled", "origin", "proofs", "models", "certified"])]
        place = chance.choice(list(part) if isinstance(part, dict) else range(len(part)))
        part[place] = chance.choice([None, True, -1, 1 << 62, "x", [], {}, [[]], {"": 0}, {"mg": {"Nd": "x"}}])
        verify(resigned({**other, "lot": {"id": "M"}} if not isinstance(other["lot"].get("id"), str) else other))


def test_the_verdict_says_what_is_proven_and_what_is_stated(journal: Journal) -> None:
    check = verify_passport(file_of(journal), key=SIGNER.verifier.vkey)
    zh, en = ("\n".join(said.in_language(language) for said in check.verified) for language in ("zh", "en"))
    for text in (zh, en):
        assert "lot/F-1/M" in text
        assert SIGNER.verifier.vkey in text
    assert "Proven by the log of 5" in en
    assert "operator's signed statement" in en
    assert "审计" in zh
    assert "运营者签名声明" in zh


def test_without_the_private_key_there_is_a_passport_and_no_file(journal: Journal) -> None:
    with journal.database.reading() as connection:
        found = passport(connection, "M", key=SIGNER.verifier)
        assert passport(connection, "M", key=SIGNER.verifier.vkey) == found
        signed = passport(connection, "M", key=SIGNER)
        bare = passport(connection, "M", key=SIGNER, quota=False)
    assert (found.statement, found.origin, found.proofs) == ("", signed.origin, signed.proofs)
    with pytest.raises(ProblemError, match="private key"):
        passport_file(found)
    assert (bare.quota_entries, bare.proven_quota, len(bare.proofs)) == (1, (), 1)
    assert verify(passport_file(bare)).is_verified


def test_as_a_script_without_monazite(journal: Journal, tmp_path: Path) -> None:
    shutil.copy(SOURCE, tmp_path / "verifier.py")
    (tmp_path / "passport.json").write_bytes(file_of(journal))
    (tmp_path / "bad.json").write_bytes(file_of(journal).replace(b"recycled/stated/R-1", b"recycled/stated/R-2"))
    for name, expected, said in (("passport.json", 0, "VERIFIED: the passport"), ("bad.json", 1, "NOT verified")):
        command = [sys.executable, "-I", "verifier.py", name, "--key", SIGNER.verifier.vkey]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
        assert (done.returncode, said in done.stdout) == (expected, True), done.stdout + done.stderr


def test_another_key_and_other_bytes_do_not_pass(journal: Journal) -> None:
    data = file_of(journal)
    other = Signer("monazite/other", bytes([1] * 32)).verifier.vkey
    check = verify_passport(data, key=other)
    assert not check.is_valid
    assert other in check.findings[0].en
    assert SIGNER.verifier.vkey in check.findings[0].zh
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
    code = qr_svg(short_hash(data))
    assert re.match(r'<svg [^>]*viewBox="0 0 \d+ \d+"', code)
    assert not re.match(r"<svg [^>]*\bwidth=", code)
