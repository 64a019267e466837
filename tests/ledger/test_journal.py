"""What the journal accepts, refuses, blocks and reverses, case by case."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from tests.ledger.making import (
    BOOK,
    CLOCK,
    DAY,
    QUOTA,
    SIGNER,
    feed,
    inventory,
    issue,
    journal_at,
    leg,
    mine,
    moves,
    output,
    reo_mg,
    reverse,
    sell,
)  # fmt: skip

from monazite.core import ElementMass, Problem, ProblemError
from monazite.ledger import Answer, Entry, Journal, Leg, Posted, Spread, balances, reversal_legs, statement
from monazite.ledger.log import open_checkpoint
from monazite.store import Database

MATTER = {"Ce": 5000, "Nd": 2000}


@pytest.fixture
def journal(tmp_path: Path, assert_audits_clean: Callable[..., Any]) -> Iterator[Journal]:
    made = journal_at(tmp_path / "journal.db")
    made.post([issue("i1", 10**9)])
    yield made
    assert_audits_clean(made.database, BOOK, verifier=SIGNER.verifier)
    made.database.close()


def refused(answer: Answer) -> Problem:
    assert answer.status == "refused", answer
    assert answer.number is None
    assert answer.problem is not None
    assert all(answer.problem.sentence(language) for language in ("zh", "en"))
    return answer.problem


def post(journal: Journal, entry: Entry) -> Answer:
    (answer,) = journal.post([entry])
    return answer


def state(journal: Journal) -> list[tuple[str, str, Any]]:
    with journal.database.reading() as connection:
        return list(balances(connection, prefix=""))


def test_mining_books_matter_and_quota_in_one_entry(journal: Journal) -> None:
    assert post(journal, mine("m1", MATTER, "L1")) == Answer("m1", "accepted", 1)
    assert journal.balance("lot/F1/L1") == {"matter": ElementMass.of(MATTER)}
    assert journal.balance("used/F1") == {QUOTA: reo_mg(MATTER)}
    assert journal.balance("held/F1") == {QUOTA: 10**9 - reo_mg(MATTER)}
    assert journal.balance("nobody/at/all") == {}
    posted = journal.posted("m1")
    assert posted == journal.posted(1) == next(iter(journal.entries(1)))
    assert posted.entry.otherwise is None
    with journal.database.reading() as connection:
        assert [number for number, _ in statement(connection, "held/F1")] == [0, 1]


def test_the_same_entry_twice_is_one_posting_and_other_content_is_refused(journal: Journal) -> None:
    first = mine("m1", MATTER, "L1")
    answers = journal.post([first, first])
    assert [(answer.status, answer.number) for answer in answers] == [("accepted", 1), ("duplicate", 1)]
    assert post(journal, first) == Answer("m1", "duplicate", 1)
    assert refused(post(journal, mine("m1", {"Nd": 1}, "L1"))).code == "id-taken"
    assert journal.size() == 2


def test_what_is_not_there_cannot_be_sold(journal: Journal) -> None:
    post(journal, mine("m1", MATTER, "L1"))
    problem = refused(post(journal, sell("s1", {"Ce": 5000, "Nd": 2001}, "L1")))
    assert problem.code == "overdrawn"
    for word in ("lot/F1/L1", "only 2000 mg Nd", "2001 mg Nd", "1 mg Nd short"):
        assert word in problem.sentence("en")
    assert post(journal, sell("s2", MATTER, "L1")).status == "accepted"


def test_output_beyond_quota_is_recorded_as_blocked_and_nothing_else_is_done_with_it(journal: Journal) -> None:
    answer = post(journal, mine("m1", {"Nd": 10**9}, "L1"))
    assert answer.status == "blocked"
    assert answer.problem is not None
    assert answer.problem.code == "overdrawn"
    posted = journal.posted("m1")
    assert posted.blocked == "overdrawn"
    assert [leg.account for leg in posted.entry.legs] == ["ground/P1/S1", "blocked/F1/L1"]
    assert journal.balance("used/F1") == {}
    assert post(journal, mine("m1", {"Nd": 10**9}, "L1")).status == "duplicate"
    assert refused(post(journal, sell("s1", {"Nd": 1}, "L1"))).code == "overdrawn"


def test_a_planned_act_without_quota_is_refused(journal: Journal) -> None:
    entry = mine("m1", {"Nd": 10**9}, "L1")
    plan = Entry(entry.id, entry.kind, entry.time, entry.actor, entry.legs, entry.details)
    assert refused(post(journal, plan)).code == "overdrawn"


def test_the_use_of_quota_must_equal_the_matter(journal: Journal) -> None:
    entry = mine("m1", MATTER, "L1", use=reo_mg(MATTER) - 1)
    act = Entry(entry.id, entry.kind, entry.time, entry.actor, entry.legs, entry.details)
    problem = refused(post(journal, act))
    assert problem.code == "coupling-broken"
    assert "mining-quota" in problem.sentence("zh")
    assert "rule 90" in problem.sentence("zh")
    assert post(journal, entry).status == "blocked"


def test_quota_moves_in_no_other_way(journal: Journal) -> None:
    post(journal, mine("m1", MATTER, "L1"))
    post(journal, feed("f1", MATTER, "L1"))
    entry = output("o1", MATTER, "L2")
    legs = entry.legs + moves("quota:2022:separation:all", "held/F1", "used/F1", 0)
    assert post(journal, Entry("o1", "output", DAY, "F1", legs, entry.details)).status == "accepted"
    more = entry.legs + moves(QUOTA, "held/F1", "used/F1", 5)
    assert refused(post(journal, Entry("o2", "output", DAY, "F1", more, entry.details))).code == "coupling-broken"


def test_separation_is_coupled_to_what_leaves_less_what_is_exempt(journal: Journal) -> None:
    post(journal, mine("m1", MATTER, "L1"))
    post(journal, feed("f1", MATTER, "L1"))
    unit = "quota:2022:separation:all"
    journal.post(
        [
            Entry(
                "i2",
                "issue",
                DAY,
                "M",
                moves(unit, "issued/M", "held/F1", 10**6),
                {"year": 2022, "batch": 1, "notice": "n"},
            )
        ]
    )
    part = {"Nd": 1000}
    for name, use, exempt, status in (
        ("a", reo_mg(part) - 166, 166, "accepted"),
        ("b", reo_mg(part), 166, "refused"),
        ("c", 0, 10**6, "refused"),
        ("d", 0, -1, "refused"),
        ("e", 0, True, "refused"),
    ):
        legs = moves("matter", "line/F1/1", f"lot/F1/{name}", part) + moves(unit, "held/F1", "used/F1", use)
        details = {"run": "R", "stage": "separation", "lots": {name: {}}, "exempt_reo_mg": exempt}
        assert post(journal, Entry(name, "output", DAY, "F1", legs, details)).status == status


def test_licences_are_coupled_element_by_element(journal: Journal) -> None:
    post(journal, mine("m1", {"Nd": 1000, "Dy": 50}, "L1"))
    grant = Entry(
        "g", "grant", DAY, "M", moves("licence:X1:Dy", "granted/M", "licence/F1/X1", 60), {"licence": {"id": "X1"}}
    )
    assert post(journal, grant).status == "accepted"
    details = {"lots": ["L1"], "customs": "C", "country": "DE"}
    matter = moves("matter", "lot/F1/L1", "abroad/DE/B", {"Nd": 10, "Dy": 5})
    before = Entry("x0", "export", "2022-08-16", "F1", matter, details)
    assert post(journal, before).status == "accepted", "the rule came a day later"
    for name, day, use, status in (
        ("x1", "2022-08-16", 5, "refused"),
        ("x2", DAY, 4, "refused"),
        ("x3", DAY, 0, "refused"),
        ("x4", DAY, 5, "accepted"),
    ):
        legs = matter + moves("licence:X1:Dy", "licence/F1/X1", "exported/F1/X1", use)
        assert post(journal, Entry(name, "export", day, "F1", legs, details)).status == status
    assert journal.balance("licence/F1/X1") == {"licence:X1:Dy": 55}


def test_a_line_may_pass_zero_within_three_standard_uncertainties(journal: Journal) -> None:
    post(journal, mine("m1", MATTER, "L1"))
    spread = Spread(ElementMass.of({"Nd": 30}), (("lab", ElementMass.of({"Nd": 40})),))
    post(journal, feed("f1", {"Nd": 1000}, "L1", spread))
    assert post(journal, output("o1", {"Nd": 1150}, "L2")).status == "accepted"
    problem = refused(post(journal, output("o2", {"Nd": 1}, "L3")))
    assert problem.code == "measured-overdrawn"
    assert "-150 mg" in problem.sentence("en")
    assert refused(post(journal, output("o3", {"Ce": 1}, "L4"))).code == "measured-overdrawn"


def test_shared_errors_of_one_instrument_add_linearly_and_cancel(journal: Journal) -> None:
    post(journal, mine("m1", {"Nd": 10_000}, "L1"))
    lab = ElementMass.of({"Nd": 100})
    post(journal, feed("f1", {"Nd": 1000}, "L1", Spread(shared_mg=(("lab", lab),))))
    post(journal, feed("f2", {"Nd": 1000}, "L1", Spread(shared_mg=(("lab", lab),))))
    assert post(journal, output("o1", {"Nd": 2600}, "L2")).status == "accepted", "3 times 200"
    back = Spread(shared_mg=(("lab", -lab - lab),))
    post(journal, feed("f3", {"Nd": 600}, "L1", back))
    assert refused(post(journal, output("o2", {"Nd": 1}, "L3"))).code == "measured-overdrawn"


def test_an_inventory_replaces_what_was_uncertain(journal: Journal) -> None:
    post(journal, mine("m1", MATTER, "L1"))
    fed = feed("f1", {"Nd": 1000}, "L1", Spread(ElementMass.of({"Nd": 500})))
    post(journal, fed)
    count = inventory("v1", {"Nd": 1000}, {"Nd": 900}, Spread(ElementMass.of({"Nd": 1}), is_reset=True))
    assert post(journal, count).status == "accepted"
    assert journal.balance("unaccounted/F1/1") == {"matter": ElementMass.of({"Nd": 100})}
    assert refused(post(journal, output("o1", {"Nd": 904}, "L2"))).code == "measured-overdrawn"
    assert refused(post(journal, reverse("r1", fed))).code == "reset-final"
    assert refused(post(journal, reverse("r2", count))).code == "reset-final"
    assert post(journal, output("o2", {"Nd": 903}, "L2")).status == "accepted"


def test_a_reversal_restores_balances_and_spreads_once(journal: Journal) -> None:
    post(journal, mine("m1", MATTER, "L1"))
    before = state(journal)
    spread = Spread(ElementMass.of({"Nd": 30}), (("lab", ElementMass.of({"Nd": 40})),))
    fed = feed("f1", {"Nd": 1000}, "L1", spread)
    answers = journal.post([fed, reverse("r1", fed), reverse("r2", fed), reverse("r3", reverse("r1", fed))])
    assert [answer.status for answer in answers] == ["accepted", "accepted", "refused", "refused"]
    assert [answer.problem.code for answer in answers if answer.problem] == ["reversed-already", "reversal-final"]
    assert state(journal) == before
    with journal.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT random, shared FROM journal_spreads").fetchall()
    assert rows == [("{}", "{}")]
    assert refused(post(journal, output("o1", {"Nd": 1}, "L2"))).code == "measured-overdrawn"


def test_what_was_spent_is_not_reversed_and_a_reversal_must_negate(journal: Journal) -> None:
    mined = mine("m1", MATTER, "L1")
    journal.post([mined, sell("s1", {"Nd": 1}, "L1")])
    assert refused(post(journal, reverse("r1", mined))).code == "overdrawn"
    assert refused(post(journal, reverse("r2", mined, mined.legs))).code == "reversal-differs"
    assert refused(post(journal, reverse("r3", mine("m9", MATTER, "L9")))).code == "entry-unknown"
    assert refused(post(journal, Entry("r4", "reverse", DAY, "F1", (), {"reason": "x"}))).code == "relates-missing"


def test_a_blocked_entry_is_reversed_as_it_was_booked(journal: Journal) -> None:
    before = state(journal)
    post(journal, mine("m1", {"Nd": 10**9}, "L1"))
    assert post(journal, reverse("r1", journal.posted("m1").entry)).status == "accepted"
    assert state(journal) == before


def test_an_adjustment_books_the_difference_with_its_quota(journal: Journal) -> None:
    post(journal, mine("m1", MATTER, "L1"))
    more = {"Nd": 100}
    legs = moves("matter", "ground/P1/S1", "lot/F1/L1", more) + moves(QUOTA, "held/F1", "used/F1", reo_mg(more))
    details = {"reason": "scale", "stage": "mining"}
    assert post(journal, Entry("a1", "adjust", DAY, "F1", legs, details, relates="m1")).status == "accepted"
    less = reversal_legs(Entry("", "", "", "", legs))
    assert post(journal, Entry("a2", "adjust", DAY, "F1", less, details, relates="m1")).status == "accepted"
    assert (
        refused(post(journal, Entry("a3", "adjust", DAY, "F1", legs, {"reason": "x"}, relates="m1"))).code
        == "coupling-broken"
    )
    assert refused(post(journal, Entry("a4", "adjust", DAY, "F1", legs, details))).code == "relates-missing"


class OneLot:
    """A guard that lets a firm have one lot mined."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def begin(self, connection: Any, recorded_ms: int) -> None:
        del recorded_ms
        rows = connection.exec_driver_sql("SELECT actor FROM journal_entries WHERE kind = 'mine'").fetchall()
        self.seen = {row[0] for row in rows}

    def check(self, entry: Entry) -> Problem | None:
        from monazite.store import said  # noqa: PLC0415

        if entry.kind == "mine" and entry.actor in self.seen:
            return said("monazite.ledger", "relates-missing", entry.id, label="", kind=entry.kind)
        self.seen.add(entry.actor)
        return None

    def forget(self, entry: Entry) -> None:
        self.seen.discard(entry.actor)


def test_a_guard_decides_and_forgets_what_was_refused(tmp_path: Path) -> None:
    journal = journal_at(tmp_path / "g.db", OneLot())
    answers = journal.post(
        [mine("m0", {"Nd": 5}, "L0"), issue("i1", 10**9), mine("m1", {"Nd": 5}, "L1"), mine("m2", {"Nd": 5}, "L2")]
    )
    assert [answer.status for answer in answers] == ["blocked", "accepted", "accepted", "blocked"]
    assert journal.posted("m2").blocked == "relates-missing"


class Strict(OneLot):
    """One that takes a second lot for meaningless, and is told of what is recorded as blocked."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def is_hard(self, problem: Problem) -> bool:
        return problem.code == "relates-missing"

    def blocked(self, entry: Entry) -> None:
        self.told.append(entry.id)


def test_what_is_meaningless_is_refused_even_with_legs_to_fall_back_to(tmp_path: Path) -> None:
    guard = Strict()
    journal = journal_at(tmp_path / "g.db", guard)
    answers = journal.post([mine("m0", {"Nd": 5}, "L0"), issue("i1", 10**9), mine("m1", {"Nd": 5}, "L1")])
    assert [answer.status for answer in answers] == ["blocked", "accepted", "accepted"]
    assert refused(post(journal, mine("m2", {"Nd": 5}, "L2"))).code == "relates-missing"
    assert guard.told == ["m0"]


class Prepared(OneLot):
    """A guard that reads for the whole batch at once."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def prepare(self, entries: Sequence[Entry]) -> None:
        self.told += [entry.id for entry in entries]


def test_a_guard_that_prepares_is_told_of_what_is_well_formed(tmp_path: Path) -> None:
    guard = Prepared()
    journal_at(tmp_path / "g.db", guard).post([issue("i1", 5), bad(time="never"), issue("i2", 5)])
    assert guard.told == ["i1", "i2"]


class Broken:
    """A projection that fails when it is told to."""

    tables: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.fails = False

    def apply(self, connection: Any, posted: Any) -> None:
        del connection, posted
        if self.fails:
            raise RuntimeError("disk on fire")


def test_after_a_failure_nothing_is_booked_and_nothing_is_remembered(journal: Journal) -> None:
    broken = Broken()
    other = Journal(journal.database, BOOK, SIGNER, CLOCK, projections=[broken])
    other.post([mine("m1", MATTER, "L1")])
    broken.fails = True
    with pytest.raises(RuntimeError):
        other.post([sell("s1", MATTER, "L1")])
    broken.fails = False
    assert [a.status for a in other.post([sell("s2", MATTER, "L1"), sell("s3", {"Nd": 1}, "L1")])] == [
        "accepted",
        "refused",
    ]


def test_another_writer_beside_is_seen(journal: Journal) -> None:
    other = Journal(Database(journal.database.path), BOOK, SIGNER, CLOCK)
    post(journal, mine("m1", MATTER, "L1"))
    assert post(other, sell("s1", MATTER, "L1")).status == "accepted"
    assert refused(post(journal, sell("s2", {"Nd": 1}, "L1"))).code == "overdrawn"
    assert post(journal, sell("s1", MATTER, "L1")).status == "duplicate"
    other.database.close()


def _sell_all(path: Path, name: str) -> list[str]:
    other = Journal(Database(path), BOOK, SIGNER, CLOCK)
    found: list[str] = [
        other.post([sell(f"{name}{number}", {"Nd": 10}, "L1", buyer=name)])[0].status for number in range(40)
    ]
    other.database.close()
    return found


def test_two_processes_and_two_threads_never_overdraw(journal: Journal) -> None:
    post(journal, mine("m1", {"Nd": 500}, "L1"))
    with get_context("spawn").Pool(2) as pool:
        parts = pool.starmap(_sell_all, [(journal.database.path, "A"), (journal.database.path, "B")])
    answers: list[str] = []

    def work(name: str) -> None:
        answers.extend(post(journal, sell(f"{name}{n}", {"Nd": 10}, "L1", buyer=name)).status for n in range(20))

    workers = [threading.Thread(target=work, args=(name,)) for name in ("C", "D")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(parts, answers).count("accepted") == 50
    assert journal.balance("lot/F1/L1") == {}


def test_checkpoints_are_signed_from_the_empty_log_on(tmp_path: Path) -> None:
    journal = journal_at(tmp_path / "c.db")
    assert open_checkpoint(journal.checkpoint(), SIGNER.verifier).size == 0
    journal.post([issue("i1", 5), issue("i2", 5)])
    assert open_checkpoint(journal.checkpoint(), SIGNER.verifier).size == journal.size() == 2
    assert journal.post([]) == []
    journal.post([issue("i1", 5)])
    assert open_checkpoint(journal.checkpoint(), SIGNER.verifier).size == 2


@pytest.mark.parametrize("key", ["nobody", "a/b", "", 7, -1, 1 << 70, "\ud800"])
def test_an_entry_that_is_not_there_is_a_problem(journal: Journal, key: str | int) -> None:
    with pytest.raises(ProblemError) as caught:
        journal.posted(key)
    assert caught.value.problem.code == "entry-unknown"


def test_time_never_runs_backwards(journal: Journal) -> None:
    recorded = [posted.recorded_ms for posted in journal.entries()]
    assert recorded == sorted(recorded)
    assert recorded[0] == 1660780800000


GOOD = mine("m1", MATTER, "L1")


def bad(**changes: Any) -> Entry:
    values = {
        "id": "b",
        "kind": "mine",
        "time": DAY,
        "actor": "F1",
        "legs": GOOD.legs,
        "details": GOOD.details,
    } | changes
    return Entry(**values)


def with_leg(*values: Any) -> Entry:
    return bad(legs=(Leg(*values), *GOOD.legs))


def misshapen(*parts: Any) -> ElementMass:
    return ElementMass(parts)


NESTED: Any = []
NESTED.append(NESTED)
NAN, INFINITE = float("nan"), float("inf")

ADVERSARIAL: dict[str, tuple[Any, str]] = {
    "id with newline": (bad(id="a\nb"), "name-wrong"),
    "id with slash": (bad(id="a/b"), "name-wrong"),
    "id of 500 kB": (bad(id="x" * 500_000), "name-wrong"),
    "id empty": (bad(id=""), "name-wrong"),
    "id none": (bad(id=None), "name-wrong"),
    "id with NUL": (bad(id="a\0"), "name-wrong"),
    "id that turns text": (bad(id="a\u202eb"), "name-wrong"),
    "id half a character": (bad(id="\ud800"), "name-wrong"),
    "kind mistyped": (bad(kind="mnie"), "kind-unknown"),
    "kind list": (bad(kind=[]), "entry-malformed"),
    "kind of 500 kB": (bad(kind="x" * 500_000), "kind-unknown"),
    "time nonsense": (bad(time="yesterday"), "time-wrong"),
    "30 February": (bad(time="2022-02-30"), "time-wrong"),
    "time without zone": (bad(time="2022-08-17T08:00:00"), "time-wrong"),
    "time number": (bad(time=5), "time-wrong"),
    "future": (bad(time="2022-08-19"), "time-future"),
    "far future": (bad(time="9999-12-31"), "time-future"),
    "actor empty": (bad(actor=""), "entry-malformed"),
    "actor number": (bad(actor=3), "entry-malformed"),
    "legs a list": (bad(legs=[*GOOD.legs]), "entry-malformed"),
    "legs a number": (bad(legs=5), "entry-malformed"),
    "leg a text": (bad(legs=("x",)), "entry-malformed"),
    "10 000 legs": (bad(legs=GOOD.legs * 2500), "legs-many"),
    "role mistyped": (with_leg("lto/F1/L1", "matter", ElementMass()), "role-unknown"),
    "account short": (with_leg("lot/F1", "matter", ElementMass()), "account-wrong"),
    "account with space": (with_leg("lot/F 1/L", "matter", ElementMass()), "name-wrong"),
    "account huge": (with_leg("lot/" + "x" * 500_000, "matter", ElementMass()), "account-wrong"),
    "account number": (with_leg(5, "matter", ElementMass()), "entry-malformed"),
    "unit unknown": (with_leg("lot/F1/L1", "gold", 5), "unit-wrong"),
    "unit elsewhere": (with_leg("lot/F1/L1", "money:CNY", 5), "unit-misplaced"),
    "unit newline": (with_leg("cash/F1", "money:C\nNY", 5), "unit-wrong"),
    "bool as amount": (with_leg("cash/F1", "money:CNY", True), "amount-wrong"),
    "float": (with_leg("cash/F1", "money:CNY", 1.0), "amount-wrong"),
    "NaN": (with_leg("cash/F1", "money:CNY", NAN), "amount-wrong"),
    "infinite": (with_leg("cash/F1", "money:CNY", INFINITE), "amount-wrong"),
    "huge": (with_leg("cash/F1", "money:CNY", 10**5000), "amount-large"),
    "matter as number": (with_leg("lot/F1/L1", "matter", 5), "amount-wrong"),
    "money as matter": (with_leg("cash/F1", "money:CNY", ElementMass.of({"Nd": 1})), "amount-wrong"),
    "bool in matter": (with_leg("lot/F1/L1", "matter", ElementMass((("Nd", True),))), "amount-wrong"),
    "float in matter": (with_leg("lot/F1/L1", "matter", misshapen(("Nd", 1.5))), "amount-wrong"),
    "zero in matter": (with_leg("lot/F1/L1", "matter", ElementMass((("Nd", 0),))), "amount-wrong"),
    "matter unsorted": (with_leg("lot/F1/L1", "matter", ElementMass((("Nd", 1), ("Ce", 1)))), "amount-wrong"),
    "matter twice": (with_leg("lot/F1/L1", "matter", ElementMass((("Nd", 1), ("Nd", 1)))), "amount-wrong"),
    "matter huge": (with_leg("lot/F1/L1", "matter", ElementMass((("Nd", 10**40),))), "amount-large"),
    "element unknown": (with_leg("lot/F1/L1", "matter", ElementMass((("Xx", 1),))), "element-unknown"),
    "element a number": (with_leg("lot/F1/L1", "matter", misshapen((1, 1))), "element-unknown"),
    "matter misshapen": (with_leg("lot/F1/L1", "matter", misshapen(("Nd",))), "entry-malformed"),
    "spread on a lot": (with_leg("lot/F1/L1", "matter", ElementMass(), Spread()), "spread-misplaced"),
    "spread a text": (with_leg("line/F1/1", "matter", ElementMass(), "x"), "spread-wrong"),
    "spread negative": (
        with_leg("line/F1/1", "matter", ElementMass(), Spread(ElementMass.of({"Nd": -1}))),
        "spread-wrong",
    ),
    "spread unnamed": (
        with_leg("line/F1/1", "matter", ElementMass(), Spread(shared_mg=(("", ElementMass()),))),
        "spread-wrong",
    ),
    "spread of no element": (
        with_leg("line/F1/1", "matter", ElementMass(), Spread(misshapen(("Xx", 1)))),
        "element-unknown",
    ),
    "spread a number": (with_leg("line/F1/1", "matter", ElementMass(), Spread(5)), "spread-wrong"),  # type: ignore[arg-type]
    "shared spread zero": (
        with_leg("line/F1/1", "matter", ElementMass(), Spread(shared_mg=(("lab", misshapen(("Nd", 0))),))),
        "amount-wrong",
    ),
    "detail missing": (bad(details={}), "detail-missing"),
    "details a list": (bad(details=[1]), "entry-malformed"),
    "detail mistyped": (bad(details={"lots": {}, "permti": 1}), "detail-unknown"),
    "detail float": (bad(details={"lots": 1.5}), "detail-wrong"),
    "detail NaN": (bad(details={"lots": [NAN]}), "detail-wrong"),
    "detail deep": (bad(details={"lots": [[[[[[[[[[]]]]]]]]]]}), "detail-wrong"),
    "detail endless": (bad(details={"lots": NESTED}), "detail-wrong"),
    "detail huge number": (bad(details={"lots": 1 << 63}), "detail-wrong"),
    "detail tuple": (bad(details={"lots": (1,)}), "detail-wrong"),
    "detail half a character": (bad(details={"lots": "\ud800"}), "detail-wrong"),
    "detail object": (bad(details={"lots": object()}), "detail-wrong"),
    "detail name": (bad(details={"lots": 1, 5: 1}), "name-wrong"),
    "member no text": (bad(details={"lots": {5: 1}}), "detail-wrong"),
    "body large": (bad(details={"lots": "x" * (2 << 20)}), "entry-large"),
    "evidence number": (bad(evidence={"document": 5}), "evidence-wrong"),
    "evidence list": (bad(evidence=[1]), "evidence-wrong"),
    "relates slash": (bad(relates="a/b"), "name-wrong"),
    "relates nothing": (bad(relates="zz"), "entry-unknown"),
    "otherwise list": (bad(otherwise=[]), "entry-malformed"),
    "otherwise to a lot": (bad(otherwise=moves("matter", "ground/P1/S1", "lot/F1/L1", MATTER)), "otherwise-forbidden"),
    "otherwise from a lot": (
        bad(otherwise=moves("matter", "lot/F1/L1", "blocked/F1/L1", MATTER)),
        "otherwise-forbidden",
    ),
    "otherwise unbalanced": (bad(otherwise=(leg("blocked/F1/L1", "matter", MATTER),)), "unbalanced"),
    "one leg": (bad(legs=GOOD.legs[:1]), "unbalanced"),
    "no counterpart": (bad(legs=GOOD.legs[:3]), "unbalanced"),
    "leg of another kind": (bad(legs=moves("matter", "import/MM/1", "lot/F1/L1", MATTER)), "leg-forbidden"),
    "nothing on another role": (with_leg("cash/F1", "money:CNY", 0), "leg-forbidden"),
    "into the ground": (with_leg("ground/P1/S1", "matter", ElementMass.of({"Nd": 1})), "leg-forbidden"),
    "both ways": (with_leg("lot/F1/L1", "matter", ElementMass.of({"Nd": 1, "Ce": -1})), "leg-forbidden"),
    "backwards": (bad(legs=moves("matter", "lot/F1/L1", "ground/P1/S1", MATTER)), "leg-forbidden"),
    "no entry": ("entry", "entry-malformed"),
    "none": (None, "entry-malformed"),
}


@pytest.mark.parametrize("name", ADVERSARIAL)
def test_bad_input_is_one_problem_and_the_rest_goes_on(journal: Journal, name: str) -> None:
    entry, code = ADVERSARIAL[name]
    answers = journal.post([entry, GOOD])
    problem = refused(answers[0])
    assert problem.code == code, problem
    assert len(problem.sentence("en")) < 600
    assert not re.search(r"[\n\x00\ud800-\udfff]", problem.both().replace("\n", "", 1))
    assert answers[1].status == "accepted"


def test_mistyped_names_are_answered_with_the_nearest(journal: Journal) -> None:
    for entry, near in ((bad(kind="mnie"), "mine"), (bad(details={"lots": 1, "permti": 1}), "permit")):
        assert f"“{near}”" in refused(post(journal, entry)).sentence("en")


def test_a_balance_that_no_64_bits_hold_is_refused(journal: Journal) -> None:
    answers = journal.post([issue(f"big{number}", 10**17, "F9") for number in range(50)])
    codes = [answer.problem.code for answer in answers if answer.problem]
    assert set(codes) == {"balance-large"}
    assert isinstance(journal.posted(0), Posted)
