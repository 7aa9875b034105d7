"""The import wizard without a screen: corrections stay, mappings are remembered, cells say what is wrong."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from desktop.app import import_view
from desktop.app.import_job import ImportJob, choose_heads, choose_target, open_job, plan_again, type_over
from desktop.base.marks import Tone
from desktop.base.progress import silent
from desktop.features.institutions.excel import INSTITUTION_IMPORT
from desktop.output.excel_read.mapping import MappedColumn
from desktop.store import importing
from desktop.store.desk import Desk
from desktop.store.import_memory import remember
from desktop.store.importing import IMPORT, Outcome, PlannedRow
from desktop.ui.import_rows import GridRow
from tests.helpers.books import SAMPLES, xlsx
from tests.helpers.desk import make_desk

NAME = "镇街台账-三.xls"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def opened(desk: Desk, path: Path = SAMPLES / NAME) -> ImportJob:
    with desk.store.reading() as session:
        return open_job(session, INSTITUTION_IMPORT, path, silent())


def retargeted(desk: Desk, job: ImportJob, head: str, target: str) -> ImportJob:
    index = next(column.index for column in job.layout.mapping if column.head == head)
    with desk.store.reading() as session:
        return choose_target(session, job, index, target, silent())


def mended(desk: Desk, job: ImportJob, number: int, head: str, text: str) -> ImportJob:
    index = next(column.index for column in job.layout.mapping if column.head == head)
    with desk.store.reading() as session:
        return type_over(session, job, number, index, text)


def test_typing_over_faults_makes_rows_good(desk: Desk) -> None:
    job = opened(desk)
    assert job.plan.count(Outcome.FAILED) == 3
    job = mended(desk, job, 4, "证件到期日", "2026-02-28")
    job = mended(desk, job, 10, "单位名称", "补名琴行")
    assert (job.plan.count(Outcome.FAILED), job.plan.count(Outcome.NEW)) == (1, 29)
    assert job.plan.adds_up


def test_corrections_survive_another_mapping(desk: Desk) -> None:
    job = mended(desk, opened(desk), 10, "单位名称", "补名琴行")
    job = retargeted(desk, job, "负责人", "legal_person")
    assert next(row.row for row in job.plan.rows if row.row.number == 10).values["name"] == "补名琴行"
    assert "principal" not in job.layout.heads


def test_losing_the_name_blocks_the_commit_with_its_reason(desk: Desk) -> None:
    job = opened(desk)
    assert job.obstacle == ""
    assert retargeted(desk, job, "单位名称", "").obstacle == "还没有哪一列对到“机构名称”"


def test_nothing_to_write_blocks_too(desk: Desk) -> None:
    job = opened(desk)
    desk.do(importing.commit, "导入", kind=IMPORT, spec=INSTITUTION_IMPORT, plan=job.plan)
    with desk.store.reading() as session:
        assert plan_again(session, job).obstacle == "没有要新增或更新的行"


def test_corrected_mapping_is_remembered_for_the_next_month(desk: Desk, tmp_path: Path) -> None:
    rows = [["对外称呼", "社会信用代码", "类别"], ["甲琴行", "91350524MA31ABCD0M", "科技"]]
    first, second = tmp_path / "安海镇9月.xlsx", tmp_path / "安海镇10月.xlsx"
    first.write_bytes(xlsx(rows))
    second.write_bytes(xlsx([[*rows[0], "备注二"], [*rows[1], ""]]))
    job = retargeted(desk, opened(desk, first), "对外称呼", "name")
    assert job.corrected
    desk.do(remember, "记住列的对应", **job.memory)
    again = opened(desk, second)
    assert again.layout.mapping[0].how == "上次记住"
    assert again.plan.count(Outcome.NEW) == 1


def test_clerk_names_the_columns_of_a_sheet_without_heads(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "无表头.xlsx"
    path.write_bytes(xlsx([["甲琴行", "科技"], ["乙琴行", "体育"]]))
    job = opened(desk, path)
    assert not job.layout.found
    job = retargeted(desk, retargeted(desk, job, "A 列", "name"), "B 列", "category")
    assert job.plan.count(Outcome.NEW) == 2
    with desk.store.reading() as session:
        other = choose_heads(session, job, job.layout.sheet, 0, 1, silent())
    assert other.layout.block.paths == ("甲琴行", "科技")


def test_grid_says_what_is_wrong_and_what_changes(desk: Desk) -> None:
    job = opened(desk)
    rows = {row.number: row for row in import_view.grid_rows(job)}
    heads = [column.head for column in import_view.grid_columns(job)]
    bad = rows[9].cells[heads.index("统一信用代码")]
    assert (bad.text, bad.message, bad.tone) == ("9.13506E+17", "存成了数字", Tone.RED)
    assert "请对照证照填 18 位" in bad.advice
    marked = rows[14].cells[heads.index("统一信用代码")]
    assert (marked.message, marked.tone) == ("校验位不对", Tone.AMBER)
    assert "****" in rows[2].cells[heads.index("手机号码")].text
    desk.do(importing.commit, "导入", kind=IMPORT, spec=INSTITUTION_IMPORT, plan=job.plan)
    with desk.store.reading() as session:
        again = plan_again(session, job)
    again = mended(desk, again, 2, "负责人", "新负责人")
    changed = next(row for row in import_view.grid_rows(again, "更新"))
    assert changed.cells[heads.index("负责人")].message == "原为：林敏英"
    assert [row.number for row in import_view.grid_rows(again, "待核对")] == [14]


def test_chips_count_what_they_show(desk: Desk) -> None:
    job = opened(desk, SAMPLES / "镇街台账-一.xlsx")
    for key, _, count in import_view.kinds(job.plan):
        assert len(import_view.grid_rows(job, key)) == count
    skipped = import_view.grid_rows(job, "跳过")
    assert "跳过原因：合计、小计行，不是数据" in skipped[0].note
    whole, parts, _ = import_view.totals(job.plan)
    assert whole.count == sum(part.count for part in parts) == 62


def test_a_preview_words_a_row_only_when_it_is_shown(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    worded, plain = list[int](), import_view._row

    def heard(job: ImportJob, row: PlannedRow, columns: Sequence[MappedColumn]) -> GridRow:
        worded.append(row.row.number)
        return plain(job, row, columns)

    monkeypatch.setattr(import_view, "_row", heard)
    job = opened(desk)
    rows = import_view.grid_rows(job)
    assert len(rows) == job.plan.read
    assert worded == []
    assert rows[1] is rows[1]
    assert worded == [rows[1].number]
    told = {row.row.number for row in job.plan.rows if row.faults or row.outcome is Outcome.SKIPPED}
    assert {rows[place].number for place in rows.telling} == told
