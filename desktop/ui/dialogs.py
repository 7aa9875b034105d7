"""Dialogs: a question, a frame for forms, and an error with folded details.

The title is the act, the body says what happens to how many, buttons are verbs, 取消 comes last
and Esc means 取消; where something was typed it asks first. Width 480 or 720.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, QMetaMethod, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.base.marks import Tone
from desktop.ui.areas import following
from desktop.ui.buttons import Button, LinkButton, PrimaryButton
from desktop.ui.editors import Editor
from desktop.ui.focus import can_stop, in_sight, step_focus
from desktop.ui.labels import label, rule
from desktop.ui.seek import SeekEdit

NARROW = 480
WIDE = 720
_MARGIN = 24
_INPUTS = (QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox, QAbstractItemView, QCheckBox, QRadioButton)
HIGHEST = 640
SAVE = "Ctrl+S"
UNSAVED = "填写的内容还没有保存，放弃后不能找回。"


class Frame(QDialog):
    """Body above, buttons right-aligned below; `verbs` are (key, words), the first is the primary."""

    def __init__(
        self,
        title: str,
        verbs: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
        *,
        width: int = NARROW,
        cancel: str = "取消",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setFixedWidth(width)
        self.chosen = ""
        self._first: dict[QWidget, str] | None = None
        self.buttons: dict[str, Button] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(_MARGIN, 20, _MARGIN, 16)
        self.body.setSpacing(8)
        outer.addLayout(self.body, 1)
        outer.addWidget(rule(strong=True))
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(_MARGIN, 10, _MARGIN, 10)
        self.foot.setSpacing(8)
        self.foot.addStretch(1)
        for place, (key, words) in enumerate(verbs):
            self._add_verb(key, words, primary=place == 0)
        self.cancel = Button(cancel)
        self.cancel.clicked.connect(self.reject)
        self.foot.addWidget(self.cancel)
        outer.addLayout(self.foot)

    def exec(self) -> int:
        """Show and wait; the dialog goes when its caller is done with it, not with the page it belongs to."""
        try:
            return super().exec()
        finally:
            self.deleteLater()

    def _add_verb(self, key: str, words: str, *, primary: bool) -> None:
        button = PrimaryButton(words) if primary else Button(words)
        button.setDefault(primary)
        button.clicked.connect(lambda: self.choose(key))
        self.buttons[key] = button
        self.foot.addWidget(button)

    def choose(self, key: str) -> None:
        """A verb was pressed: close with it. A form checks itself first by overriding this."""
        self.chosen = key
        self.accept()

    def add_heading(self, text: str) -> None:
        """The act in bold as the first line of the body."""
        self.body.addWidget(label(text, "record", wrap=True))

    def typed(self) -> bool:
        """Whether words were typed since the dialog was shown."""
        first = self._first or {}
        return self._first is not None and any(
            words != first.get(box, "") for box, words in typed_words(self).items())

    def may_close(self) -> bool:
        """Whether the dialog may be left without its verb: asks where words would be lost."""
        return not self.typed() or AskDialog("放弃填写吗", UNSAVED, [("drop", "放弃填写")], self,
                                             cancel="接着填").ask() == "drop"

    def reject(self) -> None:
        """Esc, 取消 or the window's cross: nothing typed is lost without a word."""
        if self.may_close():
            super().reject()

    def showEvent(self, event: QShowEvent) -> None:
        """From now on typing counts."""
        super().showEvent(event)
        if self._first is None:
            self._first = typed_words(self)
        if self.focusWidget() is None and (first := _first_input(self)) is not None:
            first.setFocus()

    def focusNextPrevChild(self, onward: bool) -> bool:
        """Tab goes through the controls as they stand."""
        return step_focus(self, onward) or super().focusNextPrevChild(onward)


class AskDialog(Frame):
    """A question; `ask` gives the key of the verb, "" for 取消."""

    def __init__(self, title: str, body: str, verbs: Sequence[tuple[str, str]],
                 parent: QWidget | None = None, *, cancel: str = "取消") -> None:
        super().__init__(title, verbs, parent, cancel=cancel)
        self.add_heading(title)
        text = label(body, wrap=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(text)
        self.body.addStretch(1)

    def ask(self) -> str:
        """Show and wait for the answer."""
        self.chosen = ""
        self.exec()
        return self.chosen


class Keeper(Protocol):
    """Looks after the words typed into a form (see `drafts`)."""

    def begin(self) -> None:
        """The form is shown."""

    def may_close(self) -> bool:
        """Whether the form may be left without saving."""

    def done(self) -> None:
        """The form was saved."""


class FormDialog(Frame):
    """A frame around a form: as high as that, scrolls inside itself, one fault sentence above the buttons.

    `submitted(key)` is sent instead of closing; the owner calls `accept()` when it was saved. Ctrl+S presses
    the first verb where several things are filled in.
    """

    submitted = Signal(str)

    def __init__(
        self,
        title: str,
        form: QWidget,
        verbs: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
        *,
        width: int = NARROW,
    ) -> None:
        super().__init__(title, verbs, parent, width=width)
        self.form = form
        area = following(QScrollArea())
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(form)
        self._area = area
        self._fault = label("", "", Tone.RED, wrap=True)
        self._fault.hide()
        self.keeper: Keeper | None = None
        self._note = QHBoxLayout()
        self.body.addLayout(self._note)
        bare = isinstance(form, Editor)  # without the room for a scroll bar at its right
        self.body.setContentsMargins(_MARGIN, 16, _MARGIN if bare else 12, 12)
        self.body.addWidget(area, 1)
        self.body.addWidget(self._fault)
        form.installEventFilter(self)
        self._fitted = self._wanted()
        self.resize(self.width(), self._fitted)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A form that needs more room, such as for the sentences about its faults, gets it."""
        if watched is self.form and event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._grow()
        return super().eventFilter(watched, event)

    def _wanted(self) -> int:
        """Height in px that shows the whole form, at most 640 or what the screen holds."""
        self.form.ensurePolished()
        layout, room = self.form.layout(), self._area.viewport().width()
        high = self.form.sizeHint().height()
        if layout is not None and layout.hasHeightForWidth():
            high = max(layout.totalHeightForWidth(room if self.isVisible() else self.width() - _MARGIN - 12),
                       self.form.minimumSizeHint().height())  # below which an area scrolls all the same
        rest = self.height() - self._area.viewport().height() if self.isVisible() else 104
        return min(high + rest, HIGHEST, self.screen().availableGeometry().height() - 60)

    def _grow(self) -> None:
        """Never smaller while she looks at it; upwards where the screen ends."""
        if (wanted := self._wanted()) > self.height():
            self.resize(self.width(), wanted)
            below = self.frameGeometry().bottom() - self.screen().availableGeometry().bottom()
            if below > 0:
                self.move(self.x(), self.y() - below)

    def choose(self, key: str) -> None:
        """Hand the verb to the owner; the dialog stays until it is accepted."""
        self.chosen = key
        self.submitted.emit(key)

    def accept(self) -> None:
        """Saved: close."""
        if self.keeper is not None:
            self.keeper.done()
        super().accept()

    def may_close(self) -> bool:
        """The keeper of the draft decides, where there is one."""
        return self.keeper.may_close() if self.keeper is not None else super().may_close()

    def showEvent(self, event: QShowEvent) -> None:
        """A kept draft comes back; Enter goes from field to field where the form has no way of its own."""
        super().showEvent(event)
        self._chain()
        verb = next(iter(self.buttons.values()), None)
        several = sum(isinstance(part, Editor) for part in in_sight(self.form)) > 1
        if verb is not None and several and not verb.key():
            verb.set_key(SAVE)
        if self.height() == self._fitted:  # no height of its own: as the form is now that it is filled
            self.resize(self.width(), self._wanted())
        self._grow()
        if self.keeper is not None:
            self.keeper.begin()

    def _chain(self) -> None:
        parts = [part for part in (self.form, *in_sight(self.form)) if isinstance(part, (Editor, Button))]
        verb = next(iter(self.buttons.values()), self.cancel)
        for editor, after in zip(parts, [*parts[1:], verb], strict=False):
            if isinstance(editor, Editor):
                moved_on = QMetaMethod.fromSignal(editor.moved_on)
                if not editor.isSignalConnected(moved_on):
                    editor.moved_on.connect(after.setFocus)

    def show_note(self, words: str, verb: str = "", act: Callable[[], None] | None = None) -> None:
        """One quiet line above the form with a link; "" takes it away."""
        while (item := self._note.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if words:
            self._note.addWidget(label(words, "small", Tone.AMBER))
        if verb and act is not None:
            link = LinkButton(verb, small=True)
            link.clicked.connect(act)
            self._note.addWidget(link)
        self._note.addStretch(1)

    def show_fault(self, sentence: str) -> None:
        """What is wrong, in one sentence; "" takes it away."""
        self._fault.setText(sentence)
        self._fault.setVisible(bool(sentence))
        if self.isVisible():
            self.body.activate()
            self._grow()


class ErrorDialog(Frame):
    """What happened, what to do, and folded details that can be copied."""

    def __init__(
        self,
        what: str,
        advice: str,
        details: str = "",
        parent: QWidget | None = None,
        *,
        title: str = "没有做成",
    ) -> None:
        super().__init__(title, (), parent, cancel="知道了")
        self.cancel.setDefault(True)
        self.add_heading(what)
        if advice:
            text = label(advice, wrap=True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.body.addWidget(text)
        self._details = QPlainTextEdit(details)
        self._details.setReadOnly(True)
        self._details.setFixedHeight(160)
        self._details.hide()
        self._toggle = LinkButton("详细情况", small=True)
        self._toggle.clicked.connect(self._fold)
        copy = LinkButton("复制详细情况", small=True)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(details))
        if details:
            row = QHBoxLayout()
            row.setSpacing(16)
            row.addWidget(self._toggle)
            row.addWidget(copy)
            row.addStretch(1)
            self.body.addLayout(row)
            self.body.addWidget(self._details)
        self.body.addStretch(1)

    def _fold(self) -> None:
        shown = self._details.isHidden()
        self._details.setVisible(shown)
        self._toggle.setText("收起" if shown else "详细情况")
        self.adjustSize()


def _first_input(dialog: QWidget) -> QWidget | None:
    """Where something is typed or chosen first; None in a mere question."""
    return next((part for part in in_sight(dialog) if isinstance(part, _INPUTS) and can_stop(part)), None)


def typed_words(parent: QWidget) -> dict[QWidget, str]:
    """The words in all boxes one can type into, without those that only search."""
    found: dict[QWidget, str] = {box: box.text() for box in parent.findChildren(QLineEdit)
                                 if not box.isReadOnly() and not isinstance(box, SeekEdit)}
    texts: list[QPlainTextEdit | QTextEdit] = [
        *parent.findChildren(QPlainTextEdit), *parent.findChildren(QTextEdit)]
    return found | {box: box.toPlainText() for box in texts if not box.isReadOnly()}


def paragraph(text: str) -> QLabel:
    """Explaining words inside a dialog, wrapped."""
    made = label(text, "second", wrap=True)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    return made
