"""The page 报送 with real widgets: what it shows, opens, changes, freezes and writes."""

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QSettings, QSize, Qt, QThread, QTimer
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from desktop.base.clock import FixedClock
from desktop.features.filings import form as forms
from desktop.features.filings.feature.offer import FILINGS, badge
from desktop.features.filings.form import FactsDialog
from desktop.features.filings.operations import register_sending, set_figure
from desktop.features.filings.page import FilingsPage
from desktop.features.filings.panels import outputs
from desktop.features.filings.queries.month import MonthRead, read_month
from desktop.features.filings.queries.sheets import sheet, versions
from desktop.features.filings.records import Basis, SendState
from desktop.features.office.operations import set_up_office
from desktop.features.office.rules import defaults
from desktop.store.desk import Desk
from desktop.ui.buttons import Button
from desktop.ui.line_table import Line
from desktop.ui.outputs import Outputs
from desktop.ui.services import Said, Services
from desktop.ui.theme import apply_theme
from tests.helpers.desk import make_desk
from tests.helpers.filings import MONTH, SOURCE, closed, frozen, ready
from tests.helpers.screens import clipped_texts, settle, shot

BODY = QSize(1190, 666)
LOW = QSize(1045, 540)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = make_desk(tmp_path, FixedClock.on(date(2023, 8, 31)))
    closed(made, date(2023, 8, 5), *(f"2023-{place:03d}" for place in range(1, 20)))
    frozen(made, "2023-08")
    for recipient in ("education", "market", "science", "culture", "sports"):
        made.do(register_sending, "登记", month="2023-08", recipient=recipient, state=SendState.SENT)
    made.store.clock = FixedClock.on(date(2023, 9, 25))
    closed(made, date(2023, 9, 12), *(f"2023-{place:03d}" for place in range(20, 32)))
    return made


@pytest.fixture
def services(desk: Desk, tmp_path: Path, qapp: QApplication) -> Iterator[Services]:
    apply_theme(qapp)
    settings = QSettings(str(tmp_path / "ui.ini"), QSettings.Format.IniFormat)
    made = Services(desk, (FILINGS,), settings, Outputs(lambda *given: 0))
    yield made
    made.tasks.wait()
    desk.store.close()


@pytest.fixture
def page(services: Services, qtbot: QtBot) -> FilingsPage:
    made = FilingsPage(services, FILINGS)
    qtbot.addWidget(made)
    made.resize(BODY)
    made.show()
    settle()
    return made


def words(page: FilingsPage) -> str:
    return "\n".join(part.text() for part in page.findChildren(QLabel) if part.isVisible())


def submit(dialog: FactsDialog, verb: str = "save", **typed: Any) -> bool:
    """Type and press; whether the dialog closed."""
    for key, value in typed.items():
        dialog.editors[key].set_value(value)
    dialog.choose(verb)
    done = dialog.result() == dialog.DialogCode.Accepted.value
    dialog.deleteLater()
    return done


def test_it_opens_with_the_month_to_send_and_where_its_number_comes_from(page: FilingsPage) -> None:
    assert page.month == MONTH
    shown = words(page)
    assert "8月底累计 19  ＋  9月销号 12  ＝  31" in shown
    assert "最迟 9月28日（周四），剩 3 个工作日" in shown
    assert "1 项拦住" in shown
    assert page.freeze.reason() == "先处理拦住的 1 项"


@pytest.mark.parametrize("size", [BODY, LOW])
@pytest.mark.parametrize("dark", [False, True])
def test_nothing_is_clipped(page: FilingsPage, qapp: QApplication, tmp_path: Path, size: QSize,
                            dark: bool) -> None:
    apply_theme(qapp, dark)
    shot(page, tmp_path / "报送.png", size)
    assert clipped_texts(page) == []
    apply_theme(qapp)


def test_the_number_opens_exactly_its_rows(page: FilingsPage, services: Services, qtbot: QtBot) -> None:
    with qtbot.waitSignal(services.opened) as opened:
        page.open_rows()
    feature, row, question = opened.args
    assert (feature, row) == ("problems", None)
    assert len(question.only) == 31
    page._change_basis("本月")
    settle()
    with qtbot.waitSignal(services.opened) as opened:
        page.open_rows()
    assert len(opened.args[2].only) == 12


def test_typing_a_number_with_its_source(page: FilingsPage, services: Services, qtbot: QtBot) -> None:
    assert page.sheet is not None
    assert submit(forms.number_dialog(services, page.sheet, "cases", page), value=3, source=SOURCE)
    settle()
    assert page.sheet.value("cases") == 3
    assert not submit(forms.number_dialog(services, page.sheet, "handled", page), verb="zero")
    assert submit(forms.number_dialog(services, page.sheet, "handled", page), verb="zero", source=SOURCE)
    settle()
    assert page.sheet.value("handled") == 0
    assert not submit(forms.number_dialog(services, page.sheet, "rectified", page), value=30)
    replaced = forms.number_dialog(services, page.sheet, "rectified", page)
    assert submit(replaced, value=11, reason="扣除重复登记 1 个")
    settle()
    assert page.sheet.value("rectified") == 30
    page.show_cell("rectified")
    settle()
    assert "台账算出 12，改用 11" in words(page)


def test_texts_signatures_and_note_two(page: FilingsPage, services: Services) -> None:
    assert page.sheet is not None
    assert submit(forms.text_dialog(services, page.sheet, "difficulties", page), content="取证难。")
    assert submit(forms.signatures_dialog(services, page.sheet, page), signer="黄国梁")
    settle()
    assert page.sheet.texts["difficulties"] == "取证难。"
    assert page.sheet.signatures["signer"] == "黄国梁"
    assert submit(forms.text_dialog(services, page.sheet, "difficulties", page), verb="back")
    box = page.form.boxes["note_exposure_batches"]
    assert box.text() == ""
    box.setText("5")
    box.setModified(True)
    box.editingFinished.emit()
    settle()
    assert page.sheet.notes["note_exposure_batches"].own == 3
    assert page.sheet.value("note_exposure_batches") == 5


def test_freezing_and_writing_the_drafts(page: FilingsPage, desk: Desk, services: Services, qtbot: QtBot,
                                         tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ready(desk)
    settle()
    assert page.freeze.reason() == ""
    asked: list[str] = []
    monkeypatch.setattr(Services, "confirm", lambda services, parent, title, said: bool(asked.append(said)))
    page.freeze.button.click()
    settle()
    assert "封存后不能撤销" in asked[0]
    assert page.sheet is not None
    assert not page.sheet.frozen, "not before she says so"
    monkeypatch.setattr(Services, "confirm", lambda *given: True)
    before = dict(page.before)
    told: list[Said] = []
    services.said.connect(told.append)
    for _ in range(20):
        page.freeze.button.click()
    qtbot.waitUntil(lambda: page.sheet is not None and page.sheet.frozen, timeout=20_000)
    services.tasks.wait()
    settle()
    assert told[-1].act is None, "nothing says that Ctrl+Z takes it back"
    assert page.before == before, "the month before is the same one"
    assert page.focusWidget() is page.drafts
    assert not any(box.focusPolicy() & Qt.FocusPolicy.TabFocus for box in page.form.boxes.values())
    with desk.store.reading() as session:
        assert len(versions(session, MONTH)) == 1
    assert page.drafts.isVisible()
    assert not page.freeze.isVisible()
    assert not page.basis.isEnabled()
    with qtbot.waitSignal(services.said, timeout=20_000):
        page.write_drafts(tmp_path / "草稿")
    assert sorted(path.suffix for path in (tmp_path / "草稿").iterdir()) == [".eml"] * 5 + [".pdf", ".xlsx"]
    with qtbot.waitSignal(services.said, timeout=20_000):
        page.export_to(tmp_path / "表.xlsx")
    assert load_workbook(tmp_path / "表.xlsx").active["A1"].value == "附件2"


def test_a_frozen_month_offers_sendings_and_a_correction(page: FilingsPage, services: Services) -> None:
    page.show_month("2023-08")
    assert page.sheet is not None
    assert page.sheet.frozen
    recipient = page.sheet.plan.recipient("market")
    assert submit(forms.sending_dialog(services, page.sheet, recipient, None, page), state=SendState.RECEIVED)
    settle()
    lines = [line for line in page.recipients.table.lines.lines if isinstance(line, Line)]
    assert [line.cells[3][0] for line in lines] == ["已发", "已回执", "已发", "已发", "已发"]
    assert not submit(forms.correction_dialog(services, page.sheet, page))
    assert submit(forms.correction_dialog(services, page.sheet, page), reason="来函更正")
    settle()
    assert not page.sheet.frozen
    assert "正在更正：来函更正" in words(page)
    assert page.freeze.isVisible()


def test_the_mailbox_is_confirmed_where_the_check_points(services: Services, tmp_path: Path,
                                                         qtbot: QtBot) -> None:
    desk = make_desk(tmp_path / "新")
    fresh = Services(desk, (FILINGS,), services.settings, services.outputs)
    page = FilingsPage(fresh, FILINGS)
    qtbot.addWidget(page)
    page.resize(BODY)
    page.show()
    settle()
    assert page.sheet is not None
    assert "市教育局邮箱有两种写法，请确认一次" in words(page)
    dialog = forms.mailbox_dialog(fresh, page.sheet.plan.recipient("education"), page)
    assert submit(dialog, mailbox="mkg@qzedu.cn", confirmed_by="李科长")
    settle()
    assert "请确认一次" not in words(page)
    desk.store.close()


def test_months_go_back_and_forth(page: FilingsPage, desk: Desk) -> None:
    page.forward.click()
    assert (page.month, page.freeze.reason()) == ("2023-10", "10月还没有到")
    page.back.click()
    page.back.click()
    assert page.month == "2023-08"
    assert not page.back.isEnabled()
    page.open_row(0)
    assert page.month == MONTH


def test_another_change_of_the_records_shows_at_once(page: FilingsPage, desk: Desk) -> None:
    closed(desk, date(2023, 9, 13), "2023-099")
    settle()
    assert page.sheet is not None
    assert page.sheet.value("rectified") == 32
    desk.do(set_figure, "填", month=MONTH, key="cases", value=2, source=SOURCE)
    settle()
    assert page.sheet.value("cases") == 2


def test_a_scheme_without_a_monthly_form_says_so(page: FilingsPage, desk: Desk, services: Services) -> None:
    desk.do(set_up_office, "改", office=defaults("进贤县", "360124", "nanchang-2021"))
    settle()
    assert "没有规定每月报送的报表" in words(page)
    assert not page.exporting.isVisible()
    page.print()
    page.export()


def test_the_badge_is_the_days_left(services: Services) -> None:
    found = services.read(badge, services.today)
    assert found is not None
    assert found.text == "剩3日"
    assert services.read(badge, date(2023, 9, 4)) is None


def test_changing_the_basis_keeps_it(page: FilingsPage, desk: Desk) -> None:
    page.basis.chosen.emit("本月")
    settle()
    with desk.store.reading() as session:
        assert sheet(session, MONTH, desk.today).basis is Basis.MONTH
    assert page.findChildren(Button)


def test_the_board_opens_registers_and_goes_back(page: FilingsPage, services: Services,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    page.show_board(shown=True)
    settle()
    assert page.board.isVisible()
    assert "已发 5" in words(page)
    assert clipped_texts(page) == []
    page.board.table.setCurrentIndex(page.board.table.lines.index(4, 1))
    cell = page.board.current()
    assert cell is not None
    assert (cell.month, cell.recipient, cell.step_words) == ("2023-08", "sports", "登记回执")
    asked: list[str] = []

    def answer(dialog: FactsDialog) -> int:
        asked.append(dialog.windowTitle())
        return int(submit(dialog))

    monkeypatch.setattr(FactsDialog, "exec", answer)
    page.board.act()
    settle()
    assert asked == ["登记市体育局"]
    assert page.board.current() is not None
    assert page.board.current().state is SendState.RECEIVED  # type: ignore[union-attr]
    page.board.open.click()
    settle()
    assert not page.board.isVisible()
    assert page.month == "2023-08"


def test_the_number_of_last_month_stands_beside_each_number(page: FilingsPage) -> None:
    assert page.before["rectified"] == 19
    page.show_cell("rectified")
    settle()
    assert "＋12（8月累计 19）" in words(page)


def test_the_text_of_the_mails_is_copied(page: FilingsPage, services: Services, qtbot: QtBot) -> None:
    page.show_month("2023-08")
    page.files.copy_text("market")
    services.tasks.wait()
    qtbot.waitUntil(lambda: "收件人：13489383313@163.com" in QApplication.clipboard().text())
    assert "主题：晋江市教育局报送" in QApplication.clipboard().text()
    assert QApplication.clipboard().text().count("收件单位：") == 1


def test_the_folder_of_the_drafts_opens_again(page: FilingsPage, services: Services, tmp_path: Path,
                                              qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(outputs.QDesktopServices, "openUrl",
                        lambda url: not opened.append(Path(url.toLocalFile())))
    page.show_month("2023-08")
    page.write_drafts(tmp_path / "草稿")
    services.tasks.wait()
    qtbot.waitUntil(lambda: (tmp_path / "草稿").is_dir() and services.settings.contains(outputs.FOLDER))
    page.files.open_folder()
    assert opened == [tmp_path / "草稿"]


def test_what_changes_while_the_month_is_read_is_read_after(
        page: FilingsPage, services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.ui.aside.PATIENCE_MS", 1)
    threads: list[bool] = []

    def slow(session: Session, month: str, today: date) -> MonthRead:
        threads.append(QThread.currentThread() is page.thread())
        if len(threads) == 1:
            QTimer.singleShot(0, page, page.refresh)
            time.sleep(0.2)
        return read_month(session, month, today)

    monkeypatch.setattr("desktop.features.filings.page.read_month", slow)
    page.refresh()
    assert threads == [False, False]
    assert page.sheet is not None
