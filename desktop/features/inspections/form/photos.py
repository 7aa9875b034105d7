"""Photos of a visit: added by choosing or dropping, seen, opened, taken off."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget
from sqlalchemy.orm import Session

from desktop.base.clock import CHINA
from desktop.base.errors import Trouble, UserError
from desktop.features.inspections.operations.photos import add_staged, stage_photos, void_photo
from desktop.features.inspections.queries.visits import photos_of
from desktop.features.inspections.records.visits import PhotoKind, Visit, VisitPhoto
from desktop.store.attachments import Attachment, Files, Staged
from desktop.store.photos import is_picture_name
from desktop.ui.dialogs import WIDE, Frame
from desktop.ui.errors import show_trouble
from desktop.ui.file_list import FileList, FileRow
from desktop.ui.record_actions import ask_reason
from desktop.ui.services import Services

AT_ONCE = 12 * 1024 * 1024
"""Bytes copied while the window waits; more go to the worker thread with progress."""

KINDS = "图片和音像 (*.jpg *.jpeg *.png *.mp4 *.mp3 *.wav *.pdf);;全部文件 (*)"
ADD = "add"


def kind_of(name: str) -> PhotoKind:
    """What a file of that name probably is."""
    if is_picture_name(name):
        return PhotoKind.PHOTO
    sound = Path(name).suffix.lower() in (".mp4", ".mp3", ".wav", ".mov", ".avi", ".m4a", ".amr")
    return PhotoKind.RECORDING if sound else PhotoKind.OTHER


def file_rows(session: Session, row: int) -> list[FileRow]:
    """The kept files of a visit, with what is wrong with one."""
    files: Files = session.info["files"]
    return [_row(photo, kept, files) for photo, kept in photos_of(session, row)]


def _row(photo: VisitPhoto, kept: Attachment, files: Files) -> FileRow:
    doubt = "（晚于导入，相机时钟不准）" if kept.taken_after else ""
    taken = f"拍摄 {kept.taken_at.astimezone(CHINA):%Y-%m-%d %H:%M}{doubt}　" if kept.taken_at else ""
    added = f"导入 {kept.created_at.astimezone(CHINA):%Y-%m-%d %H:%M}"
    return FileRow(photo.id, photo.kind.value, kept.name, f"{taken}{added}",
                   f"{max(1, round(kept.size / 1024))} KB", files.path(kept.sha256, kept.name),
                   is_picture_name(kept.name), (files.glance(kept) or "").partition("：")[0], removable=True)


class PhotosWindow(Frame):
    """The files; 添加 stays in the window, as does dropping."""

    def __init__(self, services: Services, visit: Visit, parent: QWidget) -> None:
        super().__init__(f"{visit.title()}的照片", [(ADD, "添加照片…")], parent, width=WIDE, cancel="关闭")
        self.services, self.visit = services, visit
        self.list = FileList(nothing="还没有照片。把照片拖到检查上，或按“添加照片”。")
        self.list.setMinimumHeight(360)
        self.body.addWidget(self.list, 1)
        self.list.opened.connect(self.open_file)
        self.list.removed.connect(self.void)
        self.reload()

    def reload(self) -> None:
        """Read the files again."""
        self.list.show_files(self.services.read(file_rows, self.visit.id))

    def choose(self, key: str) -> None:
        """Ask for files and add them."""
        choose_photos(self.services, self.visit, self, self.reload)

    def open_file(self, photo: int) -> None:
        """With the system's viewer."""
        open_photo(self.services, photo, self)

    def void(self, photo: int) -> None:
        """Take a wrong file off, with a reason."""
        reason = ask_reason("作废照片", "作废原因，例如：传错了照片", "作废", self)
        if reason and self.services.perform(void_photo, f"{self.visit.title()}作废照片", parent=self,
                                            photo=photo, reason=reason) is not None:
            self.reload()


def choose_photos(services: Services, visit: Visit, parent: QWidget,
                  then: Callable[[], None] | None = None) -> None:
    """Ask for files and keep them with the visit."""
    names, _ = QFileDialog.getOpenFileNames(parent, "选择照片", "", KINDS)
    if names:
        keep_photos(services, visit, [Path(name) for name in names], parent)
        if then is not None:
            then()


def keep_photos(services: Services, visit: Visit, paths: Sequence[Path], parent: QWidget) -> None:
    """Copy files, large ones on the worker thread, and record those of each kind as one act."""
    files = services.desk.store.files
    for kind in dict.fromkeys(kind_of(path.name) for path in paths):
        chosen = [path for path in paths if kind_of(path.name) is kind]
        if sum(path.stat().st_size for path in chosen if path.is_file()) > AT_ONCE:
            services.run(partial(stage_photos, files, chosen, kind), "复制照片",
                         partial(_record, services, visit, parent, kind), parent=parent)
            continue
        try:
            staged = stage_photos(files, chosen, kind)
        except Trouble as trouble:
            show_trouble(parent, trouble)
            return
        _record(services, visit, parent, kind, staged)


def _record(services: Services, visit: Visit, parent: QWidget, kind: PhotoKind,
            staged: Sequence[Staged]) -> None:
    services.perform(add_staged, f"{visit.title()}添加{kind.value}", parent=parent, visit=visit.id,
                     done=f"{visit.title()}已附{kind.value} {len(staged)} 件", photo_kind=kind, files=staged)


def open_photo(services: Services, photo: int, parent: QWidget) -> None:
    """Open a copy of a kept file with the system's program; a broken one is told."""
    def kept_of(session: Session) -> Attachment:
        return session.get_one(Attachment, session.get_one(VisitPhoto, photo).attachment_id)

    kept = services.read(kept_of)
    try:
        path = services.desk.store.files.lend(kept)
    except Trouble as trouble:
        show_trouble(parent, trouble)
        return
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        show_trouble(parent, UserError(f"这台电脑上没有能打开“{path.name}”的程序。",
                                       "请装一个能打开这种文件的程序，或导出后到别的电脑上看。"))
