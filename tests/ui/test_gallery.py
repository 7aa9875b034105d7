"""Every part of the kit in both looks: nothing clipped; the check for clipped texts bites."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.ui.theme import apply_theme
from tests.helpers.screens import clipped_texts, shot
from tests.ui.gallery import PARTS


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", sorted(PARTS))
def test_nothing_is_clipped(name: str, dark: bool, qapp: QApplication, tmp_path: Path) -> None:
    apply_theme(qapp, dark)
    try:
        make, size = PARTS[name]
        widget = make()
        picture = shot(widget, tmp_path / f"{name}.png", size)
        assert picture.stat().st_size > 1000
        assert clipped_texts(widget) == []
        widget.close()
        widget.deleteLater()
    finally:
        if dark:
            apply_theme(qapp, dark=False)


def test_clipped_labels_and_buttons_are_found(qtbot, tmp_path: Path) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    row = QHBoxLayout(page)
    narrow, wrapped, hinted, fitting = (
        QLabel("很长很长的一句话"),
        QLabel("换行" * 30),
        QLabel("有提示的长话"),
        QLabel("短"),
    )
    narrow.setFixedWidth(30)
    wrapped.setWordWrap(True)
    wrapped.setFixedSize(60, 20)
    hinted.setFixedWidth(20)
    hinted.setToolTip(hinted.text())
    button = QPushButton("保存并继续")
    button.setFixedWidth(24)
    for part in (narrow, wrapped, hinted, fitting, button):
        row.addWidget(part)
    shot(page, tmp_path / "page.png", QSize(400, 120))
    assert clipped_texts(page) == [narrow.text(), wrapped.text(), button.text()]


def test_a_label_beyond_its_parent_is_found(qtbot, tmp_path: Path) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    label = QLabel("在外面", page)
    label.move(380, 10)
    shot(page, tmp_path / "page.png", QSize(400, 60))
    assert clipped_texts(page) == ["在外面"]
