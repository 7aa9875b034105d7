"""哪些社区多少天无人巡查: the list, and the period to be set."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.base.fields import Field, Kind
from desktop.base.marks import Tone, light
from desktop.features.inspections.form.papers import EXCEL, PRINT, give_communities
from desktop.features.inspections.operations.communities import set_unvisited_days
from desktop.features.inspections.queries.months import Unvisited, unvisited, unvisited_days
from desktop.ui.buttons import Button
from desktop.ui.dialogs import Frame
from desktop.ui.editors import LineEditor
from desktop.ui.labels import label
from desktop.ui.line_table import QUIET, Head, Line, LineTable
from desktop.ui.services import Services

RIGHT = Qt.AlignmentFlag.AlignRight
HEADS = (Head("镇街", 110), Head("社区（村）", 120), Head("机构", 56, RIGHT), Head("没有去过"),
         Head("网格员", 110), Head("包保责任人", 110))
PLAN = "plan"


class CommunitiesWindow(Frame):
    """`community`: the one a visit is to be planned for, after 登记巡查."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        verbs = [(PLAN, "给选中的社区登记巡查"), (PRINT, "预览打印"), (EXCEL, "存为 Excel…")]
        super().__init__("无人巡查的社区", verbs, parent, width=880, cancel="关闭")
        self.services = services
        self.community: Unvisited | None = None
        line = QHBoxLayout()
        line.setSpacing(8)
        self.days = LineEditor(Field("天数", Kind.INTEGER))
        self.days.setFixedWidth(72)
        self.days.set_value(services.read(unvisited_days))
        keep = Button("设为期限")
        keep.clicked.connect(self.keep)
        self.words = label("", "second")
        for part in (label("多少天没有去过", "hint"), self.days, keep, self.words):
            line.addWidget(part)
        line.addStretch(1)
        self.body.addLayout(line)
        self.table = LineTable("无人巡查的社区", HEADS, headed=True)
        self.table.setMinimumHeight(360)
        self.table.opened.connect(lambda _: self.choose(PLAN))
        self.body.addWidget(self.table, 1)
        self.days.changed.connect(self.reload)
        self.reload()
        self.table.setFocus()

    def reload(self) -> None:
        """The communities for the days typed."""
        found = self.services.read(unvisited, self.services.today, self._days())
        self.table.show_lines([_line(one) for one in found])
        self.words.setText(f"{len(found)} 个社区" if found else "没有这样的社区")
        self.buttons[PLAN].setEnabled(bool(found))

    def _days(self) -> int | None:
        try:
            days = self.days.value()
        except ValueError:
            return None
        return None if days is None else max(0, int(days))

    def keep(self) -> None:
        """From now on this is the period."""
        try:
            days = self.days.value()
        except ValueError as error:
            self.days.show_fault(str(error))
            return
        self.services.perform(set_unvisited_days, "设无人巡查的期限", parent=self, days=days,
                              done=f"{days} 天没有去过的社区会列出来")

    def choose(self, key: str) -> None:
        """Close with the current community, or put the list on paper."""
        if key in (PRINT, EXCEL):
            days = self._days()
            if days is not None:
                give_communities(self.services, days, self, excel=key == EXCEL)
            return
        line = self.table.current_line()
        if line is not None:
            self.community = line.payload
            super().choose(key)


def _line(one: Unvisited) -> Line:
    tone = Tone.RED if one.days is None else Tone.AMBER
    return Line(((one.town, QUIET), (one.community, QUIET), (str(one.institutions), QUIET),
                 (one.words, light(tone)), (one.grid_person, QUIET), (one.keeper, QUIET)), one,
                (one.town, one.community))
