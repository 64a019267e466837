"""What a reader of a paragraph still has in mind: subject, attribute, time, and who speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from monazite.facts.record import Change
from monazite.read.mentions import Time
from monazite.read.prose.drafts import Draft, Subject
from monazite.read.prose.tokens import Token
from monazite.read.prose.vocabulary import Cue
from monazite.read.scan import Anchor


@dataclass(slots=True)
class State:
    """Carried forward from clause to clause; `new_sentence` and `new_paragraph` say what is forgotten when.

    Args:
        text: the view in simplified characters.
        day: date of the document, or a guess of its year; ``today`` what a price without a time is of, ``anchor`` what
            relative times are relative to.
        subject: last product spoken of; a foreign or unlisted one keeps numbers away from the one before.
        attribute: last attribute cue; ``amount`` the last of this sentence that is no share, ``last_amount`` of this
            paragraph.
        time: last time that is no basis; ``section_time`` is that of the heading above, ``section_level`` its level.
        month: the last month spoken of, kept over paragraphs: that of a bulletin's monthly averages.
        batch: last quota batch, kept over paragraphs.
        stage: mining, separation or export: what the quota last spoken of is for.
        quotas: the quotas named last, in order, for numbers that follow in the same order.
        firms: those of the last list, for numbers that follow in the same order.
        listed: the goods of the last list, for numbers that follow in the same order.
        pair: periods of the last 由…增至…, for a parallel one without any.
        basis: of the last change that stated one, after the kind, the period and, for a date, the subject it was
            stated of; ``basis_at`` is where.
        is_target: the heading above announces goals; ``plan`` the paragraph names a plan.
        is_rare: the paragraph or its heading speaks of rare earths.
        section_is_rare: the heading does; ``about_index`` the title or a heading speaks of the index of rare earths;
            ``about_quota`` of quotas.
        distance: paragraphs since something of the trade was named.
        stock: the sentence is about shares and funds; ``forecast`` and ``future`` are about the sentence too.
        levels: levels of the part that is being read, for changes that follow them.
        group: how many of them were read last, from one list of numbers.
        pending: changes stated before their level, with where their clause begins.
    """

    text: str
    day: date | None = None
    today: str | None = None
    anchor: Anchor = field(default_factory=Anchor)
    subject: Subject | None = None
    attribute: Cue | None = None
    amount: Cue | None = None
    last_amount: Cue | None = None
    time: Time | None = None
    section_time: Time | None = None
    month: Time | None = None
    section_level: int = 0
    batch: str | None = None
    stage: str = ""
    quotas: tuple[Subject, ...] = ()
    listed: tuple[Subject, ...] = ()
    firms: tuple[str, ...] = ()
    pair: tuple[str | None, ...] = ()
    basis: tuple[str, str | None, str, str] | None = None
    basis_at: int = 0
    org: str | None = None
    region: str | None = None
    is_target: bool = False
    is_rare: bool = False
    section_is_rare: bool = False
    about_index: bool = False
    about_quota: bool = False
    distance: int = 0
    plan: bool = False
    stock: bool = False
    forecast: bool = False
    future: bool = False
    group: int = 0
    levels: list[Draft] = field(default_factory=list)
    pending: list[tuple[Change, int]] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    sentence: tuple[int, int] = (0, 0)
    tokens: Sequence[Token] = ()

    def new_paragraph(self, *, is_rare: bool) -> None:
        """Forget times, attribute and speakers; keep the subject, and the batch and stage of quotas."""
        self.attribute, self.time, self.org, self.region, self.pair = None, self.section_time, None, None, ()
        self.firms, self.listed = (), ()
        self.is_rare, self.plan, self.basis = is_rare, False, None

    def new_sentence(self, start: int, end: int) -> None:
        """Forget what only holds within a sentence."""
        self.sentence = (start, end)
        self.stock = self.forecast = self.future = False
        self.amount = None

    def new_part(self, tokens: Sequence[Token]) -> None:
        """Forget the levels that changes may belong to."""
        self.tokens, self.levels, self.pending, self.group = tokens, [], [], 0

    @property
    def sentence_text(self) -> str:
        """The sentence that is being read."""
        return self.text[self.sentence[0] : self.sentence[1]]
