"""What every page needs to know of its request, and how it becomes HTML."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from monazite import __version__
from monazite.core import Clock, Language
from monazite.core.visible import visible
from monazite.web.charts import static_address
from monazite.web.display import Display
from monazite.web.preferences import PRICE_UNITS, TAXES, Preferences
from monazite.web.prices import VAT_PERCENT
from monazite.web.security import Signer
from monazite.web.verbs import VERBS, Room, verb_of
from monazite.web.words import language_named, negotiated, translate

if TYPE_CHECKING:
    from monazite.app import Workspace

SESSION_COOKIE, LANGUAGE_COOKIE, DISPLAY_COOKIE, ACTOR_COOKIE = "mz_session", "mz_lang", "mz_display", "mz_actor"
YEAR_SECONDS = 365 * 24 * 3600
SESSION_BYTES = 16


@dataclass(frozen=True, slots=True)
class Site:
    """What all pages share.

    Args:
        workspace: whose pages these are.
        clock: tells the time.
        signer: signs cookies and form tokens.
        language: of readers who have chosen none; None to follow their browser.
    """

    workspace: Workspace
    clock: Clock
    signer: Signer
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One request as its page sees it.

    Args:
        site: what all pages share.
        request: as it came.
        language: of the answer.
        preferences: how numbers are shown.
        actor: on whose behalf the reader acts, as they say; None where they have not said.
        session: identity of the browser, to which form tokens belong.
    """

    site: Site
    request: Request
    language: Language
    preferences: Preferences
    actor: str | None
    session: str

    @property
    def workspace(self) -> Workspace:
        """The workspace."""
        return self.site.workspace

    @property
    def path(self) -> str:
        """The address without its query."""
        return self.request.url.path

    @property
    def verb(self) -> str | None:
        """Key of the verb this page belongs to."""
        verb = verb_of(self.path)
        return verb.key if verb else None

    @property
    def rooms(self) -> tuple[Room, ...]:
        """The pages of that verb; those of `read` on the home page."""
        verb = verb_of(self.path)
        return verb.rooms if verb else VERBS[0].rooms

    @property
    def room(self) -> Room | None:
        """The page of the verb that this one belongs to: of those whose address it is under, the longest."""
        under = [one for one in self.rooms if self.path == one.address or self.path.startswith(f"{one.address}/")]
        return max(under, key=lambda one: len(one.address), default=None)

    @property
    def display(self) -> Display:
        """How numbers and words are written on it."""
        return Display(self.language, self.preferences)

    @property
    def token(self) -> str:
        """What every form of this page must carry."""
        return self.site.signer.token(self.session)

    def address(self, **changes: object) -> str:
        """This page's own address with some of its query changed; None takes a part away."""
        query = [(key, value) for key, value in self.request.query_params.multi_items() if key not in changes and value]
        query += [(key, str(value)) for key, value in changes.items() if value is not None]
        if "lang" not in changes:
            query = [(key, value) for key, value in query if key != "lang"]
        path = "/" + self.path.lstrip("/\\")  # two slashes would name another host
        return f"{path}?{urlencode(query)}" if query else path

    def t(self, key: str, /, **values: object) -> str:
        """Words of the page in its language."""
        return translate(self.language, key, **values)

    def render(self, template: str, *, status: int = 200, **context: object) -> Response:
        """A template as the answer, with the cookies the reader's choices need."""
        show = context.pop("show", None) or self.display
        text = _environment().get_template(template).render(page=self, t=self.t, show=show, **context)
        response = HTMLResponse(text, status_code=status, headers={"cache-control": "no-cache, private"})
        self.keep_choices(response)
        return response

    def keep_choices(self, response: Response) -> None:
        """Set the cookies that this request made necessary."""
        if self.request.cookies.get(SESSION_COOKIE) != self.session:
            keep(response, SESSION_COOKIE, self.session)
        if self.request.query_params.get("lang") == self.language:
            keep(response, LANGUAGE_COOKIE, self.language)


def keep(response: Response, name: str, value: str) -> None:
    """Set a cookie that only this site's own pages send back and no script reads."""
    response.set_cookie(name, value, max_age=YEAR_SECONDS, httponly=True, samesite="strict", path="/")


def page_of(request: Request) -> Page:
    """The page of a request."""
    site: Site = request.app.state.site
    cookies = request.cookies
    actor = site.signer.read("actor", cookies.get(ACTOR_COOKIE))
    return Page(
        site=site,
        request=request,
        language=_language(request, site.language),
        preferences=Preferences.from_text(site.signer.read("display", cookies.get(DISPLAY_COOKIE))),
        actor=actor or None,
        session=_session(cookies),
    )


def _session(cookies: Mapping[str, str]) -> str:
    kept = cookies.get(SESSION_COOKIE, "")
    is_ours = len(kept) == 2 * SESSION_BYTES and set(kept) <= set("0123456789abcdef")
    return kept if is_ours else secrets.token_hex(SESSION_BYTES)


def _language(request: Request, default: Language | None) -> Language:
    asked, kept = request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)
    chosen = language_named(asked) or language_named(kept) or default
    return chosen or negotiated(request.headers.get("accept-language", ""))


def _shown(value: Any) -> Any:
    """A value of a template as it is shown: direction marks in the texts of others are written out."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("monazite.web"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shared: dict[str, Any] = {
        "static": static_address,
        "verbs": VERBS,
        "version": __version__,
        "price_units": PRICE_UNITS,
        "taxes": TAXES,
        "vat_percent": VAT_PERCENT,
    }
    environment.globals.update(shared)
    return environment


AnyPage = Annotated[Page, Depends(page_of)]
"""How a handler asks for its page."""
