"""Planning and recording visits: what counts as 已检查, what is asked, what is refused."""

from datetime import date

import pytest
from sqlalchemy import func, select

from desktop.app.features import STREET
from desktop.base.errors import NeedsConfirmation, UserError
from desktop.features.inspections.operations.entry import edit_visit, plan_visit, record_visit
from desktop.features.inspections.operations.findings import Found
from desktop.features.inspections.operations.many import CleanVisit, record_clean_visits
from desktop.features.inspections.operations.moves import move_visit
from desktop.features.inspections.operations.people import save_inspector
from desktop.features.inspections.operations.photos import add_photo, void_photo
from desktop.features.inspections.queries.visits import (
    crew_of,
    due_items,
    findings_of,
    photos_of,
    problem_draft,
    visit,
    visits_of,
)
from desktop.features.inspections.records.visits import (
    Inspector,
    Outcome,
    SiteKind,
    Visit,
    VisitKind,
    VisitResult,
    VisitState,
)
from desktop.features.institutions.operations import merge_institutions
from desktop.features.institutions.records import Institution
from desktop.store.desk import Desk
from desktop.store.editing import restore_record, void_record
from desktop.store.journal import Act
from desktop.store.undo import undo
from tests.helpers.desk import TODAY
from tests.helpers.pictures import photo
from tests.helpers.visits import EVENING, inspector, institution, pair, plan, reread, visited

SUNDAY_AT_WORK = date(2023, 10, 8)


def test_a_plan_takes_the_facts_of_the_institution(desk: Desk) -> None:
    found = institution(desk)
    made = plan(desk, institution_id=found.id, subject=None)
    assert (made.number, made.state) == ("检2023-001", VisitState.PLANNED)
    assert (made.subject, made.town, made.community, made.keeper, made.grid_person) == (
        found.name, "梅岭街道", "竹园社区", "庄志强", "李阿妹")
    assert made.title() == "检查2023-001"
    assert plan(desk).number == "检2023-002"
    with desk.store.reading() as session:
        assert visit(session, "2023-002").number == "检2023-002"
        assert [item.title for item in due_items(session, TODAY)] == [
            "检2023-001 工作日晚间临检", "检2023-002 工作日晚间临检"]


def test_the_number_goes_on_after_a_thousand(desk: Desk) -> None:
    made = plan(desk)
    with desk.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE visit SET number = '检2023-1000' WHERE id = ?", (made.id,))
    assert plan(desk).number == "检2023-1001"
    assert plan(desk, on=date(2024, 1, 3)).number == "检2024-001"


def test_the_same_click_twice_is_one_visit(desk: Desk) -> None:
    assert plan(desk, token="t").id == plan(desk, token="t").id
    people = pair(desk)
    assert visited(desk, people, token="u").id == visited(desk, people, token="u").id


@pytest.mark.parametrize("cards", [[], ["35058201"], ["35058201", None]])
def test_two_people_with_cards_are_needed(desk: Desk, cards: list[str | None]) -> None:
    people = [inspector(desk, f"检查员{place}", card).id for place, card in enumerate(cards)]
    with pytest.raises(UserError, match="行政处罚法第四十二条"):
        visited(desk, people)
    with desk.store.reading() as session:
        assert session.scalar(select(func.count(Visit.id))) == 0


def test_a_card_entered_later_counts_for_a_plan(desk: Desk) -> None:
    people = [inspector(desk, "林晓燕", "35058201").id, inspector(desk, "陈志远").id]
    made = plan(desk, inspectors=people)
    with pytest.raises(UserError, match="陈志远没有执法证号"):
        desk.do(move_visit, "记为已检查", visit=made.id, move="done", result=VisitResult.CLEAN)
    desk.do(save_inspector, "改检查人员", values={"card_no": "35058202"}, row=people[1])
    done = desk.do(move_visit, "记为已检查", visit=made.id, move="done", result=VisitResult.CLEAN)
    assert done.state is VisitState.DONE


def test_two_people_never_share_a_card(desk: Desk) -> None:
    inspector(desk, "林晓燕", "35058201")
    with pytest.raises(UserError, match="已经是林晓燕的"):
        inspector(desk, "陈志远", "35058201")
    twice = [inspector(desk, "陈志远", "1").id, inspector(desk, "陈志远", "2").id]
    with pytest.raises(UserError, match="现有 1 人"):
        visited(desk, twice)


def test_a_patrol_asks_for_its_grid_person(desk: Desk) -> None:
    given = {"way": VisitKind.PATROL, "on": EVENING, "subject": "竹园小区", "site_kind": SiteKind.HOUSING}
    with pytest.raises(UserError, match="没有填网格员"):
        desk.do(record_visit, "登记巡查", findings=[], **given)
    made = desk.do(record_visit, "登记巡查", findings=[], grid_person="李阿妹", **given)
    assert (made.state, made.result, made.inspector_count) == (VisitState.DONE, VisitResult.CLEAN, 0)


def test_failed_items_make_the_result(desk: Desk) -> None:
    made = visited(desk, pair(desk), "sf-3", "zz-2")
    assert (made.result, made.failed_items, made.checked_items) == (VisitResult.FOUND, 2, 2)
    assert made.inspectors == "林晓燕、陈志远"
    with pytest.raises(UserError, match="结果不能是“无问题”"):
        desk.do(edit_visit, "改检查", visit=made.id, result=VisitResult.CLEAN)
    with pytest.raises(UserError, match="没有填检查结果"):
        desk.do(edit_visit, "改检查", visit=made.id, result=None)
    with pytest.raises(UserError, match="在检查情况里写明"):
        desk.do(record_visit, "登记检查", way=VisitKind.JOINT, on=EVENING, subject="某处",
                inspectors=[1, 2], result=VisitResult.FOUND)


def test_a_visit_that_counts_keeps_its_people(desk: Desk) -> None:
    people = pair(desk)
    made = visited(desk, people)
    with pytest.raises(UserError, match="现有 1 人"):
        desk.do(edit_visit, "改检查", visit=made.id, inspectors=people[:1])
    third = inspector(desk, "吴志坚", "35058203").id
    desk.do(edit_visit, "改检查", visit=made.id, inspectors=[people[0], third])
    with desk.store.reading() as session:
        assert [one.name for one in crew_of(session, made.id)] == ["林晓燕", "吴志坚"]


def test_a_day_that_does_not_fit_is_asked_once(desk: Desk) -> None:
    with pytest.raises(NeedsConfirmation, match="国庆节调休上班"):
        plan(desk, way=VisitKind.WEEKEND, on=SUNDAY_AT_WORK, starts=None)
    made = plan(desk, way=VisitKind.WEEKEND, on=date(2023, 9, 21), starts=None, confirmed=True)
    assert made.slot_note == "2023年9月21日（星期四），不是周末"
    people = pair(desk)
    done = desk.do(record_visit, "登记检查", visit=made.id, inspectors=people, findings=[Found("zz-1")])
    assert done.slot_note == made.slot_note
    with pytest.raises(NeedsConfirmation, match="不是晚间"):
        visited(desk, people, starts="10:00")
    with pytest.raises(NeedsConfirmation, match="没有填开始时间"):
        visited(desk, people, starts=None, ends=None)
    assert plan(desk, starts=None).slot_note is None
    moved = desk.do(edit_visit, "改检查", visit=made.id, way=VisitKind.EVENING, starts="19点")
    assert (moved.starts, moved.slot_note) == ("19:00", None)


def test_the_other_moves_ask_for_a_reason(desk: Desk) -> None:
    made = plan(desk)
    for move in ("closed_door", "cancel"):
        with pytest.raises(UserError, match="没有写原因"):
            desk.do(move_visit, move, visit=made.id, move=move)
    shut = desk.do(move_visit, "未检查到", visit=made.id, move="closed_door", reason="关门")
    assert (shut.state, shut.reason) == (VisitState.CLOSED_DOOR, "关门")
    again = desk.do(move_visit, "重新计划", visit=made.id, move="replan", on=date(2023, 9, 26))
    assert (again.state, again.on, again.reason) == (VisitState.PLANNED, date(2023, 9, 26), None)
    with pytest.raises(UserError, match="还没有到"):
        desk.do(record_visit, "登记检查", visit=made.id, inspectors=pair(desk), findings=[])
    with pytest.raises(UserError, match="没有“fly”这种办理"):
        desk.do(move_visit, "fly", visit=made.id, move="fly")


def test_faults_are_told_by_field(desk: Desk) -> None:
    with pytest.raises(UserError) as told:
        desk.do(plan_visit, "登记检查计划", subject=" ", starts="19:30", ends="18:00", state=VisitState.DONE)
    assert set(told.value.fields) == {"subject", "way", "ends", "state"}
    with pytest.raises(UserError, match="看不懂"):
        plan(desk, starts="傍晚")


def test_a_failed_item_is_ready_to_become_a_problem(desk: Desk) -> None:
    people = pair(desk)
    found = institution(desk)
    made = visited(desk, people, "sf-3", institution_id=found.id, subject=None)
    desk.do(edit_visit, "改检查", visit=made.id, findings=[
        Found("sf-3", Outcome.FAILED, detail="一次性收取6个月学费，12名学员"), Found("zz-1")])
    with desk.store.reading() as session:
        clean, failed = findings_of(session, made.id)
        assert (clean.item_key, failed.item_key) == ("zz-1", "sf-3")
    kept = desk.do(add_photo, "添加照片", visit=made.id, finding=failed.id, data=photo(), name="收据.jpg")
    desk.do(add_photo, "添加照片", visit=made.id, data=photo(tint=(1, 2, 3)), name="门头.jpg")
    with desk.store.reading() as session:
        draft = problem_draft(session, failed)
        with pytest.raises(UserError, match="没有发现问题"):
            problem_draft(session, clean)
    assert (draft.subject, draft.institution_id, draft.town) == (found.name, found.id, "梅岭街道")
    assert (draft.category, draft.subcategory) == ("预收费与收费", "E2")
    assert draft.description == "一次性收取6个月学费，12名学员"
    assert draft.statute_keys == "promotion-rules-63-11 order-53-management"
    assert draft.basis.endswith("条号待核（待核对）")
    assert (draft.found_on, draft.found_by, draft.patrol) == (EVENING, "林晓燕、陈志远", False)
    assert [file.name for file in draft.photos] == ["收据.jpg", "门头.jpg"]
    assert draft.photos[0].id == kept.attachment_id


def test_photos_are_kept_once_and_may_be_taken_off(desk: Desk) -> None:
    made = visited(desk, pair(desk))
    one = desk.do(add_photo, "添加照片", visit=made.id, data=photo(), name="a.jpg")
    assert desk.do(add_photo, "添加照片", visit=made.id, data=photo(), name="a.jpg").id == one.id
    assert reread(desk, made).photo_count == 1
    with pytest.raises(UserError):
        desk.do(add_photo, "添加照片", visit=made.id, data=b"no picture", name="b.jpg")
    desk.do(void_photo, "作废照片", photo=one.id, reason="传错")
    with desk.store.reading() as session:
        assert photos_of(session, made.id) == []
    assert reread(desk, made).photo_count == 0


def test_ten_clean_visits_are_one_act(desk: Desk) -> None:
    people, found = pair(desk), institution(desk)
    lines = [CleanVisit(institution_id=found.id), *(CleanVisit(subject=f"场所{n}", starts=f"19{n:02d}")
                                                    for n in range(9))]
    made = desk.do(record_clean_visits, "登记 10 次检查", visits=lines, inspectors=people, starts="19:00",
                   way=VisitKind.EVENING, on=EVENING, lists=["证照", "时间"])
    assert {(one.state, one.result, one.checked_items) for one in made} == {
        (VisitState.DONE, VisitResult.CLEAN, 11)}
    assert [one.starts for one in made[:3]] == ["19:00", "19:00", "19:01"]
    with desk.store.reading() as session:
        act = session.scalar(select(func.max(Act.id)))
    desk.do(undo, "撤销", act=act)
    with desk.store.reading() as session:
        assert session.scalar(select(func.count(Visit.id))) == 0


def test_a_faulty_line_of_the_grid_keeps_nothing(desk: Desk) -> None:
    people = pair(desk)
    given = {"way": VisitKind.WEEKEND, "on": SUNDAY_AT_WORK, "inspectors": people}
    with pytest.raises(UserError, match=r"第 1 行.*还没有到"):
        desk.do(record_clean_visits, "登记", visits=[CleanVisit(subject="甲")], **given)
    given["on"] = date(2023, 9, 21)
    with pytest.raises(NeedsConfirmation, match="不是周末"):
        desk.do(record_clean_visits, "登记", visits=[CleanVisit(subject="甲")], **given)
    for lines, words in (([CleanVisit(subject="甲"), CleanVisit()], r"第 2 行.*被检查对象"),
                         ([CleanVisit(subject="甲"), CleanVisit(subject="甲")], "第 2 行和第 1 行"),
                         ([], "没有要登记的检查")):
        with pytest.raises(UserError, match=words):
            desk.do(record_clean_visits, "登记", visits=lines, confirmed=True, **given)
    with desk.store.reading() as session:
        assert session.scalar(select(func.count(Visit.id))) == 0


def test_a_merge_moves_the_visits(desk: Desk) -> None:
    from_, to = institution(desk), institution(desk, "晋江市启航艺术培训中心")
    made = visited(desk, pair(desk), institution_id=from_.id, subject=None)
    moves = [merge for feature in STREET for merge in feature.merges if merge.on is Institution]
    desk.do(merge_institutions, "合并", gone=from_.id, kept=to.id, sources={}, merges=moves)
    with desk.store.reading() as session:
        assert [one.id for one in visits_of(session, to.id)] == [made.id]
    assert reread(desk, made).object_key == f"#{to.id}"


def test_an_undone_visit_is_gone_and_a_void_one_comes_back(desk: Desk) -> None:
    made = visited(desk, pair(desk))
    desk.do(void_record, "作废", record=Visit, row=made.id, reason="重复")
    with pytest.raises(UserError, match="已作废"):
        desk.do(edit_visit, "改检查", visit=made.id, note="x")
    desk.do(restore_record, "恢复", record=Visit, row=made.id)
    assert reread(desk, made).state is VisitState.DONE
    assert plan(desk).number == "检2023-002"


def test_who_left_stays_on_old_visits(desk: Desk) -> None:
    people = pair(desk)
    made = visited(desk, people)
    desk.do(save_inspector, "离岗", values={"active": False, "card_no": "99"}, row=people[0])
    with desk.store.reading() as session:
        assert [one.card_no for one in crew_of(session, made.id)] == ["35058201", "35058202"]
        assert session.get_one(Inspector, people[0]).active is False
