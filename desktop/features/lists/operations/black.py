"""The black list: lines prepared, both moves approved as one act, lines taken off for a fitting reason."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.chinese import compare_key
from desktop.base.errors import NeedsConfirmation, UserError
from desktop.features.institutions.queries import namesakes
from desktop.features.institutions.records import Institution
from desktop.features.institutions.rules import code_mark, normal_code
from desktop.features.lists.operations.white import snapshot, standing_line, take_off
from desktop.features.lists.queries.standing import item_of, negative_list, standing_lines, surviving
from desktop.features.lists.records import ListEntry, ListKind, Removal, Standing, SubjectKind
from desktop.features.lists.rules.moves import (
    REASON_TYPED,
    STILL_TYPED,
    approval_faults,
    black_faults,
    public_faults,
    refuse,
    removal_faults,
)
from desktop.features.problems.records import Problem
from desktop.store.editing import check_values, living


def propose_black(session: Session, *, by: str, today: date, values: Mapping[str, Any],
                  row: int | None = None, version: int | None = None, confirmed: bool = False) -> ListEntry:
    """Prepare (or correct) a line of the black list; nothing is on the list before `approve_black`."""
    found = None if row is None else _proposed(session, row, version)
    given = _cleaned(values) if found is None else {**_typed(found), **_cleaned(values)}
    institution = _subject(session, given)
    item = negative_list().item(given.get("item"))
    refuse("没有保存", black_faults(given, item, today), "补齐后再保存。")
    assert item is not None
    given["item"], given["item_label"] = item.key, item.label
    _need_free(session, institution, given, row)
    if institution is None and not confirmed:
        _ask_about_namesakes(session, given)
    check_values(ListEntry, {"listing": ListKind.BLACK, "standing": Standing.PROPOSED, **given})
    found = found or ListEntry(listing=ListKind.BLACK, standing=Standing.PROPOSED)
    with found.moving():
        for key, value in given.items():
            if getattr(found, key) != value:
                setattr(found, key, value)
    session.add(found)
    session.flush()
    return found


def _typed(found: ListEntry) -> dict[str, Any]:
    return {key: getattr(found, key) for key in REASON_TYPED}


def _proposed(session: Session, row: int, version: int | None) -> ListEntry:
    found: ListEntry = living(session, ListEntry, row, version)
    if found.listing is not ListKind.BLACK or found.standing is not Standing.PROPOSED:
        raise UserError(f"{found.title()}现在是“{found.standing.value}”，列入的内容不能再改。",
                        "写错了请办“移出”，理由选“列入有误”。")
    return found


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = [key for key in values if key not in REASON_TYPED]
    if unknown:
        raise UserError(f"没有保存：{'、'.join(unknown)}不能这样填。", "列入、移出请用办理的按钮。")
    found = {key: (value.strip() or None) if type(value) is str else value for key, value in values.items()}
    if found.get("code"):
        found["code"] = normal_code(str(found["code"]))
    if found.get("subject_kind", "") is None:
        del found["subject_kind"]
    return found


def _subject(session: Session, given: dict[str, Any]) -> Institution | None:
    """The institution meant, its facts put where nothing was typed; a problem names its own."""
    if given.get("problem_id") is not None and given.get("institution_id") is None:
        given["institution_id"] = living(session, Problem, given["problem_id"]).institution_id
    if given.get("institution_id") is None:
        if given.get("code") and (mark := code_mark(given["code"])):
            refuse("没有保存", {"code": mark})
        return None
    institution = surviving(session, given["institution_id"])
    given["institution_id"] = institution.id
    given["subject_kind"] = SubjectKind.INSTITUTION
    given.update({**snapshot(institution), "name": institution.name, "code": institution.code})
    return institution


def _need_free(session: Session, institution: Institution | None, given: Mapping[str, Any], row: int | None
               ) -> None:
    """UserError when the subject is on the black list, or one prepared for it, already."""
    lines = standing_lines(session, institution, given.get("code"), _name_key(given, institution))
    black = next((line for line in lines if line.listing is ListKind.BLACK), None)
    if black is not None:
        raise UserError(f"{black.name}已经在黑名单上（{black.listed_on}列入）。", "要补充的，请改那一条。")
    if institution is None and lines:
        raise UserError(f"代码 {given.get('code')} 是白名单上的{lines[0].name}。",
                        "请在台账里选这家机构：移出白名单和列入黑名单要一步办。",
                        {"code": "白名单上的机构"})
    if institution is not None:
        prepared = session.scalar(select(ListEntry.id).where(
            ListEntry.listing == ListKind.BLACK, ListEntry.standing == Standing.PROPOSED,
            ListEntry.institution_id == institution.id, ListEntry.voided_at.is_(None),
            ListEntry.id != (row or 0)).limit(1))
        if prepared is not None:
            raise UserError(f"{institution.name}已经有一条拟列入黑名单的。", "请接着办那一条。")


def _name_key(given: Mapping[str, Any], institution: Institution | None) -> str | None:
    if institution is not None or given.get("code"):
        return None
    return compare_key(f"{given.get('name')}@{given.get('address') or given.get('town') or ''}")


def _ask_about_namesakes(session: Session, given: Mapping[str, Any]) -> None:
    """One in the ledger by that name or code is to be chosen there, unless it is another one."""
    known = namesakes(session, name=given["name"], code=given.get("code"), town=given.get("town"),
                      apart_from=None)
    same = next((item for item in known if given.get("code") and item.code == given["code"]), None)
    if same is not None:
        raise UserError(f"台账里有代码相同的机构：{same.name}。", "对象请选“机构”，在台账里选这一家。",
                        {"code": "台账里有这家机构"})
    if known:
        raise NeedsConfirmation(f"台账里有同名的机构：{known[0].name}（{known[0].town or '镇街未填'}）。",
                                "确认不是这一家，仍要按未经审批的对象列入吗？")


def approve_black(session: Session, *, by: str, today: date, row: int, listed_on: date, approved_by: str,
                  decided_by: str = "", decision_no: str = "", public_from: date | None = None,
                  public_until: date | None = None, confirmed: bool = False) -> ListEntry:
    """Both moves as one act: off the white list, where it stands there, and onto the black one.

    NeedsConfirmation when the subject was not told before (告知), which the papers presuppose.
    """
    found = _proposed(session, row, None)
    refuse("没有列入", approval_faults(found, listed_on, approved_by, (public_from, public_until), today))
    institution = None if found.institution_id is None else surviving(session, found.institution_id)
    if not confirmed:
        _ask_before_approval(session, found, institution)
    given = {"code": found.code, "name": found.name, "address": found.address, "town": found.town}
    _need_free(session, institution, given, row)
    _leave_white(session, institution, found, listed_on, approved_by)
    with found.moving():
        if institution is not None:
            found.institution_id = institution.id
        found.standing, found.listed_on = Standing.LISTED, listed_on
    found.approved_by, found.decided_by = approved_by.strip(), decided_by.strip() or None
    found.decision_no = decision_no.strip() or found.decision_no
    found.public_from, found.public_until = public_from, public_until
    session.flush()
    return found


def _ask_before_approval(session: Session, found: ListEntry, institution: Institution | None) -> None:
    doubts = []
    if found.told_on is None:
        doubts.append("还没有登记告知日期：列入前一般要告知当事人事由和依据，听取陈述申辩")
    others = [line.name for line in standing_lines(session, institution, found.code)
              if line.listing is ListKind.WHITE and line.institution_id != found.institution_id]
    if others:
        doubts.append(f"代码相同的{'、'.join(others)}也会从白名单移出")
    if doubts:
        raise NeedsConfirmation(f"{'；'.join(doubts)}。", "仍要列入吗？")


def _leave_white(session: Session, institution: Institution | None, black: ListEntry, on: date,
                 approved_by: str) -> None:
    """The standing white lines of the subject end; what waits in a batch is withdrawn."""
    for line in standing_lines(session, institution, black.code):
        if line.listing is ListKind.WHITE:
            if line.listed_on is not None and on < line.listed_on:
                refuse("没有列入", {"listed_on": f"早于列入白名单的日期（{line.listed_on.isoformat()}）"})
            take_off(line, Removal.TO_BLACK, on, black.item_label or "", "", approved_by)
    session.flush()
    if institution is None:
        return
    waiting = session.scalars(select(ListEntry).where(
        ListEntry.listing == ListKind.WHITE, ListEntry.standing == Standing.PROPOSED,
        ListEntry.institution_id == institution.id, ListEntry.voided_at.is_(None)))
    for line in waiting:
        line.voided_at, line.void_reason = session.info["act"].at, "列入黑名单，不再拟列入白名单"
    session.flush()


def list_black(session: Session, *, by: str, today: date, values: Mapping[str, Any], listed_on: date,
               approved_by: str, decided_by: str = "", decision_no: str = "", public_from: date | None = None,
               public_until: date | None = None, confirmed: bool = False) -> ListEntry:
    """Prepared and approved in one act: a 负面清单 fact that was decided on paper already."""
    made = propose_black(session, by=by, today=today, values=values, confirmed=confirmed)
    return approve_black(session, by=by, today=today, row=made.id, listed_on=listed_on,
                         approved_by=approved_by, decided_by=decided_by, decision_no=decision_no,
                         public_from=public_from, public_until=public_until, confirmed=confirmed)


def remove_black(session: Session, *, by: str, today: date, row: int, removal: Removal, removed_on: date,
                 removal_note: str, removal_no: str = "", removal_by: str = "") -> ListEntry:
    """Take a subject off the black list; the reason must be one that answers to why it was listed."""
    found = standing_line(session, row, ListKind.BLACK)
    refuse("没有移出", removal_faults(found, item_of(found), removal, removed_on, removal_note, today))
    take_off(found, removal, removed_on, removal_note, removal_no, removal_by)
    session.flush()
    return found


def edit_line(session: Session, *, by: str, today: date, row: int, values: Mapping[str, Any],
              version: int | None = None, confirmed: bool = False) -> ListEntry:
    """Correct what is written of a line: never who, when, or on which list."""
    found: ListEntry = living(session, ListEntry, row, version)
    faults = {key: "这里不能改，请用办理的按钮" for key in values if key not in STILL_TYPED}
    given = {key: (value.strip() or None) if type(value) is str else value for key, value in values.items()}
    if found.listing is ListKind.BLACK:
        faults |= {key: f"{what}不能空着" for key, what in (("reason", "列入事由"), ("basis", "列入依据"))
                   if key in given and not given[key]}
    after = {**{key: getattr(found, key) for key in STILL_TYPED}, **given}
    faults |= public_faults(after["public_from"], after["public_until"])
    if after["told_on"] and after["told_on"] > today:
        faults["told_on"] = "告知日期不能晚于今天"
    refuse("没有保存", faults)
    check_values(ListEntry, {"listing": found.listing, "name": found.name, **given})
    for key, value in given.items():
        if getattr(found, key) != value:
            setattr(found, key, value)
    session.flush()
    return found
