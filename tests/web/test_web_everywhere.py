"""Every route of the application over a workspace with something of everything: answers, words, exports, next steps."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.web.crawling import ROUTES, route_of, values_of
from tests.web.everywhere import MEMBER, House

from monazite.web.words import page_words

API = "/api/v1/"
UNLINKED = {
    "/favicon.ico": "/favicon.ico", "/health": "/health", "/log/tile/{path:path}": "/log/tile/0/000",
    "/trace/log/{number}": "/trace/log/1", "/trade/instruments": "/trade/instruments",
}  # fmt: skip
"""Routes that no page leads to: browsers, supervisors and mirrors ask by themselves, people type short ones."""
STEPS = re.compile(r"/(trace|trade|plan)/acts/\{name\}/(book|sheet)|/trade/orders/(book|sheet)")
"""Steps of a form: who comes back to their address without the form begins anew."""
QUIET_TAGS = {"script", "style", "template"}
LONG_ENOUGH = 7
"""Chinese characters in a row by which a part of a sentence of ours is known."""
HAN = re.compile(r"[㐀-鿿]")
TOKEN = re.compile(r"(?:None|nan)$|.*(?:Undefined|Decimal\(|datetime\.|Words\(|\{')")
LOOK_LIKE_KEYS = re.compile(r"log\.key|detail\..*")
"""A file of the workspace, and fields of an entry as its leaf names them."""


class _Words(HTMLParser):
    """Text of a page that is ours to say: what stands under `lang` of the other language or as a quote is not."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._quiet: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.texts += [value for key, value in attrs if key in {"title", "aria-label", "placeholder"} and value]
        if tag in QUIET_TAGS:
            self._quiet = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._quiet:
            self._quiet = None

    def handle_data(self, data: str) -> None:
        if self._quiet is None and data.strip():
            self.texts.append(" ".join(data.split()))


def texts(html: str) -> list[str]:
    reader = _Words()
    reader.feed(html)
    return reader.texts


def test_every_route_is_reached_from_the_first_page(house: House) -> None:
    missing = [path for path in ROUTES if path not in house.walk.reached and not path.startswith(API)]
    assert [path for path in missing if path not in UNLINKED and not STEPS.fullmatch(path)] == []
    for address in UNLINKED.values():
        assert house.browser.get(address).status_code < 400, address


def test_every_link_is_answered(house: House) -> None:
    assert house.walk.broken == []
    assert len(house.walk.pages) > 200


def known_values(house: House) -> dict[str, str]:
    """A value for each parameter of a path, from the addresses that the pages lead to."""
    found: dict[str, str] = {"instrument": "Ce-O", "party_id": "F01", "number": "1"}
    for addresses in house.walk.reached.values():
        for address in addresses:
            found |= {name: value for name, value in values_of(address).items() if name not in found}
    return found


def api_addresses(house: House) -> Iterator[str]:
    values = known_values(house)
    reached = house.walk.reached
    for path in ROUTES:
        if not path.startswith(API):
            continue
        if path in reached:
            yield reached[path][0]
            continue
        filled = re.sub(r"\{(\w+)(?::\w+)?\}", lambda part: quote(values[part[1]], safe=""), path)
        yield filled


def test_the_json_interface_answers_or_says_what_it_lacks(house: House) -> None:
    answered = 0
    for address in api_addresses(house):
        answer = house.browser.get(address, headers={"x-acting-as": MEMBER})
        if answer.status_code == 200:
            answered += 1
            continue
        assert answer.status_code in {400, 404}, address
        assert set(answer.json()["problem"]) >= {"code", "zh", "en"}, address
    assert answered > 90


@pytest.fixture(scope="module")
def english(house: House) -> dict[str, str]:
    """The fullest page of each route in English."""
    browser = house.browser.fresh()
    browser.cookies.update(house.browser.cookies)
    browser.get("/?lang=en")
    return {address: browser.get(address).text for address in house.walk.fullest().values()}


def our_sentences() -> Iterator[str]:
    """The Chinese of every sentence of ours: words of pages and of problems."""
    yield from (one.zh for one in page_words().values())
    for path in sorted(Path(str(files("monazite"))).rglob("problems.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            yield from (
                text for row in csv.DictReader(file) for key, text in row.items() if key.endswith("zh") and text
            )


def windows(text: str) -> set[str]:
    """Every run of so many Chinese characters."""
    pieces = re.findall(rf"[㐀-鿿]{{{LONG_ENOUGH},}}", text)
    return {piece[at : at + LONG_ENOUGH] for piece in pieces for at in range(len(piece) - LONG_ENOUGH + 1)}


def test_no_sentence_of_ours_is_chinese_on_an_english_page(house: House, english: dict[str, str]) -> None:
    ours: set[str] = set().union(*map(windows, our_sentences()))
    assert len(ours) > 3000
    with house.workspace.reading() as connection:
        theirs = windows(
            " ".join(connection.exec_driver_sql("SELECT text || ' ' || coalesce(title, '') FROM documents").scalars())
        )
    found = {
        (route_of(address), text)
        for address, html in english.items()
        for text in texts(html)
        if windows(text) & (ours - theirs)
    }
    assert found == set()


def test_no_word_of_a_page_stays_in_the_other_language(house: House, english: dict[str, str]) -> None:
    words = [one for key, one in page_words().items() if one.zh != one.en and not key.startswith(("lang.", "site."))]
    chinese = {one.zh for one in words if len(HAN.findall(one.zh)) > 1}
    foreign = {one.en for one in words if " " in one.en} - {one.zh for one in words}
    wrong = {(address, text) for address, html in english.items() for text in texts(html) if text in chinese}
    wrong |= {
        (address, text)
        for address in house.walk.fullest().values()
        for text in texts(house.walk.pages[address])
        if text in foreign
    }
    assert wrong == set()


def test_no_key_and_nothing_of_the_program_shows(house: House, english: dict[str, str]) -> None:
    keys = {key for key in page_words() if "." in key and not LOOK_LIKE_KEYS.fullmatch(key)}
    pages = house.walk.pages | {f"en {address}": html for address, html in english.items()}
    wrong = [
        (address, text) for address, html in pages.items() for text in texts(html) if text in keys or TOKEN.match(text)
    ]
    assert wrong == []
