"""The word lists of the grammar: cues, kinds and their dimensions, function words, traditional characters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from monazite import reference
from monazite.read.scan.vocabulary import rows

RARE_FORMS = {
    "oxide", "metal", "alloy", "ore", "concentrate", "compound", "magnet", "magnet_blank", "phosphor", "catalyst",
    "hydrogen_storage", "polishing", "group", "element", "quota", "index",
}  # fmt: skip
ELIGIBLE = frozenset({"rare", "nev", "wind"})
"""Classes of products whose numbers are facts of this trade."""
SPECIFIC = frozenset({"oxide", "metal", "alloy", "ore", "concentrate", "compound", "magnet", "magnet_blank"})
"""Forms that are priced: 氧化镨钕上涨8.5% is a move of its price."""
RARE_EARTHS = frozenset("镧铈镨钕钷钐铕钆铽镝钬铒铥镱镥钇钪")
FULL_WIDTH = 0xFEE0
"""How far a full-width digit or letter lies above its plain form."""
NEW_ENERGY = ("新能源", "纯电动", "插电", "增程", "燃料电池", "电动汽车")


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that steers the reading of the numbers around it.

    Args:
        role: attribute, rise, fall, flat, change noun, basis, to, level, from, apart, forecast, plan, stock …;
            ``none`` only covers shorter cues inside it.
        kind: for an attribute the kind of fact it announces; kinds outside the fact list only keep numbers away.
        attribute: what of the subject is stated, or the basis of a change.
    """

    text: str
    role: str
    kind: str
    attribute: str


@cache
def cues() -> tuple[Cue, ...]:
    """All cue words."""
    return tuple(Cue(row["text"], row["role"], row["kind"], row["attribute"]) for row in rows(__package__, "cues.csv"))


@cache
def dimensions() -> Mapping[str, frozenset[str]]:
    """The dimensions in which a kind of fact is stated."""
    return {row["kind"]: frozenset(row["dimensions"].split("|")) for row in rows(__package__, "kinds.csv")}


@cache
def _traditional() -> Mapping[int, str]:
    folds = {row["traditional"]: row["simplified"] for row in rows(__package__, "traditional.csv")}
    folds |= {chr(wide): chr(wide - FULL_WIDTH) for wide in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF5B)]}
    return str.maketrans(folds | {"％": "%", "﹪": "%", "．": ".", "﹒": "."})


def simplified(text: str) -> str:
    """The text with traditional characters and full-width digits replaced one by one, so that offsets hold.

    >>> simplified("鐠釹氧化物價格上漲")
    '镨钕氧化物价格上涨'
    """
    return text.translate(_traditional())


@cache
def class_of(key: str, text: str = "") -> str:
    """What a product is to this trade: rare, nev, wind, use (of magnets, elsewhere) or foreign.

    >>> class_of("氧化镨钕"), class_of("风电"), class_of("铜"), class_of("机器人"), class_of("氧化铟")
    ('rare', 'wind', 'foreign', 'use', 'odd')
    """
    try:
        product = reference.product(key)
    except KeyError:
        if key == "直驱和半直驱永磁风机":
            return "wind"
        return "rare" if any(c in RARE_EARTHS for c in key) else "odd"
    if product.is_foreign or any(row["text"] in text for row in rows_of("not_ours.csv")):
        return "foreign"
    if product.form == "vehicle":
        return "nev" if product.key.startswith(NEW_ENERGY) else "use"
    if product.form == "wind":
        return "wind"
    is_rare = product.form in RARE_FORMS or any(word in product.key for word in ("稀土", "钕铁硼", "镨钕", "废料"))
    return "rare" if is_rare else "use"


def formula_of(key: str) -> str | None:
    """The formula of a product, where it is known."""
    try:
        return reference.product(key).formula
    except KeyError:
        return None


@cache
def function_words() -> tuple[str, ...]:
    """Words that name nothing: what is left of a clause without them is an unknown noun."""
    return tuple(row["word"] for row in rows(__package__, "function_words.csv"))


@cache
def rows_of(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one of this folder's CSV files."""
    return tuple(rows(__package__, name))


@cache
def form_of(key: str) -> str:
    """The form of a product (oxide, metal, magnet …), empty for an unlisted name."""
    try:
        return reference.product(key).form
    except KeyError:
        return ""


@cache
def stages() -> frozenset[str]:
    """Stages of the chain that papers give shares and output values of, as if they were products."""
    return frozenset(row["word"] for row in rows_of("stages.csv"))
