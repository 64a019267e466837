"""Alerts: never a repeat without news, one message at most twice, real servers, and settings that hold no password."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_string
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from tests.warn.alert_servers import Hook, Mailbox, mail_server, own_certificate, web_server

from monazite.core import Problem, Words
from monazite.store import Database, migrate
from monazite.warn.alerts import (
    Alert,
    AlertRule,
    AlertSettings,
    Secret,
    Sent,
    Smtp,
    Webhooks,
    acknowledge,
    add_rule,
    alerts_of,
    checked,
    claim,
    load_settings,
    mark,
    news,
    queue,
    rules_of,
    set_active,
    told_of,
)
from monazite.warn.alerts.message import name_of
from monazite.warn.alerts.news import concerns, due_at, says_of
from monazite.warn.alerts.send import Sender
from monazite.warn.alerts.settings import parse_settings
from monazite.warn.signals.record import LEVELS, Signal
from monazite.warn.tables import MIGRATIONS, OUTBOX

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # nine in the morning in Shanghai
DAY = date(2026, 3, 2)
RULE = AlertRule("r1", "王", "email", "wang@example.com", (), (), "orange", None)
COUNT = itertools.count()


def new_id() -> str:
    return f"a{next(COUNT):04}"


def signal(
    level: str = "red", kind: str = "price-rise", subject: str = "氧化镝", facts: tuple[str, ...] = ("f1",)
) -> Signal:
    return Signal(kind, subject, DAY, level, 60.0, 50.0, (Words("涨了", "it rose"),), facts)  # type: ignore[arg-type]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "m.db")
    migrate(made, MIGRATIONS, "2026-01-01T00:00:00Z")
    yield made
    made.close()


def say(
    database: Database, signals: Sequence[Signal], rules: Sequence[AlertRule] = (RULE,), now: datetime = NOW
) -> int:
    with database.writing() as connection:
        known = {one.id for one in rules_of(connection)}
        for rule in rules:
            if rule.id not in known:
                add_rule(connection, rule, now)
        found = news(rules_of(connection), signals, told_of(connection), now, new_id)
        queue(connection, found)
    return len(found.alerts)


# ---- what is news


LEVEL = st.sampled_from(LEVELS)


@given(st.lists(LEVEL, max_size=12))
def test_a_level_is_said_when_it_changes_and_never_twice(levels: list[str]) -> None:
    told: dict[Any, Any] = {}
    said = []
    for level in levels:
        found = news([RULE], [signal(level)], told, NOW, new_id)
        told |= found.told
        said += [one.level for one in found.alerts]
    loud = [level if level in {"orange", "red"} else None for level in levels]
    expected = [level for level, _ in itertools.groupby(loud) if level]
    assert said == expected


def test_what_nothing_is_known_of_any_more_is_calm_after_its_time() -> None:
    told = dict(news([RULE], [signal()], {}, NOW, new_id).told)
    assert news([RULE], [], told, NOW + timedelta(days=20), new_id).told == {}
    gone = news([RULE], [], told, NOW + timedelta(days=40), new_id)
    assert [says for says, _ in gone.told.values()] == ["calm"]
    assert len(news([RULE], [signal()], {**told, **gone.told}, NOW, new_id).alerts) == 1
    lasting = dict(news([RULE], [signal(kind="control", subject="Dy")], {}, NOW, new_id).told)
    assert news([RULE], [], lasting, NOW + timedelta(days=4000), new_id).told == {}


def test_two_specifications_of_a_product_do_not_alarm_in_turn() -> None:
    both = [signal("orange"), signal("red")]
    first = news([RULE], both, {}, NOW, new_id)
    assert [one.level for one in first.alerts] == ["red"]
    assert news([RULE], both[::-1], first.told, NOW, new_id).alerts == ()


def test_a_notice_is_news_by_its_papers_and_a_measure_by_its_level() -> None:
    first, second = (signal(kind="control", subject="Dy", facts=(name,)) for name in ("p1", "p2"))
    assert says_of(first) != says_of(second)
    assert says_of(signal(facts=("p1",))) == says_of(signal(facts=("p2",)))


@pytest.mark.parametrize(
    ("subjects", "kinds", "is_told"),
    [((), (), True), (("Dy",), (), True), (("氧化镝",), (), True), (("镝",), (), True), (("Tb",), (), False),
     (("Dy",), ("cover",), False), ((), ("price-rise",), True)],
)  # fmt: skip
def test_what_concerns_a_rule(subjects: tuple[str, ...], kinds: tuple[str, ...], *, is_told: bool) -> None:
    assert concerns(replace(RULE, subjects=subjects, kinds=kinds), signal()) is is_told


def test_what_concerns_all_elements_concerns_each() -> None:
    assert concerns(replace(RULE, subjects=("Tb",)), signal(kind="grant-rate", subject="*"))
    assert news([replace(RULE, is_active=False)], [signal()], {}, NOW, new_id).alerts == ()


def test_the_hour_of_a_digest_is_of_shanghai() -> None:
    assert due_at(replace(RULE, digest_hour=10), NOW) == datetime(2026, 3, 2, 2, tzinfo=UTC)
    assert due_at(replace(RULE, digest_hour=9), NOW) == NOW
    assert due_at(replace(RULE, digest_hour=8), NOW) == datetime(2026, 3, 3, 0, tzinfo=UTC)
    assert due_at(RULE, NOW) == NOW


# ---- the outbox


def test_an_alert_is_queued_claimed_sent_and_acknowledged_once(database: Database) -> None:
    assert say(database, [signal(), signal("yellow", subject="La")]) == 1
    assert say(database, [signal()]) == 0
    with database.writing() as connection:
        (alert,) = claim(connection, NOW)
        assert claim(connection, NOW) == ()
        mark(connection, [alert], Sent(), NOW)
        assert acknowledge(connection, alert.id, "李", NOW) == ""
        assert acknowledge(connection, alert.id, "王", NOW) == "李"
        assert acknowledge(connection, "none", "王", NOW) is None
        assert [one.state for one in alerts_of(connection)] == ["acknowledged"]
        assert claim(connection, NOW + timedelta(days=9)) == ()


def test_the_page_has_an_alert_as_soon_as_it_is_queued(database: Database) -> None:
    say(database, [signal()], [replace(RULE, id="p", channel="page", address="")])
    with database.writing() as connection:
        assert [one.state for one in alerts_of(connection, ["sent"], "王")] == ["sent"]
        assert claim(connection, NOW) == ()


def test_messages_are_claimed_one_by_one_and_those_of_others_wait(database: Database) -> None:
    say(database, [signal(), signal(subject="氧化铽")])
    with database.writing() as connection:
        first, second = (claim(connection, NOW) for _ in range(2))
        assert [len(first), len(second), len(claim(connection, NOW))] == [1, 1, 0]
        assert first[0].id != second[0].id


def test_a_digest_is_one_message_at_its_hour(database: Database) -> None:
    rule = replace(RULE, digest_hour=10)
    say(database, [signal(), signal("orange", subject="氧化铽")], [rule])
    say(database, [signal(), signal("red", subject="氧化铽")], [rule], NOW + timedelta(minutes=5))
    with database.writing() as connection:
        assert claim(connection, NOW + timedelta(minutes=30)) == ()
        group = claim(connection, NOW + timedelta(hours=1))
        assert len(group) == 3
        assert name_of(group) == name_of(group[::-1]) != group[0].id


def test_failures_are_tried_again_ever_later_and_then_given_up(database: Database) -> None:
    say(database, [signal()])
    now, waits = NOW, []
    for _ in range(20):
        with database.writing() as connection:
            group = claim(connection, now)
            if not group:
                break
            mark(connection, group, Sent(Words("不通", "no way")), now)
            row = connection.execute(select(OUTBOX.c.state, OUTBOX.c.not_before, OUTBOX.c.error_en)).one()
        later = datetime.fromisoformat(row.not_before)
        waits.append((later - now).total_seconds() / 60)
        now = later
    assert waits == [1, 4, 16, 64, 256, 720, 720, 720]
    assert (row.state, row.error_en) == ("failed", "no way")


def test_what_will_not_change_is_not_tried_again(database: Database) -> None:
    say(database, [signal()])
    with database.writing() as connection:
        group = claim(connection, NOW)
        mark(connection, group, Sent(Words("拒收", "refused"), is_final=True), NOW)
        assert claim(connection, NOW + timedelta(days=9)) == ()


def test_a_crash_between_sending_and_marking_repeats_once_at_most(database: Database) -> None:
    say(database, [signal()])
    attempts: list[Alert] = []
    for minute in range(0, 60, 2):
        with database.writing() as connection:  # each process claims, sends and dies before it marks
            attempts += claim(connection, NOW + timedelta(minutes=minute))
    assert [one.is_repeat for one in attempts] == [False, True]
    with database.reading() as connection:
        (alert,) = alerts_of(connection)
    assert alert.state == "failed"


def test_a_rule_is_switched_off_and_on(database: Database) -> None:
    say(database, [])
    with database.writing() as connection:
        assert set_active(connection, "r1", is_active=False)
        assert not set_active(connection, "r9", is_active=False)
    assert say(database, [signal()]) == 0
    with database.writing() as connection:
        set_active(connection, "r1", is_active=True)
    assert say(database, [signal()]) == 1


# ---- mail


def alert(**others: Any) -> Alert:
    made = Alert("a1", "r1", "王", "email", "wang@example.com", "price-rise", "氧化镝", "red", DAY,
                 (Words("氧化镝上涨 60%", "dysprosium oxide rose 60 %"),), ("f1", "f2"), NOW)  # fmt: skip
    return replace(made, **others)


def sender(folder: Path, **smtp: Any) -> Sender:
    given = {"host": "127.0.0.1", "security": "none", "sender": "m@example.com"} | smtp
    return Sender(AlertSettings(Smtp(**given), timeout_seconds=2), folder, {"PASSWORD": "geheim"})


def test_a_mail_arrives_in_both_languages(tmp_path: Path) -> None:
    with mail_server(Mailbox()) as box:
        assert sender(tmp_path, port=box.port).send([alert()], "a1", NOW) == Sent()
    message = message_from_string(box.messages[0])
    assert str(make_header(decode_header(message["Subject"]))) == (
        "[红] 氧化镝：价格上涨 / [red] 氧化镝: rise of a price"
    )
    assert (message["To"], message["Message-ID"]) == ("wang@example.com", "<a1@monazite.invalid>")
    body = message.get_payload(decode=True)
    assert isinstance(body, bytes)
    text = body.decode()
    assert "氧化镝上涨 60%" in text
    assert "dysprosium oxide rose 60 %" in text
    assert "f1, f2" in text
    assert "monazite warn alerts ack a1" in text
    assert "interrupted" not in text


def test_a_possible_repeat_says_so(tmp_path: Path) -> None:
    with mail_server(Mailbox()) as box:
        sender(tmp_path, port=box.port).send([alert(is_repeat=True), alert(id="a2")], "d1", NOW)
    body = message_from_string(box.messages[0]).get_payload(decode=True)
    assert isinstance(body, bytes)
    assert "may come twice" in body.decode()


def test_the_password_comes_from_outside(tmp_path: Path) -> None:
    (tmp_path / "pass").write_text("aus der Datei\n", "utf-8")
    for secret in (Secret("PASSWORD"), Secret(file="pass")):
        with mail_server(Mailbox()) as box:
            by = sender(tmp_path, port=box.port, user="monazite", password=secret)
            assert by.send([alert()], "a1", NOW) == Sent()
            assert len(box.logins) == 1
    missing = sender(tmp_path, port=box.port, user="monazite", password=Secret("ABSENT")).send([alert()], "a1", NOW)
    assert missing.error is not None
    assert not missing.is_final


@pytest.mark.parametrize(
    ("answers", "is_final"),
    [({"RCPT": "550 nobody"}, True), ({"RCPT": "450 later"}, False), ({"END": "552 too large"}, True),
     ({"END": "451 later"}, False), ({"MAIL": "530 no"}, True), ({"CONNECT": "421 busy"}, False)],
)  # fmt: skip
def test_what_a_mail_server_refuses(tmp_path: Path, answers: dict[str, str], *, is_final: bool) -> None:
    with mail_server(Mailbox(answers)) as box:
        sent = sender(tmp_path, port=box.port).send([alert()], "a1", NOW)
    assert sent.error is not None
    assert sent.is_final is is_final


def test_no_server_and_no_encryption(tmp_path: Path) -> None:
    with mail_server(Mailbox()) as box:
        plain = sender(tmp_path, port=box.port, security="starttls").send([alert()], "a1", NOW)
    assert plain.is_final  # it does not fall back to plain text
    assert box.messages == []
    gone = sender(tmp_path, port=box.port).send([alert()], "a1", NOW)
    assert gone.error is not None
    assert not gone.is_final
    odd = sender(tmp_path, host="x" * 70).send([alert()], "a1", NOW)
    assert odd.error is not None
    none = Sender(AlertSettings(), tmp_path, {}).send([alert()], "a1", NOW)
    assert none.is_final


# ---- webhooks


def hooking(folder: Path, *hosts: str) -> Sender:
    return Sender(AlertSettings(webhooks=Webhooks(hosts, Secret("SECRET")), timeout_seconds=2), folder, {"SECRET": "k"})


def test_a_webhook_is_signed_and_signed_for_its_time(tmp_path: Path) -> None:
    with web_server(Hook()) as hook:
        assert hooking(tmp_path).send([alert(channel="webhook", address=hook.url)], "a1", NOW) == Sent()
    (headers,), (body,) = hook.headers, hook.bodies
    assert headers["X-Monazite-Time"] == "2026-03-02T01:00:00Z"
    wanted = hmac.new(b"k", headers["X-Monazite-Time"].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["X-Monazite-Signature"] == f"sha256={wanted}"
    told = json.loads(body)
    assert (told["format"], told["id"], told["alerts"][0]["facts"]) == ("monazite-alert/1", "a1", ["f1", "f2"])
    assert told["alerts"][0]["reasons"] == [{"zh": "氧化镝上涨 60%", "en": "dysprosium oxide rose 60 %"}]


@pytest.mark.parametrize(("code", "is_final"), [(302, True), (404, True), (429, False), (500, False), (503, False)])
def test_what_a_webhook_answers(tmp_path: Path, code: int, *, is_final: bool) -> None:
    with web_server(Hook(code)) as hook:
        sent = hooking(tmp_path).send([alert(channel="webhook", address=hook.url)], "a1", NOW)
    assert sent.error is not None
    assert str(code) in sent.error.en
    assert sent.is_final is is_final
    assert len(hook.bodies) == 1


@pytest.mark.parametrize(
    "url",
    ["http://example.com/", "https://other.com/", "ftp://127.0.0.1/", "http://127.0.0.1@evil.com/", "//127.0.0.1/",
     "http://127.0.0.1\r\nX: y/", "https://hooks.example.com.evil.com/", "http://hooks.example.com/", "http://[::1",
     ""],
)  # fmt: skip
def test_other_hosts_are_not_called(tmp_path: Path, url: str) -> None:
    sent = hooking(tmp_path, "hooks.example.com").send([alert(channel="webhook", address=url)], "a1", NOW)
    assert sent.error == Words("该 webhook 地址不在允许之列", "this webhook is not among the hosts that may be reached")


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    path = own_certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(path)
    with web_server(Hook(), tls) as hook:
        message = [alert(channel="webhook", address=hook.url)]
        stranger = hooking(tmp_path).send(message, "a1", NOW)
        vouched = replace(hooking(tmp_path), context=lambda: ssl.create_default_context(cafile=str(path)))
        assert vouched.send(message, "a1", NOW) == Sent()
    assert stranger.error is not None
    assert "certificate" in stranger.error.en.casefold()
    assert len(hook.bodies) == 1


def test_a_webhook_without_secret_waits_for_one(tmp_path: Path) -> None:
    with web_server(Hook()) as hook:
        sent = Sender(AlertSettings(), tmp_path, {}).send([alert(channel="webhook", address=hook.url)], "a1", NOW)
    assert sent.error is not None
    assert not sent.is_final
    assert hook.bodies == []


# ---- settings and rules


def test_settings_of_a_workspace(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == AlertSettings()
    (tmp_path / "alerts.toml").write_text(
        'timeout_seconds = 5\n[smtp]\nhost = "smtp.example.com"\nsender = "m@example.com"\nuser = "m"\n'
        'password_env = "PASSWORD"\n[webhook]\nhosts = ["Hooks.example.com"]\nsecret_file = "hook.key"\n',
        "utf-8",
    )
    found = load_settings(tmp_path)
    assert isinstance(found, AlertSettings)
    assert found.smtp == Smtp("smtp.example.com", 587, "starttls", "m@example.com", "m", Secret("PASSWORD"))
    assert found.webhooks == Webhooks(("hooks.example.com",), Secret(file="hook.key"))
    (tmp_path / "alerts.toml").write_text("[smtp\n", "utf-8")
    broken = load_settings(tmp_path)
    assert isinstance(broken, Problem)
    assert broken.code == "alerts-setting"


MAIL = {"host": "smtp.example.com", "sender": "m@example.com"}


@pytest.mark.parametrize(
    "values",
    [
        {"smtpp": {}}, {"smtp": {**MAIL, "password": "geheim"}}, {"smtp": {**MAIL, "security": "none"}},
        {"smtp": {**MAIL, "security": "ssl"}}, {"smtp": {**MAIL, "port": 0}}, {"smtp": {**MAIL, "port": "587"}},
        {"smtp": {**MAIL, "host": "a b"}}, {"smtp": {**MAIL, "sender": "a@b.c, d@e.f"}},
        {"smtp": {**MAIL, "user": "m"}},
        {"smtp": {"host": "smtp.example.com"}}, {"smtp": "x"}, {"webhook": {"hosts": "hooks.example.com"}},
        {"webhook": {"hosts": ["http://x"]}}, {"timeout_seconds": 0}, {"timeout_seconds": 600},
        {"webhook": {"secret_env": 5}},
    ],
)  # fmt: skip
def test_wrong_settings_are_said(values: dict[str, Any]) -> None:
    found = parse_settings(values)
    assert isinstance(found, Problem)
    assert found.sentence("zh") != found.sentence("en")


@pytest.mark.parametrize(
    ("others", "code"),
    [
        ({"channel": "sms"}, "alert-value"), ({"least": "purple"}, "alert-value"),
        ({"kinds": ("price",)}, "alert-value"),
        ({"address": "nobody"}, "alert-address"), ({"address": "王@b.c"}, "alert-address"),
        ({"address": "a@b.c\nBcc: x@y.z"}, "alert-address"),
        ({"channel": "page"}, "alert-address"),
        ({"channel": "webhook", "address": "http://10.0.0.1/"}, "alert-address"),
        ({"user": ""}, "cell-wrong"), ({"subjects": ("x" * 201,)}, "cell-wrong"), ({"digest_hour": 24}, "cell-wrong"),
        ({"subjects": ("Dy",) * 101}, "rows-many"),
    ],
)  # fmt: skip
def test_a_wrong_rule_is_refused(others: dict[str, Any], code: str) -> None:
    found = checked(replace(RULE, **others), AlertSettings(), ["price-rise", "cover"])
    assert code in {one.code for one in found}
    assert checked(RULE, AlertSettings(), ["price-rise"]) == ()
