"""Records of this folder: what a venue may do, its versioned rules and instruments, what a certificate says of a lot.

Days are texts in ISO 8601 (``2022-08-17``, Asia/Shanghai); times of a rule milliseconds; money fen; masses milligrams.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from monazite.core import Words
from monazite.trade.record import Funding, Instrument, Method, PriceRule
from monazite.trade.venues.canonical import as_object, sha256_of_json

EMPTY: Mapping[str, int] = MappingProxyType({})
"""Nothing stated."""
DAY_MS = 86_400_000
"""A day in milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodInfo:
    """A way to trade (交易方式); a row of ``methods.csv``.

    Args:
        method: its code.
        label: what people call it.
        is_centralised: whether the law counts it among centralised trading (集中交易方式).
        source: document.
        locator: place in it.
        note: what of this row is recalled or estimated.
    """

    method: Method
    label: Words
    is_centralised: bool
    source: str
    locator: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What the law lets a kind of venue do; a row of ``profiles.csv``.

    Args:
        id: ``cn-spot`` or ``national``.
        label: what people call it.
        methods: by which it may trade.
        fundings: full payment before the order, margin from both sides, or either.
        price_rules: at which price two orders may meet; empty without a continuous book.
        call_rules: rule sets of call auctions; empty without them.
        resale_trading_days: after buying, days before the same member may list the same product for sale by listing
            (挂牌), and the other way round; 0 for none.
        holders_most: of one product at once; None for no limit.
        needs_licence: whether a recorded, valid licence is needed.
        source: document.
        locator: place in it.
        note: what of this row is recalled or estimated.
    """

    id: str
    label: Words
    methods: frozenset[Method]
    fundings: frozenset[Funding]
    price_rules: frozenset[PriceRule]
    call_rules: frozenset[str]
    resale_trading_days: int
    holders_most: int | None
    needs_licence: bool
    source: str
    locator: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """A licence (批准文件) by which a venue may use a profile that needs one.

    Args:
        id: number of the document.
        venue: to which it is given.
        profile: which it allows.
        authority: who gave it.
        since: first day.
        until: last day, or None.
    """

    id: str
    venue: str
    profile: str
    authority: str
    since: str
    until: str | None = None

    def holds(self, day: str) -> bool:
        """Whether it is in force on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """What a version of a venue's rules sets.

    Args:
        methods: by which the venue trades, within its profile.
        funding: full payment and delivery before the order, or margin from both sides.
        price_rule: at which price two orders meet; needed with the method ``continuous``, else None.
        call_rules: rule set of call auctions; needed with the method ``call``, else None.
        deliver_days: trading days from a trade to delivery and payment; 0 for at once (钱货两讫).
        default_days: trading days after which an obligation not met is a default.
        dispute_days: days after delivery within which weight and quality may be disputed.
        countdown_ms: of one-way auctions, restarted by each valid bid.
        resale_trading_days: as in the profile, at least as long.
        notice_days: days between the announcement of the next version and its first day.
        sessions: hours of trading, Asia/Shanghai, such as ``09:30-11:30``.
        safeguards: thresholds of ``safeguards.csv`` that this venue sets more strictly, by name.
    """

    methods: frozenset[Method]
    funding: Funding = "full"
    price_rule: PriceRule | None = None
    call_rules: str | None = None
    deliver_days: int = 0
    default_days: int = 1
    dispute_days: int = 7
    countdown_ms: int = 180_000
    resale_trading_days: int = 0
    notice_days: int = 0
    sessions: tuple[str, ...] = ()
    safeguards: Mapping[str, int] = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True, kw_only=True)
class RuleVersion:
    """One version of a venue's rules (交易规则); never changed once announced.

    Args:
        venue: whose.
        number: 1, 2, 3 and so on.
        effective: first day on which it holds.
        profile: of the venue.
        parameters: what it sets.
        text_sha256: of the document people read, hexadecimal; empty for none.
    """

    venue: str
    number: int
    effective: str
    profile: str
    parameters: Parameters
    text_sha256: str = ""

    def as_json(self) -> dict[str, Any]:
        """The version as plain JSON, every parameter named; `rules_from_json` reads it back."""
        return as_object(self)

    @cached_property
    def sha256(self) -> str:
        """Hexadecimal SHA-256 of its canonical JSON: what the journal keeps."""
        return sha256_of_json(self.as_json())


@dataclass(frozen=True, kw_only=True)
class InstrumentVersion:
    """One version of an instrument at a venue; never changed once announced.

    Args:
        venue: where it is traded.
        number: 1, 2, 3 and so on, of this instrument.
        effective: first day on which it holds.
        instrument: as it is then.
    """

    venue: str
    number: int
    effective: str
    instrument: Instrument

    def as_json(self) -> dict[str, Any]:
        """The version as plain JSON; `instrument_version_from_json` reads it back."""
        return as_object(self)

    @cached_property
    def sha256(self) -> str:
        """Hexadecimal SHA-256 of its canonical JSON."""
        return sha256_of_json(self.as_json())


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What an inspection certificate (检验证书) says of a lot.

    Args:
        id: of the certificate.
        net_mg: net mass by contract: dry where the contract prices the dry mass.
        lots: how many lots (手) it is stated to be; None to let the mass say.
        reo_ppm: rare earths as oxides in the dry matter; None when not tested.
        partition_ppm: of each element tested, its share of the REO, as its oxide (配分).
        assay_ppm: of each element tested, its share of the net mass.
        impurities_ppm: of each impurity tested, as it is written.
        brand: id of the producer; empty when not stated.
        place: id of the warehouse; empty when not stated.
    """

    id: str
    net_mg: int
    lots: int | None = None
    reo_ppm: int | None = None
    partition_ppm: Mapping[str, int] = field(default_factory=lambda: EMPTY)
    assay_ppm: Mapping[str, int] = field(default_factory=lambda: EMPTY)
    impurities_ppm: Mapping[str, int] = field(default_factory=lambda: EMPTY)
    brand: str = ""
    place: str = ""
