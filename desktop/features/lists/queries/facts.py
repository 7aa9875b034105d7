"""What the sheets of the platforms say of each matter, as plain words."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.features.inspections.records.visits import Visit
from desktop.features.institutions.records import Institution
from desktop.features.institutions.rules import licensed
from desktop.features.lists.listing import NATIONAL, papers_of_entry
from desktop.features.lists.queries.matters import MatterLine
from desktop.features.lists.records import Decision, ListEntry, Matter, SubjectKind
from desktop.features.lists.rules.platforms import in_ten_thousands
from desktop.features.lists.rules.standard import Facts, party_kind, platform_day
from desktop.features.office.queries import office

LICENCE_NAME = "民办学校办学许可证"
PORTION = 500


def facts_of(session: Session, lines: Sequence[MatterLine], today: date) -> list[Facts]:
    """Facts of each line, in their order; the bureau speaks where no other office is named."""
    bureau = office(session).bureau
    found: list[Facts] = []
    for start in range(0, len(lines), PORTION):
        part = lines[start:start + PORTION]
        licences = _by_id(session, Institution, part)
        decisions, visits = _by_id(session, Decision, part), _by_id(session, Visit, part)
        entries = _entries(session, part)
        for line in part:
            found.append(_one(line, licences, decisions, visits, entries, bureau, today))
    return found


def _one(line: MatterLine, licences: dict[int, Any], decisions: dict[int, Any], visits: dict[int, Any],
         entries: dict[int, tuple[ListEntry, str]], bureau: str, today: date) -> Facts:
    common = {"source": bureau, "agency": bureau, "code": line.code}
    match line.matter:
        case Matter.LICENCE:
            return {**common, **_licence(licences[line.about_id], today)}
        case Matter.PENALTY:
            return {**common, **_penalty(decisions[line.about_id])}
        case Matter.CHECK:
            return {**common, **_check(visits[line.about_id]), "name": line.subject}
        case _:
            entry, numbers = entries[line.about_id]
            return {**common, **_black(entry, numbers), "agency": entry.decided_by or bureau}


def _by_id(session: Session, record: Any, lines: Sequence[MatterLine]) -> dict[int, Any]:
    ids = [line.about_id for line in lines if line.about == record.__tablename__]
    return {found.id: found for found in session.scalars(select(record).where(record.id.in_(ids)))}


def _entries(session: Session, lines: Sequence[MatterLine]) -> dict[int, tuple[ListEntry, str]]:
    ids = [line.about_id for line in lines if line.about == ListEntry.__tablename__]
    query = select(ListEntry, papers_of_entry(date.max)).where(ListEntry.id.in_(ids))
    return {entry.id: (entry, numbers or "") for entry, numbers in session.execute(query)}


def _licence(found: Institution, today: date) -> dict[str, str]:
    return {
        "name": found.name, "subject_kind": party_kind(SubjectKind.INSTITUTION, found.code),
        "code": found.code or "", "legal_person": found.legal_person or "", "paper": LICENCE_NAME,
        "number": found.licence_no or "", "certificate": LICENCE_NAME, "licence_no": found.licence_no or "",
        "content": found.content or (f"{found.category.value}类校外培训" if found.category else ""),
        "decided_on": platform_day(found.licence_on or found.licence_from),
        "valid_from": platform_day(found.licence_from), "valid_until": platform_day(found.licence_until),
        "status": "有效" if licensed(found, today) else "无效",
        **({"agency": found.licence_office} if found.licence_office else {}),
    }


def _penalty(found: Decision) -> dict[str, str]:
    person = found.subject_kind is SubjectKind.PERSON
    return {
        "name": found.name, "subject_kind": party_kind(found.subject_kind, found.code),
        "code": found.code or "", "legal_person": "" if person else found.legal_person or "",
        "id_kind": "身份证" if person and found.id_number else "",
        "id_number": found.id_number or "" if person else "",
        "number": found.number, "offence": found.offence, "facts": found.facts, "basis": found.basis,
        "kinds": found.kinds, "content": found.content, "fine": in_ten_thousands(found.fine),
        "confiscated": in_ten_thousands(found.confiscated), "revoked": found.revoked or "",
        "decided_on": platform_day(found.decided_on), "valid_until": platform_day(found.valid_until),
        "public_until": platform_day(found.public_until), "note": found.note or "",
        **({"agency": found.agency} if found.agency else {}),
    }


def _black(found: ListEntry, numbers: str) -> dict[str, str]:
    return {
        "name": found.name, "code": found.code or "", "legal_person": found.legal_person or "",
        "id_masked": _masked(found.id_number), "number": numbers, "basis": found.basis or "",
        "reason": f"{found.item_label or ''}：{found.reason or ''}".strip("："),
        "listed_on": platform_day(found.listed_on), "public_until": platform_day(found.public_until),
        "removed_on": platform_day(found.removed_on),
        "removal": found.removal.value if found.removal else "", "national": NATIONAL,
    }


def _masked(number: str | None) -> str:
    """First four and last two signs; the rest is nobody's business here."""
    if not number or len(number) <= 8:
        return "*" * len(number or "")
    return f"{number[:4]}{'*' * (len(number) - 6)}{number[-2:]}"


def _check(found: Visit) -> dict[str, str]:
    return {"kind": found.way.value, "checked_on": platform_day(found.on), "number": found.number,
            "result": found.result.value if found.result else ""}
