"""One data folder: one SQLite file, its attachments and backups, and the one door for changes."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from desktop.base.changes import Changes
from desktop.base.clock import Clock
from desktop.base.errors import StoreTrouble, UserError
from desktop.base.plain import plain_value
from desktop.base.records import Base, Record
from desktop.base.version import VERSION
from desktop.store import journal, scratch, seal
from desktop.store.attachments import Files
from desktop.store.backup import BULK, copy_before
from desktop.store.checkpoints import Checkpoints
from desktop.store.engine import machine_troubles, open_engine
from desktop.store.keys import NO_KEYS, Keys
from desktop.store.newer import WRITTEN_BY, NewerData, readable
from desktop.store.operators import need_writer
from desktop.store.revisions import is_current
from desktop.store.search_index import keep_index, settle
from desktop.store.search_later import SearchLater
from desktop.store.watch import JournalRow, watch

T = TypeVar("T")
FILE_NAME, KEPT = "台账.db", "附件"
BEFORE_BULK = "大批改动前"
"""Copies of the data as it was before an act of many rows; made while nothing of the act is committed."""


class Store:
    """An opened data folder. `reading()` for questions, `perform()` (or `writing()`) for changes."""

    def __init__(self, folder: Path, clock: Clock, more_migrations: Sequence[Path] = (),
                 keys: Keys = NO_KEYS) -> None:
        self.folder = folder
        self.file = folder / FILE_NAME
        self.clock = clock
        self.files = Files(folder / KEPT)
        self.newer: NewerData | None = None
        self._listeners: list[Callable[[Changes], None]] = []
        with machine_troubles(self.file):
            folder.mkdir(parents=True, exist_ok=True)
            self.keys = keys.settle(self.file)
            changed = not is_current(self.file, more_migrations, self.keys)
            if changed:
                self.newer = self._upgrade(more_migrations)
            self.engine: Engine = open_engine(self.file, self.keys, looking=self.newer is not None)
            self._checkpoints = Checkpoints(self.file, self.engine)
            self._searched = [] if self.newer else keep_index(self.engine)
            self.search_later = SearchLater(self.engine)
            if changed and not self.newer:
                scratch.keep(self.engine, WRITTEN_BY, VERSION, clock.now())

    def _upgrade(self, more_migrations: Sequence[Path]) -> NewerData | None:
        """Bring the file to this program's schema; what to say of newer data, which is left as it is."""
        # alembic takes 0.1 s to import: only for a new file or one of another version.
        from desktop.store.migrate import upgrade

        try:
            upgrade(self.file, self.clock.now(), more_migrations, self.keys)
        except NewerData as newer:
            return newer
        return None

    @property
    def closed(self) -> str:
        """Why nothing may be changed in this data, whoever asks; "" when it may."""
        return self.newer.words if self.newer is not None else ""

    def lacking(self) -> set[str]:
        """Tables of today's records that this data does not have, or not with all of their columns."""
        wanted = {kind.__tablename__: {column.name for column in Base.late.table(kind).columns}
                  for kind in Base.late.kinds()}
        with machine_troubles(self.file), self.engine.connect() as connection:
            return {table for table, columns in wanted.items() if columns - {
                row[1] for row in connection.execute(text(f'PRAGMA table_info("{table}")'))}}

    def need_known(self) -> None:
        """NewerData when a later version wrote the data."""
        if self.newer is not None:
            raise self.newer

    def close(self) -> None:
        """Let go of the file."""
        self.search_later.stop()
        self._checkpoints.wait()
        self.engine.dispose()

    def subscribe(self, listener: Callable[[Changes], None]) -> None:
        """Called after every commit, in the thread that committed."""
        self._listeners.append(listener)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for questions: nothing it does is kept; what was read stays readable afterwards."""
        with (
            machine_troubles(self.file),
            readable(self.newer),
            Session(self.engine, autoflush=False, expire_on_commit=False) as session,
        ):
            session.info["files"] = self.files
            yield session
            session.expunge_all()
            session.rollback()

    @contextmanager
    def writing(self, title: str, by: str, kind: str = "") -> Iterator[Session]:
        """A session whose changes become one act: journaled, committed as a whole, then announced."""
        self.need_known()
        now = self.clock.now()
        with machine_troubles(self.file), Session(self._writing_engine(), expire_on_commit=False) as session:
            session.info["files"] = self.files
            need_writer(session, by)
            rows = session.info["changed"] = watch(session, now)
            act = journal.Act(at=now, by=by, title=title, kind=kind)
            session.info["act"] = act
            session.info["touched"] = set()
            session.add(act)
            before = journal.length(session)
            try:
                session.flush()
                yield session
                session.flush()
            except StaleDataError as error:
                raise UserError("没有保存：这条记录刚在别处被改过。", "请刷新后再改一次。") from error
            need_peace(session, rows)
            if "summary" in session.info:
                act.summary = json.dumps(session.info["summary"], ensure_ascii=False, default=plain_value)
            journal.write(session, act, rows)
            left = settle(session.connection(), self._searched)
            seq, sealed, final = *journal.end(session, act), act.final or ""
            if seq - before >= BULK <= before:
                copy_before(self.file, BEFORE_BULK, now, self.keys)
            session.commit()
            self.search_later.begin(left)
            self._checkpoints.look()
            if seq:
                seal.keep(self.folder, seq, sealed)
            touched = frozenset({(table, row) for table, row, _, _ in rows} | session.info["touched"])
            changes = Changes(act.id, title, touched, act.kind, final)
        for listener in self._listeners:
            listener(changes)

    @contextmanager
    def rehearsing(self, by: str) -> Iterator[Session]:
        """A writing session of which nothing is kept: to find out what a change would do."""
        self.need_known()
        with machine_troubles(self.file), Session(self._writing_engine(), expire_on_commit=False) as session:
            session.info["files"] = self.files
            need_writer(session, by)
            session.info["changed"] = watch(session, self.clock.now())
            session.info["act"] = journal.Act(at=self.clock.now(), by=by, title="", kind="")
            session.info["touched"] = set()
            session.add(session.info["act"])
            session.flush()
            try:
                yield session
            finally:
                session.expunge_all()
                session.rollback()

    def keep(self, key: str, value: Any, *, patient: bool = True, told: bool = False) -> None:
        """Keep a value outside the journal (see `scratch`); `told` announces it to the pages.

        Newer data keeps nothing.
        """
        if self.newer is not None:
            return
        with machine_troubles(self.file):
            scratch.keep(self.engine, key, value, self.clock.now(), patient=patient)
            self._checkpoints.look()
        if told:
            for listener in self._listeners:
                listener(Changes(0, "", frozenset({(scratch.Scrap.__tablename__, 0)}), scratch.KIND))

    def perform(self, operation: Callable[..., T], *, title: str, by: str, kind: str = "", **given: Any) -> T:
        """Run an operation through the door: `operation(session, by=…, today=…, **given)`."""
        with self.writing(title, by, kind) as session:
            return operation(session, by=by, today=self.clock.today(), **given)

    def _writing_engine(self) -> Engine:
        return self.engine.execution_options(writing=True)

    def integrity(self) -> list[str]:
        """Faults of the file itself in Chinese: SQLite's own check and dangling references."""
        faults: list[str] = []
        with machine_troubles(self.file), self.engine.connect() as connection:
            for (line,) in connection.execute(text("PRAGMA integrity_check")):
                if line != "ok":
                    faults.append(f"数据文件损坏：{line}")
            for table, row, target, _ in connection.execute(text("PRAGMA foreign_key_check")):
                faults.append(f"{table} 第 {row} 行指向的 {target} 不存在")
        return faults


def need_peace(session: Session, rows: Sequence[JournalRow]) -> None:
    """UserError when what the act changed cannot stand beside the rows of some table (`Record.conflict`)."""
    touched = frozenset({(table, row) for table, row, _, _ in rows} | session.info["touched"])
    for kind in Base.late.kinds():
        if issubclass(kind, Record) and (reason := kind.conflict(session, touched)):
            raise UserError(f"没有保存：{reason}。", "先处理好这一条，再办。")


def final(session: Session, reason: str) -> None:
    """Declare the running act not undoable, with the reason the clerk is told."""
    session.info["act"].final = reason


def summarise(session: Session, **facts: Any) -> None:
    """Facts of the running act that its line in the history shows (counts of an import, a file's name)."""
    session.info.setdefault("summary", {}).update(facts)


def act_id(session: Session) -> int:
    """Number of the running act: the batch number of an import."""
    number = session.info["act"].id
    assert isinstance(number, int)
    return number


def need_open(folder: Path) -> None:
    """StoreTrouble when the folder holds no data yet, or is none."""
    if folder.exists() and not folder.is_dir():
        raise StoreTrouble(f"{folder} 是文件，不是文件夹。", "数据放在文件夹里，请检查 --data 后面的路径。")
    if not (folder / FILE_NAME).exists():
        raise StoreTrouble(
            f"这个文件夹里还没有台账数据：{folder}。", "请先运行 init，或检查 --data 后面的路径。"
        )
