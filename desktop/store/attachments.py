"""Files kept by copy and hash: evidence, issued papers, sent forms. A stored file is never changed."""

import hashlib
import os
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session

from desktop.base.errors import UserError
from desktop.base.fields import integer, moment, text
from desktop.base.file_names import file_name, is_program
from desktop.base.progress import Progress, silent
from desktop.base.records import Record, Searchable, columns_of
from desktop.base.values import value_class
from desktop.store import photos

LARGEST = 300 * 1024 * 1024
PORTION = 1024 * 1024
AT_ONCE = 32 * PORTION
"""Bytes up to which a file is checked by its hash while a page is being shown."""
CLOCKS_DIFFER = timedelta(minutes=10)


@value_class
class Staged:
    """A file copied into the folder and not recorded yet; `taken_at` by its own EXIF record."""

    name: str
    sha256: str
    size: int
    taken_at: datetime | None = None


class Attachment(Searchable, Record):
    """One kept file; `sha256` is also its place in the folder."""

    __tablename__ = "attachment"
    called = "附件"

    name: Mapped[str] = text("文件名", length=255, width=16)
    sha256: Mapped[str] = text("校验值", length=64, index=True)
    size: Mapped[int] = integer("字节数")
    taken_at: Mapped[datetime | None] = moment("拍摄时间")

    def title(self) -> str:
        return f"附件 {self.name}"

    @property
    def taken_after(self) -> bool:
        """The picture says it was taken after it was kept: the camera's clock was wrong."""
        return self.taken_at is not None and self.taken_at > self.created_at + CLOCKS_DIFFER

    def searched(self) -> list[str | None]:
        return [self.name]


class Files:
    """The folder of kept files, addressed by hash: 附件/ab/abcd….后缀."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._checked: dict[Path, tuple[int, int]] = {}

    def path(self, sha256: str, name: str) -> Path:
        """Where a file of that hash and name is kept."""
        return self.folder / sha256[:2] / f"{sha256}{Path(name).suffix.lower()}"

    def keep(self, data: bytes, name: str) -> str:
        """Write the bytes if not kept yet; returns the hash. The file is whole or absent, never half."""
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path(sha256, name)
        if target.exists() and target.stat().st_size == len(data):
            return sha256
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".写入-")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            Path(temporary).replace(target)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
        return sha256

    def stage(self, source: Path, progress: Progress | None = None) -> Staged:
        """Copy a file of any size portion by portion, hashing on the way; nothing is left of a stopped copy.

        UserError for a program, an empty or a too large file; OSError when it cannot be read or written.
        """
        told, size = progress or silent(), source.stat().st_size
        need_material(source.name, size)
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, words = tempfile.mkstemp(dir=self.folder, prefix=".写入-")
        temporary, digest, done = Path(words), hashlib.sha256(), 0
        try:
            with os.fdopen(handle, "wb") as target, source.open("rb") as stream:
                while portion := stream.read(PORTION):
                    digest.update(portion)
                    target.write(portion)
                    done += len(portion)
                    told.step(done // PORTION, size // PORTION, f"复制 {source.name}（MB）")
                target.flush()
                os.fsync(target.fileno())
            staged = Staged(source.name, digest.hexdigest(), done, photos.taken_at(temporary, source.name))
            place = self.path(staged.sha256, staged.name)
            place.parent.mkdir(parents=True, exist_ok=True)
            temporary.replace(place)
        finally:
            temporary.unlink(missing_ok=True)
        return staged

    def lend(self, attachment: Attachment, progress: Progress | None = None) -> Path:
        """A copy under its own name to be opened by another program, which may change it as it likes.

        UserError when the kept file is gone or altered, or is a program: that is not opened from here.
        """
        fault = self.fault(attachment)
        if fault is not None:
            raise UserError(f"{fault}。", "请从备份恢复该文件，或重新添加。")
        if is_program(attachment.name):
            raise UserError(f"“{attachment.name}”是程序或快捷方式，没有打开。",
                            "请核对来历；不是材料的请作废。")
        (progress or silent()).step(0, 0, f"打开 {attachment.name}")
        folder = Path(tempfile.mkdtemp(prefix="ledger-"))
        lent = folder / file_name(attachment.name)
        return Path(shutil.copyfile(self.path(attachment.sha256, attachment.name), lent))

    def read(self, attachment: Attachment) -> bytes:
        """The kept bytes; UserError when the file is gone or altered."""
        fault = self.fault(attachment)
        if fault is not None:
            raise UserError(f"{fault}。", "请从备份恢复该文件，或重新添加。")
        return self.path(attachment.sha256, attachment.name).read_bytes()

    def glance(self, attachment: Attachment) -> str | None:
        """As `fault`, but a large file is only looked at: it is there and as long as it was."""
        place = self.path(attachment.sha256, attachment.name)
        if attachment.size <= AT_ONCE or not place.exists():
            return self.fault(attachment)
        return None if place.stat().st_size == attachment.size else f"文件已改动：{attachment.name}"

    def fault(self, attachment: Attachment) -> str | None:
        """None when the kept file is as it was, else what is wrong; unread while it stays the same."""
        place = self.path(attachment.sha256, attachment.name)
        try:
            facts = place.stat()
            if not place.is_file():
                return f"文件被换成了文件夹：{attachment.name}"
            seen = (facts.st_size, facts.st_mtime_ns)
            if self._checked.get(place) == seen:
                return None
            with place.open("rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() != attachment.sha256:
                    return f"文件已改动：{attachment.name}"
        except (FileNotFoundError, NotADirectoryError):
            return f"找不到文件：{attachment.name}"
        except OSError:
            return f"读不了文件：{attachment.name}"
        self._checked[place] = seen
        return None


def need_material(name: str, size: int) -> None:
    """UserError for a program, an empty or a too large file."""
    if is_program(name):
        raise UserError(f"“{name}”是程序或快捷方式，不是材料，没有添加。", "请添加照片、视频、PDF 或文档。")
    if not size:
        raise UserError(f"“{name}”是空文件，没有添加。", "请检查原文件。")
    if size > LARGEST:
        raise UserError(f"“{name}”超过 300 MB，没有添加。", "请压缩后再添加。")


def keep_file(session: Session, data: bytes, name: str, taken_at: datetime | None = None) -> Attachment:
    """Keep the bytes and record them; UserError for a program, an empty or a too large file."""
    need_material(name, len(data))
    files: Files = session.info["files"]
    sha256 = files.keep(data, name)
    moment = taken_at or photos.taken_at(files.path(sha256, name), name)
    return keep_staged(session, Staged(Path(name).name, sha256, len(data), moment))


def keep_staged(session: Session, staged: Staged) -> Attachment:
    """Record a file that is in the folder already."""
    kept = Attachment(name=staged.name, sha256=staged.sha256, size=staged.size, taken_at=staged.taken_at)
    session.add(kept)
    session.flush()
    return kept


def faults(session: Session) -> list[str]:
    """Every kept file that is missing or altered, in Chinese."""
    files: Files = session.info["files"]
    found = (files.fault(attachment) for attachment in session.scalars(select(Attachment)))
    return [fault for fault in found if fault is not None]


def unreachable(session: Session) -> dict[int, str]:
    """Files that are gone or of another length, by id, in Chinese; their content is not read."""
    files: Files = session.info["files"]
    found = {}
    own = columns_of(Attachment)
    rows = session.execute(select(own.id, own.name, own.sha256, own.size)
                           .where(own.voided_at.is_(None)).order_by(own.id)).all()
    for row, name, sha256, size in rows:
        try:
            length = files.path(sha256, name).stat().st_size
        except OSError:
            found[row] = f"找不到文件：{name}"
        else:
            if length != size:
                found[row] = f"文件已改动：{name}"
    return found


def check_some(session: Session, after: int, count: int = 20) -> tuple[int, dict[int, str]]:
    """Read the next files after an id and compare their hashes: the last id (0 at the end) and the faults."""
    files: Files = session.info["files"]
    rows = list(session.scalars(select(Attachment).where(
        Attachment.id > after, Attachment.voided_at.is_(None)).order_by(Attachment.id).limit(count)))
    faults = {row.id: fault for row in rows if (fault := files.fault(row)) is not None}
    return (rows[-1].id if len(rows) == count else 0), faults
