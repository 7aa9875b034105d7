"""Board of recipients by months, 更正说明 by the 3rd, differences, changes after freezing."""

from collections.abc import Iterator
from datetime import date
from email import message_from_bytes
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from sqlalchemy.orm import Session

from desktop.base.clock import FixedClock
from desktop.features.filings.form import month_files
from desktop.features.filings.listing import MonthBoard, month_board
from desktop.features.filings.notices import copied_text, correction, correction_pdf
from desktop.features.filings.operations import freeze_month, open_correction, register_sending, set_figure
from desktop.features.filings.queries.sheets import changed_since, check_month, month_before, plan, sheet
from desktop.features.filings.records import Basis, SendState
from desktop.features.filings.rules import difference
from desktop.features.problems.records import Problem, State
from desktop.output.pdf.fonts import font_book
from desktop.store.desk import Desk
from tests.helpers.desk import make_desk
from tests.helpers.filings import cheap, closed, frozen, settle

AUGUST, SEPTEMBER = "2023-08", "2023-09"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path, FixedClock.on(date(2023, 8, 31)))
    closed(made, date(2023, 8, 5), *(f"2023-{place:03d}" for place in range(1, 20)))
    frozen(made, AUGUST)
    yield made
    made.store.close()


def reopen(session: Session, *, by: str, today: date, row: int) -> Problem:
    """A problem back in the ledger, without the way there."""
    found = session.get_one(Problem, row)
    with found.moving():
        found.state, found.closed_on = State.RECTIFYING, None
    return found


def on(desk: Desk, day: date) -> None:
    desk.store.clock = FixedClock.on(day)


def board(desk: Desk) -> MonthBoard:
    with desk.store.reading() as session:
        return month_board(session, plan("quanzhou-2023"), desk.today)


def correct(desk: Desk, day: date) -> None:
    on(desk, day)
    desk.do(open_correction, "更正", month=AUGUST, reason="县纪委监委来函更正第5项")
    desk.do(set_figure, "改数", month=AUGUST, key="cases", value=3, source="县纪委监委来函")
    desk.do(freeze_month, "封存", month=AUGUST, render=cheap)


def test_the_board_tells_what_is_late_in_words(desk: Desk) -> None:
    desk.do(register_sending, "登记", month=AUGUST, recipient="market", state=SendState.SENT, how="邮件")
    desk.do(register_sending, "登记", month=AUGUST, recipient="science", state=SendState.RECEIVED)
    on(desk, date(2023, 9, 25))
    found = board(desk)
    assert found.months == (AUGUST, SEPTEMBER)
    assert found.due == (date(2023, 8, 31), date(2023, 9, 28))
    cells = {name: row[0] for name, row in found.rows}
    assert (cells["市教育局"].state, cells["市教育局"].words) == (SendState.NOT_SENT, "逾期 17 日")
    assert cells["市市场监管局"].words == "8月31日，已过 17 个工作日没有回执"
    assert (cells["市科技局"].words, cells["市科技局"].late) == ("8月31日", False)
    assert found.rows[0][1][1].words == "未封存，剩 3 日"
    assert found.count(SendState.NOT_SENT) == 8
    assert found.late == 3


def test_receipts_of_earlier_months_can_be_registered_from_the_board(desk: Desk) -> None:
    desk.do(register_sending, "登记", month=AUGUST, recipient="sports", state=SendState.SENT)
    on(desk, date(2023, 9, 25))
    cell = dict(board(desk).rows)["市体育局"][0]
    assert (cell.step, cell.step_words) == ("sending", "登记回执")
    desk.do(register_sending, "登记", month=cell.month, recipient=cell.recipient, state=SendState.RECEIVED)
    assert dict(board(desk).rows)["市体育局"][0].state is SendState.RECEIVED


def test_months_before_the_office_was_set_up_are_not_called_late(tmp_path: Path) -> None:
    desk = make_desk(tmp_path, FixedClock.on(date(2023, 10, 9)))
    cells = board(desk).rows[0][1]
    assert [cell.state for cell in cells] == [None, None, SendState.NOT_SENT]
    assert cells[0].words == "未在本机办理"
    desk.store.close()


@pytest.mark.parametrize(("day", "relayed"), [(date(2023, 9, 3), False), (date(2023, 9, 4), True)])
def test_sent_figures_are_not_changed_but_corrected_by_old_new_and_reason(
        desk: Desk, day: date, relayed: bool) -> None:
    correct(desk, day)
    with desk.store.reading() as session:
        found = correction(session, AUGUST)
    assert found is not None
    assert ("5.查处腐败和作风问题数", "0", "3", "＋3") in found.lines()
    assert found.relayed is relayed
    assert ("已将原表报市教育局汇总" in found.text()) is relayed
    assert "更正理由：县纪委监委来函更正第5项" in found.text()
    assert "原报 0，现为 3" in found.text()
    document = PdfDocument(correction_pdf(found, font_book()))
    words = "".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "")
    document.close()
    assert "更正说明" in words
    assert "县纪委监委来函更正第5项" in words
    assert ("已将原表报市教育局汇总" in words) is relayed


def test_a_first_version_has_no_correction(desk: Desk) -> None:
    with desk.store.reading() as session:
        assert correction(session, AUGUST) is None
        assert len(month_files(session, AUGUST, desk.today).named()) == 7


def test_a_corrected_version_goes_out_with_its_explanation(desk: Desk) -> None:
    correct(desk, date(2023, 9, 4))
    with desk.store.reading() as session:
        files = month_files(session, AUGUST, desk.today)
    names = [name for name, _ in files.named()]
    assert sum(name.endswith("_更正说明.pdf") for name in names) == 1
    assert sum(name.endswith("_更正说明.txt") for name in names) == 1
    mail = message_from_bytes(files.drafts[0].data)
    assert [part.get_filename() for part in mail.walk() if part.get_filename()][-1].endswith("更正说明.pdf")
    assert files.drafts[0].subject.startswith("【更正】")
    words = copied_text(files.drafts)
    assert words.count("收件单位：") == 5
    assert "主题：【更正】" in words


def test_difference_to_last_month(desk: Desk) -> None:
    on(desk, date(2023, 9, 25))
    closed(desk, date(2023, 9, 12), "2023-031", "2023-032")
    with desk.store.reading() as session:
        made = sheet(session, SEPTEMBER, desk.today)
        assert month_before(session, made, desk.today)["rectified"] == 19
        own = sheet(session, SEPTEMBER, desk.today, Basis.MONTH)
        assert month_before(session, own, desk.today)["rectified"] == 19
        first = sheet(session, AUGUST, desk.today)
        assert month_before(session, first, desk.today)["rectified"] == 0
    assert [difference(21, 19), difference(2, 19), difference(0, 0), difference(None, 1)] == [
        "＋2", "－17", "持平", ""]


def test_a_months_figures_changed_later_are_told(desk: Desk) -> None:
    settle(desk)
    on(desk, date(2023, 9, 25))
    with desk.store.reading() as session:
        assert changed_since(session, SEPTEMBER) == []
    desk.do(reopen, "重新挂账", row=1)
    with desk.store.reading() as session:
        assert changed_since(session, SEPTEMBER) == [(AUGUST, (1,))]
        found = {check.key: check for check in check_month(
            session, sheet(session, SEPTEMBER, desk.today), desk.today)}
        old = {check.key for check in check_month(session, sheet(session, AUGUST, desk.today), desk.today)}
    assert "2023-001" in found[f"changed:{AUGUST}"].sentence
    assert "更正" in found[f"changed:{AUGUST}"].sentence
    assert f"changed:{AUGUST}" in old


def test_the_difference_stays_what_it_was_when_the_month_is_frozen(tmp_path: Path) -> None:
    """An earlier month that was never frozen gives its rows to the first one that is."""
    desk = make_desk(tmp_path, FixedClock.on(date(2023, 9, 25)))
    closed(desk, date(2023, 8, 5), "2023-001", "2023-002")
    closed(desk, date(2023, 9, 12), "2023-031")
    with desk.store.reading() as session:
        before = month_before(session, sheet(session, SEPTEMBER, desk.today), desk.today)
    frozen(desk, SEPTEMBER)
    with desk.store.reading() as session:
        made = sheet(session, SEPTEMBER, desk.today)
        assert made.frozen
        assert month_before(session, made, desk.today) == before
    assert before["rectified"] == 2
    desk.store.close()
