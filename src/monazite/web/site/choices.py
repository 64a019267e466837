"""The reader's choices: how numbers are shown, and on whose behalf they act."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from monazite.core.problem import Problem
from monazite.web.errors import answer
from monazite.web.page import ACTOR_COOKIE, DISPLAY_COOKIE, AnyPage, keep
from monazite.web.preferences import from_form

router = APIRouter(prefix="/settings", include_in_schema=False)
LONGEST_ACTOR = 80
Text = Annotated[str, Form(max_length=2000)]


def local_path(address: str) -> str:
    r"""An address of this site as it is, anything else as the home page: a form never leads elsewhere.

    >>> local_path("/facts?kind=price"), local_path("//evil.example/"), local_path("/\\evil.example")
    ('/facts?kind=price', '/', '/')
    """
    is_ours = address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable()
    return address if is_ours else "/"


@router.post("")
def keep_choices(
    page: AnyPage,
    request: Request,
    *,
    token: Text = "",
    back: Text = "/",
    price_unit: Text = "CNY/kg",
    tax: Text = "included",
    usd_cny: Text = "",
    magnet_units: Text = "SI",
    actor: Text = "",
) -> Response:
    """Keep the choices in signed cookies and go back to the page they were made on."""
    if not page.site.signer.is_token(page.session, token):
        raise HTTPException(403)
    stated = from_form({"price_unit": price_unit, "tax": tax, "usd_cny": usd_cny, "magnet_units": magnet_units})
    if isinstance(stated, Problem):
        return answer(request, 400, stated)
    response = RedirectResponse(local_path(back), status_code=303)
    keep(response, DISPLAY_COOKIE, page.site.signer.signed("display", stated.as_text()))
    name = " ".join(actor.split())[:LONGEST_ACTOR]
    keep(response, ACTOR_COOKIE, page.site.signer.signed("actor", name))
    return response
