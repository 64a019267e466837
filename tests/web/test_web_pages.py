from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from tests.web.conftest import BULLETIN, HOSTILE, Browser, bulletin, hostile

from monazite.app import Workspace
from monazite.web.page import _environment
from monazite.web.verbs import VERBS

DOCUMENT = bulletin().document.id
REPAIRED = bulletin().facts[1].id
CONTRADICTED = bulletin().facts[4].id
PAGES = (
    "/",
    "/documents",
    "/documents/problems",
    f"/documents/{DOCUMENT}",
    "/facts",
    f"/facts/{REPAIRED}",
    f"/facts/{CONTRADICTED}",
    "/checks",
    "/products",
    "/products/" + quote("氧化镝"),
    "/quotas",
    "/search",
    "/search?q=" + quote("镨钕"),
    *(verb.address if verb.key != "trace" else "/trace/chain" for verb in VERBS),
)
VOID = {"meta", "link", "input", "br", "hr", "img", "rect", "path", "circle"}


class Outline(HTMLParser):
    """What a page holds, and whether its tags close in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another tag"

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def text(self) -> str:
        return "".join(self.words)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_in_both_languages_and_is_whole(browser: Browser, path: str, language: str) -> None:
    response = browser.get(path, params={"lang": language, **({"q": "镨钕"} if "?q=" in path else {})})
    assert response.status_code == 200
    page = Outline(response.text)
    assert page.open == []
    assert page.all("html")[0]["lang"] == ("zh-CN" if language == "zh" else "en")
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    identities = [attributes["id"] for _, attributes in page.tags if attributes.get("id")]
    assert len(identities) == len(set(identities))
    labels = {attributes["for"] for attributes in page.all("label") if attributes.get("for")}
    assert labels <= set(identities)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_inline_script_style_or_a_foreign_address(browser: Browser, path: str) -> None:
    page = Outline(browser.get(path).text)
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        for name in ("src", "href", "action"):
            target = attributes.get(name)
            assert target is None or target.startswith(("/", "#", "?")), (tag, target)
    assert all(attributes.get("src") for attributes in page.all("script"))
    assert page.all("style") == []


def test_the_home_page_counts_and_points_at_what_does_not_agree(browser: Browser) -> None:
    page = Outline(browser.get("/?lang=zh").text)
    assert "2026年3月2日" in page.text  # the day in Asia/Shanghai
    assert "2 + 2 = 4" in page.text
    assert "氧化镨 → 氧化镝" in page.text
    assert {"href": f"/documents/{DOCUMENT}"} in page.all("a")


def test_an_empty_workspace_says_what_to_do_next(empty: FastAPI) -> None:
    for path in ("/", "/documents", "/facts"):
        assert "monazite read" in Browser(empty).get(path).text
    for path in ("/checks", "/products", "/quotas"):
        assert 'class="empty"' in Browser(empty).get(path).text


def test_a_document_shows_its_whole_text_with_every_fact_linked_once(browser: Browser) -> None:
    html = browser.get(f"/documents/{DOCUMENT}?lang=zh").text
    article = Outline(html[html.index("<article") : html.index("</article>") + len("</article>")])
    shown = re.sub(r"\s+", "", article.text)
    for ruby in ("氧化镝",):
        shown = shown.replace(ruby, "", 2)
    assert shown == re.sub(r"\s+", "", BULLETIN)
    links = [a["href"] for a in article.all("a")]
    assert sorted(links, key=str) == sorted(f"/facts/{fact.id}" for fact in bulletin().facts)
    assert 'class="loose"' in html


def test_a_document_shows_a_repaired_name_above_the_printed_one(browser: Browser) -> None:
    html = browser.get(f"/documents/{DOCUMENT}").text
    assert '<ruby class="fix"><span class="m repaired">氧化镨</span><rt>氧化镝</rt></ruby>' in html


def test_a_table_is_shown_as_a_table_with_the_cells_of_facts(browser: Browser) -> None:
    html = browser.get(f"/documents/{DOCUMENT}").text
    table = html[html.index("<table>") : html.index("</table>")]
    assert table.count("<tr>") == 3
    assert table.count('<th scope="col">') == 3
    assert f'id="f-{bulletin().facts[2].id}"' in table


def test_a_fact_page_carries_the_proof(browser: Browser) -> None:
    text = Outline(browser.get(f"/facts/{REPAIRED}?lang=zh").text).text
    assert "2022年8月，氧化镝月均价为 2,268.8 元/公斤，环比 −4.9%。" in text
    assert "规格 Dy80%" in text
    assert "正文 226.88 万元/吨" in text


def test_a_fact_page_writes_out_a_failed_check(browser: Browser) -> None:
    text = Outline(browser.get(f"/facts/{CONTRADICTED}?lang=en").text).text
    assert "2 + 2 = 4" in text
    assert "fails" in text
    assert "5 - (2 + 2) = 1" in text


def test_checks_that_fail_come_first(browser: Browser) -> None:
    text = Outline(browser.get("/checks?lang=zh").text).text
    assert text.index("2 + 2 = 4") < text.index("71.89 × 10 = 718.9")


def test_a_quota_table_sets_the_of_which_row_under_its_whole(browser: Browser) -> None:
    html = browser.get("/quotas?lang=zh").text
    rows = re.findall(r'<tr class="(\w*)">\s*<th scope="row">(.*?)</th>', html)
    names = [re.sub("<[^>]*>", "", name).strip() for _, name in rows]
    whole = names.index("广东稀土集团")
    assert names[whole + 1] == "其中： 中色股份"
    assert rows[whole + 1][0] == "ofwhich"
    assert names[-1] == "合计"


def test_a_product_page_lists_each_price_with_its_source(browser: Browser) -> None:
    html = browser.get("/products/" + quote("氧化镝")).text
    assert f'href="/facts/{REPAIRED}"' in html
    assert 'data-date="2022-08-31"' in html
    assert "d3.js" in html


def test_a_product_without_prices_loads_no_chart_library(browser: Browser) -> None:
    assert "d3.js" not in browser.get("/products/" + quote("稀土冶炼分离总量控制指标")).text


def test_a_product_opens_under_its_english_name(browser: Browser) -> None:
    assert "氧化镝" in browser.get("/products/" + quote("dysprosium oxide")).text


def test_a_range_of_a_product_leaves_out_what_is_before(many: FastAPI) -> None:
    address = "/products/" + quote("氧化铽")
    whole = Browser(many).get(address).text.count("data-date=")
    part = Browser(many).get(address + "?since=2021-03").text.count("data-date=")
    assert 0 < part < whole


def test_a_day_that_is_none_is_refused_with_what_is_wanted(browser: Browser) -> None:
    response = browser.get("/products/" + quote("氧化镝") + "?since=never&lang=en")
    assert response.status_code == 400
    assert "a period such as 2022" in response.text


def test_a_year_without_quotas_says_so(browser: Browser) -> None:
    assert "no quotas of that year" in browser.get("/quotas?year=1999&lang=en").text


def test_problems_of_reading_are_listed_and_linked(browser: Browser) -> None:
    assert "/documents/problems" in browser.get("/documents").text
    assert "&lt;u&gt;noise&lt;/u&gt;" in browser.get("/documents/problems?lang=en").text


def test_search_finds_two_characters_and_repaired_names(browser: Browser) -> None:
    html = browser.get("/search?q=" + quote("氧化镝")).text
    assert f'href="/facts/{REPAIRED}"' in html
    assert f'href="/documents/{DOCUMENT}"' in html


def test_search_for_nothing_searchable_says_so(browser: Browser) -> None:
    assert browser.get("/search?q=" + quote("？！")).status_code == 200


def test_lists_page_sort_and_filter(many: FastAPI) -> None:
    browser = Browser(many)
    first = browser.get("/facts?sort=-canonical_low&per=7&lang=en").text
    assert "1 to 7 of 180" in first
    assert first.index("2,795") < first.index("2,785")
    last = browser.get("/facts?per=100&page=2&lang=en").text
    assert "101 to 180 of 180" in last
    assert "nothing passes" in browser.get("/facts?status=repaired&lang=en").text.lower()


def test_a_page_beyond_the_last_is_no_error(many: FastAPI) -> None:
    assert Browser(many).get("/facts?page=99999").status_code == 200


def test_hostile_text_is_shown_and_never_run(browser: Browser) -> None:
    document = hostile().document
    for path in (
        f"/documents/{document.id}",
        f"/facts/{hostile().facts[0].id}",
        "/documents",
        "/facts",
        "/",
        "/products/" + quote("氧化镨钕"),
    ):
        html = browser.get(path).text
        assert "<script>alert" not in html
        assert "<img" not in html
        assert "<b>恶意" not in html
        assert "<i>某站" not in html
        assert "<u>" not in html
        assert Outline(html).open == []
    article = browser.get(f"/documents/{document.id}").text
    shown = Outline(article[article.index("<article") : article.index("</article>") + len("</article>")]).text
    assert shown.strip() == HOSTILE


def test_the_original_comes_back_byte_for_byte_as_an_attachment(browser: Browser) -> None:
    response = browser.get(f"/documents/{hostile().document.id}/original")
    assert response.content == HOSTILE.encode()
    assert response.headers["content-type"].startswith("text/plain")
    assert response.headers["content-disposition"].startswith("attachment;")
    assert "<" not in response.headers["content-disposition"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/facts/fnone", 404),
        ("/documents/dnone", 404),
        ("/products/none", 404),
        ("/facts?kind=none", 400),
        ("/facts?sort=none", 400),
    ],
)
def test_error_pages_say_what_to_do_in_both_languages(browser: Browser, path: str, status: int) -> None:
    for language, words in (("zh", ("请", "首页")), ("en", ("Home page",))):
        response = browser.get(path, headers={"accept-language": language})
        assert response.status_code == status
        assert any(word in response.text for word in words)
        assert Outline(response.text).open == []


def test_a_fault_of_ours_is_a_page_and_keeps_the_headers(
    app: FastAPI, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("a test")

    monkeypatch.setattr(type(workspace), "quotas", fails)
    response = Browser(app, raises=False).get("/quotas", headers={"accept-language": "en"})
    assert response.status_code == 500
    assert "Something broke on our side" in response.text
    assert "a test" not in response.text
    assert response.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    ("address", "zh", "en"),
    [
        ("/facts?page=abc", "page：应为 1 至", "page: expected a whole number"),
        ("/facts?per=0", "per：应为 1 至", "per: expected a whole number"),
        ("/facts?since=2023&until=2022", "不晚于截止时间", "not later than the until"),
        ("/facts?period=soon", "应为时期", "expected a period"),
        ("/checks?rule=smu", "您要的是否为“sum”", "did you mean “sum”"),
        ("/quotas?year=x", "应为年份", "expected a year"),
        ("/products/氧化镝?range=9y", "您要的是否为", "did you mean"),
        ("/facts/f", "条事实以之开头", "facts share"),
    ],
)
def test_a_parameter_that_cannot_be_right_is_refused_in_words(browser: Browser, address: str, zh: str, en: str) -> None:
    for language, sentence in (("zh", zh), ("en", en)):
        response = browser.fresh().get(address, headers={"accept-language": language})
        assert response.status_code == 400
        assert sentence in response.text


def test_the_newest_prices_come_first(browser: Browser) -> None:
    html = browser.get("/?lang=en").text
    table = html[html.index('id="h-prices"') :]
    assert table.index("Sep 2022") < table.index("Aug 2022")


def test_marks_that_turn_text_are_written_out() -> None:
    template = _environment().from_string("<b>{{ text }}</b>")
    assert template.render(text="a\u202e<b>") == "<b>a[U+202E]&lt;b&gt;</b>"
