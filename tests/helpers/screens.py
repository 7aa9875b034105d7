"""Looking at pages: pictures of widgets, and the texts that do not fit into their places."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QTableView, QWidget

PAGE = QSize(1366, 736)
NARROW = QSize(1093, 582)


def settle() -> None:
    """Let layouts, deletions and queued signals happen."""
    for _ in range(4):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()


def shot(widget: QWidget, path: Path, size: QSize | None = None) -> Path:
    """Show `widget` in `size` and save its picture; gives the path."""
    if size is not None:
        widget.resize(size)
    widget.show()
    settle()
    path.parent.mkdir(parents=True, exist_ok=True)
    assert widget.grab().save(str(path)), path
    return path


def clipped_texts(widget: QWidget) -> list[str]:
    """Texts shown in less room than they need: labels, buttons, heads of tables.

    A text that has a tooltip saying all of it may be shortened. Empty when everything fits.
    """
    found = [
        _words(label) for label in widget.findChildren(QLabel) if label.isVisible() and _cut_label(label)
    ]
    found += [
        button.text()
        for button in widget.findChildren(QAbstractButton)
        if button.isVisible() and button.text() and _cut_button(button)
    ]
    for table in widget.findChildren(QTableView):
        if table.isVisible():
            found += _cut_heads(table)
    return found


def _words(label: QLabel) -> str:
    return label.text().strip()


def _cut_label(label: QLabel) -> bool:
    text = _words(label)
    if not text or label.toolTip() == label.text():
        return False
    if _outside(label):
        return True
    label.ensurePolished()
    if label.wordWrap():
        return label.heightForWidth(label.width()) > label.height() + 1
    hint = label.sizeHint()
    return hint.width() > label.width() + 1 or hint.height() > label.height() + 3


def _cut_button(button: QAbstractButton) -> bool:
    return _outside(button) or button.sizeHint().width() > button.width() + 1


def _outside(widget: QWidget) -> bool:
    """Whether a part of it lies beyond a parent, unless that parent scrolls."""
    rect = QRect(QPoint(0, 0), widget.size())
    child, parent = widget, widget.parentWidget()
    while parent is not None and not child.isWindow():
        if isinstance(parent.parentWidget(), QAbstractScrollArea):
            return False
        rect = QRect(child.mapToParent(rect.topLeft()), rect.size())
        if not parent.rect().adjusted(-1, -1, 1, 1).contains(rect):
            return True
        child, parent = parent, parent.parentWidget()
    return False


def _cut_heads(table: QTableView) -> list[str]:
    head = table.horizontalHeader()
    model = table.model()
    if head.isHidden() or model is None:
        return []
    small = head.font()
    small.setPointSizeF(9)
    metrics = QFontMetrics(small)
    cut = []
    for section in range(head.count()):
        text = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        wide = max((metrics.horizontalAdvance(line) for line in text.split("\n")), default=0)
        if not head.isSectionHidden(section) and text and wide + 15 > head.sectionSize(section):
            cut.append(text)
    return cut
