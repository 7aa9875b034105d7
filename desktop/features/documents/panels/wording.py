"""The wording of a paper changed in the program: shown while typed, checked, kept by edition."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.base.listing import shown
from desktop.base.marks import Tone
from desktop.base.resources import resource
from desktop.features.documents.operations import (
    restore_wording,
    save_wording,
)
from desktop.features.documents.panels.issued import now_here
from desktop.features.documents.queries import (
    font_book,
    shipped_keys,
    trial_sheet,
    wording_source,
    wording_title,
    wordings,
)
from desktop.features.documents.records import Wording
from desktop.output.pdf.press import press
from desktop.output.wording import WordingFault, parse
from desktop.ui.buttons import Button, LinkButton, PrimaryButton, Segments
from desktop.ui.dialogs import AskDialog, Frame
from desktop.ui.drafts import ALL_ROWS, DROP, KEEP, WordsKeeper, draft_of
from desktop.ui.errors import ask
from desktop.ui.labels import label
from desktop.ui.paper_window import PaperWindow
from desktop.ui.services import Services
from desktop.ui.text_check import CheckedEdit

FILLED, EMPTY = "filled", "empty"
CHECK_DELAY_MS = 300
TEXT = "source"
LEAVING = "改了还没有保存。留作草稿，下次打开接着改；签发的文书仍用原来的文字。"


class WordingWindow(PaperWindow):
    """The wording of a paper, changed at the right, shown at the left; nothing faulty can be saved."""

    def __init__(self, services: Services, parent: QWidget | None = None, key: str = "") -> None:
        super().__init__("关闭", "文书文字", "左边看，右边改；已签发的文书不变", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.services = services
        titles = {name: services.read(wording_title, name) for name in shipped_keys()}
        self.key = key or next(iter(titles))
        self.which = Button(titles[self.key], arrow=True)
        self.trial = Segments(((FILLED, "试填"), (EMPTY, "空白")), FILLED)
        self.edit, self.fault, self.edition = CheckedEdit(), label("", "small", Tone.RED, wrap=True), label(
            "", "hint", wrap=True)
        self.saving = PrimaryButton("保存", icon="check", key="Ctrl+S")
        self.restoring, self.older = Button("恢复原文", writes=True), Button("以前的稿", arrow=True)
        self._rendering = self._closed = False
        self.keeper: WordsKeeper | None = None
        self._assemble(titles)
        self.choose(self.key)

    def _assemble(self, titles: dict[str, str]) -> None:
        menu = QMenu(self.which)
        for key, title in titles.items():
            menu.addAction(title, lambda key=key, title=title: self._leave_for(key, title))
        self.which.setMenu(menu)
        self.tools.addWidget(self.which)
        self.tools.addWidget(self.trial)
        column: QVBoxLayout = self.side
        column.addWidget(self.edition)
        column.addWidget(self.edit, 1)
        column.addWidget(self.fault)
        row = QHBoxLayout()
        for button in (self.saving, self.restoring, self.older):
            row.addWidget(button)
        row.addStretch(1)
        rules = LinkButton("写法", small=True)
        rules.clicked.connect(self.show_rules)
        row.addWidget(rules)
        column.addLayout(row)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CHECK_DELAY_MS)
        self._timer.timeout.connect(self.check)
        self.edit.textChanged.connect(self._typed)
        self.trial.chosen.connect(lambda _: self.check())
        self.saving.clicked.connect(self.save)
        self.restoring.clicked.connect(self.restore)
        self.older.setMenu(QMenu(self.older))
        QShortcut(QKeySequence("Esc"), self, self.close)

    def choose(self, key: str) -> None:
        """Show a wording as it is in force."""
        self.key = key
        if self.keeper is not None:
            self.keeper.deleteLater()
        self._stored, self.keeper = self.services.read(wording_source, key), None
        self.edit.setPlainText(self._stored)
        identity = draft_of(f"文书文字 {self.which.text()}", Wording, None, key,
                            (Wording.__tablename__, ALL_ROWS))
        self.keeper = WordsKeeper(self, self.services, identity, self._read, self._write)
        if when := self.keeper.start():
            self.status.say("草稿", f"接着 {when}没改完的文字", Tone.BLUE)
        kept = self.services.read(wordings, key)
        own = bool(kept) and not kept[0].shipped
        self.edition.setText(f"第 {kept[0].edition} 稿，{kept[0].saved_by}改" if own else "程序自带的原文")
        self.restoring.setEnabled(own)
        menu = self.older.menu()
        menu.clear()
        for line in kept:
            words = "恢复原文" if line.shipped else f"{line.saved_by}改"
            menu.addAction(f"第 {line.edition} 稿 · {shown(line.created_at)} · {words}",
                           lambda text=line.source: self.edit.setPlainText(text))
        self.older.setEnabled(bool(kept))
        self.check()

    def _read(self) -> dict[str, str]:
        return {TEXT: self.edit.toPlainText()}

    def _write(self, texts: Mapping[str, str]) -> None:
        self.edit.setPlainText(texts.get(TEXT, self._stored))

    def _typed(self) -> None:
        self._timer.start()
        if self.keeper is not None:
            self.keeper.typed()

    def dirty(self) -> bool:
        """Something is changed and not saved."""
        return self.edit.toPlainText().strip() != self._stored.strip()

    def check(self) -> None:
        """Read the text; a fault is named with its line, a sound text is drawn."""
        self._timer.stop()
        try:
            template = parse(self.key, self.edit.toPlainText())
            sheet = self.services.read(_trial, template, self.services.today, self.trial.current() == FILLED)
        except UserError as fault:
            line = fault.line if isinstance(fault, WordingFault) else 0
            why = fault.why if isinstance(fault, WordingFault) else fault.what
            self.fault.setText(f"{f'第 {line} 行：' if line else ''}{why}。{fault.advice}")
            self.edit.mark_line(line)
            self.saving.setEnabled(False)
            self.saving.setToolTip("先改好标红的一行")
            return
        self.fault.setText("")
        self.edit.mark_line(0)
        self.saving.setEnabled(self.dirty())
        self.saving.setToolTip("" if self.dirty() else "没有改动")
        if not self._rendering:
            self._rendering = True
            self.services.run(lambda progress: press(sheet, font_book()), "排版", self._show, parent=self,
                              failed=self._drawn)

    def _drawn(self) -> None:
        self._rendering = False

    def _show(self, rendered: Any) -> None:
        self._rendering = False
        if not self._closed:
            self.view.show_pdf(rendered.pdf)
            self.show_glyphs(rendered.missing)

    def save(self) -> None:
        """Keep the text as a new edition."""
        self.check()
        if not self.saving.isEnabled():
            return
        made = self.services.perform(save_wording, f"修改{self.which.text()}的文字", parent=self,
                                     done="文书文字已保存", key=self.key, source=self.edit.toPlainText())
        if made is not None:
            self._drop_draft()
            self.choose(self.key)
            self.status.saved("文书文字已保存", now_here(self.services))

    def show_rules(self) -> None:
        """How a wording is written."""
        frame = Frame("文书文字怎么改", (), self, width=720, cancel="知道了")
        text = QTextBrowser()
        text.setMarkdown(resource("notices", "README.md").read_text(encoding="utf-8"))
        text.setMinimumHeight(480)
        frame.body.addWidget(text)
        frame.exec()

    def restore(self) -> None:
        """The program's own text again; her editions stay in 以前的稿."""
        if ask(self, "恢复原文", "换回程序自带的文字；改过的几稿都还在“以前的稿”里。", "恢复原文") and \
                self.services.perform(restore_wording, f"恢复{self.which.text()}的原文", parent=self,
                                      key=self.key) is not None:
            self._drop_draft()
            self.choose(self.key)

    def _leave_for(self, key: str, title: str) -> None:
        if self._may_leave():
            self.which.setText(title)
            self.choose(key)

    def _may_leave(self) -> bool:
        if not self.dirty():
            self._drop_draft()
            return True
        answer = AskDialog("留作草稿吗", LEAVING, [(KEEP, "留作草稿"), (DROP, "放弃修改")], self).ask()
        if answer == KEEP and self.keeper is not None:
            self.keeper.keep()
        elif answer == DROP:
            self._drop_draft()
        return bool(answer)

    def _drop_draft(self) -> None:
        if self.keeper is not None:
            self.keeper.done()

    def closeEvent(self, event: Any) -> None:
        """Unsaved changes are asked about."""
        if not self._may_leave():
            event.ignore()
            return
        self._closed = True
        super().closeEvent(event)


def _trial(session: Session, template: Any, today: Any, filled_in: bool) -> Any:
    return trial_sheet(session, template, today, filled_in=filled_in)
