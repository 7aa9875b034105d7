"""The batches imported so far, each to be undone as a whole while its rows are untouched."""

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from desktop.base.clock import CHINA
from desktop.store.import_memory import Batch, batches
from desktop.ui.buttons import Button, ReasonedButton
from desktop.ui.dialogs import WIDE, Frame
from desktop.ui.labels import label
from desktop.ui.services import Services

_HEADS = ("批号", "时间", "经办", "文件", "新增", "更新", "相同", "跳过", "失败")
_FILE = 3
_COUNTS = ("new", "updated", "same", "skipped", "failed")
_WIDTHS = (52, 128, 64, 196, 44, 44, 44, 44, 44)


class BatchesDialog(Frame):
    """Lists the batches; one chosen can be undone, or the reason stands beside the button."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__("导入过的批次", (), parent, width=WIDE, cancel="关闭")
        self._services = services
        self._found: Sequence[Batch] = ()
        self.table = QTableWidget(0, len(_HEADS))
        self.table.setHorizontalHeaderLabels(_HEADS)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.setMinimumHeight(280)
        for column, width in enumerate(_WIDTHS):
            self.table.setColumnWidth(column, width)
        self.table.horizontalHeader().setSectionResizeMode(_FILE, QHeaderView.ResizeMode.Stretch)
        self.undo = ReasonedButton(Button("撤销这一批", icon="undo", writes=True))
        self.body.addWidget(label("选一批，整批撤销；其中有行后来又改过的不能撤销。", "second", wrap=True))
        self.body.addWidget(self.table, 1)
        self.foot.insertWidget(0, self.undo)
        self.table.itemSelectionChanged.connect(self._chosen)
        self.undo.clicked.connect(self._undo)
        self.refresh()

    def refresh(self) -> None:
        """Read the batches again."""
        self._found = self._services.read(batches)
        self.table.setRowCount(len(self._found))
        for row, batch in enumerate(self._found):
            texts = (
                str(batch.number),
                batch.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M"),
                batch.by,
                batch.file,
                *(str(batch.counts.get(key, 0)) for key in _COUNTS),
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(row, column, item)
        self.table.selectRow(0)
        self._chosen()

    def _batch(self) -> Batch | None:
        row = self.table.currentRow()
        return self._found[row] if 0 <= row < len(self._found) else None

    def _chosen(self) -> None:
        batch = self._batch()
        self.undo.set_reason("还没有导入过" if batch is None else batch.obstacle or "")

    def _undo(self) -> None:
        batch = self._batch()
        if batch is not None:
            words = f"撤销第 {batch.number} 批：{batch.file}"
            self._services.take_back(batch.number, words, self.refresh, parent=self, done=f"已{words}")
