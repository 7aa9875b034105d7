"""Checks before sending, sources, freezing once, corrections, mailboxes, sendings."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop.base.clock import FixedClock
from desktop.base.errors import UserError
from desktop.features.calendar.records import SpecialDay
from desktop.features.filings.listing import board
from desktop.features.filings.operations import (
    confirm_mailbox,
    confirm_zero,
    freeze_month,
    open_correction,
    register_sending,
    set_basis,
    set_figure,
    set_note_figures,
    set_signatures,
    set_text,
)
from desktop.features.filings.queries.sheets import check_month, mailboxes, plan, sheet, versions
from desktop.features.filings.records import Basis, SendState
from desktop.features.filings.rules import Check, Level
from desktop.store.attachments import Attachment, faults
from desktop.store.desk import Desk
from desktop.store.journal import Act
from desktop.store.undo import undo
from tests.helpers.desk import make_desk
from tests.helpers.filings import MONTH, SOURCE, cheap, closed, frozen, ready, settle


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def checks(desk: Desk, month: str = MONTH) -> dict[str, Check]:
    with desk.store.reading() as session:
        made = sheet(session, month, desk.today)
        return {check.key: check for check in check_month(session, made, desk.today)}


def blocked(desk: Desk, month: str = MONTH) -> set[str]:
    return {key for key, check in checks(desk, month).items() if check.level is Level.BLOCKS}


def fill(desk: Desk, month: str = MONTH, **numbers: int) -> None:
    for key, value in numbers.items():
        desk.do(set_figure, "填", month=month, key=key, value=value, source=SOURCE)


def test_an_untouched_month_is_blocked_and_says_where(desk: Desk) -> None:
    found = checks(desk)
    assert blocked(desk) == {"mailbox:education", "empty"}
    assert found["mailbox:education"].sentence == "市教育局邮箱有两种写法，请确认一次"
    assert found["empty"].sentence.startswith("第5、6、7、8、11、12项没有填")
    assert found["empty"].where == "figure:cases"
    assert found["text:difficulties"].level is Level.WARNS
    assert found["attachment"].level is Level.PASSED
    assert "附件2" in found["attachment"].sentence


def test_a_number_needs_its_source_zero_too(desk: Desk) -> None:
    ready(desk)
    assert blocked(desk) == set()
    desk.do(set_figure, "填", month=MONTH, key="department_problems", value=2)
    assert checks(desk)["source"].sentence == "第8项没有来源（来文或会议）"
    desk.do(set_figure, "填", month=MONTH, key="department_problems", value=0)
    assert blocked(desk) == {"source"}
    with pytest.raises(UserError, match="确认为 0 也要写明来源"):
        desk.do(confirm_zero, "确认", month=MONTH, source=" ")


def test_another_number_than_the_ledgers_needs_a_reason(desk: Desk) -> None:
    closed(desk, date(2023, 9, 4), "2023-001", "2023-002")
    with pytest.raises(UserError, match="台账算出 2，改用 3"):
        desk.do(set_figure, "改", month=MONTH, key="rectified", value=3)
    desk.do(set_figure, "改", month=MONTH, key="rectified", value=3, reason="含市督查移交已整改 1 个")
    with desk.store.reading() as session:
        entry = sheet(session, MONTH, desk.today).numbers["rectified"]
    assert entry.count is not None
    assert (entry.own, entry.count.value, entry.reason) == (3, 2, "含市督查移交已整改 1 个")
    desk.do(set_figure, "改回", month=MONTH, key="rectified", value=None)
    with desk.store.reading() as session:
        assert sheet(session, MONTH, desk.today).value("rectified") == 2


def test_what_the_ledger_does_not_hold_is_zero_until_typed(desk: Desk) -> None:
    with desk.store.reading() as session:
        entry = sheet(session, MONTH, desk.today).numbers["rules"]
    assert entry.own == 0
    assert entry.count is not None
    assert "台账里没有这类记录" in entry.count.words
    ready(desk)
    desk.do(set_figure, "填", month=MONTH, key="rules", value=2)
    assert blocked(desk) == {"reason"}
    desk.do(set_figure, "填", month=MONTH, key="rules", value=2, source="双减工作会议纪要")
    assert blocked(desk) == set()


@pytest.mark.parametrize(("numbers", "key"), [
    ({"handled": 1, "disciplined": 2}, "disciplined-of-handled"),
    ({"advices": 1, "advices_done": 2}, "advices-done"),
    ({"exposure_batches": 3, "exposure_cases": 2}, "exposure"),
    ({"exposure_batches": 0, "exposure_cases": 2}, "exposure-zero"),
    ({"result_batches": 3, "result_items": 2}, "result"),
    ({"result_batches": 0, "result_items": 2}, "result-zero"),
])
def test_the_identities_of_the_form(desk: Desk, numbers: dict[str, int], key: str) -> None:
    ready(desk)
    assert blocked(desk) == set()
    fill(desk, **numbers)
    assert blocked(desk) == {key}
    with pytest.raises(UserError, match="不能封存"):
        desk.do(freeze_month, "封存", month=MONTH, render=cheap)


@pytest.mark.parametrize(("values", "key"), [
    ({"note_exposure_batches": 6}, "note-exposure"), ({"note_exposure_batches": 0}, "note-exposure-zero"),
    ({"note_result_batches": 4}, "note-result"), ({"note_result_batches": 0}, "note-result-zero"),
])
def test_the_identities_of_note_two(desk: Desk, values: dict[str, int], key: str) -> None:
    ready(desk)
    desk.do(set_note_figures, "填", month=MONTH, values=values)
    assert blocked(desk) == {key}


def test_letters_done_may_belong_to_an_earlier_month(desk: Desk) -> None:
    fill(desk, "2023-08", advices=2, advices_done=0)
    ready(desk)
    fill(desk, advices=0, advices_done=2)
    assert blocked(desk) == set()
    fill(desk, advices_done=3)
    assert blocked(desk) == {"advices-done"}


@pytest.mark.parametrize("value", [-1, 1_000_000, True, 1.5])
def test_only_plain_numbers_are_taken(desk: Desk, value: Any) -> None:
    with pytest.raises(UserError, match="整数"):
        desk.do(set_figure, "填", month=MONTH, key="cases", value=value, source=SOURCE)


def test_the_sum_never_falls_between_frozen_months(desk: Desk) -> None:
    fill(desk, "2023-08", cases=2)
    frozen(desk, "2023-08")
    fill(desk, cases=1)
    frozen(desk)
    desk.do(open_correction, "更正", month="2023-08", reason="来函更正")
    fill(desk, "2023-08", cases=9)
    found = checks(desk, "2023-08")["falling"]
    assert (found.level, found.sentence) == (Level.BLOCKS, "第5项累计数大于已封存的9月")
    fill(desk, "2023-08", cases=3)
    assert blocked(desk, "2023-08") == set()


def test_freezing_twenty_times_makes_one_version(desk: Desk) -> None:
    ready(desk)
    made = [desk.do(freeze_month, "封存", month=MONTH, render=cheap) for _ in range(20)]
    assert {version.id for version in made} == {made[0].id}
    with desk.store.reading() as session:
        (version,) = versions(session, MONTH)
        assert faults(session) == []
        kept = session.get(Attachment, version.xlsx_id)
    assert kept is not None
    assert version.sha256 == kept.sha256
    assert kept.name == "晋江市教育局_整治群众身边腐败和作风问题工作情况表_2023年9月.xlsx"


@pytest.mark.parametrize(("operation", "given"), [
    (set_figure, {"key": "cases", "value": 1, "source": SOURCE}),
    (set_text, {"key": "effects", "content": "x"}),
    (confirm_zero, {"source": SOURCE}), (set_note_figures, {"values": {"note_result_batches": 1}}),
    (set_signatures, {"values": {"signer": "甲"}}), (set_basis, {"basis": Basis.MONTH}),
])
def test_a_frozen_month_is_read_only(desk: Desk, operation: Any, given: dict[str, Any]) -> None:
    frozen(desk)
    with pytest.raises(UserError, match="已封存（第1版），不能修改"):
        desk.do(operation, "改", month=MONTH, **given)


def test_neither_freezing_nor_what_came_before_can_be_undone(desk: Desk) -> None:
    frozen(desk)
    with desk.store.reading() as session:
        wanted = ("封存", "填写", "确认为0")
        acts = list(session.scalars(select(Act.id).where(Act.title.in_(wanted))))
    assert len(acts) == 5
    for act in acts:
        with pytest.raises(UserError, match="不能撤销"):
            desk.do(undo, "撤销", act=act)
    with desk.store.reading() as session:
        assert sheet(session, MONTH, desk.today).value("cases") == 0


def test_a_correction_keeps_old_new_and_reason(desk: Desk) -> None:
    frozen(desk)
    with pytest.raises(UserError, match="更正理由"):
        desk.do(open_correction, "更正", month=MONTH, reason=" ")
    desk.do(open_correction, "更正", month=MONTH, reason="县纪委监委来函更正第5项")
    fill(desk, cases=1, handled=1)
    desk.do(freeze_month, "封存", month=MONTH, render=cheap)
    with desk.store.reading() as session:
        first, second = versions(session, MONTH)
    assert (first.number, second.number, second.reason) == (1, 2, "县纪委监委来函更正第5项")
    assert first.changes is None
    assert json.loads(second.changes or "") == [
        {"label": "5.查处腐败和作风问题数", "old": 0, "new": 1},
        {"label": "6.批评教育帮助和处理人数", "old": 0, "new": 1}]
    assert json.loads(first.content)["printed"]["cases"] == 0


def test_nothing_is_kept_when_the_files_cannot_be_made(desk: Desk) -> None:
    ready(desk)

    def broken(made: object) -> tuple[bytes, bytes]:
        raise RuntimeError("no font")

    with pytest.raises(RuntimeError):
        desk.do(freeze_month, "封存", month=MONTH, render=broken)
    with desk.store.reading() as session:
        assert versions(session, MONTH) == []
        assert not sheet(session, MONTH, desk.today).frozen


def test_the_mailbox_is_confirmed_once_by_whom_and_how(desk: Desk) -> None:
    with desk.store.reading() as session:
        assert mailboxes(session, plan("quanzhou-2023"))["education"] == ""
    for fault in ({"mailbox": "mkg@qzedu"}, {"confirmed_by": ""}, {"how": " "}):
        given = {"mailbox": "mkg@qzedu.cn", "confirmed_by": "李科长", "how": "电话"} | fault
        with pytest.raises(UserError):
            desk.do(confirm_mailbox, "确认", **given)
    settle(desk)
    with desk.store.reading() as session:
        assert mailboxes(session, plan("quanzhou-2023"))["education"] == "mkg@qzedu.cn"
    assert "mailbox:education" not in checks(desk)
    with pytest.raises(UserError, match="没有收件单位"):
        desk.do(confirm_mailbox, "确认", mailbox="a@b.cn", confirmed_by="甲", how="电话",
                recipient="市公安局")


def test_sendings_are_registered_after_freezing(desk: Desk) -> None:
    with pytest.raises(UserError, match="还没有封存"):
        desk.do(register_sending, "登记", month=MONTH, recipient="education", state=SendState.SENT)
    frozen(desk)
    desk.do(register_sending, "登记", month=MONTH, recipient="市教育局", state=SendState.SENT, how="邮件")
    with pytest.raises(UserError, match="晚于今天"):
        desk.do(register_sending, "登记", month=MONTH, recipient="市教育局", state=SendState.RECEIVED,
                on=date(2023, 9, 26))
    desk.do(register_sending, "登记", month=MONTH, recipient="education", state=SendState.RECEIVED)
    with desk.store.reading() as session:
        lines = board(session, plan("quanzhou-2023"), MONTH)
        after = board(session, plan("quanzhou-2023"), "2023-10")
    assert [line.state.value for line in lines] == ["已回执", "未报", "未报", "未报", "未报"]
    assert lines[0].sending is not None
    assert lines[0].sending.sent_version == 1
    assert after[0].previous is not None


def test_an_edited_text_stays_and_can_go_back_to_the_draft(desk: Desk) -> None:
    desk.do(set_text, "填", month=MONTH, key="remarks", content="累计数\x00，\u202e截至9月25日")
    with desk.store.reading() as session:
        made = sheet(session, MONTH, desk.today)
    assert made.texts["remarks"] == "累计数，截至9月25日"
    assert "remarks" not in made.drafted
    desk.do(set_text, "还原", month=MONTH, key="remarks", content=None)
    with desk.store.reading() as session:
        assert sheet(session, MONTH, desk.today).texts["remarks"] == "（累计数，截至9月25日）"
    with pytest.raises(UserError, match="最多 4000 字"):
        desk.do(set_text, "填", month=MONTH, key="effects", content="长" * 4001)


def test_a_year_without_holiday_data_is_told(desk: Desk) -> None:
    desk.store.clock = FixedClock.on(date(2023, 12, 20))
    assert "calendar" not in checks(desk, "2023-12")
    with desk.store.writing("删除", "林晓燕") as session:
        for row in session.scalars(select(SpecialDay)):
            session.delete(row)
    assert checks(desk, "2023-12")["calendar"].level is Level.WARNS
