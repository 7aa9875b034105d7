"""What an import would do, that exactly this is committed as one act, and what is told about it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from desktop.base.errors import Cancelled, UserError
from desktop.base.progress import Progress
from desktop.base.sheets import Fault, ImportSpec, SheetRow
from desktop.features.institutions.excel import INSTITUTION_IMPORT
from desktop.features.institutions.records import Institution
from desktop.store import importing
from desktop.store.desk import Desk
from desktop.store.importing import IMPORT, ImportResult, Outcome, Plan
from desktop.store.journal import Act
from desktop.store.undo import undo
from tests.helpers.desk import make_desk

CODES = ("91350524MA31ABCD0M", "52350582MJB123456X", "92350582MA8T000167")


def row(number: int, **values: Any) -> SheetRow:
    raw = {key: str(value or "") for key, value in values.items()}
    return SheetRow(number, raw, dict(values))


def good(number: int, name: str, code: str | None = None, **more: Any) -> SheetRow:
    return row(number, name=name, code=code, town="安海镇", **more)


def planned(desk: Desk, rows: Sequence[SheetRow], spec: ImportSpec = INSTITUTION_IMPORT) -> Plan:
    with desk.store.reading() as session:
        return importing.plan(session, spec, rows, {"name": "单位名称"})


def committed(desk: Desk, plan: Plan, spec: ImportSpec = INSTITUTION_IMPORT, **more: Any) -> ImportResult:
    return desk.do(
        importing.commit, "导入", kind=IMPORT, spec=spec, plan=plan, source_name="台账.xlsx", **more
    )


def stored(desk: Desk) -> int:
    with desk.store.reading() as session:
        return session.scalar(select(func.count()).select_from(Institution)) or 0


def outcomes(plan: Plan) -> list[str]:
    return [line.outcome.value for line in plan.rows]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def test_new_updated_same_skipped_failed(desk: Desk) -> None:
    committed(desk, planned(desk, [good(2, "甲", CODES[0]), good(3, "乙", CODES[1])]))
    rows = [
        good(2, "甲", CODES[0]),
        good(3, "乙", CODES[1], principal="林晓燕"),
        good(4, "丙", CODES[2]),
        SheetRow(5, {"0": "合计"}, skip="合计、小计行，不是数据"),
        row(6, name=None, town="安海镇"),
    ]
    plan = planned(desk, rows)
    assert outcomes(plan) == ["相同", "更新", "新增", "跳过", "失败"]
    assert plan.rows[1].old == {"principal": None}
    assert importing.counts(plan) == {
        "read": 5,
        "new": 1,
        "updated": 1,
        "same": 1,
        "skipped": 1,
        "failed": 1,
        "marked": 0,
    }
    assert plan.adds_up


def test_totals_that_do_not_add_up_commit_nothing(desk: Desk) -> None:
    plan = planned(desk, [good(2, "甲")])
    for wrong in (replace(plan, read=2), replace(plan, rows=plan.rows * 2), replace(plan, rows=())):
        assert not wrong.adds_up
        with pytest.raises(UserError, match="合计不符"):
            committed(desk, wrong)
    assert stored(desk) == 0


def test_what_was_shown_is_what_is_committed(desk: Desk) -> None:
    shown = planned(desk, [good(2, "甲", CODES[0])])
    committed(desk, planned(desk, [good(2, "甲", CODES[0], principal="许嘉")]))
    with pytest.raises(UserError, match="预览之后台账有变动"):
        committed(desk, shown)
    assert stored(desk) == 1


def test_same_row_changed_meanwhile_is_refused_too(desk: Desk) -> None:
    rows = [good(2, "甲", CODES[0])]
    committed(desk, planned(desk, rows))
    shown = planned(desk, rows)
    committed(desk, planned(desk, [good(2, "甲", CODES[0], principal="许嘉")]))
    with pytest.raises(UserError, match="重新预览"):
        committed(desk, shown)


def test_repeats_inside_one_file(desk: Desk) -> None:
    plan = planned(
        desk, [good(2, "甲", CODES[0]), good(3, "甲", CODES[0]), good(4, "甲", CODES[0], principal="许嘉")]
    )
    assert outcomes(plan) == ["新增", "跳过", "失败"]
    assert plan.rows[1].reason == "与第 2 行相同"
    assert plan.rows[2].errors[0].message == "与第 2 行重复，内容不同"


def test_failed_row_does_not_shadow_its_corrected_twin(desk: Desk) -> None:
    bad = good(2, "甲", CODES[0])
    bad.faults.append(Fault("licence_until", "没有这一天"))
    assert outcomes(planned(desk, [bad, good(3, "甲", CODES[0])])) == ["失败", "新增"]


def test_two_rows_that_mean_the_same_record(desk: Desk) -> None:
    committed(desk, planned(desk, [good(2, "甲", CODES[0], licence_no="教民1")]))
    plan = planned(desk, [good(2, "甲", CODES[0]), row(3, name="甲", licence_no="教民1", principal="许嘉")])
    assert outcomes(plan) == ["相同", "失败"]


def test_undo_takes_the_whole_batch_back(desk: Desk) -> None:
    committed(desk, planned(desk, [good(2, "甲", CODES[0], principal="林晓燕")]))
    done = committed(
        desk, planned(desk, [good(2, "甲", CODES[0], principal="许嘉"), good(3, "乙", CODES[1])])
    )
    desk.do(undo, "撤销", act=done.batch)
    assert stored(desk) == 1
    assert outcomes(planned(desk, [good(2, "甲", CODES[0], principal="林晓燕")])) == ["相同"]


def test_cancelling_saves_nothing(desk: Desk) -> None:
    plan, progress = planned(desk, [good(2, "甲"), good(3, "乙")]), Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        committed(desk, plan, progress=progress)
    assert stored(desk) == 0


def refusing(given: Any) -> Any:
    def refuse(*asked: Any) -> Any:
        if any(isinstance(one, dict) and one["name"] == "乙" for one in asked):
            raise UserError("乙不行。", "请改。")
        return given(*asked)

    return refuse


@pytest.mark.parametrize(
    "spec",
    [
        replace(INSTITUTION_IMPORT, save=refusing(INSTITUTION_IMPORT.save), fresh=None),
        replace(INSTITUTION_IMPORT, fresh=refusing(INSTITUTION_IMPORT.fresh)),
    ],
    ids=["one by one", "together"],
)
def test_refused_row_names_itself_and_saves_nothing(desk: Desk, spec: ImportSpec) -> None:
    plan = planned(desk, [good(2, "甲"), good(3, "乙")])
    with pytest.raises(UserError, match="第 3 行：乙不行"):
        committed(desk, plan, spec)
    assert stored(desk) == 0


def test_a_value_no_form_would_take_names_its_row(desk: Desk) -> None:
    plan = planned(desk, [good(2, "甲"), good(3, "乙" * 101)])
    with pytest.raises(UserError, match=r"第 3 行：.*机构名称最多 100 字，现有 101 字"):
        committed(desk, plan)
    assert stored(desk) == 0


def test_answer_names_the_clerks_own_columns(desk: Desk) -> None:
    marked = good(3, "乙", CODES[1])
    marked.faults.append(Fault("code", "校验位不对，标为待核对", blocks=False))
    rows = [row(2, name=None, code=CODES[0]), marked, SheetRow(4, {}, skip="合计、小计行，不是数据")]
    assert importing.answer(planned(desk, rows), None) == {
        "read": 3,
        "new": 1,
        "updated": 0,
        "same": 0,
        "skipped": 1,
        "failed": 1,
        "marked": 1,
        "batch": None,
        "errors": [{"row": 2, "column": "单位名称", "message": "没有填机构名称"}],
        "marks": [{"row": 3, "column": "统一社会信用代码", "message": "校验位不对，标为待核对"}],
        "skips": [{"row": 4, "reason": "合计、小计行，不是数据"}],
    }


def test_failures_keep_the_words_of_the_file(desk: Desk) -> None:
    plan = planned(
        desk,
        [
            good(2, "甲"),
            SheetRow(
                3,
                {"单位名称": "", "日期": "2026-02-30"},
                {"name": None},
                [Fault("licence_until", "没有这一天")],
            ),
        ],
    )
    assert importing.failures(plan) == [
        ({"单位名称": "", "日期": "2026-02-30"}, "许可证到期：没有这一天；单位名称：没有填机构名称")
    ]


def test_doubt_already_told_by_the_reader_is_not_told_twice(desk: Desk) -> None:
    spec = replace(INSTITUTION_IMPORT, check=lambda session, values: [Fault("code", "又一次", blocks=False)])
    marked = good(2, "甲", CODES[0])
    marked.faults.append(Fault("code", "校验位不对", blocks=False))
    assert [fault.message for fault in planned(desk, [marked], spec).rows[0].marks] == ["校验位不对"]


def test_summary_stands_with_the_act(desk: Desk) -> None:
    done = committed(desk, planned(desk, [good(2, "甲")]))
    with desk.store.reading() as session:
        act = session.get(Act, done.batch)
        assert act is not None
        assert '"new": 1' in act.summary
        assert "台账.xlsx" in act.summary
    assert done.plan.count(Outcome.NEW) == 1
