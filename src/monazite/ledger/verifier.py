"""Check a proof or a passport of monazite without monazite: this file, Python 3.11 and ``cryptography`` are enough.

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
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PROOF, CONSISTENCY, PASSPORT = "monazite-proof/1", "monazite-consistency/1", "monazite-passport/1"
PARTS = {
    PROOF: "format key leaf fields size path checkpoint",
    CONSISTENCY: "format key old new path",
    PASSPORT: "format key simulated lot origin origin_settled recycled certified models entries quota_entries proofs checkpoint statement",
}
MAX_BYTES, MAX_FIELDS, MAX_PATH, MAX_SIGNATURES = 8_000_000, 100_000, 63 * 2, 100
MAX_INT, MAX_MS = (1 << 63) - 1, 253_402_300_799_999  # the last millisecond of the year 9999
HASH_BYTES, SALT_BYTES, ID_BYTES, PPM, BOTH = 32, 16, 4, 1_000_000, 2
ED25519, SIGNATURE = b"\1", "\u2014 "
TAGS = ("id", "kind", "time", "actor", "evidence", "relates", "blocked", "submission", "detail", "leg")
ALWAYS = 4  # lines of an entry stand in the order of their tags; the first four are in every entry, once

# ruff: noqa: E501, PLC0415  tables have one line a code; --help works without the library
# fmt: off
WRONG = {  # why a file does not verify: place, what was expected, what was found, what to do
    "size": ("文件|至多 800 万字节|更大|again", "the file|8 000 000 bytes at most|more|again"),
    "text": ("文件|UTF-8 文本|其他字节|again", "the file|UTF-8 text|other bytes|again"),
    "json": ("文件|唯一写法的 JSON|{0}|again", "the file|JSON in its only spelling|{1}|again"),
    "format": ("文件|三种格式之一，各部分齐全有序|缺少、多出或错排|again", "the file|one of three formats, with all parts in order|parts missing, unknown or misplaced|again"),
    "shape": ("{0}|该格式的内容|其他内容|again", "{1}|what the format wants|something else|again"),
    "key": ("公钥|名称+8位十六进制+base64|其他写法|key", "the key|name+8 hex digits+base64|something else|key"),
    "other-key": ("签名密钥|{0}|{1}|key", "the key that signed|{0}|{1}|key"),
    "note": ("检查点（{0}）|C2SP 签名文本，每个密钥签一次|其他内容|again", "the checkpoint ({1})|a C2SP signed note, once by a key|something else|again"),
    "origin": ("检查点|此密钥的日志|另一日志|key", "the checkpoint|of the log of this key|of another log|key"),
    "signature": ("签名|{0} 的有效签名|无此签名或不符|ask", "the signature|one by {1}|none that fits|ask"),
    "inclusion": ("条目|检查点之内、未经改动的条目|被改动或不在此日志中|ask", "the entry|as it is in the log|changed, or not in this log|ask"),
    "consistency": ("新检查点|延续旧检查点|历史被改写，或文件被改动|keep", "the new checkpoint|one that extends the old|history was rewritten, or the file was changed|keep"),
    "empty": ("旧检查点|大于 0 条|空日志|later", "the old checkpoint|above size 0|the empty log|later"),
    "fork": ("根哈希|同样大小则相同|日志已分叉|keep", "the root|the same at a size|another: the log has forked|keep"),
    "apart": ("检查点|大小相同|大小为 {0}|extend", "the checkpoint|of the same size|of sizes {1}|extend"),
    "statement": ("护照内容|签名所记的 SHA-256、批次与检查点|{0}|again", "the passport|the lot, checkpoint and SHA-256 that are signed|{1}|again"),
    "entries": ("所列分录|各有一个证明，数目相等|{0}|ask", "the entries listed|a proof of each, counts equal|{1}|ask"),
    "lot": ("批次|与分录相符的 {0}|不符|ask", "the lot|the {1} of its entry|another|ask"),
    "blocked": ("批次|未封存|分录 {0} 记为封存|ask", "the lot|not blocked|recorded as blocked by entry {1}|ask"),
    "shares": ("来源与份额|合计等于批次所含|{0} 不符|ask", "origin and shares|what the lot holds|{1} differs|ask"),
}
TO_DO = {
    "again": ("请向出具者重新索取原文件", "get the file anew from whoever issued it"),
    "key": ("请向日志运营者核对公钥", "check the key with the operator of the log"),
    "ask": ("请勿采信，并向日志运营者查证", "do not rely on it, and ask the operator of the log"),
    "keep": ("请保留文件作证，并告知主管部门", "keep the files as evidence and tell the authority"),
    "later": ("请用较新的检查点", "use a later checkpoint"),
    "extend": ("请另附一致性文件（--extends）", "give a consistency file, too (--extends)"),
}
SAID = {
    "log": ("已通过：{size} 条的检查点延续 {old} 条的检查点，其间只有追加，没有改动或删除。", "VERIFIED: the checkpoint of {size} entries extends that of {old}: only additions."),
    "entry": ("已通过：第 {number} 号条目（自 0 起）在 {size} 条的日志中，记录于 {at}（UTC，日志自己的时钟）。出示 {count} 项：\n{shown}", "VERIFIED: entry number {number} (from 0) is in the log of {size}, recorded {at} by its clock. Shown: {count}.\n{shown}"),
    "withheld": ("隐去 {withheld} 项。本文件不能说明后来有无条目冲正或调整它；隐去的项可能改变其含义。", "Withheld: {withheld}. This file cannot say whether a later entry reverses or adjusts it; what is withheld may change its meaning."),
    "passport": ("已通过：批次 {lot}（{product}，{day}）的护照，签发以来一字未改。", "VERIFIED: the passport of lot {lot} ({product}, {day}), no byte changed since issued."),
    "proven": ("日志所证（{size} 条）：批次如所称重及其收支，分录 {own}；用指标的分录 {quota}。产生它的分录出示：\n{shown}", "Proven by the log of {size}: the lot as weighed and its legs, entry {own}; quota used, entries {quota}. Shown of the entry that made it:\n{shown}"),
    "signed": ("非分录所证、系运营者签名声明并由账簿算得：来源 {sources} 项、各份额；另有 {unproven} 条指标分录未附证明。审计账簿即重算之。", "Not in any entry, but the operator's signed statement, computed from the journal: {sources} sources, all shares, {unproven} more entries of quota. An audit of the journal computes them anew."),
    "key": ("签名密钥：{key}；根哈希 {root}。证明的是“记过什么”，不是“所记属实”。", "Signed by the key {key}; root {root}. What is proven is that this was recorded, not that what was recorded is true."),
    "whose": ("本文件不能说明该密钥属于谁：请向日志运营者另行取得公钥，用 --key 核对。", "This file cannot say whose key that is: get the key from the log's operator and give it as --key."),
    "same": ("本文件不能说明日志没有分叉：请与他人保存的检查点比较（--checkpoint）。", "This file cannot say that everybody is shown the same log: compare --checkpoint kept by others."),
    "simulated": ("模拟数据，非真实企业。", "Simulated data, no real firm."),
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found: ``verified`` or a key of `WRONG`, and what people should know, in Chinese and in English.

    Number, recorded time (ms since 1970), lines shown and count of those withheld are of the entry (of a passport: that
    which made the lot); size and root of the checkpoint; the old ones of a consistency file; a passport is as read.
    """

    is_verified: bool = True
    code: str = "verified"
    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    format: str = ""
    key: str = ""
    number: int | None = None
    recorded_ms: int = 0
    size: int | None = None
    root: str = ""
    shown: tuple[str, ...] = ()
    withheld: int = 0
    old_size: int | None = None
    old_root: str = ""
    passport: dict[str, Any] = field(default_factory=dict)


class _WrongError(Exception):
    """Carries a key of `WRONG`, and what it is about, once or in Chinese and in English."""


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
        what = what if len(what) == BOTH else [*what, *what, "", ""]
        zh, en = ([part.format(*what) for part in text.split("|")] for text in WRONG[code])
        said = f"未通过：{zh[0]}：应为{zh[1]}；实为{zh[2]}。{TO_DO[zh[3]][0]}。"
        said_en = f"NOT verified: {en[0]}: expected {en[1]}; found {en[2]}. What to do: {TO_DO[en[3]][1]}."
        return Verdict(is_verified=False, code=code, zh=(said,), en=(said_en,))
    both = zip(*_sentences(found, has_key=key is not None, has_kept=checkpoint is not None), strict=True)
    lines_zh, lines_en = (tuple("\n".join(said).split("\n")) for said in both)
    return replace(found, zh=lines_zh, en=lines_en)


def _sentences(found: Verdict, *, has_key: bool, has_kept: bool) -> Iterator[tuple[str, str]]:
    """What was verified and what cannot be known from it, in Chinese and in English."""
    names = {CONSISTENCY: ["log"], PROOF: ["entry", "withheld"], PASSPORT: ["passport", "proven", "signed"]}
    at, plain = datetime.fromtimestamp(found.recorded_ms // 1000, UTC).isoformat(), found.passport
    values: dict[str, Any] = {"at": at, "number": found.number, "count": len(found.shown), "withheld": found.withheld}
    values |= {"size": found.size, "old": found.old_size, "key": found.key, "root": found.root}
    if plain:
        lot, entries = plain["lot"], plain["entries"]
        values |= plain | {"own": entries["lot"], "quota": entries["quota"], "unproven": entries["unproven"]}
        values |= {"lot": lot["id"], "product": lot["product"], "day": lot["made_on"], "sources": len(plain["origin"])}
    values = {name: _clean(str(value)) for name, value in values.items()}
    shown = "\n".join(map(_clean, found.shown))
    unknown = ["simulated"] * (plain.get("simulated") is True) + ["whose"] * (not has_key) + ["same"] * (not has_kept)
    for name in [*names[found.format], "key", *unknown]:
        yield SAID[name][0].format(**values, shown=shown), SAID[name][1].format(**values, shown=shown)


def _checked(data: bytes, key: str | None) -> Verdict:
    plain = _canonical(_text(data), is_sorted=False, tail="\n")
    kind = plain.get("format") if isinstance(plain, dict) else None
    if not isinstance(kind, str) or " ".join(plain) != PARTS.get(kind):
        raise _WrongError("format")
    if key is not None and plain["key"] != key:
        raise _WrongError("other-key", key, str(plain["key"]))
    return {PROOF: _check_entry, CONSISTENCY: _check_consistency, PASSPORT: _check_passport}[kind](plain)


def _check_entry(proof: dict[str, Any]) -> Verdict:
    leaf = proof["leaf"]
    if not isinstance(leaf, dict) or list(leaf) != ["number", "recorded_ms"]:
        raise _WrongError("shape", "leaf")
    number, recorded_ms = _whole(leaf["number"], "leaf.number"), _whole(leaf["recorded_ms"], "leaf.recorded_ms", MAX_MS)
    commitment, shown, withheld = _fields(proof["fields"])
    size, path = _whole(proof["size"], "size"), _path(proof["path"])
    noted_size, root = _open_checkpoint(proof["checkpoint"], proof["key"], is_alone=True)
    record = b"\1" + number.to_bytes(8) + recorded_ms.to_bytes(8) + commitment
    hashed, wanted = hashlib.sha256(b"\0" + record).digest(), (bytes.fromhex(root), True)
    if size != noted_size or number >= size or _climb(number, size - 1, hashed, path)[1:] != wanted:
        raise _WrongError("inclusion")
    known: dict[str, Any] = {"number": number, "recorded_ms": recorded_ms, "size": size, "root": root}
    return Verdict(format=PROOF, key=proof["key"], shown=shown, withheld=withheld, **known)


def _check_consistency(proof: dict[str, Any]) -> Verdict:
    old_size, old_root = _open_checkpoint(proof["old"], proof["key"], is_alone=True)
    size, root = _open_checkpoint(proof["new"], proof["key"], is_alone=True)
    if old_size == 0:
        raise _WrongError("empty")
    if old_size == size and old_root != root:
        raise _WrongError("fork")
    path, roots = _path(proof["path"]), (bytes.fromhex(old_root), bytes.fromhex(root))
    first, last = old_size - 1, size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    steps = [roots[0], *path] if old_size & (old_size - 1) == 0 else path  # RFC 9162, section 2.1.4.2
    is_longer = old_size < size and bool(path) and _climb(first, last, steps[0], steps[1:]) == (*roots, True)
    if not is_longer and (old_size != size or path):
        raise _WrongError("consistency")
    known: dict[str, Any] = {"size": size, "root": root, "old_size": old_size, "old_root": old_root}
    return Verdict(format=CONSISTENCY, key=proof["key"], **known)


def _check_passport(plain: dict[str, Any]) -> Verdict:
    """Signed as a whole, the entries it rests on proven, and what follows from them and from its sources."""
    key, note, lot = plain["key"], plain["checkpoint"], plain["lot"]
    size, root = _open_checkpoint(note, key, is_alone=True)
    content = _spelled({name: part for name, part in plain.items() if name != "statement"})
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    signed = _open_note(plain["statement"], key, is_alone=True)
    try:
        if signed != f"{PASSPORT}\n{lot['id']}\n{digest}\n" + note[: note.index("\n\n") + 1]:
            raise _WrongError("statement", digest)
        verdicts = [_checked((_spelled(proof) + "\n").encode(), key) for proof in plain["proofs"]]
        if any((found.format, found.size, found.root) != (PROOF, size, root) for found in verdicts):
            raise _WrongError("entries", "另一检查点之下的证明", "a proof under another checkpoint")
        shown = {found.number: [json.loads(line) for line in found.shown] for found in verdicts}
        _check_entries(plain, [found.number for found in verdicts], shown)
        _check_lot(lot, plain["simulated"], [line for each in plain["entries"]["lot"] for line in shown[each]], shown)
        _check_shares(lot["matter_mg"], plain)
        made = verdicts[[found.number for found in verdicts].index(lot["entry"])]
        passport = replace(made, format=PASSPORT, passport=plain)
        list(_sentences(passport, has_key=True, has_kept=True))
    except (AttributeError, LookupError, TypeError, ValueError, RecursionError):
        raise _WrongError("shape", "passport") from None
    return passport


def _check_entries(plain: dict[str, Any], numbers: list[int | None], shown: dict[int | None, list[Any]]) -> None:
    """The entries that a passport lists have each one proof, and those of quota show its use."""
    own, quota, unproven = plain["entries"]["lot"], plain["entries"]["quota"], plain["entries"]["unproven"]
    if numbers != list(dict.fromkeys(own + quota)) or plain["lot"]["entry"] not in own or len(set(quota)) < len(quota):
        raise _WrongError("entries", f"proofs {numbers}, {own} + {quota}")
    if plain["quota_entries"] != len(quota) + _whole(unproven, "unproven"):
        raise _WrongError("entries", f"quota_entries {plain['quota_entries']}, {len(quota)} + {unproven}")
    for number in quota:
        if not any(line[0] == "leg" and line[1].startswith("used/") for line in shown[number]):
            raise _WrongError("entries", f"分录 {number} 未用指标", f"entry {number}, which shows no use of quota")


def _check_lot(lot: dict[str, Any], simulated: Any, lines: list[Any], shown: dict[int | None, list[Any]]) -> None:
    """The lot is as its entries have it."""
    booked = Counter[str]()
    for line in lines:
        if line[0] == "leg" and line[2] == "matter" and line[1].endswith(f"/{lot['id']}"):
            booked.update(line[3])
    wrong = [] if booked and booked == Counter(lot["matter_mg"]) else ["matter_mg"]
    for line in shown[lot["entry"]]:
        if line[0] == "blocked":
            raise _WrongError("blocked", str(lot["entry"]))
        wrong += ["simulated"] * (line[:2] == ["detail", "simulated"] and line[2] is not simulated)
        if line[:3] == ["detail", "lots", lot["id"]]:
            noted = {"serials": []} | line[3]
            wrong += [name for name in ("product", "net_mg", "serials") if noted.get(name, lot[name]) != lot[name]]
    if wrong:
        raise _WrongError("lot", wrong[0])


def _check_shares(matter: dict[str, int], plain: dict[str, Any]) -> None:
    """The sources add up to the lot, and the shares follow from them; the last ppm may be rounded either way."""
    origin, total = plain["origin"], Counter[str]()
    for each in origin:
        total.update(each["mg"])
    wrong = [] if total == Counter(matter) else ["origin"]
    for each in plain["recycled"]:
        element, whole = each["element"], each["mass_mg"]
        for kind in ("stated", "unknown"):
            mg = sum(one["mg"].get(element, 0) for one in origin if one["source"].startswith(f"recycled/{kind}/"))
            if whole != matter[element] or abs(each[f"{kind}_ppm"] * whole - mg * PPM) >= whole:
                wrong.append(f"recycled {element}")
    if wrong:
        raise _WrongError("shares", wrong[0])


def _same(noted: tuple[int | None, str], size: int | None, root: str) -> None:
    if noted[0] != size:  # a checkpoint must be that of the proof
        raise _WrongError("apart", f"{noted[0]}, {size}")
    if noted[1] != root:
        raise _WrongError("fork")


def _extends(found: Verdict, extends: bytes) -> None:
    if extends.startswith(b"{"):
        older = _checked(extends, found.key)
        if older.format != CONSISTENCY:
            raise _WrongError("format")
        _same((older.size, older.root), found.size, found.root)
    else:
        known = (found.old_size, found.old_root) if found.old_size else (found.size, found.root)
        _same(_open_checkpoint(_text(extends), found.key), *known)


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise _WrongError("size")
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise _WrongError("text") from None


def _canonical(text: str, *, is_sorted: bool, tail: str = "") -> Any:
    """The value of a JSON text in its only spelling; fractions and numbers beyond 64 bits become others, and fail."""
    fits: dict[str, Any] = {"parse_int": lambda digits: max(-MAX_INT, min(int(digits[:20]), MAX_INT))}
    try:
        value = json.loads(text, parse_float=str, parse_constant=str, **fits)
        is_right = _spelled(value, is_sorted=is_sorted) + tail == text
    except (ValueError, RecursionError):
        is_right = False
    if not is_right:
        raise _WrongError("json", text[:60])
    return value


def _spelled(value: Any, *, is_sorted: bool = False) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=is_sorted)


def _clean(text: str) -> str:
    """Nothing that moves the cursor or turns text around."""
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)


def _whole(value: Any, what: str, most: int = MAX_INT) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise _WrongError("shape", what)
    return value


def _bytes(text: Any, what: str, length: int | None = None, *, is_hex: bool = False) -> bytes:
    """What base64 or lower-case hexadecimal stands for, without slack."""
    try:
        raw = bytes.fromhex(text) if is_hex else base64.b64decode(text, validate=True)
        spelled = raw.hex() if is_hex else base64.b64encode(raw).decode()
    except (ValueError, TypeError):
        raise _WrongError("shape", what) from None
    if spelled != text or len(raw) != (len(raw) if length is None else length):
        raise _WrongError("shape", what)
    return raw


def _path(value: Any) -> list[bytes]:
    if not isinstance(value, list) or len(value) > MAX_PATH:
        raise _WrongError("shape", "path")
    return [_bytes(step, "path", HASH_BYTES) for step in value]


def _fields(value: Any) -> tuple[bytes, tuple[str, ...], int]:
    """The commitment over an entry's fields, the lines that are shown, and how many are withheld."""
    if not isinstance(value, list) or not ALWAYS <= len(value) <= MAX_FIELDS:
        raise _WrongError("shape", "fields")
    commitment, shown, last = hashlib.sha256(b"\2"), [], (-1, "", "")
    for place, each in enumerate(value):
        what, names = f"fields[{place}]", list(each) if isinstance(each, dict) else []
        if names == ["hash"]:
            commitment.update(_bytes(each["hash"], what, HASH_BYTES, is_hex=True))
            continue
        if names != ["salt", "line"] or not isinstance(each["line"], str):
            raise _WrongError("shape", what)
        line, rank = each["line"], _rank(each["line"], place)
        if rank is None or rank < last or (rank == last and rank[0] != TAGS.index("leg")):  # no line twice but legs
            raise _WrongError("shape", what)
        salt = _bytes(each["salt"], what, SALT_BYTES, is_hex=True)
        commitment.update(hashlib.sha256(b"\0" + salt + line.encode()).digest())
        last = rank
        shown.append(line)
    return commitment.digest(), tuple(shown), len(value) - len(shown)


def _rank(line: str, place: int) -> tuple[int, str, str] | None:
    """Where a line of an entry belongs; None when it has not the shape of its tag."""
    item, name, member, is_right = _canonical(line, is_sorted=True), "", "", True
    match item:
        case ["id" | "kind" | "time" | "actor" | "relates" | "blocked" | "submission", str()]:
            pass
        case ["evidence", str(name), str()]:
            pass
        case ["detail", str(name), str(member), _]:
            pass
        case ["detail", str(name), value]:
            is_right = not isinstance(value, dict) or not value
        case ["leg", str(), str(), amount, *spread]:
            is_right = type(amount) is int or _is_masses(amount)
            is_right = is_right and len(spread) <= 1 and all(map(_is_spread, spread))
        case _:
            return None
    rank = TAGS.index(item[0])
    return (rank, name, member) if is_right and (rank == place or min(place, rank) >= ALWAYS) else None


def _is_masses(value: Any) -> bool:
    return isinstance(value, dict) and all(type(mg) is int for mg in value.values())


def _is_spread(value: Any) -> bool:
    shared = value.get("shared", {}) if isinstance(value, dict) else None
    if (
        not isinstance(shared, dict)
        or set(value) - {"random", "reset", "shared"}
        or value.get("reset", True) is not True
    ):
        return False
    return all(map(_is_masses, [value.get("random", {}), *shared.values()]))


def _key(vkey: Any) -> tuple[str, bytes, bytes]:
    """Name, key id and public key of a ``name+id+base64`` string."""
    if not isinstance(vkey, str) or vkey.count("+") < 2:  # noqa: PLR2004
        raise _WrongError("key")
    name, id_hex, encoded = vkey.split("+", 2)
    raw = _bytes(encoded, "key")
    key_id = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:ID_BYTES]
    is_named = bool(name) and name.isprintable() and not any(sign.isspace() for sign in name)
    if not is_named or raw[:1] != ED25519 or len(raw) != 1 + HASH_BYTES or id_hex != key_id.hex():
        raise _WrongError("key")
    return name, key_id, raw[1:]


def _open_note(note: Any, vkey: str, *, is_alone: bool) -> str:
    """The text of a note that the key has signed, once; alone in a file, where nobody else may have signed."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    name, key_id, public = _key(vkey)
    text, blank, signed = note.rpartition("\n\n") if isinstance(note, str) else ("", "", "")
    text, lines = text + "\n", signed.split("\n")
    has_control = any(sign < " " and sign != "\n" for sign in text)
    if not blank or lines.pop() or not 1 <= len(lines) <= (1 if is_alone else MAX_SIGNATURES) or has_control:
        raise _WrongError("note", "签名行", "signature lines")
    found = []
    for line in lines:
        signer, _, encoded = line.removeprefix(SIGNATURE).partition(" ")
        raw = _bytes(encoded, "signature")
        if not line.startswith(SIGNATURE) or not signer:
            raise _WrongError("note", "签名行", "signature lines")
        found += [raw[ID_BYTES:]] * ((signer, raw[:ID_BYTES]) == (name, key_id))
    if len(found) > 1:
        raise _WrongError("note", "同一密钥签了两次", "signed twice by one key")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(found[0], text.encode())
    except (InvalidSignature, ValueError, IndexError):
        raise _WrongError("signature", name) from None
    return text


def _open_checkpoint(note: Any, vkey: str, *, is_alone: bool = False) -> tuple[int, str]:
    """Size and root of a checkpoint that the key has signed; alone in a file, it has no further lines."""
    text = _open_note(note, vkey, is_alone=is_alone)
    origin, size, root_base64, *more = [*text.removesuffix("\n").split("\n"), "", ""]
    root = _bytes(root_base64, "root")
    is_number = size.isascii() and size.isdecimal() and len(size) < len(str(MAX_INT)) and str(int(size)) == size
    if not is_number or len(root) != HASH_BYTES or (is_alone and more != ["", ""]):
        raise _WrongError("note", "大小、根哈希", "size, root")
    if origin != _key(vkey)[0]:
        raise _WrongError("origin")
    return int(size), root.hex()


def _climb(first: int, last: int, was: bytes, path: Sequence[bytes]) -> tuple[bytes, bytes, bool]:
    """Along a path: the root of the tree up to the first, that of the whole tree, and whether the path ends there."""
    now = was
    for step in path:
        if last == 0:
            return was, now, False
        if first & 1 or first == last:
            was, now = hashlib.sha256(b"\1" + step + was).digest(), hashlib.sha256(b"\1" + step + now).digest()
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            now = hashlib.sha256(b"\1" + now + step).digest()
        first, last = first >> 1, last >> 1
    return was, now, last == 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the files of a command line and print the verdict in both languages; 0 verified, 1 not, 2 wrong use."""
    parser = argparse.ArgumentParser(description="Check a proof or passport of monazite / 核验 monazite 的证明或护照")
    parser.add_argument("file", type=Path, metavar="FILE", help="proof or passport / 证明、护照或一致性文件")
    parser.add_argument("--key", metavar="VKEY", help="key of the log, from its operator / 日志公钥，取自运营者")
    parser.add_argument("--checkpoint", type=Path, metavar="FILE", help="checkpoint kept elsewhere / 他处保存的检查点")
    parser.add_argument("--extends", type=Path, metavar="OLDER", help="older checkpoint / 旧检查点或一致性文件")
    wanted = parser.parse_args(arguments)
    try:
        given = [path.read_bytes() if path else None for path in (wanted.file, wanted.checkpoint, wanted.extends)]
        verdict = verify(given[0] or b"", wanted.key, given[1], given[2])
    except (OSError, ImportError) as error:
        sys.stderr.write(
            f"无法读取，或缺少程序库 / cannot read, or library missing (pip install cryptography): {error}\n"
        )
        return 2
    sys.stdout.write("\n".join((*verdict.zh, "", *verdict.en, "")))
    return 0 if verdict.is_verified else 1


if __name__ == "__main__":
    sys.exit(main())
