"""A passport file verified with nothing but the file, and the key where one has it.

What the log proves: that the entries were recorded, with the fields shown. What is recomputed: that the sources add up
to the matter, and the shares that follow from them. Not provable offline: the origin itself, which only an audit of the
whole journal recomputes.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from monazite.core import ElementMass, Words
from monazite.trace.origin import Origin
from monazite.trace.passport.file import FORMAT

MOST_BYTES = 1_000_000
Shown = list[list[Any]]


@dataclass(frozen=True, slots=True)
class PassportCheck:
    """What verifying a passport file found.

    Args:
        is_valid: whether every proof verifies and everything that can be recomputed agrees.
        findings: what does not, in words; empty for a valid one.
        proofs: how many proofs verify.
        key: that signed the checkpoint, empty when no proof verifies.
        size: entries under the checkpoint, 0 when no proof verifies.
        is_simulated: whether it says that it is part of a simulation.
    """

    is_valid: bool
    findings: tuple[Words, ...]
    proofs: int = 0
    key: str = ""
    size: int = 0
    is_simulated: bool = False


@cache
def _sentences() -> dict[str, Words]:
    rows = csv.DictReader((resources.files(__package__) / "findings.csv").read_text("utf-8").splitlines())
    return {row["code"]: Words(row["zh"], row["en"]) for row in rows}


def _finding(code: str, **values: object) -> Words:
    return _sentences()[code].filled(**values)


def verify_passport(data: bytes, *, key: str | None = None) -> PassportCheck:
    """Verify a passport file; any bytes get an answer.

    Args:
        data: of the file.
        key: of the log as its operator gives it; None to accept the one in the file.
    """
    try:
        plain = json.loads(data) if len(data) <= MOST_BYTES else None
        if not isinstance(plain, dict) or plain.get("format") != FORMAT:
            return PassportCheck(is_valid=False, findings=(_finding("not-a-passport"),))
        return _checked(plain, key)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError):
        return PassportCheck(is_valid=False, findings=(_finding("not-a-passport"),))


def _checked(plain: Mapping[str, Any], key: str | None) -> PassportCheck:
    from monazite.ledger.verifier import Verdict, verify  # noqa: PLC0415  loads the signature library

    verdicts: list[Verdict] = [verify(_proof_bytes(proof), key) for proof in plain["proofs"]]
    findings = [
        _finding("proof-fails", number=number, what=verdict.en[0] if verdict.en else verdict.code)
        for number, verdict in enumerate(verdicts, 1) if not verdict.is_verified
    ]  # fmt: skip
    if not verdicts:
        findings.append(_finding("no-proof"))
    for number, proof in enumerate(plain["proofs"], 1):
        findings += [_finding("other-checkpoint", number=number)] if proof["checkpoint"] != plain["checkpoint"] else []
        findings += [_finding("other-key", number=number)] if proof["key"] != plain["proofs"][0]["key"] else []
    if verdicts and not findings:
        findings += _own(plain, {verdict.number: [json.loads(line) for line in verdict.shown] for verdict in verdicts})
    findings += _recomputed(plain)
    good = [verdict for verdict in verdicts if verdict.is_verified]
    return PassportCheck(
        is_valid=not findings, findings=tuple(findings), proofs=len(good), key=good[0].key if good else "",
        size=(good[0].size or 0) if good else 0, is_simulated=plain["simulated"] is True,
    )  # fmt: skip


def _proof_bytes(proof: Mapping[str, Any]) -> bytes:
    return json.dumps(proof, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _own(plain: Mapping[str, Any], shown: Mapping[int | None, Shown]) -> Iterator[Words]:
    """What the entries that made the lot, and corrected it, say, against what the file says."""
    lot = plain["lot"]
    legs = {number: [ElementMass.of(line[3]) for line in lines if _is_leg_of(line, lot["id"])]
            for number, lines in shown.items()}  # fmt: skip
    if lot["entry"] not in legs:
        yield _finding("entry-differs", number=lot["entry"])
    elif not legs[lot["entry"]]:
        yield _finding("lot-not-shown", number=lot["entry"])
    booked = sum((matter for each in legs.values() for matter in each), ElementMass())
    yield from _differences("matter-differs", ElementMass.of(lot["matter_mg"]), booked)
    for line in shown.get(lot["entry"], []):
        yield from _stated(line, lot, plain["simulated"])


def _is_leg_of(line: Sequence[Any], lot: str) -> bool:
    return bool(line[0] == "leg" and line[2] == "matter" and line[1].endswith(f"/{lot}"))


def _stated(line: Sequence[Any], lot: Mapping[str, Any], is_simulated: object) -> Iterator[Words]:
    """What one line of the entry that made the lot says."""
    if line[0] == "blocked":
        yield _finding("entry-blocked")
    elif line == ["detail", "simulated", True] and is_simulated is not True:
        yield _finding("simulation-hidden")
    elif line[:3] == ["detail", "lots", lot["id"]] and line[3].get("net_mg", lot["net_mg"]) != lot["net_mg"]:
        yield _finding("net-differs")


def _differences(code: str, found: ElementMass, expected: ElementMass) -> Iterator[Words]:
    for element in sorted({*found, *expected}):
        if found[element] != expected[element]:
            yield _finding(code, element=element, found=found[element], expected=expected[element])


def _recomputed(plain: Mapping[str, Any]) -> Iterator[Words]:
    """What follows from the sources that the file states."""
    shares = tuple((each["source"], ElementMass.of(each["mg"])) for each in plain["origin"])
    origin = Origin(plain["lot"]["id"], shares, plain["origin_settled"] is True)
    yield from _differences("origin-differs", origin.matter, ElementMass.of(plain["lot"]["matter_mg"]))
    for each in plain["recycled"]:
        kinds = origin.by_kind(each["element"])
        expected = (kinds.get("recycled/stated", 0), kinds.get("recycled/unknown", 0), origin.matter[each["element"]])
        if expected != (each["stated_ppm"], each["unknown_ppm"], each["mass_mg"]):
            yield _finding("recycled-differs", element=each["element"])
    yield from _models(plain["models"], origin, plain["certified"])


def _models(
    models: Mapping[str, Sequence[Mapping[str, Any]]], origin: Origin, certified: Sequence[str]
) -> Iterator[Words]:
    from monazite.trace.claims import by_origin  # noqa: PLC0415  declares tables

    for element, claims in models.items():
        expected = by_origin(origin, certified, element)
        for each in claims:
            if each["model"] in expected and expected[each["model"]] != each["ppm"]:
                yield _finding("model-differs", element=element, model=each["model"])
