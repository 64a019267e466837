from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from tests.web.conftest import Browser

from monazite.web.security import HEADERS, Signer
from monazite.web.site.choices import local_path

STATED = {"price_unit": "10000 CNY/t", "tax": "included", "usd_cny": "", "actor": "包头稀土产品交易所"}


def token(browser: Browser) -> str:
    found = re.search(r'name="token" value="(\w+)"', browser.get("/facts").text)
    assert found
    return found[1]


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "", "127.0.0.1.evil.example", "10.0.0.1", "@localhost"]
)
def test_foreign_hosts_are_refused(browser: Browser, host: str) -> None:
    assert browser.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:80", "127.0.0.2", "[::1]:9"])
def test_loopback_names_are_answered(browser: Browser, host: str) -> None:
    assert browser.get("/health", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/nothing", "/api/v1/facts", "/export/facts.csv"])
def test_every_answer_carries_the_security_headers(browser: Browser, path: str) -> None:
    headers = browser.get(path).headers
    assert {name: headers[name] for name in HEADERS} == HEADERS
    assert "unsafe" not in headers["content-security-policy"]


def test_a_form_without_its_token_changes_nothing(browser: Browser) -> None:
    browser.get("/")
    assert browser.post("/settings", data=STATED).status_code == 403
    assert browser.post("/settings", data={**STATED, "token": "0" * 64}).status_code == 403
    assert "mz_display" not in browser.cookies


def test_the_token_of_another_session_is_refused(browser: Browser) -> None:
    foreign = token(browser.fresh())
    browser.get("/")
    assert browser.post("/settings", data={**STATED, "token": foreign}).status_code == 403


def test_a_form_from_another_site_is_refused(browser: Browser) -> None:
    data = {**STATED, "token": token(browser)}
    assert browser.post("/settings", data=data, headers={"origin": "https://evil.example"}).status_code == 403


def test_choices_are_kept_and_lead_back(browser: Browser) -> None:
    data = {**STATED, "token": token(browser), "back": "/facts?kind=price"}
    response = browser.post("/settings", data=data, headers={"origin": "http://localhost"})
    assert (response.status_code, response.headers["location"]) == (303, "/facts?kind=price")
    page = browser.get("/facts?kind=price&lang=zh").text
    assert "71.89 万元/吨" in page
    assert 'value="包头稀土产品交易所"' in page


def test_dollars_without_a_rate_are_refused_with_what_to_do(browser: Browser) -> None:
    data = {**STATED, "token": token(browser), "price_unit": "USD/kg"}
    response = browser.post("/settings", data=data, headers={"accept-language": "en"})
    assert response.status_code == 400
    assert "a rate of CNY for one USD" in response.text


def test_a_changed_cookie_is_not_believed(browser: Browser, app: FastAPI) -> None:
    signer: Signer = app.state.site.signer
    good = signer.signed("actor", "工信部")
    browser.cookies["mz_actor"] = good[:-1] + ("0" if good[-1] != "0" else "1")
    assert "工信部" not in browser.get("/search").text
    browser.cookies["mz_actor"] = good
    assert 'value="工信部"' in browser.get("/search").text


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(browser: Browser) -> None:
    cookie = browser.get("/").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


@given(st.text())
def test_a_form_never_leads_to_another_site(address: str) -> None:
    path = local_path(address)
    assert path.startswith("/")
    assert not path.startswith("//")
    assert "\\" not in path


def test_a_path_of_two_slashes_makes_no_link_to_another_host(app: FastAPI) -> None:
    html = Browser(app, base="http://localhost//evil.example").get("/x").text
    assert 'href="//' not in html
    assert 'value="//' not in html


@given(st.text(), st.text())
def test_signing_is_a_round_trip_that_notices_another_purpose(purpose: str, value: str) -> None:
    signer = Signer(b"key")
    assert signer.read(purpose, signer.signed(purpose, value)) == value
    assert signer.read(purpose + "x", signer.signed(purpose, value)) is None


@given(st.text())
def test_any_cookie_is_read_without_an_error(cookie: str) -> None:
    assert Signer(b"key").read("display", cookie) is None


def test_static_files_are_kept_for_good_only_under_their_own_fingerprint(browser: Browser) -> None:
    found = re.search(r'href="(/static/(\w+)/monazite\.css)"', browser.get("/").text)
    assert found
    assert "immutable" in browser.get(found[1]).headers["cache-control"]
    assert browser.get("/static/000000000000/monazite.css").headers["cache-control"] == "no-cache"
    assert browser.get("/static/000000000000/app.py").status_code == 404
    assert browser.get("/static/x/..%2fapp.py").status_code == 404


def test_the_documentation_pages_of_the_framework_are_off(browser: Browser) -> None:
    assert browser.get("/docs").status_code == 404
    assert browser.get("/redoc").status_code == 404
