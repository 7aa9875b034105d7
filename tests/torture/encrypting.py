"""Kill turning encryption on and off at random moments: the data is always whole, plain or encrypted.

    python -m tests.torture.encrypting ROUNDS            kill and look
    python -m tests.torture.encrypting FOLDER SECRET BOX  the work that is killed: it goes on for ever
"""

import sys
import tempfile
from pathlib import Path
from random import Random

from sqlalchemy import func, select

from desktop.features.office.records import Town
from desktop.store import attachments, keybox, proof
from desktop.store.backup import BESIDE, sweep
from desktop.store.encryption import Switch, carry_out
from desktop.store.keybox import box_named, new_box
from desktop.store.keys import NO_KEYS, Key, new_key
from desktop.store.store import Store
from tests.torture.restoring import CLOCK, STATES, fill, strike

PASSPHRASE, CODE = "四个不相干的词：枇杷灯塔", "7KQ2M-ABCDE-FGHJK-MNPQR-23456"
LONGEST = 2.0


def work(folder: Path, key: Key, box: Path) -> None:
    """Say ready, then encrypt and make plain until killed."""
    keys, on = NO_KEYS.with_key(key), Switch(key, keybox.read(box.read_bytes()))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    if keys.of(folder / "台账.db") is not None:
        carry_out(folder, Switch(), CLOCK, keys)
    while True:
        carry_out(folder, on, CLOCK, keys)
        carry_out(folder, Switch(), CLOCK, keys)


def faults(folder: Path, key: Key) -> list[str]:
    """What is wrong after a kill: with the data, its kept files, its journal, or the way to its key."""
    sweep(folder)
    store = Store(folder, CLOCK, keys=NO_KEYS.with_key(key))
    found = store.integrity()
    with store.reading() as session:
        towns = session.scalar(select(func.count(Town.id))) or 0
        found += [] if towns == STATES[0] else [f"{towns} towns"]
        found += [*proof.faults(store, session), *attachments.faults(session)]
    own = store.keys.of(store.file)
    store.close()
    if own is not None and box_named(store.file, own.name).opened_by(PASSPHRASE) is None:
        found.append("the passphrase opens no box")
    return found + [f"left: {path}" for path in folder.glob(f"{BESIDE}*")]


def rounds(count: int, seed: int = 1) -> list[str]:
    """All faults of `count` kills, one after the other on the same folder."""
    random, found, key = Random(seed), list[str](), new_key()
    with tempfile.TemporaryDirectory() as place:
        box = Path(place) / "盒"
        box.write_bytes(new_box(key, PASSPHRASE, CODE).data())
        store = Store(Path(place) / "数据", CLOCK)
        fill(store, 0, STATES[0])
        store.close()
        for number in range(count):
            moment = random.uniform(0, LONGEST)
            strike("tests.torture.encrypting", (store.folder, key.secret.hex(), box), moment)
            found += [f"round {number}, {moment:.3f} s: {fault}" for fault in faults(store.folder, key)]
    return found


if __name__ == "__main__":
    if len(sys.argv) > 2:
        work(Path(sys.argv[1]), Key(bytes.fromhex(sys.argv[2])), Path(sys.argv[3]))
    wrong = rounds(int(sys.argv[1]))
    sys.stdout.write("\n".join([*wrong, f"{sys.argv[1]} kills, {len(wrong)} faults"]) + "\n")
    sys.exit(bool(wrong))
