"""The last number of the journal and the seal of its last act, kept beside the database: 变更记录尾号.txt.

A tail cut off inside the database, its own count set back with it, still shows: this file, the backups and
the printed pages have seen later numbers. Lines are only ever added; one that was torn is passed over.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from desktop.base.values import value_class

SEAL = "变更记录尾号.txt"
SHOWN = 16
"""Characters of a hash that are kept here and printed."""
_LINE = re.compile(rf"(\d{{1,12}})-([0-9a-f]{{{SHOWN}}})")


@value_class
class Seal:
    """A number of the journal, the beginning of the hash then, and where the two were seen."""

    seq: int
    hash: str
    where: str

    @property
    def words(self) -> str:
        """1234-9f3c…, as printed and as `read` takes it."""
        return f"{self.seq}-{self.hash[:SHOWN]}"


def keep(folder: Path, seq: int, last: str) -> None:
    """Add the number and hash of a commit that stands; a full disk must not undo what was saved."""
    with suppress(OSError), (folder / SEAL).open("ab") as stream:
        stream.write(f"{seq}-{last[:SHOWN]}\n".encode("ascii"))


def forget(folder: Path) -> None:
    """Before other data takes the place of this: its numbers are not the ones that were kept."""
    (folder / SEAL).unlink(missing_ok=True)


def kept(folder: Path) -> Iterator[Seal]:
    """What the file has seen; nothing when there is none."""
    try:
        lines = (folder / SEAL).read_bytes().decode("ascii", "replace").splitlines()
    except OSError:
        return
    for line in lines:
        if (found := read(line, SEAL)) is not None:
            yield found


def read(words: str, where: str) -> Seal | None:
    """A number and hash as printed; None when the words are none."""
    found = _LINE.fullmatch(words.strip().lower())
    return Seal(int(found[1]), found[2], where) if found else None


def unmet(seals: Iterable[Seal], hashes_at: Callable[[int], Sequence[str]]) -> list[str]:
    """One sentence for each place that has seen what the journal does not hold.

    `hashes_at` a number: of the entry, and the seals its act and those without entries after it have.
    """
    found: dict[str, str] = {}
    for seal in seals:
        there = hashes_at(seal.seq)
        if not there:
            found[seal.where] = f"变更记录末尾被删过：{seal.where} 里记到第 {seal.seq} 号，现在没有这一号"
        elif seal.where not in found and not any(one.startswith(seal.hash[:SHOWN]) for one in there):
            found[seal.where] = f"变更记录被改写过：第 {seal.seq} 号和 {seal.where} 里记的不同"
    return list(found.values())
