"""归集: what each platform was not told yet, its sheet, and the receipt."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.base.lights import TONES, remaining
from desktop.base.marks import CellStyle, Mark, Tone, light
from desktop.base.progress import Progress
from desktop.base.workdays import WorkCalendar
from desktop.features.calendar.queries import work_calendar
from desktop.features.inspections.records.visits import Visit
from desktop.features.institutions.records import Institution
from desktop.features.lists.excel.credit import CreditSheet, credit_xlsx
from desktop.features.lists.form.credit import receipt_dialog
from desktop.features.lists.page.views import CREDIT, VIEWS
from desktop.features.lists.queries.facts import facts_of
from desktop.features.lists.queries.matters import MatterLine, matters, pending_counts
from desktop.features.lists.records import CreditReport, Decision, ListEntry, Matter, Platform
from desktop.features.lists.rules.platforms import BOTH_PUBLIC_WORKDAYS
from desktop.features.lists.rules.standard import SHEETS
from desktop.store.whole_file import write_whole
from desktop.ui.buttons import Button, PrimaryButton, Segments
from desktop.ui.chips import Chip, ChipRow
from desktop.ui.empty import EmptyState
from desktop.ui.feature import Feature
from desktop.ui.focus import focus_on
from desktop.ui.labels import label
from desktop.ui.line_table import QUIET, Cell, Head, Line, LineTable
from desktop.ui.page import Page
from desktop.ui.page_head import PageHead, Piece
from desktop.ui.services import Services

MOST = 500
TOLD = "told"
HEADS = (Head("信息", 92), Head("对象"), Head("统一社会信用代码", 176), Head("发生日期", 96),
         Head("双公示期限", 128), Head("归集", 170))
LIMITS = (f"双公示自作出决定之日起 {BOTH_PUBLIC_WORKDAYS} 个工作日内上网公开；黑名单没有规定期限，尽早归集。"
          "栏目按通行的字段整理，待核对：以平台给的模板为准。")
LABELS = {Platform.CREDIT: "全国信用信息共享平台", Platform.COMPANIES: "企业信用公示系统（福建）",
          Platform.SOCIAL: "社会组织信用信息"}


class CreditView(Page):
    """Platforms as chips with their counts; the lines below are what the chosen one was not told."""

    watches = (ListEntry, Decision, CreditReport, Institution, Visit)

    def __init__(self, services: Services, feature: Feature) -> None:
        super().__init__(services)
        self.feature = feature
        self.platform = Platform.CREDIT
        self.lines: list[MatterLine] = []
        self.head = PageHead(feature.title)
        self.turns = Segments(VIEWS, CREDIT)
        self.platforms = ChipRow("平台", exclusive=True)
        self.kinds = ChipRow("信息")
        self.table = LineTable("要归集的信息", HEADS, headed=True)
        self.nothing = EmptyState("这个平台没有要归集的。",
                                  "列入黑名单、登记处罚决定、发证以后，这里会列出来。")
        self.exporting = Button("导出上传表…", icon="export", key="Ctrl+E")
        self.ticking = PrimaryButton("登记归集…", icon="check")
        self._assemble()
        focus_on(self, self.table)

    def _assemble(self) -> None:
        self.head.add_slot(self.turns)
        for button in (self.exporting, self.ticking):
            self.head.add_action(button)
        self.platforms.set_chips([Chip(platform.name, LABELS[platform]) for platform in Platform])
        self.platforms.choose({self.platform.name})
        self.kinds.set_chips([*(Chip(matter.name, matter.value) for matter in Matter),
                              Chip(TOLD, "已归集的")])
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.nothing)
        self.more = label("", "hint")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        for row in (self.platforms, self.kinds):
            column.addWidget(_padded(row))
        column.addWidget(self.stack, 1)
        column.addWidget(_padded(self.more))
        self.platforms.toggled.connect(lambda key, on: self._choose(key))
        self.kinds.toggled.connect(lambda key, on: self.refresh())
        self.table.opened.connect(self._open)
        self.exporting.clicked.connect(self.export)
        self.ticking.clicked.connect(self.tick)

    def _choose(self, key: str) -> None:
        self.platform = Platform[key]
        self.platforms.choose({key})
        self.refresh()

    def wanted(self) -> tuple[list[Matter] | None, bool]:
        """The chosen kinds (None: all), and whether those already told are asked for."""
        chosen = self.kinds.chosen()
        kinds = [matter for matter in Matter if matter.name in chosen]
        return kinds or None, TOLD in chosen

    def refresh(self) -> None:
        kinds, told = self.wanted()

        def read(session: Session) -> tuple[dict[Platform, dict[Matter, int]], list[MatterLine]]:
            counts = {platform: pending_counts(session, platform) for platform in Platform}
            lines = matters(session, self.platform, work_calendar(session), kinds=kinds, reported=told,
                            limit=MOST + 1)
            return counts, lines

        counts, found = self.services.read(read)
        self.platforms.set_counts({platform.name: sum(parts.values()) for platform, parts in counts.items()})
        self.kinds.set_counts({matter.name: count for matter, count in counts[self.platform].items()})
        self.lines = found[:MOST]
        calendar = self.services.read(work_calendar)
        self.table.show_lines([Line(self._cells(line, calendar), line, line.key) for line in self.lines])
        self.stack.setCurrentWidget(self.table if self.lines else self.nothing)
        self.head.set_counts([Piece("已归集 " if told else "未归集 "),
                              Piece(str(len(self.lines)), strong=True), Piece(" 条")])
        self.more.setText(f"只列最早的 {MOST} 条，登记以后接着列。" if len(found) > MOST else LIMITS)
        self.ticking.setEnabled(bool(self.lines) and not told)
        self.ticking.setToolTip("" if self.lines and not told else "没有列出未归集的信息")
        self.placed.emit()

    def _cells(self, line: MatterLine, calendar: WorkCalendar) -> tuple[Cell, ...]:
        told = f"{line.reported_on.isoformat()}　{line.receipt}".strip() if line.reported_on else ""
        days = (self.services.today - line.happened_on).days
        waiting = (told, QUIET) if told else (f"未归集 {days} 天", Mark(CellStyle.TEXT, Tone.RED))
        return ((line.matter.value, QUIET), (line.subject, QUIET), (line.code, QUIET),
                (line.happened_on.isoformat(), QUIET), self._limit(line, calendar), waiting)

    def _limit(self, line: MatterLine, calendar: WorkCalendar) -> Cell:
        if line.limit is None or line.reported_on is not None:
            return "", QUIET
        left = remaining(line.limit, self.services.today, calendar)
        return left.words, light(TONES[left.light])

    def _open(self, line: MatterLine) -> None:
        pages = {Institution.__tablename__: "institutions", ListEntry.__tablename__: "lists",
                 Visit.__tablename__: "inspections"}
        page = pages.get(line.about)
        if page is not None:
            self.services.open(page, line.about_id)

    def tick(self) -> None:
        """登记归集: date and receipt for what is listed, or for the line in front."""
        if self.services.shut():
            return
        current = self.table.current_line()
        receipt_dialog(self.services, self.lines, current.payload if current else None, self).exec()

    def export(self) -> None:
        suggested = f"{LABELS[self.platform]}_{self.services.today:%Y%m%d}.xlsx"
        path, _ = QFileDialog.getSaveFileName(self, "导出上传表", suggested, "Excel 表格 (*.xlsx)")
        if path:
            self.export_to(Path(path))

    def export_to(self, path: Path) -> None:
        """Every sheet the platform takes, with what it was not told."""
        platform, today = self.platform, self.services.today
        kinds, told = self.wanted()

        def work(progress: Progress) -> list[CreditSheet]:
            with self.services.desk.store.reading() as session:
                calendar = work_calendar(session)
                sheets = [CreditSheet(plan, facts_of(session, matters(
                    session, platform, calendar, reported=told,
                    kinds=[matter for matter in plan.matters if kinds is None or matter in kinds]), today))
                    for plan in SHEETS[platform]]
            write_whole(path, credit_xlsx(sheets))
            return sheets

        self.services.run(work, "写上传表", lambda sheets: self._said(path, sheets), parent=self)

    def _said(self, path: Path, sheets: list[CreditSheet]) -> None:
        rows = sum(len(sheet.rows) for sheet in sheets)
        faults = [fault for sheet in sheets for fault in sheet.faults]
        doubt = f"；{len(faults)} 处平台可能退回：{faults[0]}" if faults else ""
        self.services.say(f"已写 {rows} 条：{path.name}{doubt}", saved=False)

    def place_words(self) -> str:
        return f"{LABELS[self.platform]} {len(self.lines)} 条"


def _padded(inner: QWidget) -> QWidget:
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(16, 2, 16, 4)
    row.addWidget(inner, 1)
    return whole
