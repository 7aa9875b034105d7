"""Fields are changed on the card itself: F2, Enter, Esc, faults, and what is typed is never lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from desktop.base.records import Record
from desktop.features.institutions.operations import save_institution, void_institution
from desktop.features.institutions.page import InstitutionsPage
from desktop.features.institutions.records import Institution
from desktop.store.journal import Act
from tests.features.institutions.conftest import Enter
from tests.helpers.screens import clipped_texts, settle

OLD, NEW = "和平中路216号三楼", "和平中路218号三楼"


@pytest.fixture
def row(page: InstitutionsPage, enter: Enter, qtbot: QtBot) -> int:
    made = enter("晋江市启衡培训中心", town="梅岭街道", address=OLD, keeper="吴志坚", phone="13800000215")
    page.activateWindow()
    page.open_row(made)
    settle()
    return made


def field(page: InstitutionsPage, key: str) -> None:
    """Put the keyboard on the field."""
    found = next(item for item in page.card._rows if item.key == key)  # type: ignore[attr-defined]
    found.setFocus()
    settle()


def box(page: InstitutionsPage) -> QLineEdit:
    editor = page.card.fields.editor  # type: ignore[attr-defined]
    assert editor is not None
    assert isinstance(editor.box, QLineEdit)
    return editor.box


def stored(page: InstitutionsPage, row: int) -> Institution:
    return page.services.read(lambda session: session.get_one(Institution, row))


def open_field(page: InstitutionsPage, key: str) -> QLineEdit:
    field(page, key)
    page.card.edit()
    settle()
    return box(page)


def test_enter_saves_and_opens_the_next_field(page: InstitutionsPage, row: int) -> None:
    line = open_field(page, "address")
    assert line.text() == OLD
    words = [part.text() for part in page.card.findChildren(QLabel) if part.isVisible()]
    assert f"原为：{OLD}" in words
    assert clipped_texts(page) == []
    line.setText(NEW)
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle()
    assert stored(page, row).address == NEW
    assert page.card.fields._key != "address"  # type: ignore[attr-defined]
    assert page.card.fields.editor is not None  # type: ignore[attr-defined]
    acts = page.services.read(lambda session: session.query(Act).all())
    assert acts[-1].title == f"晋江市启衡培训中心“实际地址”由 {OLD} 改为 {NEW}"


def test_escape_gives_up(page: InstitutionsPage, row: int) -> None:
    line = open_field(page, "address")
    line.setText("别处")
    QTest.keyClick(line, Qt.Key.Key_Escape)
    settle()
    assert page.card.fields.editor is None  # type: ignore[attr-defined]
    assert stored(page, row).address == OLD
    assert page.card.fields.focused() is not None  # type: ignore[attr-defined]


def test_fault_stays_at_the_field(page: InstitutionsPage, enter: Enter, row: int) -> None:
    page.services.desk.do(save_institution, "改", row=row, values={"students": 30})
    settle()
    line = open_field(page, "students")
    line.setText("很多")
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle()
    editor = page.card.fields.editor  # type: ignore[attr-defined]
    assert "请填整数" in editor._fault.text()
    line.setText("-4")
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle()
    assert "不能是负数" in editor._fault.text()
    assert stored(page, row).students == 30


def test_leaving_the_field_saves(page: InstitutionsPage, row: int) -> None:
    line = open_field(page, "keeper")
    line.setText("蔡秋月")
    page.table.setFocus()
    settle()
    assert stored(page, row).keeper == "蔡秋月"
    assert page.card.fields.editor is None  # type: ignore[attr-defined]


def test_change_elsewhere_does_not_take_the_typed_words_away(page: InstitutionsPage, row: int) -> None:
    """peers.md 8.21: what is typed is not lost."""
    line = open_field(page, "address")
    line.setText(NEW)
    page.services.desk.do(save_institution, "别处改", row=row, values={"keeper": "许文彬"})
    settle()
    assert box(page).text() == NEW
    QTest.keyClick(box(page), Qt.Key.Key_Return)
    settle()
    assert (stored(page, row).address, stored(page, row).keeper) == (NEW, "许文彬")


def test_the_same_field_changed_elsewhere_is_told_and_neither_word_is_lost(
        page: InstitutionsPage, row: int) -> None:
    """A second window or a command, in another process: nobody tells this window."""
    line = open_field(page, "address")
    line.setText(NEW)
    with page.services.desk.store.engine.begin() as connection:
        connection.execute(text("UPDATE institution SET address = '别处写的' WHERE id = :id"), {"id": row})
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle()
    editor = page.card.fields.editor  # type: ignore[attr-defined]
    assert editor is not None
    assert "没有保存：这一格刚在别处改成了“别处写的”" in editor._fault.text()
    assert (box(page).text(), stored(page, row).address) == (NEW, "别处写的")
    QTest.keyClick(box(page), Qt.Key.Key_Return)
    settle()
    assert stored(page, row).address == NEW


def test_without_a_field_under_the_keyboard_the_form_opens(
    page: InstitutionsPage, row: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[type[Record]] = []
    monkeypatch.setattr("desktop.ui.ledger_card.edit_record", lambda *given: opened.append(given[2]))
    page.table.setFocus()
    page.card.edit()
    assert opened == [Institution]


def test_void_institutions_have_no_fields_to_change(page: InstitutionsPage, row: int) -> None:
    page.services.desk.do(void_institution, "作废", row=row, reason="重复登记")
    page.card.show_row(row)
    assert page.card._rows == []  # type: ignore[attr-defined]
