"""The import wizard in the window: from the file to the batch and back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from desktop.app import import_page
from desktop.app.import_batches import BatchesDialog
from desktop.app.import_page import COLUMNS, DONE, FILE, HEADS, PREVIEW, ImportPage
from desktop.app.window import Window
from desktop.features.institutions.records import Institution
from desktop.output.excel_read.opening import open_workbook, read_file
from desktop.store.import_memory import batches
from tests.helpers.books import SAMPLES, xlsx
from tests.helpers.screens import PAGE, clipped_texts, settle

SAMPLE = SAMPLES / "镇街台账-一.xlsx"
Wait = Callable[[], None]


@pytest.fixture
def page(window: Window) -> ImportPage:
    window.resize(PAGE)
    window.go("import:institutions")
    found = window.current()
    assert isinstance(found, ImportPage)
    return found


@pytest.fixture
def opened(page: ImportPage, finished: Wait) -> ImportPage:
    page.open_file(SAMPLE)
    finished()
    return page


def stored(page: ImportPage) -> int:
    return (
        page.services.read(lambda session: session.scalar(select(func.count()).select_from(Institution))) or 0
    )


def test_twenty_fast_clicks_make_one_batch_that_can_be_undone(opened: ImportPage, finished: Wait) -> None:
    assert opened.step == PREVIEW
    assert opened.save_button.button.text() == "入库 57 家"
    for _ in range(20):
        opened.save_button.button.click()
    finished()
    assert opened.step == DONE
    assert stored(opened) == 57
    assert len(opened.services.read(batches)) == 1
    for _ in range(3):
        opened.done.undo.click()
    finished()
    assert opened.step == PREVIEW
    assert stored(opened) == 0
    assert opened.save_button.button.isEnabled()


def test_nothing_is_written_before_the_commit(opened: ImportPage) -> None:
    assert stored(opened) == 0
    assert opened.totals.adds_up()


def test_every_view_is_clean(page: ImportPage, finished: Wait) -> None:
    settle()
    assert clipped_texts(page) == []
    page.open_file(SAMPLE)
    finished()
    settle()
    assert clipped_texts(page) == []
    page.previous.click()
    settle()
    assert (page.step, clipped_texts(page)) == (HEADS, [])
    page.heads.next.click()
    page.commit()
    finished()
    settle()
    assert (page.step, clipped_texts(page)) == (DONE, [])
    page.done.again.click()
    assert page.step == FILE


def test_fault_is_mended_in_the_grid(opened: ImportPage, qtbot: QtBot) -> None:
    opened.grid.next_fault()
    row, place = next(spot for spot in opened.grid.model.faults())
    index = opened.grid.model.index(row, place + 2)
    opened.grid.table.setCurrentIndex(index)
    opened.grid.fault.entered.emit("补名琴行")
    assert opened.save_button.button.text() == "入库 58 家"
    assert len(opened.grid.model.faults()) == 2


def test_mapping_is_corrected_in_the_head(opened: ImportPage, finished: Wait) -> None:
    place = next(n for n, column in enumerate(opened.grid.model.columns) if column.target == "name")
    opened.grid.mapping_changed.emit(place, "")
    assert opened.step == COLUMNS
    assert not opened.save_button.button.isEnabled()
    assert "机构名称" in opened.save_button.reason()
    opened.commit()
    opened.grid.mapping_changed.emit(place, "name")
    assert opened.step == PREVIEW
    opened.commit()
    finished()
    assert stored(opened) == 57
    opened.again()
    opened.open_file(SAMPLE)
    finished()
    assert opened.place_words() == "列的对应已按“镇街台账一”记住"


def test_filters_show_what_they_count(opened: ImportPage, qtbot: QtBot) -> None:
    chips = {chip.key: chip for chip in opened.grid.only.chips()}
    for key, count in (("失败", 3), ("跳过", 2), ("待核对", 1), ("", 62)):
        qtbot.mouseClick(chips[key], Qt.MouseButton.LeftButton)
        assert opened.grid.model.rowCount() == count


def test_failure_list_is_exported(
    opened: ImportPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "失败.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: (str(target), ""))
    opened.failures.click()
    rows = open_workbook(read_file(target), target.name).sheets[0].rows
    assert len(rows) == 4
    assert rows[0][-1] == "失败原因"


def test_bad_file_gives_a_sentence(page: ImportPage, finished: Wait, tmp_path: Path,
                                   monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    told: list[str] = []
    monkeypatch.setattr(
        "desktop.ui.services.show_trouble", lambda parent, trouble: told.append(trouble.sentence)
    )
    bad = tmp_path / "坏.xls"
    bad.write_text("<html><table>", "utf-8")
    page.open_file(bad)
    finished()
    assert len(told) == 1
    assert "网页" in told[0]
    assert page.step == FILE


def test_file_without_heads_opens_the_heads_page(page: ImportPage, finished: Wait, tmp_path: Path) -> None:
    path = tmp_path / "无表头.xlsx"
    path.write_bytes(xlsx([["甲琴行", "科技"], ["乙琴行", "体育"]]))
    page.open_file(path)
    finished()
    assert page.step == HEADS
    page.heads.no_heads.click()
    assert page.step == COLUMNS
    page.grid.mapping_changed.emit(0, "name")
    assert page.save_button.button.text() == "入库 2 家"


def test_file_is_dropped_on_the_page(page: ImportPage, finished: Wait) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(SAMPLE))])
    page.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                              Qt.KeyboardModifier.NoModifier))  # fmt: skip
    finished()
    assert page.step == PREVIEW


def test_leaving_with_corrections_asks(opened: ImportPage, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("desktop.ui.services.ask", lambda parent, title, words: asked.append(title) or False)
    assert opened.leave()
    place = next(n for n, column in enumerate(opened.grid.model.columns) if column.target == "name")
    opened.grid.value_edited.emit(17, place, "补名琴行")
    assert not opened.leave()
    assert asked == ["离开导入"]


def test_ledger_changed_elsewhere_is_compared_again(
    opened: ImportPage, window: Window, finished: Wait
) -> None:
    job = opened.job
    assert job is not None
    opened.services.desk.do(import_page.importing.commit, "导入", spec=opened.spec, plan=job.plan)
    settle()
    assert opened.save_button.reason() == "没有要新增或更新的行"


def test_batches_are_listed_and_undone(opened: ImportPage, finished: Wait, qtbot: QtBot) -> None:
    opened.commit()
    finished()
    dialog = BatchesDialog(opened.services, opened)
    qtbot.addWidget(dialog)
    assert dialog.table.item(0, 3).text() == SAMPLE.name
    dialog.undo.button.click()
    finished()
    assert stored(opened) == 0
    assert dialog.undo.reason() == "已经撤销过"


def test_the_keyboard_goes_with_the_steps_and_on_to_the_list(
    opened: ImportPage, finished: Wait, window: Window
) -> None:
    assert opened.preview.isAncestorOf(window.focusWidget())
    opened.back()
    assert window.focusWidget() is opened.heads.next
    opened.heads.next.click()
    finished()
    opened.commit()
    finished()
    assert window.focusWidget() is opened.done.again
    opened.done.look.click()
    assert window.current() is window.page("institutions")
