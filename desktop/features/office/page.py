"""本单位: the office's facts, and the first start that asks for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.base.errors import Cancelled, Trouble, UserError
from desktop.base.progress import Progress
from desktop.features.office.form import (
    FIRST_FACTS,
    NAMES,
    OfficeFields,
    facts_grid,
    names_column,
)
from desktop.features.office.operations import set_up_office
from desktop.features.office.queries import is_set_up, office
from desktop.features.office.records import Department, Town
from desktop.features.office.rules import LABELS, PLANS, Office, faults, font_words
from desktop.output.pdf.fonts import font_book
from desktop.store.settings import Setting
from desktop.ui.areas import following
from desktop.ui.box import Box
from desktop.ui.buttons import PrimaryButton
from desktop.ui.dialogs import WIDE, Frame
from desktop.ui.drafts import ALL_ROWS, WordsKeeper, draft_of
from desktop.ui.errors import ask, show_error, show_trouble
from desktop.ui.feature import Feature
from desktop.ui.focus import focus_on
from desktop.ui.labels import label
from desktop.ui.page import Page
from desktop.ui.page_head import PageHead, Piece
from desktop.ui.services import Services
from desktop.ui.tasks import Task, Tasks

NAME_HINTS = {"towns": "一行一个。移走的镇街不再供选，原有记录不变。",
              "departments": "一行一个。问题的责任部门从这里选。"}
WELCOME = "填好县名，单位名称、代字和责任部门会自动带出，可以改。以后都能在“本单位”里修改。"
RESTORE = "换了电脑、重装过，或接手别人的工作？点“从备份或交接包恢复…”，原来的数据都回来。"
CHOOSE, FILTER = "选备份或交接包", "备份或交接包 (*.zip *.db)"
SAMPLE = ("只想先看看？“载入示例县”用虚构的机构和问题填满一个县，不含任何真实单位；"
          "正式使用时请换一个空文件夹。")
UNSAVED = "本单位的内容改了还没有保存"


class OfficePage(Page):
    """Facts at the left, towns and departments at the right; Ctrl+S saves."""

    watches = (Setting, Town, Department)

    def __init__(self, services: Services, feature: Feature) -> None:
        super().__init__(services)
        self.head = PageHead(feature.title)
        self.fields = OfficeFields(parent=self)
        self.button = PrimaryButton("保存", icon="check", key="Ctrl+S")
        self.button.clicked.connect(self.save)
        self.head.add_action(self.button)
        self.fonts = label("", "hint", wrap=True)
        self._kept: dict[str, str] = {}
        self._assemble()
        identity = draft_of("本单位", Town, None, "office", (Town.__tablename__, ALL_ROWS))
        self.keeper = WordsKeeper(self, services, identity, self.fields.texts, self._write)
        self.fields.changed.connect(self._tell_state)
        self.fields.changed.connect(self.keeper.typed)
        focus_on(self, self.fields.editors["county"])
        services.run(lambda progress: font_book().substitutes(), "检查字体", self._show_fonts, parent=self)

    def _assemble(self) -> None:
        facts = Box("单位信息", hint="带 * 的必须填写；这些内容会写进文书和报表")
        facts.body.setContentsMargins(12, 10, 12, 12)
        facts.body.addWidget(facts_grid(self.fields))
        facts.body.addSpacing(10)
        facts.body.addWidget(self.fonts)
        facts.body.addStretch(1)
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(16, 0, 16, 12)
        grid.setSpacing(12)
        grid.addWidget(facts, 0, 0, 2, 1)
        for row, key in enumerate(NAMES):
            box = Box(LABELS[key])
            box.body.setContentsMargins(12, 8, 12, 10)
            box.body.addWidget(names_column(self.fields, key, NAME_HINTS[key]))
            grid.addWidget(box, row, 1)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(0, 1)
        self._area = area = following(QScrollArea())
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.head)
        outer.addWidget(area, 1)

    def _show_fonts(self, sentences: list[str]) -> None:
        self.fonts.setText(f"字体：{font_words(sentences)}")

    def refresh(self) -> None:
        """Read again; what she has typed and not saved stays."""
        if self._kept and self.dirty():
            return
        if self.services.read(is_set_up):
            self.fields.show_office(self.services.read(office))
        self.fields.show_faults({})
        self._kept = self.fields.texts()
        if self.keeper.start():
            self.services.say("接着上次没写完的本单位内容填", saved=False)
        self._tell_state()

    def _write(self, texts: Mapping[str, str]) -> None:
        for key, words in texts.items():
            self.fields.editors[key].set_text(words)

    def dirty(self) -> bool:
        """Whether something is typed and not saved."""
        return self.fields.texts() != self._kept

    def save(self) -> None:
        """Through the one door; faults are shown at their fields."""
        given = self.fields.office()
        if found := faults(given):
            self.fields.show_faults(found)
            return
        self.fields.show_faults({})
        kept = self._kept
        self._kept = self.fields.texts()
        done = self.services.perform(set_up_office, "修改本单位", parent=self, done="本单位已保存",
                                     faults=self.fields.show_faults, office=given)
        if done is None:
            self._kept = kept
        else:
            self.keeper.done()
            self.keeper.start()
        self._tell_state()

    def leave(self) -> bool:
        """Ask before unsaved words are left behind; 放弃修改 puts the stored ones back."""
        if not self.dirty():
            return True
        if not ask(self, "放弃修改", f"{UNSAVED}，放弃后不能找回。", "放弃修改"):
            return False
        self.keeper.done()
        self._kept = {}
        self.refresh()
        return True

    def place_words(self) -> str:
        return "有改动，按 Ctrl+S 保存" if self.dirty() else ""

    def _tell_state(self) -> None:
        lists = {key: len(self.fields.office().__dict__[key]) for key in NAMES}
        words = [Piece(f"{lists['towns']} 个镇街，{lists['departments']} 个责任部门")]
        if self.dirty():
            words.append(Piece("　有改动，还没有保存", strong=True))
        self.head.set_counts(words)
        self.button.setEnabled(self.dirty() or not self._kept)


@dataclass(frozen=True)
class Beginnings:
    """How a folder is filled; all but `may_open` and `agree` run on a worker thread and may raise `Trouble`.

    `set_up(office)` stores the facts and what the program ships, `load_sample(progress)` brings the sample
    county; `may_open(file, parent)` asks for the words of an encrypted backup, `prepare(file, progress)`
    proves it beside the data: what it gives is shown by `agree(prepared, parent)`, True when she wants it.
    """

    set_up: Callable[[Office], Any]
    load_sample: Callable[[Progress], Any]
    may_open: Callable[[Path, QWidget], bool]
    prepare: Callable[[Path, Progress], Any]
    agree: Callable[[Any, QWidget], bool]


class FirstStart(Frame):
    """Asks for the office, takes a backup, or loads the sample county; accepted once one of them is done.

    `prepared`: the backup that is to be put in place, None otherwise. `folder` keeps the crash report.
    """

    started = Signal()

    def __init__(self, folder: Path, ways: Beginnings, parent: QWidget | None = None) -> None:
        super().__init__("第一次使用", [("start", "开始使用"), ("restore", "从备份或交接包恢复…"),
                                   ("sample", "载入示例县")], parent, width=WIDE, cancel="退出")
        self._folder, self._ways = folder, ways
        self.prepared: Any = None
        self.tasks = Tasks(self)
        self.fields = OfficeFields(FIRST_FACTS, lines=(8, 8), parent=self)
        self._bar = QProgressBar()
        self._words = label("", "small")
        self._assemble()
        self.fields.show_office(replace(_blank(), operator=""))
        self.fields.follow()
        self.fields.editors["county"].setFocus()

    def _assemble(self) -> None:
        self.body.addWidget(label("登记本单位", "record"))
        self.body.addWidget(label(WELCOME, "second", wrap=True))
        self.body.addSpacing(4)
        self.body.addWidget(facts_grid(self.fields))
        row = QHBoxLayout()
        row.setSpacing(12)
        for key in NAMES:
            side = QVBoxLayout()
            side.setSpacing(4)
            side.addWidget(label(f"{LABELS[key]}（一行一个）", "hint"))
            side.addWidget(self.fields.editors[key])
            side.addStretch(1)
            row.addLayout(side, 1)
        self.body.addLayout(row)
        self.body.addSpacing(4)
        self.body.addWidget(label(RESTORE, "second", wrap=True))
        self.body.addWidget(label(SAMPLE, "second", wrap=True))
        self._bar.setTextVisible(False)
        self.body.addWidget(self._bar)
        self.body.addWidget(self._words)
        self._show_busy("")

    def choose(self, key: str) -> None:
        """A verb: check the fields and work, staying open until it is done."""
        if key == "sample":
            self._run(self._ways.load_sample, "正在载入示例县")
            return
        if key == "restore":
            self._restore()
            return
        given = self.fields.office()
        found = faults(given)
        self.fields.show_faults(found)
        if not found:
            self._run(lambda progress: self._ways.set_up(given), "正在建立台账")

    def reject(self) -> None:
        """退出, but not in the middle of the work."""
        if not self.tasks.busy:
            super().reject()

    def _restore(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, CHOOSE, "", FILTER)
        if name and self._ways.may_open(Path(name), self):
            self._run(lambda progress: self._ways.prepare(Path(name), progress), "正在核对备份", self._ask)

    def _ask(self, prepared: Any) -> None:
        self._show_busy("")
        if self._ways.agree(prepared, self):
            self.prepared = prepared
            self._done()

    def _run(self, work: Callable[[Progress], Any], words: str,
             then: Callable[[Any], None] | None = None) -> None:
        if self.tasks.busy:
            return
        self._show_busy(f"{words}……")
        task: Task = self.tasks.start(work, words, then or (lambda _: self._done()), self._failed)
        task.progressed.connect(self._progress)

    def _progress(self, done: int, total: int, words: str) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._words.setText(f"{words}　{done} / {total}" if total else words)

    def _done(self) -> None:
        self._show_busy("")
        self.started.emit()
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self._show_busy("")
        if isinstance(error, UserError) and error.fields:
            self.fields.show_faults(error.fields)
        elif isinstance(error, Trouble):
            show_trouble(self, error)
        elif not isinstance(error, Cancelled):
            show_error(self, error, self._folder)

    def _show_busy(self, words: str) -> None:
        busy = bool(words)
        self._words.setText(words)
        self._bar.setRange(0, 0 if busy else 1)
        for part in (self._bar, self._words):
            part.setVisible(busy)
        for button in (*self.buttons.values(), self.cancel):
            button.setEnabled(not busy)
        for editor in self.fields.editors.values():
            editor.setEnabled(not busy)


def _blank() -> Office:
    return Office("", "", "", "", next(iter(PLANS)))
