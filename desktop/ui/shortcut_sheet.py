"""F1: every key that works on the page in front, grouped, in words."""

from collections.abc import Sequence

from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.base.values import value_class
from desktop.ui.buttons import Button
from desktop.ui.dialogs import WIDE, Frame
from desktop.ui.labels import cap, label

COLUMNS = 2
MOST_HEIGHT = 560


@value_class
class Key:
    """A key or several (Enter, Ctrl+D) and what it does."""

    keys: str
    words: str


@value_class
class KeyGroup:
    """Keys that belong together."""

    title: str
    keys: tuple[Key, ...]


EVERYWHERE = KeyGroup("整个窗口", (
    Key("Ctrl+K", "查找：名称、编号、拼音首字母"), Key("Ctrl+Z", "撤销上一步"),
    Key("Ctrl+P", "打印当前页"), Key("Ctrl+H", "历史：做过的每一步"), Key("Alt", "按住，左边显示各页的字母"),
    Key("F1", "这张快捷键表"), Key("F11", "全屏"), Key("Ctrl+L", "锁屏"), Key("Esc", "返回、放弃")))
LIST_KEYS = KeyGroup("列表", (
    Key("Enter", "打开"), Key("F6", "在表和详情之间换"), Key("Shift+F10", "办理这一行，同菜单键、右键"),
    Key("Home End", "第一行、最后一行"), Key("Shift+↓", "多选几行"), Key("Ctrl+A", "全选"),
    Key("Ctrl+C", "复制到 Excel、WPS，带表头")))
EDIT_KEYS = KeyGroup("在表里改", (
    Key("F2", "改这一格"), Key("Enter", "保存，到下一行"), Key("Tab", "保存，到下一栏"),
    Key("Esc", "放弃这一格"), Key("Ctrl+D", "照抄上一行；选了几行时向下复制"),
    Key("Ctrl+V", "从 Excel、WPS 粘贴，先预览"), Key("空格", "勾选这一行")))


def working_keys(page: QWidget) -> list[Key]:
    """Keys of the buttons and shortcuts of a page that work now, in the words of the buttons."""
    found: dict[str, str] = {}
    for button in page.findChildren(Button):
        if button.key() and not button.isHidden():
            found[button.key()] = button.text().rstrip("…")
    for shortcut in page.findChildren(QShortcut):
        keys, words = shortcut.key().toString(), shortcut.whatsThis()
        if words and keys not in found:
            found[keys] = words
    return [Key(keys, words) for keys, words in found.items()]


class ShortcutSheet(Frame):
    """The groups in two columns."""

    def __init__(self, title: str, groups: Sequence[KeyGroup], parent: QWidget | None = None) -> None:
        super().__init__("快捷键", (), parent, width=WIDE, cancel="知道了")
        self.groups = tuple(groups)
        self.cancel.setDefault(True)
        self.add_heading(f"快捷键：{title}")
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(28)
        columns = [QVBoxLayout() for _ in range(COLUMNS)]
        heights = [0] * COLUMNS
        for group in self.groups:
            place = heights.index(min(heights))
            heights[place] += len(group.keys) + 2
            _add_group(columns[place], group)
        for place, column in enumerate(columns):
            column.addStretch(1)
            grid.addLayout(column, 0, place)
            grid.setColumnStretch(place, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        self.body.addWidget(area, 1)
        self.resize(self.width(), min(MOST_HEIGHT, inner.sizeHint().height() + 130))


def _add_group(column: QVBoxLayout, group: KeyGroup) -> None:
    column.addWidget(label(group.title, "strong"))
    for key in group.keys:
        row = QHBoxLayout()
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(8)
        keys = QWidget()
        keys.setFixedWidth(112)
        caps = QHBoxLayout(keys)
        caps.setContentsMargins(0, 0, 0, 0)
        caps.setSpacing(4)
        for word in key.keys.split(" "):
            caps.addWidget(cap(word))
        caps.addStretch(1)
        row.addWidget(keys)
        row.addWidget(label(key.words, wrap=True), 1)
        column.addLayout(row)
    column.addSpacing(10)
