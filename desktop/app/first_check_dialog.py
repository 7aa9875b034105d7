"""The page that says whether this PC suits the program; shown at the first start, and from 帮助."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.app.first_check import Line, Screen, as_text, lines, look, verdict
from desktop.output.pdf.fonts import font_book
from desktop.ui.buttons import LinkButton
from desktop.ui.dialogs import WIDE, Frame
from desktop.ui.labels import label
from desktop.ui.light_label import LightLabel
from desktop.ui.services import Services

TITLE = "检查这台电脑"
HEIGHT = 540
NAMES = 110
"""Pixels of the column of names."""


class FirstCheckDialog(Frame):
    """A line for each thing that was looked at: its light, how it stands, what to do; can be copied."""

    def __init__(self, told: Sequence[Line], parent: QWidget | None = None) -> None:
        super().__init__(TITLE, (), parent, width=WIDE, cancel="知道了")
        self.cancel.setDefault(True)
        self.add_heading(verdict(told))
        inner = QWidget()
        inner.setMinimumHeight(1)  # as high as its words at this width, not as at the narrowest
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 4, 8, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.setColumnMinimumWidth(0, NAMES)
        grid.setColumnStretch(1, 1)
        for row, line in enumerate(told):
            grid.addWidget(LightLabel(line.title, line.tone), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(_said(line), row, 1)
        grid.setRowStretch(len(told), 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        self.body.addWidget(area, 1)
        copy = LinkButton("复制全部，发给帮忙的人", small=True)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(as_text(told)))
        self.foot.insertWidget(0, copy)
        self.resize(self.width(), HEIGHT)


def _said(line: Line) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(2)
    for words, role in ((line.words, ""), (line.advice, "second")):
        if words:
            made = label(words, role, wrap=True)
            made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(made)
    return column


def show_first_check(services: Services, window: QWidget) -> None:
    """Look at this PC beside the window, then show what was found in front of it."""
    screen = screen_of(window)
    printers = QPrinterInfo.availablePrinterNames()
    folder = services.desk.store.folder
    services.run(
        lambda progress: lines(look(folder, screen, printers, font_book().substitutes())), TITLE,
        lambda told: _show(told, window), parent=window)


def _show(told: list[Line], window: QWidget) -> None:
    dialog = FirstCheckDialog(told, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def screen_of(widget: QWidget) -> Screen:
    """The screen a widget is on."""
    screen = widget.screen()
    free = screen.availableGeometry()
    return Screen(free.width(), free.height(), round(screen.devicePixelRatio() * 100))
