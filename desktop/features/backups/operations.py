"""What is noted about backups in the data."""

from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.features.backups.queries import DRILL, ENCRYPTION, SECOND
from desktop.store import settings
from desktop.store.attachments import Files
from desktop.store.store import final


def choose_second(session: Session, *, by: str, today: date, folder: Path | None) -> None:
    """Where a second copy of every backup goes; None: nowhere.

    UserError when the folder is not there, or lies in the data folder, with which it would be lost.
    """
    if folder is not None and not folder.is_dir():
        raise UserError(f"没有这个文件夹：{folder}。", "请插好移动盘，再选一次。")
    files: Files = session.info["files"]
    if folder is not None and folder.resolve().is_relative_to(files.folder.parent.resolve()):
        raise UserError(f"不能另存到数据文件夹里面：{folder}。", "请选移动盘，或另一块盘上的文件夹。")
    settings.put(session, SECOND, str(folder) if folder is not None else "")


def note_encryption(session: Session, *, by: str, today: date, what: str) -> None:
    """Note what was done about the encryption of the data: it lies outside of the data itself."""
    settings.put(session, ENCRYPTION, {"day": today.isoformat(), "what": what})
    final(session, "加密不能用撤销退回，请在“备份与恢复”里改")


def note_drill(session: Session, *, by: str, today: date, file: str, good: bool) -> None:
    """Note a rehearsal of restoring, so that the next one is due a month later."""
    settings.put(session, DRILL, {"day": today.isoformat(), "file": file, "good": good})
