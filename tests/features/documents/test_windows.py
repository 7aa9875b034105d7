"""The preview and the issued paper on the screen."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop.base.errors import UserError
from desktop.features.calendar.queries import work_calendar
from desktop.features.documents.feature.offer import DOCUMENTS
from desktop.features.documents.form import DeliveryForm, limit_hint
from desktop.features.documents.operations import issue, record_delivery, void_document
from desktop.features.documents.page import preview
from desktop.features.documents.page.preview import PreviewWindow
from desktop.features.documents.page.register import RegisterPage
from desktop.features.documents.panels import issued as panels
from desktop.features.documents.panels.issued import IssuedWindow
from desktop.features.documents.queries import document, documents_about, draft_of, font_book
from desktop.features.documents.records import DeliveryWay, DocumentState
from desktop.features.statutes.feature import STATUTES
from desktop.features.statutes.operations import seed_statutes
from desktop.store.desk import Desk
from desktop.ui import paper_window
from desktop.ui.paper_window import PaperWindow
from desktop.ui.services import Services
from desktop.ui.theme import apply_theme
from tests.features.documents.test_issue import MORNING, paper
from tests.helpers.desk import TODAY, make_desk
from tests.helpers.screens import PAGE, clipped_texts, settle, shot
from tests.helpers.services import working_services

RULES = "《中华人民共和国民办教育促进法实施条例》"
Wait = Callable[[PreviewWindow], None]
Open = Callable[[PaperWindow], None]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    made.do(seed_statutes, "录入法规条文")
    yield made
    made.store.close()


@pytest.fixture
def services(qapp: QApplication, desk: Desk, tmp_path: Path) -> Iterator[Services]:
    apply_theme(qapp)
    with working_services(desk, tmp_path, (STATUTES, DOCUMENTS)) as made:
        yield made
    settle()


@pytest.fixture
def opened() -> Iterator[Open]:
    """Closes the windows it was given; they delete themselves."""
    windows: list[PaperWindow] = []
    yield windows.append
    for window in windows:
        if isValid(window):
            window.close()
    settle()


@pytest.fixture
def drawn(qtbot: QtBot) -> Wait:
    """Waits until the pages show what is typed."""
    def wait(window: PreviewWindow) -> None:
        window._render_timer.stop()
        window._examine()
        qtbot.waitUntil(lambda: not window._rendering, timeout=8000)

    return wait


def test_the_preview_shows_what_is_missing_and_where(
        qtbot: QtBot, opened: Open, services: Services, drawn: Wait, tmp_path: Path) -> None:
    given = paper(services.desk, 违反条款=f"{RULES}第六十三条第__项", 联系人="")
    for step in (2, 3, 4):
        made = services.desk.do(issue, "签发", paper=paper(services.desk, about_id=step), fonts=font_book())
    services.desk.do(void_document, "作废", wanted=made.number, reason="当事人名称写错")
    window = PreviewWindow(services, given, "返回问题 2023-001")
    opened(window)
    free = window.screen().availableGeometry()
    assert window.width() <= free.width()
    assert window.height() < free.height()
    window.resize(PAGE)
    window.show()
    drawn(window)
    assert window.red_list._title.text() == "还有 2 处空白，不能打印"
    assert not window.printing.isEnabled()
    assert "2 处空白" in window.reason.text()
    qtbot.wait(400)
    shot(window, tmp_path / "preview.png", PAGE)
    assert clipped_texts(window) == []
    window.next_blank()
    assert window.form.editors["违反条款"].box.hasFocus() or not window.isActiveWindow()
    window.form.editors["违反条款"].set_text(f"{RULES}第六十三条第（五）项")
    window.form.editors["联系人"].set_text("林晓燕")
    drawn(window)
    assert window.red_list.isHidden()
    assert window.printing.isEnabled()
    window.close()


def test_an_unchecked_article_or_a_wrong_date_blocks_with_words(
        opened: Open, services: Services, drawn: Wait) -> None:
    window = PreviewWindow(services, paper(services.desk, 违反条款="《广告法》第二十四条"), "返回")
    opened(window)
    window.show()
    drawn(window)
    assert not window.printing.isEnabled()
    assert "《广告法》第二十四条不在法规条文库里" in window.citations._words.text()
    window.form.editors["违反条款"].set_text("《行政处罚法》第二十八条第一款")
    drawn(window)
    assert window.printing.isEnabled()
    window.form.editors["成文日期"].set_text("2023年9月31日")
    window._examine()
    assert not window.printing.isEnabled()
    assert "不是日期" in window.reason.text()
    window.close()


def test_nothing_typed_is_lost(opened: Open, services: Services, drawn: Wait) -> None:
    given = paper(services.desk, 地点="")
    window = PreviewWindow(services, given, "返回")
    opened(window)
    window.show()
    drawn(window)
    window.form.editors["地点"].set_text("写到一半的地址")
    window.close()
    assert services.acts == []
    again = PreviewWindow(services, given, "返回")
    opened(again)
    assert again.form.editors["地点"].text() == "写到一半的地址"
    assert "草稿" in again.status.text()
    drawn(again)
    again.close()


@pytest.mark.parametrize(("printer", "verb", "follow"), [
    ("", "print", "print"), ("没有装打印机。", "save", "save")])
def test_issuing_takes_one_number_and_opens_the_kept_file(
        opened: Open, services: Services, drawn: Wait, monkeypatch: pytest.MonkeyPatch, printer: str,
        verb: str, follow: str) -> None:
    asked: list[str] = []

    class Answer:
        def __init__(self, title: str, words: str, verbs: list[tuple[str, str]], parent: object) -> None:
            asked.append(words)
            assert verb in dict(verbs)

        def ask(self) -> str:
            return verb

    done: list[str] = []
    monkeypatch.setattr(preview, "AskDialog", Answer)
    monkeypatch.setattr(preview, "no_printer", lambda: printer)
    for name in ("print", "save"):
        monkeypatch.setattr(IssuedWindow, name, lambda self, name=name: done.append(name))
    window = PreviewWindow(services, paper(services.desk), "返回")
    opened(window)
    window.show()
    drawn(window)
    for _ in range(20):
        window.issue()
    assert len(asked) == 1
    assert "晋教责改〔2023〕1号" in asked[0]
    assert asked[0].startswith(printer)
    assert done == [follow]
    found = services.read(documents_about, "problem", 1)
    assert [item.number for item in found] == ["晋教责改〔2023〕1号"]
    assert services.read(draft_of, "rectification", "problem", 1) is None
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, IssuedWindow):
            opened(widget)


def test_the_issued_window_shows_facts_and_follows_changes(
        qtbot: QtBot, opened: Open, services: Services, tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch) -> None:
    made = services.desk.do(issue, "签发", paper=paper(services.desk), fonts=font_book())
    window = IssuedWindow(services, made.id, "关闭")
    opened(window)
    window.show()
    services.desk.do(record_delivery, "送达", wanted=made.number, delivered_at=MORNING,
                     way=DeliveryWay.DIRECT, receiver="蔡某")
    settle()
    qtbot.wait(400)
    shot(window, tmp_path / "issued.png", PAGE)
    assert clipped_texts(window) == []
    texts = [words.text() for words in window.findChildren(QLabel)]
    assert {"已送达", "蔡某", "直接送达"} <= set(texts)
    target = tmp_path / "另存.pdf"
    monkeypatch.setattr(paper_window.QFileDialog, "getSaveFileName", lambda *given: (str(target), ""))
    window.save()
    assert target.read_bytes() == window.data
    services.desk.do(void_document, "作废", wanted=made.number, reason="写错")
    settle()
    assert not window.printing.isEnabled()
    assert not window.delivering.isEnabled()


def test_without_a_printer_the_clerk_reads_what_to_do(opened: Open, services: Services,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    made = services.desk.do(issue, "签发", paper=paper(services.desk), fonts=font_book())
    window = IssuedWindow(services, made.id, "关闭")
    opened(window)
    told: list[str] = []

    def nothing(files: list[bytes], parent: object) -> int:
        raise UserError("这台电脑上没有装打印机。", "请添加打印机。")

    monkeypatch.setattr(panels, "print_with_dialog", nothing)
    monkeypatch.setattr(panels, "show_trouble", lambda parent, trouble: told.append(trouble.sentence))
    window.print()
    assert told == ["这台电脑上没有装打印机。文书已经签发，定稿在文书簿里；可以再打印，也可以另存为 PDF。"]


def test_an_altered_file_is_told_and_not_shown(qtbot: QtBot, services: Services,
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    made = services.desk.do(issue, "签发", paper=paper(services.desk), fonts=font_book())
    next((services.desk.store.folder / "附件").rglob("*.pdf")).write_bytes(b"x")
    told: list[str] = []
    monkeypatch.setattr(panels, "show_trouble", lambda parent, trouble: told.append(trouble.what))
    page = RegisterPage(services, DOCUMENTS)
    qtbot.addWidget(page)
    panels.open_issued(services, made.id, page)
    assert told == ["文件已改动：晋教责改〔2023〕1号 责令限期整改通知书.pdf。"]


def test_the_register_page_keeps_voided_numbers_in_sight(qtbot: QtBot, services: Services,
                                                         tmp_path: Path) -> None:
    empty = RegisterPage(services, DOCUMENTS)
    qtbot.addWidget(empty)
    shot(empty, tmp_path / "empty.png", PAGE)
    assert clipped_texts(empty) == []
    for step in (1, 2, 3):
        made = services.desk.do(issue, "签发", paper=paper(services.desk, about_id=step), fonts=font_book())
    services.desk.do(void_document, "作废", wanted=made.number, reason="地址写错")
    page = RegisterPage(services, DOCUMENTS)
    qtbot.addWidget(page)
    shot(page, tmp_path / "register.png", PAGE)
    assert page.table.windowed.rowCount() == 3
    assert clipped_texts(page) == []
    assert services.read(document, made.number).state is DocumentState.VOID


def test_the_delivery_form_reads_day_and_time(qapp: QApplication) -> None:
    form = DeliveryForm()
    form.editors["delivered_on"].set_value(TODAY)
    form.editors["delivered_time"].set_text("10:00")
    form.editors["receiver"].set_text("蔡某")
    values = form.values()
    assert values is not None
    assert values["delivered_at"] == MORNING
    for key, wrong in (("delivered_time", "25:00"), ("delivered_time", ""), ("delivered_on", "")):
        form.editors["delivered_time"].set_text("10:00")
        form.editors[key].set_text(wrong)
        assert form.values() is None


def test_the_hint_beside_a_limit(services: Services) -> None:
    calendar = services.read(work_calendar)
    assert limit_hint("2023年10月9日", calendar, TODAY) == "周一，从明天起第 6 个工作日"
    assert limit_hint("2023年10月1日", calendar, TODAY).endswith("是放假日，可改到 2023-09-28")
    assert limit_hint("下周", calendar, TODAY) == "写成 2023年10月9日"
    assert "不晚于今天" in limit_hint("2023年9月25日", calendar, TODAY)
    assert "还没有录入" in limit_hint("2031年1月6日", calendar, TODAY)


def test_the_command_voids_a_number_with_its_reason(services: Services) -> None:
    made = services.desk.do(issue, "签发", paper=paper(services.desk), fonts=font_book())
    command = DOCUMENTS.commands[0]
    parser = ArgumentParser()
    command.arguments(parser)
    answer = command.run(services.desk, parser.parse_args([made.number, "--reason", "写错"]))
    assert answer.data == {"number": made.number, "state": "作废", "reason": "写错"}
    with pytest.raises(UserError, match="文书簿里没有"):
        command.run(services.desk, parser.parse_args(["晋教责改〔2023〕99号", "--reason", "写错"]))
