"""Whether a data file already has this program's schema, told without the migration library."""

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

SCRIPTS = Path(__file__).parent / "migrations"
_FACT = re.compile(r"^(revision|down_revision)\s*(?::[^=\n]*)?=\s*(.+)$", re.MULTILINE)
_NAME = re.compile(r"[\"']([^\"']+)[\"']")


def heads(more: Sequence[Path] = ()) -> set[str]:
    """The newest revisions among the scripts: those no other script goes on from."""
    revisions, followed = set[str](), set[str]()
    for folder in (SCRIPTS / "versions", *more):
        for script in folder.glob("*.py"):
            for fact, value in _FACT.findall(script.read_text(encoding="utf-8")):
                (revisions if fact == "revision" else followed).update(_NAME.findall(value))
    return revisions - followed


def is_current(file: Path, more: Sequence[Path] = ()) -> bool:
    """True when nothing has to be done; False for a new, older, newer, foreign or damaged file."""
    if not file.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    except (sqlite3.Error, ValueError):
        return False
    return {row[0] for row in rows} == heads(more) != set()
