"""The log: its checkpoint, its key, how to keep one elsewhere and how to check; its entries and its public files."""

from __future__ import annotations

from importlib.resources import files

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from monazite.core import ProblemError, UsageError
from monazite.ledger.lists import CHECKPOINT_LIST
from monazite.ledger.log import consistency_proof, newest_checkpoint, parse_checkpoint, stored_tiles
from monazite.ledger.proof import CONSISTENCY_FORMAT, proof_bytes
from monazite.store import ListQuery, said
from monazite.web.lists import declared_list, listing_of
from monazite.web.page import AnyPage, Page
from monazite.web.trace.display import named_display
from monazite.web.trace.entries import recorded
from monazite.web.trace.entries import router as entries
from monazite.web.trace.log_files import router as log_files

router = APIRouter(include_in_schema=False)
LONGEST_NUMBER, LONGEST_SHOWN = 15, 40
JSON = "application/json"


@router.get("/trace/log")
def log(page: AnyPage) -> Response:
    """The log on one page."""
    trace = page.workspace.trace
    with page.workspace.reading() as connection:
        checkpoint = newest_checkpoint(connection) if trace.size() else None
    return page.render(
        "trace/log.html",
        show=named_display(page),
        size=trace.size(),
        note=checkpoint[1] if checkpoint else "",
        key=trace.key,
        key_file=page.workspace.home.settings.key or "log.key",
        listing=listing_of(page.workspace, CHECKPOINT_LIST, page.request.query_params),
        is_exported=declared_list(CHECKPOINT_LIST.name) is not None,
        recorded=recorded,
        origin=str(page.request.base_url).rstrip("/"),
        audit=trace.last_audit(),
    )


@router.get("/trace/log/verifier.py")
def verifier() -> Response:
    """The standalone verifier, as it stands in this installation."""
    text = (files("monazite.ledger") / "verifier.py").read_bytes()
    headers = {"content-disposition": 'attachment; filename="verifier.py"'}
    return Response(text, media_type="text/plain; charset=utf-8", headers=headers)


@router.get("/trace/log/key.txt")
def key(page: AnyPage) -> Response:
    """The public key of the log."""
    return PlainTextResponse(f"{page.workspace.trace.key}\n", headers=_named("log-key.txt"))


@router.get("/trace/log/checkpoints/{size}.txt")
def one_checkpoint(page: AnyPage, size: str) -> Response:
    """One checkpoint, to keep elsewhere."""
    return PlainTextResponse(_note(page, size), headers=_named(f"checkpoint-{size}.txt"))


@router.get("/trace/log/consistency.json")
def consistency(page: AnyPage) -> Response:
    """The proof that one checkpoint of this log extends another, between two sizes."""
    query = page.request.query_params
    old = _note(page, query.get("from", ""))
    new = _note(page, query["to"]) if query.get("to", "").strip() else page.workspace.trace.checkpoint()
    older, newer = parse_checkpoint(old), parse_checkpoint(new)
    if not 0 < older.size <= newer.size:
        wanted = {"wanted_zh": f"1 至 {newer.size}", "wanted_en": f"1 to {newer.size}"}
        raise UsageError(said("monazite.store", "value-wrong", "from", found=older.size, **wanted))
    import base64  # noqa: PLC0415  one use

    with page.workspace.reading() as connection:
        path = consistency_proof(older.size, newer.size, stored_tiles(connection))
    proof = {
        "format": CONSISTENCY_FORMAT, "key": page.workspace.trace.key, "old": old, "new": new,
        "path": [base64.b64encode(one).decode() for one in path],
    }  # fmt: skip
    return Response(proof_bytes(proof), media_type=JSON, headers=_named(f"consistency-{older.size}-{newer.size}.json"))


def _named(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-cache, private"}


def _note(page: Page, size: str) -> str:
    """The note of the checkpoint of a size.

    Raises:
        UsageError: for no number.
        ProblemError: when the log has no checkpoint of that size.
    """
    text = size.strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER):
        wanted = {"wanted_zh": "检查点的记录数", "wanted_en": "the size of a checkpoint"}
        raise UsageError(said("monazite.store", "value-wrong", "size", found=text[:LONGEST_SHOWN], **wanted))
    rows = page.workspace.page(CHECKPOINT_LIST, ListQuery({"size": text})).rows
    if not rows:
        raise ProblemError(said("monazite.ledger.log", "checkpoint-unknown", "checkpoint", size=text))
    return str(rows[0]["note"])


router.include_router(entries, prefix="/trace/log/entries")


@router.get("/trace/log/{number}")
def short_address(number: str) -> Response:
    """The short address of an entry."""
    return RedirectResponse(
        f"/trace/log/entries/{int(number)}" if _is_number(number) else "/trace/log", status_code=307
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER


router.include_router(log_files, prefix="/log")
