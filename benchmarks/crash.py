"""Kills, torn and short writes, full and sick disks, flipped bits at every call of log and journal, and what is left.

``python benchmarks/crash.py [--points 1000] [--kills 20]``. A trial runs a script of orders at a toy venue whose trades
are settled in a real journal; one call of the log's disk or of the journal fails, then the power is cut or the process
is gone, sometimes a bit flips, the venue is opened again (which may fail as well), and the script goes on: what was not
acknowledged is said again. In the end nothing acknowledged is lost, no client id was taken twice, every effect is in
the journal once, its money and lots are the machine's, the state is that of a replay, and the journal audits clean.
The kills are of real processes.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import toy_venue as toy
from faulty_disk import Crash, FaultyDisk
from monazite.core import ElementMass, Problem, ProblemError, Words
from monazite.ledger import Answer as JournalAnswer
from monazite.ledger import Entry, Journal
from monazite.ledger.audit import audit
from monazite.trade.gateway import Answer, Gateway, open_gateway
from monazite.trade.log import replay
from monazite.trade.log.applied import apply_read
from monazite.trade.log.segment import Walk
from small_book import signer

GROUPS, GROUP = 14, 5
SNAPSHOT_EVERY = 17
FLIPPED = 0.3
"""How often a bit flips after a crash."""
DAMAGE = {"log-damaged", "log-header-damaged"}
Said = tuple[str, dict[str, Any]]


class Halted(Exception):  # noqa: N818  it is no error but an end
    """The venue has halted."""


class Books:
    """The journal, whose calls count and fail like those of the disk."""

    def __init__(self, journal: Journal, disk: FaultyDisk) -> None:
        """Stand before a journal."""
        self._journal, self._disk = journal, disk

    def post(self, entries: Sequence[Entry]) -> Sequence[JournalAnswer]:
        """See `Journal.post`."""
        try:
            fault = self._disk.step("journal")
        except OSError as error:
            raise ProblemError(_busy()) from error
        answers = self._journal.post(entries)
        if fault == "full-late":
            raise ProblemError(_busy())
        if fault == "kill-after":
            raise Crash("journal")
        return answers


def _busy() -> Problem:
    return Problem("disk-full", "journal", *[Words("试验", "a full disk")] * 3)


def script(rng: random.Random) -> list[list[Said]]:
    """Groups of orders, said twice now and then, two days ended on the way."""
    groups: list[list[Said]] = []
    for place in range(GROUPS):
        group: list[Said] = []
        for _ in range(rng.randint(1, GROUP)):
            number = sum(map(len, groups)) + len(group)
            side = rng.choice(("buy", "sell"))
            group.append((rng.choice(toy.MEMBERS), {"kind": "order", "id": f"c{number}", "side": side}))
        if place in {GROUPS // 3, 2 * GROUPS // 3}:
            group.append((toy.VENUE, {"kind": "close_day", "day": f"2022-08-{15 + place:02}"}))
        groups.append(group)
    return groups


class Trial:
    """One script under faults.

    Args:
        folder: an empty one.
        seed: of everything.
        template: database of a journal that is funded; copied.
    """

    def __init__(self, folder: Path, seed: int, template: Path) -> None:
        """Write the script."""
        self.rng = random.Random(seed)  # noqa: S311  a trial must repeat itself
        self.folder = folder / "venues" / toy.VENUE
        shutil.copy(template, folder / "monazite.db")
        self.journal = toy.journal(folder / "monazite.db")
        self.clock = toy.Clock()
        self.waiting = deque(script(self.rng))
        self.acknowledged: dict[int, Said] = {}
        self.events: list[str] = []

    def run(self, calls: int, faults: int, first: int | None = None) -> list[str]:
        """Run it; what happened.

        Args:
            calls: how many a run without faults makes.
            faults: how many openings have one.
            first: the call of the first opening that fails; drawn when None.
        """
        for opening in range(faults + 1):
            is_faulty = opening < faults
            at = self.rng.randrange(calls if opening == 0 else 12)
            if opening == 0 and first is not None:
                at = first
            disk = FaultyDisk(self.rng, at if is_faulty else -1)
            try:
                self._trade(disk)
            except (Crash, Halted, ProblemError):
                if not is_faulty:
                    raise
                self._after(disk)
            self.events.append(disk.done)
            if not self.waiting and not is_faulty:
                break
        assert not self.waiting
        self._verify()
        self.journal.database.close()
        return [event for event in self.events if event]

    def calls(self) -> int:
        """Calls of a run without faults."""
        disk = FaultyDisk(self.rng)
        self._trade(disk)
        self.journal.database.close()
        return disk.calls

    @contextmanager
    def _opened(self, disk: FaultyDisk) -> Any:
        with open_gateway(
            self.folder, toy.VENUE, toy.ToyMachine, Books(self.journal, disk), toy.entry_of,
            clock=self.clock, disk=disk, snapshot_every=SNAPSHOT_EVERY,
        ) as gateway:  # fmt: skip
            yield gateway

    def _trade(self, disk: FaultyDisk) -> None:
        with self._opened(disk) as gateway:
            self._check_acknowledged()
            while self.waiting:
                group = self.waiting[0]
                answers = gateway.submit_all(group)
                again = [said for said, answer in zip(group, answers, strict=True) if self._is_open(said, answer)]
                self.waiting.popleft()
                if again:
                    self.waiting.appendleft(again)
                if gateway.halted is not None:
                    raise Halted(gateway.halted.sentence("en"))

    def _is_open(self, said: Said, answer: Answer) -> bool:
        """Whether it must be said again; whatever has been acknowledged is noted."""
        if answer.status == "unsettled" or answer.number is None:
            return True
        assert answer.status != "refused", answer.problem
        self.acknowledged[answer.number] = said
        return False

    def _after(self, disk: FaultyDisk) -> None:
        """The end of a process, sometimes with its power cut, sometimes with a bit flipped at the end of the log."""
        if self.rng.random() < 2 / 3:
            disk.power_cut()
        paths = sorted(self.folder.glob("*.log")) if self.folder.is_dir() else []
        if not paths or self.rng.random() > FLIPPED or not (data := paths[-1].read_bytes()):
            return
        at = len(data) - 1 - self.rng.randrange(min(len(data), 400))
        flipped = bytearray(data)
        flipped[at] ^= 1 << self.rng.randrange(8)
        paths[-1].write_bytes(flipped)
        refused = None
        try:
            with self._opened(FaultyDisk(self.rng)):
                self._check_acknowledged()  # it fell into what was never finished
        except ProblemError as error:
            refused = error.problem
        if refused is not None:
            assert refused.code in DAMAGE, refused
            assert paths[-1].name in refused.place
            paths[-1].write_bytes(data)
        self.events.append("flip refused" if refused else "flip in a torn tail")

    def _check_acknowledged(self) -> None:
        there = {
            said.number: (said.actor, dict(said.command))
            for frame in Walk(self.folder, toy.VENUE).frames()
            for said in apply_read(toy.ToyMachine(), frame, 1).commands
        }
        assert list(there) == list(range(1, len(there) + 1))
        for number, said in self.acknowledged.items():
            assert there.get(number) == said, f"command {number} was acknowledged and is lost"

    def _verify(self) -> None:
        """What must hold whatever has happened."""
        verify(self.folder, self.journal)
        self._check_acknowledged()


def verify(folder: Path, journal: Journal) -> toy.ToyMachine:
    """Every effect is in the journal once, money and lots are the machine's, a replay comes to the same state."""
    machine, walk = toy.ToyMachine(), Walk(folder, toy.VENUE)
    effects: list[str] = []
    accepted: Counter[str] = Counter()
    for frame in walk.frames():
        assert walk.segment is not None
        applied = apply_read(machine, frame, walk.segment.first)
        effects += [effect.id for effect in applied.effects]
        for said, outcome in zip(applied.commands, applied.outcomes, strict=True):
            if outcome.status == "accepted" and "id" in said.command:
                accepted[f"{said.actor} {said.command['id']}"] += 1
    assert set(accepted.values()) <= {1}, "a client id was taken twice"
    assert [one.entry.id for one in journal.entries(len(toy.MEMBERS))] == effects
    for member in toy.MEMBERS:
        assert journal.balance(f"escrow/{member}").get(toy.MONEY) == machine.cash[member]
        matter = ElementMass.of({symbol: mg * machine.lots[member] for symbol, mg in toy.LOT.parts})
        assert journal.balance(f"offered/{member}").get("matter") == matter
    ends = {one.entry.details["day"]: one.entry.details for one in journal.entries() if one.entry.kind == "day_end"}
    result = replay(folder, toy.VENUE, toy.ToyMachine, day_ends=ends)
    assert result.is_equal, result.checked
    assert result.state_sha256 == machine.state_sha256()
    report = audit(journal.database, toy.BOOK, (), verifier=signer().verifier, clock=toy.Clock(days=60))
    assert not report.findings, report.findings
    return machine


def trials(seeds: Sequence[int], *, is_every_call: bool = False) -> Counter[str]:
    """Run trials; how often each thing happened.

    The files lie in memory where the system has such a folder: what a power cut leaves is played, not waited for.

    Args:
        seeds: one for each.
        is_every_call: whether the seeds also say which call fails first.
    """
    memory = Path("/dev/shm")  # noqa: S108  a fresh folder is made in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        return _trials(Path(name), seeds, is_every_call=is_every_call)


def _trials(folder: Path, seeds: Sequence[int], *, is_every_call: bool) -> Counter[str]:
    template = folder / "template.db"
    toy.journal(template).database.close()
    (folder / "dry").mkdir()
    calls = Trial(folder / "dry", 0, template).calls()
    happened: Counter[str] = Counter()
    for seed in seeds:
        place = folder / f"t{seed}"
        place.mkdir()
        trial = Trial(place, seed, template)
        try:
            happened.update(trial.run(calls, 1 + seed % 3, seed % calls if is_every_call else None))
        except BaseException as error:
            error.add_note(f"seed {seed}: {trial.events}")
            raise
        shutil.rmtree(place)
    return happened


def child(folder: Path, name: str) -> None:
    """Trade until killed, saying what was acknowledged: the process of `kills`."""
    journal, clock = toy.journal(folder / "monazite.db"), toy.Clock(days=int(name) + 1)

    async def client(gateway: Gateway[toy.ToyMachine], number: int) -> None:
        for order in range(100_000):
            member, side = toy.MEMBERS[number % len(toy.MEMBERS)], ("buy", "sell")[order % 2]
            said = {"kind": "order", "id": f"k{name}-{number}-{order}", "side": side}
            answer = await gateway.asubmit(member, said)
            print(answer.number, member, said["id"], flush=True)

    async def run() -> None:
        with open_gateway(
            folder / "venues" / toy.VENUE, toy.VENUE, toy.ToyMachine, journal, toy.entry_of, clock=clock,
            snapshot_every=300,
        ) as gateway:  # fmt: skip
            await asyncio.gather(*(client(gateway, number) for number in range(16)))

    asyncio.run(run())


def kills(folder: Path, count: int, seed: int) -> int:
    """Kill real processes in the middle of trading; how many commands had been acknowledged.

    Args:
        folder: an empty one; every process goes on where the one before was killed.
        count: of processes.
        seed: of the moments.
    """
    rng = random.Random(seed)  # noqa: S311  a trial must repeat itself
    acknowledged: dict[int, tuple[str, str]] = {}
    for number in range(count):
        command = [sys.executable, __file__, "--child", str(folder), "--name", str(number)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603  this very file
        assert process.stdout is not None
        said = [process.stdout.readline()]
        time.sleep(rng.random() * 0.2)
        process.kill()
        said += process.communicate()[0].splitlines()
        for line in (line.split() for line in said if len(line.split()) == 3):
            acknowledged[int(line[0])] = line[1], line[2]
    journal = toy.journal(folder / "monazite.db")
    venue = folder / "venues" / toy.VENUE
    with open_gateway(venue, toy.VENUE, toy.ToyMachine, journal, toy.entry_of, clock=toy.Clock(days=count + 2)):
        pass
    there = {
        said.number: (said.actor, said.command["id"])
        for frame in Walk(venue, toy.VENUE).frames()
        for said in apply_read(toy.ToyMachine(), frame, 1).commands
    }
    assert acknowledged.items() <= there.items(), "something acknowledged is lost"
    verify(venue, journal)
    journal.database.close()
    return len(acknowledged)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--child", type=Path)
    parser.add_argument("--name", default="0")
    options = parser.parse_args()
    if options.child:
        child(options.child, options.name)
        return
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        happened = trials(range(options.seed, options.seed + options.points))
        seconds = time.perf_counter() - start
        print(f"{options.points} trials with {sum(happened.values())} faults in {seconds:.0f} s, all held:")
        for what, count in sorted(happened.items()):
            print(f"  {what}: {count}")
        (Path(folder) / "kills").mkdir()
        count = kills(Path(folder) / "kills", options.kills, options.seed) if options.kills else 0
        print(f"{options.kills} processes killed, {count} commands acknowledged, none lost")


if __name__ == "__main__":
    main()
