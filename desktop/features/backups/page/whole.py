"""备份与恢复: every backup with what is in it; back up, go back, rehearse, hand over."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from desktop.base.marks import CellStyle, Mark, Tone
from desktop.base.progress import Progress
from desktop.features.backups.form.encryption import unlock_backup
from desktop.features.backups.form.restoring import RestoreDialog
from desktop.features.backups.notices import handover_extras
from desktop.features.backups.operations import choose_second, note_drill
from desktop.features.backups.page.encryption import EncryptionLine, line
from desktop.features.backups.queries import LABELS, last_drill, open_items, second_place
from desktop.features.backups.rules import (
    BY_HAND,
    HANDOVER,
    drill_words,
    moment_words,
    second_words,
    size_words,
)
from desktop.store.backup import free_place, stamp
from desktop.store.backup_file import Contents, write_backup
from desktop.store.backup_folder import Kept, Made, backups_of, kept, make
from desktop.store.restore import Prepared, give_up, prepare, present_counts, rehearse
from desktop.store.settings import Setting
from desktop.ui.buttons import Button, LinkButton, PrimaryButton
from desktop.ui.empty import EmptyState
from desktop.ui.feature import Feature
from desktop.ui.focus import focus_on
from desktop.ui.labels import label, restyle
from desktop.ui.page import Page
from desktop.ui.page_head import PageHead, Piece
from desktop.ui.services import Services
from desktop.ui.table import LedgerTable
from desktop.ui.windowed import TableColumn

COLUMNS = (
    TableColumn("moment", "时间", 132, sortable=False),
    TableColumn("reason", "来由", 88, sortable=False),
    *(TableColumn(key, words, 64, Qt.AlignmentFlag.AlignRight, sortable=False)
      for key, words in LABELS.items()),
    TableColumn("size", "大小", 80, Qt.AlignmentFlag.AlignRight, sortable=False),
    TableColumn("state", "状态", 220, stretch=True, sortable=False),
)
FILTER = "备份或交接包 (*.zip *.db)"


class BackupSource:
    """A `RowSource` over the backups of the folder; ids are places in `found`, from 1."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.found: list[Kept] = []

    @property
    def columns(self) -> Sequence[TableColumn]:
        return COLUMNS

    def ids(self, order: str | None, descending: bool) -> list[int]:
        return list(range(1, len(self.found) + 1))

    def want(self, column_index: int) -> bool:
        return False

    def rows(self, ids: Sequence[int]) -> list[tuple[object, ...]]:
        return [(self.found[number - 1],) for number in ids]

    def cell(self, row: tuple[object, ...], column_index: int) -> tuple[str, Mark | None]:
        backup = row[0]
        assert isinstance(backup, Kept)
        return self._cells(backup)[column_index]

    def _cells(self, backup: Kept) -> list[tuple[str, Mark | None]]:
        contents = backup.contents
        now = self.services.desk.store.clock.now()
        counted = [("" if contents is None else str(contents.tables.get(key, 0)), None) for key in LABELS]
        return [(moment_words(backup.moment, now), None), (contents.reason if contents else "", None),
                *counted, (size_words(backup.path.stat().st_size) if backup.path.exists() else "", None),
                state_cell(backup)]


def state_cell(backup: Kept) -> tuple[str, Mark | None]:
    """Whether the backup can be gone back to, in words."""
    if backup.contents is None:
        words = "用以前的密码加密，恢复时要输入" if backup.locked else "不能恢复：打不开或不完整"
        return words, Mark(CellStyle.LIGHT, Tone.GREY if backup.locked else Tone.RED)
    if backup.contents.faults:
        return f"完好，做备份时有 {len(backup.contents.faults)} 个附件已缺", Mark(CellStyle.LIGHT, Tone.AMBER)
    words = "核对过，完好" if backup.whole else "完好，附件仍在数据文件夹里"
    return f"{words}，已加密" if backup.contents.sealed else words, None


class BackupPage(Page):
    """Reads the folder on the worker; the selected backup is what 恢复 and 演练 take."""

    watches = (Setting,)

    def __init__(self, services: Services, feature: Feature) -> None:
        super().__init__(services)
        self.head = PageHead(feature.title)
        self.source = BackupSource(services)
        self.table = LedgerTable(self.source, several=False)
        self.table.setAccessibleName("备份")
        self.empty = EmptyState("还没有备份。", "每天第一次打开和关闭时自动备份；按“立即备份”现在就备一份。",
                                "立即备份", writes=False)
        self.now = PrimaryButton("立即备份", icon="check", key="Ctrl+S", writes=False)
        self.handing = Button("交接包…", icon="export")
        self.other = Button("从文件恢复…", writes=True)
        self.drill = Button("演练", writes=True)
        self.back = Button("恢复…", icon="undo", writes=True)
        self.second = label("", "second")
        self.choose = LinkButton("选一个文件夹或移动盘…", small=True)
        self.none = LinkButton("不再另存", small=True)
        self.folder = LinkButton("打开备份文件夹", small=True)
        self.drilled = label("", "second")
        self.encryption = EncryptionLine(services)
        self._assemble()
        self._connect()
        if services.desk.looks:
            for button in (self.now, self.handing, self.empty.button):
                button.close_for(services.desk.looks)
        focus_on(self, self.table)

    def _assemble(self) -> None:
        for button in (self.drill, self.back, self.other, self.handing, self.now):
            self.head.add_action(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(line(self.second, self.choose, self.none))
        column.addWidget(line(self.drilled, self.folder))
        column.addWidget(self.encryption)
        column.addWidget(self.table, 1)
        column.addWidget(self.empty, 1)
        self.empty.hide()

    def _connect(self) -> None:
        self.now.clicked.connect(self.save)
        self.encryption.dropped.connect(self.refresh)
        self.empty.acted.connect(self.save)
        self.back.clicked.connect(self.restore_selected)
        self.other.clicked.connect(self.restore_other)
        self.drill.clicked.connect(self.rehearse)
        self.handing.clicked.connect(self.hand_over)
        self.choose.clicked.connect(self.choose_second)
        self.none.clicked.connect(lambda: self._keep_second(None))
        self.folder.clicked.connect(lambda: QDesktopServices.openUrl(
            QUrl.fromLocalFile(str(backups_of(self.services.desk.store.folder)))))
        self.table.activated_id.connect(lambda _: self.restore_selected())

    def refresh(self) -> None:
        """Read the folder again."""
        store = self.services.desk.store
        second, drill = self.services.read(second_place), self.services.read(last_drill)
        self.none.setVisible(second is not None)
        there = second is not None and second.is_dir()
        self.second.setText(second_words(str(second) if second else "", there=there))
        restyle(self.second, "tone", (Tone.GREY if there else Tone.AMBER).value)
        self.drilled.setText(drill_words(drill))
        self.services.run(lambda progress: kept(store.folder, store.keys), "查看备份", self._show,
                          parent=self)

    def _show(self, found: list[Kept]) -> None:
        self.source.found = found
        self.encryption.show_backups(found)
        self.table.refresh(keep=False)
        self.table.setVisible(bool(found))
        self.empty.setVisible(not found)
        good = sum(backup.contents is not None for backup in found)
        self.head.set_counts([Piece("共 "), Piece(str(len(found)), strong=True),
                              Piece(f" 份，能恢复 {good} 份")])
        for button in (self.drill, self.back):
            button.setEnabled(good > 0)
        if found:
            self.table.select_id(1)

    def current(self) -> Kept | None:
        """The selected backup."""
        number = self.table.current_id()
        return self.source.found[number - 1] if number else None

    def save(self) -> None:
        """立即备份; of newer data too."""
        if self._refused():
            return
        store, second = self.services.desk.store, self.services.read(second_place)
        self.services.run(lambda progress: make(store, BY_HAND, progress, second), "备份", self._made,
                          parent=self)

    def _refused(self) -> bool:
        """True, and the reason said, to who may only look."""
        looks = self.services.desk.looks
        if looks:
            self.services.say(looks, saved=False)
        return bool(looks)

    def _made(self, made: Made) -> None:
        self.services.say(f"已备份并核对：{made.path.name}" + (f"；{made.second}" if made.second else ""),
                          saved=not made.late)
        self.refresh()

    def choose_second(self) -> None:
        """Ask for the second place."""
        chosen = QFileDialog.getExistingDirectory(self, "备份另存到")
        if chosen:
            self._keep_second(Path(chosen))

    def _keep_second(self, folder: Path | None) -> None:
        self.services.perform(choose_second, "设置第二备份位置", parent=self, folder=folder)

    def rehearse(self) -> None:
        """演练 with the selected backup."""
        backup = self.current()
        if backup is None:
            return
        store, name = self.services.desk.store, backup.path.name
        keys = unlock_backup(backup.path, store.keys, self)
        if keys is None:
            return

        def done(found: tuple[Contents, list[str]]) -> None:
            remarks = found[1]
            words = "条数和校验值都相符" if not remarks else f"但有 {len(remarks)} 处要看：{remarks[0]}"
            self.services.perform(note_drill, f"恢复演练：{name}", parent=self, done=f"演练：能恢复，{words}",
                                  file=name, good=not remarks)

        self.services.run(lambda progress: rehearse(backup.path, store.clock, progress, keys), "恢复演练",
                          done, parent=self)

    def restore_selected(self) -> None:
        """恢复 with the selected backup."""
        backup = self.current()
        if backup is not None:
            self.restore(backup.path)

    def restore_other(self) -> None:
        """Ask for a backup or a 交接包 and go back to it."""
        name, _ = QFileDialog.getOpenFileName(self, "选备份或交接包", "", FILTER)
        if name:
            self.restore(Path(name))

    def restore(self, path: Path) -> None:
        """Prove the backup beside the data, show the counts, then let the window take it."""
        if self.services.shut():
            return
        store = self.services.desk.store
        keys = unlock_backup(path, store.keys, self)
        if keys is not None:
            self.services.run(lambda progress: prepare(store.folder, path, store.clock, progress, keys=keys),
                              "核对备份", self._ask, parent=self)

    def _ask(self, prepared: Prepared) -> None:
        store, contents = self.services.desk.store, prepared.contents
        dialog = RestoreDialog(prepared.source, moment_words(contents.made_at, store.clock.now()),
                               present_counts(store.folder, store.keys), contents.tables,
                               prepared.remarks, self)
        if dialog.agreed():
            self.services.replacing.emit(prepared)
        else:
            give_up(prepared)
            self.services.say("没有恢复，数据没有改动", saved=False)

    def hand_over(self) -> None:
        """Everything in one file for a successor."""
        if self._refused():
            return
        store = self.services.desk.store
        name = free_place(Path.home(), f"交接包-{stamp(store.clock.now())}", ".zip")
        chosen, _ = QFileDialog.getSaveFileName(self, "生成交接包", str(name), "交接包 (*.zip)")
        if chosen:
            target = Path(chosen)
            self.services.run(lambda progress: self.pack(target, progress), "生成交接包",
                              lambda _: self.services.say(f"交接包已生成并核对：{target}"), parent=self)

    def pack(self, target: Path, progress: Progress) -> Contents:
        """Write the 交接包 (on the worker)."""
        self.services.desk.need_trusted()
        store, today = self.services.desk.store, self.services.today
        offers = [other.due for other in self.services.features if other.due is not None]
        with store.reading() as session:
            extras = handover_extras(session, today, open_items(session, today, offers),
                                     sealed=store.keys.of(store.file) is not None)
        return write_backup(store.file, store.files, target, now=store.clock.now(), reason=HANDOVER,
                            extras=extras, progress=progress, keys=store.keys)

    def place_words(self) -> str:
        row, total = self.table.currentIndex().row() + 1, self.table.windowed.rowCount()
        return f"第 {row} 份 / {total} 份" if row and total else ""
