"""Every page of a workspace, found as a reader finds them: by its links, from the first page on."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin, urlsplit

from starlette.routing import compile_path
from tests.web.conftest import Browser

from monazite.web.routes import ROUTERS

MOST_OF_A_ROUTE, MOST_OF_A_FORM = 4, 2
"""Addresses opened of one route, and of those that ask for the same parts of it (`/facts?kind=…`)."""
HERE = "http://localhost"
LINKS = {"a": "href", "link": "href", "script": "src", "img": "src"}


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for key, value in attrs if key == LINKS.get(tag) and value]


def links(html: str, at: str) -> list[str]:
    """Addresses of this site that a page leads to, without the place in the page and the other language."""
    reader = _Links()
    reader.feed(html)
    whole = (urldefrag(urljoin(HERE + at, one)).url for one in reader.found if "lang=" not in one)
    return list(dict.fromkeys(one.removeprefix(HERE) for one in whole if one.startswith(f"{HERE}/")))


def _walked(router: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for route in router.routes:
        inner = getattr(route, "original_router", None)
        if inner is None:
            yield prefix + route.path, route
        else:
            yield from _walked(inner, prefix + route.include_context.prefix)


ROUTES = tuple(
    path
    for router in ROUTERS
    for path, route in _walked(router)
    if "GET" in (getattr(route, "methods", None) or ()) and "stream" not in path
)
"""Paths of all routes that answer a GET, with their parameters in braces, in the order in which they are matched."""
FORMS = tuple((path, compile_path(path)[0]) for path in dict.fromkeys(ROUTES))


def route_of(address: str) -> str | None:
    """The route that answers an address."""
    path = unquote(urlsplit(address).path)
    return next((whole for whole, form in FORMS if form.fullmatch(path)), None)


def values_of(address: str) -> dict[str, str]:
    """The parts of an address that stand for its route's parameters."""
    path = unquote(urlsplit(address).path)
    return next((dict(found.groupdict()) for _, form in FORMS if (found := form.fullmatch(path))), {})


@dataclass
class Walk:
    """What was found.

    Args:
        pages: HTML by address.
        files: media type by address of all that is no page.
        moved: where an address led on to.
        broken: what was not answered well, with its status and the page that led there.
    """

    pages: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    broken: list[tuple[str, int, str]] = field(default_factory=list)

    @property
    def reached(self) -> dict[str, list[str]]:
        """Addresses by route."""
        found: dict[str, list[str]] = {}
        for address in (*self.pages, *self.files, *self.moved):
            found.setdefault(route_of(address) or "", []).append(address)
        return found

    def fullest(self) -> dict[str, str]:
        """The longest page of each route, by route."""
        best: dict[str, str] = {}
        for address, html in self.pages.items():
            route = route_of(address) or ""
            if route not in best or len(html) > len(self.pages[best[route]]):
                best[route] = address
        return best


def walk(browser: Browser, *starts: str) -> Walk:
    """Follow the links from some pages on, a few of each route."""
    found, seen, waiting = Walk(), set(starts), deque((one, "") for one in starts)
    routes: Counter[str | None] = Counter()
    forms: Counter[tuple[str | None, frozenset[str]]] = Counter()
    while waiting:
        address, origin = waiting.popleft()
        route = route_of(address)
        form = (route, frozenset(key for key, _ in parse_qsl(urlsplit(address).query)))
        is_enough = routes[route] >= MOST_OF_A_ROUTE or forms[form] >= MOST_OF_A_FORM
        if is_enough and address not in starts:
            continue
        routes[route] += 1
        forms[form] += 1
        for one in _open(browser, address, origin, found):
            if one not in seen:
                seen.add(one)
                waiting.append((one, address))
    return found


def _open(browser: Browser, address: str, origin: str, found: Walk) -> list[str]:
    answer = browser.get(address)
    if answer.is_redirect:
        found.moved[address] = urljoin(HERE + address, answer.headers["location"]).removeprefix(HERE)
        return [found.moved[address]]
    if not answer.is_success:
        found.broken.append((address, answer.status_code, origin))
        return []
    kind = answer.headers.get("content-type", "").split(";")[0]
    if kind != "text/html":
        found.files[address] = kind
        return []
    found.pages[address] = answer.text
    return links(answer.text, address)
