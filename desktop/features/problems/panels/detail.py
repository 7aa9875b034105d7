"""The widgets of the detail: head, body with strip, facts, gate and photos, the trail."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.base.lights import TONES
from desktop.base.marks import Tone
from desktop.features.problems.listing.ladder import level_tone
from desktop.features.problems.panels.evidence import OPEN_FILE
from desktop.features.problems.panels.shown import (
    PROPOSED,
    Shown,
    extension_words,
    fact_lines,
    gate_items,
    short_day,
    stages,
)
from desktop.features.problems.records import EvidenceKind, Level
from desktop.features.problems.rules.gate import EVIDENCE
from desktop.features.problems.rules.moves import STAGES
from desktop.store.attachments import Attachment
from desktop.ui.areas import following
from desktop.ui.buttons import LinkButton
from desktop.ui.dialogs import WIDE, Frame
from desktop.ui.gate_list import GateList
from desktop.ui.labels import cap, label, rule, tag
from desktop.ui.photo_pair import Photo, PhotoPair
from desktop.ui.stage_strip import StageStrip

LADDER, ORIGIN = "ladder", "origin"
SPARE_NEEDS = 1100
"""Width in px of the head below which it tells the number, the name, the light and the links only."""


class ProblemHead(QWidget):
    """Number, name, category, light, extension; links at the right. `opened(key)`: a link."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(36)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(16, 0, 16, 0)
        self._line.setSpacing(12)
        self._spare: tuple[QWidget, ...] = ()
        self._name, self._light = label("", "record"), label("")

    def show_problem(self, shown: Shown) -> None:
        """Another problem."""
        _clear(self._line)
        found = shown.problem
        self._light = label("")
        self._line.addWidget(label(found.number, "record"))
        self._name = label(found.subject, "record")
        self._name.setToolTip(found.subject)
        self._line.addWidget(self._name)
        category, keys = label(found.category_label, "second"), (cap("F6"), label("表与详情", "small"))
        self._line.addWidget(category)
        if shown.standing is not None and found.limit is not None:
            words = f"{shown.standing.light.value} · {shown.standing.words}"
            self._light = label(words, "strong", TONES[shown.standing.light])
            self._light.setToolTip(f"{words}，期限 {short_day(found.limit)}")
            self._line.addWidget(self._light)
        for words, tone in _tags(shown):
            self._line.addWidget(tag(words, tone))
        if found.extensions and found.original_limit:
            self._line.addWidget(struck(f"原期限 {short_day(found.original_limit)}"))
            self._line.addWidget(tag(f"延期 {found.extensions} 次"))
        self._line.addStretch(1)
        links = [(f"{LADDER}", f"督办移送 {len(shown.ladder)}")] if shown.ladder else []
        links += [(f"{ORIGIN}:{place}", item.words) for place, item in enumerate(shown.origins)]
        links += [("institution", "对应机构")] if found.institution_id else []
        links += [("papers", f"文书 {len(shown.case.papers)}")] if shown.case.papers else []
        links += [("files", f"佐证 {shown.files} 件")]
        for key, words in [*links, ("steps", f"办理 {len(shown.steps)} 步")]:
            link = LinkButton(words, small=True)
            link.clicked.connect(lambda checked=False, key=key: self.opened.emit(key))
            self._line.addWidget(link)
        for part in keys:
            self._line.addWidget(part)
        self._spare = (category, *keys)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, what stands in the list and in the sheet of keys gives way."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() < SPARE_NEEDS
        for part in self._spare:
            part.setHidden(narrow)
        whole, most = self._name.toolTip(), 9 if narrow else 22
        light = self._light.toolTip()
        self._light.setText(light.partition("，")[0] if narrow else light)
        self._name.setText(whole if len(whole) <= most else f"{whole[:most - 1]}…")


def struck(words: str) -> QLabel:
    """A date that no longer counts, struck through."""
    made = label(words, "second")
    font = made.font()
    font.setStrikeOut(True)
    made.setFont(font)
    return made


def _tags(shown: Shown) -> list[tuple[str, Tone]]:
    found = shown.problem
    tags = [("已作废", Tone.GREY)] if found.voided else []
    if found.state not in STAGES:
        tags.append((found.state.value, Tone.GREY))
    if found.level is not Level.ORDINARY:
        tags.append((found.level.value, level_tone(found.level)))
    if any(line.late for line in shown.ladder):
        tags.append(("逾期未回复", Tone.RED))
    if shown.relapses:
        tags.append((f"反弹 {shown.relapses} 次", Tone.RED))
    return tags


class ProblemBody(QWidget):
    """Stage strip; below it 问题与整改, 还缺什么, 前后对比. `opened(key)`: a link of the gate or 添加照片."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.strip = StageStrip()
        self.gate = GateList("还缺什么", "不能销号", name_width=136)
        self.photos = PhotoPair()
        self._pairs: tuple[tuple[Photo, Photo], ...] = ()
        self._shots: tuple[tuple[Attachment | None, Attachment | None], ...] = ()
        self._pair = 0
        self._group = label("", "small")
        self._next = LinkButton("下一组", small=True)
        self._next.clicked.connect(lambda: self._show_pair(self._pair + 1))
        self._add = LinkButton("添加照片", small=True)
        self._add.clicked.connect(lambda: self.opened.emit(f"{EVIDENCE}:{EvidenceKind.BEFORE.value}"))
        self._facts = QVBoxLayout()
        self._facts.setSpacing(4)
        self._told: list[QWidget] = []
        self.gate.opened.connect(self.opened)
        self.photos.clicked.connect(self._open_photo)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (rule(), self.strip, rule()):
            column.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(0)
        parts = self._facts_part(), _padded(self.gate), self._photo_part()
        self._areas = [_scrolled(part) for part in parts]
        for area, share in zip(self._areas, (31, 53, 33), strict=True):
            if area is not self._areas[0]:
                row.addWidget(rule(vertical=True))
            row.addWidget(area, share)
        column.addLayout(row, 1)

    def _facts_part(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(16, 6, 12, 6)
        column.setSpacing(4)
        column.addWidget(label("问题与整改", "strong"))
        column.addLayout(self._facts)
        column.addStretch(1)
        return part

    def _photo_part(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(16, 6, 16, 6)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label("前后对比", "strong"))
        head.addWidget(self._group)
        head.addWidget(self._next)
        head.addStretch(1)
        head.addWidget(self._add)
        column.addLayout(head)
        column.addWidget(self.photos)
        column.addStretch(1)
        return part

    def show_problem(self, shown: Shown, today: date, editable: bool) -> None:
        """Another problem."""
        self.strip.set_stages(stages(shown, today))
        self.gate.set_items(gate_items(shown, editable))
        self._add.setVisible(editable)
        for part in self._told:
            part.hide()
            part.deleteLater()
        self._told = [_fact(name, words) for name, words in fact_lines(shown)]
        for part in self._told:
            self._facts.addWidget(part)
        self._pairs, self._shots = shown.pairs, shown.shots
        self._show_pair(0)

    def _show_pair(self, number: int) -> None:
        count = len(self._pairs)
        self._pair = number % count if count else 0
        before, after = self._pairs[self._pair] if count else (Photo("整改前"), Photo("整改后"))
        self.photos.show_pair(before, after)
        self._group.setText(f"第 {self._pair + 1} 组 / 共 {count} 组" if count else "")
        self._next.setVisible(count > 1)

    def _open_photo(self, side: int) -> None:
        kept = self._shots[self._pair][side] if self._shots else None
        if kept is not None:
            self.opened.emit(f"{OPEN_FILE}:{kept.id}")


def _fact(name: str, words: str) -> QWidget:
    part = QWidget()
    line = QHBoxLayout(part)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(8)
    head = label(name, "hint")
    head.setFixedWidth(28)
    text = label(words, "", Tone.AMBER if name == PROPOSED else None, wrap=True)
    head.setContentsMargins(0, 2, 0, 0)
    line.addWidget(head, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(text, 1)
    line.setStretch(1, 1)
    return part


def _padded(widget: QWidget) -> QWidget:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(16, 6, 16, 6)
    column.addWidget(widget)
    return part


def _scrolled(widget: QWidget) -> QScrollArea:
    area = following(QScrollArea())
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    widget.setProperty("ground", "surface")
    area.setWidget(widget)
    return area


def _clear(layout: QHBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


class StepsDialog(Frame):
    """The whole trail of a problem, oldest first."""

    def __init__(self, shown: Shown, parent: QWidget) -> None:
        super().__init__(f"{shown.problem.title()}办理过程", (), parent, width=WIDE, cancel="关闭")
        part = QWidget()
        column = QVBoxLayout(part)
        for step in shown.steps:
            who = "，".join(item for item in (step.signer, step.signer_role, step.reason) if item)
            state = step.to_state.value
            moved = state if step.move in (state, f"{state}…") else f"{step.move}：{state}"
            words = (step.on.isoformat(), moved, who, f"记录：{step.recorded_by}")
            column.addWidget(label("　".join(part for part in words if part), wrap=True))
        if shown.extensions:
            column.addWidget(label("延期经过", "strong"))
        for item in shown.extensions:
            column.addWidget(label(extension_words(item), wrap=True))
        column.addStretch(1)
        area = _scrolled(part)
        area.setMinimumHeight(280)
        self.body.addWidget(area)
