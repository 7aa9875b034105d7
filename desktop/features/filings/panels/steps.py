"""What is to be done with a month next: its last day, 封存, drafts, the text to copy, the correction."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.base.plan import Deadline, Recipient
from desktop.base.workdays import WorkCalendar
from desktop.features.filings.rules import Check, Level, Sheet
from desktop.ui.buttons import Button, PrimaryButton, ReasonedButton
from desktop.ui.labels import label

WEEK = "一二三四五六日"
EVERYBODY = ""
_WIDE = Qt.AlignmentFlag(0)


class StepsPanel(QWidget):
    """Signals tell what was pressed; `copied(recipient key)` with '' for all of them."""

    copied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._due, self._why = label("", "strong"), label("", "hint", wrap=True)
        self.freeze = ReasonedButton(PrimaryButton("封存", icon="lock"))
        self.drafts = PrimaryButton("写邮件草稿…", icon="mail")
        self.folder = Button("打开文件夹", small=True)
        self.copy = Button("复制文字", arrow=True, small=True)
        self.correct = Button("出更正…", small=True, writes=True)
        self.explain = Button("更正说明", small=True)
        self.stub = Button("月结存根", small=True)
        self._after = label("", "hint", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self._due, self._why, self.freeze, self.drafts):
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft if part is self.freeze else _WIDE)
        for pair in ((self.copy, self.folder, self.stub), (self.correct, self.explain)):
            row = QHBoxLayout()
            row.setSpacing(8)
            for button in pair:
                row.addWidget(button)
            row.addStretch(1)
            column.addLayout(row)
        column.addWidget(self._after)

    def show_recipients(self, recipients: Sequence[Recipient]) -> None:
        """Whose subject and text can be copied: all, or one."""
        actions = []
        for key, words in ((EVERYBODY, "全部收件单位"), *((item.key, item.name) for item in recipients)):
            action = QAction(words, self.copy)
            action.triggered.connect(lambda checked=False, chosen=key: self.copied.emit(chosen))
            actions.append(action)
        self.copy.open_menu(actions)

    def show_month(self, made: Sheet, due: Deadline, calendar: WorkCalendar, today_left: int, *,
                   last: bool, reason: str, words: str, today_words: str) -> None:
        """The month's day and state; `reason` why it cannot be frozen, `words` what is said below."""
        left = f"，剩 {today_left} 个工作日" if today_left > 0 else "，今天到期" if last else "，已过"
        day = f"{due.day.month}月{due.day.day}日（周{WEEK[due.day.weekday()]}）"
        self._due.setText(f"最迟 {day}{'' if made.version else left}")
        self._why.setText(due.words(calendar))
        self.freeze.button.setText(today_words)
        self.freeze.set_reason(reason)
        self.freeze.setVisible(not made.frozen)
        for button in (self.drafts, self.folder, self.correct, self.copy, self.stub):
            button.setVisible(made.frozen)
        self.explain.setVisible(made.frozen and made.version > 1)
        self._after.setText(words)


def after_words(made: Sheet, correction_hint: str) -> str:
    """The line below the buttons."""
    if made.frozen:
        return f"已封存第 {made.version} 版，数据截至 {made.cutoff.month}月{made.cutoff.day}日。"
    if made.correcting:
        return f"正在更正：{made.correcting}。{correction_hint}"
    return "封存后这一版不再改动；要改，另出更正说明。"




def freeze_words(made: Sheet, checks: Sequence[Check]) -> str:
    """What 封存 means, asked before: it cannot be taken back."""
    open_ones = [check.sentence for check in checks if check.level is Level.WARNS]
    shown = "；".join(open_ones[:3]) + (" 等" if len(open_ones) > 3 else "")
    reminders = f"还有 {len(open_ones)} 项提醒：{shown}。" if open_ones else ""
    day = f"{made.cutoff.month}月{made.cutoff.day}日"
    return f"{reminders}数据截至{day}，封存后不能撤销，也不再随台账变动；要改，另出更正说明。"
