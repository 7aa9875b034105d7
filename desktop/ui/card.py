"""The record card: name, code, tags, tabs that jump within one long page, actions at the foot.

A section without rows has no tab: what there is has room.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QTabBar, QVBoxLayout, QWidget

from desktop.base.marks import Tone
from desktop.ui.areas import LongPage, following
from desktop.ui.buttons import Button, LinkButton
from desktop.ui.card_rows import AlertBox, fact_row, item_row
from desktop.ui.chips import FlowLayout
from desktop.ui.detail import Detail
from desktop.ui.focus import first_stop, focus_on
from desktop.ui.labels import label, restyle, rule, tag
from desktop.ui.sections import Alert, CardHead, Fact, Item, Section

__all__ = ["Alert", "CardHead", "Fact", "Item", "RecordCard", "Section"]

WIDTH = 368
NARROWEST = 340
WIDEST = 520
FOOT = 46
_SIDE = 14


class RecordCard(Detail):
    """Shows `CardHead` and `Section`s. `opened(key)`: a link; masked values show when `may_show(label)`."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(NARROWEST)
        self.setMaximumWidth(WIDEST)
        self._title = label("", "record", wrap=True)
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sub = label("", "second")
        self._copy = LinkButton("复制", small=True)
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._sub.text()))
        self._tags = QWidget()
        self._flow = FlowLayout(self._tags, 6)
        self._tabs = QTabBar()
        self._area = following(QScrollArea())
        self._heads: dict[str, QWidget] = {}
        self._counts: list[tuple[str, int | None]] = []
        self._shown = ""
        self._jumping = False
        self._build()
        focus_on(self, self.first_stop)

    def _build(self) -> None:
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._tabs.setUsesScrollButtons(True)
        self._tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self._tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._tabs.currentChanged.connect(self._jump)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.verticalScrollBar().valueChanged.connect(self._follow)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        strip = QHBoxLayout()
        strip.setContentsMargins(_SIDE - 6, 4, 4, 0)
        strip.addWidget(self._tabs)
        column.addLayout(strip)
        column.addWidget(rule())
        column.addWidget(self._area, 1)
        column.addWidget(rule(strong=True))
        foot = QWidget()
        foot.setFixedHeight(FOOT)
        self._foot = QHBoxLayout(foot)
        self._foot.setContentsMargins(_SIDE, 0, _SIDE, 0)
        self._foot.setSpacing(8)
        self._foot.addStretch(1)
        column.addWidget(foot)

    def _head(self) -> QWidget:
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(_SIDE, 12, _SIDE, 2)
        column.setSpacing(4)
        column.addWidget(self._title)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._sub)
        line.addWidget(self._copy)
        line.addStretch(1)
        column.addLayout(line)
        column.addWidget(self._tags)
        return head

    def show_record(self, head: CardHead, sections: Sequence[Section]) -> None:
        """Show a record; the same one again keeps the place in the page."""
        same = self._shown == head.title
        place = self._area.verticalScrollBar().value() if same else 0
        self._shown = head.title
        self._title.setText(head.title)
        self._sub.setText(head.sub)
        self._sub.setVisible(bool(head.sub))
        self._copy.setVisible(bool(head.sub))
        self._show_tags(head)
        self._show_tabs(sections)
        self._put(self._page(sections))
        self._area.verticalScrollBar().setValue(place)

    def _put(self, page: QWidget) -> None:
        """Another page; the old one may still be handling a key, so it goes a little later."""
        old = self._area.takeWidget()
        self._area.setWidget(page)
        if old is not None:
            old.setParent(self)
            old.hide()
            old.deleteLater()

    def _show_tags(self, head: CardHead) -> None:
        while self._flow.count():
            old = self._flow.takeAt(0).widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for words, tone in head.tags:
            self._flow.addWidget(tag(words, tone))
        self._tags.setVisible(bool(head.tags))

    def _show_tabs(self, sections: Sequence[Section]) -> None:
        self._jumping = True
        while self._tabs.count():
            self._tabs.removeTab(0)
        self._counts = [(_tab(section), section.count) for section in sections if section.count != 0]
        for section in sections:
            if section.count != 0:
                self._tabs.setTabData(self._tabs.addTab(_tab(section)), section.key)
        self._fit_tabs()
        self._jumping = False

    def _fit_tabs(self) -> None:
        """The counts stand beside the words where the strip has room for all of them, else close together."""
        for counted, tight in ((True, False), (True, True), (False, True)):
            restyle(self._tabs, "tight", tight)
            for place, (words, count) in enumerate(self._counts):
                self._tabs.setTabText(place, f"{words} {count}" if counted and count is not None else words)
            if self._tabs.sizeHint().width() <= self.width() - _SIDE - 4:
                break

    def _page(self, sections: Sequence[Section]) -> QWidget:
        page = LongPage()
        page.setProperty("ground", "surface")
        column = QVBoxLayout(page)
        column.setContentsMargins(_SIDE, 8, 10, 12)
        column.setSpacing(1)
        self._heads = {}
        for place, section in enumerate(sections):
            if place:
                column.addSpacing(8)
            head = self._section_head(section)
            self._heads[section.key] = head
            column.addWidget(head)
            for row in section.rows:
                column.addWidget(self._row(row))
            if not section.rows and section.empty:
                column.addWidget(label(section.empty, "hint", wrap=True))
        column.addStretch(1)
        return page

    def _section_head(self, section: Section) -> QWidget:
        head = QWidget()
        line = QHBoxLayout(head)
        line.setContentsMargins(0, 0, 0, 2)
        line.setSpacing(6)
        line.addWidget(label(section.title, "strong"))
        if section.count is not None:
            number: QLabel = label(str(section.count), "strong", Tone.BLUE)
            line.addWidget(number)
        line.addStretch(1)
        if section.action is not None:
            key, words = section.action
            link = LinkButton(words, small=True)
            link.clicked.connect(lambda: self.opened.emit(key))
            line.addWidget(link)
        return head

    def _row(self, row: Fact | Item | Alert) -> QWidget:
        if isinstance(row, Fact):
            return fact_row(row, self.opened.emit, self.may_show)
        if isinstance(row, Item):
            return item_row(row, self.opened.emit)
        return AlertBox(row, self.opened.emit)

    def may_show(self, label: str) -> bool:
        """Whether the masked value of this label may be shown; subclasses write it down first."""
        return True

    def add_action(self, widget: QWidget, *, right: bool = False) -> None:
        """Put a button into the foot: the primary one first, `right` for the menu at the far end."""
        place = self._foot.count() if right else self._stretch_place()
        self._foot.insertWidget(place, widget)
        self._fit_foot()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow card the verbs stand without their drawings."""
        super().resizeEvent(event)
        self._fit_foot()
        self._fit_tabs()

    def _fit_foot(self) -> None:
        items = (self._foot.itemAt(place).widget() for place in range(self._foot.count()))
        buttons = [part for part in items if isinstance(part, Button)]
        for shown in (True, False):
            for button in buttons:
                button.show_icon(shown)
            wide = sum(button.sizeHint().width() for button in buttons) + 8 * len(buttons)
            if wide + 2 * _SIDE <= self.width():
                break

    def clear_actions(self) -> None:
        """Take all buttons away."""
        while self._foot.count():
            old = self._foot.takeAt(0).widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self._foot.addStretch(1)

    def _stretch_place(self) -> int:
        places = range(self._foot.count())
        return next(place for place in places if self._foot.itemAt(place).widget() is None)

    def first_stop(self) -> QWidget:
        """What takes the keyboard: the first line that can be gone to, else the first verb."""
        return first_stop(self._area, self) or self._tabs

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F6 goes back to the table."""
        if event.key() == Qt.Key.Key_F6:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def jump(self, key: str) -> None:
        """Bring a section to the top."""
        if key in self._heads:
            self._area.verticalScrollBar().setValue(max(self._heads[key].y() - 6, 0))

    def _jump(self, place: int) -> None:
        if not self._jumping and place >= 0:
            self._jumping = True
            self.jump(str(self._tabs.tabData(place)))
            self._jumping = False

    def _follow(self, value: int) -> None:
        """The tab of the section at the top is the current one; empty sections have none."""
        if self._jumping or not self._heads:
            return
        keys = [str(self._tabs.tabData(place)) for place in range(self._tabs.count())]
        tops = [place for place, key in enumerate(keys)
                if key in self._heads and self._heads[key].y() - 8 <= value]
        self._jumping = True
        self._tabs.setCurrentIndex(tops[-1] if tops else 0)
        self._jumping = False


def _tab(section: Section) -> str:
    """来电 of 来电（2 次、2 人）: a tab is a word."""
    return section.title.partition("（")[0]
