"""Check a proof of monazite without monazite: this one file, Python 3.11 and the library ``cryptography`` are enough.

::

    python verifier.py PROOF [--key VKEY] [--checkpoint FILE] [--extends OLDER]

PROOF is a file of the format ``monazite-proof/1`` (an entry is in a log; fields may be withheld) or
``monazite-consistency/1`` (one checkpoint of a log extends another); docs/journal.md has both to the byte. ``--key`` is
the key of the log as you got it from its operator. ``--checkpoint`` is a checkpoint that you or somebody you trust has
kept: the proof must be under the same. ``--extends`` is an older checkpoint, or a consistency file that begins at it.

Exit 0: verified. Exit 1: not. Exit 2: wrong use. It follows RFC 9162 (sections 2.1.3.2 and 2.1.4.2), C2SP signed-note
and C2SP tlog-checkpoint. There is no slack: a file with any bit changed does not verify.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PROOF, CONSISTENCY = "monazite-proof/1", "monazite-consistency/1"
MAX_BYTES = 8_000_000
MAX_FIELDS = 100_000
MAX_DEPTH = 32
MAX_PATH = 63 * 2
MAX_SIGNATURES = 100
MAX_INT = (1 << 63) - 1
MAX_MS = 253_402_300_799_999
"""The last millisecond of the year 9999."""
HASH_BYTES, SALT_BYTES, ID_BYTES = 32, 16, 4
ED25519 = b"\1"
SIGNATURE = "\u2014 "

RANKS = {name: rank for rank, name in enumerate(
    ("id", "kind", "time", "actor", "evidence", "relates", "blocked", "submission", "detail", "leg"))}  # fmt: skip
"""The tags of an entry's lines, in their order; the first four are in every entry, once."""
ALWAYS = 4

WRONG = {
    "size": ("文件过大", "the file is too large"),
    "text": ("不是 UTF-8 文本", "the file is no UTF-8 text"),
    "json": ("不是规范的 JSON：{what}", "no canonical JSON: {what}"),
    "format": ("格式不认识，或字段缺少、多出、错排", "an unknown format, or parts missing, unknown or misplaced"),
    "shape": ("{what} 的内容不合格式", "{what} is not as the format wants it"),
    "key": ("公钥不合格式", "the key is malformed"),
    "other-key": ("签名密钥不是您给出的那一个", "it is signed by another key than the one you gave"),
    "note": ("检查点不合格式：{what}", "the checkpoint is malformed: {what}"),
    "origin": ("检查点属于另一日志", "the checkpoint is of another log"),
    "signature": ("检查点的签名不符", "the signature of the checkpoint does not fit"),
    "inclusion": ("条目与检查点不符：内容被改动，或不在此日志中", "the entry was changed, or is not in this log"),
    "consistency": (
        "新检查点不延续旧检查点：历史被改写，或文件被改动",
        "history was rewritten, or the file was changed",
    ),
    "empty": ("旧检查点为空日志，证明不了什么", "the older log is empty; every log extends it, which proves nothing"),
    "fork": (
        "同样大小而根哈希不同：日志已分叉，请保留文件作证",
        "the log has forked: same size, another root; keep the files",
    ),
    "apart": ("检查点大小不同（{what}），须有一致性证明", "of different sizes ({what}): that takes a consistency file"),
}
"""Why a file does not verify, by code: in Chinese and in English."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found.

    Args:
        is_verified: whether all of it holds.
        code: ``verified``, or a key of `WRONG`.
        zh: what people should know, in sentences.
        en: the same in English.
        format: of the file, once known.
        key: the key that signed, as name, id and base64.
        number, recorded_ms: of the entry, from 0; when the log recorded it, UTC milliseconds since 1970.
        size, root: entries under the checkpoint, and its root in hexadecimal; of a consistency file the newer one.
        shown, withheld: the lines of the entry that are shown; how many more it has.
        old_size, old_root: of a consistency file, the older checkpoint.
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


def verify(
    data: bytes, key: str | None = None, checkpoint: bytes | None = None, extends: bytes | None = None
) -> Verdict:
    """Check a proof or consistency file; any bytes get a verdict.

    Args:
        data: of the file.
        key: of the log as ``name+id+base64``, from its operator; None to accept the one in the file.
        checkpoint: a note of a checkpoint kept elsewhere, which the proof must be under.
        extends: an older checkpoint note, or a consistency file that ends at the checkpoint of the proof.
    """
    try:
        found = _checked(data, key)
        if checkpoint is not None:
            _same(_open_note(_text(checkpoint), found.key), found.size, found.root)
        if extends is not None:
            _extends(found, extends)
    except _WrongError as wrong:
        code, what = (*wrong.args, "")[:2]
        zh, en = (text.format(what=what) for text in WRONG[code])
        return Verdict(is_verified=False, code=code, zh=(f"未通过：{zh}。",), en=(f"NOT verified: {en}.",))
    zh_lines, en_lines = _sentences(found, has_key=key is not None, has_kept=checkpoint is not None)
    return replace(found, zh=tuple(zh_lines), en=tuple(en_lines))


class _WrongError(Exception):
    """Carries a key of `WRONG`, and what it is about."""


def _checked(data: bytes, key: str | None) -> Verdict:
    proof = _canonical(_text(data), is_sorted=False, tail="\n")
    names = list(proof) if isinstance(proof, dict) else [""]
    if names == ["format", "key", "leaf", "fields", "size", "path", "checkpoint"] and proof["format"] == PROOF:
        check = _check_entry
    elif names == ["format", "key", "old", "new", "path"] and proof["format"] == CONSISTENCY:
        check = _check_consistency
    else:
        raise _WrongError("format")
    if key is not None and proof["key"] != key:
        raise _WrongError("other-key")
    return check(proof)


def _check_entry(proof: dict[str, Any]) -> Verdict:
    leaf = proof["leaf"]
    if not isinstance(leaf, dict) or list(leaf) != ["number", "recorded_ms"]:
        raise _WrongError("shape", "leaf")
    number, recorded_ms = _whole(leaf["number"], "leaf.number"), _whole(leaf["recorded_ms"], "leaf.recorded_ms", MAX_MS)
    commitment, shown, withheld = _fields(proof["fields"])
    size, path = _whole(proof["size"], "size"), _path(proof["path"])
    noted_size, root = _open_note(proof["checkpoint"], proof["key"], is_alone=True)
    record = b"\1" + number.to_bytes(8) + recorded_ms.to_bytes(8) + commitment
    if size != noted_size or not _is_included(number, size, hashlib.sha256(b"\0" + record).digest(), path, root):
        raise _WrongError("inclusion")
    return Verdict(
        is_verified=True, code="verified", format=PROOF, key=proof["key"], number=number, recorded_ms=recorded_ms,
        size=size, root=root.hex(), shown=shown, withheld=withheld,
    )  # fmt: skip


def _check_consistency(proof: dict[str, Any]) -> Verdict:
    path = _path(proof["path"])
    old_size, old_root = _open_note(proof["old"], proof["key"], is_alone=True)
    size, root = _open_note(proof["new"], proof["key"], is_alone=True)
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
        _same(_open_note(_text(extends), found.key), *known)


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
        spelled = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=is_sorted) + tail
    except (ValueError, RecursionError):
        raise _WrongError("json", text[:60]) from None
    if spelled != text or not _is_plain(value, MAX_DEPTH):
        raise _WrongError("json", text[:60])
    return value


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


def _open_note(note: Any, vkey: str, *, is_alone: bool = False) -> tuple[int, bytes]:
    """Size and root of a checkpoint note that the key has signed.

    Args:
        note: the signed note.
        vkey: the key that must have signed.
        is_alone: whether it must be the only signature and the text without more lines, as in a proof file.
    """
    name, key_id, public = _key(vkey)
    text, blank, signed = note.rpartition("\n\n") if isinstance(note, str) else ("", "", "")
    text, lines = text + "\n", signed.split("\n")
    has_control = any(sign < " " and sign != "\n" for sign in text)
    if not blank or lines.pop() or not 1 <= len(lines) <= (1 if is_alone else MAX_SIGNATURES) or has_control:
        raise _WrongError("note", "signatures")
    found = [raw[ID_BYTES:] for signer, raw in map(_signature, lines) if (signer, raw[:ID_BYTES]) == (name, key_id)]
    if not found or not _is_signed(public, found[0], text.encode()):
        raise _WrongError("signature")
    return _checkpoint(text, name, is_alone=is_alone)


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
    if index >= size:
        return False
    first, last = index, size - 1
    for step in path:
        if last == 0:
            return False
        if first & 1 or first == last:
            hashed = _node(step, hashed)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            hashed = _node(hashed, step)
        first, last = first >> 1, last >> 1
    return last == 0 and hashed == root


def _is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """RFC 9162, section 2.1.4.2, for an older tree that is not empty."""
    if old >= new or not path:
        return old == new and not path and old_root == new_root
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    was = now = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            was, now = _node(step, was), _node(step, now)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            now = _node(now, step)
        first, last = first >> 1, last >> 1
    return last == 0 and was == old_root and now == new_root


def _sentences(found: Verdict, *, has_key: bool, has_kept: bool) -> tuple[list[str], list[str]]:
    """What was verified and what cannot be known from it, in Chinese and in English."""
    zh, en = _entry_sentences(found) if found.format == PROOF else ([], [])
    if not zh:
        zh.append(f"已通过：{found.size} 条的检查点延续 {found.old_size} 条的检查点，其间只有追加，没有改动或删除。")
        en.append(f"VERIFIED: the checkpoint of {found.size} entries extends that of {found.old_size}: only additions.")
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


def _entry_sentences(found: Verdict) -> tuple[list[str], list[str]]:
    at = datetime.fromtimestamp((found.recorded_ms or 0) // 1000, UTC).isoformat()
    zh = f"已通过：第 {found.number} 号条目（自 0 起）在 {found.size} 条的日志中，记录于 {at}（UTC，日志自己的时钟）。"
    en = f"VERIFIED: entry number {found.number} (from 0) is in the log of {found.size}, recorded {at} by its clock."
    # nothing that moves the cursor or turns text around
    lines = ["".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in line) for line in found.shown]
    zh_last = "本文件不能说明后来有无条目冲正或调整它；隐去的项可能改变其含义。"
    en_last = (
        "This file cannot say whether a later entry reverses or adjusts it; what is withheld may change its meaning."
    )
    return (
        [zh, f"出示 {len(lines)} 项：", *lines, f"隐去 {found.withheld} 项。", zh_last],
        [en, f"Shown: {len(lines)}.", *lines, f"Withheld: {found.withheld}.", en_last],
    )


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Check a proof of a monazite log / 核验 monazite 日志的证明文件")
    parser.add_argument("proof", type=Path, metavar="PROOF", help="proof or consistency file / 证明或一致性文件")
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
