"""The white list: batches drawn up, published as they then stand for good, and lines taken off."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from desktop.base.errors import NeedsConfirmation, UserError
from desktop.features.institutions.records import Institution
from desktop.features.institutions.rules import Papers, papers
from desktop.features.lists.queries.standing import entry, proposals, standing_lines, surviving
from desktop.features.lists.records import (
    BatchState,
    ListBatch,
    ListEntry,
    ListKind,
    Removal,
    Standing,
    SubjectKind,
)
from desktop.features.lists.rules.moves import publish_faults, refuse, removal_faults
from desktop.features.lists.rules.published import FROZEN
from desktop.store.editing import living, save_record
from desktop.store.store import final, summarise

NAMED_MOST = 3


def create_batch(session: Session, *, by: str, today: date, name: str, note: str = "") -> ListBatch:
    """A batch to be filled; its name is used once."""
    words = name.strip()
    if not words:
        raise UserError("没有保存：请填写批次名称。", "例如：2023年第一批。", {"name": "请填写"})
    _need_free_name(session, words)
    made = save_record(session, by=by, today=today, record=ListBatch,
                       values={"name": words, "note": note.strip() or None})
    assert isinstance(made, ListBatch)
    return made


def _need_free_name(session: Session, name: str) -> None:
    query = session.query(ListBatch.id).where(ListBatch.name == name, ListBatch.voided_at.is_(None))
    if query.first() is not None:
        raise UserError(f"没有保存：已经有“{name}”这一批。", "换一个批次名称。", {"name": "已经用过"})


def draft(session: Session, row: int) -> ListBatch:
    """A batch that can still be changed."""
    found: ListBatch = living(session, ListBatch, row)
    if found.state is BatchState.PUBLISHED:
        raise UserError(f"{found.title()}已经公布，不能再改。", "有变动的，另列一批；移出的办“移出”。")
    return found


def propose_white(session: Session, *, by: str, today: date, batch: int, institutions: Sequence[int],
                  confirmed: bool = False) -> list[ListEntry]:
    """Put institutions into a batch; UserError naming those that stand on a list or in a batch already.

    NeedsConfirmation when some have no licence in force: 白名单 is of those 证照齐全.
    """
    into = draft(session, batch)
    found = [surviving(session, row) for row in dict.fromkeys(institutions)]
    if not found:
        raise UserError("没有选机构。", "先勾选要列入的机构。")
    waiting = {line.institution_id for line in _waiting(session)}
    obstacles = [words for item in found if (words := obstacle(session, item, item.id in waiting))]
    if obstacles:
        raise UserError(f"没有列入：{'；'.join(obstacles[:NAMED_MOST])}"
                        f"{f' 等 {len(obstacles)} 家' if len(obstacles) > NAMED_MOST else ''}。",
                        "去掉这几家再办。")
    lacking = [item.name for item in found if papers(item, today) is not Papers.BOTH]
    if lacking and not confirmed:
        raise NeedsConfirmation(f"{'、'.join(lacking[:NAMED_MOST])} 等 {len(lacking)} 家证照不齐或已过期。",
                                "白名单一般只列证照齐全的机构，仍要列入吗？")
    made = [_line(item, into.id) for item in found]
    session.add_all(made)
    session.flush()
    return made


def obstacle(session: Session, institution: Institution, waiting: bool) -> str | None:
    """Why the institution cannot be proposed for the white list; None when it can."""
    for line in standing_lines(session, institution):
        if line.listing is ListKind.BLACK:
            return f"{institution.name}在黑名单上（{line.name}），不能同时列入白名单"
        if line.institution_id == institution.id:
            return f"{institution.name}已经在白名单上"
    return f"{institution.name}已经在拟定的批次里" if waiting else None


def _waiting(session: Session) -> list[ListEntry]:
    return session.query(ListEntry).where(
        ListEntry.listing == ListKind.WHITE, ListEntry.standing == Standing.PROPOSED,
        ListEntry.voided_at.is_(None)).all()


def snapshot(institution: Institution) -> dict[str, Any]:
    """What a line says of an institution on the day of listing."""
    return {
        "name": institution.name, "code": institution.code, "legal_person": institution.legal_person,
        "town": institution.town, "address": institution.address, "content": institution.content,
        "category": institution.category.value if institution.category else None,
        "licence_no": institution.licence_no,
    }


def _line(institution: Institution, batch: int) -> ListEntry:
    return ListEntry(listing=ListKind.WHITE, subject_kind=SubjectKind.INSTITUTION, batch_id=batch,
                     institution_id=institution.id, standing=Standing.PROPOSED, **snapshot(institution))


def drop_proposed(session: Session, *, by: str, today: date, rows: Sequence[int], reason: str = "公布前撤下"
                  ) -> int:
    """Take lines out of a batch or off the proposals before anything was published or approved."""
    for row in rows:
        found: ListEntry = living(session, ListEntry, row)
        if found.standing is not Standing.PROPOSED:
            raise UserError(f"没有撤下：{found.title()}现在是“{found.standing.value}”。",
                            "在册的请办“移出”。")
        found.voided_at, found.void_reason = session.info["act"].at, reason.strip() or "撤下"
    session.flush()
    return len(rows)


def publish_batch(session: Session, *, by: str, today: date, row: int, published_on: date, approval: str,
                  approved_by: str) -> ListBatch:
    """Public from that day: the lines stand, what was published is kept with its hash, for good."""
    found, rows = draft(session, row), proposals(session, row)
    refuse("没有公布", publish_faults(rows, published_on, approval, approved_by, today))
    obstacles = []
    for line in rows:
        assert line.institution_id is not None, line.id
        institution = surviving(session, line.institution_id)
        if words := obstacle(session, institution, waiting=False):
            obstacles.append(words)
            continue
        with line.moving():
            line.institution_id = institution.id
            for key, value in snapshot(institution).items():
                setattr(line, key, value)
            line.standing, line.listed_on = Standing.LISTED, published_on
    if obstacles:
        raise UserError(f"没有公布：{'；'.join(obstacles[:NAMED_MOST])}。", "把这几家从批次里撤下再公布。")
    found.approval, found.approved_by = approval.strip(), approved_by.strip()
    found.state, found.published_on, found.count = BatchState.PUBLISHED, published_on, len(rows)
    found.frozen = frozen_text(found, rows)
    found.frozen_hash = hashlib.sha256(found.frozen.encode()).hexdigest()
    session.flush()
    final(session, "名单已经公布，不能撤销；有变动的办移出或另列一批")
    summarise(session, count=len(rows), hash=found.frozen_hash)
    return found


def frozen_text(batch: ListBatch, rows: Sequence[ListEntry]) -> str:
    """What is published, as JSON with fixed order: the reprint and the hash rest on it."""
    assert batch.published_on is not None, batch.name
    lines = [{"entry": line.id, "institution": line.institution_id,
              **{key: getattr(line, key) or "" for key, _, _ in FROZEN}} for line in rows]
    whole = {"name": batch.name, "published_on": batch.published_on.isoformat(), "approval": batch.approval,
             "approved_by": batch.approved_by, "rows": lines}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True)


def remove_white(session: Session, *, by: str, today: date, row: int, removal: Removal, removed_on: date,
                 removal_note: str = "", removal_no: str = "", removal_by: str = "") -> ListEntry:
    """Take an institution off the white list for a reason other than the black list."""
    found = standing_line(session, row, ListKind.WHITE)
    if removal is Removal.TO_BLACK:
        raise UserError("没有移出：有负面清单行为的，移出白名单和列入黑名单要一步办。",
                        "请在这家机构上办“列入黑名单”。")
    refuse("没有移出", removal_faults(found, None, removal, removed_on, removal_note, today))
    take_off(found, removal, removed_on, removal_note, removal_no, removal_by)
    session.flush()
    return found


def standing_line(session: Session, row: int, kind: ListKind) -> ListEntry:
    """The living line of that list that stands now."""
    found = entry(session, row)
    living(session, ListEntry, row)
    if found.listing is not kind:
        raise UserError(f"{found.name}的这一条是{found.listing.value}上的。", "请刷新列表。")
    if found.standing is not Standing.LISTED:
        raise UserError(f"没有移出：{found.title()}现在是“{found.standing.value}”。", "在册的才能移出。")
    return found


def take_off(found: ListEntry, removal: Removal, removed_on: date, note: str = "", number: str = "",
             approved_by: str = "") -> None:
    """The line stands no longer."""
    with found.moving():
        found.standing, found.removal, found.removed_on = Standing.REMOVED, removal, removed_on
        found.removal_note, found.removal_no = note.strip() or None, number.strip() or None
        found.removal_by = approved_by.strip() or None
