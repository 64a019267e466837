"""The application: pages, JSON interface and protection put together."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from fastapi import FastAPI

from monazite import __version__
from monazite.app import Workspace
from monazite.core import Clock, Language, SystemClock
from monazite.web.errors import add_error_pages
from monazite.web.page import Site
from monazite.web.routes import ROUTERS
from monazite.web.security import Guard, Signer

SECRET_BYTES = 32


def create_app(
    workspace: Workspace,
    *,
    clock: Clock | None = None,
    secret: bytes | None = None,
    hosts: Iterable[str] = (),
    language: Language | None = None,
) -> FastAPI:
    """The pages of one workspace as an ASGI application.

    Args:
        workspace: whose pages these are; stays open as long as the application runs.
        clock: tells the time; the machine's when None.
        secret: signs cookies and form tokens; a new random one when None, so that a restart forgets choices.
        hosts: names the server is bound to, besides the loopback names, that requests may be addressed to.
        language: of readers who have chosen none; None to follow their browser.
    """
    app = FastAPI(
        title="monazite", version=__version__, docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json"
    )
    signer = Signer(secret or secrets.token_bytes(SECRET_BYTES))
    app.state.site = Site(workspace, clock or SystemClock(), signer, language)
    for router in ROUTERS:
        app.include_router(router)
    add_error_pages(app)
    app.add_middleware(Guard, hosts=tuple(hosts))
    return app
