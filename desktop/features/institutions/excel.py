"""机构台账 from received workbooks: whose row it is, what cannot be so, what would change.

A row belongs to the institution with its code (a branch is told by its name), else with its licence number,
else with its name at the same address or in the same town. Two different codes are two institutions, save
where a licence number or an old code ties them together. An old name or code never undoes a change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.chinese import compare_key
from desktop.base.fields import field_of
from desktop.base.records import Record
from desktop.base.sheets import Fault, ImportSpec, Values, import_column, plain_differs
from desktop.features.institutions import rules
from desktop.features.institutions.listing import INSTITUTIONS, SECTIONS
from desktop.features.institutions.operations import new_values, save_institution
from desktop.features.institutions.queries import by_alias, by_values
from desktop.features.institutions.records import AliasKind, Institution, is_branch, lines
from desktop.output.excel_read.cells import reader

Candidates = dict[str, list[Institution]]


@dataclass(frozen=True)
class _Known:
    """Living institutions that the rows of one file may mean."""

    codes: Candidates
    old_codes: Candidates
    licences: Candidates
    names: Candidates
    old_names: Candidates

    @property
    def any(self) -> bool:
        """False when none of the rows can mean any of them."""
        return bool(self.codes or self.old_codes or self.licences or self.names or self.old_names)


def match(session: Session, rows: Sequence[Values]) -> list[Record | None]:
    """For each row's values the institution meant, or None for a new one."""
    if session.scalar(select(Institution.id).limit(1)) is None:
        return [None] * len(rows)
    known = _known(session, rows)
    return [_matched(known, row) if known.any else None for row in rows]


def business_key(values: Values) -> object | None:
    """What makes two rows of one file the same institution; None when there is nothing to tell by."""
    name = compare_key(values.get("name") or "")
    if values.get("code"):
        return ("code", values["code"], name if is_branch(name) else "")
    if values.get("licence_no"):
        return ("licence", values["licence_no"])
    return ("name", name, values.get("address") or values.get("town")) if name else None


def check(session: Session, values: Values) -> list[Fault]:
    """Cross-field faults; doubts of single cells are the reader's."""
    return [Fault(key, message) for key, message in rules.faults(values).items()]


def save(session: Session, record: Record | None, values: Values, by: str, today: date) -> Record:
    """Create or change by the same operation as the form; an empty cell changes nothing."""
    given = rules.cleaned({key: value for key, value in values.items() if value is not None})
    if record is None:
        return save_institution(session, by=by, today=today, values=given, imported=True)
    assert isinstance(record, Institution)
    kept = {key: given[key] for key in _changed(record, given)}
    return save_institution(session, by=by, today=today, values=kept, row=record.id, imported=True)


def fresh(session: Session, values: Values, sound: bool) -> dict[str, Any]:
    """The stored values of the institution that `save` would create."""
    return new_values(session, values, {} if sound else rules.faults(values))


def differs(record: Record, values: Values) -> list[str]:
    """Keys the row would change."""
    assert isinstance(record, Institution)
    return _changed(record, values)


INSTITUTION_IMPORT = ImportSpec(
    key=INSTITUTIONS.key,
    title=INSTITUTIONS.title,
    unit=INSTITUTIONS.unit,
    record=Institution,
    columns=tuple(import_column(item) for _, fields in SECTIONS for item in fields),
    match=match,
    business_key=business_key,
    check=check,
    save=save,
    differs=differs,
    fresh=fresh,
    tidy=rules.normal,
)


def _changed(record: Institution, given: Values) -> list[str]:
    """Keys to change: an old code or name, a name that differs in width only, or a text that a sheet cannot
    hold as it is stored, changes nothing."""
    former = lines(record.former)
    return [key for key in plain_differs(record, given)
            if not (key == "code" and given[key] in former)
            and not (key == "name" and _called(record, given[key]))
            and not _reads_as(record, key, given[key])]


def _reads_as(record: Institution, key: str, value: object) -> bool:
    """True when a cell with the stored text would be read as `value`."""
    stored = getattr(record, key)
    return isinstance(stored, str) and reader(field_of(getattr(Institution, key)))(stored).value == value


def _known(session: Session, rows: Sequence[Values]) -> _Known:
    codes = [row["code"] for row in rows if row.get("code")]
    licences = [row["licence_no"] for row in rows if row.get("licence_no")]
    names = [form for row in rows if row.get("name") for form in rules.name_forms(row["name"])]
    return _Known(
        by_values(session, Institution.code, codes),
        by_alias(session, AliasKind.CODE, codes),
        by_values(session, Institution.licence_no, licences),
        _by_key(by_values(session, Institution.name, names)),
        _by_key(by_alias(session, AliasKind.NAME, names)),
    )


def _by_key(found: Candidates) -> Candidates:
    merged: Candidates = {}
    for name, items in found.items():
        merged.setdefault(compare_key(name), []).extend(items)
    return merged


def _matched(known: _Known, row: Values) -> Institution | None:
    return _by_code(known, row) or _by_licence(known, row) or _by_name(known, row)


def _by_code(known: _Known, row: Values) -> Institution | None:
    code, name = row.get("code"), row.get("name") or ""
    if not code:
        return None
    found = known.codes.get(code) or known.old_codes.get(code) or []
    same_name = [item for item in found if _called(item, name)]
    if same_name or not name:
        return next(iter(same_name or found), None)
    same_licence = [item for item in found if item.licence_no and item.licence_no == row.get("licence_no")]
    if same_licence:
        return same_licence[0]
    if len(found) == 1 and is_branch(name) == is_branch(found[0].name):
        return found[0]
    return None


def _by_licence(known: _Known, row: Values) -> Institution | None:
    found = known.licences.get(row.get("licence_no") or "", [])
    agreeing = [item for item in found
                if not _other_code(item, row) or _called(item, row.get("name") or "")]
    return agreeing[0] if agreeing else None


def _by_name(known: _Known, row: Values) -> Institution | None:
    name = compare_key(row.get("name") or "")
    found = [item for item in (*known.names.get(name, []), *known.old_names.get(name, []))
             if not _other_code(item, row)]
    for key in ("address", "town"):
        same = [item for item in found if row.get(key) and getattr(item, key) == row[key]]
        if same:
            return same[0] if len(same) == 1 or key == "address" else None
    untold = [item for item in found if not (_told(item, row, "address") or _told(item, row, "town"))]
    return untold[0] if len(untold) == 1 else None


def _other_code(item: Institution, row: Values) -> bool:
    return bool(item.code and row.get("code") and item.code != row["code"])


def _called(item: Institution, name: str) -> bool:
    wanted = compare_key(name)
    return any(compare_key(known) == wanted for known in (item.name, *lines(item.former)))


def _told(item: Institution, row: Values, key: str) -> bool:
    """True when both sides state the field: being here, they state it differently."""
    return bool(row.get(key)) and getattr(item, key) is not None

