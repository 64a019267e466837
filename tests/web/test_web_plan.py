"""The pages of plan: what they say is what the room answers, odd input is said clearly, every number has its source."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from tests.web.conftest import Browser
from tests.web.planning import GROUP, LISTS, MOTOR, OFFTAKE, PAGES, Planning, planning

from monazite.app import Workspace
from monazite.core.mass import MG_PER_KILOGRAM
from monazite.plan.cover import Cover
from monazite.plan.journal.find import Version
from monazite.plan.journal.registers import REGISTERS
from monazite.web import create_app
from monazite.web.plan.cover_chart import BOTTOM, HEIGHT, TOP, cover_chart
from monazite.web.plan.entry import plan_page
from monazite.web.plan.matching_view import changes
from monazite.web.plan.programme_view import forecast_changes

TAG, BLANK = re.compile(r"<[^>]+>"), re.compile(r"\s+")
AHEAD = "2022-09-05"
"""The day on which the story's last forecast was stated."""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planning]:
    with planning(tmp_path_factory.mktemp("web-plan") / "data") as opened:
        yield opened


def text(story: Planning, path: str, language: str = "zh") -> str:
    """What a page says, its tags taken away."""
    answer = story.browser.get(f"{path}{'&' if '?' in path else '?'}lang={language}")
    assert answer.status_code == 200, (path, answer.status_code)
    return plain(answer.text)


def plain(page: str) -> str:
    body = re.sub(r"<(script|pre)\b.*?</\1>", "", page, flags=re.DOTALL)
    return BLANK.sub(" ", html.unescape(TAG.sub(" ", body)))


def token_of(page: str) -> str:
    found: str = re.findall(r'name="token" value="([0-9a-f]+)"', page)[0]
    return found


def acting(story: Planning, party: str) -> Browser:
    browser = story.browser.fresh()
    token = token_of(browser.get("/plan").text)
    form = {"token": token, "actor": party, "price_unit": "CNY/kg", "tax": "included"}
    assert browser.post("/settings", data=form).status_code == 303
    return browser


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_whole_in_both_languages(story: Planning, path: str) -> None:
    for language in ("zh", "en"):
        told = text(story, path, language)
        for odd in ("{", "None", "Decimal(", "Fraction(", "room.plan", "plan-part", "plan-state"):
            assert odd not in told, (path, language, odd)


def test_every_page_of_the_story_says_that_it_is_simulated(story: Planning) -> None:
    for path in PAGES:
        if "/acts" not in path and "/substitutes" not in path:
            assert "虚构" in text(story, path), path


def test_the_cover_of_a_programme_is_the_rooms_answer_and_adds_up(story: Planning) -> None:
    view = story.workspace.plan.programme(MOTOR, on=dt.date.fromisoformat(AHEAD))
    told = text(story, f"/plan/programmes/{MOTOR}?element=Nd")
    for one in (one for one in view.covers if one.element == "Nd"):
        for mass in (one.demand_mg, one.uncovered_mg):
            assert not mass or f"{Decimal(mass) / MG_PER_KILOGRAM:,.3f}" in told
    answer = story.browser.get(f"/api/v1/plan/programmes/{MOTOR}?on={AHEAD}").json()
    for one in answer["covers"]:
        parts = [one[f"{name}_mg"] for name in ("stock", "firm", "optional", "uncovered")]
        assert sum(parts) == one["demand_mg"]
    assert answer["first_uncovered"] == view.first_uncovered.isoformat() if view.first_uncovered else None


def test_the_balance_of_a_programme_holds_on_the_page(story: Planning) -> None:
    view = story.workspace.plan.programme(MOTOR, on=dt.date.fromisoformat(AHEAD))
    told = text(story, f"/plan/programmes/{MOTOR}")
    put_in = sum(one.oxide_mg["Dy"] for one in view.explosions)
    assert f"{Decimal(put_in) / MG_PER_KILOGRAM:,.3f}" in told
    back = sum(loss.returned_mg["Dy"] + loss.lost_mg["Dy"] for one in view.explosions for loss in one.losses)
    assert put_in == back + sum(one.products_mg["Dy"] for one in view.explosions)


def test_the_files_of_a_cover_hold_its_numbers(story: Planning) -> None:
    view = story.workspace.plan.programme(MOTOR, on=dt.date.fromisoformat(AHEAD))
    file = story.browser.get(f"/plan/programmes/{MOTOR}/cover.csv?lang=en")
    assert file.content.decode("utf-8-sig").count("\n2") == 0
    assert f",{view.covers[0].demand_mg / MG_PER_KILOGRAM:.3f}," in file.text
    book = load_workbook(io.BytesIO(story.browser.get(f"/plan/programmes/{MOTOR}/cover.xlsx").content))
    numbers = [cell.value for row in book.active.iter_rows() for cell in row if cell.data_type == "n"]
    assert round(view.covers[0].demand_mg / MG_PER_KILOGRAM, 3) in numbers
    assert story.browser.get(f"/plan/programmes/{MOTOR}/cover.exe").status_code == 404


def test_who_must_act_looks_ahead_only(story: Planning) -> None:
    before, after = (text(story, f"/plan/programmes/{MOTOR}?on={day}") for day in (AHEAD, "2023-01-15"))
    assert "另找来源" in before
    assert "另找来源" not in after
    assert "虚构F14" in text(story, "/plan")


def test_the_grid_has_a_lamp_for_each_week_with_number_and_word(story: Planning) -> None:
    matches = story.workspace.plan.match()
    wanted = Counter(str(one.verdict.scenario) for one in matches if one.verdict)
    page = story.browser.get("/plan/matching?lang=en").text
    table = page[page.index('<table class="lamps"') : page.index("</table>")]
    lamps = re.findall(r'<span class="lamp (\w+)"[^>]*>(\d)<span class="visually-hidden"> ([\w ]+)', table)
    assert Counter(number for _, number, _ in lamps) == wanted
    assert {(colour, word.split(",")[0]) for colour, _, word in lamps} >= {("red", "Bottleneck"), ("green", "Surplus")}


def test_a_group_shows_links_comments_deviations_and_versions(story: Planning) -> None:
    told = text(story, f"/plan/matching/{GROUP}", "en")
    assert "load factor" in told
    assert "0.3" in told
    assert "+100" in told
    assert "weeks changed: 13" in told
    assert "十月" in told
    calm = text(story, f"/plan/matching/{GROUP}?since=2022-06-01&on=2022-07-01", "en")
    assert "no week moved" in calm


def test_a_settlement_stands_line_by_line_with_formula_entry_and_balance(story: Planning) -> None:
    view = story.workspace.plan.commitment(OFFTAKE)
    for language in ("zh", "en"):
        told = text(story, f"/plan/commitments/{OFFTAKE}", language)
        for settled in (one.settlement for one in view.periods if one.settlement):
            assert sum(settled.balances().values()) == 0
            for line in settled.lines:
                assert f"{Decimal(line.fen) / 100:,.2f}" in told
                assert BLANK.sub(" ", line.formula.in_language("zh" if language == "zh" else "en")) in told
    page = story.browser.get(f"/plan/commitments/{OFFTAKE}").text
    for moved in (moved for one in view.periods for moved in one.moved):
        assert f'href="/trace/log/entries/{moved.entry}"' in page


def test_the_entries_behind_a_commitment_and_a_decision_exist(story: Planning) -> None:
    for path in (f"/plan/commitments/{OFFTAKE}", f"/plan/qualification/{MOTOR}"):
        page = story.browser.get(path).text
        found = set(re.findall(r'href="(/trace/log/(?:entries|checkpoints)/[\w.-]+)"', page))
        assert len(found) > 3
        for address in found:
            assert story.browser.get(address).status_code == 200, address


def test_every_entry_of_plan_leads_back_to_its_page(story: Planning) -> None:
    entries = [one.entry for one in story.workspace.trace.entries()]
    led = {one.kind: page for one in entries if (page := plan_page(one))}
    assert set(REGISTERS) <= set(led)
    assert led["sell"].startswith("/plan/commitments/")
    for kind, page in led.items():
        assert story.browser.get(page.partition("#")[0]).status_code == 200, (kind, page)
    number = story.workspace.plan.commitments()[0].number
    assert f'href="/plan/commitments/{OFFTAKE}"' in story.browser.get(f"/trace/log/entries/{number}").text


def test_terms_are_sentences_with_parties_by_name(story: Planning) -> None:
    told = text(story, f"/plan/commitments/{OFFTAKE}", "en")
    assert "below 2,300,000 CNY/t, Firm MIN pays the difference" in told
    assert "from 2022-07-01 on 800 kg to 1,200 kg each quarter" in told
    assert "all prices include value-added tax of 13%" in told


def test_a_statement_prints_and_is_the_same_as_a_file(story: Planning) -> None:
    path = f"/plan/commitments/{OFFTAKE}/statements/2022-Q3"
    settled = next(one.settlement for one in story.workspace.plan.commitment(OFFTAKE).periods)
    assert settled is not None
    told, file = text(story, path), story.browser.get(f"{path}.csv").content.decode("utf-8-sig")
    for party, fen in settled.balances().items():
        assert f"{Decimal(fen) / 100:,.2f}".replace("-", "−") in told
        assert f"{Decimal(fen) / 100:.2f}" in file, party
    assert "签章" in told
    assert story.browser.get(f"{path}.xlsx").status_code == 200
    assert story.browser.get(f"{path}.exe").status_code == 404


def test_paying_needs_the_forms_token_and_a_party(story: Planning) -> None:
    path = f"/plan/commitments/{OFFTAKE}/pay"
    browser = story.browser.fresh()
    assert browser.post(path, data={"token": "0" * 64, "period": "2022-Q3"}).status_code == 403
    token = token_of(browser.get("/plan").text)
    assert browser.post(path, data={"token": token, "period": "2022-Q3"}).status_code == 400
    size = story.workspace.trace.size()
    paid = acting(story, "F13")
    token = token_of(paid.get("/plan").text)
    assert paid.post(path, data={"token": token, "period": "2022-Q3"}).status_code in {303, 400}
    assert paid.post(path, data={"token": token, "period": "2022-Q9"}).status_code in {400, 404}
    assert story.workspace.trace.size() == size


def test_a_motor_shows_verdicts_what_is_missing_and_signed_decisions(story: Planning) -> None:
    told = text(story, "/plan/qualification/SERVO-80", "en")
    assert "test missing" in told
    assert "GB/T 40794-2021" in told
    assert re.search(r"Q-2 .* approved .* valid Firm F14 .* in the checkpoint of \d+", told)


def test_substitutes_leave_out_what_holds_the_element(story: Planning) -> None:
    answer = story.browser.get("/api/v1/plan/substitutes?grade=F13/N40SH&on=2023-01-12").json()
    without = story.browser.get("/api/v1/plan/substitutes?grade=F13/N40SH&without=Dy&on=2023-01-12").json()
    candidates = [{one["candidate"] for one in each["replacements"]} for each in (answer, without)]
    assert candidates[1] < candidates[0]
    assert "F13/N40SH-L" in candidates[0] - candidates[1]
    page = text(story, "/plan/substitutes?grade=F13/N40SH")
    assert "认定 Q-3" in page
    assert "N40SH-L · 虚构F13" in page


def test_minutes_and_duties_lead_to_their_document_and_firm(story: Planning) -> None:
    view = story.workspace.plan.work(on=dt.date(2023, 1, 12))
    page = story.browser.get("/plan/work").text
    for one in view.duties:
        assert one.what.zh in html.unescape(page)
    for each in view.minutes:
        assert f'href="/documents/{each.document}"' in page


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/plan?on=x", 400), ("/plan?on=2022-13-01", 400), ("/plan/programmes/none", 404),
        (f"/plan/programmes/{MOTOR}?element=Xx", 400), (f"/plan/programmes/{MOTOR}?week=2020-01-06", 400),
        (f"/plan/programmes/{MOTOR}?week=x", 400), ("/plan/matching/none", 400), ("/plan/matching?first=x", 400),
        (f"/plan/matching/{GROUP}?since=1e9", 400), ("/plan/matching/weeks.exe", 404), ("/plan/commitments/none", 404),
        (f"/plan/commitments/{OFFTAKE}/statements/2020-Q1", 400), ("/plan/qualification/none", 400),
        ("/plan/substitutes?grade=N99XX", 404), ("/plan/substitutes?grade=N40SH&without=Xx", 400),
        ("/plan/substitutes?temperature=hot", 400), ("/plan/substitutes?temperature=1e99", 400),
        ("/plan/acts/none", 400), ("/api/v1/plan/substitutes?grade=N40SH&temperature=1e9", 400),
        ("/api/v1/plan/substitutes?grade=N40SH&without=dysprosium", 400), ("/api/v1/plan/work?when=now", 400),
        ("/api/v1/plan/programmes/none", 404), ("/api/v1/plan/commitments/none", 404),
    ],
)  # fmt: skip
def test_odd_input_is_said_in_a_sentence(story: Planning, path: str, status: int) -> None:
    answer = story.browser.get(path)
    wanted = {400, 404} if status == 400 and "/api/" not in path else {status}
    assert answer.status_code in wanted
    if "/api/" in path:
        assert answer.json()["problem"]["zh"]


@pytest.mark.parametrize("day", ["1900-01-01", "2022-06-01", "2030-01-01"])
def test_any_day_has_its_pages(story: Planning, day: str) -> None:
    for path in (*LISTS, "/plan/substitutes"):
        assert "None" not in text(story, f"{path}?on={day}"), path


def test_an_empty_workspace_says_what_to_do(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "data", create=True) as workspace:
        browser = Browser(create_app(workspace, secret=b"a secret of the tests"))
        for path in LISTS:
            answer = browser.get(path)
            assert answer.status_code == 200, path
            assert 'href="/plan/acts"' in answer.text, path
        assert browser.get("/plan/substitutes").status_code == 200
        assert browser.get("/api/v1/plan/matching").json() == {"total": 0, "rows": []}


def test_an_act_is_booked_by_its_form_once_and_by_the_interface(story: Planning) -> None:
    browser = acting(story, "F14")
    page = browser.get("/plan/acts/topic").text
    form = {
        "token": token_of(page), "entry_id": re.findall(r'name="entry_id" value="([^"]+)"', page)[0],
        "day": "2023-01-20", "topic": "W-9", "title_zh": "验证", "title_en": "Trial", "start": "2023-01-20",
        "due": "2023-06-30",
    }  # fmt: skip
    answers = [browser.post("/plan/acts/topic", data=form) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert "W-9" in text(story, "/plan/work?on=2023-01-31")
    body: dict[str, Any] = {"id": "note-9", "day": "2023-01-21", "topic": "W-9", "status": "under_way", "text": "开始"}
    told = story.browser.post("/api/v1/plan/acts/progress", json=body, headers={"X-Acting-As": "F14"}).json()
    assert told["status"] == "accepted"
    refused = story.browser.post(
        "/api/v1/plan/acts/progress", json=body | {"topic": "W-0"}, headers={"X-Acting-As": "F14"}
    )
    assert refused.status_code in {409, 422}


def test_every_act_has_its_form_and_template(story: Planning) -> None:
    for name in story.workspace.plan.acts():
        assert story.browser.get(f"/plan/acts/{name}").status_code == 200, name
        assert story.browser.get(f"/plan/acts/{name}/template.csv").status_code == 200, name


def test_every_list_of_plan_is_exported_and_in_the_interface(story: Planning) -> None:
    page = story.browser.get("/api/v1/openapi.json").json()["paths"]
    for name in ("programmes", "demands", "commitments", "deliveries", "tests", "decisions", "topics", "revisions"):
        assert f"/api/v1/plan/{name}" in page
        assert story.browser.get(f"/api/v1/plan/{name}").json()["total"] > 0, name
    assert story.browser.get("/export/commitments.csv").status_code == 200


masses = st.integers(0, 10**12)


@given(st.lists(st.tuples(masses, masses, masses, masses), min_size=1, max_size=60))
def test_bars_are_as_high_as_their_demand_and_in_the_drawing(weeks: list[tuple[int, int, int, int]]) -> None:
    day = dt.date(2022, 7, 4)
    covers = [
        Cover(week=day + dt.timedelta(weeks=at), element="Dy", demand_mg=sum(parts), stock_mg=parts[0],
              firm_mg=parts[1], optional_mg=parts[2], uncovered_mg=parts[3])
        for at, parts in enumerate(weeks)
    ]  # fmt: skip
    chart = cover_chart(covers)
    highest = max(one.demand_mg for one in covers)
    for bar in chart.bars:
        assert sum(part.mass_mg for part in bar.parts) == bar.cover.demand_mg
        assert all(part.y >= TOP - 0.01 and part.y + part.height <= HEIGHT - BOTTOM + 0.02 for part in bar.parts)
        height = sum(part.height for part in bar.parts)
        if highest >= MG_PER_KILOGRAM:
            wanted = bar.cover.demand_mg / highest * (HEIGHT - TOP - BOTTOM) / 1.06
            assert abs(height - wanted) < 0.1


def version(number: int, *, reversed_by: int | None = None, **weeks: str) -> Version:
    rows = [{"week": f"2022-07-{day[1:]}", "quantity": quantity} for day, quantity in weeks.items()]
    record = {"weeks": rows, "series": [{"category": "SR99", "weeks": rows}]}
    return Version(record, f"e{number}", number, dt.date(2022, 6, number), "F1", reversed_by)


def test_a_forecast_is_held_against_the_version_before_that_stands() -> None:
    first, taken_back = version(1, d04="10", d11="10"), version(2, d04="99", reversed_by=3)
    last = version(4, d04="10", d11="12.5", d18="4")
    assert forecast_changes([first]) == []
    assert forecast_changes([first, taken_back]) == []
    found = {one.week: (one.before, one.now, one.difference) for one in forecast_changes([first, taken_back, last])}
    assert found == {
        "2022-07-11": (Decimal(10), Decimal("12.5"), Decimal("2.5")), "2022-07-18": (None, Decimal(4), Decimal(4)),
    }  # fmt: skip
    newest, oldest = changes("demand", "D", [first, taken_back, last])
    assert (newest.weeks, newest.difference) == (2, Decimal("6.5"))
    assert (oldest.weeks, oldest.difference) == (None, None)
