"""Photos and other files of a visit, kept by copy and hash."""

import hashlib
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.base.progress import Progress
from desktop.features.inspections.records.visits import PhotoKind, Visit, VisitFinding, VisitPhoto
from desktop.store.attachments import Attachment, Files, Staged, keep_file, keep_staged
from desktop.store.editing import living
from desktop.store.engine import machine_troubles
from desktop.store.photos import need_picture


def add_photo(session: Session, *, by: str, today: date, visit: int, data: bytes, name: str,
              photo_kind: PhotoKind = PhotoKind.PHOTO, finding: int | None = None,
              note: str | None = None) -> VisitPhoto:
    """Keep a copy of a file with the visit; the same file again is the same photo."""
    found: Visit = living(session, Visit, visit)
    twin = _twin(session, found, hashlib.sha256(data).hexdigest(), finding)
    if twin is not None:
        return twin
    if photo_kind is PhotoKind.PHOTO:
        need_picture(BytesIO(data), name)
    return _attach(session, found, keep_file(session, data, name), photo_kind, finding, note, today)


def stage_photos(files: Files, paths: Sequence[Path], photo_kind: PhotoKind,
                 progress: Progress | None = None) -> list[Staged]:
    """Copy files of any size into the folder before the act that records them; may be stopped."""
    found = []
    for path in paths:
        with machine_troubles(path):
            if photo_kind is PhotoKind.PHOTO:
                need_picture(path, path.name)
            found.append(files.stage(path, progress))
    return found


def add_staged(session: Session, *, by: str, today: date, visit: int, photo_kind: PhotoKind,
               files: Sequence[Staged], finding: int | None = None) -> list[VisitPhoto]:
    """Record copied files as one act; the same file again is the same photo."""
    found: Visit = living(session, Visit, visit)
    made = []
    for staged in files:
        twin = _twin(session, found, staged.sha256, finding)
        kept = twin or _attach(session, found, keep_staged(session, staged), photo_kind, finding, None, today)
        made.append(kept)
    return made


def void_photo(session: Session, *, by: str, today: date, photo: int, reason: str) -> VisitPhoto:
    """Take a wrong file off; it stays kept."""
    item: VisitPhoto = living(session, VisitPhoto, photo)
    found: Visit = living(session, Visit, item.visit_id)
    if not reason.strip():
        raise UserError("没有作废：请写明作废原因。", "例如：传错了照片。", {"reason": "请填写"})
    item.voided_at, item.void_reason = session.info["act"].at, reason.strip()
    found.photo_count -= 1
    session.flush()
    return item


def _twin(session: Session, found: Visit, sha256: str, finding: int | None) -> VisitPhoto | None:
    place = VisitPhoto.finding_id.is_(None) if finding is None else VisitPhoto.finding_id == finding
    return session.scalar(select(VisitPhoto).join(Attachment, Attachment.id == VisitPhoto.attachment_id)
                          .where(VisitPhoto.visit_id == found.id, place, VisitPhoto.voided_at.is_(None),
                                 Attachment.sha256 == sha256))


def _attach(session: Session, found: Visit, kept: Attachment, kind: PhotoKind, finding: int | None,
            note: str | None, today: date) -> VisitPhoto:
    if finding is not None and session.get_one(VisitFinding, finding).visit_id != found.id:
        raise UserError("这一项不是这次检查的。", "请刷新后再添加。")
    made = VisitPhoto(visit_id=found.id, finding_id=finding, kind=kind, attachment_id=kept.id,
                      added_on=today, note=note)
    session.add(made)
    found.photo_count += 1
    session.flush()
    return made
