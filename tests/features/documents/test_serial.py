"""Many papers in one go in the window; the wording edited; numbers kept for the paper book."""

from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from desktop.base.errors import NeedsConfirmation, UserError
from desktop.features.calendar.feature import CALENDAR
from desktop.features.documents.feature.offer import DOCUMENTS
from desktop.features.documents.operations import (
    issue,
    reserve_numbers,
    restore_wording,
    save_wording,
)
from desktop.features.documents.page import preview
from desktop.features.documents.page.preview import PreviewWindow
from desktop.features.documents.page.register import RegisterPage
from desktop.features.documents.panels import issued, serial, wording
from desktop.features.documents.panels.numbers import RESERVE, Lines
from desktop.features.documents.panels.serial import SerialWindow
from desktop.features.documents.panels.wording import WordingWindow
from desktop.features.documents.queries import (
    document,
    font_book,
    kept_file,
    printouts,
    receipt_paper,
    shipped_source,
    template_of,
    wording_source,
    wordings,
)
from desktop.features.documents.records import Document, PrintWay, Wording
from desktop.features.problems.notices.papers import RECTIFICATION, papers_of
from desktop.features.problems.records import Problem
from desktop.features.statutes.operations import seed_statutes
from desktop.output.wording import WordingFault
from desktop.store.desk import Desk
from desktop.ui import paper_window
from desktop.ui.services import Services
from desktop.ui.theme import apply_theme
from tests.helpers.desk import TODAY, make_desk
from tests.helpers.problems import move, register
from tests.helpers.screens import PAGE, clipped_texts, settle, shot
from tests.helpers.services import working_services

KEY = "rectification"
Show = Callable[[QWidget], None]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    made.do(seed_statutes, "录入法规条文")
    yield made
    made.store.close()


@pytest.fixture
def services(qapp: QApplication, desk: Desk, tmp_path: Path) -> Iterator[Services]:
    apply_theme(qapp)
    with working_services(desk, tmp_path, (CALENDAR, DOCUMENTS)) as made:
        yield made
    settle()


def changed(desk: Desk, old: str, new: str) -> str:
    with desk.store.reading() as session:
        source = wording_source(session, KEY)
    assert old in source
    return source.replace(old, new)


def problems(desk: Desk, count: int) -> list[Problem]:
    made = [register(desk, subject=f"晋江市启衡{place}号培训中心", basis="《民办教育促进法》第六十二条")
            for place in range(1, count + 1)]
    return [move(desk, problem, "assign") for problem in made]


def test_serial_printing_gives_each_its_number_and_one_file(
        qtbot: QtBot, services: Services, desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
        ) -> None:
    """The pain: one click for many institutions, each sheet logged with number, copies and time."""
    rows = [problem.id for problem in problems(desk, 3)]
    half = register(desk, subject="没有交办的中心", address=None)
    papers, refused = services.read(papers_of, [*rows, half.id], RECTIFICATION, TODAY)
    above = QWidget()
    qtbot.addWidget(above)
    others = [*refused, ("2022-009 某中心", "已销号")]
    window = SerialWindow(services, "责令限期整改通知书", papers, others, above)
    window.show()
    qtbot.waitUntil(lambda: window.buttons["file"].isEnabled(), timeout=8000)
    qtbot.wait(200)
    shot(window, tmp_path / "serial.png")
    assert clipped_texts(window) == []
    assert [item.about_id for item in window.ticked()] == rows
    assert "空白" in window._item(3, 2).text()
    window.from_delivery.setChecked(True)
    qtbot.waitUntil(lambda: "2 处空白" in window._item(3, 2).text(), timeout=8000)
    window._item(1, 0).setCheckState(Qt.CheckState.Unchecked)
    assert "签发勾选的 2 份" in window.words.text()
    target = tmp_path / "一份.pdf"
    monkeypatch.setattr(serial, "save_file",
                        lambda data, name, parent: target if target.write_bytes(data) else None)
    window.choose("file")
    qtbot.waitUntil(lambda: window.result() == 1, timeout=8000)
    numbers = [item.number for item in window.made]
    assert numbers == ["晋教责改〔2023〕1号", "晋教责改〔2023〕2号"]
    with pypdfium2.PdfDocument(target.read_bytes()) as read:
        said = ["".join(page.get_textpage().get_text_bounded().split()) for page in read]
    firsts = [page for page in said if "责令限期整改通知书" in page]
    assert [number in page for number, page in zip(numbers, firsts, strict=True)] == [True, True]
    for made in window.made:
        assert made.limit_days == 10
        assert [line.way for line in services.read(printouts, made.id)] == [PrintWay.TOGETHER]
        with pypdfium2.PdfDocument(services.read(kept_file, made.id)[0]) as kept:
            assert len(kept) == made.pages


def test_a_printer_that_stops_midway_loses_no_number_and_each_sheet_is_logged(
        qtbot: QtBot, services: Services, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    papers, _ = services.read(papers_of, [item.id for item in problems(desk, 3)], RECTIFICATION, TODAY)
    above, told = QWidget(), list[str]()
    qtbot.addWidget(above)
    window = SerialWindow(services, "责令限期整改通知书", papers, [], above)
    window.show()
    qtbot.waitUntil(lambda: window.buttons["file"].isEnabled(), timeout=8000)
    taken: list[bytes] = []

    def feed(data: bytes, printer: object) -> int:
        if len(taken) == 2:
            raise UserError("打印机没有接受这份文件。")
        taken.append(data)
        return 1

    printer = QPrinter()
    printer.setCopyCount(2)
    monkeypatch.setattr(paper_window, "office_printer", lambda: printer)
    monkeypatch.setattr(QPrintDialog, "exec", lambda dialog: 1)
    monkeypatch.setattr(paper_window, "print_pdf", feed)
    monkeypatch.setattr(serial, "show_trouble", lambda parent, trouble: told.append(trouble.what))
    window.choose("print")
    qtbot.waitUntil(lambda: window.result() == 1, timeout=8000)
    numbers = [item.number for item in window.made]
    assert numbers == [f"晋教责改〔2023〕{place}号" for place in (1, 2, 3)]
    assert told == [f"打印机没有接受这份文件。前 2 份已打出并登记，从 {numbers[2]} 起的 1 份没有打出。"]
    logged = [[line.copies for line in services.read(printouts, made.id)] for made in window.made]
    assert logged == [[2], [2], []]
    again = desk.do(issue, "再签发", paper=papers[2], fonts=font_book())
    assert again.number == numbers[2], "the same paper is the one issued before"


def test_a_misspelt_blank_is_told_with_its_line_and_a_guess(desk: Desk) -> None:
    """The pain: a blank or misspelt placeholder stops the print."""
    with pytest.raises(WordingFault) as refused:
        desk.do(save_wording, "改", key=KEY, source=changed(desk, "于{整改期限}前", "于{整改期线}前"))
    assert refused.value.line == 35
    assert refused.value.what == "“责令限期整改通知书”的文字第 35 行有错：空“{整改期线}”没有在上面列出。"
    assert refused.value.advice.startswith("是不是“{整改期限}”？")
    with desk.store.reading() as session:
        assert wordings(session, KEY) == []


def test_a_faulty_edition_is_told_by_its_name_and_can_be_mended(desk: Desk, services: Services,
                                                               qtbot: QtBot) -> None:
    """An earlier version took it, or the data was mended by hand: no file of the program is named."""
    other = changed(desk, "标题：责令限期整改通知书", "标题：责令改正通知书")
    good = desk.do(save_wording, "改", key=KEY, source=other)
    faulty = good.source.replace("于{整改期限}前", "于{整改期线}前")
    desk.do(_kept_as, "旧版", row=good.id, source=faulty)
    with desk.store.reading() as session, pytest.raises(UserError) as refused:
        template_of(session, KEY)
    assert refused.value.what.startswith("“责令限期整改通知书”第 1 稿的文字第 35 行有错：空“{整改期线}”")
    assert refused.value.advice.endswith("在“文书簿 › 文书文字”里改，或点那里的“恢复原文”。")
    window = WordingWindow(services, key=KEY)
    qtbot.addWidget(window)
    assert window.fault.text().startswith("第 35 行：空“{整改期线}”没有在上面列出")
    window.edit.setPlainText(good.source)
    window.save()
    assert services.read(template_of, KEY).title == "责令改正通知书"
    qtbot.waitUntil(lambda: not window._rendering, timeout=8000)
    window.close()


def _kept_as(session: Session, *, by: str, today: date, row: int, source: str) -> None:
    session.get_one(Wording, row).source = source


def test_wordings_are_kept_by_edition_and_the_shipped_one_comes_back(desk: Desk) -> None:
    other = changed(desk, "标题：责令限期整改通知书", "标题：责令改正通知书")
    first = desk.do(save_wording, "改", key=KEY, source=other)
    with pytest.raises(UserError, match="没有改动"):
        desk.do(save_wording, "改", key=KEY, source=other)
    with desk.store.reading() as session:
        assert template_of(session, KEY).title == "责令改正通知书"
    desk.do(restore_wording, "恢复", key=KEY)
    with desk.store.reading() as session:
        kept = wordings(session, KEY)
        assert wording_source(session, KEY) == shipped_source(KEY)
    assert [(line.edition, line.shipped) for line in kept] == [(2, True), (1, False)]
    assert first.heading == "责令改正通知书"
    with pytest.raises(UserError, match="就是原文"):
        desk.do(restore_wording, "恢复", key=KEY)


def test_losing_a_blank_or_the_series_is_asked_about(desk: Desk) -> None:
    less = changed(desk, "空：证据｜证明事实的材料，如“2023年9月22日现场检查记录、照片6张”\n", "")
    less = less.replace("[可选 证据]\n正文：以上事实有{证据}为证。\n[完]\n", "")
    with pytest.raises(NeedsConfirmation, match="少了程序会自动填的空：证据"):
        desk.do(save_wording, "改", key=KEY, source=less)
    renamed = less.replace("文种：责改", "文种：限改")
    with pytest.raises(NeedsConfirmation, match="另编一套文号"):
        desk.do(save_wording, "改", key=KEY, source=renamed)
    desk.do(save_wording, "改", key=KEY, source=renamed, confirmed=True)


def test_an_issued_paper_keeps_the_wording_it_was_made_from(desk: Desk, services: Services) -> None:
    papers, _ = services.read(papers_of, [problems(desk, 1)[0].id], RECTIFICATION, TODAY)
    made = desk.do(issue, "签发", paper=papers[0], fonts=font_book())
    before = services.read(kept_file, made.id)[0]
    desk.do(save_wording, "改", key=KEY, source=changed(desk, "标题：责令限期", "标题：责令立即"))
    rows = [made.id]
    again = serial.merged_pdf(services, rows, _silent())
    with pypdfium2.PdfDocument(again) as read, pypdfium2.PdfDocument(before) as kept:
        assert read[0].get_textpage().get_text_bounded() == kept[0].get_textpage().get_text_bounded()


def _silent() -> serial.Progress:
    return serial.Progress()


def test_the_wording_window_marks_the_faulty_line_and_saves_sound_text(
        qtbot: QtBot, services: Services, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    window = WordingWindow(services, key=KEY)
    window.show()
    qtbot.waitUntil(lambda: not window._rendering, timeout=8000)
    qtbot.wait(300)
    shot(window, tmp_path / "wording.png", PAGE)
    assert clipped_texts(window) == []
    assert not window.saving.isEnabled()
    text = window.edit.toPlainText()
    window.edit.setPlainText(text.replace("{当事人}：", "{当亊人}："))
    window.check()
    assert window.fault.text().startswith("第 27 行：空“{当亊人}”没有在上面列出。是不是“{当事人}”？")
    assert len(window.edit.extraSelections()) == 1
    assert not window.saving.isEnabled()
    asked: list[str] = []
    monkeypatch.setattr(wording.AskDialog, "ask",
                        lambda dialog: asked.append(dialog.windowTitle()) or "")
    window.close()
    assert asked == ["留作草稿吗"]
    assert window.isVisible()
    window.edit.setPlainText(text.replace("标题：责令限期整改通知书", "标题：责令改正通知书"))
    window.save()
    assert services.read(template_of, KEY).title == "责令改正通知书"
    assert window.edition.text() == "第 1 稿，林晓燕改"
    assert window.restoring.isEnabled()
    qtbot.waitUntil(lambda: not window._rendering, timeout=8000)
    window.close()
    settle()


def test_a_form_without_a_number_is_printed_and_logged(
        qtbot: QtBot, services: Services, desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
        ) -> None:
    papers, _ = services.read(papers_of, [problems(desk, 1)[0].id], RECTIFICATION, TODAY)
    made = desk.do(issue, "签发", paper=papers[0], fonts=font_book())
    window = PreviewWindow(services, services.read(receipt_paper, made.id), "返回文书簿")
    window.show()
    qtbot.waitUntil(lambda: not window._rendering and window._rendered is not None, timeout=8000)
    qtbot.wait(300)
    shot(window, tmp_path / "receipt.png", PAGE)
    assert clipped_texts(window) == []
    assert window.printing.isEnabled()
    monkeypatch.setattr("desktop.features.documents.page.preview.print_with_dialog", lambda files, parent: 2)
    window.issue()
    kept = services.read(printouts, made.id)
    assert [(line.sheet, line.copies) for line in kept] == [("晋教责改〔2023〕1号 送达回证", 2)]
    assert services.acts == [] or services.acts[-1].title != "登记打印 1 份文书"
    window.close()
    settle()


def test_the_register_shows_reserved_numbers_and_where_they_stand(
        qtbot: QtBot, services: Services, desk: Desk, tmp_path: Path) -> None:
    desk.do(reserve_numbers, "预留", series="责改", year=2023, first=1, last=5, reason="现场检查手写用")
    page = RegisterPage(services, DOCUMENTS)
    qtbot.addWidget(page)
    page.resize(PAGE)
    page.show()
    page.refresh()
    assert page.place_words() == "责改〔2023〕1—5号：已用 0，预留 5，无缺号"
    desk.do(reserve_numbers, "预留", series="督办", year=2023, first=1, last=1, reason="手写")
    page.refresh()
    assert {"series:责改", "series:督办", "year:2023"} <= {chip.key for chip in page.listing.filters}
    page.show_question(page.source.question.__class__(filters=frozenset({"series:督办"})))
    assert page.table.windowed.rowCount() == 1
    qtbot.wait(200)
    shot(page, tmp_path / "register.png", PAGE)
    assert clipped_texts(page) == []


def test_lines_name_the_fault_at_its_field(qapp: QApplication) -> None:
    form = Lines(RESERVE)
    form.editors["first"].set_text("二十三")
    assert form.values() is None
    form.editors["first"].set_text("23")
    form.editors["last"].set_text("25")
    assert form.values() == {"first": 23, "last": 25, "reason": None}


def test_every_paper_is_saved_as_word_too_and_the_kept_file_stays(
        qtbot: QtBot, services: Services, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    saved: dict[str, bytes] = {}

    def keep(data: bytes, name: str, parent: QWidget) -> Path:
        saved[name] = data
        return Path(name)

    monkeypatch.setattr(preview, "save_file", keep)
    monkeypatch.setattr(issued, "save_file", keep)
    papers, _ = services.read(papers_of, [problems(desk, 1)[0].id], RECTIFICATION, TODAY)
    window = PreviewWindow(services, papers[0], "返回")
    window.show()
    qtbot.waitUntil(lambda: not window._rendering and window._rendered is not None, timeout=8000)
    window._save_draft("docx")
    window._save_draft("pdf")
    window.close()
    made = desk.do(issue, "签发", paper=papers[0], fonts=font_book())
    kept = services.read(kept_file, made.id)
    shown = issued.IssuedWindow(services, made.id, "关闭")
    shown.save_word()
    shown.close()
    settle()
    draft, final = "责令限期整改通知书（未签发）.docx", "晋教责改〔2023〕1号 责令限期整改通知书.docx"
    assert set(saved) == {draft, "责令限期整改通知书（未签发）.pdf", final}
    words = {name: [line.text for line in docx.Document(BytesIO(data)).paragraphs]
             for name, data in saved.items() if name.endswith(".docx")}
    assert "晋教责改〔2023〕　　号" in words[draft]
    assert "晋教责改〔2023〕1号" in words[final]
    assert services.read(kept_file, made.id) == kept
    assert [line.way for line in services.read(printouts, made.id)] == [PrintWay.WORD]


def test_a_handwritten_paper_has_no_file(services: Services, desk: Desk) -> None:
    line, = desk.do(reserve_numbers, "预留", series="责改", year=2023, first=1, last=1, reason="手写")
    with pytest.raises(UserError, match="程序里没有定稿"):
        services.read(kept_file, line.id)
    assert isinstance(services.read(document, line.number), Document)
