"""Planning and committing an import: what each row would do, then all of it as one act that can be undone.

What is committed equals what was shown: where anything was changed since, the plan is made again inside the
transaction and compared, and the counts must add up (read = new + updated + same + skipped + failed), else
nothing is saved.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from desktop.base.errors import NeedsConfirmation, UserError
from desktop.base.progress import Progress, silent
from desktop.base.records import Record
from desktop.base.sheets import Fault, ImportSpec, SheetRow, Values
from desktop.store.inserting import PORTION, insert_records
from desktop.store.journal import START, JournalHead
from desktop.store.store import act_id, summarise

IMPORT = "导入"
"""`Act.kind` of an import."""

_STEP = 200


class Outcome(StrEnum):
    """What becomes of one row."""

    NEW = "新增"
    UPDATED = "更新"
    SAME = "相同"
    SKIPPED = "跳过"
    FAILED = "失败"


@dataclass(frozen=True)
class PlannedRow:
    """One row with its outcome. `old`: the record's values that would change; `faults`: all said about it;
    `reason`: why it is skipped; `version`: of the record it was compared with."""

    row: SheetRow
    outcome: Outcome
    record_id: int | None = None
    version: int | None = None
    old: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    reason: str = ""

    @property
    def marks(self) -> list[Fault]:
        """What is doubtful, without failing the row."""
        return [fault for fault in self.faults if not fault.blocks]

    @property
    def errors(self) -> list[Fault]:
        """What fails the row."""
        return [fault for fault in self.faults if fault.blocks]

    @property
    def marked(self) -> bool:
        """True for a row that goes in although something in it is doubtful."""
        return self.outcome not in (Outcome.SKIPPED, Outcome.FAILED) and bool(self.marks)

    @property
    def signature(self) -> tuple[object, ...]:
        """What must not have changed between the preview and the commit."""
        return self.row.number, self.outcome, self.record_id, self.version, tuple(sorted(self.old))


@dataclass(frozen=True)
class Plan:
    """The `read` rows of a file with their outcomes; `heads` maps keys to the head texts of the file.

    `seen` stands for the data the rows were compared with.
    """

    rows: tuple[PlannedRow, ...]
    read: int
    heads: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    seen: str = ""

    def count(self, outcome: Outcome) -> int:
        """Number of rows with that outcome."""
        return self.counts[outcome]

    @property
    def counts(self) -> Counter[Outcome]:
        """Rows by outcome."""
        return Counter(row.outcome for row in self.rows)

    @property
    def marked(self) -> int:
        """Rows that go in marked 待核对."""
        return sum(row.marked for row in self.rows)

    @property
    def adds_up(self) -> bool:
        """True when every row read has exactly one outcome."""
        numbers = {row.row.number for row in self.rows}
        return self.read == len(numbers) == sum(self.counts.values())

    @property
    def writes(self) -> int:
        """Rows that change the database."""
        return self.counts[Outcome.NEW] + self.counts[Outcome.UPDATED]

    def column(self, fault: Fault) -> str:
        """The head text of a fault's column, else its label."""
        return self.heads.get(fault.column) or self.labels.get(fault.column, fault.column)


@dataclass(frozen=True)
class ImportResult:
    """A committed import: the number of its batch and what it did."""

    batch: int
    plan: Plan


def plan(
    session: Session, spec: ImportSpec, rows: Sequence[SheetRow], heads: Mapping[str, str] | None = None
) -> Plan:
    """What each row would do to the database as it is now."""
    checked = {row.number: _faults(session, spec, row) for row in rows if not row.skip}
    good = [row for row in rows if not row.skip and not _blocked(checked[row.number])]
    found = spec.match(session, [row.values for row in good])
    records = {row.number: record for row, record in zip(good, found, strict=True)}
    twins = _Twins(spec)
    planned = []
    for row in rows:
        if row.skip:
            planned.append(PlannedRow(row, Outcome.SKIPPED, reason=row.skip))
        elif _blocked(checked[row.number]):
            planned.append(PlannedRow(row, Outcome.FAILED, faults=tuple(checked[row.number])))
        else:
            record = records[row.number]
            planned.append(twins.told(row, record) or _compared(spec, row, record, checked[row.number]))
    labels = {column.key: column.field.label for column in spec.columns}
    return Plan(tuple(planned), len(rows), dict(heads or {}), labels, _seen(session))


def commit(
    session: Session,
    *,
    by: str,
    today: date,
    spec: ImportSpec,
    plan: Plan,
    progress: Progress | None = None,
    source_name: str = "",
) -> ImportResult:
    """Write the planned rows as the running act; UserError, and nothing saved, when anything differs."""
    told = progress or silent()
    if not plan.adds_up:
        raise UserError("合计不符：读入的行数不等于各项之和，没有入库。", "请重新选文件再试。")
    again = plan if plan.seen == _seen(session) else _replan(session, spec, plan)
    if [row.signature for row in again.rows] != [row.signature for row in plan.rows]:
        raise UserError("没有入库：预览之后台账有变动，结果会和预览不同。", "请重新预览，看过后再入库。")
    writing = _Writing(session, spec, by, today, told, again.writes)
    for row in again.rows:
        if row.outcome in (Outcome.NEW, Outcome.UPDATED):
            writing.take(row)
    writing.finish()
    summarise(session, spec=spec.key, title=spec.title, file=source_name, **counts(again))
    return ImportResult(act_id(session), again)


def counts(plan: Plan) -> dict[str, int]:
    """The totals as the command line and the history show them."""
    found = plan.counts
    return {
        "read": plan.read,
        "new": found[Outcome.NEW],
        "updated": found[Outcome.UPDATED],
        "same": found[Outcome.SAME],
        "skipped": found[Outcome.SKIPPED],
        "failed": found[Outcome.FAILED],
        "marked": plan.marked,
    }


def answer(plan: Plan, batch: int | None) -> dict[str, Any]:
    """The JSON object of an import; `batch` None when nothing was committed."""
    failed = [row for row in plan.rows if row.outcome is Outcome.FAILED]
    return {
        **counts(plan),
        "batch": batch,
        "errors": [_said(plan, row, fault) for row in failed for fault in row.errors],
        "marks": [
            _said(plan, row, fault)
            for row in plan.rows
            if row.outcome is not Outcome.FAILED
            for fault in row.marks
        ],
        "skips": [
            {"row": row.row.number, "reason": row.reason}
            for row in plan.rows
            if row.outcome is Outcome.SKIPPED
        ],
    }


def failures(plan: Plan) -> list[tuple[dict[str, str], str]]:
    """The failed rows as they stood in the file, each with its reason."""
    return [
        (row.row.raw, "；".join(_sentence(plan, fault) for fault in row.errors))
        for row in plan.rows
        if row.outcome is Outcome.FAILED
    ]


class _Twins:
    """Rows of one file that mean the same thing twice."""

    def __init__(self, spec: ImportSpec) -> None:
        self._spec = spec
        self._keys: dict[object, SheetRow] = {}
        self._records: dict[int, SheetRow] = {}

    def told(self, row: SheetRow, record: Record | None) -> PlannedRow | None:
        """The outcome of a row that repeats an earlier good one; None for the first of its kind."""
        key = self._spec.business_key(row.values)
        first = self._keys.get(key) if key is not None else None
        if first is None and record is not None:
            first = self._records.get(record.id)
        if first is None:
            if key is not None:
                self._keys[key] = row
            if record is not None:
                self._records[record.id] = row
            return None
        if first.values == row.values:
            return PlannedRow(row, Outcome.SKIPPED, reason=f"与第 {first.number} 行相同")
        return PlannedRow(row, Outcome.FAILED, faults=(Fault("", f"与第 {first.number} 行重复，内容不同"),))


def _faults(session: Session, spec: ImportSpec, row: SheetRow) -> list[Fault]:
    """Reading faults, empty required cells, then the subject's own checks on cells not yet complained of."""
    faults = list(row.faults)
    said = {fault.column for fault in faults}
    for column in spec.columns:
        if column.required and row.values.get(column.key) is None and column.key not in said:
            faults.append(Fault(column.key, f"没有填{column.field.label}"))
    said = {fault.column for fault in faults if fault.column}
    if not _blocked(faults):
        faults += [fault for fault in spec.check(session, row.values) if fault.column not in said]
    return faults


def _blocked(faults: Iterable[Fault]) -> bool:
    return any(fault.blocks for fault in faults)


def _compared(spec: ImportSpec, row: SheetRow, record: Record | None, faults: Sequence[Fault]) -> PlannedRow:
    if record is None:
        return PlannedRow(row, Outcome.NEW, faults=tuple(faults))
    changed = spec.differs(record, row.values)
    old = {key: getattr(record, key, None) for key in changed}
    outcome = Outcome.UPDATED if changed else Outcome.SAME
    return PlannedRow(row, outcome, record.id, record.version, old, tuple(faults))


def _replan(session: Session, spec: ImportSpec, shown: Plan) -> Plan:
    return plan(session, spec, [row.row for row in shown.rows], shown.heads)


def _seen(session: Session) -> str:
    """Stands for the whole state of the data: every change moves the end of the journal."""
    head = session.get(JournalHead, 1)
    return head.hash if head is not None else START


class _Writing:
    """Saves rows one by one, new ones by the thousand where the spec can tell their values."""

    def __init__(self, session: Session, spec: ImportSpec, by: str, today: date, told: Progress,
                 total: int) -> None:
        self._session, self._spec, self._by, self._today = session, spec, by, today
        self._told, self._total, self._done = told, total, 0
        self._new: list[Values] = []

    def take(self, row: PlannedRow) -> None:
        """Write a row now or with those that follow."""
        try:
            self._save(row)
        except (UserError, NeedsConfirmation) as error:
            raise UserError(f"没有入库：第 {row.row.number} 行：{error.what}", error.advice) from error
        self._done += 1
        if self._done % _STEP == 0 or self._done == self._total:
            self._told.step(self._done, self._total, "写入台账")

    def finish(self) -> None:
        """Write what is waiting."""
        if self._new:
            insert_records(self._session, self._spec.record, self._new)
            self._new = []
        self._session.flush()

    def _save(self, row: PlannedRow) -> None:
        values = row.row.values
        if row.outcome is Outcome.NEW and self._spec.fresh is not None:
            self._new.append(self._spec.fresh(self._session, values, self._by, self._today))
            if len(self._new) == PORTION:
                self.finish()
            return
        record = self._session.get(self._spec.record, row.record_id) if row.record_id is not None else None
        self._spec.save(self._session, record, values, self._by, self._today)


def _said(plan: Plan, row: PlannedRow, fault: Fault) -> dict[str, Any]:
    return {"row": row.row.number, "column": plan.column(fault), "message": fault.message}


def _sentence(plan: Plan, fault: Fault) -> str:
    column = plan.column(fault)
    return f"{column}：{fault.message}" if column else fault.message
