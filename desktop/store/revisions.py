"""Whether a data file already has this program's schema, told without the migration library."""

import re
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from desktop.store.keys import NO_KEYS, Keys
from desktop.store.sqlite import connect, errors

SCRIPTS = Path(__file__).parent / "migrations"
_FACT = re.compile(r"^(revision|down_revision)\s*(?::[^=\n]*)?=\s*(.+)$", re.MULTILINE)
_NAME = re.compile(r"[\"']([^\"']+)[\"']")


def heads(more: Sequence[Path] = ()) -> set[str]:
    """The newest revisions among the scripts: those no other script goes on from."""
    revisions, followed = _scripts(more)
    return revisions - followed


def is_current(file: Path, more: Sequence[Path] = (), keys: Keys = NO_KEYS) -> bool:
    """True when nothing has to be done; False for a new, older, newer, foreign or damaged file."""
    return _of(file, keys) == heads(more) != set()


def is_newer(file: Path, more: Sequence[Path] = (), keys: Keys = NO_KEYS) -> bool:
    """True for a file with a schema that no script of this program makes."""
    return bool(_of(file, keys) - _scripts(more)[0])


def _scripts(more: Sequence[Path]) -> tuple[set[str], set[str]]:
    """All revisions, and those another script goes on from."""
    revisions, followed = set[str](), set[str]()
    for folder in (SCRIPTS / "versions", *more):
        for script in folder.glob("*.py"):
            for fact, value in _FACT.findall(script.read_text(encoding="utf-8")):
                (revisions if fact == "revision" else followed).update(_NAME.findall(value))
    return revisions, followed


def _of(file: Path, keys: Keys) -> set[str]:
    """What a file says of its schema; nothing when it is not there or does not say."""
    if not file.exists():
        return set()
    try:
        with closing(connect(file, keys, readonly=True)) as connection:
            return {row[0] for row in connection.execute("SELECT version_num FROM alembic_version")}
    except errors("Error", ValueError):
        return set()
