"""A passport as a file that verifies offline, and as a QR code."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from typing import Any

from monazite.core import ProblemError
from monazite.store import said
from monazite.trace.passport.record import Passport

FORMAT = "monazite-passport/1"


def passport_object(record: Passport) -> dict[str, Any]:
    """A passport as plain objects, as its file has it; masses in milligrams, shares in parts per million."""
    return {
        "format": FORMAT,
        "key": record.key,
        "simulated": record.is_simulated,
        "lot": {
            "id": record.lot, "product": record.product, "stage": record.stage, "made_on": record.made_on,
            "net_mg": record.net_mg, "serials": list(record.serials), "reo_mg": record.reo_mg,
            "matter_mg": dict(record.matter.parts), "entry": record.entry,
        },
        "origin": [{"source": source, "mg": dict(matter.parts)} for source, matter in record.origin],
        "origin_settled": record.is_origin_settled,
        "recycled": [
            {"element": each.element, "mass_mg": each.mass_mg, "stated_ppm": each.stated_ppm,
             "unknown_ppm": each.unknown_ppm}
            for each in record.recycled
        ],
        "certified": list(record.certified),
        "models": {
            element: [{"model": each.model, "ppm": each.ppm, "zh": each.statement.zh, "en": each.statement.en}
                      for each in claims if each.is_allowed]
            for element, claims in record.models.items()
        },
        "entries": {
            "lot": list(record.own_entries), "quota": list(record.proven_quota),
            "unproven": record.quota_entries - len(record.proven_quota),
        },
        "quota_entries": record.quota_entries,
        "proofs": [dict(proof) for proof in record.proofs],
        "checkpoint": record.checkpoint,
        "statement": record.statement,
    }  # fmt: skip


def statement_text(record: Passport) -> str:
    """What the log's key signs of a passport: format, lot, SHA-256 of all but the statement, and the checkpoint."""
    unsigned = passport_object(record)
    del unsigned["statement"]
    digest = base64.b64encode(hashlib.sha256(_spelled(unsigned)).digest()).decode()
    checkpoint = record.checkpoint.partition("\n\n")[0]
    return f"{FORMAT}\n{record.lot}\n{digest}\n{checkpoint}\n"


def passport_file(record: Passport) -> bytes:
    """The file of a passport: JSON in UTF-8 and a line feed; the same passport always gives the same bytes.

    Raises:
        ProblemError: ``passport-unsigned`` where the log's private key was not at hand.
    """
    if not record.statement:
        raise ProblemError(said("monazite.trace", "passport-unsigned", record.lot))
    return passport_bytes(record)


def passport_bytes(record: Passport) -> bytes:
    """The bytes of a passport, signed or not yet."""
    return _spelled(passport_object(record)) + b"\n"


def _spelled(plain: dict[str, Any]) -> bytes:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


def short_hash(data: bytes) -> str:
    """What a QR code carries where there is no address: the format and the SHA-256 of the file."""
    return f"{FORMAT}:{hashlib.sha256(data).hexdigest()}"


def qr_svg(text: str) -> str:
    """A QR code as SVG that scales: it has a view box, a module being 1, and no size of its own.

    Args:
        text: the address of the passport's page, or its `short_hash`.
    """
    import segno  # noqa: PLC0415  loaded for codes only

    out = io.BytesIO()
    segno.make(text, micro=False, error="m").save(out, kind="svg", xmldecl=False, svgns=True, omitsize=True)
    return out.getvalue().decode()
