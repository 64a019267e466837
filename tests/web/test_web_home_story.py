"""The first page tells the story: every sentence has its page, every number its source, every invention its mark."""

from __future__ import annotations

import re
import time
from html import unescape
from typing import Any

import pytest
from fastapi import FastAPI
from tests.web.conftest import Browser
from tests.web.everywhere import House
from tests.web.test_web_pages import Outline

from monazite.app import LISTS
from monazite.app.story import Named, Story, sentence_words
from monazite.facts import Fact
from monazite.store import ListQuery
from monazite.web.site.later import Later
from monazite.web.site.story_view import story_of

CHAPTERS = ["papers", "quota", "lots", "market", "shortage", "acts"]
LONGEST_SEARCH_SECONDS = 120


@pytest.fixture(scope="module")
def told(house: House) -> Story:
    """The story of the demo with its recipe."""
    end = time.monotonic() + LONGEST_SEARCH_SECONDS
    while time.monotonic() < end:
        found = story_of(house.workspace)
        if not any(one.key == "acts.recipe.soon" for chapter in found.chapters for one in chapter.sentences):
            return found
        time.sleep(0.1)
    pytest.fail("no recipe was found in time")


def pages(told: Story) -> set[str]:
    said = [one for chapter in told.chapters for one in chapter.sentences]
    parts = {part.page for one in said for part in one.parts.values() if part.page}
    return parts | {one.page for one in said} | {one.page for one in told.chapters}


def values(told: Story) -> list[Any]:
    return [part.value for one in told.chapters for said in one.sentences for part in said.parts.values()]


def test_all_six_chapters_are_told_of_august(told: Story) -> None:
    assert [one.key for one in told.chapters if one.is_told] == CHAPTERS
    assert told.month == "2022-08"
    kinds = {said.key.split(".")[1] for said in told.chapters[-1].sentences}
    assert kinds == {"recipe", "commitment", "offer"}


def test_every_sentence_and_every_number_has_a_page_that_opens(house: House, told: Story) -> None:
    for one in told.chapters:
        for said in one.sentences:
            assert said.page, said.key
            fields = re.findall(r"{(\w+)}", sentence_words()[said.key].en)
            assert set(fields) <= set(said.parts), said.key
    for address in sorted(pages(told)):
        assert house.browser.get(address).status_code == 200, address


def test_simulated_conduct_is_marked_and_facts_are_not(house: House, told: Story) -> None:
    rows = house.workspace.page(LISTS["parties"], ListQuery(limit=None)).rows
    invented = {row["id"] for row in rows if row["is_simulated"]}
    for one in told.chapters:
        for said in one.sentences:
            named = {part.value.key for part in said.parts.values() if isinstance(part.value, Named)}
            assert said.is_simulated or not named & invented, said.key
    assert not any(said.is_simulated for said in told.chapters[0].sentences)
    assert all(said.is_simulated for one in told.chapters[2:] for said in one.sentences)


def test_the_quota_of_the_journal_is_the_published_one(told: Story) -> None:
    first = told.chapters[1].sentences[0]
    assert first.key == "quota.same"
    assert first.parts["same"].value == first.parts["published"].value == 8


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_shows_the_story_with_marks_and_links(house: House, told: Story, language: str) -> None:
    html = house.browser.get(f"/?lang={language}").text
    story = html[html.index('<ol class="story"') : html.index("</ol>")]
    links = {unescape(one) for one in re.findall(r'href="([^"]+)"', story)}
    assert pages(told) <= links
    assert all(f"/facts/{one.id}" in links for one in values(told) if isinstance(one, Fact))
    mark = {"zh": "模拟", "en": "Simulation"}[language]
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", story, re.DOTALL)
    assert [mark in one for one in headings] == [False, False, True, True, True, True]
    assert story.count('class="do"') == len(told.chapters[-1].sentences)
    assert "{" not in Outline(story).text


def test_a_month_that_is_none_or_not_yet_is_refused(house: House) -> None:
    for month in ("2022-13", "2022", "9999-12", "0000-01", "Aug", "2022-08-01"):
        assert house.browser.get(f"/?month={month}").status_code == 400, month
    assert house.browser.get("/?month=2022-07&lang=en").status_code == 200


def test_an_empty_workspace_tells_what_to_do_first(empty: FastAPI) -> None:
    html = Browser(empty).get("/?lang=en").text
    assert html.index('class="empty"') < html.index('<ol class="story"')
    for key in CHAPTERS:
        assert unescape(sentence_words()[f"{key}.none"].en) in unescape(html)
    assert "Simulation" not in html


def test_what_takes_long_is_there_a_moment_later() -> None:
    later: Later[int] = Later()
    assert later.ask("a", lambda: 7) is None
    while not later.found:
        time.sleep(0.001)
    assert later.ask("a", lambda: 8) == 7


def test_what_failed_is_worked_out_again() -> None:
    later: Later[int] = Later()
    assert later.ask("a", lambda: 1 // 0) is None
    while not later.found:
        time.sleep(0.001)
    assert later.ask("a", lambda: 3) is None
    while not later.found:
        time.sleep(0.001)
    assert later.ask("a", lambda: 4) == 3
