"""The index and the statements through the JSON interface: what they say is what the journal and the file say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import sha256

import pytest
from tests.web.trading import CASH, DAY, GRADE, MEMBERS, PRICE, VENUE, Trading, trading

from monazite.trade.index.recompute import recompute_bytes

SELLER, BUYER = MEMBERS[0], MEMBERS[1]


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trading]:
    """A market whose day has closed and whose index is published."""
    with trading(tmp_path_factory.mktemp("trade-reports") / "data") as opened:
        opened.say(BUYER, "cash-in", {"id": "c-1", "fen": CASH // 2})
        opened.say(SELLER, "receipts-in", {"id": "r-1", "receipt": f"R-{SELLER}"})
        opened.order(SELLER, "s", "sell", lots=4)
        opened.order(BUYER, "b", "buy", lots=3)
        opened.order(SELLER, "dear", "sell", 9 * PRICE)
        opened.order(BUYER, "cheap", "buy", 1)
        assert opened.desk.submit(VENUE, {"kind": "close_day"}).status == "accepted"
        _, answer = opened.workspace.trade.index(VENUE).publish(date.fromisoformat(DAY), actor=VENUE)
        assert answer.status == "accepted", answer.problem
        yield opened


def test_the_index_lists_its_days_and_the_hash_of_its_file(closed: Trading) -> None:
    told = closed.get("index").json()
    assert (told["venue"], told["day"], told["rows"][0]["day"]) == (VENUE, DAY, DAY)
    file = closed.get("index/file")
    assert sha256(file.content).hexdigest() == told["sha256"]
    assert file.headers["content-type"].startswith("application/x-ndjson")
    assert closed.get(f"index/file?day={DAY}").content == file.content
    assert recompute_bytes(file.content, "file").is_identical


def test_a_day_of_the_index_lists_every_input(closed: Trading) -> None:
    told = closed.get(f"index/{DAY}").json()
    (value,) = [one for one in told["values"] if one["product"] == "镨钕金属"]
    trade = closed.get("trades").json()["rows"][0]
    assert [one["mass_mg"] for one in value["inputs"] if one["kind"] == "deal"] == [trade["net_mg"]]
    values = closed.get("index/values?product=镨钕金属").json()
    assert values["total"] == len({row["day"] for row in values["rows"]}) > 0


def test_statements_are_the_acting_members(closed: Trading) -> None:
    (trade,) = closed.get("trades").json()["rows"]
    for member, sign in ((BUYER, -1), (SELLER, 1)):
        told = closed.get(f"statements?day={DAY}", member).json()
        assert told["day"]["member"] == member
        assert [row["amount_fen"] for row in told["day"]["trades"]] == [trade["amount_fen"]]
        moved = [row["fen"] for row in told["day"]["money"] if row["entry"] == trade["id"]]
        assert (sum(moved) > 0) == (sign > 0)
        assert told["account"]["cash_fen"] == told["day"]["closing_fen"]
        assert told["account"]["cash_fen"] == closed.get("positions", member).json()["free_fen"]
    note = closed.get(f"deliveries/{trade['id']}").json()
    assert sum(row["net_mg"] for row in note["rows"]) == trade["net_mg"]
    assert (note["buyer"], note["amount_fen"]) == (BUYER, trade["amount_fen"])


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("index/2021-01-01", 404), ("index/file?day=2021-01-01", 404), ("index/not-a-day", 400),
        ("index?colour=1", 400), (f"statements?day={DAY}", 400), ("deliveries/none", 404),
        (f"index?venue={GRADE}", 404),
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_problem(closed: Trading, path: str, status: int) -> None:
    response = closed.get(path)
    assert response.status_code == status
    assert set(response.json()["problem"]) == {"code", "place", "zh", "en"}


def test_refusals_are_the_acting_members_and_all_the_venues(closed: Trading) -> None:
    ids = {SELLER: ["dear"], BUYER: ["cheap"], VENUE: ["cheap", "dear"], "M3": []}
    for acting, expected in ids.items():
        told = closed.get(f"refusals?day={DAY}", acting).json()
        assert (told["venue"], told["day"], told["total"]) == (VENUE, DAY, len(expected))
        assert [row["command"]["id"] for row in told["rows"]] == expected
    row = closed.get(f"refusals?day={DAY}", SELLER).json()["rows"][0]
    assert (row["actor"], row["command"]["price_ticks"]) == (SELLER, 9 * PRICE)
    assert row["problem"]["zh"]
    assert row["problem"]["en"]
    assert closed.get(f"refusals?day={DAY}&limit=1", VENUE).json()["total"] == 1
    assert closed.get("refusals?day=2001-01-01", VENUE).json()["rows"] == []


@pytest.mark.parametrize(
    ("acting", "query"),
    [("", f"?day={DAY}"), (SELLER, ""), (SELLER, "?day=never"), (SELLER, f"?day={DAY}&member={BUYER}"),
     (SELLER, f"?day={DAY}&limit=0")],
)  # fmt: skip
def test_refusals_need_a_day_and_somebody_who_asks(closed: Trading, acting: str, query: str) -> None:
    answer = closed.get(f"refusals{query}", acting)
    assert answer.status_code == 400
    assert answer.json()["problem"]["zh"]
