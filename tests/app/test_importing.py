"""`import KIND FILE`: --check writes nothing, the answer has the agreed shape, mappings come from memory."""

from io import StringIO
from pathlib import Path

import pytest

from desktop.app.import_job import choose_target, open_job
from desktop.app.importing import Teller, run_import
from desktop.base.errors import UserError
from desktop.base.progress import silent
from desktop.features.institutions.excel import INSTITUTION_IMPORT
from desktop.store.desk import Desk
from desktop.store.import_memory import batches, remember
from tests.helpers.books import LEDGERS, SAMPLES, truth, xlsx
from tests.helpers.desk import make_desk

KEYS = {"read", "new", "updated", "same", "skipped", "failed", "marked", "batch", "errors", "marks", "skips"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


@pytest.mark.parametrize("name", LEDGERS)
def test_check_commits_nothing_and_counts_the_same(desk: Desk, name: str) -> None:
    checked = run_import(desk, "institutions", SAMPLES / name, check_only=True, sheet=None)
    with desk.store.reading() as session:
        assert batches(session) == []
    done = run_import(desk, "institutions", SAMPLES / name, check_only=False, sheet=None)
    assert set(done.data) == KEYS
    assert checked.data | {"batch": done.data["batch"]} == done.data
    assert isinstance(done.data["batch"], int)
    assert done.faults
    assert len(done.data["errors"]) == len(truth(name)["fail"])
    assert [set(fault) for fault in done.data["errors"]] == [{"row", "column", "message"}] * 3
    read = sum(done.data[key] for key in ("new", "updated", "same", "skipped", "failed"))
    assert read == done.data["read"]
    again = run_import(desk, "institutions", SAMPLES / name, check_only=False, sheet=None)
    assert (again.data["new"], again.data["updated"]) == (0, 0)


def test_file_without_the_name_column_is_a_sentence(desk: Desk) -> None:
    path = write(desk, [["天气", "温度"], ["晴", "20"]])
    with pytest.raises(UserError, match="机构名称"):
        run_import(desk, "institutions", path, check_only=True, sheet=None)


def test_mapping_made_in_the_window_serves_the_command(desk: Desk) -> None:
    path = write(desk, [["对外称呼", "社会信用代码", "类别"], ["甲琴行", "91350524MA31ABCD0M", "科技"]])
    with desk.store.reading() as session:
        job = open_job(session, INSTITUTION_IMPORT, path, silent())
        job = choose_target(session, job, 0, "name", silent())
    desk.do(remember, "记住列的对应", **job.memory)
    assert run_import(desk, "institutions", path, check_only=True, sheet=None).data["new"] == 1


def write(desk: Desk, rows: list[list[str]]) -> Path:
    path = desk.store.folder / "来件.xlsx"
    path.write_bytes(xlsx(rows))
    return path


def test_long_work_is_told_once_a_second() -> None:
    seconds, stream = iter([0.0, 0.5, 1.2, 1.2, 1.9, 2.3, 2.3]), StringIO()
    tell = Teller(stream, lambda: next(seconds))
    for done in (1, 2, 3, 4):
        tell(done, 4 if done < 4 else 0, "写入台账")
    assert stream.getvalue() == "写入台账 2/4\n写入台账\n"


def test_the_command_says_which_rows_failed_and_why(desk: Desk) -> None:
    rows = [["甲琴行", "138"], *([["", "13805950215"]] * 25)]
    path = write(desk, [["机构名称", "联系电话"], *rows])
    done = run_import(desk, "institutions", path, check_only=True, sheet=None)
    assert done.lines[1:3] == [f"失败：第 {row} 行“机构名称”，没有填机构名称" for row in (3, 4)]
    assert "失败的还有 5 处，加 --json 列出全部，或在窗口里导出失败清单。" in done.lines
    assert any(line.startswith("待核对：第 2 行“联系电话”") for line in done.lines)
