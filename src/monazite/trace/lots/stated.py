"""A lot as weighed in JSON, read strictly: one Problem a field; and what a lot cannot be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import MISSING, fields
from decimal import Decimal
from math import isqrt
from typing import Any

from monazite.core import Problem, ProblemError
from monazite.core.mass import MG_PER_KILOGRAM, MG_PER_TONNE
from monazite.reference import elements
from monazite.store import nearest, said
from monazite.trace.lots.record import EMPTY, PPM, AsWeighed
from monazite.trace.lots.weighing import masses

ROOM = "monazite.trace"
ROUNDING_PPM = 50
"""Half of the last digit of a share printed as a percentage with two decimals: what each element may add to the sum."""
SLACK_PPM = 20_000
"""By how much two assays together may pass the whole, each with its own error."""
DIFFERENCE_PPM = 10_000
"""By how much partition and assay may differ about the mass of an element, where no larger error is stated."""
COVERAGE = 3
"""Standard uncertainties by which two results may differ."""
ID_LENGTH = 64
INSTRUMENT_LENGTH = 56
CLASSES = ("rock", "ion", "all")
PARENTS = "of"
"""Beside the fields of a lot as weighed: ids of the lots that a child or a blend comes from."""
_INSTRUMENTS = {"scale": ("衡器", "scale"), "lab": ("实验室", "laboratory")}
_SHARES = ("moisture_ppm", "loi_ppm", "reo_ppm")
_ERRORS = ("scale_random_ppm", "scale_shared_ppm", "lab_random_ppm", "lab_shared_ppm")


def as_json(lot: AsWeighed) -> dict[str, Any]:
    """The lot as an object of whole numbers and texts; what is not said is left out."""
    found: dict[str, Any] = {"id": lot.id, "product": lot.product, "net_mg": lot.net_mg}
    for name, nothing in _OPTIONAL:
        value = getattr(lot, name)
        if value != nothing:
            found[name] = value if isinstance(value, (int, str)) else _plain(value)
    return found


def from_json(stated: Mapping[str, Any], place: str = "") -> AsWeighed:
    """The lot of an object.

    Raises:
        ProblemError: for the first field that is wrong.
    """
    found = read_lot(stated, place)
    if isinstance(found, Problem):
        raise ProblemError(found)
    return found


def read_lot(stated: Mapping[str, Any], place: str = "") -> AsWeighed | Problem:
    """The lot of an object, or the first thing wrong with it."""
    for problem in _type_problems(stated, place):
        return problem
    lot = _record(stated)
    return next(_problems(lot, place), lot)


def is_sound(stated: Mapping[str, Any]) -> bool:
    """Whether nothing is wrong with the object of a lot, quickly; a no is for `read_lot` to decide."""
    for name, value in stated.items():
        if type(value) is not _TYPES.get(name):
            return False
    get = stated.get
    net, gross, reo, loi = get("net_mg", 0), get("gross_mg"), get("reo_ppm"), get("loi_ppm", 0)
    if not (0 < net <= MOST_MG and (gross is None or net <= gross <= MOST_MG)):
        return False
    if not (0 <= get("moisture_ppm", 0) < PPM and loi >= 0 and (reo or 0) >= 0 and (reo or 0) + loi <= PPM):
        return False
    return _is_named(get) and _is_assayed(reo, get("partition_ppm", EMPTY), get("assay_ppm", EMPTY))


def _is_named(get: Callable[..., Any]) -> bool:
    """Whether the names are right, and the errors of instruments that are named."""
    for name in _ERRORS:
        if not 0 <= get(name, 0) <= PPM:
            return False
    for kind, error in (("scale", "scale_shared_ppm"), ("lab", "lab_shared_ppm")):
        called = get(kind)
        if get(error) if called is None else not (len(called) <= INSTRUMENT_LENGTH and is_id(called)):
            return False
    serials, parents = get("serials", ()), get(PARENTS, ())
    are_texts = set(map(type, (*serials, *parents))) <= {str}
    is_right = are_texts and len(set(serials)) == len(serials) and get("ore_class", "all") in CLASSES
    return is_right and is_id(get("id", "")) and bool(get("product", "").strip())


def _is_assayed(reo_ppm: int | None, partition: Mapping[str, int], assay: Mapping[str, int]) -> bool:
    """Whether partition and assay are shares of elements there are, and make a whole."""
    if bool(reo_ppm) != bool(partition) or (reo_ppm is None and not assay):
        return False
    if assay and not partition.keys().isdisjoint(assay):
        return False
    for shares, known in ((partition, _RARE), (assay, _STABLE.keys())):
        parts = shares.values()
        if shares and not (shares.keys() <= known and set(map(type, parts)) == {int} and min(parts) >= 0):
            return False
    slack = len(partition) * ROUNDING_PPM
    is_whole = not partition or (abs(sum(partition.values()) - PPM) <= slack and max(partition.values()) <= PPM)
    return is_whole and sum(assay.values()) <= PPM


def problems_of_json(stated: Mapping[str, Any], place: str = "") -> tuple[Problem, ...]:
    """Everything wrong with an object that should be a lot, field by field; none when it is one."""
    wrong = tuple(_type_problems(stated, place))
    return wrong or problems_of(_record(stated), place)


def checked(lot: AsWeighed, place: str = "") -> AsWeighed:
    """The lot itself.

    Raises:
        ProblemError: for the first thing that it cannot be.
    """
    for problem in _problems(lot, place or f"lots.{lot.id}"):
        raise ProblemError(problem)
    return lot


def problems_of(lot: AsWeighed, place: str = "") -> tuple[Problem, ...]:
    """Everything that a lot cannot be, field by field."""
    return tuple(_problems(lot, place or f"lots.{lot.id}"))


def _plain(value: Any) -> Any:
    return dict(sorted(value.items())) if isinstance(value, Mapping) else list(value)


def _optional() -> Iterator[tuple[str, Any]]:
    for one in fields(AsWeighed):
        if one.default is not MISSING:
            yield one.name, one.default
        elif one.default_factory is not MISSING:
            yield one.name, one.default_factory()


_OPTIONAL = tuple(_optional())
_WHOLE = frozenset({"net_mg", "gross_mg", *_SHARES, *_ERRORS})
_MAPS = frozenset({"partition_ppm", "assay_ppm"})
_LISTS = frozenset({"serials", PARENTS})
_FIELDS: Mapping[str, str] = {
    name: "whole" if name in _WHOLE else "map" if name in _MAPS else "list" if name in _LISTS else "text"
    for name in (*(one.name for one in fields(AsWeighed)), PARENTS)
}
"""Every field of a lot in JSON, and the kind of its values."""
_TYPES = {name: {"whole": int, "map": dict, "list": list, "text": str}[kind] for name, kind in _FIELDS.items()}
"""The types in which JSON has them."""
_STABLE = {item.symbol: item for item in elements() if item.is_stable and item.kind != "radioactive"}
_RARE = frozenset(symbol for symbol, item in _STABLE.items() if item.is_rare_earth)


def _record(stated: Mapping[str, Any]) -> AsWeighed:
    known = {name: value for name, value in stated.items() if name != PARENTS}
    if "serials" in known:
        known["serials"] = tuple(known["serials"])
    return AsWeighed(**known)


def _type_problems(stated: Mapping[str, Any], place: str) -> Iterator[Problem]:
    """What is wrong before there is a record: names, missing fields, kinds of value."""
    for name in ("id", "product", "net_mg"):
        if name not in stated:
            yield said(ROOM, "lot-field-missing", _at(place, name), field=name)
    for name, value in stated.items():
        kind = _FIELDS.get(name)
        if kind is None:
            known = ", ".join(_FIELDS)
            like = nearest(name, _FIELDS)
            yield said(ROOM, "lot-field-unknown", _at(place, name), found=name, nearest=like, known=known)
        elif not _FITS[kind](value):
            zh, en = _WANTED[kind]
            yield said(ROOM, "lot-field-kind", _at(place, name), wanted_zh=zh, wanted_en=en, found=repr(value))


def _is_map(value: object) -> bool:
    return isinstance(value, Mapping) and set(map(type, value)) <= {str} and set(map(type, value.values())) <= {int}


def _is_texts(value: object) -> bool:
    return isinstance(value, (list, tuple)) and set(map(type, value)) <= {str}


_FITS: Mapping[str, Callable[[object], bool]] = {
    "whole": lambda value: type(value) is int,
    "text": lambda value: type(value) is str,
    "list": _is_texts,
    "map": _is_map,
}
_WANTED = {
    "whole": ("整数", "a whole number"),
    "text": ("文字", "a text"),
    "list": ("文字列表", "a list of texts"),
    "map": ("元素到百万分数（整数）的对照", "an object of elements and whole parts per million"),
}


def _at(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _problems(lot: AsWeighed, place: str) -> Iterator[Problem]:
    """What is wrong with the values, one Problem a field."""
    yield from _names_wrong(lot, place)
    yield from _masses_wrong(lot, place)
    yield from _shares_wrong(lot, place)
    yield from _partition_wrong(lot, place)
    yield from _assay_wrong(lot, place)
    yield from _contradicted(lot, place)
    yield from _instruments_wrong(lot, place)


def _names_wrong(lot: AsWeighed, place: str) -> Iterator[Problem]:
    if not is_id(lot.id):
        yield said(ROOM, "lot-id-wrong", _at(place, "id"), found=lot.id)
    if not lot.product.strip():
        yield said(ROOM, "lot-product-missing", _at(place, "product"))
    if lot.ore_class is not None and lot.ore_class not in CLASSES:
        yield said(ROOM, "lot-class-unknown", _at(place, "ore_class"), found=lot.ore_class)
    if len(set(lot.serials)) < len(lot.serials):
        twice = next(serial for serial, number in Counter(lot.serials).items() if number > 1)
        yield said(ROOM, "lot-serial-twice", _at(place, "serials"), found=twice)


def _masses_wrong(lot: AsWeighed, place: str) -> Iterator[Problem]:
    if not 0 < lot.net_mg <= MOST_MG:
        yield said(ROOM, "lot-net-wrong", _at(place, "net_mg"), found=mass_text(lot.net_mg), most=mass_text(MOST_MG))
    if lot.gross_mg is not None and not lot.net_mg <= lot.gross_mg <= MOST_MG:
        yield said(
            ROOM, "lot-gross-wrong", _at(place, "gross_mg"), found=mass_text(lot.gross_mg), net=mass_text(lot.net_mg)
        )


def _shares_wrong(lot: AsWeighed, place: str) -> Iterator[Problem]:
    if not 0 <= lot.moisture_ppm < PPM:
        yield said(ROOM, "lot-moisture-wrong", _at(place, "moisture_ppm"), found=percent_text(lot.moisture_ppm))
    for name, value in (("loi_ppm", lot.loi_ppm), ("reo_ppm", lot.reo_ppm or 0)):
        if not 0 <= value <= PPM:
            yield said(ROOM, "lot-share-wrong", _at(place, name), found=percent_text(value))
    if lot.loi_ppm >= 0 and (lot.reo_ppm or 0) + lot.loi_ppm > PPM + SLACK_PPM:
        found = (lot.reo_ppm or 0) + lot.loi_ppm
        yield said(
            ROOM, "lot-dry-over", _at(place, "loi_ppm"), found=percent_text(found), most=percent_text(PPM + SLACK_PPM)
        )
    if lot.reo_ppm is None and not lot.assay_ppm:
        yield said(ROOM, "lot-unassayed", _at(place, "reo_ppm"))


def _partition_wrong(lot: AsWeighed, place: str) -> Iterator[Problem]:
    where = _at(place, "partition_ppm")
    yield from _elements_wrong("lot-partition-element", lot.partition_ppm, _RARE, where)
    total, most = sum(lot.partition_ppm.values()), max(1, len(lot.partition_ppm)) * ROUNDING_PPM
    if lot.partition_ppm and abs(total - PPM) > most:
        yield said(ROOM, "lot-partition-sum", where, found=percent_text(total), most=percent_text(most))
    if lot.reo_ppm and not lot.partition_ppm:
        yield said(ROOM, "lot-partition-missing", where, reo=percent_text(lot.reo_ppm))
    if lot.partition_ppm and lot.reo_ppm is None:
        yield said(ROOM, "lot-reo-missing", _at(place, "reo_ppm"))


def _assay_wrong(lot: AsWeighed, place: str) -> Iterator[Problem]:
    where = _at(place, "assay_ppm")
    yield from _elements_wrong("lot-assay-element", lot.assay_ppm, _STABLE.keys(), where)
    total = sum(lot.assay_ppm.values())
    if total > PPM + SLACK_PPM:
        yield said(ROOM, "lot-assay-over", where, found=percent_text(total), most=percent_text(PPM + SLACK_PPM))


def _contradicted(lot: AsWeighed, place: str) -> Iterator[Problem]:
    """Elements that partition and assay both name, with masses that cannot both be right."""
    both = [element for element in lot.assay_ppm if lot.partition_ppm.get(element)]
    is_known = lot.partition_ppm.keys() <= _RARE and lot.assay_ppm.keys() <= _STABLE.keys()
    if not (both and is_known and lot.reo_ppm and sum(lot.partition_ppm.values()) > 0):
        return
    by_partition = masses(lot.net_mg, lot.moisture_ppm, lot.reo_ppm, lot.partition_ppm, EMPTY)
    by_assay = masses(lot.net_mg, 0, None, EMPTY, lot.assay_ppm)
    for element in both:
        one, other = by_partition[element], by_assay[element]
        allowed_ppm = max(DIFFERENCE_PPM, COVERAGE * isqrt(2 * (lot.lab_random_ppm**2 + lot.lab_shared_ppm**2)))
        if abs(one - other) * PPM > max(one, other) * allowed_ppm:
            values = {"one": mass_text(one), "other": mass_text(other), "most": percent_text(allowed_ppm)}
            yield said(ROOM, "lot-contradicted", _at(place, "assay_ppm"), element=element, **values)


def _errors(lot: AsWeighed) -> tuple[int, int, int, int]:
    return lot.scale_random_ppm, lot.scale_shared_ppm, lot.lab_random_ppm, lot.lab_shared_ppm


def _instruments_wrong(lot: AsWeighed, place: str) -> Iterator[Problem]:
    for name, value in zip(_ERRORS, _errors(lot), strict=True):
        if not 0 <= value <= PPM:
            yield said(ROOM, "lot-share-wrong", _at(place, name), found=percent_text(value))
    for kind, called in (("scale", lot.scale), ("lab", lot.lab)):
        if called is not None and not (is_id(called) and len(called) <= INSTRUMENT_LENGTH):
            yield said(ROOM, "lot-instrument-wrong", _at(place, kind), found=called, most=INSTRUMENT_LENGTH)
        if called is None and getattr(lot, f"{kind}_shared_ppm"):
            zh, en = _INSTRUMENTS[kind]
            yield said(ROOM, "lot-instrument-missing", _at(place, kind), zh=zh, en=en)


def _elements_wrong(code: str, shares: Mapping[str, int], known: AbstractSet[str], where: str) -> Iterator[Problem]:
    """Elements that are not known, shares that are none."""
    if shares.keys() <= known and all(0 <= ppm <= PPM for ppm in shares.values()):
        return
    for element, ppm in shares.items():
        if element not in known:
            yield said(ROOM, code, _at(where, element), found=element, nearest=nearest(element, sorted(known)))
        elif not 0 <= ppm <= PPM:
            yield said(ROOM, "lot-share-wrong", _at(where, element), found=percent_text(ppm))


def mass_text(mass_mg: int) -> str:
    """A mass as people say it, exact: tonnes from a tonne on, else kilograms.

    >>> mass_text(12_500_000_000), mass_text(340_000)
    ('12.5 t', '0.34 kg')
    """
    mg, name = (MG_PER_TONNE, "t") if abs(mass_mg) >= MG_PER_TONNE else (MG_PER_KILOGRAM, "kg")
    return f"{_plain_number(Decimal(mass_mg) / mg)} {name}"


def percent_text(ppm: int) -> str:
    """A share as people say it, exact.

    >>> percent_text(452_000), percent_text(50)
    ('45.2 %', '0.005 %')
    """
    return f"{_plain_number(Decimal(ppm) / 10_000)} %"


def _plain_number(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_id(text: str) -> bool:
    """Whether a text can be the id of a lot: 1 to 64 characters, none of them blank, a slash or a colon."""
    return 0 < len(text) <= ID_LENGTH and text.isprintable() and " " not in text and "/" not in text and ":" not in text


MOST_MG = 10**17
"""A hundred million tonnes, more than is mined in centuries: a mass beyond it is a slip of the pen."""
