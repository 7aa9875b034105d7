"""Evidence kept with its problem: files by copy and hash, counted in the round they belong to."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.errors import Trouble, UserError
from desktop.base.progress import Progress
from desktop.features.problems.operations.entry import editable, workable
from desktop.features.problems.records import (
    Evidence,
    EvidenceKind,
    Problem,
)
from desktop.store.attachments import Attachment, Files, Staged, keep_file, keep_staged
from desktop.store.editing import living
from desktop.store.engine import machine_troubles
from desktop.store.photos import need_picture

PHOTOS = frozenset({EvidenceKind.BEFORE, EvidenceKind.AFTER})
"""Kinds whose files must open as pictures when they are named as such."""


def add_evidence(session: Session, *, by: str, today: date, problem: int, evidence_kind: EvidenceKind,
                 data: bytes, name: str, copies: int = 1, note: str | None = None,
                 taken_at: datetime | None = None) -> Evidence:
    """Keep a copy of a file with its hash as evidence; the same file and kind again is the same evidence."""
    found = workable(session, problem)
    if copies < 1:
        raise UserError("份数至少是 1。", "请改正份数。", {"copies": "至少 1"})
    twin = _twin(session, found, evidence_kind, hashlib.sha256(data).hexdigest())
    if twin is not None:
        return twin
    if evidence_kind in PHOTOS:
        need_picture(BytesIO(data), name)
    kept = keep_file(session, data, name, taken_at)
    return _attach(session, found, evidence_kind, kept, copies, note, today)


def stage_evidence(files: Files, paths: Sequence[Path], evidence_kind: EvidenceKind,
                   progress: Progress | None = None) -> list[Staged]:
    """Copy files of any size into the folder before the act that records them; may be stopped.

    UserError when a photo is none, a file empty or too large; StoreTrouble when one cannot be read.
    """
    found = []
    for path in paths:
        try:
            with machine_troubles(path):
                if evidence_kind in PHOTOS:
                    need_picture(path, path.name)
                found.append(files.stage(path, progress))
        except Trouble as trouble:
            if len(paths) > 1:
                trouble.advice += f"一起选的 {len(paths)} 个文件都没有添加。"
            raise
    return found


def add_staged(session: Session, *, by: str, today: date, problem: int, evidence_kind: EvidenceKind,
               files: Sequence[Staged], copies: int = 1, note: str | None = None) -> list[Evidence]:
    """Record copied files of one kind as one act; the same file and kind again is the same evidence."""
    found = workable(session, problem)
    if copies < 1:
        raise UserError("份数至少是 1。", "请改正份数。", {"copies": "至少 1"})
    made = []
    for staged in files:
        twin = _twin(session, found, evidence_kind, staged.sha256)
        made.append(twin or _attach(session, found, evidence_kind, keep_staged(session, staged), copies, note,
                                    today))
    return made


def attach_evidence(session: Session, *, by: str, today: date, problem: int, evidence_kind: EvidenceKind,
                    attachment: Attachment, note: str | None = None) -> Evidence:
    """Count a file that is kept already (an issued paper) as evidence."""
    found = workable(session, problem)
    twin = _twin(session, found, evidence_kind, attachment.sha256)
    return twin or _attach(session, found, evidence_kind, attachment, 1, note, today)


def void_evidence(session: Session, *, by: str, today: date, evidence: int, reason: str) -> Evidence:
    """Take a wrong piece of evidence off; the file stays kept."""
    item: Evidence = living(session, Evidence, evidence)
    found = editable(session, item.problem_id, None)
    if not reason.strip():
        raise UserError("没有作废：请写明作废原因。", "例如：传错了文件。", {"reason": "请填写"})
    item.voided_at, item.void_reason = session.info["act"].at, reason.strip()
    found.evidence_count -= item.copies
    session.flush()
    return item


def _twin(session: Session, found: Problem, kind: EvidenceKind, sha256: str) -> Evidence | None:
    """The living evidence of this round with the same file and kind."""
    return session.scalar(select(Evidence).join(Attachment, Attachment.id == Evidence.attachment_id).where(
        Evidence.problem_id == found.id, Evidence.kind == kind, Evidence.round == found.round,
        Evidence.voided_at.is_(None), Attachment.sha256 == sha256))


def _attach(session: Session, found: Problem, kind: EvidenceKind, kept: Attachment, copies: int,
            note: str | None, today: date) -> Evidence:
    evidence = Evidence(problem_id=found.id, kind=kind, attachment_id=kept.id, copies=copies,
                        round=found.round, added_on=today, note=note)
    session.add(evidence)
    with found.moving():
        found.evidence_count += copies
    session.flush()
    return evidence
