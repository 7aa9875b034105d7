"""Short makers of the labels every page is built from; their look is in the style sheet."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from desktop.base.marks import Tone


def label(text: str, role: str = "", tone: Tone | None = None, *, wrap: bool = False) -> QLabel:
    """A plain-text label. Roles: title, record, box, strong, second, label, hint, small,
    small-strong, figure, cap; none is body text."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    if tone is not None:
        made.setProperty("tone", tone.value)
    if wrap:
        made.setWordWrap(True)
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
    return made


def tag(text: str, tone: Tone = Tone.GREY) -> QLabel:
    """A state in a coloured frame, 20 px high."""
    made = label(text, "tag", tone)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def cap(text: str) -> QLabel:
    """A key cap such as F8."""
    made = label(text, "cap")
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a style property and let the style sheet see it."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def rule(*, vertical: bool = False, strong: bool = False) -> QFrame:
    """A line of 1 px: inside a box, or (strong) an outline."""
    made = QFrame()
    made.setProperty("frame", "outline" if strong else "line")
    if vertical:
        made.setFixedWidth(1)
    else:
        made.setFixedHeight(1)
    return made
