"""12345 exports with any heads: totals add up, a number is one case, people are told apart."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from desktop.base.listing import Question
from desktop.features.complaints.listing.callers import CALLERS
from desktop.features.complaints.queries.cases import callers_of, orders_of
from desktop.features.complaints.records import Caller, Complaint, OrderCaller, Satisfaction, State, WorkOrder
from desktop.features.institutions.operations import save_institution
from desktop.store.desk import Desk
from desktop.store.editing import void_record
from desktop.store.undo import undo
from tests.helpers.complaints import bring, close, register, reread, workbook

NAIVE = datetime.fromisoformat("2023-08-19T21:07")
SAMPLE = Path(__file__).parents[2] / "samples/12345工单.xlsx"
HEADS = ("工单号", "来电时间", "反映人", "来电号码", "问题描述", "结案时间", "回访总体满意度")


def one(desk: Desk, number: str) -> tuple[WorkOrder, Complaint]:
    with desk.store.reading() as session:
        order = session.scalars(select(WorkOrder).where(WorkOrder.number == number)).one()
        return order, session.get_one(Complaint, order.complaint_id)


def total(desk: Desk, what: Any) -> Any:
    with desk.store.reading() as session:
        return session.scalar(what)


def counts(data: dict[str, Any]) -> tuple[int, ...]:
    found = tuple(data[key] for key in ("read", "new", "updated", "same", "skipped", "failed"))
    assert found[0] == sum(found[1:])
    return found


def test_the_sample_goes_in_whole_and_twice_gives_nothing_new(desk: Desk) -> None:
    first = bring(desk, SAMPLE)
    assert counts(first.data) == (150, 150, 0, 0, 0, 0)
    assert counts(bring(desk, SAMPLE).data) == (150, 0, 0, 150, 0, 0)
    assert total(desk, select(func.count(Caller.id))) == 53
    assert total(desk, select(func.count(Complaint.id)).where(Complaint.town.is_(None))) == 0
    desk.do(undo, "撤销", act=first.data["batch"])
    assert [total(desk, select(func.count(record.id))) for record in (Complaint, WorkOrder, Caller)] == [
        0,
        0,
        0,
    ]


def test_other_heads_other_times(desk: Desk, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        (
            "(12345)工单编号",
            "受理时间",
            "工单来源",
            "诉求人",
            "联系电话",
            "诉求地址",
            "工单类型",
            "内容描述",
            "承办单位",
            "答复市民要点",
            "满意度",
        ),
        [
            (
                20230817001,
                45155.7638,
                "市长热线",
                "陈先生",
                13900000001,
                "晋江市安海镇",
                "投诉类",
                "拒绝退费",
                "教育局",
                "已退",
                "一般般",
            ),
            (
                " 2023 0817 002",
                "2023年8月18日 9:05",
                "抖音",
                "林女士",
                "139 0000 0002",
                "池店镇",
                "线上诉求",
                "无证",
                None,
                None,
                "非常满意",
            ),
            ("20230817003", NAIVE, None, None, None, None, None, "广告", None, None, "无"),
        ],
    )
    assert counts(bring(desk, path).data) == (3, 3, 0, 0, 0, 0)
    order, case = one(desk, "20230817001")
    assert order.at is not None
    assert (
        order.at.astimezone().timestamp() == datetime.fromisoformat("2023-08-17T18:20:00+08:00").timestamp()
    )
    assert (case.satisfaction, case.satisfaction_words) == (Satisfaction.OTHER, "一般般")
    assert (case.town, case.project) == ("安海镇", "退费")
    _, second = one(desk, "20230817002")
    assert (second.channel_words, second.kind_words) == ("抖音", "线上诉求")
    assert (second.satisfaction, second.town) == (Satisfaction.CONTENT, "池店镇")
    assert one(desk, "20230817003")[1].satisfaction is None


def test_one_hundred_and_fifty_orders_from_sixty_callers(desk: Desk, tmp_path: Path) -> None:
    rows = [
        (
            f"A{number:04d}",
            "2023-08-01 09:00",
            f"陈{number % 60}",
            f"139{number % 60:08d}",
            "无证",
            None,
            None,
        )
        for number in range(150)
    ]
    assert counts(bring(desk, workbook(tmp_path / "a.xlsx", HEADS, rows)).data)[1] == 150
    assert total(desk, select(func.count(Caller.id))) == 60
    repeated = select(OrderCaller.caller_id).group_by(OrderCaller.caller_id).having(func.count() > 1)
    assert total(desk, select(func.count()).select_from(repeated.subquery())) == 60
    with desk.store.reading() as session:
        ids = list(session.scalars(CALLERS.ids(Question(filters=frozenset({"repeated"})), desk.today)))
        rows = session.execute(CALLERS.rows(ids, desk.today)).all()
    assert len(ids) == 60
    assert sum(row.calls for row in rows) == 150
    assert {row.caller for row in rows if row.id == ids[0]} == {"陈**　尾号0000"}


def test_two_people_in_one_cell_are_two_callers(desk: Desk, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        HEADS,
        [
            ("A1", "2023-08-01", "王女士、李先生", "13900000001、13900000002", "无证", None, None),
            ("A2", "2023-08-02", "李先生", "13900000002", "无证", None, None),
            ("A3", "2023-08-03", "王女士和赵建国", "13900000001", "无证", None, None),
        ],
    )
    bring(desk, path)
    _, case = one(desk, "A1")
    assert (case.calls, case.callers) == (1, 2)
    assert total(desk, select(func.count(Caller.id))) == 3
    with desk.store.reading() as session:
        assert {item.name for item in callers_of(session, one(desk, "A3")[1].id)} == {"王女士", "赵建国"}


def test_mangled_numbers_and_missing_days(desk: Desk, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        HEADS,
        [
            (20230817123456789, "2023-08-01", "甲先生", "13900000001", "无证", None, None),
            ("2.02308E+16", "2023-08-01", "乙先生", "13900000002", "无证", None, None),
            ("A3", None, "丙先生", "13900000003", "无证", None, None),
            ("A4", "八月三十二日", "丁先生", "13900000004", "无证", None, None),
            ("A3", None, "丙先生", "13900000003", "无证", None, None),
            ("Ａ３", None, "丙先生", "13900000003", "不同", None, None),
            (None, "2023-08-05", "戊先生", "13900000005", None, None, None),
        ],
    )
    answer = bring(desk, path).data
    assert counts(answer) == (7, 1, 0, 0, 1, 5)
    assert [mark["row"] for mark in answer["marks"]] == [4]
    assert one(desk, "A3")[1].received_on is None


def test_an_order_without_a_number_is_known_again(desk: Desk, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        HEADS[1:],
        [("2023-08-01 08:00", "甲先生", "13900000001", "无证办学", None, None)],
    )
    assert counts(bring(desk, path).data)[1] == 1
    assert counts(bring(desk, path).data)[3] == 1


def test_the_platform_closing_does_not_close_without_a_check(desk: Desk, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        HEADS,
        [("A1", "2023-08-01", "甲先生", "13900000001", "无证", "2023-08-05", "满意")],
    )
    bring(desk, path)
    _, case = one(desk, "A1")
    assert case.state is State.CHECKING
    assert case.platform_closed_on is not None
    assert case.closed_on is None


def test_a_file_that_brings_the_check_closes(desk: Desk, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        (*HEADS, "核查结果", "核查结论", "核查人", "核查日期", "答复要点"),
        [
            (
                "A1",
                "2023-08-01",
                "甲",
                "13900000001",
                "无证",
                "2023-08-05",
                "满意",
                "属实",
                "确有",
                "王志远",
                "2023-08-03",
                "已取缔",
            ),
            (
                "A2",
                "2023-08-01",
                "乙",
                "13900000002",
                "无证",
                "2023-08-05",
                "满意",
                "属实",
                "确有",
                None,
                "2023-08-03",
                "已取缔",
            ),
            (
                "A3",
                "2023-08-01",
                "丙",
                "13900000003",
                "无证",
                "2023-08-05",
                "不满意",
                "不属实",
                "查无此事",
                "王志远",
                "2023-08-03",
                "已答复",
            ),
            (
                "A4",
                "2023-08-01",
                "丁",
                "13900000004",
                "无证",
                None,
                None,
                "属实",
                "确有",
                "王志远",
                "2023-08-03",
                None,
            ),
        ],
    )
    bring(desk, path)
    states = [one(desk, f"A{number}")[1].state for number in range(1, 5)]
    assert states == [State.CLOSED, State.CHECKING, State.HANDLING, State.HANDLING]


def test_the_next_export_updates_and_discontent_sends_back(desk: Desk, tmp_path: Path) -> None:
    case = close(desk, register(desk, number="A1", on=datetime.fromisoformat("2023-09-20T08:00+08:00")))
    assert case.state is State.CLOSED
    rows = [("A1", "2023-09-20 08:00", "王女士", "13900000001", "机构拒绝退费", "2023-09-24", "很不满意")]
    answer = bring(desk, workbook(tmp_path / "a.xlsx", HEADS, rows))
    assert counts(answer.data) == (1, 0, 1, 0, 0, 0)
    again = reread(desk, case)
    assert (again.state, again.round, again.conclusion) == (State.CHECKING, 2, None)
    assert counts(bring(desk, workbook(tmp_path / "a.xlsx", HEADS, rows)).data)[3] == 1


def test_a_void_case_is_not_opened_again(desk: Desk, tmp_path: Path) -> None:
    case = register(desk, number="A1")
    desk.do(void_record, "作废", record=Complaint, row=case.id, reason="重复")
    rows = [("A1", "2023-09-20 08:00", "王女士", "13900000001", "机构拒绝退费", "2023-09-24", "不满意")]
    assert counts(bring(desk, workbook(tmp_path / "a.xlsx", HEADS, rows)).data)[3] == 1


def test_a_named_institution_is_proposed_never_linked(desk: Desk, tmp_path: Path) -> None:
    made = desk.do(save_institution, "登记", values={"name": "晋江市启明星文化培训中心", "town": "池店镇"})
    bring(
        desk,
        workbook(
            tmp_path / "a.xlsx",
            HEADS,
            [("A1", "2023-08-01", "甲先生", "13900000001", "启明星不退费，我电话13900000001", None, None)],
        ),
    )
    _, case = one(desk, "A1")
    assert (case.institution_id, case.proposed_id, case.subject) == (None, made.id, "启明星")
    assert "13900000001" not in case.summary
    with desk.store.reading() as session:
        assert "13900000001" in (orders_of(session, case.id)[0].content or "")


@pytest.mark.parametrize("name", ["上海.xlsx"])
def test_check_only_keeps_nothing(desk: Desk, tmp_path: Path, name: str) -> None:
    path = workbook(
        tmp_path / name, HEADS, [("A1", "2023-08-01", "甲先生", "13900000001", "无证", None, None)]
    )
    assert bring(desk, path, check_only=True).data["batch"] is None
    assert total(desk, select(func.count(Complaint.id))) == 0
