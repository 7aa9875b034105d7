"""Buttons: outline, primary, link, segments, and one that says why it is off.

Heights are 30 px (small 26). A key given to a button works and is shown as a cap at its right;
caps hide in windows narrower than `NARROW`.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

from desktop.base.marks import Tone
from desktop.ui.icons import draw_icon
from desktop.ui.labels import label, restyle
from desktop.ui.theme import NARROW, tokens, type_font

HEIGHT = 30
SMALL_HEIGHT = 26
_ICON = 16
_GAP = 8
_PAD = 12
_FIGURE_HEIGHT = 32


def pressed_by(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Enter presses the button that has the keyboard, as Space does; whether the key was Enter."""
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return False
    if not event.isAutoRepeat():
        button.click()
    return True


class Button(QPushButton):
    """White button with an outline; `arrow` marks one that opens a menu.

    `writes`: it changes the data (a primary one does unless told otherwise); in a window whose property
    `closed` says why nothing may be changed it stays off, with that reason.
    """

    primary = False

    def __init__(
        self,
        text: str,
        parent: QWidget | None = None,
        *,
        icon: str = "",
        key: str = "",
        small: bool = False,
        arrow: bool = False,
        writes: bool | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._writes = self.primary if writes is None else writes
        self._closed = ""
        self._drawing = icon
        self._cap = ""
        self._arrow = arrow
        self._caps_shown = self._icon_shown = True
        self._small = small
        self._shortcut: QShortcut | None = None
        self.setProperty("role", "primary" if self.primary else "button")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFont(type_font(9 if small else 10))
        self.setAutoDefault(False)
        if key:
            self.set_key(key)

    def set_key(self, key: str) -> None:
        """Make `key` (such as "Ctrl+N") press the button and show it at its right."""
        if self._shortcut is not None:
            self._shortcut.deleteLater()
        self._shortcut = QShortcut(QKeySequence(key), self)
        self._shortcut.activated.connect(self.click)
        self.set_key_cap(key.replace("Return", "Enter"))

    def key(self) -> str:
        """The key shown at the right, "" without one."""
        return self._cap

    def set_key_cap(self, text: str) -> None:
        """Show `text` as a cap, without making it work."""
        self._cap = text
        self.updateGeometry()
        self.update()

    def show_caps(self, shown: bool) -> None:
        """Show or hide the cap, for narrow windows."""
        if shown != self._caps_shown:
            self._caps_shown = shown
            self.updateGeometry()
            self.update()

    def show_icon(self, shown: bool) -> None:
        """Show or hide the drawing before the words, where a row has no room for all of it."""
        if shown != self._icon_shown and self._words():
            self._icon_shown = shown
            self.updateGeometry()
            self.update()

    def setMenu(self, menu: QMenu) -> None:
        """The menu belongs to the button from now on and goes with it."""
        menu.setParent(self, menu.windowFlags())
        super().setMenu(menu)

    def open_menu(self, actions: Sequence[QAction]) -> None:
        """Let the button open a menu of these actions."""
        menu = QMenu(self)
        menu.addActions(actions)
        self._arrow = True
        self.setMenu(menu)

    def sizeHint(self) -> QSize:
        """Words, icon and cap side by side."""
        return QSize(self._content_width() + 2 * _PAD, SMALL_HEIGHT if self._small else HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Words are never cut."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, in a dialog too: never the dialog's first verb from another one."""
        if not pressed_by(self, event):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Words and fonts change the width."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def showEvent(self, event: QShowEvent) -> None:
        """A button shown later than its window was narrowed hides its cap too."""
        super().showEvent(event)
        window = self.window()
        if window.property("folds"):
            self.show_caps(window.width() >= NARROW)
        if self._writes and (reason := window.property("closed")):
            self.close_for(str(reason))

    def close_for(self, reason: str) -> None:
        """Off for good, with the reason as its tooltip."""
        self.setToolTip(reason)
        self.setEnabled(False)
        self._closed = reason

    def setEnabled(self, on: bool) -> None:
        """On or off; one that is closed stays off."""
        super().setEnabled(on and not self._closed)

    def setToolTip(self, words: str) -> None:
        """The tooltip; that of a closed one stays its reason."""
        if not self._closed:
            super().setToolTip(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground by the style sheet, contents by hand: icon, words, arrow or cap."""
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        left = (self.width() - self._content_width()) / 2
        self._paint_contents(painter, left)

    def _ink(self) -> str:
        table = tokens()
        if not self.isEnabled():
            return table.disabled
        return table.on_accent if self.primary else table.text

    def _paint_contents(self, painter: QPainter, left: float) -> None:
        ink = self._ink()
        middle = self.height() / 2
        if self._drawing and self._icon_shown:
            draw_icon(painter, self._drawing, QRectF(left, middle - _ICON / 2, _ICON, _ICON), ink)
            left += _ICON + (_GAP if self._words() else 0)
        painter.setFont(self.font())
        painter.setPen(QColor(ink))
        wide = QFontMetrics(self.font()).horizontalAdvance(self._words())
        painter.drawText(
            QRectF(left, 0, wide + 4, self.height()), Qt.AlignmentFlag.AlignVCenter, self._words()
        )
        left += wide
        if self._arrow:
            draw_icon(painter, "chevron-down", QRectF(left + 6, middle - 6, 12, 12), ink)
            left += 18
        if self._cap and self._caps_shown:
            self._paint_cap(painter, left + _GAP, ink)

    def _paint_cap(self, painter: QPainter, left: float, ink: str) -> None:
        table = tokens()
        filled = self.primary and self.isEnabled()
        frame = (table.accent if table.dark else table.accent_line) if filled else table.line
        wide = self._cap_width()
        rect = QRectF(left + 0.5, self.height() / 2 - 8.5, wide - 1, 17)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(frame), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, 3, 3)
        painter.setFont(type_font(8))
        painter.setPen(QColor(ink if self.primary or not self.isEnabled() else table.text2))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._cap)

    def _words(self) -> str:
        return self.text().replace("&&", "\0").replace("&", "").replace("\0", "&")

    def _cap_width(self) -> int:
        return QFontMetrics(type_font(8)).horizontalAdvance(self._cap) + 9

    def _content_width(self) -> int:
        words = self._words()
        wide = QFontMetrics(self.font()).horizontalAdvance(words)
        if self._drawing and self._icon_shown:
            wide += _ICON + (_GAP if words else 0)
        if self._arrow:
            wide += 18
        if self._cap and self._caps_shown:
            wide += _GAP + self._cap_width()
        return wide


class PrimaryButton(Button):
    """Filled button for the one thing to do next; at most one enabled in a view."""

    primary = True

    def lead(self, on: bool) -> None:
        """Filled, or plain while the page shows its one thing to do elsewhere."""
        if on != self.primary:
            self.primary = on
            restyle(self, "role", "primary" if on else "button")


class LinkButton(QToolButton):
    """Words or a number in accent colour that open what they name."""

    def __init__(
        self,
        text: str,
        parent: QWidget | None = None,
        *,
        small: bool = False,
        figure: str = "",
        tone: Tone | None = None,
        strong: bool = False,
    ) -> None:
        """`figure`: "true" for the large numbers of tiles, "bar" for those of a totals bar."""
        super().__init__(parent)
        self.setText(text)
        for name, value in (
            ("role", "link"),
            ("small", str(small).lower()),
            ("figure", figure),
            ("tone", tone.value if tone else ""),
            ("strong", str(strong).lower()),
        ):
            self.setProperty(name, value)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Exactly the words, so that a link stands in a sentence."""
        self.ensurePolished()
        metrics = QFontMetrics(self.font())
        high = _FIGURE_HEIGHT if self.property("figure") == "true" else metrics.height() + 2
        return QSize(metrics.horizontalAdvance(self.text()) + 2, high)

    def minimumSizeHint(self) -> QSize:
        """Words are never cut."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, as Space does."""
        if not pressed_by(self, event):
            super().keyPressEvent(event)


class _Segment(QToolButton):
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses, as Space does."""
        if not pressed_by(self, event):
            super().keyPressEvent(event)


class Segments(QWidget):
    """Two to three views of the same data, side by side; `chosen` gives the key."""

    chosen = Signal(str)

    def __init__(
        self, choices: Sequence[tuple[str, str]], current: str = "", parent: QWidget | None = None
    ) -> None:
        """`choices` are (key, words); the first is current unless named."""
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for place, (key, words) in enumerate(choices):
            row.addWidget(self._segment(key, words, place, len(choices)))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.select(current or choices[0][0])

    def _segment(self, key: str, words: str, place: int, count: int) -> QToolButton:
        button = _Segment()
        button.setText(words)
        button.setCheckable(True)
        button.setProperty("role", "segment")
        names = {0: "first", count - 1: "last"}
        button.setProperty("place", "only" if count == 1 else names.get(place, "middle"))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setMinimumWidth(QFontMetrics(type_font(10, bold=True)).horizontalAdvance(words) + 30)
        button.clicked.connect(lambda: self.chosen.emit(key))
        self._group.addButton(button)
        self._buttons[key] = button
        return button

    def select(self, key: str) -> None:
        """Show `key` as current, without the signal."""
        self._buttons[key].setChecked(True)

    def current(self) -> str:
        """Key of the current view."""
        return next(key for key, button in self._buttons.items() if button.isChecked())


class ReasonedButton(QWidget):
    """A button that stays visible when it is off, with the reason beside it and as its tooltip."""

    clicked = Signal()

    def __init__(self, button: Button, parent: QWidget | None = None, *, mark: bool = True) -> None:
        """`mark` shows the red cross before the reason: it blocks something to be done here."""
        super().__init__(parent)
        self.button = button
        self._mark = _Mark()
        self._marked = mark
        self._reason = label("", "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        for part in (button, self._mark, self._reason):
            row.addWidget(part)
        button.clicked.connect(self.clicked)
        self.set_reason("")

    def set_reason(self, reason: str) -> None:
        """Why the button is off; "" switches it on."""
        self.button.setEnabled(not reason)
        self.button.setToolTip(reason)
        self._reason.setText(reason)
        self._reason.setToolTip(reason)
        self._reason.setVisible(bool(reason))
        self._mark.setVisible(bool(reason) and self._marked)
        self.button.setAccessibleDescription(reason)

    def reason(self) -> str:
        """The reason shown; "" when the button is on."""
        return self._reason.text()


class _Mark(QWidget):
    """The red cross of 14 px before a reason."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(14, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_icon(QPainter(self), "cross", QRectF(QRect(0, 3, 14, 14)), tokens().red)
