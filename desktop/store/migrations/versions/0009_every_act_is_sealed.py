"""Every act is sealed: what it says of itself, and what it took back"""

import hashlib
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

START = "0" * 64
HELD = ("id", "at", '"by"', "title", "kind", "summary", "final")


def upgrade() -> None:
    op.add_column("act", sa.Column("sealed", sa.String(64), nullable=False, server_default=""))
    connection = op.get_bind()
    ends = {row[0]: row[1] for row in connection.exec_driver_sql(
        "SELECT act, hash FROM journal WHERE seq IN (SELECT max(seq) FROM journal GROUP BY act)")}
    undone: dict[int, list[int]] = {}
    for by, act in connection.exec_driver_sql(
            "SELECT undone_by, id FROM act WHERE undone_by IS NOT NULL ORDER BY id"):
        undone.setdefault(by, []).append(act)
    stored = connection.exec_driver_sql(
        f"SELECT {', '.join(f'CAST({name} AS BLOB)' for name in HELD)}, "
        f"{' || '.join(f'typeof({name})' for name in HELD)} FROM act ORDER BY id").fetchall()
    before, last, seals = START, START, []
    for row in stored:
        number = int(row[0])
        last = ends.get(number, last)
        before = digest(before, row, undone.get(number, []), last)
        seals.append((before, number))
    if seals:
        connection.exec_driver_sql("UPDATE act SET sealed = ? WHERE id = ?", seals)


def digest(before: str, row: Any, undone: list[int], last: str) -> str:
    made = hashlib.sha256(f"{before}\x1f{last}\x1f{','.join(map(str, undone))}\x1f{row[-1]}".encode())
    for value in row[:-1]:
        data = bytes(value or b"")
        made.update(b"\x1f%d:" % len(data) + data)
    return made.hexdigest()
