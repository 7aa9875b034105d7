"""The power goes at random moments: what would be on the disk is copied, torn where it may be, and opened.

    python -m tests.torture.power_cut ROUNDS [encrypted]

The work is stopped, its whole folder copied, and then harmed as a cut may harm it: what was never flushed
to the disk (the log after its last commit, pages of the database that the log still holds, the end of the
file with the journal's numbers, files being written) is torn, cut or overwritten. POSIX only.
"""

import os
import signal
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from shutil import copytree, rmtree
from threading import Thread

from desktop.base.errors import StoreTrouble
from desktop.store.encryption import Switch, carry_out
from desktop.store.engine import HALF
from desktop.store.keybox import new_box
from desktop.store.keys import NO_KEYS, Key, Keys, head_of, is_plain, new_key
from desktop.store.seal import SEAL
from desktop.store.store import FILE_NAME
from tests.torture.encrypting import CLOCK, CODE, PASSPHRASE
from tests.torture.kill import ROOT, faults, prepare

HEADER, FRAME = 32, 24
LONGEST = 4.0


class Work:
    """The child at work on one folder; `reported` acts were committed by what it has said so far."""

    def __init__(self, folder: Path, seed: int, key: Key | None = None) -> None:
        command = [sys.executable, "-m", "tests.torture.work", str(folder), str(seed)]
        command += [] if key is None else [key.secret.hex()]
        self.child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8")
        assert self.child.stdout is not None
        assert self.child.stdout.readline() == "ready\n"
        self.reported = 0
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.child.stdout is not None
        for line in self.child.stdout:
            if line.startswith("done "):
                self.reported = int(line.split()[1])

    def snapshot(self, folder: Path, target: Path) -> int:
        """The folder as it is at this moment; acts reported before it."""
        os.kill(self.child.pid, signal.SIGSTOP)
        time.sleep(0.02)
        reported = self.reported
        copytree(folder, target)
        os.kill(self.child.pid, signal.SIGCONT)
        return reported

    def end(self) -> None:
        """No more of it."""
        self.child.kill()
        self.child.wait()
        self._reader.join()
        if self.child.stdout is not None:
            self.child.stdout.close()


def committed(log: bytes) -> tuple[int, set[int], int]:
    """Bytes of a write-ahead log up to its last commit, the pages it holds till there, bytes of a page."""
    if len(log) < HEADER:
        return 0, set(), 0
    size, salts = struct.unpack(">I", log[8:12])[0], log[16:24]
    end, held, waiting, place = HEADER, set[int](), set[int](), HEADER
    while place + FRAME + size <= len(log) and log[place + 8:place + 16] == salts:
        page, after = struct.unpack(">II", log[place:place + 8])
        waiting.add(page)
        place += FRAME + size
        if after:
            end, held, waiting = place, held | waiting, set()
    return end, held, size


def harm(folder: Path, random: Random) -> None:
    """Tear what a cut may tear."""
    log_file, file = folder / f"{FILE_NAME}-wal", folder / FILE_NAME
    log = log_file.read_bytes() if log_file.exists() else b""
    end, held, size = committed(log)
    if len(log) > end >= HEADER:
        tail = random.choice([log[end:random.randint(end, len(log))], random.randbytes(len(log) - end),
                              bytes(len(log) - end)])
        log_file.write_bytes(log[:end] + tail)
    elif log:
        log_file.write_bytes(log + random.choice([b"", random.randbytes(random.randint(1, 9000))]))
    _tear_pages(file, sorted(held - {1}), size, random)
    (folder / f"{FILE_NAME}-shm").unlink(missing_ok=True)
    _tear_others(folder, random)


def _tear_pages(file: Path, held: list[int], size: int, random: Random) -> None:
    """Pages the log still holds, never beyond their ends; the first one keeps its head in any cut."""
    with file.open("r+b") as stream:
        for page in random.sample(held, min(3, len(held))):
            if page * size <= file.stat().st_size:
                place = random.randrange(size)
                stream.seek((page - 1) * size + place)
                stream.write(random.randbytes(random.randint(1, min(300, size - place))))


def _tear_others(folder: Path, random: Random) -> None:
    numbers = folder / SEAL
    if numbers.exists():
        said = numbers.read_bytes()
        last = said.rstrip(b"\n").rfind(b"\n") + 1
        numbers.write_bytes(said[:random.randint(last, len(said))] + bytes(random.choice([0, 40])))
    for half in folder.rglob(f"{HALF}*"):
        if half.is_file():
            half.write_bytes(half.read_bytes()[:random.randint(0, 4096)])


def _told(folder: Path, reported: int, keys: Keys) -> list[str]:
    try:
        return faults(folder, reported, keys)
    except StoreTrouble as trouble:
        return [trouble.sentence]


def rounds(count: int, seed: int = 1, at_once: int = 12, key: Key | None = None) -> list[str]:
    """All faults of `count` cuts, several during each run of the work; of data encrypted with the key."""
    random, found, made = Random(seed), list[str](), 0
    keys = NO_KEYS if key is None else NO_KEYS.with_key(key)
    with tempfile.TemporaryDirectory() as place:
        start = Path(place) / "样例"
        prepare(start)
        if key is not None:
            carry_out(start, Switch(key, new_box(key, PASSPHRASE, CODE)), CLOCK)
            assert not is_plain(head_of(start / FILE_NAME))
        while made < count:
            folder = Path(place) / f"工作{made}"
            copytree(start, folder)
            work, taken = Work(folder, made, key), list[tuple[Path, int]]()
            for _ in range(min(at_once, count - made)):
                time.sleep(random.uniform(0, LONGEST / at_once))
                copy = Path(place) / f"断电{made}"
                taken.append((copy, work.snapshot(folder, copy)))
                made += 1
            work.end()
            rmtree(folder)
            for copy, reported in taken:
                harm(copy, random)
                found += [f"{copy.name}: {fault}" for fault in _told(copy, reported, keys)]
                rmtree(copy)
    return found


if __name__ == "__main__":
    wrong = rounds(int(sys.argv[1]), key=new_key() if "encrypted" in sys.argv else None)
    sys.stdout.write("\n".join([*wrong, f"{sys.argv[1]} power cuts, {len(wrong)} faults"]) + "\n")
    sys.exit(bool(wrong))
