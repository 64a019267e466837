"""A version of a venue's rules, and a licence, read strictly from JSON."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, get_args

from monazite.core import Problem, Words
from monazite.trade.record import Funding, Method, PriceRule
from monazite.trade.safeguards.limits import threshold_rows
from monazite.trade.venues import strict
from monazite.trade.venues.record import DAY_MS, Licence, Parameters, RuleVersion
from monazite.trade.venues.tables import profiles

DAYS_MOST = 366
NUMBER_MOST = 1_000_000
_HASH = strict.text(strict.HASH, Words("64 位十六进制散列", "a hash of 64 hexadecimal digits"))
_SESSION = strict.text(strict.SESSION, Words("形如 09:30-11:30 的时段", "hours such as 09:30-11:30"))


def rules_from_json(stated: Any, place: str = "") -> RuleVersion | tuple[Problem, ...]:
    """A version of rules from the object that `RuleVersion.as_json` gives, or what is wrong with it, one a field.

    Args:
        stated: the object, as submitted.
        place: where it stands, before the names of fields.
    """
    wrong: list[Problem] = []
    found = strict.read_record(RuleVersion, _version(), stated, place, wrong)
    return found if isinstance(found, RuleVersion) else tuple(wrong)


def licence_from_json(stated: Any, place: str = "") -> Licence | tuple[Problem, ...]:
    """A licence from an object of its fields, or what is wrong with it, one a field."""
    wrong: list[Problem] = []
    readers: Mapping[str, strict.Reader] = {
        "id": strict.text(),
        "venue": strict.IDENTITY,
        "profile": strict.choice(tuple(profiles())),
        "authority": strict.text(),
        "since": strict.day,
        "until": strict.day,
    }
    found = strict.read_record(Licence, readers, stated, place, wrong)
    return found if isinstance(found, Licence) else tuple(wrong)


@cache
def _version() -> Mapping[str, strict.Reader]:
    return {
        "venue": strict.IDENTITY,
        "number": strict.whole(1, NUMBER_MOST),
        "effective": strict.day,
        "profile": strict.choice(tuple(profiles())),
        "parameters": strict.nested(Parameters, _parameters()),
        "text_sha256": _HASH,
    }


def _parameters() -> Mapping[str, strict.Reader]:
    days = strict.whole(0, DAYS_MOST)
    call_rules = sorted({rules for profile in profiles().values() for rules in profile.call_rules})
    return {
        "methods": strict.chosen(get_args(Method)),
        "funding": strict.choice(get_args(Funding)),
        "price_rule": strict.choice(get_args(PriceRule)),
        "call_rules": strict.choice(tuple(call_rules)),
        "deliver_days": days,
        "default_days": days,
        "dispute_days": days,
        "countdown_ms": strict.whole(1_000, DAY_MS),
        "resale_trading_days": days,
        "notice_days": days,
        "sessions": strict.texts(_SESSION),
        "safeguards": strict.table(strict.choice(tuple(threshold_rows())), strict.whole(0, 10**9)),
    }
