"""The preview: the very pages that print, redrawn while their blanks are typed."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QWidget

from desktop.base.errors import Trouble, UserError
from desktop.base.marks import Tone
from desktop.features.calendar.queries import work_calendar
from desktop.features.documents.form import BlankForm, Citations, RegisterBox, place_words, shown_blank
from desktop.features.documents.operations import drop_draft, issue, keep_draft
from desktop.features.documents.panels.issued import IssuedWindow, log_prints, now_here
from desktop.features.documents.panels.numbers import (
    HEAD_DROP,
    RED_HEAD,
    ask_drop,
    head_settings,
)
from desktop.features.documents.queries import (
    Examined,
    draft_of,
    examine,
    font_book,
    office_values,
    paper_docx,
    read_paper,
    recent,
    template_of,
)
from desktop.features.documents.records import PrintWay
from desktop.features.documents.rules import Paper, included, text_of
from desktop.output.pdf.blocks import RenderedPaper
from desktop.output.pdf.press import press
from desktop.output.wording import BlockKind
from desktop.ui.areas import following
from desktop.ui.buttons import Button, PrimaryButton, Segments
from desktop.ui.dialogs import AskDialog
from desktop.ui.errors import show_trouble
from desktop.ui.labels import label
from desktop.ui.paper_window import PaperWindow, no_printer, print_with_dialog, save_file
from desktop.ui.red_list import RedList
from desktop.ui.services import DRAFT, Services

RENDER_DELAY_MS, DRAFT_DELAY_MS = 250, 1500
DROPS = (0, 60, 70, 80, 90, 100)
AUTOSAVED = "草稿自动保存；签发时另存定稿，以后改字段不会改动定稿"


class PreviewWindow(PaperWindow):
    """A paper before it is issued; nothing typed here is lost."""

    def __init__(self, services: Services, paper: Paper, back: str, parent: QWidget | None = None) -> None:
        self.template = services.read(template_of, paper.template)
        super().__init__(back, text_of(self.template, paper, BlockKind.TITLE),
                         text_of(self.template, paper, BlockKind.ADDRESSEE).rstrip("："), parent)
        self.services = services
        self._base = replace(paper, token=paper.token or uuid4().hex)
        self._examined: Examined | None = None
        self._rendered: RenderedPaper | None = None
        self._rendering = self._again = self._closed = self._dirty = False
        self._at_blank = -1
        late = {*services.read(office_values, self.template), self.template.blank_of(BlockKind.DATE)}
        self.form = BlankForm(self.template, services.read(work_calendar), services.today, late)
        self.red_list, self.citations, self.register = RedList(), Citations(), RegisterBox()
        red, self._drop_mm = head_settings(services)
        self.head = Segments((("red", "红头"), ("plain", "套红头纸")), "red" if red else "plain")
        self.drop = Button("", arrow=True)
        words = "打印并签发" if self.template.series else "打印"
        self.printing = PrimaryButton(words, icon="printer", key="Ctrl+P")
        self.delivering = Button("登记送达", writes=True)
        self.saving = Button("另存草稿" if self.template.series else "另存", icon="file", arrow=True)
        self.reason = label("", "small", wrap=True)
        self._assemble()
        self._load()
        self._wire()
        self._examine()
        self.form.begin(self._missing())

    def paper(self) -> Paper:
        """The paper as it stands in the form."""
        return replace(self._base, values={**self._base.values, **self.form.values()},
                       options=self.form.chosen(), red_head=self.head.current() == "red",
                       head_drop_mm=float(self._drop_mm))

    def _assemble(self) -> None:
        for part in () if self.template.is_form else (self.head, self.drop):
            self.tools.addWidget(part)
        menu = QMenu(self.drop)
        for drop in DROPS:
            menu.addAction(_drop_words(drop), lambda drop=drop: self._set_drop(drop))
        menu.addAction("其他…", lambda: ask_drop(self._drop_mm, self, self._set_drop))
        self.drop.setMenu(menu)
        self.side.addWidget(self.red_list)
        line = QHBoxLayout()
        line.addWidget(label("填写", "box"))
        line.addWidget(label("左边随写随变；Ctrl+Enter 换行", "hint"))
        line.addStretch(1)
        self.side.addLayout(line)
        self._area = area = following(QScrollArea())
        area.setWidgetResizable(True)
        area.setWidget(self.form)
        self.side.addWidget(area, 1)
        self.side.addWidget(self.citations)
        if self.template.series:
            line = QHBoxLayout()
            line.addWidget(label("文号登记", "box"))
            line.addWidget(label(f"{self.template.series}类 · {self.services.today.year} 年", "hint"))
            line.addStretch(1)
            self.side.addLayout(line)
            self.side.addWidget(self.register)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        numbered = (self.delivering,) if self.template.series else ()
        for button in (self.printing, *numbered, self.saving):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.side.addLayout(buttons)
        self.side.addWidget(self.reason)
        self.delivering.setEnabled(False)

    def _load(self) -> None:
        """The given values, over them what she typed before."""
        base = self._base
        kept = self.services.read(draft_of, base.template, base.about, base.about_id or 0)
        if kept is not None:
            draft = read_paper(kept.content)
            base = replace(base, values={**base.values, **draft.values}, options=draft.options)
            self.status.say("草稿", "接着上次没写完的草稿，签发后草稿自动收起", Tone.BLUE)
        else:
            self.status.say("", AUTOSAVED if self.template.series else "草稿自动保存", Tone.GREY)
        self.form.fill(base.values, included(self.template, base))
        self._set_drop(self._drop_mm)

    def _wire(self) -> None:
        self._render_timer = _single_timer(self, RENDER_DELAY_MS, self._examine)
        self._draft_timer = _single_timer(self, DRAFT_DELAY_MS, self.keep)
        self.form.changed.connect(self._typed)
        self.head.chosen.connect(lambda _: self._set_drop(self._drop_mm))
        self.red_list.chosen.connect(self.go)
        self.red_list.next_wanted.connect(self.next_blank)
        self.view.blank_clicked.connect(self.go)
        self.citations.mend_wanted.connect(lambda: self.services.open("statutes"))
        self.printing.clicked.connect(self.issue)
        menu = QMenu(self.saving)
        menu.addAction("PDF…", lambda: self._save_draft("pdf"))
        menu.addAction("Word（可以改）…", lambda: self._save_draft("docx"))
        self.saving.setMenu(menu)
        QShortcut(QKeySequence("F8"), self, self.next_blank)
        QShortcut(QKeySequence("Esc"), self, self.close)

    def _typed(self) -> None:
        self._dirty = True
        self._render_timer.start()
        self._draft_timer.start()

    def _set_drop(self, drop: int) -> None:
        self._drop_mm = drop
        self.drop.setText(_drop_words(drop))
        red = self.head.current() == "red"
        self.drop.setEnabled(not red)
        self.drop.setToolTip("印红头时版头由程序印出，不用下移" if red else "")
        self.services.settings.setValue(RED_HEAD, "true" if red else "false")
        self.services.settings.setValue(HEAD_DROP, str(drop))
        if self._examined is not None:
            self._examine()

    # drawing

    def _examine(self) -> None:
        """Read the state, then draw the pages on the worker; typing meanwhile draws once more."""
        try:
            self._examined = self.services.read(examine, self.paper(), self.services.today)
        except UserError as trouble:
            self.form.show_faults(trouble.fields)
            self.red_list.show_sentence(trouble.what, trouble.advice)
            self._block(trouble.what)
            return
        self.form.show_faults({})
        self.form.show_missing({blank.name for blank in self._examined.missing})
        if self._rendering:
            self._again = True
            return
        self._rendering = True
        sheet = self._examined.sheet
        self.services.run(lambda progress: press(sheet, font_book()), "排版", self._show, parent=self,
                          failed=self._failed)

    def _failed(self) -> None:
        self._rendering = False
        self._block("这一稿没有排出来")

    def _show(self, rendered: RenderedPaper) -> None:
        self._rendering = False
        if self._closed:
            self.deleteLater()
            return
        self._rendered = rendered
        self.view.show_pdf(rendered.pdf, [shown_blank(box) for box in rendered.blanks])
        self.show_glyphs(rendered.missing)
        self._show_state(rendered)
        if self._again:
            self._again = False
            self._examine()

    def _show_state(self, rendered: RenderedPaper) -> None:
        assert self._examined is not None
        state = self._examined
        places = {box.key: place_words(box) for box in reversed(rendered.blanks)}
        self.red_list.show_blanks([(blank.name, places.get(blank.name, "")) for blank in state.missing])
        self.citations.show_state(state.cited, state.obstacles)
        if self.template.series:
            papers = self.services.read(recent, self.template.series, self.services.today.year, 2)
            self.register.show_numbers(state.number, papers)
        if state.missing:
            self._block(f"打印和签发要先填完 {len(state.missing)} 处空白；送达在签发后登记。")
        elif state.obstacles:
            self._block("先核对引用的法规，再打印和签发。")
        elif rendered.missing:
            self._block(f"先换掉没有字形的字：{'、'.join(rendered.missing)}。")
        else:
            self._block("")

    def _block(self, reason: str) -> None:
        self.printing.setEnabled(not reason)
        self.printing.setToolTip(reason)
        numbered = "签发后取得文号，定稿存档；送达在签发后登记。"
        ready = numbered if self.template.series else "空着的栏目留着手写。"
        self.reason.setText(reason or ready)

    # acting

    def go(self, name: str) -> None:
        """The cursor into a blank, its place on the page into sight."""
        self.form.go(name)
        self.view.show_blank(name)

    def next_blank(self) -> None:
        """F8: the next empty blank, round and round."""
        names = self._missing()
        if names:
            self._at_blank = (self._at_blank + 1) % len(names)
            self.go(names[self._at_blank])

    def _missing(self) -> list[str]:
        return [blank.name for blank in self._examined.missing] if self._examined is not None else []

    def keep(self) -> None:
        """Keep what was typed; Ctrl+Z passes over it."""
        if not self._dirty:
            return
        typed = {name: value for name, value in self.form.values().items()
                 if value != self._base.values.get(name, "")}
        draft = replace(self.paper(), values=typed, token="")
        try:
            self.services.desk.do(keep_draft, "保存文书草稿", kind=DRAFT, paper=draft)
        except Trouble as trouble:
            self.status.say("草稿没有保存", trouble.sentence, Tone.RED)
            return
        self._dirty = False
        self.status.saved(AUTOSAVED, now_here(self.services))

    def issue(self) -> None:
        """Ask, take the number, keep the file, then print or save it."""
        if not self.printing.isEnabled() or self._examined is None:
            return
        if not self.template.series:
            self._print_unnumbered()
            return
        lacking = no_printer()
        words = f"签发后取得文号 {self._examined.number}，定稿存档，以后不能再改；写错了只能作废、重新签发。"
        verbs = [("save", "签发并另存为 PDF")] if lacking else [("print", "打印并签发"), ("only", "只签发")]
        chosen = AskDialog("打印并签发", f"{lacking}{words}", verbs, self).ask()
        if not chosen:
            return
        self.printing.setEnabled(False)
        self._draft_timer.stop()
        made = self.services.perform(issue, f"签发{self._examined.number}", parent=self, done="文书已签发",
                                     faults=self.form.show_faults, paper=self.paper(), fonts=font_book())
        if made is None:
            self._examine()
            return
        self._dirty = False
        window = IssuedWindow(self.services, made.id, "关闭", self.parentWidget())
        window.show()
        self.close()
        {"print": window.print, "save": window.save}.get(chosen, window.raise_)()

    def _print_unnumbered(self) -> None:
        """A form without a number is printed and logged with the paper it belongs to."""
        assert self._rendered is not None
        try:
            copies = print_with_dialog([self._rendered.pdf], self)
        except UserError as trouble:
            show_trouble(self, trouble)
            return
        if copies and self._base.about_id is not None:
            log_prints(self.services, [self._base.about_id], PrintWay.PRINTED, self, copies=copies,
                       sheet=f"{self._base.about_title} {self.template.title}")
            self.services.perform(
                drop_draft, "收起草稿", parent=self, kind=DRAFT, template=self._base.template,
                about=self._base.about, about_id=self._base.about_id)
            self._dirty = False

    def _save_draft(self, suffix: str) -> None:
        if self._rendered is None:
            return
        mark = "（未签发）" if self.template.series else ""
        name = f"{text_of(self.template, self.paper(), BlockKind.TITLE)}{mark}.{suffix}"
        data = self._rendered.pdf if suffix == "pdf" else self.services.read(
            paper_docx, self.paper(), self.services.today)
        kept = save_file(data, name, self)
        if kept is not None:
            words = "这是未签发的草稿" if mark else "留着手写的栏目是空的"
            self.status.saved(f"另存到 {kept.name}；{words}", now_here(self.services))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Esc and 返回 lose nothing: the draft is kept first."""
        self.keep()
        self._closed = True
        super().closeEvent(event)
        if not self._rendering:
            self.deleteLater()


def _drop_words(drop: int) -> str:
    return f"版头下移 {drop} 毫米" if drop else "版头不下移"


def _single_timer(parent: QWidget, delay: int, act: Any) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(delay)
    timer.timeout.connect(act)
    return timer
