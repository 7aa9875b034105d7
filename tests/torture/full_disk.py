"""The disk fills up at random writes: nothing is half done, and everything works again once there is room.

    python -m tests.torture.full_disk ROUNDS

The work runs on a small disk of its own (a tmpfs in a namespace: Linux), whose room is taken by a file.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

from sqlalchemy import func, select

from desktop.app.features import STREET
from desktop.base.clock import FixedClock
from desktop.base.errors import StoreTrouble
from desktop.features.office.records import Town
from desktop.store import attachments, proof
from desktop.store.attachments import keep_file
from desktop.store.backup import sweep
from desktop.store.backup_file import verify
from desktop.store.backup_folder import backups_of, make
from desktop.store.restore import prepare, swap
from desktop.store.store import Store

ROOT = Path(__file__).parents[2]
CLOCK = FixedClock.on(date(2023, 9, 25))
DISK_MB = 96
MOST_ROOM = 6 * 1024 * 1024
INSIDE = "--inside"


def save(store: Store, number: int) -> None:
    """A few records and a kept file, as one act."""
    with store.writing("录入", "林") as session:
        session.add_all(Town(name=f"镇{number}-{place}", position=place) for place in range(30))
        keep_file(session, os.urandom(60_000), f"{number}.jpg")


def save_many(store: Store, number: int) -> None:
    """An act of many rows: a copy is made before it."""
    with store.writing("批量录入", "林") as session:
        session.add_all(Town(name=f"批{number}-{place}", position=place) for place in range(900))


def back_up(store: Store, _number: int) -> None:
    """A backup in the folder."""
    make(store, "手动")


def go_back(store: Store, _number: int) -> None:
    """Restore the newest backup."""
    found = sorted(backups_of(store.folder).glob("备份-*.zip"))
    if found:
        prepared = prepare(store.folder, found[-1], CLOCK)
        store.close()
        swap(prepared, CLOCK)


WORKS: tuple[Callable[[Store, int], None], ...] = (save, save, save_many, back_up, go_back)


def counted(folder: Path) -> tuple[int, list[str]]:
    """Towns there are, and everything that is wrong."""
    store = Store(folder, CLOCK)
    found = store.integrity()
    with store.reading() as session:
        towns = session.scalar(select(func.count(Town.id))) or 0
        found += [*proof.faults(store, session), *attachments.faults(session)]
    store.close()
    for path in backups_of(folder).glob("备份-*.zip"):
        verify(path)
    return towns, found


def one(folder: Path, ballast: Path, number: int, random: Random) -> tuple[list[str], bool]:
    """One work on a disk with little room: faults, and whether the disk was too small."""
    work, before = random.choice(WORKS), counted(folder)[0]
    room = random.randint(0, 600_000 if work is save else MOST_ROOM)
    store, full = Store(folder, CLOCK), False
    free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
    with ballast.open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, max(1, free - room))
    try:
        work(store, number)
    except StoreTrouble:
        full = True
    finally:
        store.close()
        ballast.unlink()
    sweep(folder)
    towns, found = counted(folder)
    if full and towns != before:
        found.append(f"{work.__name__}: refused, but {before} became {towns}")
    if not full and work is save and towns != before + 30:
        found.append(f"{work.__name__}: done, but {before} became {towns}")
    return [f"full disk, round {number}, {work.__name__}, {room} B: {fault}" for fault in found], full


def inside(place: Path, count: int, seed: int) -> list[str]:
    """`count` rounds on a disk of their own; at least so many of them found it full."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(place)], check=True)
    random, found, full, number = Random(seed), list[str](), 0, 0
    folder, ballast = place / "数据", place / "占位"
    store = Store(folder, CLOCK)
    save_many(store, -1)
    make(store, "手动")
    store.close()
    while full < count:
        faults, refused = one(folder, ballast, number, random)
        found += faults
        full += refused
        number += 1
        if number % 40 == 0:
            _lighten(folder)
    sys.stdout.write(f"{number} works, {full} met a full disk\n")
    return found


def _lighten(folder: Path) -> None:
    for copy in backups_of(folder).glob("*.db"):
        copy.unlink()


def rounds(count: int, seed: int = 1) -> list[str]:
    """All faults of `count` full disks."""
    with tempfile.TemporaryDirectory() as place:
        command = ["unshare", "-rm", sys.executable, "-m", "tests.torture.full_disk", INSIDE, place,
                   str(count), str(seed)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
    if done.returncode not in (0, 1):
        return [f"{done.returncode}: {done.stderr[-2000:]}"]
    return done.stdout.splitlines()[1:] + ([done.stderr[-2000:]] if done.returncode else [])


if __name__ == "__main__":
    assert STREET, "the street declares every table"
    if sys.argv[1] == INSIDE:
        wrong = inside(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
        sys.stdout.write("".join(f"{fault}\n" for fault in wrong))
        sys.exit(0)
    wrong = rounds(int(sys.argv[1]))
    sys.stdout.write("\n".join([*wrong, f"{sys.argv[1]} full disks, {len(wrong)} faults"]) + "\n")
    sys.exit(bool(wrong))
