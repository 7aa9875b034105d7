"""What the clerk does to the ledger: enter, change, confirm doubts, 作废, record charges."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from desktop.base.errors import NeedsConfirmation, UserError
from desktop.features.institutions import queries, rules
from desktop.features.institutions.records import (
    Alias,
    AliasKind,
    Institution,
    PrepaidCharge,
    lines,
)
from desktop.features.office.queries import is_set_up, office
from desktop.store.editing import current, living, restore_record, save_record, void_record

_OFFICE = "institutions.departments"


def save_institution(session: Session, *, by: str, today: date, values: Mapping[str, Any],
                     row: int | None = None, version: int | None = None, confirmed: bool = False,
                     imported: bool = False) -> Institution:
    """Create (`row` None) or change an institution; `values` by field key, absent ones stay.

    UserError for what cannot be so; NeedsConfirmation when another living one has the same code or name.
    `imported`: nothing is asked, and what contradicts values of the ledger is kept as 待核对.
    """
    found: Institution | None = None if row is None else living(session, Institution, row, version)
    before = {} if found is None else current(found)
    given = rules.cleaned(values)
    given |= _following(session, before, given)
    after = {**before, **given}
    faults = rules.faults(after)
    if not imported:
        _refuse(faults)
        if not confirmed and _identity(after) != _identity(before):
            _ask_about_namesakes(session, after, row)
    given["marks"] = _open_marks([*rules.marks(after), *faults.values()], found)
    given["former"] = _former(before, after, found)
    saved = save_record(session, by=by, today=today, record=Institution, values=given, row=row)
    assert isinstance(saved, Institution)
    if before:
        _keep_aliases(session, saved, before, today)
        if before["category"] is not saved.category:
            _check_charges_again(session, saved)
    return saved


def confirm_marks(session: Session, *, by: str, today: date, row: int,
                  version: int | None = None) -> Institution:
    """Everything 待核对 was compared with the papers and stands; it comes back when the value changes."""
    found: Institution = living(session, Institution, row, version)
    if not found.marks:
        raise UserError(f"{found.name}没有待核对的内容。")
    found.cleared = "\n".join(dict.fromkeys((*lines(found.cleared), *lines(found.marks))))
    found.marks = None
    return found


def void_institution(session: Session, *, by: str, today: date, row: int, reason: str) -> Institution:
    """作废 with a reason; everything belonging to it stays."""
    found = void_record(session, by=by, today=today, record=Institution, row=row, reason=reason)
    assert isinstance(found, Institution)
    return found


def restore_institution(session: Session, *, by: str, today: date, row: int) -> Institution:
    """Take a 作废 back."""
    found = restore_record(session, by=by, today=today, record=Institution, row=row)
    assert isinstance(found, Institution)
    return found


def save_charge(session: Session, *, by: str, today: date, values: Mapping[str, Any], row: int | None = None,
                version: int | None = None) -> PrepaidCharge:
    """Record or change a charge; what the rule check says of it is kept in `excess`."""
    given = {key: None if value == "" else value for key, value in values.items()}
    saved = save_record(session, by=by, today=today, record=PrepaidCharge, values=given, row=row,
                        version=version)
    assert isinstance(saved, PrepaidCharge)
    faults = rules.charge_faults(saved)
    if saved.charged_on > today:
        faults["charged_on"] = "收费日期不能晚于今天"
    _refuse(faults)
    saved.excess = _excess(saved, queries.open_institution(session, saved.institution_id))
    session.flush()
    return saved


def void_charge(session: Session, *, by: str, today: date, row: int, reason: str) -> PrepaidCharge:
    """作废 a charge that was recorded by mistake."""
    found = void_record(session, by=by, today=today, record=PrepaidCharge, row=row, reason=reason)
    assert isinstance(found, PrepaidCharge)
    return found


def _following(session: Session, before: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Facts that follow from the code and the category, where nobody has stated otherwise."""
    after = {**before, **given}
    old_code, code = before.get("code"), after.get("code")
    pairs: list[tuple[str, Any, Any]] = [
        ("registration", rules.registration_of(old_code), rules.registration_of(code)),
        ("nature", rules.nature_of(old_code), rules.nature_of(code)),
    ]
    old, new = before.get("category"), after.get("category")
    if not after.get("department") or old is not new:
        departments = _departments(session)
        pairs.append(("department", rules.department_for(old, departments),
                      rules.department_for(new, departments)))
    return {key: follows for key, followed, follows in pairs
            if follows is not None and after.get(key) in (None, followed)
            and not _stated(key, before, given)}


def _stated(key: str, before: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    return given.get(key) is not None and given[key] != before.get(key)


def _departments(session: Session) -> tuple[str, ...]:
    kept = session.info.get(_OFFICE)
    if kept is None:
        kept = session.info[_OFFICE] = office(session).departments if is_set_up(session) else ()
    assert isinstance(kept, tuple)
    return kept


def _refuse(faults: Mapping[str, str]) -> None:
    if faults:
        raise UserError(f"没有保存：{'；'.join(faults.values())}。", "改好后再保存。", faults)


def _identity(values: Mapping[str, Any]) -> tuple[Any, ...]:
    return values.get("name"), values.get("code")


def _ask_about_namesakes(session: Session, after: Mapping[str, Any], row: int | None) -> None:
    name, code = after.get("name") or "", after.get("code")
    others = queries.namesakes(session, name=name, code=code, town=after.get("town"), apart_from=row)
    if not others:
        return
    same_code = [other for other in others if code and other.code == code]
    what = "统一社会信用代码" if same_code else "名称"
    titles = "、".join(f"{other.name}（{other.town or '镇街未填'}）" for other in (same_code or others)[:3])
    raise NeedsConfirmation(f"台账里已有{what}相同的机构：{titles}。", "确认不是同一家，仍要保存吗？")


def _replaced(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[AliasKind, str]]:
    """The name and the code that `after` no longer has."""
    kinds = (("name", AliasKind.NAME), ("code", AliasKind.CODE))
    return [(kind, before[key]) for key, kind in kinds if before.get(key) and before[key] != after.get(key)]


def _former(before: Mapping[str, Any], after: Mapping[str, Any], found: Institution | None) -> str | None:
    """Old names and codes, one a line; what is in use again is no longer old."""
    kept = [*lines(found.former if found else None), *(old for _, old in _replaced(before, after))]
    return "\n".join(dict.fromkeys(old for old in kept if old not in _identity(after))) or None


def _keep_aliases(session: Session, saved: Institution, before: Mapping[str, Any], today: date) -> None:
    for kind, old in _replaced(before, current(saved)):
        session.add(Alias(institution_id=saved.id, kind=kind, value=old, until=today))


def _open_marks(found: Sequence[str], institution: Institution | None) -> str | None:
    cleared = lines(institution.cleared if institution else None)
    return "\n".join(mark for mark in found if mark not in cleared) or None


def _check_charges_again(session: Session, saved: Institution) -> None:
    for charge in queries.charges(session, saved.id):
        charge.excess = _excess(charge, saved)


def _excess(charge: PrepaidCharge, institution: Institution) -> str | None:
    found = rules.excesses(charge, institution.category)
    return "\n".join(item.sentence for item in found) or None
