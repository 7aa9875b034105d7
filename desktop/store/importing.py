"""Planning and committing an import: what each row would do, then all of it as one act that can be undone.

What is committed equals what was shown: where anything was changed since, the plan is made again inside the
transaction and compared, and the counts must add up (read = new + updated + same + skipped + failed), else
nothing is saved.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from desktop.base.errors import NeedsConfirmation, UserError
from desktop.base.garbage import all_lasting
from desktop.base.progress import Progress, silent
from desktop.base.records import Record
from desktop.base.sheets import Fault, ImportSpec, SheetRow, Values
from desktop.store.editing import check_values
from desktop.store.engine import room_for
from desktop.store.inserting import PORTION, Inserting
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


@dataclass(slots=True)
class PlannedRow:
    """One row with its outcome. `values`: the tidy ones; `old`: the record's values that would change;
    `faults`: all said about it; `reason`: why it is skipped; `version`: of the record compared with."""

    row: SheetRow
    outcome: Outcome
    values: Values = field(default_factory=dict)
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
        if not self.faults or self.outcome in (Outcome.SKIPPED, Outcome.FAILED):
            return False
        return bool(self.marks)

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

    @cached_property
    def counts(self) -> Counter[Outcome]:
        """Rows by outcome."""
        return Counter(row.outcome for row in self.rows)

    @cached_property
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
    session: Session,
    spec: ImportSpec,
    rows: Sequence[SheetRow],
    heads: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Plan:
    """What each row would do to the database as it is now."""
    with all_lasting(len(rows)):
        return _planned(session, spec, rows, dict(heads or {}), progress or silent())


def _planned(session: Session, spec: ImportSpec, rows: Sequence[SheetRow], heads: Mapping[str, str],
             told: Progress) -> Plan:
    total, checked = len(rows), list[_Checked | None]()
    for start in range(0, total, _STEP):
        told.step(start, total, "检查各行")
        checked += [None if row.skip else _checked(session, spec, row) for row in rows[start : start + _STEP]]
    told.step(0, 0, "与台账比对")
    good = [line for line in checked if line is not None and not line.blocked]
    records = iter(spec.match(session, [line.values for line in good]))
    twins = _Twins(spec)
    planned = []
    for row, line in zip(rows, checked, strict=True):
        if line is None:
            planned.append(PlannedRow(row, Outcome.SKIPPED, reason=row.skip))
        elif line.blocked:
            planned.append(PlannedRow(row, Outcome.FAILED, line.values, faults=line.faults))
        else:
            record = next(records)
            planned.append(twins.told(line, record) or _compared(spec, line, record))
    labels = {column.key: column.field.label for column in spec.columns}
    return Plan(tuple(planned), len(rows), heads, labels, _seen(session))


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
    if again is not plan and [row.signature for row in again.rows] != [row.signature for row in plan.rows]:
        raise UserError("没有入库：预览之后台账有变动，结果会和预览不同。", "请重新预览，看过后再入库。")
    written = [row for row in again.rows if row.outcome in (Outcome.NEW, Outcome.UPDATED)]
    new = again.count(Outcome.NEW)
    only_new = new if new == len(written) and spec.fresh else 0
    with (all_lasting(only_new), room_for(session.connection(), new),
          Inserting(session, spec.record, new) as inserting):
        _Writing(session, spec, by, today, told, inserting).write(written)
    session.flush()
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


def failures(plan: Plan) -> list[tuple[Mapping[str, str], str]]:
    """The failed rows as they stood in the file, each with its reason."""
    return [
        (row.row.raw, "；".join(_sentence(plan, fault) for fault in row.errors))
        for row in plan.rows
        if row.outcome is Outcome.FAILED
    ]


class _Checked(NamedTuple):
    """A row that is not left out, its tidy values and what is said about it."""

    row: SheetRow
    values: Values
    faults: tuple[Fault, ...]
    blocked: bool


class _Twins:
    """Rows of one file that mean the same thing twice."""

    def __init__(self, spec: ImportSpec) -> None:
        self._spec = spec
        self._keys: dict[object, _Checked] = {}
        self._records: dict[int, _Checked] = {}

    def told(self, line: _Checked, record: Record | None) -> PlannedRow | None:
        """The outcome of a row that repeats an earlier good one; None for the first of its kind."""
        key = self._spec.business_key(line.values)
        first = self._keys.get(key) if key is not None else None
        if first is None and record is not None:
            first = self._records.get(record.id)
        if first is None:
            if key is not None:
                self._keys[key] = line
            if record is not None:
                self._records[record.id] = line
            return None
        row, number = line.row, first.row.number
        if first.row.values == row.values:
            return PlannedRow(row, Outcome.SKIPPED, line.values, reason=f"与第 {number} 行相同")
        fault = Fault("", f"与第 {number} 行重复，内容不同")
        return PlannedRow(row, Outcome.FAILED, line.values, faults=(fault,))


def _checked(session: Session, spec: ImportSpec, row: SheetRow) -> _Checked:
    """Reading faults, empty required cells, then the subject's own checks on cells not yet complained of."""
    values, faults = spec.tidy(row.values), row.faults
    lacking = [item for item in spec.needed if row.values.get(item[0]) is None]
    if not faults and not lacking:
        found = spec.check(session, values)
        return _Checked(row, values, tuple(found), bool(found) and any(fault.blocks for fault in found))
    said = {fault.column for fault in faults}
    faults = [*faults, *(Fault(key, f"没有填{label}") for key, label in lacking if key not in said)]
    if not any(fault.blocks for fault in faults):
        said.discard("")
        faults += [fault for fault in spec.check(session, values) if fault.column not in said]
    return _Checked(row, values, tuple(faults), any(fault.blocks for fault in faults))


def _compared(spec: ImportSpec, line: _Checked, record: Record | None) -> PlannedRow:
    if record is None:
        return PlannedRow(line.row, Outcome.NEW, line.values, None, None, {}, line.faults)
    changed = spec.differs(record, line.values)
    old = {key: getattr(record, key, None) for key in changed}
    outcome = Outcome.UPDATED if changed else Outcome.SAME
    return PlannedRow(line.row, outcome, line.values, record.id, record.version, old, line.faults)


def _replan(session: Session, spec: ImportSpec, shown: Plan) -> Plan:
    return plan(session, spec, [row.row for row in shown.rows], shown.heads)


def _seen(session: Session) -> str:
    """Stands for the whole state of the data: every change moves the end of the journal."""
    head = session.get(JournalHead, 1)
    return head.hash if head is not None else START


class _Writing:
    """Saves rows in their order, new ones by the thousand where the spec can tell their values."""

    def __init__(self, session: Session, spec: ImportSpec, by: str, today: date, told: Progress,
                 inserting: Inserting) -> None:
        self._session, self._spec, self._by, self._today = session, spec, by, today
        self._told, self._inserting = told, inserting

    def write(self, rows: Sequence[PlannedRow]) -> None:
        """Write all of them."""
        for start in range(0, len(rows), PORTION):
            new, fresh = dict[int, dict[str, Any]](), self._spec.fresh
            for done, row in enumerate(rows[start : start + PORTION], start + 1):
                try:
                    if fresh is not None and row.outcome is Outcome.NEW:
                        new[row.row.number] = fresh(self._session, row.values, not row.faults)
                    else:
                        self._save(row)
                except (UserError, NeedsConfirmation) as error:
                    raise _of_row(row.row.number, error) from error
                if done % _STEP == 0 or done == len(rows):
                    self._told.step(done, len(rows), "写入台账")
            self._insert(new)

    def _insert(self, new: Mapping[int, dict[str, Any]]) -> None:
        try:
            self._inserting.write(list(new.values()))
        except UserError:
            for number, values in new.items():
                try:
                    check_values(self._spec.record, values)
                except UserError as error:
                    raise _of_row(number, error) from error
            raise

    def _save(self, row: PlannedRow) -> None:
        self._inserting.settle()
        record = self._session.get(self._spec.record, row.record_id) if row.record_id is not None else None
        self._spec.save(self._session, record, row.values, self._by, self._today)


def _of_row(number: int, error: UserError | NeedsConfirmation) -> UserError:
    return UserError(f"没有入库：第 {number} 行：{error.what}", error.advice)


def _said(plan: Plan, row: PlannedRow, fault: Fault) -> dict[str, Any]:
    return {"row": row.row.number, "column": plan.column(fault), "message": fault.message}


def _sentence(plan: Plan, fault: Fault) -> str:
    column = plan.column(fault)
    return f"{column}：{fault.message}" if column else fault.message
