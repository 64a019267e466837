"""How pages name what happens to lots: statuses, kinds of entry, accounts, reasons, sources of origin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from monazite.plan.book import BOOK
from monazite.trace.lots import status_labels
from monazite.web.words import known

if TYPE_CHECKING:
    from monazite.trace.lots.brief import Brief
    from monazite.web.trace.display import TraceDisplay

SOURCE_KINDS = ("ground", "import", "recycled/stated", "recycled/unknown", "outside", "unaccounted")
"""Kinds of source in the order in which bars show them."""
MOST_LETTERS = 22.0
"""Width of a line in a node of the lineage, in Latin letters; a Chinese character takes two."""
WIDE = 0x2E80
"""First code point of letters that take two."""
CAN = {
    "lot": ("feed", "divide", "blend", "sell", "ship", "export", "consume", "offer", "pledge", "claim", "write_off"),
    "offered": ("withdraw",),
    "pledged": ("free",),
    "transit": ("arrive",),
    "blocked": ("release", "confiscate"),
}
"""Acts that what is held on an account of a role allows."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source of origin in words.

    Args:
        label: of it.
        kind: one of `SOURCE_KINDS`.
        page: where it is told of, or empty.
    """

    label: str
    kind: str
    page: str


@dataclass(frozen=True, slots=True)
class NodeWords:
    """A node of the lineage in words.

    Args:
        kind: lot or run.
        key: id of the lot, or name of the run.
        label: first line.
        note: second line.
        page: of the lot, or of the line of the run.
        is_simulated: whether it is part of a simulation.
    """

    kind: str
    key: str
    label: str
    note: str
    page: str
    is_simulated: bool = False


@dataclass(frozen=True, slots=True)
class LotWords:
    """Words about lots in the language of a page.

    Args:
        show: the display of the page.
    """

    show: TraceDisplay

    def status(self, code: str) -> str:
        """The status of a lot."""
        zh, en = status_labels().get(code, (code, code))
        return en if self.show.language == "en" else zh

    def kind(self, code: str) -> str:
        """The kind of an entry."""
        found = BOOK.kinds.get(code)
        return self.show.words(found.label) if found else code

    def role(self, code: str) -> str:
        """An account by its role."""
        found = BOOK.roles.get(code)
        return self.show.words(found.label) if found else code

    def reason(self, code: str | None) -> str:
        """Why matter is blocked or was written off; as it was written where it is no code."""
        return known(self.show.language, f"reason.{code}", code) if code else ""

    def acts(self, roles: list[str]) -> list[str]:
        """Acts that are possible with what these accounts hold."""
        return [act for role in CAN if role in roles for act in CAN[role]]

    def source(self, source: str) -> Source:
        """A source of origin, from its id."""
        first, *rest = source.split("/")
        show, kind = self.show, kind_of_source(source)
        if first == "ground":
            permit, (site, _, year) = rest[0], rest[-1].partition("@")
            label = show.t("source.ground", permit=permit, site=show.party(site), year=show.period(year))
            return Source(label, kind, party_page(site))
        if first == "import":
            return Source(show.t("source.import", country=show.country(rest[0]), consignment=rest[-1]), kind, "")
        if first == "recycled":
            return Source(show.t("source.recycled", how=show.t(f"source.{rest[0]}"), collection=rest[-1]), kind, "")
        if first == "outside":
            return Source(show.t("source.outside", supplier=rest[0], material=rest[-1]), kind, "")
        label = show.t("source.unaccounted", firm=show.party(rest[0]), place=rest[-1])
        is_line = rest[-1] in show.parties
        return Source(label, kind, line_page(rest[-1]) if is_line else party_page(rest[0]))

    def node(self, node: str, brief: Brief | None) -> NodeWords:
        """A node of the lineage."""
        kind, _, rest = node.partition("/")
        if kind == "lot":
            if brief is None:
                return NodeWords("lot", rest, clipped(rest), "", lot_page(rest))
            note = f"{self.show.subject(brief.product)} {self.show.mass(brief.reo_mg)}"
            return NodeWords("lot", rest, clipped(rest), clipped(note), lot_page(rest), brief.is_simulated)
        _, line, run = rest.split("/", 2)
        name = run.partition("@")[0]
        return NodeWords("run", name, clipped(self.show.t("lots.run", line=line)), clipped(name), line_page(line))


def kind_of_source(source: str) -> str:
    """The kind of a source, one of `SOURCE_KINDS`.

    >>> kind_of_source("recycled/unknown/R-3"), kind_of_source("ground/P-1/S-1@2022")
    ('recycled/unknown', 'ground')
    """
    first, *rest = source.split("/")
    return f"{first}/{rest[0]}" if first == "recycled" else first


def clipped(text: str) -> str:
    """A text that fits a node.

    >>> clipped("MO22S1-000044"), clipped("新能源汽车驱动电机 8.71 kg 及其他")
    ('MO22S1-000044', '新能源汽车驱动电机 8.…')
    """
    width = 0.0
    for at, letter in enumerate(text):
        width += 2 if ord(letter) >= WIDE else 1
        if width > MOST_LETTERS:
            return text[: max(0, at - 1)] + "…"
    return text


def lot_page(lot: str) -> str:
    """The page of a lot."""
    return f"/trace/lots/{quote(lot, safe='')}"


def line_page(line: str) -> str:
    """The page of a line."""
    return f"/trace/lines/{quote(line, safe='')}"


def party_page(party: str) -> str:
    """The page of a party."""
    return f"/trace/parties/{quote(party, safe='')}"
