"""Visits out of received workbooks: made, planned, marked, refused; the same file twice changes nothing."""

from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from sqlalchemy import select

from desktop.app.importing import run_import
from desktop.features.inspections.excel.visits import VISIT_IMPORT
from desktop.features.inspections.queries.visits import crew_of
from desktop.features.inspections.records.visits import Visit, VisitKind, VisitResult, VisitState
from desktop.store.desk import Desk
from tests.helpers.visits import NAME, institution, pair, plan

HEADS = ("检查日期", "机构名称", "检查类型", "检查人", "结果", "检查情况", "到达时间", "镇街", "网格员")
ROWS: tuple[tuple[Any, ...], ...] = (
    (date(2023, 9, 21), NAME, "晚间临检", "林晓燕、陈志远", "未发现问题", "", "19:30", "", ""),
    (date(2023, 9, 21), "泉安路12号", "周末检查", "林晓燕，陈志远", "存在问题", "有3名学生", "10:00",
     "池店镇", ""),
    (date(2023, 9, 22), "竹园小区", "日常巡查", "", "正常", "", "", "梅岭街道", "李阿妹"),
    (date(2023, 10, 14), NAME, "", "", "", "", "", "", ""),
    (date(2023, 9, 22), "甲", "联合检查", "林晓燕", "正常", "", "", "", ""),
    (date(2023, 9, 22), "乙", "联合检查", "林晓燕、张三", "正常", "", "", "", ""),
    (date(2023, 9, 22), "丙", "联合检查", "林晓燕、陈志远", "有", "", "", "", ""),
    (date(2023, 9, 22), "丁", "联合检查", "林晓燕、陈志远", "正常", "", "傍晚", "", ""),
)


def workbook(path: Path, rows: tuple[tuple[Any, ...], ...] = ROWS) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADS, *rows):
        sheet.append(row)
    book.save(path)
    return path


def imported(desk: Desk, file: Path) -> dict[str, Any]:
    return run_import(desk, VISIT_IMPORT.key, file, check_only=False, sheet=None).data


def visits(desk: Desk) -> list[Visit]:
    with desk.store.reading() as session:
        return list(session.scalars(select(Visit).order_by(Visit.id)))


def test_a_received_workbook_becomes_visits(desk: Desk, tmp_path: Path) -> None:
    pair(desk)
    known = institution(desk)
    data = imported(desk, workbook(tmp_path / "某镇检查.xlsx"))
    assert (data["read"], data["new"], data["failed"]) == (8, 4, 4), data
    words = "".join(str(fault) for fault in data["errors"])
    for part in ("现有 1 人", "没有叫“张三”", "请写检查情况", "不是时间"):
        assert part in words
    first, second, third, fourth = visits(desk)
    assert (first.institution_id, first.way, first.state, first.town) == (
        known.id, VisitKind.EVENING, VisitState.DONE, "梅岭街道")
    assert (second.way, second.result, second.institution_id) == (VisitKind.WEEKEND, VisitResult.FOUND, None)
    assert second.slot_note == "2023年9月21日（星期四），不是周末"
    assert (third.way, third.grid_person, third.state) == (VisitKind.PATROL, "李阿妹", VisitState.DONE)
    assert (fourth.state, fourth.way) == (VisitState.PLANNED, VisitKind.WEEKEND)
    with desk.store.reading() as session:
        assert [one.name for one in crew_of(session, first.id)] == ["林晓燕", "陈志远"]


def test_the_same_file_twice_gives_nothing_new(desk: Desk, tmp_path: Path) -> None:
    pair(desk)
    file = workbook(tmp_path / "某镇检查.xlsx", ROWS[:4])
    imported(desk, file)
    again = imported(desk, file)
    assert (again["new"], again["updated"], again["same"]) == (0, 0, 4), again


def test_a_row_brings_the_result_of_a_plan(desk: Desk, tmp_path: Path) -> None:
    pair(desk)
    made = plan(desk, subject="泉安路12号", on=date(2023, 9, 21), way=VisitKind.SPECIAL, starts=None)
    imported(desk, workbook(tmp_path / "某镇.xlsx", ROWS[1:2]))
    (found,) = visits(desk)
    assert (found.id, found.state, found.result) == (made.id, VisitState.DONE, VisitResult.FOUND)
