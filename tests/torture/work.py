"""The work that is killed: importing, undoing, issuing, closing, freezing; `done N` after each commit.

    python -m tests.torture.work FOLDER SEED [SECRET]

`FOLDER` holds a prepared sample county, encrypted with the secret where one is given; N is the number of acts
committed so far.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.app.importing import spec_of
from desktop.app.sample import DAY
from desktop.app.sample_workbook import township_workbook
from desktop.app.setup import open_desk
from desktop.base.clock import FixedClock
from desktop.features.documents.operations import issue
from desktop.features.documents.queries import font_book, load_template
from desktop.features.documents.rules import blanks_missing
from desktop.features.filings.form import print_stub, render
from desktop.features.filings.operations import freeze_month
from desktop.features.problems.notices.papers import SUPERVISION, paper_of
from desktop.features.problems.operations.moves import move_problem
from desktop.features.problems.records import Problem, State
from desktop.output.excel_read.opening import open_workbook
from desktop.output.excel_read.reading import lay_out, rows_of
from desktop.store import importing
from desktop.store.desk import Desk
from desktop.store.journal import Act
from desktop.store.keys import NO_KEYS, Key, Keys
from desktop.store.undo import undo


def bring_in(desk: Desk, seed: int) -> None:
    """Import a township's workbook, then take the batch back."""
    spec = spec_of("institutions")
    layout = lay_out(spec, open_workbook(township_workbook(seed), "安海镇.xlsx"))
    rows = rows_of(spec, layout)
    with desk.store.reading() as session:
        plan = importing.plan(session, spec, rows, layout.heads)
    batch = desk.do(importing.commit, "导入机构台账", kind=importing.IMPORT, spec=spec, plan=plan).batch
    told(desk)
    if seed % 2:
        desk.do(undo, f"撤销第 {batch} 批", act=batch)
        told(desk)


def close_next(desk: Desk, seed: int) -> None:
    """Approve the next problem that waits for it."""
    with desk.store.reading() as session:
        waiting = session.scalar(select(Problem.id).where(Problem.state == State.APPROVING))
    if waiting is not None:
        desk.do(move_problem, "批准销号", problem=waiting, move="approve", signer="黄国梁", on=DAY)
        told(desk)


def notify(desk: Desk, seed: int) -> None:
    """Issue a supervision notice for an open problem."""

    def run(session: Session, *, by: str, today: date) -> int:
        problem = session.scalars(select(Problem).where(Problem.state == State.RECTIFYING)).all()[seed % 3]
        paper = paper_of(session, problem, SUPERVISION, today=today)
        empty = {blank.name: "见附件" for blank in blanks_missing(load_template(SUPERVISION), paper)}
        changed = replace(paper, values={**paper.values, **empty, "督办事项": f"第{seed}次督办"})
        return issue(session, by=by, today=today, paper=changed, fonts=font_book()).id

    desk.do(run, "签发督办通知单")
    told(desk)


def freeze(desk: Desk, seed: int) -> None:
    """Freeze September."""
    desk.do(freeze_month, "封存 2023-09", month="2023-09", render=render, print_stub=print_stub)
    told(desk)


def told(desk: Desk) -> None:
    """Report the acts committed so far."""
    with desk.store.reading() as session:
        sys.stdout.write(f"done {session.scalar(select(func.count(Act.id)))}\n")
    sys.stdout.flush()


STEPS: tuple[Callable[[Desk, int], None], ...] = (bring_in, close_next, notify, freeze)


def main(folder: Path, seed: int, keys: Keys) -> None:
    """Open the folder, say ready, and work."""
    desk = open_desk(folder, FixedClock.on(DAY), keys)
    random = Random(seed)
    steps = [*STEPS, bring_in, close_next]
    random.shuffle(steps)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for place, step in enumerate(steps):
        step(desk, seed * 10 + place)
    sys.stdout.write("finished\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]),
         NO_KEYS.with_key(Key(bytes.fromhex(sys.argv[3]))) if len(sys.argv) > 3 else NO_KEYS)
