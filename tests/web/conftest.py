"""A small workspace with everything a page can show, and a client that talks to the pages without a network."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser as Chromium
from tests.web.browsing import launched

from monazite.app import Workspace
from monazite.core import FixedClock, Interval, Problem, Words
from monazite.facts import (
    Change,
    Check,
    Correction,
    DocumentRecord,
    Fact,
    FileRecord,
    Input,
    LooseNumeral,
    Place,
    ReadingRecord,
    Shown,
    Span,
    save_file,
    save_readings,
)
from monazite.web import create_app

if TYPE_CHECKING:
    from tests.web.everywhere import House

NOW = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
BULLETIN = """稀土价格简报

8月份，氧化镨钕均价为71.89万元/吨，环比下跌16.1%；氧化镨均价为226.88万元/吨，环比下跌4.9%。编号775533。
产品\t规格\t8月平均价
氧化镨\tDy80%\t2268.81
氧化镧\t≥99%\t8.00
共计3项，其中2项加2项等于5项。"""
QUOTA = "第二批指标：岩矿型101540吨，离子型7660吨，冶炼分离104800吨；北方稀土81440吨；广东4242吨，其中中国有色1444吨。"
HOSTILE = (
    "<script>alert(1)</script>氧化镨钕均价为72.00万元/吨<img src=x onerror=alert(2)>"
    """ & "quotes" '单引号' {{ 7*7 }} </p>"""
)


def at(text: str, part: str, after: int = 0) -> Span:
    start = text.index(part, after)
    return Span(start, start + len(part))


def fact(doc: str, text: str, quote: str, number: str, **values: Any) -> tuple[Fact, Shown]:
    where = at(text, quote)
    digits = at(text, number, where.start)
    value = values.pop("value", Decimal(number))
    made = Fact(
        doc=doc, quote=quote, start=where.start, end=where.end, value=value, place=Place(0, number=digits), **values
    )
    return made, Shown(where, digits)


def price(doc: str, text: str, quote: str, number: str, subject: str, **values: Any) -> tuple[Fact, Shown]:
    unit, factor = values.pop("unit", "万元/吨"), 10 if values.pop("tens", True) else 1
    return fact(
        doc,
        text,
        quote,
        number,
        kind="price",
        subject=subject,
        unit=unit,
        canonical_value=Decimal(number) * factor,
        canonical_unit="CNY/kg",
        attribute="monthly average price",
        region="中国",
        **values,
    )


def table_block(text: str) -> dict[str, Any]:
    start, end = text.index("产品\t"), text.index("共计")
    rows, offset = [], start
    for line in text[start:end].rstrip("\n").split("\n"):
        cells = []
        for cell in line.split("\t"):
            cells.append({"spans": [[offset, offset + len(cell)]], "text": cell})
            offset += len(cell) + 1
        rows.append(cells)
    return {"kind": "table", "start": start, "end": end, "caption": None, "header_rows": 1, "rows": rows}


def bulletin() -> ReadingRecord:
    name, text = "简报2022-08.txt", BULLETIN
    wrong = Correction("氧化镨", "氧化镝", "subject", ("规格 Dy80%", "正文 226.88 万元/吨"), 4.0)
    pairs = [
        price(
            name,
            text,
            "氧化镨钕均价为71.89万元/吨，环比下跌16.1%",
            "71.89",
            "氧化镨钕",
            period="2022-08",
            change=Change(pct=Decimal("-16.1"), basis="mom"),
            status="verified",
        ),
        price(
            name,
            text,
            "氧化镨均价为226.88万元/吨，环比下跌4.9%",
            "226.88",
            "氧化镝",
            period="2022-08",
            repair=wrong,
            subject_as_written="氧化镨",
            change=Change(pct=Decimal("-4.9"), basis="mom"),
            status="repaired",
        ),
        price(
            name,
            text,
            "氧化镨\tDy80%\t2268.81",
            "2268.81",
            "氧化镝",
            period="2022-08",
            repair=wrong,
            tens=False,
            unit="元/公斤",
            subject_as_written="氧化镨",
            spec="Dy80%",
            status="repaired",
        ),
        price(name, text, "氧化镧\t≥99%\t8.00", "8.00", "氧化镧", period="2022-08", tens=False, unit="元/公斤"),
        fact(name, text, "其中2项加2项等于5项", "5", kind="output", subject="氧化镧", unit="项", status="contradicted"),
    ]
    first, last = pairs[0][0], pairs[4][0]
    checks = (
        Check(
            name,
            "unit_twin",
            (Input("71.89", 0, 5, first.id),),
            "71.89 × 10 = 718.9",
            Decimal("718.9"),
            Decimal("718.9"),
            Interval.printed(Decimal("718.9")),
            Interval.printed(Decimal("718.9")),
            holds=True,
        ),
        Check(
            name,
            "sum",
            (Input("5", 0, 1, last.id),),
            "2 + 2 = 4",
            Decimal(4),
            Decimal(5),
            Interval.exact(4),
            Interval.exact(5),
            holds=False,
            finding="5 - (2 + 2) = 1",
        ),
    )
    loose = at(text, "775533")
    title = {"kind": "heading", "level": 1, "start": 0, "end": 6}
    prose = at(
        text, "8月份，氧化镨钕均价为71.89万元/吨，环比下跌16.1%；氧化镨均价为226.88万元/吨，环比下跌4.9%。编号775533。"
    )
    last_line = at(text, "共计3项，其中2项加2项等于5项。")
    blocks = (
        title,
        {"kind": "paragraph", "start": prose.start, "end": prose.end},
        table_block(text),
        {"kind": "paragraph", "start": last_line.start, "end": last_line.end},
    )
    return reading(
        name,
        text,
        pairs,
        blocks=blocks,
        checks=checks,
        loose=(LooseNumeral(loose.start, loose.end, "775533", loose),),
        title="稀土价格简报",
        date=date(2022, 9, 2),
        publisher="稀土信息中心",
    )


def quota_notice() -> ReadingRecord:
    name, text = "指标通知.html", QUOTA

    def line(quote: str, number: str, subject: str, org: str | None) -> tuple[Fact, Shown]:
        return fact(
            name,
            text,
            quote,
            number,
            kind="quota",
            subject=subject,
            org=org,
            unit="吨",
            canonical_value=Decimal(number),
            canonical_unit="t",
            period="2022 batch 2",
            region="中国",
            status="verified",
        )

    rock, separation = "岩矿型稀土（轻）开采指标", "稀土冶炼分离总量控制指标"
    pairs = [
        line("岩矿型101540吨", "101540", rock, None),
        line("冶炼分离104800吨", "104800", separation, None),
        line("北方稀土81440吨", "81440", rock, "北方稀土"),
        line("广东4242吨", "4242", separation, "广东稀土集团"),
        line("中国有色1444吨", "1444", separation, "中国有色金属建设股份有限公司"),
    ]
    whole, part = pairs[3][0], pairs[4][0]
    inputs = (Input("1444", 0, 4, part.id), Input("4242", 0, 4, whole.id))
    of_which = Check(name, "of_which", inputs, "1444 ≤ 4242", Decimal(1444), Decimal(4242), None, None, holds=True)
    return reading(
        name, text, pairs, checks=(of_which,), title="指标通知", date=date(2022, 8, 17), publisher="工业和信息化部"
    )


def hostile() -> ReadingRecord:
    name, text = "<b>恶意</b>.html", HOSTILE
    quote = at(text, "氧化镨钕均价为72.00万元/吨<img src=x onerror=alert(2)>")
    pair = price(name, text, text[quote.start : quote.end], "72.00", "氧化镨钕", period="2022-09", status="unchecked")
    return reading(name, text, [pair], title="<script>alert('标题')</script>", publisher="<i>某站</i>")


def reading(
    name: str,
    text: str,
    pairs: list[tuple[Fact, Shown]],
    *,
    checks: tuple[Check, ...] = (),
    loose: tuple[LooseNumeral, ...] = (),
    blocks: tuple[dict[str, Any], ...] | None = None,
    **about: Any,
) -> ReadingRecord:
    shown = ({"kind": "paragraph", "start": 0, "end": len(text)},) if blocks is None else blocks
    document = DocumentRecord(sha(text), None, name, "text", "utf-8", text, shown, {}, **about)
    return ReadingRecord(document, tuple(f for f, _ in pairs), tuple(s for _, s in pairs), checks, loose)


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def fill(workspace: Workspace) -> None:
    readings = [bulletin(), quota_notice(), hostile()]
    odd = Problem(
        "mojibake",
        "<b>恶意</b>.html",
        Words("可读文字", "text"),
        Words("<u>乱码</u>", "<u>noise</u>"),
        Words("核对", "check"),
    )
    for one in readings:
        workspace.home.raw.keep(one.document.text.encode(), one.document.sha256)
    with workspace.home.database.writing() as connection:
        save_readings(connection, readings, "test", lambda subject: (subject,))
        for one in readings:
            text, problems = one.document.text, (odd,) if one.document.text == HOSTILE else ()
            record = FileRecord(sha(text), one.document.name, len(text.encode()), 1, problems)
            save_file(connection, record, "test", "2026-03-01T00:00:00Z")


def fill_many(workspace: Workspace, documents: int = 3, facts: int = 60) -> None:
    """Documents with many prices each, for lists of several pages."""
    readings = []
    for number in range(documents):
        name = f"快讯{number}.txt"
        lines = [f"氧化铽均价为{100 + number * facts + at_line}.50万元/吨" for at_line in range(facts)]
        text = "。".join(lines)
        pairs = [
            price(name, text, line, line[6:-4], "氧化铽", period=f"2021-{1 + number:02d}-{1 + index % 28:02d}")
            for index, line in enumerate(lines)
        ]
        readings.append(reading(name, text, pairs, title=f"快讯{number}", date=date(2021, 1 + number, 1)))
    with workspace.home.database.writing() as connection:
        save_readings(connection, readings, "test", lambda subject: (subject,))


@dataclass(slots=True)
class Browser:
    """A browser without a window: keeps cookies, follows redirects when told to."""

    app: FastAPI
    base: str = "http://localhost"
    cookies: dict[str, str] = field(default_factory=dict)
    raises: bool = True

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def sent() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=self.raises)
            headers = (
                {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
            )
            headers |= options.pop("headers", {})
            async with httpx.AsyncClient(transport=transport, base_url=self.base) as client:
                response = await client.request(method, path, headers=headers, **options)
                self.cookies.update(response.cookies)
                return response

        return asyncio.run(sent())

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.send("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.send("POST", path, **options)

    def fresh(self) -> Browser:
        return replace(self, cookies={})


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with Workspace.open(tmp_path_factory.mktemp("web") / "data", create=True) as opened:
        fill(opened)
        yield opened


@pytest.fixture(scope="session")
def app(workspace: Workspace) -> FastAPI:
    return create_app(workspace, clock=FixedClock(NOW), secret=b"a secret of the tests")


@pytest.fixture
def browser(app: FastAPI) -> Browser:
    return Browser(app)


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    with Workspace.open(tmp_path_factory.mktemp("many") / "data", create=True) as opened:
        fill_many(opened)
        yield create_app(opened, clock=FixedClock(NOW), secret=b"a secret of the tests")


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    with Workspace.open(tmp_path_factory.mktemp("empty") / "data", create=True) as opened:
        yield create_app(opened, clock=FixedClock(NOW), secret=b"a secret of the tests")


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    from tests.web.everywhere import whole_house  # noqa: PLC0415  it stands on this module

    with whole_house(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    with launched() as opened:
        yield opened
