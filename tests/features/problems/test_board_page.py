"""The board by keyboard and mouse, evidence dropped and pasted, many at once, two windows of one record."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.base.errors import UserError
from desktop.base.listing import Question
from desktop.features.problems.feature.offer import PROBLEMS
from desktop.features.problems.form import evidence as evidence_form
from desktop.features.problems.form.entry import ProblemDialog
from desktop.features.problems.form.evidence import EvidenceDialog, likely_kind
from desktop.features.problems.form.many import ASSIGN, EXTEND, ManyDialog, many_change
from desktop.features.problems.form.moves import make_move
from desktop.features.problems.form.printing import EXCEL, LIST, WALL, PrintLedgerDialog
from desktop.features.problems.listing.forms import MERGED
from desktop.features.problems.operations.entry import edit_problem
from desktop.features.problems.operations.moves import move_problem
from desktop.features.problems.page.whole import ProblemsPage
from desktop.features.problems.panels.evidence import EvidenceWindow, file_rows
from desktop.features.problems.queries import evidence_files
from desktop.features.problems.records import EvidenceKind, Problem, State
from desktop.output.pdf.sheet import Paper
from desktop.store.desk import Desk
from desktop.ui.services import Services
from desktop.ui.theme import apply_theme
from tests.helpers.desk import TODAY, make_desk
from tests.helpers.pictures import photo
from tests.helpers.problems import bring_to, move, register, reread
from tests.helpers.screens import clipped_texts, settle
from tests.helpers.services import working_services

SIZE = QSize(1190, 666)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def services(desk: Desk, tmp_path: Path, qapp: QApplication) -> Iterator[Services]:
    apply_theme(qapp)
    with working_services(desk, tmp_path, (PROBLEMS,)) as made:
        yield made


@pytest.fixture
def page(services: Services, qtbot: QtBot) -> ProblemsPage:
    made = ProblemsPage(services, PROBLEMS)
    qtbot.addWidget(made)
    made.resize(SIZE)
    made.show()
    settle()
    return made


def board(page: ProblemsPage) -> ProblemsPage:
    page.choose_view("board")
    settle()
    return page


def files(desk: Desk, problem: Problem) -> list[tuple[EvidenceKind, str]]:
    with desk.store.reading() as session:
        return [(item.kind, kept.name) for item, kept in
                evidence_files(session, session.get_one(Problem, problem.id))]


def test_cards_by_keyboard(page: ProblemsPage, desk: Desk) -> None:
    first = register(desk, town="青阳街道")
    second = register(desk, town="金井镇")
    going = bring_to(desk, register(desk, town="金井镇"), State.ASSIGNED)
    view = board(page).board.board
    assert clipped_texts(page) == []
    view.choose(first.id)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.current == second.id
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.current == going.id
    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert reread(desk, going).state is State.RECTIFYING
    settle()
    assert view.current == going.id, "the card stays chosen in its new place"
    QTest.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert "不能“退回整改”" in page.board.message.text()
    assert reread(desk, going).state is State.RECTIFYING
    QTest.keyClick(view, Qt.Key.Key_Return)
    settle()
    assert page.view == "list"
    assert page.detail.shown is not None
    assert page.detail.shown.problem.id == going.id


def test_a_card_lacking_material_goes_back_and_says_what(page: ProblemsPage, desk: Desk) -> None:
    made = bring_to(desk, register(desk), State.CHECKING)
    panel = board(page).board
    panel.move_on(made.id)
    assert "还缺整改报告" in panel.message.text()
    panel.drop(made.id, State.CLOSED.value)
    told = "现在是“核查”，下一步是“核查通过，送审核”，不能直接到“已销号”"
    assert panel.message.text() == f"{made.number} {told}"
    assert reread(desk, made).state is State.CHECKING


def test_dragging_does_what_the_key_does(page: ProblemsPage, desk: Desk) -> None:
    made = bring_to(desk, register(desk), State.ASSIGNED)
    view = board(page).board.board
    start = view.card_place(made.id).center().toPoint()
    end = QPoint(int(view.column_place(State.RECTIFYING.value).center().x()), start.y())
    port = view.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    for part in (QPoint(start.x() + 20, start.y()), end):
        QTest.mouseMove(port, part)
        view.mouseMoveEvent(_moved(part))
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)
    assert reread(desk, made).state is State.RECTIFYING


def _moved(place: QPoint) -> QMouseEvent:
    return QMouseEvent(QEvent.Type.MouseMove, QPointF(place), QPointF(place), Qt.MouseButton.LeftButton,
                       Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)


def test_a_number_opens_the_list_it_counts(page: ProblemsPage, desk: Desk) -> None:
    late = move(desk, register(desk), "assign", on=date(2023, 9, 13), limit=date(2023, 9, 20))
    register(desk, town="金井镇")
    panel = board(page).board
    assert panel.figures.numbers["红"].text() == "1"
    panel.figures.numbers["红"].click()
    settle()
    assert page.view == "list"
    assert page.table.windowed.ids() == [late.id]
    assert board(page).board.figures.numbers["挂账总数"].text() == "1", "the board shows what is listed"
    page.clear_filters()
    page.board.board.counted.emit("金井镇", State.REGISTERED.value)
    assert page.table.windowed.rowCount() == 1


def test_the_board_is_filtered_like_the_list_and_stays_in_front(page: ProblemsPage, desk: Desk) -> None:
    late = move(desk, register(desk), "assign", on=date(2023, 9, 13), limit=date(2023, 9, 20))
    closed = bring_to(desk, register(desk, town="金井镇"), State.CLOSED)
    settle()
    numbers = board(page).board.figures.numbers
    assert (numbers["挂账总数"].text(), numbers["已销号"].text()) == ("2", "1"), "nothing was chosen"
    page.choose_view("list")
    assert page.table.windowed.ids() == [late.id], "the list begins with what is open, as before"
    page.chips.toggled.emit("closed", True)
    page.chips.toggled.emit("open", False)
    assert (board(page).view, numbers["挂账总数"].text()) == ("board", "1")
    assert page.filter_line.isVisible()
    page.seek.setText("没有这个")
    page._search()
    assert (page.view, numbers["挂账总数"].text()) == ("board", "0")
    page.clear_filters()
    assert (page.view, numbers["挂账总数"].text()) == ("board", "2")
    page.choose_view("list")
    assert page.table.windowed.ids() == [late.id, closed.id], "what she cleared stays cleared"


def test_wall_shows_the_same_and_follows(page: ProblemsPage, desk: Desk, qtbot: QtBot) -> None:
    register(desk)
    panel = board(page).board
    panel.present()
    window = panel.window_shown
    assert window is not None
    assert window.panel.figures.numbers["挂账总数"].text() == "1"
    register(desk)
    settle()
    assert window.panel.figures.numbers["挂账总数"].text() == "2"
    window.close()
    settle()
    assert panel.window_shown is None


def test_the_size_of_type_on_the_wall_is_chosen_and_kept(
    page: ProblemsPage, desk: Desk, qtbot: QtBot
) -> None:
    made = register(desk)
    panel = board(page).board
    panel.present()
    window = panel.window_shown
    assert window is not None
    window.showNormal()
    window.resize(1366, 736)
    window.activateWindow()
    settle()
    shown = window.panel.board
    small = shown.card_place(made.id)
    window.take_size("大")
    settle()
    assert shown.zoom() == pytest.approx(1.25)
    larger = shown.card_place(made.id).center() * shown.zoom()
    with qtbot.waitSignal(shown.opened) as heard:
        qtbot.mouseDClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=larger.toPoint())
    assert heard.args == [made.id]
    assert larger != small.center()
    window.resize(1000, 600)
    window.take_size("特大")
    settle()
    right = shown.column_place(shown.columns[-1].key).right() * shown.zoom()
    assert right <= shown.viewport().width() + 2
    window.close()
    settle()
    panel.present()
    again = panel.window_shown
    assert again is not None
    assert again.sizes.current() == "特大"
    again.close()
    settle()


def test_dropped_and_pasted_files_become_evidence(page: ProblemsPage, desk: Desk, tmp_path: Path,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    made = register(desk)
    page.open_row(made.id)
    shot = tmp_path / "IMG_0912.jpg"
    shot.write_bytes(photo("2023:09:12 19:42:05"))
    monkeypatch.setattr(EvidenceDialog, "exec", lambda dialog: dialog.add())
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(shot))])
    said: list[str] = []
    page.services.said.connect(lambda told: said.append(told.words))
    folder = QMimeData()
    folder.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    page.detail.take_files(folder)
    assert said == [f"文件夹没有添加：{tmp_path.name}，请打开它选里面的文件"]
    page.detail.take_files(dropped)
    assert files(desk, made) == [(EvidenceKind.BEFORE, "IMG_0912.jpg")]
    settle()
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor(10, 20, 30))
    QApplication.clipboard().setImage(image)
    QTest.keyClick(page.detail, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    found = files(desk, made)
    assert found[1][0] is EvidenceKind.AFTER
    assert found[1][1].startswith("剪贴板图片_20230925_")
    with desk.store.reading() as session:
        rows = file_rows(session, made.id, True)
    assert rows[0].times.startswith("拍摄 2023-09-12 19:42　导入 2023-09-25")
    assert not rows[1].times.startswith("拍摄")
    assert likely_kind("报告.docx", []) is EvidenceKind.REPORT


def test_a_large_file_is_copied_off_the_window_thread(page: ProblemsPage, desk: Desk, services: Services,
                                                      tmp_path: Path, qtbot: QtBot,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_form, "AT_ONCE", 1000)
    made, video = register(desk), tmp_path / "现场.mp4"
    video.write_bytes(b"x" * 5_000_000)
    dialog = EvidenceDialog(services, made, page, EvidenceKind.OTHER)
    dialog.set_files([video])
    for _ in range(5):
        dialog.add()
    assert files(desk, made) == []
    qtbot.waitUntil(lambda: bool(files(desk, made)))
    qtbot.waitUntil(lambda: not services.tasks.busy)
    assert files(desk, made) == [(EvidenceKind.OTHER, "现场.mp4")]


def test_nasty_files_are_refused_by_name_and_a_large_video_is_kept(
        page: ProblemsPage, desk: Desk, services: Services, tmp_path: Path, qtbot: QtBot,
        monkeypatch: pytest.MonkeyPatch) -> None:
    made, told = register(desk), list[str]()
    monkeypatch.setattr(evidence_form, "show_trouble", lambda _, trouble: told.append(trouble.sentence))
    monkeypatch.setattr("desktop.ui.services.show_trouble", lambda _, trouble: told.append(trouble.sentence))
    dialog = EvidenceDialog(services, made, page, EvidenceKind.BEFORE)
    none, empty, good = (tmp_path / name for name in ("现场.jpg", "空的.pdf", "好的.jpg"))
    none.write_text("这不是照片", encoding="utf-8")
    empty.write_bytes(b"")
    good.write_bytes(photo())
    for bad, words in ((none, "“现场.jpg”打不开，不是图片或者已经损坏，没有添加"),
                       (empty, "“空的.pdf”是空文件，没有添加"),
                       (tmp_path / "没有了.jpg", "没有了.jpg"), (tmp_path, tmp_path.name)):
        dialog.set_files([good, bad])
        dialog.add()
        assert words in (sentence := told.pop()), bad
        assert "一起选的 2 个文件都没有添加" in sentence
        assert (told, files(desk, made), dialog.files) == ([], [], [good, bad]), "all or none, still chosen"
    video = tmp_path / "整改后全程.mp4"
    with video.open("wb") as made_large:
        made_large.seek(200 * 1024 * 1024)
        made_large.write(b"end")
    dialog.set_files([good, video])
    dialog.editors["evidence_kind"].set_value(EvidenceKind.OTHER)
    dialog.add()
    qtbot.waitUntil(lambda: len(files(desk, made)) == 2 and not services.tasks.busy, timeout=30_000)
    assert told == []
    with desk.store.reading() as session:
        rows = file_rows(session, made.id, True)
    assert [row.fault for row in rows] == ["", ""]


def test_broken_files_are_shown_as_such(page: ProblemsPage, desk: Desk, services: Services) -> None:
    made = register(desk)
    dialog = EvidenceDialog(services, made, page, EvidenceKind.AFTER)
    for number in range(2):
        path = desk.store.folder / f"{number}.jpg"
        path.write_bytes(photo("", tint=(200 * number, 0, 0)))
        dialog.set_files([path])
        dialog.add()
    with desk.store.reading() as session:
        kept = [file for _, file in evidence_files(session, session.get_one(Problem, made.id))]
    desk.store.files.path(kept[0].sha256, kept[0].name).write_bytes(b"other")
    desk.store.files.path(kept[1].sha256, kept[1].name).unlink()
    window = EvidenceWindow(services, made, page, editable=True)
    assert [row.fault for row in services.read(file_rows, made.id, True)] == ["文件已改动", "找不到文件"]
    window.show()
    settle()
    assert clipped_texts(window) == []
    window.close()


def test_many_dialog_asks_once_and_keeps_own_values(page: ProblemsPage, services: Services) -> None:
    dialog = ManyDialog(services, ASSIGN, 3, page)
    dialog.check()
    assert dialog.editors["limit"].box.property("state") == "bad"
    assert dialog.editors["measures"].box.property("state") != "bad"
    dialog.editors["limit"].set_value(date(2023, 10, 20))
    dialog.check()
    assert dialog.result() == 1
    assert many_change(ASSIGN, dialog.facts)[1] == {"limit": date(2023, 10, 20)}
    later = ManyDialog(services, EXTEND, 2, page)
    for key, value in (("new_limit", date(2023, 10, 20)), ("reason", "国庆"), ("approved_by", "王志远")):
        later.editors[key].set_value(value)
    later.check()
    assert many_change(EXTEND, later.facts)[1] == {"limit": date(2023, 10, 20)}


def test_print_dialog_offers_forms_and_paper(page: ProblemsPage) -> None:
    dialog = PrintLedgerDialog("筛选：未销号", LIST, page)
    assert not dialog.buttons[EXCEL].isEnabled()
    assert "导出" in dialog.why.text() == dialog.buttons[EXCEL].toolTip()
    dialog.forms.set_value(MERGED.key)
    assert (dialog.form, dialog.paper) == (MERGED.key, Paper.A3)
    assert dialog.buttons[EXCEL].isEnabled()
    assert dialog.why.text() == ""
    dialog.forms.set_value(WALL)
    assert dialog.paper is Paper.A3


def test_two_windows_of_the_same_record(page: ProblemsPage, desk: Desk, services: Services,
                                        monkeypatch: pytest.MonkeyPatch) -> None:
    made = bring_to(desk, register(desk), State.ASSIGNED)
    first, second = reread(desk, made), ProblemDialog(services, reread(desk, made), page)
    desk.do(edit_problem, "修改", problem=made.id, version=first.version, progress="先改的")
    told: list[UserError] = []
    monkeypatch.setattr("desktop.ui.services.show_trouble", lambda _, trouble: told.append(trouble))
    second.record_form.editors["progress"].set_text("后改的")
    second.save()
    assert reread(desk, made).progress == "先改的"
    assert make_move(services, first, "start", page) is None
    assert [trouble.sentence for trouble in told]
    assert all("改过（林晓燕 " in trouble.sentence for trouble in told)
    assert all("改了“整改进展”" in trouble.sentence for trouble in told)
    assert "留作草稿" in told[0].sentence
    assert second.record_form.editors["progress"].text() == "后改的"
    with pytest.raises(UserError, match="改过"):
        desk.do(move_problem, "开始整改", problem=made.id, move="start", version=first.version)
    assert reread(desk, made).state is State.ASSIGNED


def test_board_and_list_share_their_question(page: ProblemsPage, desk: Desk) -> None:
    register(desk, town="金井镇")
    register(desk, town="青阳街道")
    page.show_question(Question(filters=frozenset({"town:金井镇", "open"})))
    panel = board(page).board
    assert panel.wall is not None
    assert [lane.town for lane in panel.wall.lanes] == ["金井镇"]
    assert panel.wall.words == "筛选：未销号、金井镇"
    page.ask(Question(filters=frozenset({"town:金井镇", "red"})))
    assert panel.wall.lanes == (), "it has no limit yet: it is not late"
    assert panel.services.today == TODAY
