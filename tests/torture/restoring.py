"""Kill backing up and restoring at random moments: the data is always one of two whole states.

    python -m tests.torture.restoring ROUNDS                 kill and look
    python -m tests.torture.restoring FOLDER A.zip B.zip  the work that is killed: it goes on for ever
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import date
from itertools import cycle
from pathlib import Path
from random import Random

from sqlalchemy import func, select

from desktop.base.clock import FixedClock
from desktop.base.errors import StoreTrouble
from desktop.features.office.records import Town
from desktop.store import attachments, journal
from desktop.store.attachments import keep_file
from desktop.store.backup import BESIDE, sweep
from desktop.store.backup_file import verify, write_backup
from desktop.store.backup_folder import backups_of, make
from desktop.store.restore import prepare, swap
from desktop.store.store import Store

ROOT = Path(__file__).parents[2]
CLOCK = FixedClock.on(date(2023, 9, 25))
STATES = (40, 90)
LONGEST = 1.2


def fill(store: Store, number: int, total: int) -> None:
    """More towns, up to `total`, and a few kept files."""
    with store.writing("录入", "林") as session:
        have = session.scalar(select(func.count(Town.id))) or 0
        session.add_all(Town(name=f"镇{place}", position=place) for place in range(have, total))
        for place in range(8):
            keep_file(session, f"证据{number}-{place}".encode() * 20_000, f"{place}.jpg")


def prepared(place: Path) -> tuple[Path, list[Path]]:
    """A data folder, and a backup of each of its two states."""
    store, files = Store(place / "数据", CLOCK), list[Path]()
    for number, total in enumerate(STATES):
        fill(store, number, total)
        files.append(place / f"{number}.zip")
        write_backup(store.file, store.files, files[-1], now=CLOCK.now(), reason="手动")
    store.close()
    return store.folder, files


def work(folder: Path, files: list[Path]) -> None:
    """Say ready, then back up and restore until killed."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for file in cycle(files):
        swap(prepare(folder, file, CLOCK), CLOCK)
        store = Store(folder, CLOCK)
        make(store, "手动")
        store.close()


def strike(module: str, given: Iterable[object], after: float) -> None:
    """Let the work of a module run so many seconds, then kill it."""
    command = [sys.executable, "-m", module, *map(str, given)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8") as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        time.sleep(after)
        assert child.poll() is None, "the work ended by itself"
        child.kill()


def faults(folder: Path) -> list[str]:
    """What is wrong after a kill: with the data, its kept files, or a backup under a good name."""
    store = Store(folder, CLOCK)
    found = store.integrity()
    with store.reading() as session:
        towns = session.scalar(select(func.count(Town.id))) or 0
        found += [] if towns in STATES else [f"{towns} towns are neither state"]
        found += [*journal.verify(session), *attachments.faults(session)]
    store.close()
    for path in backups_of(folder).glob("*.zip"):
        if not path.name.startswith("."):
            try:
                verify(path)
            except StoreTrouble as trouble:
                found.append(trouble.sentence)
    sweep(folder)
    return found + [f"left: {path}" for path in folder.glob(f"{BESIDE}*")]


def rounds(count: int, seed: int = 1) -> list[str]:
    """All faults of `count` kills, one after the other on the same folder."""
    random, found = Random(seed), list[str]()
    with tempfile.TemporaryDirectory() as place:
        folder, files = prepared(Path(place))
        for number in range(count):
            moment = random.uniform(0, LONGEST)
            strike("tests.torture.restoring", (folder, *files), moment)
            found += [f"round {number}, {moment:.3f} s: {fault}" for fault in faults(folder)]
    return found


if __name__ == "__main__":
    if len(sys.argv) > 2:
        work(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
    wrong = rounds(int(sys.argv[1]))
    sys.stdout.write("\n".join([*wrong, f"{sys.argv[1]} kills, {len(wrong)} faults"]) + "\n")
    sys.exit(bool(wrong))
