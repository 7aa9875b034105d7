"""Kill bringing an old file to today's schema: it is the old one or the new one, with all its rows.

    python -m tests.torture.migrating ROUNDS     kill and look
    python -m tests.torture.migrating FOLDER     the work that is killed
"""

import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from random import Random
from shutil import copytree, rmtree

from desktop.app.features import STREET
from desktop.base.clock import FixedClock
from desktop.store import proof
from desktop.store.backup_file import verify
from desktop.store.store import Store

ROOT = Path(__file__).parents[2]
OLD = ROOT / "tests" / "old_databases" / "0001.zip"
CLOCK = FixedClock.on(date(2023, 9, 25))
COUNTED = ("institution", "problem", "document", "attachment", "journal")


def strike(folder: Path, after: float | None) -> float:
    """Open the old data, killed `after` seconds from ready (None: let it end); seconds it took."""
    command = [sys.executable, "-m", "tests.torture.migrating", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8") as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        start = time.monotonic()
        if after is not None:
            time.sleep(after)
            child.kill()
        child.wait()
        return time.monotonic() - start


def faults(folder: Path, wanted: dict[str, int]) -> list[str]:
    """What is wrong with the data after it was opened once more."""
    store = Store(folder, CLOCK)
    found = store.integrity()
    with store.reading() as session:
        found += proof.faults(store, session)
        for table, rows in wanted.items():
            there = session.connection().exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar()
            found += [] if there == rows else [f"{table}: {there} of {rows} rows"]
    store.close()
    return found


def rounds(count: int, seed: int = 1) -> list[str]:
    """All faults of `count` kills, each on a fresh old file."""
    random, found = Random(seed), list[str]()
    with tempfile.TemporaryDirectory() as place:
        old = Path(place) / "旧"
        old.mkdir()
        tables = verify(OLD, into=old).tables
        wanted = {table: tables[table] for table in COUNTED}
        whole = Path(place) / "完整"
        copytree(old, whole)
        length = strike(whole, None)
        found += [f"unkilled: {fault}" for fault in faults(whole, wanted)]
        for number in range(count):
            copy = Path(place) / f"第{number}次"
            copytree(old, copy)
            moment = random.uniform(0, length)
            strike(copy, moment)
            found += [f"migrating, round {number}, {moment:.3f} s: {fault}" for fault in faults(copy, wanted)]
            rmtree(copy)
    return found


if __name__ == "__main__":
    assert STREET, "the street declares every table"
    if not sys.argv[1].isdigit():
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        Store(Path(sys.argv[1]), CLOCK).close()
        sys.exit(0)
    wrong = rounds(int(sys.argv[1]))
    sys.stdout.write("\n".join([*wrong, f"{sys.argv[1]} kills, {len(wrong)} faults"]) + "\n")
    sys.exit(bool(wrong))
