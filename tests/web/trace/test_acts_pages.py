"""Forms of acts, sheets, and what becomes of what is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest
from tests.trace.acts.story import NOW, after, beginning, examples
from tests.trace.acts.story import workspace as workspace_of_story
from tests.web.conftest import Browser

from monazite.app import Workspace
from monazite.core import FixedClock
from monazite.trace.acts import acts
from monazite.web import create_app

Traced = tuple[Browser, Workspace]
LOT = {
    "new_lot": "W3-1", "product": "混合碳酸稀土", "net": "20t", "moisture": "10%", "reo": "45%",
    "partition": "La2O3=30% Nd2O3=30% Pr6O11=8% Dy2O3=4% Y2O3=28%",
}  # fmt: skip
PERMIT = {
    "day": "2022-03-01", "permit_id": "W3-P", "party": "F01", "permit_type": "mining_licence",
    "valid_from": "2022-01-01",
}  # fmt: skip
UNPROCESSABLE = 422


def acting(browser: Browser, actor: str = "F01") -> str:
    """Choose on whose behalf to act; the token of the session."""
    page = browser.get("/trace/acts")
    token = token_of(page)
    browser.post("/settings", data={"token": token, "actor": actor, "back": "/trace/acts"})
    return token


def token_of(page: httpx.Response) -> str:
    return str(re.findall(r'name="token" value="([^"]+)"', page.text)[0])


def sent(browser: Browser, act: str, values: Mapping[str, object], **more: str) -> httpx.Response:
    page = browser.get(f"/trace/acts/{act}")
    entry_id = re.findall(r'name="entry_id" value="([^"]+)"', page.text)[0]
    return browser.post(f"/trace/acts/{act}", data={"token": token_of(page), "entry_id": entry_id, **values, **more})


def test_all_acts_are_listed_with_a_form_and_a_template(traced: Traced) -> None:
    browser, _ = traced
    index = browser.get("/trace/acts").text
    for name, act in acts().items():
        assert f'href="/trace/acts/{name}"' in index
        form = browser.get(f"/trace/acts/{name}?lang=en").text
        assert all(f'name="{field.name}"' in form for field in act.fields)
    assert browser.get("/trace/acts/mine/template.xlsx").content.startswith(b"PK")
    assert "净重" in browser.get("/trace/acts/mine/template.csv").content.decode("utf-8-sig")
    assert browser.get("/trace/acts/mine/template.pdf").status_code == 404


def test_a_form_is_filled_in_from_its_address(traced: Traced) -> None:
    browser, _ = traced
    page = browser.get("/trace/acts/sell?seller=F01&lot=L-1&lot=L-2&amount=5t").text
    assert 'value="L-1"' in page
    assert 'id="lot-1" name="lot" value="L-2"' in page
    assert 'id="suggested-lots"' in page


def test_without_an_actor_the_form_says_to_choose_first(traced: Traced) -> None:
    browser, workspace = traced
    size = workspace.trace.size()
    page = browser.get("/trace/acts/permit")
    assert 'id="choose-actor"' in page.text
    answer = sent(browser, "permit", PERMIT)
    assert answer.status_code == UNPROCESSABLE
    assert workspace.trace.size() == size


def test_a_form_without_its_token_is_not_booked(traced: Traced) -> None:
    browser, workspace = traced
    acting(browser)
    size = workspace.trace.size()
    for token in ("", "forged"):
        assert browser.post("/trace/acts/permit", data={**PERMIT, "token": token}).status_code == 403
        assert browser.post("/trace/acts/permit/book", data={"token": token}).status_code == 403
        files = {"file": ("a.csv", b"x")}
        assert browser.post("/trace/acts/permit/sheet", data={"token": token}, files=files).status_code == 403
    assert workspace.trace.size() == size


def test_a_form_that_is_sent_twice_books_once(own_traced: Traced) -> None:
    browser, workspace = own_traced
    token = acting(browser)
    size = workspace.trace.size()
    form = {**PERMIT, "token": token, "entry_id": "w3-permit-1"}
    first, second = (browser.post("/trace/acts/permit", data=form) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == f"/trace/log/entries/{size}?posted=accepted"
    assert second.headers["location"] == f"/trace/log/entries/{size}?posted=duplicate"
    assert workspace.trace.size() == size + 1
    assert workspace.trace.entry(size).entry.actor == "F01"
    assert "此前已入账" in browser.get(second.headers["location"]).text
    changed = browser.post("/trace/acts/permit", data={**form, "permit_id": "W3-Q"})
    assert changed.status_code == UNPROCESSABLE
    assert 'value="w3-permit-1"' not in changed.text


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(own_traced: Traced) -> None:
    browser, workspace = own_traced
    acting(browser)
    size = workspace.trace.size()
    values = {**LOT, "day": "2022-03-01", "firm": "F01", "permit": "C-F01", "site": "S-F01", "klass": "nonsense"}
    answer = sent(browser, "mine", {**values, "net": "<twenty>", "moisture": "200%"})
    assert answer.status_code == UNPROCESSABLE
    assert 'value="&lt;twenty&gt;"' in answer.text
    assert 'value="W3-1"' in answer.text
    box = answer.text.split('for="net-0"')[1].split("</div>")[0]
    assert 'class="said"' in box
    assert answer.text.count('aria-invalid="true"') >= 3
    assert workspace.trace.size() == size


def test_one_more_member_keeps_what_was_typed(traced: Traced) -> None:
    browser, workspace = traced
    acting(browser)
    size = workspace.trace.size()
    answer = sent(browser, "mine", LOT, more="lots")
    assert answer.status_code == 200
    assert 'id="new_lot-1"' in answer.text
    assert 'value="W3-1"' in answer.text
    assert workspace.trace.size() == size


def test_mining_books_or_blocks(own_traced: Traced) -> None:
    browser, workspace = own_traced
    acting(browser)
    values = {**LOT, "day": "2022-12-20", "firm": "F01", "permit": "C-F01", "site": "S-F01", "klass": "rock"}
    values["product"] = "氟碳铈精矿"
    blocked = sent(browser, "mine", {**values, "new_lot": "W3-BIG", "net": "900000t"})
    assert blocked.status_code == 200
    assert "已记录，物料封存" in blocked.text
    assert "/trace/acts/release?lot=W3-BIG" in blocked.text
    posted = workspace.trace.entry(workspace.trace.size() - 1)
    assert posted.blocked
    page = browser.get(f"/trace/log/entries/{posted.number}")
    assert "封存" in page.text


@pytest.mark.parametrize("name", sorted(acts()))
def test_each_kind_of_form_is_answered_with_sentences_when_it_is_empty(traced: Traced, name: str) -> None:
    browser, workspace = traced
    acting(browser)
    size = workspace.trace.size()
    answer = sent(browser, name, {})
    assert answer.status_code == UNPROCESSABLE
    assert 'id="refused"' in answer.text
    assert workspace.trace.size() == size


def test_each_kind_of_form_is_booked_with_its_example(tmp_path: Path) -> None:
    with workspace_of_story(tmp_path / "data") as workspace:
        beginning(workspace)
        browser = Browser(create_app(workspace, clock=FixedClock(NOW), secret=b"x"))
        token = acting(browser, "tester")
        for name, values in examples():
            form = {"token": token, "entry_id": f"E-{name}", **values}
            answer = browser.post(f"/trace/acts/{name}", data=form)
            assert answer.status_code == 303, (name, re.findall(r'class="said">([^<]+)', answer.text))
            assert answer.headers["location"].endswith("?posted=accepted"), name
            shown = browser.get(answer.headers["location"])
            assert shown.status_code == 200
            assert "模拟" in shown.text
            after(workspace, name)


SHEET = """编号,类型,中文名称,日期
W3-A,firm,甲公司,2022-03-01
W3-B,firm,乙公司,2022-03-01
W3-C,不知道,丙公司,2022-13-45
"""


def upload(browser: Browser, data: bytes, name: str = "主体.csv") -> httpx.Response:
    token = token_of(browser.get("/trace/acts/register"))
    return browser.post("/trace/acts/register/sheet", data={"token": token}, files={"file": (name, data)})


def test_a_sheet_is_rehearsed_first_and_booked_as_a_second_step(own_traced: Traced) -> None:
    browser, workspace = own_traced
    token = acting(browser)
    size = workspace.trace.size()
    rehearsal = upload(browser, SHEET.encode("gbk"))
    assert rehearsal.status_code == UNPROCESSABLE
    assert workspace.trace.size() == size
    assert "只入可入账的 2 笔" in rehearsal.text
    assert rehearsal.text.count("主体.csv:4:") == 2
    form = {"token": token, "what": "good", "name": "主体.csv"}
    form["sha256"] = re.findall(r'name="sha256" value="([0-9a-f]{64})"', rehearsal.text)[0]
    whole = browser.post("/trace/acts/register/book", data={**form, "what": "all"})
    assert whole.status_code == UNPROCESSABLE
    assert workspace.trace.size() == size
    for _ in range(2):
        booked = browser.post("/trace/acts/register/book", data=form)
        assert booked.status_code == 200
        assert workspace.trace.size() == size + 2
    assert workspace.trace.entry(size).entry.evidence["document"] == form["sha256"]
    clean = upload(browser, "\n".join(SHEET.split("\n")[:3]).encode("utf-8-sig"))
    assert clean.status_code == UNPROCESSABLE or "全部入账" in clean.text


def test_a_sheet_that_is_too_large_is_refused_before_it_is_kept(traced: Traced) -> None:
    browser, workspace = traced
    acting(browser)
    answer = upload(browser, b"x" * 51_000_000)
    assert answer.status_code == 400
    assert "50" in answer.text
    assert upload(browser, b"\x00\x01 no sheet").status_code == UNPROCESSABLE
    assert (
        browser.post("/trace/acts/register/book", data={"token": acting(browser), "sha256": "../x"}).status_code == 404
    )
    assert workspace.trace.size() > 0
