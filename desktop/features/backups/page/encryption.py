"""Whether the data is encrypted, in a line of the page, and what may be done about it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.base.marks import Tone
from desktop.features.backups.form.encryption import (
    open_decryption,
    open_encryption,
    open_passphrase,
    open_sheet,
)
from desktop.store.backup_folder import Kept, drop_plain
from desktop.ui.buttons import LinkButton
from desktop.ui.labels import label, restyle
from desktop.ui.services import Services

OPEN = "数据没有加密：拿到这台电脑、硬盘或备份的人，用别的工具就能读出全部台账。"
SEALED = "台账数据和新的备份已加密；证据照片、附件、打印和导出的文件没有加密。"
TOLD = 6
DROP = "先做一份加密的备份并核对，再删掉这些没有加密的（移动盘上的请另外处理）："


class EncryptionLine(QWidget):
    """The state with its verbs; below it the backups that can still be read. `dropped`: they are gone."""

    dropped = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services
        self._plain: list[Kept] = []
        self.words, self.old = label("", "second"), label("", "second")
        self.encrypt = self._link("给数据加密…", open_encryption)
        self.passphrase = self._link("改密码…", open_passphrase)
        self.sheet = self._link("换恢复单…", open_sheet)
        self.decrypt = self._link("取消加密…", open_decryption)
        self.drop = LinkButton("删除这些旧备份…", small=True)
        self.drop.clicked.connect(self.drop_old)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._first = line(self.words, self.encrypt, self.passphrase, self.sheet, self.decrypt)
        self._second = line(self.old, self.drop)
        column.addWidget(self._first)
        column.addWidget(self._second)
        self.show_backups([])

    def _link(self, words: str, act: object) -> LinkButton:
        made = LinkButton(words, small=True)
        assert callable(act)
        made.clicked.connect(lambda: act(self.services, self.window()))
        made.setEnabled(not self.services.desk.closed)
        made.setToolTip(self.services.desk.closed)
        return made

    def show_backups(self, found: Sequence[Kept]) -> None:
        """Tell the state; of these backups those that can be read are told where the data cannot."""
        store = self.services.desk.store
        sealed = store.keys.of(store.file) is not None
        self.words.setText(SEALED if sealed else OPEN)
        restyle(self.words, "tone", Tone.GREY.value)
        self.encrypt.setVisible(not sealed)
        for button in (self.passphrase, self.sheet, self.decrypt):
            button.setVisible(sealed)
        self._plain = [backup for backup in found if backup.plain] if sealed else []
        self.old.setText(f"还有 {len(self._plain)} 份旧备份没有加密，谁都能读出。")
        restyle(self.old, "tone", Tone.AMBER.value)
        self._second.setVisible(bool(self._plain))

    def drop_old(self) -> None:
        """Delete the backups that can be read, once there is a good one that cannot."""
        names = "、".join(backup.path.name for backup in self._plain[:TOLD])
        more = f" 等 {len(self._plain)} 份" if len(self._plain) > TOLD else ""
        if self.services.shut() or not self.services.confirm(
                self, "删除没有加密的旧备份", f"{DROP}{names}{more}。"):
            return
        store, going = self.services.desk.store, [backup.path for backup in self._plain]
        self.services.run(lambda progress: drop_plain(store, going, progress), "删除旧备份", self._gone,
                          parent=self)

    def _gone(self, count: int) -> None:
        self.services.say(f"已做加密的备份，删除 {count} 份没有加密的旧备份")
        self.dropped.emit()


def line(*parts: QWidget) -> QWidget:
    """Words and links side by side."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(16, 0, 16, 4)
    row.setSpacing(12)
    for part in parts:
        row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
    row.addStretch(1)
    return made
