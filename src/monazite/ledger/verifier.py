"""Check a proof or a passport of monazite without monazite: this file, Python 3.11 and ``cryptography`` are enough.

::

    python verifier.py FILE [--key VKEY] [--checkpoint FILE] [--extends OLDER]

FILE has the format ``monazite-proof/1`` (an entry is in a log; fields may be withheld), ``monazite-consistency/1`` (one
checkpoint extends another) or ``monazite-passport/1`` (a lot, with proofs, signed as a whole); docs/journal.md has them
to the byte. ``--key`` is the key of the log as you got it from its operator. ``--checkpoint`` is one that you or
somebody you trust has kept: the file must be under the same. ``--extends`` is an older checkpoint, or a consistency
file that begins at it. Exit 0: verified. 1: not. 2: wrong use. It follows RFC 9162 (2.1.3.2, 2.1.4.2), C2SP signed-note
and tlog-checkpoint. There is no slack: a file with any bit changed does not verify.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PROOF, CONSISTENCY, PASSPORT = "monazite-proof/1", "monazite-consistency/1", "monazite-passport/1"
PARTS = {
    PROOF: "format key leaf fields size path checkpoint",
    CONSISTENCY: "format key old new path",
    PASSPORT: "format key simulated lot origin origin_settled recycled certified models entries quota_entries proofs "
    "checkpoint statement",
}
"""The parts of each format, in their order."""
MAX_BYTES, MAX_FIELDS, MAX_DEPTH, MAX_PATH, MAX_SIGNATURES = 8_000_000, 100_000, 32, 63 * 2, 100
MAX_INT = (1 << 63) - 1
MAX_MS = 253_402_300_799_999
"""The last millisecond of the year 9999."""
HASH_BYTES, SALT_BYTES, ID_BYTES = 32, 16, 4
PPM, BOTH = 1_000_000, 2
ED25519 = b"\1"
SIGNATURE = "\u2014 "

RANKS = {name: rank for rank, name in enumerate(
    ("id", "kind", "time", "actor", "evidence", "relates", "blocked", "submission", "detail", "leg"))}  # fmt: skip
"""The tags of an entry's lines, in their order; the first four are in every entry, once."""
ALWAYS = 4

# fmt: off
WRONG = {
    "size": ("文件|至多 800 万字节|更大|again", "the file|8 000 000 bytes at most|more|again"),
    "text": ("文件|UTF-8 文本|其他字节|again", "the file|UTF-8 text|other bytes|again"),
    "json": ("文件|唯一写法的 JSON|{0}|again", "the file|JSON in its only spelling|{1}|again"),
    "format": ("文件|三种格式之一，各部分齐全有序|缺少、多出或错排|again",
               "the file|one of three formats, with all parts in order|parts missing, unknown or misplaced|again"),
    "shape": ("{0}|该格式的内容|其他内容|again", "{1}|what the format wants|something else|again"),
    "key": ("公钥|名称+8位十六进制+base64|其他写法|key", "the key|name+8 hex digits+base64|something else|key"),
    "other-key": ("签名密钥|{0}|{1}|key", "the key that signed|{0}|{1}|key"),
    "note": ("检查点（{0}）|C2SP 签名文本，每个密钥签一次|其他内容|again",
             "the checkpoint ({1})|a C2SP signed note, once by a key|something else|again"),
    "origin": ("检查点|此密钥的日志|另一日志|key", "the checkpoint|of the log of this key|of another log|key"),
    "signature": ("签名|{0} 的有效签名|无此签名或不符|ask", "the signature|a valid one by {1}|none, or one that does not fit|ask"),
    "inclusion": ("条目|检查点之内、未经改动的条目|被改动或不在此日志中|ask",
                  "the entry|as it is in the log|changed, or not in this log|ask"),
    "consistency": ("新检查点|延续旧检查点|历史被改写，或文件被改动|keep",
                    "the new checkpoint|one that extends the old|history was rewritten, or the file was changed|keep"),
    "empty": ("旧检查点|大于 0 条|空日志，证明不了什么|later", "the old checkpoint|above size 0|the empty log, which proves nothing|later"),
    "fork": ("根哈希|同样大小则相同|不同：日志已分叉|keep", "the root|the same at the same size|another: the log has forked|keep"),
    "apart": ("检查点|大小相同|大小为 {0}|extend", "the checkpoint|of the same size|of sizes {1}|extend"),
    "statement": ("护照内容|签名所记的 SHA-256、批次与检查点|{0}|again",
                  "the passport|the lot, checkpoint and SHA-256 that are signed|{1}|again"),
    "entries": ("所列分录|各有一个证明，数目相等|{0}|ask", "the entries listed|a proof of each, counts equal|{1}|ask"),
    "lot": ("批次|与分录相符的 {0}|不符|ask", "the lot|the {1} of its entry|another|ask"),
    "blocked": ("批次|未封存|分录 {0} 记为封存|ask", "the lot|not blocked|recorded as blocked by entry {1}|ask"),
    "shares": ("来源与份额|合计等于批次所含|{0} 不符|ask", "origin and shares|what the lot holds|{1} differs|ask"),
}
"""Why a file does not verify, by code, in Chinese and in English: place, what was expected, what was found, what to do."""
TO_DO = {
    "again": ("请向出具者重新索取原文件", "get the file anew from whoever issued it"),
    "key": ("请向日志运营者核对公钥", "check the key with the operator of the log"),
    "ask": ("请勿采信，并向日志运营者查证", "do not rely on it, and ask the operator of the log"),
    "keep": ("请保留文件作证，并告知主管部门", "keep the files as evidence and tell the authority"),
    "later": ("请用较新的检查点", "use a later checkpoint"),
    "extend": ("请另附一致性文件（--extends）", "give a consistency file, too (--extends)"),
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found: ``verified`` or a key of `WRONG`, and what people should know, in Chinese and in English.

    The entry (or that which made the lot) has its number, the time in milliseconds since 1970 when the log recorded it,
    the lines shown and how many are withheld; the checkpoint its size and root, a consistency file also the older ones;
    a passport how many proofs verify, its lot, and what it rests on.
    """

    is_verified: bool
    code: str
    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    format: str = ""
    key: str = ""
    number: int | None = None
    recorded_ms: int | None = None
    size: int | None = None
    root: str = ""
    shown: tuple[str, ...] = ()
    withheld: int = 0
    old_size: int | None = None
    old_root: str = ""
    proofs: int = 0
    is_simulated: bool = False
    passport: tuple[str, ...] = ()


def verify(
    data: bytes, key: str | None = None, checkpoint: bytes | None = None, extends: bytes | None = None
) -> Verdict:
    """Check a proof, consistency file or passport; any bytes get a verdict.

    Args:
        data: of the file.
        key: of the log as ``name+id+base64``, from its operator; None to accept the one in the file.
        checkpoint: a note of a checkpoint kept elsewhere, which the file must be under.
        extends: an older checkpoint note, or a consistency file that ends at the checkpoint of the file.
    """
    try:
        found = _checked(data, key)
        if checkpoint is not None:
            _same(_open_checkpoint(_text(checkpoint), found.key), found.size, found.root)
        if extends is not None:
            _extends(found, extends)
    except _WrongError as wrong:
        code, *what = map(_clean, wrong.args)
        what = [*what, *what, "", ""][:2] if len(what) < BOTH else what
        zh, en = ([part.format(*what) for part in text.split("|")] for text in WRONG[code])
        to_do = TO_DO[zh[3]]
        said = f"未通过：{zh[0]}：应为{zh[1]}；实为{zh[2]}。{to_do[0]}。"
        said_en = f"NOT verified: {en[0]}: expected {en[1]}; found {en[2]}. What to do: {to_do[1]}."
        return Verdict(is_verified=False, code=code, zh=(said,), en=(said_en,))
    zh_lines, en_lines = _sentences(found, has_key=key is not None, has_kept=checkpoint is not None)
    return replace(found, zh=tuple(zh_lines), en=tuple(en_lines))


class _WrongError(Exception):
    """Carries a key of `WRONG`, and what it is about, once or in Chinese and in English."""


def _checked(data: bytes, key: str | None) -> Verdict:
    plain = _canonical(_text(data), is_sorted=False, tail="\n")
    kind = plain.get("format") if isinstance(plain, dict) else None
    if not isinstance(kind, str) or " ".join(plain) != PARTS.get(kind):
        raise _WrongError("format")
    if key is not None and plain["key"] != key:
        raise _WrongError("other-key", key, str(plain["key"]))
    checks = {PROOF: _check_entry, CONSISTENCY: _check_consistency, PASSPORT: _check_passport}
    return checks[kind](plain)


def _check_entry(proof: dict[str, Any]) -> Verdict:
    leaf = proof["leaf"]
    if not isinstance(leaf, dict) or list(leaf) != ["number", "recorded_ms"]:
        raise _WrongError("shape", "leaf")
    number, recorded_ms = _whole(leaf["number"], "leaf.number"), _whole(leaf["recorded_ms"], "leaf.recorded_ms", MAX_MS)
    commitment, shown, withheld = _fields(proof["fields"])
    size, path = _whole(proof["size"], "size"), _path(proof["path"])
    noted_size, root = _open_checkpoint(proof["checkpoint"], proof["key"], is_alone=True)
    record = b"\1" + number.to_bytes(8) + recorded_ms.to_bytes(8) + commitment
    if size != noted_size or not _is_included(number, size, hashlib.sha256(b"\0" + record).digest(), path, root):
        raise _WrongError("inclusion")
    return Verdict(
        is_verified=True, code="verified", format=PROOF, key=proof["key"], number=number, recorded_ms=recorded_ms,
        size=size, root=root.hex(), shown=shown, withheld=withheld,
    )  # fmt: skip


def _check_consistency(proof: dict[str, Any]) -> Verdict:
    path = _path(proof["path"])
    old_size, old_root = _open_checkpoint(proof["old"], proof["key"], is_alone=True)
    size, root = _open_checkpoint(proof["new"], proof["key"], is_alone=True)
    if old_size == 0:
        raise _WrongError("empty")
    if old_size == size and old_root != root:
        raise _WrongError("fork")
    if not _is_consistent(old_size, size, old_root, root, path):
        raise _WrongError("consistency")
    return Verdict(
        is_verified=True, code="verified", format=CONSISTENCY, key=proof["key"], size=size, root=root.hex(),
        old_size=old_size, old_root=old_root.hex(),
    )  # fmt: skip


def _check_passport(plain: dict[str, Any]) -> Verdict:
    """A passport: signed as a whole, the entries it rests on proven, and what follows from them and from its sources."""
    key, lot = plain["key"], plain["lot"]
    size, root = _open_checkpoint(plain["checkpoint"], key, is_alone=True)
    digest = hashlib.sha256(_spelled({name: plain[name] for name in plain if name != "statement"}).encode()).digest()
    signed = _open_note(plain["statement"], key, is_alone=True)
    try:
        hashed = base64.b64encode(digest).decode()
        if signed != f"{PASSPORT}\n{lot['id']}\n{hashed}\n{plain['checkpoint'].partition(2 * chr(10))[0]}\n":
            raise _WrongError("statement", f"SHA-256 {hashed}")
        verdicts = [_checked((_spelled(proof) + "\n").encode(), key) for proof in plain["proofs"]]
        for found in verdicts:
            if found.format != PROOF or (found.size, found.root) != (size, root.hex()):
                raise _WrongError("entries", "另一检查点之下的证明", "a proof under another checkpoint")
        shown = {found.number: [json.loads(line) for line in found.shown] for found in verdicts}
        _check_entries(plain, [found.number for found in verdicts], shown)
        _check_lot(plain, shown)
        _check_shares(plain)
        made = next(found for found in verdicts if found.number == lot["entry"])
        rests = [str(lot[name]) for name in ("id", "product", "made_on")]
        listed = [", ".join(map(str, plain["entries"][name])) or "-" for name in ("lot", "quota")]
        rests += [*listed, str(plain["entries"]["unproven"]), str(len(plain["origin"]))]
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError, StopIteration):
        raise _WrongError("shape", "护照", "the passport") from None
    return replace(
        made, format=PASSPORT, proofs=len(verdicts), is_simulated=plain["simulated"] is True, passport=tuple(rests)
    )


def _check_entries(plain: dict[str, Any], numbers: list[int | None], shown: dict[int | None, list[Any]]) -> None:
    """The entries that a passport lists have each one proof, and those of quota show its use."""
    listed = plain["entries"]
    wanted = list(dict.fromkeys(listed["lot"] + listed["quota"]))
    stated = len(listed["quota"]) + _whole(listed["unproven"], "unproven")
    if list(listed) != ["lot", "quota", "unproven"] or numbers != wanted or plain["lot"]["entry"] not in listed["lot"]:
        raise _WrongError("entries", f"{numbers}；{wanted}", f"proofs of {numbers}, listed {wanted}")
    if plain["quota_entries"] != stated or len(set(listed["quota"])) != len(listed["quota"]):
        raise _WrongError("entries", f"quota_entries {plain['quota_entries']}；{stated}")
    for number in listed["quota"]:
        if not any(line[0] == "leg" and line[1].startswith("used/") for line in shown[number]):
            raise _WrongError("entries", f"分录 {number} 未用指标", f"entry {number}, which shows no use of quota")


def _check_lot(plain: dict[str, Any], shown: dict[int | None, list[Any]]) -> None:
    """The lot is as its entries have it."""
    lot, booked = plain["lot"], Counter[str]()
    for number in plain["entries"]["lot"]:
        for line in shown[number]:
            if line[0] == "leg" and line[2] == "matter" and line[1].endswith(f"/{lot['id']}"):
                booked.update(line[3])
    for line in shown[lot["entry"]]:
        if line[0] == "blocked":
            raise _WrongError("blocked", str(lot["entry"]))
        if line[:2] == ["detail", "simulated"] and line[2] is not plain["simulated"]:
            raise _WrongError("lot", "simulated")
        if line[:3] == ["detail", "lots", lot["id"]]:
            for name in ("product", "net_mg", "serials"):
                if line[3].get(name, lot[name]) != lot[name]:
                    raise _WrongError("lot", name)
    if not booked or _differing(booked, lot["matter_mg"]):
        raise _WrongError("lot", "matter_mg")


def _check_shares(plain: dict[str, Any]) -> None:
    """The sources add up to the lot, and the shares follow from them."""
    matter, origin = plain["lot"]["matter_mg"], plain["origin"]
    total = Counter[str]()
    for each in origin:
        total.update(each["mg"])
    wrong = [f"origin {name}" for name in _differing(total, matter)]
    for each in plain["recycled"]:
        element, whole = each["element"], each["mass_mg"]
        for kind in ("stated", "unknown"):
            mg = sum(one["mg"].get(element, 0) for one in origin if one["source"].startswith(f"recycled/{kind}/"))
            if whole != matter[element] or abs(each[f"{kind}_ppm"] * whole - mg * PPM) >= whole:  # the last ppm rounds
                wrong.append(f"recycled {element}")
    good_ones = tuple(each for each in plain["certified"] if each.endswith("/"))
    for element, claims in plain["models"].items():
        used = {each["source"]: each["mg"][element] for each in origin if each["mg"].get(element)}
        good = sum(mg for name, mg in used.items() if name in plain["certified"] or name.startswith(good_ones))
        ppm = good * PPM // max(sum(used.values()), 1)
        allowed = {"controlled_blending": ppm, "segregated": ppm // PPM * PPM}
        allowed["identity_preserved"] = allowed["segregated"] if len(used) == 1 else 0
        wrong += [
            f"{each['model']} {element}" for each in claims if allowed.get(each["model"], each["ppm"]) != each["ppm"]
        ]
    if wrong:
        raise _WrongError("shares", wrong[0])


def _differing(one: dict[str, int], other: dict[str, int]) -> list[str]:
    return [name for name in sorted({*one, *other}) if one.get(name, 0) != other.get(name, 0)]


def _same(noted: tuple[int, bytes], size: int | None, root: str) -> None:
    """A checkpoint must be that of the proof: of the same size, and then with the same root."""
    if noted[0] != size:
        raise _WrongError("apart", f"{noted[0]}, {size}")
    if noted[1].hex() != root:
        raise _WrongError("fork")


def _extends(found: Verdict, extends: bytes) -> None:
    """What is proven must stand in a log that extends an older checkpoint."""
    if extends.startswith(b"{"):
        older = _checked(extends, found.key)
        if older.format != CONSISTENCY:
            raise _WrongError("format")
        _same((older.size or 0, bytes.fromhex(older.root)), found.size, found.root)
    else:
        is_log = found.format == CONSISTENCY
        known = (found.old_size, found.old_root) if is_log else (found.size, found.root)
        _same(_open_checkpoint(_text(extends), found.key), *known)


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise _WrongError("size")
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise _WrongError("text") from None


def _canonical(text: str, *, is_sorted: bool, tail: str = "") -> Any:
    """The value of a JSON text without floats, in its only spelling."""
    try:
        value = json.loads(text)
        spelled = _spelled(value, is_sorted=is_sorted) + tail
    except (ValueError, RecursionError):
        raise _WrongError("json", text[:60]) from None
    if spelled != text or not _is_plain(value, MAX_DEPTH):
        raise _WrongError("json", text[:60])
    return value


def _spelled(value: Any, *, is_sorted: bool = False) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=is_sorted)


def _clean(text: str) -> str:
    """Nothing that moves the cursor or turns text around."""
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)


def _is_plain(value: Any, depth: int) -> bool:
    """Whether numbers are whole and fit 64 bits, and nothing is nested too deep."""
    if isinstance(value, list | dict):
        inner: Iterable[Any] = value.values() if isinstance(value, dict) else value
        return depth > 0 and all(_is_plain(item, depth - 1) for item in inner)
    return not isinstance(value, int | float) or (isinstance(value, int) and -MAX_INT <= value <= MAX_INT)


def _whole(value: Any, what: str, most: int = MAX_INT) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise _WrongError("shape", what)
    return value


def _base64(text: str, what: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise _WrongError("shape", what) from None
    if base64.b64encode(raw).decode() != text:
        raise _WrongError("shape", what)
    return raw


def _hex(value: Any, length: int, what: str) -> bytes:
    """Lower-case hexadecimal of that many bytes."""
    if not isinstance(value, str) or len(value) != 2 * length or set(value) - set("0123456789abcdef"):
        raise _WrongError("shape", what)
    return bytes.fromhex(value)


def _path(value: Any) -> list[bytes]:
    is_right = isinstance(value, list) and len(value) <= MAX_PATH and all(isinstance(step, str) for step in value)
    path = [_base64(step, "path") for step in value] if is_right else [b""]
    if any(len(step) != HASH_BYTES for step in path):
        raise _WrongError("shape", "path")
    return path


def _fields(value: Any) -> tuple[bytes, tuple[str, ...], int]:
    """The commitment over an entry's fields, the lines that are shown, and how many are withheld."""
    if not isinstance(value, list) or not ALWAYS <= len(value) <= MAX_FIELDS:
        raise _WrongError("shape", "fields")
    commitment, shown, last = hashlib.sha256(b"\2"), [], (-1, "", "")
    for place, field in enumerate(value):
        what = f"fields[{place}]"
        names = list(field) if isinstance(field, dict) else []
        if names == ["hash"]:
            commitment.update(_hex(field["hash"], HASH_BYTES, what))
        elif names == ["salt", "line"] and isinstance(field["line"], str):
            line = field["line"]
            rank = _rank(line, place, what)
            if rank < last or (rank == last and rank[0] != RANKS["leg"]):  # one order, and no line twice but legs
                raise _WrongError("shape", what)
            last = rank
            commitment.update(hashlib.sha256(b"\0" + _hex(field["salt"], SALT_BYTES, what) + line.encode()).digest())
            shown.append(line)
        else:
            raise _WrongError("shape", what)
    return commitment.digest(), tuple(shown), len(value) - len(shown)


def _rank(line: str, place: int, what: str) -> tuple[int, str, str]:
    """Where a line of an entry belongs; it must have the shape of its tag."""
    item = _canonical(line, is_sorted=True)
    name = member = ""
    match item:
        case ["id" | "kind" | "time" | "actor" | "relates" | "blocked" | "submission", str()]:
            pass
        case ["evidence", str(name), str()]:
            pass
        case ["detail", str(name), value] if not isinstance(value, dict) or not value:
            pass
        case ["detail", str(name), str(member), _]:
            pass
        case ["leg", str(), str(), amount, *spread] if type(amount) is int or _is_masses(amount):
            if len(spread) > 1 or not all(map(_is_spread, spread)):
                raise _WrongError("shape", what)
        case _:
            raise _WrongError("shape", what)
    rank = RANKS[item[0]]
    if (place < ALWAYS or rank < ALWAYS) and rank != place:
        raise _WrongError("shape", what)
    return rank, name, member


def _is_masses(value: Any) -> bool:
    return isinstance(value, dict) and all(type(mg) is int for mg in value.values())


def _is_spread(value: Any) -> bool:
    if not isinstance(value, dict) or set(value) - {"random", "reset", "shared"}:
        return False
    shared = value.get("shared", {})
    is_shared = isinstance(shared, dict) and all(map(_is_masses, shared.values()))
    return is_shared and _is_masses(value.get("random", {})) and value.get("reset", True) is True


def _key(vkey: Any) -> tuple[str, bytes, bytes]:
    """Name, key id and public key of a ``name+id+base64`` string."""
    if not isinstance(vkey, str) or vkey.count("+") < 2:  # noqa: PLR2004
        raise _WrongError("key")
    name, id_hex, encoded = vkey.split("+", 2)
    raw = _base64(encoded, "key")
    key_id = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:ID_BYTES]
    is_named = bool(name) and name.isprintable() and not any(sign.isspace() for sign in name)
    if not is_named or raw[:1] != ED25519 or len(raw) != 1 + HASH_BYTES or id_hex != key_id.hex():
        raise _WrongError("key")
    return name, key_id, raw[1:]


def _open_checkpoint(note: Any, vkey: str, *, is_alone: bool = False) -> tuple[int, bytes]:
    """Size and root of a checkpoint that the key has signed."""
    return _checkpoint(_open_note(note, vkey, is_alone=is_alone), _key(vkey)[0], is_alone=is_alone)


def _open_note(note: Any, vkey: str, *, is_alone: bool) -> str:
    """The text of a note that the key has signed, once; alone in a file, where nobody else may have signed."""
    name, key_id, public = _key(vkey)
    text, blank, signed = note.rpartition("\n\n") if isinstance(note, str) else ("", "", "")
    text, lines = text + "\n", signed.split("\n")
    has_control = any(sign < " " and sign != "\n" for sign in text)
    if not blank or lines.pop() or not 1 <= len(lines) <= (1 if is_alone else MAX_SIGNATURES) or has_control:
        raise _WrongError("note", "signatures")
    found = [raw[ID_BYTES:] for signer, raw in map(_signature, lines) if (signer, raw[:ID_BYTES]) == (name, key_id)]
    if len(found) > 1:
        raise _WrongError("note", "signed twice")
    if not found or not _is_signed(public, found[0], text.encode()):
        raise _WrongError("signature", name)
    return text


def _signature(line: str) -> tuple[str, bytes]:
    name, _, signed = line.removeprefix(SIGNATURE).partition(" ")
    if not line.startswith(SIGNATURE) or not name:
        raise _WrongError("note", "signature")
    return name, _base64(signed, "signature")


def _is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    # ruff: noqa: PLC0415  --help works without the library
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _checkpoint(text: str, name: str, *, is_alone: bool) -> tuple[int, bytes]:
    """Size and root of a checkpoint: origin, size and root, a line each."""
    origin, size, root_base64, *more = [*text.removesuffix("\n").split("\n"), "", ""]
    root = _base64(root_base64, "root")
    is_number = size.isascii() and size.isdecimal() and len(size) < len(str(MAX_INT)) and str(int(size)) == size
    if not is_number or len(root) != HASH_BYTES or (is_alone and more != ["", ""]):
        raise _WrongError("note", "size, root")
    if origin != name:
        raise _WrongError("origin")
    return int(size), root


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def _is_included(index: int, size: int, hashed: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162, section 2.1.3.2."""
    return index < size and _climb(index, size - 1, hashed, path)[1:] == (root, True)


def _is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """RFC 9162, section 2.1.4.2, for an older tree that is not empty."""
    if old >= new or not path:
        return old == new and not path and old_root == new_root
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    return _climb(first, last, steps[0], steps[1:]) == (old_root, new_root, True)


def _climb(first: int, last: int, was: bytes, path: Sequence[bytes]) -> tuple[bytes, bytes, bool]:
    """Along a path: the root of the tree up to the first, that of the whole tree, and whether the path ends there."""
    now = was
    for step in path:
        if last == 0:
            return was, now, False
        if first & 1 or first == last:
            was, now = _node(step, was), _node(step, now)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            now = _node(now, step)
        first, last = first >> 1, last >> 1
    return was, now, last == 0


def _sentences(found: Verdict, *, has_key: bool, has_kept: bool) -> tuple[list[str], list[str]]:
    """What was verified and what cannot be known from it, in Chinese and in English."""
    if found.format == CONSISTENCY:
        zh = [f"已通过：{found.size} 条的检查点延续 {found.old_size} 条的检查点，其间只有追加，没有改动或删除。"]
        en = [f"VERIFIED: the checkpoint of {found.size} entries extends that of {found.old_size}: only additions."]
    else:
        zh, en = (_passport_sentences if found.passport else _entry_sentences)(found)
    zh.append(f"签名密钥：{found.key}；根哈希 {found.root}。")
    en.append(f"Signed by the key {found.key}; root {found.root}.")
    if not has_key:
        zh.append("本文件不能说明该密钥属于谁：请向日志运营者另行取得公钥，用 --key 核对。")
        en.append("This file cannot say whose key that is: get the key from the log's operator and give it as --key.")
    if not has_kept:
        zh.append("本文件不能说明日志没有分叉：请与他人保存的检查点比较（--checkpoint）。")
        en.append("This file cannot say that everybody is shown the same log: compare --checkpoint kept by others.")
    zh.append("证明的是“记过什么”，不是“所记属实”。")
    en.append("What is proven is that this was recorded, not that what was recorded is true.")
    return zh, en


def _passport_sentences(found: Verdict) -> tuple[list[str], list[str]]:
    lot, product, made_on, entries, quota, unproven, sources = map(_clean, found.passport)
    mark, mark_en = ("模拟数据。", " Simulated data.") if found.is_simulated else ("", "")
    lines = list(map(_clean, found.shown))
    zh = f"已通过：批次 {lot}（{product}，{made_on}）的护照，自签发以来一字未改。{mark}"
    en = f"VERIFIED: the passport of lot {lot} ({product}, {made_on}), not a byte of it changed since issued.{mark_en}"
    logged = f"日志证明（{found.size} 条）：批次如所称重及其收支，分录 {entries}；使用指标的分录 {quota}。出示："
    logged_en = f"Proven by the log ({found.size} entries): the lot as weighed and its legs, entry {entries}; "
    signed = (
        f"运营者签名声明、由账簿算得、分录本身不证明：来源 {sources} 项及各份额；另有 {unproven} 条指标分录未附证明。"
    )
    signed_en = (
        f"Not in an entry but the operator's signed statement, computed from the journal: {sources} sources, all "
    )
    signed_en += f"shares, and {unproven} more entries of quota without proof. An audit of the journal recomputes them."
    logged_en += f"use of quota, entries {quota}. Shown:"
    return [zh, logged, *lines, signed + "审计账簿即重算之。"], [en, logged_en, *lines, signed_en]


def _entry_sentences(found: Verdict) -> tuple[list[str], list[str]]:
    at = datetime.fromtimestamp((found.recorded_ms or 0) // 1000, UTC).isoformat()
    zh = f"已通过：第 {found.number} 号条目（自 0 起）在 {found.size} 条的日志中，记录于 {at}（UTC，日志自己的时钟）。"
    en = f"VERIFIED: entry number {found.number} (from 0) is in the log of {found.size}, recorded {at} by its clock."
    lines = list(map(_clean, found.shown))
    zh_last = "本文件不能说明后来有无条目冲正或调整它；隐去的项可能改变其含义。"
    en_last = (
        "This file cannot say whether a later entry reverses or adjusts it; what is withheld may change its meaning."
    )
    return (
        [zh, f"出示 {len(lines)} 项：", *lines, f"隐去 {found.withheld} 项。", zh_last],
        [en, f"Shown: {len(lines)}.", *lines, f"Withheld: {found.withheld}.", en_last],
    )


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Check a proof or passport of monazite / 核验 monazite 的证明或护照")
    parser.add_argument(
        "proof", type=Path, metavar="PROOF", help="proof, passport or consistency file / 证明、护照或一致性文件"
    )
    parser.add_argument("--key", metavar="VKEY", help="key of the log, from its operator / 日志公钥，取自运营者")
    parser.add_argument("--checkpoint", type=Path, metavar="FILE", help="checkpoint kept elsewhere / 他处保存的检查点")
    parser.add_argument("--extends", type=Path, metavar="OLDER", help="older checkpoint / 旧检查点或一致性文件")
    return parser.parse_args(arguments)


def _read(path: Path | None) -> bytes | None:
    if path is None:
        return None
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the files of a command line and print the verdict in both languages; 0 verified, 1 not, 2 wrong use."""
    wanted = _arguments(arguments)
    try:
        proof, checkpoint, extends = (_read(path) for path in (wanted.proof, wanted.checkpoint, wanted.extends))
        verdict = verify(proof or b"", wanted.key, checkpoint, extends)
    except OSError as error:
        sys.stderr.write(f"无法读取 / cannot read {error.filename}: {error.strerror}\n")
        return 2
    except ImportError as error:
        sys.stderr.write(f"缺少程序库 / library missing: {error.name} (pip install cryptography)\n")
        return 2
    sys.stdout.write("\n".join((*verdict.zh, "", *verdict.en, "")))
    return 0 if verdict.is_verified else 1


if __name__ == "__main__":
    sys.exit(main())
