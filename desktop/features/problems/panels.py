"""The detail below the problem list, its parts as plain data, and the section on an institution's card."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.clock import CHINA
from desktop.base.lights import TONES, Remaining
from desktop.base.marks import Tone
from desktop.features.calendar.queries import work_calendar
from desktop.features.problems.queries import (
    case_of,
    photo_pairs,
    problems_of,
    reached,
    steps_of,
)
from desktop.features.problems.records import EvidenceKind, Problem, State, Step
from desktop.features.problems.rules import CHECK, EDIT, EVIDENCE, OPEN, STAGES, Case, Item, gate, standing
from desktop.store.attachments import Attachment, Files
from desktop.ui.buttons import LinkButton
from desktop.ui.dialogs import WIDE, Frame
from desktop.ui.gate_list import GateItem, GateList
from desktop.ui.labels import cap, label, rule, tag
from desktop.ui.photo_pair import Photo, PhotoPair
from desktop.ui.sections import Item as CardItem
from desktop.ui.sections import Section
from desktop.ui.stage_strip import Stage, StageState, StageStrip

MOST_ON_CARD = 6
PAPER_PAIR = (EvidenceKind.PAPER.value, EvidenceKind.DELIVERY.value)
PHOTO_PAIR = (EvidenceKind.BEFORE.value, EvidenceKind.AFTER.value)
PAIRS = {PAPER_PAIR: "文书及送达回证", PHOTO_PAIR: "整改前后照片"}
WHO = {State.REVIEWING: "股室负责人", State.APPROVING: "分管领导", State.LOOK_BACK: "销号后 30 日内"}
ISSUE, DELIVER = "issue", "deliver"


@dataclass(frozen=True)
class Shown:
    """Everything the detail shows of one problem, read at once."""

    problem: Problem
    case: Case
    items: tuple[Item, ...]
    reached: dict[State, Step]
    steps: tuple[Step, ...]
    pairs: tuple[tuple[Photo, Photo], ...]
    standing: Remaining | None

    @property
    def missing(self) -> list[Item]:
        """What closing still asks for."""
        return [item for item in self.items if not item.met]


def read_shown(session: Session, row: int, today: date) -> Shown | None:
    """The problem of that id with all that is shown of it."""
    found = session.get(Problem, row)
    if found is None:
        return None
    case = case_of(session, found)
    signed = (State.REVIEWING,) if found.state is State.APPROVING else ()
    files: Files = session.info["files"]
    pairs = tuple((_photo(PHOTO_PAIR[0], before, files), _photo(PHOTO_PAIR[1], after, files))
                  for before, after in photo_pairs(session, found))
    return Shown(found, case, tuple(gate(case, signatures=signed)), reached(session, found),
                 tuple(steps_of(session, found)), pairs, standing(found, today, work_calendar(session)))


def _photo(kind: str, kept: Attachment | None, files: Files) -> Photo:
    name = kind.removesuffix("照片")
    if kept is None:
        return Photo(name)
    fault = (files.fault(kept) or "").partition("：")[0]
    moment, words = (kept.taken_at, "拍摄") if kept.taken_at else (kept.created_at, "导入")
    here = moment.astimezone(CHINA)
    taken = f"{words} {short_day(here.date())} {here:%H:%M}"
    return Photo(name, files.path(kept.sha256, kept.name), taken, fault)


def short_day(day: date) -> str:
    """9月26日."""
    return f"{day.month}月{day.day}日"


def stages(shown: Shown, today: date) -> list[Stage]:
    """The strip: what is done with date and who, what is now with what is missing, what is to come."""
    state = State.LOOK_BACK if shown.problem.state is State.ARCHIVED else shown.problem.state
    place = STAGES.index(state) if state in STAGES else -1
    made: list[Stage] = []
    for number, stage in enumerate(STAGES):
        step = shown.reached.get(stage)
        done = shown.problem.state is State.ARCHIVED or (number < place if place >= 0 else step is not None)
        how = StageState.NOW if number == place and not done else StageState.DONE if done else StageState.TODO
        note, tone = _stage_note(shown, stage, how, step, today)
        made.append(Stage(stage.value, stage.value, how, note, tone))
    return made


def _stage_note(shown: Shown, stage: State, how: StageState, step: Step | None,
                today: date) -> tuple[str, Tone | None]:
    if how is StageState.TODO:
        return WHO.get(stage, ""), None
    day = short_day(step.on) if step else ""
    if how is StageState.NOW and shown.problem.state in (State.CHECKING, *OPEN[5:]) and shown.missing:
        since = "今天" if step and step.on == today else f"{day}起"
        return f"{since}，还缺 {len(shown.missing)} 项", Tone.RED
    if stage is State.RECTIFYING and shown.problem.extensions:
        return f"{day}起，延期 {shown.problem.extensions} 次", None
    who = (step.signer or step.recorded_by) if step else ""
    return f"{day} {who}".strip(), None


def gate_items(shown: Shown, editable: bool) -> list[GateItem]:
    """The gate for the screen: pairs on one line, what the form fills only while it is missing."""
    found: list[GateItem] = []
    for item in shown.items:
        pair = next((pair for pair in PAIRS if item.what in pair), None)
        if pair is None:
            if item.where != EDIT or not item.met:
                found.append(_gate_item(item.what, [item], shown, editable))
        elif item.what == pair[0] or not any(other.what == pair[0] for other in shown.items):
            both = [other for other in shown.items if other.what in pair]
            found.append(_gate_item(PAIRS[pair] if len(both) == 2 else item.what, both, shown, editable))
    return found


def _gate_item(name: str, parts: Sequence[Item], shown: Shown, editable: bool) -> GateItem:
    lacking = [part for part in parts if not part.met]
    if not lacking:
        return GateItem(name, True, "，".join(dict.fromkeys(part.words for part in parts)))
    first = lacking[0]
    told = [part.words.removeprefix("已附 0 份，") for part in lacking]
    words = "；".join(told if len(parts) == 1 else
                     [f"{part.what}{tail}" for part, tail in zip(lacking, told, strict=True)])
    key, action = _place(first, shown)
    return GateItem(name, False, words, key if editable else "", action if editable else "")


def _place(item: Item, shown: Shown) -> tuple[str, str]:
    """Where a missing item is mended, and the word of its link."""
    if item.where in (CHECK, EDIT):
        return item.where, "填写"
    if item.what == EvidenceKind.PAPER.value:
        return ISSUE, "开具"
    if item.what == EvidenceKind.DELIVERY.value and shown.case.papers:
        return DELIVER, "登记送达"
    return (item.where, "添加") if item.where.startswith(EVIDENCE) else ("", "")


def short_reason(shown: Shown, obstacles: Sequence[str]) -> str:
    """Why the way forward is closed, short enough to stand beside the button."""
    if not obstacles:
        return ""
    names = [item.what for item in shown.missing]
    if not names or not obstacles[0].startswith("还缺"):
        return obstacles[0]
    rest = f"等 {len(names)} 项" if len(names) > 3 else ""
    return f"还缺{'、'.join(names[:3])}{rest}"


class ProblemHead(QWidget):
    """Number, name, category, light, extension; links at the right. `opened(key)`: a link."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(36)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(16, 0, 16, 0)
        self._line.setSpacing(12)

    def show_problem(self, shown: Shown) -> None:
        """Another problem."""
        _clear(self._line)
        found = shown.problem
        self._line.addWidget(label(found.number, "record"))
        name = label(found.subject if len(found.subject) <= 22 else f"{found.subject[:21]}…", "record")
        name.setToolTip(found.subject)
        self._line.addWidget(name)
        self._line.addWidget(label(found.category_label, "second"))
        if shown.standing is not None and found.limit is not None:
            words = f"{shown.standing.light.value} · {shown.standing.words}，期限 {short_day(found.limit)}"
            self._line.addWidget(label(words, "strong", TONES[shown.standing.light]))
        for words, tone in _tags(found):
            self._line.addWidget(tag(words, tone))
        self._line.addStretch(1)
        links = [("institution", "对应机构")] if found.institution_id else []
        links += [("papers", f"文书 {len(shown.case.papers)}")] if shown.case.papers else []
        for key, words in [*links, ("steps", f"办理 {len(shown.steps)} 步")]:
            link = LinkButton(words, small=True)
            link.clicked.connect(lambda checked=False, key=key: self.opened.emit(key))
            self._line.addWidget(link)
        self._line.addWidget(cap("F6"))
        self._line.addWidget(label("表与详情", "small"))


def _tags(found: Problem) -> list[tuple[str, Tone]]:
    tags = [("已作废", Tone.GREY)] if found.voided else []
    if found.state not in STAGES:
        tags.append((found.state.value, Tone.GREY))
    if found.extensions and found.original_limit:
        tags.append((f"原期限 {short_day(found.original_limit)}，延期 {found.extensions} 次", Tone.GREY))
    if found.round > 1:
        tags.append((f"第 {found.round} 次挂账", Tone.RED))
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
        self._pair = 0
        self._group = label("", "small")
        self._next = LinkButton("下一组", small=True)
        self._next.clicked.connect(lambda: self._show_pair(self._pair + 1))
        self._add = LinkButton("添加照片", small=True)
        self._add.clicked.connect(lambda: self.opened.emit(f"{EVIDENCE}:{EvidenceKind.BEFORE.value}"))
        self._facts = QVBoxLayout()
        self._facts.setSpacing(4)
        self.gate.opened.connect(self.opened)
        self.photos.clicked.connect(self._open_photo)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (rule(), self.strip, rule()):
            column.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(_scrolled(self._facts_part()), 31)
        row.addWidget(rule(vertical=True))
        row.addWidget(_scrolled(_padded(self.gate)), 53)
        row.addWidget(rule(vertical=True))
        row.addWidget(_scrolled(self._photo_part()), 33)
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
        _clear(self._facts)
        for name, words in fact_lines(shown.problem):
            self._facts.addLayout(_fact(name, words))
        self._pairs = shown.pairs
        self._show_pair(0)

    def _show_pair(self, number: int) -> None:
        count = len(self._pairs)
        self._pair = number % count if count else 0
        before, after = self._pairs[self._pair] if count else (Photo("整改前"), Photo("整改后"))
        self.photos.show_pair(before, after)
        self._group.setText(f"第 {self._pair + 1} 组 / 共 {count} 组" if count else "")
        self._next.setVisible(count > 1)

    def _open_photo(self, side: int) -> None:
        path = self._pairs[self._pair][side].path if self._pairs else None
        if path is not None and path.exists():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def fact_lines(found: Problem) -> list[tuple[str, str]]:
    """问题, 措施, 责任, 结果 and the way out, as far as known."""
    duty = " · ".join(part for part in (found.duty_department, found.duty_person) if part)
    owner = f"机构 · {found.subject_person}" if found.subject_person else ""
    way_out = "，".join(part for part in (found.exit_to, found.exit_way, found.exit_number) if part)
    people = "　".join(part for part in (duty, owner) if part)
    lines = [("问题", found.description), ("措施", found.measures), ("责任", people),
             ("进展", found.progress), ("结果", found.result), ("去向", way_out), ("备注", found.note)]
    return [(name, words) for name, words in lines if words]


def _fact(name: str, words: str) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(8)
    head = label(name, "hint")
    head.setFixedWidth(28)
    text = label(words, wrap=True)
    line.addWidget(head)
    line.addWidget(text, 1)
    line.setStretch(1, 1)
    return line


def _padded(widget: QWidget) -> QWidget:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(16, 6, 16, 6)
    column.addWidget(widget)
    return part


def _scrolled(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    widget.setProperty("ground", "surface")
    area.setWidget(widget)
    return area


def _clear(layout: QHBoxLayout | QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        inner, widget = item.layout(), item.widget()
        if isinstance(inner, QHBoxLayout | QVBoxLayout):
            _clear(inner)
        if widget is not None:
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
            moved = f"{step.move}：{step.to_state.value}"
            words = (step.on.isoformat(), moved, who, f"记录：{step.recorded_by}")
            column.addWidget(label("　".join(part for part in words if part), wrap=True))
        column.addStretch(1)
        area = _scrolled(part)
        area.setMinimumHeight(280)
        self.body.addWidget(area)


def institution_section(session: Session, row: int, today: date) -> Section | None:
    """问题 on an institution's card: the open ones first, each a link."""
    found = sorted(problems_of(session, row), key=lambda item: (item.state not in OPEN, -item.id))
    calendar = work_calendar(session)
    rows = []
    for item in found[:MOST_ON_CARD]:
        light = standing(item, today, calendar)
        tone, right = (TONES[light.light], light.words) if light else (Tone.GREY, item.state.value)
        rows.append(CardItem(f"{item.state.value}" if light else "", f"problems:{item.id}", item.number,
                             f"{item.category_label} {item.description}", tone, right))
    opened = sum(item.state in OPEN for item in found)
    return Section("problems", "问题", opened, tuple(rows), "没有登记过问题。")


def number_of(session: Session, row: int) -> str:
    """The number of a problem."""
    return session.scalar(select(Problem.number).where(Problem.id == row)) or ""
