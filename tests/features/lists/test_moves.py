"""Both lists: batches, publishing, the one step from white to black, removal that answers, never on both."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from desktop.base.errors import NeedsConfirmation, UserError
from desktop.features.institutions.operations import (
    merge_institutions,
    restore_institution,
    save_institution,
    void_institution,
)
from desktop.features.lists.operations.black import edit_line, remove_black
from desktop.features.lists.operations.merging import MERGES
from desktop.features.lists.operations.white import (
    create_batch,
    drop_proposed,
    propose_white,
    publish_batch,
    remove_white,
)
from desktop.features.lists.records import ListBatch, ListEntry, Removal, Standing, SubjectKind
from desktop.store.desk import Desk
from desktop.store.editing import restore_record, save_record, void_record
from desktop.store.journal import Act
from desktop.store.undo import undo
from tests.helpers.desk import make_desk
from tests.helpers.lists import (
    DECIDED,
    approve,
    blacklist,
    institution,
    lines,
    made_code,
    prepare,
    publish,
    standing,
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def last_act(desk: Desk) -> int:
    with desk.store.reading() as session:
        return session.query(Act.id).order_by(Act.id.desc()).limit(1).scalar() or 0


def line_of(desk: Desk, row: int) -> ListEntry:
    with desk.store.reading() as session:
        return session.get_one(ListEntry, row)


def test_a_batch_is_published_for_good(desk: Desk) -> None:
    own = institution(desk, code=made_code(1))
    batch = publish(desk, [own.id])
    assert standing(desk) == {"白名单": [own.name], "黑名单": []}
    assert (batch.count, len(batch.frozen_hash or "")) == (1, 64)
    with pytest.raises(UserError, match="已经公布，不能撤销"):
        desk.do(undo, "撤销", act=last_act(desk))
    with pytest.raises(UserError, match="公布的内容不能改"):
        desk.do(save_record, "改", record=ListBatch, row=batch.id, values={"published_on": date(2023, 8, 1)})
    with pytest.raises(UserError, match="已经公布"):
        desk.do(propose_white, "列入", batch=batch.id, institutions=[own.id])


def test_nobody_is_proposed_twice_and_papers_are_asked_for(desk: Desk) -> None:
    own = institution(desk)
    bare = institution(desk, "甲", licence_no=None)
    batch = desk.do(create_batch, "新建批次", name="2023年第一批")
    with pytest.raises(NeedsConfirmation, match="甲 等 1 家证照不齐"):
        desk.do(propose_white, "列入", batch=batch.id, institutions=[own.id, bare.id])
    desk.do(propose_white, "列入", batch=batch.id, institutions=[own.id], confirmed=True)
    with pytest.raises(UserError, match="已经在拟定的批次里"):
        desk.do(propose_white, "列入", batch=batch.id, institutions=[own.id], confirmed=True)
    with pytest.raises(UserError, match="已经有“2023年第一批”"):
        desk.do(create_batch, "新建批次", name="2023年第一批")


def test_publishing_asks_for_approval_and_lines(desk: Desk) -> None:
    batch = desk.do(create_batch, "新建批次", name="空")
    with pytest.raises(UserError, match="批次里还没有机构") as caught:
        desk.do(publish_batch, "公布", row=batch.id, published_on=date(2024, 1, 1), approval="",
                approved_by="")
    assert set(caught.value.fields) == {"name", "published_on", "approval", "approved_by"}


def test_one_act_moves_off_the_white_and_onto_the_black_list(desk: Desk) -> None:
    own = institution(desk, code=made_code(1))
    publish(desk, [own.id])
    line = prepare(desk, own.id)
    assert standing(desk)["白名单"] == [own.name]
    approve(desk, line)
    white, black = lines(desk)
    assert (white.standing, white.removal, white.removed_on) == (Standing.REMOVED, Removal.TO_BLACK, DECIDED)
    assert (black.standing, black.listed_on, black.approved_by) == (Standing.LISTED, DECIDED, "陈志远")
    desk.do(undo, "撤销", act=last_act(desk))
    assert standing(desk) == {"白名单": [own.name], "黑名单": []}


def test_what_waits_in_a_batch_is_withdrawn_by_the_black_list(desk: Desk) -> None:
    own = institution(desk)
    batch = desk.do(create_batch, "新建批次", name="一")
    desk.do(propose_white, "列入", batch=batch.id, institutions=[own.id])
    blacklist(desk, own.id)
    assert lines(desk)[0].voided
    with pytest.raises(UserError, match="批次里还没有机构"):
        desk.do(publish_batch, "公布", row=batch.id, published_on=date(2023, 9, 25), approval="一",
                approved_by="甲")


def test_a_black_line_needs_item_reason_basis(desk: Desk) -> None:
    own = institution(desk)
    with pytest.raises(UserError, match="请选负面清单项；请写明列入事由；请写明列入依据"):
        prepare(desk, own.id, item=None, reason=" ", basis=None)
    with pytest.raises(UserError, match="不用在个人身上"):
        prepare(desk, None, name="林某", subject_kind=SubjectKind.PERSON, item="N05")
    with pytest.raises(UserError, match="早于查处日期"):
        approve(desk, prepare(desk, own.id, found_on=date(2023, 9, 22), told_on=None))
    line = lines(desk)[0]
    with pytest.raises(NeedsConfirmation, match="告知"):
        approve(desk, line, listed_on=date(2023, 9, 23), confirmed=False)


def test_who_never_was_licensed_stands_there_too(desk: Desk) -> None:
    person = blacklist(desk, None, name="林某", subject_kind=SubjectKind.PERSON, item="N01",
                       address="翡翠城3栋502", id_number="350582199001010000")
    firm = blacklist(desk, None, name="晋江市某某教育咨询有限公司", subject_kind=SubjectKind.FIRM, item="N01",
                     code=made_code(9))
    assert standing(desk)["黑名单"] == [person.name, firm.name]
    with pytest.raises(UserError, match="已经在黑名单上"):
        blacklist(desk, None, name="林某", subject_kind=SubjectKind.PERSON, item="N01",
                  address="翡翠城3栋502")
    own = institution(desk, code=made_code(9))
    batch = desk.do(create_batch, "新建批次", name="一")
    with pytest.raises(UserError, match="在黑名单上"):
        desk.do(propose_white, "列入", batch=batch.id, institutions=[own.id])


def test_the_ledgers_own_is_chosen_there(desk: Desk) -> None:
    own = institution(desk, code=made_code(3))
    publish(desk, [own.id])
    with pytest.raises(UserError, match="白名单上的"):
        blacklist(desk, None, name="别名", subject_kind=SubjectKind.FIRM, item="N01", code=made_code(3))


def test_removal_answers_to_the_reason_of_listing(desk: Desk) -> None:
    person = blacklist(desk, None, name="林某", subject_kind=SubjectKind.PERSON, item="N01", town="安海镇")
    with pytest.raises(UserError, match=r"未经审批擅自举办.*移出理由只能是：已停止举办并退清费用"):
        desk.do(remove_black, "移出", row=person.id, removal=Removal.RECTIFIED, removed_on=DECIDED,
                removal_note="查验")
    with pytest.raises(UserError, match="没有登记公示止日"):
        desk.do(remove_black, "移出", row=person.id, removal=Removal.EXPIRED, removed_on=DECIDED,
                removal_note="到期")
    with pytest.raises(UserError, match="写明移出的依据"):
        desk.do(remove_black, "移出", row=person.id, removal=Removal.STOPPED, removed_on=DECIDED,
                removal_note="")
    desk.do(remove_black, "移出", row=person.id, removal=Removal.STOPPED, removed_on=DECIDED,
            removal_note="9月20日查看，已停办")
    assert standing(desk)["黑名单"] == []


def test_after_the_black_list_the_white_one_is_open_again(desk: Desk) -> None:
    own = institution(desk, code=made_code(1))
    line = blacklist(desk, own.id)
    desk.do(remove_black, "移出", row=line.id, removal=Removal.RECTIFIED, removed_on=DECIDED,
            removal_note="查验合格")
    act = last_act(desk)
    publish(desk, [own.id])
    assert standing(desk) == {"白名单": [own.name], "黑名单": []}
    with pytest.raises(UserError, match="不能撤销"):
        desk.do(undo, "撤销", act=act)
    assert standing(desk) == {"白名单": [own.name], "黑名单": []}


def test_leaving_the_white_list_for_the_black_one_is_one_step_only(desk: Desk) -> None:
    own = institution(desk)
    publish(desk, [own.id])
    row = lines(desk)[0].id
    with pytest.raises(UserError, match="一步办"):
        desk.do(remove_white, "移出", row=row, removal=Removal.TO_BLACK, removed_on=DECIDED)
    with pytest.raises(UserError, match="移出理由只能是"):
        desk.do(remove_white, "移出", row=row, removal=Removal.RECTIFIED, removed_on=DECIDED)
    desk.do(remove_white, "移出", row=row, removal=Removal.CLOSED, removed_on=DECIDED)
    assert standing(desk)["白名单"] == []


@pytest.mark.parametrize(("key", "value"), [
    ("standing", Standing.REMOVED), ("listed_on", date(2023, 1, 1)), ("code", "X"), ("institution_id", None)])
def test_nobody_sets_standing_past_the_moves(desk: Desk, key: str, value: object) -> None:
    own = institution(desk, code=made_code(1))
    publish(desk, [own.id])
    row = lines(desk)[0].id
    with pytest.raises(UserError, match="只能由办理改变"):
        desk.do(save_record, "改", record=ListEntry, row=row, values={key: value})
    with pytest.raises(UserError, match="这里不能改"):
        desk.do(edit_line, "改", row=row, values={key: value})


def test_a_standing_line_is_not_made_void(desk: Desk) -> None:
    own = institution(desk)
    publish(desk, [own.id])
    row = lines(desk)[0].id
    with pytest.raises(UserError, match="列入有误"):
        desk.do(void_record, "作废", record=ListEntry, row=row, reason="错")
    with pytest.raises(UserError, match="机构不能作废"):
        desk.do(void_institution, "作废", row=own.id, reason="重复")


def test_a_proposal_may_be_dropped_and_restored(desk: Desk) -> None:
    own = institution(desk)
    line = prepare(desk, own.id)
    desk.do(drop_proposed, "撤下", rows=[line.id])
    assert lines(desk)[0].voided
    desk.do(restore_record, "恢复", record=ListEntry, row=line.id)
    approve(desk, line)
    with pytest.raises(UserError, match="现在是“在册”"):
        desk.do(drop_proposed, "撤下", rows=[line.id])


def test_a_code_never_stands_on_both_lists(desk: Desk) -> None:
    own = institution(desk, code=made_code(1))
    publish(desk, [own.id])
    blacklist(desk, None, name="某公司", subject_kind=SubjectKind.FIRM, item="N01", code=made_code(2))
    with pytest.raises(UserError, match="会同时在白名单和黑名单上"):
        desk.do(save_institution, "改代码", row=own.id, values={"code": made_code(2)}, confirmed=True)
    with desk.store.reading() as session:
        assert session.query(ListEntry.active_code).order_by(ListEntry.id).all() == [
            (made_code(1),), (made_code(2),)]


def test_an_old_code_counts_too(desk: Desk) -> None:
    own = institution(desk, code=made_code(1))
    desk.do(save_institution, "营转非", row=own.id, values={"code": made_code(1, "52")}, confirmed=True)
    publish(desk, [own.id])
    with pytest.raises(UserError, match="白名单上的"):
        blacklist(desk, None, name="某公司", subject_kind=SubjectKind.FIRM, item="N01", code=made_code(1))


def merge(desk: Desk, kept: int, gone: int) -> None:
    desk.do(merge_institutions, "合并", kept=kept, gone=gone, sources={}, merges=MERGES)


def test_one_white_and_one_black_do_not_merge(desk: Desk) -> None:
    first, second = institution(desk, "甲"), institution(desk, "乙", address="泉安中路1号")
    publish(desk, [first.id])
    blacklist(desk, second.id)
    for kept, gone in ((first.id, second.id), (second.id, first.id)):
        with pytest.raises(UserError, match="不能同时在两个名单上"):
            merge(desk, kept, gone)
    assert standing(desk) == {"白名单": ["甲"], "黑名单": ["乙"]}


def test_two_white_ones_become_one_line_and_the_undo_parts_them(desk: Desk) -> None:
    first, second = institution(desk, "甲"), institution(desk, "乙", address="泉安中路1号")
    publish(desk, [first.id, second.id])
    merge(desk, first.id, second.id)
    assert standing(desk)["白名单"] == ["甲"]
    gone = lines(desk)[1]
    assert (gone.removal, gone.institution_id) == (Removal.MERGED, first.id)
    desk.do(undo, "撤销", act=last_act(desk))
    assert standing(desk)["白名单"] == ["甲", "乙"]


def test_a_merged_institution_is_listed_as_the_one_that_stayed(desk: Desk) -> None:
    first, second = institution(desk, "甲"), institution(desk, "乙", address="泉安中路1号")
    batch = desk.do(create_batch, "新建批次", name="一")
    merge(desk, first.id, second.id)
    made = desk.do(propose_white, "列入", batch=batch.id, institutions=[second.id])
    assert [line.institution_id for line in made] == [first.id]
    third = institution(desk, "丙", address="新华街2号")
    desk.do(void_institution, "作废", row=third.id, reason="重复")
    with pytest.raises(UserError, match="丙已作废"):
        prepare(desk, third.id)


def test_a_proposal_whose_institution_is_void_is_not_published(desk: Desk) -> None:
    own, other = institution(desk), institution(desk, "乙")
    batch = desk.do(create_batch, "新建批次", name="一")
    desk.do(propose_white, "列入", batch=batch.id, institutions=[own.id, other.id])
    desk.do(void_institution, "作废", row=other.id, reason="重复")
    publishing: Callable[[], object] = lambda: desk.do(  # noqa: E731
        publish_batch, "公布", row=batch.id, published_on=date(2023, 9, 1), approval="一", approved_by="甲")
    with pytest.raises(UserError, match="乙已作废"):
        publishing()
    desk.do(restore_institution, "恢复", row=other.id)
    publishing()
    assert len(standing(desk)["白名单"]) == 2


def test_a_branch_shares_its_code_and_both_leave_together(desk: Desk) -> None:
    main = institution(desk, "晋江市启衡培训中心", code=made_code(1))
    branch = institution(desk, "晋江市启衡培训中心（安海校区）", code=made_code(1), address="安海镇1号")
    publish(desk, [main.id, branch.id])
    line = prepare(desk, branch.id)
    with pytest.raises(NeedsConfirmation, match="代码相同的晋江市启衡培训中心也会从白名单移出"):
        approve(desk, line, confirmed=False)
    approve(desk, line)
    assert standing(desk) == {"白名单": [], "黑名单": [branch.name]}
