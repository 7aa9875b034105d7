"""Kill the work at random moments and look at what is left.

    python -m tests.torture.kill ROUNDS

Every round works on a fresh copy of one prepared sample county; the moment is drawn from the whole length
of the work. A fault is a sentence; none means that every committed act is there and whole.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.app import sample
from desktop.app.check import check
from desktop.app.setup import open_desk
from desktop.base.clock import FixedClock
from desktop.base.progress import silent
from desktop.features.documents.records import Document
from desktop.features.filings.operations import confirm_mailbox
from desktop.features.filings.records import Filing, FilingState, Version
from desktop.features.problems.records import Problem, State, Step
from desktop.store.importing import IMPORT
from desktop.store.journal import Act, Entry
from desktop.store.keys import NO_KEYS, Keys
from desktop.store.numbering import Number

ROOT = Path(__file__).parents[2]


def prepare(folder: Path) -> None:
    """The sample county with everything confirmed that freezing asks for."""
    desk = open_desk(folder)
    sample.load(desk, silent())
    desk.store.close()
    desk = open_desk(folder, FixedClock.on(sample.DAY))
    desk.do(confirm_mailbox, "确认邮箱", mailbox="mkg@qzedu.cn", confirmed_by="样例", how="样例")
    desk.store.close()


def strike(folder: Path, seed: int, after: float | None) -> tuple[int, float]:
    """Run the work, kill it `after` seconds from ready (None: let it end); acts reported, seconds it took."""
    command = [sys.executable, "-m", "tests.torture.work", str(folder), str(seed)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8") as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        start = time.monotonic()
        if after is not None:
            time.sleep(after)
            child.kill()
        said = child.stdout.read().splitlines()
        child.wait()
        spent = time.monotonic() - start
    assert after is not None or said[-1] == "finished", said
    reported = [int(line.split()[1]) for line in said if line.startswith("done ")]
    return (reported[-1] if reported else 0), spent


def faults(folder: Path, reported: int, keys: Keys = NO_KEYS) -> list[str]:
    """What is wrong with the folder after a kill."""
    desk = open_desk(folder, FixedClock.on(sample.DAY), keys)
    found = list(check(desk).data["faults"])
    with desk.store.reading() as session:
        acts = session.scalar(select(func.count(Act.id))) or 0
        if acts < reported:
            found.append(f"{reported} acts were reported, {acts} are there")
        found += _half_done(session)
    desk.store.close()
    return found


def _half_done(session: Session) -> list[str]:
    found = []
    for act in session.scalars(select(Act).where(Act.kind == IMPORT)):
        summary = json.loads(act.summary)
        made = session.scalar(
            select(func.count())
            .select_from(Entry)
            .where(Entry.act == act.id, Entry.record == "institution", Entry.action == "新增")
        )
        if made != summary["new"]:
            found.append(f"batch {act.id}: {made} of {summary['new']} rows")
    for problem in session.scalars(select(Problem).where(Problem.state == State.CLOSED)):
        steps = session.scalars(
            select(Step).where(Step.problem_id == problem.id, Step.to_state == State.CLOSED)
        )
        if not steps.all() or problem.closed_on is None:
            found.append(f"{problem.title()} closed by half")
    frozen = session.scalars(select(Filing).where(Filing.state == FilingState.FROZEN)).all()
    if len(frozen) != session.scalar(select(func.count(Version.id))):
        found.append("a month frozen by half")
    numbers = session.scalars(
        select(Number.number).where(Number.series == "督办").order_by(Number.number)
    ).all()
    papers = session.scalar(select(func.count(Document.id)).where(Document.series == "督办"))
    if list(numbers) != list(range(1, len(numbers) + 1)) or papers != len(numbers):
        found.append(f"supervision numbers {numbers}, papers {papers}")
    return found


def rounds(count: int, seed: int = 1) -> list[str]:
    """All faults of `count` kills."""
    random, found = Random(seed), list[str]()
    with tempfile.TemporaryDirectory() as place:
        start = Path(place) / "样例"
        prepare(start)
        whole = Path(place) / "完整"
        shutil.copytree(start, whole)
        reported, length = strike(whole, 0, None)
        found += [f"unkilled: {fault}" for fault in faults(whole, reported)]
        for number in range(count):
            copy = Path(place) / f"第{number}次"
            shutil.copytree(start, copy)
            moment = random.uniform(0, length)
            reported, _ = strike(copy, number, moment)
            found += [f"round {number}, {moment:.3f} s: {fault}" for fault in faults(copy, reported)]
            shutil.rmtree(copy)
    return found


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    wrong = rounds(wanted)
    sys.stdout.write("\n".join([*wrong, f"{wanted} kills, {len(wrong)} faults"]) + "\n")
    sys.exit(bool(wrong))
