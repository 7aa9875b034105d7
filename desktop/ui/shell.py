"""The window around every page: sidebar, top bar, pages in a stack, status line.

No word of the trade: entries and pages are given.
"""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QProgressBar,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.base.marks import Tone
from desktop.ui.buttons import Button, LinkButton
from desktop.ui.focus import first_stop, step_focus
from desktop.ui.icons import icon
from desktop.ui.labels import label, rule
from desktop.ui.search_box import SearchBox
from desktop.ui.sidebar import Group, Sidebar
from desktop.ui.status_line import StatusLine
from desktop.ui.theme import NARROW, tokens

TOP_HEIGHT = 44
SMALLEST = (880, 440)
"""Width and height in px: what 150 % leaves of a screen of 1366 x 768."""
_WEEKDAYS = "一二三四五六日"


class TopBar(QWidget):
    """44 px: the search box at the left, date and operator at the right, who can lock or leave."""

    lock_wanted = Signal()
    change_wanted = Signal()

    def __init__(self, search_hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(TOP_HEIGHT - 1)
        self.search = SearchBox(search_hint)
        self._date = label("", "small")
        self._operator = LinkButton("", small=True)
        menu = QMenu(self._operator)
        menu.addAction("锁屏\tCtrl+L", self.lock_wanted.emit)
        menu.addAction("换人办理…", self.change_wanted.emit)
        self._operator.setMenu(menu)
        self._operator.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        line = rule(vertical=True, strong=True)
        line.setFixedHeight(13)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(15)
        row.addWidget(self.search, 1)
        row.addStretch(1)
        for part in (self._date, line, self._operator):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row = row

    def set_date(self, today: date) -> None:
        """Show 2023年9月25日 星期一."""
        words = f"{today.year}年{today.month}月{today.day}日 星期{_WEEKDAYS[today.weekday()]}"
        self._date.setText(words)

    def set_operator(self, name: str, role: str = "经办") -> None:
        """Show 经办：name."""
        self._operator.setText(f"{role}：{name}")

    def offer_menu(self, words: str, entries: Sequence[tuple[str, Callable[[], None]]]) -> None:
        """A menu at the right end; `entries` are (words, what they do)."""
        button = LinkButton(words)
        menu = QMenu(button)
        for name, act in entries:
            menu.addAction(name, act)
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())))
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def offer_choice(self, words: str, choices: Sequence[str], now: str,
                     choose: Callable[[str], None]) -> None:
        """A menu at the right end, one of `choices` ticked; `choose(choice)` when she takes another."""
        button = LinkButton(words)
        menu, group = QMenu(button), QActionGroup(button)
        for choice in choices:
            action = QAction(choice, group, checkable=True, checked=choice == now)
            action.triggered.connect(lambda _, taken=choice: choose(taken) if taken != now else None)
            menu.addAction(action)
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())))
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)


class NoticeBar(QFrame):
    """A line above every page that stays, such as why nothing may be changed; hidden while it is empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "notice")
        self.words = label("", "strong", Tone.AMBER, wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 5, 16, 5)
        row.addWidget(self.words)
        self.hide()

    def tell(self, words: str) -> None:
        """Say it, "" nothing."""
        self.words.setText(words)
        self.setVisible(bool(words))


class ShellWindow(QMainWindow):
    """Assembles the parts. `page_chosen(key)`: an entry of the sidebar was clicked."""

    page_chosen = Signal(str)
    folded_changed = Signal(bool)
    help_requested = Signal()

    def __init__(self, title: str, office: str, groups: Sequence[Group], search_hint: str = "搜索") -> None:
        super().__init__()
        self.setWindowTitle(title)
        self.setWindowIcon(icon("app", shade=tokens().accent_fill, size=32))
        self.setProperty("folds", True)
        self.setMinimumSize(*SMALLEST)
        self.sidebar = Sidebar(office, groups)
        self.top = TopBar(search_hint)
        self.stack = QStackedWidget()
        self.status = StatusLine()
        self.notice = NoticeBar()
        self.busy = QProgressBar()
        self.busy.setTextVisible(False)
        self.busy.hide()
        self._pages: dict[str, QWidget] = {}
        self._folded = False
        self._assemble()
        self.sidebar.chosen.connect(self.page_chosen)

    def _assemble(self) -> None:
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.top)
        middle.addWidget(rule(strong=True))
        middle.addWidget(self.notice)
        middle.addWidget(self.busy)
        middle.addWidget(self.stack, 1)
        middle.addWidget(rule(strong=True))
        middle.addWidget(self.status)
        body = QWidget()
        body.setProperty("ground", "page")
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addWidget(rule(vertical=True, strong=True))
        row.addLayout(middle, 1)
        self.setCentralWidget(body)

    def add_page(self, key: str, page: QWidget) -> None:
        """Add a page to the stack."""
        self._pages[key] = page
        self.stack.addWidget(page)

    def replace_page(self, key: str, page: QWidget) -> None:
        """Another page in the place of the one with that key, in front where that was."""
        old = self._pages[key]
        front = self.stack.currentWidget() is old
        self.add_page(key, page)
        self.stack.removeWidget(old)
        old.deleteLater()
        if front:
            self.show_page(key)

    def page(self, key: str) -> QWidget | None:
        """The page of that key, if it was added."""
        return self._pages.get(key)

    def show_page(self, key: str) -> None:
        """Bring a page to the front, mark its entry, and give it the keyboard."""
        page = self._pages[key]
        new = page.focusWidget() is None
        # Qt hands the keyboard of the page before to the first control of a new one.
        self.stack.setCurrentWidget(page)
        if new or not page.isAncestorOf(self.focusWidget()):
            page.setFocus(Qt.FocusReason.OtherFocusReason)
        self.sidebar.select(key)
        if first_stop(page) is None:
            self.sidebar.focus_current()

    def folded(self) -> bool:
        """Whether the window is narrower than `NARROW`."""
        return self._folded

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Below 1200 px the sidebar folds and key caps hide."""
        super().resizeEvent(event)
        folded = self.width() < NARROW
        if folded != self._folded:
            self._folded = folded
            self.sidebar.fold(folded)
            for button in self.findChildren(Button):
                button.show_caps(not folded)
            self.folded_changed.emit(folded)

    def focusNextPrevChild(self, onward: bool) -> bool:
        """Tab goes through the controls as they stand in the window."""
        return step_focus(self, onward) or super().focusNextPrevChild(onward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F1 helps, F11 fills the screen, holding Alt shows the access keys in the sidebar."""
        if event.key() == Qt.Key.Key_Alt:
            self.sidebar.show_letters(True)
        if event.key() == Qt.Key.Key_F1:
            self.help_requested.emit()
        elif event.key() == Qt.Key.Key_F11:
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Alt let go: the counts come back."""
        if event.key() == Qt.Key.Key_Alt:
            self.sidebar.show_letters(False)
        super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Alt+Tab leaves with Alt held: do not keep the access keys."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.sidebar.show_letters(False)
