"""One import on its way from the file to the ledger, without a screen: what the wizard shows and changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from desktop.base.progress import Progress
from desktop.base.sheets import ImportSpec, SheetRow
from desktop.output.excel_read.heads import head_block, no_heads
from desktop.output.excel_read.mapping import fingerprint, lost_columns, remap, source_name, to_remember
from desktop.output.excel_read.opening import Sheet, Workbook, open_workbook, read_file
from desktop.output.excel_read.reading import Layout, lay_out, lay_out_block, rows_of
from desktop.output.excel_read.rows import retype, split_two
from desktop.output.excel_read.words import How
from desktop.store import importing
from desktop.store.import_memory import recall
from desktop.store.importing import Outcome, Plan

SPLIT = "+"
"""Between the two keys of a column that is split: principal+phone."""


@dataclass(frozen=True)
class ImportJob:
    """A file with its layout, the rows as read, what she typed over (row number, key) and the plan."""

    spec: ImportSpec
    workbook: Workbook
    layout: Layout
    rows: tuple[SheetRow, ...]
    plan: Plan
    edits: Mapping[tuple[int, str], str] = field(default_factory=dict)
    today: date | None = None

    @property
    def name(self) -> str:
        """The file's name."""
        return self.workbook.name

    @property
    def source(self) -> str:
        """Whom the file is from, as far as its name tells."""
        return source_name(self.name)

    @property
    def obstacle(self) -> str:
        """Why it cannot be committed now; "" when it can."""
        lost = lost_columns(self.spec, self.layout.mapping)
        if lost:
            return f"还没有哪一列对到“{lost[0].field.label}”"
        if not self.plan.adds_up:
            return "合计不符"
        return "" if self.plan.writes else "没有要新增或更新的行"

    @property
    def corrected(self) -> bool:
        """True when she changed the mapping herself."""
        return any(column.how is How.CHOSEN for column in self.layout.mapping)

    @property
    def memory(self) -> dict[str, Any]:
        """What is remembered of the mapping, for `remember`."""
        return {
            "spec": self.spec.key,
            "fingerprint": fingerprint(self.layout.block.paths),
            "source": self.source,
            "mapping": to_remember(self.layout.mapping),
        }


def open_job(
    session: Session, spec: ImportSpec, path: Path, progress: Progress, today: date | None = None
) -> ImportJob:
    """Read a file and plan it with the layout that fits best; `today` dates what names no year."""
    progress.step(0, 0, "打开文件")
    workbook = open_workbook(read_file(path), path.name)
    layout = lay_out(spec, workbook, _recalling(session, spec, path.name))
    return _read(session, spec, workbook, layout, {}, progress, today)


def choose_heads(
    session: Session, job: ImportJob, sheet: Sheet, top: int, depth: int, progress: Progress
) -> ImportJob:
    """The job with the heads in these rows (from 0) of this sheet; depth 0 = no heads, data from `top`."""
    block = head_block(sheet, top, depth) if depth else no_heads(sheet, top)
    layout = lay_out_block(job.spec, sheet, block, _recalling(session, job.spec, job.name))
    return _read(session, job.spec, job.workbook, layout, {}, progress, job.today)


def choose_target(session: Session, job: ImportJob, index: int, target: str, progress: Progress) -> ImportJob:
    """The job after column `index` was given a key, two keys joined by +, or "" (not imported)."""
    keys = [key for key in target.split(SPLIT) if key]
    layout = replace(job.layout, mapping=tuple(remap(job.layout.mapping, index, keys)))
    return _read(session, job.spec, job.workbook, layout, job.edits, progress, job.today)


def type_over(session: Session, job: ImportJob, number: int, index: int, text: str) -> ImportJob:
    """The job after she typed into the cell of row `number` and file column `index`."""
    column = next(column for column in job.layout.mapping if column.index == index)
    kinds = [job.spec.column(key).field.kind for key in column.keys]
    texts = split_two(text, kinds) if len(kinds) == 2 else (text,)
    edits = dict(job.edits) | {(number, key): part for key, part in zip(column.keys, texts, strict=False)}
    rows = tuple(
        _edited(job.spec, row, edits, job.layout.heads) if row.number == number else row for row in job.rows
    )
    return replace(job, rows=rows, edits=edits, plan=_plan(session, job.spec, rows, job.layout))


def plan_again(session: Session, job: ImportJob) -> ImportJob:
    """The job planned against the ledger as it is now."""
    return replace(job, plan=_plan(session, job.spec, job.rows, job.layout))


def committed_words(plan: Plan, unit: str) -> str:
    """入库 20 家：新增 11，更新 9."""
    return f"入库 {plan.writes} {unit}：新增 {plan.count(Outcome.NEW)}，更新 {plan.count(Outcome.UPDATED)}"


def _recalling(session: Session, spec: ImportSpec, name: str) -> Callable[..., dict[str, list[str]]]:
    return lambda heads: recall(session, spec.key, fingerprint(heads), source_name(name))


def _read(
    session: Session,
    spec: ImportSpec,
    workbook: Workbook,
    layout: Layout,
    edits: Mapping[tuple[int, str], str],
    progress: Progress,
    today: date | None,
) -> ImportJob:
    touched = {number for number, _ in edits}
    rows = tuple(
        _edited(spec, row, edits, layout.heads) if row.number in touched else row
        for row in rows_of(spec, layout, progress, today)
    )
    plan = importing.plan(session, spec, rows, layout.heads, progress)
    return ImportJob(spec, workbook, layout, rows, plan, edits, today)


def _edited(
    spec: ImportSpec, row: SheetRow, edits: Mapping[tuple[int, str], str], heads: Mapping[str, str]
) -> SheetRow:
    for (number, key), text in edits.items():
        if number == row.number and key in heads and not row.skip:
            row = retype(spec, row, key, text, heads)
    return row


def _plan(session: Session, spec: ImportSpec, rows: tuple[SheetRow, ...], layout: Layout) -> Plan:
    return importing.plan(session, spec, rows, layout.heads)
