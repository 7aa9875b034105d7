"""Data on a share or in a synchronised folder: brought to the local disk by a button or by `move`."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from contextlib import ExitStack
from os import W_OK, access
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QProgressBar, QWidget

from desktop.app.one_instance import hold
from desktop.app.places import default_folder
from desktop.base.clock import Clock, SystemClock
from desktop.base.command import Answer
from desktop.base.errors import Cancelled, Trouble
from desktop.base.progress import Progress
from desktop.features.backups.feature.commands import count_words
from desktop.store.moving import Moved, is_free, move
from desktop.store.safe_place import NOTE, UnsafePlace, moved_to
from desktop.store.store import FILE_NAME
from desktop.ui.dialogs import WIDE, AskDialog, Frame, paragraph
from desktop.ui.errors import show_error, show_trouble
from desktop.ui.tasks import Tasks

UNOPENED = "数据已加密，没有打开来数"
HOW = ("“搬到本机”把整个文件夹（数据、附件、备份、文书）复制到本机，逐个文件核对相同，数据打开来数过条数，"
       "再从本机打开。旧文件夹原样留着，里面放一张说明，以后不再从那里打开。")


def move_arguments(parser: ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("to", type=Path, nargs="?", metavar="新文件夹", help="不写则搬到程序平时的数据文件夹")


def run_move(folder: Path, clock: Clock | None, given: Namespace) -> Answer:
    """Bring the data of `folder` to another one; exit code 1 when something was not right before."""
    target = given.to or default_folder()
    made = _move(folder, target, clock or SystemClock(), None)
    lines = [f"已搬到 {made.place}：{made.files} 个文件逐个核对相同。",
             f"{count_words(made.tables) if made.tables else UNOPENED}。",
             f"旧文件夹原样留着，里面的“{NOTE}”写着新位置。", *(f"{remark}。" for remark in made.remarks)]
    return Answer({"place": str(made.place), "files": made.files, "bytes": made.size,
                   "tables": dict(made.tables), "remarks": list(made.remarks)}, lines,
                  faults=bool(made.remarks))


def _move(folder: Path, target: Path, clock: Clock, progress: Progress | None) -> Moved:
    """Nobody may have either folder open; a place nobody can write to is not held."""
    with ExitStack() as held:
        for place in (folder, target):
            if place.parent.exists() and access(place.parent, W_OK):
                held.callback(hold(place).unlock)
        return move(folder, target, clock, progress)


def elsewhere(folder: Path, trouble: UnsafePlace) -> Path | None:
    """Ask what to do about data that must not lie here; the folder to open, None when she leaves.

    Trouble when there is no data to bring away.
    """
    if not (folder / FILE_NAME).exists():
        raise trouble
    dialog = MovingDialog(trouble, folder, default_folder())
    return dialog.place if dialog.exec() else None


def follow(folder: Path) -> Path | None:
    """The folder itself; where its data was brought away, the new place when she opens it, None when not."""
    gone = moved_to(folder)
    if gone is None or not (gone / FILE_NAME).exists():
        return folder
    words = f"这里（{folder}）是留下的旧数据。确实要用旧的这一份，先删掉里面的“{NOTE}”。"
    return gone if AskDialog(f"数据已搬到 {gone}", words, [("open", "打开搬到本机的")]).ask() else None


class MovingDialog(Frame):
    """Why the data must not lie there, and 搬到本机; `place` is the folder to open once it is accepted."""

    def __init__(self, trouble: UnsafePlace, folder: Path, target: Path,
                 parent: QWidget | None = None) -> None:
        self._free = is_free(target)
        verbs = [("here", "搬到本机")] if self._free else []
        super().__init__("请把数据搬到本机", [*verbs, ("choose", "搬到别的文件夹…")], parent, width=WIDE,
                         cancel="退出")
        self.folder, self.place = folder, target
        self.tasks = Tasks(self)
        self._stop: Callable[[], None] | None = None
        self.add_heading(trouble.what)
        self.body.addWidget(paragraph(HOW))
        self.words = paragraph(f"搬到：{target}" if self._free else
                               f"本机 {target} 里已有一份台账，请另选一个空的文件夹。")
        self.body.addWidget(self.words)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.body.addWidget(self.bar)

    def choose(self, key: str) -> None:
        """A verb: the work begins, the dialog stays until it is done."""
        if key == "choose":
            chosen = QFileDialog.getExistingDirectory(self, "搬到哪个文件夹")
            if not chosen:
                return
            self.place = Path(chosen)
        self._busy(on=True)
        task = self.tasks.start(lambda progress: _move(self.folder, self.place, SystemClock(), progress),
                                "搬数据", self._moved, self._failed)
        self._stop = task.progress.cancel
        task.progressed.connect(self._progressed)

    def reject(self) -> None:
        """退出; in the middle of the work it stops that first."""
        if self.tasks.busy and self._stop is not None:
            self._stop()
        else:
            super().reject()

    def _busy(self, *, on: bool) -> None:
        self.bar.setVisible(on)
        self.bar.setRange(0, 0)
        for button in self.buttons.values():
            button.setEnabled(not on)
        self.cancel.setText("停止" if on else "退出")

    def _progressed(self, done: int, total: int, words: str) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.words.setText(f"{words}　{done} / {total}" if total else words)

    def _moved(self, moved: Moved) -> None:
        self._busy(on=False)
        if moved.remarks:
            show_trouble(self, Trouble("已搬到本机，但原来就有不对的地方。",
                                       "".join(f"{remark}。" for remark in moved.remarks)))
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self._busy(on=False)
        self.words.setText("没有搬，旧文件夹没有变动。")
        if isinstance(error, Trouble):
            show_trouble(self, error)
        elif not isinstance(error, Cancelled):
            show_error(self, error, self.folder)
