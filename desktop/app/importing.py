"""`import KIND FILE`: read, plan, commit as one batch; the same parts the wizard walks through."""

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

from desktop.app.features import STREET
from desktop.base.command import Answer
from desktop.base.errors import UserError
from desktop.base.progress import Progress
from desktop.base.sheets import ImportSpec
from desktop.output.excel_read.mapping import Remembered, fingerprint, need_columns, source_name, unmapped
from desktop.output.excel_read.opening import Workbook, open_workbook, read_file
from desktop.output.excel_read.reading import Layout, Recall, lay_out, rows_of
from desktop.store import importing
from desktop.store.desk import Desk
from desktop.store.import_memory import recall

IMPORT = "导入"
MOST_PLACES = 20
"""Rows named on the command line."""


def spec_of(key: str) -> ImportSpec:
    """The import of that key; UserError naming what there is."""
    specs = {spec.key: spec for feature in STREET for spec in feature.imports}
    if key not in specs:
        raise UserError(f"“{key}”不能从表格导入。", f"可以导入：{'、'.join(specs)}。")
    return specs[key]


def run_import(desk: Desk, key: str, file: Path, *, check_only: bool, sheet: str | None) -> Answer:
    """The command: exit code 1 when rows failed; `check_only` commits nothing."""
    spec = spec_of(key)
    workbook = open_workbook(read_file(file), file.name)
    layout = _layout(desk, spec, workbook, sheet)
    need_columns(spec, layout.mapping)
    progress = Progress(Teller(sys.stderr))
    rows = rows_of(spec, layout, progress, desk.today)
    with desk.store.reading() as session:
        plan = importing.plan(session, spec, rows, layout.heads, progress)
    batch = None
    if not check_only and plan.writes:
        batch = desk.do(
            importing.commit,
            f"导入{spec.title}：{file.name}",
            kind=IMPORT,
            spec=spec,
            plan=plan,
            source_name=file.name,
            progress=progress,
        ).batch
    told = importing.answer(plan, batch)
    said = [words(plan, batch), *_places(told["errors"], "失败"), *_places(told["marks"], "待核对"),
            *_places(told["skips"], "跳过")]
    if left := unmapped(layout.mapping):
        said.append(f"没有对上、没有导入的列：{'、'.join(left)}。要导入请在窗口里指定。")
    return Answer(told, said, faults=bool(importing.counts(plan)["failed"]))


def _places(found: Sequence[Mapping[str, Any]], what: str) -> list[str]:
    """Where and why, for the first of them."""
    said = [f"{what}：第 {item['row']} 行{'“' + item['column'] + '”' if item.get('column') else ''}，"
            f"{item.get('message') or item['reason']}" for item in found[:MOST_PLACES]]
    if more := len(found) - len(said):
        said.append(f"{what}的还有 {more} 处，加 --json 列出全部，或在窗口里导出失败清单。")
    return said


class Teller:
    """Says once a second how far the work is, a line each time; nothing of what is done within a second."""

    def __init__(self, stream: TextIO, now: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._now, self._said = stream, now, now()

    def __call__(self, done: int, total: int, words: str) -> None:
        """A report of `Progress`."""
        if self._now() - self._said >= 1:
            self._said = self._now()
            print(f"{words} {done}/{total}" if total else words, file=self._stream, flush=True)


def words(plan: importing.Plan, batch: int | None) -> str:
    """The totals as one sentence."""
    found = importing.counts(plan)
    sums = (
        f"读入 {found['read']} 行 ＝ 新增 {found['new']} ＋ 更新 {found['updated']} ＋ 相同 {found['same']}"
        f" ＋ 跳过 {found['skipped']} ＋ 失败 {found['failed']}，待核对 {found['marked']}"
    )
    return f"{sums}。" + (f"记为第 {batch} 批，可以整批撤销。" if batch is not None else "没有写入台账。")


def _layout(desk: Desk, spec: ImportSpec, workbook: Workbook, sheet: str | None) -> Layout:
    if sheet is None:
        return lay_out(spec, workbook, _recalling(desk, spec, workbook.name))
    chosen = next((item for item in workbook.readable if item.name == sheet), None)
    if chosen is None:
        names = "、".join(item.name for item in workbook.readable)
        raise UserError(f"{workbook.name} 里没有工作表“{sheet}”。", f"有：{names}。")
    chosen_only = replace(workbook, sheets=(chosen,))
    return lay_out(spec, chosen_only, _recalling(desk, spec, workbook.name))


def _recalling(desk: Desk, spec: ImportSpec, name: str) -> Recall:
    """How such heads, or such a source, were mapped in the window before."""
    def recalled(heads: Sequence[str]) -> Remembered:
        with desk.store.reading() as session:
            return recall(session, spec.key, fingerprint(heads), source_name(name))

    return recalled
